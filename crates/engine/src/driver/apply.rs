//! Applying a prepared plan, in one wave or several.

use std::sync::Arc;

use super::engine::{Engine, Prepared};
use super::error::EngineError;
use crate::apply::{self, ApplyError, ApplyOptions, Cancel, Run, RunRecorder, Wave};
use crate::event::{Event, EventSink, Level, Summary};
use crate::model::catch_panic::catch_panic_of;
use crate::plan::{Plan, PlanOptions};
use crate::program::Program;
use crate::state::{RunRecord, StateError};

fn warn(events: &dyn EventSink, message: String) {
    events.emit(Event::Notice { level: Level::Warning, message });
}

/// The outcome of a run: the counts, as far as it came, and the error that ended it.
#[derive(Default)]
pub(super) struct Applied {
    pub(super) summary: Option<Summary>,
    pub(super) error: Option<EngineError>,
}

/// Passes on the events of a wave, except the end of the run, because another wave may follow.
struct Unfinished(Arc<dyn EventSink>);

impl EventSink for Unfinished {
    fn emit(&self, event: Event) {
        if !matches!(event, Event::Finished { .. }) {
            self.0.emit(event);
        }
    }
}

impl Engine {
    /// Applies a plan under the lock, if the state has not changed since the plan was made.
    ///
    /// If the plan defers resources, further waves follow: the engine makes another plan from the state that the wave
    /// left, asks for confirmation ([`ApplyOptions::confirm`]) and applies it, until no resource is deferred. A wave
    /// that fails is the last.
    ///
    /// # Errors
    /// `StateChanged`, and errors of the store. Failed steps are in the summary.
    pub async fn apply(
        &self,
        prepared: Prepared,
        options: ApplyOptions,
        cancel: Cancel,
    ) -> Result<Summary, EngineError> {
        if let Some(summary) = self.nothing_to_do(&prepared) {
            return Ok(summary);
        }
        self.store.lock(&options.holder).await?;
        let applied = self.run(prepared, options, cancel).await;
        // Report the first error.
        let released = self.store.unlock().await;
        let summary = applied?;
        released?;
        Ok(summary)
    }

    /// The end of a run of a plan without steps and changes, if it is one.
    pub(super) fn nothing_to_do(&self, prepared: &Prepared) -> Option<Summary> {
        let Prepared { plan, snapshot, changes, .. } = prepared;
        let nothing =
            plan.is_empty() && changes.is_empty() && snapshot.pending.is_empty() && plan.outputs == snapshot.outputs;
        nothing.then(|| {
            let summary = Summary { unchanged: plan.unchanged, ..Summary::default() };
            self.events.emit(Event::Finished { summary: summary.clone() });
            summary
        })
    }

    /// Applies a plan and records the run. The caller holds the lock.
    pub(super) async fn run(
        &self,
        prepared: Prepared,
        options: ApplyOptions,
        cancel: Cancel,
    ) -> Result<Summary, EngineError> {
        let Prepared { program, plan, mut snapshot, changes, hash, data, options: mut plan_options, .. } = prepared;
        // These concern only the first plan: what the refresh did not find, what has failed, and what is replaced or loses
        // its protection once.
        plan_options.vanished.clear();
        plan_options.failed.clear();
        plan_options.replace.clear();
        plan_options.ignore_protect.clear();
        snapshot.lineage = self.ensure_unchanged(&plan.lineage, plan.serial).await?;
        // The serial is the same, so that the lock is the one that was loaded.
        snapshot.ensure_not_held(&options.holder)?;
        self.unlock(&plan, program.as_deref()).await?;
        let run = RunRecord {
            ignored_protection: plan.ignored_protection(),
            ..RunRecord::started(&options.holder, &options.author, Some(hash))
        };
        let recorder = RunRecorder::begin(&*self.store, run).await?;
        let events = recorder.events(Arc::clone(&self.events));
        // Operations are named after the run. The caller's id may be that of an earlier run: one of the same second, in
        // another container.
        let options = ApplyOptions { run_id: format!("{}#{}", options.run_id, recorder.number()), ..options };
        let applied = async {
            if !changes.is_empty() {
                self.store.commit(changes).await?;
            }
            let run = Run {
                program,
                plan,
                snapshot,
                digester: self.store.digester().await?,
                data,
                providers: Arc::clone(&self.providers),
                store: Arc::clone(&self.store),
                events,
                options,
                cancel,
            };
            Ok::<_, EngineError>(self.waves(run, &plan_options).await)
        }
        .await;
        let applied = applied.unwrap_or_else(|error| Applied { summary: None, error: Some(error) });
        let recorded = self.finish_recording(recorder, &applied).await;
        let Applied { summary, error } = applied;
        error.map_or(Ok(()), Err)?;
        recorded?;
        Ok(summary.unwrap_or_default())
    }

