//! `refresh`: read what exists and record it. `drift`: only say what differs.

use archipel_engine::event::Level;
use archipel_engine::resource::ReadMode;

use super::gone::GonePolicy;
use super::run;
use crate::args::{SelectArgs, StackArgs};
use crate::errors::{self, Result};
use crate::exit::Exit;
use crate::render::text::count;
use crate::session::{Context, Session};

/// How to look.
pub(super) struct Look {
    /// At every property, and not only at what lists show.
    pub(super) full: bool,
    /// Without recording anything.
    pub(super) preview: bool,
    /// Telling by the exit code whether anything differs.
    pub(super) detailed: bool,
    /// Recording much that is gone without asking.
    pub(super) accept_gone: bool,
}

impl Look {
    /// As `drift` does.
    pub(super) const DRIFT: Self = Self { full: true, preview: true, detailed: true, accept_gone: false };
}

pub(super) async fn refresh(context: &Context, stack: &StackArgs, select: &SelectArgs, look: Look) -> Result<Exit> {
    let Look { full, preview, detailed, accept_gone } = look;
    let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
    let running = run::connect(context, &session, None, "refresh", preview).await?;
    let scope = running.scope(select)?;
    // Of what was picked, everything is wanted.
    let depth = if full || scope.is_some() { ReadMode::Full } else { ReadMode::Summary };
    let options = run::options(&session, "refresh", None);
    let mut report = running
        .engine
        .refresh(&context.app.project, &session.name, scope.as_ref(), depth, None)
        .await
        .map_err(errors::engine)?;
    let asked = match (preview, accept_gone) {
        (true, _) => GonePolicy::Report,
        (false, true) => GonePolicy::Accept,
        (false, false) => GonePolicy::Confirm,
    };
    if !running.may_record(context, &report.drifts, asked).await? {
        return Ok(Exit::Done);
    }
    if !preview {
        running.engine.record(&mut report, &options).await.map_err(errors::engine)?;
    }
    for unread in &report.unread {
        context.reporter.failure(errors::unread(unread));
    }
    let gone = report.drifts.iter().filter(|drift| drift.gone).count();
    let changed = report.drifts.len() - gone;
    let recorded = if report.written { "; the state has it now" } else { "" };
    context.reporter.say(if report.drifts.is_empty() {
        let rest = if report.unread.is_empty() { "Everything" } else { "What could be read" };
        format!("{rest} is as it is recorded.\n")
    } else {
        let changed = count(changed, "resource was changed outside", "resources were changed outside");
        format!("{changed}, {gone} gone{recorded}\n")
    });
    if !report.partly.is_empty() {
        let partly = count(report.partly.len(), "resource was", "resources were");
        let message = format!(
            "{partly} looked up in lists, which do not show every property: `refresh --full` and `drift` read the rest \
             too, with a call or more for each"
        );
        context.reporter.notice(Level::Info, message);
    }
    if !report.unread.is_empty() {
        return Ok(Exit::Failed);
    }
    Ok(if detailed && !report.drifts.is_empty() { Exit::Changes } else { Exit::Done })
}
