//! The form of a step in plan files and events: the values of an action are fields beside it.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::reason::Reason;
use super::step::{Action, Impact, PropertyChange, Step, StepId};
use crate::model::environment::Environment;
use crate::model::hook::PlannedHook;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::provider::Id;
use crate::state::{Desired, KeptDocument, RecordKey};

/// The action of a step.
#[derive(Clone, Copy, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "action")]
#[schemars(rename = "Action")]
enum ActionDocument {
    /// Creates a resource.
    Create,
    /// Creates the new revision of a resource that is replaced. A `delete` step deletes the old one, after this step
    /// or before it.
    Replace {
        /// The revision that is replaced.
        old: u32,
        /// Whether the old one is deleted first.
        delete_first: bool,
    },
    /// Finishes a create that was interrupted after its id was known.
    Resume,
    /// Updates a resource in place.
    Update,
    /// Changes only the record: options, dependencies, and the name where `moved_from` is set.
    Amend,
    /// Deletes a revision of a resource.
    Delete,
    /// The delete of another resource deletes this one too (`deleted_with`). The step itself does nothing.
    DeletedWith,
    /// Removes the record and leaves the resource as it is.
    Forget,
    /// Reads an existing resource, compares it with the inputs, and records it.
    Import,
    /// Reads a data source whose arguments are known only during the apply.
    Read,
    /// Runs the hook of the resource that `hook` describes.
    Hook,
}

/// One step.
#[derive(Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(rename = "Step")]
struct StepDocument<'a> {
    /// Its number.
    id: StepId,
    /// The resource and the revision that the step creates, changes or deletes.
    key: Cow<'a, RecordKey>,
    /// Where the resource is.
    #[serde(rename = "place")]
    environment: Cow<'a, Environment>,
    #[serde(flatten)]
    action: ActionDocument,
    /// The id of the resource that is finished, changed, deleted or imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    physical: Option<Cow<'a, Id>>,
    /// The inputs that it ends with, defaults included; unknown parts are marked. For a delete, those recorded.
    inputs: Cow<'a, Value>,
    /// The differences from state; for a create every property, as added.
    changes: Cow<'a, [PropertyChange]>,
    /// What the service changes beside them, as it answered while the plan was made.
    #[serde(default, skip_serializing_if = "<[PropertyChange]>::is_empty")]
    effects: Cow<'a, [PropertyChange]>,
    /// Why the step is in the plan, the decisive reason first.
    reasons: Cow<'a, [Reason]>,
    /// The step that made this one necessary, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    because: Option<StepId>,
    /// The number of steps that this one makes necessary.
    #[serde(default, skip_serializing_if = "Impact::is_nothing")]
    drags: Impact,
    /// The steps that must be done before; each has a smaller number.
    after: Cow<'a, [StepId]>,
    /// The resources that it depends on, as state records them.
    dependencies: Cow<'a, [Urn]>,
    /// Whether state records it as protected.
    protect: bool,
    /// Whether state records it as retained.
    retain: bool,
    /// Other options that state records. The apply fills in an unknown trigger.
    #[serde(default, skip_serializing_if = "KeptDocument::is_empty")]
    kept: KeptDocument,
    /// On a `delete`: the records of resources that are deleted with this one (`deleted_with`).
    #[serde(default, skip_serializing_if = "<[RecordKey]>::is_empty")]
    takes_along: Cow<'a, [RecordKey]>,
    /// On an `amend`: the name under which state has the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved_from: Option<Cow<'a, Urn>>,
    /// On a `hook`: the hook, whose inputs are those of the step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hook: Option<Cow<'a, PlannedHook>>,
}

impl From<&Action> for ActionDocument {
    fn from(action: &Action) -> Self {
        match action {
            Action::Create => ActionDocument::Create,
            Action::Replace { old, delete_first } => ActionDocument::Replace { old: *old, delete_first: *delete_first },
            Action::Resume { .. } => ActionDocument::Resume,
            Action::Update { .. } => ActionDocument::Update,
            Action::UpdateState { .. } => ActionDocument::Amend,
            Action::Delete { .. } => ActionDocument::Delete,
            Action::DeletedWith { .. } => ActionDocument::DeletedWith,
            Action::Forget { .. } => ActionDocument::Forget,
            Action::Import { .. } => ActionDocument::Import,
            Action::Read => ActionDocument::Read,
            Action::Hook(_) => ActionDocument::Hook,
        }
    }
}

