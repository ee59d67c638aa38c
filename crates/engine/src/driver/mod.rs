//! The entry point of commands: prepare a plan, show it, apply it.

mod apply;
mod correct;
mod engine;
mod error;
mod way_back;

pub use correct::{RefreshReport, RepairPlan};
pub use engine::{Engine, PrepareOptions, Prepared};
pub use error::EngineError;
pub use way_back::{Returned, WayBack};
