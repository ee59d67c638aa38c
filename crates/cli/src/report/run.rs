//! The steps of a run, their times, and the critical path.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use archipel_engine::event::Event;
use archipel_engine::plan::{Plan, StepId};

use super::{Run, RunResult};
use crate::render::progress::summary;
use crate::render::text::named;

/// A run, built from its events.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    began: Option<Instant>,
    steps: BTreeMap<u32, RunResult>,
    figures: Option<(u64, String, bool)>,
}

impl Timeline {
    fn at(&mut self, now: Instant) -> u64 {
        let began = *self.began.get_or_insert(now);
        u64::try_from(now.saturating_duration_since(began).as_millis()).unwrap_or(u64::MAX)
    }

    fn end(&mut self, step: StepId, now: Instant, outcome: &str, why: Option<String>) {
        let at = self.at(now);
        let ran = self.steps.entry(step.0).or_insert_with(|| RunResult { from: at, ..RunResult::default() });
        *ran = RunResult { from: ran.from, to: at, outcome: outcome.to_owned(), why };
    }

    /// Handles an event of the run.
    pub(super) fn take(&mut self, event: &Event, now: Instant) {
        match event {
            Event::StepStarted { step, .. } => {
                let at = self.at(now);
                self.steps.insert(step.0, RunResult { from: at, to: at, outcome: "running".to_owned(), why: None });
            }
            Event::StepDone { step, .. } => self.end(*step, now, "done", None),
            Event::StepFailed { step, error, .. } => {
                let why = error.code.iter().chain([&error.message]).cloned().collect::<Vec<_>>().join(": ");
                self.end(*step, now, "failed", Some(why));
            }
            Event::StepSkipped { step, because, .. } => {
                self.end(*step, now, "skipped", Some(format!("{} was not executed", named(because))));
            }
            Event::Finished { summary: figures } => {
                let complete = figures.failed + figures.skipped == 0 && !figures.cancelled;
                let line = anstream::adapter::strip_str(&summary(figures)).to_string();
                self.figures = Some((figures.millis, line, complete));
            }
            _ => {}
        }
    }

    /// The run, if the command had one.
    pub(super) fn run(&self, plan: &Arc<Plan>) -> Option<Run> {
        let (millis, summary, complete) = self.figures.clone()?;
        Some(Run { millis, summary, complete, critical: critical(plan, &self.steps), steps: self.steps.clone() })
    }
}

/// The critical path: from the step that ended last back over the predecessors that ended last.
fn critical(plan: &Plan, steps: &BTreeMap<u32, RunResult>) -> Vec<u32> {
    let ended = |id: &u32| steps.get(id).filter(|ran| ran.outcome != "skipped").map(|ran| (ran.to, *id));
    let mut path = Vec::new();
    let mut next = steps.keys().filter_map(ended).max();
    while let Some((_, id)) = next {
        path.push(id);
        let before = plan.steps.get(StepId(id).index()).map(|step| step.after.as_slice()).unwrap_or_default();
        next = before.iter().filter_map(|step| ended(&step.0)).max();
    }
    path.reverse();
    path
}
