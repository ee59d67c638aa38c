//! The operations of a resource type or data source, without its Rust types: values in, values out.

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;

use super::error::{ErrorKind, ProviderError, Result};
use super::operation::eventually;
use super::operation_host::OperationHost;
use super::{Id, ReadBatch, Status};
use crate::model::environment::Environment;
use crate::model::path::Path;
use crate::model::schema::Schema;
use crate::model::urn::Urn;
use crate::model::value::Value;

/// A create, update, delete or lookup of one resource.
#[derive(Clone)]
pub struct OperationRequest {
    /// The resource's region and account.
    pub environment: Environment,
    /// The services of the executor: tokens, durable ids, waiting.
    pub host: Arc<dyn OperationHost>,
}

impl OperationRequest {
    /// Retries an idempotent call, as [`OperationContext::eventually`](super::OperationContext::eventually).
    ///
    /// # Errors
    /// The last error of the call.
    pub async fn eventually<T, F, Fut>(&self, codes: &[&str], call: F) -> Result<T>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T>> + Send,
        T: Send,
    {
        eventually(&*self.host, codes, call).await
    }
}

/// The values of an update.
#[derive(Clone, Copy, Debug)]
pub struct UpdateValues<'a> {
    /// The inputs that were applied last.
    pub old: &'a Value,
    /// The desired inputs.
    pub new: &'a Value,
    /// The recorded outputs.
    pub outputs: &'a Value,
    /// The names of the top-level properties that differ.
    pub changed: &'a [String],
}

/// A read of resources in one environment.
#[derive(Clone, Copy)]
pub struct ReadRequest<'a> {
    /// The region and account.
    pub environment: &'a Environment,
    /// The stack that reads, as `project/stack`.
    pub stack: &'a str,
    /// The batch that the read is part of. It decides how much is read, and its reads share responses.
    pub batch: Option<&'a Arc<ReadBatch>>,
    /// Whether a list returns the resources of every owner, and not only those of the stack.
    pub every_owner: bool,
}

impl<'a> ReadRequest<'a> {
    /// A full read outside of any batch.
    #[must_use]
    pub fn new(environment: &'a Environment, stack: &'a str) -> Self {
        Self { environment, stack, batch: None, every_owner: false }
    }

    /// The same read as part of a batch.
    #[must_use]
    pub fn in_batch(self, batch: &'a Arc<ReadBatch>) -> Self {
        Self { batch: Some(batch), ..self }
    }

    /// Sends a request once for all reads of the batch in this environment.
    ///
    /// # Errors
    /// The error of the request.
    pub async fn cached<T, F, Fut>(&self, key: &str, request: F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T>>,
    {
        match self.batch {
            Some(batch) => batch.cached(self.environment, key, request).await,
            None => Ok(Arc::new(request().await?)),
        }
    }

    /// The same request for a list of the resources of every owner.
    #[must_use]
    pub fn of_every_owner(self) -> Self {
        Self { every_owner: true, ..self }
    }
}

/// A property that a service would change beside the planned ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeseenChange {
    /// The property, from the inputs of the resource on.
    pub path: Path,
    /// The value that it has. `Null` if it is not set.
    pub old: Value,
    /// The value that it would have. `Unknown` if the service chooses another one each time.
    pub new: Value,
}

/// What a service says about a planned change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Foreseen {
    /// What the plan does not show, one sentence each: a refusal, or what others lose.
    pub warnings: Vec<String>,
    /// What the service would change beside the planned properties. The plan shows it as a part of the step.
    pub effects: Vec<ForeseenChange>,
    /// Why the service refuses to update the resource in place, if it would create a new one with the same inputs. The plan
    /// then replaces it.
    pub immutable: Option<String>,
}

impl Foreseen {
    /// A single warning.
    #[must_use]
    pub fn warning(text: impl Into<String>) -> Self {
        Self { warnings: vec![text.into()], ..Self::default() }
    }
}

/// A resource as a provider read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// The resource's id.
    pub id: Id,
    /// The inputs that the API returned.
    pub inputs: Value,
    /// The outputs.
    pub outputs: Value,
    /// Whether the resource can be used.
    pub status: Status,
    /// The inputs that were not read. Their values in `inputs` have no meaning.
    pub unread: Vec<&'static str>,
    /// The settings that the resource has and its type does not.
    pub unmanaged: Vec<String>,
}

/// The result of a read: one entry for each requested id, in the same order. `None` where no resource has the id.
pub type Found = Vec<Option<Observed>>;

/// The rules of a type that planning applies. No method sends a request.
pub trait TypeRules: Send + Sync {
    /// The schema.
    fn schema(&self) -> &'static Schema;

