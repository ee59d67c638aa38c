//! Written by `schema add`. Do not edit.

pub mod rule_group;

pub use rule_group::{RuleGroup, RuleGroupArgs};
