//! `up`: evaluate, plan, show, ask, apply. With `--plan`, applies the saved plan without asking.

use clap::Args;

use super::apply::{self, ApplyArgs, Goal};
use super::on_failure::OnFailure;
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;

/// Arguments of `up`.
#[derive(Debug, Args)]
pub(crate) struct UpArgs {
    #[command(flatten)]
    pub(super) apply: ApplyArgs,
    /// After a failed step: keep what was done, or return to the state before the run, by a plan that is shown before it
    #[arg(long, value_enum, value_name = "POLICY", default_value_t)]
    on_failure: OnFailure,
}

pub(super) async fn up(context: &Context, args: &UpArgs) -> Result<Exit> {
    apply::apply(context, &args.apply, Goal::Up(args.on_failure)).await
}
