//! Written by `schema add`. Do not edit.

pub mod configuration_set;

pub use configuration_set::{ConfigurationSet, ConfigurationSetArgs};
