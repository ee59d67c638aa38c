//! A drill before it runs: what it will do, and whether it may.

use std::sync::Arc;

use archipel_engine::state::Snapshot;
use archipel_resources::aws::Connection;
use archipel_resources::takeover;
use archipel_sandbox::daemon;

use super::super::{failover, run};
use super::args::{DrillArgs, usage};
use super::state::is_of_drill;
use crate::config::TargetName;
use crate::context::Context;
use crate::drill::fault::{AWS, Injector};
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::recovery::flow::StepTimes;
use crate::recovery::{
    self, Declarations, DrillAlarm, DrillStore, Drills, Failover, Mode, Place, Scenario, Signal, Step, verification,
};
use crate::render::human::heading;
use crate::session::Session;
use crate::target;

/// A drill before it runs.
pub(super) struct Planned {
    pub(super) session: Session,
    pub(super) scenario: Scenario,
    /// The region that has the roles, and the other one.
    pub(super) regions: [String; 2],
    /// The zone that is lost, unless only the experiment knows it.
    pub(super) zone: Option<String>,
    pub(super) drills: Drills,
    pub(super) alarm: DrillAlarm,
    /// The steps of the failover.
    pub(super) steps: Vec<Step>,
    /// What the steps of the failover, and those of the failback, take in the sandbox.
    pub(super) times: [StepTimes; 2],
    pub(super) connection: Connection,
    pub(super) approved_by: Option<String>,
    pub(super) injector: Injector,
}

