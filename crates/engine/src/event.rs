//! Events: the one stream that feeds the terminal, the JSON lines, the comment, the report and the timeline.
//!
//! Nothing prints beside it. Values in events are masked when they are serialised.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::estimate::{CriticalPath, Estimate, Expected};
use crate::model::urn::Urn;
use crate::plan::{Plan, StepId};
use crate::provider::{Id, ProviderError};

/// Something that happened in a run.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "event")]
#[non_exhaustive]
pub enum Event {
    /// A command starts.
    Started {
        /// The command: `up`.
        command: String,
        /// The project.
        project: String,
        /// The stack.
        stack: String,
    },
    /// Something a person should read.
    Notice {
        /// How important it is.
        level: Level,
        /// The words.
        message: String,
    },
    /// A plan is made.
    Planned {
        /// The plan's hash.
        hash: String,
        /// The plan.
        plan: Arc<Plan>,
    },
    /// A step starts.
    StepStarted {
        /// The step.
        step: StepId,
        /// Its resource.
        urn: Urn,
    },
    /// A step waits, and holds nothing meanwhile.
    StepWaiting {
        /// The step.
        step: StepId,
        /// Its resource.
        urn: Urn,
        /// For what.
        waits_for: String,
    },
    /// The id of a resource is known, and durable.
    StepIdentified {
        /// The step.
        step: StepId,
        /// Its resource.
        urn: Urn,
        /// The id.
        id: Id,
    },
    /// A step is done.
    StepDone {
        /// The step.
        step: StepId,
        /// Its resource.
        urn: Urn,
        /// The id of what it made or changed, if there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Id>,
        /// What it took, in milliseconds.
        millis: u64,
    },
    /// Something was left behind on purpose by a step that is done.
    Left {
        /// The step.
        step: StepId,
        /// Its resource.
        urn: Urn,
        /// What the API knows it by.
        id: Id,
        /// What it is.
        what: String,
        /// When it goes by itself, in seconds since 1970.
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<u64>,
    },
    /// A step failed.
    StepFailed {
        /// The step.
        step: StepId,
        /// Its resource.
        urn: Urn,
        /// Why.
        error: ProviderError,
        /// What it took, in milliseconds.
        millis: u64,
    },
    /// A step is not done because one before it was not.
    StepSkipped {
        /// The step.
        step: StepId,
        /// Its resource.
        urn: Urn,
        /// The resource whose step was not done.
        because: Urn,
    },
    /// A refresh found reality to differ from state.
    Drifted {
        /// The resource.
        urn: Urn,
        /// Whether it is gone.
        gone: bool,
        /// The properties that differ.
        changes: Vec<crate::plan::PropertyChange>,
    },
    /// A region has failed: nothing more is started in it.
    RegionFailed {
        /// The region.
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
    CriticalPath {
        /// The path.
        path: CriticalPath,
    },
    /// The run ends.
    Finished {
        /// The counts and figures.
        summary: Summary,
    },
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

/// A run in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Summary {
    /// Resources made.
    pub created: usize,
    /// Resources changed in place.
    pub updated: usize,
    /// Resources made anew.
    pub replaced: usize,
    /// Resources deleted, those of replacements not counted.
    pub deleted: usize,
    /// Resources that existed already and were taken over.
    #[serde(default)]
    pub imported: usize,
    /// Resources that stayed as they are.
    pub unchanged: usize,
    /// Steps that failed.
    pub failed: usize,
    /// Steps that were not done because others failed or the run was cancelled.
    pub skipped: usize,
    /// Requests sent to APIs, retries included.
    pub api_calls: u64,
    /// What the run took, in milliseconds.
    pub millis: u64,
    /// Whether the run was cancelled.
    pub cancelled: bool,
}

impl Summary {
    /// Adds a later wave of the same run.
    pub fn add(&mut self, wave: Summary) {
        // What this run has made is as it is in a later wave's plan.
        let touched = self.created + self.updated + self.replaced + self.imported;
        self.unchanged = wave.unchanged.saturating_sub(touched);
        self.created += wave.created;
        self.updated += wave.updated;
        self.replaced += wave.replaced;
        self.deleted += wave.deleted;
        self.imported += wave.imported;
        self.failed += wave.failed;
        self.skipped += wave.skipped;
        self.api_calls = self.api_calls.max(wave.api_calls);
        self.millis += wave.millis;
        self.cancelled |= wave.cancelled;
    }
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
