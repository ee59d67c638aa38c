//! `drill`: breaks something on purpose, recovers, and reports how long it took and what was lost.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use archipel_engine::apply::Cancel;
use archipel_engine::event::Level;
use archipel_engine::plan::FileOptions;
use archipel_engine::state::{Change, Ending, Hold, RunRecord, Snapshot, StateError, StateStore as _};
use archipel_resources::numbered::{self, Application};
use archipel_sandbox::daemon;
use clap::Args;

use super::failover::{self, FailbackArgs, FailoverArgs};
use super::{ask, history, run};
use crate::args::StackArgs;
use crate::config::{TargetName, or_list, shown};
use crate::context::Context;
use crate::drill::fault::{AWS, Fault, Injector};
use crate::drill::measure::{Sample, longest_gap_ms, lost, recovered, rpo_ms};
use crate::drill::page::page;
use crate::drill::report::{DrillReport, Moment, Phase, StoreReport, stretches};
use crate::drill::traffic::{Traffic, Way};
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::private_file;
use crate::recovery::{self, DrillAlarm, Drills, Failover, Mode, Place, Scenario, Step};
use crate::render::human::heading;
use crate::render::text::duration;
use crate::run_metadata;
use crate::session::Session;
use crate::target;

/// Traffic before the fault.
const BEFORE_MS: u64 = 15_000;
/// The longest time until the alarm.
const DETECTION_MS: u64 = 15 * 60_000;
/// The longest time until the service is back.
const VERIFICATION_MS: u64 = 30 * 60_000;
/// Traffic after the end of the fault: health checks become healthy again, and copies catch up.
const SETTLE_MS: u64 = 180_000;
/// Traffic at the end.
const AFTER_MS: u64 = 15_000;
/// How far a copy may be behind once it has caught up.
const CAUGHT_UP_MS: u64 = 5_000;
/// For how long the stack is held at most.
const HOLD_SECONDS: u64 = 4 * 3600;
/// A day in seconds.
const DAY: u64 = 86_400;
/// The beginning of the reason of a drill's lock.
const HELD_FOR: &str = "drill ";

/// Arguments of `drill`.
#[derive(Debug, Args)]
pub(crate) struct DrillArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// What is broken: `--list` describes the scenarios
    #[arg(long, value_name = "NAME", value_parser = scenario, required_unless_present_any = ["list", "due", "end"])]
    scenario: Option<Scenario>,
    /// Only describe the scenarios
    #[arg(long, conflicts_with = "scenario")]
    list: bool,
    /// Only check that a drill of the scenario (default: region-lost) passed within so many days, and publish their number
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["list", "out", "yes"])]
    due: Option<u64>,
    /// Only end the fault and the lock of a drill that was killed. In AWS, stop the experiment too
    #[arg(long, conflicts_with_all = ["scenario", "list", "due", "out", "yes"])]
    end: bool,
    /// Do not ask for confirmation
    #[arg(short, long)]
    yes: bool,
    /// Who approved the drill, for the report. Needed outside of the sandbox, unless the recovery program says otherwise
    #[arg(long, value_name = "WHO")]
    approved_by: Option<String>,
    /// In AWS, the id of the experiment template of FIS that causes the fault
    #[arg(long, value_name = "ID")]
    experiment: Option<String>,
    /// Write report.md, report.html and report.json into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

fn scenario(text: &str) -> std::result::Result<Scenario, String> {
    let names = || Scenario::ALL.map(Scenario::name);
    Scenario::of(text).ok_or_else(|| format!("unknown scenario `{text}`: expected {}", or_list(names())))
}

fn usage(what: impl Into<String>) -> Failure {
    Failure::new(what).exit(Exit::Usage)
}