/// What the recovery program declares for the loss of the region that has the roles at first.
pub(super) fn declared(context: &Context, session: &Session, snapshot: &Snapshot) -> Result<(Failover, Declarations)> {
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

/// What the steps of a failover and those of the failback after it take in the sandbox, where emulators do at once what takes minutes
/// in AWS. The verification takes as long as the traffic needs.
fn step_times(
    context: &Context,
    session: &Session,
    failover: &Failover,
    declared: &Declarations,
) -> Result<[StepTimes; 2]> {
    let Some(source) = &context.app.recovery else { return Ok([StepTimes::new(), StepTimes::new()]) };
    let Failover { from, to, .. } = failover.clone();
    let back = Failover { from: to, to: from, mode: Mode::Planned, ..failover.clone() };
    let (_, of_return) = failover::declare_steps(context, &session.name, &back, session.recovery(source)?.declare)?;
    let times = |declared: &Declarations| {
        let mut times = StepTimes::new();
        for (urn, step) in declared.steps.iter().filter(|(urn, _)| urn.type_name() != verification::TYPE) {
            *times.entry(urn.clone()).or_default() += step.takes;
        }
        times
    };
    Ok([times(declared), times(&of_return)])
}

/// Checks that a drill can begin.
pub(super) async fn plan(context: &Context, args: &DrillArgs, scenario: Scenario) -> Result<Planned> {
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    if context.app.recovery.is_none() {
        let failure = usage("the stack has no recovery program");
        return Err(failure.hint("declare one with `App::recovery`").into());
    }
    let snapshot = session.snapshot().await?;
    let holder = session.holder("drill");
    snapshot.ensure_not_held(&holder).map_err(|error| errors::state(&error))?;
    if let Some(hold) = snapshot.hold().filter(|hold| is_of_drill(hold) && !hold.is_expired()) {
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
    let Some(drills) = declared.drills.clone() else {
        let failure = usage("the recovery program declares no drills");
        return Err(failure.hint("declare them with `Recovery::drills`").into());
    };
    let Some(alarm) = drills.alarm_of(scenario).cloned() else {
        let failure = usage(format!("the recovery program has no alarm for {}", scenario.name()));
        return Err(failure.hint("declare it with `Drills::alarm`: a drill measures the time until it").into());
    };
    if scenario.corrupts_caches() {
        ensure_can_fill_again(&drills, is_sandbox)?;
    }
    if !is_sandbox && drills.needs_approval && args.approved_by.is_none() {
        let failure = usage(format!("a drill of {} needs an approval", session.name)).why("nothing was changed");
        return Err(failure.hint("name who approved it with `--approved-by WHO`, or drill in the `--sandbox`").into());
    }
    let running = run::connect_silent(context, &session, None, true).await?;
    let Some(connection) = running.connection.clone().filter(|_| !running.new_world) else {
        let failure = usage("the sandbox has none of the recorded resources");
        return Err(failure.hint(format!("create them with `up {} --sandbox`", session.name)).into());
    };
    let times = match (is_sandbox, scenario) {
        (true, Scenario::RegionLost) => step_times(context, &session, &failover, &declared)?,
        _ => <[StepTimes; 2]>::default(),
    };
    let Failover { from, to, .. } = failover;
    let zone = match (scenario, &args.experiment) {
        // The experiment has it.
        (Scenario::ZoneLost, Some(_)) => None,
        (Scenario::ZoneLost, None) => Some(zone_of_writer(&connection, &from, &drills).await?),
        _ => None,
    };
    let template = args.experiment.as_deref().or_else(|| drills.experiment_of(scenario, zone.as_deref()));
    let injector = match (is_sandbox, template) {
        (true, _) if args.experiment.is_some() => return Err(usage("`--experiment` is for AWS").into()),
        (false, Some(_)) if scenario.corrupts_caches() => {
            let failure =
                usage("cache-corrupted has no experiment: the drill itself writes wrong numbers to the cache");
            return Err(failure.hint("drill without `--experiment`").into());
        }
        (true, _) => {
            let sandbox = daemon::status(None).await.map_err(|error| errors::sandbox(&error))?;
            let sandbox = sandbox.ok_or_else(|| usage("the sandbox does not run"))?;
            Injector::Sandbox(Box::new(sandbox), target::sandbox_account(context, &session, &snapshot))
        }
        (false, None) if scenario.corrupts_caches() => Injector::Writes,
        (false, Some(template)) => Injector::Experiment {
            program: AWS.to_owned(),
            template: template.to_owned(),
            region: from.clone(),
            profile: session.settings.profile.clone(),
        },
        (false, None) => {
            let what = format!("{} needs an experiment template of FIS in AWS", scenario.name());
            let hint =
                "declare it with `Drills::experiment`, name it with `--experiment ID`, or drill in the `--sandbox`";
            return Err(usage(what).hint(hint).into());
        }
    };
    let steps = declared.steps.into_iter().map(|(_, step)| step).collect();
    let approved_by = args.approved_by.clone();
    let regions = [from, to];
    Ok(Planned { session, scenario, regions, zone, drills, alarm, steps, times, connection, approved_by, injector })
}

/// Fails without a cache, and a database to fill it from, that the drill can write to.
fn ensure_can_fill_again(drills: &Drills, is_sandbox: bool) -> Result<()> {
    let is_written = |store: &&DrillStore| is_sandbox || store.writer.is_some();
    let written: Vec<&DrillStore> = drills.stores.iter().filter(is_written).collect();
    let has = |is: fn(&Place) -> bool| written.iter().any(|store| is(&store.place));
    if has(|place| matches!(place, Place::Cache(_))) && has(|place| matches!(place, Place::Database(_))) {
        return Ok(());
    }
    let failure =
        usage("cache-corrupted needs a cache and a database to fill it from, and an application that writes to both");
    let hint = "declare them with `DrillStore::cache` and `DrillStore::database`, each with `written_by(ADDRESS)`";
    Err(failure.hint(hint).into())
}

/// The zone whose loss hurts most: that of the instance which takes the writes of the database.
async fn zone_of_writer(connection: &Connection, home: &str, drills: &Drills) -> Result<String> {
    let Some(database) = drills.database() else {
        let failure = usage("zone-lost needs a database: the zone of its writer is lost");
        return Err(failure.hint("declare it with `DrillStore::database`").into());
    };
    let what = || Failure::new(format!("the zone of the writer of {database} is not known"));
    match takeover::zone_of_writer(connection, home, database).await {
        Ok(Some(zone)) => Ok(zone),
        Ok(None) => Err(what().why(format!("no instance in {home} takes its writes")).into()),
        Err(error) => Err(what().why(error.message).into()),
    }
}

impl Planned {
    pub(super) fn is_sandbox(&self) -> bool {
        self.session.target == TargetName::Sandbox
    }

    /// What will be done.
    pub(super) fn text(&self) -> String {
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
            _ if scenario.corrupts_caches() => "by wrong ones that the drill writes".to_owned(),
            Injector::Sandbox(..) | Injector::Writes => "by the gateway of the sandbox".to_owned(),
            Injector::Experiment { template, region, .. } => format!("by the experiment {template} in {region}"),
        };
        let place = self.zone.as_ref().unwrap_or(home);
        line(number, format!("fault in {place}: {}, {how}", scenario.fault()));
        let watched = alarm.name.as_ref().map_or_else(
            || match alarm.signal {
                Signal::WrongReads(_) => "until reads have been wrong for long enough".to_owned(),
                _ => "until writes have failed for long enough".to_owned(),
            },
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
            let end = if scenario.corrupts_caches() {
                "verification: the cache has the numbers of the database, and no others"
            } else {
                "end of the fault, and the same verification"
            };
            line(number, end.to_owned());
            line(number, "the plan of the stack must be empty".to_owned());
        }
        text
    }
}

pub(super) fn and(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
