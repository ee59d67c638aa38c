//! Why a step is in a plan.

use serde::{Deserialize, Serialize};

use crate::model::environment::Environment;
use crate::model::hook::HookPoint;
use crate::model::path::Path;
use crate::model::urn::Urn;

/// The effect of a property's change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// An update in place.
    Update,
    /// A replacement.
    Replace,
}

/// Why a step is in a plan. `Display` is the sentence that is shown to the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum Reason {
    /// The program declares it and state has it not.
    New,
    /// State has it and the program no longer declares it.
    NotInProgram,
    /// The program forgets it: the resource stays, and state no longer has it.
    Forgotten,
    /// The stack is destroyed.
    Destroy,
    /// A property differs.
    Property {
        path: Path,
        /// The effect of the change.
        effect: Effect,
        /// For a replacement: why this property cannot be changed in place.
        #[serde(skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        /// The resource whose change makes this property's value change, if it is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<Urn>,
    },
    /// `replace_on_changes` names the property.
    ReplaceOnChanges {
        path: Path,
        /// The resource whose change makes this property's value change, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Urn>,
    },
    /// Its trigger changed.
    Trigger {
        /// Whether the new value is known only during the apply.
        unknown: bool,
        /// The resource whose change makes the trigger's value change, if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Urn>,
    },
    /// The options of the plan name it to be replaced.
    Requested,
    /// `replace_with` names a resource that is replaced.
    ReplacedWith { urn: Urn },
    /// `deleted_with` names a resource that is deleted, and this one with it.
    DeletedWith { urn: Urn },
    /// A dependency is deleted first, and this resource cannot exist without it.
    DependencyReplaced {
        /// The dependency.
        urn: Urn,
    },
    /// It is to be in another region or account.
    #[serde(rename = "other-place")]
    OtherEnvironment {
        /// Where it is.
        from: Environment,
        /// Where it is to be.
        to: Environment,
    },
    /// A newer revision exists.
    Superseded,
    /// It is replaced, and the new revision cannot exist beside it: a fixed name, or an option.
    MakesWay,
    /// Another resource takes over a name or key that it still has.
    KeyTaken { by: Urn },
    /// State has it under another name, which an alias gives.
    Moved { from: Urn },
    /// A replacement of it was interrupted: the old revision still exists.
    LeftFromReplacement,
    /// Its create was interrupted.
    Interrupted,
    /// Its create failed for good, the service says, and it holds no data.
    Failed { why: String },
    /// Its service refuses to update it in place, and would create a new one with the same inputs.
    Immutable { why: String },
    /// The program declares it, and its earlier resource is still being deleted.
    Leaving,
    /// It vanished from reality, a refresh found.
    Vanished,
    /// Its options or dependencies differ; reality does not.
    Options,
    /// Its arguments are known only after an apply.
    Deferred {
        /// The resource that must be applied first, if it is a single one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cause: Option<Urn>,
    },
    /// The program imports an existing resource.
    Imported,
    /// The program attaches this hook to an operation of the plan.
    Hook {
        /// When the hook runs.
        point: HookPoint,
    },
    /// An earlier run began this hook and did not finish it.
    HookUnfinished,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::New => f.write_str("the state does not have it"),
            Self::NotInProgram => f.write_str("it is no longer in the program"),
            Self::Forgotten => f.write_str("the program forgets it"),
            Self::Requested => f.write_str("replaced because `--replace` names it"),
            Self::Destroy => f.write_str("the stack is destroyed"),
            Self::Property { path, effect, rule, cause } => {
                if *effect == Effect::Replace {
                    f.write_str("replaced because ")?;
                }
                match cause {
                    Some(cause) => write!(f, "`{path}` changes with {cause}")?,
                    None => write!(f, "`{path}` changed")?,
                }
                match rule {
                    Some(rule) => write!(f, ": {rule}"),
                    None => Ok(()),
                }
            }
            Self::ReplaceOnChanges { path, cause: None } => {
                write!(f, "replaced because `{path}` changed, which `replace_on_changes` names")
            }
            Self::ReplaceOnChanges { path, cause: Some(cause) } => {
                write!(f, "replaced because `{path}` changes with {cause}, and `replace_on_changes` names it")
            }
            Self::Trigger { unknown, cause } => {
                f.write_str("replaced because its trigger ")?;
                f.write_str(if *unknown { "may change" } else { "changed" })?;
                cause.iter().try_for_each(|cause| write!(f, " with {cause}"))
            }
            Self::ReplacedWith { urn } => write!(f, "replaced because {urn} is replaced, and `replace_with` names it"),
            Self::DeletedWith { urn } => write!(f, "deleted together with {urn}, which `deleted_with` names"),
            Self::DependencyReplaced { urn } => {
                write!(f, "replaced because its dependency {urn} is deleted before being recreated")
            }
            Self::Superseded => f.write_str("superseded by a newer revision"),
            Self::OtherEnvironment { from, to } => write!(f, "replaced because it is in {from} and belongs in {to}"),
            Self::MakesWay => f.write_str("deleted before its replacement is created"),
            Self::KeyTaken { by } => write!(f, "deleted first because {by} takes over its name or key"),
            Self::Moved { from } => write!(f, "it was named {from}"),
            Self::LeftFromReplacement => f.write_str("left over from an interrupted replacement"),
            Self::Interrupted => f.write_str("its create was interrupted"),
            Self::Failed { why } => write!(f, "replaced because its create failed for good: {why}"),
            Self::Immutable { why } => write!(f, "replaced because it cannot be updated in place: {why}"),
            Self::Leaving => f.write_str("its earlier resource is still being deleted"),
            Self::Vanished => f.write_str("it no longer exists"),
            Self::Options => f.write_str("only its options changed"),
            Self::Deferred { .. } => f.write_str("its arguments are known only during the apply"),
            Self::Hook { point: HookPoint::OnFailure } => f.write_str("it runs if an operation of the resource fails"),
            Self::Hook { point } => write!(f, "it runs {point} of the resource"),
            Self::HookUnfinished => f.write_str("it did not succeed in an earlier run"),
            Self::Imported => f.write_str("it exists already, and the program imports it"),
        }
    }
}
