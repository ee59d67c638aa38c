//! `up`: evaluate, plan, show, ask, apply. With `--plan`, applies the saved plan without asking.

use super::gone::GonePolicy;
use super::plan_file::SavedPlan;
use super::{ask, expect, run, wait};
use crate::args::{PlanArgs, ReportArgs, RunArgs, StackArgs};
use crate::errors::Result;
use crate::exit::Exit;
use crate::policy;
use crate::session::{Context, Session};
use clap::Args;

/// Arguments of `up`.
#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    run: RunArgs,
}

pub(super) async fn up(context: &Context, args: &UpArgs) -> Result<Exit> {
    let UpArgs { stack, plan, run, .. } = args;
    wait::with_lock_wait(context, stack, run.wait, run.plan.is_some(), async || once(context, stack, plan, run).await)
        .await
}

async fn once(context: &Context, stack: &StackArgs, plan: &PlanArgs, args: &RunArgs) -> Result<Exit> {
    let saved = args.plan.as_deref().map(SavedPlan::read).transpose()?;
    let named = stack.stack.as_deref().or(saved.as_ref().map(SavedPlan::stack));
    let mut session = Session::open(context, named, &stack.with)?;
    if let Some(saved) = &saved {
        saved.check(context, &session, false)?;
    }
    let program = session.program(context)?;
    let mut running = run::connect(context, &session, Some(&program), "up", false).await?;
    let options = match &saved {
        Some(saved) => saved.options().clone(),
        None => running.options(plan)?,
    };
    let prepared = running.prepare(program, &options).await?;
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    if plan.expect_no_changes {
        return expect::no_changes(&prepared.plan);
    }
    // The reviewer of a saved plan has seen the missing resources.
    let gone = if args.accept_gone || saved.is_some() { GonePolicy::Accept } else { GonePolicy::Confirm };
    if !running.may_record(context, &prepared.drifts, gone).await? {
        return Ok(Exit::Done);
    }
    match &saved {
        Some(saved) => saved.ensure_current(&session, &mut running, &prepared).await?,
        // Changes of the state alone need no confirmation.
        None if !prepared.plan.is_empty() && !args.yes => {
            let question = format!("Apply this to {}?", session.name);
            if !ask::confirm(context, "`up`", &question).await? {
                context.reporter.say("Nothing was changed.\n");
                return Ok(Exit::Done);
            }
        }
        None => {}
    }
    let mut options = run::options(&session, "up", Some(args));
    options.confirm = Some(ask::waves(context, &session.name, args.yes));
    let summary = running.apply(context, prepared, options).await?;
    if summary.failed + summary.skipped == 0 {
        let outputs = session.snapshot().await?.outputs;
        context.reporter.say(run::outputs(&outputs));
    }
    Ok(run::exit(&summary, plan.detailed_exit_code))
}
