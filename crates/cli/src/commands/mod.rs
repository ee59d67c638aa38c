//! The command line: one file for each command and its arguments.

mod apply;
mod ask;
#[cfg(feature = "kubernetes")]
mod charts;
mod completions;
mod destroy;
mod discover;
mod doctor;
#[cfg(feature = "recovery")]
mod drill;
#[cfg(feature = "aws")]
mod eks_token;
mod expect;
mod explain;
mod export;
#[cfg(feature = "recovery")]
mod failover;
mod gone;
mod graph;
mod history;
mod import;
#[cfg(feature = "aws")]
mod kubeconfig;
#[cfg(feature = "aws")]
mod new;
mod on_failure;
mod outputs;
mod plan_file;
mod preview;
mod refresh;
mod rollback;
mod run;
mod runbook;
#[cfg(feature = "aws")]
mod sandbox;
mod schema;
mod secret;
mod snapshot_reader;
mod stacks;
mod state;
mod tips;
mod up;
mod uses;
mod version;
mod wait;
mod watch;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::args::{Global, ReportArgs};
use crate::context::Context;
use crate::errors::Result;
use crate::exit::{self, Exit};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(disable_help_subcommand = true, arg_required_else_help = true, term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the plan, ask, and apply it
    Up(up::UpArgs),
    /// Show what `up` would change; takes no lock and writes nothing
    Preview(preview::PreviewArgs),
    /// Delete every resource of a stack
    Destroy(destroy::DestroyArgs),
    /// Import existing resources that the program declares; no resource is created or changed
    Import(import::ImportArgs),
    /// List existing resources that no stack manages, and print the Rust lines that declare them
    Discover(discover::DiscoverArgs),
    /// Read the resources and record their state
    Refresh(refresh::RefreshArgs),
    /// Report changes made outside Archipel and exit with 2 if there are any; records nothing
    Drift(refresh::DriftArgs),
    /// Explain why a plan changes one resource, and what else that changes
    Explain(explain::ExplainArgs),
    /// Print the outputs of a stack
    Outputs(outputs::OutputsArgs),
    /// Print a kubeconfig for a stack's EKS clusters
    #[cfg(feature = "aws")]
    Kubeconfig(kubeconfig::KubeconfigArgs),
    /// Print a token for an EKS cluster; `kubectl` runs this from the kubeconfig
    #[cfg(feature = "aws")]
    EksToken(eks_token::EksTokenArgs),
    /// Print the program's resources and what they depend on
    Graph(graph::GraphArgs),
    /// Inspect and edit a stack's state
    #[command(subcommand)]
    State(state::StateCommand),
    /// Manage the secrets of a stack's configuration
    #[command(subcommand)]
    Secret(secret::SecretCommand),
    /// List the runs of a stack, or show one
    #[command(args_conflicts_with_subcommands = true)]
    History(history::HistoryArgs),
    /// Fill the runbook templates with the names and ids of a stack's resources
    Runbook(runbook::RunbookArgs),
    /// Return a stack to the state after an earlier run: shows the plan and asks, as `up` does
    Rollback(rollback::RollbackArgs),
    /// Move the roles of a stack to its other region: shows the plan and asks, as `up` does
    #[cfg(feature = "recovery")]
    Failover(failover::FailoverArgs),
    /// Move the roles of a stack back to the region that has them at first
    #[cfg(feature = "recovery")]
    Failback(failover::FailbackArgs),
    /// Break something on purpose, recover, and report how long it took and what was lost
    #[cfg(feature = "recovery")]
    Drill(drill::DrillArgs),
    /// Manage the AWS emulators on this machine
    #[cfg(feature = "aws")]
    #[command(subcommand)]
    Sandbox(sandbox::SandboxCommand),
    /// Print every resource type: arguments, attributes, permissions; write the Rust code of further AWS types
    Schema(schema::SchemaArgs),
    /// Render Helm charts into files that programs declare
    #[cfg(feature = "kubernetes")]
    #[command(subcommand)]
    Charts(charts::ChartsCommand),
    /// Write a repository with a stack, its configuration, its tests and its workflow
    #[cfg(feature = "aws")]
    New(new::NewArgs),
    /// List the stacks
    #[command(visible_alias = "list")]
    Stacks,
    /// Run `preview` again whenever the source or the configuration of a stack changes
    Watch(watch::WatchArgs),
    /// Check the requirements of a run: configuration, state, sandbox, credentials, regions, clock
    Doctor(doctor::DoctorArgs),
    /// Print a shell completion script
    Completions(completions::CompletionsArgs),
    /// Write the manual pages
    Man(completions::ManArgs),
    /// Print the versions of this program and its toolchain
    Version,
}

