//! `state mv`.

use std::collections::BTreeMap;

use archipel_engine::Urn;
use archipel_engine::state::Snapshot;

use super::change::{Changing, confirm, refused};
use super::find::find;
use crate::args::ConfirmArgs;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::session::{META_TARGET, Session};

/// Renames within one state.
pub(super) async fn mv(
    context: &Context,
    session: &Session,
    from: &str,
    to: &str,
    confirm_args: ConfirmArgs,
) -> Result<Exit> {
    let state = Changing::open(session).await?;
    let names = names(&state.snapshot, from, to)?;
    let changes = state.snapshot.renaming(&names).map_err(|error| refused(&error))?;
    context.reporter.say(format!("Renamed in the state of {}:\n{}", session.name, lines(&names)));
    if !confirm(context, "`state mv`", "Rename this?", confirm_args).await? {
        return Ok(Exit::Done);
    }
    state.backup(context).await?;
    state.commit("state mv", changes).await?;
    Ok(Exit::Done)
}

/// Moves from one stack to another.
pub(super) async fn between(
    context: &Context,
    session: &Session,
    other: &Session,
    from: &str,
    to: &str,
    confirm_args: ConfirmArgs,
) -> Result<Exit> {
    if session.state == other.state {
        return Err(Failure::new("both stacks have the same state").exit(Exit::Usage).into());
    }
    let (source, target) = (Changing::open(session).await?, Changing::open(other).await?);
    let names = names(&source.snapshot, from, to)?;
    let mut moved = source.snapshot.moving(&names, &target.snapshot).map_err(|error| refused(&error))?;
    other.check_target(&target.snapshot)?;
    let world = source.snapshot.meta.get(META_TARGET);
    if world.is_some_and(|world| world != other.target.as_str()) {
        let what =
            format!("the target of {} is {}, that of {} is not", session.name, session.target.as_str(), other.name);
        return Err(Failure::new(what)
            .hint("move only between stacks with the same target: the resources themselves do not move")
            .exit(Exit::Usage)
            .into());
    }
    if target.snapshot.records.is_empty() {
        // A state that was never applied takes over the target of the other.
        let facts = source.snapshot.meta.iter().map(|(key, value)| (key.clone(), Some(value.clone())));
        moved.to.extend(facts.map(|(key, value)| archipel_engine::state::Change::Meta(key, value)));
    }
    context.reporter.say(format!("Moved from {} to {}:\n{}", session.name, other.name, lines(&names)));
    if !confirm(context, "`state mv`", "Move this?", confirm_args).await? {
        return Ok(Exit::Done);
    }
    source.backup(context).await?;
    target.backup(context).await?;
    target.commit("state mv", moved.to).await?;
    source.commit("state mv", moved.from).await?;
    Ok(Exit::Done)
}

fn lines(names: &BTreeMap<Urn, Urn>) -> String {
    names.iter().map(|(from, to)| format!("  {from}\n    -> {to}\n")).collect()
}

/// The old and new names of the selected resources.
fn names(snapshot: &Snapshot, from: &str, to: &str) -> Result<BTreeMap<Urn, Urn>> {
    if let Some(component) = from.strip_suffix('/') {
        let to = to.trim_end_matches('/');
        let within = |urn: &Urn| urn.path().strip_prefix(component)?.strip_prefix('/').map(str::to_owned);
        let names: BTreeMap<Urn, Urn> = snapshot
            .records
            .keys()
            .filter_map(|key| {
                let rest = within(&key.urn)?;
                let path = if to.is_empty() { rest } else { format!("{to}/{rest}") };
                Some((key.urn.clone(), Urn::new(key.urn.region(), key.urn.type_name(), &path)))
            })
            .collect();
        if names.is_empty() {
            return Err(Failure::new(format!("the state has no resource in `{from}`"))
                .hint("`state list` shows the records")
                .exit(Exit::Usage)
                .into());
        }
        return Ok(names);
    }
    let urn = find(snapshot, from)?.first().map(|record| record.key.urn.clone());
    let urn = urn.ok_or_else(|| Failure::new(format!("the state has no `{from}`")).exit(Exit::Usage))?;
    let new = if to.contains("::") {
        Urn::parse(to).map_err(|error| Failure::new(error.to_string()).exit(Exit::Usage))?
    } else {
        if to.trim_matches('/') != to || to.is_empty() {
            return Err(Failure::new(format!("invalid path `{to}` of a resource")).exit(Exit::Usage).into());
        }
        Urn::new(urn.region(), urn.type_name(), to)
    };
    Ok(BTreeMap::from([(urn, new)]))
}
