//! Options that state keeps: they hold after the program no longer declares the resource, or are compared with what
//! the program declares next.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::hook::PlannedHook;
use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::model::value::Value;

/// The options of a resource that state records. Most resources have none, which takes no memory beside a pointer.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(from = "OptionsDocument", into = "OptionsDocument")]
pub struct RecordedOptions(Option<Box<OptionValues>>);

impl From<OptionValues> for RecordedOptions {
    fn from(values: OptionValues) -> Self {
        Self((values != OptionValues::NONE).then(|| Box::new(values)))
    }
}

impl Deref for RecordedOptions {
    type Target = OptionValues;

    fn deref(&self) -> &OptionValues {
        static NONE: OptionValues = OptionValues::NONE;
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for RecordedOptions {
    fn deref_mut(&mut self) -> &mut OptionValues {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for RecordedOptions {
    fn eq(&self, other: &Self) -> bool {
        (self.0.is_none() && other.0.is_none()) || **self == **other
    }
}

impl std::fmt::Debug for RecordedOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

/// The values of recorded options.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OptionValues {
    /// Whether plans that delete or replace the resource are refused.
    pub protect: bool,
    /// Whether the resource is left in place instead of deleted.
    pub retain: bool,
    /// The value of the replacement trigger that the resource was created with; `Null` for none.
    pub trigger: Value,
    /// The resource whose deletion deletes this one too.
    pub deleted_with: Option<Urn>,
    /// The resources that this one is replaced with, each with the revision that it had when this one was created or
    /// last changed. A run that replaces only the other one is thereby seen by the next plan.
    pub replaced_with: BTreeMap<Urn, u32>,
    /// The time-out of a delete, where it differs from the type's.
    pub delete_timeout: Option<Duration>,
    /// Outputs that are secret although the type does not mark them.
    pub secret_outputs: Vec<Path>,
    /// Whether the resource was imported. A rollback to a run before the import leaves it as it is.
    pub imported: bool,
    /// The hooks around the delete of the resource, with their inputs; `Null` for none. Since format 4.
    pub delete_hooks: Value,
}

impl OptionValues {
    /// No options.
    const NONE: Self = Self {
        protect: false,
        retain: false,
        trigger: Value::Null,
        deleted_with: None,
        replaced_with: BTreeMap::new(),
        delete_timeout: None,
        secret_outputs: Vec::new(),
        imported: false,
        delete_hooks: Value::Null,
    };

    /// The values in the options, as far as they are set.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Value> {
        [&self.trigger, &self.delete_hooks].into_iter().filter(|value| !value.is_null())
    }

    /// The hooks around the delete of the resource, with their inputs.
    pub fn hooks(&self) -> impl Iterator<Item = (PlannedHook, Value)> + '_ {
        let hooks = match &self.delete_hooks {
            Value::List(hooks) => hooks.as_slice(),
            _ => &[],
        };
        hooks.iter().filter_map(PlannedHook::read)
    }

    /// Marks the outputs that are secret by option.
    pub(crate) fn mark_secret_outputs(&self, outputs: &mut Value) {
        self.secret_outputs.iter().for_each(|path| path.mark_secret(outputs));
    }
}

/// The options as documents spell them: `protect` and `retain` beside the fields around them, the others in `kept`.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct OptionsDocument {
    protect: bool,
    retain: bool,
    kept: KeptDocument,
}

/// The part of the options that documents spell as `kept`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
#[schemars(rename = "Kept")]
pub(crate) struct KeptDocument {
    /// The value of the replacement trigger that the resource was created with; `Null` for none.
    #[serde(skip_serializing_if = "Value::is_null")]
    trigger: Value,
    /// The resource whose deletion deletes this one too.
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_with: Option<Urn>,
    /// The resources that this one is replaced with, each with the revision that this one belongs to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    replaced_with: BTreeMap<Urn, u32>,
    /// The time-out of a delete, where it differs from the type's.
    #[serde(skip_serializing_if = "Option::is_none")]
    delete_timeout: Option<Duration>,
    /// Outputs that are secret although the type does not mark them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    secret_outputs: Vec<Path>,
    /// Whether the resource was imported.
    #[serde(skip_serializing_if = "is_false")]
    imported: bool,
    /// The hooks around the delete of the resource, with their inputs.
    #[serde(skip_serializing_if = "Value::is_null")]
    delete_hooks: Value,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl KeptDocument {
    pub(crate) fn of(options: &RecordedOptions) -> Self {
        let OptionValues {
            trigger,
            deleted_with,
            replaced_with,
            delete_timeout,
            secret_outputs,
            imported,
            delete_hooks,
            ..
        } = (**options).clone();
        Self { trigger, deleted_with, replaced_with, delete_timeout, secret_outputs, imported, delete_hooks }
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn into_options(self, protect: bool, retain: bool) -> RecordedOptions {
        let Self { trigger, deleted_with, replaced_with, delete_timeout, secret_outputs, imported, delete_hooks } =
            self;
        RecordedOptions::from(OptionValues {
            protect,
            retain,
            trigger,
            deleted_with,
            replaced_with,
            delete_timeout,
            secret_outputs,
            imported,
            delete_hooks,
        })
    }
}

impl From<OptionsDocument> for RecordedOptions {
    fn from(document: OptionsDocument) -> Self {
        document.kept.into_options(document.protect, document.retain)
    }
}

impl From<RecordedOptions> for OptionsDocument {
    fn from(options: RecordedOptions) -> Self {
        Self { protect: options.protect, retain: options.retain, kept: KeptDocument::of(&options) }
    }
}
