//! Prompts.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::sync::Arc;

use archipel_engine::apply::Confirm;

use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::policy::{self, Planned};

/// Fails if there is no terminal to ask on.
fn require_terminal(json: bool, what: &str) -> Result<()> {
    let why = if json {
        "`--json` disables prompts"
    } else if !io::stdin().is_terminal() {
        "standard input is not a terminal"
    } else {
        return Ok(());
    };
    Err(Failure::new(format!("{what} needs confirmation, but {why}"))
        .hint("pass `--yes` to skip the prompt; `preview` shows the plan without asking")
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

/// Asks a yes-or-no question. Reports that nothing was changed if the answer is not yes.
pub(super) async fn confirm(context: &Context, what: &str, question: &str) -> Result<bool> {
    context.reporter.settle();
    require_terminal(context.global.json, what)?;
    context.output.err(&format!("{question} [y/N] "));
    let confirmed = line().await.is_some_and(|answer| is_yes(&answer));
    Ok(confirmed || report(context, "Nothing was changed.\n"))
}

/// Confirms each later wave of a run, after its plan is shown: evaluates the policies and asks, unless the user
/// confirmed the whole run.
pub(super) fn waves(context: &Context, stack: &str, yes: bool, saved: bool) -> Confirm {
    let (reporter, output, json) = (Arc::clone(&context.reporter), Arc::clone(&context.output), context.global.json);
    let policies = context.app.policies.clone();
    let question = format!("Apply this to {stack} too? [y/N] ");
    Confirm::new(move |wave| {
        let planned = Planned { plan: &wave.plan, program: Some(&wave.program), snapshot: &wave.snapshot };
        let allowed = policy::evaluate(&policies, &planned, &reporter);
        let ask = || match require_terminal(json, "a later wave of `up`") {
            // The reviewers of the plan have not seen this wave.
            Err(failures) if saved => Err(failures
                .into_iter()
                .map(|failure| {
                    failure.hint(
                        "pass `--yes` with `--plan` to apply the later waves too, or run `up` again without `--plan`",
                    )
                })
                .collect()),
            answer => answer,
        };
        let allowed = allowed.and_then(|()| if yes { Ok(()) } else { ask() });
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

/// Whether prompts are possible.
pub(super) fn is_possible(context: &Context) -> bool {
    require_terminal(context.global.json, "").is_ok()
}

/// Reads a line after this text; `None` at the end of the input.
pub(super) async fn line_after(context: &Context, words: &str) -> Option<String> {
    context.reporter.settle();
    context.output.err(words);
    line().await
}

/// Asks the user to type a word, such as the stack's name. Reports that nothing was deleted if the answer differs.
pub(super) async fn confirm_by_name(context: &Context, what: &str, question: &str, word: &str) -> Result<bool> {
    context.reporter.settle();
    require_terminal(context.global.json, what)?;
    context.output.err(&format!("{question} "));
    let confirmed = line().await.is_some_and(|answer| answer == word);
    Ok(confirmed || report(context, "Nothing was deleted.\n"))
}

/// Reports why a declined command ends; always false.
fn report(context: &Context, message: &str) -> bool {
    context.reporter.say(message);
    false
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_yes_confirms() {
        assert!(["y", "Y", "yes", "YES"].into_iter().all(is_yes));
        assert!(!["", "n", "no", "yep", "ye"].into_iter().any(is_yes));
    }
}
