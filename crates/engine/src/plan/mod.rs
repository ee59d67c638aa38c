//! Plans: the steps of a run, their order, and their reasons.
//!
//! [`plan`] is synchronous, deterministic and total: the same inputs give the same bytes. The executor makes no
//! decisions.
//!
//! The stages of planning: match records to nodes (`matching`); evaluate nodes and decide on their actions,
//! dependencies first (`decide`, with `evaluate`, `complete`, `check` and `diff`); find deletes and order them before
//! or after the creates that replace them (`deletion`); create and number steps (`order`); check
//! protection (`protect`).

mod check;
mod complete;
mod conflicts;
mod decide;
mod decision;
mod deferred;
mod deletion;
mod diff;
mod disjoint;
mod error;
mod evaluate;
mod existing;
mod file;
mod finding;
mod hooks;
mod import;
mod in_use;
mod matching;
mod name_suffix;
mod options;
mod order;
#[expect(clippy::module_inception, reason = "the value that the folder is about")]
mod plan;
mod planner;
mod protect;
mod reason;
mod request;
mod rollback;
mod rollback_plan;
mod select;
mod step;
mod step_document;
mod warning;
mod why;

pub(crate) use check::{mismatches, secret_keys};
pub(crate) use complete::{complete, keep_recorded, preserve_computed};
pub use deferred::Deferred;
pub use diff::{diff, drift};
pub use error::{PlanError, Protected};
pub use file::{
    Commit, FORMAT, FileOptions, PlanFile, PlanFileError, PlanInputs, StalePlan, plan_file_checksum, plan_file_schema,
};
pub use finding::{Finding, RecordedFinding};
pub use import::{ImportProblem, ImportRefused, Imported};
pub(crate) use matching::{recorded_names, renamed_creates};
pub use plan::Plan;
pub use planner::{Planned, plan, plan_destroy};
pub use reason::{Effect, Reason};
pub use request::{DataRequest, DataResults, PlanOptions};
pub use rollback::{Recorded, recorded};
pub use rollback_plan::{Irreversible, beyond, irreversible, reinstated, state_after};
pub use select::{Match, Pattern, Suggestion};
pub use step::{Action, Difference, Impact, PropertyChange, Step, StepId};
pub use warning::Warning;
pub use why::Link;

pub use crate::model::document::same_document;
pub use crate::provider::Schemas;
