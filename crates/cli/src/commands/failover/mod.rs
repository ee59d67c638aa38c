//! `failover` and `failback`: move the roles of a stack from one of its regions to the other.
//!
//! The roles are resources of a recovery plan, which has a state of its own. So an interrupted failover goes on where it
//! stopped, as any other run does, and nothing here writes to the state of the stack but its lock and what a refresh finds.

mod args;
mod checks;
mod hold;
mod judge;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use archipel_engine::Urn;
use archipel_engine::engine::Prepared;
use archipel_engine::event::Level;
use archipel_engine::plan::FileOptions;
use archipel_engine::program::Program;
use archipel_engine::resource::ReadMode;
use archipel_engine::state::Snapshot;
use archipel_resources::takeover::Checked;

use self::args::CommonArgs;
pub(crate) use self::args::{FailbackArgs, FailoverArgs};
use super::ask;
use super::plan_file::{self, SavedPlan};
use super::run::{self, Connected};
use crate::config::{TargetName, or_list};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::policy;
use crate::recovery::{self, Declarations, Declare, Failover, Mode, NamedCheck, ReadyRecovery, text, verification};
use crate::render::text::duration;
use crate::session::Session;

/// How long the state of the stack may take: it may be in the lost region.
const STATE: Duration = Duration::from_secs(20);

pub(super) async fn failover(context: &Context, args: &FailoverArgs) -> Result<Exit> {
    move_roles(context, &args.common, Some(&args.to)).await
}

pub(super) async fn failback(context: &Context, args: &FailbackArgs) -> Result<Exit> {
    move_roles(context, &args.common, None).await
}

fn usage(what: impl Into<String>) -> Failure {
    Failure::new(what).exit(Exit::Usage)
}

async fn move_roles(context: &Context, args: &CommonArgs, to: Option<&str>) -> Result<Exit> {
    let began = Instant::now();
    if let Some(out) = &args.out {
        plan_file::check_out(out)?;
    }
    let saved = args.plan.as_deref().map(SavedPlan::read).transpose()?;
    let mut stack = Session::open(context, args.stack.name(), &args.stack.with)?;
    let Some(source) = &context.app.recovery else {
        let failure = usage("the stack has no recovery program");
        return Err(failure.hint("declare one with `App::recovery`").into());
    };
    let ReadyRecovery { regions, declare } = stack.recovery(source)?;
    let (from, to) = direction(&regions, to)?;
    let mode = if args.unplanned { Mode::Unplanned } else { Mode::Planned };
    let mut session = stack.of_recovery(&to);
    session.configuration.insert("recovery.to".to_owned(), to.clone());
    session.configuration.insert("recovery.mode".to_owned(), mode.as_str().to_owned());
    if let Some(saved) = &saved {
        saved.check(context, &session, false)?;
    }

    let before = recovery_state_of(&session).await?;
    let snapshot = state_of(context, &stack, mode, &to).await?;
    let recorded = match &snapshot {
        Some(snapshot) => recovery::recorded(snapshot),
        None => recovery::kept(&before.outputs).ok_or_else(|| {
            Failure::new("the state of the stack cannot be read, and no earlier failover kept what is needed of it")
                .hint("follow the runbook, which `failover --runbook` printed while the state could be read")
        })?,
    };
    if recorded.is_empty() {
        return Err(usage("the stack has no resources").hint("apply it with `up` first").into());
    }
    let is_sandbox = session.target == TargetName::Sandbox;
    let failover = Failover { from, to, mode, is_sandbox, recorded: Arc::new(recorded) };
    let (program, declared) = declare_steps(context, &session.name, &failover, declare)?;
    if args.runbook {
        context.reporter.say(text::runbook(&session.name, &failover, &declared));
        return Ok(Exit::Done);
    }

    let mut running = run::connect(context, &session, Some(&program), "failover", false).await?;
    let applied = async {
        match mode {
            Mode::Planned => checks::ensure_applied(context, &mut stack).await,
            Mode::Unplanned => Ok(()),
        }
    };
    let (checked, applied) = tokio::join!(checks::run(context, &running, &failover, &declared, args), applied);
    let checked = checked?;
    applied?;
    read_roles(context, &session, &running, &before, &failover.from).await?;
    let options = FileOptions::default();
    let prepared = running.prepare(program, &options).await?;
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    if !is_needed(&before, &prepared, &checked, &failover.to) {
        // It was interrupted after its last step, or there is nothing to do.
        if snapshot.as_ref().is_some_and(|snapshot| hold::is_held(snapshot, &failover.to))
            && hold::hold(context, &stack, &failover).await?
        {
            return end(context, &stack, &declared, &failover, began).await;
        }
        let failure = usage(format!("{} takes the writes already; nothing was changed", failover.to));
        return Err(failure.hint(format!("to move them to {}, use `--to {}`", failover.from, failover.from)).into());
    }
    context.reporter.recovery(text::document(&failover, &declared, &prepared.plan, &checked));
    context.reporter.say(text::checks(&checked) + &text::steps(&declared, &prepared.plan));
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    context.reporter.say(format!("Prepared in {}.\n", duration(took)));
    if let Some(out) = &args.out {
        plan_file::write(context, out, &plan_file::file(&session, &running, &prepared, &options).await?)?;
        return Ok(Exit::Done);
    }
    if let Some(saved) = &saved {
        saved.ensure_current_to(&session, &mut running, &prepared, &command(&session.name, &failover)).await?;
    }
    if !confirm(context, args, &session.name, &failover, saved.is_some()).await? {
        return Ok(Exit::Done);
    }
    let is_held = snapshot.is_some() && hold::hold(context, &stack, &failover).await?;
    let summary = running.apply(context, prepared, run::options(&session, "failover", None)).await?;
    let exit = run::exit(&summary, false);
    if exit != Exit::Done {
        let how = command(&session.name, &failover);
        let mut message = format!("the failover is not complete: `{how}` continues where it stopped");
        if mode == Mode::Unplanned {
            message = format!("{message}; once {} answers, continue without `--unplanned`", failover.from);
        }
        context.reporter.notice(Level::Warning, message);
        return Ok(exit);
    }
    if is_held {
        return end(context, &stack, &declared, &failover, began).await;
    }
    say_end(context, &stack, &declared, &failover, began);
    Ok(exit)
}

