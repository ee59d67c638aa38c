//! Written by `schema add`. Do not edit.

pub mod database;

pub use database::{Database, DatabaseArgs};
