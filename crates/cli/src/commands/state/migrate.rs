//! `state migrate`: moves the state to another location.

use std::path::Path;

use archipel_state::migrate::{self, MigrateError};
use archipel_state::{AnyStore, Location};
use serde::Serialize;

use crate::args::ConfirmArgs;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::text::count;
use crate::session::Session;

/// The output of `--json`.
#[derive(Serialize)]
struct Moved {
    from: String,
    to: String,
    lineage: String,
    serial: u64,
    resources: usize,
    aside: Option<String>,
}

pub(super) async fn migrate(
    context: &Context,
    session: &Session,
    to: &Path,
    confirm_args: ConfirmArgs,
) -> Result<Exit> {
    let here = std::env::current_dir().unwrap_or_default();
    let to = Location::read(to, &here).map_err(|error| Failure::new(error.to_string()).exit(Exit::Usage))?;
    let (from, options) = (&session.state, session.options()?);
    let held = session.snapshot().await?.ensure_not_held(&session.holder("state migrate"));
    held.map_err(|error| errors::state(&error))?;
    let version = AnyStore::version(from, &options).await.map_err(|error| errors::state(&error))?;
    let (lineage, serial) = version.ok_or_else(|| failed(MigrateError::Nothing(from.to_string())))?;
    // Check before asking.
    migrate::check(&to, &lineage, serial, &options).await.map_err(failed)?;
    context.reporter.say(format!(
        "The state of {} (commit {serial}) moves\n  from {from}\n    to {to}\nThe state at the old location remains and is no longer used.\n",
        session.name
    ));
    if !super::change::confirm(context, "`state migrate`", "Move it?", confirm_args).await? {
        return Ok(Exit::Done);
    }
    let holder = session.holder("state migrate");
    let moved = migrate::migrate(from, &to, &holder, &options).await.map_err(failed)?;
    let aside = moved.aside.map(|path| path.display().to_string());
    let answer = Moved {
        from: from.to_string(),
        to: to.to_string(),
        lineage: moved.lineage,
        serial: moved.serial,
        resources: moved.records,
        aside,
    };
    context.print(&answer, || {
        let what = count(answer.resources, "resource", "resources");
        let aside = answer.aside.iter().map(|aside| format!("The previous state was moved to {aside}.\n")).collect::<String>();
        format!(
            "The state, with {what}, is now at {to}, at commit {serial}.\n{aside}Write `state = \"{to}\"` into the table [archipel] of the stack's file, or pass `--state {to}`.\n",
            serial = answer.serial
        )
    })
}

fn failed(error: MigrateError) -> Failure {
    match error {
        MigrateError::State(error) => errors::state(&error),
        other => {
            let hint = match &other {
                MigrateError::Nothing(_) => "`up` creates a state; `--state` selects another one",
                MigrateError::Same(_) => "specify another location with `--to`",
                MigrateError::OtherLineage { .. } => "use a separate location for each stack",
                MigrateError::Later { .. } => {
                    "use the state there with `--state`, as it is newer, or choose another location"
                }
                _ => "try another location; the state was not moved",
            };
            Failure::new(other.to_string()).hint(hint).exit(Exit::Usage)
        }
    }
}