pub(super) async fn drill(context: &Context, args: &DrillArgs) -> Result<Exit> {
    if let Some(days) = args.due {
        return due(context, args, days).await;
    }
    if args.end {
        return end(context, args).await;
    }
    let Some(scenario) = args.scenario else { return list(context) };
    let planned = plan(context, args, scenario).await?;
    let session = &planned.session;
    context.reporter.say(planned.text());
    let question = format!("Break {} on purpose?", session.name);
    if !args.yes && !ask::confirm(context, "`drill`", &question).await? {
        return Ok(Exit::Done);
    }
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).map_err(|error| unwritable(out, &error))?;
    }
    hold(&planned).await?;
    let began = crate::since_1970();
    let cancel = Cancel::new();
    let mut run = Drill::new(context, args, &planned, cancel);
    let ended = run.run().await;
    let keeps_lock = run.is_half_way;
    let mut report = run.finish(ended.as_ref().err()).await;
    match history::runs(session).await {
        Ok(runs) => report.compare(runs.iter().map(|run| (run.number, run.events.as_slice()))),
        Err(failures) => failures.into_iter().for_each(|failure| context.reporter.failure(failure)),
    }
    record(context, &planned, &report, began, keeps_lock).await?;
    publish(context, &planned, &report).await;
    if let Some(out) = &args.out {
        write(out, &report)?;
        context.reporter.say(format!("The report is in {}.\n", shown(out)));
    }
    context.print(&report, || report.text())?;
    ended?;
    if report.passed() {
        return Ok(Exit::Done);
    }
    let failures = report.missed.iter().map(|missed| Failure::new(format!("the drill failed: {missed}")));
    Err(failures.collect())
}

/// Describes the scenarios.
fn list(context: &Context) -> Result<Exit> {
    let rows: Vec<_> = Scenario::ALL
        .into_iter()
        .map(|scenario| {
            serde_json::json!({
                "scenario": scenario.name(), "fault": scenario.fault(), "recovery": scenario.recovery(),
            })
        })
        .collect();
    context.print(&rows, || {
        let text = |scenario: Scenario| {
            format!("{}\n  fault: {}\n  recovery: {}\n", scenario.name(), scenario.fault(), scenario.recovery())
        };
        let about = "In the sandbox, its gateway causes the fault. In AWS, each needs an experiment template of FIS: \
                     `--experiment ID`.\n";
        Scenario::ALL.map(text).concat() + about
    })
}

/// Ends what a killed drill left.
async fn end(context: &Context, args: &DrillArgs) -> Result<Exit> {
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let snapshot = session.snapshot().await?;
    let (failover, declared) = declared(context, &session, &snapshot)?;
    let Failover { from: home, to: other, .. } = failover;
    let mut ended = Vec::new();
    if session.target == TargetName::Sandbox
        && let Some(sandbox) = daemon::status(None).await.map_err(|error| errors::sandbox(&error))?
    {
        let account = target::sandbox_account(context, &session, &snapshot);
        if Injector::Sandbox(Box::new(sandbox), account).clear(&home, &other).await? {
            ended.push("the fault");
        }
    }
    let running = run::connect_silent(context, &session, None, true).await?;
    let stores = declared.drills.into_iter().flat_map(|drills| drills.stores);
    let mut objects = 0;
    for (region, bucket) in stores.filter_map(|store| store.buckets_of()).flatten() {
        let Some(connection) = &running.connection else { continue };
        let deleted = numbered::delete(connection, &region, &bucket, None).await;
        let what = || Failure::new(format!("objects of a drill are left in {bucket} below {}", numbered::PREFIX));
        objects += deleted.map_err(|error| what().why(error.message))?;
    }
    if objects > 0 {
        ended.push("the objects");
    }
    if snapshot.hold().is_some_and(|hold| hold.why.starts_with(HELD_FOR)) {
        write_state(&session, vec![Change::end_hold()], None).await?;
        ended.push("the lock");
    }
    context.print(&ended, || match ended.as_slice() {
        [] => format!("No drill of {} left a fault or a lock.\n", session.name),
        ended => format!("Ended {} of a drill of {}.\n", and(ended), session.name),
    })
}

