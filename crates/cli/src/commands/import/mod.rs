//! `import`: imports existing resources by the mechanism of `Options::import`, and changes nothing else.

#[cfg(feature = "aws")]
mod cloudformation;
mod file;
pub(in crate::commands) mod lines;
mod matching;
mod terraform;
mod wanted;

use clap::Args;
use std::collections::BTreeMap;
use std::path::PathBuf;

use archipel_engine::Urn;
use archipel_engine::event::Level;
use archipel_engine::plan::{Action, FileOptions, Pattern, Plan};
use archipel_engine::program::{NotImportable, Program};
use archipel_engine::resource::Id;
use archipel_engine::state::Snapshot;

use self::file::Listed;
use self::matching::Candidate;
use self::wanted::Wanted;
use super::{ask, run};
use crate::args::{ConfirmArgs, ReportArgs, StateArgs};
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::policy;
use crate::select;
use crate::session::Session;
use crate::target;

/// Arguments of `import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A resource (URN, path or name) and the id to import, or its address in the file of `--from`
    #[arg(value_name = "RESOURCE=ID", required_unless_present_any = ["from", "from_cloudformation"])]
    imports: Vec<String>,
    #[command(flatten)]
    stack: StateArgs,
    #[command(flatten)]
    pub(in crate::commands) report: ReportArgs,
    /// Import the resources of this file: [{"resource": "RESOURCE", "id": "ID"}, ..], or a Terraform state
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Import the resources of this CloudFormation stack that the program declares
    #[arg(long, value_name = "[REGION:]STACK", conflicts_with = "from")]
    from_cloudformation: Option<String>,
    /// Import nothing: print the Rust lines that declare missing resources (RESOURCE is then a complete URN)
    #[arg(long, conflicts_with = "preview")]
    generate: bool,
    /// Show the plan and stop
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    confirm: ConfirmArgs,
}

pub(super) async fn import(context: &Context, args: &ImportArgs) -> Result<Exit> {
    let mut wanted = all(args.imports.iter().map(|text| Wanted::parse(text)))?;
    let listed = args.from.as_deref().map(file::read).transpose()?;
    let mut session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let program = session.program(context)?;
    let mut existing = Vec::new();
    match listed {
        Some(Listed::Resources(more)) => wanted.extend(more),
        Some(Listed::Terraform(instances)) => {
            for wanted in &mut wanted {
                // Replace a Terraform address by its id in the file.
                if let Some(instance) = instances.iter().find(|instance| instance.address == wanted.id) {
                    wanted.id = instance.one_id(&program).unwrap_or_else(|| wanted.id.clone());
                }
            }
            let offline = target::offline(context).await?;
            let schemas: Vec<_> = offline.iter().flat_map(|provider| provider.schemas()).collect();
            existing = instances.iter().map(|instance| instance.candidate(&schemas)).collect();
        }
        None => {}
    }
    if let Some(source) = &args.from_cloudformation {
        existing = of_cloudformation(context, &session, &program, source).await?;
        for wanted in &mut wanted {
            // As a Terraform address, a logical id stands for the id of its resource.
            let named = existing.iter().find(|candidate| candidate.address == wanted.id);
            if let Some((_, id)) = named.and_then(Candidate::best) {
                wanted.id = id.to_string();
            }
        }
    }
    if args.generate {
        return lines::generate(context, &session, program, &wanted, &existing).await;
    }
    let snapshot = session.snapshot().await?;
    let running = run::connect(context, &session, Some(&program), "import", args.preview).await?;
    let imports = imports(context, &program, &snapshot, &wanted, &existing)?;
    if imports.is_empty() {
        context.reporter.say("Nothing to import.\n");
        return Ok(Exit::Done);
    }
    let program = importing(program, &imports)?;
    let targets = imports.keys().map(|urn| Pattern::new(urn.as_str())).collect();
    let prepared = running.prepare(program, &FileOptions { targets, ..FileOptions::default() }).await?;
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    only_imports(&prepared.plan, &imports)?;
    if args.preview {
        return Ok(Exit::Done);
    }
    if !args.confirm.yes {
        let question = format!("Import this into {}?", session.name);
        if !ask::confirm(context, "`import`", &question).await? {
            return Ok(Exit::Done);
        }
    }
    let options = run::options(&session, "import", None);
    let summary = running.apply(context, prepared, options).await?;
    Ok(run::exit(&summary, false))
}

