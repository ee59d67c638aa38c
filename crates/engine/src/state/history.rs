//! What runs did: each run that may write is a generation of its stack.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::store::{Holder, StateError, StateStore};
use crate::event::{Event, EventSink, Summary};

/// How many events are kept of one run.
const EVENTS: usize = 2000;

/// A run that had the right to write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Generation {
    /// Counted from 1; 0 until the store has given it its number.
    pub number: u64,
    /// The command: `up dev`.
    pub command: String,
    /// The person and machine.
    pub who: String,
    /// Who or what started it, where that is not the person: the actor of a CI job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The commit of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Commit>,
    /// When it began, in seconds since 1970.
    pub began: u64,
    /// When it ended, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<u64>,
    /// The commit of the state that it ended with: the serial of its export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<u64>,
    /// The hash of the plan that was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// How it ended.
    pub ending: Ending,
    /// Why it stopped, where that is not the failure of a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
    /// What happened, values masked; the plan is left out.
    #[serde(default)]
    pub events: Vec<serde_json::Value>,
    /// How many more events there were.
    #[serde(default)]
    pub more_events: usize,
}

/// A commit of the repository that a program is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Commit {
    /// Its hash.
    pub id: String,
    /// Whether files differed from it.
    pub dirty: bool,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It has not ended, as far as is known.
    Running,
    /// Well.
    Done,
    /// Steps failed, or it stopped.
    Failed,
    /// It was cancelled, and ended in order.
    Cancelled,
    /// Its process ended before it did.
    Interrupted,
}

/// Who runs what, beyond what a [`Holder`] says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The actor of a CI job.
    pub actor: Option<String>,
    /// The program's commit.
    pub commit: Option<Commit>,
}

impl Generation {
    /// A run that begins.
    #[must_use]
    pub fn begun(holder: &Holder, author: &Author, plan: Option<String>) -> Self {
        Self {
            number: 0,
            command: holder.what.clone(),
            who: holder.who.clone(),
            actor: author.actor.clone(),
            commit: author.commit.clone(),
            began: crate::apply::now(),
            ended: None,
            serial: None,
            plan,
            ending: Ending::Running,
            error: None,
            summary: None,
            events: Vec::new(),
            more_events: 0,
        }
    }
}

/// Follows a run, for its generation.
pub struct Following {
    generation: Generation,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen(Mutex<(Vec<serde_json::Value>, usize)>);

/// Takes note of events on their way.
struct Noting {
    seen: Arc<Seen>,
    to: Arc<dyn EventSink>,
}

impl EventSink for Noting {
    fn emit(&self, event: Event) {
        let told_otherwise = matches!(
            event,
            Event::Planned { .. } | Event::Expected { .. } | Event::StepStarted { .. } | Event::StepWaiting { .. }
        );
        if !told_otherwise {
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

impl Following {
    /// Notes in the store that a run begins. The right to write must have been acquired.
    ///
    /// # Errors
    /// As [`StateStore::note`].
    pub async fn begin(store: &dyn StateStore, generation: Generation) -> Result<Self, StateError> {
        let number = store.note(generation.clone()).await?;
        Ok(Self { generation: Generation { number, ..generation }, seen: Arc::default() })
    }

    /// A sink that takes note and passes on.
    #[must_use]
    pub fn events(&self, to: Arc<dyn EventSink>) -> Arc<dyn EventSink> {
        Arc::new(Noting { seen: Arc::clone(&self.seen), to })
    }

    /// Notes how it ended, before the right to write is released.
    ///
    /// # Errors
    /// As [`StateStore::note`].
    pub async fn end(self, store: &dyn StateStore, ended: Result<Option<&Summary>, String>) -> Result<(), StateError> {
        let (events, more_events) = std::mem::take(&mut *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner));
        let ending = match &ended {
            Err(_) => Ending::Failed,
            Ok(Some(summary)) if summary.cancelled => Ending::Cancelled,
            Ok(Some(summary)) if summary.failed + summary.skipped > 0 => Ending::Failed,
            Ok(_) => Ending::Done,
        };
        let (summary, error) = match ended {
            Ok(summary) => (summary.cloned(), None),
            Err(error) => (None, Some(error)),
        };
        let ended = Some(crate::apply::now());
        let generation = Generation { ended, ending, error, summary, events, more_events, ..self.generation };
        store.note(generation).await.map(|_| ())
    }
}
