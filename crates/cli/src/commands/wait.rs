//! Waits for the lock of the state.

use std::time::{Duration, Instant};

use archipel_engine::event::Level;
use archipel_engine::state::StateStore as _;

use crate::args::{StackArgs, Wait};
use crate::context::Context;
use crate::errors::{self, Result};
use crate::exit::Exit;
use crate::session::Session;

/// The interval of checking the lock.
const TICK: Duration = Duration::from_millis(500);

/// Runs a command. With `wait`, runs it again once the lock is free, with a new plan unless it is `saved`.
pub(super) async fn with_lock_wait(
    context: &Context,
    stack: &StackArgs,
    wait: Option<Wait>,
    saved: bool,
    run: impl AsyncFn() -> Result<Exit>,
) -> Result<Exit> {
    // Another waiting run may have written first: plan again. A saved plan stays refused.
    let can_retry = |exit| exit == Exit::Locked || (exit == Exit::Refused && !saved);
    let end = wait.and_then(|Wait(longest)| longest).map(|longest| Instant::now() + longest);
    loop {
        let failures = match run().await {
            Err(failures) if wait.is_some() && failures.first().is_some_and(|first| can_retry(first.exit_code())) => {
                failures
            }
            other => return other,
        };
        let store = Session::open(context, stack.name(), &stack.with)?.store_without_secrets()?;
        let (mut reported, mut reported_hold) = (None, false);
        loop {
            if end.is_some_and(|end| Instant::now() >= end) {
                return Err(failures);
            }
            tokio::time::sleep(TICK).await;
            let Some(holder) = store.writer().await.map_err(|error| errors::state(&error))? else {
                let held = store.load().await.map_err(|error| errors::state(&error))?.hold();
                let Some(hold) = held.filter(|hold| !hold.is_expired()) else { break };
                // A person works in minutes, not in milliseconds.
                tokio::time::sleep(TICK * 8).await;
                if !reported_hold {
                    let message = format!("{} locked the state ({}); waiting for that to end", hold.who, hold.why);
                    context.reporter.notice(Level::Info, message);
                    reported_hold = true;
                }
                continue;
            };
            if reported.as_ref() != Some(&holder) {
                let message = format!(
                    "{} (process {}) is running `{}`; waiting for it to end",
                    holder.who, holder.pid, holder.what
                );
                context.reporter.notice(Level::Info, message);
                reported = Some(holder);
            }
        }
    }
}
