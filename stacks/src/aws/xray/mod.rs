//! Written by `schema add`. Do not edit.

pub mod sampling_rule;

pub use sampling_rule::{SamplingRule, SamplingRuleArgs};