const EXAMPLES: &[(&str, &str)] = &[
    (
        "up",
        "$ up dev                           show, ask, apply\n  $ up dev --yes --parallel 16       in a script\n  $ up prod --sandbox                prod's program, in the sandbox\n  $ up dev -C network.zones=2        with another value\n  $ up dev --plan dev.plan           what `preview dev --out dev.plan` showed",
    ),
    (
        "preview",
        "$ preview dev\n  $ preview prod --refresh --detailed-exit-code\n  $ preview prod --refactor          fails if anything would be created, replaced or deleted\n  $ preview prod --out prod.plan     for `up prod --plan prod.plan`\n  $ preview prod --format terraform > plan.json && checkov --file plan.json\n  $ preview prod --json | jq -r 'select(.event == \"planned\") | .hash'",
    ),
    ("destroy", "$ destroy dev                     asks for the stack's name\n  $ destroy dev --yes"),
    (
        "import",
        "$ import network/main=vpc-0a1b --preview\n  $ import 'eu-west-1::**main=vpc-0a1b' 'eu-west-1::**private-a=subnet-0c2d'\n  $ import --stack prod --from terraform.tfstate\n  $ import --from terraform.tfstate --generate >> src/existing.rs\n  $ import --from-cloudformation eu-west-1:network --preview",
    ),
    (
        "discover",
        "$ discover eu-west-1 --type ec2/Vpc --type ec2/Subnet\n  $ discover eu-west-1 --tag team=shop >> src/existing.rs\n  $ discover eu-west-1 --type AWS::Backup::BackupPlan --tag team",
    ),
    (
        "refresh",
        "$ refresh prod                    records changes made outside Archipel that lists show\n  $ refresh prod --full             reads every property",
    ),
    ("drift", "$ drift prod                      in a script that runs every night\n  $ drift prod --target network"),
    (
        "explain",
        "$ explain network/private-a        why is it replaced?\n  $ explain 'eu-west-1::**private-a' --stack prod\n  $ explain main --plan prod.plan    in a saved plan",
    ),
    ("history", "$ history dev\n  $ history show 12\n  $ history dev --json | jq '.[0].summary'"),
    (
        "secret",
        "$ secret set db.password --stack prod        asks; the answer is not shown\n  $ pass show db | secret set db.password      from a pipe\n  $ secret rotate db.password --generate       a new random value\n  $ secret list",
    ),
    (
        "runbook",
        "$ runbook prod                     all pages\n  $ runbook prod --out runbooks/     one file for each template",
    ),
    ("rollback", "$ rollback dev --to 12 --preview   shows the changes of a rollback\n  $ rollback dev --to 12"),
    (
        "outputs",
        "$ outputs dev\n  $ outputs dev vpc_id              plain text, for scripts\n  $ outputs dev --json\n  $ outputs dev --env > .env",
    ),
    ("watch", "$ watch dev                       in a second terminal, while you edit"),
    #[cfg(feature = "aws")]
    ("new", "$ new ../shop"),
    #[cfg(feature = "kubernetes")]
    (
        "charts",
        "$ charts vendor keda keda --repo https://kedacore.github.io/charts --version 2.20.2 \\\n      --kubernetes-version 1.36 --namespace keda --values keda.yaml",
    ),
    (
        "failover",
        "$ failover prod --to us-east-1                asks\n  $ failover prod --to us-east-1 --runbook      the steps as commands\n  $ failover prod --to us-east-1 --unplanned    the other region is lost; asks for the region's name",
    ),
    ("failback", "$ failback prod"),
    (
        "drill",
        "$ drill --list\n  $ drill prod --sandbox --scenario region-lost --out drill/\n  $ drill staging --scenario region-lost --experiment EXT1a2b3c --approved-by marie",
    ),
    ("doctor", "$ doctor prod\n  $ doctor --json"),
    ("completions", "$ completions bash > ~/.local/share/bash-completion/completions/$(basename $0)"),
    ("man", "$ man ~/.local/share/man/man1"),
    (
        "graph",
        "$ graph dev | dot -Tsvg > dev.svg\n  $ graph dev --format mermaid\n  $ graph dev --html dev.html       an interactive page",
    ),
    (
        "schema",
        "$ schema                          the names of the types\n  $ schema ec2/Vpc                  one type\n  $ schema --json                   everything, for tools\n  $ schema search backup            CloudFormation types\n  $ schema add AWS::Backup::BackupPlan AWS::Backup::BackupVault",
    ),
];

/// The command line of this program. Examples name the program as it was started.
pub(crate) fn command_line(project: &str, program: &str) -> clap::Command {
    let mut command = Cli::command()
        // Clap takes names that live as long as the process, of which there are a few.
        .name(&*program.to_owned().leak())
        .bin_name(program.to_owned())
        .about(format!("The infrastructure of {project}"))
        .after_help(exit::HELP)
        .version(concat!("(archipel ", env!("CARGO_PKG_VERSION"), ")"));
    for (name, examples) in EXAMPLES {
        // Without the feature of a command there is no such command.
        if command.find_subcommand(name).is_none() {
            continue;
        }
        let examples = examples.replace("$ ", &format!("{program} "));
        command = command.mut_subcommand(name, |sub| sub.after_help(format!("Examples:\n  {examples}")));
    }
    command
}

