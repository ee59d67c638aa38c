//! `state unlock`: ends the lock of a person, or shows the run that holds the lock and breaks its lock.

use archipel_engine::state::LockInfo;
use archipel_state::AnyStore;
use serde::Serialize;

use crate::args::ConfirmArgs;
#[cfg(feature = "s3")]
use crate::commands::ask;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::text::duration;
use crate::session::Session;

/// The output of `--json`.
#[derive(Serialize)]
struct Unlocked<'a> {
    holder: Option<&'a LockInfo>,
    unlocked: bool,
}

pub(super) async fn unlock(context: &Context, session: &Session, confirm_args: ConfirmArgs) -> Result<Exit> {
    match session.store()? {
        AnyStore::Sled(store) => match store.writer_now().map_err(|error| errors::state(&error))? {
            None => not_locked(context, session, confirm_args).await,
            Some(holder) => Err(of_this_machine(session, &holder).into()),
        },
        #[cfg(feature = "s3")]
        AnyStore::S3(store) => shared(context, session, &store, confirm_args).await,
        // Builds with other features have more variants.
        #[allow(unreachable_patterns)]
        _ => not_locked(context, session, confirm_args).await,
    }
}

/// No run holds the lock; a person may.
async fn not_locked(context: &Context, session: &Session, confirm_args: ConfirmArgs) -> Result<Exit> {
    if let Some(exit) = super::lock::end(context, session, confirm_args).await? {
        return Ok(exit);
    }
    let answer = Unlocked { holder: None, unlocked: false };
    context.print(&answer, || "The state is not locked.\n".to_owned())
}

fn since(holder: &LockInfo) -> String {
    duration(crate::since_1970().saturating_sub(holder.since) * 1000)
}

/// A lock of the operating system cannot be broken while its process is alive.
fn of_this_machine(session: &Session, holder: &LockInfo) -> Failure {
    let LockInfo { who, pid, what, .. } = holder;
    Failure::new(format!("{who} (process {pid}) is running `{what}` and holds the lock"))
        .at(session.state.to_string())
        .why(format!("since {}", since(holder)))
        .hint(format!(
            "wait for that process, or end it with `kill {pid}`: the operating system then releases the lock, and the journal has its open operations"
        ))
        .exit(Exit::Locked)
}

#[cfg(feature = "s3")]
async fn shared(
    context: &Context,
    session: &Session,
    store: &archipel_state::S3Store,
    confirm_args: ConfirmArgs,
) -> Result<Exit> {
    let failed = |error| errors::state(&error);
    let Some(held) = store.held().await.map_err(failed)? else {
        return not_locked(context, session, confirm_args).await;
    };
    let holder = &held.holder;
    let seen = match held.silent {
        Some(silent) => {
            format!(
                "its lease was last renewed {} ago",
                duration(u64::try_from(silent.as_millis()).unwrap_or(u64::MAX))
            )
        }
        None => "the service does not report when its lease was last renewed".to_owned(),
    };
    let state = if held.expired {
        "the lease has expired, and the next run would take the lock by itself"
    } else {
        "if that run is still active, it stops at its next step, and the journal has its open operations"
    };
    context.reporter.settle();
    context.output.err(&format!(
        "{} (process {}) has been running `{}` for {}; {seen}.\nIf the lock is broken: {state}.\n",
        holder.who,
        holder.pid,
        holder.what,
        since(holder),
    ));
    let question = format!("Break the lock of {}?", holder.who);
    if !confirm_args.yes && !ask::confirm(context, "`state unlock`", &question).await? {
        return Ok(Exit::Done);
    }
    let before = store.break_lock(&session.holder("state unlock")).await.map_err(failed)?;
    let answer = Unlocked { holder: before.as_ref(), unlocked: true };
    context.print(&answer, || "The lock was broken.\n".to_owned())
}
