//! The provider.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use archipel_engine::Prop as _;
use archipel_engine::program::Environment;
use archipel_engine::resource::{
    Foreseen, Found, HookHandler, Id, OperationRequest, PlannedChange, Provider, ReadRequest, Result, Status,
    TypeOperations, TypeRules, UpdateValues, violations,
};
use archipel_engine::schema::Schema;
use archipel_engine::value::Value;
use archipel_resources::aws::Connection;
use async_trait::async_trait;

use crate::client::Clients;
use crate::cluster::{Clusters, EksAndKubeconfig};
use crate::identity::text;
use crate::minimum_pods::MinimumPods;
use crate::operations::Operations;
use crate::wait::Wait;
use crate::{align, check, object};

/// The name of the provider.
pub const PROVIDER: &str = "k8s";

/// The provider of `k8s:Object`.
pub struct Kubernetes {
    /// Knows which regions exist.
    connection: Option<Connection>,
    objects: Arc<Objects>,
}

impl std::fmt::Debug for Kubernetes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kubernetes").finish_non_exhaustive()
    }
}

/// The provider over a connection to AWS, for EKS clusters and the contexts of the kubeconfig. Every stacks binary has it.
#[must_use]
pub fn provider(connection: Connection) -> Kubernetes {
    let clusters = Arc::new(EksAndKubeconfig::new(connection.clone()));
    Kubernetes { connection: Some(connection), ..over(clusters) }
}

/// The provider over another source of clusters, such as a [`Kubeconfig`](crate::cluster::Kubeconfig) for programs without AWS.
#[must_use]
pub fn over(clusters: Arc<dyn Clusters>) -> Kubernetes {
    let operations = Arc::new(Operations { clients: Clients::new(clusters) });
    Kubernetes { connection: None, objects: Arc::new(Objects { operations }) }
}

impl Kubernetes {
    /// The number of requests to clusters so far, including retries.
    #[must_use]
    pub fn calls(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.objects.operations.clients.calls)
    }
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

    fn hook(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        let handler = MinimumPods(Arc::clone(&self.objects.operations));
        (kind == handler.kind()).then(|| Arc::new(handler) as Arc<dyn HookHandler>)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.connection.as_ref()?.check_region(environment)
    }
}

/// The operations of `k8s:Object`.
struct Objects {
    operations: Arc<Operations>,
}

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

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        Some(align::align(applied, observed))
    }

    fn is_same(&self, recorded: &Value, observed: &Value) -> bool {
        let [recorded, observed] = [recorded, observed].map(|outputs| text(outputs.field("uid")).unwrap_or_default());
        recorded.is_empty() || recorded == observed
    }
}

#[async_trait]
impl TypeOperations for Objects {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        self.operations.create(op, inputs).await
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        self.operations.read(request, ids).await
    }

    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        self.operations.status(request.environment, request.stack, ids).await
    }

    fn poll_group<'i>(&self, id: &'i Id) -> &'i str {
        id.parts().first().copied().unwrap_or_default()
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        self.operations.list(request).await
    }

    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        self.operations.owners(request, ids).await
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        self.operations.update(op, id, values).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, _: &Value, outputs: &Value) -> Result<()> {
        self.operations.delete(op, id, outputs).await
    }

    async fn foresee(&self, request: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Foreseen> {
        self.operations.foresee(request, change).await
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        self.operations.find(op, inputs).await
    }
}
