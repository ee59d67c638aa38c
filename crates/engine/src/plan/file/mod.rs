//! Plan files, and the changes since one was written.

mod plan_file;
mod stale;

pub use plan_file::{
    Commit, FORMAT, FileOptions, PlanFile, PlanFileError, PlanInputs, plan_file_checksum, plan_file_schema,
};
pub use stale::StalePlan;
