//! `explain`: why a plan changes one resource. Plans as `preview` does, or reads a saved plan from a
//! file and needs nothing else then.

use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;

use archipel_engine::Urn;
use archipel_engine::engine::Prepared;

use super::plan_file::SavedPlan;
use super::run;
use crate::args::WithArgs;
use crate::errors::Result;
use crate::exit::Exit;
use crate::explain::{Explanation, PlanContext, explain as explained};
use crate::select;
use crate::session::{Context, Session};

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The resource: its URN, path or name, or a pattern that means only it
    #[arg(value_name = "RESOURCE")]
    resource: String,
    /// The stack
    #[arg(short, long, conflicts_with = "plan")]
    stack: Option<String>,
    #[command(flatten)]
    with: WithArgs,
    /// Read what exists before planning
    #[arg(long, conflicts_with = "plan")]
    refresh: bool,
    /// Explain the plan in this file, written by `preview --out`, instead of making one
    #[arg(long, value_name = "FILE")]
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
    let mut session = Session::open(context, args.stack.as_deref(), &args.with)?;
    let program = session.program(context)?;
    let running = run::connect_silent(context, &session, Some(&program), true).await?;
    // Asked before anything is read: a misspelling costs no call.
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
        return vec!["the program does not declare it, and nothing that is recorded of it is to be deleted".to_owned()];
    };
    if node.schema.data_source {
        return vec!["it is a data source: it is read to make the plan, and nothing is ever changed for it".to_owned()];
    }
    let mut because = vec!["every property is as the state records it".to_owned()];
    because.extend(
        node.options
            .ignored()
            .map(|path| format!("what differs at `{path}` is left as it is: the option `ignore_changes` names it")),
    );
    because.push(match refresh {
        true => "the resource was read first and matches its record".to_owned(),
        false => "what exists was not read: `--refresh` does that".to_owned(),
    });
    because
}
