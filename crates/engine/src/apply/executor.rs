//! The run: starts steps as they become ready, as many at once as may work, until nothing can be started.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures::FutureExt as _;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::cancel::Cancel;
use super::operation_host::Permit;
use super::permits::{Held, Permits};
use super::poller::Pollers;
use super::regions::{OnRegionFailure, Regions};
use super::schedule::Schedule;
use super::step_runner::{self, End, Ended};
use super::values::Values;
use super::{ApplyError, ApplyOptions, Run};
use crate::estimate::{self, CriticalPath, duration_key};
use crate::event::{Event, EventSink, Level, Summary};
use crate::model::digest::Digester;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{Action, Plan, Reason, Step, StepId};
use crate::program::Place;
use crate::provider::Providers;
use crate::provider::limiter::at_priority;
use crate::provider::{ErrorKind, Id, ProviderError, Result};
use crate::state::{Change, Operation, Pending, Record, RecordKey, Snapshot, StateError, StateStore};

/// What every step of a run sees.
pub(super) struct Shared {
    /// `project/stack`.
    pub(super) stack: Arc<str>,
    pub(super) options: ApplyOptions,
    pub(super) plan: Arc<Plan>,
    pub(super) snapshot: Snapshot,
    pub(super) digester: Digester,
    pub(super) values: Values,
    pub(super) providers: Arc<Providers>,
    pub(super) events: Arc<dyn EventSink>,
    pub(super) pollers: Pollers,
    pub(super) permits: Arc<Permits>,
    pub(super) cancel: Cancel,
    store: Arc<dyn StateStore>,
    /// Records that this run wrote, `None` for those it removed; the snapshot stays as it was.
    written: Mutex<HashMap<RecordKey, Option<Arc<Record>>>>,
    /// The records that have an id. Made when it is first asked for: after an ambiguous answer.
    by_id: OnceLock<HashMap<Id, Vec<RecordKey>>>,
    /// Creates of earlier runs of which nothing was found: their tokens are used again.
    uncertain: HashMap<RecordKey, Pending>,
    /// Old generations that stay, because they turned out not to need replacing.
    kept: Mutex<HashSet<RecordKey>>,
    durations: Mutex<BTreeMap<String, u64>>,
    broken: Mutex<Option<StateError>>,
    is_broken: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Commits changes. When that fails the run starts nothing more.
    pub(super) async fn commit(&self, changes: Vec<Change>) -> Result<()> {
        let puts: Vec<_> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Put(record) => Some((record.key.clone(), Some(Arc::clone(record)))),
                Change::Remove(key) => Some((key.clone(), None)),
                _ => None,
            })
            .collect();
        match self.store.commit(changes).await {
            Ok(_) => {
                lock(&self.written).extend(puts);
                Ok(())
            }
            Err(error) => {
                let message = format!("the state was not written: {error}");
                lock(&self.broken).get_or_insert(error);
                self.is_broken.store(true, Ordering::Release);
                Err(ProviderError::new(ErrorKind::Internal, message))
            }
        }
    }

    /// The record of a generation, as of now.
    pub(super) fn record(&self, key: &RecordKey) -> Result<Arc<Record>> {
        self.record_if_any(key).ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("the plan has a step for {key}, which state does not have"))
        })
    }

    fn record_if_any(&self, key: &RecordKey) -> Option<Arc<Record>> {
        match lock(&self.written).get(key) {
            Some(written) => written.clone(),
            None => self.snapshot.records.get(key).cloned(),
        }
    }

    /// Whether state has this id now, for a resource of this type in this place.
    ///
    /// What this run makes is told apart by its token or tag; what was there before is what could be taken for it.
    pub(super) fn is_recorded(&self, id: &Id, type_name: &str, place: &Place) -> bool {
        let by_id = self.by_id.get_or_init(|| {
            let mut by_id: HashMap<Id, Vec<RecordKey>> = HashMap::new();
            for record in self.snapshot.records.values() {
                by_id.entry(record.id.clone()).or_default().push(record.key.clone());
            }
            by_id
        });
        by_id
            .get(id)
            .into_iter()
            .flatten()
            .filter_map(|key| self.record_if_any(key))
            .any(|record| record.id == *id && record.place == *place && record.key.urn.type_name() == type_name)
    }

    /// An earlier create of the same thing with the same properties, of which nothing was found.
    pub(super) fn uncertain(&self, key: &RecordKey, inputs: &Value) -> Option<&Pending> {
        self.uncertain.get(key).filter(|pending| pending.inputs == *inputs)
    }

    /// Notes that an old generation stays.
    pub(super) fn keep(&self, key: RecordKey) {
        lock(&self.kept).insert(key);
    }

    /// Whether an old generation of this resource stays.
    pub(super) fn is_any_kept(&self, urn: &Urn) -> bool {
        lock(&self.kept).iter().any(|key| key.urn == *urn)
    }

    pub(super) fn is_kept(&self, key: &RecordKey) -> bool {
        lock(&self.kept).contains(key)
    }

    /// The entry of how long an operation took: an average that follows the last runs.
    pub(super) fn duration(&self, type_name: &str, operation: Operation, since: Instant) -> Change {
        let key = duration_key(type_name, operation.as_str());
        let took = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        let mut durations = lock(&self.durations);
        let average = durations.get(&key).map_or(took, |before| (before.saturating_mul(3).saturating_add(took)) / 4);
        durations.insert(key.clone(), average);
        Change::Duration(key, average)
    }
}

