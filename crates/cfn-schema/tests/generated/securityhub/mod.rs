//! Written by `schema add`. Do not edit.

pub mod automation_rule;

pub use automation_rule::{AutomationRule, AutomationRuleArgs};
