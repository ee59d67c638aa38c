//! The executor: starts steps as they become ready, as many at once as may work.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::context::{Ended, RunContext, share};
use super::permits::{HeldPermit, Permit};
use super::regions::{OnRegionFailure, Regions};
use super::run::{ApplyError, Run, panicked};
use super::schedule::Schedule;
use super::step_runner::{self, StepOutcome, StepResult};
use crate::estimate::{self, CriticalPath};
use crate::event::{Event, Level, Summary};
use crate::model::catch_panic::catch_panic_of;
use crate::model::hook::HookPoint;
use crate::model::time::now;
use crate::model::urn::Urn;
use crate::plan::{Action, Step, StepId};
use crate::provider::limiter::at_priority;
use crate::provider::{ErrorKind, Result, Schemas as _};
use crate::state::{Change, Pending, RecordKey};

/// Applies a plan. The caller holds the store's lock.
///
/// Failed steps are counted in the summary and reported as events; they are not errors of the run.
///
/// # Errors
/// When the state cannot be written. The journal has everything that was durable before.
pub async fn apply(run: Run) -> Result<Summary, ApplyError> {
    let started = Instant::now();
    let expected = estimate::of_plan(&run.plan, &run.snapshot.durations, &run.providers);
    let schedule = Schedule::new(&run.plan, &expected);
    let (shared, endings) = share(run);
    let waits = shared.providers.rate_limit_waits();
    shared.events.emit(Event::Expected { steps: expected });
    settle_left_over(&shared).await;
    let mut executor = Executor {
        took: vec![None; shared.plan.steps.len()],
        endings,
        released: HashSet::new(),
        shared: Arc::clone(&shared),
        schedule,
        running: JoinSet::new(),
        counts: Counts::default(),
        regions: Regions::default(),
        urgent: Vec::new(),
        held: false,
    };
    executor.go().await;
    let run = micros(started);
    let mut summary = executor.counts.summary;
    summary.unchanged += shared.plan.unchanged;
    summary.skipped = shared.plan.steps.len() - executor.counts.ended - summary.failed;
    summary.cancelled = shared.cancel.is_requested();
    if !shared.is_broken() {
        summary.failed += commit_outputs(&shared, &summary).await;
    }
    summary.millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    summary.api_calls = shared.options.api_calls.as_ref().map_or(0, |calls| calls.load(Ordering::Relaxed));
    if let Some(path) = CriticalPath::new(&shared.plan, &executor.took, run) {
        let limits = estimate::delays(&waits, shared.providers.rate_limit_waits());
        let path = CriticalPath { limits, ..path };
        shared.events.emit(Event::CriticalPath { path });
    }
    shared.events.emit(Event::Finished { summary: summary.clone() });
    match shared.take_error() {
        Some(error) => Err(ApplyError::State { error, summary: Box::new(summary) }),
        None => Ok(summary),
    }
}

/// Ends the journal entries of earlier creates that no step of this plan continues. Recovery found no resources of
/// them, and would have by now: a lookup may lag behind a create for a while, and until then the outcome is unknown. So
/// it stays for a type without lookups.
async fn settle_left_over(shared: &RunContext) {
    let makes: HashSet<&RecordKey> = shared
        .plan
        .steps
        .iter()
        .filter(|step| matches!(step.action, Action::Create | Action::Replace { .. }))
        .map(|step| &step.key)
        .collect();
    let is_visible = |pending: &&Pending| {
        let schema = shared.providers.schema(pending.key.urn.type_name());
        schema.is_none_or(|schema| {
            schema.meta.looks_up && pending.began + schema.meta.polling.visible_within.as_secs() <= now()
        })
    };
    let mut left: Vec<&Pending> = shared.uncertain_besides(&makes).filter(is_visible).collect();
    left.sort_unstable_by_key(|pending| &pending.op);
    let left = left.into_iter().map(|pending| super::recover::not_executed(&pending.op));
    let left: Vec<Change> = left.chain(shared.abandoned_hooks()).collect();
    if !left.is_empty() {
        // A failure is remembered, and ends the run before it starts.
        let _ = shared.commit(left).await;
    }
}

