//! Resource types and a data source in a stacks crate of one's own.
//!
//! * [`File`](file::File): a file on this machine;
//! * [`Password`](password::Password): a password that is made once and kept;
//! * [`Variable`](variable::Variable): a variable of the environment, which is only read.
//!
//! `cargo run -p example-custom-resource -- up dev` makes a password and a file with it. How it is done is told in
//! `docs/custom-resources.md`.

pub mod file;
pub mod local;
pub mod password;
pub mod variable;

use std::path::PathBuf;
use std::sync::Arc;

use archipel::engine::resource::Registry;
use archipel::prelude::*;

use file::{File, FileArgs};
use local::Local;
use password::{Password, PasswordArgs};
use variable::{Variable, VariableArgs};

/// The provider of the types of this crate: what stands before the `:` of their names. Files are below this folder.
#[must_use]
pub fn provider(root: impl Into<PathBuf>) -> Registry<Local> {
    let local = Arc::new(Local::new(root));
    Registry::new("local", move |_| Ok(Arc::clone(&local)))
        .resource::<File>()
        .resource::<Password>()
        .data_source::<Variable>()
}

/// What a stack is configured by.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The database's host.
    pub host: String,
    /// A new text makes a new password.
    pub rotate: Option<String>,
}

impl Configuration for Config {}

/// The stack: a password, and the file with which `psql` finds it.
///
/// # Errors
/// None; mistakes are kept until the program ends.
pub fn program(stack: &mut Stack, config: &Config) -> Result<(), String> {
    let scope = stack.region("here");
    let user = Variable::get(&scope, "user", VariableArgs::new("USER").fallback("nobody"));
    let password = Password::new(&scope, "database", PasswordArgs::new("database").rotate(config.rotate.as_deref()));
    // What is made from a secret is secret: the file's content is masked wherever it would be shown.
    let line = output_format!("{}:5432:shop:{}:{}", config.host, user.value(), password.value());
    let file = File::new(&scope, "pgpass", FileArgs::new("pgpass", line).private(true));
    stack.output("file", file.path());
    stack.output("password", password.value());
    Ok(())
}
