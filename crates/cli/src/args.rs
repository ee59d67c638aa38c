//! What can be typed.

mod import;
#[cfg(feature = "aws")]
mod kubernetes;
mod secret;
mod state;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use archipel_engine::apply::OnRegionFailure;
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};

pub(crate) use self::import::ImportArgs;
#[cfg(feature = "aws")]
pub(crate) use self::kubernetes::{EksTokenArgs, KubeconfigArgs};
pub(crate) use self::secret::SecretCommand;
pub(crate) use self::state::{RepairArgs, StateArgs, StateCommand, Sure};
use crate::config::Override;
use crate::exit;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(disable_help_subcommand = true, arg_required_else_help = true, term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

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

/// What a preview does with the plan.
#[derive(Clone, Debug, Args)]
pub(crate) struct PreviewArgs {
    /// Say how long it is expected to take, and which steps decide that
    #[arg(long)]
    pub(crate) estimate: bool,
    /// Write the plan to a file, for `up --plan`
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Show what `destroy` would delete
    #[arg(long)]
    pub(crate) destroy: bool,
    /// Exit with 2 if anything would be created, replaced or deleted: renames, moves and changes in place may be
    #[arg(long, conflicts_with = "destroy")]
    pub(crate) refactor: bool,
}

fn at_least_one(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "it is a whole number from 1".to_owned())
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show what would change, ask, and bring the stack to what its program declares
    Up {
        #[command(flatten)]
        stack: StackArgs,
        #[command(flatten)]
        report: ReportArgs,
        #[command(flatten)]
        plan: PlanArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Show what `up` would change; takes no lock and writes nothing
    Preview {
        #[command(flatten)]
        stack: StackArgs,
        #[command(flatten)]
        report: ReportArgs,
        #[command(flatten)]
        plan: PlanArgs,
        #[command(flatten)]
        preview: PreviewArgs,
    },
    /// Delete everything of a stack
    Destroy {
        #[command(flatten)]
        stack: StackArgs,
        #[command(flatten)]
        report: ReportArgs,
        #[command(flatten)]
        plan: PlanArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Take what exists into the stack, as resources that its program declares; nothing real is made or changed
    Import(ImportArgs),
    /// Read what exists and record it
    Refresh {
        #[command(flatten)]
        stack: StackArgs,
        #[command(flatten)]
        report: ReportArgs,
        #[command(flatten)]
        select: SelectArgs,
        /// Read every property, with a call for each resource where lists do not show them. What `--target` picks is
        /// read so anyway
        #[arg(long)]
        full: bool,
        /// Show what differs and record nothing
        #[arg(long, conflicts_with = "accept_gone")]
        preview: bool,
        /// Record what is gone without a question, however much of the stack that is
        #[arg(long)]
        accept_gone: bool,
        /// Exit with 2 if anything differs
        #[arg(long)]
        detailed_exit_code: bool,
    },
    /// Say what was changed outside, and exit with 2 if anything was; records nothing
    Drift {
        #[command(flatten)]
        stack: StackArgs,
        #[command(flatten)]
        report: ReportArgs,
        #[command(flatten)]
        select: SelectArgs,
    },
    /// Say why a plan does what it does with one resource, and what that drags along
    Explain {
        /// The resource: its URN, path or name, or a pattern that means only it
        #[arg(value_name = "RESOURCE")]
        resource: String,
        /// The stack
        #[arg(short, long, conflicts_with = "plan")]
        stack: Option<String>,
        #[command(flatten)]
        with: WithArgs,
        /// Read what exists before planning
        #[arg(long, conflicts_with = "plan")]
        refresh: bool,
        /// Explain the plan in this file, which `preview --out` wrote, in place of making one
        #[arg(long, value_name = "FILE")]
        plan: Option<PathBuf>,
    },
    /// Print what a stack exports
    Outputs {
        #[command(flatten)]
        stack: StackArgs,
        /// Only this one, as plain text
        #[arg(value_name = "NAME")]
        name: Option<String>,
        /// Show secrets
        #[arg(long)]
        show_secrets: bool,
        /// As lines NAME=VALUE, for files that tools read as an environment
        #[arg(long, conflicts_with_all = ["json", "shell"])]
        env: bool,
        /// As `export NAME='VALUE'`, for `eval` in a shell
        #[arg(long, conflicts_with = "json")]
        shell: bool,
    },
    /// Print where a stack's EKS clusters are and how one gets in, as `kubectl` takes it
    #[cfg(feature = "aws")]
    Kubeconfig(KubeconfigArgs),
    /// Print a token for an EKS cluster: what `kubectl` calls by itself, with what `kubeconfig` writes
    #[cfg(feature = "aws")]
    EksToken(EksTokenArgs),
    /// Print the program's resources and what they depend on
    Graph {
        #[command(flatten)]
        stack: StackArgs,
        /// The language
        #[arg(long, value_enum, default_value_t)]
        format: GraphFormat,
        /// Write it to a file as a page to pan, zoom, search and filter, which needs no network
        #[arg(long, value_name = "FILE", conflicts_with = "format")]
        html: Option<PathBuf>,
    },
    /// Look into a stack's state, and mend it
    #[command(subcommand)]
    State(StateCommand),
    /// The secrets of a stack's configuration
    #[command(subcommand)]
    Secret(SecretCommand),
    /// List the runs of a stack, or show one
    #[command(args_conflicts_with_subcommands = true)]
    History {
        #[command(subcommand)]
        command: Option<HistoryCommand>,
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Bring a stack back to what an earlier run left: shows the plan and asks, as `up` does
    Rollback(RollbackArgs),
    /// The AWS emulators on this machine
    #[cfg(feature = "aws")]
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Print every resource type: arguments, attributes, permissions
    Schema {
        /// Only types whose name contains this
        #[arg(value_name = "TYPE")]
        of: Option<String>,
    },
    /// List the stacks
    #[command(visible_alias = "list")]
    Stacks,
    /// Preview a stack again whenever its source or its configuration changes
    Watch {
        #[command(flatten)]
        stack: StackArgs,
        /// Read what exists before each preview
        #[arg(long)]
        refresh: bool,
    },
    /// Look for what would keep a run from going well: configuration, state, sandbox, credentials, regions, clock
    Doctor {
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Print a script that completes this command line
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Write the manual pages
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Print the versions of this program and of what it was built with
    Version,
}

/// Going back.
#[derive(Debug, Args)]
pub(crate) struct RollbackArgs {
    #[command(flatten)]
    pub(crate) stack: StackArgs,
    /// The number of the run
    #[arg(long, value_name = "N")]
    pub(crate) to: u64,
    #[command(flatten)]
    pub(crate) report: ReportArgs,
    /// Show the plan and do nothing
    #[arg(long)]
    pub(crate) preview: bool,
    #[command(flatten)]
    pub(crate) plan: PlanArgs,
    #[command(flatten)]
    pub(crate) sure: Sure,
    /// With `--refresh`, record what is gone without a question, however much of the stack that is; `--yes` does not do that
    #[arg(long, requires = "refresh")]
    pub(crate) accept_gone: bool,
    /// How many operations run at the same time; 64 if nothing says otherwise
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = at_least_one)]
    pub(crate) parallel: Option<NonZeroUsize>,
}

/// Looking at one run.
#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// Show all that is kept of one run
    Show {
        /// Its number
        #[arg(value_name = "N")]
        number: u64,
        #[command(flatten)]
        stack: StateArgs,
    },
}

/// Whose credentials in the sandbox are printed.
#[cfg(feature = "aws")]
#[derive(Debug, Args)]
pub(crate) struct SandboxEnvArgs {
    /// The stack whose account it is; left out, `--account`
    #[arg(value_name = "STACK")]
    pub(crate) stack: Option<String>,
    /// The account, as twelve digits
    #[arg(long, value_name = "ACCOUNT", conflicts_with = "stack", default_value = "000000000000")]
    pub(crate) account: String,
    #[command(flatten)]
    pub(crate) with: WithArgs,
}

/// The sandbox.
#[cfg(feature = "aws")]
#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Start it in the background, installing it the first time
    Start {
        /// The port; a free one by default
        #[arg(long)]
        port: Option<u16>,
    },
    /// Stop it; everything in it is lost
    Stop,
    /// Say whether it runs, where, and what was called
    Status,
    /// Make it forget everything
    Reset,
    /// Print the credentials with which other AWS tools can use it, as shell commands: they hold its secret
    Env(SandboxEnvArgs),
    /// Be the sandbox: what `start` runs in the background
    #[command(hide = true)]
    Serve {
        /// Where it says that it runs
        #[arg(long)]
        run_dir: PathBuf,
    },
}

