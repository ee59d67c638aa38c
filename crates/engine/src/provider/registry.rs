//! A registry: the provider of typed resource types and data sources.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use futures::future::BoxFuture;

use super::context::ReadContext;
use super::error::{ErrorKind, ProviderError, Result};
use super::hook::HookHandler;
use super::limiter::{BucketWait, Limiter};
use super::operations::{Found, Observed, OperationRequest, ReadRequest, TypeOperations, TypeRules, UpdateValues};
use super::provider::Provider;
use super::read_batch::ReadMode;
use super::resource::{DataSource, Identity, OperationContext, Resource};
use super::stack_check::CheckStack;
use super::typed::{DeleteRequest, ListedState, UpdateRequest, attributes_value};
use super::violations::violations;
use super::{Id, Status};
use crate::model::catch_panic::catch_panic;
use crate::model::environment::Environment;
use crate::model::prop::{Mismatch, Prop};
use crate::model::schema::Schema;
use crate::model::value::Value;

type Connect<A> = dyn Fn(&Environment) -> Result<Arc<A>> + Send + Sync;

/// Runs a read of one resource and returns the stack that owns it. See [`Registry::ownership`].
pub type Ownership = for<'a> fn(BoxFuture<'a, Result<Found>>) -> BoxFuture<'a, Result<Option<String>>>;

/// Returns the account that calls in an environment belong to. See [`Provider::account`].
type AskAccount = dyn Fn(Environment) -> BoxFuture<'static, Result<Option<String>>> + Send + Sync;

/// Returns the account that a type's id and outputs contain. See [`Provider::account_of`].
pub type RecordedAccount = fn(&str, &Id, &Value) -> Option<String>;

/// Checks the inputs of a resource of any type: one sentence for each mistake. See [`Registry::check`].
pub type CheckInputs = fn(&'static Schema, &Value) -> Vec<String>;
/// Returns why an environment does not exist. See [`Provider::check_environment`].
type CheckEnvironment = dyn Fn(&Environment) -> Option<String> + Send + Sync;

/// A provider of typed resource types and data sources that share a client type.
pub struct Registry<A> {
    name: &'static str,
    client: Arc<Client<A>>,
    types: BTreeMap<&'static str, Arc<dyn TypeOperations>>,
    accounts: Option<(Box<AskAccount>, RecordedAccount)>,
    environments: Option<Box<CheckEnvironment>>,
    stack: Option<CheckStack>,
    hooks: BTreeMap<&'static str, Arc<dyn HookHandler>>,
    limiter: Option<Arc<Limiter>>,
}

/// What the types of a registry share.
struct Client<A> {
    connect: Box<Connect<A>>,
    ownership: OnceLock<Ownership>,
    check: OnceLock<CheckInputs>,
}

impl<A: Send + Sync + 'static> Registry<A> {
    /// Creates an empty provider. `connect` returns the client of an environment. It is called for every operation, so
    /// it should cache clients.
    pub fn new(name: &'static str, connect: impl Fn(&Environment) -> Result<Arc<A>> + Send + Sync + 'static) -> Self {
        let client =
            Arc::new(Client { connect: Box::new(connect), ownership: OnceLock::new(), check: OnceLock::new() });
        let (types, hooks) = (BTreeMap::new(), BTreeMap::new());
        Self { name, client, types, accounts: None, environments: None, stack: None, hooks, limiter: None }
    }

    /// Sets how the owner of a resource is found: a type that takes tags reports the owner while it is read, when it
    /// separates ownership tags from a program's tags. Without it no resource has an owner.
    #[must_use]
    pub fn ownership(self, ownership: Ownership) -> Self {
        self.client.ownership.get_or_init(|| ownership);
        self
    }

    /// Sets how a misspelt environment is recognised: the function returns why no resource can be in it.
    #[must_use]
    pub fn environments(mut self, check: impl Fn(&Environment) -> Option<String> + Send + Sync + 'static) -> Self {
        self.environments = Some(Box::new(check));
        self
    }

    /// Sets a check across the resources of a stack: a range that overlaps with that of another resource, or a part of
    /// another network.
    #[must_use]
    pub fn check_stack(mut self, check: CheckStack) -> Self {
        self.stack = Some(check);
        self
    }

    /// Sets a check of the inputs of every resource, such as the rules for tags. Some values may be unknown.
    #[must_use]
    pub fn check(self, check: CheckInputs) -> Self {
        self.client.check.get_or_init(|| check);
        self
    }

    /// Sets how the account of calls, and the account of a recorded resource, are found. Without it the provider has no
    /// accounts, and nothing keeps a state from being applied with the credentials of another one.
    #[must_use]
    pub fn accounts(
        mut self,
        ask: impl Fn(Environment) -> BoxFuture<'static, Result<Option<String>>> + Send + Sync + 'static,
        recorded: RecordedAccount,
    ) -> Self {
        self.accounts = Some((Box::new(ask), recorded));
        self
    }

    /// Sets the limiter that the provider's requests pass, so that a run names the rate limits that delayed it.
    #[must_use]
    pub fn limiter(mut self, limiter: Arc<Limiter>) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// Adds a handler of hooks.
    #[must_use]
    pub fn hook(mut self, handler: impl HookHandler + 'static) -> Self {
        self.hooks.insert(handler.kind(), Arc::new(handler));
        self
    }

    /// Adds a resource type.
    #[must_use]
    pub fn resource<R: Resource<Api = A>>(mut self) -> Self {
        let client = Arc::clone(&self.client);
        self.types.insert(R::TYPE, Arc::new(ResourceType::<R> { client, of: PhantomData }));
        self
    }

    /// Adds a data source.
    #[must_use]
    pub fn data_source<D: DataSource<Api = A>>(mut self) -> Self {
        let client = Arc::clone(&self.client);
        self.types.insert(D::TYPE, Arc::new(DataSourceType::<D> { client, of: PhantomData }));
        self
    }
}