#[derive(Default)]
struct Counts {
    summary: Summary,
    /// Steps that finished or turned out to be unnecessary.
    ended: usize,
}

struct Executor {
    shared: Arc<RunContext>,
    schedule: Schedule,
    /// A finished step keeps its permit until its result is handled: a failure that stops the run must be seen before
    /// another step may start.
    running: JoinSet<(StepId, u64, Result<StepResult>, Arc<Permit>)>,
    counts: Counts,
    regions: Regions,
    /// Hooks that run because their resource failed, whatever else stops.
    urgent: Vec<StepId>,
    /// Whether a region has failed and the run starts no further steps because of that.
    held: bool,
    /// The duration of each step, in microseconds.
    took: Vec<Option<u64>>,
    /// Steps that have ended and whose commit is under way.
    endings: UnboundedReceiver<Ended>,
    /// Those of them whose successors may start already.
    released: HashSet<StepId>,
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

impl Executor {
    async fn go(&mut self) {
        loop {
            let stopped = self.stopped();
            let urgent = !self.urgent.is_empty() && !self.shared.cancel.is_requested() && !self.shared.is_broken();
            let may_start = urgent || (!stopped && self.schedule.has_ready());
            if !may_start && self.running.is_empty() {
                break;
            }
            let permits = Arc::clone(&self.shared.permits);
            tokio::select! {
                biased;
                Some(ended) = self.running.join_next(), if !self.running.is_empty() => {
                    if let Ok((step, took, ended, _permit)) = ended {
                        self.ended(step, took, ended);
                    }
                }
                Some(ended) = self.endings.recv() => self.release(ended),
                () = self.shared.cancel.requested(), if !stopped => {}
                permit = permits.acquire(self.schedule.next_path()), if may_start => self.start(permit),
            }
        }
    }

    fn stopped(&self) -> bool {
        self.shared.cancel.is_requested()
            || self.shared.is_broken()
            || self.held
            || (self.shared.options.stop_on_error && self.counts.summary.failed > 0)
    }

    fn start(&mut self, permit: HeldPermit) {
        let Some(id) = self.urgent.pop().or_else(|| self.schedule.pop()) else { return };
        let shared = Arc::clone(&self.shared);
        let step = &shared.plan.steps[id.index()];
        let urn = step.urn().clone();
        let priority = self.schedule.path(id);
        shared.events.emit(Event::StepStarted { step: id, urn });
        self.running.spawn(at_priority(priority, async move {
            let since = Instant::now();
            let permit = Arc::new(Permit::new(Arc::clone(&shared.permits), priority, permit));
            let type_name = shared.plan.steps[id.index()].urn().type_name().to_owned();
            let ended = catch_panic_of(step_runner::execute(shared, id, Arc::clone(&permit))).await;
            (id, micros(since), ended.unwrap_or_else(|panic| Err(panicked(&type_name, &panic))), permit)
        }));
    }

    /// Lets the steps start that waited for one whose end is being committed.
    fn release(&mut self, Ended { step, took }: Ended) {
        self.took[step.index()] = Some(took);
        self.released.insert(step);
        self.schedule.done(step);
    }

