//! The resources of a cloud in memory, and the calls that change them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::fault::{Called, Effect, Fault};
use crate::model::environment::Environment;
use crate::model::schema::{Idempotency, Schema, TypeRef};
use crate::model::value::Value;
use crate::provider::{ErrorKind, Id, ProviderError, Result, Status};

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
    pub(super) failed: bool,
    pub(super) ready: Instant,
    pub(super) gone: Option<Instant>,
    pub(super) keys: Vec<(String, String)>,
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

/// Returns the value of an attribute.
pub(super) type Choose = dyn Fn(&FakeResource) -> Value + Send + Sync;

pub(super) type Rule = dyn Fn(&Called) -> Option<Effect> + Send;

#[derive(Default)]
pub(super) struct State {
    pub(super) next: u64,
    pub(super) resources: BTreeMap<Id, FakeResource>,
    pub(super) calls: Vec<Called>,
    pub(super) faults: Vec<Fault>,
    pub(super) rules: Vec<Box<Rule>>,
    pub(super) latency: Duration,
    pub(super) pending_for: BTreeMap<String, Duration>,
    pub(super) deleting_for: BTreeMap<String, Duration>,
    pub(super) data: BTreeMap<String, Value>,
    pub(super) attributes: BTreeMap<(String, String), Arc<Choose>>,
    pub(super) at_once: bool,
    pub(super) hidden: BTreeSet<Id>,
    /// By type, the properties that no list returns.
    pub(super) hidden_from_lists: BTreeMap<String, Vec<&'static str>>,
    /// The properties that read batches return while indexes lag behind.
    pub(super) frozen: BTreeMap<Id, Value>,
    /// The settings of resources that their types do not have.
    pub(super) unmanaged: BTreeMap<Id, Vec<String>>,
    /// Whether lookups ignore the token.
    pub(super) find_by_urn: bool,
    /// The types whose new resources fail.
    pub(super) failing: BTreeSet<String>,
    /// Whether the present lookup finds nothing.
    pub(super) overlooks: bool,
    /// By type and token, and by type and natural key, so that a lookup does not visit every resource.
    pub(super) index: HashMap<(String, String), BTreeSet<Id>>,
    pub(super) deleting: BTreeSet<(Instant, Id)>,
}

/// The keys of a resource in the index: its token, and each set of properties that no two resources of its type may share
/// in one account and region.
fn keys(schema: &Schema, environment: &Environment, token: &str, props: &Value) -> Vec<(String, String)> {
    // A set without any value claims no key: an association with a subnet claims no gateway.
    let given = |set: &&&[&str]| set.is_empty() || set.iter().any(|name| !props.field(name).is_null());
    let unique = schema.meta.unique.iter().filter(given).map(|set| {
        let values = set.iter().map(|name| props.field(name).digest()).collect::<Vec<_>>();
        format!("{}|{:?}|{}={}", environment.region, environment.account, set.join(","), values.join(","))
    });
    std::iter::once(format!("token={token}")).chain(unique).map(|key| (schema.type_name.to_owned(), key)).collect()
}

impl State {
    pub(super) fn insert(&mut self, resource: FakeResource) {
        for key in &resource.keys {
            self.index.entry(key.clone()).or_default().insert(resource.id.clone());
        }
        self.resources.insert(resource.id.clone(), resource);
    }

    pub(super) fn remove(&mut self, id: &Id) {
        let Some(resource) = self.resources.remove(id) else { return };
        for key in &resource.keys {
            if let Some(ids) = self.index.get_mut(key) {
                ids.remove(id);
            }
        }
    }

    pub(super) fn expire(&mut self, now: Instant) {
        while self.deleting.first().is_some_and(|(gone, _)| *gone <= now) {
            if let Some((_, id)) = self.deleting.pop_first() {
                self.remove(&id);
            }
        }
    }

    pub(super) fn by(&self, key: &(String, String)) -> impl Iterator<Item = &FakeResource> {
        self.index.get(key).into_iter().flatten().filter_map(|id| self.resources.get(id))
    }
}

/// The resources while a call is executed.
pub(super) struct Access<'a> {
    pub(super) state: &'a mut State,
    pub(super) now: Instant,
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

    pub(super) fn insert(&mut self, schema: &Schema, wanted: FakeResource) -> Id {
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
        let failed = self.state.failing.contains(&wanted.type_name);
        self.state.insert(FakeResource { id: id.clone(), ready, failed, ..wanted });
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

    pub(super) fn unmanaged(&self, id: &Id) -> Vec<String> {
        self.state.unmanaged.get(id).cloned().unwrap_or_default()
    }

    pub(super) fn status(&self, id: &Id) -> Status {
        match self.state.resources.get(id) {
            None => Status::Absent,
            Some(resource) if resource.gone.is_some() => Status::Deleting("deleting".into()),
            Some(resource) if resource.failed => Status::Failed("the test lets it fail".into()),
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

    /// The resources with this content, of any owner.
    pub(super) fn with_content(&self, schema: &Schema, environment: &Environment, props: &Value) -> Vec<Id> {
        let equal = |resource: &&FakeResource| {
            resource.type_name == schema.type_name && resource.environment == *environment && resource.props == *props
        };
        let all = self.all().filter(|_| !self.state.overlooks);
        all.filter(equal).map(|resource| resource.id.clone()).collect()
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
            failed: false,
            ready: Instant::now(),
            gone: None,
            keys: keys(schema, environment, token, props),
        }
    }
}
