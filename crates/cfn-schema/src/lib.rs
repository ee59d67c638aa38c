//! The CloudFormation schemas of AWS resource types: the set, its rules for the planner, and the Rust code written from it.
//!
//! A type is known by its CloudFormation name, `AWS::Backup::BackupPlan`, in programs, URNs and state, and its properties by
//! CloudFormation's names. Nothing is renamed, so AWS's documentation of a type is the documentation of its properties here.

pub mod model;
pub mod rules;
pub mod set;
pub mod transform;

pub use rules::planner_schema;
pub use set::{SchemaError, SchemaSet, is_not_provisionable, schema};
