//! The context that every step of a run shares.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

use super::cancel::Cancel;
use super::permits::{Permit, Permits};
use super::poller::Pollers;
use super::run::{ApplyOptions, Run};
use super::values::Values;
use crate::estimate::duration_key;
use crate::event::EventSink;
use crate::model::digest::Digester;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{Action, Plan, Reason, Step, StepId, renamed_creates};
use crate::program::{NodeId, Program};
use crate::provider::{ErrorKind, Id, ProviderError, Providers, Result};
use crate::state::{Change, Operation, Pending, Record, RecordKey, Snapshot, StateError, StateStore};

/// The context that every step of a run shares.
pub(super) struct RunContext {
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
    /// Commits hold it shared, a rename alone: it rewrites records of other resources, which must not change meanwhile.
    names: tokio::sync::RwLock<()>,
    /// By name: the records that name it as a dependency or in `deleted_with`. Built on first use, by a rename.
    naming: OnceLock<HashMap<Urn, Vec<RecordKey>>>,
    /// By node, its last step that is not a delete. Built on first use, by a rename.
    last_steps: OnceLock<HashMap<NodeId, StepId>>,
    /// Records that have other names since this run began, and those of the written ones whose dependencies are as they
    /// were recorded before.
    renamed: Mutex<HashMap<RecordKey, RecordKey>>,
    as_recorded: Mutex<HashSet<RecordKey>>,
    /// The records that have an id. Built on first use, after an ambiguous response.
    by_id: OnceLock<HashMap<Id, Vec<RecordKey>>>,
    /// Creates of earlier runs whose resources were not found, by the key that a repeated create has in the plan. Their
    /// tokens are used again.
    uncertain: HashMap<RecordKey, Vec<Pending>>,
    /// Old revisions that stay, because their replacement turned out to be unnecessary.
    kept: Mutex<HashSet<RecordKey>>,
    /// Resources of which an operation failed, and of which one was unnecessary.
    failed: Mutex<HashSet<Urn>>,
    unchanged: Mutex<HashSet<Urn>>,
    /// The steps of the hooks of each resource, so that a step does not look through the whole plan for its own.
    hooks: HashMap<RecordKey, Vec<StepId>>,
    /// The new keys of the resources that the plan renames, by their names until then.
    pub(super) renames: HashMap<Urn, RecordKey>,
    /// Hooks that the journal has before they begin.
    announced: Mutex<HashSet<StepId>>,
    durations: Mutex<BTreeMap<String, u64>>,
    broken: Mutex<Option<StateError>>,
    is_broken: AtomicBool,
    /// Ends of steps that the next commit writes.
    ends: Mutex<Vec<End>>,
    /// The steps that other steps wait for.
    awaited: Vec<bool>,
    /// Tells the executor that the steps which wait for a step may start.
    ended: UnboundedSender<Ended>,
}

/// For how long the end of a step waits for a commit of a step that waited for it.
const SHARED_WITHIN: Duration = Duration::from_millis(5);

/// The end of a step, for the next commit.
struct End {
    changes: Vec<Change>,
    answer: oneshot::Sender<Result<()>>,
}

/// A step that has ended, and may not be durable yet.
pub(super) struct Ended {
    pub(super) step: StepId,
    /// Its duration, in microseconds.
    pub(super) took: u64,
}

