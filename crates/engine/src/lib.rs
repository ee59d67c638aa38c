//! The core of Archipel: outputs, resources, graph, diff, plan, apply, journal, events.
//!
//! This crate is independent of AWS, the terminal and the file system. Its edges are traits:
//! [`Provider`](provider::Provider), [`StateStore`](state::StateStore) and tokio's clock.
//!
//! Its folders are its layers, lowest first: [`model`], [`provider`], [`program`], [`state`], [`plan`], [`apply`],
//! [`driver`]. Imports point down only, which `tests/layers.rs` checks.

// The macros write paths that start with the crate's name; here they must find this crate.
extern crate self as archipel_engine;

// Library users and provider authors meet these; everything in them is documented.
#[warn(missing_docs)]
pub mod program;
#[warn(missing_docs)]
pub mod provider;
#[warn(missing_docs)]
pub mod reference;
#[warn(missing_docs)]
pub mod state;
#[warn(missing_docs)]
pub mod testing;

// The parts of the engine: documented where a name does not say it all.
pub mod apply;
pub mod driver;
pub mod estimate;
pub mod event;
pub mod model;
pub mod plan;
pub mod policy;

pub use driver as engine;
pub use model::{catch_panic, digest, equivalence, graph, path, prop, schema, scrub, strict_json, urn, value};
pub use provider as resource;
pub use provider::limiter;

/// Macros whose names are those of modules too: imported from here, they come alone.
pub mod macros {
    pub use archipel_derive::policy;
}

pub use archipel_derive::{Args, Prop, data_source, json, output_format, policy, resource};
pub use model::hook;
pub use model::path::Path;
pub use model::path_pattern::PathPattern;
pub use model::prop::{Mismatch, Prop, Props};
pub use model::urn::Urn;
pub use model::value::Value;
pub use program::{AnyInput, Declared, Environment, Input, IntoInput, Json, Options, Output, PerRegion, Scope, Stack};
