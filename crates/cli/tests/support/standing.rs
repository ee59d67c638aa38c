//! A run that is paused during a step.

use std::io::{BufRead, BufReader, Read as _};
use std::process::{Child, ChildStderr, ChildStdout};

use super::Project;

/// A run that is paused during a step, until [`Standing::go`].
pub(crate) struct Standing<'p> {
    project: &'p Project,
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl<'p> Standing<'p> {
    /// Starts an `up` of a project and waits until it is in an operation.
    pub(crate) fn at(project: &'p Project, operation: &str) -> Self {
        Self::with(project, &["up", "--yes"], operation)
    }

    /// Like [`at`](Self::at), for any command.
    pub(crate) fn with(project: &'p Project, args: &[&str], operation: &str) -> Self {
        let mut child = project.spawn(args, &format!("wait {operation}"));
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        let mut standing = Self { project, child, out, err };
        until(&mut standing.out, "waits for the test");
        standing
    }

    /// Sends Ctrl-C and waits for the message.
    pub(crate) fn interrupt(&mut self, says: &str) {
        self.signal("-INT");
        until(&mut self.err, says);
    }

    /// Pauses its process, like a machine that suspends, until [`Standing::wake`].
    pub(crate) fn sleep(&self) {
        self.signal("-STOP");
    }

    /// Resumes its process.
    pub(crate) fn wake(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let status = std::process::Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// Lets the step continue.
    pub(crate) fn go(&self) {
        std::fs::write(self.project.path("go"), "").unwrap();
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for the end and returns the exit code and standard error.
    pub(crate) fn complained(mut self) -> (Option<i32>, String) {
        let (mut rest, mut said) = (String::new(), String::new());
        self.out.read_to_string(&mut rest).unwrap();
        self.err.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }

    /// Waits for the end and returns the exit code.
    pub(crate) fn ended(mut self) -> Option<i32> {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        self.child.wait().unwrap().code()
    }
}

/// Reads lines up to one that contains a text.
pub(crate) fn until(lines: &mut impl BufRead, text: &str) {
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        assert!(lines.read_line(&mut line).unwrap() > 0, "it ended before it printed `{text}`");
    }
}
