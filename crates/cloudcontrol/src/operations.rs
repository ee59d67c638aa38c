//! The operations of every type.

use std::sync::Arc;

use archipel_cfn_schema::model::TypeSchema;
use archipel_cfn_schema::rules::CloudFormationRules;
use archipel_engine::program::Environment;
use archipel_engine::resource::{
    ErrorKind, Found, Id, Observed, OperationRequest, ProviderError, ReadMode, ReadRequest, Result, Resume, Status,
    TypeOperations, TypeRules, UpdateValues,
};
use archipel_engine::schema::Schema;
use archipel_engine::value::Value;
use async_trait::async_trait;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use serde_json::Value as Json;

use crate::client::{Client, Clients, Model};
use crate::describe::ensure_provisionable;
use crate::lookup;
use crate::model::{add_ownership, inputs, keep_ownership, outputs, owner};
use crate::once::{self, Once};
use crate::patch::Change;
use crate::request::{BUSY, Follow};
use crate::retained::Retained;

/// The number of concurrent reads of single resources. Each waits for its token of the limiter.
const AT_ONCE: usize = 16;

/// One type.
pub(crate) struct CloudControlType {
    pub(crate) schema: &'static TypeSchema,
    rules: CloudFormationRules,
    pub(crate) clients: Arc<Clients>,
}

impl CloudControlType {
    /// The type of this name, if there is one with the handlers that every resource needs.
    pub(crate) fn new(name: &str, clients: Arc<Clients>) -> Option<Self> {
        let schema = archipel_cfn_schema::schema(name).ok()?;
        schema.handlers.are_complete().then_some(())?;
        Some(Self { schema, rules: CloudFormationRules::new(name).ok()?, clients })
    }

    fn name(&self) -> &'static str {
        &self.schema.name
    }

    fn client(&self, environment: &Environment) -> Result<Arc<Client>> {
        self.clients.of(environment)
    }

    /// Reads single resources, in the order of `ids`.
    async fn models(&self, client: &Client, ids: &[Id]) -> Result<Vec<Option<Model>>> {
        if self.schema.handlers.read.is_none() {
            let message = format!("AWS has no operation that reads resources of the type {}", self.name());
            return Err(ProviderError::new(ErrorKind::Invalid, message));
        }
        let reads: Vec<_> = ids.iter().map(|id| client.read(self.name(), id)).collect();
        stream::iter(reads).buffered(AT_ONCE).try_collect().await
    }

    fn observed(&self, id: &Id, model: &Json) -> Observed {
        Observed {
            id: id.clone(),
            inputs: inputs(self.schema, model),
            outputs: outputs(self.schema, model),
            status: Status::Ready,
            unread: Vec::new(),
            unmanaged: Vec::new(),
        }
    }

    /// Whether a list shows all resources of the type in a region.
    pub(crate) fn is_listed(&self) -> bool {
        self.schema.handlers.lists_all()
    }

    /// Why no list shows all resources of the type.
    fn unlisted(&self) -> ProviderError {
        let message = match &self.schema.handlers.list {
            None => format!("AWS has no operation that lists resources of {}", self.name()),
            Some(list) => {
                let within = list.required_model().join(" and ");
                format!("AWS lists resources of {} only within another resource, by {within}", self.name())
            }
        };
        ProviderError::new(ErrorKind::Invalid, message)
    }

    /// Reads what lists return: whether each resource exists. A resource that the list lacks is read, because a list may be
    /// behind, and does not prove absence.
    async fn listed(&self, client: &Client, ids: &[Id]) -> Result<Found> {
        let listed = client.list(self.name(), None).await?;
        let unlisted: Vec<Id> = ids.iter().filter(|id| listed.binary_search(id).is_err()).cloned().collect();
        let mut read = self.models(client, &unlisted).await?.into_iter();
        let unread: Vec<&'static str> = self.schema().inputs.fields.iter().map(|field| field.name).collect();
        let found = |id: &Id| {
            if unlisted.contains(id) {
                return read.next().flatten().map(|model| self.observed(id, &model.properties));
            }
            let (inputs, outputs) = (Value::map(), Value::Null);
            let (id, status, unread) = (id.clone(), Status::Ready, unread.clone());
            Some(Observed { id, inputs, outputs, status, unread, unmanaged: Vec::new() })
        };
        Ok(ids.iter().map(found).collect())
    }

    /// The operation of a type of which there can be one resource.
    fn once<'a>(&'a self, client: &'a Client, op: &'a OperationRequest) -> Option<Once<'a>> {
        once::noun(self.name()).map(|noun| Once { of: self, client, op, noun })
    }

    /// The outputs of a resource that exists.
    async fn read_outputs(&self, op: &OperationRequest, client: &Client, id: &Id) -> Result<Value> {
        // The model of an event may be sparse.
        let model = op.eventually(BUSY, || client.read(self.name(), id)).await?;
        let model = model.ok_or_else(|| gone(self.name(), id))?;
        Ok(outputs(self.schema, &model.properties))
    }

    /// Ends an interrupted create of a known resource.
    async fn finish(&self, op: &OperationRequest, client: &Client, id: &Id) -> Result<Value> {
        let follow = Follow { client, op, type_name: self.name() };
        follow.until_free(id).await?;
        if lookup::is_remnant(client, op, self.name(), id).await? {
            follow.delete(id).await?;
            return Err(ProviderError::new(
                ErrorKind::NotFound,
                format!(
                    "the create of {id} had failed, and what it left was deleted; run the command again to create it"
                ),
            ));
        }
        self.read_outputs(op, client, id).await
    }
}