#[cfg(feature = "aws")]
async fn of_cloudformation(
    context: &Context,
    session: &Session,
    program: &Program,
    source: &str,
) -> Result<Vec<Candidate>> {
    let source = cloudformation::Source::parse(source)?;
    let home = lines::home(session, program);
    cloudformation::candidates(context, session, program, &source, &home).await
}

#[cfg(not(feature = "aws"))]
async fn of_cloudformation(_: &Context, _: &Session, _: &Program, _: &str) -> Result<Vec<Candidate>> {
    Err(Failure::new("cannot read a CloudFormation stack: the program has no AWS provider").exit(Exit::Usage).into())
}

/// The ids to import, by resource.
fn imports(
    context: &Context,
    program: &Program,
    snapshot: &Snapshot,
    wanted: &[Wanted],
    existing: &[Candidate],
) -> Result<BTreeMap<Urn, Id>> {
    let declared = || program.nodes.iter().map(|node| &node.urn);
    let mut imports: BTreeMap<Urn, Id> = BTreeMap::new();
    let mut failures = Vec::new();
    for Wanted { resource, id } in wanted {
        let urn = match select::one("the program", resource, declared()) {
            Ok(urn) => urn,
            Err(mut found) => {
                failures.append(&mut found);
                continue;
            }
        };
        if let Some(record) = snapshot.current(urn) {
            let what = format!("`{}` is already managed by {}, as {}", urn.path(), program.stack, record.id);
            let hint =
                "import only unmanaged resources; `state rm` removes a resource from the state without deleting it";
            failures.push(Failure::new(what).at(urn.to_string()).hint(hint).exit(Exit::Usage));
            continue;
        }
        if let Some(other) = imports.insert(urn.clone(), Id::new(id)).filter(|other| other.as_str() != id) {
            let what = format!("conflicting imports of `{}`: {other} and {id}", urn.path());
            failures.push(Failure::new(what).at(urn.to_string()).exit(Exit::Usage));
        }
    }
    if !failures.is_empty() {
        return Err(failures);
    }
    let found = matching::matched(existing, program, snapshot, &imports);
    found.notes.into_iter().for_each(|note| context.reporter.notice(Level::Warning, note));
    imports.extend(found.imports);
    Ok(imports)
}

/// Adds the imports to the program.
fn importing(mut program: Program, imports: &BTreeMap<Urn, Id>) -> Result<Program> {
    let mut failures = Vec::new();
    for (urn, id) in imports {
        let why = match program.import(urn, id.clone()) {
            Ok(()) => continue,
            Err(NotImportable::DataSource) => {
                "it is a data source: planning reads it, and the state does not record it"
            }
            Err(NotImportable::Undeclared) => "the program does not declare it",
        };
        let what = format!("cannot import {id} as `{}`", urn.path());
        failures.push(Failure::new(what).at(urn.to_string()).why(why).exit(Exit::Usage));
    }
    if failures.is_empty() { Ok(program) } else { Err(failures) }
}

/// Refuses a plan that does anything else, or that does not import all: a resource found in the state by an alias
/// counts as recorded.
fn only_imports(plan: &Plan, imports: &BTreeMap<Urn, Id>) -> Result<()> {
    let mut failures = Vec::new();
    for step in plan.steps.iter().filter(|step| !matches!(step.action, Action::Import { .. } | Action::Read)) {
        let moved = step.action.moved_from().map(|from| format!("the state already has it, as {from}"));
        let reasons = step.reasons.iter().map(ToString::to_string);
        let failure = Failure::new(format!("cannot only import `{}`", step.urn().path()));
        let failure =
            failure.at(step.urn().to_string()).hint("run `up` for the other changes, before or after the import");
        failures.push(moved.into_iter().chain(reasons).fold(failure, Failure::why));
    }
    let imported =
        |urn: &&Urn| plan.steps.iter().any(|step| step.urn() == *urn && matches!(step.action, Action::Import { .. }));
    if failures.is_empty()
        && let Some(urn) = imports.keys().find(|urn| !imported(urn))
    {
        let what = format!("`{}` is already in the state, under another name", urn.path());
        failures.push(Failure::new(what).at(urn.to_string()).hint("`state list` shows the records"));
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// Collects all results, or all errors.
fn all<T>(results: impl Iterator<Item = Result<T>>) -> Result<Vec<T>> {
    let mut whole = Vec::new();
    let mut failures = Vec::new();
    for result in results {
        match result {
            Ok(one) => whole.push(one),
            Err(mut found) => failures.append(&mut found),
        }
    }
    if failures.is_empty() { Ok(whole) } else { Err(failures) }
}
