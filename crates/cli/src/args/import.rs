//! What can be typed after `import`.

use std::path::PathBuf;

use clap::Args;

use super::{ReportArgs, Sure, WithArgs};

/// Taking over what exists.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// What to take over: a resource (URN, path or name) and its id, or its address in the file of `--from`
    #[arg(value_name = "RESOURCE=ID", required_unless_present = "from")]
    pub(crate) imports: Vec<String>,
    /// The stack
    #[arg(short, long)]
    pub(crate) stack: Option<String>,
    #[command(flatten)]
    pub(crate) with: WithArgs,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    /// Take over what this file lists: [{"resource": "RESOURCE", "id": "ID"}, ..], or a Terraform state
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Import nothing: print the lines of Rust that declare what the program lacks (RESOURCE is then a whole URN)
    #[arg(long, conflicts_with = "preview")]
    pub(crate) generate: bool,
    /// Show the plan and do nothing
    #[arg(long)]
    pub(crate) preview: bool,
    #[command(flatten)]
    pub(crate) sure: Sure,
}
