//! Plans: what will be done, in which order, and why.
//!
//! `plan(program, snapshot, options)` is synchronous, deterministic and total: the same inputs give the same bytes.
//! A plan leaves the executor no choice to make.

mod reason;
mod step;

pub use reason::{Effect, Reason};
pub use step::{Action, Difference, Plan, PropertyChange, Step, StepId};
