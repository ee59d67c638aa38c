//! The rollback: planned and shown before a run, and applied if a step of the run fails.

use std::sync::Arc;

use super::engine::{Engine, PrepareOptions, Prepared};
use super::error::EngineError;
use crate::apply::{ApplyOptions, Cancel};
use crate::event::{Event, Level, Summary};
use crate::plan::{Action, Irreversible, Plan, PlanOptions, Recorded, beyond, irreversible, recorded, state_after};
use crate::program::Program;
use crate::state::{LockInfo, Snapshot};

/// The rollback plan of a run.
pub struct RollbackPlan {
    /// The plan that undoes every step of the run. Of a run that failed, it undoes those that were done.
    pub plan: Arc<Plan>,
    /// What it does not undo.
    pub stays: Vec<Irreversible>,
    /// The state that it begins with: the one that the run leaves if every step succeeds.
    pub from: Arc<Snapshot>,
    /// The plan of the run.
    run: Arc<Plan>,
    /// The state to return to.
    then: Arc<Snapshot>,
    options: PlanOptions,
}

/// The outcome of a run with a rollback plan.
pub struct RunAndRollback {
    /// The outcome of the run.
    pub run: Summary,
    /// The outcome of the rollback; `None` if the run did not fail.
    pub rollback: Option<Result<Summary, EngineError>>,
}

impl Engine {
    /// Plans the rollback of a plan's run: from the state that it leaves to the one that it begins with.
    ///
    /// # Errors
    /// When there is no such plan: the run plans resources only later, or the rollback deletes protected ones.
    pub async fn plan_rollback(&self, prepared: &Prepared) -> Result<RollbackPlan, EngineError> {
        let run = Arc::clone(&prepared.plan);
        if !run.deferred.is_empty() {
            return Err(EngineError::NoRollbackPlan(run.deferred.iter().map(|part| part.path.clone()).collect()));
        }
        let then = Arc::new(prepared.snapshot.clone());
        let options = PlanOptions { ignore_protect: prepared.options.ignore_protect.clone(), ..PlanOptions::default() };
        let after = state_after(&run, &then);
        let program = self.rollback_program(&run, &then, &after)?;
        let (_, plan, _) = self.plan_until_ready(Arc::new(program), &after, &options).await?;
        let stays = irreversible(&run, &plan, &*self.providers);
        let plan = Arc::new(plan);
        self.events.emit(Event::RollbackPlan { plan: Arc::clone(&plan), stays: stays.clone() });
        Ok(RollbackPlan { plan, stays, from: Arc::new(after), run, then, options })
    }

    /// The recorded state as a program. What the run retains and forgets is imported again.
    fn rollback_program(&self, run: &Plan, then: &Snapshot, now: &Snapshot) -> Result<Program, EngineError> {
        let states = Recorded { then, now, number: 0 };
        let mut program = recorded(&run.project, &run.stack, states, &*self.providers)
            .map_err(|unknown| EngineError::Plan(crate::plan::PlanError::UnknownTypes(unknown)))?;
        for step in &run.steps {
            if let Action::Forget { id } = &step.action {
                let _ = program.import(step.urn(), id.clone());
            }
        }
        Ok(program)
    }

    /// Applies a plan as [`Engine::apply`] does. If a step fails, it applies the rollback under the same lock, as a run of
    /// its own: only steps that were shown, or none. A run that was cancelled stays as it is.
    ///
    /// # Errors
    /// As [`Engine::apply`]. Errors of the rollback are in the result.
    pub async fn apply_or_roll_back(
        &self,
        prepared: Prepared,
        rollback: RollbackPlan,
        options: ApplyOptions,
        cancel: Cancel,
    ) -> Result<RunAndRollback, EngineError> {
        if let Some(summary) = self.nothing_to_do(&prepared) {
            return Ok(RunAndRollback { run: summary, rollback: None });
        }
        self.store.lock(&options.holder).await?;
        let ran: Result<RunAndRollback, EngineError> = async {
            let run = self.run(prepared, options.clone(), cancel.clone()).await?;
            let failed = run.failed + run.skipped > 0 && !run.cancelled;
            let rollback = if failed { Some(self.roll_back(&rollback, options, cancel).await) } else { None };
            Ok(RunAndRollback { run, rollback })
        }
        .await;
        let released = self.store.unlock().await;
        let ran = ran?;
        released?;
        Ok(ran)
    }

    /// Applies the rollback. The caller holds the lock.
    async fn roll_back(
        &self,
        rollback: &RollbackPlan,
        options: ApplyOptions,
        cancel: Cancel,
    ) -> Result<Summary, EngineError> {
        let RollbackPlan { plan: shown, run, then, options: plan_options, .. } = rollback;
        let message = "the run failed: rolling back to the state before it".to_owned();
        self.events.emit(Event::Notice { level: Level::Warning, message });
        let program = self.rollback_program(run, then, &self.store.load().await?)?;
        let how = PrepareOptions {
            plan: plan_options.clone(),
            rollback_to: Some(Arc::clone(then)),
            ..PrepareOptions::default()
        };
        let prepared = self.prepare(program, &how).await?;
        let other: Vec<String> =
            beyond(&prepared.plan, shown, run).into_iter().map(|step| step.urn().to_string()).collect();
        if !other.is_empty() {
            return Err(EngineError::RollbackPlanDiffers(other));
        }
        if let Some(summary) = self.nothing_to_do(&prepared) {
            return Ok(summary);
        }
        let holder = LockInfo { what: format!("{} (rollback)", options.holder.what), ..options.holder };
        self.run(prepared, ApplyOptions { holder, confirm: None, ..options }, cancel).await
    }
}
