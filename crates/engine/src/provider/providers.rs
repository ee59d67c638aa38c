//! The providers of a run, found by the prefix of a type's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::{ErrorKind, ProviderError, Result};
use super::hook::HookHandler;
use super::limiter::BucketWait;
use super::operations::{TypeOperations, TypeRules};
use super::provider::Provider;
use super::schemas::Schemas;
use super::stack_check::CheckStack;
use crate::model::environment::Environment;
use crate::model::schema::Schema;

/// A set of providers.
#[derive(Clone, Default)]
pub struct Providers {
    by_name: BTreeMap<String, Arc<dyn Provider>>,
}

impl std::fmt::Debug for Providers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

impl Providers {
    /// No providers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a provider. It replaces one of the same name.
    #[must_use]
    pub fn with(mut self, provider: Arc<dyn Provider>) -> Self {
        self.by_name.insert(provider.name().to_owned(), provider);
        self
    }

    /// The operations of a type.
    ///
    /// # Errors
    /// When no provider has the type's prefix, or the provider does not have the type.
    pub fn get(&self, type_name: &str) -> Result<Arc<dyn TypeOperations>> {
        let prefix = type_name.split(':').next().unwrap_or(type_name);
        let provider = self.by_name.get(prefix).ok_or_else(|| {
            ProviderError::new(
                ErrorKind::Invalid,
                format!("no provider is named `{prefix}`, which {type_name} needs: this program was built without it"),
            )
        })?;
        provider.get(type_name).ok_or_else(|| {
            ProviderError::new(ErrorKind::Invalid, format!("there is no type {type_name}: was it removed or renamed?"))
        })
    }

    /// The schema of a type that must exist.
    ///
    /// # Errors
    /// As [`Providers::get`].
    pub fn schema_of(&self, type_name: &str) -> Result<&'static Schema> {
        self.get(type_name).map(|operations| operations.schema())
    }

    /// The handler of the hooks of a kind.
    ///
    /// # Errors
    /// When no provider has one.
    pub fn hook(&self, kind: &str) -> Result<Arc<dyn HookHandler>> {
        let prefix = kind.split(':').next().unwrap_or(kind);
        let handler = self.by_name.get(prefix).and_then(|provider| provider.hook(kind));
        handler.ok_or_else(|| {
            ProviderError::new(ErrorKind::Invalid, format!("no provider runs hooks of the kind `{kind}`"))
        })
    }

    /// For how long requests waited for rate limits, of every provider.
    pub(crate) fn rate_limit_waits(&self) -> Vec<BucketWait> {
        self.iter().flat_map(|provider| provider.rate_limit_waits()).collect()
    }

    /// Every provider, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.by_name.values()
    }
}

impl Schemas for Providers {
    fn rules(&self, type_name: &str) -> Option<Arc<dyn TypeRules>> {
        self.get(type_name).ok().map(|operations| operations as Arc<dyn TypeRules>)
    }

    fn wrong_environment(&self, type_name: &str, environment: &Environment) -> Option<String> {
        let prefix = type_name.split(':').next().unwrap_or(type_name);
        self.by_name.get(prefix).and_then(|provider| provider.check_environment(environment))
    }

    fn stack_checks(&self) -> Vec<CheckStack> {
        self.iter().filter_map(|provider| provider.check_stack()).collect()
    }

    fn hook_handler(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        self.hook(kind).ok()
    }
}
