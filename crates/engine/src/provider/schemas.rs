//! What planning asks of providers.

use std::sync::Arc;

use super::provider::Provider;
use super::registry::Registry;
use crate::model::schema::Schema;
use crate::model::value::Value;

/// What planning asks of providers: nothing that calls anybody.
pub trait Schemas {
    /// The schema of a type.
    fn schema(&self, type_name: &str) -> Option<&'static Schema>;

    /// What is wrong with inputs that are all known, one sentence each.
    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String>;

    /// What is wrong with a change from recorded inputs to others that are all known, one sentence each.
    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        let _ = (type_name, old, new);
        Vec::new()
    }
}

impl<A: Send + Sync + 'static> Schemas for Registry<A> {
    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        Provider::schema(self, type_name)
    }
    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String> {
        Provider::check(self, type_name, inputs)
    }
    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        Provider::check_change(self, type_name, old, new)
    }
}

impl Schemas for Vec<Arc<dyn Provider>> {
    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.iter().find_map(|provider| provider.schema(type_name))
    }
    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String> {
        self.iter()
            .find(|provider| provider.schema(type_name).is_some())
            .map(|provider| provider.check(type_name, inputs))
            .unwrap_or_default()
    }
    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        self.iter()
            .find(|provider| provider.schema(type_name).is_some())
            .map(|provider| provider.check_change(type_name, old, new))
            .unwrap_or_default()
    }
}
