//! The desired state of a resource: the value that a decision of the planner passes through a step and the journal into
//! the record.

use serde::{Deserialize, Serialize};

use super::recorded_options::RecordedOptions;
use crate::model::urn::Urn;
use crate::model::value::Value;

/// The inputs, dependencies and options of a resource. A step has them as planned, an operation and a record as
/// applied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Desired {
    /// The inputs, defaults included. Secrets are marked, and so are parts that only an apply can know.
    pub inputs: Value,
    /// The resources that this one depends on.
    pub dependencies: Vec<Urn>,
    /// The options that state keeps.
    #[serde(flatten)]
    pub options: RecordedOptions,
}

impl Desired {
    /// These inputs, without dependencies and options.
    #[must_use]
    pub fn new(inputs: Value) -> Self {
        Self { inputs, ..Self::default() }
    }
}
