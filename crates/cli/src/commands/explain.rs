//! `explain`: why a plan does what it does with one resource. Makes the plan anew, as `preview` does, or reads one from a
//! file and needs nothing else then.

use std::collections::BTreeMap;
use std::path::Path;

use archipel_engine::Urn;
use archipel_engine::engine::Prepared;

use super::plan_file::Filed;
use super::run;
use crate::args::WithArgs;
use crate::errors::Result;
use crate::exit::Exit;
use crate::explain::{Beside, Explanation, explain as explained};
use crate::select;
use crate::session::{Context, Session};

/// Where the plan comes from.
pub(super) struct From<'a> {
    pub(super) stack: Option<&'a str>,
    pub(super) with: &'a WithArgs,
    pub(super) refresh: bool,
    pub(super) plan: Option<&'a Path>,
}

pub(super) async fn explain(context: &Context, resource: &str, from: From<'_>) -> Result<Exit> {
    let explanation = match from.plan {
        Some(path) => of_file(&Filed::read(path)?, resource)?,
        None => of_stack(context, resource, &from).await?,
    };
    context.print(&explanation, || explanation.render(context.output.width()))
}

fn of_file(filed: &Filed, resource: &str) -> Result<Explanation> {
    let (plan, program) = (filed.plan(), filed.program());
    let declared = program.nodes.iter().map(|node| &node.urn);
    let urns: Vec<&Urn> = declared.chain(plan.steps.iter().map(|step| step.urn())).collect();
    let urn = select::one("the plan", resource, urns.into_iter())?;
    let beside = Beside {
        lines: program.nodes.iter().map(|node| (node.urn.clone(), node.at.clone())).collect(),
        unchanged_because: vec!["the plan has no step for it: it was as the program wants".to_owned()],
    };
    Ok(explained(plan, urn, &beside))
}

async fn of_stack(context: &Context, resource: &str, from: &From<'_>) -> Result<Explanation> {
    let mut session = Session::open(context, from.stack, from.with)?;
    let program = session.program(context)?;
    let running = run::quietly(context, &session, Some(&program), true).await?;
    // Asked before anything is read: a misspelling costs no call.
    let urn = select::one("the stack", resource, running.known())?.clone();
    let options = archipel_engine::plan::FileOptions { refresh: from.refresh, ..Default::default() };
    let prepared = running.prepare(program, &options).await?;
    let lines: BTreeMap<Urn, String> = prepared
        .program
        .iter()
        .flat_map(|program| &program.nodes)
        .map(|node| (node.urn.clone(), node.at.to_string()))
        .collect();
    let beside = Beside { lines, unchanged_because: unchanged(&prepared, &urn, from.refresh) };
    Ok(explained(&prepared.plan, &urn, &beside))
}

/// Why nothing is done with a resource.
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
        true => "what exists was read first, and is as it is recorded".to_owned(),
        false => "what exists was not read: `--refresh` does that".to_owned(),
    });
    because
}
