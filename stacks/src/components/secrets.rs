//! Secrets for applications, with a replica in the secondary region. The configuration has only their names: their
//! values come from their rotation, or from elsewhere.

use std::cell::RefCell;

use anyhow::Result;
use archipel::aws::secretsmanager::*;
use archipel::prelude::*;

use super::{Keys, RegionContext, dotted, rotation};
use crate::config;

/// The host names of the database or the cache.
pub struct Hosts {
    /// The host that takes writes.
    pub writer: Output<String>,
    pub readers: PerRegion<Output<String>>,
    /// The endpoint for writes of each region's own cluster.
    pub endpoints: PerRegion<Output<String>>,
}

/// The secrets of a stack.
pub struct Secrets<'a> {
    contexts: PerRegion<&'a RegionContext>,
    keys: &'a Keys,
    recovery_window_days: u16,
    /// By name: those of the configuration, and those of other components.
    secrets: Vec<(String, Secret)>,
    /// The secrets with generated values.
    generated: RefCell<Vec<Output<Arn>>>,
}

impl<'a> Secrets<'a> {
    /// Declares the secrets of the configuration, and their rotation.
    ///
    /// # Errors
    /// When the code of the rotation cannot be packed.
    pub fn new(contexts: PerRegion<&'a RegionContext>, keys: &'a Keys, settings: &config::Secrets) -> Result<Self> {
        let mut all = Self {
            contexts,
            keys,
            recovery_window_days: settings.recovery_window_days,
            secrets: Vec::new(),
            generated: RefCell::default(),
        };
        for name in &settings.names {
            all.declare(name);
        }
        if let Some(settings) = &settings.rotation {
            rotation::rotate(contexts.primary, keys, &all.secrets, settings)?;
        }
        Ok(all)
    }

    /// Declares a secret in the primary region, with a replica in the secondary, under each region's key.
    pub fn declare(&mut self, name: &str) -> Secret {
        let PerRegion { primary, secondary } = self.contexts;
        let stack = primary.scope.stack();
        let copy = Replica::new(secondary.scope.region()).kms_key_id(self.keys.secondary.arn());
        let args = SecretArgs::new(format!("{}/{}/{name}", stack.project(), stack.name()))
            .description(format!("{} {}: {name}", stack.project(), stack.name()))
            .kms_key_id(self.keys.primary.arn())
            .replicas([copy])
            .recovery_window_in_days(self.recovery_window_days);
        let secret = Secret::new(&self.scope(), dotted(name), args);
        self.secrets.push((name.to_owned(), secret.clone()));
        secret
    }

    /// Declares a secret with a user name and a password that Secrets Manager generates, in `scope`.
    pub fn generate(&mut self, scope: &Scope, name: &str, user: &str) -> (Secret, GeneratedPassword) {
        let secret = self.declare(name);
        let password = GeneratedPassword::new(scope, "main", GeneratedPasswordArgs::new(secret.arn(), user));
        self.add_generated(secret.arn());
        (secret, password)
    }

    /// Adds the ARN of a secret with a generated value that another component declares.
    pub fn add_generated(&self, arn: Output<Arn>) {
        self.generated.borrow_mut().push(arn);
    }

    /// The ARNs of the secrets with generated values, which the state contains, sealed.
    pub fn generated(&self) -> Vec<Output<Arn>> {
        self.generated.borrow().clone()
    }

    /// Stores host names in a secret: the writer and the reader of each region for applications, and the endpoint of each
    /// region's own cluster for the rotation.
    pub fn publish_hosts(&mut self, name: &str, hosts: Hosts) -> (Secret, SecretValue) {
        let secret = self.declare(name);
        let PerRegion { primary, secondary } = self.contexts.map(|context| context.scope.region());
        let Hosts { writer, readers, endpoints } = hosts;
        let hosts = json!({
            "writer": writer,
            "readers": { primary: readers.primary, secondary: readers.secondary },
            "endpoints": { primary: endpoints.primary, secondary: endpoints.secondary },
        });
        let value = SecretValue::new(&self.scope(), name, SecretValueArgs::new(secret.arn(), hosts));
        (secret, value)
    }

    /// The ARNs of the secrets with these names, in both regions: the ARN of a replica differs only in the region.
    pub fn arns(&self, names: &[String]) -> Vec<Output<Arn>> {
        let regions = self.contexts.map(|context| format!(":{}:", context.scope.region()));
        let named = self.secrets.iter().filter(|(name, _)| names.contains(name));
        let arns = named.flat_map(|(_, secret)| {
            let PerRegion { primary: home, secondary: away } = regions.clone();
            [secret.arn(), secret.arn().map(move |arn| Arn::new(arn.as_str().replacen(&home, &away, 1)))]
        });
        arns.collect()
    }

    fn scope(&self) -> Scope {
        self.contexts.primary.scope.component("secrets")
    }
}
