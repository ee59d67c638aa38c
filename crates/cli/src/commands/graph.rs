//! `graph`: the program's resources and what they depend on.

use std::path::Path;

use crate::args::{GraphFormat, StackArgs};
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::graph::{dot, mermaid};
use crate::private_file;
use crate::report;
use crate::session::{Context, Session};

pub(super) fn graph(context: &Context, stack: &StackArgs, format: GraphFormat, html: Option<&Path>) -> Result<Exit> {
    let mut session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
    let program = session.program(context)?;
    if let Some(file) = html {
        report::writable(html)?;
        private_file::write(file, report::graph_page(&program).as_bytes()).map_err(|error| {
            Failure::new(format!("the page cannot be written: {error}")).at(file.display().to_string())
        })?;
        let text = format!("the graph is in {}\n", file.display());
        return context.print(&serde_json::json!({ "html": file }), || text.clone());
    }
    let text = match format {
        GraphFormat::Dot => dot(&program),
        GraphFormat::Mermaid => mermaid(&program),
    };
    context.print(&serde_json::json!({ "graph": text }), || text.clone())
}
