//! State in memory: for tests of stacks and of the engine.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use super::record::Snapshot;
use super::store::{Change, Holder, StateError, StateStore};

/// Keeps state as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    snapshot: Snapshot,
    holder: Option<Holder>,
}

impl MemoryStore {
    /// An empty state.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A state that starts as this snapshot.
    #[must_use]
    pub fn with(snapshot: Snapshot) -> Self {
        Self { kept: Mutex::new(Kept { snapshot, holder: None }) }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl StateStore for MemoryStore {
    fn place(&self) -> String {
        "memory".to_owned()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        Ok(self.kept().snapshot.clone())
    }

    async fn acquire(&self, holder: &Holder) -> Result<(), StateError> {
        let mut kept = self.kept();
        if let Some(other) = &kept.holder {
            return Err(StateError::Locked(Box::new(other.clone())));
        }
        kept.holder = Some(holder.clone());
        if kept.snapshot.lineage.is_empty() {
            kept.snapshot.lineage = "memory".to_owned();
        }
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        let mut kept = self.kept();
        // Changes are checked one by one while they are applied, and an illegal one is to leave nothing behind: so
        // the journal, which alone is checked, is tried first on a state without records.
        let pending = kept.snapshot.pending.clone();
        Snapshot { pending, ..Snapshot::default() }.apply(&changes)?;
        kept.snapshot.apply(&changes)?;
        Ok(kept.snapshot.serial)
    }

    async fn release(&self) -> Result<(), StateError> {
        self.kept().holder = None;
        Ok(())
    }
}