    /// Has the state's key at hand before a plan that needs it begins: otherwise it would stop at its first secret, with
    /// half of it made.
    async fn unlock(&self, plan: &Plan, program: Option<&Program>) -> Result<(), EngineError> {
        let Some(what) = plan.first_secret(&*self.providers, program) else { return Ok(()) };
        self.store.prepare_secrets().await.map_err(|error| match error {
            StateError::NoKey(why) => EngineError::NoKey { what: what.clone(), why },
            other => other.into(),
        })
    }

    /// Applies a plan and, as long as it defers resources, the next one. Ends with one `Finished` event, also after an
    /// error, with the counts of all waves.
    async fn waves(&self, run: Run, plan_options: &PlanOptions) -> Applied {
        let mut total = Summary::default();
        let events = Arc::clone(&run.events);
        let waves = catch_panic_of(self.each_wave(run, plan_options, &mut total)).await;
        let error = waves.unwrap_or_else(|panic| Err(EngineError::Panicked { place: panic.place() })).err();
        events.emit(Event::Finished { summary: total.clone() });
        Applied { summary: Some(total), error }
    }

    async fn each_wave(
        &self,
        mut run: Run,
        plan_options: &PlanOptions,
        total: &mut Summary,
    ) -> Result<(), EngineError> {
        let (run_id, events) = (run.options.run_id.clone(), Arc::clone(&run.events));
        for wave in 2.. {
            let program = run.program.clone().filter(|_| !run.plan.deferred.is_empty() && !run.plan.is_empty());
            let (options, cancel) = (run.options.clone(), run.cancel.clone());
            let deferred = run.plan.deferred.len();
            run.events = Arc::new(Unfinished(Arc::clone(&events)));
            match apply::apply(run).await {
                Ok(summary) if wave == 2 => *total = summary,
                Ok(summary) => total.add(summary),
                Err(ApplyError::State { error, summary }) => {
                    total.add((*summary).clone());
                    return Err(ApplyError::State { error, summary }.into());
                }
            }
            let Some(program) = program else { break };
            if total.failed > 0 || total.skipped > 0 || total.cancelled {
                warn(
                    &*events,
                    format!("{deferred} deferred parts of the program were not planned: run again to apply them"),
                );
                break;
            }
            // Until they are applied, the deferred parts count as skipped: the run may end here.
            total.skipped += deferred;
            let snapshot = self.store.load().await?;
            let (program, plan, data) = self.plan_until_ready(program, &snapshot, plan_options).await?;
            self.unlock(&plan, Some(&*program)).await?;
            let plan = Arc::new(plan);
            let digester = self.store.digester().await?;
            events.emit(Event::Planned { hash: plan.hash(&digester), plan: Arc::clone(&plan) });
            if let Some(confirm) = options.confirm.as_ref().filter(|_| !plan.is_empty()) {
                let (plan, program) = (Arc::clone(&plan), Arc::clone(&program));
                if !confirm.ask(Wave { plan, program, snapshot: snapshot.clone() }).await {
                    warn(&*events, "the deferred resources were not applied: run again to apply them".to_owned());
                    break;
                }
            }
            total.skipped -= deferred;
            run = Run {
                program: Some(program),
                plan,
                snapshot,
                data,
                providers: Arc::clone(&self.providers),
                store: Arc::clone(&self.store),
                digester,
                events: Arc::clone(&events),
                // Operations are named after the run and their step: each plan numbers its steps from 0.
                options: ApplyOptions { run_id: format!("{run_id}.{wave}"), ..options },
                cancel,
            };
        }
        Ok(())
    }

    /// Records the outcome of a run. Reports the first error.
    pub(super) async fn finish_recording(&self, recorder: RunRecorder, ended: &Applied) -> Result<(), EngineError> {
        let error = ended.error.as_ref().map(ToString::to_string);
        Ok(recorder.end(&*self.store, ended.summary.as_ref(), error).await?)
    }

    /// The store's lineage, if no other run has written since.
    pub(super) async fn ensure_unchanged(&self, lineage: &str, serial: u64) -> Result<String, EngineError> {
        let found = self.store.version().await?;
        // A state that was never written gets its lineage with the first right to write.
        let fresh = lineage.is_empty() && serial == 0 && found.serial == 0;
        if fresh || (found.lineage == lineage && found.serial == serial) {
            Ok(found.lineage)
        } else {
            Err(EngineError::StateChanged { planned: serial, found: found.serial })
        }
    }
}
