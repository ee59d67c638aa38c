//! Written by `schema add`. Do not edit.

pub mod stream;

pub use stream::{Stream, StreamArgs};
