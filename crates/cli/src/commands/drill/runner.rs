//! A drill while it runs.

use std::collections::BTreeSet;
use std::sync::Arc;

use archipel_engine::apply::Cancel;
use archipel_engine::event::Level;
use archipel_engine::plan::FileOptions;
use archipel_resources::numbered::{self, Application};

use super::super::failover::{self, FailbackArgs, FailoverArgs};
use super::super::run;
use super::args::DrillArgs;
use super::planned::Planned;
use super::state::hold;
use crate::context::Context;
use crate::drill::fault::{self, Fault, Injector};
use crate::drill::measure::{Sample, longest_gap_ms, lost, lost_on_return, recovered, rpo_ms};
use crate::drill::report::{DrillReport, Moment, Phase, StoreReport, stretches};
use crate::drill::traffic::{Measured, Traffic, Way};
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::interrupt::Guard;
use crate::recovery::flow::StepTimes;
use crate::recovery::{Place, Scenario};
use crate::render::text::{clock, duration};
use crate::session::Session;

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
/// How late objects may reach the other bucket, 99.99 % of them (S3 user guide, "Replication Time Control").
const OBJECTS_MS: u64 = 15 * 60_000;
/// How far a copy may be behind once it has caught up.
const CAUGHT_UP_MS: u64 = 5_000;

/// A drill while it runs.
pub(super) struct Drill<'a> {
    context: &'a Context,
    args: &'a DrillArgs,
    planned: &'a Planned,
    traffic: Traffic,
    cancel: Cancel,
    guard: Option<Guard>,
    report: DrillReport,
    fault: Option<Fault>,
    fault_ms: u64,
    fault_ended_ms: Option<u64>,
    /// What each store had when the service was back; as `Traffic::present`.
    present: Option<Vec<Option<BTreeSet<u64>>>>,
    /// The same after the return, if the roles moved.
    returned: Option<Vec<Option<BTreeSet<u64>>>>,
    /// Whether a failover or failback is not complete, which keeps the stack locked.
    pub(super) is_half_way: bool,
}

