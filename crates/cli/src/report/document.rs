//! The report as a document.

use std::collections::BTreeMap;

use archipel_engine::estimate::Estimate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::render::recovery_plan::RecoveryPlan;

/// The version of the document. It increases when a field changes its meaning or is removed.
pub const FORMAT: u32 = 1;

/// A plan, the most dangerous changes first, and the run that applied it, if any.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Report {
    /// The version of this format: 1.
    pub format: u32,
    /// The command: `preview`.
    pub command: String,
    /// The project.
    pub project: String,
    /// The stack.
    pub stack: String,
    /// The plan's hash, if there is a plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// The number of resources by action.
    pub counts: Counts,
    /// The number of unchanged resources.
    pub unchanged: usize,
    /// The estimated duration of the plan and its critical path; in a preview only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// The steps and checks of a failover, for its reviewers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryPlan>,
    /// Warnings that do not belong to a resource.
    pub warnings: Vec<String>,
    /// The resources that the plan changes, the most dangerous first.
    pub resources: Vec<Resource>,
    /// Unchanged resources that resources of the plan depend on.
    pub neighbours: Vec<String>,
    /// The plan that returns the stack if a step fails, with `--on-failure rollback`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollback: Option<Rollback>,
    /// The drift that a refresh found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drifts: Vec<Drift>,
    /// Retained resources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
    /// The run that applied the plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// The errors that ended the command: what, where, why, and what to do next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
}

/// The plan that returns a stack to its present state.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Rollback {
    /// The number of resources by action.
    pub counts: Counts,
    /// The resources that it changes, the most dangerous first.
    pub resources: Vec<Resource>,
    /// What it does not undo, one sentence each.
    pub not_undone: Vec<String>,
}

impl Rollback {
    /// What it does, as one sentence.
    pub(super) fn summary(&self) -> String {
        let words = self.counts.words();
        let words = if words.is_empty() { "nothing to change" } else { &words };
        format!("If a step fails, a rollback plan returns the stack to its present state: {words}")
    }
}

/// The number of resources by kind of change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// To be created.
    pub create: usize,
    /// To be changed in place.
    pub update: usize,
    /// To be replaced.
    pub replace: usize,
    /// To be deleted.
    pub delete: usize,
    /// To be read.
    pub read: usize,
    /// Only their record changes.
    pub record: usize,
}

impl Counts {
    /// `2 to replace, 1 to update`: the most dangerous first; empty without changes.
    pub(super) fn words(&self) -> String {
        let parts = [
            (self.replace, "to replace"),
            (self.delete, "to delete"),
            (self.update, "to update"),
            (self.create, "to create"),
            (self.read, "to read"),
            (self.record, "to record"),
        ];
        let parts = parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
        parts.collect::<Vec<_>>().join(", ")
    }
}

/// The risk of a resource's change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Danger {
    /// Its data is lost.
    DataLoss,
    /// It is replaced.
    Replace,
    /// It is deleted.
    Delete,
    /// It is removed from the state only.
    Forget,
    /// It is changed in place.
    Update,
    /// It is new, read, or only recorded.
    #[default]
    None,
}

/// One resource of a plan.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Resource {
    /// Its URN.
    pub urn: String,
    /// Its type, without the provider that most share: `ec2/Vpc`.
    #[serde(rename = "type")]
    pub of_type: String,
    /// Its path: component and name.
    pub path: String,
    /// Its region, or `global`.
    pub region: String,
    /// `create`, `update`, `replace`, `delete`, `forget`, `record`, `read` or `finish`.
    pub action: String,
    /// The risk.
    pub danger: Danger,
    /// The data that is lost with it: "the objects in the bucket".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loses: Option<String>,
    /// Its id in the API, if it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub physical: Option<String>,
    /// For a replacement: whether the old resource is deleted before the new one is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delete_first: Option<bool>,
    /// Whether later plans cannot delete or replace it.
    pub protected: bool,
    /// The reasons, the decisive one first.
    pub reasons: Vec<String>,
    /// From the edited line to this resource, in one sentence, if other resources are in between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chain: Option<String>,
    /// The URN of the resource whose replacement causes this one's, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<String>,
    /// The URNs of the resources whose replacement it causes.
    pub drags: Vec<String>,
    /// The line of the program that declares it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The differences.
    pub changes: Vec<Change>,
    /// The URNs that it depends on.
    pub dependencies: Vec<String>,
    /// Its steps in the plan: numbers from 0.
    pub steps: Vec<u32>,
}

/// A changed property. Values are masked and on one line.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Change {
    /// The path of the property.
    pub path: String,
    /// `added`, `removed`, `changed` or `may-change`.
    pub difference: String,
    /// The recorded value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// The desired value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// Whether the change replaces the resource.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replaces: bool,
    /// Whether the service changes it beside the properties of the program.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_service: bool,
    /// For documents: the changed lines, each after `+ `, `- ` or two blanks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
}

/// A resource that differs from its record.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Drift {
    /// Its URN.
    pub urn: String,
    /// Whether it is gone.
    pub gone: bool,
    /// The differences; `old` is the recorded and `new` the real value.
    pub changes: Vec<Change>,
}

/// A retained resource: a key in its deletion window, a final snapshot.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Left {
    /// The URN of the deleted resource.
    pub urn: String,
    /// Its id in the API.
    pub id: String,
    /// A description.
    pub what: String,
    /// The day on which the service deletes it: `2026-12-23`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A run: the times of its steps.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Run {
    /// Its duration, in milliseconds.
    pub millis: u64,
    /// The summary as one line.
    pub summary: String,
    /// Whether every step succeeded.
    pub complete: bool,
    /// The started or skipped steps, by their number in the plan.
    pub steps: BTreeMap<u32, RunResult>,
    /// The critical path: each step waited for the one before it.
    pub critical: Vec<u32>,
}

/// A step of a run.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct RunResult {
    /// The start, in milliseconds after that of the run.
    pub from: u64,
    /// The end.
    pub to: u64,
    /// `done`, `failed`, `skipped` or `running`.
    pub outcome: String,
    /// Why it failed or was skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}
