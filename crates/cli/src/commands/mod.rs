//! The commands, one a file.

mod ask;
mod completions;
mod destroy;
mod doctor;
#[cfg(feature = "aws")]
mod eks_token;
mod expect;
mod explain;
mod gone;
mod graph;
mod history;
mod import;
#[cfg(feature = "aws")]
mod kubeconfig;
mod outputs;
mod plan_file;
mod preview;
mod refresh;
mod rollback;
mod run;
#[cfg(feature = "aws")]
mod sandbox;
mod schema;
mod secret;
mod stacks;
mod state;
mod up;
mod version;
mod wait;
mod watch;

use crate::args::Command;
use crate::errors::Result;
use crate::exit::Exit;
use crate::session::Context;

/// Runs a command and tells what went wrong.
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
    match command {
        Command::Up { stack, plan, run, .. } => up::up(context, &stack, &plan, &run).await,
        Command::Preview { stack, plan, preview, .. } => preview::preview(context, &stack, &plan, &preview).await,
        Command::Destroy { stack, plan, run, .. } => destroy::destroy(context, &stack, &plan, &run).await,
        Command::Import(args) => import::import(context, &args).await,
        Command::Refresh { stack, select, full, preview, detailed_exit_code, accept_gone, .. } => {
            let look = refresh::Look { full, preview, detailed: detailed_exit_code, accept_gone };
            refresh::refresh(context, &stack, &select, look).await
        }
        Command::Drift { stack, select, .. } => refresh::refresh(context, &stack, &select, refresh::Look::DRIFT).await,
        Command::Explain { resource, stack, with, refresh, plan } => {
            let from = explain::From { stack: stack.as_deref(), with: &with, refresh, plan: plan.as_deref() };
            explain::explain(context, &resource, from).await
        }
        Command::Outputs { stack, name, show_secrets, env, shell } => {
            let form = outputs::Form::of(env, shell);
            outputs::outputs(context, &stack, name.as_deref(), show_secrets, form).await
        }
        #[cfg(feature = "aws")]
        Command::Kubeconfig(args) => kubeconfig::kubeconfig(context, &args).await,
        #[cfg(feature = "aws")]
        Command::EksToken(args) => eks_token::eks_token(context, &args).await,
        Command::Graph { stack, format, html } => graph::graph(context, &stack, format, html.as_deref()),
        Command::Secret(command) => secret::secret(context, &command).await,
        Command::State(command) => state::state(context, &command).await,
        Command::History { command, stack } => history::history(context, command.as_ref(), &stack).await,
        Command::Rollback(args) => rollback::rollback(context, &args).await,
        #[cfg(feature = "aws")]
        Command::Sandbox(command) => sandbox::sandbox(context, &command).await,
        Command::Schema { of } => schema::schema(context, of.as_deref()).await,
        Command::Stacks => stacks::stacks(context),
        Command::Watch { stack, .. } => watch::watch(context, &stack).await,
        Command::Doctor { stack } => doctor::doctor(context, &stack).await,
        Command::Completions { shell } => completions::completions(context, shell),
        Command::Man { folder } => completions::man(context, &folder),
        Command::Version => version::version(context),
    }
}

/// Whether Ctrl-C ends the command. The sandbox in the background sees to that itself.
pub(crate) fn is_interruptible(command: &Command) -> bool {
    #[cfg(feature = "aws")]
    if matches!(command, Command::Sandbox(crate::args::SandboxCommand::Serve { .. })) {
        return false;
    }
    let _ = command;
    true
}
