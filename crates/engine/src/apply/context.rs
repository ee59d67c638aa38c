//! The context that every step of a run shares.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::time::Instant;

use super::cancel::Cancel;
use super::permits::Permits;
use super::poller::Pollers;
use super::run::{ApplyOptions, Run};
use super::values::Values;
use crate::estimate::duration_key;
use crate::event::EventSink;
use crate::model::digest::Digester;
use crate::model::environment::Environment;
use crate::model::urn::Urn;
use crate::model::value::Value;
use crate::plan::{Plan, Reason, Step};
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
    /// The records that have an id. Built on first use, after an ambiguous response.
    by_id: OnceLock<HashMap<Id, Vec<RecordKey>>>,
    /// Creates of earlier runs whose resources were not found. Their tokens are used again.
    pub(super) uncertain: HashMap<RecordKey, Pending>,
    /// Old revisions that stay, because their replacement turned out to be unnecessary.
    kept: Mutex<HashSet<RecordKey>>,
    durations: Mutex<BTreeMap<String, u64>>,
    broken: Mutex<Option<StateError>>,
    is_broken: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RunContext {
    /// Commits changes. If that fails, the run starts no further steps.
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

    /// The current record of a revision.
    pub(super) fn record(&self, key: &RecordKey) -> Result<Arc<Record>> {
        self.record_if_any(key).ok_or_else(|| {
            ProviderError::new(ErrorKind::Internal, format!("the plan has a step for {key}, which is not in the state"))
        })
    }

    fn record_if_any(&self, key: &RecordKey) -> Option<Arc<Record>> {
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
        self.uncertain.get(key).filter(|pending| pending.desired.inputs == *inputs)
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

pub(super) fn share(run: Run) -> Arc<RunContext> {
    let Run { program, plan, snapshot, digester, data, providers, store, events, options, cancel } = run;
    let stack = format!("{}/{}", plan.project, plan.stack);
    Arc::new(RunContext {
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

impl RunContext {
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
