//! `up`: evaluate, plan, show, ask, apply. With `--plan`, applies the saved plan without asking.

use clap::Args;

use super::apply::{self, ApplyArgs, Goal};
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;

/// Arguments of `up`.
#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    #[command(flatten)]
    pub(super) apply: ApplyArgs,
}

pub(super) async fn up(context: &Context, args: &UpArgs) -> Result<Exit> {
    apply::apply(context, &args.apply, Goal::Up).await
}
