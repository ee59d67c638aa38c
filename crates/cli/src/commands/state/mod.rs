//! `state`: looking into state, and mending it.

mod change;
mod export;
mod find;
mod import;
mod list;
mod migrate;
mod mv;
mod repair;
mod rm;
mod rotate_key;
mod show;
mod unlock;
mod verify;

use crate::args::StateCommand;
use crate::errors::Result;
use crate::exit::Exit;
use crate::session::{Context, Session};

pub(super) async fn state(context: &Context, command: &StateCommand) -> Result<Exit> {
    match command {
        StateCommand::List { stack } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            list::list(context, &session.snapshot().await?)
        }
        StateCommand::Show { resource, stack } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            show::show(context, &session.snapshot().await?, resource)
        }
        StateCommand::Rm { resources, stack, sure } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            rm::rm(context, &session, resources, *sure).await
        }
        StateCommand::Mv { from, to, to_stack, stack, sure } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            match to_stack {
                Some(other) => {
                    let other = Session::open(context, Some(other), &stack.with.elsewhere())?;
                    mv::between(context, &session, &other, from, to, *sure).await
                }
                None => mv::mv(context, &session, from, to, *sure).await,
            }
        }
        StateCommand::Export { stack, out } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            export::export(context, &session, out.as_deref()).await
        }
        StateCommand::Import { file, force, stack, sure } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            import::import(context, &session, file.as_deref(), *force, *sure).await
        }
        StateCommand::Unlock { stack, sure } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            unlock::unlock(context, &session, *sure).await
        }
        StateCommand::Migrate { stack, to, sure } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            migrate::migrate(context, &session, to, *sure).await
        }
        StateCommand::Repair(args) => repair::repair(context, args).await,
        StateCommand::RotateKey { stack, to, sure } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            rotate_key::rotate_key(context, session, to.clone(), *sure).await
        }
        StateCommand::Verify { stack } => {
            let session = Session::open(context, stack.stack.as_deref(), &stack.with)?;
            verify::verify(context, &session).await
        }
    }
}
