//! Recovery: resolves the pending operations of an interrupted run by reading. It writes nothing: a preview applies the
//! result in memory, an apply commits it first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::time::{Instant, sleep};

use super::observe::observed_record;
use super::read::{self, ReadError, retried};
use super::step_operation::scrub;
use crate::model::environment::Environment;
use crate::model::schema::{RecordSchema, Schema, TypeRef};
use crate::model::time::now;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::Finding;
use crate::provider::{
    ErrorKind, Id, Observed, OperationHost, OperationRequest, ProviderError, Providers, ReadRequest, Result, Resume,
    RetainedResource, Schemas as _, Status,
};
use crate::state::{Change, Desired, Operation, Outcome, Pending, Phase, Record, RecordKey, Snapshot};

/// The time limit for the lookup of one interrupted create.
const LONGEST: Duration = Duration::from_secs(120);
const AT_ONCE: usize = 16;

/// A pending operation that only the user can resolve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The operation in the journal.
    pub op: String,
    /// The resource and its revision.
    pub key: RecordKey,
    /// The operation.
    pub operation: Operation,
    /// When it began, in seconds since 1970.
    pub began: u64,
    /// Why the outcome is unknown.
    pub ambiguity: Ambiguity,
}

/// Why the outcome of an interrupted operation is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ambiguity {
    /// Several resources may be the one that a create created, or nothing shows whether the only one is.
    SeveralCandidates(Vec<Id>),
    /// No provider serves the type any more, so its resources cannot be read. Contains what is missing.
    NotServed(String),
}

impl Question {
    /// The ids that an interrupted create may have created.
    #[must_use]
    pub fn candidates(&self) -> &[Id] {
        match &self.ambiguity {
            Ambiguity::SeveralCandidates(ids) => ids,
            Ambiguity::NotServed(_) => &[],
        }
    }

    /// Describes what is unknown.
    #[must_use]
    pub fn describe(&self) -> String {
        let (word, urn) = (self.operation.as_str(), &self.key.urn);
        match &self.ambiguity {
            Ambiguity::SeveralCandidates(ids) => {
                let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
                format!("an interrupted {word} of {urn} may have created any of {}", ids.join(", "))
            }
            Ambiguity::NotServed(what) => format!("cannot look up an interrupted {word} of {urn}: {what}"),
        }
    }
}

/// The result of recovery.
#[derive(Clone, Debug, Default)]
pub struct Recovered {
    /// The changes of state.
    pub changes: Vec<Change>,
    /// The findings, as notices for the user.
    pub notes: Vec<Finding>,
    /// The operations that only the user can resolve. No plan can be applied before.
    pub questions: Vec<Question>,
    /// The partial resources that are in a failed state, with what the service says.
    pub failed: BTreeMap<Urn, String>,
}

