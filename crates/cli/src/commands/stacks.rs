//! `stacks`: lists the stacks.

use serde::Serialize;

use crate::config::shown;
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;

#[derive(Serialize)]
struct Listed {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

pub(super) fn stacks(context: &Context) -> Result<Exit> {
    let stacks = context.stacks(&context.folders())?;
    let stacks: Vec<Listed> =
        stacks.into_iter().map(|(name, file)| Listed { name, file: file.as_deref().map(shown) }).collect();
    context.print(&stacks, || {
        let widest = stacks.iter().map(|stack| stack.name.len()).max().unwrap_or_default();
        stacks
            .iter()
            .map(|stack| {
                let line = format!("{:widest$}  {}", stack.name, stack.file.as_deref().unwrap_or_default());
                format!("{}\n", line.trim_end())
            })
            .collect()
    })
}
