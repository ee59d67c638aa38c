//! Amazon SNS: topics and subscriptions.

mod subscription;
mod topic;

crate::service! {
    resources {
        subscription: Subscription;
        topic: Topic;
    }
}
