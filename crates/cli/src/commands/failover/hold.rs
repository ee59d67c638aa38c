//! The lock of the stack during a failover, and what its state records afterwards.

use std::collections::BTreeSet;
use std::time::Duration;

use archipel_engine::Urn;
use archipel_engine::event::Level;
use archipel_engine::resource::ReadMode;
use archipel_engine::state::{Change, Hold, Snapshot, StateError, StateStore as _};

use super::super::run;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::recovery::{Declarations, Failover, Mode};
use crate::session::Session;

/// For how long the stack is held at most.
const HOLD: Duration = Duration::from_secs(2 * 3600);

fn reason(to: &str) -> String {
    format!("failover to {to}")
}

/// Whether a failover to this region has locked the stack and did not end.
pub(super) fn is_held(snapshot: &Snapshot, to: &str) -> bool {
    snapshot.hold().is_some_and(|hold| hold.why == reason(to))
}

/// Locks the stack, so that no other run changes it during the failover. Returns whether it did.
pub(super) async fn hold(context: &Context, stack: &Session, failover: &Failover) -> Result<bool> {
    let holder = stack.holder("failover");
    let until = holder.since.saturating_add(HOLD.as_secs());
    let why = reason(&failover.to);
    let hold = Hold { who: holder.who, why, since: holder.since, until };
    match write(stack, vec![Change::hold(&hold)]).await {
        Ok(()) => Ok(true),
        Err(failures) if failover.mode == Mode::Unplanned => {
            let why = failures.first().map(Failure::brief).unwrap_or_default();
            context.reporter.notice(Level::Warning, format!("the stack is not locked: {why}"));
            Ok(false)
        }
        Err(failures) => Err(failures),
    }
}

/// Ends the lock of [`hold`].
pub(super) async fn release(stack: &Session) -> Result<()> {
    write(stack, vec![Change::end_hold()]).await
}

async fn write(stack: &Session, changes: Vec<Change>) -> Result<()> {
    let failed = |error: StateError| errors::state(&error);
    let store = stack.store()?;
    store.lock(&stack.holder("failover")).await.map_err(failed)?;
    let written = store.commit(changes).await;
    // Report the first error.
    let released = store.unlock().await;
    written.map_err(failed)?;
    released.map_err(failed)?;
    Ok(())
}

/// Records in the state of the stack what the failover changed of its resources: they keep it.
pub(super) async fn observe(context: &Context, stack: &Session, declared: &Declarations, failover: &Failover) {
    let types = declared.read.iter().filter_map(|name| failover.recorded.get(name));
    let urns = types.flatten().filter_map(|recorded| Urn::parse(&recorded.urn).ok());
    let scope: BTreeSet<Urn> = urns.filter(|urn| urn.region() != failover.from).collect();
    let observed = async {
        let running = run::connect_silent(context, stack, None, false).await?;
        let engine = &running.engine;
        let project = &context.app.project;
        let read = engine.refresh(project, &stack.name, Some(&scope), ReadMode::Full, None).await;
        let mut report = read.map_err(errors::engine)?;
        let options = run::options(stack, "refresh", None);
        engine.record(&mut report, &options).await.map_err(errors::engine)
    };
    if let Err(failures) = observed.await {
        let why = failures.first().map(Failure::brief).unwrap_or_default();
        let message = format!("the state of the stack does not record the new roles yet, `refresh` does: {why}");
        context.reporter.notice(Level::Warning, message);
    }
}
