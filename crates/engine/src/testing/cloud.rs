//! A cloud in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::fault::{Call, Called, Effect, Fault};
use super::resources::{Access, FakeResource, Origin, State};
use crate::model::environment::Environment;
use crate::model::schema::Schema;
use crate::model::value::Value;
use crate::provider::{ErrorKind, Id, Observed, ProviderError, ReadMode, Result};

/// The resources that exist. Clones share them.
#[derive(Clone)]
pub struct Cloud {
    state: Arc<Mutex<State>>,
    started: Instant,
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

    /// Whether resources of a type that are created from now on enter a failed state.
    pub fn fail_new(&self, type_name: &str, fail: bool) {
        let mut state = self.state();
        if fail {
            state.failing.insert(type_name.to_owned());
        } else {
            state.failing.remove(type_name);
        }
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

    /// The resource has settings that its type does not.
    pub fn set_unmanaged(&self, id: &Id, settings: &[&str]) {
        self.state().unmanaged.insert(id.clone(), settings.iter().map(|setting| (*setting).to_owned()).collect());
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
