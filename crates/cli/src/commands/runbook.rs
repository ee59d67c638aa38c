//! `runbook`: fills a project's runbook templates with the names and ids of a stack's resources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::args::StackArgs;
use crate::config::shown;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::runbook::{Names, pages};
use crate::session::Session;

/// Where the templates are, if the program names no folder.
const TEMPLATES: &str = "docs/runbooks";

/// Arguments of `runbook`.
#[derive(Debug, Args)]
pub(crate) struct RunbookArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// The folder of the templates (default: that of the program, or docs/runbooks)
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Write one file for each template into this folder, instead of all to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) async fn runbook(context: &Context, args: &RunbookArgs) -> Result<Exit> {
    let folder = folder(context, args.templates.as_deref())?;
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    // A runbook never shows a secret.
    let snapshot = session.read(&session.store_without_secrets()?).await?;
    if snapshot.records.is_empty() {
        let hint = "run `up` first: a runbook has the ids of existing resources";
        return Err(Failure::new(format!("{} has no resources", session.name)).hint(hint).exit(Exit::Usage).into());
    }
    let names = Names { program: &context.program, project: &context.app.project, stack: &session.name };
    let pages = pages(&folder, names, &snapshot)?;
    match &args.out {
        Some(out) => write(context, out, &pages),
        None => context.print(&pages, || pages.values().map(String::as_str).collect::<Vec<_>>().join("\n")),
    }
}

/// The folder of the templates.
fn folder(context: &Context, named: Option<&Path>) -> Result<PathBuf> {
    let current = std::env::current_dir().unwrap_or_default();
    let wanted = named.or(context.app.runbooks.as_deref()).unwrap_or_else(|| Path::new(TEMPLATES));
    // A relative folder of the program is searched as its configuration is.
    let candidates = current.ancestors().take(if named.is_some() { 1 } else { usize::MAX });
    let found = candidates.map(|folder| folder.join(wanted)).find(|folder| folder.is_dir());
    found.ok_or_else(|| {
        let hint = "write templates, as the book's page `Runbooks` shows, or name their folder: `--templates DIR`";
        let what = format!("cannot find the folder {} of the templates", wanted.display());
        vec![Failure::new(what).hint(hint).exit(Exit::Usage)]
    })
}

fn write(context: &Context, out: &Path, pages: &BTreeMap<String, String>) -> Result<Exit> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::new(format!("cannot write the runbook: {error}")).at(shown(path)).exit(Exit::Usage)
    };
    std::fs::create_dir_all(out).map_err(|error| failed(out, error))?;
    for (name, text) in pages {
        let file = out.join(name);
        std::fs::write(&file, text).map_err(|error| failed(&file, error))?;
    }
    let names: Vec<&String> = pages.keys().collect();
    context.print(&names, || format!("{} runbooks in {}\n", pages.len(), out.display()))
}
