//! `state verify`.

use archipel_engine::state::StateError;
use archipel_state::codec::Secrets;
use archipel_state::{Document, SealError};
use serde::Serialize;

use crate::config::shown;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::session::Session;

/// A verified state or export, and its problems.
#[derive(Serialize)]
struct Checked {
    what: String,
    serial: u64,
    resources: usize,
    pending: usize,
    secrets: usize,
    /// Whether the secrets were opened too.
    opened: bool,
    /// Why the secrets were not opened.
    #[serde(skip)]
    unopened: String,
    problems: Vec<String>,
}

pub(super) async fn verify(context: &Context, session: &Session) -> Result<Exit> {
    let mut all = Vec::new();
    let store = session.store()?;
    let what = session.state.to_string();
    match store.verify_document().await {
        Ok(document) => {
            if let Err(error) = document.vault(session.sealer()?).check_protection() {
                return Err(errors::key(Failure::new("cannot verify the state").at(what), &error).into());
            }
            all.push(check(session, what, document)?);
        }
        // These errors do not mean that the state is damaged.
        Err(error @ (StateError::Locked(_) | StateError::Newer { .. })) => return Err(errors::state(&error).into()),
        Err(error) => all.push(broken(what, &error)),
    }
    for kept in session.exports().await? {
        let what = shown(&kept.path);
        match session.export(&kept).await {
            Ok(document) => all.push(check(session, what, document)?),
            Err(error) => all.push(broken(what, &error)),
        }
    }
    let problems: usize = all.iter().map(|checked| checked.problems.len()).sum();
    context.print(&all, || all.iter().map(line).collect())?;
    if problems == 0 {
        return Ok(Exit::Done);
    }
    let state = all.first().is_some_and(|checked| !checked.problems.is_empty());
    let failure =
        Failure::new(if problems == 1 { "1 problem found".into() } else { format!("{problems} problems found") });
    Err(if state {
        failure
            .hint("restore the newest export with `state import`, or fix single records with `state rm` and `state mv`")
    } else {
        failure.hint("run `up` to write a new export; the state itself is valid")
    }
    .into())
}

fn line(checked: &Checked) -> String {
    if !checked.problems.is_empty() {
        let problems: String = checked.problems.iter().map(|problem| format!("  {problem}\n")).collect();
        return format!("{}\n{problems}", checked.what);
    }
    let secrets = match (checked.secrets, checked.opened) {
        (0, _) => String::new(),
        (count, true) => format!(", {count} secrets opened"),
        (count, false) => format!(", {count} secrets not opened: {}", checked.unopened),
    };
    format!(
        "{}: valid; commit {}, {} resources, {} pending{secrets}\n",
        checked.what, checked.serial, checked.resources, checked.pending
    )
}

fn broken(what: String, error: &StateError) -> Checked {
    let problems = vec![error.to_string()];
    Checked { what, serial: 0, resources: 0, pending: 0, secrets: 0, opened: false, unopened: String::new(), problems }
}

/// Verifies a document; opens its secrets if there is a key.
fn check(session: &Session, what: String, document: Document) -> Result<Checked> {
    let mut checked = Checked {
        what,
        serial: document.serial,
        resources: document.records.len(),
        pending: document.pending.len(),
        secrets: document.secrets(),
        opened: true,
        unopened: String::new(),
        problems: Vec::new(),
    };
    let mut vault = document.vault(session.sealer()?);
    let opened = match document.clone().open(&mut vault, Secrets::Open) {
        // An export from before a change of the protection is valid.
        Err(error @ (SealError::NoKey(_) | SealError::WrongProtection(_))) => {
            checked.opened = false;
            checked.unopened = match error {
                SealError::WrongProtection(why) => why,
                _ => "no key".to_owned(),
            };
            document.open(&mut vault, Secrets::Hide)
        }
        other => other,
    };
    match opened {
        Ok(snapshot) => checked.problems = archipel_state::verify(&snapshot).iter().map(ToString::to_string).collect(),
        Err(error) => checked.problems.push(error.to_string()),
    }
    Ok(checked)
}
