//! `state repair`: resolves interrupted operations whose outcome Archipel cannot determine.

use std::collections::BTreeSet;

use archipel_engine::apply::{Ambiguity, Answer, Candidate, Question};
use archipel_engine::engine::RepairPlan;
use archipel_engine::resource::{Id, Status};
use archipel_engine::state::Snapshot;
use archipel_engine::{Urn, Value};
use clap::Args;
use serde::Serialize;

use super::change::{Changing, confirm};
use crate::args::{ConfirmArgs, StackArgs};
use crate::commands::{ask, run};
use crate::config::or_list;
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::render::style::{BOLD, paint};
use crate::render::text::{count, cut, duration, named};
use crate::render::value::inline;
use crate::session::Session;

/// The width of a candidate's properties on a line.
const WIDTH: usize = 160;

/// Arguments of `state repair`.
#[derive(Clone, Debug, Args)]
pub(crate) struct RepairArgs {
    #[command(flatten)]
    stack: StackArgs,
    /// The interrupted create made this resource (repeatable); the next `up` finishes it
    #[arg(long, value_name = "RESOURCE=ID")]
    adopt: Vec<String>,
    /// It was not executed, or its result must not be managed (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    forget: Vec<String>,
    /// Leave it open: the next run checks again (repeatable)
    #[arg(long, value_name = "RESOURCE")]
    retry: Vec<String>,
    /// Show open operations and pending changes, and write nothing
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    confirm: ConfirmArgs,
}

pub(super) async fn repair(context: &Context, args: &RepairArgs) -> Result<Exit> {
    let session = Session::open(context, args.stack.name(), &args.stack.with)?;
    let running = run::connect(context, &session, None, "state repair", false).await?;
    let (engine, project) = (&running.engine, &context.app.project);
    let examine = async |answers: &[(Urn, Answer)]| {
        engine.plan_repair(project, &session.name, answers).await.map_err(errors::engine)
    };
    let mut examined = examine(&[]).await?;
    let mut answers = given(args, &examined.snapshot)?;
    let later = later(args, &examined.snapshot)?;
    if !answers.is_empty() {
        examined = examine(&answers).await?;
    }
    if context.global.json && (args.preview || !open(&examined, &later).is_empty()) {
        context.print(&Report::of(&examined), String::new)?;
        return Ok(if open(&examined, &later).is_empty() { Exit::Done } else { Exit::Question });
    }
    let asked = ask_all(context, &examined, &later, args.preview).await?;
    let Some(asked) = asked else { return Ok(Exit::Question) };
    if !asked.is_empty() {
        answers.extend(asked);
        examined = examine(&answers).await?;
    }
    write(context, &session, &running, examined, &answers, args).await
}

/// Shows the changes, asks, saves a backup, and writes.
async fn write(
    context: &Context,
    session: &Session,
    running: &run::Connected,
    examined: RepairPlan,
    answers: &[(Urn, Answer)],
    args: &RepairArgs,
) -> Result<Exit> {
    let left = examined.questions.len();
    let still =
        if left == 0 { String::new() } else { format!("{} left open.\n", count(left, "question", "questions")) };
    if !examined.has_changes() {
        let nothing = if left == 0 { "No open operations.\n" } else { "" };
        context.reporter.say(format!("{nothing}{still}"));
        return Ok(Exit::Done);
    }
    let lines = answers.iter().map(|(urn, answer)| match answer {
        Answer::Adopt(id) => format!("  {} is {id}: the next `up` finishes it\n", named(urn)),
        Answer::Forget => format!("  {}: it was not executed\n", named(urn)),
    });
    let noted = examined.notes.iter().map(|note| format!("  {note}\n"));
    context.reporter.say(format!(
        "{}\n{}{still}",
        paint(BOLD, "Changes of the state:"),
        lines.chain(noted).collect::<String>()
    ));
    if args.preview {
        return Ok(Exit::Done);
    }
    if !confirm(context, "`state repair`", &format!("Write this to the state of {}?", session.name), args.confirm)
        .await?
    {
        return Ok(Exit::Done);
    }
    Changing::open(session).await?.backup(context).await?;
    let options = run::options(session, "state repair", None);
    running.engine.repair(examined, &options).await.map_err(errors::engine)?;
    Ok(Exit::Done)
}