/// Ends a failover of which every step is done: the state of the stack records the roles, and its lock ends.
async fn end(
    context: &Context,
    stack: &Session,
    declared: &Declarations,
    failover: &Failover,
    began: Instant,
) -> Result<Exit> {
    hold::observe(context, stack, declared, failover).await;
    hold::release(stack).await?;
    say_end(context, stack, declared, failover, began);
    Ok(Exit::Done)
}

fn say_end(context: &Context, stack: &Session, declared: &Declarations, failover: &Failover, began: Instant) {
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let verified = match &declared.verified {
        Some(what) => format!("Verified: {what}."),
        None => "Nothing was verified through a public name: the recovery program declares no verification.".to_owned(),
    };
    let (to, name, took) = (&failover.to, &stack.name, duration(took));
    context.reporter.say(format!("{to} takes the writes of {name}, after {took}. {verified}\n"));
}

/// The command of a failover.
fn command(stack: &str, failover: &Failover) -> String {
    let flag = match failover.mode {
        Mode::Planned => "",
        Mode::Unplanned => " --unplanned",
    };
    format!("failover {stack} --to {}{flag}", failover.to)
}

/// The region that loses the roles and the one that takes over; without a target, the one that has them at first.
fn direction(regions: &[String; 2], to: Option<&str>) -> Result<(String, String)> {
    let [home, standby] = regions;
    match to {
        None => Ok((standby.clone(), home.clone())),
        Some(to) if to == home => Ok((standby.clone(), home.clone())),
        Some(to) if to == standby => Ok((home.clone(), standby.clone())),
        Some(to) => {
            let failure = usage(format!("`{to}` is not a region of the recovery program"));
            Err(failure.hint(format!("expected {}", or_list([home.as_str(), standby.as_str()]))).into())
        }
    }
}

/// The state of the recovery plan. Without it nothing is changed: no step could be journalled.
async fn recovery_state_of(session: &Session) -> Result<Snapshot> {
    let why = match tokio::time::timeout(STATE, session.snapshot()).await {
        Ok(Ok(snapshot)) => return Ok(snapshot),
        Ok(Err(failures)) => failures.first().map(Failure::brief).unwrap_or_default(),
        Err(_) => format!("{} did not answer within {STATE:?}", session.state),
    };
    let failure = Failure::new(format!("cannot read the state of the recovery plan: {why}")).why("nothing was changed");
    Err(failure.hint("keep the states of the stack in its standby region; until then, follow the runbook").into())
}