/// Resolves the pending operations.
///
/// A create with a known id becomes a partial record, which the next plan finishes. Without a known id, its resource is
/// looked up: a single one is adopted, several are a question. If none is found, the entry stays, so that a create of
/// the same resource uses the same token again. The resources of updates and deletes are read.
///
/// # Errors
/// When a resource could not be read. Only "not found" counts as absence.
pub async fn recover(snapshot: &Snapshot, stack: &str, providers: &Arc<Providers>) -> Result<Recovered, ReadError> {
    let mut recovered = Recovered::default();
    read_partials(snapshot, stack, providers, &BTreeSet::new(), &mut recovered).await;
    // The next plan repeats a hook; nothing can be read of it.
    let operations = || snapshot.pending.iter().filter(|pending| pending.operation != Operation::Hook);
    if operations().next().is_none() {
        return Ok(recovered);
    }
    let (served, not_served): (Vec<_>, Vec<_>) =
        operations().partition(|pending| providers.schema_of(pending.key.urn.type_name()).is_ok());
    for pending in not_served {
        if let Err(error) = providers.schema_of(pending.key.urn.type_name()) {
            recovered.questions.push(question(pending, Ambiguity::NotServed(error.message)));
        }
    }
    let (creates, others): (Vec<_>, Vec<_>) =
        served.into_iter().partition(|pending| pending.operation == Operation::Create);
    let found: Vec<(&Pending, Candidates)> = stream::iter(creates)
        .map(|pending| async move {
            match &pending.id {
                Some(id) => Ok((pending, Candidates { ids: vec![id.clone()], is_proven: true })),
                None => find(snapshot, pending, stack, providers).await.map(|found| (pending, found)),
            }
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    reread(snapshot, others, stack, providers, &mut recovered).await?;
    // Several interrupted creates may be of one resource, so each is resolved in the state that the others leave.
    let mut after = Snapshot { records: snapshot.records.clone(), ..Snapshot::default() };
    put(&mut after, &recovered.changes);
    let mut found_now = BTreeSet::new();
    // The newest first: if several lookups find the same resource, the last create is the most likely to have created it.
    for (pending, Candidates { ids, is_proven }) in found.into_iter().rev() {
        match ids.as_slice() {
            // The plan warns of a create that no lookup finds and no step repeats.
            [] if !looks_up(providers, pending) => {}
            [] => recovered.notes.push(Finding::NotExecuted { urn: pending.key.urn.clone() }),
            [id] if is_proven => {
                let recorded = snapshot.records.get(&pending.key);
                if recorded.is_none_or(|record| record.id != *id) {
                    recovered.notes.push(Finding::Created { urn: pending.key.urn.clone(), id: id.clone() });
                }
                let adopted = adopt(&after, pending, id);
                put(&mut after, &adopted);
                found_now.extend(adopted.iter().filter_map(partial).map(|record| record.key.clone()));
                recovered.changes.extend(adopted);
            }
            _ => recovered.questions.push(question(pending, Ambiguity::SeveralCandidates(ids))),
        }
    }
    // What an interrupted create left may be in a failed state: the next plan then replaces it instead of finishing it.
    after.records.retain(|key, _| found_now.contains(key));
    if !after.records.is_empty() {
        read_partials(&after, stack, providers, &found_now, &mut recovered).await;
    }
    Ok(recovered)
}

fn looks_up(providers: &Providers, pending: &Pending) -> bool {
    providers.schema(pending.key.urn.type_name()).is_none_or(|schema| schema.meta.looks_up)
}

/// The record that a change adds, if the next plan finishes it.
fn partial(change: &Change) -> Option<&Record> {
    match change {
        Change::Put(record) if record.phase == Phase::Partial => Some(record),
        _ => None,
    }
}

/// Applies the changes of records.
fn put(snapshot: &mut Snapshot, changes: &[Change]) {
    for change in changes {
        match change {
            Change::Put(record) => {
                snapshot.records.insert(record.key.clone(), Arc::clone(record));
            }
            Change::Remove(key) => {
                snapshot.records.remove(key);
            }
            _ => {}
        }
    }
}

fn question(pending: &Pending, ambiguity: Ambiguity) -> Question {
    let Pending { op, key, operation, began, .. } = pending;
    Question { op: op.clone(), key: key.clone(), operation: *operation, began: *began, ambiguity }
}

/// Reads the partial resources. One that has vanished since is created again, and one that failed for good may be replaced:
/// finishing either would fail.
///
/// A resource that was created a moment ago may not be visible yet and stays, as do resources that cannot be read and those
/// that were found now.
async fn read_partials(
    snapshot: &Snapshot,
    stack: &str,
    providers: &Providers,
    found_now: &BTreeSet<RecordKey>,
    recovered: &mut Recovered,
) {
    let is_pending = |record: &Record| {
        let mut pending = snapshot.pending.iter().filter(|pending| pending.operation != Operation::Hook);
        pending.any(|pending| pending.key == record.key)
    };
    let is_partial = |record: &&Arc<Record>| record.phase == Phase::Partial && !is_pending(record);
    let is_served = |record: &&Arc<Record>| providers.schema(record.key.urn.type_name()).is_some();
    let partial: Vec<Arc<Record>> =
        snapshot.records.values().filter(is_partial).filter(is_served).map(Arc::clone).collect();
    if partial.is_empty() {
        return;
    }
    let (seen, _) = read::readable(providers, stack, partial.iter().cloned(), None).await;
    for record in partial {
        let (urn, id) = (&record.key.urn, &record.id);
        let schema = providers.schema(urn.type_name());
        match seen.get(&record.key) {
            Some(None) if found_now.contains(&record.key) => {}
            Some(None) => {
                let visible_within = |schema: &Schema| schema.meta.polling.visible_within.as_secs();
                if schema.is_some_and(|schema| record.modified + visible_within(schema) < now()) {
                    recovered.notes.push(Finding::PartialGone { urn: urn.clone(), id: id.clone() });
                    recovered.changes.push(Change::Remove(record.key.clone()));
                }
            }
            Some(Some(Observed { status: Status::Failed(why), .. })) => {
                if let Some(data) = schema.and_then(|schema| schema.meta.holds_data) {
                    recovered.notes.push(Finding::FailedWithData {
                        urn: urn.clone(),
                        id: id.clone(),
                        reason: why.clone(),
                        data: data.to_owned(),
                    });
                }
                recovered.failed.insert(urn.clone(), why.clone());
            }
            Some(Some(_)) | None => {}
        }
    }
}

/// The end of a create that was not executed.
pub(super) fn not_executed(op: &str) -> Change {
    settle(op, "interrupted; no resource of it was found")
}

pub(super) fn settle(op: &str, message: &str) -> Change {
    let error = ProviderError::new(ErrorKind::Cancelled, message);
    Change::Settle { op: op.to_owned(), outcome: Outcome::Failed(error) }
}

/// The record of a resource that an interrupted create created: partial, superseding older revisions.
///
/// If another create of the same revision was executed too, the later one is kept and the next plan deletes the other.
pub(super) fn adopt(snapshot: &Snapshot, pending: &Pending, id: &Id) -> Vec<Change> {
    let urn = &pending.key.urn;
    let recorded = snapshot.records.get(&pending.key);
    let mut changes = vec![settle(&pending.op, "interrupted; the next run finishes it")];
    if recorded.is_some_and(|record| record.id == *id) {
        // The operation resumed an earlier create, whose record exists.
        return changes;
    }
    let next = |after: u32| {
        let newest = snapshot.of(urn).last().map_or(0, |record| record.key.revision);
        RecordKey { urn: urn.clone(), revision: newest.saturating_add(after) }
    };
    let record = |key: RecordKey, phase: Phase| {
        Change::Put(Arc::new(Record {
            key,
            environment: pending.environment.clone(),
            id: id.clone(),
            phase,
            desired: pending.desired.clone(),
            outputs: Value::Null,
            created: pending.began,
            modified: pending.began,
        }))
    };
    if recorded.is_some_and(|record| record.created >= pending.began) {
        changes.push(record(next(1), Phase::Superseded));
        // The current revision stays the newest one.
        if let Some(current) = snapshot.current(urn) {
            changes.push(Change::Remove(current.key.clone()));
            changes.push(Change::Put(Arc::new(Record { key: next(2), ..(**current).clone() })));
        }
        return changes;
    }
    let superseded = |old: &Arc<Record>| Change::Put(Arc::new(Record { phase: Phase::Superseded, ..(**old).clone() }));
    let key = if recorded.is_some() { next(1) } else { pending.key.clone() };
    // A partial revision of another name or number is finished or deleted by the next plan.
    let replaced = |old: &&Arc<Record>| old.phase == Phase::Live || (recorded.is_some() && old.phase == Phase::Partial);
    changes.push(record(key, Phase::Partial));
    changes.extend(snapshot.of(urn).filter(replaced).map(superseded));
    changes
}

/// The resources that an interrupted create may have created.
struct Candidates {
    ids: Vec<Id>,
    /// Whether a single one is the create's. Otherwise the user decides.
    is_proven: bool,
}

async fn find(
    snapshot: &Snapshot,
    pending: &Pending,
    stack: &str,
    providers: &Arc<Providers>,
) -> Result<Candidates, ReadError> {
    let type_name = pending.key.urn.type_name();
    let fail = |error| ReadError { urn: pending.key.urn.clone(), error };
    let operations = providers.get(type_name).map_err(fail)?;
    let host = Arc::new(LookupHost {
        urn: pending.key.urn.clone(),
        stack: stack.to_owned(),
        token: pending.token.clone(),
        request: pending.request.clone(),
        first_began: pending.first_began.unwrap_or(pending.began),
        providers: Arc::clone(providers),
        deadline: Instant::now() + LONGEST,
    });
    let request = OperationRequest { environment: pending.environment.clone(), host };
    let inputs = pending.desired.inputs.clone().reveal();
    let (found, is_proven) = match retried(type_name, || operations.find(&request, &inputs)).await {
        // The container of the resource does not exist.
        Err(error) if error.is_not_found() => (Vec::new(), true),
        // Nothing shows whether the create created them.
        Err(error) if error.kind == ErrorKind::SeveralCandidates && !error.choices.is_empty() => {
            (error.choices.into_iter().map(Id::new).collect(), false)
        }
        answer => (answer.map_err(|error| fail(scrub(error, &[&pending.desired.inputs])))?, true),
    };
    // Resources in state are not the missing one.
    let known: BTreeSet<&Id> = snapshot
        .records
        .values()
        .filter(|record| record.environment == pending.environment && record.key.urn.type_name() == type_name)
        .map(|record| &record.id)
        .collect();
    let found: BTreeSet<Id> = found.into_iter().filter(|id| !known.contains(id)).collect();
    Ok(Candidates { ids: found.into_iter().collect(), is_proven })
}

/// Updates and deletes: the record takes the values that were read.
async fn reread(
    snapshot: &Snapshot,
    pending: Vec<&Pending>,
    stack: &str,
    providers: &Providers,
    recovered: &mut Recovered,
) -> Result<(), ReadError> {
    let records = pending.iter().filter_map(|pending| snapshot.records.get(&pending.key)).cloned();
    let (seen, unread) = read::readable(providers, stack, records, None).await;
    let (unknown, unread): (Vec<_>, Vec<_>) =
        unread.into_iter().partition(|unread| unread.error.kind == ErrorKind::UnknownValue);
    if let Some(unread) = unread.into_iter().next() {
        return Err(unread.into());
    }
    for pending in pending {
        let (urn, operation) = (pending.key.urn.clone(), pending.operation);
        let is_unknown = |unread: &&read::Unread| !seen.contains_key(&pending.key) && unread.urns.contains(&urn);
        if let Some(unread) = unknown.iter().find(is_unknown) {
            // The record stays, so that the next plan repeats the operation.
            recovered
                .changes
                .push(settle(&pending.op, "interrupted; the resource has a value that its type does not have"));
            recovered.notes.push(Finding::UnknownValue { urn, reason: unread.error.message.clone() });
            continue;
        }
        recovered.changes.push(settle(&pending.op, "interrupted; the resource was read"));
        let Some(record) = snapshot.records.get(&pending.key) else { continue };
        let Some(observed) = seen.get(&pending.key).and_then(Option::as_ref) else {
            recovered.notes.push(Finding::GoneAfter { urn, operation });
            recovered.changes.push(Change::Remove(pending.key.clone()));
            if operation == Operation::Delete {
                for key in deleted_with(snapshot, record) {
                    recovered.notes.push(Finding::GoneAfter { urn: key.urn.clone(), operation });
                    recovered.changes.push(Change::Remove(key));
                }
            }
            continue;
        };
        let rules = providers
            .get(pending.key.urn.type_name())
            .map_err(|error| ReadError { urn: pending.key.urn.clone(), error })?;
        let schema = rules.schema();
        let base = match pending.operation {
            Operation::Update => {
                let desired = Desired { inputs: merged(record, pending, schema), ..record.desired.clone() };
                Arc::new(Record { desired, ..(**record).clone() })
            }
            Operation::Create | Operation::Delete | Operation::Hook => Arc::clone(record),
        };
        let (mut now, _) = observed_record(&*rules, &base, observed);
        if matches!(observed.status, Status::Deleting(_)) {
            // The resource is being deleted and cannot be kept: the next plan waits for its end.
            now = Arc::new(Record { phase: Phase::Superseded, ..(*now).clone() });
        }
        recovered.notes.push(Finding::ReadAgain { urn, operation });
        if now != *record {
            recovered.changes.push(Change::Put(now));
        }
    }
    Ok(())
}

/// The records of the resources that the service deletes with this one, and with those.
fn deleted_with(snapshot: &Snapshot, record: &Record) -> Vec<RecordKey> {
    let mut found: Vec<&Record> = vec![record];
    let mut at = 0;
    while let Some(owner) = found.get(at).copied() {
        at += 1;
        // A record belongs to the newest revision of its owner that existed when it was last applied.
        let owner_of = |user: &Record| {
            let existed = snapshot.of(&owner.key.urn).filter(|other| other.created <= user.modified);
            existed.max_by_key(|other| other.key.revision).map(|other| other.key.revision)
        };
        let users = snapshot.records.values().filter(|user| {
            user.desired.options.deleted_with.as_ref() == Some(&owner.key.urn)
                && owner_of(user) == Some(owner.key.revision)
        });
        let users: Vec<&Record> = users.map(|user| &**user).filter(|user| !found.contains(user)).collect();
        found.extend(users);
    }
    found.into_iter().skip(1).map(|record| record.key.clone()).collect()
}

/// What an interrupted update may have set: every property of before and after, in nested records too. Write-only ones
/// cannot be read; those that the update was to change are left out, so that the next plan sends them again.
fn merged(record: &Record, pending: &Pending, schema: &Schema) -> Value {
    merged_records(schema.inputs, &record.desired.inputs, &pending.desired.inputs)
}

fn merged_records(schema: &RecordSchema, before: &Value, wanted: &Value) -> Value {
    let mut both = before.as_map().cloned().unwrap_or_default();
    for (name, wanted) in wanted.as_map().into_iter().flatten() {
        let field = schema.field(name);
        let write_only = field.is_some_and(|field| field.write_only);
        match (write_only, both.remove(name)) {
            (true, Some(before)) if before == *wanted => {
                both.insert(name.clone(), before);
            }
            (true, _) => {}
            (false, None) => {
                both.insert(name.clone(), wanted.clone());
            }
            (false, Some(before)) => {
                let value = match field {
                    Some(field) => merged_values(&field.ty, field.set_like, before, wanted),
                    None => before,
                };
                both.insert(name.clone(), value);
            }
        }
    }
    Value::Map(both)
}

/// The value of a property that was set before and after. Where it holds records, each has the fields of either; the rest
/// is compared with what is read, and takes its value.
fn merged_values(ty: &TypeRef, set_like: bool, before: Value, wanted: &Value) -> Value {
    match (ty, before, wanted) {
        (ty, Value::Secret(before), wanted) => merged_values(ty, set_like, *before, wanted).into_secret(),
        (ty, before, Value::Secret(wanted)) => merged_values(ty, set_like, before, wanted).into_secret(),
        (TypeRef::Record(schema), before @ Value::Map(_), wanted @ Value::Map(_)) => {
            merged_records(schema, &before, wanted)
        }
        (TypeRef::List(of), Value::List(mut before), Value::List(wanted)) if holds_records(of) => {
            if set_like {
                let new: Vec<Value> = wanted.iter().filter(|item| !before.contains(item)).cloned().collect();
                before.extend(new);
                return Value::List(before);
            }
            let mut rest = wanted.iter();
            let mut both: Vec<Value> = before
                .into_iter()
                .map(|item| match rest.next() {
                    Some(wanted) => merged_values(of, false, item, wanted),
                    None => item,
                })
                .collect();
            both.extend(rest.cloned());
            Value::List(both)
        }
        (TypeRef::Map(of), Value::Map(mut before), Value::Map(wanted)) if holds_records(of) => {
            for (key, wanted) in wanted {
                let value = match before.remove(key) {
                    Some(item) => merged_values(of, false, item, wanted),
                    None => wanted.clone(),
                };
                before.insert(key.clone(), value);
            }
            Value::Map(before)
        }
        (_, before, _) => before,
    }
}

fn holds_records(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Record(_) => true,
        TypeRef::List(of) | TypeRef::Map(of) => holds_records(of),
        _ => false,
    }
}

/// The services that a lookup has: the token of the interrupted create, and time.
struct LookupHost {
    urn: Urn,
    stack: String,
    token: String,
    request: Option<String>,
    first_began: u64,
    providers: Arc<Providers>,
    deadline: Instant,
}

#[async_trait]
impl OperationHost for LookupHost {
    fn urn(&self) -> &Urn {
        &self.urn
    }

    fn stack(&self) -> &str {
        &self.stack
    }

    fn token(&self) -> &str {
        &self.token
    }

    fn resume(&self) -> Resume {
        Resume::Uncertain
    }

    fn first_began(&self) -> u64 {
        self.first_began
    }

    fn request(&self) -> Option<String> {
        self.request.clone()
    }

    async fn requested(&self, _: &str) -> Result<()> {
        Err(ProviderError::new(ErrorKind::Internal, "a lookup starts no request"))
    }

    fn is_recorded(&self, _: &Id) -> bool {
        // The caller compares the result with the whole state.
        false
    }

    async fn identified(&self, _: &Id) -> Result<()> {
        Err(ProviderError::new(ErrorKind::Internal, "a lookup creates no resource"))
    }

    async fn poll(&self, type_name: &str, environment: &Environment, id: &Id, attempt: u32) -> Result<Status> {
        self.pause(Duration::from_millis(500) * 2_u32.saturating_pow(attempt.min(5))).await?;
        let ids = std::slice::from_ref(id);
        let request = ReadRequest::new(environment, &self.stack);
        let statuses = self.providers.get(type_name)?.status(request, ids).await?;
        Ok(statuses.into_iter().next().unwrap_or(Status::Absent))
    }

    async fn pause(&self, time: Duration) -> Result<()> {
        if Instant::now() + time > self.deadline {
            return Err(ProviderError::new(ErrorKind::Timeout, format!("looking up {} timed out", self.urn)));
        }
        sleep(time).await;
        Ok(())
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    fn waiting(&self, _: &str) {}

    fn report_retained(&self, _: RetainedResource) {}
}
