//! A registry: typed resource types behind the [`Provider`] trait.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;

use super::context::{OperationContext, ReadContext};
use super::error::{ErrorKind, ProviderError, Result};
use super::provider::{Found, Observed, OperationRequest, Provider};
use super::read_batch::{ReadBatch, ReadMode};
use super::typed::{DataSource, DeleteRequest, Identity, ListedState, Resource, UpdateRequest, attributes_value};
use super::violations::violations;
use super::{Id, Status};
use crate::model::environment::Environment;
use crate::model::prop::{Mismatch, Prop};
use crate::model::schema::Schema;
use crate::model::value::Value;

type Connect<A> = dyn Fn(&Environment) -> Result<Arc<A>> + Send + Sync;

/// Carries out the reading of one thing, and gives the stack that it says it belongs to. See [`Registry::ownership`].
pub type Ownership = for<'a> fn(BoxFuture<'a, Result<Found>>) -> BoxFuture<'a, Result<Option<String>>>;

/// Asks which account calls in a place belong to. See [`Provider::account`].
type AskAccount = dyn Fn(Environment) -> BoxFuture<'static, Result<Option<String>>> + Send + Sync;

/// The account that a type, an id and attributes say. See [`Provider::account_of`].
pub type RecordedAccount = fn(&str, &Id, &Value) -> Option<String>;

/// A provider made of typed resource types that share a client type.
pub struct Registry<A> {
    name: &'static str,
    connect: Box<Connect<A>>,
    types: BTreeMap<&'static str, Box<dyn Erased<A>>>,
    ownership: Option<Ownership>,
    accounts: Option<(Box<AskAccount>, RecordedAccount)>,
}

impl<A: Send + Sync + 'static> Registry<A> {
    /// An empty provider. `connect` gives the client of a place; it is asked for each operation, so it should
    /// keep clients.
    pub fn new(name: &'static str, connect: impl Fn(&Environment) -> Result<Arc<A>> + Send + Sync + 'static) -> Self {
        Self { name, connect: Box::new(connect), types: BTreeMap::new(), ownership: None, accounts: None }
    }

    /// How it is known to which stack something belongs: types that take tags say so when they are read, where the
    /// ownership tags are told from those of a program. Without it nothing belongs to anybody.
    #[must_use]
    pub fn ownership(mut self, ownership: Ownership) -> Self {
        self.ownership = Some(ownership);
        self
    }

    /// How it is known which account calls belong to, and which account a recorded resource is in. Without it the
    /// provider has no accounts, and nothing keeps a state from being applied with the credentials of another one.
    #[must_use]
    pub fn accounts(
        mut self,
        ask: impl Fn(Environment) -> BoxFuture<'static, Result<Option<String>>> + Send + Sync + 'static,
        recorded: RecordedAccount,
    ) -> Self {
        self.accounts = Some((Box::new(ask), recorded));
        self
    }

    /// Adds a resource type.
    #[must_use]
    pub fn resource<R: Resource<Api = A>>(mut self) -> Self {
        self.types.insert(R::TYPE, Box::new(ResourceType::<R>(PhantomData)));
        self
    }

    /// Adds a data source.
    #[must_use]
    pub fn data_source<D: DataSource<Api = A>>(mut self) -> Self {
        self.types.insert(D::TYPE, Box::new(DataType::<D>(PhantomData)));
        self
    }

    fn get(&self, type_name: &str) -> Result<&dyn Erased<A>> {
        self.types.get(type_name).map(|erased| &**erased).ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("the {} provider has no type {type_name}", self.name))
        })
    }

    fn cx(&self, environment: &Environment, stack: &str) -> Result<ReadContext<A>> {
        Ok(ReadContext::new((self.connect)(environment)?, environment.clone(), stack))
    }
}

/// An update whose property types are erased.
struct RawUpdate<'a> {
    old: &'a Value,
    new: &'a Value,
    outputs: &'a Value,
    changed: &'a [String],
}

