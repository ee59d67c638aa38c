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

pub use alias::{Alias, AliasArgs, AliasAttrs, AliasProps};
pub use key::{Key, KeyArgs, KeyAttrs, KeyProps};
pub use replica_key::{ReplicaKey, ReplicaKeyArgs, ReplicaKeyAttrs, ReplicaKeyProps};
pub use spec::{KeySpec, KeyUsage};

use archipel_engine::resource::Registry;

use crate::aws::Aws;

/// Adds the types of this service.
pub(crate) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry.resource::<Alias>().resource::<Key>().resource::<ReplicaKey>()
}
