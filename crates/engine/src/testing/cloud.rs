//! Reality, in memory.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::fault::{Call, Effect, Fault};
use crate::model::environment::Environment;
use crate::model::schema::{Idempotency, Schema, TypeRef};
use crate::model::value::Value;
use crate::provider::{ErrorKind, Id, Observed, ProviderError, ReadMode, Result, Status};

/// A resource as it really is.
#[derive(Clone, Debug)]
pub struct Thing {
    /// Its id.
    pub id: Id,
    /// Its type.
    pub type_name: String,
    /// Where it is.
    pub environment: Environment,
    /// The stack it was made by, as `project/stack`.
    pub stack: String,
    /// The URN it was made for.
    pub urn: String,
    /// The token of the create that made it.
    pub token: String,
    /// Its properties.
    pub props: Value,
    /// Whether the second call of its create was made.
    pub configured: bool,
    ready: Instant,
    gone: Option<Instant>,
    keys: Vec<(String, String)>,
}

/// A call that was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// Which.
    pub call: Call,
    /// For which type.
    pub type_name: String,
    /// With which ids, or the URN for a create.
    pub about: Vec<String>,
    /// How long after the cloud was made.
    pub at: Duration,
}

/// Reality. Clones are the same one.
#[derive(Clone)]
pub struct Cloud {
    state: Arc<Mutex<State>>,
    born: Instant,
}

/// What an attribute of a thing is.
pub(super) type Choose = dyn Fn(&Thing) -> Value + Send + Sync;

type Rule = dyn Fn(&Called) -> Option<Effect> + Send;

#[derive(Default)]
struct State {
    next: u64,
    things: BTreeMap<Id, Thing>,
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
    /// By type, the properties that lists do not show.
    unlisted: BTreeMap<String, Vec<&'static str>>,
    /// What read batches see while the indexes lag behind.
    picture: BTreeMap<Id, Value>,
    /// Whether lookups go by name, whatever the token.
    tags_by_urn: bool,
    /// By type and token, and by type and natural key: looking for what is there does not walk over everything.
    index: HashMap<(String, String), BTreeSet<Id>>,
    dying: BTreeSet<(Instant, Id)>,
}

/// What a thing is looked for by: its token, and each set of properties that no two of its type may share in one account and
/// region.
pub(super) fn keys(schema: &Schema, environment: &Environment, token: &str, props: &Value) -> Vec<(String, String)> {
    // A set of which nothing is given is no claim: an association with a subnet claims no gateway.
    let given = |set: &&&[&str]| set.is_empty() || set.iter().any(|name| !props.field(name).is_null());
    let unique = schema.meta.unique.iter().filter(given).map(|set| {
        let values = set.iter().map(|name| props.field(name).digest()).collect::<Vec<_>>();
        format!("{}|{:?}|{}={}", environment.region, environment.account, set.join(","), values.join(","))
    });
    std::iter::once(format!("token={token}")).chain(unique).map(|key| (schema.type_name.to_owned(), key)).collect()
}

impl State {
    fn insert(&mut self, thing: Thing) {
        for key in &thing.keys {
            self.index.entry(key.clone()).or_default().insert(thing.id.clone());
        }
        self.things.insert(thing.id.clone(), thing);
    }

    fn remove(&mut self, id: &Id) {
        let Some(thing) = self.things.remove(id) else { return };
        for key in &thing.keys {
            if let Some(ids) = self.index.get_mut(key) {
                ids.remove(id);
            }
        }
    }

    fn bury(&mut self, now: Instant) {
        while self.dying.first().is_some_and(|(gone, _)| *gone <= now) {
            if let Some((_, id)) = self.dying.pop_first() {
                self.remove(&id);
            }
        }
    }

    fn by(&self, key: &(String, String)) -> impl Iterator<Item = &Thing> {
        self.index.get(key).into_iter().flatten().filter_map(|id| self.things.get(id))
    }
}

impl Default for Cloud {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.state().things.values()).finish()
    }
}

