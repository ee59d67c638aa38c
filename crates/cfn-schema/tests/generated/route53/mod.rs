//! Written by `schema add`. Do not edit.

pub mod record_set;

pub use record_set::{RecordSet, RecordSetArgs};