/// The new name of a record.
pub(super) struct Rename {
    /// The key that it had.
    pub(super) from: RecordKey,
    /// The record, with its new key.
    pub(super) record: Record,
    /// Whether its dependencies are as recorded; otherwise they are those of the plan.
    pub(super) is_as_recorded: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RunContext {
    /// Commits changes. If that fails, the run starts no further steps.
    pub(super) async fn commit(&self, changes: Vec<Change>) -> Result<()> {
        let _shared = self.names.read().await;
        self.write(changes).await
    }

    /// Commits the new name of a resource with the new name in every record that names it: none is left with a name
    /// that state does not have, whatever becomes of the steps that follow.
    pub(super) async fn commit_rename(&self, rename: Rename) -> Result<()> {
        let _alone = self.names.write().await;
        let Rename { from, record, is_as_recorded } = rename;
        let to = record.key.clone();
        let mut changes = vec![Change::Put(Arc::new(record)), Change::Remove(from.clone())];
        let mut rewritten: Vec<RecordKey> = is_as_recorded.then(|| to.clone()).into_iter().collect();
        for key in self.naming(&from.urn) {
            let key = lock(&self.renamed).get(key).unwrap_or(key).clone();
            // A record that a step of this run wrote has the names of the plan.
            let is_planned = lock(&self.written).contains_key(&key) && !lock(&self.as_recorded).contains(&key);
            if key == to || key == from || is_planned {
                continue;
            }
            if let Some(record) = self.record_if_any(&key) {
                changes.push(Change::Put(Arc::new(with_name(&record, &from.urn, &to.urn))));
                rewritten.push(key);
            }
        }
        changes.extend(self.renamed_hooks(&from, &to.urn));
        self.write(changes).await?;
        lock(&self.as_recorded).extend(rewritten);
        lock(&self.renamed).insert(from, to);
        Ok(())
    }

    fn naming(&self, urn: &Urn) -> &[RecordKey] {
        let naming = self.naming.get_or_init(|| {
            let mut naming: HashMap<Urn, Vec<RecordKey>> = HashMap::new();
            for record in self.snapshot.records.values() {
                let owner = record.desired.options.deleted_with.iter();
                let named: HashSet<&Urn> = record.desired.dependencies.iter().chain(owner).collect();
                for urn in named {
                    naming.entry(urn.clone()).or_default().push(record.key.clone());
                }
            }
            naming
        });
        naming.get(urn).map_or(&[], Vec::as_slice)
    }

    /// Commits the end of a step. The steps that wait for it may start at once: the end is part of the commit that
    /// begins the first of them, so that a chain of steps syncs once for both. No call of theirs is sent before it.
    pub(super) async fn commit_end(&self, step: &Step, permit: &Permit, took: u64, changes: Vec<Change>) -> Result<()> {
        if !self.awaited[step.id.index()] {
            return self.commit(changes).await;
        }
        let (answer, mut committed) = oneshot::channel();
        {
            let _shared = self.names.read().await;
            self.note_written(written(&changes));
            lock(&self.ends).push(End { changes, answer });
        }
        permit.end();
        // The executor is gone only when the whole run is.
        let _ = self.ended.send(Ended { step: step.id, took });
        let answer = match timeout(SHARED_WITHIN, &mut committed).await {
            Ok(answer) => answer,
            Err(_) => {
                self.commit(Vec::new()).await?;
                committed.await
            }
        };
        answer.unwrap_or_else(|_| {
            Err(ProviderError::new(ErrorKind::NotRecorded, "the state was not written: the commit was abandoned"))
        })
    }

    fn note_written(&self, written: Vec<(RecordKey, Option<Arc<Record>>)>) {
        let mut as_recorded = lock(&self.as_recorded);
        written.iter().for_each(|(key, _)| {
            as_recorded.remove(key);
        });
        lock(&self.written).extend(written);
    }

    /// Commits changes together with the ends of steps that no commit has yet.
    async fn write(&self, changes: Vec<Change>) -> Result<()> {
        let puts = written(&changes);
        let (first, mut commit, answers) = {
            let mut changes = Some(changes);
            poll_fn(|context| {
                // Commits keep their order, because the store takes them at the first poll: none that begins a step may
                // come before the end of one that it waited for.
                let mut ends = lock(&self.ends);
                let (mut all, mut answers) = (Vec::new(), Vec::new());
                for End { changes, answer } in ends.drain(..) {
                    all.extend(changes);
                    answers.push(answer);
                }
                all.extend(changes.take().unwrap_or_default());
                if all.is_empty() {
                    return Poll::Ready((Poll::Ready(Ok(0)), None, answers));
                }
                let mut commit = self.store.commit(all);
                let first = commit.as_mut().poll(context);
                Poll::Ready((first, Some(commit), answers))
            })
            .await
        };
        let committed = match (first, &mut commit) {
            (Poll::Ready(committed), _) => committed,
            (Poll::Pending, Some(commit)) => commit.await,
            // Not reached: without a commit the answer is ready.
            (Poll::Pending, None) => Ok(0),
        };
        let answer = self.answer(committed);
        for end in answers {
            // The receiver may be gone; ignore send errors.
            drop(end.send(answer.clone()));
        }
        if answer.is_ok() {
            self.note_written(puts);
        }
        answer
    }

    fn answer(&self, committed: Result<u64, StateError>) -> Result<()> {
        match committed {
            Ok(_) => Ok(()),
            Err(error) => {
                let message = format!("the state was not written: {error}");
                let kind = match &error {
                    StateError::Lost { .. } => ErrorKind::LockLost,
                    _ => ErrorKind::NotRecorded,
                };
                lock(&self.broken).get_or_insert(error);
                self.is_broken.store(true, Ordering::Release);
                Err(ProviderError::new(kind, message))
            }
        }
    }

    /// The current record of a revision.
    pub(super) fn record(&self, key: &RecordKey) -> Result<Arc<Record>> {
        self.record_if_any(key).ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("the plan has a step for {key}, which is not in the state"))
        })
    }

    pub(super) fn record_if_any(&self, key: &RecordKey) -> Option<Arc<Record>> {
        match lock(&self.written).get(key) {
            Some(written) => written.clone(),
            None => self.snapshot.records.get(key).cloned(),
        }
    }

    /// Whether state currently has this id, for a resource of this type in this environment.
    ///
    /// What this run creates is distinguished by its token or tag; only an older resource could be mistaken for it.
    pub(super) fn is_recorded(&self, id: &Id, type_name: &str, environment: &Environment) -> bool {
        let by_id = self.by_id.get_or_init(|| {
            let mut by_id: HashMap<Id, Vec<RecordKey>> = HashMap::new();
            for record in self.snapshot.records.values() {
                by_id.entry(record.id.clone()).or_default().push(record.key.clone());
            }
            by_id
        });
        by_id.get(id).into_iter().flatten().filter_map(|key| self.record_if_any(key)).any(|record| {
            record.id == *id && record.environment == *environment && record.key.urn.type_name() == type_name
        })
    }

    /// An earlier create of the same resource with the same inputs, whose resource was not found.
    pub(super) fn uncertain(&self, key: &RecordKey, inputs: &Value) -> Option<&Pending> {
        self.uncertain.get(key)?.iter().find(|pending| pending.desired.inputs == *inputs)
    }

    /// The creates with an unknown outcome that these steps do not repeat.
    pub(super) fn uncertain_besides(&self, repeated: &HashSet<&RecordKey>) -> impl Iterator<Item = &Pending> {
        self.uncertain.iter().filter(|(key, _)| !repeated.contains(key)).flat_map(|(_, pending)| pending)
    }

    /// The steps of the hooks of a revision of a resource, in the order of the plan.
    pub(super) fn hooks_of(&self, key: &RecordKey) -> &[StepId] {
        self.hooks.get(key).map_or(&[], Vec::as_slice)
    }

    /// Notes that the journal has an entry of a hook that has not begun.
    pub(super) fn announce(&self, hook: StepId) {
        lock(&self.announced).insert(hook);
    }

    pub(super) fn is_announced(&self, hook: StepId) -> bool {
        lock(&self.announced).contains(&hook)
    }

    /// Notes that an operation of a resource has failed, for its hooks.
    pub(super) fn note_failed(&self, urn: &Urn) {
        lock(&self.failed).insert(urn.clone());
    }

    pub(super) fn has_failed(&self, urn: &Urn) -> bool {
        lock(&self.failed).contains(urn)
    }

    /// Notes that an operation of a resource turned out to be unnecessary, for its hooks.
    pub(super) fn note_unchanged(&self, urn: &Urn) {
        lock(&self.unchanged).insert(urn.clone());
    }

    pub(super) fn is_unchanged(&self, urn: &Urn) -> bool {
        lock(&self.unchanged).contains(urn)
    }

    /// Marks an old revision that stays.
    pub(super) fn keep(&self, key: RecordKey) {
        lock(&self.kept).insert(key);
    }

    /// Whether an old revision of this resource stays.
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

