//! `graph`: the program's resources and what they depend on.

use super::print;
use crate::args::{GraphFormat, StackArgs};
use crate::errors::Result;
use crate::exit::Exit;
use crate::graph::{dot, mermaid};
use crate::session::{Context, Session};

pub(super) fn graph(context: &Context, stack: &StackArgs, format: GraphFormat) -> Result<Exit> {
    let mut session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
    let program = session.program(context)?;
    let text = match format {
        GraphFormat::Dot => dot(&program),
        GraphFormat::Mermaid => mermaid(&program),
    };
    print(context, &serde_json::json!({ "graph": text }), || text.clone())
}
