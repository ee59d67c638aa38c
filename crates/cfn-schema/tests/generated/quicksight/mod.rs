//! Written by `schema add`. Do not edit.

pub mod data_set;

pub use data_set::{DataSet, DataSetArgs};
