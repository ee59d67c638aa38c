//! The progress of a run and its lines of output, independent of the terminal.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use archipel_engine::event::{Event, Summary};
use archipel_engine::plan::{Action, Plan, StepId};
use archipel_engine::resource::{ErrorKind, ProviderError};
use archipel_engine::{Urn, plan};

use super::sink::StackMetadata;
use super::style::{self, BOLD, DIM, ERROR, WARNING, paint};
use super::text::{count, duration, named};
use crate::errors::{Failure, Provided, provider};

mod pace;
mod tree;

use self::pace::Pace;

/// The number of failures shown in full at the end of a run, without `--verbose`.
const FAILURES: usize = 10;
/// The number of listed kinds of the others.
const KINDS: usize = 5;

/// A run, built from its events.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    plan: Option<Arc<Plan>>,
    running: BTreeMap<StepId, Running>,
    /// The number of running steps that wait.
    waiting: usize,
    ended: usize,
    skipped: usize,
    failed: Vec<(StepId, Urn, ProviderError)>,
    started: Option<Instant>,
    pace: Pace,
    /// The steps of each region.
    regions: BTreeMap<String, Tally>,
}

/// The number of steps, and of ended ones.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    ended: usize,
    total: usize,
}

#[derive(Debug)]
struct Running {
    urn: Urn,
    since: Instant,
    waits_for: Option<String>,
}

/// The lines that a sink shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Ended steps.
    Ends,
    /// Ended steps and waits.
    Waits,
    /// Ended steps, waits and started steps.
    All,
}

impl Progress {
    fn action(&self, step: StepId) -> Option<&Action> {
        self.plan.as_ref().and_then(|plan| plan.steps.get(step.index())).map(|step: &plan::Step| &step.action)
    }

    /// The beginning of a line about a step: the action in a tense (0: future, 1: present, 2: past), and the
    /// resource.
    pub(crate) fn head(&self, step: StepId, urn: &Urn, tense: usize) -> String {
        let Some(action) = self.action(step) else { return named(urn) };
        let word = format!("{:<10}", style::words(action)[tense]);
        format!("{} {} {}", paint(style::of(action), style::symbol(action)), paint(style::of(action), word), named(urn))
    }

    fn counter(&self) -> String {
        let total = self.plan.as_ref().map_or(0, |plan| plan.steps.len()).to_string();
        paint(DIM, format!("[{:>width$}/{total}]", self.ended, width = total.len()))
    }

    /// Handles an event and returns the line to write, if there is one.
    pub(crate) fn take(&mut self, event: &Event, now: Instant, detail: Detail) -> Option<String> {
        match event {
            Event::Planned { plan, .. } => {
                let mut regions: BTreeMap<String, Tally> = BTreeMap::new();
                for step in &plan.steps {
                    regions.entry(step.urn().region().to_owned()).or_default().total += 1;
                }
                *self = Self { plan: Some(Arc::clone(plan)), regions, ..Self::default() };
                None
            }
            Event::Expected { steps } => {
                self.pace = self.plan.as_ref().map(|plan| Pace::new(plan, steps)).unwrap_or_default();
                None
            }
            Event::StepStarted { step, urn } => {
                self.started.get_or_insert(now);
                self.pace.begin(*step);
                self.running.insert(*step, Running { urn: urn.clone(), since: now, waits_for: None });
                (detail == Detail::All).then(|| format!("{} {}", self.counter(), self.head(*step, urn, 1)))
            }
            Event::StepWaiting { step, urn, waits_for } => {
                let running = self.running.get_mut(step)?;
                let new = running.waits_for.as_ref() != Some(waits_for);
                self.waiting += usize::from(running.waits_for.is_none());
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
                self.end(*step, urn);
                // It is deleted with the other resource, whose line follows.
                let of_step = self.plan.as_ref().and_then(|plan| plan.steps.get(step.index()));
                if of_step.is_some_and(|step| matches!(step.action, Action::DeletedWith { .. })) {
                    return None;
                }
                let id = id.as_ref().map(|id| format!("  {}", paint(DIM, id))).unwrap_or_default();
                let took = paint(DIM, duration(*millis));
                Some(format!("{} {}{id}  {took}", self.counter(), self.head(*step, urn, 2)))
            }
            Event::StepFailed { step, urn, error, millis } => {
                self.end(*step, urn);
                self.failed.push((*step, urn.clone(), error.clone()));
                let word = paint(ERROR, "! failed     ");
                let why = error.code.clone().unwrap_or_else(|| error.message.clone());
                let took = paint(DIM, duration(*millis));
                Some(format!("{} {word}{}  {why}  {took}", self.counter(), named(urn)))
            }
            Event::StepSkipped { step, urn, because } => {
                self.end(*step, urn);
                self.skipped += 1;
                self.pace.drop_step(*step);
                let word = paint(WARNING, ". skipped    ");
                let why = paint(DIM, format!("caused by {}", named(because)));
                Some(format!("{} {word}{}  {why}", self.counter(), named(urn)))
            }
            _ => None,
        }
    }