/// Checks that a drill passed not too long ago.
async fn due(context: &Context, args: &DrillArgs, most: u64) -> Result<Exit> {
    let scenario = args.scenario.unwrap_or(Scenario::RegionLost);
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let runs = history::runs(&session).await?;
    let passed = runs.iter().filter_map(|run| DrillReport::of_events(&run.events));
    let mut passed = passed.filter(|drill| drill.passed() && drill.scenario == scenario.name());
    let last = passed.next().map(|drill| crate::since_1970().saturating_sub(drill.began) / DAY);
    let running = run::connect_silent(context, &session, None, true).await?;
    // A stack without a drill that passed counts as one whose drill is as old as one can be.
    let published = ("DaysSincePassed", last.map_or(f64::from(u16::MAX), days));
    if let (Some(connection), Some(source)) = (&running.connection, &context.app.recovery) {
        let [home, _] = session.recovery(source)?.regions;
        let sent = numbered::publish(connection, &home, &[("Stack", &session.name)], published).await;
        sent.map_err(|error| Failure::new("the metric is not published").why(error.message))?;
    }
    let name = scenario.name();
    match last {
        Some(last) if last <= most => {
            let text = format!("The last {name} drill of {} that passed was {last} days ago.\n", session.name);
            context.print(&serde_json::json!({ "days": last }), || text)
        }
        last => {
            let what = match last {
                Some(last) => format!("the last {name} drill of {} that passed was {last} days ago", session.name),
                None => format!("the history of {} has no {name} drill that passed", session.name),
            };
            let hint = format!("drill with `drill {} --scenario {name}`", session.name);
            Err(Failure::new(what).why(format!("one is due every {most} days")).hint(hint).into())
        }
    }
}

fn days(days: u64) -> f64 {
    f64::from(u32::try_from(days).unwrap_or(u32::MAX))
}

/// A drill before it runs.
struct Planned {
    session: Session,
    scenario: Scenario,
    /// The region that has the roles, and the other one.
    regions: [String; 2],
    drills: Drills,
    alarm: DrillAlarm,
    /// The steps of the failover.
    steps: Vec<Step>,
    connection: archipel_resources::aws::Connection,
    approved_by: Option<String>,
    injector: Injector,
}

/// What the recovery program declares for the loss of the region that has the roles at first.
fn declared(
    context: &Context,
    session: &Session,
    snapshot: &Snapshot,
) -> Result<(Failover, crate::recovery::Declarations)> {
    let Some(source) = &context.app.recovery else {
        let failure = usage("the stack has no recovery program");
        return Err(failure.hint("declare one with `App::recovery`").into());
    };
    let ready = session.recovery(source)?;
    let [from, to] = ready.regions.clone();
    let recorded = recovery::recorded(snapshot);
    if recorded.is_empty() {
        return Err(usage("the stack has no resources").hint("apply it with `up` first").into());
    }
    let is_sandbox = session.target == TargetName::Sandbox;
    let failover = Failover { from, to, mode: Mode::Unplanned, is_sandbox, recorded: Arc::new(recorded) };
    let (_, declared) = failover::declare_steps(context, &session.name, &failover, ready.declare)?;
    Ok((failover, declared))
}

