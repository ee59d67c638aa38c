//! The types that planning can use.

use std::sync::Arc;

use super::hook::HookHandler;
use super::operations::TypeRules;
use super::provider::Provider;
use super::stack_check::CheckStack;
use crate::model::environment::Environment;
use crate::model::schema::Schema;

/// Finds the rules of a type by its name.
pub trait Schemas {
    /// The rules of a type.
    fn rules(&self, type_name: &str) -> Option<Arc<dyn TypeRules>>;

    /// Why no resource of a type can be in an environment.
    fn wrong_environment(&self, type_name: &str, environment: &Environment) -> Option<String> {
        let _ = (type_name, environment);
        None
    }

    /// The checks across the resources of a stack.
    fn stack_checks(&self) -> Vec<CheckStack> {
        Vec::new()
    }

    /// The schema of a type.
    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.rules(type_name).map(|rules| rules.schema())
    }

    /// The handler of the hooks of a kind, for its check of their inputs.
    fn hook_handler(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        let _ = kind;
        None
    }
}

impl<P: Provider + ?Sized> Schemas for P {
    fn rules(&self, type_name: &str) -> Option<Arc<dyn TypeRules>> {
        self.get(type_name).map(|operations| operations as Arc<dyn TypeRules>)
    }

    fn wrong_environment(&self, _: &str, environment: &Environment) -> Option<String> {
        self.check_environment(environment)
    }

    fn stack_checks(&self) -> Vec<CheckStack> {
        self.check_stack().into_iter().collect()
    }

    fn hook_handler(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        self.hook(kind)
    }
}

impl Schemas for Vec<Arc<dyn Provider>> {
    fn rules(&self, type_name: &str) -> Option<Arc<dyn TypeRules>> {
        self.iter().find_map(|provider| provider.get(type_name)).map(|operations| operations as Arc<dyn TypeRules>)
    }

    fn wrong_environment(&self, type_name: &str, environment: &Environment) -> Option<String> {
        let provider = self.iter().find(|provider| provider.get(type_name).is_some());
        provider.and_then(|provider| provider.check_environment(environment))
    }

    fn stack_checks(&self) -> Vec<CheckStack> {
        self.iter().filter_map(|provider| provider.check_stack()).collect()
    }
}
