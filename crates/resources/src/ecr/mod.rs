//! Amazon ECR: repositories of container images, and their replication.

mod replication;
mod repository;

crate::service! {
    resources {
        replication: Replication;
        repository: Repository;
    }
}
