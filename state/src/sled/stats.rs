//! Counters of a store.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters since the store was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Acknowledged commits.
    pub commits: u64,
    /// Rounds of writing and syncing. Concurrent commits share one.
    pub rounds: u64,
    /// Syncs of files for commits.
    pub fsyncs: u64,
    /// Bytes of keys and frames that were written to the log.
    pub bytes: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    commits: AtomicU64,
    rounds: AtomicU64,
    fsyncs: AtomicU64,
    bytes: AtomicU64,
}

impl Counters {
    pub(crate) fn synced(&self) {
        self.fsyncs.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn round(&self, commits: u64, bytes: u64) {
        self.rounds.fetch_add(1, Ordering::Relaxed);
        self.commits.fetch_add(commits, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Stats {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            commits: get(&self.commits),
            rounds: get(&self.rounds),
            fsyncs: get(&self.fsyncs),
            bytes: get(&self.bytes),
        }
    }
}
