//! The only module that writes to standard output and standard error.

use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::args::ColorWhen;
use crate::errors::Failure;

/// The line width without a terminal.
const WIDTH: usize = 100;
/// The number of screen lines without a terminal.
const HEIGHT: usize = 24;
/// The minimum line width.
const NARROWEST: usize = 40;

/// One of the two streams.
struct Stream {
    to: Mutex<Box<dyn Write + Send>>,
    color: bool,
    /// Whether the reader has closed the stream. Further output is dropped, so that the run completes.
    closed: AtomicBool,
}

impl Stream {
    fn new(to: Box<dyn Write + Send>, color: bool) -> Self {
        Self { to: Mutex::new(to), color, closed: AtomicBool::new(false) }
    }

    fn write(&self, text: &str) {
        if self.closed.load(Ordering::Relaxed) {
            return;
        }
        let mut to = self.to.lock().unwrap_or_else(PoisonError::into_inner);
        let result = if self.color {
            to.write_all(text.as_bytes())
        } else {
            to.write_all(anstream::adapter::strip_str(text).to_string().as_bytes())
        };
        if result.and_then(|()| to.flush()).is_err() {
            self.closed.store(true, Ordering::Relaxed);
        }
    }
}

/// Standard output and standard error, with their width and capabilities.
pub struct Output {
    out: Stream,
    err: Stream,
    width: usize,
    height: usize,
    terminal: bool,
}

impl Output {
    /// The streams of the process.
    #[must_use]
    pub(crate) fn of_process(color: ColorWhen) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let terminal = out.is_terminal();
        let wanted = |is_terminal: bool| match color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                is_terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        let size = console::Term::stdout().size_checked();
        let (height, width) = size.map_or((HEIGHT, WIDTH), |(rows, columns)| (usize::from(rows), usize::from(columns)));
        Self {
            height,
            width: if terminal { width.max(NARROWEST) } else { WIDTH },
            terminal: terminal && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
            out: Stream::new(Box::new(out), wanted(terminal)),
            err: Stream::new(Box::new(err), wanted(io::stderr().is_terminal())),
        }
    }

    /// Other streams, without colour, for tests.
    #[must_use]
    pub fn to(out: impl Write + Send + 'static, err: impl Write + Send + 'static, width: usize) -> Self {
        let (out, err) = (Stream::new(Box::new(out), false), Stream::new(Box::new(err), false));
        Self { out, err, width, height: HEIGHT, terminal: false }
    }

    /// Writes text to standard output.
    pub fn out(&self, text: &str) {
        self.out.write(text);
    }

    /// Writes a line to standard output.
    pub fn line(&self, text: &str) {
        self.out.write(&format!("{text}\n"));
    }

    /// Writes a document to standard output: one line of JSON, or text.
    pub(crate) fn document(
        &self,
        as_json: bool,
        json: &impl serde::Serialize,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if !as_json {
            self.out(&text());
            return Ok(());
        }
        let json = serde_json::to_string(json)
            .map_err(|error| Failure::new(format!("cannot serialize the result to JSON: {error}")))?;
        self.line(&json);
        Ok(())
    }

    /// Writes text to standard error.
    pub fn err(&self, text: &str) {
        self.err.write(text);
    }

    /// The line width.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The number of screen lines at the start of the command.
    #[must_use]
    pub fn height(&self) -> usize {
        self.height
    }

    /// Whether standard output is a terminal that can redraw lines.
    #[must_use]
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether standard output is coloured.
    #[must_use]
    pub fn has_color(&self) -> bool {
        self.out.color
    }
}

#[cfg(test)]
pub(crate) mod capture {
    //! Output captured in memory.

    use super::*;
    use std::sync::Arc;

    /// The written text.
    #[derive(Clone, Default)]
    pub(crate) struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Captured {
        pub(crate) fn text(&self) -> String {
            String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
        }
    }

    impl Write for Captured {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(buf);
            Ok(buf.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A pipe with a closed reader.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_drops_the_rest_of_the_output() {
        let err = Captured::default();
        let output = Output::to(Closed, err.clone(), 80);
        output.line("one");
        output.line("two");
        output.err("still there");
        assert_eq!(err.text(), "still there");
    }

    #[test]
    fn output_without_colour_contains_no_escape_sequences() {
        let out = Captured::default();
        Output::to(out.clone(), io::sink(), 80).line("\u{1b}[31mred\u{1b}[0m");
        assert_eq!(out.text(), "red\n");
    }
}