/// The records that changes write, and those that they remove.
fn written(changes: &[Change]) -> Vec<(RecordKey, Option<Arc<Record>>)> {
    let written = |change: &Change| match change {
        Change::Put(record) => Some((record.key.clone(), Some(Arc::clone(record)))),
        Change::Remove(key) => Some((key.clone(), None)),
        _ => None,
    };
    changes.iter().filter_map(written).collect()
}

fn awaited(plan: &Plan) -> Vec<bool> {
    let mut awaited = vec![false; plan.steps.len()];
    for before in plan.steps.iter().flat_map(|step| &step.after) {
        awaited[before.index()] = true;
    }
    awaited
}

/// A record with another name for one that it names.
fn with_name(record: &Record, from: &Urn, to: &Urn) -> Record {
    let mut record = record.clone();
    let options = &mut record.desired.options;
    for urn in record.desired.dependencies.iter_mut().chain(&mut options.deleted_with).filter(|urn| *urn == from) {
        *urn = to.clone();
    }
    record.desired.dependencies.sort_unstable();
    record.desired.dependencies.dedup();
    record
}

fn uncertain(program: Option<&Program>, snapshot: &Snapshot) -> HashMap<RecordKey, Vec<Pending>> {
    let renamed = program.map(|program| renamed_creates(program, snapshot)).unwrap_or_default();
    let mut uncertain: HashMap<RecordKey, Vec<Pending>> = HashMap::new();
    let creates = snapshot.pending.iter().filter(|pending| pending.operation == Operation::Create);
    for pending in creates.filter(|pending| pending.id.is_none()) {
        let RecordKey { urn, revision } = &pending.key;
        let key = RecordKey { urn: renamed.get(urn).unwrap_or(urn).clone(), revision: *revision };
        uncertain.entry(key).or_default().push(pending.clone());
    }
    uncertain
}

