//! The common part of `up` and `destroy`: prepares a plan or reads a saved one, confirms it, and applies it.

use archipel_engine::engine::Prepared;
use archipel_engine::event::Level;
use archipel_engine::plan::FileOptions;
use clap::Args;

use super::gone::GonePolicy;
use super::on_failure::{self, OnFailure};
use super::plan_file::SavedPlan;
use super::run::Connected;
use super::{ask, expect, outputs, run, wait};
use crate::args::{PlanArgs, ReportArgs, RunArgs, StackArgs};
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;
use crate::policy;
use crate::session::Session;
use crate::stack_references;

/// Arguments of `up` and `destroy`.
#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    run: RunArgs,
}

/// What a run does with the resources of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// Apply the program.
    Up(OnFailure),
    /// Delete every recorded resource.
    Destroy,
}

impl Goal {
    fn command(self) -> &'static str {
        match self {
            Self::Up(_) => "up",
            Self::Destroy => "destroy",
        }
    }

    async fn confirm(self, context: &Context, session: &Session, options: &FileOptions) -> Result<bool> {
        let name = &session.name;
        match self {
            Self::Up(_) => ask::confirm(context, "`up`", &format!("Apply this to {name}?")).await,
            Self::Destroy => {
                let all = options.targets.is_empty() && options.excludes.is_empty();
                let what = if all { "everything" } else { "this" };
                let question = format!("This deletes {what} in {name}. Type its name to confirm:");
                ask::confirm_by_name(context, "`destroy`", &question, name).await
            }
        }
    }
}

/// Runs `up` or `destroy`, and waits for the lock if the arguments say so.
pub(super) async fn apply(context: &Context, args: &ApplyArgs, goal: Goal) -> Result<Exit> {
    let saved = args.run.plan.is_some();
    wait::with_lock_wait(context, &args.stack, args.run.wait, saved, async || once(context, args, goal).await).await
}

async fn once(context: &Context, args: &ApplyArgs, goal: Goal) -> Result<Exit> {
    let saved = args.run.plan.as_deref().map(SavedPlan::read).transpose()?;
    let named = args.stack.name().or(saved.as_ref().map(SavedPlan::stack));
    let mut session = Session::open(context, named, &args.stack.with)?;
    if let Some(saved) = &saved {
        saved.check(context, &session, goal == Goal::Destroy)?;
    }
    let (mut running, options, prepared) = prepare(context, &mut session, args, goal, saved.as_ref()).await?;
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    if args.plan.expect_no_changes {
        return expect::no_changes(&prepared.plan);
    }
    // The reviewer of a saved plan has seen the missing resources.
    let gone = GonePolicy::of_run(args.run.accept_gone || saved.is_some());
    if !running.may_record(context, &prepared.drifts, gone).await? {
        return Ok(Exit::Done);
    }
    if goal == Goal::Destroy && !prepared.plan.is_empty() {
        for reader in stack_references::readers(context, &session).await? {
            let message = format!(
                "the stack {reader} reads outputs of {}: after this run its plans are refused until {} is applied again",
                session.name, session.name
            );
            context.reporter.notice(Level::Warning, message);
        }
    }
    let rollback = match goal {
        Goal::Up(OnFailure::Rollback) if !prepared.plan.is_empty() => {
            Some(on_failure::plan(context, &running, &prepared).await?)
        }
        _ => None,
    };
    match &saved {
        Some(saved) => saved.ensure_current(&session, &mut running, &prepared).await?,
        // Changes of the state alone need no confirmation.
        None if prepared.plan.is_empty() || args.run.yes => {}
        None if !goal.confirm(context, &session, &options).await? => return Ok(Exit::Done),
        None => {}
    }
    let mut options = run::options(&session, goal.command(), Some(&args.run));
    if matches!(goal, Goal::Up(_)) {
        options.confirm = Some(ask::waves(context, &session.name, args.run.yes, saved.is_some()));
    }
    if let Some(back) = rollback {
        let returned = running.apply_or_roll_back(context, prepared, back, options).await?;
        if returned.run.failed + returned.run.skipped == 0 {
            print_outputs(context, &session).await?;
        }
        return on_failure::report(context, &session, returned, args.plan.detailed_exit_code).await;
    }
    let summary = running.apply(context, prepared, options).await?;
    if matches!(goal, Goal::Up(_)) && summary.failed + summary.skipped == 0 {
        print_outputs(context, &session).await?;
    }
    Ok(run::exit(&summary, args.plan.detailed_exit_code))
}

async fn print_outputs(context: &Context, session: &Session) -> Result<()> {
    let outputs = session.snapshot().await?.outputs;
    context.reporter.say(outputs::text(&outputs));
    Ok(())
}

/// Connects the stack and computes the plan, with the options of the saved plan or of the command line.
async fn prepare(
    context: &Context,
    session: &mut Session,
    args: &ApplyArgs,
    goal: Goal,
    saved: Option<&SavedPlan>,
) -> Result<(Connected, FileOptions, Prepared)> {
    let program = match goal {
        Goal::Up(_) => Some(session.program(context)?),
        Goal::Destroy => None,
    };
    let running = run::connect(context, session, program.as_ref(), goal.command(), false).await?;
    let options = match saved {
        Some(saved) => saved.options().clone(),
        None => running.options(&args.plan)?,
    };
    let prepared = match program {
        Some(program) => running.prepare(program, &options).await?,
        None => running.prepare_destroy(context, session, &options).await?,
    };
    Ok((running, options, prepared))
}
