//! The provider, as planner and executor see it: values in, values out.

use std::sync::Arc;

use async_trait::async_trait;

use super::error::Result;
use super::operation_host::OperationHost;
use super::{Id, ReadBatch, Status};
use crate::model::environment::Environment;
use crate::model::schema::Schema;
use crate::model::value::Value;

/// One operation on one resource.
#[derive(Clone)]
pub struct OperationRequest {
    /// Its type.
    pub type_name: String,
    /// Where it is.
    pub environment: Environment,
    /// What the executor offers the operation: tokens, the durable "id known", waiting.
    pub host: Arc<dyn OperationHost>,
}

/// A resource as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// Its id.
    pub id: Id,
    /// Its properties, as far as the API tells them.
    pub inputs: Value,
    /// Its attributes.
    pub outputs: Value,
    /// Whether it can be used.
    pub status: Status,
    /// The properties that were not read: nothing is known of them, whatever `inputs` has.
    pub unread: Vec<&'static str>,
}

/// What reading several resources found: one entry for each id asked for, in that order.
pub type Found = Vec<Option<Observed>>;

/// Serves resource types. Secrets reach it in plain: it is what talks to the API.
#[async_trait]
pub trait Provider: Send + Sync {
    /// What stands before the first `:` of its types.
    fn name(&self) -> &str;

    /// The account that calls in this environment belong to, which tells it apart from every other one; `None` for a
    /// provider without accounts. It must be the service's own answer: a state is never applied with another one.
    ///
    /// # Errors
    /// What the service answers; never an account that is only assumed.
    async fn account(&self, environment: &Environment) -> Result<Option<String>> {
        let _ = environment;
        Ok(None)
    }

    /// The account that a recorded resource is in, as far as its id or its attributes say so.
    fn account_of(&self, type_name: &str, id: &Id, outputs: &Value) -> Option<String> {
        let _ = (type_name, id, outputs);
        None
    }

    /// Its types, sorted by name.
    fn schemas(&self) -> Vec<&'static Schema>;

    /// The schema of one type.
    fn schema(&self, type_name: &str) -> Option<&'static Schema>;

    /// What is wrong with properties; while some are not known, with those that are and can be judged alone.
    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String>;

    /// What is wrong with a change from recorded properties to others that are all known.
    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        let _ = (type_name, old, new);
        Vec::new()
    }

    /// Creates; returns the attributes. The id was told to the host before.
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value>;

    /// Reads several of one type in one place.
    async fn read(&self, type_name: &str, environment: &Environment, stack: &str, ids: &[Id]) -> Result<Found>;

    /// Reads several of one type in one place as part of a round: no deeper than the round wants, and with what
    /// others of the round were told.
    async fn read_batch(
        &self,
        type_name: &str,
        environment: &Environment,
        stack: &str,
        ids: &[Id],
        round: &Arc<ReadBatch>,
    ) -> Result<Found> {
        let _ = round;
        self.read(type_name, environment, stack, ids).await
    }

    /// The status of several of one type in one place, in the order of `ids`.
    async fn status(&self, type_name: &str, environment: &Environment, stack: &str, ids: &[Id]) -> Result<Vec<Status>>;

    /// The ids of all of a type in a place that this stack owns.
    async fn list(&self, type_name: &str, environment: &Environment, stack: &str) -> Result<Vec<Id>>;

    /// The stacks that these say they belong to, as `project/stack`, by their ownership tags; `None` for what says
    /// nothing. In the order of `ids`.
    async fn owners(
        &self,
        type_name: &str,
        environment: &Environment,
        stack: &str,
        ids: &[Id],
    ) -> Result<Vec<Option<String>>> {
        let _ = (type_name, environment, stack);
        Ok(vec![None; ids.len()])
    }

    /// Updates in place; returns the attributes. `changed` are the top-level properties that differ.
    async fn update(
        &self,
        op: &OperationRequest,
        id: &Id,
        old: &Value,
        new: &Value,
        outputs: &Value,
        changed: &[String],
    ) -> Result<Value>;

    /// Deletes. `outputs` is `Null` when the create did not end.
    async fn delete(&self, op: &OperationRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()>;

    /// The ids of what an interrupted create of these properties may have made.
    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>>;

    /// Reads a data source.
    async fn data(&self, type_name: &str, environment: &Environment, stack: &str, inputs: &Value) -> Result<Value>;
}
