//! A multi-Region encryption key: created in the primary region, with a replica in the secondary.

use archipel::aws::kms::*;
use archipel::prelude::*;

use super::RegionContext;
use super::statements::by_account;
use crate::config;

/// A key and its replica. Both have the same id, and each can decrypt the ciphertexts of the other.
pub struct Keys {
    pub primary: Key,
    pub secondary: ReplicaKey,
}

impl Keys {
    /// Declares the key `name`, with an alias in each region.
    pub fn new(primary: &RegionContext, secondary: &RegionContext, name: &str, settings: &config::Keys) -> Self {
        let (here, there) = (primary.scope.component("keys"), secondary.scope.component("keys"));
        let stack = primary.scope.stack();
        let alias = format!("alias/{}-{name}", primary.stack_prefix());
        let description = format!("{} {}: {name}", stack.project(), stack.name());
        let key = Key::new(
            &here,
            name,
            KeyArgs::default()
                .description(&description)
                .multi_region(true)
                .enable_key_rotation(true)
                .policy(Policy::new([by_account(&primary.account)]))
                .deletion_window_in_days(settings.deletion_window_days),
        );
        let replica = ReplicaKey::new(
            &there,
            name,
            ReplicaKeyArgs::new(key.arn())
                .description(description)
                .policy(Policy::new([by_account(&secondary.account)]))
                .deletion_window_in_days(settings.deletion_window_days),
        );
        Alias::new(&here, name, AliasArgs::new(&alias, key.key_id()));
        Alias::new(&there, name, AliasArgs::new(alias, replica.key_id()));
        Self { primary: key, secondary: replica }
    }

    /// The ARN of the key in each region.
    pub fn arns(&self) -> PerRegion<Output<Arn>> {
        PerRegion::new(self.primary.arn(), self.secondary.arn())
    }
}
