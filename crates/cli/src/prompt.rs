//! Prompts whose input is not echoed.

use std::io::{self, IsTerminal as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc;

use archipel_state::{Prompt, SealError};
use tokio::signal::unix::{SignalKind, signal};

use crate::output::Output;
use crate::render::Reporter;

/// A terminal that can prompt for the passphrase of a stack.
pub(crate) struct TerminalPrompt {
    stack: String,
    output: Arc<Output>,
    reporter: Arc<Reporter>,
}

impl std::fmt::Debug for TerminalPrompt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TerminalPrompt")
    }
}

impl TerminalPrompt {
    /// The prompt of this terminal; `None` without a terminal or with `--json`.
    pub(crate) fn at_terminal(stack: &str, json: bool, output: &Arc<Output>, reporter: &Arc<Reporter>) -> Option<Self> {
        let there = !json && io::stdin().is_terminal() && io::stderr().is_terminal();
        there.then(|| Self { stack: stack.to_owned(), output: Arc::clone(output), reporter: Arc::clone(reporter) })
    }

    /// Prompts without echo.
    pub(crate) fn hidden(&self, question: &str) -> io::Result<String> {
        self.reporter.settle();
        self.output.err(question);
        // Hidden input does not echo the line break, except after an interruption.
        read().inspect_err(|_| self.output.err("\n"))
    }

    /// Like [`TerminalPrompt::hidden`], twice, until both inputs are equal.
    pub(crate) fn hidden_twice(&self, question: &str) -> io::Result<String> {
        loop {
            let first = self.hidden(question)?;
            if first == self.hidden("Repeat: ")? {
                return Ok(first);
            }
            self.output.err("The inputs differ.\n");
        }
    }
}

impl Prompt for TerminalPrompt {
    fn passphrase(&self, new: bool) -> Result<zeroize::Zeroizing<String>, SealError> {
        let stack = &self.stack;
        let answer = match new {
            true => self.hidden_twice(&format!("A new passphrase for the secrets of {stack}: ")),
            false => self.hidden(&format!("The passphrase of the secrets of {stack}: ")),
        };
        match answer {
            Ok(text) if text.is_empty() => Err(SealError::NoKey("the passphrase is empty".to_owned())),
            Ok(text) => Ok(text.into()),
            Err(error) => Err(SealError::NoKey(format!("cannot read the passphrase: {error}"))),
        }
    }
}

/// Reads a line without echo. Ctrl-C cancels it and restores the echo.
fn read() -> io::Result<String> {
    let (done, answer) = mpsc::channel();
    let pressed = done.clone();
    let listening = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Listen for Ctrl-C before the prompt is shown.
    let mut signals = {
        let _entered = listening.enter();
        signal(SignalKind::interrupt())?
    };
    std::thread::spawn(move || drop(done.send(console::Term::stderr().read_secure_line())));
    std::thread::spawn(move || {
        if listening.block_on(signals.recv()).is_some() {
            drop(pressed.send(Err(io::ErrorKind::Interrupted.into())));
        }
    });
    let answer = answer.recv().unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()));
    if answer.is_err() {
        // The thread that disabled the echo still waits for a line.
        drop(Command::new("stty").arg("echo").stdin(Stdio::inherit()).status());
    }
    answer
}
