//! A stack's whole state.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::journal::Pending;
use super::record::{Phase, Record, RecordKey};
use crate::model::urn::Urn;
use crate::model::value::Value;

/// A stack's whole state at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Distinguishes the state from that of every other stack, also of a later one with the same name. Empty in a state that
    /// was never written.
    pub lineage: String,
    /// Counts commits.
    pub serial: u64,
    /// The records.
    pub records: BTreeMap<RecordKey, Arc<Record>>,
    /// Operations that have begun and of which no end is recorded, oldest first.
    pub pending: Vec<Pending>,
    /// The exports of the stack, as of its last run.
    pub outputs: BTreeMap<String, Value>,
    /// The durations of operations, in milliseconds, by `TYPE/OPERATION`: an average that follows the last runs.
    pub durations: BTreeMap<String, u64>,
    /// Facts that the command line records: the sandbox that the stack was applied to.
    pub meta: BTreeMap<String, String>,
}

impl Snapshot {
    /// The current record of this resource: the one that is not superseded.
    #[must_use]
    pub fn current(&self, urn: &Urn) -> Option<&Arc<Record>> {
        self.of(urn).find(|record| record.phase != Phase::Superseded)
    }

    /// Every record of this resource, oldest revision first.
    pub fn of<'a>(&'a self, urn: &Urn) -> impl Iterator<Item = &'a Arc<Record>> {
        let first = RecordKey { urn: urn.clone(), revision: 0 };
        let last = RecordKey { urn: urn.clone(), revision: u32::MAX };
        self.records.range(first..=last).map(|(_, record)| record)
    }
}
