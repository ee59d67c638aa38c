//! Encryption keys.

use archipel::aws::kms::*;
use archipel::prelude::*;

/// `kms/Alias`: a name for a key.
pub fn alias(scope: &Scope, key: &Key) -> Alias {
    Alias::new(scope, "data", AliasArgs::new("alias/shop-data", key.id()))
}

/// `kms/Key`: a multi-region key with yearly rotation.
pub fn key(scope: &Scope) -> Key {
    let args = KeyArgs::new().description("Data of the shop").multi_region(true).enable_key_rotation(true);
    Key::with_options(scope, "data", args, Options::new().protect(true))
}

/// `kms/ReplicaKey`: the same key in another region.
pub fn replica_key(there: &Scope, key: &Key) -> ReplicaKey {
    ReplicaKey::new(there, "data", ReplicaKeyArgs::new(key.arn()))
}
