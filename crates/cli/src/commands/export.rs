//! Writes a plan for scanners and cost tools.

use std::collections::BTreeMap;

use archipel_engine::engine::Prepared;
use archipel_engine::event::Level;
use archipel_plan_export::Exported;
use archipel_plan_export::cloudformation::cloudformation;
use archipel_plan_export::terraform::terraform;

use super::run::Connected;
use crate::args::PreviewFormat;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::policy::Planned;

/// Writes the document to standard output, if the format is one of another tool.
pub(super) fn write(context: &Context, running: &Connected, prepared: &Prepared, format: PreviewFormat) -> Result<()> {
    let program = prepared.program.as_deref();
    let planned = Planned { plan: &prepared.plan, program, snapshot: &prepared.snapshot };
    let Exported { document, left_out } = match format {
        PreviewFormat::Text | PreviewFormat::Markdown | PreviewFormat::Json => return Ok(()),
        PreviewFormat::Terraform => terraform(&planned, &*running.engine.providers),
        PreviewFormat::CloudFormation => cloudformation(&planned),
    };
    for warning in warnings(format, &left_out) {
        context.reporter.notice(Level::Warning, warning);
    }
    let text = serde_json::to_string_pretty(&document)
        .map_err(|error| Failure::new(format!("cannot serialize the plan to JSON: {error}")))?;
    context.output.line(&text);
    Ok(())
}

/// What the document is without.
fn warnings(format: PreviewFormat, left_out: &BTreeMap<String, usize>) -> Vec<String> {
    let names = |types: &[(&String, &usize)]| {
        let names: Vec<String> = types.iter().map(|(name, number)| format!("{name} ({number})")).collect();
        names.join(", ")
    };
    let (generated, others): (Vec<_>, Vec<_>) = left_out.iter().partition(|(name, _)| name.starts_with("AWS::"));
    let mut warnings = Vec::new();
    if !generated.is_empty() {
        let names = names(&generated);
        warnings.push(format!("not in the document, but in that of `--format cloudformation`: {names}"));
    }
    if !others.is_empty() && format == PreviewFormat::Terraform {
        warnings
            .push(format!("not in the document, because no type of Terraform is known for them: {}", names(&others)));
    } else if !others.is_empty() {
        let number: usize = others.iter().map(|(_, number)| **number).sum();
        warnings.push(format!("{number} resources of other types are not in the template: see `--format terraform`"));
    }
    warnings
}
