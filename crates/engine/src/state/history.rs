//! The history of a stack: one record for each run that may write.

use serde::{Deserialize, Serialize};

use super::lock::LockInfo;
use crate::model::time::now;
use crate::model::urn::Urn;

/// A run that had the right to write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunRecord {
    /// Counted from 1; 0 until the store has numbered it.
    pub number: u64,
    /// The command: `up dev`.
    pub command: String,
    /// The person and machine.
    pub who: String,
    /// The actor that started it, if it is not the user: the actor of a CI job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The commit of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<Commit>,
    /// When it began, in seconds since 1970.
    pub began: u64,
    /// The end, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<u64>,
    /// The commit of the state at its end: the serial of its export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<u64>,
    /// The hash of the plan that was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The protected resources that it was allowed to delete or replace.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored_protection: Vec<Urn>,
    /// The outcome.
    pub ending: Ending,
    /// Why it stopped, where that is not the failure of a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
    /// The events, with masked values and without the plan.
    #[serde(default)]
    pub events: Vec<serde_json::Value>,
    /// The number of events that were dropped.
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

/// The outcome of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It has not ended, as far as the state records.
    Running,
    /// Well.
    Done,
    /// Steps failed, or it stopped.
    Failed,
    /// It was cancelled and shut down cleanly.
    Cancelled,
    /// Its process ended before it did.
    Interrupted,
}

/// The author of a run, beyond the fields of [`LockInfo`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The actor of a CI job.
    pub actor: Option<String>,
    /// The program's commit.
    pub commit: Option<Commit>,
}

impl RunRecord {
    /// A run that begins.
    #[must_use]
    pub fn started(holder: &LockInfo, author: &Author, plan: Option<String>) -> Self {
        Self {
            number: 0,
            command: holder.what.clone(),
            who: holder.who.clone(),
            actor: author.actor.clone(),
            commit: author.commit.clone(),
            began: now(),
            ended: None,
            serial: None,
            plan,
            ignored_protection: Vec::new(),
            ending: Ending::Running,
            error: None,
            summary: None,
            events: Vec::new(),
            more_events: 0,
        }
    }
}

/// A run in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Summary {
    /// Created resources.
    pub created: usize,
    /// Resources updated in place.
    pub updated: usize,
    /// Resources that were replaced.
    pub replaced: usize,
    /// Resources deleted, those of replacements not counted.
    pub deleted: usize,
    /// Existing resources that were imported.
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
    /// The duration of the run, in milliseconds.
    pub millis: u64,
    /// Whether the run was cancelled.
    pub cancelled: bool,
}

impl Summary {
    /// Adds a later wave of the same run.
    pub fn add(&mut self, wave: Summary) {
        // Resources that this run created are unchanged in a later wave's plan.
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
