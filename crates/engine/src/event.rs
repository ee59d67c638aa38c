//! Events: the one stream that feeds the terminal, the JSON lines, the comment, the report and the timeline.
//!
//! Nothing prints beside it. Values in events are masked when they are serialised.

use std::sync::Arc;

use serde::Serialize;

use crate::estimate::{CriticalPath, Estimate, Expected};
use crate::model::hook::HookPoint;
use crate::model::urn::Urn;
use crate::plan::{Irreversible, Plan, StepId};
use crate::provider::{Id, ProviderError};
pub use crate::state::Summary;

/// An event of a run.
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
    /// A notice for the user.
    Notice {
        /// How important it is.
        level: Level,
        message: String,
    },
    /// A plan was made.
    Planned {
        /// The plan's hash.
        hash: String,
        plan: Arc<Plan>,
    },
    /// The rollback was planned: the plan that undoes the run if a step of it fails.
    #[serde(rename = "way-back")]
    RollbackPlan {
        plan: Arc<Plan>,
        /// What it does not undo.
        stays: Vec<Irreversible>,
    },
    /// A step starts.
    StepStarted { step: StepId, urn: Urn },
    /// A step waits, without a worker.
    StepWaiting {
        step: StepId,
        urn: Urn,
        /// The reason.
        waits_for: String,
    },
    /// The id of a resource is known, and durable.
    StepIdentified { step: StepId, urn: Urn, id: Id },
    /// A step is done.
    StepDone {
        step: StepId,
        urn: Urn,
        /// The id of the resource that it created or changed, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
        /// Its duration, in milliseconds.
        millis: u64,
    },
    /// A hook has succeeded.
    HookDone {
        step: StepId,
        urn: Urn,
        /// Its name.
        hook: String,
        point: HookPoint,
    },
    /// A finished step retained a resource on purpose.
    #[serde(rename = "left")]
    Retained {
        step: StepId,
        urn: Urn,
        /// The resource's id in the provider's API.
        id: Id,
        what: String,
        /// When the service deletes it, in seconds since 1970.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<u64>,
    },
    /// A step failed.
    StepFailed {
        step: StepId,
        urn: Urn,
        error: ProviderError,
        /// Its duration, in milliseconds.
        millis: u64,
    },
    /// A step is not done because one before it was not.
    StepSkipped {
        step: StepId,
        urn: Urn,
        /// The resource whose step was skipped.
        because: Urn,
    },
    /// A refresh found reality to differ from state.
    Drifted {
        urn: Urn,
        /// Whether the resource no longer exists.
        gone: bool,
        /// The properties that differ.
        changes: Vec<crate::plan::PropertyChange>,
    },
    /// A region has failed: nothing more is started in it.
    RegionFailed {
        region: String,
        /// The resource whose failure caused it.
        urn: Urn,
        /// Whether nothing more is started anywhere.
        hold: bool,
    },
    /// The expected duration of a plan.
    Estimated {
        /// The duration and the critical path.
        estimate: Estimate,
    },
    /// The expected duration of each step. Emitted before the first step of a run, and of each later wave.
    Expected {
        /// By the step's number.
        steps: Vec<Expected>,
    },
    /// The critical path of the run. Emitted before its end.
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
    /// Needs attention.
    Warning,
    /// It stops the run.
    Error,
}

/// Where events go.
pub trait EventSink: Send + Sync {
    /// Receives an event. Must not block.
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
