//! What only a store in S3 has to bear.

#![allow(clippy::unwrap_used)]

mod answers;
mod checkpoints;
mod conditions;
mod damage;
mod exports;
mod fencing;
mod formats;
mod lease;
mod mistakes;
mod secrets;