impl Command {
    /// The formats of the report about the plan and its run, for the commands that have one.
    pub(crate) fn report(&self) -> ReportArgs {
        match self {
            Self::Up(args) => args.apply.report.clone(),
            Self::Preview(args) => args.report(),
            Self::Destroy(args) => args.apply.report.clone(),
            Self::Refresh(args) => args.report.clone(),
            Self::Drift(args) => args.report.clone(),
            Self::Rollback(args) => args.report.clone(),
            #[cfg(feature = "recovery")]
            Self::Failover(args) => args.common.report.clone(),
            #[cfg(feature = "recovery")]
            Self::Failback(args) => args.common.report.clone(),
            Self::Import(args) => args.report.clone(),
            _ => ReportArgs::default(),
        }
    }
}

impl Cli {
    /// Parses the command line.
    pub(crate) fn read(
        project: &str,
        program: &str,
        args: impl IntoIterator<Item = std::ffi::OsString>,
    ) -> Result<Self, clap::Error> {
        let mut command = command_line(project, program);
        let args = tips::help_last(args.into_iter().collect());
        let matches =
            command.try_get_matches_from_mut(&args).map_err(|error| tips::with_tip(error, &command, &args))?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    }
}

/// Runs a command and reports its errors.
pub(crate) async fn run(context: &Context, command: Command) -> Exit {
    match dispatch(context, command).await {
        Ok(exit) => exit,
        Err(failures) => {
            let exit = failures.first().map_or(Exit::Failed, crate::Failure::exit_code);
            failures.into_iter().for_each(|failure| context.reporter.failure(failure));
            exit
        }
    }
}

async fn dispatch(context: &Context, command: Command) -> Result<Exit> {
    let command_line = || command_line(&context.app.project, &context.program);
    match command {
        Command::Up(args) => up::up(context, &args).await,
        Command::Preview(args) => preview::preview(context, &args).await,
        Command::Destroy(args) => destroy::destroy(context, &args).await,
        Command::Import(args) => import::import(context, &args).await,
        Command::Discover(args) => discover::discover(context, &args).await,
        Command::Refresh(args) => refresh::refresh(context, &args).await,
        Command::Drift(args) => refresh::drift(context, args).await,
        Command::Explain(args) => explain::explain(context, &args).await,
        Command::Outputs(args) => outputs::outputs(context, &args).await,
        #[cfg(feature = "aws")]
        Command::Kubeconfig(args) => kubeconfig::kubeconfig(context, &args).await,
        #[cfg(feature = "aws")]
        Command::EksToken(args) => eks_token::eks_token(context, &args).await,
        Command::Graph(args) => graph::graph(context, &args),
        Command::Secret(command) => secret::secret(context, &command).await,
        Command::State(command) => state::state(context, &command).await,
        Command::History(args) => history::history(context, &args).await,
        Command::Runbook(args) => runbook::runbook(context, &args).await,
        Command::Rollback(args) => rollback::rollback(context, &args).await,
        #[cfg(feature = "recovery")]
        Command::Failover(args) => failover::failover(context, &args).await,
        #[cfg(feature = "recovery")]
        Command::Failback(args) => failover::failback(context, &args).await,
        #[cfg(feature = "recovery")]
        Command::Drill(args) => drill::drill(context, &args).await,
        #[cfg(feature = "aws")]
        Command::Sandbox(command) => sandbox::sandbox(context, &command).await,
        Command::Schema(args) => schema::schema(context, &args).await,
        #[cfg(feature = "kubernetes")]
        Command::Charts(command) => charts::charts(context, &command).await,
        #[cfg(feature = "aws")]
        Command::New(args) => new::new(context, &args),
        Command::Stacks => stacks::stacks(context),
        Command::Watch(args) => watch::watch(context, &args).await,
        Command::Doctor(args) => doctor::doctor(context, &args).await,
        Command::Completions(args) => completions::completions(context, &args, command_line()),
        Command::Man(args) => completions::man(context, &args, command_line()),
        Command::Version => version::version(context),
    }
}

/// Whether Ctrl-C ends the command. The sandbox in the background handles it itself.
pub(crate) fn is_interruptible(command: &Command) -> bool {
    #[cfg(feature = "aws")]
    if matches!(command, Command::Sandbox(sandbox::SandboxCommand::Serve { .. })) {
        return false;
    }
    let _ = command;
    true
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::*;

    #[test]
    fn the_commands_in_the_chapter_about_state_are_valid() {
        let chapter = include_str!("../../../../docs/src/state.md");
        // Blocks and text alternate; so do text and code within the text.
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
                // The text sometimes omits the arguments of a command.
                Err(error) if error.kind() != ErrorKind::MissingRequiredArgument => panic!("{command}: {error}"),
                _ => count += 1,
            }
        }
        assert!(count > 15, "{count}");
    }
}
