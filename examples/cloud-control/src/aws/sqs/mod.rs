//! Written by `schema add`. Do not edit.

pub mod queue;

pub use queue::{Queue, QueueArgs};
