//! `completions` and `man`: descriptions of the command line for shells and for `man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Arguments of `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// Prints a completion script for `command`.
pub(super) fn completions(context: &Context, args: &CompletionsArgs, mut command: clap::Command) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, &context.program, &mut script);
    context.reporter.settle();
    context.output.out(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}

/// Writes the manual pages of `command`.
pub(super) fn man(context: &Context, args: &ManArgs, command: clap::Command) -> Result<Exit> {
    let folder = &args.folder;
    std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder)).map_err(|error| {
        Failure::new(format!("cannot write the manual pages: {error}"))
            .at(folder.display().to_string())
            .exit(Exit::Usage)
    })?;
    context.reporter.say(format!("The manual pages are in {}\n", folder.display()));
    Ok(Exit::Done)
}
