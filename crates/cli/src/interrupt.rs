//! Ctrl-C: once to stop after the operations in flight, twice to abandon them. Outside a run it ends the command.

use std::sync::{Arc, Mutex, PoisonError};

use archipel_engine::apply::Cancel;
use archipel_engine::event::Level;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

use crate::render::Reporter;

/// Listens for Ctrl-C and SIGTERM.
#[derive(Clone, Default)]
pub(crate) struct Interrupt {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    run: Mutex<Option<(Cancel, Arc<Reporter>)>>,
    outside: Notify,
}

/// While this exists, Ctrl-C goes to the run.
pub(crate) struct Guard(Arc<Shared>);

impl Drop for Guard {
    fn drop(&mut self) {
        *self.0.run.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Interrupt {
    /// Starts to listen.
    pub(crate) fn listen(&self) {
        for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
            let Ok(mut signals) = signal(kind) else { continue };
            let shared = Arc::clone(&self.shared);
            tokio::spawn(async move {
                while signals.recv().await.is_some() {
                    shared.pressed();
                }
            });
        }
    }

    /// Sends Ctrl-C to a run while the guard exists.
    pub(crate) fn during(&self, cancel: &Cancel, reporter: &Arc<Reporter>) -> Guard {
        let mut run = self.shared.run.lock().unwrap_or_else(PoisonError::into_inner);
        *run = Some((cancel.clone(), Arc::clone(reporter)));
        Guard(Arc::clone(&self.shared))
    }

    /// Returns after Ctrl-C outside a run.
    pub(crate) async fn outside(&self) {
        self.shared.outside.notified().await;
    }
}

impl Shared {
    fn pressed(&self) {
        let run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((cancel, reporter)) = &*run else {
            self.outside.notify_one();
            return;
        };
        cancel.request();
        let message = if cancel.is_abandoned() {
            "abandoned: operations in flight are recorded in the journal; the next run resumes them"
        } else {
            "interrupted: no further steps will start; operations in flight will finish. Interrupt again to abandon them"
        };
        reporter.notice(Level::Warning, message);
    }
}
