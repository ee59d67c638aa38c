//! A provider without servers, to test stacks and the engine with.
//!
//! A [`Cloud`] is the reality: resources in a map, which outlives the providers that talk to it as a real cloud
//! outlives a crashed process. It counts and records calls, and misbehaves as it is told. A [`MemoryProvider`]
//! serves resource types in it, given by their schemas alone.

mod cloud;
mod fault;
mod provider;

pub use cloud::{Called, Cloud, Thing};
pub use fault::{Call, Effect, Fault};
pub use provider::MemoryProvider;
