//! The provider.

use std::sync::Arc;

use archipel_engine::Prop as _;
use archipel_engine::program::Environment;
use archipel_engine::resource::{Provider, TypeOperations, TypeRules, violations};
use archipel_engine::schema::Schema;
use archipel_engine::value::Value;
use archipel_resources::aws::Connection;
use async_trait::async_trait;

use crate::wait::Wait;
use crate::{check, object};

/// The name of the provider.
pub const PROVIDER: &str = "k8s";

/// The provider of `k8s:Object`.
pub struct Kubernetes {
    connection: Connection,
    objects: Arc<Objects>,
}

impl std::fmt::Debug for Kubernetes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kubernetes").finish_non_exhaustive()
    }
}

/// The provider over a connection, for EKS clusters and the contexts of the kubeconfig.
#[must_use]
pub fn provider(connection: Connection) -> Kubernetes {
    Kubernetes { connection, objects: Arc::new(Objects) }
}

#[async_trait]
impl Provider for Kubernetes {
    fn name(&self) -> &str {
        PROVIDER
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        vec![object::schema()]
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        (type_name == object::TYPE).then(|| Arc::clone(&self.objects) as Arc<dyn TypeOperations>)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.connection.check_region(environment)
    }
}

/// The operations of `k8s:Object`.
struct Objects;

impl TypeRules for Objects {
    fn schema(&self) -> &'static Schema {
        object::schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let mut wrong = violations(object::schema().inputs, inputs);
        let wait = inputs.field("wait");
        if !wait.is_null() && !wait.has_unknown() {
            wrong.extend(Wait::from_value(wait.clone()).err().map(|mismatch| mismatch.message));
        }
        wrong.extend(check::check(inputs.field("manifest")));
        wrong
    }
}

#[async_trait]
impl TypeOperations for Objects {}
