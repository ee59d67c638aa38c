//! Tests that only an S3 store needs.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod answers;
mod checkpoints;
mod conditions;
mod damage;
mod exports;
mod fencing;
mod formats;
mod late;
mod lease;
mod mistakes;
mod secrets;
