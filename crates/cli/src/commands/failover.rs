//! `failover` and `failback`: move the roles of a stack from one of its regions to the other.
//!
//! The roles are resources of a recovery plan, which has a state of its own. So an interrupted failover goes on where it
//! stopped, as any other run does, and nothing here writes to the state of the stack but its lock and what a refresh finds.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use archipel_engine::engine::Prepared;
use archipel_engine::event::Level;
use archipel_engine::plan::FileOptions;
use archipel_engine::program::Program;
use archipel_engine::resource::ReadMode;
use archipel_engine::state::{Change, Hold, Snapshot, StateError, StateStore as _};
use archipel_engine::{Stack, Urn};
use archipel_resources::takeover::{self, Checked};
use clap::Args;
use tokio::task::JoinSet;

use super::ask;
use super::plan_file::{self, SavedPlan};
use super::run::{self, Connected};
use super::state::lock;
use crate::args::{ReportArgs, StackArgs};
use crate::config::{TargetName, or_list};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::policy;
use crate::program;
use crate::recovery::{self, Declarations, Declare, Failover, Mode, NamedCheck, ReadyRecovery, Recovery, text};
use crate::render::text::duration;
use crate::session::Session;

/// How long the state of the stack may take: it may be in the lost region.
const STATE: Duration = Duration::from_secs(20);
/// For how long the stack is held at most.
const HOLD: Duration = Duration::from_secs(2 * 3600);

/// Arguments of `failover` and `failback`.
#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    /// Both regions work: nothing is lost (default)
    #[arg(long, overrides_with = "unplanned")]
    planned: bool,
    /// The other region is lost, and with it what it had not replicated; asks for the name of the region that takes over
    #[arg(long, overrides_with = "planned")]
    unplanned: bool,
    /// With `--unplanned`, the name of the region that takes over, instead of typing it
    #[arg(long, value_name = "REGION", requires = "unplanned")]
    confirm: Option<String>,
    /// With `--unplanned`, also if the other region answers
    #[arg(long, requires = "unplanned")]
    although_both_answer: bool,
    /// The greatest lag that may be lost, instead of that of the recovery program
    #[arg(long, value_name = "DURATION", value_parser = lock::duration)]
    max_lag: Option<Duration>,
    /// Do not ask for confirmation; `--unplanned` needs `--confirm` too
    #[arg(short, long)]
    yes: bool,
    /// Only show the plan, and write it to a file for `--plan`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["plan", "yes"])]
    out: Option<PathBuf>,
    /// Apply exactly the plan that `--out` wrote; it is refused if it is out of date
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Only print the steps as commands of the AWS command line
    #[arg(long, conflicts_with_all = ["plan", "out", "yes"])]
    runbook: bool,
}

/// Arguments of `failover`.
#[derive(Debug, Args)]
pub(crate) struct FailoverArgs {
    #[command(flatten)]
    pub(super) common: CommonArgs,
    /// The region that takes over
    #[arg(long, value_name = "REGION")]
    to: String,
}

/// Arguments of `failback`.
#[derive(Debug, Args)]
pub(crate) struct FailbackArgs {
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

impl FailoverArgs {
    /// An unplanned failover that was confirmed.
    pub(super) fn unplanned(stack: &StackArgs, to: &str) -> Self {
        let confirm = Some(to.to_owned());
        let common = CommonArgs { unplanned: true, planned: false, confirm, ..CommonArgs::confirmed(stack) };
        Self { common, to: to.to_owned() }
    }
}

impl FailbackArgs {
    /// A planned return that was confirmed.
    pub(super) fn confirmed(stack: &StackArgs) -> Self {
        Self { common: CommonArgs::confirmed(stack) }
    }
}

impl CommonArgs {
    fn confirmed(stack: &StackArgs) -> Self {
        Self {
            stack: stack.clone(),
            report: ReportArgs::default(),
            planned: true,
            unplanned: false,
            confirm: None,
            although_both_answer: false,
            max_lag: None,
            yes: true,
            out: None,
            plan: None,
            runbook: false,
        }
    }
}

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
    let named = args.stack.name();
    let stack = Session::open(context, named, &args.stack.with)?;
    let Some(source) = &context.app.recovery else {
        let failure = usage("the stack has no recovery program");
        return Err(failure.hint("declare one with `App::recovery`").into());
    };
    let ReadyRecovery { regions, declare } = stack.recovery(source)?;
    let (from, to) = direction(&regions, to)?;
    let mode = if args.unplanned { Mode::Unplanned } else { Mode::Planned };
    let mut session = Session::open(context, named, &args.stack.with)?;
    session.use_recovery_state(&to);
    session.configuration.insert("recovery.to".to_owned(), to.clone());
    session.configuration.insert("recovery.mode".to_owned(), mode.as_str().to_owned());
    if let Some(saved) = &saved {
        saved.check(context, &session, false)?;
    }

