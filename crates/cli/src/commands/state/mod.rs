//! `state`: inspects and edits the state.

mod change;
mod export;
mod find;
mod import;
mod list;
pub(super) mod lock;
mod migrate;
mod mv;
mod repair;
mod rm;
mod rotate_key;
mod show;
mod unlock;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;

use crate::args::{ConfirmArgs, StackArgs, StateArgs};
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;
use crate::session::Session;

/// The commands of `state`.
#[derive(Debug, Subcommand)]
pub(crate) enum StateCommand {
    /// List the recorded resources
    List {
        #[command(flatten)]
        stack: StackArgs,
    },
    /// Show the record of one resource
    Show {
        /// The resource: its URN, its path, or its name if no other has it
        #[arg(value_name = "RESOURCE")]
        resource: String,
        #[command(flatten)]
        stack: StateArgs,
    },
    /// Remove resources from the state without deleting them
    Rm {
        /// The resources, as for `show`
        #[arg(value_name = "RESOURCE", required = true)]
        resources: Vec<String>,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        confirm: ConfirmArgs,
    },
    /// Rename a resource or a component in the state, or move it to another stack
    Mv {
        /// The resource, as for `show`; `network/` selects all resources of the component `network`
        #[arg(value_name = "FROM")]
        from: String,
        /// The new path, or the complete URN
        #[arg(value_name = "TO")]
        to: String,
        /// Move it to the state of this stack
        #[arg(long, value_name = "STACK")]
        to_stack: Option<String>,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        confirm: ConfirmArgs,
    },
    /// Write the whole state as one JSON document; secrets stay encrypted
    Export {
        #[command(flatten)]
        stack: StackArgs,
        /// The file; standard output by default
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Replace the state with an export; the current state is saved first
    Import {
        /// The export (default: the newest retained one)
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Import an export of another state too
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        stack: StateArgs,
        #[command(flatten)]
        confirm: ConfirmArgs,
    },
    /// Lock the state for a time, while you repair something: runs of other people are refused until then
    Lock {
        #[command(flatten)]
        stack: StackArgs,
        /// How long: 30m, 2h
        #[arg(long = "for", value_name = "DURATION", value_parser = lock::duration)]
        time: std::time::Duration,
        /// The reason, which others see
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// End the lock of `state lock`; or show the run that holds the lock, and break its lock when that is safe
    Unlock {
        #[command(flatten)]
        stack: StackArgs,
        #[command(flatten)]
        confirm: ConfirmArgs,
    },
    /// Move the state to another location; the plan does not change
    Migrate {
        #[command(flatten)]
        stack: StackArgs,
        /// The new location: a folder, or s3://BUCKET/PREFIX
        #[arg(long, value_name = "PLACE")]
        to: PathBuf,
        #[command(flatten)]
        confirm: ConfirmArgs,
    },
    /// Resolve interrupted operations that Archipel cannot resolve by itself
    Repair(repair::RepairArgs),
    /// Encrypt every secret of the state and of the configuration with a new data key, and optionally a new
    /// passphrase or key service
    RotateKey {
        #[command(flatten)]
        stack: StackArgs,
        /// The protection of the new key: `passphrase`, or awskms://KEY?region=REGION (default: as configured). A new
        /// passphrase is read from ARCHIPEL_NEW_PASSPHRASE, from the file in ARCHIPEL_NEW_PASSPHRASE_FILE, or from
        /// the terminal
        #[arg(long, value_name = "PROTECTION")]
        to: Option<archipel_state::KeyProtection>,
        #[command(flatten)]
        confirm: ConfirmArgs,
    },
    /// Verify the whole state and its retained exports
    Verify {
        #[command(flatten)]
        stack: StackArgs,
    },
}

pub(super) async fn state(context: &Context, command: &StateCommand) -> Result<Exit> {
    match command {
        StateCommand::List { stack } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            list::list(context, &session.snapshot().await?)
        }
        StateCommand::Show { resource, stack } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            show::show(context, &session.snapshot().await?, resource)
        }
        StateCommand::Rm { resources, stack, confirm } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            rm::rm(context, &session, resources, *confirm).await
        }
        StateCommand::Mv { from, to, to_stack, stack, confirm } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            match to_stack {
                Some(other) => {
                    let other = Session::open(context, Some(other), &stack.with.elsewhere())?;
                    mv::between(context, &session, &other, from, to, *confirm).await
                }
                None => mv::mv(context, &session, from, to, *confirm).await,
            }
        }
        StateCommand::Export { stack, out } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            export::export(context, &session, out.as_deref()).await
        }
        StateCommand::Import { file, force, stack, confirm } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            import::import(context, &session, file.as_deref(), *force, *confirm).await
        }
        StateCommand::Lock { stack, time, why } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            lock::lock(context, &session, *time, why).await
        }
        StateCommand::Unlock { stack, confirm } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            unlock::unlock(context, &session, *confirm).await
        }
        StateCommand::Migrate { stack, to, confirm } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            migrate::migrate(context, &session, to, *confirm).await
        }
        StateCommand::Repair(args) => repair::repair(context, args).await,
        StateCommand::RotateKey { stack, to, confirm } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            rotate_key::rotate_key(context, session, to.clone(), *confirm).await
        }
        StateCommand::Verify { stack } => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            verify::verify(context, &session).await
        }
    }
}
