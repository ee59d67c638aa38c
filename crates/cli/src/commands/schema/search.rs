//! `schema search`: finds CloudFormation types.

use archipel_cfn_schema::{Route, SchemaSet, native_type, schema};
use clap::Args;
use serde::Serialize;

use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::style::{DIM, paint};

/// Arguments of `schema search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Words that the names contain, in any case
    #[arg(value_name = "WORD", required = true)]
    words: Vec<String>,
}

#[derive(Serialize)]
struct Found {
    #[serde(rename = "type")]
    name: String,
    /// How a program can use the type: `native`, `cloud_control`, `cloudformation_stack` or `unavailable`.
    route: &'static str,
    /// The native type that covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    native: Option<&'static str>,
    /// Whether generated code or a document can declare the type.
    available: bool,
    limits: Vec<String>,
    doc: String,
}

pub(super) fn search(context: &Context, args: &SearchArgs) -> Result<Exit> {
    let set = SchemaSet::embedded();
    let words: Vec<&str> = args.words.iter().map(String::as_str).collect();
    let found: Vec<Found> = set.search(&words).into_iter().map(found).collect();
    if found.is_empty() {
        let near = set.nearest(&args.words.join("::")).map(|near| format!("did you mean `{near}`?"));
        let hint = near.unwrap_or_else(|| "search for a part of the name of the service, such as `backup`".to_owned());
        return Err(Failure::new(format!("no CloudFormation type contains `{}`", args.words.join(" ")))
            .hint(hint)
            .exit(Exit::Usage)
            .into());
    }
    context.print(&found, || {
        let width = found.iter().map(|found| found.name.len()).max().unwrap_or_default();
        let line = |found: &Found| {
            let mut notes = found.limits.clone();
            if !found.available {
                notes = vec!["not available: AWS lacks handlers".to_owned()];
            }
            if let Some(native) = &found.native {
                notes.insert(0, format!("native: {native}"));
            }
            let notes = if notes.is_empty() { String::new() } else { format!("  {}", paint(DIM, notes.join("; "))) };
            format!("{:width$}{notes}", found.name).trim_end().to_owned() + "\n"
        };
        found.iter().map(line).collect()
    })
}

fn found(name: &str) -> Found {
    let of = schema(name).ok();
    Found {
        name: name.to_owned(),
        route: Route::of(name).map_or("unavailable", Route::as_str),
        native: native_type(name),
        available: of.is_some_and(|schema| schema.handlers.are_complete()),
        limits: archipel_cfn_schema::limits(name),
        doc: of.map(|schema| schema.doc.clone()).unwrap_or_default(),
    }
}
