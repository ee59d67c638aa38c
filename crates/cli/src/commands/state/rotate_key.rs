//! `state rotate-key`: encrypts every secret with a new data key.

use std::sync::Arc;

use archipel_state::{CachingSealer, Either, KeyProtection, Sealer, seal};

use super::change::{Changing, confirm};
use crate::args::ConfirmArgs;
use crate::config::shown;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::text::count;
use crate::session::Session;

/// The state and the secrets file are each replaced atomically. If the command is interrupted between them, running
/// it again completes the rotation: it can open each file with either key.
pub(super) async fn rotate_key(
    context: &Context,
    mut session: Session,
    to: Option<KeyProtection>,
    confirm_args: ConfirmArgs,
) -> Result<Exit> {
    let protection = to.map_or_else(|| session.key_protection(), Ok)?;
    let new = session.keys_with(protection.clone(), seal::NEW_PASSPHRASE)?;
    if protection == KeyProtection::Passphrase && session.terminal().is_none() && !new.has_passphrase() {
        return Err(Failure::new("no new passphrase specified")
            .hint(format!("set {0} or {0}_FILE, or run this on a terminal", seal::NEW_PASSPHRASE))
            .exit(Exit::Usage)
            .into());
    }
    let new: Arc<dyn Sealer> = Arc::new(CachingSealer::new(Arc::new(new)));
    let either: Arc<dyn Sealer> = Arc::new(Either(session.sealer()?, Arc::clone(&new)));
    let options = session.options()?.sealer(Arc::clone(&either));
    let state = Changing::with(&session, options).await?;
    let document = state.document().await?;
    // With `--sandbox`, the secrets of the configuration are those of the real stack.
    let of_file = if session.shares_secrets() { 0 } else { session.secrets.secrets().len() };
    let of_state = document.secrets();
    if document.key.is_none() && of_file == 0 {
        context.reporter.say(format!("{} has no secrets, so there is no key to rotate.\n", session.name));
        return Ok(Exit::Done);
    }
    let what = count(of_state + of_file, "secret", "secrets");
    context.reporter.say(format!(
        "To encrypt again, with a new data key protected by {protection}: {what} of {}\n  {of_state} in {}\n  {of_file} in {}\n",
        session.name,
        session.state,
        shown(session.secrets.path()),
    ));
    if !confirm(context, "`state rotate-key`", "Encrypt them again?", confirm_args).await? {
        return Ok(Exit::Done);
    }
    if document.key.is_some() {
        state.backup(context).await?;
        state.write("state rotate-key", async |store| store.rekey(Arc::clone(&new)).await).await?;
    }
    let of_state_now = state.document().await?.key;
    drop(state);
    if of_file > 0 {
        if let Err(error) = session.secrets.rekey(either, new) {
            return Err(session.unopened(&error).into());
        }
        session.secrets.write().map_err(|error| errors::state(&error))?;
    }
    let from_now_on = match protection {
        KeyProtection::Passphrase if session.key_protection()? != KeyProtection::Passphrase => {
            "use the new passphrase as ARCHIPEL_PASSPHRASE from now on; write `secrets = \"passphrase\"` into the table [archipel] of the stack's file"
                .to_owned()
        }
        KeyProtection::Passphrase => "use the new passphrase as ARCHIPEL_PASSPHRASE from now on".to_owned(),
        KeyProtection::Kms(_) => format!("write `secrets = \"{protection}\"` into the table [archipel] of the stack's file"),
    };
    if let Some(key) = of_state_now.as_ref().or(session.secrets.key()) {
        context.reporter.say(format!("The new data key is protected by {}\n", key.data));
    }
    context.reporter.say(format!(
        "Done; {from_now_on}. Older exports and backups can only be opened with the old key: keep it as long as you keep them.\n"
    ));
    Ok(Exit::Done)
}
