//! Text for humans: the plan, a line for each completed step, errors with hints, the summary.

use std::sync::Arc;
use std::time::{Duration, Instant};

use archipel_engine::estimate::CriticalPath;
use archipel_engine::event::{Event, Level};

use super::live::Live;
use super::plan::{MOST_LINES, PlanText};
use super::progress::{Detail, Progress, summary};
use super::sink::{Sink, StackMetadata};
use super::style::{BOLD, DIM, HINT, WARNING, paint};
use super::text::named;
use super::value::{differing, line_diff};
use super::{text, timing};
use crate::errors::Failure;
use crate::output::Output;

/// The longest silence of a run without redrawn lines.
const PULSE: Duration = Duration::from_secs(30);

/// The verbosity of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Verbosity {
    /// Everything, without truncation.
    pub(crate) verbose: bool,
    /// Only plans, errors and the summary.
    pub(crate) quiet: bool,
}

/// Writes events as text.
pub(crate) struct Human {
    output: Arc<Output>,
    verbosity: Verbosity,
    progress: Progress,
    live: Option<Live>,
    /// Whether everything goes to standard error, because standard output is reserved for JSON.
    aside: bool,
    /// Whether the last output was an error: a blank line separates the next one.
    after_failure: bool,
    /// Retained resources, shown at the end of the run.
    left: Vec<String>,
    /// The critical path, shown at the end of the run.
    path: Option<CriticalPath>,
    /// When something was last written.
    said: Instant,
}

impl Human {
    /// Writes to standard output, with redrawn lines if `live` is given.
    pub(crate) fn new(output: Arc<Output>, verbosity: Verbosity, live: Option<Live>) -> Self {
        let (progress, said) = (Progress::default(), Instant::now());
        Self {
            output,
            verbosity,
            progress,
            live,
            aside: false,
            after_failure: false,
            left: Vec::new(),
            path: None,
            said,
        }
    }

    /// Writes to standard error.
    pub(crate) fn aside(output: Arc<Output>, verbosity: Verbosity) -> Self {
        Self { aside: true, ..Self::new(output, verbosity, None) }
    }

    fn write(&mut self, text: &str) {
        self.said = Instant::now();
        match &mut self.live {
            _ if self.aside => self.output.err(text),
            Some(live) => live.print(text, |text| self.output.out(text)),
            None => self.output.out(text),
        }
    }

    fn warn(&mut self, text: &str) {
        match &mut self.live {
            Some(live) => live.print(text, |text| self.output.err(text)),
            None => self.output.err(text),
        }
    }

    fn draw(&mut self) {
        if let Some(live) = &mut self.live {
            live.draw(&mut self.progress, &self.output);
        }
    }

    /// Without redrawn lines, a waiting run writes a line now and then: CI services end silent jobs.
    fn pulse(&mut self, now: Instant) {
        let silent = self.live.is_none() && !self.verbosity.quiet && !self.aside;
        if silent
            && now.saturating_duration_since(self.said) >= PULSE
            && let Some(line) = self.progress.pulse(now)
        {
            self.write(&format!("{line}\n"));
        }
    }

    fn detail(&self) -> Detail {
        match (self.verbosity.verbose, &self.live) {
            (true, _) => Detail::All,
            (false, Some(_)) => Detail::Ends,
            (false, None) => Detail::Waits,
        }
    }
}

