//! What is checked before a failover. Nothing is changed.

use archipel_engine::event::Level;
use archipel_engine::plan::FileOptions;
use archipel_engine::program::Environment;
use archipel_resources::takeover::{self, Check, Checked};
use tokio::task::JoinSet;

use super::super::run::{self, Connected};
use super::args::CommonArgs;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::recovery::{Declarations, Failover, Mode, NamedCheck};
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
    let Failover { from, to, mode, .. } = failover;
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
    let mut failures = Vec::new();
    for why in &declared.shortages {
        let message = format!("{to} does not have the capacity for the whole load: {why}");
        match mode {
            Mode::Unplanned => context.reporter.notice(Level::Warning, message),
            Mode::Planned => failures.push(Failure::new(message)),
        }
    }
    match mode {
        Mode::Unplanned if answers && !args.although_both_answer => failures.push(
            Failure::new(format!("{from} answers: an unplanned failover would lose what it has not replicated"))
                .why("both regions would take writes until the old writer is fenced")
                .hint("use `--planned`, or `--although-both-answer` if the region does not serve its users"),
        ),
        Mode::Planned if !answers => failures.push(
            Failure::new(format!("{from} does not answer, and a planned failover needs both regions"))
                .hint("if the region is lost, use `--unplanned`"),
        ),
        _ => {}
    }
    let checked: Vec<(NamedCheck, Checked)> =
        declared.checks.iter().cloned().zip(found.into_iter().map(|(_, found)| found)).collect();
    let has_moved =
        |store: &String| checked.iter().any(|(check, found)| check.name == *store && found.writes == Some(true));
    for (check, found) in &checked {
        // An interrupted failover goes on: the store writes here, and the lag is of the other direction.
        if check.store.as_ref().is_some_and(has_moved) {
            continue;
        }
        if let Some(warning) = &found.warning {
            context.reporter.notice(Level::Warning, format!("{} is not checked: {warning}", check.name));
        }
        let budget = args.max_lag.filter(|_| check.budget.is_some()).or(check.budget);
        let over = budget.zip(found.lag).filter(|(budget, lag)| *lag > budget.as_secs_f64());
        let why = match (&found.problem, over) {
            (Some(problem), _) => problem.clone(),
            (None, Some((budget, lag))) => format!("it is {lag:.1} s behind, and at most {budget:?} may be lost"),
            (None, None) => continue,
        };
        // A lost region publishes nothing more, and the sandbox publishes no metrics.
        if check.budget.is_some() && found.lag.is_none() && (*mode == Mode::Unplanned || failover.is_sandbox) {
            let message = format!("{}: {why}: how much is lost is not known", check.name);
            context.reporter.notice(Level::Warning, message);
            continue;
        }
        // In an incident a region that serves its users worse is better than none.
        if *mode == Mode::Unplanned && check.check.is_about_quality() {
            context.reporter.notice(Level::Warning, format!("{}: {why}", check.name));
            continue;
        }
        let failure = Failure::new(format!("{to} cannot take over: {}: {why}", check.name));
        failures.push(match over {
            Some(_) => failure.hint("wait until it has caught up, or accept more with `--max-lag DURATION`"),
            None => failure,
        });
    }
    if failures.is_empty() {
        return Ok(checked);
    }
    Err(failures.into_iter().map(|failure| failure.why("nothing was changed")).collect())
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
