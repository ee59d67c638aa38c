//! What an interrupted run left in the journal, resolved by reading. Nothing is written here: a preview resolves
//! it in memory, an apply commits the changes first.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use tokio::time::{Instant, sleep};

use super::observe::observed_record;
use super::read::{self, ReadError, retried};
use crate::model::environment::Environment;
use crate::model::schema::Schema;
use crate::model::time::now;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::provider::{
    ErrorKind, Id, OperationHost, OperationRequest, ProviderError, Providers, Result, Resume, RetainedResource, Status,
};
use crate::state::{Change, Desired, Operation, Outcome, Pending, Phase, Record, RecordKey, Snapshot};

/// How long looking for one interrupted create may take.
const LONGEST: Duration = Duration::from_secs(120);
const AT_ONCE: usize = 16;

/// A question that only a person can answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The operation in the journal.
    pub op: String,
    /// What it was done to.
    pub key: RecordKey,
    /// What it did.
    pub operation: Operation,
    /// When it began, in seconds since 1970.
    pub began: u64,
    /// Why it cannot be known how it ended.
    pub ambiguity: Ambiguity,
}

/// Why the outcome of an interrupted operation is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ambiguity {
    /// More than one thing could be what a create made.
    SeveralCandidates(Vec<Id>),
    /// No provider serves the type any more, so nothing can be read. Names what is missing.
    NotServed(String),
}

impl Question {
    /// What an interrupted create may have made.
    #[must_use]
    pub fn candidates(&self) -> &[Id] {
        match &self.ambiguity {
            Ambiguity::SeveralCandidates(ids) => ids,
            Ambiguity::NotServed(_) => &[],
        }
    }

    /// What is not known, in words.
    #[must_use]
    pub fn describe(&self) -> String {
        let (word, urn) = (self.operation.as_str(), &self.key.urn);
        match &self.ambiguity {
            Ambiguity::SeveralCandidates(ids) => {
                let ids: Vec<&str> = ids.iter().map(Id::as_str).collect();
                format!("an interrupted {word} of {urn} may have made any of {}", ids.join(", "))
            }
            Ambiguity::NotServed(what) => format!("an interrupted {word} of {urn} cannot be looked at: {what}"),
        }
    }
}

/// How the journal is resolved.
#[derive(Clone, Debug, Default)]
pub struct Recovered {
    /// What to change in state.
    pub changes: Vec<Change>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// A question that only a person can answer. Nothing may be applied before.
    pub questions: Vec<Question>,
}

