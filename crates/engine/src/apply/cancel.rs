//! Ctrl-C, once and twice.

use std::sync::Arc;

use tokio::sync::watch;

/// How far a run is to be cancelled. Clones are the same handle.
#[derive(Clone, Debug)]
pub struct Cancel {
    level: Arc<watch::Sender<Level>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    No,
    Requested,
    Abandoned,
}

impl Default for Cancel {
    fn default() -> Self {
        Self::new()
    }
}

impl Cancel {
    /// A new handle.
    #[must_use]
    pub fn new() -> Self {
        Self { level: Arc::new(watch::Sender::new(Level::No)) }
    }

    /// The first request starts no further steps and lets operations in flight finish. The second one abandons the
    /// operations in flight, which the journal has.
    pub fn request(&self) {
        self.level.send_modify(|level| {
            *level = if *level == Level::No { Level::Requested } else { Level::Abandoned };
        });
    }

    /// Whether anything was requested.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.level.borrow() >= Level::Requested
    }

    /// Whether what is in flight is abandoned.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        *self.level.borrow() == Level::Abandoned
    }

    /// Returns once something is requested.
    pub async fn requested(&self) {
        self.reached(Level::Requested).await;
    }

    /// Returns once what is in flight is abandoned.
    pub async fn abandoned(&self) {
        self.reached(Level::Abandoned).await;
    }

    async fn reached(&self, wanted: Level) {
        let mut seen = self.level.subscribe();
        // The sender lives in `self`, so waiting cannot end for want of one.
        let _ = seen.wait_for(|level| *level >= wanted).await;
    }
}