    let before = session.snapshot().await?;
    let snapshot = state_of(context, &stack, mode).await?;
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
    let checked = check(context, &running, &failover, &declared, args).await?;
    if mode == Mode::Planned {
        ensure_applied(context, args).await?;
    }
    read_roles(context, &session, &running, &before, &failover.from).await?;
    let options = FileOptions::default();
    let prepared = running.prepare(program, &options).await?;
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    ensure_needed(&failover, &before, &prepared, &checked)?;
    context.reporter.say(text::checks(&checked) + &text::steps(&declared, &prepared.plan));
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    context.reporter.say(format!("Prepared in {}.\n", duration(took)));
    if let Some(out) = &args.out {
        plan_file::write(context, out, &plan_file::file(&session, &running, &prepared, &options).await?)?;
        return Ok(Exit::Done);
    }
    if let Some(saved) = &saved {
        saved.ensure_current(&session, &mut running, &prepared).await?;
    }
    if !confirm(context, args, &session.name, &failover, saved.is_some()).await? {
        return Ok(Exit::Done);
    }
    let holds = snapshot.is_some() && hold(context, &stack, &failover).await?;
    let summary = running.apply(context, prepared, run::options(&session, "failover", None)).await?;
    let exit = run::exit(&summary, false);
    if exit != Exit::Done {
        let how = match to_flags(mode) {
            "" => format!("`failover {} --to {}`", session.name, failover.to),
            flags => format!("`failover {} --to {} {flags}`", session.name, failover.to),
        };
        context
            .reporter
            .notice(Level::Warning, format!("the failover is not complete: {how} continues where it stopped"));
        return Ok(exit);
    }
    if snapshot.is_some() {
        observe(context, &stack, &declared, &failover).await;
    }
    if holds {
        release(&stack).await?;
    }
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    context.reporter.say(format!("{} takes the writes of {}, after {}.\n", failover.to, session.name, duration(took)));
    Ok(exit)
}

fn to_flags(mode: Mode) -> &'static str {
    match mode {
        Mode::Planned => "",
        Mode::Unplanned => "--unplanned",
    }
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

