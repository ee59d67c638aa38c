//! Waiting for somebody else who writes to the state.

use std::time::{Duration, Instant};

use archipel_engine::event::Level;

use crate::args::{StackArgs, Wait};
use crate::errors::{self, Result};
use crate::exit::Exit;
use crate::session::{Context, Session};

/// How often it is looked whether they have ended.
const TICK: Duration = Duration::from_millis(500);

/// Runs a command. With `wait`, it is run again, from its plan on unless that is `filed`, once whoever
/// writes has ended.
pub(super) async fn turn(
    context: &Context,
    stack: &StackArgs,
    wait: Option<Wait>,
    filed: bool,
    run: impl AsyncFn() -> Result<Exit>,
) -> Result<Exit> {
    // A plan that was made while somebody else waited too, and wrote first. One from a file stays refused.
    let is_of_another = |exit| exit == Exit::Locked || (exit == Exit::Refused && !filed);
    let end = wait.and_then(|Wait(longest)| longest).map(|longest| Instant::now() + longest);
    loop {
        let failures = match run().await {
            Err(failures)
                if wait.is_some() && failures.first().is_some_and(|first| is_of_another(first.exit_code())) =>
            {
                failures
            }
            other => return other,
        };
        let store = Session::open(context, stack.stack.as_deref(), &stack.with)?.store()?;
        let mut told = None;
        loop {
            if end.is_some_and(|end| Instant::now() >= end) {
                return Err(failures);
            }
            tokio::time::sleep(TICK).await;
            let Some(holder) = store.writer().await.map_err(|error| errors::state(&error))? else { break };
            if told.as_ref() != Some(&holder) {
                let message =
                    format!("{} (process {}) runs `{}`; waiting for it to end", holder.who, holder.pid, holder.what);
                context.reporter.notice(Level::Info, message);
                told = Some(holder);
            }
        }
    }
}
