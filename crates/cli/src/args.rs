//! Groups of arguments that several commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use archipel_engine::apply::OnRegionFailure;
use clap::{Args, ValueEnum};

use crate::config::Override;

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// Write only JSON to standard output: one event per line for runs, one document for queries
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Colour the output
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: ColorWhen,
    /// Show all details and truncate nothing
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Show only plans, errors and the summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// The folder of the configuration files
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) config_dir: Option<PathBuf>,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Selects the stack and its configuration.
#[derive(Clone, Debug, Args)]
pub(crate) struct StackArgs {
    /// The stack (default: ARCHIPEL_STACK, or the only stack)
    #[arg(value_name = "STACK")]
    position: Option<String>,
    /// The stack, as an option: every command has it
    #[arg(short = 's', long = "stack", value_name = "STACK", conflicts_with = "position")]
    option: Option<String>,
    #[command(flatten)]
    pub(crate) with: WithArgs,
}

impl StackArgs {
    /// The name of the stack, if one was given.
    pub(crate) fn name(&self) -> Option<&str> {
        self.position.as_deref().or(self.option.as_deref())
    }
}

/// Configuration overrides and the location of the state.
#[derive(Clone, Debug, Args)]
pub(crate) struct WithArgs {
    /// Override a configuration value: a dotted key, and TOML or plain text (repeatable)
    #[arg(short = 'C', long = "config", value_name = "KEY=VALUE")]
    pub(crate) config: Vec<Override>,
    /// The location of the state: a folder, or s3://BUCKET/PREFIX, optionally with ?region=, &endpoint= and &profile=
    #[arg(long, value_name = "PLACE")]
    pub(crate) state: Option<PathBuf>,
    /// Use the sandbox on this machine instead of the configured target, with a separate state
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// In the sandbox, leave the objects of Kubernetes clusters out: no API server is needed for them
    #[arg(long)]
    pub(crate) without_cluster_contents: bool,
}

impl WithArgs {
    /// The same arguments for a second stack, whose state is at its configured location.
    pub(crate) fn elsewhere(&self) -> Self {
        Self { state: None, ..self.clone() }
    }
}

/// Options of a run.
#[derive(Clone, Debug, Args)]
pub(crate) struct RunArgs {
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// Maximum number of concurrent operations (default 64)
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = at_least_one)]
    pub(crate) parallel: Option<NonZeroUsize>,
    /// With `--refresh`, record missing resources without asking, however many; `--yes` does not imply it
    #[arg(long, requires = "refresh")]
    pub(crate) accept_gone: bool,
    /// Continue with steps that do not depend on a failed one (default)
    #[arg(long, overrides_with = "stop_on_error")]
    pub(crate) continue_on_error: bool,
    /// Start no further steps once a step has failed
    #[arg(long, overrides_with = "continue_on_error")]
    pub(crate) stop_on_error: bool,
    /// When a region fails: continue in the others (default), or start no further steps anywhere
    #[arg(long, value_enum, value_name = "POLICY")]
    pub(crate) on_region_failure: Option<RegionPolicy>,
    /// Apply exactly the plan that `preview --out` wrote, without asking; it is refused if it is out of date
    #[arg(long, value_name = "FILE", conflicts_with_all = ["refresh", "target", "exclude", "target_dependents", "target_dependencies", "replace", "ignore_protect"])]
    pub(crate) plan: Option<PathBuf>,
    /// While another run holds the lock, wait for it: without limit, or up to a duration as in `--wait=10m`
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) wait: Option<Wait>,
}

/// The maximum time to wait for the lock; `None` means no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait(pub(crate) Option<Duration>);

impl std::str::FromStr for Wait {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        let read = humantime::parse_duration(text).map(|time| Self(Some(time)));
        read.map_err(|_| format!("invalid duration `{text}`: expected a value like 30s, 10m or 1h30m"))
    }
}

