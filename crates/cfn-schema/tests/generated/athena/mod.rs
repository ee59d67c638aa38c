//! Written by `schema add`. Do not edit.

pub mod named_query;

pub use named_query::{NamedQuery, NamedQueryArgs};
