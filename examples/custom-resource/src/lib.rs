//! Custom resource types and a data source in a stacks crate.
//!
//! * [`File`](file::File): a file on this machine;
//! * [`Password`](password::Password): a password that is generated once and kept;
//! * [`Variable`](variable::Variable): an environment variable, which is only read.
//!
//! `cargo run -p example-custom-resource -- up dev` creates a password and a file with it. `docs/custom-resources.md`
//! explains the code.

pub mod file;
pub mod local;
pub mod password;
pub mod variable;

use std::path::PathBuf;
use std::sync::Arc;

use archipel::prelude::*;
use archipel::resource::Registry;

use file::{File, FileArgs};
use local::Local;
use password::{Password, PasswordArgs};
use variable::{Variable, VariableArgs};

/// The provider of the types of this crate, which is the prefix of their names before `:`. Files are created in this
/// folder.
#[must_use]
pub fn provider(root: impl Into<PathBuf>) -> Registry<Local> {
    let local = Arc::new(Local::new(root));
    Registry::new("local", move |_| Ok(Arc::clone(&local)))
        .resource::<File>()
        .resource::<Password>()
        .data_source::<Variable>()
}

/// The configuration of the stack.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The database's host.
    pub host: String,
    /// Change this text to generate a new password.
    pub rotate: Option<String>,
}

impl Configuration for Config {}

/// The stack: a password, and the file in which `psql` looks for it.
///
/// # Errors
/// None: program errors are reported when the program ends.
pub fn program(stack: &Stack, config: &Config) -> Result<(), String> {
    let scope = stack.region("here");
    let user = Variable::get(&scope, "user", VariableArgs::new("USER").fallback("postgres"));
    let password = Password::new(&scope, "database", PasswordArgs::new("database").rotate(config.rotate.as_deref()));
    // A value that is computed from a secret is secret too: the content of the file is masked in all output.
    let line = output_format!("{}:5432:shop:{}:{}", config.host, user.value(), password.value());
    let file = File::new(&scope, "pgpass", FileArgs::new("pgpass", line).private(true));
    stack.output("file", file.path());
    stack.output("password", password.value());
    Ok(())
}
