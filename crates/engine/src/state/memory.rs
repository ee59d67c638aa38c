//! State in memory: for tests of stacks and of the engine.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::history::{Ending, RunRecord};
use super::journal::{IllegalTransition, Outcome, Pending, PendingState, Transition, follow};
use super::lock::LockInfo;
use super::snapshot::Snapshot;
use super::store::{Change, StateError, StateStore};
use crate::model::digest::Digester;

/// Keeps state in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<MemoryState>,
    key: [u8; 32],
}

/// The pending operations are kept beside the snapshot, by operation: thousands may be pending, and a commit looks up a
/// few.
#[derive(Debug, Default)]
struct MemoryState {
    snapshot: Snapshot,
    pending: BTreeMap<u64, Pending>,
    by_op: HashMap<String, u64>,
    next: u64,
    holder: Option<LockInfo>,
    history: Vec<RunRecord>,
}

impl MemoryState {
    fn new(mut snapshot: Snapshot) -> Self {
        let mut state = Self::default();
        std::mem::take(&mut snapshot.pending).into_iter().for_each(|pending| state.begin(pending));
        Self { snapshot, ..state }
    }

    fn begin(&mut self, pending: Pending) {
        self.by_op.insert(pending.op.clone(), self.next);
        self.pending.insert(self.next, pending);
        self.next += 1;
    }

    fn end(&mut self, op: &str) {
        if let Some(number) = self.by_op.remove(op) {
            self.pending.remove(&number);
        }
    }

    fn pending(&mut self, op: &str) -> Option<&mut Pending> {
        self.pending.get_mut(self.by_op.get(op)?)
    }

    /// Checks that every journal entry is permitted, including those of the same commit.
    fn check(&mut self, changes: &[Change]) -> Result<(), IllegalTransition> {
        let mut moved: HashMap<&str, Option<PendingState>> = HashMap::new();
        for change in changes {
            let (op, transition) = match change {
                Change::Begin(pending) => (pending.op.as_str(), Transition::Begin),
                Change::Request { op, .. } => (op.as_str(), Transition::Request),
                Change::Identify { op, .. } => (op.as_str(), Transition::Identify),
                Change::Settle { op, outcome } => (op.as_str(), outcome.transition()),
                _ => continue,
            };
            let from = match moved.get(op) {
                Some(state) => *state,
                None => self.pending(op).map(|pending| pending.state),
            };
            moved.insert(op, follow(op, from, transition)?);
        }
        Ok(())
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<u64, IllegalTransition> {
        self.check(&changes)?;
        let mut others = Vec::new();
        for change in changes {
            match change {
                Change::Begin(pending) => self.begin(pending),
                Change::Request { op, request } => {
                    if let Some(pending) = self.pending(&op) {
                        pending.request = Some(request);
                    }
                }
                Change::Identify { op, id } => {
                    if let Some(pending) = self.pending(&op) {
                        pending.state = PendingState::Identified;
                        pending.id = Some(id);
                    }
                }
                Change::Settle { op, outcome: Outcome::Unknown(_) } => {
                    if let Some(pending) = self.pending(&op).filter(|pending| pending.id.is_none()) {
                        pending.state = PendingState::Unknown;
                    }
                }
                Change::Settle { op, .. } => self.end(&op),
                other => others.push(other),
            }
        }
        self.snapshot.apply(&others)?;
        Ok(self.snapshot.serial)
    }
}

impl MemoryStore {
    /// An empty state.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this key for digests instead of the fixed one.
    #[must_use]
    pub fn digest_key(mut self, key: [u8; 32]) -> Self {
        self.key = key;
        self
    }

    /// A state that starts as this snapshot.
    #[must_use]
    pub fn with(snapshot: Snapshot) -> Self {
        Self { state: Mutex::new(MemoryState::new(snapshot)), ..Self::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, MemoryState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes a run in a list, oldest first.
fn record(history: &mut Vec<RunRecord>, mut run: RunRecord, serial: u64) -> u64 {
    if run.ended.is_some() {
        run.serial.get_or_insert(serial);
    }
    if let Some(known) = history.iter_mut().find(|known| known.number == run.number) {
        *known = run;
        return known.number;
    }
    for earlier in history.iter_mut().filter(|earlier| earlier.ending == Ending::Running) {
        earlier.ending = Ending::Interrupted;
    }
    run.number = history.last().map_or(0, |last| last.number) + 1;
    let number = run.number;
    history.push(run);
    number
}

#[async_trait]
impl StateStore for MemoryStore {
    fn location(&self) -> String {
        "memory".to_owned()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        let state = self.state();
        Ok(Snapshot { pending: state.pending.values().cloned().collect(), ..state.snapshot.clone() })
    }

    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        let mut state = self.state();
        if let Some(other) = &state.holder {
            return Err(StateError::Locked(Box::new(other.clone())));
        }
        state.holder = Some(holder.clone());
        if state.snapshot.lineage.is_empty() {
            state.snapshot.lineage = "memory".to_owned();
        }
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        Ok(self.state().apply(changes)?)
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        Ok(Digester::keyed(&self.key, &self.state().snapshot.lineage))
    }

    async fn record_run(&self, run: RunRecord) -> Result<u64, StateError> {
        let mut state = self.state();
        let serial = state.snapshot.serial;
        Ok(record(&mut state.history, run, serial))
    }

    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        Ok(self.state().history.iter().rev().cloned().collect())
    }

    async fn unlock(&self) -> Result<(), StateError> {
        self.state().holder = None;
        Ok(())
    }
}
