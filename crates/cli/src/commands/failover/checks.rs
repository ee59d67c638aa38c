//! What is checked before a failover. Nothing is changed.

use archipel_engine::Environment;
use archipel_engine::event::Level;
use archipel_engine::plan::FileOptions;
use archipel_resources::takeover::{self, Check, Checked};
use tokio::task::JoinSet;

use super::super::run::{self, Connected};
use super::args::CommonArgs;
use super::judge::{Accepted, Findings, Judgement, judge};
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::recovery::{Declarations, Failover, NamedCheck};
use crate::session::Session;

/// Runs all checks at once.
pub(super) async fn run(
    context: &Context,
    running: &Connected,
    failover: &Failover,
    declared: &Declarations,
    args: &CommonArgs,
) -> Result<Vec<(NamedCheck, Checked)>> {
    let Some(connection) = &running.connection else { return Ok(Vec::new()) };
    let from = &failover.from;
    let mut asked = JoinSet::new();
    for (index, NamedCheck { region, check, .. }) in declared.checks.iter().cloned().enumerate() {
        let connection = connection.clone();
        let environment = Environment { region, account: None };
        // Another identity may apply the plan: its permissions are checked then.
        let is_skipped = args.out.is_some() && matches!(check, Check::Permissions(_));
        asked.spawn(async move {
            let found = match is_skipped {
                true => Checked { text: "checked when the plan is applied".to_owned(), ..Checked::default() },
                false => check.run(&connection, &environment).await,
            };
            (index, found)
        });
    }
    let (answers, mut found) = tokio::join!(takeover::answers(connection, from), asked.join_all());
    found.sort_by_key(|(index, _)| *index);
    let checked: Vec<(NamedCheck, Checked)> =
        declared.checks.iter().cloned().zip(found.into_iter().map(|(_, found)| found)).collect();
    let findings = Findings { shortages: &declared.shortages, checked: &checked, answers };
    let accepted = Accepted { although_both_answer: args.although_both_answer, max_lag: args.max_lag };
    let Judgement { warnings, refusals } = judge(failover, &findings, &accepted);
    for warning in warnings {
        context.reporter.notice(Level::Warning, warning);
    }
    if refusals.is_empty() {
        return Ok(checked);
    }
    Err(refusals.into_iter().map(|refusal| refusal.why("nothing was changed")).collect())
}

/// Refuses a planned failover of a stack with changes that are not applied: its recorded resources are not those of its
/// program. In an incident there is no time for them.
pub(super) async fn ensure_applied(context: &Context, stack: &mut Session) -> Result<()> {
    let program = stack.program(context)?;
    let running = run::connect_silent(context, stack, Some(&program), true).await?;
    let prepared = running.prepare(program, &FileOptions::default()).await?;
    match prepared.plan.steps.len() {
        0 => Ok(()),
        steps => {
            let what = format!("{} has changes that are not applied: {steps} steps", stack.name);
            Err(Failure::new(what)
                .why("nothing was changed")
                .hint(format!("apply them with `up {}`", stack.name))
                .into())
        }
    }
}
