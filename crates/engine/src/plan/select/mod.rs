//! Targets and excludes: which resources a plan is about, and which of them the program may only have renamed.

mod pattern;
mod selected;
mod suggest;

pub use pattern::Pattern;
pub(super) use selected::Selected;
pub(super) use suggest::renames;
pub use suggest::{Match, Suggestion};
