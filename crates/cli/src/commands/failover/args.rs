//! The arguments of `failover` and `failback`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::super::state::lock;
use crate::args::{ReportArgs, StackArgs};

/// Arguments of `failover` and `failback`.
#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    #[command(flatten)]
    pub(super) stack: StackArgs,
    #[command(flatten)]
    pub(in crate::commands) report: ReportArgs,
    /// Both regions work: databases and buckets lose nothing, a cache only what it had not replicated (default)
    #[arg(long, overrides_with = "unplanned")]
    pub(super) planned: bool,
    /// The other region is lost, and with it what it had not replicated; asks for the name of the region that takes over
    #[arg(long, overrides_with = "planned")]
    pub(super) unplanned: bool,
    /// With `--unplanned`, the name of the region that takes over, instead of typing it
    #[arg(long, value_name = "REGION", requires = "unplanned")]
    pub(super) confirm: Option<String>,
    /// With `--unplanned`, also if the other region answers
    #[arg(long, requires = "unplanned")]
    pub(super) although_both_answer: bool,
    /// The greatest lag that may be lost, instead of that of the recovery program
    #[arg(long, value_name = "DURATION", value_parser = lock::duration)]
    pub(super) max_lag: Option<Duration>,
    /// Do not ask for confirmation; `--unplanned` needs `--confirm` too
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Only show the plan, and write it to a file for `--plan`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["plan", "yes"])]
    pub(super) out: Option<PathBuf>,
    /// Apply exactly the plan that `--out` wrote; it is refused if it is out of date
    #[arg(long, value_name = "FILE")]
    pub(super) plan: Option<PathBuf>,
    /// Only print the steps as commands of the AWS command line
    #[arg(long, conflicts_with_all = ["plan", "out", "yes"])]
    pub(super) runbook: bool,
}

/// Arguments of `failover`.
#[derive(Debug, Args)]
pub(crate) struct FailoverArgs {
    #[command(flatten)]
    pub(in crate::commands) common: CommonArgs,
    /// The region that takes over
    #[arg(long, value_name = "REGION")]
    pub(super) to: String,
}

/// Arguments of `failback`.
#[derive(Debug, Args)]
pub(crate) struct FailbackArgs {
    #[command(flatten)]
    pub(in crate::commands) common: CommonArgs,
}

impl FailoverArgs {
    /// An unplanned failover that was confirmed.
    pub(in crate::commands) fn unplanned(stack: &StackArgs, to: &str) -> Self {
        let confirm = Some(to.to_owned());
        let common = CommonArgs { unplanned: true, planned: false, confirm, ..CommonArgs::confirmed(stack) };
        Self { common, to: to.to_owned() }
    }
}

impl FailbackArgs {
    /// A planned return that was confirmed.
    pub(in crate::commands) fn confirmed(stack: &StackArgs) -> Self {
        Self { common: CommonArgs::confirmed(stack) }
    }
}

impl CommonArgs {
    fn confirmed(stack: &StackArgs) -> Self {
        Self {
            stack: stack.clone(),
            report: ReportArgs::default(),
            planned: true,
            unplanned: false,
            confirm: None,
            although_both_answer: false,
            max_lag: None,
            yes: true,
            out: None,
            plan: None,
            runbook: false,
        }
    }
}
