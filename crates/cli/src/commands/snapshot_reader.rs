//! The state as previews read it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use archipel_engine::digest::Digester;
use archipel_engine::event::Level;
use archipel_engine::state::{Change, LockInfo, RunRecord, Snapshot, StateError, StateStore};
use archipel_state::{AnyStore, Peek};
use async_trait::async_trait;

use crate::errors::Result;
use crate::render::Reporter;

/// A store for previews: during another run it returns the state from before that run.
pub(super) struct SnapshotReader {
    store: Arc<AnyStore>,
    reporter: Arc<Reporter>,
    reported: AtomicBool,
}

impl SnapshotReader {
    pub(super) fn new(store: Arc<AnyStore>, reporter: Arc<Reporter>) -> Self {
        Self { store, reporter, reported: AtomicBool::new(false) }
    }

    /// Warns once of the run that writes.
    pub(super) fn report(&self, peek: &Peek) {
        if let Some(writer) = &peek.writer
            && !self.reported.swap(true, Ordering::Relaxed)
        {
            let from = if peek.stale { "the state before that run" } else { "the current, incomplete state" };
            let message = format!("{} is running `{}`; planning from {from}", writer.who, writer.what);
            self.reporter.notice(Level::Warning, message);
        }
    }
}

#[async_trait]
impl StateStore for SnapshotReader {
    fn location(&self) -> String {
        self.store.location()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        let peek = self.store.peek().await?;
        self.report(&peek);
        Ok(peek.snapshot)
    }

    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.store.lock(holder).await
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        self.store.commit(changes).await
    }

    async fn record_run(&self, run: RunRecord) -> Result<u64, StateError> {
        self.store.record_run(run).await
    }

    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        self.store.history().await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        self.store.digester().await
    }

    async fn unlock(&self) -> Result<(), StateError> {
        self.store.unlock().await
    }
}
