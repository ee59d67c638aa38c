//! The providers of a run, found by the prefix of a type's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::error::{ErrorKind, ProviderError, Result};
use super::provider::Provider;
use super::schemas::Schemas;
use crate::model::schema::Schema;
use crate::model::value::Value;

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

    /// Adds a provider; one of the same name gives way.
    #[must_use]
    pub fn with(mut self, provider: Arc<dyn Provider>) -> Self {
        self.by_name.insert(provider.name().to_owned(), provider);
        self
    }

    /// The provider of a type.
    ///
    /// # Errors
    /// When no provider has the type's prefix.
    pub fn get(&self, type_name: &str) -> Result<&Arc<dyn Provider>> {
        let prefix = type_name.split(':').next().unwrap_or(type_name);
        self.by_name.get(prefix).ok_or_else(|| {
            ProviderError::new(
                ErrorKind::Invalid,
                format!("no provider is named `{prefix}`, which {type_name} needs: this program was built without it"),
            )
        })
    }

    /// The schema of a type.
    #[must_use]
    pub fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.get(type_name).ok()?.schema(type_name)
    }

    /// The schema of a type that must be there.
    ///
    /// # Errors
    /// When no provider has the type.
    pub fn schema_of(&self, type_name: &str) -> Result<&'static Schema> {
        self.get(type_name)?.schema(type_name).ok_or_else(|| {
            ProviderError::new(ErrorKind::Invalid, format!("there is no type {type_name}: was it removed or renamed?"))
        })
    }

    /// Every provider, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Provider>> {
        self.by_name.values()
    }
}

impl Schemas for Providers {
    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        Providers::schema(self, type_name)
    }

    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String> {
        self.get(type_name).map(|provider| provider.check(type_name, inputs)).unwrap_or_default()
    }

    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        self.get(type_name).map(|provider| provider.check_change(type_name, old, new)).unwrap_or_default()
    }
}