/// Selects resources.
#[derive(Clone, Debug, Args)]
pub(crate) struct SelectArgs {
    /// Only these resources: a name, a path, a component or a URN, each with `*` and `**` (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) target: Vec<String>,
    /// Exclude these resources (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) exclude: Vec<String>,
}

/// The output format of a plan and its run.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ReportArgs {
    /// The format of standard output
    #[arg(long, value_enum, value_name = "FORM", default_value_t, conflicts_with = "json")]
    pub(crate) format: Format,
    /// Also write an HTML page with the plan, the graph and, for a run, the timeline; one file that needs no network
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// An output format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for a terminal
    #[default]
    Text,
    /// A comment for GitHub: the most dangerous changes first, the rest folded, at most 64,000 characters
    Markdown,
    /// One JSON document (docs/schema/report.json)
    Json,
    /// Nothing: the command writes a document itself
    #[value(skip)]
    Own,
}

/// The output format of a preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum PreviewFormat {
    /// Text for a terminal
    #[default]
    Text,
    /// A comment for GitHub: the most dangerous changes first, the rest folded, at most 64,000 characters
    Markdown,
    /// One JSON document (docs/schema/report.json)
    Json,
    /// A Terraform plan in JSON, for scanners and cost tools; without the types of Cloud Control
    Terraform,
    /// A CloudFormation template of the types of Cloud Control, for scanners
    #[value(name = "cloudformation")]
    CloudFormation,
}

impl PreviewFormat {
    /// The format of the report.
    pub(crate) fn report(self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Markdown => Format::Markdown,
            Self::Json => Format::Json,
            Self::Terraform | Self::CloudFormation => Format::Own,
        }
    }
}

/// What happens to the rest of a run after a region has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RegionPolicy {
    /// Other regions continue with steps that do not depend on it
    Continue,
    /// No further steps start anywhere
    Hold,
}

impl From<RegionPolicy> for OnRegionFailure {
    fn from(policy: RegionPolicy) -> Self {
        match policy {
            RegionPolicy::Continue => Self::Continue,
            RegionPolicy::Hold => Self::Hold,
        }
    }
}

/// Options of the planner.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlanArgs {
    /// Refresh the state before planning: everything, or with `--refresh=changed` what the plan changes
    #[arg(long, value_enum, value_name = "SCOPE", num_args = 0..=1, require_equals = true, default_missing_value = "all", hide_possible_values = true)]
    pub(crate) refresh: Option<RefreshScope>,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    /// Also select the dependents of the targets
    #[arg(long, requires = "target")]
    pub(crate) target_dependents: bool,
    /// Also select the dependencies of the targets
    #[arg(long, requires = "target")]
    pub(crate) target_dependencies: bool,
    /// Replace these existing resources, although nothing of them changed (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) replace: Vec<String>,
    /// In this run, delete or replace these resources although they are protected; the history records it (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) ignore_protect: Vec<String>,
    /// Change nothing, and exit with 2 if there are changes
    #[arg(long)]
    pub(crate) expect_no_changes: bool,
    /// Exit with 2 if there are changes
    #[arg(long)]
    pub(crate) detailed_exit_code: bool,
}

/// The resources that a refresh reads before planning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RefreshScope {
    /// Every recorded resource
    All,
    /// The resources that the plan changes
    Changed,
}

pub(crate) fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "expected a whole number, at least 1".to_owned())
}

/// Selects the stack of a command whose first argument is something else.
#[derive(Clone, Debug, Args)]
pub(crate) struct StateArgs {
    /// The stack (default: ARCHIPEL_STACK, or the only stack)
    #[arg(short, long)]
    stack: Option<String>,
    #[command(flatten)]
    pub(crate) with: WithArgs,
}

impl StateArgs {
    /// The name of the stack, if one was given.
    pub(crate) fn name(&self) -> Option<&str> {
        self.stack.as_deref()
    }
}

/// Skips the confirmation.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ConfirmArgs {
    /// Do not ask for confirmation
    #[arg(short, long)]
    pub(crate) yes: bool,
}