/// Applies a plan. The caller holds the right to write to the store.
///
/// Steps that fail are counted in the summary and told as events; they are no error of the run.
///
/// # Errors
/// When the state cannot be written. What was done until then is in the journal as far as it was durable.
pub async fn apply(run: Run) -> Result<Summary, ApplyError> {
    let started = Instant::now();
    let expected = estimate::of_plan(&run.plan, &run.snapshot.durations, &run.providers);
    let schedule = Schedule::new(&run.plan, &expected);
    let shared = share(run);
    shared.events.emit(Event::Expected { steps: expected });
    settle_left_over(&shared).await;
    let mut going = Going {
        took: vec![None; shared.plan.steps.len()],
        shared: Arc::clone(&shared),
        schedule,
        running: JoinSet::new(),
        counts: Counts::default(),
        regions: Regions::default(),
        held: false,
    };
    going.go().await;
    let run = micros(started);
    let mut summary = going.counts.summary;
    summary.unchanged += shared.plan.unchanged;
    summary.skipped = shared.plan.steps.len() - going.counts.ended - summary.failed;
    summary.cancelled = shared.cancel.is_requested();
    if !shared.is_broken.load(Ordering::Acquire) {
        commit_outputs(&shared, &summary).await;
    }
    summary.millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    summary.api_calls = shared.options.api_calls.as_ref().map_or(0, |calls| calls.load(Ordering::Relaxed));
    if let Some(path) = CriticalPath::new(&shared.plan, &going.took, run) {
        shared.events.emit(Event::CriticalPath { path });
    }
    shared.events.emit(Event::Finished { summary: summary.clone() });
    match lock(&shared.broken).take() {
        Some(error) => Err(ApplyError::State { error, summary: Box::new(summary) }),
        None => Ok(summary),
    }
}

fn share(run: Run) -> Arc<Shared> {
    let Run { program, plan, snapshot, digester, data, providers, store, events, options, cancel } = run;
    let stack = format!("{}/{}", plan.project, plan.stack);
    Arc::new(Shared {
        values: Values::new(program, &plan, &snapshot, data),
        pollers: Pollers::new(Arc::clone(&providers), &stack),
        stack: stack.into(),
        permits: Permits::new(options.parallel),
        durations: Mutex::new(snapshot.durations.clone()),
        uncertain: snapshot
            .pending
            .iter()
            .filter(|pending| pending.operation == Operation::Create && pending.id.is_none())
            .map(|pending| (pending.key.clone(), pending.clone()))
            .collect(),
        options,
        plan,
        snapshot,
        digester,
        providers,
        store,
        events,
        cancel,
        written: Mutex::default(),
        by_id: OnceLock::new(),
        kept: Mutex::default(),
        broken: Mutex::new(None),
        is_broken: AtomicBool::new(false),
    })
}

/// Ends the journal entries of earlier creates that nothing in this plan takes up. They were looked for, and
/// nothing was found.
async fn settle_left_over(shared: &Shared) {
    let makes: HashSet<&RecordKey> = shared
        .plan
        .steps
        .iter()
        .filter(|step| matches!(step.action, Action::Create | Action::Replace { .. }))
        .map(|step| &step.key)
        .collect();
    let left: Vec<Change> = shared
        .uncertain
        .values()
        .filter(|pending| !makes.contains(&pending.key))
        .map(|pending| super::recover::not_carried_out(&pending.op))
        .collect();
    if !left.is_empty() {
        // A failure is remembered, and ends the run before it starts.
        let _ = shared.commit(left).await;
    }
}

#[derive(Default)]
struct Counts {
    summary: Summary,
    /// Steps that were done, or turned out to need nothing.
    ended: usize,
}

