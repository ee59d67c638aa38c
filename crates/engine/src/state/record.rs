//! Records of resources.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::journal::Pending;
use super::recorded_options::Kept;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::Place;
use crate::provider::Id;

/// What a record is found by. A replacement has the next generation, so that old and new stand side by side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordKey {
    /// The resource's name.
    pub urn: Urn,
    /// Which physical copy, counted from 1.
    pub generation: u32,
}

impl std::fmt::Display for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.urn, self.generation)
    }
}

/// How far a recorded resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// It exists and was applied whole.
    Live,
    /// Its create was interrupted after its id was known. The next run finishes it.
    Partial,
    /// A newer generation stands in its place; it is to be deleted.
    Superseded,
}

/// What is recorded of one physical resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its name and generation.
    pub key: RecordKey,
    /// Where it is.
    pub place: Place,
    /// The id its API knows it by.
    pub id: Id,
    /// How far it is.
    pub phase: Phase,
    /// The properties that were applied last, defaults included. Secrets are marked.
    pub inputs: Value,
    /// Its attributes; `Null` while the create has not ended.
    pub outputs: Value,
    /// What it depends on.
    pub dependencies: Vec<Urn>,
    /// Whether plans that delete or replace it are refused.
    pub protect: bool,
    /// Whether it is left behind instead of deleted.
    pub retain: bool,
    /// What else is kept of its options.
    #[serde(default)]
    pub kept: Kept,
    /// When it was created, in seconds since 1970.
    pub created: u64,
    /// When it was last applied, in seconds since 1970.
    pub modified: u64,
}

/// A stack's whole state at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Told apart from every other stack's state, also from one of the same name made anew. Empty in a state that
    /// was never written.
    pub lineage: String,
    /// Counts commits.
    pub serial: u64,
    /// The records.
    pub records: BTreeMap<RecordKey, Arc<Record>>,
    /// Operations that have begun and of which no end is recorded, oldest first.
    pub pending: Vec<Pending>,
    /// What the stack exports, as of its last run.
    pub outputs: BTreeMap<String, Value>,
    /// What operations took, in milliseconds, by `TYPE/OPERATION`: an average that follows the last runs.
    pub durations: BTreeMap<String, u64>,
    /// Small facts that the command line keeps: the sandbox it was applied to.
    pub meta: BTreeMap<String, String>,
}

impl Snapshot {
    /// The record that stands for this resource: the one that is not superseded.
    #[must_use]
    pub fn current(&self, urn: &Urn) -> Option<&Arc<Record>> {
        self.of(urn).find(|record| record.phase != Phase::Superseded)
    }

    /// Every record of this resource, oldest generation first.
    pub fn of<'a>(&'a self, urn: &Urn) -> impl Iterator<Item = &'a Arc<Record>> {
        let first = RecordKey { urn: urn.clone(), generation: 0 };
        let last = RecordKey { urn: urn.clone(), generation: u32::MAX };
        self.records.range(first..=last).map(|(_, record)| record)
    }
}
