//! A plan in the formats that scanners and cost tools read: a Terraform plan ([`terraform`]) and a CloudFormation template
//! ([`cloudformation`]).
//!
//! Both have the resources as an apply would leave them, without data sources, and never a secret: its place is that of a
//! value that is known only after an apply.

pub mod cloudformation;
mod source;
pub mod terraform;

use std::collections::BTreeMap;

/// A plan in another format.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The document.
    pub document: serde_json::Value,
    /// The types that the format has no name for here, each with the number of resources that the document is without.
    pub left_out: BTreeMap<String, usize>,
}
