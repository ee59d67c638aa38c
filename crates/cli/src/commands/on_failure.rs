//! `up --on-failure rollback`: shows the rollback before a run, and reports how it went.

use archipel_engine::engine::{Prepared, RollbackPlan, RunAndRollback};
use archipel_engine::event::{Level, Summary};
use archipel_engine::state::RunRecord;
use clap::ValueEnum;

use super::history;
use super::run::{self, Connected};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::policy::{self, Planned};
use crate::session::Session;

/// What `up` does after a step has failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnFailure {
    /// Keep what was done; the next run continues
    #[default]
    Keep,
    /// Return to the state before the run, by the plan that is shown before it
    Rollback,
}

/// Plans and shows the rollback of a run, and evaluates the policies for it.
pub(super) async fn plan(context: &Context, running: &Connected, prepared: &Prepared) -> Result<RollbackPlan> {
    let refused = |failures: Vec<Failure>| -> Vec<Failure> {
        let refused = |failure: Failure| {
            failure
                .why("nothing was changed: without a rollback plan, `--on-failure rollback` starts no run")
                .hint("run `up` without `--on-failure rollback`")
        };
        failures.into_iter().map(refused).collect()
    };
    let planned = running.engine.plan_rollback(prepared).await;
    let rollback = planned.map_err(|error| refused(errors::engine(error)))?;
    let planned = Planned { plan: &rollback.plan, program: None, snapshot: &rollback.from };
    policy::evaluate(&context.app.policies, &planned, &context.reporter).map_err(refused)?;
    Ok(rollback)
}

/// Reports how a run and its rollback went. Returns the exit code.
pub(super) async fn report(
    context: &Context,
    session: &Session,
    returned: RunAndRollback,
    detailed: bool,
) -> Result<Exit> {
    let Some(back) = returned.rollback else {
        if returned.run.cancelled {
            let hint = go_on(session, &history::runs(session).await?, 1);
            context.reporter.notice(Level::Info, format!("the run was interrupted and not rolled back: {hint}"));
        }
        return Ok(run::exit(&returned.run, detailed));
    };
    let is_whole = |summary: &Summary| summary.failed + summary.skipped == 0 && !summary.cancelled;
    match back {
        Ok(summary) if is_whole(&summary) => {
            context.reporter.say(format!("The run failed. {} is in the state before it again.\n", session.name));
            Ok(Exit::Returned)
        }
        other => {
            let runs = history::runs(session).await?;
            // The run, and the rollback if it began.
            let hint = go_on(session, &runs, if other.is_ok() { 2 } else { 1 });
            let (failures, exit) = match other {
                Ok(summary) => {
                    let exit = run::exit(&summary, false);
                    (vec![Failure::new("the rollback did not finish")], exit)
                }
                Err(error) => (errors::engine(error), Exit::Failed),
            };
            let failures = failures.into_iter().map(|failure| {
                failure
                    .why("the state has everything that was done and what is left open")
                    .hint(hint.clone())
                    .exit(exit)
            });
            Err(failures.collect::<Vec<_>>())
        }
    }
}

/// How to go on after a run that was to return and did not, and with it `last` runs.
fn go_on(session: &Session, runs: &[RunRecord], last: usize) -> String {
    let name = &session.name;
    let mut numbers: Vec<u64> = runs.iter().map(|run| run.number).collect();
    numbers.sort_unstable();
    let before = numbers.len().checked_sub(last + 1).map(|index| numbers[index]);
    match before {
        Some(number) => {
            format!("`up {name}` completes the run, and `rollback {name} --to {number}` returns to the state before it")
        }
        None => format!("`up {name}` completes the run, and `destroy {name}` deletes what it created"),
    }
}