/// Checks that a drill can begin.
async fn plan(context: &Context, args: &DrillArgs, scenario: Scenario) -> Result<Planned> {
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    if context.app.recovery.is_none() {
        let failure = usage("the stack has no recovery program");
        return Err(failure.hint("declare one with `App::recovery`").into());
    }
    let snapshot = session.snapshot().await?;
    let holder = session.holder("drill");
    snapshot.ensure_not_held(&holder).map_err(|error| errors::state(&error))?;
    if let Some(hold) = snapshot.hold().filter(|hold| hold.why.starts_with(HELD_FOR) && !hold.is_expired()) {
        let failure = Failure::new(format!("another drill of {} runs: {}", session.name, hold.why)).exit(Exit::Locked);
        let hint = format!("wait for its end; if it was killed, use `drill {} --end`", session.name);
        return Err(failure.hint(hint).into());
    }
    if !snapshot.pending.is_empty() {
        let what = format!("an interrupted run of {} left operations with an unknown outcome", session.name);
        return Err(Failure::new(what).hint(format!("complete it with `up {}`", session.name)).into());
    }
    let is_sandbox = session.target == TargetName::Sandbox;
    let (failover, declared) = declared(context, &session, &snapshot)?;
    let Some(drills) = declared.drills else {
        let failure = usage("the recovery program declares no drills");
        return Err(failure.hint("declare them with `Recovery::drills`").into());
    };
    let Some(alarm) = drills.alarm_of(scenario).cloned() else {
        let failure = usage(format!("the recovery program has no alarm for {}", scenario.name()));
        return Err(failure.hint("declare it with `Drills::alarm`: a drill measures the time until it").into());
    };
    if !is_sandbox && drills.needs_approval && args.approved_by.is_none() {
        let failure = usage(format!("a drill of {} needs an approval", session.name)).why("nothing was changed");
        return Err(failure.hint("name who approved it with `--approved-by WHO`, or drill in the `--sandbox`").into());
    }
    let running = run::connect_silent(context, &session, None, true).await?;
    let Some(connection) = running.connection.clone().filter(|_| !running.new_world) else {
        let failure = usage("the sandbox has none of the recorded resources");
        return Err(failure.hint(format!("create them with `up {} --sandbox`", session.name)).into());
    };
    let injector = match (is_sandbox, &args.experiment) {
        (true, Some(_)) => return Err(usage("`--experiment` is for AWS").into()),
        (true, None) => {
            let sandbox = daemon::status(None).await.map_err(|error| errors::sandbox(&error))?;
            let sandbox = sandbox.ok_or_else(|| usage("the sandbox does not run"))?;
            Injector::Sandbox(Box::new(sandbox), target::sandbox_account(context, &session, &snapshot))
        }
        (false, Some(template)) => Injector::Experiment {
            program: AWS.to_owned(),
            template: template.clone(),
            region: failover.from.clone(),
            profile: session.settings.profile.clone(),
        },
        (false, None) => {
            let what = format!("{} needs an experiment template of FIS in AWS", scenario.name());
            return Err(usage(what).hint("name it with `--experiment ID`, or drill in the `--sandbox`").into());
        }
    };
    let Failover { from, to, .. } = failover;
    let steps = declared.steps.into_iter().map(|(_, step)| step).collect();
    let approved_by = args.approved_by.clone();
    let regions = [from, to];
    Ok(Planned { session, scenario, regions, drills, alarm, steps, connection, approved_by, injector })
}

impl Planned {
    fn is_sandbox(&self) -> bool {
        self.session.target == TargetName::Sandbox
    }

    /// What will be done.
    fn text(&self) -> String {
        let Self { scenario, regions: [home, other], drills, alarm, .. } = self;
        let mut text = heading(&format!("Drill of {}: {}", self.session.name, scenario.name()));
        let mut line = |number: &mut u32, what: String| {
            *number += 1;
            text.push_str(&format!("  {number}. {what}\n"));
        };
        let number = &mut 0;
        let stores: Vec<&str> = drills.stores.iter().map(|store| store.name.as_str()).collect();
        line(number, format!("traffic: {} and a numbered write a second to {}", drills.probe, and(&stores)));
        let how = match &self.injector {
            Injector::Sandbox(..) => "by the gateway of the sandbox".to_owned(),
            Injector::Experiment { template, region, .. } => format!("by the experiment {template} in {region}"),
        };
        line(number, format!("fault in {home}: {}, {how}", scenario.fault()));
        let watched = alarm.name.as_ref().map_or_else(
            || "until writes have failed for long enough".to_owned(),
            |name| format!("until the alarm {name} in {}", alarm.region),
        );
        line(number, format!("detection: {watched}"));
        if *scenario == Scenario::RegionLost {
            line(number, format!("failover to {other}, unplanned:"));
            for step in &self.steps {
                text.push_str(&format!("       {}\n", step.what));
            }
            let mut line = |number: &mut u32, what: String| {
                *number += 1;
                text.push_str(&format!("  {number}. {what}\n"));
            };
            line(number, "verification: a numbered write to each store through the public name".to_owned());
            line(number, "end of the fault".to_owned());
            line(number, format!("failback to {home}, planned, and the same verification"));
            line(number, "the plan of the stack must be empty".to_owned());
        } else {
            line(number, format!("recovery: {}", scenario.recovery()));
            line(number, "end of the fault, and the same verification".to_owned());
            line(number, "the plan of the stack must be empty".to_owned());
        }
        text
    }
}

