//! A registry: typed resource types behind the [`Provider`] trait.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;

use super::context::{Cx, OpCx};
use super::error::{ErrorKind, ProviderError, Result};
use super::provider::{Found, Observed, OpRequest, Provider};
use super::read_batch::{Depth, Round};
use super::typed::{Change, DataSource, Glance, Last, Resource, attributes_value};
use super::{Id, Status};
use crate::model::environment::Place;
use crate::model::prop::{Mismatch, Prop};
use crate::model::schema::Schema;
use crate::model::value::Value;

type Connect<A> = dyn Fn(&Place) -> Result<Arc<A>> + Send + Sync;

/// Carries out the reading of one thing, and gives the stack that it says it belongs to. See [`Registry::ownership`].
pub type Ownership = for<'a> fn(BoxFuture<'a, Result<Found>>) -> BoxFuture<'a, Result<Option<String>>>;

/// Asks which account calls in a place belong to. See [`Provider::account`].
type AskAccount = dyn Fn(Place) -> BoxFuture<'static, Result<Option<String>>> + Send + Sync;

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
    pub fn new(name: &'static str, connect: impl Fn(&Place) -> Result<Arc<A>> + Send + Sync + 'static) -> Self {
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
        ask: impl Fn(Place) -> BoxFuture<'static, Result<Option<String>>> + Send + Sync + 'static,
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

    fn cx(&self, place: &Place, stack: &str) -> Result<Cx<A>> {
        Ok(Cx::new((self.connect)(place)?, place.clone(), stack))
    }
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
    async fn create(&self, cx: Cx<A>, op: &OpRequest, inputs: &Value) -> Result<Value>;
    async fn read(&self, cx: &Cx<A>, ids: &[Id]) -> Result<Found>;
    async fn glance(&self, cx: &Cx<A>, ids: &[Id]) -> Result<Found>;
    async fn status(&self, cx: &Cx<A>, ids: &[Id]) -> Result<Vec<Status>>;
    async fn list(&self, cx: &Cx<A>) -> Result<Vec<Id>>;
    async fn update(&self, cx: Cx<A>, op: &OpRequest, id: &Id, change: Change<&Value, &Value>) -> Result<Value>;
    async fn delete(&self, cx: Cx<A>, op: &OpRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()>;
    async fn find(&self, cx: Cx<A>, op: &OpRequest, inputs: &Value) -> Result<Vec<Id>>;
    async fn data(&self, cx: &Cx<A>, inputs: &Value) -> Result<Value>;
}

struct ResourceType<R>(PhantomData<fn() -> R>);
struct DataType<D>(PhantomData<fn() -> D>);

fn typed<T: Prop>(value: &Value, what: &str) -> Result<T> {
    T::from_value(value.clone())
        .map_err(|mismatch: Mismatch| ProviderError::new(ErrorKind::Invalid, format!("{what}: {mismatch}")))
}

fn observed<R: Resource>(glance: Glance<R>) -> Observed {
    let Glance { id, status, props, attrs, unread } = glance;
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
        if inputs.has_unknown() {
            let texts = inputs.as_map().into_iter().flatten();
            return texts.filter_map(|(name, value)| R::check_text(name, value.as_str()?)).collect();
        }
        match R::Props::from_value(inputs.clone()) {
            Ok(props) => R::check(&props),
            Err(mismatch) => vec![mismatch.to_string()],
        }
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        // What an older version of the type recorded may not be read any more: then there is nothing to say.
        match (R::Props::from_value(old.clone()), R::Props::from_value(new.clone())) {
            (Ok(old), Ok(new)) => R::check_change(&old, &new),
            _ => Vec::new(),
        }
    }

    async fn create(&self, cx: Cx<R::Api>, op: &OpRequest, inputs: &Value) -> Result<Value> {
        let props = typed(inputs, R::TYPE)?;
        let cx = OpCx::<R>::new(cx, Arc::clone(&op.host));
        R::create(&cx, &props).await.map(attributes_value)
    }

    async fn read(&self, cx: &Cx<R::Api>, ids: &[Id]) -> Result<Found> {
        let seen = R::read(cx, ids).await?.into_iter().map(Glance::<R>::whole).map(observed);
        Ok(in_order(ids, seen))
    }

    async fn glance(&self, cx: &Cx<R::Api>, ids: &[Id]) -> Result<Found> {
        Ok(in_order(ids, R::glance(cx, ids).await?.into_iter().map(observed)))
    }

    async fn status(&self, cx: &Cx<R::Api>, ids: &[Id]) -> Result<Vec<Status>> {
        R::status(cx, ids).await
    }

    async fn list(&self, cx: &Cx<R::Api>) -> Result<Vec<Id>> {
        R::list(cx).await
    }

    async fn update(&self, cx: Cx<R::Api>, op: &OpRequest, id: &Id, change: Change<&Value, &Value>) -> Result<Value> {
        let change = Change {
            old: typed(change.old, R::TYPE)?,
            new: typed(change.new, R::TYPE)?,
            attrs: typed(change.attrs, R::TYPE)?,
            changed: change.changed,
        };
        let cx = OpCx::<R>::new(cx, Arc::clone(&op.host));
        R::update(&cx, id, &change).await.map(attributes_value)
    }

    async fn delete(&self, cx: Cx<R::Api>, op: &OpRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        let last = Last {
            props: typed(inputs, R::TYPE)?,
            attrs: if outputs.is_null() { None } else { Some(typed(outputs, R::TYPE)?) },
        };
        let cx = OpCx::<R>::new(cx, Arc::clone(&op.host));
        R::delete(&cx, id, &last).await
    }

    async fn find(&self, cx: Cx<R::Api>, op: &OpRequest, inputs: &Value) -> Result<Vec<Id>> {
        let props = typed(inputs, R::TYPE)?;
        let cx = OpCx::<R>::new(cx, Arc::clone(&op.host));
        R::find(&cx, &props).await
    }

    async fn data(&self, _: &Cx<R::Api>, _: &Value) -> Result<Value> {
        Err(ProviderError::new(ErrorKind::Internal, format!("{} is a resource, not a data source", R::TYPE)))
    }
}

