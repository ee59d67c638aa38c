//! State against reality.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::observe::observed_record;
use super::providers::Providers;
use super::read::{self, ReadError, Unread};
use crate::event::{Event, EventSink};
use crate::plan::PropertyChange;
use crate::resource::Status;
use crate::state::{Change, Phase, Snapshot};
use crate::urn::Urn;

/// A resource that is not as it was applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// Which.
    pub urn: Urn,
    /// Whether it is gone.
    pub gone: bool,
    /// The properties that differ: `old` was applied, `new` is there.
    pub changes: Vec<PropertyChange>,
}

/// What a refresh found.
#[derive(Clone, Debug, Default)]
pub struct Refreshed {
    /// What to change in state.
    pub changes: Vec<Change>,
    /// What differs, by name.
    pub drifts: Vec<Drift>,
    /// What is gone, with the generation that is: what the planner is told.
    pub vanished: BTreeMap<Urn, u32>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// What could not be read. Nothing of it is in the rest: a throttle or a refusal says nothing about what is there.
    pub unread: Vec<Unread>,
}

/// Reads every recorded resource, or those in `scope`, and tells what has changed. One that two reads do not find
/// is gone.
///
/// # Errors
/// When nobody serves a type. What could not be read is told.
pub async fn refresh(
    snapshot: &Snapshot,
    stack: &str,
    providers: &Providers,
    events: &dyn EventSink,
    scope: Option<&BTreeSet<Urn>>,
) -> Result<Refreshed, ReadError> {
    let chosen =
        || snapshot.records.values().filter(|record| scope.is_none_or(|scope| scope.contains(&record.key.urn)));
    let (seen, unread) = read::readable(providers, stack, chosen().cloned()).await;
    let mut refreshed = Refreshed { unread, ..Refreshed::default() };
    for record in chosen() {
        let urn = &record.key.urn;
        let Some(observed) = seen.get(&record.key) else { continue };
        let Some(observed) = observed else {
            refreshed.changes.push(Change::Remove(record.key.clone()));
            // An old generation that is gone is what the next plan would have done.
            if record.phase == Phase::Live {
                refreshed.drifts.push(Drift { urn: urn.clone(), gone: true, changes: Vec::new() });
                refreshed.vanished.insert(urn.clone(), record.key.generation);
            }
            continue;
        };
        if let Status::Failed(reason) = &observed.status {
            refreshed.notes.push(format!("{urn} is in a failed state: {reason}"));
        }
        if record.phase != Phase::Live {
            continue;
        }
        let schema = providers.schema_of(urn.type_name()).map_err(|error| ReadError { urn: urn.clone(), error })?;
        let (now, changes) = observed_record(schema, record, observed);
        if Arc::ptr_eq(&now, record) {
            continue;
        }
        if !changes.is_empty() {
            refreshed.drifts.push(Drift { urn: urn.clone(), gone: false, changes });
        }
        refreshed.changes.push(Change::Put(now));
    }
    for Drift { urn, gone, changes } in refreshed.drifts.clone() {
        events.emit(Event::Drifted { urn, gone, changes });
    }
    Ok(refreshed)
}
