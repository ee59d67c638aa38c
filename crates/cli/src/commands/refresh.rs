//! `refresh`: reads the resources and records their state. `drift`: only reports differences.

use archipel_engine::event::Level;
use archipel_engine::resource::ReadMode;
use clap::Args;

use super::gone::GonePolicy;
use super::run;
use crate::args::{ReportArgs, SelectArgs, StackArgs};
use crate::context::Context;
use crate::errors::{self, Result};
use crate::exit::Exit;
use crate::render::text::count;
use crate::session::Session;

/// Arguments of `refresh`.
#[derive(Debug, Args)]
pub(crate) struct RefreshArgs {
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    #[command(flatten)]
    select: SelectArgs,
    /// Read every property, with one call per resource where lists do not show them. Resources selected by `--target`
    /// are always read completely
    #[arg(long)]
    full: bool,
    /// Show differences and record nothing
    #[arg(long, conflicts_with = "accept_gone")]
    preview: bool,
    /// Record missing resources without asking, however many
    #[arg(long)]
    accept_gone: bool,
    /// Exit with 2 if anything differs
    #[arg(long)]
    detailed_exit_code: bool,
}

/// Arguments of `drift`.
#[derive(Debug, Args)]
pub(crate) struct DriftArgs {
    #[command(flatten)]
    stack: StackArgs,
    #[command(flatten)]
    pub(super) report: ReportArgs,
    #[command(flatten)]
    select: SelectArgs,
}

/// `drift`: a full read that records nothing and reports differences by its exit code.
pub(super) async fn drift(context: &Context, args: DriftArgs) -> Result<Exit> {
    let DriftArgs { stack, report, select } = args;
    let flags =
        RefreshArgs { stack, report, select, full: true, preview: true, accept_gone: false, detailed_exit_code: true };
    refresh(context, &flags).await
}

pub(super) async fn refresh(context: &Context, args: &RefreshArgs) -> Result<Exit> {
    let RefreshArgs { stack, select, full, preview, accept_gone, detailed_exit_code, .. } = args;
    let (full, preview) = (*full, *preview);
    let session = Session::open(context, stack.name(), &stack.with)?;
    let running = run::connect(context, &session, None, "refresh", preview).await?;
    let scope = running.scope(select)?;
    // Selected resources get a full read.
    let depth = if full || scope.is_some() { ReadMode::Full } else { ReadMode::Summary };
    let options = run::options(&session, "refresh", None);
    let mut report = running
        .engine
        .refresh(&context.app.project, &session.name, scope.as_ref(), depth, None)
        .await
        .map_err(errors::engine)?;
    let gone = if preview { GonePolicy::Report } else { GonePolicy::of_run(*accept_gone) };
    if !running.may_record(context, &report.drifts, gone).await? {
        return Ok(Exit::Done);
    }
    if !preview {
        running.record(&mut report, &options).await?;
    }
    for unread in &report.unread {
        context.reporter.failure(errors::unread(unread));
    }
    let gone = report.drifts.iter().filter(|drift| drift.gone).count();
    let changed = report.drifts.len() - gone;
    let recorded = if report.written { "; the state was updated" } else { "" };
    context.reporter.say(if report.drifts.is_empty() {
        let which = if report.unread.is_empty() { "All" } else { "All readable" };
        format!("{which} resources match their records.\n")
    } else {
        let changed = count(changed, "resource was changed outside", "resources were changed outside");
        format!("{changed}, {gone} gone{recorded}\n")
    });
    if !report.partly.is_empty() {
        let partly = count(report.partly.len(), "resource was", "resources were");
        let message = format!(
            "{partly} looked up in lists, which do not show every property: `refresh --full` and `drift` read the rest \
             too, with a call or more for each"
        );
        context.reporter.notice(Level::Info, message);
    }
    for (type_name, number) in running.unlisted() {
        let message = read_alone(type_name, number);
        context.reporter.notice(Level::Info, message);
    }
    if !report.unread.is_empty() {
        return Ok(Exit::Failed);
    }
    Ok(if *detailed_exit_code && !report.drifts.is_empty() { Exit::Changes } else { Exit::Done })
}

/// Why a refresh sends a request for each resource of a type.
fn read_alone(type_name: &str, number: usize) -> String {
    let each = if number == 1 {
        "its resource was read by itself".to_owned()
    } else {
        format!("its {number} resources were read one by one")
    };
    format!("no list of AWS shows the resources of {type_name}: {each}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_that_no_list_shows_is_named_with_the_number_of_its_reads() {
        let of = |number| read_alone("AWS::OpenSearchService::Domain", number);
        let shown = "no list of AWS shows the resources of AWS::OpenSearchService::Domain: ";
        assert_eq!(of(1), format!("{shown}its resource was read by itself"));
        assert_eq!(of(3), format!("{shown}its 3 resources were read one by one"));
    }
}