/// The questions to answer now.
fn open<'a>(examined: &'a RepairPlan, later: &BTreeSet<Urn>) -> Vec<&'a (Question, Vec<Candidate>)> {
    examined.questions.iter().filter(|(question, _)| !later.contains(&question.key.urn)).collect()
}

/// Asks about open operations. Returns `None` if no prompt is possible, after showing them.
async fn ask_all(
    context: &Context,
    examined: &RepairPlan,
    later: &BTreeSet<Urn>,
    preview: bool,
) -> Result<Option<Vec<(Urn, Answer)>>> {
    let open = open(examined, later);
    let mut answers = Vec::new();
    for (question, candidates) in &open {
        context.reporter.say(described(question, candidates));
        if preview || !ask::is_possible(context) {
            continue;
        }
        let most = candidates.len();
        let which = match most {
            0 => "[n: it was not executed, l: later]".to_owned(),
            most => format!("[1-{most}, n: none of them, l: later]"),
        };
        loop {
            let Some(answer) = ask::line_after(context, &format!("Which resource did it create? {which} ")).await
            else {
                return Ok(None);
            };
            match chosen(&answer, candidates) {
                Some(Choice::Later) => break,
                Some(Choice::Is(answer)) => {
                    answers.push((question.key.urn.clone(), answer));
                    break;
                }
                None => {}
            }
        }
    }
    if !open.is_empty() && (preview || !ask::is_possible(context)) {
        let hint = "  answer with `state repair --adopt URN=ID`, with `--forget URN` if it was not executed, or with `--retry URN` to check again in the next run\n";
        context.reporter.say(hint);
        return Ok(None);
    }
    Ok(Some(answers))
}

#[derive(Debug, PartialEq)]
enum Choice {
    Is(Answer),
    Later,
}

fn chosen(answer: &str, candidates: &[Candidate]) -> Option<Choice> {
    match answer.to_lowercase().as_str() {
        "n" => Some(Choice::Is(Answer::Forget)),
        "l" => Some(Choice::Later),
        number => {
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            let candidate = candidates.get(index)?;
            Some(Choice::Is(Answer::Adopt(candidate.id.clone())))
        }
    }
}

fn described(question: &Question, candidates: &[Candidate]) -> String {
    let ago = crate::since_1970().saturating_sub(question.began) * 1000;
    let (word, urn) = (question.operation.as_str(), named(&question.key.urn));
    let mut text = match &question.ambiguity {
        Ambiguity::SeveralCandidates(_) => format!("An interrupted {word} of {urn} may have created one of these:\n"),
        Ambiguity::NotServed(what) => format!("An interrupted {word} of {urn} cannot be checked: {what}\n"),
    };
    text = paint(BOLD, text.trim_end()) + "\n";
    text += &format!("  {}\n  it started {} ago\n", question.key.urn, duration(ago));
    for (number, candidate) in (1..).zip(candidates) {
        text += &format!("  {number}  {}\n", candidate.id);
        let Some(observed) = &candidate.observed else {
            text += "       it could not be read\n";
            continue;
        };
        text += &format!("       {}\n", status(&observed.status));
        for (name, value) in set(&observed.inputs).chain(set(&observed.outputs)) {
            text += &format!("       {}\n", cut(&format!("{name}: {}", inline(value)), WIDTH));
        }
    }
    text
}

fn set(values: &Value) -> impl Iterator<Item = (&String, &Value)> {
    values.as_map().into_iter().flatten().filter(|(_, value)| !value.is_null())
}

fn status(status: &Status) -> String {
    match status {
        Status::Ready => "ready".to_owned(),
        Status::Pending(state) | Status::Deleting(state) => state.clone(),
        Status::Failed(reason) => format!("failed: {reason}"),
        Status::Absent => "gone".to_owned(),
    }
}

