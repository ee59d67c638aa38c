//! What recovery and refresh found to be other than state records it. Plan files contain the findings; `Display` is the
//! sentence that is shown.

use serde::{Deserialize, Serialize};

use crate::model::path::Path;
use crate::model::urn::Urn;
use crate::provider::Id;
use crate::state::Operation;

/// What recovery or refresh found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "finding")]
pub enum Finding {
    /// A resource no longer exists.
    Gone { urn: Urn },
    /// A resource was changed outside Archipel, at these paths.
    Differs { urn: Urn, paths: Vec<Path> },
    /// A resource is in a failed state.
    Failed {
        urn: Urn,
        /// The reason, in the words of its service.
        reason: String,
    },
    /// A resource has settings that its type does not have.
    Unmanaged {
        urn: Urn,
        /// The settings.
        settings: Vec<String>,
    },
    /// A resource has a value that its type does not have, so that it was not read.
    UnknownValue {
        urn: Urn,
        /// The value, in the words of its type.
        reason: String,
    },
    /// A resource whose create failed for good is kept, because it may hold data.
    FailedWithData {
        urn: Urn,
        id: Id,
        /// The reason, in the words of its service.
        reason: String,
        /// What it may hold.
        data: String,
    },
    /// An interrupted create was not executed.
    NotExecuted { urn: Urn },
    /// An interrupted create had created a resource.
    Created { urn: Urn, id: Id },
    /// A resource whose create was interrupted no longer exists.
    PartialGone { urn: Urn, id: Id },
    /// The resource of an interrupted update or delete no longer exists.
    GoneAfter { urn: Urn, operation: Operation },
    /// The resource of an interrupted operation was read again.
    ReadAgain { urn: Urn, operation: Operation },
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Gone { urn } => write!(f, "{urn} is gone"),
            Self::Differs { urn, paths } => {
                let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
                write!(f, "{urn} differs in {}", paths.join(", "))
            }
            Self::Failed { urn, reason } => write!(f, "{urn} is in a failed state: {reason}"),
            Self::Unmanaged { urn, settings } => f.write_str(&unmanaged(urn, settings)),
            Self::UnknownValue { urn, reason } => {
                write!(
                    f,
                    "{urn} is not read and planned as recorded: {reason}; an update that would remove it is refused"
                )
            }
            Self::FailedWithData { urn, id, reason, data } => write!(
                f,
                "{urn} ({id}) failed: {reason}; it is not replaced because it may hold {data}: to replace it, pass `--replace {urn}`"
            ),
            Self::NotExecuted { urn } => write!(f, "an interrupted create of {urn} was not executed"),
            Self::Created { urn, id } => write!(f, "an interrupted create of {urn} had created {id}"),
            Self::PartialGone { urn, id } => {
                write!(f, "{urn}, whose create was interrupted, no longer exists: {id}")
            }
            Self::GoneAfter { urn, operation } => {
                write!(f, "an interrupted {} of {urn}: it no longer exists", operation.as_str())
            }
            Self::ReadAgain { urn, operation } => {
                write!(f, "an interrupted {} of {urn} was read again", operation.as_str())
            }
        }
    }
}

/// The sentence about settings that a resource has and its type does not.
pub(super) fn unmanaged(urn: &Urn, settings: &[String]) -> String {
    let type_name = urn.type_name();
    format!("{urn} has {}, which {type_name} does not have: updates keep it or are refused", settings.join(", "))
}

/// A finding in a plan file. Earlier versions wrote its sentence, in their words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum RecordedFinding {
    Finding(Finding),
    Sentence(String),
}

impl std::fmt::Display for RecordedFinding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Finding(finding) => finding.fmt(f),
            Self::Sentence(text) => f.write_str(text),
        }
    }
}

impl From<Finding> for RecordedFinding {
    fn from(finding: Finding) -> Self {
        Self::Finding(finding)
    }
}