impl<'a> Drill<'a> {
    pub(super) fn new(context: &'a Context, args: &'a DrillArgs, planned: &'a Planned, cancel: Cancel) -> Self {
        let Planned { session, scenario, regions, drills, alarm, connection, injector, .. } = planned;
        let way = match injector {
            Injector::Sandbox(running, account) => Way::Sandbox(running.clone(), account.clone()),
            Injector::Experiment { .. } | Injector::Writes => Way::Public(Arc::new(Application::default())),
        };
        let shared = (Arc::clone(&context.flow), cancel.clone());
        let traffic = Traffic::new(drills.clone(), regions.clone(), way, connection.clone(), alarm.clone(), shared);
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
            returned: None,
            is_half_way: false,
        }
    }

    /// Notes a moment, and tells the user.
    fn note(&mut self, what: impl Into<String>) -> u64 {
        let (at_ms, what) = (self.traffic.clock.now_ms(), what.into());
        self.context.reporter.notice(Level::Info, format!("{}  {what}", clock(at_ms)));
        self.report.moments.push(Moment { at_ms, what });
        at_ms
    }

    fn phase(&mut self, name: &str, from_ms: u64, until_ms: u64) {
        self.report.phases.push(Phase { name: name.to_owned(), from_ms, until_ms });
    }

    pub(super) async fn run(&mut self) -> Result<()> {
        if self.planned.scenario.corrupts_caches() {
            self.traffic.read_caches();
        }
        self.traffic.pass(BEFORE_MS).await?;
        if !self.traffic.is_up() {
            let why = self.traffic.why_down().unwrap_or_default();
            return Err(Failure::new("the service does not work before the fault").why(why).into());
        }
        if self.traffic.is_in_alarm() {
            return Err(Failure::new("the alarm is in alarm before the fault").hint("drill once it has ended").into());
        }
        let [home, other] = &self.planned.regions;
        let place = fault::Place { home, other, zone: self.planned.zone.as_deref() };
        self.traffic.forget_lags();
        if self.planned.scenario.corrupts_caches() {
            self.traffic.corrupt_caches();
        } else {
            self.fault = Some(self.planned.injector.begin(self.planned.scenario, place).await?);
        }
        let zone = self.planned.zone.as_ref().map(|zone| format!(" ({zone})")).unwrap_or_default();
        self.fault_ms = self.note(format!("fault: {}{zone}", self.planned.scenario.fault()));
        let limit = self.fault_ms + DETECTION_MS;
        if !self.traffic.until(limit, Traffic::is_in_alarm).await? {
            self.note("no alarm");
            return Err(self
                .why_not_changed(Failure::new(format!("no alarm within {}", duration(DETECTION_MS))))
                .into());
        }
        let detected_ms = self.note("detection: the alarm");
        self.report.detection_ms = Some(detected_ms - self.fault_ms);
        self.phase("detection", self.fault_ms, detected_ms);
        match self.planned.scenario {
            Scenario::RegionLost => self.fail_over(detected_ms).await,
            Scenario::CacheCorrupted => self.fill_again(detected_ms).await,
            _ => self.wait_it_out(detected_ms).await,
        }
    }

    /// Runs a failover or a failback, with traffic, and returns when its last step but the verification has ended.
    async fn moving(
        &mut self,
        what: &str,
        times: &StepTimes,
        moved: impl Future<Output = Result<Exit>>,
    ) -> Result<u64> {
        self.guard = None;
        self.is_half_way = true;
        self.context.flow.expect(times.clone());
        let moved = self.traffic.during(moved).await;
        self.context.flow.expect(StepTimes::new());
        self.guard = Some(self.context.during(&self.cancel));
        match moved?? {
            Exit::Done => {
                self.is_half_way = false;
                // It has ended the lock.
                hold(&self.planned.session, self.planned.scenario).await?;
                let done_ms = self.note(format!("{what} done"));
                Ok(self.traffic.waited_for_ms.unwrap_or(done_ms))
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
        self.decide().await?;
        let decided_ms = self.note(format!("decision: fail over to {other}"));
        self.phase("decision", detected_ms, decided_ms);
        let [times, times_of_return] = &self.planned.times;
        let args = FailoverArgs::unplanned(&self.args.stack, &other);
        let acted_ms = self.moving("failover", times, failover::failover(self.context, &args)).await?;
        self.phase("action", decided_ms, acted_ms);
        self.traffic.writes_in.clone_from(&other);
        let verified_ms = self.verify(acted_ms).await?;
        self.phase("verification", acted_ms, verified_ms);
        self.present = Some(self.traffic.present(&other).await);
        self.end_fault().await?;
        self.traffic.pass(SETTLE_MS).await?;
        let return_ms = self.note(format!("return to {home}"));
        let args = FailbackArgs::confirmed(&self.args.stack);
        let returned_ms = self.moving("failback", times_of_return, failover::failback(self.context, &args)).await?;
        self.traffic.writes_in.clone_from(&home);
        let back_ms = self.verify(returned_ms).await?;
        self.phase("return", return_ms, back_ms);
        self.traffic.pass(AFTER_MS).await?;
        self.read_returned(&home).await
    }

    /// The time that people need to decide.
    async fn decide(&mut self) -> Result<()> {
        let time = self.args.decision.unwrap_or_default();
        self.traffic.pass(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)).await
    }

    /// Reads what each store has after the return. Objects that were written in the other region are not lost while they are on
    /// their way.
    async fn read_returned(&mut self, home: &str) -> Result<()> {
        let limit = self.traffic.clock.now_ms() + OBJECTS_MS;
        loop {
            self.returned = Some(self.traffic.present(home).await);
            let is_late = |(index, measured): (usize, &Measured)| {
                matches!(measured.store.place, Place::Buckets(_))
                    && self.lost_on_return(index).is_some_and(|lost| lost > 0)
            };
            if !self.traffic.measured.iter().enumerate().any(is_late) || self.traffic.clock.now_ms() >= limit {
                return Ok(());
            }
            self.traffic.pass(AFTER_MS).await?;
        }
    }

    /// How many acknowledged writes of a store the return lost; none if no role moved, or the store could not be read.
    fn lost_on_return(&self, index: usize) -> Option<usize> {
        let of = |all: &Option<Vec<Option<BTreeSet<u64>>>>| all.as_ref()?.get(index)?.clone();
        let (present, returned) = (of(&self.present)?, of(&self.returned)?);
        let samples = &self.traffic.measured.get(index)?.samples;
        Some(lost_on_return(samples, (&present, self.fault_ended_ms?), &returned).len())
    }

    /// Fails the drill if the return, a planned move, lost writes of a store whose service waits for them. A global datastore has no
    /// call that does: its loss is reported.
    fn judge_return(&mut self) {
        if self.returned.is_none() {
            return;
        }
        for (index, measured) in self.traffic.measured.iter().enumerate() {
            let name = &measured.store.name;
            match self.lost_on_return(index) {
                None => self.report.missed.push(format!("what the return lost of {name} could not be read")),
                Some(lost) if lost > 0 && !matches!(measured.store.place, Place::Cache(_)) => {
                    self.report.missed.push(format!("the return lost {lost} acknowledged writes of {name}"));
                }
                Some(_) => {}
            }
        }
    }

    /// No step recovers: users are led away by health checks, or do not notice, or wait for the end of the fault.
    async fn wait_it_out(&mut self, detected_ms: u64) -> Result<()> {
        if self.planned.scenario == Scenario::ZoneLost {
            // Some requests succeed from the beginning: wait until the others do.
            self.traffic.pass(SETTLE_MS).await?;
        }
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

    /// Empties the cache, and fills it again with what the database has. A failover would take the wrong values along.
    async fn fill_again(&mut self, detected_ms: u64) -> Result<()> {
        self.decide().await?;
        let decided_ms = self.note("decision: empty the cache, and fill it again from the database");
        self.phase("decision", detected_ms, decided_ms);
        let home = self.planned.regions[0].clone();
        self.traffic.refill_caches(&home).await?;
        if !self.traffic.until(decided_ms + VERIFICATION_MS, Traffic::is_changed).await? {
            return Err(self.why_not_changed(Failure::new("the cache was not filled again")).into());
        }
        let acted_ms = self.note("the cache is filled again");
        self.phase("action", decided_ms, acted_ms);
        let verified_ms = self.verify(acted_ms).await?;
        self.phase("verification", acted_ms, verified_ms);
        self.traffic.keep_lags();
        self.traffic.pass(AFTER_MS).await?;
        self.traffic.forget_lags();
        self.traffic.pass(AFTER_MS).await?;
        if !self.traffic.has_caught_up(CAUGHT_UP_MS) {
            return Err(Failure::new("the copy of the cache has not caught up").into());
        }
        self.present = Some(self.traffic.present(&home).await);
        Ok(())
    }

    fn why_not_changed(&self, failure: Failure) -> Failure {
        match &self.traffic.refused {
            Some(why) => failure.why(why),
            None => failure,
        }
    }

    async fn end_fault(&mut self) -> Result<()> {
        let Some(fault) = self.fault.take() else { return Ok(()) };
        self.traffic.keep_lags();
        self.planned.injector.end(fault).await?;
        self.fault_ended_ms = Some(self.note("end of the fault"));
        Ok(())
    }

    /// Ends the drill in any case, and measures.
    pub(super) async fn finish(mut self, failed: Option<&Vec<Failure>>) -> DrillReport {
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
        self.judge_return();
        for (index, measured) in self.traffic.measured.iter().enumerate() {
            let (samples, noticed) = (&measured.samples, measured.noticed());
            let present = self.present.as_ref().and_then(|present| present.get(index)?.as_ref());
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
                rto_ms: recovered(&noticed, self.fault_ms, window).rto_ms(),
                rpo_ms: present.map(|present| rpo_ms(&before, present)),
                lost: present.map(|present| lost(&before, present).len()),
                lag_ms: measured.fault_lag_ms,
                return_gap_ms: self.fault_ended_ms.map(|ended| longest_gap_ms(&noticed, ended, end_ms)),
                lost_on_return: self.lost_on_return(index),
                stretches: stretches(&noticed, end_ms),
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
        let series = behind.map(Measured::noticed).chain([self.traffic.probes.clone()]);
        let times = series.map(|samples| recovered(&samples, self.fault_ms, until_ms).rto_ms());
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
