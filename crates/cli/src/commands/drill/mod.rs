//! `drill`: breaks something on purpose, recovers, and reports how long it took and what was lost.

mod args;
mod due;
mod killed;
mod planned;
mod runner;
mod state;

use std::path::Path;

use archipel_engine::apply::Cancel;
use archipel_engine::event::Level;
use archipel_resources::numbered;

pub(crate) use args::DrillArgs;

use super::{ask, history};
use crate::config::shown;
use crate::context::Context;
use crate::drill::page::page;
use crate::drill::report::DrillReport;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::private_file;
use crate::recovery::Scenario;
use args::usage;
use due::due;
use killed::end;
use planned::{Planned, plan};
use runner::Drill;
use state::{hold, record};

pub(super) async fn drill(context: &Context, args: &DrillArgs) -> Result<Exit> {
    if let Some(days) = args.due {
        return due(context, args, days).await;
    }
    if args.end {
        return end(context, args).await;
    }
    let Some(scenario) = args.scenario else { return list(context) };
    let planned = plan(context, args, scenario).await?;
    let session = &planned.session;
    context.reporter.say(planned.text());
    let question = format!("Break {} on purpose?", session.name);
    if !args.yes && !ask::confirm(context, "`drill`", &question).await? {
        return Ok(Exit::Done);
    }
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).map_err(|error| unwritable(out, &error))?;
    }
    hold(session, scenario).await?;
    let began = crate::since_1970();
    let cancel = Cancel::new();
    let mut run = Drill::new(context, args, &planned, cancel);
    let ended = run.run().await;
    let keeps_lock = run.is_half_way;
    let mut report = run.finish(ended.as_ref().err()).await;
    match history::runs(session).await {
        Ok(runs) => report.compare(runs.iter().map(|run| (run.number, run.events.as_slice()))),
        Err(failures) => failures.into_iter().for_each(|failure| context.reporter.failure(failure)),
    }
    record(context, (session, scenario), &report, began, keeps_lock).await?;
    publish(context, &planned, &report).await;
    if let Some(out) = &args.out {
        write(out, &report)?;
        context.reporter.say(format!("The report is in {}.\n", shown(out)));
    }
    context.print(&report, || report.text())?;
    ended?;
    if report.passed() {
        return Ok(Exit::Done);
    }
    let failures = report.missed.iter().map(|missed| Failure::new(format!("the drill failed: {missed}")));
    Err(failures.collect())
}

/// Describes the scenarios.
fn list(context: &Context) -> Result<Exit> {
    let rows: Vec<_> = Scenario::ALL
        .into_iter()
        .map(|scenario| {
            serde_json::json!({
                "scenario": scenario.name(), "fault": scenario.fault(), "recovery": scenario.recovery(),
            })
        })
        .collect();
    context.print(&rows, || {
        let text = |scenario: Scenario| {
            format!("{}\n  fault: {}\n  recovery: {}\n", scenario.name(), scenario.fault(), scenario.recovery())
        };
        let about = "In the sandbox, its gateway causes the fault. In AWS, each but cache-corrupted needs an experiment template of \
                     FIS: that of the recovery program, or `--experiment ID`.\n";
        Scenario::ALL.map(text).concat() + about
    })
}

/// Publishes the result as a metric, for an alarm on failed and missed drills.
async fn publish(context: &Context, planned: &Planned, report: &DrillReport) {
    if planned.is_sandbox() {
        return;
    }
    let dimensions = [("Stack", report.stack.as_str())];
    let failed = ("Failed", f64::from(u8::from(!report.passed())));
    let [home, _] = &planned.regions;
    if let Err(error) = numbered::publish(&planned.connection, home, &dimensions, failed).await {
        context.reporter.notice(Level::Warning, format!("the metric of the drill is not published: {}", error.message));
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    usage(format!("cannot write the report: {error}")).at(shown(path))
}

fn write(out: &Path, report: &DrillReport) -> Result<()> {
    let json = serde_json::to_string_pretty(report).unwrap_or_default() + "\n";
    for (name, text) in [("report.md", report.markdown()), ("report.html", page(report)), ("report.json", json)] {
        let file = out.join(name);
        private_file::write(&file, text.as_bytes()).map_err(|error| unwritable(&file, &error))?;
    }
    Ok(())
}
