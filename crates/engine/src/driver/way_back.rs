//! The way back: planned and shown before a run, and applied if a step of the run fails.

use std::sync::Arc;

use super::engine::{Engine, PrepareOptions, Prepared};
use super::error::EngineError;
use crate::apply::{ApplyOptions, Cancel};
use crate::event::{Event, Level, Summary};
use crate::plan::{Action, Irreversible, Plan, PlanOptions, Recorded, beyond, irreversible, recorded, state_after};
use crate::program::Program;
use crate::state::{LockInfo, Snapshot};

/// The way back from the run of a plan.
pub struct WayBack {
    /// The plan that undoes every step of the run. Of a run that failed, it undoes those that were done.
    pub plan: Arc<Plan>,
    /// What it does not undo.
    pub stays: Vec<Irreversible>,
    /// The plan of the run.
    run: Arc<Plan>,
    /// The state to return to.
    then: Arc<Snapshot>,
    options: PlanOptions,
}

/// The outcome of a run with a way back.
pub struct Returned {
    /// The outcome of the run.
    pub run: Summary,
    /// The outcome of the way back; `None` if the run did not fail.
    pub back: Option<Result<Summary, EngineError>>,
}

impl Engine {
    /// Plans the way back from the run of a plan: from the state that it leaves to the one that it begins with.
    ///
    /// # Errors
    /// When there is no way back: the run plans resources only later, or the way back deletes protected ones.
    pub async fn way_back(&self, prepared: &Prepared) -> Result<WayBack, EngineError> {
        let run = Arc::clone(&prepared.plan);
        if !run.deferred.is_empty() {
            return Err(EngineError::NoWayBack(run.deferred.iter().map(|part| part.path.clone()).collect()));
        }
        let then = Arc::new(prepared.snapshot.clone());
        let options = PlanOptions { ignore_protect: prepared.options.ignore_protect.clone(), ..PlanOptions::default() };
        let after = state_after(&run, &then);
        let program = self.program_back(&run, &then, &after)?;
        let (_, plan, _) = self.plan_until_ready(Arc::new(program), &after, &options).await?;
        let stays = irreversible(&run, &plan, &*self.providers);
        let plan = Arc::new(plan);
        self.events.emit(Event::WayBack { plan: Arc::clone(&plan), stays: stays.clone() });
        Ok(WayBack { plan, stays, run, then, options })
    }

    /// The recorded state as a program. What the run retains and forgets is imported again.
    fn program_back(&self, run: &Plan, then: &Snapshot, now: &Snapshot) -> Result<Program, EngineError> {
        let states = Recorded { then, now, number: 0 };
        let mut program = recorded(&run.project, &run.stack, states, &*self.providers)
            .map_err(|unknown| EngineError::Plan(crate::plan::PlanError::UnknownTypes(unknown)))?;
        for step in &run.steps {
            if let Action::Forget { id } = &step.action {
                // What is deleted with another resource is not there any more.
                let is_retained =
                    !step.reasons.iter().any(|reason| matches!(reason, crate::plan::Reason::DeletedWith { .. }));
                if is_retained {
                    let _ = program.import(step.urn(), id.clone());
                }
            }
        }
        Ok(program)
    }

    /// Applies a plan as [`Engine::apply`] does. If a step fails, it applies the way back under the same lock, as a run of
    /// its own: only steps that were shown, or none. A run that was cancelled stays as it is.
    ///
    /// # Errors
    /// As [`Engine::apply`]. Errors of the way back are in the result.
    pub async fn apply_or_return(
        &self,
        prepared: Prepared,
        way_back: WayBack,
        options: ApplyOptions,
        cancel: Cancel,
    ) -> Result<Returned, EngineError> {
        if let Some(summary) = self.nothing_to_do(&prepared) {
            return Ok(Returned { run: summary, back: None });
        }
        self.store.lock(&options.holder).await?;
        let ran: Result<Returned, EngineError> = async {
            let run = self.run(prepared, options.clone(), cancel.clone()).await?;
            let failed = run.failed + run.skipped > 0 && !run.cancelled;
            let back = if failed { Some(self.go_back(&way_back, options, cancel).await) } else { None };
            Ok(Returned { run, back })
        }
        .await;
        let released = self.store.unlock().await;
        let ran = ran?;
        released?;
        Ok(ran)
    }

    /// Applies the way back. The caller holds the lock.
    async fn go_back(&self, way_back: &WayBack, options: ApplyOptions, cancel: Cancel) -> Result<Summary, EngineError> {
        let WayBack { plan: shown, run, then, options: plan_options, .. } = way_back;
        let message = "the run failed: returning to the state before it".to_owned();
        self.events.emit(Event::Notice { level: Level::Warning, message });
        let program = self.program_back(run, then, &self.store.load().await?)?;
        let how = PrepareOptions {
            plan: plan_options.clone(),
            returns_to: Some(Arc::clone(then)),
            ..PrepareOptions::default()
        };
        let prepared = self.prepare(program, &how).await?;
        let other: Vec<String> =
            beyond(&prepared.plan, shown, run).into_iter().map(|step| step.urn().to_string()).collect();
        if !other.is_empty() {
            return Err(EngineError::OtherWayBack(other));
        }
        if let Some(summary) = self.nothing_to_do(&prepared) {
            return Ok(summary);
        }
        let holder = LockInfo { what: format!("{} (way back)", options.holder.what), ..options.holder };
        // Operations are named after the run and their step: each plan numbers its steps from 0.
        let run_id = format!("{}.back", options.run_id);
        self.run(prepared, ApplyOptions { holder, run_id, confirm: None, ..options }, cancel).await
    }
}
