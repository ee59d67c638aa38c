//! AWS KMS: keys.
//!
//! KMS schedules the deletion of keys for 7 to 30 days later. A key whose deletion is pending counts as deleted. A
//! primary key with replicas waits for their deletion by itself (`PendingReplicaDeletion`).

mod alias;
mod common;
pub mod data_key;
mod key;
mod replica_key;
mod spec;

crate::service! {
    resources {
        alias: Alias;
        key: Key;
        replica_key: ReplicaKey;
        spec:;
    }
}
