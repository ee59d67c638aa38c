//! Warnings of a plan.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::select::Pattern;
use crate::model::urn::Urn;
use crate::state::{Operation, RecordKey};

/// Something that the user should know and no step shows. `Display` is the sentence, which is also how plan files spell
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A delete loses data.
    DataLoss {
        /// The resource that is deleted.
        urn: Urn,
        /// The data.
        what: String,
    },
    /// The outcome of an operation of an earlier run is unknown.
    PendingOperation { urn: Urn, operation: Operation },
    /// The outcome of a create of an earlier run is unknown, and neither a lookup nor this plan can tell it.
    NeverFound { urn: Urn },
    /// A resource is deleted first while a resource that this run does not change uses it.
    DeletedInUse {
        /// The resource that is deleted.
        key: RecordKey,
        /// The resource that uses it.
        user: Urn,
        /// Whether a later wave plans the user; otherwise it is not selected.
        planned_later: bool,
    },
    /// A resource is not deleted in this run because a resource that is not selected uses it.
    NotDeleted {
        /// The resource that stays.
        key: RecordKey,
        /// The resource that uses it.
        user: Urn,
    },
    /// A resource takes a unique name or key before the resource that has it gives it up.
    KeyStillTaken {
        /// The resource that takes the key.
        key: RecordKey,
        /// The resource that has it.
        holder: RecordKey,
    },
    /// State records that two resources depend on each other.
    DependencyCycle {
        /// The resource whose delete does not wait.
        key: RecordKey,
        /// The resource that it does not wait for.
        other: RecordKey,
    },
    /// The plan deletes or replaces a protected resource, because its options name it.
    ProtectionIgnored {
        /// The protected resource.
        urn: Urn,
        /// Whether it is replaced; otherwise it is deleted.
        replaced: bool,
    },
    /// `--ignore-protect` names no protected resource that the plan deletes or replaces.
    NothingProtected {
        /// The pattern.
        pattern: Pattern,
    },
    /// A warning that was read from a plan file.
    Text(String),
}

const LOSS: &str = " is deleted, and with it ";

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::DataLoss { urn, what } => write!(f, "{urn}{LOSS}{what}"),
            Self::PendingOperation { urn, operation } => write!(
                f,
                "the outcome of an earlier {} of {urn} is unknown; this plan assumes that it was not executed",
                operation.as_str()
            ),
            Self::NeverFound { urn } => write!(
                f,
                "the outcome of an earlier create of {urn} is unknown, and no lookup finds its resource: if it exists, \
                 record it with `state repair --adopt {urn}=ID`, otherwise remove the entry with `state repair --forget {urn}`"
            ),
            Self::DeletedInUse { key, user, planned_later } => {
                let why = if *planned_later { "is planned only later" } else { "is not selected" };
                write!(f, "{key} is deleted although {user}, which uses it, {why}")
            }
            Self::NotDeleted { key, user } => {
                write!(f, "{key} is not deleted in this run: {user} uses it and stays as it is")
            }
            Self::KeyStillTaken { key, holder } => {
                write!(
                    f,
                    "{key} takes over a name or key that {holder} releases only later; if that is refused, run again"
                )
            }
            Self::DependencyCycle { key, other } => {
                write!(
                    f,
                    "state records that {key} and {other} depend on each other; the delete of {key} does not wait for {other}"
                )
            }
            Self::ProtectionIgnored { urn, replaced } => {
                let what = if *replaced { "replaced" } else { "deleted" };
                write!(f, "{urn} is protected and is {what} all the same: `--ignore-protect` names it")
            }
            Self::NothingProtected { pattern } => {
                write!(f, "`--ignore-protect {pattern}` names no protected resource that this plan deletes or replaces")
            }
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Warning {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Displays show the loss of data beside the step, so this one is recognised in plan files too.
        let loss = text.split_once(LOSS).and_then(|(urn, what)| Some((Urn::parse(urn).ok()?, what.to_owned())));
        Ok(match loss {
            Some((urn, what)) => Self::DataLoss { urn, what },
            None => Self::Text(text),
        })
    }
}

impl schemars::JsonSchema for Warning {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Warning".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_reads_back_with_the_same_sentence() {
        let urn = Urn::new("r", "t:Host", "web");
        let key = RecordKey { urn: urn.clone(), revision: 2 };
        let loss = Warning::DataLoss { urn: urn.clone(), what: "what is on its disk".to_owned() };
        let other = Warning::NotDeleted { key, user: urn };
        for warning in [&loss, &other] {
            let json = serde_json::to_string(warning).unwrap();
            let read: Warning = serde_json::from_str(&json).unwrap();
            assert_eq!(read.to_string(), warning.to_string());
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
        let read: Warning = serde_json::from_str(&serde_json::to_string(&loss).unwrap()).unwrap();
        assert_eq!(read, loss);
    }
}
