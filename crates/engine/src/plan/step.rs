//! Steps of a plan.

use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::model::hook::PlannedHook;
use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::program::{Environment, NodeId};
use crate::provider::Id;
use crate::state::{Desired, RecordKey};

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

/// The action of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Creates a resource.
    Create,
    /// Creates the new revision of a resource that is replaced. A `Delete` step deletes the old one, after this step
    /// (create before delete) or before it.
    ///
    /// If every replacing change is a [`Difference::MayChange`] and the apply finds the value unchanged, the executor
    /// keeps the resource and drops the `Delete` of the old one, unless that was done first. It drops an `Update` that
    /// changes nothing in the same way.
    Replace {
        /// The revision that is replaced.
        old: u32,
        /// Whether the old one is deleted first.
        delete_first: bool,
    },
    /// Finishes a create that was interrupted after its id was known, with the inputs that it began with.
    Resume {
        /// The resource's id.
        id: Id,
    },
    /// Updates a resource in place.
    Update {
        /// The resource's id.
        id: Id,
    },
    /// Changes only the record: options, dependencies, or the name.
    UpdateState {
        /// The resource's id.
        id: Id,
        /// The name under which state has the record, if it changes. The revision stays. Every other step of the
        /// resource comes after this one and uses the new name.
        moved_from: Option<Urn>,
    },
    /// Deletes a revision of a resource.
    Delete {
        /// The resource's id.
        id: Id,
        /// The records that the delete removes too: of resources that are deleted with this one (`deleted_with`). Each
        /// has a `DeletedWith` step before this one.
        removes: Vec<RecordKey>,
    },
    /// The delete of another resource deletes this one too (`deleted_with`) and removes its record. The step itself does
    /// nothing: it stands for the resource in the plan.
    DeletedWith {
        /// The resource's id.
        id: Id,
    },
    /// Removes the record and leaves the resource as it is.
    Forget {
        /// The resource's id.
        id: Id,
    },
    /// Reads an existing resource, compares it with the inputs, and records it.
    Import {
        /// The resource's id.
        id: Id,
    },
    /// Reads a data source whose arguments are known only during the apply.
    Read,
    /// Runs a hook of the resource. The step's inputs are the hook's.
    Hook(PlannedHook),
}

impl Action {
    /// The id of the resource that the step finishes, changes, deletes or imports.
    #[must_use]
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Create | Self::Replace { .. } | Self::Read | Self::Hook(_) => None,
            Self::Resume { id }
            | Self::Update { id }
            | Self::UpdateState { id, .. }
            | Self::Delete { id, .. }
            | Self::DeletedWith { id }
            | Self::Forget { id }
            | Self::Import { id } => Some(id),
        }
    }

    /// Whether the resource no longer exists afterwards: the step deletes it, or it is deleted with another one.
    #[must_use]
    pub fn deletes(&self) -> bool {
        matches!(self, Self::Delete { .. } | Self::DeletedWith { .. })
    }

    /// The hook that the step runs.
    #[must_use]
    pub fn hook(&self) -> Option<&PlannedHook> {
        match self {
            Self::Hook(hook) => Some(hook),
            _ => None,
        }
    }

    /// The records of other resources that a delete removes.
    #[must_use]
    pub fn removes(&self) -> &[RecordKey] {
        match self {
            Self::Delete { removes, .. } => removes,
            _ => &[],
        }
    }

    /// The name under which state has the record, where the step changes it.
    #[must_use]
    pub fn moved_from(&self) -> Option<&Urn> {
        match self {
            Self::UpdateState { moved_from, .. } => moved_from.as_ref(),
            _ => None,
        }
    }
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
    pub path: Path,
    pub difference: Difference,
    /// The recorded value.
    pub old: Value,
    /// The desired value.
    pub new: Value,
    /// Whether this replaces the resource.
    pub replaces: bool,
}

/// The number of resources that are in a plan because of one step, directly or through others, by action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Impact {
    /// Replaced.
    pub replaced: u32,
    /// Updated in place.
    pub updated: u32,
    /// Any other action: read, or created again.
    pub other: u32,
}

impl Impact {
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

/// One step of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The step's number.
    pub id: StepId,
    /// The resource and the revision that the step creates, changes or deletes.
    pub key: RecordKey,
    /// Where the resource is.
    pub environment: Environment,
    /// The action.
    pub action: Action,
    /// The desired state, unknown parts marked. For a delete, the recorded one.
    pub desired: Desired,
    /// The differences from state; for a create every property, as added.
    pub changes: Vec<PropertyChange>,
    /// What the service changes beside them, as it answered while the plan was made. A value that it chooses only then is
    /// [`Difference::MayChange`].
    pub effects: Vec<PropertyChange>,
    /// Why the step is in the plan, the decisive reason first.
    pub reasons: Vec<Reason>,
    /// The step that made this one necessary, by the decisive reason; `None` where the reason is not another step: an
    /// edit of the program, a resource that no longer exists. See [`Plan::chain`](super::Plan::chain).
    pub caused_by: Option<StepId>,
    /// The number of steps that this one makes necessary. See [`Plan::impact`](super::Plan::impact).
    pub impact: Impact,
    /// The steps that must be done before; each has a smaller number.
    pub after: Vec<StepId>,
    /// The program's node, for steps that evaluate its expressions. Not part of the plan's hash.
    pub node: Option<NodeId>,
}

impl Step {
    /// A step before it has its number, in the resource's own region.
    #[must_use]
    pub fn new(key: RecordKey, action: Action, desired: Desired) -> Self {
        Self {
            id: StepId(0),
            environment: Environment { region: key.urn.region().to_owned(), account: None },
            key,
            action,
            desired,
            changes: Vec::new(),
            effects: Vec::new(),
            reasons: Vec::new(),
            caused_by: None,
            impact: Impact::default(),
            after: Vec::new(),
            node: None,
        }
    }

    /// The resource's name.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        &self.key.urn
    }
}