    fn ended(&mut self, id: StepId, took: u64, ended: Result<StepResult>) {
        // Its task sent it before it ended.
        while let Ok(ended) = self.endings.try_recv() {
            self.release(ended);
        }
        let shared = Arc::clone(&self.shared);
        let step = &shared.plan.steps[id.index()];
        let urn = step.urn().clone();
        let millis = took / 1000;
        let is_released = self.released.remove(&id);
        if !is_released {
            self.took[id.index()] = Some(took);
        }
        match ended {
            Ok(StepResult { end, id: physical }) => {
                self.count(step, end);
                if end == StepOutcome::Unchanged {
                    shared.note_unchanged(&urn);
                }
                self.regions.done(step);
                shared.events.emit(Event::StepDone { step: id, urn, id: physical, millis });
                if !is_released {
                    self.schedule.done(id);
                }
            }
            Err(error) => {
                self.counts.summary.failed += 1;
                shared.note_failed(&urn);
                // The failure of a hook says nothing about the services of its region.
                let down = step.action.hook().is_none() && self.regions.failed(step, &error);
                // Those of other accounts are had with the run's own, so that every further call would fail as well.
                let refused = error.kind == ErrorKind::Credentials && step.environment.account.is_none() && !self.held;
                shared.events.emit(Event::StepFailed { step: id, urn: urn.clone(), error, millis });
                if !is_released {
                    self.skip(id, &urn);
                }
                if refused {
                    self.held = true;
                    let message = "the service rejected the credentials: no further steps will start".to_owned();
                    shared.events.emit(Event::Notice { level: Level::Warning, message });
                } else if down {
                    self.give_up(step);
                }
            }
        }
    }

    /// Leaves everything in the region of this step that has not begun, with what depends on it, or all of the run.
    fn give_up(&mut self, because: &Step) {
        self.held = self.shared.options.on_region_failure == OnRegionFailure::Hold;
        let region = because.environment.region.clone();
        self.shared.events.emit(Event::RegionFailed { region, urn: because.urn().clone(), hold: self.held });
        if self.held {
            return;
        }
        let shared = Arc::clone(&self.shared);
        let left = self.schedule.leave(|id| self.regions.is_down(&shared.plan.steps[id.index()]));
        self.skipped(left, because.urn());
    }

    fn skip(&mut self, failed: StepId, because: &Urn) {
        let skipped = self.schedule.fail(failed);
        let plan = Arc::clone(&self.shared.plan);
        let runs = |id: &StepId| {
            let step = &plan.steps[id.index()];
            let on_failure = step.action.hook().is_some_and(|hook| hook.point == HookPoint::OnFailure);
            on_failure && step.urn() == because
        };
        let (urgent, skipped): (Vec<StepId>, Vec<StepId>) = skipped.into_iter().partition(runs);
        self.urgent.extend(urgent);
        self.skipped(skipped, because);
    }

    fn skipped(&self, steps: Vec<StepId>, because: &Urn) {
        for step in steps {
            let urn = self.shared.plan.steps[step.index()].urn().clone();
            self.shared.events.emit(Event::StepSkipped { step, urn, because: because.clone() });
        }
    }

    fn count(&mut self, step: &Step, end: StepOutcome) {
        self.counts.ended += 1;
        let summary = &mut self.counts.summary;
        match end {
            StepOutcome::Created => summary.created += 1,
            StepOutcome::Updated => summary.updated += 1,
            StepOutcome::Replaced => summary.replaced += 1,
            StepOutcome::Deleted if self.shared.is_of_replacement(step) => {}
            StepOutcome::Deleted => {
                let along = step.action.removes().iter().filter(|key| !self.shared.is_kept(key)).count();
                summary.deleted += 1 + along;
            }
            StepOutcome::Imported => summary.imported += 1,
            StepOutcome::Unchanged => summary.unchanged += 1,
            StepOutcome::Other => {}
        }
    }
}

/// Records the exports. Returns how many of them the program could not give.
async fn commit_outputs(shared: &RunContext, summary: &Summary) -> usize {
    let mut failed = 0;
    let outputs = if shared.values.program().is_some() {
        let (outputs, mistakes) = shared.values.outputs(&shared.snapshot);
        failed = mistakes.len();
        for mistake in mistakes {
            shared.events.emit(Event::Notice { level: Level::Error, message: mistake.to_string() });
        }
        outputs
    } else if summary.failed + summary.skipped == 0 {
        shared.plan.outputs.clone()
    } else {
        return failed;
    };
    if outputs != shared.snapshot.outputs {
        // A failure is remembered, and is the run's.
        let _ = shared.commit(vec![Change::Outputs(outputs)]).await;
    }
    failed
}
