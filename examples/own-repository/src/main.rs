//! A stack in its own repository: `cargo run -- up dev`.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use archipel::prelude::*;
use example_custom_resource::file::{File, FileArgs};
use example_custom_resource::provider;

/// The content of `config/NAME.toml`.
#[derive(serde::Deserialize)]
struct Config {
    /// The greeting for each name.
    greetings: BTreeMap<String, String>,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let empty = || Problem::new("greetings", "no greetings", "add at least one");
        if self.greetings.is_empty() { vec![empty()] } else { Vec::new() }
    }
}

fn program(stack: &mut Stack, config: &Config) -> anyhow::Result<()> {
    let scope = stack.region("here").component("greetings");
    for (name, greeting) in &config.greetings {
        let file = File::new(&scope, name, FileArgs::new(name.as_str(), format!("{greeting}, {name}!")));
        stack.output(name.as_str(), file.path());
    }
    Ok(())
}

fn main() -> ExitCode {
    App::new("greetings").config_dir("config").program(program).provider(Arc::new(provider("files"))).run()
}
