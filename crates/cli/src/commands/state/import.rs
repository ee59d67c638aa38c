//! `state import`.

use std::path::{Path, PathBuf};

use archipel_engine::event::Level;
use archipel_engine::state::StateError;
use archipel_state::{AnyStore, Document, export};

use super::change::confirm;
use crate::args::ConfirmArgs;
use crate::config::shown;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::session::Session;

pub(super) async fn import(
    context: &Context,
    session: &Session,
    file: Option<&Path>,
    force: bool,
    confirm_args: ConfirmArgs,
) -> Result<Exit> {
    let (path, document) = match file {
        Some(file) => (file.to_owned(), export::read_file(file).map_err(|error| errors::state(&error))?),
        None => newest(context, session).await?,
    };
    if let Err(error) = document.vault(session.sealer()?).check_protection() {
        return Err(errors::key(Failure::new("cannot import the export").at(shown(&path)), &error).into());
    }
    let current = current(context, session).await?;
    if let Some(lineage) = current.lineage.filter(|lineage| *lineage != document.lineage && !force) {
        return Err(Failure::new("the export belongs to another state")
            .at(shown(&path))
            .why(format!("the lineage of the export is {}, that of {} is {lineage}", document.lineage, session.name))
            .hint("pass `--force` to replace the state anyway")
            .exit(Exit::Usage)
            .into());
    }
    context.reporter.say(format!(
        "{} becomes the state of {}: commit {} with {}; the current state is {}\n",
        shown(&path),
        session.name,
        document.serial,
        count(&document),
        current.what,
    ));
    if !confirm(context, "`state import`", "Import it?", confirm_args).await? {
        return Ok(Exit::Done);
    }
    let options = session.options()?;
    let (location, holder) = (session.state.clone(), session.holder("state import"));
    let restored = AnyStore::restore(&location, document, &holder, &options).await;
    let restored = restored.map_err(|error| errors::state(&error))?;
    if let Some(aside) = &restored.aside {
        context.reporter.say(format!("The previous state was moved to {}\n", shown(aside)));
    }
    context.reporter.say(format!("The state of {} is at commit {}\n", session.name, restored.serial));
    Ok(Exit::Done)
}

fn count(document: &Document) -> String {
    match document.records.len() {
        1 => "1 resource".to_owned(),
        count => format!("{count} resources"),
    }
}

/// The current state.
struct Current {
    /// Its lineage; `None` without a state.
    lineage: Option<String>,
    /// A description.
    what: String,
}

async fn current(context: &Context, session: &Session) -> Result<Current> {
    let read = match session.store_without_secrets() {
        Ok(store) => store.document().await,
        Err(failures) => {
            failures.into_iter().for_each(|failure| context.reporter.failure(failure));
            return Ok(Current { lineage: of_exports(session).await?, what: "unreadable".to_owned() });
        }
    };
    match read {
        Ok(document) => {
            let what = format!("at commit {} with {}", document.serial, count(&document));
            Ok(Current { lineage: Some(document.lineage).filter(|lineage| !lineage.is_empty()), what })
        }
        Err(error @ (StateError::Locked(_) | StateError::Newer { .. })) => Err(errors::state(&error).into()),
        Err(error) => {
            context.reporter.notice(Level::Warning, error.to_string());
            Ok(Current { lineage: of_exports(session).await?, what: "unreadable".to_owned() })
        }
    }
}

/// The lineage of an unreadable state, from its exports.
async fn of_exports(session: &Session) -> Result<Option<String>> {
    for kept in session.exports().await? {
        if let Ok(document) = session.export(&kept).await {
            return Ok(Some(document.lineage));
        }
    }
    Ok(None)
}

/// The newest readable export. Warns about damaged ones.
async fn newest(context: &Context, session: &Session) -> Result<(PathBuf, Document)> {
    for kept in session.exports().await? {
        match session.export(&kept).await {
            Ok(document) => return Ok((kept.path, document)),
            Err(error) => context.reporter.notice(Level::Warning, error.to_string()),
        }
    }
    Err(Failure::new(format!("no readable export of {} found", session.name))
        .at(session.state.to_string())
        .hint("specify a file: `state import FILE`")
        .into())
}
