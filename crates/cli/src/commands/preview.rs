//! `preview`: shows the plan of `up`. Takes no lock and writes nothing but the file of `--out`.

use std::path::PathBuf;

use archipel_engine::event::{Event, EventSink as _};
use clap::Args;

use super::gone::GonePolicy;
use super::on_failure::{self, OnFailure};
use super::{expect, export, plan_file, run};
use crate::args::{PlanArgs, PreviewFormat, ReportArgs, StackArgs};
use crate::context::Context;
use crate::errors::Result;
use crate::exit::Exit;
use crate::policy;
use crate::session::Session;

/// Arguments of `preview`.
#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// The format of standard output
    #[arg(long, value_enum, value_name = "FORM", default_value_t, conflicts_with = "json")]
    format: PreviewFormat,
    /// Also write an HTML page with the plan and the graph; one file that needs no network
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    plan: PlanArgs,
    /// Estimate the duration and show the critical path
    #[arg(long)]
    estimate: bool,
    /// Write the plan to a file, for `up --plan`
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Show what `destroy` would delete
    #[arg(long)]
    destroy: bool,
    /// With `rollback`, also show the rollback plan of `up --on-failure rollback`
    #[arg(long, value_enum, value_name = "POLICY", default_value_t, conflicts_with = "destroy")]
    on_failure: OnFailure,
    /// Exit with 2 if anything would be created, replaced or deleted; renames, moves and updates in place are allowed
    #[arg(long, conflicts_with = "destroy")]
    refactor: bool,
}

impl PreviewArgs {
    /// The formats of the report.
    pub(super) fn report(&self) -> ReportArgs {
        ReportArgs { format: self.format.report(), report: self.report.clone() }
    }
}

pub(super) async fn preview(context: &Context, args: &PreviewArgs) -> Result<Exit> {
    let PreviewArgs { stack, plan, .. } = args;
    if let Some(out) = &args.out {
        plan_file::check_out(out)?;
    }
    let mut session = Session::open(context, stack.name(), &stack.with)?;
    let (running, prepared, options) = if args.destroy {
        let running = run::connect(context, &session, None, "preview", true).await?;
        let options = running.options(plan)?;
        let prepared = running.prepare_destroy(context, &session, &options).await?;
        (running, prepared, options)
    } else {
        let program = session.program(context)?;
        let running = run::connect(context, &session, Some(&program), "preview", true).await?;
        let options = running.options(plan)?;
        let prepared = running.prepare(program, &options).await?;
        (running, prepared, options)
    };
    policy::check(&context.app.policies, &prepared, &context.reporter)?;
    if args.on_failure == OnFailure::Rollback && !prepared.plan.is_empty() {
        on_failure::plan(context, &running, &prepared).await?;
    }
    running.may_record(context, &prepared.drifts, GonePolicy::Report).await?;
    // The report includes the estimate for its reviewer.
    if args.estimate || context.reports {
        context.reporter.emit(Event::Estimated { estimate: running.engine.estimate(&prepared) });
    }
    if let Some(out) = &args.out {
        plan_file::write(context, out, &plan_file::file(&session, &running, &prepared, &options).await?)?;
    }
    export::write(context, &running, &prepared, args.format)?;
    if args.refactor {
        expect::refactoring(&prepared.plan)?;
    }
    if plan.expect_no_changes {
        return expect::no_changes(&prepared.plan);
    }
    let changes = !prepared.plan.is_empty();
    Ok(if changes && plan.detailed_exit_code { Exit::Changes } else { Exit::Done })
}