    fn end(&mut self, step: StepId, urn: &Urn) {
        let running = self.running.remove(&step);
        self.waiting -= usize::from(running.is_some_and(|running| running.waits_for.is_some()));
        self.ended += 1;
        if let Some(region) = self.regions.get_mut(urn.region()) {
            region.ended += 1;
        }
    }

    /// The errors of the failed steps: a readable number in full, one of each kind first, and a summary of the others
    /// by kind. With `all`, every error in full.
    pub(crate) fn failures(&self, facts: &StackMetadata, all: bool) -> Vec<Failure> {
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        // Expired credentials fail every running step: report them once.
        let mut refused: BTreeMap<&str, (&(StepId, Urn, ProviderError), usize)> = BTreeMap::new();
        let mut failed: Vec<(usize, &(StepId, Urn, ProviderError))> = Vec::with_capacity(self.failed.len());
        for one in &self.failed {
            if one.2.kind == ErrorKind::Credentials && !all {
                refused.entry(&one.2.message).or_insert((one, 0)).1 += 1;
                continue;
            }
            let before = kinds.entry(kind(&one.2)).or_default();
            failed.push((*before, one));
            *before += 1;
        }
        let most = if all || failed.len() <= FAILURES { failed.len() } else { FAILURES };
        if most < failed.len() {
            failed.sort_by_key(|(before, _)| *before);
        }
        let mut failures: Vec<Failure> =
            failed.iter().take(most).map(|(_, (step, urn, error))| self.failure(*step, urn, error, facts)).collect();
        failures.extend(refused.into_values().map(|((step, urn, error), number)| {
            let failure = self.failure(*step, urn, error, facts);
            match number - 1 {
                0 => failure,
                1 => failure.why("another running step failed for the same reason"),
                more => failure.why(format!("{more} other running steps failed for the same reason")),
            }
        }));
        let rest = &failed[most..];
        if !rest.is_empty() {
            kinds.clear();
            for (_, (_, _, error)) in rest {
                *kinds.entry(kind(error)).or_default() += 1;
            }
            let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
            kinds.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
            let failure = Failure::new(format!("{} more steps failed", rest.len()))
                .hint("show each in full with `--verbose`, or the run with `history show`");
            let more = kinds.len().saturating_sub(KINDS);
            let failure = kinds
                .into_iter()
                .take(KINDS)
                .fold(failure, |failure, (kind, number)| failure.why(format!("{number} × {kind}")));
            failures.push(if more > 0 { failure.why(format!("and {more} other kinds")) } else { failure });
        }
        failures
    }

    fn failure(&self, step: StepId, urn: &Urn, error: &ProviderError, facts: &StackMetadata) -> Failure {
        let verb = self.action(step).map_or("apply", |action| style::words(action)[0]);
        let what = format!("cannot {verb} {}", named(urn));
        let source = facts.sources.get(urn).map(String::as_str);
        provider(error, &Provided { what: &what, urn: Some(urn), source })
    }

    /// Whether a step is running.
    pub(crate) fn is_running(&self) -> bool {
        !self.running.is_empty()
    }
}

/// The key by which errors are grouped.
fn kind(error: &ProviderError) -> String {
    let what = error.code.as_ref().unwrap_or(&error.message);
    match (&error.service, &error.operation) {
        (Some(service), Some(operation)) => format!("{service}:{operation} {what}"),
        _ => what.clone(),
    }
}

/// The summary of a run as one line.
pub(crate) fn summary(summary: &Summary) -> String {
    let (word, style) = match summary {
        Summary { failed: 1.., .. } => ("Failed", ERROR),
        Summary { cancelled: true, .. } => ("Interrupted", WARNING),
        // Nothing failed, but a later wave was not applied.
        Summary { skipped: 1.., .. } => ("Incomplete", WARNING),
        _ => ("Done", BOLD),
    };
    let parts = [
        (summary.created, "created"),
        (summary.updated, "updated"),
        (summary.replaced, "replaced"),
        (summary.deleted, "deleted"),
        (summary.imported, "imported"),
        (summary.failed, "failed"),
        (summary.skipped, "skipped"),
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