#[async_trait]
impl<A: Send + Sync + 'static> Provider for Registry<A> {
    fn name(&self) -> &str {
        self.name
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.types.values().map(|operations| operations.schema()).collect()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        self.types.get(type_name).cloned()
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.environments.as_ref().and_then(|check| check(environment))
    }

    fn check_stack(&self) -> Option<CheckStack> {
        self.stack
    }

    fn hook(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        self.hooks.get(kind).cloned()
    }

    fn rate_limit_waits(&self) -> Vec<BucketWait> {
        self.limiter.as_ref().map(|limiter| limiter.waits()).unwrap_or_default()
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
}

impl<A: Send + Sync + 'static> Client<A> {
    fn read(&self, request: ReadRequest<'_>) -> Result<ReadContext<A>> {
        let cx = ReadContext::new((self.connect)(request.environment)?, request.environment.clone(), request.stack);
        let cx = if request.every_owner { cx.of_every_owner() } else { cx };
        Ok(match request.batch {
            Some(batch) => cx.in_batch(batch),
            None => cx,
        })
    }

    fn operation<R: Resource<Api = A>>(&self, op: &OperationRequest) -> Result<OperationContext<R>> {
        let cx = self.read(ReadRequest::new(&op.environment, op.host.stack()))?;
        Ok(OperationContext::new(cx, Arc::clone(&op.host)))
    }
}

struct ResourceType<R: Resource> {
    client: Arc<Client<R::Api>>,
    of: PhantomData<fn() -> R>,
}

struct DataSourceType<D: DataSource> {
    client: Arc<Client<D::Api>>,
    of: PhantomData<fn() -> D>,
}

fn typed<T: Prop>(value: &Value, what: &str) -> Result<T> {
    T::from_value(value.clone())
        .map_err(|mismatch: Mismatch| ProviderError::new(ErrorKind::Invalid, format!("{what}: {mismatch}")))
}

