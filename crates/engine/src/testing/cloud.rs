//! A cloud in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::fault::{Call, Effect, Fault};
use crate::model::environment::Environment;
use crate::model::schema::{Idempotency, Schema, TypeRef};
use crate::model::value::Value;
use crate::provider::{ErrorKind, Id, Observed, ProviderError, ReadMode, Result, Status};

/// A resource of a [`Cloud`].
#[derive(Clone, Debug)]
pub struct FakeResource {
    /// Its id.
    pub id: Id,
    /// Its type.
    pub type_name: String,
    /// Its region and account.
    pub environment: Environment,
    /// The stack that created it, as `project/stack`.
    pub stack: String,
    /// The URN that it was created for.
    pub urn: String,
    /// The token of its create.
    pub token: String,
    /// Its properties.
    pub props: Value,
    /// Whether the second call of its create was executed.
    pub configured: bool,
    ready: Instant,
    gone: Option<Instant>,
    keys: Vec<(String, String)>,
}

/// The create that a resource comes from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'a> {
    /// The stack, as `project/stack`. Empty for a resource that no stack created.
    pub stack: &'a str,
    /// The URN.
    pub urn: &'a str,
    /// The token.
    pub token: &'a str,
}

/// A recorded call.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The kind of call.
    pub call: Call,
    /// The resource type.
    pub type_name: String,
    /// The ids that it is about, or the URN for a create.
    pub about: Vec<String>,
    /// The time since the cloud was created.
    pub at: Duration,
}

/// The resources that exist. Clones share them.
#[derive(Clone)]
pub struct Cloud {
    state: Arc<Mutex<State>>,
    started: Instant,
}

/// Returns the value of an attribute.
pub(super) type Choose = dyn Fn(&FakeResource) -> Value + Send + Sync;

type Rule = dyn Fn(&Called) -> Option<Effect> + Send;

#[derive(Default)]
struct State {
    next: u64,
    resources: BTreeMap<Id, FakeResource>,
    calls: Vec<Called>,
    faults: Vec<Fault>,
    rules: Vec<Box<Rule>>,
    latency: Duration,
    pending_for: BTreeMap<String, Duration>,
    deleting_for: BTreeMap<String, Duration>,
    data: BTreeMap<String, Value>,
    attributes: BTreeMap<(String, String), Arc<Choose>>,
    at_once: bool,
    hidden: BTreeSet<Id>,
    /// By type, the properties that no list returns.
    hidden_from_lists: BTreeMap<String, Vec<&'static str>>,
    /// The properties that read batches return while indexes lag behind.
    frozen: BTreeMap<Id, Value>,
    /// Whether lookups ignore the token.
    find_by_urn: bool,
    /// Whether the present lookup finds nothing.
    overlooks: bool,
    /// By type and token, and by type and natural key, so that a lookup does not visit every resource.
    index: HashMap<(String, String), BTreeSet<Id>>,
    deleting: BTreeSet<(Instant, Id)>,
}

/// The keys of a resource in the index: its token, and each set of properties that no two resources of its type may share
/// in one account and region.
pub(super) fn keys(schema: &Schema, environment: &Environment, token: &str, props: &Value) -> Vec<(String, String)> {
    // A set without any value claims no key: an association with a subnet claims no gateway.
    let given = |set: &&&[&str]| set.is_empty() || set.iter().any(|name| !props.field(name).is_null());
    let unique = schema.meta.unique.iter().filter(given).map(|set| {
        let values = set.iter().map(|name| props.field(name).digest()).collect::<Vec<_>>();
        format!("{}|{:?}|{}={}", environment.region, environment.account, set.join(","), values.join(","))
    });
    std::iter::once(format!("token={token}")).chain(unique).map(|key| (schema.type_name.to_owned(), key)).collect()
}

impl State {
    fn insert(&mut self, resource: FakeResource) {
        for key in &resource.keys {
            self.index.entry(key.clone()).or_default().insert(resource.id.clone());
        }
        self.resources.insert(resource.id.clone(), resource);
    }

    fn remove(&mut self, id: &Id) {
        let Some(resource) = self.resources.remove(id) else { return };
        for key in &resource.keys {
            if let Some(ids) = self.index.get_mut(key) {
                ids.remove(id);
            }
        }
    }

