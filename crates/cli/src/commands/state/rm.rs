//! `state rm`.

use std::collections::BTreeSet;

use super::change::{Changing, confirm, refused};
use super::find::find;
use crate::args::ConfirmArgs;
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;
use crate::session::Session;

pub(super) async fn rm(
    context: &Context,
    session: &Session,
    resources: &[String],
    confirm_args: ConfirmArgs,
) -> Result<Exit> {
    let state = Changing::open(session).await?;
    let mut urns = BTreeSet::new();
    let mut lines = String::new();
    for resource in resources {
        for record in find(&state.snapshot, resource)? {
            if urns.insert(record.key.urn.clone()) {
                lines += &format!("  {}  {}\n", record.key.urn, record.id);
            }
        }
    }
    let changes = state.snapshot.forgetting(&urns).map_err(|error| refused(&error))?;
    context.reporter.say(format!("Removed from the state of {}, not deleted:\n{lines}", session.name));
    if !confirm(context, "`state rm`", "Remove from the state?", confirm_args).await? {
        return Ok(Exit::Done);
    }
    state.backup(context).await?;
    state.commit("state rm", changes).await?;
    Ok(Exit::Done)
}
