//! `secret`: manages the secrets of a stack's configuration.

use std::io::{self, Read as _};

use archipel_engine::Path;
use archipel_engine::path::Segment;
use clap::Subcommand;
use serde::Serialize;
use zeroize::Zeroizing;

use super::ask;
use crate::args::{ConfirmArgs, StackArgs, StateArgs};
use crate::config::{RESERVED, nearest, shown};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::text::timestamp;
use crate::session::Session;

/// One entry of `secret list --json`.
#[derive(Serialize)]
struct Listed<'a> {
    key: &'a str,
    /// Seconds since 1970.
    set: u64,
    /// Seconds since 1970.
    rotated: Option<u64>,
}

/// The commands of `secret`.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretCommand {
    /// Set a secret of the configuration, from standard input or typed on a terminal without echo
    Set {
        /// The key, as in the stack's file: `database.password`
        #[arg(value_name = "KEY")]
        key: String,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// Print the value of a secret
    Get {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// List the secrets and when each was set and replaced; prints no values and needs no passphrase
    List {
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Replace the value of an existing secret
    Rotate {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        /// Generate a random value of this many letters and digits (default 32) instead of reading one
        #[arg(long, value_name = "LENGTH", num_args = 0..=1, require_equals = true, default_missing_value = "32",
            value_parser = clap::value_parser!(u16).range(8..=4096))]
        generate: Option<u16>,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// Remove a secret from the configuration
    Rm {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        confirm: ConfirmArgs,
    },
}

pub(super) async fn secret(context: &Context, command: &SecretCommand) -> Result<Exit> {
    match command {
        SecretCommand::Set { key, stack } => {
            let session = Session::open_incomplete(context, stack.name(), &stack.with)?;
            check(key)?;
            let value = value(&session, key)?;
            set(context, session, key, &value, "was set")
        }
        SecretCommand::Get { key, stack } => {
            let session = Session::open_incomplete(context, stack.name(), &stack.with)?;
            known(&session, key)?;
            let mut opened =
                session.secrets.open(session.secrets_sealer()?).map_err(|error| session.unopened(&error))?;
            let value = opened.remove(key).unwrap_or_default();
            context.print(&value.as_str(), || format!("{}\n", value.as_str()))
        }
        SecretCommand::List { stack } => {
            let session = Session::open_incomplete(context, stack.name(), &stack.with)?;
            list(context, &session)
        }
        SecretCommand::Rotate { key, generate, stack } => {
            let session = Session::open_incomplete(context, stack.name(), &stack.with)?;
            known(&session, key)?;
            let value = match generate {
                Some(length) => random(usize::from(*length)),
                None => value(&session, key)?,
            };
            set(context, session, key, &value, "was replaced")
        }
        SecretCommand::Rm { key, stack, confirm } => {
            let mut session = Session::open_incomplete(context, stack.name(), &stack.with)?;
            known(&session, key)?;
            let question = format!("Remove `{key}` from the configuration of {}?", session.name);
            if !confirm.yes && !ask::confirm(context, "`secret rm`", &question).await? {
                return Ok(Exit::Done);
            }
            session.secrets.remove(key);
            session.secrets.write().map_err(|error| errors::state(&error))?;
            context.reporter.say(format!("`{key}` was removed from {}\n", shown(session.secrets.path())));
            Ok(Exit::Done)
        }
    }
}

fn set(context: &Context, mut session: Session, key: &str, value: &str, what: &str) -> Result<Exit> {
    let sealer = session.secrets_sealer()?;
    if let Err(error) = session.secrets.set(key, value, sealer, crate::since_1970()) {
        return Err(session.unopened(&error).into());
    }
    session.secrets.write().map_err(|error| errors::state(&error))?;
    context.reporter.say(format!("`{key}` {what}, encrypted in {}\n", shown(session.secrets.path())));
    Ok(Exit::Done)
}

fn list(context: &Context, session: &Session) -> Result<Exit> {
    let secrets = session.secrets.secrets();
    let listed: Vec<Listed<'_>> =
        secrets.iter().map(|(key, secret)| Listed { key, set: secret.set, rotated: secret.rotated }).collect();
    let widest = listed.iter().map(|secret| secret.key.len()).max().unwrap_or_default();
    context.print(&listed, || {
        let line = |secret: &Listed<'_>| {
            let rotated = secret.rotated.map(|at| format!("  replaced {}", timestamp(at))).unwrap_or_default();
            format!("{:widest$}  set {}{rotated}\n", secret.key, timestamp(secret.set))
        };
        listed.iter().map(line).collect()
    })
}

/// Refuses an invalid key.
fn check(key: &str) -> Result<()> {
    let invalid = |why: String| Failure::new(format!("invalid key `{key}` for a secret: {why}")).exit(Exit::Usage);
    let path = Path::parse(key).map_err(|error| invalid(error.to_string()))?;
    match path.segments().first() {
        Some(Segment::Key(first)) if RESERVED.contains(&first.as_str()) => {
            Err(invalid(format!("`{first}` is a setting of the command line")).into())
        }
        Some(Segment::Key(_)) if path.to_string() == key => Ok(()),
        Some(Segment::Key(_)) => Err(invalid(format!("write it `{path}`")).into()),
        _ => Err(invalid("expected a key".to_owned()).into()),
    }
}

fn known(session: &Session, key: &str) -> Result<()> {
    let secrets = session.secrets.secrets();
    if secrets.contains_key(key) {
        return Ok(());
    }
    let hint = match nearest(key, secrets.keys().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`? `secret list` lists them"),
        None => "create one with `secret set`; `secret list` lists the secrets".to_owned(),
    };
    Err(Failure::new(format!("{} has no secret `{key}`", session.name)).hint(hint).exit(Exit::Usage).into())
}

/// Reads a value from the terminal, or from standard input without its final line break.
fn value(session: &Session, key: &str) -> Result<Zeroizing<String>> {
    let read = match session.terminal() {
        Some(terminal) => terminal.hidden_twice(&format!("The value of {key}: ")).map(Zeroizing::new),
        None => {
            let mut text = Zeroizing::new(String::new());
            io::stdin().lock().read_to_string(&mut text).map(|_| text)
        }
    };
    let mut value = read.map_err(|error| Failure::new(format!("cannot read the value: {error}")))?;
    if value.ends_with('\n') {
        value.pop();
        if value.ends_with('\r') {
            value.pop();
        }
    }
    if value.is_empty() {
        return Err(Failure::new("the secret value is empty")
            .hint("pass it on standard input, or type it on a terminal; `secret rm` removes a secret")
            .exit(Exit::Usage)
            .into());
    }
    Ok(value)
}

fn random(length: usize) -> Zeroizing<String> {
    use rand::Rng as _;
    let letters = rand::distr::Alphanumeric;
    Zeroizing::new(rand::rng().sample_iter(letters).take(length).map(char::from).collect())
}
