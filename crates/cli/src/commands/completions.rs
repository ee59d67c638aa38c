//! `completions` and `man`: what a shell and `man` want to know of this command line.

use std::path::Path;

use clap_complete::Shell;

use crate::args;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::session::Context;

pub(super) fn completions(context: &Context, shell: Shell) -> Result<Exit> {
    let mut command = args::command(&context.app.project, &context.program);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, &context.program, &mut script);
    context.reporter.settle();
    context.output.out(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}

pub(super) fn man(context: &Context, folder: &Path) -> Result<Exit> {
    let command = args::command(&context.app.project, &context.program);
    std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder)).map_err(|error| {
        Failure::new(format!("cannot write the manual pages: {error}"))
            .at(folder.display().to_string())
            .exit(Exit::Usage)
    })?;
    context.reporter.say(format!("The manual pages are in {}\n", folder.display()));
    Ok(Exit::Done)
}