/// A type of the registry, its Rust types erased.
#[async_trait]
trait Erased<A>: Send + Sync {
    fn schema(&self) -> &'static Schema;
    fn check(&self, inputs: &Value) -> Vec<String>;
    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        let _ = (old, new);
        Vec::new()
    }
    async fn create(&self, cx: ReadContext<A>, op: &OperationRequest, inputs: &Value) -> Result<Value>;
    async fn read(&self, cx: &ReadContext<A>, ids: &[Id]) -> Result<Found>;
    async fn read_from_list(&self, cx: &ReadContext<A>, ids: &[Id]) -> Result<Found>;
    async fn status(&self, cx: &ReadContext<A>, ids: &[Id]) -> Result<Vec<Status>>;
    async fn list(&self, cx: &ReadContext<A>) -> Result<Vec<Id>>;
    async fn update(&self, cx: ReadContext<A>, op: &OperationRequest, id: &Id, change: RawUpdate<'_>) -> Result<Value>;
    async fn delete(
        &self,
        cx: ReadContext<A>,
        op: &OperationRequest,
        id: &Id,
        inputs: &Value,
        outputs: &Value,
    ) -> Result<()>;
    async fn find(&self, cx: ReadContext<A>, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>>;
    async fn data(&self, cx: &ReadContext<A>, inputs: &Value) -> Result<Value>;
}

struct ResourceType<R>(PhantomData<fn() -> R>);
struct DataType<D>(PhantomData<fn() -> D>);

fn typed<T: Prop>(value: &Value, what: &str) -> Result<T> {
    T::from_value(value.clone())
        .map_err(|mismatch: Mismatch| ProviderError::new(ErrorKind::Invalid, format!("{what}: {mismatch}")))
}

fn observed<R: Resource>(listed: ListedState<R>) -> Observed {
    let ListedState { id, status, props, attrs, unread } = listed;
    Observed { id, inputs: props, outputs: attrs.map(attributes_value).unwrap_or_default(), status, unread }
}

fn in_order(ids: &[Id], found: impl Iterator<Item = Observed>) -> Found {
    let mut found: BTreeMap<Id, Observed> = found.map(|observed| (observed.id.clone(), observed)).collect();
    ids.iter().map(|id| found.remove(id)).collect()
}

fn only_read(type_name: &str) -> ProviderError {
    ProviderError::new(ErrorKind::Internal, format!("{type_name} is a data source: it is only read"))
}

#[async_trait]
impl<R: Resource> Erased<R::Api> for ResourceType<R> {
    fn schema(&self) -> &'static Schema {
        R::schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let mut wrong = violations(R::schema().inputs, inputs);
        if inputs.has_unknown() {
            return wrong;
        }
        match R::Props::from_value(inputs.clone()) {
            Ok(props) => wrong.extend(R::check(&props)),
            Err(mismatch) => wrong.push(mismatch.to_string()),
        }
        wrong
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        // What an older version of the type recorded may not be read any more: then there is nothing to say.
        match (R::Props::from_value(old.clone()), R::Props::from_value(new.clone())) {
            (Ok(old), Ok(new)) => R::check_change(&old, &new),
            _ => Vec::new(),
        }
    }

    async fn create(&self, cx: ReadContext<R::Api>, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let props = typed(inputs, R::TYPE)?;
        let cx = OperationContext::<R>::new(cx, Arc::clone(&op.host));
        R::create(&cx, &props).await.map(attributes_value)
    }

    async fn read(&self, cx: &ReadContext<R::Api>, ids: &[Id]) -> Result<Found> {
        let seen = R::read(cx, ids).await?.into_iter().map(ListedState::<R>::complete).map(observed);
        Ok(in_order(ids, seen))
    }

    async fn read_from_list(&self, cx: &ReadContext<R::Api>, ids: &[Id]) -> Result<Found> {
        Ok(in_order(ids, R::read_from_list(cx, ids).await?.into_iter().map(observed)))
    }

    async fn status(&self, cx: &ReadContext<R::Api>, ids: &[Id]) -> Result<Vec<Status>> {
        R::status(cx, ids).await
    }

    async fn list(&self, cx: &ReadContext<R::Api>) -> Result<Vec<Id>> {
        <R::Identity as Identity<R>>::list(cx).await
    }

    async fn update(
        &self,
        cx: ReadContext<R::Api>,
        op: &OperationRequest,
        id: &Id,
        change: RawUpdate<'_>,
    ) -> Result<Value> {
        let request = UpdateRequest {
            old: typed(change.old, R::TYPE)?,
            new: typed(change.new, R::TYPE)?,
            attrs: typed(change.outputs, R::TYPE)?,
            changed: change.changed.to_vec(),
        };
        let cx = OperationContext::<R>::new(cx, Arc::clone(&op.host));
        R::update(&cx, id, &request).await.map(attributes_value)
    }

    async fn delete(
        &self,
        cx: ReadContext<R::Api>,
        op: &OperationRequest,
        id: &Id,
        inputs: &Value,
        outputs: &Value,
    ) -> Result<()> {
        let request = DeleteRequest {
            props: typed(inputs, R::TYPE)?,
            attrs: if outputs.is_null() { None } else { Some(typed(outputs, R::TYPE)?) },
        };
        let cx = OperationContext::<R>::new(cx, Arc::clone(&op.host));
        R::delete(&cx, id, &request).await
    }

    async fn find(&self, cx: ReadContext<R::Api>, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        let props = typed(inputs, R::TYPE)?;
        let cx = OperationContext::<R>::new(cx, Arc::clone(&op.host));
        <R::Identity as Identity<R>>::find(&cx, &props).await
    }

    async fn data(&self, _: &ReadContext<R::Api>, _: &Value) -> Result<Value> {
        Err(ProviderError::new(ErrorKind::Internal, format!("{} is a resource, not a data source", R::TYPE)))
    }
}

