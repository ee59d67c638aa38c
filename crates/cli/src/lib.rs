//! The commands and the rendering of Archipel, as a library for stacks binaries.
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use archipel_cli::{App, Configuration};
//! use archipel_engine::Stack;
//!
//! #[derive(serde::Deserialize)]
//! struct Config {
//!     region: String,
//! }
//!
//! impl Configuration for Config {}
//!
//! fn program(stack: &Stack, config: &Config) -> Result<(), String> {
//!     let scope = stack.region(&config.region);
//!     scope.output("region", scope.value(scope.region().to_owned()));
//!     Ok(())
//! }
//!
//! fn main() -> ExitCode {
//!     App::new("luneo").config_dir("stacks/config").program(program).run()
//! }
//! ```
//!
//! * [`App`]: the programs, configuration and providers of a stacks binary.
//! * [`config`]: files, `-C`, typed configuration and its errors.
//! * [`exit`]: the exit codes.
//! * [`policy`]: rules that every plan must satisfy.
//! * [`explain`]: the output of `explain`.
//! * [`graph`] and [`schema_doc`]: a program as a graph, resource types as a document.
//! * [`runbook`]: pages with the names and ids of a stack's resources.
//! * `recovery`: how a stack moves from one of its regions to another.
//! * [`report`]: a plan and its run as a document, written by `--format` and `--report`.
//!
//! A run is a stream of [`archipel_engine::event::Event`]s; only the `render` module prints it.

mod accounts;
mod app;
mod args;
mod commands;
pub mod config;
mod context;
mod core_dump;
#[cfg(feature = "recovery")]
mod drill;
#[cfg(feature = "aws")]
mod endpoints;
mod errors;
pub mod exit;
pub mod explain;
pub mod graph;
mod hooks;
mod interrupt;
#[cfg(feature = "aws")]
mod kms;
mod load_ahead;
mod output;
pub mod policy;
mod private_file;
mod program;
mod prompt;
#[cfg(feature = "recovery")]
pub mod recovery;
mod render;
pub mod report;
mod run;
mod run_metadata;
pub mod runbook;
pub mod schema_doc;
mod select;
mod session;
mod stack_choice;
mod stack_references;
mod target;

pub use app::App;
pub use config::{Configuration, NoConfiguration, Problem, SaasAccount, SaasSettings, Secret, Settings, TargetName};
pub use errors::Failure;
pub use exit::Exit;
pub use output::Output;
pub use render::line::Line;

/// A third of the time of a plan of thousands of resources goes to glibc's allocator.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The command line of a stacks binary with this project and name, for manuals, completions and tests.
#[must_use]
pub fn command_line(project: &str, program: &str) -> clap::Command {
    commands::command_line(project, program)
}

/// Seconds since 1970.
fn since_1970() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