struct Going {
    shared: Arc<Shared>,
    schedule: Schedule,
    /// A step that has ended keeps its permit until that is known: a failure that stops the run must be seen before
    /// another step may start.
    running: JoinSet<(StepId, u64, Result<Ended>, Arc<Permit>)>,
    counts: Counts,
    regions: Regions,
    /// Whether a region has failed and nothing more is to be started for that.
    held: bool,
    /// What each step took, in microseconds.
    took: Vec<Option<u64>>,
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

impl Going {
    async fn go(&mut self) {
        loop {
            let stopped = self.stopped();
            let may_start = !stopped && self.schedule.has_ready();
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
                () = self.shared.cancel.requested(), if !stopped => {}
                permit = permits.acquire(self.schedule.next_path()), if may_start => self.start(permit),
            }
        }
    }

    fn stopped(&self) -> bool {
        self.shared.cancel.is_requested()
            || self.shared.is_broken.load(Ordering::Acquire)
            || self.held
            || (self.shared.options.stop_on_error && self.counts.summary.failed > 0)
    }

    fn start(&mut self, permit: Held) {
        let Some(id) = self.schedule.pop() else { return };
        let shared = Arc::clone(&self.shared);
        let step = &shared.plan.steps[id.index()];
        let urn = step.urn().clone();
        let priority = self.schedule.path(id);
        shared.events.emit(Event::StepStarted { step: id, urn });
        self.running.spawn(at_priority(priority, async move {
            let since = Instant::now();
            let permit = Arc::new(Permit::new(Arc::clone(&shared), priority, permit));
            let type_name = shared.plan.steps[id.index()].urn().type_name().to_owned();
            let ended = AssertUnwindSafe(step_runner::carry_out(shared, id, Arc::clone(&permit))).catch_unwind().await;
            (id, micros(since), ended.unwrap_or_else(|_| Err(super::panicked(&type_name))), permit)
        }));
    }

    fn ended(&mut self, id: StepId, took: u64, ended: Result<Ended>) {
        let shared = Arc::clone(&self.shared);
        let step = &shared.plan.steps[id.index()];
        let urn = step.urn().clone();
        let millis = took / 1000;
        self.took[id.index()] = Some(took);
        match ended {
            Ok(Ended { end, id: physical }) => {
                self.count(step, end);
                self.regions.done(step);
                shared.events.emit(Event::StepDone { step: id, urn, id: physical, millis });
                self.schedule.done(id);
            }
            Err(error) => {
                self.counts.summary.failed += 1;
                let down = self.regions.failed(step, &error);
                shared.events.emit(Event::StepFailed { step: id, urn: urn.clone(), error, millis });
                self.skip(id, &urn);
                if down {
                    self.give_up(step);
                }
            }
        }
    }

    /// Leaves everything in the region of this step that has not begun, with what depends on it, or all of the run.
    fn give_up(&mut self, because: &Step) {
        self.held = self.shared.options.on_region_failure == OnRegionFailure::Hold;
        let region = because.place.region.clone();
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
        self.skipped(skipped, because);
    }

    fn skipped(&self, steps: Vec<StepId>, because: &Urn) {
        for step in steps {
            let urn = self.shared.plan.steps[step.index()].urn().clone();
            self.shared.events.emit(Event::StepSkipped { step, urn, because: because.clone() });
        }
    }

    fn count(&mut self, step: &Step, end: End) {
        self.counts.ended += 1;
        let summary = &mut self.counts.summary;
        match end {
            End::Created => summary.created += 1,
            End::Updated => summary.updated += 1,
            End::Replaced => summary.replaced += 1,
            End::Deleted if self.shared.is_of_replacement(step) => {}
            End::Deleted => summary.deleted += 1,
            End::Imported => summary.imported += 1,
            End::Unchanged => summary.unchanged += 1,
            End::Other => {}
        }
    }
}

impl Shared {
    /// Whether a delete is the second half of a replacement, of this run or an earlier one.
    fn is_of_replacement(&self, step: &Step) -> bool {
        step.reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Superseded | Reason::LeftFromReplacement | Reason::MakesWay))
    }
}

async fn commit_outputs(shared: &Shared, summary: &Summary) {
    let outputs = if shared.values.program().is_some() {
        let (outputs, mistakes) = shared.values.outputs(&shared.snapshot);
        for mistake in mistakes {
            shared.events.emit(Event::Notice { level: Level::Error, message: mistake.to_string() });
        }
        outputs
    } else if summary.failed + summary.skipped == 0 {
        shared.plan.outputs.clone()
    } else {
        return;
    };
    if outputs != shared.snapshot.outputs {
        // A failure is remembered, and is the run's.
        let _ = shared.commit(vec![Change::Outputs(outputs)]).await;
    }
}