/// The state of the stack; `None` if it cannot be read, in an unplanned failover: it may be in the lost region.
async fn state_of(context: &Context, stack: &Session, mode: Mode, to: &str) -> Result<Option<Snapshot>> {
    let read = tokio::time::timeout(STATE, stack.snapshot()).await;
    let why = match read {
        Ok(Ok(snapshot)) => {
            // Anyone who may fail over continues an interrupted failover.
            if !hold::is_held(&snapshot, to) {
                snapshot.ensure_not_held(&stack.holder("failover")).map_err(|error| errors::state(&error))?;
            }
            if !snapshot.pending.is_empty() {
                let what = format!("an interrupted run of {} left operations with an unknown outcome", stack.name);
                if mode == Mode::Planned {
                    let hint = format!("complete it with `up {}`, or fail over with `--unplanned`", stack.name);
                    return Err(Failure::new(what).hint(hint).into());
                }
                context.reporter.notice(Level::Warning, what);
            }
            return Ok(Some(snapshot));
        }
        Ok(Err(failures)) if mode == Mode::Planned => return Err(failures),
        Ok(Err(failures)) => failures.first().map(Failure::brief).unwrap_or_default(),
        Err(_) => format!("{} did not answer within {STATE:?}", stack.state),
    };
    if mode == Mode::Planned {
        return Err(Failure::new(format!("cannot read the state of the stack: {why}")).into());
    }
    let message = format!("the state of the stack cannot be read, and the stack is not locked: {why}");
    context.reporter.notice(Level::Warning, message);
    Ok(None)
}

/// Runs the recovery program.
pub(super) fn declare_steps(
    context: &Context,
    name: &str,
    failover: &Failover,
    declare: Box<Declare>,
) -> Result<(Program, Declarations)> {
    let (program, declared) = recovery::declared(&context.app.project, name, failover, declare)?;
    if declared.problems.is_empty() {
        return Ok((program, declared));
    }
    let failures = declared
        .problems
        .iter()
        .map(|why| Failure::new(format!("{} cannot take over: {why}", failover.to)).why("nothing was changed"));
    Err(failures.collect())
}

/// Records where the roles are: they may have moved without this program. Nothing is read in the region that loses them.
async fn read_roles(
    context: &Context,
    session: &Session,
    running: &Connected,
    before: &Snapshot,
    from: &str,
) -> Result<()> {
    let urns = before.records.keys().map(|key| key.urn.clone());
    let scope: BTreeSet<Urn> = urns.filter(|urn| urn.region() != from).collect();
    let (engine, project) = (&running.engine, &context.app.project);
    let read = engine.refresh(project, &session.name, Some(&scope), ReadMode::Full, None).await;
    let mut report = read.map_err(errors::engine)?;
    if !report.unread.is_empty() {
        return Err(report.unread.iter().map(errors::unread).collect());
    }
    running.record(&mut report, &run::options(session, "failover", None)).await
}

/// Whether there is something to do: the region does not take all writes yet, or an interrupted failover has steps left.
fn is_needed(before: &Snapshot, prepared: &Prepared, checked: &[(NamedCheck, Checked)], to: &str) -> bool {
    let mut roles = checked.iter().filter_map(|(_, found)| found.writes).peekable();
    let has_roles = roles.peek().is_some() && roles.all(|writes| writes);
    let is_new = before.records.is_empty() && before.pending.is_empty();
    // Other addresses alone are no reason to verify a region again.
    let is_verified = |urn: &Urn| {
        urn.type_name() == verification::TYPE
            && before
                .records
                .values()
                .any(|record| record.key.urn == *urn && record.desired.inputs.field("region").as_str() == Some(to))
    };
    let is_done = prepared.plan.steps.iter().all(|step| is_verified(step.urn()));
    !(is_done || has_roles && is_new)
}

/// Asks, as `up` does. An unplanned failover needs the name of the region, which `--yes` is not.
async fn confirm(context: &Context, args: &CommonArgs, stack: &str, failover: &Failover, saved: bool) -> Result<bool> {
    let Failover { to, mode, .. } = failover;
    if *mode == Mode::Planned {
        let question = format!("Move {stack} to {to}?");
        return Ok(args.yes || saved || ask::confirm(context, "`failover`", &question).await?);
    }
    match &args.confirm {
        Some(typed) if typed == to => Ok(true),
        Some(typed) => {
            let failure = usage(format!("`--confirm {typed}` is not the region that takes over"));
            Err(failure.hint(format!("it is {to}")).into())
        }
        None if args.yes => {
            let failure = usage("an unplanned failover is not confirmed by `--yes`");
            Err(failure.hint(format!("add `--confirm {to}`")).into())
        }
        None => {
            let question =
                format!("What {} has not replicated is lost. Type the region that takes over:", failover.from);
            ask::confirm_by_name(context, "`failover --unplanned`", &question, to).await
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failover_goes_to_the_other_region_and_a_failback_to_the_first() {
        let regions = ["eu".to_owned(), "us".to_owned()];
        let of = |to: Option<&str>| direction(&regions, to).map_err(|failures| failures[0].brief());
        assert_eq!(of(Some("us")), Ok(("eu".to_owned(), "us".to_owned())));
        assert_eq!(of(Some("eu")), Ok(("us".to_owned(), "eu".to_owned())));
        assert_eq!(of(None), of(Some("eu")));
        assert_eq!(of(Some("ap")), Err("`ap` is not a region of the recovery program".to_owned()));
    }
}
