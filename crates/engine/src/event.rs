//! Events: the one stream that feeds the terminal, the JSON lines, the comment, the report and the timeline.
//!
//! Nothing prints beside it. Values in events are masked when they are serialised.

use std::sync::Arc;

use serde::Serialize;

use crate::estimate::{CriticalPath, Estimate, Expected};
use crate::model::urn::Urn;
use crate::plan::{Plan, StepId};
use crate::provider::{Id, ProviderError};
pub use crate::state::Summary;

/// Something that happened in a run.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[non_exhaustive]
pub enum Event {
    /// A command starts.
    Started {
        /// The command: `up`.
        command: String,
        project: String,
        stack: String,
    },
    /// Something a person should read.
    Notice {
        /// How important it is.
        level: Level,
        message: String,
    },
    /// A plan is made.
    Planned {
        /// The plan's hash.
        hash: String,
        plan: Arc<Plan>,
    },
    /// A step starts.
    StepStarted { step: StepId, urn: Urn },
    /// A step waits, and holds nothing meanwhile.
    StepWaiting {
        step: StepId,
        urn: Urn,
        /// For what.
        waits_for: String,
    },
    /// The id of a resource is known, and durable.
    StepIdentified { step: StepId, urn: Urn, id: Id },
    /// A step is done.
    StepDone {
        step: StepId,
        urn: Urn,
        /// The id of what it made or changed, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
        /// What it took, in milliseconds.
        millis: u64,
    },
    /// Something was left behind on purpose by a step that is done.
    #[serde(rename = "left")]
    Retained {
        step: StepId,
        urn: Urn,
        /// What the API knows it by.
        id: Id,
        what: String,
        /// When it goes by itself, in seconds since 1970.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<u64>,
    },
    /// A step failed.
    StepFailed {
        step: StepId,
        urn: Urn,
        error: ProviderError,
        /// What it took, in milliseconds.
        millis: u64,
    },
    /// A step is not done because one before it was not.
    StepSkipped {
        step: StepId,
        urn: Urn,
        /// The resource whose step was not done.
        because: Urn,
    },
    /// A refresh found reality to differ from state.
    Drifted {
        urn: Urn,
        /// Whether it is gone.
        gone: bool,
        /// The properties that differ.
        changes: Vec<crate::plan::PropertyChange>,
    },
    /// A region has failed: nothing more is started in it.
    RegionFailed {
        region: String,
        /// The resource whose failure made it so.
        urn: Urn,
        /// Whether nothing more is started anywhere.
        hold: bool,
    },
    /// What a plan is expected to take.
    Estimated {
        /// How long, and what decides it.
        estimate: Estimate,
    },
    /// What each step is expected to take. Comes before the first step of a run, and of each later wave.
    Expected {
        /// By the step's number.
        steps: Vec<Expected>,
    },
    /// What decided how long the run took. Comes before its end.
    CriticalPath { path: CriticalPath },
    /// The run ends.
    Finished { summary: Summary },
}

/// How important a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Good to know.
    Info,
    /// To be looked at.
    Warning,
    /// It stops the run.
    Error,
}

/// Where events go.
pub trait EventSink: Send + Sync {
    /// Takes an event. Must not block.
    fn emit(&self, event: Event);
}

/// Drops every event.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoEvents;

impl EventSink for NoEvents {
    fn emit(&self, _: Event) {}
}

impl<F: Fn(Event) + Send + Sync> EventSink for F {
    fn emit(&self, event: Event) {
        self(event);
    }
}
