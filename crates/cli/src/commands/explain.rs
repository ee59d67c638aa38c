//! `explain`: explains why a plan changes one resource. Plans as `preview` does, or reads only a saved plan.

use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;

use archipel_engine::Urn;
use archipel_engine::engine::Prepared;

use super::plan_file::SavedPlan;
use super::run;
use crate::args::StateArgs;
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;
use crate::explain::{Explanation, PlanContext, explain as explained};
use crate::select;
use crate::session::Session;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The resource: its URN, path or name, or a pattern that matches only it
    #[arg(value_name = "RESOURCE")]
    resource: String,
    #[command(flatten)]
    stack: StateArgs,
    /// Refresh the state before planning
    #[arg(long, conflicts_with = "plan")]
    refresh: bool,
    /// Explain the plan in this file, written by `preview --out`, instead of a new one
    #[arg(long, value_name = "FILE", conflicts_with = "stack")]
    plan: Option<PathBuf>,
}

pub(super) async fn explain(context: &Context, args: &ExplainArgs) -> Result<Exit> {
    let explanation = match &args.plan {
        Some(path) => of_file(&SavedPlan::read(path)?, &args.resource)?,
        None => of_stack(context, args).await?,
    };
    context.print(&explanation, || explanation.render(context.output.width()))
}

fn of_file(saved: &SavedPlan, resource: &str) -> Result<Explanation> {
    let (plan, program) = (saved.plan(), saved.program());
    let declared = program.nodes.iter().map(|node| &node.urn);
    let urns: Vec<&Urn> = declared.chain(plan.steps.iter().map(|step| step.urn())).collect();
    let urn = select::one("the plan", resource, urns.into_iter())?;
    let plan_context = PlanContext {
        lines: program.nodes.iter().map(|node| (node.urn.clone(), node.at.clone())).collect(),
        unchanged_because: vec!["the plan has no step for it: it was up to date".to_owned()],
    };
    Ok(explained(plan, urn, &plan_context))
}

async fn of_stack(context: &Context, args: &ExplainArgs) -> Result<Explanation> {
    let mut session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let program = session.program(context)?;
    let running = run::connect_silent(context, &session, Some(&program), true).await?;
    // Select before anything is read: a misspelling costs no call.
    let urn = select::one("the stack", &args.resource, running.known())?.clone();
    let options = archipel_engine::plan::FileOptions { refresh: args.refresh, ..Default::default() };
    let prepared = running.prepare(program, &options).await?;
    let lines: BTreeMap<Urn, String> = prepared
        .program
        .iter()
        .flat_map(|program| &program.nodes)
        .map(|node| (node.urn.clone(), node.at.to_string()))
        .collect();
    let plan_context = PlanContext { lines, unchanged_because: unchanged(&prepared, &urn, args.refresh) };
    Ok(explained(&prepared.plan, &urn, &plan_context))
}

/// Why a resource is unchanged.
fn unchanged(prepared: &Prepared, urn: &Urn, refresh: bool) -> Vec<String> {
    let node = prepared.program.iter().flat_map(|program| &program.nodes).find(|node| node.urn == *urn);
    let Some(node) = node else {
        return vec!["the program does not declare it, and the plan does not delete it".to_owned()];
    };
    if node.schema.data_source {
        return vec!["it is a data source: planning only reads it".to_owned()];
    }
    let mut reasons = vec!["every property equals its recorded value".to_owned()];
    reasons.extend(
        node.options
            .ignored()
            .map(|path| format!("the difference at `{path}` is ignored: the option `ignore_changes` names it")),
    );
    reasons.push(match refresh {
        true => "the resource was read before planning and matches its record".to_owned(),
        false => "the resource was not read: `--refresh` reads it before planning".to_owned(),
    });
    reasons
}
