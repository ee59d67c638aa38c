//! `history`: the runs of a stack.

use archipel_engine::Urn;
use archipel_engine::state::{Ending, RunRecord, StateStore as _};
use clap::{Args, Subcommand};

use crate::args::{StackArgs, StateArgs};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::style::{BOLD, paint};
use crate::render::text::{duration, timestamp};
use crate::session::Session;

/// Arguments of `history`.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    #[command(subcommand)]
    command: Option<HistoryCommand>,
    #[command(flatten)]
    stack: StackArgs,
}

/// The commands of `history`.
#[derive(Debug, Subcommand)]
pub(crate) enum HistoryCommand {
    /// Show the record of one run
    Show {
        /// The number of the run
        #[arg(value_name = "N")]
        number: u64,
        #[command(flatten)]
        stack: StateArgs,
    },
}

pub(super) async fn history(context: &Context, args: &HistoryArgs) -> Result<Exit> {
    let HistoryArgs { command, stack } = args;
    match command {
        None => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            let runs: Vec<RunRecord> = runs(&session).await?.into_iter().map(without_events).collect();
            context.print(&runs, || table(&runs))
        }
        Some(HistoryCommand::Show { number, stack }) => {
            let session = Session::open(context, stack.name(), &stack.with)?;
            let runs = runs(&session).await?;
            let run = run(&session.name, &runs, *number)?;
            context.print(run, || page(run))
        }
    }
}

/// The retained runs, newest first.
pub(super) async fn runs(session: &Session) -> Result<Vec<RunRecord>> {
    let history = session.store_without_secrets()?.history().await;
    history.map_err(|error| errors::state(&error).into())
}

/// The run with a number.
pub(super) fn run<'r>(stack: &str, runs: &'r [RunRecord], number: u64) -> Result<&'r RunRecord> {
    runs.iter().find(|run| run.number == number).ok_or_else(|| {
        let known = match (runs.last(), runs.first()) {
            (Some(oldest), Some(newest)) => {
                format!("the history retains the runs {} to {}", oldest.number, newest.number)
            }
            _ => "the stack has no runs yet".to_owned(),
        };
        Failure::new(format!("{stack} has no run {number}")).hint(known).exit(Exit::Usage).into()
    })
}

fn without_events(run: RunRecord) -> RunRecord {
    let more_events = run.more_events + run.events.len();
    RunRecord { events: Vec::new(), more_events, ..run }
}

fn ending(run: &RunRecord) -> &'static str {
    match run.ending {
        Ending::Running => "running",
        Ending::Done => "done",
        // Resources of a later wave were not confirmed.
        Ending::Failed if run.error.is_none() && run.summary.as_ref().is_some_and(|summary| summary.failed == 0) => {
            "incomplete"
        }
        Ending::Failed => "failed",
        Ending::Cancelled => "cancelled",
        Ending::Interrupted => "interrupted",
    }
}

fn counts(run: &RunRecord) -> String {
    let Some(summary) = &run.summary else { return String::new() };
    let counts = [
        (summary.created, "created"),
        (summary.updated, "updated"),
        (summary.replaced, "replaced"),
        (summary.deleted, "deleted"),
        (summary.imported, "imported"),
        (summary.failed, "failed"),
        (summary.skipped, "skipped"),
    ];
    counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect::<Vec<_>>().join(", ")
}

fn commit(run: &RunRecord) -> String {
    run.commit.as_ref().map_or_else(String::new, |commit| {
        let id: String = commit.id.chars().take(10).collect();
        if commit.dirty { format!("{id} with uncommitted changes") } else { id }
    })
}

fn table(runs: &[RunRecord]) -> String {
    let rows: Vec<[String; 7]> = runs
        .iter()
        .map(|run| {
            let who = run.actor.as_ref().unwrap_or(&run.who).clone();
            [
                run.number.to_string(),
                timestamp(run.began),
                who,
                run.command.clone(),
                ending(run).to_owned(),
                counts(run),
                commit(run),
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..7).map(width).collect();
    let line = |row: &[String; 7]| {
        let cells = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let line: String = cells.map(|(cell, width)| format!("{cell:width$}  ")).collect();
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

fn page(run: &RunRecord) -> String {
    let mut text = format!("{}\n", paint(BOLD, format!("{} {}", run.number, run.command)));
    let took = run.ended.map(|ended| duration(ended.saturating_sub(run.began) * 1000));
    let protected = run.ignored_protection.iter().map(Urn::as_str).collect::<Vec<_>>().join(", ");
    let rows = [
        ("outcome", Some(ending(run).to_owned())),
        ("who", Some(run.who.clone())),
        ("for", run.actor.clone()),
        ("began", Some(timestamp(run.began))),
        ("took", took),
        ("commit", run.commit.as_ref().map(|_| commit(run))),
        ("plan", run.plan.clone()),
        ("state", run.serial.map(|serial| format!("commit {serial}"))),
        ("summary", Some(counts(run)).filter(|counts| !counts.is_empty())),
        ("ignored protection of", Some(protected).filter(|protected| !protected.is_empty())),
        ("error", run.error.clone()),
    ];
    for (name, value) in rows {
        text.extend(value.map(|value| format!("  {name}: {value}\n")));
    }
    if !run.events.is_empty() {
        text += "  events:\n";
    }
    for event in &run.events {
        let part = |name: &str| event.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        let why = event.get("error").and_then(|error| error.get("message")).and_then(serde_json::Value::as_str);
        let words = [
            part("event"),
            part("urn"),
            part("hook"),
            part("point"),
            part("id"),
            part("message"),
            why.unwrap_or_default(),
        ];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        text += &format!("    {}\n", words.join("  "));
    }
    if run.more_events > 0 {
        text += &format!("    and {} more\n", run.more_events);
    }
    text
}
