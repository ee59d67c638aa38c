//! Questions.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::sync::Arc;

use archipel_engine::apply::Confirm;

use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::policy::{self, Planned};
use crate::session::Context;

/// Refuses to go on where there is nobody to ask.
fn somebody(json: bool, what: &str) -> Result<()> {
    let why = if json {
        "with `--json` nothing is asked"
    } else if !io::stdin().is_terminal() {
        "there is no terminal to ask on"
    } else {
        return Ok(());
    };
    Err(Failure::new(format!("{what} needs a yes, and {why}"))
        .hint("give `--yes` to go on without a question; `preview` shows the plan and asks nothing")
        .exit(Exit::Usage)
        .into())
}

async fn line() -> Option<String> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).ok().filter(|bytes| *bytes > 0).map(|_| line.trim().to_owned())
    });
    read.await.ok().flatten()
}

/// Asks a question that `y` says yes to.
pub(super) async fn yes(context: &Context, what: &str, question: &str) -> Result<bool> {
    context.reporter.settle();
    somebody(context.global.json, what)?;
    context.output.err(&format!("{question} [y/N] "));
    Ok(line().await.is_some_and(|answer| is_yes(&answer)))
}

/// Before each later wave of a run, once its plan is shown: holds it against the policies and, unless a yes was given
/// for all of the run, asks.
pub(super) fn waves(context: &Context, stack: &str, yes: bool) -> Confirm {
    let (reporter, output, json) = (Arc::clone(&context.reporter), Arc::clone(&context.output), context.global.json);
    let policies = context.app.policies.clone();
    let question = format!("Apply this to {stack} too? [y/N] ");
    Confirm::new(move |wave| {
        let planned = Planned { plan: &wave.plan, program: Some(&wave.program), snapshot: &wave.snapshot };
        let allowed = policy::held_against(&policies, &planned, &reporter);
        let allowed = allowed.and_then(|()| if yes { Ok(()) } else { somebody(json, "a later part of `up`") });
        let (reporter, output, question) = (Arc::clone(&reporter), Arc::clone(&output), question.clone());
        Box::pin(async move {
            if let Err(failures) = allowed {
                failures.into_iter().for_each(|failure| reporter.failure(failure));
                return false;
            }
            if yes {
                return true;
            }
            reporter.settle();
            output.err(&question);
            line().await.is_some_and(|answer| is_yes(&answer))
        })
    })
}

/// Whether there is somebody to ask.
pub(super) fn is_possible(context: &Context) -> bool {
    somebody(context.global.json, "").is_ok()
}

/// What is typed after these words; nothing at the end of the input.
pub(super) async fn line_after(context: &Context, words: &str) -> Option<String> {
    context.reporter.settle();
    context.output.err(words);
    line().await
}

/// Asks for a word to be typed.
pub(super) async fn word(context: &Context, what: &str, question: &str, word: &str) -> Result<bool> {
    context.reporter.settle();
    somebody(context.global.json, what)?;
    context.output.err(&format!("{question} "));
    Ok(line().await.is_some_and(|answer| answer == word))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_yes_is_a_yes() {
        assert!(["y", "Y", "yes", "YES"].into_iter().all(is_yes));
        assert!(!["", "n", "no", "yep", "ye"].into_iter().any(is_yes));
    }
}
