//! Recovery programs under test: what one declares for a failover, without a command and without AWS.
//!
//! ```
//! use archipel_cli::recovery::Recovery;
//! use archipel_cli::recovery::testing::TestFailover;
//! use archipel_engine::state::Snapshot;
//!
//! fn shop(recovery: &Recovery) -> Result<(), String> {
//!     if recovery.recorded("aws:rds/Cluster").is_empty() {
//!         recovery.problem("the database does not exist");
//!     }
//!     Ok(())
//! }
//! let planned = TestFailover::planned("eu-west-1", "us-east-1");
//! let declared = planned.run("shop", "prod", &Snapshot::default(), shop).unwrap();
//! assert_eq!(declared.problems, ["the database does not exist"]);
//! ```

use std::sync::Arc;

use archipel_engine::program::Program;
use archipel_engine::state::Snapshot;

use super::{Check, Declarations, Failover, Mode, Recovery, declared, recorded, text};
use crate::errors::Failure;
use crate::program::BoxError;

/// A failover in AWS that a recovery program is tested for.
#[derive(Clone, Debug)]
pub struct TestFailover {
    from: String,
    to: String,
    mode: Mode,
}

/// What a recovery program declared.
#[derive(Debug)]
#[non_exhaustive]
pub struct Declared {
    /// The roles, and their hooks.
    pub program: Program,
    /// What each step does, in the order of the runbook.
    pub steps: Vec<String>,
    /// The checks, with their names.
    pub checks: Vec<(String, Check)>,
    /// Why the region cannot take over.
    pub problems: Vec<String>,
    /// Why the region does not have the capacity for the whole load.
    pub shortages: Vec<String>,
    /// The runbook, as `--runbook` prints it.
    pub runbook: String,
}

impl TestFailover {
    /// Both regions work.
    #[must_use]
    pub fn planned(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), mode: Mode::Planned }
    }

    /// The region `from` is lost.
    #[must_use]
    pub fn unplanned(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { mode: Mode::Unplanned, ..Self::planned(from, to) }
    }

    /// Runs a recovery program for a stack with this state. As in a run, it is called twice, and must declare the same.
    ///
    /// # Errors
    /// The errors of the program, with their source lines.
    pub fn run<E: Into<BoxError>>(
        &self,
        project: &str,
        stack: &str,
        snapshot: &Snapshot,
        program: impl Fn(&Recovery) -> Result<(), E> + 'static,
    ) -> Result<Declared, Vec<Failure>> {
        let Self { from, to, mode } = self.clone();
        let failover = Failover { from, to, mode, is_sandbox: false, recorded: Arc::new(recorded(snapshot)) };
        let declare = Box::new(move |recovery: &Recovery| program(recovery).map_err(Into::into));
        let (program, declared) = declared(project, stack, &failover, declare)?;
        let runbook = text::runbook(stack, &failover, &declared);
        let Declarations { steps, checks, problems, shortages, .. } = declared;
        Ok(Declared {
            program,
            steps: steps.into_iter().map(|(_, step)| step.what).collect(),
            checks: checks.into_iter().map(|check| (check.name, check.check)).collect(),
            problems,
            shortages,
            runbook,
        })
    }
}