/// The answers on the command line.
fn given(args: &RepairArgs, snapshot: &Snapshot) -> Result<Vec<(Urn, Answer)>> {
    let mut answers = Vec::new();
    for adopt in &args.adopt {
        let Some((resource, id)) = adopt.split_once('=').filter(|(_, id)| !id.is_empty()) else {
            return Err(usage(
                format!("invalid `--adopt {adopt}`: expected URN=ID"),
                "write `--adopt URN=ID`, with the id of a candidate",
            ));
        };
        answers.push((find(snapshot, resource)?, Answer::Adopt(Id::new(id))));
    }
    for forget in &args.forget {
        answers.push((find(snapshot, forget)?, Answer::Forget));
    }
    let mut seen = BTreeSet::new();
    let twice = answers
        .iter()
        .map(|(urn, _)| urn)
        .chain(&later(args, snapshot)?)
        .find(|urn| !seen.insert((*urn).clone()))
        .cloned();
    match twice {
        Some(urn) => Err(usage(format!("conflicting answers for {urn}"), "give one answer per resource")),
        None => Ok(answers),
    }
}

fn later(args: &RepairArgs, snapshot: &Snapshot) -> Result<BTreeSet<Urn>> {
    args.retry.iter().map(|resource| find(snapshot, resource)).collect()
}

/// The resource with an open operation that a selector matches.
fn find(snapshot: &Snapshot, resource: &str) -> Result<Urn> {
    let urns: BTreeSet<&Urn> = snapshot.pending.iter().map(|pending| &pending.key.urn).collect();
    for means in [
        |urn: &Urn, text: &str| urn.as_str() == text,
        |urn: &Urn, text: &str| urn.path() == text,
        |urn: &Urn, text: &str| urn.name() == text,
    ] {
        let found: Vec<&&Urn> = urns.iter().filter(|urn| means(urn, resource)).collect();
        match found.as_slice() {
            [] => {}
            [urn] => return Ok((**urn).clone()),
            several => {
                let names = several.iter().map(|urn| urn.as_str());
                return Err(usage(format!("`{resource}` is ambiguous"), &format!("specify {}", or_list(names))));
            }
        }
    }
    let hint = match urns.len() {
        0 => "no operation is open; `state rm` removes a record".to_owned(),
        _ => format!("open operations: {}", or_list(urns.iter().map(|urn| urn.as_str())).replace(" or ", " and ")),
    };
    Err(usage(format!("no interrupted operation of `{resource}`"), &hint))
}

fn usage(what: String, hint: &str) -> Vec<Failure> {
    Failure::new(what).hint(hint).exit(Exit::Usage).into()
}

/// The open operations, as JSON.
#[derive(Serialize)]
struct Report<'a> {
    questions: Vec<Open<'a>>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Open<'a> {
    urn: &'a Urn,
    operation: &'static str,
    /// Seconds since 1970.
    began: u64,
    why: String,
    candidates: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a Id,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outputs: Option<&'a Value>,
}

impl<'a> Report<'a> {
    fn of(examined: &'a RepairPlan) -> Self {
        let questions = examined.questions.iter().map(|(question, candidates)| Open {
            urn: &question.key.urn,
            operation: question.operation.as_str(),
            began: question.began,
            why: question.describe(),
            candidates: candidates
                .iter()
                .map(|Candidate { id, observed }| Shown {
                    id,
                    status: observed.as_ref().map(|observed| status(&observed.status)),
                    inputs: observed.as_ref().map(|observed| &observed.inputs),
                    outputs: observed.as_ref().map(|observed| &observed.outputs),
                })
                .collect(),
        });
        Self { questions: questions.collect(), notes: examined.notes.iter().map(ToString::to_string).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_that_is_shown_adopts() {
        let candidates = ["a", "b"].map(|id| Candidate { id: Id::new(id), observed: None });
        let choose = |answer| chosen(answer, &candidates);
        assert_eq!(choose("2"), Some(Choice::Is(Answer::Adopt(Id::new("b")))));
        assert_eq!(choose("n"), Some(Choice::Is(Answer::Forget)));
        assert_eq!(choose("L"), Some(Choice::Later));
        for nothing in ["", "0", "3", "a", "yes", "-1"] {
            assert_eq!(choose(nothing), None, "{nothing}");
        }
    }
}
