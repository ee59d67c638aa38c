//! How stores are used, whatever their place.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::state::{Holder, Snapshot};

use crate::codec::Secrets;
use crate::seal::{NoKey, Sealer};

/// How a store is used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// What guards the data key.
    pub sealer: Arc<dyn Sealer>,
    /// How many exports are kept; at least one.
    pub keep_exports: usize,
    /// How many runs are kept in the history; at least one.
    pub keep_runs: usize,
    /// Whether secrets are opened. A store that hides them cannot be written.
    pub secrets: Secrets,
    /// How long to wait: a reader for anybody, a writer for readers.
    pub patience: Duration,
    /// In a folder: after how many bytes the log of commits is handed to sled.
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
    /// What guards the data key.
    #[must_use]
    pub fn sealer(mut self, sealer: Arc<dyn Sealer>) -> Self {
        self.sealer = sealer;
        self
    }

    /// How many exports are kept.
    #[must_use]
    pub fn keep_exports(mut self, keep: usize) -> Self {
        self.keep_exports = keep;
        self
    }

    /// How many runs are kept in the history.
    #[must_use]
    pub fn keep_runs(mut self, keep: usize) -> Self {
        self.keep_runs = keep;
        self
    }

    /// Reads without opening secrets, for commands that do not need them.
    #[must_use]
    pub fn hide_secrets(mut self) -> Self {
        self.secrets = Secrets::Hide;
        self
    }

    /// How long to wait for others.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// In a folder: after how many bytes the log of commits is handed to sled. A larger one is written to disk less
    /// often, takes more memory, and more time to read after a crash. 16 MiB unless told.
    #[must_use]
    pub fn log_size(mut self, bytes: u64) -> Self {
        self.log_size = bytes;
        self
    }
}

/// State as a preview sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Peek {
    /// The state.
    pub snapshot: Snapshot,
    /// Who writes right now.
    pub writer: Option<Holder>,
    /// Whether the snapshot is from before they began; otherwise it has their commits so far.
    pub before: bool,
}