/// A language for graphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// Graphviz
    #[default]
    Dot,
    /// Mermaid
    Mermaid,
}

const EXAMPLES: &[(&str, &str)] = &[
    (
        "up",
        "$ up dev                           show, ask, apply\n  $ up dev --yes --parallel 16       in a script\n  $ up prod --sandbox                prod's program, in the sandbox\n  $ up dev -C network.zones=2        with another value\n  $ up dev --plan dev.plan           what `preview dev --out dev.plan` showed",
    ),
    (
        "preview",
        "$ preview dev\n  $ preview prod --refresh --detailed-exit-code\n  $ preview prod --refactor          may nothing be created, replaced or deleted?\n  $ preview prod --out prod.plan     for `up prod --plan prod.plan`\n  $ preview prod --json | jq -r 'select(.event == \"planned\") | .hash'",
    ),
    ("destroy", "$ destroy dev                     asks for the stack's name\n  $ destroy dev --yes"),
    (
        "import",
        "$ import network/main=vpc-0a1b --preview\n  $ import 'eu-west-1::**main=vpc-0a1b' 'eu-west-1::**private-a=subnet-0c2d'\n  $ import --stack prod --from terraform.tfstate\n  $ import --from terraform.tfstate --generate >> src/existing.rs",
    ),
    (
        "refresh",
        "$ refresh prod                    what was changed outside is recorded, as far as lists show it\n  $ refresh prod --full             everything is read",
    ),
    ("drift", "$ drift prod                      in a script that runs every night\n  $ drift prod --target network"),
    (
        "explain",
        "$ explain network/private-a        why is it replaced?\n  $ explain 'eu-west-1::**private-a' --stack prod\n  $ explain main --plan prod.plan    in a plan that was written to a file",
    ),
    ("history", "$ history dev\n  $ history show 12\n  $ history dev --json | jq '.[0].summary'"),
    (
        "secret",
        "$ secret set db.password --stack prod        asks; the answer is not shown\n  $ pass show db | secret set db.password      from a pipe\n  $ secret rotate db.password --generate       a new random value\n  $ secret list",
    ),
    ("rollback", "$ rollback dev --to 12 --preview   what would going back change?\n  $ rollback dev --to 12"),
    (
        "outputs",
        "$ outputs dev\n  $ outputs dev vpc_id              plain text, for scripts\n  $ outputs dev --json\n  $ outputs dev --env > .env",
    ),
    ("watch", "$ watch dev                       in a second terminal, while you edit"),
    ("doctor", "$ doctor prod\n  $ doctor --json"),
    ("completions", "$ completions bash > ~/.local/share/bash-completion/completions/$(basename $0)"),
    ("man", "$ man ~/.local/share/man/man1"),
    (
        "graph",
        "$ graph dev | dot -Tsvg > dev.svg\n  $ graph dev --format mermaid\n  $ graph dev --html dev.html       to look around in",
    ),
    (
        "schema",
        "$ schema                          the names of the types\n  $ schema ec2/Vpc                  one type\n  $ schema --json                   everything, for tools",
    ),
];