fn and(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A drill while it runs.
struct Drill<'a> {
    context: &'a Context,
    args: &'a DrillArgs,
    planned: &'a Planned,
    traffic: Traffic,
    cancel: Cancel,
    guard: Option<crate::interrupt::Guard>,
    report: DrillReport,
    fault: Option<Fault>,
    fault_ms: u64,
    fault_ended_ms: Option<u64>,
    /// What each store had when the service was back; as `Traffic::present`.
    present: Option<Vec<Option<BTreeSet<u64>>>>,
    /// Whether a failover or failback is not complete, which keeps the stack locked.
    is_half_way: bool,
}

impl<'a> Drill<'a> {
    fn new(context: &'a Context, args: &'a DrillArgs, planned: &'a Planned, cancel: Cancel) -> Self {
        let Planned { session, scenario, regions, drills, alarm, connection, injector, .. } = planned;
        let way = match injector {
            Injector::Sandbox(running, account) => Way::Sandbox(running.clone(), account.clone()),
            Injector::Experiment { .. } => Way::Public(Arc::new(Application::default())),
        };
        let traffic =
            Traffic::new(drills.clone(), regions.clone(), way, connection.clone(), alarm.clone(), cancel.clone());
        let is_measured = |name: &str| traffic.measured.iter().any(|measured| measured.store.name == name);
        let not_measured = drills.stores.iter().filter(|store| !is_measured(&store.name));
        let mut report = DrillReport {
            stack: session.name.clone(),
            scenario: scenario.name().to_owned(),
            fault: scenario.fault().to_owned(),
            target: session.target.as_str().to_owned(),
            regions: regions.clone(),
            approved_by: planned.approved_by.clone(),
            began: crate::since_1970(),
            not_measured: not_measured.map(|store| store.name.clone()).collect(),
            ..DrillReport::default()
        };
        report.set_targets(&drills.targets);
        let guard = Some(context.during(&cancel));
        Self {
            context,
            args,
            planned,
            traffic,
            cancel,
            guard,
            report,
            fault: None,
            fault_ms: 0,
            fault_ended_ms: None,
            present: None,
            is_half_way: false,
        }
    }

    /// Notes a moment, and tells the user.
    fn note(&mut self, what: impl Into<String>) -> u64 {
        let (at_ms, what) = (self.traffic.clock.now_ms(), what.into());
        self.context.reporter.notice(Level::Info, format!("{}  {what}", crate::render::text::clock(at_ms)));
        self.report.moments.push(Moment { at_ms, what });
        at_ms
    }

    fn phase(&mut self, name: &str, from_ms: u64, until_ms: u64) {
        self.report.phases.push(Phase { name: name.to_owned(), from_ms, until_ms });
    }

