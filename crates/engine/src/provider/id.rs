//! The ids of resources.

use serde::{Deserialize, Serialize};

/// The id that the provider's API knows a resource by: `vpc-0a1b`. Parts of a composed id are joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// Wraps an id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// Joins the parts of a composed id.
    #[must_use]
    pub fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        Self(parts.into_iter().collect::<Vec<_>>().join("|"))
    }

    /// The parts of a composed id.
    #[must_use]
    pub fn parts(&self) -> Vec<&str> {
        self.0.split('|').collect()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<S: Into<String>> From<S> for Id {
    fn from(id: S) -> Self {
        Self(id.into())
    }
}
