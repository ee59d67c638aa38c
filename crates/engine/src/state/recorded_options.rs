//! What is kept of a resource's options, because it holds also when the program no longer declares the resource, or
//! is compared with what the program says next.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::model::value::Value;

/// Options that state keeps, beside protection and retention.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default)]
pub struct Kept {
    /// The value of the replacement trigger that the resource was made with; `Null` for none.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub trigger: Value,
    /// The resource with whose deletion it is gone too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_with: Option<Urn>,
    /// How long its delete may take, where that is not the type's own time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_timeout: Option<Duration>,
    /// Attributes that are secret although the type does not say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub secret_outputs: Vec<Path>,
}

impl Kept {
    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Marks the attributes that are secret by option.
    pub(crate) fn seal(&self, outputs: &mut Value) {
        self.secret_outputs.iter().for_each(|path| seal(path, outputs));
    }
}

/// Marks what is at a path as secret, if there is anything.
pub(crate) fn seal(path: &Path, value: &mut Value) {
    if let Some(found) = path.get_mut(value)
        && !matches!(found, Value::Null | Value::Unknown)
    {
        *found = std::mem::take(found).into_secret();
    }
}
