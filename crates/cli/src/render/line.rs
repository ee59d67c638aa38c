//! A line of `--json`.

use archipel_engine::event::Event;
use schemars::JsonSchema;
use serde::Serialize;

use super::recovery_plan::RecoveryPlan;

/// A line of `--json`: an event of a run, or the steps of a failover before it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Line<'a> {
    /// An event of a run.
    Event(&'a Event),
    /// The steps and checks of a failover.
    Failover(Failover<'a>),
}

/// What a failover shows before it runs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Failover<'a> {
    /// Its steps with their reasons, and what its checks found.
    Recovery(&'a RecoveryPlan),
}
