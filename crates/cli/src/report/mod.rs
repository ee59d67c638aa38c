//! A plan and its run as a document for reviewers, browsers and tools.
//!
//! [`Report`] is built from the same events as the text on a terminal, and `--format json` writes it
//! (`docs/schema/report.json`). The comment and the HTML page are views of it. Secrets are masked when it is built,
//! so that no view can reveal them.

mod build;
mod declared;
mod diagram;
mod document;
mod escape;
pub(crate) mod html;
pub(crate) mod markdown;
mod run;
mod sink;

pub use document::{Change, Counts, Danger, Drift, FORMAT, Left, Report, Resource, Rollback, Run, RunResult};

pub use crate::render::recovery_plan::{RecoveryCheck, RecoveryPlan, RecoveryStep};

pub(crate) use declared::graph_page;
pub(crate) use sink::{ReportFormat, ReportSink, ReportTargets, writable};
