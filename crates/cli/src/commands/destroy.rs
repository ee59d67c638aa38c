//! `destroy`: delete everything that the state records.

use super::{ask, run};
use crate::args::{PlanArgs, RunArgs, StackArgs};
use crate::errors::Result;
use crate::exit::Exit;
use crate::render::Facts;
use crate::session::{Context, Session};

pub(super) async fn destroy(context: &Context, stack: &StackArgs, plan: &PlanArgs, args: &RunArgs) -> Result<Exit> {
    let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
    let running = run::connect(context, &session, None, "destroy", false).await?;
    let schemas = running.engine.providers.iter().flat_map(|provider| provider.schemas());
    context
        .reporter
        .facts(Facts { schemas: schemas.map(|schema| (schema.type_name, schema)).collect(), ..Facts::default() });
    let prepared = running.prepare_destroy(context, &session, plan.refresh).await?;
    if !prepared.plan.is_empty() && !args.yes {
        let question = format!("This deletes everything of {name}. Type its name to go on:", name = session.name);
        if !ask::word(context, "`destroy`", &question, &session.name).await? {
            context.reporter.say("Nothing was deleted.\n");
            return Ok(Exit::Done);
        }
    }
    let options = run::options(&session, "destroy", args.parallel);
    let summary = running.apply(context, prepared, options).await?;
    Ok(run::exit(&summary, plan.detailed_exit_code))
}