    async fn run(&mut self) -> Result<()> {
        self.traffic.pass(BEFORE_MS).await?;
        if !self.traffic.is_up() {
            let why = self.traffic.why_down().unwrap_or_default();
            return Err(Failure::new("the service does not work before the fault").why(why).into());
        }
        if self.traffic.is_in_alarm() {
            return Err(Failure::new("the alarm is in alarm before the fault").hint("drill once it has ended").into());
        }
        let [home, other] = &self.planned.regions;
        self.traffic.forget_lags();
        self.fault = Some(self.planned.injector.begin(self.planned.scenario, home, other).await?);
        self.fault_ms = self.note(format!("fault: {}", self.planned.scenario.fault()));
        let limit = self.fault_ms + DETECTION_MS;
        if !self.traffic.until(limit, Traffic::is_in_alarm).await? {
            self.note("no alarm");
            return Err(Failure::new(format!("no alarm within {}", duration(DETECTION_MS))).into());
        }
        let detected_ms = self.note("detection: the alarm");
        self.report.detection_ms = Some(detected_ms - self.fault_ms);
        self.phase("detection", self.fault_ms, detected_ms);
        match self.planned.scenario {
            Scenario::RegionLost => self.fail_over(detected_ms).await,
            _ => self.wait_it_out(detected_ms).await,
        }
    }

    /// Runs a failover or a failback, with traffic, and returns when it has ended.
    async fn moving(&mut self, what: &str, moved: impl Future<Output = Result<Exit>>) -> Result<u64> {
        self.guard = None;
        self.is_half_way = true;
        let moved = self.traffic.during(moved).await;
        self.guard = Some(self.context.during(&self.cancel));
        match moved?? {
            Exit::Done => {
                self.is_half_way = false;
                // It has ended the lock.
                hold(self.planned).await?;
                Ok(self.note(format!("{what} done")))
            }
            Exit::Interrupted => Err(Failure::new("the drill was interrupted").exit(Exit::Interrupted).into()),
            _ => {
                let hint = format!("complete it with `{what}`, then come back with `failback`");
                Err(Failure::new(format!("the {what} is not complete")).hint(hint).into())
            }
        }
    }

    /// Waits until the public name answers and all stores take writes.
    async fn verify(&mut self, from_ms: u64) -> Result<u64> {
        if !self.traffic.until(from_ms + VERIFICATION_MS, Traffic::is_up).await? {
            let why = self.traffic.why_down().unwrap_or_default();
            let what = format!("the service is not back within {}", duration(VERIFICATION_MS));
            return Err(Failure::new(what).why(why).into());
        }
        Ok(self.note("verification: the public name answers, and every store takes writes"))
    }

    async fn fail_over(&mut self, detected_ms: u64) -> Result<()> {
        let [home, other] = self.planned.regions.clone();
        let decided_ms = self.note(format!("decision: fail over to {other}"));
        self.phase("decision", detected_ms, decided_ms);
        let args = FailoverArgs::unplanned(&self.args.stack, &other);
        let acted_ms = self.moving("failover", failover::failover(self.context, &args)).await?;
        self.phase("action", decided_ms, acted_ms);
        self.traffic.writes_in.clone_from(&other);
        let verified_ms = self.verify(acted_ms).await?;
        self.phase("verification", acted_ms, verified_ms);
        self.present = Some(self.traffic.present(&other).await);
        self.end_fault().await?;
        self.traffic.pass(SETTLE_MS).await?;
        let return_ms = self.note(format!("return to {home}"));
        let args = FailbackArgs::confirmed(&self.args.stack);
        let returned_ms = self.moving("failback", failover::failback(self.context, &args)).await?;
        self.traffic.writes_in = home;
        let back_ms = self.verify(returned_ms).await?;
        self.phase("return", return_ms, back_ms);
        self.traffic.pass(AFTER_MS).await
    }

    /// No step recovers: users are led away by health checks, or do not notice, or wait for the end of the fault.
    async fn wait_it_out(&mut self, detected_ms: u64) -> Result<()> {
        if self.planned.scenario != Scenario::BucketsUnavailable {
            let verified_ms = self.verify(detected_ms).await?;
            self.phase("verification", detected_ms, verified_ms);
        }
        self.end_fault().await?;
        let ended_ms = self.traffic.clock.now_ms();
        self.traffic.pass(SETTLE_MS).await?;
        self.traffic.forget_lags();
        self.traffic.pass(AFTER_MS).await?;
        if !self.traffic.has_caught_up(CAUGHT_UP_MS) {
            return Err(Failure::new("a copy has not caught up after the fault").into());
        }
        let back_ms = self.verify(ended_ms).await?;
        self.phase("return", ended_ms, back_ms);
        // The roles did not move: what is lost is what the region itself lacks.
        let present = self.traffic.present(&self.planned.regions[0]).await;
        self.present = Some(present);
        Ok(())
    }

