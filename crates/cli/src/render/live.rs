//! Lines that are redrawn while a run goes on, at the bottom of a terminal.

use std::time::Instant;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Facts;
use super::progress::Progress;
use crate::output::Output;

/// How many steps are shown at most.
const MOST: usize = 12;

/// The redrawn lines.
pub(crate) struct Live {
    multi: MultiProgress,
    bars: Vec<ProgressBar>,
}

impl Live {
    /// On standard output.
    pub(crate) fn new() -> Self {
        Self::on(ProgressDrawTarget::stdout())
    }

    /// On any terminal.
    pub(crate) fn on(target: ProgressDrawTarget) -> Self {
        Self { multi: MultiProgress::with_draw_target(target), bars: Vec::new() }
    }

    /// Draws the run as it is now.
    pub(crate) fn draw(&mut self, progress: &Progress, facts: &Facts, output: &Output) {
        let lines = progress.live(Instant::now(), output.width().saturating_sub(1), MOST, facts);
        self.show(&lines, output.has_color());
    }

    /// Draws these lines.
    pub(crate) fn show(&mut self, lines: &[String], color: bool) {
        while self.bars.len() > lines.len() {
            if let Some(bar) = self.bars.pop() {
                bar.finish_and_clear();
                self.multi.remove(&bar);
            }
        }
        while self.bars.len() < lines.len() {
            let bar = self.multi.add(ProgressBar::new_spinner());
            if let Ok(style) = ProgressStyle::with_template("{msg}") {
                bar.set_style(style);
            }
            self.bars.push(bar);
        }
        for (bar, line) in self.bars.iter().zip(lines) {
            let line = if color { line.clone() } else { anstream::adapter::strip_str(line).to_string() };
            bar.set_message(line);
            bar.tick();
        }
    }

    /// Writes lines above the redrawn ones.
    pub(crate) fn print(&mut self, text: &str, output: &Output) {
        if self.bars.is_empty() {
            output.out(text);
        } else {
            self.multi.suspend(|| output.out(text));
        }
    }

    /// Takes the redrawn lines away.
    pub(crate) fn clear(&mut self) {
        self.show(&[], false);
        // The terminal may have gone away; then there is nothing to clear.
        let _ = self.multi.clear();
    }
}

#[cfg(test)]
mod tests {
    use indicatif::InMemoryTerm;

    use super::*;

    #[test]
    fn lines_are_redrawn_in_place_and_go_away() {
        let term = InMemoryTerm::new(10, 80);
        let mut live = Live::on(ProgressDrawTarget::term_like(Box::new(term.clone())));
        live.show(&["overall 1/3".into(), "  creating a".into(), "  creating b".into()], false);
        live.show(&["overall 2/3".into(), "  creating b".into()], false);
        assert_eq!(term.contents(), "overall 2/3\n  creating b");
        live.clear();
        assert_eq!(term.contents(), "");
    }
}