#[async_trait]
impl<D: DataSource> Erased<D::Api> for DataType<D> {
    fn schema(&self) -> &'static Schema {
        D::schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let mut wrong = violations(D::schema().inputs, inputs);
        if !inputs.has_unknown() {
            wrong.extend(D::Props::from_value(inputs.clone()).err().map(|mismatch| mismatch.to_string()));
        }
        wrong
    }

    async fn create(&self, _: ReadContext<D::Api>, _: &OperationRequest, _: &Value) -> Result<Value> {
        Err(only_read(D::TYPE))
    }

    async fn read(&self, _: &ReadContext<D::Api>, _: &[Id]) -> Result<Found> {
        Err(only_read(D::TYPE))
    }

    async fn read_from_list(&self, _: &ReadContext<D::Api>, _: &[Id]) -> Result<Found> {
        Err(only_read(D::TYPE))
    }

    async fn status(&self, _: &ReadContext<D::Api>, _: &[Id]) -> Result<Vec<Status>> {
        Err(only_read(D::TYPE))
    }

    async fn list(&self, _: &ReadContext<D::Api>) -> Result<Vec<Id>> {
        Err(only_read(D::TYPE))
    }

    async fn update(&self, _: ReadContext<D::Api>, _: &OperationRequest, _: &Id, _: RawUpdate<'_>) -> Result<Value> {
        Err(only_read(D::TYPE))
    }

    async fn delete(&self, _: ReadContext<D::Api>, _: &OperationRequest, _: &Id, _: &Value, _: &Value) -> Result<()> {
        Err(only_read(D::TYPE))
    }

    async fn find(&self, _: ReadContext<D::Api>, _: &OperationRequest, _: &Value) -> Result<Vec<Id>> {
        Err(only_read(D::TYPE))
    }

    async fn data(&self, cx: &ReadContext<D::Api>, inputs: &Value) -> Result<Value> {
        let props = typed(inputs, D::TYPE)?;
        D::read(cx, &props).await.map(attributes_value)
    }
}

