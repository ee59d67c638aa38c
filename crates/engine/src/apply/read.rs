//! Reading resources: in batches, with retries, and without mistaking an error for absence.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt as _};
use tokio::time::sleep;

use super::poller::{CHUNK, is_passing};
use super::run::panicked;
use super::step_operation::scrub;
use super::values::mark_secret_outputs;
use crate::model::catch_panic::catch_panic_of;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{DataRequest, Imported};
use crate::provider::{
    ErrorKind, Found, Id, Observed, ProviderError, Providers, ReadBatch, ReadRequest, Result, Status,
};
use crate::state::{Desired, Record, RecordKey};

const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// The number of concurrent reads. The limiter paces the requests below them.
const AT_ONCE: usize = 16;
/// How often the resources of a read that fails are split. It is enough to find two of a hundred, and bounds the requests
/// where every read fails.
const SPLITS: usize = 16;
/// The pause between a read that finds no resource and the one that confirms it: reads of some APIs lag behind writes.
const CONFIRM: Duration = Duration::from_secs(1);

/// A resource that could not be read, and the error.
#[derive(Clone, Debug, thiserror::Error)]
#[error("cannot read {urn}: {error}")]
pub struct ReadError {
    /// A resource that was to be read.
    pub urn: Urn,
    /// The provider's error.
    #[source]
    pub error: ProviderError,
}

/// Executes a read, and retries it while its error may be temporary.
pub(super) async fn retried<T, F, Fut>(type_name: &str, call: F) -> Result<T>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T>>,
{
    for attempt in 0.. {
        let error = match catch_panic_of(call()).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error,
            Err(panic) => return Err(panicked(type_name, &panic)),
        };
        if !is_passing(error.kind) || attempt + 1 >= TRIES {
            return Err(error);
        }
        sleep((FIRST_PAUSE * 2_u32.saturating_pow(attempt)).min(LONGEST_PAUSE)).await;
    }
    unreachable!("the loop above ends by returning")
}

/// Reads a data source.
pub(crate) async fn data(providers: &Providers, stack: &str, request: &DataRequest) -> Result<Value> {
    let type_name = &request.type_name;
    let operations = providers.get(type_name)?;
    let read = ReadRequest::new(&request.environment, stack);
    let plain = request.inputs.clone().reveal();
    let answer = retried(type_name, || operations.data(read, &plain)).await;
    let answer = answer.map_err(|error| scrub(error, &[&request.inputs]))?;
    let of = Desired { inputs: request.inputs.clone(), ..Desired::default() };
    Ok(mark_secret_outputs(operations.schema(), &of, answer))
}

/// Reads one resource that is not in state. `None` if two reads do not find it.
pub(crate) async fn existing(
    providers: &Providers,
    stack: &str,
    type_name: &str,
    environment: &Environment,
    id: &Id,
) -> Result<Option<Observed>> {
    let (ids, request) = (std::slice::from_ref(id), ReadRequest::new(environment, stack));
    let found = chunk(providers, type_name, request, ids).await?.pop().flatten();
    if found.is_some() {
        return Ok(found);
    }
    sleep(CONFIRM).await;
    Ok(chunk(providers, type_name, request, ids).await?.pop().flatten())
}

/// Reads a resource that is to be imported, with its owner. `Null` if it does not exist, unless it is in one of the
/// other environments.
pub(crate) async fn import(
    providers: &Providers,
    stack: &str,
    request: &DataRequest,
    id: &Id,
    places: &BTreeSet<Environment>,
) -> Result<Value> {
    let DataRequest { type_name, environment, .. } = request;
    let operations = providers.get(type_name)?;
    let schema = operations.schema();
    let found = match existing(providers, stack, type_name, environment, id).await {
        Err(error) if error.kind == ErrorKind::UnknownValue => {
            return Ok(Imported { trouble: Some(error.message), ..Imported::default() }.into_value());
        }
        found => found?,
    };
    let Some(found) = found else {
        // Only for a better error: a resource that cannot be read there counts as absent.
        let others = places.iter().filter(|other| *other != environment && !schema.meta.global);
        for other in others {
            let there = operations.read(ReadRequest::new(other, stack), std::slice::from_ref(id)).await;
            if there.is_ok_and(|found| found.iter().any(Option::is_some)) {
                return Ok(Imported::elsewhere(other));
            }
        }
        return Ok(Value::Null);
    };
    let ids = std::slice::from_ref(id);
    let read = ReadRequest::new(environment, stack);
    let owner = retried(type_name, || operations.owners(read, ids)).await?.pop().flatten();
    let trouble = match found.status {
        Status::Ready | Status::Pending(_) | Status::Absent => None,
        Status::Failed(reason) => Some(format!("it is in a failed state: {reason}")),
        Status::Deleting(_) => Some("it is being deleted".to_owned()),
    };
    let of = Desired { inputs: found.inputs, ..Desired::default() };
    let outputs = mark_secret_outputs(schema, &of, found.outputs);
    Ok(Imported { inputs: of.inputs, outputs, owner, trouble, unmanaged: found.unmanaged }.into_value())
}

async fn chunk(providers: &Providers, type_name: &str, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
    let operations = providers.get(type_name)?;
    let found = retried(type_name, || operations.read(request, ids)).await?;
    if found.len() == ids.len() {
        Ok(found)
    } else {
        let message = format!("{type_name} returned {} results for {} ids", found.len(), ids.len());
        Err(ProviderError::new(ErrorKind::Internal, message))
    }
}

