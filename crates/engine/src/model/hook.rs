//! Hooks as values: when one runs, what its failure means, and how a plan and the journal describe it.

use serde::{Deserialize, Serialize};

use super::value::Value;

/// When a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HookPoint {
    /// Before the resource is created, or created again in a replacement.
    BeforeCreate,
    /// After that. What depends on the resource, and the delete of the one that it replaces, wait for the hook.
    AfterCreate,
    /// Before the resource is updated in place.
    BeforeUpdate,
    /// After that. What depends on the resource waits for the hook.
    AfterUpdate,
    /// Before the resource is deleted: because the program no longer declares it, in a replacement, or by `destroy`.
    BeforeDelete,
    /// After that. What waits for the delete waits for the hook.
    AfterDelete,
    /// After an operation of the resource, or another hook of it, has failed.
    OnFailure,
}

impl HookPoint {
    /// The words for messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BeforeCreate => "before create",
            Self::AfterCreate => "after create",
            Self::BeforeUpdate => "before update",
            Self::AfterUpdate => "after update",
            Self::BeforeDelete => "before delete",
            Self::AfterDelete => "after delete",
            Self::OnFailure => "on failure",
        }
    }

    /// Whether the hook runs after the operation of its resource is done.
    #[must_use]
    pub fn is_after(self) -> bool {
        matches!(self, Self::AfterCreate | Self::AfterUpdate | Self::AfterDelete)
    }

    /// Whether state records the hook, because it may run after the program no longer declares the resource.
    #[must_use]
    pub fn is_recorded(self) -> bool {
        matches!(self, Self::BeforeDelete | Self::AfterDelete | Self::OnFailure)
    }
}

impl std::fmt::Display for HookPoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the failure of a hook means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HookPolicy {
    /// The step fails, and what depends on it is skipped. The next run repeats the hook.
    #[default]
    Fail,
    /// The run warns and continues.
    Continue,
}

impl HookPolicy {
    /// The word for documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Continue => "continue",
        }
    }
}

/// A hook of a resource, without its inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlannedHook {
    /// Its name, unique among the hooks of the resource.
    pub name: String,
    /// The handler that runs it: `local:run`.
    pub kind: String,
    /// When it runs.
    pub point: HookPoint,
    /// What its failure means.
    pub policy: HookPolicy,
    /// Its time limit, in seconds.
    pub timeout: u64,
    /// How often a run repeats it when it fails, before the policy applies.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub retries: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl PlannedHook {
    /// The hook and its inputs as one value, for the journal.
    #[must_use]
    pub fn with_inputs(&self, inputs: Value) -> Value {
        let hook = serde_json::to_value(self).map(Value::from_json).unwrap_or_default();
        Value::from([("hook", hook), ("inputs", inputs)])
    }

    /// As [`PlannedHook::with_inputs`], with the id of a resource that state will no longer have.
    #[must_use]
    pub(crate) fn with_id(&self, inputs: Value, id: Option<&str>) -> Value {
        let mut document = self.with_inputs(inputs);
        if let (Some(id), Some(map)) = (id, document.as_map_mut()) {
            map.insert("id".to_owned(), Value::from(id));
        }
        document
    }

    /// Reads what [`PlannedHook::with_inputs`] returned.
    #[must_use]
    pub fn read(value: &Value) -> Option<(Self, Value)> {
        let hook = serde_json::from_value(serde_json::to_value(value.field("hook")).ok()?).ok()?;
        Some((hook, value.field("inputs").clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_in_the_journal_reads_back() {
        let hook = PlannedHook {
            name: "smoke".to_owned(),
            kind: "local:run".to_owned(),
            point: HookPoint::AfterCreate,
            policy: HookPolicy::Continue,
            timeout: 7,
            retries: 2,
        };
        let inputs = Value::from([("command", Value::from(["a", "b"]))]);
        assert_eq!(PlannedHook::read(&hook.with_inputs(inputs.clone())), Some((hook, inputs)));
        assert_eq!(PlannedHook::read(&Value::Null), None);
    }
}
