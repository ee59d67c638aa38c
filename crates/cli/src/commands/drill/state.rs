//! What the state of the stack has of a drill: its lock, and its entry in the history.

use archipel_engine::event::Level;
use archipel_engine::state::{Change, Ending, Hold, RunRecord, StateError, StateStore as _};

use crate::context::Context;
use crate::drill::report::DrillReport;
use crate::errors::{self, Result};
use crate::recovery::Scenario;
use crate::run_metadata;
use crate::session::Session;

/// For how long the stack is held at most.
const HOLD_SECONDS: u64 = 4 * 3600;
/// The beginning of the reason of a drill's lock.
const HELD_FOR: &str = "drill ";

/// Whether a lock is that of a drill.
pub(super) fn is_of_drill(hold: &Hold) -> bool {
    hold.why.starts_with(HELD_FOR)
}

/// Locks the stack for the drill. A failover within it takes the lock over, and ends it.
pub(super) async fn hold(session: &Session, scenario: Scenario) -> Result<()> {
    let holder = session.holder("drill");
    let why = format!("{HELD_FOR}{}", scenario.name());
    let until = holder.since.saturating_add(HOLD_SECONDS);
    let hold = Hold { who: holder.who, why, since: holder.since, until };
    write_state(session, vec![Change::hold(&hold)], None).await
}

/// Records the drill in the history of the stack, and ends its lock.
pub(super) async fn record(
    context: &Context,
    (session, scenario): (&Session, Scenario),
    report: &DrillReport,
    began: u64,
    keeps_lock: bool,
) -> Result<()> {
    let holder = session.holder("drill");
    let author = run_metadata::author(&session.root);
    let run = RunRecord {
        command: format!("drill {} --scenario {}", session.name, scenario.name()),
        began,
        ended: Some(crate::since_1970()),
        ending: if report.passed() { Ending::Done } else { Ending::Failed },
        error: (!report.passed()).then(|| report.missed.join("; ")),
        events: vec![report.event()],
        ..RunRecord::started(&holder, &author, None)
    };
    let end = if keeps_lock { Vec::new() } else { vec![Change::end_hold()] };
    let recorded = write_state(session, end, Some(run)).await;
    if recorded.is_err() {
        context.reporter.notice(Level::Warning, "the history does not have this drill");
    }
    recorded
}

pub(super) async fn write_state(session: &Session, changes: Vec<Change>, run: Option<RunRecord>) -> Result<()> {
    let failed = |error: StateError| errors::state(&error);
    let store = session.store()?;
    store.lock(&session.holder("drill")).await.map_err(failed)?;
    let written = async {
        if !changes.is_empty() {
            store.commit(changes).await?;
        }
        match run {
            Some(run) => store.record_run(run).await.map(drop),
            None => Ok(()),
        }
    };
    let written = written.await;
    // Report the first error.
    let released = store.unlock().await;
    written.map_err(failed)?;
    released.map_err(failed)?;
    Ok(())
}
