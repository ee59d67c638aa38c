//! The arguments of `drill`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::super::state::lock;
use crate::args::StackArgs;
use crate::config::or_list;
use crate::errors::Failure;
use crate::exit::Exit;
use crate::recovery::Scenario;

/// The lock of a drill ends after hours.
const LONGEST_DECISION: Duration = Duration::from_secs(3600);

/// Arguments of `drill`.
#[derive(Debug, Args)]
pub(crate) struct DrillArgs {
    #[command(flatten)]
    pub(super) stack: StackArgs,
    /// What is broken: `--list` describes the scenarios
    #[arg(long, value_name = "NAME", value_parser = scenario, required_unless_present_any = ["list", "due", "end"])]
    pub(super) scenario: Option<Scenario>,
    /// Only describe the scenarios
    #[arg(long, conflicts_with = "scenario")]
    pub(super) list: bool,
    /// Only check that a drill of the scenario (default: region-lost) passed within so many days, and publish their number
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["list", "out", "yes"])]
    pub(super) due: Option<u64>,
    /// With `--due`, a drill of any scenario of which one is drilled each month: database-lag, load-balancer-lost, buckets-unavailable, zone-lost
    #[arg(long, requires = "due", conflicts_with = "scenario")]
    pub(super) monthly: bool,
    /// Only end the fault and the lock of a drill that was killed. In AWS it publishes the metric `Stop`, which stops experiments
    #[arg(long, conflicts_with_all = ["scenario", "list", "due", "out", "yes"])]
    pub(super) end: bool,
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub(super) yes: bool,
    /// Who approved the drill, for the report. Needed outside of the sandbox, unless the recovery program says otherwise
    #[arg(long, value_name = "WHO")]
    pub(super) approved_by: Option<String>,
    /// In AWS, the id of the experiment template of FIS that causes the fault, instead of that of the recovery program
    #[arg(long, value_name = "ID")]
    pub(super) experiment: Option<String>,
    /// The time between the alarm and the recovery, as people need it to decide: at most 1h. By default the drill decides at once. Virtual
    /// time in the sandbox
    #[arg(long, value_name = "DURATION", value_parser = decision, conflicts_with_all = ["list", "due", "end"])]
    pub(super) decision: Option<Duration>,
    /// Write report.md, report.html and report.json into this folder
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

fn scenario(text: &str) -> std::result::Result<Scenario, String> {
    let names = || Scenario::ALL.map(Scenario::name);
    Scenario::of(text).ok_or_else(|| format!("unknown scenario `{text}`: expected {}", or_list(names())))
}

fn decision(text: &str) -> std::result::Result<Duration, String> {
    match lock::duration(text)? {
        time if time <= LONGEST_DECISION => Ok(time),
        _ => Err(format!("invalid duration `{text}`: expected 1h at most")),
    }
}

pub(super) fn usage(what: impl Into<String>) -> Failure {
    Failure::new(what).exit(Exit::Usage)
}
