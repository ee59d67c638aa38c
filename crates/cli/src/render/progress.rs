//! What a run is doing, and the lines that say so. Knows no terminal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use archipel_engine::event::{Event, Summary};
use archipel_engine::plan::{Action, Plan, StepId};
use archipel_engine::resource::ProviderError;
use archipel_engine::{Urn, plan};

use super::Facts;
use super::plan::named;
use super::style::{self, BOLD, DELETE, DIM, ERROR, WARNING, paint};
use super::text::{columns, count, cut, duration};
use crate::errors::{Failure, Provided, provider};

/// The columns of the overall bar.
const BAR: usize = 20;

/// A run as far as events have told.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    plan: Option<Arc<Plan>>,
    running: BTreeMap<StepId, Running>,
    ended: usize,
    failed: Vec<(StepId, Urn, ProviderError)>,
    started: Option<Instant>,
}

#[derive(Debug)]
struct Running {
    urn: Urn,
    since: Instant,
    waits_for: Option<String>,
}

/// How much a sink wants to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Only what ended.
    Ends,
    /// And what is waited for.
    Waits,
    /// And what begins.
    All,
}

impl Progress {
    fn action(&self, step: StepId) -> Option<&Action> {
        self.plan.as_ref().and_then(|plan| plan.steps.get(step.index())).map(|step: &plan::Step| &step.action)
    }

    /// How lines about a step begin: what is done, in the future, the present or the past, and to what.
    pub(crate) fn head(&self, step: StepId, urn: &Urn, tense: usize) -> String {
        let Some(action) = self.action(step) else { return named(urn) };
        let word = format!("{:<10}", style::words(action)[tense]);
        format!("{} {} {}", paint(style::of(action), style::symbol(action)), paint(style::of(action), word), named(urn))
    }

    fn counter(&self) -> String {
        let total = self.plan.as_ref().map_or(0, |plan| plan.steps.len()).to_string();
        paint(DIM, format!("[{:>width$}/{total}]", self.ended, width = total.len()))
    }

    /// Takes an event and gives the line that is worth keeping, if there is one.
    pub(crate) fn take(&mut self, event: &Event, now: Instant, detail: Detail) -> Option<String> {
        match event {
            Event::Planned { plan, .. } => {
                *self = Self { plan: Some(Arc::clone(plan)), ..Self::default() };
                None
            }
            Event::StepStarted { step, urn } => {
                self.started.get_or_insert(now);
                self.running.insert(*step, Running { urn: urn.clone(), since: now, waits_for: None });
                (detail == Detail::All).then(|| format!("{} {}", self.counter(), self.head(*step, urn, 1)))
            }
            Event::StepWaiting { step, urn, waits_for } => {
                let running = self.running.get_mut(step)?;
                let new = running.waits_for.as_ref() != Some(waits_for);
                running.waits_for = Some(waits_for.clone());
                let wanted = new && detail != Detail::Ends;
                wanted.then(|| {
                    let waits = paint(DIM, format!("waits for {waits_for}"));
                    format!("{} {}  {waits}", self.counter(), self.head(*step, urn, 1))
                })
            }
            Event::StepIdentified { step, urn, id } => (detail == Detail::All).then(|| {
                format!("{} {}  {}", self.counter(), self.head(*step, urn, 1), paint(DIM, format!("is {id}")))
            }),
            Event::StepDone { step, urn, id, millis } => {
                self.running.remove(step);
                self.ended += 1;
                let id = id.as_ref().map(|id| format!("  {}", paint(DIM, id))).unwrap_or_default();
                let took = paint(DIM, duration(*millis));
                Some(format!("{} {}{id}  {took}", self.counter(), self.head(*step, urn, 2)))
            }
            Event::StepFailed { step, urn, error, millis } => {
                self.running.remove(step);
                self.ended += 1;
                self.failed.push((*step, urn.clone(), error.clone()));
                let word = paint(ERROR, "! failed     ");
                let why = error.code.clone().unwrap_or_else(|| error.message.clone());
                let took = paint(DIM, duration(*millis));
                Some(format!("{} {word}{}  {why}  {took}", self.counter(), named(urn)))
            }
            Event::StepSkipped { urn, because, .. } => {
                self.ended += 1;
                let word = paint(WARNING, ". skipped    ");
                let why = paint(DIM, format!("because of {}", named(because)));
                Some(format!("{} {word}{}  {why}", self.counter(), named(urn)))
            }
            _ => None,
        }
    }

