//! Collects the contents of a report from the events of a command, and writes it at the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use archipel_engine::event::{Event, Level};
use archipel_engine::plan::Plan;

use super::document::{FORMAT, Left, Report};
use super::run::Timeline;
use super::{html, markdown};
use crate::errors::Failure;
use crate::exit::Exit;
use crate::output::Output;
use crate::private_file;
#[cfg(feature = "recovery")]
use crate::render::recovery_plan::RecoveryPlan;
use crate::render::text::day;
use crate::render::{Sink, StackMetadata};

/// Checks that a report can be written to a file, before the command starts.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn writable(file: Option<&Path>) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(()) };
    private_file::check(file).map_err(|error| {
        Failure::new(format!("cannot write the report: {error}"))
            .at(file.display().to_string())
            .hint("choose a file in an existing, writable folder")
            .exit(Exit::Usage)
    })
}

/// A format of a report on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReportFormat {
    /// For a comment on GitHub.
    Markdown,
    /// One JSON document.
    Json,
    /// None: the command writes another document.
    Own,
}

/// The destinations of a report.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReportTargets {
    /// On standard output.
    pub(crate) form: Option<ReportFormat>,
    /// As HTML, in this file.
    pub(crate) html: Option<PathBuf>,
}

/// The sink.
pub(crate) struct ReportSink {
    output: Arc<Output>,
    wanted: ReportTargets,
    report: Report,
    plan: Option<Arc<Plan>>,
    timeline: Timeline,
    written: bool,
}

/// The width at which errors are wrapped.
const WIDTH: usize = 100;

impl ReportSink {
    pub(crate) fn new(output: Arc<Output>, wanted: ReportTargets) -> Self {
        let report = Report { format: FORMAT, ..Report::default() };
        Self { output, wanted, report, plan: None, timeline: Timeline::default(), written: false }
    }

    fn write(&mut self) {
        if let Some(plan) = &self.plan {
            self.report.run = self.timeline.run(plan);
        }
        match self.wanted.form {
            Some(ReportFormat::Markdown) => self.output.out(&markdown::comment(&self.report)),
            Some(ReportFormat::Json) => match serde_json::to_string_pretty(&self.report) {
                Ok(json) => self.output.line(&json),
                Err(error) => self.output.err(&format!("cannot serialize the report to JSON: {error}\n")),
            },
            // The document has no place for warnings.
            Some(ReportFormat::Own) => {
                for warning in &self.report.warnings {
                    self.output.err(&format!("warning: {warning}\n"));
                }
            }
            None => {}
        }
        if let Some(file) = &self.wanted.html {
            let page = html::page(&self.report);
            match private_file::write(file, page.as_bytes()) {
                Ok(()) if self.wanted.form.is_none() => {
                    self.output.err(&format!("Report written to {}\n", file.display()));
                }
                Ok(()) => {}
                Err(error) => {
                    let failure =
                        Failure::new(format!("cannot write the report: {error}")).at(file.display().to_string());
                    self.output.err(&failure.plain(WIDTH));
                }
            }
        }
    }
}

impl Sink for ReportSink {
    fn event(&mut self, event: &Event, facts: &StackMetadata) {
        match event {
            Event::Started { command, project, stack } => {
                self.report.command.clone_from(command);
                self.report.project.clone_from(project);
                self.report.stack.clone_from(stack);
            }
            Event::Planned { hash, plan } => {
                self.report.planned(hash, plan, facts);
                self.plan = Some(Arc::clone(plan));
            }
            Event::RollbackPlan { plan, stays } => self.report.rolled_back(plan, stays, facts),
            Event::Estimated { estimate } => self.report.estimate = Some(estimate.clone()),
            Event::Drifted { urn, gone, changes } => self.report.drifted(urn, *gone, changes),
            Event::Retained { urn, id, what, until, .. } => self.report.left.push(Left {
                urn: urn.to_string(),
                id: id.to_string(),
                what: what.clone(),
                until: until.map(day),
            }),
            Event::Notice { level: Level::Warning, message } => self.report.warnings.push(message.clone()),
            other => self.timeline.take(other, Instant::now()),
        }
    }

    fn failure(&mut self, failure: &Failure) {
        self.report.errors.push(failure.plain(WIDTH));
        if self.wanted.form.is_some() {
            // The log of a CI job shows standard error.
            self.output.err(&failure.render(self.output.width()));
        }
    }

    fn say(&mut self, _: &str) {}

    #[cfg(feature = "recovery")]
    fn recovery(&mut self, plan: &RecoveryPlan) {
        self.report.recovery = Some(plan.clone());
    }

    fn end(&mut self) {
        if !std::mem::replace(&mut self.written, true) {
            self.write();
        }
    }
}
