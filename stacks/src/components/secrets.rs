//! Secrets for applications, with a replica in the secondary region. The configuration has only their names: their
//! values come from their rotation, or from elsewhere.
//!
//! A replica is a resource of its own, because it waits for the key of its region: what is created in the primary region with the
//! secret, such as the data stores, does not.

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
    /// By name: those of the configuration, and those of other components. Each with its ARN in both regions.
    secrets: Vec<(String, PerRegion<Output<Arn>>)>,
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
        let named: Vec<_> = settings.names.iter().map(|name| (name.clone(), all.declare(name))).collect();
        if let Some(settings) = &settings.rotation {
            rotation::rotate(contexts.primary, keys, &named, settings)?;
        }
        Ok(all)
    }

    /// Declares a secret in the primary region, with a replica in the secondary, under each region's key.
    pub fn declare(&mut self, name: &str) -> Secret {
        let args = self.args(self.contexts.primary, name);
        let (secret, arns) = replicated(&self.scope(), &dotted(name), args, self.contexts, self.keys);
        self.secrets.push((name.to_owned(), arns));
        secret
    }

    fn args(&self, context: &RegionContext, name: &str) -> SecretArgs {
        let stack = context.scope.stack();
        SecretArgs::new(format!("{}/{}/{name}", stack.project(), stack.name()))
            .description(format!("{} {}: {name}", stack.project(), stack.name()))
            .recovery_window_in_days(self.recovery_window_days)
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

    /// Stores host names in a secret, which both regions read: the writer and the reader of each region for applications, and the endpoint of each
    /// region's own cluster for the rotation.
    pub fn publish_hosts(&mut self, name: &str, hosts: Hosts) -> (Secret, SecretValue) {
        let secret = self.declare(name);
        let value = SecretValueArgs::new(secret.arn(), self.document(&hosts));
        let value = SecretValue::new(&self.scope(), name, value);
        (secret, value)
    }

    /// Stores host names in a secret of each region: a replica could not be written while the other region is lost, when the
    /// writer moves. Returns those of the primary region.
    pub fn publish_role(&mut self, name: &str, hosts: &Hosts, options: &Options) -> (Secret, SecretValue) {
        let document = self.document(hosts);
        let PerRegion { primary: here, secondary: there } = self
            .contexts
            .zip(self.keys.arns())
            .map(|(context, key)| (context.scope.component("secrets"), self.args(context, name).kms_key_id(key)));
        let declare = |(scope, args): (Scope, SecretArgs), after: Options| {
            let secret = Secret::with_options(&scope, dotted(name), args, after);
            let value = SecretValueArgs::new(secret.arn(), document.clone());
            let value = SecretValue::with_options(&scope, name, value, options.clone());
            (secret, value)
        };
        let (secret, value) = declare(here, Options::new());
        // The name is free there once the first one has no replica.
        let (copy, _) = declare(there, Options::new().depends_on(&secret));
        self.secrets.push((name.to_owned(), PerRegion::new(secret.arn(), copy.arn())));
        (secret, value)
    }

    fn document(&self, hosts: &Hosts) -> Json {
        let PerRegion { primary, secondary } = self.contexts.map(|context| context.scope.region());
        let Hosts { writer, readers, endpoints } = hosts;
        json!({
            "writer": writer,
            "readers": { primary: &readers.primary, secondary: &readers.secondary },
            "endpoints": { primary: &endpoints.primary, secondary: &endpoints.secondary },
        })
    }

    /// The ARNs of the secrets with these names, in both regions.
    pub fn arns(&self, names: &[String]) -> Vec<Output<Arn>> {
        let named = self.secrets.iter().filter(|(name, _)| names.contains(name));
        named.flat_map(|(_, arns)| [arns.primary.clone(), arns.secondary.clone()]).collect()
    }

    fn scope(&self) -> Scope {
        self.contexts.primary.scope.component("secrets")
    }
}

/// Declares a secret in the primary region, and its replica in the secondary. Returns the ARN in each region: that of the secondary
/// is known once the replica is in sync.
pub(super) fn replicated(
    scope: &Scope,
    name: &str,
    args: SecretArgs,
    contexts: PerRegion<&RegionContext>,
    keys: &Keys,
) -> (Secret, PerRegion<Output<Arn>>) {
    let secret = Secret::new(scope, name, args.kms_key_id(keys.primary.arn()));
    let args = SecretReplicaArgs::new(secret.arn(), contexts.secondary.scope.region());
    let replica = SecretReplica::new(scope, name, args.kms_key_id(keys.secondary.arn()));
    let arns = PerRegion::new(secret.arn(), replica.arn());
    (secret, arns)
}