    async fn end_fault(&mut self) -> Result<()> {
        let Some(fault) = self.fault.take() else { return Ok(()) };
        self.traffic.keep_lags();
        self.planned.injector.end(fault).await?;
        self.fault_ended_ms = Some(self.note("end of the fault"));
        Ok(())
    }

    /// Ends the drill in any case, and measures.
    async fn finish(mut self, failed: Option<&Vec<Failure>>) -> DrillReport {
        if let Err(failures) = self.end_fault().await {
            failures.into_iter().for_each(|failure| self.context.reporter.failure(failure));
        }
        if let Some(left) = self.traffic.delete_objects().await {
            let message = format!("objects of the drill are left below {}: {left}", numbered::PREFIX);
            self.context.reporter.notice(Level::Warning, message);
        }
        self.report.missed.extend(failed.into_iter().flatten().map(Failure::brief));
        self.report.plan_steps = steps_left(self.context, self.args).await;
        let end_ms = self.traffic.clock.now_ms();
        self.report.length_ms = end_ms;
        self.report.probe = stretches(&self.traffic.probes, end_ms);
        self.report.slowest_ms = self.traffic.slowest_ms;
        let until_ms = self.fault_ended_ms.unwrap_or(end_ms);
        self.report.rto_ms = self.through_the_public_name(until_ms);
        let present = self.present.take().unwrap_or_default();
        for (index, measured) in self.traffic.measured.iter().enumerate() {
            let samples = &measured.samples;
            let present = present.get(index).and_then(Option::as_ref);
            // A store is lost with its writes before the service was back; those after it are in the other log.
            let is_region = self.planned.scenario == Scenario::RegionLost;
            let before: Vec<Sample> =
                samples.iter().filter(|sample| !is_region || sample.at_ms < until_ms).cloned().collect();
            let present = present.filter(|_| self.fault_ms > 0);
            let is_bucket = matches!(measured.store.place, Place::Buckets(_));
            // Buckets are back with the end of the fault, and not before.
            let window = if is_bucket && !is_region { end_ms } else { until_ms };
            self.report.stores.push(StoreReport {
                name: measured.store.name.clone(),
                writes: samples.len(),
                acknowledged: samples.iter().filter(|sample| sample.is_acknowledged()).count(),
                rto_ms: recovered(samples, self.fault_ms, window).rto_ms(),
                rpo_ms: present.map(|present| rpo_ms(&before, present)),
                lost: present.map(|present| lost(&before, present).len()),
                lag_ms: measured.fault_lag_ms,
                return_gap_ms: self.fault_ended_ms.map(|ended| longest_gap_ms(samples, ended, end_ms)),
                stretches: stretches(samples, end_ms),
            });
        }
        let rpos = self.report.stores.iter().map(|store| store.rpo_ms);
        self.report.rpo_ms = rpos.collect::<Option<Vec<u64>>>().and_then(|rpos| rpos.into_iter().max());
        self.report.judge();
        self.report
    }

    /// How long writes through the public name were interrupted: the probe and the stores behind it, as one.
    fn through_the_public_name(&self, until_ms: u64) -> Option<u64> {
        let behind = self.traffic.measured.iter().filter(|measured| !matches!(measured.store.place, Place::Buckets(_)));
        let series = behind.map(|measured| &measured.samples).chain([&self.traffic.probes]);
        let times = series.map(|samples| recovered(samples, self.fault_ms, until_ms).rto_ms());
        times.collect::<Option<Vec<u64>>>()?.into_iter().max()
    }
}

