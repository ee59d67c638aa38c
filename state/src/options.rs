//! Options that all stores share.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::state::{LockInfo, Snapshot};

use crate::codec::Secrets;
use crate::seal::{NoKey, Sealer};

#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The sealer of the data key.
    pub sealer: Arc<dyn Sealer>,
    /// How many exports are kept; at least one.
    pub keep_exports: usize,
    /// How many runs the history keeps; at least one.
    pub keep_runs: usize,
    /// Whether secrets are decrypted. A store that hides them cannot be written.
    pub secrets: Secrets,
    /// How long a reader waits for another process, and a writer for readers.
    pub patience: Duration,
    /// In a folder: the size in bytes at which the write-ahead log is copied to sled.
    pub log_size: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sealer: Arc::new(NoKey),
            keep_exports: 10,
            keep_runs: 100,
            secrets: Secrets::Open,
            patience: Duration::from_secs(2),
            log_size: 16 << 20,
        }
    }
}

impl Options {
    /// Sets the sealer of the data key.
    #[must_use]
    pub fn sealer(mut self, sealer: Arc<dyn Sealer>) -> Self {
        self.sealer = sealer;
        self
    }

    /// Sets how many exports are kept.
    #[must_use]
    pub fn keep_exports(mut self, keep: usize) -> Self {
        self.keep_exports = keep;
        self
    }

    /// Sets how many runs the history keeps.
    #[must_use]
    pub fn keep_runs(mut self, keep: usize) -> Self {
        self.keep_runs = keep;
        self
    }

    /// Reads without decrypting secrets, for commands that do not need them.
    #[must_use]
    pub fn hide_secrets(mut self) -> Self {
        self.secrets = Secrets::Hide;
        self
    }

    /// Sets how long to wait for other processes.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets the size in bytes at which the write-ahead log of a folder is copied to sled. A larger log is copied less
    /// often, takes more memory, and takes longer to read after a crash. The default is 16 MiB.
    #[must_use]
    pub fn log_size(mut self, bytes: u64) -> Self {
        self.log_size = bytes;
        self
    }
}

/// A state that was read without the lock.
#[derive(Clone, Debug, PartialEq)]
pub struct Peek {
    pub snapshot: Snapshot,
    /// The current lock holder.
    pub writer: Option<LockInfo>,
    /// Whether the snapshot is older than the holder's run; otherwise it includes the holder's commits so far.
    pub stale: bool,
}