/// Without the values of the action, which are fields of the step.
impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ActionDocument::from(self).serialize(serializer)
    }
}

impl schemars::JsonSchema for Action {
    fn schema_name() -> Cow<'static, str> {
        ActionDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ActionDocument::json_schema(generator)
    }
}

impl<'a> From<&'a Step> for StepDocument<'a> {
    fn from(step: &'a Step) -> Self {
        let Desired { inputs, dependencies, options } = &step.desired;
        Self {
            id: step.id,
            key: Cow::Borrowed(&step.key),
            environment: Cow::Borrowed(&step.environment),
            action: ActionDocument::from(&step.action),
            physical: step.action.id().map(Cow::Borrowed),
            inputs: Cow::Borrowed(inputs),
            changes: Cow::Borrowed(&step.changes),
            effects: Cow::Borrowed(&step.effects),
            reasons: Cow::Borrowed(&step.reasons),
            because: step.caused_by,
            drags: step.impact,
            after: Cow::Borrowed(&step.after),
            dependencies: Cow::Borrowed(dependencies),
            protect: options.protect,
            retain: options.retain,
            kept: KeptDocument::of(options),
            takes_along: Cow::Borrowed(step.action.removes()),
            moved_from: step.action.moved_from().map(Cow::Borrowed),
            hook: step.action.hook().map(Cow::Borrowed),
        }
    }
}

fn is_deleted_with(reason: &Reason) -> bool {
    matches!(reason, Reason::DeletedWith { .. })
}

impl TryFrom<StepDocument<'_>> for Step {
    type Error = String;

    fn try_from(document: StepDocument<'_>) -> Result<Self, String> {
        let (number, physical) = (document.id.0, document.physical.map(Cow::into_owned));
        let id = || physical.clone().ok_or_else(|| format!("step {number} has no `physical`"));
        let action = match document.action {
            ActionDocument::Create => Action::Create,
            ActionDocument::Replace { old, delete_first } => Action::Replace { old, delete_first },
            ActionDocument::Resume => Action::Resume { id: id()? },
            ActionDocument::Update => Action::Update { id: id()? },
            ActionDocument::Amend => {
                Action::UpdateState { id: id()?, moved_from: document.moved_from.map(Cow::into_owned) }
            }
            ActionDocument::Delete => Action::Delete { id: id()?, removes: document.takes_along.into_owned() },
            ActionDocument::DeletedWith => Action::DeletedWith { id: id()? },
            // Plans of earlier versions have this action for both, and tell them apart by the reason.
            ActionDocument::Forget if document.reasons.iter().any(is_deleted_with) => Action::DeletedWith { id: id()? },
            ActionDocument::Forget => Action::Forget { id: id()? },
            ActionDocument::Import => Action::Import { id: id()? },
            ActionDocument::Read => Action::Read,
            ActionDocument::Hook => {
                let hook = document.hook.ok_or_else(|| format!("step {number} has no `hook`"))?;
                Action::Hook(hook.into_owned())
            }
        };
        Ok(Self {
            id: document.id,
            key: document.key.into_owned(),
            environment: document.environment.into_owned(),
            action,
            desired: Desired {
                inputs: document.inputs.into_owned(),
                dependencies: document.dependencies.into_owned(),
                options: document.kept.into_options(document.protect, document.retain),
            },
            changes: document.changes.into_owned(),
            effects: document.effects.into_owned(),
            reasons: document.reasons.into_owned(),
            caused_by: document.because,
            impact: document.drags,
            after: document.after.into_owned(),
            node: None,
        })
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StepDocument::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(StepDocument::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Step {
    fn schema_name() -> Cow<'static, str> {
        StepDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        StepDocument::json_schema(generator)
    }
}
