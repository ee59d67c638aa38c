//! Corrections of a state without a plan: from a refresh, and by the repair of an interrupted run.

use std::collections::BTreeSet;

use super::apply::Applied;
use super::engine::{Engine, LoadedState};
use super::error::EngineError;
use crate::apply::{self, Answer, ApplyOptions, Candidate, Drift, Question, Refreshed, RunRecorder, Unread};
use crate::model::urn::Urn;
use crate::plan::Finding;
use crate::provider::ReadMode;
use crate::state::{Change, RunRecord, Snapshot, StateError};

/// The result of a refresh.
#[derive(Clone, Debug, Default)]
pub struct RefreshReport {
    /// The differences from state.
    pub drifts: Vec<Drift>,
    /// Notices for the user.
    pub notes: Vec<Finding>,
    /// Whether state was written.
    pub written: bool,
    /// The resources of which only the listed properties were read: see [`ReadMode::Summary`].
    pub partly: Vec<Urn>,
    /// The resources that could not be read. Their records stay as they are.
    pub unread: Vec<Unread>,
    /// The changes that [`Engine::record`] commits.
    changes: Vec<Change>,
    /// The state that was read.
    seen: Snapshot,
}

/// The pending operations of an interrupted run, and the decisions about them. Nothing has been written yet.
#[derive(Debug)]
pub struct RepairPlan {
    /// The state as the store has it.
    pub snapshot: Snapshot,
    /// Notices about the operations that were resolved automatically.
    pub notes: Vec<Finding>,
    /// The operations that only the user can resolve, with the resources that an interrupted create may have created.
    pub questions: Vec<(Question, Vec<Candidate>)>,
    /// The changes of state of the decisions and of the automatic resolutions.
    changes: Vec<Change>,
}

impl RepairPlan {
    /// Whether there are changes to commit.
    #[must_use]
    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }
}

impl Engine {
    /// Reads every recorded resource, or those in `scope`, and commits the differences if `write` is set. Otherwise
    /// [`Engine::record`] can commit them later, after a confirmation.
    ///
    /// # Errors
    /// See [`EngineError`].
    pub async fn refresh(
        &self,
        project: &str,
        stack: &str,
        scope: Option<&BTreeSet<Urn>>,
        depth: ReadMode,
        write: Option<&ApplyOptions>,
    ) -> Result<RefreshReport, EngineError> {
        let snapshot = self.store.load().await?;
        let known = self.recovered(snapshot, &format!("{project}/{stack}"), Some((scope, depth))).await?;
        let LoadedState { snapshot: seen, changes, notes, refreshed, .. } = known;
        let Refreshed { drifts, unread, partly, .. } = refreshed;
        let mut report = RefreshReport { drifts, notes, written: false, partly, unread, changes, seen };
        if let Some(options) = write {
            self.record(&mut report, options).await?;
        }
        Ok(report)
    }

    /// Commits the differences that a refresh found, if the state has not changed since.
    ///
    /// # Errors
    /// `StateChanged` when another run has written since; errors of the store.
    pub async fn record(&self, report: &mut RefreshReport, options: &ApplyOptions) -> Result<(), EngineError> {
        let changes = std::mem::take(&mut report.changes);
        if !changes.is_empty() {
            self.write(&report.seen, changes, options).await?;
            report.written = true;
        }
        Ok(())
    }

    /// Plans the repair of an interrupted run with the user's decisions. Writes nothing.
    ///
    /// # Errors
    /// `Answer` for a decision that is not possible; when a resource cannot be read; see [`EngineError`].
    pub async fn plan_repair(
        &self,
        project: &str,
        stack: &str,
        answers: &[(Urn, Answer)],
    ) -> Result<RepairPlan, EngineError> {
        let stack = format!("{project}/{stack}");
        let snapshot = self.store.load().await?;
        let mut answered = snapshot.clone();
        let mut changes = Vec::new();
        for (urn, answer) in answers {
            let said = apply::answered(&answered, urn, answer, &stack, &self.providers).await?;
            answered.apply(&said).map_err(StateError::from)?;
            changes.extend(said);
        }
        let recovered = apply::recover(&answered, &stack, &self.providers).await?;
        changes.extend(recovered.changes);
        let mut questions = Vec::new();
        for question in recovered.questions {
            let candidates = apply::candidates(&answered, &question, &stack, &self.providers).await;
            questions.push((question, candidates));
        }
        Ok(RepairPlan { snapshot, notes: recovered.notes, questions, changes })
    }

    /// Commits a repair plan. Unanswered questions stay.
    ///
    /// # Errors
    /// `StateChanged` when another run has written since; errors of the store.
    pub async fn repair(&self, examined: RepairPlan, options: &ApplyOptions) -> Result<(), EngineError> {
        self.write(&examined.snapshot, examined.changes, options).await
    }

    /// Commits changes that were found by looking at a state, if it is still that one.
    async fn write(&self, seen: &Snapshot, changes: Vec<Change>, options: &ApplyOptions) -> Result<(), EngineError> {
        self.store.lock(&options.holder).await?;
        let written = async {
            self.ensure_unchanged(&seen.lineage, seen.serial).await?;
            seen.ensure_not_held(&options.holder)?;
            let run = RunRecord::started(&options.holder, &options.author, None);
            let recorder = RunRecorder::begin(&*self.store, run).await?;
            let error = self.store.commit(changes).await.err().map(EngineError::from);
            let written = Applied { summary: None, error };
            let recorded = self.finish_recording(recorder, &written).await;
            written.error.map_or(Ok(()), Err)?;
            recorded
        }
        .await;
        let released = self.store.unlock().await;
        written?;
        released?;
        Ok(())
    }
}