impl Cloud {
    /// An empty cloud that behaves well.
    #[must_use]
    pub fn new() -> Self {
        Self { state: Arc::default(), born: Instant::now() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything there is, those that are being deleted left out.
    #[must_use]
    pub fn things(&self) -> Vec<Thing> {
        self.state().things.values().filter(|thing| thing.gone.is_none()).cloned().collect()
    }

    /// The thing of this id.
    #[must_use]
    pub fn thing(&self, id: &Id) -> Option<Thing> {
        self.state().things.get(id).filter(|thing| thing.gone.is_none()).cloned()
    }

    /// Every call so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Called> {
        self.state().calls.clone()
    }

    /// How many calls of a kind were made.
    #[must_use]
    pub fn count(&self, call: Call) -> usize {
        self.state().calls.iter().filter(|called| called.call == call).count()
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        self.state().calls.clear();
    }

    /// Misbehaves.
    pub fn inject(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// Misbehaves by a rule, which is asked at every call.
    pub fn inject_rule(&self, rule: impl Fn(&Called) -> Option<Effect> + Send + 'static) {
        self.state().rules.push(Box::new(rule));
    }

    /// Behaves well again.
    pub fn heal(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.rules.clear();
    }

    /// Every call takes this long.
    pub fn latency(&self, latency: Duration) {
        self.state().latency = latency;
    }

    /// Things of this type are pending for so long after they were made.
    pub fn pending_for(&self, type_name: &str, time: Duration) {
        self.state().pending_for.insert(type_name.to_owned(), time);
    }

    /// Things of this type are being deleted for so long.
    pub fn deleting_for(&self, type_name: &str, time: Duration) {
        self.state().deleting_for.insert(type_name.to_owned(), time);
    }

    /// What things of this type have as this attribute, where the made-up value will not do.
    pub fn attribute(&self, type_name: &str, name: &str, choose: impl Fn(&Thing) -> Value + Send + Sync + 'static) {
        self.state().attributes.insert((type_name.to_owned(), name.to_owned()), Arc::new(choose));
    }

    /// Creates and deletes take effect at once: for tests that are not about waiting.
    pub fn at_once(&self) {
        self.state().at_once = true;
    }

    pub(super) fn is_at_once(&self) -> bool {
        self.state().at_once
    }

    /// Puts a thing there that no stack made, and gives its id.
    pub fn plant(&self, schema: &Schema, environment: &Environment, stack: &str, props: &Value) -> Id {
        let mut state = self.state();
        let thing = Thing { configured: true, ..Thing::new(schema, environment, stack, "", "", props) };
        Reality { state: &mut state, now: Instant::now() }.insert(schema, thing)
    }

    /// What a data source answers.
    pub fn answer(&self, type_name: &str, answer: Value) {
        self.state().data.insert(type_name.to_owned(), answer);
    }

    /// Changes a thing behind the engine's back.
    pub fn meddle(&self, id: &Id, change: impl FnOnce(&mut Value)) {
        if let Some(thing) = self.state().things.get_mut(id) {
            change(&mut thing.props);
        }
    }

    /// Puts a thing there, as if it had been made long ago. Whatever has its id makes room.
    #[expect(clippy::too_many_arguments, reason = "a thing is what it is")]
    pub fn stand(
        &self,
        schema: &Schema,
        id: &Id,
        environment: &Environment,
        stack: &str,
        urn: &str,
        token: &str,
        props: &Value,
    ) {
        let thing = Thing::new(schema, environment, stack, urn, token, props);
        let mut state = self.state();
        state.remove(id);
        state.insert(Thing { id: id.clone(), configured: true, ..thing });
    }

    /// Lookups answer from now on with everything that was made for the same name, whichever generation it is.
    pub fn tags_name_no_generation(&self) {
        self.state().tags_by_urn = true;
    }

    /// Takes a thing away behind the engine's back.
    pub fn vanish(&self, id: &Id) {
        self.state().remove(id);
    }

    /// Makes a second thing like this one, behind the engine's back.
    pub fn duplicate(&self, id: &Id) {
        let mut state = self.state();
        state.next += 1;
        let copy = Id::new(format!("{id}-copy-{}", state.next));
        if let Some(thing) = state.things.get(id).cloned() {
            state.insert(Thing { id: copy, ..thing });
        }
    }

    /// The next read or lookup does not find it, as when reads lag behind writes.
    pub fn hide_once(&self, id: &Id) {
        self.state().hidden.insert(id.clone());
    }

    /// Lists do not show this property of things of this type: it is read one by one.
    pub fn unlist(&self, type_name: &str, property: &'static str) {
        self.state().unlisted.entry(type_name.to_owned()).or_default().push(property);
    }

    /// From now on, read batches see the resources as they are at this moment, as when an index lags behind.
    pub fn indexes_stand_still(&self) {
        let mut state = self.state();
        state.picture = state.things.iter().map(|(id, thing)| (id.clone(), thing.props.clone())).collect();
    }

    /// What a round of reading is told of what was found.
    pub(super) fn surveyed(&self, type_name: &str, depth: ReadMode, mut found: Observed) -> Observed {
        let state = self.state();
        if let Some(props) = state.picture.get(&found.id) {
            found.inputs = props.clone();
        }
        if depth == ReadMode::Summary {
            found.unread = state.unlisted.get(type_name).cloned().unwrap_or_default();
        }
        found
    }

    /// Makes a call: records it, lets what is to happen to it happen, and carries it out at most once.
    pub(super) async fn call<T>(
        &self,
        call: Call,
        type_name: &str,
        about: Vec<String>,
        carry_out: impl FnOnce(&mut Reality<'_>) -> Result<T> + Send,
    ) -> Result<T> {
        let (effects, latency) = {
            let mut state = self.state();
            let called = Called { call, type_name: type_name.to_owned(), about, at: self.born.elapsed() };
            let mut effects: Vec<Effect> = state.rules.iter().filter_map(|rule| rule(&called)).collect();
            effects.extend(state.faults.iter_mut().filter_map(|fault| fault.strike(call, type_name)));
            state.calls.push(called);
            (effects, state.latency)
        };
        if !latency.is_zero() {
            sleep(latency).await;
        }
        let (mut lost, mut hangs) = (false, false);
        for effect in effects {
            match effect {
                Effect::Error(error) => return Err(error),
                Effect::Lost => lost = true,
                Effect::Delay(time) => sleep(time).await,
                Effect::Hang => hangs = true,
                #[expect(clippy::panic, reason = "it is what the test asked for")]
                Effect::Panic => panic!("as the test wants it"),
            }
        }
        let answer = {
            let mut state = self.state();
            let now = Instant::now();
            state.bury(now);
            carry_out(&mut Reality { state: &mut state, now })
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

/// The cloud while a call is carried out.
pub(super) struct Reality<'a> {
    state: &'a mut State,
    now: Instant,
}

impl Reality<'_> {
    pub(super) fn make(&mut self, schema: &Schema, wanted: Thing) -> Result<Id> {
        match schema.meta.idempotency {
            Idempotency::ClientToken => {
                if let Some(thing) = wanted.keys.first().and_then(|token| self.state.by(token).next()) {
                    return Ok(thing.id.clone());
                }
            }
            Idempotency::NaturalKey => {
                if let Some(thing) = wanted.keys[1..].iter().find_map(|key| self.state.by(key).next()) {
                    let message = format!("{} has this name already", thing.id);
                    return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
                }
            }
            Idempotency::OwnershipTag => {}
        }
        Ok(self.insert(schema, wanted))
    }

    fn insert(&mut self, schema: &Schema, wanted: Thing) -> Id {
        let before = match schema.output("id").map(|output| &output.ty) {
            Some(TypeRef::Prefixed(_, prefix)) => (*prefix).to_owned(),
            _ => format!("{}-", wanted.type_name.rsplit(['/', ':']).next().unwrap_or("thing").to_lowercase()),
        };
        let id = loop {
            self.state.next += 1;
            let id = Id::new(format!("{before}{}", self.state.next));
            if !self.state.things.contains_key(&id) {
                break id;
            }
        };
        let ready = self.now + self.state.pending_for.get(&wanted.type_name).copied().unwrap_or_default();
        self.state.insert(Thing { id: id.clone(), ready, ..wanted });
        id
    }

    /// What the test wants this attribute to be.
    pub(super) fn chosen(&self, type_name: &str, name: &str) -> Option<Arc<Choose>> {
        self.state.attributes.get(&(type_name.to_owned(), name.to_owned())).cloned()
    }

    pub(super) fn thing(&mut self, id: &Id) -> Result<&mut Thing> {
        self.state
            .things
            .get_mut(id)
            .filter(|thing| thing.gone.is_none())
            .ok_or_else(|| ProviderError::new(ErrorKind::NotFound, format!("there is no {id}")))
    }

    pub(super) fn status(&self, id: &Id) -> Status {
        match self.state.things.get(id) {
            None => Status::Absent,
            Some(thing) if thing.gone.is_some() => Status::Deleting("deleting".into()),
            Some(thing) if thing.ready > self.now => Status::Pending("pending".into()),
            Some(_) => Status::Ready,
        }
    }

    pub(super) fn delete(&mut self, id: &Id) -> Result<()> {
        let time = self.thing(id).map(|thing| thing.type_name.clone())?;
        let time = self.state.deleting_for.get(&time).copied().unwrap_or_default();
        if time.is_zero() {
            self.state.remove(id);
        } else if let Some(thing) = self.state.things.get_mut(id) {
            thing.gone = Some(self.now + time);
            self.state.dying.insert((self.now + time, id.clone()));
        }
        Ok(())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Thing> {
        self.state.things.values().filter(|thing| thing.gone.is_none())
    }

    /// What the create with this token made.
    pub(super) fn made_by(&mut self, schema: &Schema, token: &str, urn: &str) -> Vec<Id> {
        if self.state.tags_by_urn {
            let ours = |thing: &&Thing| thing.type_name == schema.type_name && thing.urn == urn && thing.gone.is_none();
            return self.state.things.values().filter(ours).map(|thing| thing.id.clone()).collect();
        }
        let key = (schema.type_name.to_owned(), format!("token={token}"));
        let mut found: Vec<Id> =
            self.state.by(&key).filter(|thing| thing.gone.is_none()).map(|thing| thing.id.clone()).collect();
        found.retain(|id| !self.state.hidden.remove(id));
        found
    }

    pub(super) fn look(&mut self, id: &Id) -> Option<&Thing> {
        if self.state.hidden.remove(id) {
            return None;
        }
        self.state.things.get(id)
    }

    pub(super) fn data(&self, type_name: &str) -> Result<Value> {
        self.state
            .data
            .get(type_name)
            .cloned()
            .ok_or_else(|| ProviderError::new(ErrorKind::NotFound, format!("the test gave no answer for {type_name}")))
    }
}

impl Thing {
    pub(super) fn new(
        schema: &Schema,
        environment: &Environment,
        stack: &str,
        urn: &str,
        token: &str,
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
