//! `up`: evaluate, plan, show, ask, apply.

use super::{ask, run};
use crate::args::{PlanArgs, RunArgs, StackArgs};
use crate::errors::Result;
use crate::exit::Exit;
use crate::session::{Context, Session};

pub(super) async fn up(context: &Context, stack: &StackArgs, plan: &PlanArgs, args: &RunArgs) -> Result<Exit> {
    let mut session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
    let program = session.program(context)?;
    let running = run::connect(context, &session, Some(&program), "up", false).await?;
    let prepared = running.prepare(program, plan.refresh).await?;
    // What only state needs to know is not worth a question.
    if !prepared.plan.is_empty() && !args.yes {
        let question = format!("Apply this to {}?", session.name);
        if !ask::yes(context, "`up`", &question).await? {
            context.reporter.say("Nothing was changed.\n");
            return Ok(Exit::Done);
        }
    }
    let options = run::options(&session, "up", args.parallel);
    let summary = running.apply(context, prepared, options).await?;
    if summary.failed + summary.skipped == 0 {
        let outputs = session.snapshot().await?.outputs;
        context.reporter.say(run::outputs(&outputs));
    }
    Ok(run::exit(&summary, plan.detailed_exit_code))
}
