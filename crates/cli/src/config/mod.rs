//! Configuration: the file of a stack, the overrides on the command line, and their types.
//!
//! Each `NAME.toml` in the configuration folder is a stack. The command line reads the table `[archipel]`
//! ([`Settings`]), and `target` also at the top of the file, where earlier versions had it; the program reads
//! everything else into a type that implements [`Configuration`]. All problems of a file are reported together.

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
pub use settings::{SaasAccount, SaasSettings, Settings, TargetName};
pub use values::{AccountId, EndpointUrl, ServiceName, TokenReference};

pub(crate) use archipel_engine::model::text::nearest;
pub(crate) use document::{Document, Override, shown};
pub(crate) use find::{ProjectFolders, STATES, find, named};
pub(crate) use settings::RESERVED;
pub(crate) use suggest::or_list;
