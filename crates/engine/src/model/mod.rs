//! The basic types of the engine: values, paths, names, schemas. Imports no other module of the engine.

pub mod catch_panic;
pub mod constraints;
pub mod digest;
pub mod document;
pub mod environment;
pub mod equivalence;
pub mod graph;
pub(crate) mod hash;
pub mod hook;
pub mod path;
pub mod path_pattern;
pub mod prop;
pub mod schema;
pub mod scrub;
mod storable;
pub mod strict_json;
pub mod text;
pub mod time;
pub mod urn;
pub mod value;
