//! Written by `schema add`. Do not edit.

pub mod workspace;

pub use workspace::{Workspace, WorkspaceArgs};