/// The command line of this program, with its name in the examples.
pub(crate) fn command(project: &str, program: &str) -> clap::Command {
    let mut command = Cli::command()
        .name("stacks")
        .bin_name(program.to_owned())
        .about(format!("The infrastructure of {project}"))
        .after_help(exit::HELP)
        .version(env!("CARGO_PKG_VERSION"));
    for (name, examples) in EXAMPLES {
        let examples = examples.replace("$ ", &format!("{program} "));
        command = command.mut_subcommand(name, |sub| sub.after_help(format!("Examples:\n  {examples}")));
    }
    command
}

impl Command {
    /// The forms in which its plan and run are told, if it has any.
    pub(crate) fn report(&self) -> ReportArgs {
        match self {
            Self::Up { report, .. }
            | Self::Preview { report, .. }
            | Self::Destroy { report, .. }
            | Self::Refresh { report, .. }
            | Self::Drift { report, .. }
            | Self::Rollback(RollbackArgs { report, .. })
            | Self::Import(ImportArgs { report, .. }) => report.clone(),
            _ => ReportArgs::default(),
        }
    }
}

impl Cli {
    /// Reads the command line.
    pub(crate) fn read(
        project: &str,
        program: &str,
        args: impl IntoIterator<Item = std::ffi::OsString>,
    ) -> Result<Self, clap::Error> {
        let mut command = command(project, program);
        let matches = command.try_get_matches_from_mut(args)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::*;

    #[test]
    fn the_commands_of_the_chapter_about_state_can_be_typed() {
        let chapter = include_str!("../../../docs/src/state.md");
        // Blocks and text take turns; so do text and code in the text.
        let blocks = chapter.split("```").skip(1).step_by(2).flat_map(str::lines);
        let of_blocks = blocks.map(|line| line.split('#').next().unwrap_or_default());
        let of_text = chapter.split("```").step_by(2).flat_map(|text| text.split('`').skip(1).step_by(2));
        let is_command = |text: &&str| {
            let first = text.split_whitespace().next().unwrap_or_default();
            text.contains(' ')
                && ["state", "secret", "history", "rollback"].contains(&first)
                && !text.contains(['=', '\n'])
        };
        let mut count = 0;
        for command in of_blocks.chain(of_text).filter(is_command) {
            let words = command.split_whitespace().map(|word| word.trim_matches(['[', ']']));
            let args = std::iter::once("stacks").chain(words).map(Into::into);
            match Cli::read("luneo", "stacks", args) {
                // In the text, what a command is about is left out here and there.
                Err(error) if error.kind() != ErrorKind::MissingRequiredArgument => panic!("{command}: {error}"),
                _ => count += 1,
            }
        }
        assert!(count > 15, "{count}");
    }
}
