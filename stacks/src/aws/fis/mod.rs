//! Written by `schema add`. Do not edit.

pub mod experiment_template;

pub use experiment_template::{ExperimentTemplate, ExperimentTemplateArgs};
