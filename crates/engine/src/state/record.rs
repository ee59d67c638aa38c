//! Records of resources.

use serde::{Deserialize, Serialize};

use super::desired::Desired;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::provider::Id;

/// The key of a record. A replacement has the next revision, so that the old and the new one can both be recorded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordKey {
    /// The resource's name.
    pub urn: Urn,
    /// The number of the resource's replacement, counted from 1.
    #[serde(rename = "generation")]
    pub revision: u32,
}

impl std::fmt::Display for RecordKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}#{}", self.urn, self.revision)
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
    /// A newer revision exists; this one is to be deleted.
    Superseded,
}

/// The record of one physical resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its name and revision.
    pub key: RecordKey,
    /// Its region and account.
    #[serde(rename = "place")]
    pub environment: Environment,
    /// The id that its API knows it by.
    pub id: Id,
    /// How far it is.
    pub phase: Phase,
    /// The inputs, dependencies and options that were applied last.
    #[serde(flatten)]
    pub desired: Desired,
    /// Its outputs; `Null` while the create has not finished.
    pub outputs: Value,
    /// When it was created, in seconds since 1970.
    pub created: u64,
    /// When it was last applied, in seconds since 1970.
    pub modified: u64,
}
