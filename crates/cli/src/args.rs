//! Groups of arguments that several commands have.

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
    /// Write JSON to standard output and nothing else: one event a line for runs, one document for queries
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Colour the output
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t)]
    pub(crate) color: ColorWhen,
    /// Show everything, cut nothing
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Show only plans, errors and the summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// The folder of the stacks' configuration files
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

/// Which stack, and with what.
#[derive(Clone, Debug, Args)]
pub(crate) struct StackArgs {
    /// The stack; left out, ARCHIPEL_STACK or the only one there is
    #[arg(value_name = "STACK")]
    pub(crate) stack: Option<String>,
    #[command(flatten)]
    pub(crate) with: WithArgs,
}

/// With what a stack is built and where its state is.
#[derive(Clone, Debug, Args)]
pub(crate) struct WithArgs {
    /// Lay a value over the configuration: a dotted key, and TOML or plain text (repeatable)
    #[arg(short = 'C', long = "config", value_name = "KEY=VALUE")]
    pub(crate) config: Vec<Override>,
    /// Keep the state here: a folder, or s3://BUCKET/PREFIX with ?region=, &endpoint= and &profile= if need be
    #[arg(long, value_name = "PLACE")]
    pub(crate) state: Option<PathBuf>,
    /// Use the sandbox on this machine whatever the configuration says, with a state of its own
    #[arg(long)]
    pub(crate) sandbox: bool,
}

impl WithArgs {
    /// The same for a second stack, whose state is where its own configuration says.
    pub(crate) fn elsewhere(&self) -> Self {
        Self { state: None, ..self.clone() }
    }
}

/// How a run goes.
#[derive(Clone, Debug, Args)]
pub(crate) struct RunArgs {
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// How many operations run at the same time; 64 if nothing says otherwise
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = at_least_one)]
    pub(crate) parallel: Option<NonZeroUsize>,
    /// With `--refresh`, record what is gone without a question, however much of the stack that is; `--yes` does not do that
    #[arg(long, requires = "refresh")]
    pub(crate) accept_gone: bool,
    /// Go on with everything that does not depend on what failed; so it is by default
    #[arg(long, overrides_with = "stop_on_error")]
    pub(crate) continue_on_error: bool,
    /// Start nothing more once something has failed
    #[arg(long, overrides_with = "continue_on_error")]
    pub(crate) stop_on_error: bool,
    /// When a region fails: go on in the others, as by default, or start nothing more anywhere
    #[arg(long, value_enum, value_name = "POLICY")]
    pub(crate) on_region_failure: Option<RegionPolicy>,
    /// Apply the plan that `preview --out` wrote, exactly or not at all; nothing is asked
    #[arg(long, value_name = "FILE", conflicts_with_all = ["refresh", "target", "exclude", "target_dependents", "target_dependencies"])]
    pub(crate) plan: Option<PathBuf>,
    /// While somebody else writes to the state, wait for them: as long as it takes, or `--wait=10m` at most
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) wait: Option<Wait>,
}

/// How long to wait for somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait(pub(crate) Option<Duration>);

impl std::str::FromStr for Wait {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        let read = humantime::parse_duration(text).map(|time| Self(Some(time)));
        read.map_err(|_| format!("`{text}` is no duration: write 30s, 10m or 1h30m"))
    }
}

/// Which resources a command is about.
#[derive(Clone, Debug, Args)]
pub(crate) struct SelectArgs {
    /// Only these resources: a name, a path, a component, a URN, with `*` and `**` (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) target: Vec<String>,
    /// All but these resources (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    pub(crate) exclude: Vec<String>,
}

/// In which form a plan and its run are told.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ReportArgs {
    /// What to write to standard output
    #[arg(long, value_enum, value_name = "FORM", default_value_t, conflicts_with = "json")]
    pub(crate) format: Format,
    /// Write an HTML page as well: plan, graph and, for a run, its timeline; one file that needs no network
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// A form of output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    #[default]
    Text,
    /// For a comment on GitHub: the most dangerous first, the rest folded, at most 64,000 characters
    Markdown,
    /// One JSON document (docs/schema/report.json)
    Json,
}

/// What becomes of the rest of a run when a region fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RegionPolicy {
    /// Other regions go on with what does not depend on it
    Continue,
    /// Nothing more is started anywhere
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

/// How a plan is made.
#[derive(Clone, Debug, Args)]
pub(crate) struct PlanArgs {
    /// Read what exists before planning
    #[arg(long)]
    pub(crate) refresh: bool,
    #[command(flatten)]
    pub(crate) select: SelectArgs,
    /// What depends on the targets too
    #[arg(long, requires = "target")]
    pub(crate) target_dependents: bool,
    /// What the targets depend on too
    #[arg(long, requires = "target")]
    pub(crate) target_dependencies: bool,
    /// Change nothing, and exit with 2 if there is anything to change
    #[arg(long)]
    pub(crate) expect_no_changes: bool,
    /// Exit with 2 if there are changes
    #[arg(long)]
    pub(crate) detailed_exit_code: bool,
}

pub(crate) fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "it is a whole number from 1".to_owned())
}

/// Which stack, where the first argument is something else.
#[derive(Clone, Debug, Args)]
pub(crate) struct StateArgs {
    /// The stack; left out, ARCHIPEL_STACK or the only one there is
    #[arg(short, long)]
    pub(crate) stack: Option<String>,
    #[command(flatten)]
    pub(crate) with: WithArgs,
}

/// Whether a question is asked.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ConfirmArgs {
    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}