fn gone(type_name: &str, id: &Id) -> ProviderError {
    ProviderError::new(ErrorKind::NotFound, format!("{type_name} {id} does not exist"))
}

impl TypeRules for CloudControlType {
    fn schema(&self) -> &'static Schema {
        self.rules.schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        self.rules.check(inputs)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.rules.check_environment(environment)
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        self.rules.warnings(old, new)
    }

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        self.rules.align(applied, observed)
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        self.rules.check_change(old, new)
    }
}

#[async_trait]
impl TypeOperations for CloudControlType {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let client = self.client(&op.environment)?;
        if let Resume::Identified(id) = op.host.resume() {
            if let Some(once) = self.once(&client, op)
                && once.is_taken_over(&id).await?
            {
                once.take_over(&id, &inputs.revealed_json()).await?;
            }
            return self.finish(op, &client, &id).await;
        }
        // An answer now says nothing about a create of an earlier run.
        if op.host.resume() == Resume::Fresh {
            op.eventually(&[], || ensure_provisionable(&client, self.name())).await?;
        }
        let declared = inputs.revealed_json();
        if let Some(once) = self.once(&client, op)
            && let Some(id) = once.existing().await?
        {
            op.host.identified(&id).await?;
            once.take_over(&id, &declared).await?;
            return self.read_outputs(op, &client, &id).await;
        }
        let mut model = declared.clone();
        add_ownership(self.schema, &mut model, op.host.stack(), op.host.urn(), op.host.token());
        let follow = Follow { client: &client, op, type_name: self.name() };
        let lookup = lookup::Lookup { schema: self.schema, client: &client, op, declared: &declared };
        let created = follow.create(&model, &lookup).await;
        if let Err(error) = &created
            && error.kind == ErrorKind::AlreadyExists
        {
            let retained = Retained { of: self, client: &client, op };
            if let Some(id) = retained.existing(&declared).await? {
                // Before it is recorded: what this create has not taken back is not its own to delete.
                retained.take_back(&id, &declared).await?;
                op.host.identified(&id).await?;
                return self.read_outputs(op, &client, &id).await;
            }
        }
        let id = created?;
        op.host.identified(&id).await?;
        self.read_outputs(op, &client, &id).await
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        let client = self.client(request.environment)?;
        let is_summary = request.batch.is_some_and(|batch| batch.mode() == ReadMode::Summary);
        if is_summary && self.is_listed() {
            match self.listed(&client, ids).await {
                // List calls may need permissions that reading one resource does not.
                Err(error) if error.kind == ErrorKind::Denied => {}
                listed => return listed,
            }
        }
        let models = self.models(&client, ids).await?;
        let is_single = request.batch.is_none() && models.iter().any(Option::is_some);
        let failed = if is_single { client.failed_creates().await? } else { Arc::default() };
        let observed = |(id, model): (&Id, Option<Model>)| {
            let observed = self.observed(id, &model?.properties);
            Some(match failed.get(&(self.name().to_owned(), id.clone())) {
                Some(why) => Observed { status: Status::Failed(why.clone()), ..observed },
                None => observed,
            })
        };
        Ok(ids.iter().zip(models).map(observed).collect())
    }

    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        let models = self.models(&*self.client(request.environment)?, ids).await?;
        Ok(models.into_iter().map(|model| model.map_or(Status::Absent, |_| Status::Ready)).collect())
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        if !self.is_listed() {
            return if request.every_owner { Err(self.unlisted()) } else { Ok(Vec::new()) };
        }
        let client = self.client(request.environment)?;
        let ids = client.list(self.name(), None).await?;
        if request.every_owner {
            return Ok(ids);
        }
        let models = self.models(&client, &ids).await?;
        let owned = |model: &Model| owner(self.schema, &model.properties).as_deref() == Some(request.stack);
        Ok(models.into_iter().flatten().filter(owned).map(|model| model.id).collect())
    }

    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        if !self.schema.tagging.taggable {
            return Ok(vec![None; ids.len()]);
        }
        let models = self.models(&*self.client(request.environment)?, ids).await?;
        Ok(models.into_iter().map(|model| owner(self.schema, &model?.properties)).collect())
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        let client = self.client(&op.environment)?;
        let (old, new) = (values.old.revealed_json(), values.new.revealed_json());
        let follow = Follow { client: &client, op, type_name: self.name() };
        follow
            .update(id, |current| {
                let (mut old, mut new) = (old.clone(), new.clone());
                keep_ownership(self.schema, current, &mut old);
                keep_ownership(self.schema, current, &mut new);
                Change { schema: self.schema, current, old: &old, new: &new }.patch()
            })
            .await?;
        self.read_outputs(op, &client, id).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, _: &Value, _: &Value) -> Result<()> {
        let client = self.client(&op.environment)?;
        if let Some(once) = self.once(&client, op)
            && once.is_taken_over(id).await?
        {
            once.leave(id);
            return Ok(());
        }
        Follow { client: &client, op, type_name: self.name() }.delete(id).await
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        let client = self.client(&op.environment)?;
        let declared = inputs.revealed_json();
        lookup::Lookup { schema: self.schema, client: &client, op, declared: &declared }.find().await
    }
}