/// The resources that were read, by record: `None` for one that does not exist.
pub(super) type ReadResults = BTreeMap<RecordKey, Option<Observed>>;

/// Resources of one type in one environment that could not be read, for the same reason.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Which; at least one.
    pub urns: Vec<Urn>,
    /// The provider's error.
    pub error: ProviderError,
}

/// Reads the resources of these records, all or none.
pub(super) async fn records(
    providers: &Providers,
    stack: &str,
    records: impl Iterator<Item = Arc<Record>>,
) -> Result<ReadResults, ReadError> {
    let (seen, unread) = readable(providers, stack, records, None).await;
    match unread.into_iter().next() {
        Some(unread) => Err(unread.into()),
        None => Ok(seen),
    }
}

impl From<Unread> for ReadError {
    fn from(Unread { urns, error }: Unread) -> Self {
        let urn = urns.into_iter().next().unwrap_or_else(|| Urn::new("", "", ""));
        Self { urn, error }
    }
}

/// Reads the resources of these records, those of one type in one environment together, and reads those that are not
/// found a second time, outside of the batch. Returns the errors in the order of types and environments, and reads the
/// rest.
pub(super) async fn readable(
    providers: &Providers,
    stack: &str,
    records: impl Iterator<Item = Arc<Record>>,
    round: Option<&Arc<ReadBatch>>,
) -> (ReadResults, Vec<Unread>) {
    let mut groups: BTreeMap<(String, Environment), Vec<Arc<Record>>> = BTreeMap::new();
    for record in records {
        let group = (record.key.urn.type_name().to_owned(), record.environment.clone());
        groups.entry(group).or_default().push(record);
    }
    let chunks: Vec<(String, Environment, Vec<Arc<Record>>)> = groups
        .into_iter()
        .flat_map(|((type_name, environment), records)| {
            let chunks: Vec<_> = records.chunks(CHUNK).map(<[_]>::to_vec).collect();
            chunks.into_iter().map(move |chunk| (type_name.clone(), environment.clone(), chunk))
        })
        .collect();
    let mut answers = stream::iter(chunks)
        .map(|(type_name, environment, records)| async move {
            let request = ReadRequest { batch: round, ..ReadRequest::new(&environment, stack) };
            as_far_as_possible(providers, &type_name, request, &records).await
        })
        .buffered(AT_ONCE);
    let (mut seen, mut unread) = (ReadResults::new(), Vec::new());
    while let Some((read, errors)) = answers.next().await {
        seen.extend(read);
        unread.extend(errors);
    }
    (seen, unread)
}

/// Reads the resources of these records. One that cannot be read, because its type does not know a value of it or because
/// its own policy denies it, fails the read of all: then they are read in halves, until it is alone.
async fn as_far_as_possible(
    providers: &Providers,
    type_name: &str,
    request: ReadRequest<'_>,
    records: &[Arc<Record>],
) -> (ReadResults, Vec<Unread>) {
    let (mut seen, mut unread): (_, Vec<Unread>) = (ReadResults::new(), Vec::new());
    let (mut waiting, mut splits) = (vec![records], 0);
    while let Some(records) = waiting.pop() {
        match confirmed(providers, type_name, request, records).await {
            Ok(read) => seen.extend(read),
            Err(error) if records.len() > 1 && splits < SPLITS && !is_passing(error.kind) => {
                splits += 1;
                let (first, second) = records.split_at(records.len() / 2);
                waiting.extend([second, first]);
            }
            Err(error) => {
                let urns = records.iter().map(|record| record.key.urn.clone());
                match unread.iter_mut().find(|other| other.error.to_string() == error.to_string()) {
                    Some(other) => other.urns.extend(urns),
                    None => unread.push(Unread { urns: urns.collect(), error }),
                }
            }
        }
    }
    (seen, unread)
}

async fn confirmed(
    providers: &Providers,
    type_name: &str,
    request: ReadRequest<'_>,
    records: &[Arc<Record>],
) -> Result<ReadResults> {
    let ids: Vec<Id> = records.iter().map(|record| record.id.clone()).collect();
    let mut found = chunk(providers, type_name, request, &ids).await?;
    let missing: Vec<usize> = (0..ids.len()).filter(|index| found[*index].is_none()).collect();
    if !missing.is_empty() {
        sleep(CONFIRM).await;
        let ids: Vec<Id> = missing.iter().map(|index| ids[*index].clone()).collect();
        let again = chunk(providers, type_name, ReadRequest { batch: None, ..request }, &ids).await?;
        for (index, observed) in missing.into_iter().zip(again) {
            found[index] = observed;
        }
    }
    let rules = providers.get(type_name)?;
    let is_recorded = |record: &Record, observed: &Observed| {
        let known = !record.outputs.is_null() && !observed.outputs.is_null();
        !known || rules.is_same(&record.outputs, &observed.outputs)
    };
    let of_record = |(record, observed): (&Arc<Record>, Option<Observed>)| {
        (record.key.clone(), observed.filter(|observed| is_recorded(record, observed)))
    };
    Ok(records.iter().zip(found).map(of_record).collect())
}

/// Whether a resource is certainly no more.
pub(super) async fn is_gone(providers: &Providers, stack: &str, record: &Arc<Record>) -> bool {
    let seen = records(providers, stack, std::iter::once(Arc::clone(record))).await;
    matches!(seen, Ok(seen) if seen.get(&record.key).is_some_and(Option::is_none))
}
