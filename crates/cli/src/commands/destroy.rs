//! `destroy`: deletes every recorded resource.

use clap::Args;

use super::apply::{self, ApplyArgs, Goal};
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;

/// Arguments of `destroy`.
#[derive(Debug, Args)]
pub(crate) struct DestroyArgs {
    #[command(flatten)]
    pub(super) apply: ApplyArgs,
}

pub(super) async fn destroy(context: &Context, args: &DestroyArgs) -> Result<Exit> {
    apply::apply(context, &args.apply, Goal::Destroy).await
}
