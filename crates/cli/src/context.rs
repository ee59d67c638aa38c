//! The context of a command: the binary, its arguments and its output.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use archipel_engine::apply::Cancel;

use crate::app::App;
use crate::args::{Format, Global, ReportArgs};
use crate::config;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::interrupt::{self, Interrupt};
use crate::output::Output;
use crate::render::human::{Human, Verbosity};
use crate::render::json::Json;
use crate::render::live::Live;
use crate::render::{Reporter, Sink};
use crate::report::{ReportFormat, ReportSink, ReportTargets};

/// The start of this program.
pub(crate) struct Started {
    /// The name of the program.
    pub(crate) program: String,
    /// The arguments.
    pub(crate) args: Vec<OsString>,
}

/// Shared by all commands.
pub(crate) struct Context {
    pub(crate) app: App,
    /// The name of the program.
    pub(crate) program: String,
    /// The arguments.
    pub(crate) args: Vec<OsString>,
    pub(crate) global: Global,
    pub(crate) output: Arc<Output>,
    pub(crate) reporter: Arc<Reporter>,
    /// Whether a report is written.
    pub(crate) reports: bool,
    /// The traffic of a drill that runs a failover.
    #[cfg(feature = "recovery")]
    pub(crate) flow: Arc<crate::recovery::flow::Flow>,
    interrupt: Interrupt,
}

impl Context {
    pub(crate) fn new(
        app: App,
        started: Started,
        global: Global,
        report: &ReportArgs,
        output: Arc<Output>,
        interrupt: Interrupt,
    ) -> Self {
        let verbosity = Verbosity { verbose: global.verbose, quiet: global.quiet };
        let mut sinks: Vec<Box<dyn Sink>> = Vec::new();
        let form = match report.format {
            Format::Text => None,
            Format::Markdown => Some(ReportFormat::Markdown),
            Format::Json => Some(ReportFormat::Json),
            Format::Own => Some(ReportFormat::Own),
        };
        let reports = form.is_some() || report.report.is_some();
        if reports {
            let wanted = ReportTargets { form, html: report.report.clone() };
            sinks.push(Box::new(ReportSink::new(Arc::clone(&output), wanted)));
        }
        if form.is_some() {
            // Standard output is reserved for the document.
            if global.verbose {
                sinks.push(Box::new(Human::aside(Arc::clone(&output), verbosity)));
            }
        } else if global.json {
            sinks.push(Box::new(Json::new(Arc::clone(&output))));
            if global.verbose {
                sinks.push(Box::new(Human::aside(Arc::clone(&output), verbosity)));
            }
        } else {
            let live = (output.is_terminal() && !global.quiet).then(Live::new);
            sinks.push(Box::new(Human::new(Arc::clone(&output), verbosity, live)));
        }
        let Started { program, args } = started;
        Self {
            app,
            program,
            args,
            global,
            output,
            reporter: Arc::new(Reporter::start(sinks)),
            reports,
            #[cfg(feature = "recovery")]
            flow: Arc::default(),
            interrupt,
        }
    }

    /// Writes the result of a query: one line of JSON with `--json`, otherwise text.
    pub(crate) fn print(&self, json: &impl serde::Serialize, text: impl FnOnce() -> String) -> Result<Exit> {
        self.reporter.settle();
        self.output.document(self.global.json, json, text)?;
        Ok(Exit::Done)
    }

    /// Shows all pending output and stops the reporter.
    pub(crate) fn close(&self) {
        self.reporter.close();
    }

    /// Sends Ctrl-C to a run.
    pub(crate) fn during(&self, cancel: &Cancel) -> interrupt::Guard {
        self.interrupt.during(cancel, &self.reporter)
    }

    /// The locations of configuration and states.
    pub(crate) fn folders(&self) -> config::ProjectFolders {
        let current = std::env::current_dir().unwrap_or_default();
        match &self.global.config_dir {
            Some(folder) => config::named(&std::path::absolute(folder).unwrap_or_else(|_| folder.clone())),
            None => config::find(&current, &self.app.config_dirs),
        }
    }

    /// Every stack, and its file if it has one.
    pub(crate) fn stacks(&self, folders: &config::ProjectFolders) -> Result<Vec<(String, Option<PathBuf>)>> {
        if let (Some(folder), None) = (&self.global.config_dir, &folders.config) {
            return Err(Failure::new(format!("cannot find the folder {}", folder.display())).exit(Exit::Usage).into());
        }
        let mut files = folders.stacks().map_err(|error| {
            let folder = folders.config.as_deref().map(config::shown).unwrap_or_default();
            Failure::new(format!("cannot read the configuration folder: {error}")).at(folder).exit(Exit::Usage)
        })?;
        if self.app.program.is_none() {
            files.retain(|name, _| self.app.stacks.contains_key(name));
        }
        let mut stacks: Vec<(String, Option<PathBuf>)> =
            files.into_iter().map(|(name, file)| (name, Some(file))).collect();
        for name in self.app.stacks.keys() {
            if !stacks.iter().any(|(known, _)| known == name) {
                stacks.push((name.clone(), None));
            }
        }
        stacks.sort();
        Ok(stacks)
    }
}
