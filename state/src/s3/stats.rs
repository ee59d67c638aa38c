//! Counters of a store.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters since the store was created.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct S3Stats {
    /// Acknowledged commits.
    pub commits: u64,
    /// Log entries that were written. Concurrent commits share one.
    pub entries: u64,
    /// Checkpoints that were written.
    pub checkpoints: u64,
    /// Requests that were sent, including those for the lease and failed attempts.
    pub requests: u64,
    /// Retries.
    pub again: u64,
    /// Renewals of the lease.
    pub renewals: u64,
}

#[derive(Debug, Default)]
struct Counts {
    commits: AtomicU64,
    entries: AtomicU64,
    checkpoints: AtomicU64,
    requests: AtomicU64,
    again: AtomicU64,
    renewals: AtomicU64,
}

/// The counters of one store. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters(Arc<Counts>);

impl Counters {
    pub(super) fn request(&self) {
        self.0.requests.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn again(&self) {
        self.0.again.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn renewal(&self) {
        self.0.renewals.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn entry(&self, commits: u64) {
        self.0.entries.fetch_add(1, Ordering::Relaxed);
        self.0.commits.fetch_add(commits, Ordering::Relaxed);
    }

    pub(super) fn checkpoint(&self) {
        self.0.checkpoints.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> S3Stats {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        S3Stats {
            commits: get(&self.0.commits),
            entries: get(&self.0.entries),
            checkpoints: get(&self.0.checkpoints),
            requests: get(&self.0.requests),
            again: get(&self.0.again),
            renewals: get(&self.0.renewals),
        }
    }
}
