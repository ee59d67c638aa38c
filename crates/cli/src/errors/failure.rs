//! An error for the user.

use archipel_engine::Value;
use archipel_engine::scrub::scrubbed;

use crate::exit::Exit;
use crate::render::style::{BOLD, DIM, ERROR, HINT, paint};
use crate::render::text::wrap;

/// An error for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    what: String,
    at: Vec<String>,
    why: Vec<String>,
    hint: Option<String>,
    exit: Exit,
}

/// The result of a command.
pub(crate) type Result<T, E = Vec<Failure>> = std::result::Result<T, E>;

impl Failure {
    /// The error, as a sentence without a full stop.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), at: Vec::new(), why: Vec::new(), hint: None, exit: Exit::Failed }
    }

    /// The location: a source line, a resource, a request.
    #[must_use]
    pub fn at(mut self, at: impl Into<String>) -> Self {
        self.at.push(at.into());
        self
    }

    /// The cause.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why.push(why.into());
        self
    }

    /// The error and its causes in one line, for notices.
    #[must_use]
    pub(crate) fn brief(&self) -> String {
        std::iter::once(self.what.as_str()).chain(self.why.iter().map(String::as_str)).collect::<Vec<_>>().join(": ")
    }

    /// What to do next.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        self.maybe_hint(Some(hint.into()))
    }

    /// What to do next, if there is a hint.
    #[must_use]
    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// Masks these secrets in all texts.
    #[must_use]
    pub(crate) fn scrubbed(self, secrets: &[&Value]) -> Self {
        let all = |texts: Vec<String>| texts.into_iter().map(|text| scrubbed(text, secrets)).collect();
        Self {
            what: scrubbed(self.what, secrets),
            why: all(self.why),
            at: all(self.at),
            hint: self.hint.map(|hint| scrubbed(hint, secrets)),
            ..self
        }
    }

    /// Sets the exit code of the command.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The exit code of the command.
    #[must_use]
    pub fn exit_code(&self) -> Exit {
        self.exit
    }

    /// The lines, styled and wrapped at `width`, with a final line break.
    #[must_use]
    pub fn render(&self, width: usize) -> String {
        let mut text = String::new();
        let mut what = wrap(&self.what, width.saturating_sub(7)).into_iter();
        text += &format!("{} {}\n", paint(ERROR, "error:"), paint(BOLD, what.next().unwrap_or_default()));
        for line in what {
            text += &format!("       {}\n", paint(BOLD, line));
        }
        for at in &self.at {
            // Not wrapped: terminals turn them into links.
            text += &format!("  {} {at}\n", paint(DIM, "-->"));
        }
        for why in &self.why {
            for line in why.lines().flat_map(|line| wrap(line, width.saturating_sub(6))) {
                text += &format!("      {line}\n");
            }
        }
        if let Some(hint) = &self.hint {
            let mut lines = wrap(hint, width.saturating_sub(6)).into_iter();
            text += &format!("{} {}\n", paint(HINT, "hint:"), lines.next().unwrap_or_default());
            for line in lines {
                text += &format!("      {line}\n");
            }
        }
        text
    }

    /// The lines without styles.
    #[must_use]
    pub fn plain(&self, width: usize) -> String {
        anstream::adapter::strip_str(&self.render(width)).to_string()
    }
}

impl From<Failure> for Vec<Failure> {
    fn from(failure: Failure) -> Self {
        vec![failure]
    }
}
