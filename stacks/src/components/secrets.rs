//! Secrets that applications read, with a copy in the secondary region. What is in the configuration is names: their
//! values come from their rotation, or from elsewhere.

use anyhow::Result;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

use super::{Keys, Site, rotation};
use crate::config;

/// The secrets of a stack.
pub struct Secrets {
    /// By the names of the configuration, in its order.
    pub secrets: Vec<(String, Secret)>,
}

impl Secrets {
    /// Declares them in the primary region, each with a copy in the secondary, under each region's key, and what gives
    /// them new values from time to time.
    ///
    /// # Errors
    /// The code that does it cannot be packed.
    pub fn new(primary: &Site, secondary: &Site, keys: &Keys, settings: &config::Secrets) -> Result<Self> {
        let scope = &primary.scope.component("secrets");
        let declare = |name: &String| (name.clone(), replicated(scope, secondary, keys, name, settings));
        let secrets: Vec<(String, Secret)> = settings.names.iter().map(declare).collect();
        if let Some(settings) = &settings.rotation {
            rotation::rotate(primary, keys, &secrets, settings)?;
        }
        Ok(Self { secrets })
    }

    /// Declares one more, for what a component keeps.
    pub fn declare(primary: &Site, secondary: &Site, keys: &Keys, name: &str, settings: &config::Secrets) -> Secret {
        replicated(&primary.scope.component("secrets"), secondary, keys, name, settings)
    }

    /// Keeps a text that the stack itself knows, such as the names of hosts, where applications look for secrets.
    pub fn publish(
        primary: &Site,
        secondary: &Site,
        keys: &Keys,
        name: &str,
        value: Output<String>,
        settings: &config::Secrets,
    ) -> Secret {
        let scope = &primary.scope.component("secrets");
        let secret = Self::declare(primary, secondary, keys, name, settings);
        SecretValue::new(scope, name, SecretValueArgs::new(secret.arn(), value));
        secret
    }
}

fn replicated(scope: &Scope, secondary: &Site, keys: &Keys, name: &str, settings: &config::Secrets) -> Secret {
    let stack = scope.stack();
    let copy = Replica::new(secondary.scope.region()).kms_key_id(keys.secondary.arn().map(|arn| arn.to_string()));
    let args = SecretArgs::new(format!("{}/{}/{name}", stack.project(), stack.name()))
        .description(format!("{} {}: {name}", stack.project(), stack.name()))
        .kms_key_id(keys.primary.arn().map(|arn| arn.to_string()))
        .replicas([copy])
        .recovery_window_in_days(settings.recovery_window_days);
    Secret::new(scope, name, args)
}
