//! `state export`.

use std::path::Path;

use crate::config::shown;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::private_file;
use crate::session::Session;

pub(super) async fn export(context: &Context, session: &Session, out: Option<&Path>) -> Result<Exit> {
    let store = session.store_without_secrets()?;
    let document = store.document().await.map_err(|error| errors::state(&error))?;
    if document.lineage.is_empty() {
        return Err(Failure::new(format!("{} has no state yet", session.name)).at(session.state.to_string()).into());
    }
    let bytes = archipel_state::export::write(&document, crate::since_1970())
        .map_err(|error| Failure::new(format!("the state cannot be serialized to JSON: {error}")))?;
    context.reporter.settle();
    match out {
        None => context.output.out(&String::from_utf8_lossy(&bytes)),
        Some(path) => {
            private_file::write(path, &bytes).map_err(|error| {
                Failure::new(format!("cannot write the export: {error}")).at(path.display().to_string())
            })?;
            context.reporter.say(format!("Exported to {}\n", shown(path)));
        }
    }
    Ok(Exit::Done)
}
