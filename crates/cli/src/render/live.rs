//! Lines at the bottom of a terminal that are redrawn during a run.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::progress::Progress;
use crate::output::Output;

/// The maximum and minimum number of lines below the overall ones; the output above stays readable.
const LINES: std::ops::RangeInclusive<usize> = 4..=20;
/// The minimum time between two redraws, so that the lines can be read.
const AGAIN: Duration = Duration::from_millis(100);

/// The redrawn lines: one bar with several lines, so that they are drawn at once.
pub(crate) struct Live {
    target: Box<dyn Fn() -> ProgressDrawTarget + Send>,
    bar: Option<ProgressBar>,
    drawn: Option<Instant>,
}

impl Live {
    /// Draws on standard output.
    pub(crate) fn new() -> Self {
        Self::on(ProgressDrawTarget::stdout)
    }

    /// Draws on any terminal.
    pub(crate) fn on(target: impl Fn() -> ProgressDrawTarget + Send + 'static) -> Self {
        Self { target: Box::new(target), bar: None, drawn: None }
    }

    /// Draws the current progress, unless it was drawn a moment ago.
    pub(crate) fn draw(&mut self, progress: &mut Progress, output: &Output) {
        let now = Instant::now();
        if self.drawn.is_some_and(|drawn| now.saturating_duration_since(drawn) < AGAIN) {
            return;
        }
        self.drawn = Some(now);
        // Two overall lines, one for the cursor, and some of the earlier output.
        let most = (output.height() / 2).clamp(*LINES.start(), *LINES.end());
        let lines = progress.live(now, output.width().saturating_sub(1), most);
        self.show(&lines, output.has_color());
    }

    /// Draws these lines.
    pub(crate) fn show(&mut self, lines: &[String], color: bool) {
        let text = lines.join("\n");
        let text = if color { text } else { anstream::adapter::strip_str(&text).to_string() };
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, (self.target)());
            match ProgressStyle::with_template("{msg}") {
                Ok(style) => bar.with_style(style),
                Err(_) => bar,
            }
        });
        bar.set_message(text);
    }

    /// Writes lines above the redrawn ones.
    pub(crate) fn print(&mut self, text: &str, write: impl Fn(&str)) {
        match &self.bar {
            Some(bar) => bar.suspend(|| write(text)),
            None => write(text),
        }
    }

    /// Removes the redrawn lines.
    pub(crate) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use indicatif::{InMemoryTerm, TermLike as _};

    use super::*;

    #[test]
    fn lines_are_redrawn_in_place_and_removed() {
        let term = InMemoryTerm::new(10, 80);
        let kept = term.clone();
        let mut live = Live::on(move || ProgressDrawTarget::term_like(Box::new(term.clone())));
        live.show(&["overall 1/3".into(), "  creating a".into(), "  creating b".into()], false);
        live.show(&["overall 2/3".into(), "  creating b".into()], false);
        assert_eq!(kept.contents(), "overall 2/3\n  creating b");
        live.print("created a\n", |text| kept.write_line(text.trim_end()).unwrap());
        assert_eq!(kept.contents(), "created a\noverall 2/3\n  creating b");
        live.clear();
        assert_eq!(kept.contents(), "created a");
    }
}
