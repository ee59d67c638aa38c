//! The entry point of commands: prepare a plan, show it, apply it.

mod apply;
mod correct;
mod engine;
mod error;
mod foresee;
mod rollback_plan;

pub use correct::{RefreshReport, RepairPlan};
pub use engine::{Engine, PrepareOptions, Prepared};
pub use error::EngineError;
pub use rollback_plan::{RollbackPlan, RunAndRollback};
