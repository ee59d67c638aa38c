//! The heart of Archipel: outputs, resources, graph, diff, plan, apply, journal, events.
//!
//! This crate knows no AWS, no terminal and no disk. At its edges stand traits: [`Provider`](resource::Provider),
//! [`StateStore`](state::StateStore) and tokio's clock.

// The macros write paths that start with the crate's name; here they must find this crate.
extern crate self as archipel_engine;

pub mod apply;
pub mod driver;
pub mod estimate;
pub mod event;
pub mod model;
pub mod plan;
pub mod policy;
pub mod program;
pub mod provider;
pub mod reference;
pub mod state;
pub mod testing;

pub use driver as engine;
pub use model::{digest, equivalence as form, graph, path, prop, schema, scrub, urn, value};
pub use provider as resource;
pub use provider::limiter;

pub use archipel_derive::{Args, Prop, data_source, output_format, resource};
pub use model::path::Path;
pub use model::prop::{Mismatch, Prop, Props};
pub use model::urn::Urn;
pub use model::value::Value;
pub use program::{Declared, Input, IntoInput, Options, Output, Place, Scope, Stack};
