//! `preview`: what `up` would change. Takes no lock and writes nothing.

use super::run;
use crate::args::{PlanArgs, StackArgs};
use crate::errors::Result;
use crate::exit::Exit;
use crate::session::{Context, Session};

pub(super) async fn preview(context: &Context, stack: &StackArgs, plan: &PlanArgs) -> Result<Exit> {
    let mut session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
    let program = session.program(context)?;
    let running = run::connect(context, &session, Some(&program), "preview", true).await?;
    let prepared = running.prepare(program, plan.refresh).await?;
    let changes = !prepared.plan.is_empty();
    Ok(if changes && plan.detailed_exit_code { Exit::Changes } else { Exit::Done })
}
