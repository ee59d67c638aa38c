//! Providers for a failover in a drill of the sandbox, whose emulators do at once what takes minutes in AWS: each step takes the time
//! that its recovery program expects, in the virtual time of the drill. Its call is made first, so that the stand-in for traffic
//! decides what users and stores notice meanwhile.

use std::sync::Arc;

use archipel_engine::limiter::BucketWait;
use archipel_engine::resource::{
    CheckStack, Foreseen, Found, HookHandler, Id, OperationRequest, PlannedChange, Provider, Providers, ReadRequest,
    Result, Status, TypeOperations, TypeRules, UpdateValues,
};
use archipel_engine::schema::Schema;
use archipel_engine::{Environment, Value};
use async_trait::async_trait;

use super::flow::Flow;

/// The same providers, whose steps take their expected time.
pub(crate) fn paced(providers: &Providers, flow: &Arc<Flow>) -> Providers {
    let paced = |inner: &Arc<dyn Provider>| Paced { inner: Arc::clone(inner), flow: Arc::clone(flow) };
    providers.iter().fold(Providers::new(), |all, inner| all.with(Arc::new(paced(inner))))
}

struct Paced<P: ?Sized> {
    inner: Arc<P>,
    flow: Arc<Flow>,
}

#[async_trait]
impl Provider for Paced<dyn Provider> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.inner.schemas()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        let inner = self.inner.get(type_name)?;
        Some(Arc::new(Paced { inner, flow: Arc::clone(&self.flow) }))
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.inner.check_environment(environment)
    }

    fn check_stack(&self) -> Option<CheckStack> {
        self.inner.check_stack()
    }

    fn hook(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        self.inner.hook(kind)
    }

    fn rate_limit_waits(&self) -> Vec<BucketWait> {
        self.inner.rate_limit_waits()
    }

    async fn account(&self, environment: &Environment) -> Result<Option<String>> {
        self.inner.account(environment).await
    }

    fn account_of(&self, type_name: &str, id: &Id, outputs: &Value) -> Option<String> {
        self.inner.account_of(type_name, id, outputs)
    }
}

impl TypeRules for Paced<dyn TypeOperations> {
    fn schema(&self) -> &'static Schema {
        self.inner.schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        self.inner.check(inputs)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.inner.check_environment(environment)
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        self.inner.warnings(old, new)
    }

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        self.inner.align(applied, observed)
    }

    fn is_same(&self, recorded: &Value, observed: &Value) -> bool {
        self.inner.is_same(recorded, observed)
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        self.inner.check_change(old, new)
    }
}

#[async_trait]
impl TypeOperations for Paced<dyn TypeOperations> {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let created = self.inner.create(op, inputs).await?;
        self.flow.pass_time_of(op.host.urn()).await;
        Ok(created)
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        let updated = self.inner.update(op, id, values).await?;
        self.flow.pass_time_of(op.host.urn()).await;
        Ok(updated)
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        self.inner.delete(op, id, inputs, outputs).await
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        self.inner.read(request, ids).await
    }

    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        self.inner.status(request, ids).await
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        self.inner.list(request).await
    }

    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        self.inner.owners(request, ids).await
    }

    fn poll_group<'i>(&self, id: &'i Id) -> &'i str {
        self.inner.poll_group(id)
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        self.inner.find(op, inputs).await
    }

    async fn foresee(&self, request: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Foreseen> {
        self.inner.foresee(request, change).await
    }

    async fn data(&self, request: ReadRequest<'_>, inputs: &Value) -> Result<Value> {
        self.inner.data(request, inputs).await
    }
}
