//! Errors for the user: what, where, why, and what to do next.

mod failure;
mod hints;
mod sources;

pub use failure::Failure;
pub(crate) use failure::Result;
#[cfg(feature = "aws")]
pub(crate) use sources::sandbox;
pub(crate) use sources::{Provided, engine, key, program_errors, provider, state, unread};