impl Sink for Human {
    fn event(&mut self, event: &Event, facts: &StackMetadata) {
        self.after_failure = false;
        let line = self.progress.take(event, Instant::now(), self.detail());
        match event {
            Event::Planned { plan, .. } => {
                let schema = |name: &str| facts.schema(name);
                let source = |urn: &_| facts.sources.get(urn).cloned();
                let (width, verbose) = (self.output.width(), self.verbosity.verbose);
                let text = PlanText { width, verbose, schema: &schema, source: &source };
                self.write(&text.render(plan));
            }
            Event::RollbackPlan { plan, stays } => {
                let schema = |name: &str| facts.schema(name);
                let source = |urn: &_| facts.sources.get(urn).cloned();
                let (width, verbose) = (self.output.width(), self.verbosity.verbose);
                let text = PlanText { width, verbose, schema: &schema, source: &source };
                self.write(&text.rollback_plan(plan, stays));
            }
            Event::Notice { level, message } => match level {
                Level::Info if self.verbosity.quiet => {}
                Level::Info => self.warn(&format!("{} {message}\n", paint(HINT, "note:"))),
                Level::Warning => self.warn(&format!("{} {message}\n", paint(WARNING, "warning:"))),
                Level::Error => self.warn(&Failure::new(message).render(self.output.width())),
            },
            Event::Drifted { urn, gone: true, .. } => {
                self.write(&format!("{} {}\n", paint(WARNING, "gone:"), named(urn)));
            }
            Event::Drifted { urn, changes, .. } => {
                let mut text = format!("{} {}\n", paint(WARNING, "changed outside:"), named(urn));
                let room = self.output.width().saturating_sub(10);
                let (room, most) = if self.verbosity.verbose { (usize::MAX, usize::MAX) } else { (room, MOST_LINES) };
                for change in changes {
                    match line_diff(&change.old, &change.new, room, most) {
                        Some(lines) => {
                            text += &format!("    {}:\n", change.path);
                            text.extend(lines.iter().map(|line| format!("      {line}\n")));
                        }
                        None => {
                            let (old, new) = differing(&change.old, &change.new, room);
                            text += &format!("    {}: {old} → {new}\n", change.path);
                        }
                    }
                }
                self.write(&text);
            }
            Event::Finished { summary: figures } => {
                self.settle();
                for failure in self.progress.failures(facts, self.verbosity.verbose) {
                    self.failure(&failure);
                }
                self.write(&format!("{}\n", summary(figures)));
                let left = std::mem::take(&mut self.left);
                if !left.is_empty() {
                    self.write(&format!("{}{}", heading("Retained:"), left.concat()));
                }
                let path = self.path.take().filter(|_| !self.verbosity.quiet);
                let head = |step, urn: &_| self.progress.head(step, urn, 2);
                if let Some(text) = path.and_then(|path| timing::path(&path, &head, self.verbosity.verbose)) {
                    self.write(&text);
                }
            }
            Event::Estimated { estimate } => {
                let head = |step, urn: &_| self.progress.head(step, urn, 0);
                let text = timing::estimate(estimate, &head, self.verbosity.verbose);
                self.write(&text);
            }
            Event::Retained { urn, id, what, until, .. } => {
                let until = until.map(|until| format!(", until {}", text::day(until))).unwrap_or_default();
                self.left.push(format!("  {}  {id}{until}: {what}\n", named(urn)));
            }
            Event::CriticalPath { path } => self.path = Some(path.clone()),
            Event::RegionFailed { region, urn, hold } => {
                let rest = if *hold { "anywhere" } else { "in it" };
                let text = format!("{region} failed at {}: no further steps will start {rest}", named(urn));
                self.warn(&format!("{} {text}\n", paint(WARNING, "warning:")));
            }
            Event::Started { command, project, stack } if self.verbosity.verbose => {
                self.write(&format!("{}\n", paint(DIM, format!("{command} {project}/{stack}"))));
            }
            _ => {}
        }
        if let Some(line) = line.filter(|_| !self.verbosity.quiet) {
            self.write(&format!("{line}\n"));
        }
        if matches!(event, Event::StepStarted { .. } | Event::StepDone { .. } | Event::StepFailed { .. }) {
            self.draw();
        }
    }

    fn failure(&mut self, failure: &Failure) {
        let apart = if self.after_failure { "\n" } else { "" };
        let text = format!("{apart}{}", failure.render(self.output.width()));
        self.warn(&text);
        self.after_failure = true;
    }

    fn say(&mut self, text: &str) {
        self.write(text);
    }

    fn tick(&mut self, _: &StackMetadata) {
        if self.progress.is_running() {
            self.draw();
            self.pulse(Instant::now());
        }
    }

    fn settle(&mut self) {
        if let Some(live) = &mut self.live {
            live.clear();
        }
    }
}

/// A heading for the output after a run.
pub(crate) fn heading(text: &str) -> String {
    format!("{}\n", paint(BOLD, text))
}
