//! Written by `schema add`. Do not edit.

pub mod canary;

pub use canary::{Canary, CanaryArgs};
