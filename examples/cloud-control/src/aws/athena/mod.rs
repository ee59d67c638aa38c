//! Written by `schema add`. Do not edit.

pub mod work_group;

pub use work_group::{WorkGroup, WorkGroupArgs};