/// The steps of the plan of the stack, after a refresh; none if it cannot be made.
async fn steps_left(context: &Context, args: &DrillArgs) -> Option<usize> {
    let planned = async {
        let mut stack = Session::open(context, args.stack.name(), &args.stack.with)?;
        let program = stack.program(context)?;
        let running = run::connect_silent(context, &stack, Some(&program), true).await?;
        let options = FileOptions { refresh: true, ..FileOptions::default() };
        Ok::<usize, Vec<Failure>>(running.prepare(program, &options).await?.plan.steps.len())
    };
    match planned.await {
        Ok(steps) => Some(steps),
        Err(failures) => {
            let why = failures.first().map(Failure::brief).unwrap_or_default();
            context.reporter.notice(Level::Warning, format!("the plan afterwards cannot be made: {why}"));
            None
        }
    }
}

/// Locks the stack for the drill. A failover within it takes the lock over, and ends it.
async fn hold(planned: &Planned) -> Result<()> {
    let holder = planned.session.holder("drill");
    let why = format!("{HELD_FOR}{}", planned.scenario.name());
    let until = holder.since.saturating_add(HOLD_SECONDS);
    let hold = Hold { who: holder.who, why, since: holder.since, until };
    write_state(&planned.session, vec![Change::hold(&hold)], None).await
}

/// Records the drill in the history of the stack, and ends its lock.
async fn record(
    context: &Context,
    planned: &Planned,
    report: &DrillReport,
    began: u64,
    keeps_lock: bool,
) -> Result<()> {
    let Planned { session, scenario, .. } = planned;
    let holder = session.holder("drill");
    let author = run_metadata::author(&session.root);
    let run = RunRecord {
        command: format!("drill {} --scenario {}", session.name, scenario.name()),
        began,
        ended: Some(crate::since_1970()),
        ending: if report.passed() { Ending::Done } else { Ending::Failed },
        error: (!report.passed()).then(|| report.missed.join("; ")),
        events: vec![report.event()],
        ..RunRecord::started(&holder, &author, None)
    };
    let end = if keeps_lock { Vec::new() } else { vec![Change::end_hold()] };
    let recorded = write_state(session, end, Some(run)).await;
    if recorded.is_err() {
        context.reporter.notice(Level::Warning, "the history does not have this drill");
    }
    recorded
}

async fn write_state(session: &Session, changes: Vec<Change>, run: Option<RunRecord>) -> Result<()> {
    let failed = |error: StateError| errors::state(&error);
    let store = session.store()?;
    store.lock(&session.holder("drill")).await.map_err(failed)?;
    let written = async {
        if !changes.is_empty() {
            store.commit(changes).await?;
        }
        match run {
            Some(run) => store.record_run(run).await.map(drop),
            None => Ok(()),
        }
    };
    let written = written.await;
    // Report the first error.
    let released = store.unlock().await;
    written.map_err(failed)?;
    released.map_err(failed)?;
    Ok(())
}

/// Publishes the result as a metric, for an alarm on failed and missed drills.
async fn publish(context: &Context, planned: &Planned, report: &DrillReport) {
    if planned.is_sandbox() {
        return;
    }
    let dimensions = [("Stack", report.stack.as_str())];
    let failed = ("Failed", f64::from(u8::from(!report.passed())));
    let [home, _] = &planned.regions;
    if let Err(error) = numbered::publish(&planned.connection, home, &dimensions, failed).await {
        context.reporter.notice(Level::Warning, format!("the metric of the drill is not published: {}", error.message));
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    usage(format!("cannot write the report: {error}")).at(shown(path))
}

fn write(out: &Path, report: &DrillReport) -> Result<()> {
    let json = serde_json::to_string_pretty(report).unwrap_or_default() + "\n";
    for (name, text) in [("report.md", report.markdown()), ("report.html", page(report)), ("report.json", json)] {
        let file = out.join(name);
        private_file::write(&file, text.as_bytes()).map_err(|error| unwritable(&file, &error))?;
    }
    Ok(())
}
