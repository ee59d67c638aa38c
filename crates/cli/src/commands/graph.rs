//! `graph`: the program's resources and their dependencies.

use clap::{Args, ValueEnum};

use std::path::PathBuf;

use crate::args::StackArgs;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::graph::{dot, mermaid};
use crate::private_file;
use crate::report;
use crate::session::Session;

/// Arguments of `graph`.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// The language of the graph
    #[arg(long, value_enum, default_value_t)]
    format: GraphFormat,
    /// Write an architecture diagram to this file: an HTML page to pan, zoom, fold, search and filter, which needs no network
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    html: Option<PathBuf>,
}

/// A graph language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphFormat {
    /// Graphviz
    #[default]
    Dot,
    /// Mermaid
    Mermaid,
}

pub(super) fn graph(context: &Context, args: &GraphArgs) -> Result<Exit> {
    let stack = &args.stack;
    let mut session = Session::open(context, stack.name(), &stack.with)?;
    let program = session.program(context)?;
    if let Some(file) = &args.html {
        report::writable(Some(file))?;
        private_file::write(file, report::graph_page(&program).as_bytes())
            .map_err(|error| Failure::new(format!("cannot write the page: {error}")).at(file.display().to_string()))?;
        let text = format!("Graph written to {}\n", file.display());
        return context.print(&serde_json::json!({ "html": file }), || text.clone());
    }
    let text = match args.format {
        GraphFormat::Dot => dot(&program),
        GraphFormat::Mermaid => mermaid(&program),
    };
    context.print(&serde_json::json!({ "graph": text }), || text.clone())
}
