//! AWS KMS: keys.
//!
//! Keys are not deleted but scheduled to be, 7 to 30 days later. Here a key that is scheduled counts as gone; a
//! primary key whose replicas are still there waits for them by itself (`PendingReplicaDeletion`).

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
