//! `rollback`: returns a stack to the state after an earlier run, by an ordinary plan.

use std::num::NonZeroUsize;
use std::sync::Arc;

use archipel_engine::plan::{Recorded, recorded};
use archipel_engine::program::Program;
use archipel_engine::resource::Schemas as _;
use archipel_engine::state::{RunRecord, Snapshot};
use archipel_state::SealError;
use archipel_state::codec::Secrets;
use clap::Args;

use super::gone::GonePolicy;
use super::uses::Uses;
use super::{ask, expect, history, run};
use crate::args::{ConfirmArgs, PlanArgs, ReportArgs, StackArgs, at_least_one};
use crate::config::{or_list, shown};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::policy;
use crate::render::StackMetadata;
use crate::session::Session;

/// Arguments of `rollback`.
#[derive(Debug, Args)]
pub(crate) struct RollbackArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// The number of the run
    #[arg(long, value_name = "N")]
    to: u64,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    /// Show the plan and stop
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    confirm: ConfirmArgs,
    /// With `--refresh`, record missing resources without asking, however many; `--yes` does not imply it
    #[arg(long, requires = "refresh")]
    accept_gone: bool,
    /// Maximum number of concurrent operations (default 64)
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = at_least_one)]
    parallel: Option<NonZeroUsize>,
}

pub(super) async fn rollback(context: &Context, args: &RollbackArgs) -> Result<Exit> {
    let (plan, to) = (&args.plan, args.to);
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let runs = history::runs(&session).await?;
    let run = history::run(&session.name, &runs, to)?;
    let then = state_after(&session, &runs, run).await?;
    session.check_target(&then)?;
    run::started(context, &session, "rollback");
    let running = run::connect_to(context, &session, Uses::of_state(&then), args.preview).await?;
    let now = running.engine.store.load().await.map_err(|error| errors::state(&error))?;
    let line = u32::try_from(to).unwrap_or(u32::MAX);
    let program = program(context, &session, Recorded { then: &then, now: &now, number: line }, &running)?;
    let types = then.records.keys().chain(now.records.keys()).map(|key| key.urn.type_name());
    let schemas = types.filter_map(|name| running.engine.providers.schema(name));
    context.reporter.metadata(StackMetadata {
        schemas: schemas.map(|schema| (schema.type_name, schema)).collect(),
        ..StackMetadata::default()
    });
    let prepared = running.prepare_return(program, &running.options(plan)?, Arc::new(then)).await?;
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    if plan.expect_no_changes {
        return expect::no_changes(&prepared.plan);
    }
    if args.preview {
        running.may_record(context, &prepared.drifts, GonePolicy::Report).await?;
        let changes = !prepared.plan.is_empty();
        return Ok(if changes && plan.detailed_exit_code { Exit::Changes } else { Exit::Done });
    }
    let gone = GonePolicy::of_run(args.accept_gone);
    if !running.may_record(context, &prepared.drifts, gone).await? {
        return Ok(Exit::Done);
    }
    if !prepared.plan.is_empty() && !args.confirm.yes {
        let question = format!("Return {} to the state after run {to}?", session.name);
        if !ask::confirm(context, "`rollback`", &question).await? {
            return Ok(Exit::Done);
        }
    }
    let mut options = run::options(&session, &format!("rollback --to {to}"), None);
    options.parallel = args.parallel.map_or(options.parallel, NonZeroUsize::get);
    let summary = running.apply(context, prepared, options).await?;
    Ok(run::exit(&summary, plan.detailed_exit_code))
}

/// The state after a run, with its secrets decrypted.
async fn state_after(session: &Session, runs: &[RunRecord], run: &RunRecord) -> Result<Snapshot> {
    let exports = session.exports().await?;
    let kept = |run: &RunRecord| exports.iter().find(|kept| run.serial == Some(kept.serial));
    let Some(kept) = kept(run) else {
        let why = match run.serial {
            None => format!("run {} was interrupted: the state after it is unknown", run.number),
            Some(_) => format!("the export of run {} is no longer retained", run.number),
        };
        let others: Vec<String> =
            runs.iter().filter(|run| kept(run).is_some()).map(|run| run.number.to_string()).collect();
        let hint = match others.len() {
            0 => "no run has a retained export".to_owned(),
            _ => format!("choose a run with a retained export: {}", or_list(others.iter().map(String::as_str))),
        };
        return Err(Failure::new(why).hint(hint).exit(Exit::Usage).into());
    };
    let document = session.export(kept).await.map_err(|error| errors::state(&error))?;
    let mut vault = document.vault(session.sealer()?);
    document.open(&mut vault, Secrets::Open).map_err(|error| {
        let failure = Failure::new(format!("cannot decrypt the state after run {}", run.number));
        let failure = errors::key(failure.at(shown(&kept.path)), &error);
        match error {
            SealError::NoKey(_) => failure.hint("provide the key that was used then, or choose a later run").into(),
            SealError::Damaged(_) => failure.hint("choose another run").into(),
            SealError::WrongProtection(_) | SealError::WeakPassphrase(_) => failure.into(),
        }
    })
}

fn program(context: &Context, session: &Session, states: Recorded<'_>, running: &run::Connected) -> Result<Program> {
    let to = states.number;
    let program = recorded(&context.app.project, &session.name, states, &*running.engine.providers);
    program.map_err(|unknown| {
        let names: Vec<&str> = unknown.iter().map(|urn| urn.as_str()).collect();
        Failure::new(format!("the state after run {to} has resources of types that this program does not have"))
            .why(names.join("\n"))
            .hint("build the program with the types of that time")
            .into()
    })
}