fn hooks(plan: &Plan) -> HashMap<RecordKey, Vec<StepId>> {
    let mut hooks: HashMap<RecordKey, Vec<StepId>> = HashMap::new();
    for step in plan.steps.iter().filter(|step| step.action.hook().is_some()) {
        hooks.entry(step.key.clone()).or_default().push(step.id);
    }
    hooks
}

pub(super) fn share(run: Run) -> (Arc<RunContext>, UnboundedReceiver<Ended>) {
    let Run { program, plan, snapshot, digester, data, providers, store, events, options, cancel } = run;
    let stack = format!("{}/{}", plan.project, plan.stack);
    let (ended, endings) = unbounded_channel();
    let uncertain = uncertain(program.as_deref(), &snapshot);
    let shared = Arc::new(RunContext {
        values: Values::new(program, &plan, &snapshot, data),
        pollers: Pollers::new(Arc::clone(&providers), &stack),
        stack: stack.into(),
        permits: Permits::new(options.parallel),
        durations: Mutex::new(snapshot.durations.clone()),
        uncertain,
        hooks: hooks(&plan),
        renames: renames(&plan),
        awaited: awaited(&plan),
        ends: Mutex::default(),
        ended,
        options,
        plan,
        snapshot,
        digester,
        providers,
        store,
        events,
        cancel,
        written: Mutex::default(),
        names: tokio::sync::RwLock::new(()),
        naming: OnceLock::new(),
        last_steps: OnceLock::new(),
        renamed: Mutex::default(),
        as_recorded: Mutex::default(),
        by_id: OnceLock::new(),
        kept: Mutex::default(),
        failed: Mutex::default(),
        unchanged: Mutex::default(),
        announced: Mutex::default(),
        broken: Mutex::new(None),
        is_broken: AtomicBool::new(false),
    });
    (shared, endings)
}

impl RunContext {
    /// Whether another step of the same resource, which is not a delete, follows.
    pub(super) fn is_followed(&self, step: &Step) -> bool {
        let last = self.last_steps.get_or_init(|| {
            let leaves = |step: &&Step| step.action.deletes() || matches!(step.action, Action::Forget { .. });
            let steps = self.plan.steps.iter().filter(|step| !leaves(step));
            steps.filter_map(|step| Some((step.node?, step.id))).collect()
        });
        step.node.is_some_and(|node| last.get(&node).is_some_and(|last| *last > step.id))
    }

    /// Whether a delete is the second half of a replacement, of this run or an earlier one.
    pub(super) fn is_of_replacement(&self, step: &Step) -> bool {
        step.reasons
            .iter()
            .any(|reason| matches!(reason, Reason::Superseded | Reason::LeftFromReplacement | Reason::MakesWay))
    }
}

impl RunContext {
    /// Whether the state could not be written.
    pub(super) fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Acquire)
    }

    /// The error of the state, if it could not be written.
    pub(super) fn take_error(&self) -> Option<StateError> {
        lock(&self.broken).take()
    }
}

/// The new keys of the resources that a plan renames, by their names until then.
fn renames(plan: &Plan) -> HashMap<Urn, RecordKey> {
    plan.steps.iter().filter_map(|step| Some((step.action.moved_from()?.clone(), step.key.clone()))).collect()
}
