//! Configuration: a stack's file, the overrides of the command line, and its types.
//!
//! Each `NAME.toml` in the configuration folder is a stack. The key `target` and the table `[archipel]` are read by
//! the command line itself ([`Settings`]); everything else is the program's, in a type of its own that implements
//! [`Configuration`]. Mistakes are collected, not thrown: a file with four of them gives four errors.

mod configuration;
mod de;
mod document;
mod find;
mod secret;
mod settings;
mod suggest;
mod tree;
mod typed;
mod values;

pub use configuration::{Configuration, NoConfiguration, Problem};
pub use secret::Secret;
pub use settings::{Settings, TargetName};
pub use values::{AccountId, EndpointUrl, ServiceName};

pub(crate) use archipel_engine::model::text::nearest;
pub(crate) use document::{Document, Override, shown};
pub(crate) use find::{Place, find, named};
pub(crate) use settings::RESERVED;
pub(crate) use suggest::or_list;
