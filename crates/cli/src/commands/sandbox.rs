//! `sandbox start|stop|status|reset|env`, and the background process of the sandbox.

use std::path::PathBuf;

use archipel_sandbox::daemon::{self, Running};
use clap::{Args, Subcommand};

use crate::args::StackArgs;
use crate::config::TargetName;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::text::{count, duration};
use crate::session::Session;
use crate::target::{sandbox_account, sandbox_options};

/// Arguments of `sandbox env`.
#[derive(Debug, Args)]
pub(crate) struct SandboxEnvArgs {
    /// The account, twelve digits; default: that of the stack, if one is named
    #[arg(long, value_name = "ACCOUNT", conflicts_with_all = ["position", "option"], default_value = "000000000000")]
    account: String,
    #[command(flatten)]
    stack: StackArgs,
}

/// The commands of `sandbox`.
#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    /// Start it in the background, installing it the first time
    Start {
        /// The port (default: a free one)
        #[arg(long)]
        port: Option<u16>,
    },
    /// Stop it; all its contents are lost
    Stop,
    /// Show whether it is running, its address and its calls
    Status,
    /// Delete all its contents
    Reset,
    /// Print shell commands that set its credentials, which include its secret, for other AWS tools
    Env(SandboxEnvArgs),
    /// Run the sandbox: `start` runs this in the background
    #[command(hide = true)]
    Serve {
        /// The folder of the status file
        #[arg(long)]
        run_dir: PathBuf,
    },
}

pub(super) async fn sandbox(context: &Context, command: &SandboxCommand) -> Result<Exit> {
    done(context, command).await.map_err(|error| errors::sandbox(&error))?
}

async fn done(context: &Context, command: &SandboxCommand) -> archipel_sandbox::Result<Result<Exit>> {
    Ok(match command {
        SandboxCommand::Start { port } => {
            let running = daemon::start(&sandbox_options(context, *port)).await?;
            let word = if running.is_new { "started" } else { "is already running" };
            context.print(&status_json(&running), || format!("The sandbox {word} at {}\n", running.endpoint()))
        }
        SandboxCommand::Stop => {
            let stopped = daemon::stop(None).await?;
            let message = if stopped { "The sandbox is stopped.\n" } else { "No sandbox was running.\n" };
            context.print(&serde_json::json!({ "stopped": stopped }), || message.to_owned())
        }
        SandboxCommand::Status => match daemon::status(None).await? {
            Some(running) => {
                let calls = running.calls(None).await?.total;
                context.print(&status_json(&running), || status(&running, calls))
            }
            None => context.print(&serde_json::Value::Null, || "No sandbox is running.\n".to_owned()),
        },
        SandboxCommand::Reset => {
            let status = daemon::reset(None).await?;
            context.print(&status, || "The contents of the sandbox were deleted.\n".to_owned())
        }
        SandboxCommand::Env(args) => match daemon::status(None).await? {
            Some(running) => env(context, args, &running).await,
            None => return Err(archipel_sandbox::Error::NotRunning),
        },
        SandboxCommand::Serve { run_dir } => {
            daemon::serve(run_dir).await?;
            Ok(Exit::Done)
        }
    })
}

/// The environment variables of the AWS CLI and SDKs.
async fn env(context: &Context, args: &SandboxEnvArgs, running: &Running) -> Result<Exit> {
    let mut region = "us-east-1".to_owned();
    let account = match args.stack.name() {
        None => args.account.clone(),
        Some(stack) => {
            let session = Session::open(context, Some(stack), &args.stack.with)?;
            if session.target != TargetName::Sandbox {
                let failure = Failure::new(format!("the target of {stack} is not the sandbox"));
                return Err(failure.hint("add `--sandbox` for its account in the sandbox").exit(Exit::Usage).into());
            }
            if let Some(home) = &session.settings.home_region {
                region.clone_from(home);
            }
            let snapshot = match session.snapshot().await {
                Ok(snapshot) => snapshot,
                Err(failures) => return Err(failures),
            };
            sandbox_account(context, &session, &snapshot)
        }
    };
    if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
        let failure = Failure::new(format!("invalid account `{account}`: expected twelve digits"));
        return Err(failure.hint("`sandbox env STACK` prints the account of a stack").exit(Exit::Usage).into());
    }
    let variables = [
        ("AWS_ENDPOINT_URL", running.endpoint()),
        ("AWS_ACCESS_KEY_ID", account),
        ("AWS_SECRET_ACCESS_KEY", running.secret().expose().to_owned()),
        ("AWS_REGION", region.clone()),
        // boto3 and version 1 of the AWS command line read this one only.
        ("AWS_DEFAULT_REGION", region),
    ];
    let json: serde_json::Value = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), serde_json::Value::from(value.as_str())))
        .collect::<serde_json::Map<_, _>>()
        .into();
    // Unset variables that would take precedence or be mixed with these.
    context.print(&json, || {
        let exports = variables.iter().map(|(name, value)| format!("export {name}={value}\n"));
        format!("unset AWS_SESSION_TOKEN AWS_PROFILE\n{}", exports.collect::<String>())
    })
}

/// The status with the endpoint.
fn status_json(running: &Running) -> serde_json::Value {
    let mut json = serde_json::to_value(&running.status).unwrap_or_default();
    json["endpoint"] = running.endpoint().into();
    json
}

fn status(running: &Running, calls: u64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let up = duration((running.status.uptime_seconds * 1000.0) as u64);
    let calls = count(usize::try_from(calls).unwrap_or(usize::MAX), "call", "calls");
    format!("The sandbox is running at {} (process {}), up {up}, {calls}\n", running.endpoint(), running.status.pid)
}
