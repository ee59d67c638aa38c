//! Records of resources.

use serde::{Deserialize, Serialize};

use super::desired::Desired;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::provider::Id;

/// What a record is found by. A replacement has the next generation, so that old and new stand side by side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordKey {
    /// The resource's name.
    pub urn: Urn,
    /// Which physical copy, counted from 1.
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
    /// A newer generation stands in its place; it is to be deleted.
    Superseded,
}

/// What is recorded of one physical resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its name and generation.
    pub key: RecordKey,
    /// Where it is.
    #[serde(rename = "place")]
    pub environment: Environment,
    /// The id its API knows it by.
    pub id: Id,
    /// How far it is.
    pub phase: Phase,
    /// The inputs, dependencies and options that were applied last.
    #[serde(flatten)]
    pub desired: Desired,
    /// Its attributes; `Null` while the create has not ended.
    pub outputs: Value,
    /// When it was created, in seconds since 1970.
    pub created: u64,
    /// When it was last applied, in seconds since 1970.
    pub modified: u64,
}
