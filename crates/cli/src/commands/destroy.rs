//! `destroy`: deletes every recorded resource.

use super::gone::GonePolicy;
use super::plan_file::SavedPlan;
use super::{ask, expect, run, wait};
use crate::args::{PlanArgs, ReportArgs, RunArgs, StackArgs};
use crate::errors::Result;
use crate::exit::Exit;
use crate::policy;
use crate::session::{Context, Session};
use clap::Args;

/// Arguments of `destroy`.
#[derive(Debug, Args)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    run: RunArgs,
}

pub(super) async fn destroy(context: &Context, args: &DestroyArgs) -> Result<Exit> {
    let DestroyArgs { stack, plan, run, .. } = args;
    wait::with_lock_wait(context, stack, run.wait, run.plan.is_some(), async || once(context, stack, plan, run).await)
        .await
}

async fn once(context: &Context, stack: &StackArgs, plan: &PlanArgs, args: &RunArgs) -> Result<Exit> {
    let saved = args.plan.as_deref().map(SavedPlan::read).transpose()?;
    let named = stack.stack.as_deref().or(saved.as_ref().map(SavedPlan::stack));
    let session = Session::open(context, named, &stack.with)?;
    if let Some(saved) = &saved {
        saved.check(context, &session, true)?;
    }
    let mut running = run::connect(context, &session, None, "destroy", false).await?;
    let options = match &saved {
        Some(saved) => saved.options().clone(),
        None => running.options(plan)?,
    };
    let prepared = running.prepare_destroy(context, &session, &options).await?;
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
        None if !prepared.plan.is_empty() && !args.yes => {
            let what = if options.targets.is_empty() && options.excludes.is_empty() { "everything" } else { "this" };
            let question = format!("This deletes {what} in {name}. Type its name to confirm:", name = session.name);
            if !ask::confirm_by_name(context, "`destroy`", &question, &session.name).await? {
                context.reporter.say("Nothing was deleted.\n");
                return Ok(Exit::Done);
            }
        }
        None => {}
    }
    let options = run::options(&session, "destroy", Some(args));
    let summary = running.apply(context, prepared, options).await?;
    Ok(run::exit(&summary, plan.detailed_exit_code))
}
