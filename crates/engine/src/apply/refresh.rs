//! State against reality.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::observe::observed_record;
use super::read::{self, ReadError, Unread};
use crate::event::{Event, EventSink};
use crate::model::urn::Urn;
use crate::plan::{Finding, PropertyChange};
use crate::provider::{ErrorKind, Observed, Providers, ReadBatch, ReadMode, Status};
use crate::state::{Change, Phase, Record, Snapshot};

/// A resource that is not as it was applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    pub urn: Urn,
    /// Whether the resource no longer exists.
    pub gone: bool,
    /// The properties that differ: `old` was applied, `new` is there.
    pub changes: Vec<PropertyChange>,
}

/// The result of a refresh.
#[derive(Clone, Debug, Default)]
pub struct Refreshed {
    /// The changes of state.
    pub changes: Vec<Change>,
    /// The differences, by name.
    pub drifts: Vec<Drift>,
    /// The resources that no longer exist, with their revisions, for the planner.
    pub vanished: BTreeMap<Urn, u32>,
    /// Further findings, as notices for the user.
    pub notes: Vec<Finding>,
    /// The resources of which only the listed properties were read: see [`ReadMode::Summary`].
    pub partly: Vec<Urn>,
    /// The resources that could not be read. The other fields do not contain them: an error is not a sign of absence.
    pub unread: Vec<Unread>,
}

/// Reads every recorded resource, or those in `scope`, and returns the changes. A resource that two reads do not find
/// no longer exists, and one differs if two reads find a difference.
///
/// # Errors
/// When no provider serves a type. Resources that could not be read are in the result.
pub async fn refresh(
    snapshot: &Snapshot,
    stack: &str,
    providers: &Providers,
    events: &dyn EventSink,
    scope: Option<&BTreeSet<Urn>>,
    depth: ReadMode,
) -> Result<Refreshed, ReadError> {
    let chosen =
        || snapshot.records.values().filter(|record| scope.is_none_or(|scope| scope.contains(&record.key.urn)));
    let round = Arc::new(ReadBatch::new(depth));
    let (seen, unread) = read::readable(providers, stack, chosen().cloned(), Some(&round)).await;
    let mut refreshed = Refreshed { unread, ..Refreshed::default() };
    let mut differing = Vec::new();
    for record in chosen() {
        let Some(observed) = seen.get(&record.key) else { continue };
        let Some(observed) = observed else {
            refreshed.is_gone(record);
            continue;
        };
        if record.phase == Phase::Live && !Arc::ptr_eq(&compared(providers, record, observed)?.0, record) {
            differing.push(record);
        } else {
            refreshed.is_there(record, observed);
        }
    }
    // Responses of a batch may be old: a resource that differs is read again, alone.
    let (again, unread) = read::readable(providers, stack, differing.iter().copied().cloned(), None).await;
    refreshed.unread.extend(unread);
    for record in differing {
        match again.get(&record.key) {
            None => {}
            Some(None) => refreshed.is_gone(record),
            Some(Some(observed)) => {
                refreshed.is_there(record, observed);
                let (now, changes) = compared(providers, record, observed)?;
                if !changes.is_empty() {
                    refreshed.drifts.push(Drift { urn: record.key.urn.clone(), gone: false, changes });
                }
                if !Arc::ptr_eq(&now, record) {
                    refreshed.changes.push(Change::Put(now));
                }
            }
        }
    }
    refreshed.drifts.sort_by(|one, other| one.urn.cmp(&other.urn));
    for Drift { urn, gone, changes } in refreshed.drifts.clone() {
        events.emit(Event::Drifted { urn, gone, changes });
    }
    Ok(refreshed)
}

impl Refreshed {
    /// Makes findings of the resources that were not read because their types do not have a value of theirs. A plan is then
    /// made from what is recorded of them, as without a refresh.
    pub(crate) fn keep_unknown_values(&mut self) -> Vec<Finding> {
        let (unknown, unread) = std::mem::take(&mut self.unread)
            .into_iter()
            .partition(|unread| unread.error.kind == ErrorKind::UnknownValue);
        self.unread = unread;
        let of = |Unread { urns, error }: Unread| -> Vec<Finding> {
            urns.into_iter().map(|urn| Finding::UnknownValue { urn, reason: error.message.clone() }).collect()
        };
        Vec::into_iter(unknown).flat_map(of).collect()
    }

    fn is_gone(&mut self, record: &Record) {
        self.changes.push(Change::Remove(record.key.clone()));
        // The next plan would have deleted an old revision anyway.
        if record.phase == Phase::Live {
            let urn = &record.key.urn;
            self.drifts.push(Drift { urn: urn.clone(), gone: true, changes: Vec::new() });
            self.vanished.insert(urn.clone(), record.key.revision);
        }
    }

    fn is_there(&mut self, record: &Record, observed: &Observed) {
        let urn = &record.key.urn;
        if let Status::Failed(reason) = &observed.status {
            self.notes.push(Finding::Failed { urn: urn.clone(), reason: reason.clone() });
        }
        if !observed.unmanaged.is_empty() {
            self.notes.push(Finding::Unmanaged { urn: urn.clone(), settings: observed.unmanaged.clone() });
        }
        if record.phase == Phase::Live && !observed.unread.is_empty() {
            self.partly.push(urn.clone());
        }
    }
}

/// The record with the values that were read, which is the same record if nothing differs, and the differences of its
/// inputs.
fn compared(
    providers: &Providers,
    record: &Arc<Record>,
    observed: &Observed,
) -> Result<(Arc<Record>, Vec<PropertyChange>), ReadError> {
    let urn = &record.key.urn;
    let rules = providers.get(urn.type_name()).map_err(|error| ReadError { urn: urn.clone(), error })?;
    Ok(observed_record(&*rules, record, observed))
}
