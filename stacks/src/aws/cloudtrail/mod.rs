//! Written by `schema add`. Do not edit.

pub mod trail;

pub use trail::{Trail, TrailArgs};
