//! The heart of Archipel: outputs, resources, graph, diff, plan, apply, journal, events.
//!
//! This crate knows no AWS, no terminal and no disk. At its edges stand traits: [`Provider`](resource::Provider),
//! [`StateStore`](state::StateStore) and tokio's clock.

// The macros write paths that start with the crate's name; here they must find this crate.
extern crate self as archipel_engine;

pub mod apply;
pub mod digest;
pub mod engine;
pub mod estimate;
pub mod event;
pub mod form;
pub mod graph;
pub mod limiter;
pub mod path;
pub mod plan;
pub mod policy;
pub mod program;
pub mod prop;
pub mod reference;
pub mod resource;
pub mod rust;
pub mod schema;
pub mod scrub;
pub mod state;
pub mod testing;
pub mod urn;
pub mod value;

pub use archipel_derive::{Args, Prop, data_source, output_format, resource};
pub use path::Path;
pub use program::{Declared, Input, IntoInput, Options, Output, Place, Scope, Stack};
pub use prop::{Mismatch, Prop, Props};
pub use urn::Urn;
pub use value::Value;
