//! `up`: evaluate, plan, show, ask, apply. With `--plan`, what was shown before is applied, and nothing is asked.

use super::gone::GonePolicy;
use super::plan_file::Filed;
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
    wait::turn(context, stack, run.wait, run.plan.is_some(), async || once(context, stack, plan, run).await).await
}

async fn once(context: &Context, stack: &StackArgs, plan: &PlanArgs, args: &RunArgs) -> Result<Exit> {
    let filed = args.plan.as_deref().map(Filed::read).transpose()?;
    let named = stack.stack.as_deref().or(filed.as_ref().map(Filed::stack));
    let mut session = Session::open(context, named, &stack.with)?;
    if let Some(filed) = &filed {
        filed.check(context, &session, false)?;
    }
    let program = session.program(context)?;
    let mut running = run::connect(context, &session, Some(&program), "up", false).await?;
    let options = match &filed {
        Some(filed) => filed.options().clone(),
        None => running.options(plan)?,
    };
    let prepared = running.prepare(program, &options).await?;
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
        // What only state needs to know is not worth a question.
        None if !prepared.plan.is_empty() && !args.yes => {
            let question = format!("Apply this to {}?", session.name);
            if !ask::yes(context, "`up`", &question).await? {
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
