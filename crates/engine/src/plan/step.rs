//! Steps of a plan.

use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{NodeId, Place};
use crate::provider::Id;
use crate::state::{Kept, RecordKey};

/// A step's number: its index in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct StepId(pub u32);

impl StepId {
    /// As an index into the plan's steps.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "action")]
pub enum Action {
    /// Makes a resource that is not there.
    Create,
    /// Makes the new generation of a resource that is replaced. The old one is deleted by a `Delete` step, after
    /// it (create before delete) or before it.
    ///
    /// Where every replacing change is a [`Difference::MayChange`] and turns out to be none once its value is
    /// known, the executor leaves the resource as it is and drops the `Delete` of the old one, unless that was
    /// done first. An `Update` that turns out to change nothing is dropped in the same way.
    Replace {
        /// The generation that is replaced.
        old: u32,
        /// Whether the old one is deleted first.
        delete_first: bool,
    },
    /// Finishes a create that was interrupted after its id was known, with the properties it began with.
    Resume,
    /// Changes a resource in place.
    Update,
    /// Changes only what state records of it: options, dependencies, and its name where
    /// [`moved_from`](Step::moved_from) is set.
    Amend,
    /// Deletes a generation of a resource.
    Delete,
    /// Takes it out of state and leaves it as it is.
    Forget,
    /// Takes over what exists already: it is read once more, held against the properties, and recorded. Nothing is
    /// made or changed.
    Import,
    /// Reads a data source whose arguments are known only now.
    Read,
}

/// How a property differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Difference {
    /// It was not set.
    Added,
    /// It is no longer set.
    Removed,
    /// It has another value.
    Changed,
    /// It will only be known after an apply, and may differ.
    MayChange,
}

/// One property that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PropertyChange {
    /// Where.
    pub path: Path,
    /// How.
    pub difference: Difference,
    /// What state records.
    pub old: Value,
    /// What the program wants.
    pub new: Value,
    /// Whether this replaces the resource.
    pub replaces: bool,
}

/// How many resources are in a plan because of one step, by what is done to them, through however many others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Drags {
    /// Replaced.
    pub replaced: u32,
    /// Updated in place.
    pub updated: u32,
    /// Anything else: read, or made again.
    pub other: u32,
}

impl Drags {
    /// How many.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.replaced + self.updated + self.other
    }

    /// Whether nothing is.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.total() == 0
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Step {
    /// Its number.
    pub id: StepId,
    /// The resource and the generation that the step makes, changes or deletes.
    pub key: RecordKey,
    /// Where.
    pub place: Place,
    /// What is done.
    #[serde(flatten)]
    pub action: Action,
    /// The id of what is changed or deleted, if it is recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub physical: Option<Id>,
    /// The properties it ends with, defaults included; unknown parts are marked. For a delete, those recorded.
    pub inputs: Value,
    /// What differs from state; for a create every property, as added.
    pub changes: Vec<PropertyChange>,
    /// Why, the decisive reason first.
    pub reasons: Vec<Reason>,
    /// The step that this one is in the plan because of, by its decisive reason; `None` where the reason is not
    /// another step: an edit of the program, a resource that is gone. See [`Plan::chain`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<StepId>,
    /// How much is in the plan because of this step. See [`Plan::drags`].
    #[serde(default, skip_serializing_if = "Drags::is_nothing")]
    pub drags: Drags,
    /// The steps that must be done before; each has a smaller number.
    pub after: Vec<StepId>,
    /// What it depends on, as state will record it.
    pub dependencies: Vec<Urn>,
    /// Whether state will record it as protected.
    pub protect: bool,
    /// Whether state will record it as retained.
    pub retain: bool,
    /// What else state will keep of its options. An unknown trigger is filled in by the apply.
    #[serde(default, skip_serializing_if = "Kept::is_empty")]
    pub kept: Kept,
    /// On a `Delete`: what is gone with it (`deleted_with`) and leaves state when it ends. Each has a `Forget` step,
    /// before it, that does nothing by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub takes_along: Vec<RecordKey>,
    /// On an `Amend`: the name under which state has the record, which is to be put under the name of `key` with
    /// the same generation. Every other step of the resource comes after it and uses the new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<Urn>,
    /// The program's node, for steps that evaluate its expressions. Not part of the plan's hash.
    #[serde(skip)]
    pub node: Option<NodeId>,
}

impl Step {
    /// The resource's name.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        &self.key.urn
    }
}
