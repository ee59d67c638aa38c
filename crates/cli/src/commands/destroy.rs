//! `destroy`: delete everything that the state records.

use super::gone::GonePolicy;
use super::plan_file::Filed;
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
    wait::turn(context, stack, run.wait, run.plan.is_some(), async || once(context, stack, plan, run).await).await
}

async fn once(context: &Context, stack: &StackArgs, plan: &PlanArgs, args: &RunArgs) -> Result<Exit> {
    let filed = args.plan.as_deref().map(Filed::read).transpose()?;
    let named = stack.stack.as_deref().or(filed.as_ref().map(Filed::stack));
    let session = Session::open(context, named, &stack.with)?;
    if let Some(filed) = &filed {
        filed.check(context, &session, true)?;
    }
    let mut running = run::connect(context, &session, None, "destroy", false).await?;
    let options = match &filed {
        Some(filed) => filed.options().clone(),
        None => running.options(plan)?,
    };
    let prepared = running.prepare_destroy(context, &session, &options).await?;
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    if plan.expect_no_changes {
        return expect::no_changes(&prepared.plan);
    }
    // Whoever reviewed a plan has seen what is gone.
    let gone = if args.accept_gone || filed.is_some() { GonePolicy::Accept } else { GonePolicy::Confirm };
    if !running.may_record(context, &prepared.drifts, gone).await? {
        return Ok(Exit::Done);
    }
    match &filed {
        Some(filed) => filed.hold(&session, &mut running, &prepared).await?,
        None if !prepared.plan.is_empty() && !args.yes => {
            let what = if options.targets.is_empty() && options.excludes.is_empty() { "everything" } else { "this" };
            let question = format!("This deletes {what} of {name}. Type its name to go on:", name = session.name);
            if !ask::word(context, "`destroy`", &question, &session.name).await? {
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
