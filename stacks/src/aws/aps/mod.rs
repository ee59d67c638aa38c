//! Written by `schema add`. Do not edit.

pub mod rule_groups_namespace;
pub mod workspace;

pub use rule_groups_namespace::{RuleGroupsNamespace, RuleGroupsNamespaceArgs};
pub use workspace::{Workspace, WorkspaceArgs};