    /// Returns the violations of inputs, one sentence each. Where some inputs are unknown, checks those that can be
    /// checked alone.
    fn check(&self, inputs: &Value) -> Vec<String> {
        let _ = inputs;
        Vec::new()
    }

    /// Returns why no resource of the type can be in an environment: its service is not offered there.
    fn check_environment(&self, environment: &Environment) -> Option<String> {
        let _ = environment;
        None
    }

    /// Returns what the user should know before a resource is created with these inputs, or before recorded inputs are changed
    /// to them, one sentence each.
    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        let _ = (old, new);
        Vec::new()
    }

    /// Returns inputs that were read with every value that means the same as the applied one written as that one, and
    /// without the values that were not applied and make no difference. A type whose schema alone tells this returns `None`.
    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        let _ = (applied, observed);
        None
    }

    /// Whether a resource that was read is the recorded one, by the outputs of both. Where an id is a name, another resource may
    /// have the name of a deleted one, which is then gone.
    fn is_same(&self, recorded: &Value, observed: &Value) -> bool {
        let _ = (recorded, observed);
        true
    }

    /// Returns the reasons why recorded inputs cannot be changed to these, one sentence each. All are known.
    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        let _ = (old, new);
        Vec::new()
    }
}

/// A planned create or update, for a preview by the service.
#[derive(Clone, Copy)]
pub struct PlannedChange<'a> {
    /// The resource's name.
    pub urn: &'a Urn,
    /// The recorded values; `None` for a create.
    pub recorded: Option<RecordedValues<'a>>,
    /// The desired inputs. All are known.
    pub new: &'a Value,
}

/// The recorded values of a resource whose update is planned.
#[derive(Clone, Copy)]
pub struct RecordedValues<'a> {
    /// The resource's id.
    pub id: &'a Id,
    /// The inputs that were applied last.
    pub inputs: &'a Value,
    /// The outputs.
    pub outputs: &'a Value,
}

/// The operations of a resource type or data source. A type implements those that it has; the others return an error.
/// Secrets are passed in plain text, because an implementation calls the API.
#[async_trait]
pub trait TypeOperations: TypeRules {
    /// Creates a resource and returns its outputs. Reports the id to the host as soon as it is known.
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let _ = (op, inputs);
        Err(unsupported(self.schema(), "create"))
    }

    /// Reads resources of one environment.
    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        let _ = (request, ids);
        Err(unsupported(self.schema(), "read"))
    }

    /// Returns the status of resources, in the order of `ids`.
    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        let _ = (request, ids);
        Err(unsupported(self.schema(), "status"))
    }

    /// Returns the ids of all resources of the type in an environment that this stack owns, or of every owner if the request
    /// asks for that. A type whose resources are parts of others, which no call lists, returns an error for the latter.
    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        let _ = request;
        Err(unsupported(self.schema(), "list"))
    }

    /// Returns the owners of resources by their ownership tags, as `project/stack`, in the order of `ids`. `None` for a
    /// resource without such tags.
    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let _ = request;
        Ok(vec![None; ids.len()])
    }

    /// Updates a resource in place and returns its outputs.
    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        let _ = (op, id, values);
        Err(unsupported(self.schema(), "update"))
    }

    /// Deletes a resource. `outputs` is `Null` if its create was interrupted.
    async fn delete(&self, op: &OperationRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        let _ = (op, id, inputs, outputs);
        Err(unsupported(self.schema(), "delete"))
    }

    /// The part of a service that answers for a resource. Resources of different parts are polled apart, so that one that does
    /// not answer keeps no other waiting.
    fn poll_group<'i>(&self, id: &'i Id) -> &'i str {
        let _ = id;
        ""
    }

    /// Returns the ids of the resources that an interrupted create with these inputs may have created.
    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        let _ = (op, inputs);
        Err(unsupported(self.schema(), "find"))
    }

    /// Asks the service what a planned change would do, where it can answer without doing it. Nothing where no service can
    /// answer yet.
    async fn foresee(&self, request: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Foreseen> {
        let _ = (request, change);
        Ok(Foreseen::default())
    }

    /// Reads a data source and returns its outputs.
    async fn data(&self, request: ReadRequest<'_>, inputs: &Value) -> Result<Value> {
        let _ = (request, inputs);
        Err(unsupported(self.schema(), "data"))
    }
}

fn unsupported(schema: &Schema, operation: &str) -> ProviderError {
    let kind = if schema.data_source { "data source" } else { "resource type" };
    ProviderError::new(
        ErrorKind::Internal,
        format!("bug in the {kind} {}: it has no operation `{operation}`", schema.type_name),
    )
}
