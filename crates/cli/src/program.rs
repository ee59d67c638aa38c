//! Runs a stack's program. Its errors and panics become failures with source lines.

use std::sync::Arc;

use archipel_engine::catch_panic::{Panic, catch_panic};
use archipel_engine::program::Program;
use archipel_engine::{Stack, Value};

use crate::config::{Configuration, Document};
use crate::errors::{Failure, Result, program_errors};

/// The error type of a program.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A program with its configuration, ready to run.
pub(crate) type Ready = Box<dyn Fn(&Stack) -> std::result::Result<(), BoxError>>;

type Read = dyn Fn(&Document) -> Result<Ready> + Send + Sync;

/// A program that reads its configuration from a document.
#[derive(Clone)]
pub(crate) struct Source(Arc<Read>);

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source")
    }
}

impl Source {
    /// Wraps a function.
    pub(crate) fn new<C, E, F>(function: F) -> Self
    where
        C: Configuration + 'static,
        E: Into<BoxError>,
        F: Fn(&Stack, &C) -> std::result::Result<(), E> + Send + Sync + 'static,
    {
        let function = Arc::new(function);
        Self(Arc::new(move |document| {
            let config = document.typed::<C>()?;
            let function = Arc::clone(&function);
            Ok(Box::new(move |stack: &Stack| function(stack, &config).map_err(Into::into)) as Ready)
        }))
    }

    /// Reads the configuration.
    pub(crate) fn ready(&self, document: &Document) -> Result<Ready> {
        (self.0)(document)
    }
}

/// Runs a program twice and reports the first difference of the results as an error. A program only declares
/// resources, so the second run costs a few microseconds per resource.
pub(crate) fn run(project: &str, name: &str, ready: &Ready) -> Result<Program> {
    let first = Arc::new(once(project, name, ready)?);
    if repeats(&first, ready) {
        return Ok(Arc::unwrap_or_clone(first));
    }
    // Once more, to keep it for the message.
    let what = format!("the program of {name} is not deterministic: two runs declare different resources");
    let failure = match first.divergence(&once(project, name, ready)?) {
        Some(found) => {
            found.at().map(str::to_owned).into_iter().fold(Failure::new(what), Failure::at).why(found.to_string())
        }
        None => Failure::new(what).why("a second run declared something else, a third run the same as the first"),
    };
    Err(failure.hint(NOT_DETERMINISTIC).into())
}

/// Whether a second run of a program declares what the first did.
fn repeats(first: &Arc<Program>, ready: &Ready) -> bool {
    let stack = Stack::repeating(Arc::clone(first));
    let ended = catching(|| ready(&stack));
    matches!(ended, Ok(Ok(()))) && stack.repeats()
}

/// The inputs that a program must not depend on.
pub(crate) const NOT_DETERMINISTIC: &str = "a program may depend on its configuration only, not on the time, random numbers, the order of a HashMap or HashSet (use a BTreeMap), or environment variables";

fn once(project: &str, name: &str, ready: &Ready) -> Result<Program> {
    let stack = Stack::new(project, name);
    let kept = stack.clone();
    let ended = catching(|| ready(&stack));
    let mut failures = Vec::new();
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => failures.push(program_failure(&error, name)),
        Err(panicked) => failures.push(panicked),
    }
    match kept.finish() {
        Ok(program) if failures.is_empty() => Ok(program),
        Ok(program) => {
            let secrets = program.known_secrets();
            let secrets: Vec<&Value> = secrets.iter().collect();
            Err(failures.into_iter().map(|failure| failure.scrubbed(&secrets)).collect())
        }
        Err(found) => {
            let mut all = program_errors(&found);
            all.append(&mut failures);
            Err(all)
        }
    }
}

fn program_failure(error: &BoxError, stack: &str) -> Failure {
    let mut failure = Failure::new(format!("the program of {stack} failed: {error}"));
    let mut source = error.source();
    while let Some(cause) = source {
        failure = failure.why(cause.to_string());
        source = cause.source();
    }
    failure
}

/// Calls a function; a panic in it becomes a failure with its source line.
pub(crate) fn catching<T>(function: impl FnOnce() -> T) -> std::result::Result<T, Failure> {
    catch_panic(function).map_err(|Panic { message, at, backtrace }| {
        let failure = at.into_iter().fold(Failure::new(format!("the program panicked: {message}")), Failure::at);
        match backtrace {
            Some(backtrace) => failure.why(backtrace),
            None => failure.hint("set RUST_BACKTRACE=1 to show the backtrace"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures(ready: impl Fn(&Stack) -> std::result::Result<(), BoxError> + 'static) -> String {
        let ready: Ready = Box::new(ready);
        let failures = run("luneo", "dev", &ready).unwrap_err();
        failures.iter().map(|failure| failure.plain(100)).collect()
    }

    #[test]
    fn a_panic_becomes_an_error_with_its_source_line() {
        let line = line!() + 1;
        let text = failures(|_| panic!("no zones"));
        assert!(text.contains("the program panicked: no zones"), "{text}");
        assert!(text.contains(&format!("program.rs:{line}")), "{text}");
    }

    #[test]
    fn declared_errors_are_reported_beside_the_error_that_ended_the_program() {
        let text = failures(|stack| {
            stack.error("a is wrong");
            stack.error("b is wrong");
            Err("gave up".into())
        });
        for part in ["a is wrong", "b is wrong", "the program of dev failed: gave up", "program.rs:"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