/// The state of the stack; `None` if it cannot be read, in an unplanned failover: it may be in the lost region.
async fn state_of(context: &Context, stack: &Session, mode: Mode) -> Result<Option<Snapshot>> {
    let read = tokio::time::timeout(STATE, stack.snapshot()).await;
    let why = match read {
        Ok(Ok(snapshot)) => {
            snapshot.ensure_not_held(&stack.holder("failover")).map_err(|error| errors::state(&error))?;
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

/// Refuses a planned failover of a stack with changes that are not applied: its recorded resources are not those of its
/// program. In an incident there is no time for them.
async fn ensure_applied(context: &Context, args: &CommonArgs) -> Result<()> {
    let mut stack = Session::open(context, args.stack.name(), &args.stack.with)?;
    let program = stack.program(context)?;
    let running = run::connect_silent(context, &stack, Some(&program), true).await?;
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

/// Runs the recovery program.
pub(super) fn declare_steps(
    context: &Context,
    name: &str,
    failover: &Failover,
    declare: Box<Declare>,
) -> Result<(Program, Declarations)> {
    let declared = Arc::new(Mutex::new(Declarations::default()));
    let (kept, this) = (Arc::clone(&declared), failover.clone());
    let ready: program::Ready = Box::new(move |stack: &Stack| {
        let recovery = Recovery::new(stack, &this);
        let ended = declare(&recovery);
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = recovery.finish();
        ended
    });
    let program = program::run(&context.app.project, name, &ready)?;
    let declared = std::mem::take(&mut *declared.lock().unwrap_or_else(PoisonError::into_inner));
    if declared.problems.is_empty() {
        return Ok((program, declared));
    }
    let failures = declared
        .problems
        .iter()
        .map(|why| Failure::new(format!("{} cannot take over: {why}", failover.to)).why("nothing was changed"));
    Err(failures.collect())
}

/// Runs all checks at once.
async fn check(
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
        asked.spawn(async move { (index, check.run(&connection, &region).await) });
    }
    let (answers, mut found) = tokio::join!(takeover::answers(connection, from), asked.join_all());
    found.sort_by_key(|(index, _)| *index);
    let mut failures = Vec::new();
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
    for (check, found) in &checked {
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
    engine.record(&mut report, &run::options(session, "failover", None)).await.map_err(errors::engine)
}

/// Refuses a failover to the region that takes all writes already, unless an interrupted one has steps left.
fn ensure_needed(
    failover: &Failover,
    before: &Snapshot,
    prepared: &Prepared,
    checked: &[(NamedCheck, Checked)],
) -> Result<()> {
    let mut roles = checked.iter().filter_map(|(_, found)| found.writes).peekable();
    let has_roles = roles.peek().is_some() && roles.all(|writes| writes);
    let is_new = before.records.is_empty() && before.pending.is_empty();
    if prepared.plan.is_empty() || has_roles && is_new {
        let failure = usage(format!("{} takes the writes already; nothing was changed", failover.to));
        return Err(failure.hint(format!("to move them to {}, use `--to {}`", failover.from, failover.from)).into());
    }
    Ok(())
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

/// Locks the stack, so that no other run changes it during the failover. Returns whether it did.
async fn hold(context: &Context, stack: &Session, failover: &Failover) -> Result<bool> {
    let holder = stack.holder("failover");
    let until = holder.since.saturating_add(HOLD.as_secs());
    let why = format!("failover to {}", failover.to);
    let hold = Hold { who: holder.who, why, since: holder.since, until };
    match write(stack, vec![Change::hold(&hold)]).await {
        Ok(()) => Ok(true),
        Err(failures) if failover.mode == Mode::Unplanned => {
            let why = failures.first().map(Failure::brief).unwrap_or_default();
            context.reporter.notice(Level::Warning, format!("the stack is not locked: {why}"));
            Ok(false)
        }
        Err(failures) => Err(failures),
    }
}

/// Ends the lock of [`hold`].
async fn release(stack: &Session) -> Result<()> {
    write(stack, vec![Change::end_hold()]).await
}

async fn write(stack: &Session, changes: Vec<Change>) -> Result<()> {
    let failed = |error: StateError| errors::state(&error);
    let store = stack.store()?;
    store.lock(&stack.holder("failover")).await.map_err(failed)?;
    let written = store.commit(changes).await;
    // Report the first error.
    let released = store.unlock().await;
    written.map_err(failed)?;
    released.map_err(failed)?;
    Ok(())
}

/// Records in the state of the stack what the failover changed of its resources: they keep it.
async fn observe(context: &Context, stack: &Session, declared: &Declarations, failover: &Failover) {
    let types = declared.read.iter().filter_map(|name| failover.recorded.get(name));
    let urns = types.flatten().filter_map(|recorded| Urn::parse(&recorded.urn).ok());
    let scope: BTreeSet<Urn> = urns.filter(|urn| urn.region() != failover.from).collect();
    let observed = async {
        let running = run::connect_silent(context, stack, None, false).await?;
        let engine = &running.engine;
        let project = &context.app.project;
        let read = engine.refresh(project, &stack.name, Some(&scope), ReadMode::Full, None).await;
        let mut report = read.map_err(errors::engine)?;
        let options = run::options(stack, "refresh", None);
        engine.record(&mut report, &options).await.map_err(errors::engine)
    };
    if let Err(failures) = observed.await {
        let why = failures.first().map(Failure::brief).unwrap_or_default();
        let message = format!("the state of the stack does not record the new roles yet, `refresh` does: {why}");
        context.reporter.notice(Level::Warning, message);
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