    fn expire(&mut self, now: Instant) {
        while self.deleting.first().is_some_and(|(gone, _)| *gone <= now) {
            if let Some((_, id)) = self.deleting.pop_first() {
                self.remove(&id);
            }
        }
    }

    fn by(&self, key: &(String, String)) -> impl Iterator<Item = &FakeResource> {
        self.index.get(key).into_iter().flatten().filter_map(|id| self.resources.get(id))
    }
}

impl Default for Cloud {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.state().resources.values()).finish()
    }
}

impl Cloud {
    /// An empty cloud without faults.
    #[must_use]
    pub fn new() -> Self {
        Self { state: Arc::default(), started: Instant::now() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every resource, except those that are being deleted.
    #[must_use]
    pub fn resources(&self) -> Vec<FakeResource> {
        self.state().resources.values().filter(|resource| resource.gone.is_none()).cloned().collect()
    }

    /// The resource with this id.
    #[must_use]
    pub fn resource(&self, id: &Id) -> Option<FakeResource> {
        self.state().resources.get(id).filter(|resource| resource.gone.is_none()).cloned()
    }

    /// Every call so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Called> {
        self.state().calls.clone()
    }

    /// The number of calls of a kind.
    #[must_use]
    pub fn count(&self, call: Call) -> usize {
        self.state().calls.iter().filter(|called| called.call == call).count()
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        self.state().calls.clear();
    }

    /// Adds a fault.
    pub fn inject(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// Adds a rule that decides on a fault at every call.
    pub fn inject_rule(&self, rule: impl Fn(&Called) -> Option<Effect> + Send + 'static) {
        self.state().rules.push(Box::new(rule));
    }

    /// Removes every fault and rule.
    pub fn clear_faults(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.rules.clear();
    }

    /// Sets the duration of every call.
    pub fn latency(&self, latency: Duration) {
        self.state().latency = latency;
    }

    /// Sets how long resources of a type are pending after their create.
    pub fn pending_for(&self, type_name: &str, time: Duration) {
        self.state().pending_for.insert(type_name.to_owned(), time);
    }

    /// Sets how long resources of a type are being deleted.
    pub fn deleting_for(&self, type_name: &str, time: Duration) {
        self.state().deleting_for.insert(type_name.to_owned(), time);
    }

    /// Chooses the value of an attribute, where a test needs another than the made-up one.
    pub fn attribute(
        &self,
        type_name: &str,
        name: &str,
        choose: impl Fn(&FakeResource) -> Value + Send + Sync + 'static,
    ) {
        self.state().attributes.insert((type_name.to_owned(), name.to_owned()), Arc::new(choose));
    }

    /// Creates and deletes take effect at once: for tests that are not about waiting.
    pub fn at_once(&self) {
        self.state().at_once = true;
    }

    pub(super) fn is_at_once(&self) -> bool {
        self.state().at_once
    }

    /// Adds a resource that no run created, and returns its id. `stack` is its owner, or empty.
    pub fn add_foreign(&self, schema: &Schema, environment: &Environment, stack: &str, props: &Value) -> Id {
        let mut state = self.state();
        let origin = Origin { stack, ..Origin::default() };
        let resource = FakeResource { configured: true, ..FakeResource::new(schema, environment, origin, props) };
        Access { state: &mut state, now: Instant::now() }.insert(schema, resource)
    }

    /// Sets the outputs of a data source.
    pub fn answer(&self, type_name: &str, answer: Value) {
        self.state().data.insert(type_name.to_owned(), answer);
    }

    /// Changes a resource without the engine.
    pub fn mutate(&self, id: &Id, change: impl FnOnce(&mut Value)) {
        if let Some(resource) = self.state().resources.get_mut(id) {
            change(&mut resource.props);
        }
    }

    /// Adds a resource as a create left it. It replaces a resource with the same id.
    pub fn restore(&self, schema: &Schema, id: &Id, environment: &Environment, origin: Origin<'_>, props: &Value) {
        let resource = FakeResource::new(schema, environment, origin, props);
        let mut state = self.state();
        state.remove(id);
        state.insert(FakeResource { id: id.clone(), configured: true, ..resource });
    }

    /// From now on, lookups return every resource with the same URN, of any revision.
    pub fn find_by_urn_only(&self) {
        self.state().find_by_urn = true;
    }

    /// Removes a resource without the engine.
    pub fn remove(&self, id: &Id) {
        self.state().remove(id);
    }

    /// Adds a copy of a resource without the engine.
    pub fn duplicate(&self, id: &Id) {
        let mut state = self.state();
        state.next += 1;
        let copy = Id::new(format!("{id}-copy-{}", state.next));
        if let Some(resource) = state.resources.get(id).cloned() {
            state.insert(FakeResource { id: copy, ..resource });
        }
    }

    /// The next read or lookup does not find the resource, as when reads lag behind writes.
    pub fn hide_once(&self, id: &Id) {
        self.state().hidden.insert(id.clone());
    }

    /// Lists do not return this property of a type: it is read one by one.
    pub fn hide_from_lists(&self, type_name: &str, property: &'static str) {
        self.state().hidden_from_lists.entry(type_name.to_owned()).or_default().push(property);
    }

    /// From now on, read batches return the resources as they are at this moment, as when an index lags behind.
    pub fn freeze_indexes(&self) {
        let mut state = self.state();
        state.frozen = state.resources.iter().map(|(id, resource)| (id.clone(), resource.props.clone())).collect();
    }

    /// The result of a read within a batch.
    pub(super) fn as_batch_reads(&self, type_name: &str, mode: ReadMode, mut found: Observed) -> Observed {
        let state = self.state();
        if let Some(props) = state.frozen.get(&found.id) {
            found.inputs = props.clone();
        }
        if mode == ReadMode::Summary {
            found.unread = state.hidden_from_lists.get(type_name).cloned().unwrap_or_default();
        }
        found
    }

    /// Records a call, applies its faults, and executes it at most once.
    pub(super) async fn call<T>(
        &self,
        call: Call,
        type_name: &str,
        about: Vec<String>,
        execute: impl FnOnce(&mut Access<'_>) -> Result<T> + Send,
    ) -> Result<T> {
        let (effects, latency) = {
            let mut state = self.state();
            let called = Called { call, type_name: type_name.to_owned(), about, at: self.started.elapsed() };
            let mut effects: Vec<Effect> = state.rules.iter().filter_map(|rule| rule(&called)).collect();
            effects.extend(state.faults.iter_mut().filter_map(|fault| fault.next_effect(call, type_name)));
            state.calls.push(called);
            (effects, state.latency)
        };
        if !latency.is_zero() {
            sleep(latency).await;
        }
        let (mut lost, mut hangs, mut overlooks) = (false, false, false);
        for effect in effects {
            match effect {
                Effect::Error(error) => return Err(error),
                Effect::Lost => lost = true,
                Effect::Delay(time) => sleep(time).await,
                Effect::Hang => hangs = true,
                Effect::Overlook => overlooks = true,
                #[expect(clippy::panic, reason = "the test injected this fault")]
                Effect::Panic => panic!("injected by the test"),
            }
        }
        let answer = {
            let mut state = self.state();
            let now = Instant::now();
            state.expire(now);
            state.overlooks = overlooks;
            execute(&mut Access { state: &mut state, now })
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        if lost {
            return Err(ProviderError::new(ErrorKind::Ambiguous, "the connection was lost"));
        }
        answer
    }
}

/// The resources while a call is executed.
pub(super) struct Access<'a> {
    state: &'a mut State,
    now: Instant,
}

impl Access<'_> {
    pub(super) fn create(&mut self, schema: &Schema, wanted: FakeResource) -> Result<Id> {
        match schema.meta.idempotency {
            Idempotency::ClientToken => {
                if let Some(resource) = wanted.keys.first().and_then(|token| self.state.by(token).next()) {
                    return Ok(resource.id.clone());
                }
            }
            Idempotency::NaturalKey => {
                if let Some(resource) = wanted.keys[1..].iter().find_map(|key| self.state.by(key).next()) {
                    let message = format!("{} already has this name", resource.id);
                    return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
                }
            }
            Idempotency::OwnershipTag => {}
        }
        Ok(self.insert(schema, wanted))
    }

    fn insert(&mut self, schema: &Schema, wanted: FakeResource) -> Id {
        let before = match schema.output("id").map(|output| &output.ty) {
            Some(TypeRef::Prefixed(_, prefix)) => (*prefix).to_owned(),
            _ => format!("{}-", wanted.type_name.rsplit(['/', ':']).next().unwrap_or("thing").to_lowercase()),
        };
        let id = loop {
            self.state.next += 1;
            let id = Id::new(format!("{before}{}", self.state.next));
            if !self.state.resources.contains_key(&id) {
                break id;
            }
        };
        let ready = self.now + self.state.pending_for.get(&wanted.type_name).copied().unwrap_or_default();
        self.state.insert(FakeResource { id: id.clone(), ready, ..wanted });
        id
    }

    /// The value that the test chose for this attribute.
    pub(super) fn chosen(&self, type_name: &str, name: &str) -> Option<Arc<Choose>> {
        self.state.attributes.get(&(type_name.to_owned(), name.to_owned())).cloned()
    }

    pub(super) fn resource(&mut self, id: &Id) -> Result<&mut FakeResource> {
        self.state
            .resources
            .get_mut(id)
            .filter(|resource| resource.gone.is_none())
            .ok_or_else(|| ProviderError::new(ErrorKind::NotFound, format!("there is no {id}")))
    }

    pub(super) fn status(&self, id: &Id) -> Status {
        match self.state.resources.get(id) {
            None => Status::Absent,
            Some(resource) if resource.gone.is_some() => Status::Deleting("deleting".into()),
            Some(resource) if resource.ready > self.now => Status::Pending("pending".into()),
            Some(_) => Status::Ready,
        }
    }

    pub(super) fn delete(&mut self, id: &Id) -> Result<()> {
        let time = self.resource(id).map(|resource| resource.type_name.clone())?;
        let time = self.state.deleting_for.get(&time).copied().unwrap_or_default();
        if time.is_zero() {
            self.state.remove(id);
        } else if let Some(resource) = self.state.resources.get_mut(id) {
            resource.gone = Some(self.now + time);
            self.state.deleting.insert((self.now + time, id.clone()));
        }
        Ok(())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &FakeResource> {
        self.state.resources.values().filter(|resource| resource.gone.is_none())
    }

    /// The resources that the create with this token created.
    pub(super) fn created_with(&mut self, schema: &Schema, token: &str, urn: &str) -> Vec<Id> {
        if self.state.overlooks {
            return Vec::new();
        }
        if self.state.find_by_urn {
            let ours = |resource: &&FakeResource| {
                resource.type_name == schema.type_name && resource.urn == urn && resource.gone.is_none()
            };
            return self.state.resources.values().filter(ours).map(|resource| resource.id.clone()).collect();
        }
        let key = (schema.type_name.to_owned(), format!("token={token}"));
        let mut found: Vec<Id> = self
            .state
            .by(&key)
            .filter(|resource| resource.gone.is_none())
            .map(|resource| resource.id.clone())
            .collect();
        found.retain(|id| !self.state.hidden.remove(id));
        found
    }

    pub(super) fn visible(&mut self, id: &Id) -> Option<&FakeResource> {
        if self.state.hidden.remove(id) {
            return None;
        }
        self.state.resources.get(id)
    }

    pub(super) fn data(&self, type_name: &str) -> Result<Value> {
        self.state
            .data
            .get(type_name)
            .cloned()
            .ok_or_else(|| ProviderError::new(ErrorKind::NotFound, format!("the test sets no outputs of {type_name}")))
    }
}

impl FakeResource {
    pub(super) fn new(
        schema: &Schema,
        environment: &Environment,
        Origin { stack, urn, token }: Origin<'_>,
        props: &Value,
    ) -> Self {
        Self {
            id: Id::new(""),
            type_name: schema.type_name.to_owned(),
            environment: environment.clone(),
            stack: stack.to_owned(),
            urn: urn.to_owned(),
            token: token.to_owned(),
            props: props.clone(),
            configured: false,
            ready: Instant::now(),
            gone: None,
            keys: keys(schema, environment, token, props),
        }
    }
}