/// Resolves the journal.
///
/// A create whose id is known becomes a partial record, which the next plan finishes. Where no id is known, what it
/// may have made is looked for: one thing found is adopted, several are a question. Nothing found leaves the entry
/// as it is, so that a create of the same thing uses the same token again. Updates and deletes are read.
///
/// # Errors
/// When something could not be read. No error other than "not found" is taken for absence.
pub async fn recover(snapshot: &Snapshot, stack: &str, providers: &Arc<Providers>) -> Result<Recovered, ReadError> {
    let mut recovered = Recovered::default();
    vanished_partials(snapshot, stack, providers, &mut recovered).await;
    if snapshot.pending.is_empty() {
        return Ok(recovered);
    }
    let (served, not_served): (Vec<_>, Vec<_>) =
        snapshot.pending.iter().partition(|pending| providers.schema_of(pending.key.urn.type_name()).is_ok());
    for pending in not_served {
        if let Err(error) = providers.schema_of(pending.key.urn.type_name()) {
            recovered.questions.push(question(pending, Ambiguity::NotServed(error.message)));
        }
    }
    let (creates, others): (Vec<_>, Vec<_>) =
        served.into_iter().partition(|pending| pending.operation == Operation::Create);
    let found: Vec<(&Pending, Vec<Id>)> = stream::iter(creates)
        .map(|pending| async move {
            match &pending.id {
                Some(id) => Ok((pending, vec![id.clone()])),
                None => find(snapshot, pending, stack, providers).await.map(|ids| (pending, ids)),
            }
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    for (pending, ids) in found {
        match ids.as_slice() {
            [] => recovered.notes.push(format!("an interrupted create of {} was not carried out", pending.key.urn)),
            [id] => {
                if !snapshot.records.contains_key(&pending.key) {
                    recovered.notes.push(format!("an interrupted create of {} had made {id}", pending.key.urn));
                }
                recovered.changes.extend(adopt(snapshot, pending, id));
            }
            _ => recovered.questions.push(question(pending, Ambiguity::SeveralCandidates(ids))),
        }
    }
    reread(snapshot, others, stack, providers, &mut recovered).await?;
    Ok(recovered)
}

fn question(pending: &Pending, ambiguity: Ambiguity) -> Question {
    let Pending { op, key, operation, began, .. } = pending;
    Question { op: op.clone(), key: key.clone(), operation: *operation, began: *began, ambiguity }
}

/// Partial resources that have vanished since: they are created again, because finishing them would fail.
///
/// One that was made a moment ago may not be visible yet and stays, and so does what cannot be read.
async fn vanished_partials(snapshot: &Snapshot, stack: &str, providers: &Providers, recovered: &mut Recovered) {
    let is_old = |record: &Record| {
        let visible_within = |schema: &Schema| schema.meta.polling.visible_within.as_secs();
        let schema = providers.schema(record.key.urn.type_name());
        schema.is_some_and(|schema| record.modified + visible_within(schema) < now())
    };
    let partial = snapshot.records.values().filter(|record| record.phase == Phase::Partial && is_old(record));
    let is_pending = |record: &Record| snapshot.pending.iter().any(|pending| pending.key == record.key);
    for record in partial.filter(|record| !is_pending(record)) {
        if read::is_gone(providers, stack, record).await {
            recovered.notes.push(format!("{}, which was half made, no longer exists: {}", record.key.urn, record.id));
            recovered.changes.push(Change::Remove(record.key.clone()));
        }
    }
}

/// The end of a create that left nothing behind.
pub(super) fn not_carried_out(op: &str) -> Change {
    settle(op, "it was interrupted, and nothing of it was found")
}

pub(super) fn settle(op: &str, message: &str) -> Change {
    let error = ProviderError::new(ErrorKind::Cancelled, message);
    Change::Settle { op: op.to_owned(), outcome: Outcome::Failed(error) }
}

/// What a create is recorded as that had made this: half made, in the place of older generations.
pub(super) fn adopt(snapshot: &Snapshot, pending: &Pending, id: &Id) -> Vec<Change> {
    let mut changes = vec![settle(&pending.op, "it was interrupted, and is finished by the next run")];
    if snapshot.records.contains_key(&pending.key) {
        // It was finishing what an earlier run began; the record stands already.
        return changes;
    }
    let older = snapshot.of(&pending.key.urn).filter(|old| old.phase == Phase::Live).collect::<Vec<_>>();
    changes.push(Change::Put(Arc::new(Record {
        key: pending.key.clone(),
        environment: pending.environment.clone(),
        id: id.clone(),
        phase: Phase::Partial,
        desired: pending.desired.clone(),
        outputs: Value::Null,
        created: pending.began,
        modified: pending.began,
    })));
    for old in older {
        changes.push(Change::Put(Arc::new(Record { phase: Phase::Superseded, ..(**old).clone() })));
    }
    changes
}

async fn find(
    snapshot: &Snapshot,
    pending: &Pending,
    stack: &str,
    providers: &Arc<Providers>,
) -> Result<Vec<Id>, ReadError> {
    let type_name = pending.key.urn.type_name();
    let fail = |error| ReadError { urn: pending.key.urn.clone(), error };
    let provider = providers.get(type_name).map_err(fail)?;
    let host = Arc::new(Looking {
        urn: pending.key.urn.clone(),
        stack: stack.to_owned(),
        token: pending.token.clone(),
        providers: Arc::clone(providers),
        deadline: Instant::now() + LONGEST,
    });
    let request = OperationRequest { type_name: type_name.to_owned(), environment: pending.environment.clone(), host };
    let inputs = pending.desired.inputs.clone().reveal();
    let found = match retried(type_name, || provider.find(&request, &inputs)).await {
        // What it would be found in does not exist.
        Err(error) if error.is_not_found() => Vec::new(),
        answer => answer.map_err(fail)?,
    };
    // What state has is not what is missing from it.
    let known: BTreeSet<&Id> = snapshot
        .records
        .values()
        .filter(|record| record.environment == pending.environment && record.key.urn.type_name() == type_name)
        .map(|record| &record.id)
        .collect();
    let found: BTreeSet<Id> = found.into_iter().filter(|id| !known.contains(id)).collect();
    Ok(found.into_iter().collect())
}

/// Updates and deletes: the record becomes what is there.
async fn reread(
    snapshot: &Snapshot,
    pending: Vec<&Pending>,
    stack: &str,
    providers: &Providers,
    recovered: &mut Recovered,
) -> Result<(), ReadError> {
    let records = pending.iter().filter_map(|pending| snapshot.records.get(&pending.key)).cloned();
    let seen = read::records(providers, stack, records).await?;
    for pending in pending {
        let word = pending.operation.as_str();
        recovered.changes.push(settle(&pending.op, "it was interrupted; what is there was read"));
        let Some(record) = snapshot.records.get(&pending.key) else { continue };
        let Some(observed) = seen.get(&pending.key).and_then(Option::as_ref) else {
            recovered.notes.push(format!("an interrupted {word} of {}: it no longer exists", pending.key.urn));
            recovered.changes.push(Change::Remove(pending.key.clone()));
            continue;
        };
        let schema = providers
            .schema_of(pending.key.urn.type_name())
            .map_err(|error| ReadError { urn: pending.key.urn.clone(), error })?;
        let base = match pending.operation {
            Operation::Update => {
                let desired = Desired { inputs: merged(record, pending, schema), ..record.desired.clone() };
                Arc::new(Record { desired, ..(**record).clone() })
            }
            Operation::Create | Operation::Delete => Arc::clone(record),
        };
        let (mut now, _) = observed_record(schema, &base, observed);
        if matches!(observed.status, Status::Deleting(_)) {
            // It is on its way out and cannot be kept: the next plan waits for its end.
            now = Arc::new(Record { phase: Phase::Superseded, ..(*now).clone() });
        }
        recovered.notes.push(format!("an interrupted {word} of {} was read again", pending.key.urn));
        if now != *record {
            recovered.changes.push(Change::Put(now));
        }
    }
    Ok(())
}

/// What an interrupted update may have set: every property of before and after. Write-only ones cannot be read;
/// those that the update was to change are left out, so that the next plan sends them again.
fn merged(record: &Record, pending: &Pending, schema: &Schema) -> Value {
    let mut both = record.desired.inputs.as_map().cloned().unwrap_or_default();
    for (name, wanted) in pending.desired.inputs.as_map().into_iter().flatten() {
        let write_only = schema.inputs.field(name).is_some_and(|field| field.write_only);
        match (write_only, both.get(name)) {
            (true, Some(before)) if before != wanted => {
                both.remove(name);
            }
            (true, _) => {}
            (false, None) => {
                both.insert(name.clone(), wanted.clone());
            }
            // A record property that both have may have fields of either.
            (false, Some(_)) => {}
        }
    }
    Value::Map(both)
}

/// What a lookup gets of the executor: the token of the interrupted create, and time.
struct Looking {
    urn: Urn,
    stack: String,
    token: String,
    providers: Arc<Providers>,
    deadline: Instant,
}

#[async_trait]
impl OperationHost for Looking {
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

    fn is_recorded(&self, _: &Id) -> bool {
        // What is found is held against state as a whole.
        false
    }

    async fn identified(&self, _: &Id) -> Result<()> {
        Err(ProviderError::new(ErrorKind::Internal, "a lookup makes nothing"))
    }

    async fn poll(&self, type_name: &str, environment: &Environment, id: &Id, attempt: u32) -> Result<Status> {
        self.pause(Duration::from_millis(500) * 2_u32.saturating_pow(attempt.min(5))).await?;
        let ids = std::slice::from_ref(id);
        let statuses = self.providers.get(type_name)?.status(type_name, environment, &self.stack, ids).await?;
        Ok(statuses.into_iter().next().unwrap_or(Status::Absent))
    }

    async fn pause(&self, time: Duration) -> Result<()> {
        if Instant::now() + time > self.deadline {
            return Err(ProviderError::new(ErrorKind::Timeout, format!("looking for {} took too long", self.urn)));
        }
        sleep(time).await;
        Ok(())
    }

    fn waiting(&self, _: &str) {}

    fn report_retained(&self, _: RetainedResource) {}
}
