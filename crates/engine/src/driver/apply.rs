//! Applying a prepared plan, in one wave or several.

use std::sync::Arc;

use super::engine::{Engine, Prepared};
use super::error::EngineError;
use crate::apply::{self, ApplyOptions, Cancel, Run, RunRecorder, Wave};
use crate::event::{Event, EventSink, Level, Summary};
use crate::plan::{Plan, PlanOptions};
use crate::state::{RunRecord, StateError};

fn warn(events: &dyn EventSink, message: String) {
    events.emit(Event::Notice { level: Level::Warning, message });
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
        let Prepared { program, plan, mut snapshot, changes, hash, data, options: mut plan_options, .. } = prepared;
        // These concern only the first plan: what the refresh did not find, what has failed, and what is replaced or loses
        // its protection once.
        plan_options.vanished.clear();
        plan_options.failed.clear();
        plan_options.replace.clear();
        plan_options.ignore_protect.clear();
        if plan.is_empty() && changes.is_empty() && snapshot.pending.is_empty() && plan.outputs == snapshot.outputs {
            let summary = Summary { unchanged: plan.unchanged, ..Summary::default() };
            self.events.emit(Event::Finished { summary: summary.clone() });
            return Ok(summary);
        }
        self.store.lock(&options.holder).await?;
        let applied = async {
            snapshot.lineage = self.ensure_unchanged(&plan.lineage, plan.serial).await?;
            // The serial is the same, so that the lock is the one that was loaded.
            snapshot.ensure_not_held(&options.holder)?;
            self.unlock(&plan).await?;
            let run = RunRecord {
                ignored_protection: plan.ignored_protection(),
                ..RunRecord::started(&options.holder, &options.author, Some(hash))
            };
            let recorder = RunRecorder::begin(&*self.store, run).await?;
            let events = recorder.events(Arc::clone(&self.events));
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
                self.waves(run, &plan_options).await
            }
            .await;
            self.finish_recording(recorder, applied, |summary| Some(summary)).await
        }
        .await;
        // Report the first error.
        let released = self.store.unlock().await;
        let summary = applied?;
        released?;
        Ok(summary)
    }

    /// Has the state's key at hand before a plan that needs it begins: otherwise it would stop at its first secret, with
    /// half of it made.
    async fn unlock(&self, plan: &Plan) -> Result<(), EngineError> {
        let Some(what) = plan.first_secret(&*self.providers) else { return Ok(()) };
        self.store.prepare_secrets().await.map_err(|error| match error {
            StateError::NoKey(why) => EngineError::NoKey { what: what.clone(), why },
            other => other.into(),
        })
    }

    /// Applies a plan and, as long as it defers resources, the next one.
    async fn waves(&self, mut run: Run, plan_options: &PlanOptions) -> Result<Summary, EngineError> {
        let (run_id, events) = (run.options.run_id.clone(), Arc::clone(&run.events));
        let mut total = Summary::default();
        for wave in 2.. {
            let program = run.program.clone().filter(|_| !run.plan.deferred.is_empty() && !run.plan.is_empty());
            let Some(program) = program else {
                if wave == 2 {
                    return Ok(apply::apply(run).await?);
                }
                run.events = Arc::new(Unfinished(Arc::clone(&events)));
                total.add(apply::apply(run).await?);
                break;
            };
            let (options, cancel) = (run.options.clone(), run.cancel.clone());
            let deferred = run.plan.deferred.len();
            run.events = Arc::new(Unfinished(Arc::clone(&events)));
            total.add(apply::apply(run).await?);
            if total.failed > 0 || total.skipped > 0 || total.cancelled {
                warn(
                    &*events,
                    format!("{deferred} deferred parts of the program were not planned: run again to apply them"),
                );
                break;
            }
            let snapshot = self.store.load().await?;
            let (program, plan, data) = self.plan_until_ready(program, &snapshot, plan_options).await?;
            self.unlock(&plan).await?;
            let plan = Arc::new(plan);
            let digester = self.store.digester().await?;
            events.emit(Event::Planned { hash: plan.hash(&digester), plan: Arc::clone(&plan) });
            if let Some(confirm) = options.confirm.as_ref().filter(|_| !plan.is_empty()) {
                let (plan, program) = (Arc::clone(&plan), Arc::clone(&program));
                if !confirm.ask(Wave { plan, program, snapshot: snapshot.clone() }).await {
                    warn(&*events, "the deferred resources were not applied: run again to apply them".to_owned());
                    total.skipped += 1;
                    break;
                }
            }
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
        events.emit(Event::Finished { summary: total.clone() });
        Ok(total)
    }

    /// Records the outcome of a run. Reports the first error.
    pub(super) async fn finish_recording<T>(
        &self,
        recorder: RunRecorder,
        ended: Result<T, EngineError>,
        summary: impl Fn(&T) -> Option<&Summary>,
    ) -> Result<T, EngineError> {
        let outcome = match &ended {
            Ok(done) => Ok(summary(done)),
            Err(error) => Err(error.to_string()),
        };
        let noted = recorder.end(&*self.store, outcome).await;
        let ended = ended?;
        noted?;
        Ok(ended)
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