fn in_order<R: Resource>(
    cx: &ReadContext<R::Api>,
    ids: &[Id],
    listed: impl IntoIterator<Item = ListedState<R>>,
) -> Found {
    let observed = |ListedState { id, status, props, attrs, unread }: ListedState<R>| {
        let outputs = attrs.map(attributes_value).unwrap_or_default();
        let unmanaged = cx.unmanaged(&id);
        (id.clone(), Observed { id, inputs: props, outputs, status, unread, unmanaged })
    };
    let mut found: BTreeMap<Id, Observed> = listed.into_iter().map(observed).collect();
    ids.iter().map(|id| found.remove(id)).collect()
}

/// The violations that a check of a type returns. Its panic is one, without its message, which may contain a secret.
fn checked<R: Resource>(check: impl FnOnce() -> Vec<String>) -> Vec<String> {
    catch_panic(check)
        .unwrap_or_else(|panic| vec![format!("bug in resource type {}: its check panicked{}", R::TYPE, panic.place())])
}

impl<R: Resource> TypeRules for ResourceType<R> {
    fn schema(&self) -> &'static Schema {
        R::schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let mut wrong = violations(R::schema().inputs, inputs);
        wrong.extend(self.client.check.get().into_iter().flat_map(|check| check(R::schema(), inputs)));
        if inputs.has_unknown() {
            return wrong;
        }
        match R::Props::from_value(inputs.clone()) {
            Ok(props) => wrong.extend(checked::<R>(|| R::check(&props))),
            Err(mismatch) => wrong.push(mismatch.to_string()),
        }
        wrong
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        // Inputs that an older version of the type recorded may no longer be valid: then there is nothing to compare.
        match (R::Props::from_value(old.clone()), R::Props::from_value(new.clone())) {
            (Ok(old), Ok(new)) => checked::<R>(|| R::check_change(&old, &new)),
            _ => Vec::new(),
        }
    }
}

#[async_trait]
impl<R: Resource> TypeOperations for ResourceType<R> {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        let (props, cx) = (typed(inputs, R::TYPE)?, self.client.operation::<R>(op)?);
        R::create(&cx, &props).await.map(attributes_value)
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        let cx = self.client.read(request)?;
        if request.batch.is_some_and(|batch| batch.mode() == ReadMode::Summary) {
            match R::read_from_list(&cx, ids).await {
                // List calls may need permissions that reading one resource does not.
                Err(error) if error.kind == ErrorKind::Denied => {}
                listed => return Ok(in_order(&cx, ids, listed?)),
            }
        }
        let states = R::read(&cx, ids).await?;
        Ok(in_order(&cx, ids, states.into_iter().map(ListedState::<R>::complete)))
    }

    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        R::status(&self.client.read(request)?, ids).await
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        <R::Identity as Identity<R>>::list(&self.client.read(request)?).await
    }

    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        let Some(ownership) = self.client.ownership.get().filter(|_| R::schema().taggable()) else {
            return Ok(vec![None; ids.len()]);
        };
        let mut owners = Vec::with_capacity(ids.len());
        for id in ids {
            owners.push(ownership(self.read(request, std::slice::from_ref(id))).await?);
        }
        Ok(owners)
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        let request = UpdateRequest {
            old: typed(values.old, R::TYPE)?,
            new: typed(values.new, R::TYPE)?,
            attrs: typed(values.outputs, R::TYPE)?,
            changed: values.changed.to_vec(),
        };
        R::update(&self.client.operation::<R>(op)?, id, &request).await.map(attributes_value)
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        let request = DeleteRequest {
            props: typed(inputs, R::TYPE)?,
            attrs: if outputs.is_null() { None } else { Some(typed(outputs, R::TYPE)?) },
        };
        R::delete(&self.client.operation::<R>(op)?, id, &request).await
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        let (props, cx) = (typed(inputs, R::TYPE)?, self.client.operation::<R>(op)?);
        <R::Identity as Identity<R>>::find(&cx, &props).await
    }
}

impl<D: DataSource> TypeRules for DataSourceType<D> {
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
}

#[async_trait]
impl<D: DataSource> TypeOperations for DataSourceType<D> {
    async fn data(&self, request: ReadRequest<'_>, inputs: &Value) -> Result<Value> {
        let props = typed(inputs, D::TYPE)?;
        D::read(&self.client.read(request)?, &props).await.map(attributes_value)
    }
}