#[async_trait]
impl<D: DataSource> Erased<D::Api> for DataType<D> {
    fn schema(&self) -> &'static Schema {
        D::schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        if inputs.has_unknown() {
            return Vec::new();
        }
        D::Props::from_value(inputs.clone()).err().map(|mismatch| mismatch.to_string()).into_iter().collect()
    }

    async fn create(&self, _: Cx<D::Api>, _: &OpRequest, _: &Value) -> Result<Value> {
        Err(only_read(D::TYPE))
    }

    async fn read(&self, _: &Cx<D::Api>, _: &[Id]) -> Result<Found> {
        Err(only_read(D::TYPE))
    }

    async fn glance(&self, _: &Cx<D::Api>, _: &[Id]) -> Result<Found> {
        Err(only_read(D::TYPE))
    }

    async fn status(&self, _: &Cx<D::Api>, _: &[Id]) -> Result<Vec<Status>> {
        Err(only_read(D::TYPE))
    }

    async fn list(&self, _: &Cx<D::Api>) -> Result<Vec<Id>> {
        Err(only_read(D::TYPE))
    }

    async fn update(&self, _: Cx<D::Api>, _: &OpRequest, _: &Id, _: Change<&Value, &Value>) -> Result<Value> {
        Err(only_read(D::TYPE))
    }

    async fn delete(&self, _: Cx<D::Api>, _: &OpRequest, _: &Id, _: &Value, _: &Value) -> Result<()> {
        Err(only_read(D::TYPE))
    }

    async fn find(&self, _: Cx<D::Api>, _: &OpRequest, _: &Value) -> Result<Vec<Id>> {
        Err(only_read(D::TYPE))
    }

    async fn data(&self, cx: &Cx<D::Api>, inputs: &Value) -> Result<Value> {
        let props = typed(inputs, D::TYPE)?;
        D::read(cx, &props).await.map(attributes_value)
    }
}

#[async_trait]
impl<A: Send + Sync + 'static> Provider for Registry<A> {
    fn name(&self) -> &str {
        self.name
    }

    async fn account(&self, place: &Place) -> Result<Option<String>> {
        match &self.accounts {
            Some((ask, _)) => ask(place.clone()).await,
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

    async fn create(&self, op: &OpRequest, inputs: &Value) -> Result<Value> {
        self.get(&op.type_name)?.create(self.cx(&op.place, op.host.stack())?, op, inputs).await
    }

    async fn read(&self, type_name: &str, place: &Place, stack: &str, ids: &[Id]) -> Result<Found> {
        self.get(type_name)?.read(&self.cx(place, stack)?, ids).await
    }

    async fn survey(
        &self,
        type_name: &str,
        place: &Place,
        stack: &str,
        ids: &[Id],
        round: &Arc<Round>,
    ) -> Result<Found> {
        let (erased, cx) = (self.get(type_name)?, self.cx(place, stack)?.in_round(round));
        match round.depth() {
            // Lists may take rights that reading one thing does not.
            Depth::Lists => match erased.glance(&cx, ids).await {
                Err(error) if error.kind == ErrorKind::Denied => erased.read(&cx, ids).await,
                glanced => glanced,
            },
            Depth::Whole => erased.read(&cx, ids).await,
        }
    }

    async fn status(&self, type_name: &str, place: &Place, stack: &str, ids: &[Id]) -> Result<Vec<Status>> {
        self.get(type_name)?.status(&self.cx(place, stack)?, ids).await
    }

    async fn owners(&self, type_name: &str, place: &Place, stack: &str, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let (erased, cx) = (self.get(type_name)?, self.cx(place, stack)?);
        let Some(ownership) = self.ownership.filter(|_| erased.schema().taggable()) else {
            return Ok(vec![None; ids.len()]);
        };
        let mut owners = Vec::with_capacity(ids.len());
        for id in ids {
            owners.push(ownership(erased.read(&cx, std::slice::from_ref(id))).await?);
        }
        Ok(owners)
    }

    async fn list(&self, type_name: &str, place: &Place, stack: &str) -> Result<Vec<Id>> {
        self.get(type_name)?.list(&self.cx(place, stack)?).await
    }

    async fn update(
        &self,
        op: &OpRequest,
        id: &Id,
        old: &Value,
        new: &Value,
        outputs: &Value,
        changed: &[String],
    ) -> Result<Value> {
        let change = Change { old, new, attrs: outputs, changed: changed.to_vec() };
        self.get(&op.type_name)?.update(self.cx(&op.place, op.host.stack())?, op, id, change).await
    }

    async fn delete(&self, op: &OpRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        self.get(&op.type_name)?.delete(self.cx(&op.place, op.host.stack())?, op, id, inputs, outputs).await
    }

    async fn find(&self, op: &OpRequest, inputs: &Value) -> Result<Vec<Id>> {
        self.get(&op.type_name)?.find(self.cx(&op.place, op.host.stack())?, op, inputs).await
    }

    async fn data(&self, type_name: &str, place: &Place, stack: &str, inputs: &Value) -> Result<Value> {
        self.get(type_name)?.data(&self.cx(place, stack)?, inputs).await
    }
}