    /// The errors of the steps that failed.
    pub(crate) fn failures(&self, facts: &Facts) -> Vec<Failure> {
        self.failed
            .iter()
            .map(|(step, urn, error)| {
                let verb = self.action(*step).map_or("apply", |action| style::words(action)[0]);
                let what = format!("cannot {verb} {}", named(urn));
                let source = facts.sources.get(urn).map(String::as_str);
                provider(error, &Provided { what: &what, urn: Some(urn), source })
            })
            .collect()
    }

    /// Whether anything runs.
    pub(crate) fn is_running(&self) -> bool {
        !self.running.is_empty()
    }

    /// The lines of a live display: the whole run, then what it works on and what it waits for, longest first.
    pub(crate) fn live(&self, now: Instant, width: usize, most: usize, facts: &Facts) -> Vec<String> {
        let total = self.plan.as_ref().map_or(0, |plan| plan.steps.len());
        let waiting = self.running.values().filter(|running| running.waits_for.is_some()).count();
        let filled = (self.ended * BAR).checked_div(total).unwrap_or(0);
        let bar = format!("{}{}", paint(style::CREATE, "━".repeat(filled)), paint(DIM, "━".repeat(BAR - filled)));
        let since = |at: Instant| duration(u64::try_from(now.saturating_duration_since(at).as_millis()).unwrap_or(0));
        let mut overall = format!("{bar} {}/{total}", self.ended);
        if let Some(started) = self.started {
            overall += &format!("  {}", paint(DIM, since(started)));
        }
        overall += &format!("  {} at work, {waiting} waiting", self.running.len() - waiting);
        if !self.failed.is_empty() {
            overall += &format!(", {}", paint(DELETE, format!("{} failed", self.failed.len())));
        }
        let mut lines = vec![cut(&overall, width)];
        let mut running: Vec<(&StepId, &Running)> = self.running.iter().collect();
        running.sort_by_key(|(step, running)| (running.since, **step));
        for (step, running) in running.iter().take(most) {
            let usual = facts.schema(running.urn.type_name()).and_then(|schema| {
                let typical = schema.meta.typical;
                let usual = match self.action(**step)? {
                    Action::Create | Action::Replace { .. } | Action::Resume => typical.create,
                    Action::Update => typical.update,
                    Action::Delete => typical.delete,
                    _ => return None,
                };
                // Of what is over at once nobody asks how long it takes.
                (usual.as_secs() >= 20).then(|| format!(" of about {}", duration(usual.as_secs() * 1000)))
            });
            let waits = running.waits_for.as_ref().map(|what| format!("  waits for {what}")).unwrap_or_default();
            let mut tail = format!("{waits}  {}", since(running.since));
            let head = format!("  {}", self.head(**step, &running.urn, 1));
            // What is least missed gives way first.
            if let Some(usual) = usual.filter(|usual| columns(&tail) + columns(usual) + width / 2 <= width) {
                tail += &usual;
            }
            let head = cut(&head, width.saturating_sub(columns(&tail)).max(width / 2));
            lines.push(cut(&format!("{head}{}", paint(DIM, tail)), width));
        }
        if running.len() > most {
            lines.push(paint(DIM, format!("  and {} more", running.len() - most)));
        }
        lines
    }
}

/// The run in figures, as one line.
pub(crate) fn summary(summary: &Summary) -> String {
    let (word, style) = match summary {
        Summary { failed: 1.., .. } => ("Failed", ERROR),
        Summary { cancelled: true, .. } => ("Interrupted", WARNING),
        _ => ("Done", BOLD),
    };
    let parts = [
        (summary.created, "created"),
        (summary.updated, "updated"),
        (summary.replaced, "replaced"),
        (summary.deleted, "deleted"),
        (summary.imported, "imported"),
        (summary.failed, "failed"),
        (summary.skipped, "not done"),
    ];
    let mut parts: Vec<String> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")).collect();
    parts.push(format!("{} unchanged", summary.unchanged));
    let calls = count(usize::try_from(summary.api_calls).unwrap_or(usize::MAX), "API call", "API calls");
    let after = if word == "Done" { "in" } else { "after" };
    format!("{} {after} {}: {}; {calls}", paint(style, word), duration(summary.millis), parts.join(", "))
}

#[cfg(test)]
mod tests;
