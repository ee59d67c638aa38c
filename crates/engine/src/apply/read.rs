//! Reading what exists: in batches, through passing errors, and never taking an error for absence.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::stream::{self, StreamExt as _};
use tokio::time::sleep;

use super::poller::{CHUNK, is_passing};
use super::run::panicked;
use super::values::mark_secret_outputs;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{DataRequest, Imported};
use crate::provider::{Found, Id, Observed, ProviderError, Providers, ReadBatch, Result, Status};
use crate::state::{Desired, Record, RecordKey};

const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// How many reads go on at once. The requests below them are paced by the limiter.
const AT_ONCE: usize = 16;
/// Between a read that finds nothing and the one that confirms it: reads of some APIs lag behind writes.
const CONFIRM: Duration = Duration::from_secs(1);

/// What could not be read, and why.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{urn} could not be read: {error}")]
pub struct ReadError {
    /// A resource that was to be read.
    pub urn: Urn,
    /// What the provider answered.
    #[source]
    pub error: ProviderError,
}

/// Makes a call that only reads, again while its error may pass.
pub(super) async fn retried<T, F, Fut>(type_name: &str, call: F) -> Result<T>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T>>,
{
    for attempt in 0.. {
        let error = match AssertUnwindSafe(call()).catch_unwind().await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => error,
            Err(_) => return Err(panicked(type_name)),
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
    let (provider, schema) = (providers.get(type_name)?, providers.schema_of(type_name)?);
    let plain = request.inputs.clone().reveal();
    let answer = retried(type_name, || provider.data(type_name, &request.environment, stack, &plain)).await?;
    let of = Desired { inputs: request.inputs.clone(), ..Desired::default() };
    Ok(mark_secret_outputs(schema, &of, answer))
}

/// Reads one thing that state does not have. `None` where two reads do not find it.
pub(crate) async fn existing(
    providers: &Providers,
    stack: &str,
    type_name: &str,
    environment: &Environment,
    id: &Id,
) -> Result<Option<Observed>> {
    let ids = std::slice::from_ref(id);
    let found = chunk(providers, stack, type_name, environment, ids).await?.pop().flatten();
    if found.is_some() {
        return Ok(found);
    }
    sleep(CONFIRM).await;
    Ok(chunk(providers, stack, type_name, environment, ids).await?.pop().flatten())
}

/// Reads something that is to be imported, with who owns it. `Null` where there is no such thing, unless it is in one of
/// these other places.
pub(crate) async fn import(
    providers: &Providers,
    stack: &str,
    request: &DataRequest,
    id: &Id,
    places: &BTreeSet<Environment>,
) -> Result<Value> {
    let DataRequest { type_name, environment, .. } = request;
    let (provider, schema) = (providers.get(type_name)?, providers.schema_of(type_name)?);
    let Some(found) = existing(providers, stack, type_name, environment, id).await? else {
        // Only to say more than that it is not here: what cannot be read there is not there.
        let others = places.iter().filter(|other| *other != environment && !schema.meta.global);
        for other in others {
            let there = provider.read(type_name, other, stack, std::slice::from_ref(id)).await;
            if there.is_ok_and(|found| found.iter().any(Option::is_some)) {
                return Ok(Imported::elsewhere(other));
            }
        }
        return Ok(Value::Null);
    };
    let ids = std::slice::from_ref(id);
    let owner = retried(type_name, || provider.owners(type_name, environment, stack, ids)).await?.pop().flatten();
    let trouble = match found.status {
        Status::Ready | Status::Pending(_) | Status::Absent => None,
        Status::Failed(reason) => Some(format!("it is in a failed state: {reason}")),
        Status::Deleting(_) => Some("it is being deleted".to_owned()),
    };
    let of = Desired { inputs: found.inputs, ..Desired::default() };
    let outputs = mark_secret_outputs(schema, &of, found.outputs);
    Ok(Imported { inputs: of.inputs, outputs, owner, trouble }.into_value())
}

async fn chunk(
    providers: &Providers,
    stack: &str,
    type_name: &str,
    environment: &Environment,
    ids: &[Id],
) -> Result<Found> {
    let provider = providers.get(type_name)?;
    let found = retried(type_name, || provider.read(type_name, environment, stack, ids)).await?;
    all_answered(type_name, ids, found)
}

fn all_answered(type_name: &str, ids: &[Id], found: Found) -> Result<Found> {
    if found.len() == ids.len() {
        Ok(found)
    } else {
        let message = format!("{type_name} gave {} answers for {} ids", found.len(), ids.len());
        Err(ProviderError::new(crate::provider::ErrorKind::Internal, message))
    }
}

/// What was read of each record: `None` for what is not there.
pub(super) type Seen = BTreeMap<RecordKey, Option<Observed>>;

/// Resources of one type in one place that could not be read, all for the same reason.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Which; at least one.
    pub urns: Vec<Urn>,
    /// What the provider answered.
    pub error: ProviderError,
}

/// Reads what these records stand for, all or nothing.
pub(super) async fn records(
    providers: &Providers,
    stack: &str,
    records: impl Iterator<Item = Arc<Record>>,
) -> Result<Seen, ReadError> {
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

/// Reads what these records stand for, those of one type in one place together, and what is not found twice. Tells
/// what could not be read, in the order of types and places, and reads the rest. In a round, what is not found is
/// looked for again outside of it.
pub(super) async fn readable(
    providers: &Providers,
    stack: &str,
    records: impl Iterator<Item = Arc<Record>>,
    round: Option<&Arc<ReadBatch>>,
) -> (Seen, Vec<Unread>) {
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
            confirmed(providers, stack, &type_name, &environment, &records, round)
                .await
                .map_err(|error| Unread { urns: records.iter().map(|record| record.key.urn.clone()).collect(), error })
        })
        .buffered(AT_ONCE);
    let (mut seen, mut unread) = (Seen::new(), Vec::new());
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(read) => seen.extend(read),
            Err(error) => unread.push(error),
        }
    }
    (seen, unread)
}

async fn confirmed(
    providers: &Providers,
    stack: &str,
    type_name: &str,
    environment: &Environment,
    records: &[Arc<Record>],
    round: Option<&Arc<ReadBatch>>,
) -> Result<Seen> {
    let ids: Vec<Id> = records.iter().map(|record| record.id.clone()).collect();
    let mut found = match round {
        Some(round) => {
            let provider = providers.get(type_name)?;
            let found = retried(type_name, || provider.read_batch(type_name, environment, stack, &ids, round)).await?;
            all_answered(type_name, &ids, found)?
        }
        None => chunk(providers, stack, type_name, environment, &ids).await?,
    };
    let missing: Vec<usize> = (0..ids.len()).filter(|index| found[*index].is_none()).collect();
    if !missing.is_empty() {
        sleep(CONFIRM).await;
        let ids: Vec<Id> = missing.iter().map(|index| ids[*index].clone()).collect();
        let again = chunk(providers, stack, type_name, environment, &ids).await?;
        for (index, observed) in missing.into_iter().zip(again) {
            found[index] = observed;
        }
    }
    Ok(records.iter().map(|record| record.key.clone()).zip(found).collect())
}

/// Whether a resource is certainly no more.
pub(super) async fn is_gone(providers: &Providers, stack: &str, record: &Arc<Record>) -> bool {
    let seen = records(providers, stack, std::iter::once(Arc::clone(record))).await;
    matches!(seen, Ok(seen) if seen.get(&record.key).is_some_and(Option::is_none))
}
