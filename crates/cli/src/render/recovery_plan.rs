//! A recovery plan as a part of reports.

use schemars::JsonSchema;
use serde::Serialize;

/// A recovery plan: what an operator reads about a failover before it runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct RecoveryPlan {
    /// The region that loses the roles.
    pub from: String,
    /// The region that takes over.
    pub to: String,
    /// `planned` or `unplanned`.
    pub mode: String,
    /// The steps, in the order of the runbook.
    pub steps: Vec<RecoveryStep>,
    /// What the checks of the region that takes over found.
    pub checks: Vec<RecoveryCheck>,
}

/// A step of a recovery plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct RecoveryStep {
    /// The URN of its resource in the plan.
    pub urn: String,
    /// What it does.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Whether nothing of it is left to do.
    pub done: bool,
    /// The expected time, in milliseconds.
    pub millis: u64,
    /// What can be lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<String>,
    /// The way back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<String>,
}

/// A check of the region that takes over.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct RecoveryCheck {
    /// Its name.
    pub name: String,
    /// The region in which it reads.
    pub region: String,
    /// What it found.
    pub found: String,
}
