//! Stacks tested without servers: what `archipel::testing` promises.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod facade;
mod functions;
mod generate;
mod import;
mod references;
mod secrets;
mod types;
mod values;
mod waves;