#[async_trait]
impl<A: Send + Sync + 'static> Provider for Registry<A> {
    fn name(&self) -> &str {
        self.name
    }

    async fn account(&self, environment: &Environment) -> Result<Option<String>> {
        match &self.accounts {
            Some((ask, _)) => ask(environment.clone()).await,
            None => Ok(None),
        }
    }

    fn account_of(&self, type_name: &str, id: &Id, outputs: &Value) -> Option<String> {
        self.accounts.as_ref().and_then(|(_, recorded)| recorded(type_name, id, outputs))
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.types.values().map(|erased| erased.schema()).collect()
    }

    fn schema(&self, type_name: &str) -> Option<&'static Schema> {
        self.types.get(type_name).map(|erased| erased.schema())
    }

    fn check(&self, type_name: &str, inputs: &Value) -> Vec<String> {
        self.types.get(type_name).map(|erased| erased.check(inputs)).unwrap_or_default()
    }

    fn check_change(&self, type_name: &str, old: &Value, new: &Value) -> Vec<String> {
        self.types.get(type_name).map(|erased| erased.check_change(old, new)).unwrap_or_default()
    }

    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        self.get(&op.type_name)?.create(self.cx(&op.environment, op.host.stack())?, op, inputs).await
    }

    async fn read(&self, type_name: &str, environment: &Environment, stack: &str, ids: &[Id]) -> Result<Found> {
        self.get(type_name)?.read(&self.cx(environment, stack)?, ids).await
    }

    async fn read_batch(
        &self,
        type_name: &str,
        environment: &Environment,
        stack: &str,
        ids: &[Id],
        batch: &Arc<ReadBatch>,
    ) -> Result<Found> {
        let (erased, cx) = (self.get(type_name)?, self.cx(environment, stack)?.in_batch(batch));
        match batch.mode() {
            // List calls may need permissions that reading one resource does not.
            ReadMode::Summary => match erased.read_from_list(&cx, ids).await {
                Err(error) if error.kind == ErrorKind::Denied => erased.read(&cx, ids).await,
                listed => listed,
            },
            ReadMode::Full => erased.read(&cx, ids).await,
        }
    }

    async fn status(&self, type_name: &str, environment: &Environment, stack: &str, ids: &[Id]) -> Result<Vec<Status>> {
        self.get(type_name)?.status(&self.cx(environment, stack)?, ids).await
    }

    async fn owners(
        &self,
        type_name: &str,
        environment: &Environment,
        stack: &str,
        ids: &[Id],
    ) -> Result<Vec<Option<String>>> {
        let (erased, cx) = (self.get(type_name)?, self.cx(environment, stack)?);
        let Some(ownership) = self.ownership.filter(|_| erased.schema().taggable()) else {
            return Ok(vec![None; ids.len()]);
        };
        let mut owners = Vec::with_capacity(ids.len());
        for id in ids {
            owners.push(ownership(erased.read(&cx, std::slice::from_ref(id))).await?);
        }
        Ok(owners)
    }

    async fn list(&self, type_name: &str, environment: &Environment, stack: &str) -> Result<Vec<Id>> {
        self.get(type_name)?.list(&self.cx(environment, stack)?).await
    }

    async fn update(
        &self,
        op: &OperationRequest,
        id: &Id,
        old: &Value,
        new: &Value,
        outputs: &Value,
        changed: &[String],
    ) -> Result<Value> {
        let change = RawUpdate { old, new, outputs, changed };
        self.get(&op.type_name)?.update(self.cx(&op.environment, op.host.stack())?, op, id, change).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        self.get(&op.type_name)?.delete(self.cx(&op.environment, op.host.stack())?, op, id, inputs, outputs).await
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        self.get(&op.type_name)?.find(self.cx(&op.environment, op.host.stack())?, op, inputs).await
    }

    async fn data(&self, type_name: &str, environment: &Environment, stack: &str, inputs: &Value) -> Result<Value> {
        self.get(type_name)?.data(&self.cx(environment, stack)?, inputs).await
    }
}
