//! One type, some of whose resources Cloud Control has and others a CloudFormation stack each.
//!
//! Cloud Control may begin or cease to serve a type, and a newer version of this program knows it. The recorded id says which of
//! the two has a resource; what is known about the type decides only how a new resource is created.

use std::sync::Arc;

use archipel_cfn_schema::is_not_provisionable;
use archipel_engine::program::Environment;
use archipel_engine::resource::{
    ErrorKind, Foreseen, Found, Id, OperationRequest, PlannedChange, ReadRequest, Result, Resume, Status,
    TypeOperations, TypeRules, UpdateValues,
};
use archipel_engine::schema::Schema;
use archipel_engine::value::Value;
use async_trait::async_trait;

use crate::client::Clients;
use crate::operations::CloudControlType;
use crate::own_stack::{OwnStackType, is_own_stack};
use crate::request::Journalled;

/// One type.
pub(crate) struct RoutedType {
    cloud_control: CloudControlType,
    own_stack: OwnStackType,
    /// Whether a new resource is created by a stack of its own.
    creates_stacks: bool,
}

impl RoutedType {
    /// The type of this name, if there is one with the handlers that every resource needs.
    pub(crate) fn new(name: &str, clients: Arc<Clients>) -> Option<Self> {
        let own_stack = OwnStackType::new(name, Arc::clone(&clients))?;
        let cloud_control = CloudControlType::new(name, clients)?;
        Some(Self { cloud_control, own_stack, creates_stacks: is_not_provisionable(name) })
    }

    /// The operations of new resources.
    fn of_new(&self) -> &dyn TypeOperations {
        if self.creates_stacks { &self.own_stack } else { &self.cloud_control }
    }

    /// The operations of an existing resource.
    fn of(&self, id: &Id) -> &dyn TypeOperations {
        if is_own_stack(id) { &self.own_stack } else { &self.cloud_control }
    }

    /// The ids of each kind, with their operations.
    fn split(&self, ids: &[Id]) -> [(&dyn TypeOperations, Vec<Id>); 2] {
        let (stacks, others) = ids.iter().cloned().partition(is_own_stack);
        [(&self.own_stack, stacks), (&self.cloud_control, others)]
    }
}

/// The results of both kinds, in the order of `ids`.
fn joined<T>(ids: &[Id], results: [Vec<T>; 2]) -> Vec<T> {
    let [mut stacks, mut others] = results.map(Vec::into_iter);
    ids.iter().filter_map(|id| if is_own_stack(id) { stacks.next() } else { others.next() }).collect()
}

impl TypeRules for RoutedType {
    fn schema(&self) -> &'static Schema {
        self.cloud_control.schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        self.cloud_control.check(inputs)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.cloud_control.check_environment(environment)
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        self.cloud_control.warnings(old, new)
    }

    /// As for stacks: the same, except of secrets, for which only a template has a reference.
    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        self.own_stack.align(applied, observed)
    }

    fn is_same(&self, recorded: &Value, observed: &Value) -> bool {
        self.cloud_control.is_same(recorded, observed)
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        self.cloud_control.check_change(old, new)
    }
}

#[async_trait]
impl TypeOperations for RoutedType {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        match op.host.resume() {
            Resume::Identified(id) => self.of(&id).create(op, inputs).await,
            Resume::Fresh | Resume::Uncertain => self.of_new().create(op, inputs).await,
        }
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        let mut results = [Vec::new(), Vec::new()];
        for (result, (of, ids)) in results.iter_mut().zip(self.split(ids)) {
            if !ids.is_empty() {
                *result = of.read(request, &ids).await?;
            }
        }
        Ok(joined(ids, results))
    }

    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        let mut results = [Vec::new(), Vec::new()];
        for (result, (of, ids)) in results.iter_mut().zip(self.split(ids)) {
            if !ids.is_empty() {
                *result = of.status(request, &ids).await?;
            }
        }
        Ok(joined(ids, results))
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        self.of_new().list(request).await
    }

    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let mut results = [Vec::new(), Vec::new()];
        for (result, (of, ids)) in results.iter_mut().zip(self.split(ids)) {
            if !ids.is_empty() {
                *result = of.owners(request, &ids).await?;
            }
        }
        Ok(joined(ids, results))
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        self.of(id).update(op, id, values).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        self.of(id).delete(op, id, inputs, outputs).await
    }

    fn poll_group<'i>(&self, id: &'i Id) -> &'i str {
        self.of(id).poll_group(id)
    }

    async fn foresee(&self, request: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Foreseen> {
        let existing = change.recorded.map(|recorded| self.of(recorded.id));
        existing.unwrap_or_else(|| self.of_new()).foresee(request, change).await
    }

    async fn data(&self, request: ReadRequest<'_>, inputs: &Value) -> Result<Value> {
        self.of_new().data(request, inputs).await
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        // Only Cloud Control has requests.
        if Journalled::of(&*op.host).is_some() {
            return self.cloud_control.find(op, inputs).await;
        }
        let found = self.of_new().find(op, inputs).await?;
        if self.creates_stacks || !found.is_empty() {
            return Ok(found);
        }
        // An earlier version may have begun the create with a stack. It had the permission to read stacks, which other programs
        // need not have.
        match self.own_stack.find(op, inputs).await {
            Err(error) if error.kind == ErrorKind::Denied => Ok(found),
            found => found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_ids() {
        let stack = "arn:aws:cloudformation:eu-west-1:123456789012:stack/archipel-0123456789abcdef0123456789abcdef/1";
        let ids = ["a", stack, "b"].map(Id::new);
        assert_eq!(joined(&ids, [vec!["of the stack"], vec!["of a", "of b"]]), ["of a", "of the stack", "of b"]);
    }
}
