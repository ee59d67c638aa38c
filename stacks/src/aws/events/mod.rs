//! Written by `schema add`. Do not edit.

pub mod rule;

pub use rule::{Rule, RuleArgs};
