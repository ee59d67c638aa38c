//! Records a run and its events in the history of its state.

use std::sync::{Arc, Mutex, PoisonError};

use crate::event::{Event, EventSink};
use crate::model::time::now;
use crate::state::{Ending, RunRecord, StateError, StateStore, Summary};

/// The number of events that are kept of one run.
const EVENTS: usize = 2000;

/// Records a run and its events.
pub struct RunRecorder {
    run: RunRecord,
    seen: Arc<RecordedEvents>,
}

#[derive(Default)]
struct RecordedEvents(Mutex<(Vec<serde_json::Value>, usize)>);

/// Records events and passes them on.
struct EventRecorder {
    seen: Arc<RecordedEvents>,
    to: Arc<dyn EventSink>,
}

impl EventSink for EventRecorder {
    fn emit(&self, event: Event) {
        let left_out = matches!(
            event,
            Event::Planned { .. }
                | Event::RollbackPlan { .. }
                | Event::Expected { .. }
                | Event::StepStarted { .. }
                | Event::StepWaiting { .. }
        );
        if !left_out {
            let mut seen = self.seen.0.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.0.len() < EVENTS {
                // Values in events are masked when they are serialised.
                seen.0.extend(serde_json::to_value(&event).ok());
            } else {
                seen.1 += 1;
            }
        }
        self.to.emit(event);
    }
}

impl RunRecorder {
    /// Records in the store that a run begins. The caller holds the lock.
    ///
    /// # Errors
    /// As [`StateStore::record_run`].
    pub async fn begin(store: &dyn StateStore, run: RunRecord) -> Result<Self, StateError> {
        let number = store.record_run(run.clone()).await?;
        Ok(Self { run: RunRecord { number, ..run }, seen: Arc::default() })
    }

    /// The number of the run, unique in the state.
    pub(crate) fn number(&self) -> u64 {
        self.run.number
    }

    /// A sink that records events and passes them on.
    #[must_use]
    pub fn events(&self, to: Arc<dyn EventSink>) -> Arc<dyn EventSink> {
        Arc::new(EventRecorder { seen: Arc::clone(&self.seen), to })
    }

    /// Records the end of the run, before the lock is released.
    ///
    /// # Errors
    /// As [`StateStore::record_run`].
    pub async fn end(
        self,
        store: &dyn StateStore,
        summary: Option<&Summary>,
        error: Option<String>,
    ) -> Result<(), StateError> {
        let (events, more_events) = std::mem::take(&mut *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner));
        let ending = match summary {
            _ if error.is_some() => Ending::Failed,
            Some(summary) if summary.cancelled => Ending::Cancelled,
            Some(summary) if summary.failed + summary.skipped > 0 => Ending::Failed,
            _ => Ending::Done,
        };
        let ended = Some(now());
        let run = RunRecord { ended, ending, error, summary: summary.cloned(), events, more_events, ..self.run };
        store.record_run(run).await.map(|_| ())
    }
}
