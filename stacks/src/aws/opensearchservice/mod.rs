//! Written by `schema add`. Do not edit.

pub mod domain;

pub use domain::{Domain, DomainArgs};
