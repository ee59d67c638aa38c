//! Written by `schema add`. Do not edit.

pub mod named_query;
pub mod work_group;

pub use named_query::{NamedQuery, NamedQueryArgs};
pub use work_group::{WorkGroup, WorkGroupArgs};
