//! `sandbox start|stop|status|reset`, and the sandbox itself in the background.

use archipel_sandbox::daemon::{self, Running};

use super::print;
use crate::args::SandboxCommand;
use crate::errors::{self, Result};
use crate::exit::Exit;
use crate::render::text::{count, duration};
use crate::session::Context;
use crate::target::sandbox_options;

pub(super) async fn sandbox(context: &Context, command: &SandboxCommand) -> Result<Exit> {
    done(context, command).await.map_err(|error| errors::sandbox(&error))?
}

async fn done(context: &Context, command: &SandboxCommand) -> archipel_sandbox::Result<Result<Exit>> {
    Ok(match command {
        SandboxCommand::Start { port } => {
            let running = daemon::start(&sandbox_options(context, *port)).await?;
            let word = if running.is_new { "started" } else { "runs already" };
            print(context, &told(&running), || format!("The sandbox {word} at {}\n", running.endpoint()))
        }
        SandboxCommand::Stop => {
            let stopped = daemon::stop(None).await?;
            let said = if stopped { "The sandbox is stopped.\n" } else { "No sandbox was running.\n" };
            print(context, &serde_json::json!({ "stopped": stopped }), || said.to_owned())
        }
        SandboxCommand::Status => match daemon::status(None).await? {
            Some(running) => {
                let calls = running.calls(None).await?.total;
                print(context, &told(&running), || status(&running, calls))
            }
            None => print(context, &serde_json::Value::Null, || "No sandbox is running.\n".to_owned()),
        },
        SandboxCommand::Reset => {
            let status = daemon::reset(None).await?;
            print(context, &status, || "The sandbox has forgotten everything.\n".to_owned())
        }
        SandboxCommand::Serve { run_dir } => {
            daemon::serve(run_dir).await?;
            Ok(Exit::Done)
        }
    })
}

/// The status, and where to point clients at.
fn told(running: &Running) -> serde_json::Value {
    let mut json = serde_json::to_value(&running.status).unwrap_or_default();
    json["endpoint"] = running.endpoint().into();
    json
}

fn status(running: &Running, calls: u64) -> String {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let up = duration((running.status.uptime_seconds * 1000.0) as u64);
    let calls = count(usize::try_from(calls).unwrap_or(usize::MAX), "call", "calls");
    format!("The sandbox runs at {} (process {}), up {up}, {calls}\n", running.endpoint(), running.status.pid)
}
