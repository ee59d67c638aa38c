//! `state lock`: a person locks the state for a time.

use std::time::Duration;

use archipel_engine::state::{Change, Hold, StateStore as _};
use serde::Serialize;

use super::change::{Changing, confirm};
use crate::args::ConfirmArgs;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::text::{count, duration as shown, timestamp};
use crate::session::Session;

/// Reads a duration of the command line.
pub(in crate::commands) fn duration(text: &str) -> std::result::Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(time) if time.as_secs() > 0 => Ok(time),
        _ => Err(format!("invalid duration `{text}`: expected a value like 30m, 2h or 1h30m")),
    }
}

pub(super) async fn lock(context: &Context, session: &Session, time: Duration, why: &str) -> Result<Exit> {
    if why.trim().is_empty() {
        let failure = Failure::new("the reason of the lock is empty").hint("give it with `--why TEXT`");
        return Err(failure.exit(Exit::Usage).into());
    }
    let changing = Changing::open(session).await?;
    let holder = session.holder("state lock");
    changing.snapshot.ensure_not_held(&holder).map_err(|error| errors::state(&error))?;
    let until = holder.since.saturating_add(time.as_secs());
    let hold = Hold { who: holder.who, why: why.trim().to_owned(), since: holder.since, until };
    changing.commit("state lock", vec![Change::hold(&hold)]).await?;
    context.print(&hold, || {
        format!(
            "The state of {} is locked until {}. Runs of other people are refused; end the lock with `state unlock {}`.\n",
            session.name,
            timestamp(until),
            session.name
        )
    })
}

/// The output of `state unlock --json` where a person had locked the state.
#[derive(Serialize)]
struct Ended {
    hold: Hold,
    expired: bool,
    /// The runs that wrote after the lock had expired.
    runs_since: usize,
    unlocked: bool,
}

/// Ends the lock that a person took, if there is one. Returns `None` if there is none.
pub(super) async fn end(context: &Context, session: &Session, confirm_args: ConfirmArgs) -> Result<Option<Exit>> {
    let changing = Changing::open(session).await?;
    let Some(hold) = changing.snapshot.hold() else { return Ok(None) };
    let holder = session.holder("state unlock");
    let expired = hold.is_expired();
    if hold.who != holder.who && !expired {
        context.reporter.settle();
        context.output.err(&format!(
            "{} locked the state until {}: {}.\n",
            hold.who,
            timestamp(hold.until),
            hold.why.trim_end_matches('.')
        ));
        let question = format!("End the lock of {}?", hold.who);
        if !confirm(context, "`state unlock`", &question, confirm_args).await? {
            return Ok(Some(Exit::Done));
        }
    }
    let history = session.store()?.history().await.map_err(|error| errors::state(&error))?;
    let runs_since = history.iter().filter(|run| expired && run.began >= hold.until && run.who != hold.who).count();
    changing.commit_held("state unlock", vec![Change::end_hold()]).await?;
    let ended = Ended { hold, expired, runs_since, unlocked: true };
    let exit = context.print(&ended, || {
        if !ended.expired {
            return "The lock was ended.\n".to_owned();
        }
        let ago = shown(crate::since_1970().saturating_sub(ended.hold.until) * 1000);
        let runs = match ended.runs_since {
            0 => "no other run has written since".to_owned(),
            runs => format!("{} wrote since: see `history {}`", count(runs, "other run", "other runs"), session.name),
        };
        format!("The lock of {} had expired {ago} ago; {runs}.\n", ended.hold.who)
    })?;
    Ok(Some(exit))
}
