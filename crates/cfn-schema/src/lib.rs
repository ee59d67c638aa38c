//! The CloudFormation schemas of AWS resource types: the set, its rules for the planner, and the Rust code written from it.
//!
//! A type is known by its CloudFormation name, `AWS::Backup::BackupPlan`, in programs, URNs and state, and its properties by
//! CloudFormation's names. Nothing is renamed, so AWS's documentation of a type is the documentation of its properties here.

// The macros write paths that start with the crate's name; here they must find this crate.
extern crate self as archipel_cfn_schema;

pub mod builder;
pub mod check;
/// The path of `builder` in the crate `archipel`, for generated code in this crate's tests.
#[doc(hidden)]
pub mod cloudcontrol {
    pub use crate::builder;
}
pub mod codegen;
pub mod compare;
mod list_model;
pub mod model;
mod one_off;
mod route;
pub mod rules;
pub mod set;
pub mod transform;

pub use list_model::{ListSource, Parent, list_sources, lists_within_parents};
pub use one_off::CloudControl;
pub use route::{Route, limits};
pub use rules::{CloudFormationRules, planner_schema};
pub use set::{SchemaError, SchemaSet, is_not_provisionable, native_type, schema};
