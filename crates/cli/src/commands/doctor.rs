//! `doctor`: checks what a run depends on and suggests fixes. Changes nothing.

use std::collections::BTreeSet;

use archipel_engine::Environment;
use archipel_engine::state::Snapshot;
use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;

use crate::accounts::{self, Scope};
use crate::args::StackArgs;
use crate::config::TargetName;
use crate::context::Context;
use crate::errors::{Failure, Result};
use crate::exit::Exit;
use crate::render::style::{BOLD, CREATE, DELETE, DIM, WARNING, paint};
use crate::render::text::{count, wrap};
use crate::session::Session;

/// AWS rejects requests signed more than five minutes before or after its own time.
#[cfg(feature = "aws")]
const MOST_SKEW: u64 = 240;

/// One check and its result.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Check {
    /// The subject.
    what: String,
    /// `good`, `note` or `bad`.
    verdict: Verdict,
    /// The finding.
    found: String,
    /// The hint.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Good,
    Note,
    Bad,
}

impl Check {
    fn new(what: impl Into<String>, verdict: Verdict, found: impl Into<String>) -> Self {
        Self { what: what.into(), verdict, found: found.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An error as a finding.
    fn failed(what: impl Into<String>, failure: &Failure) -> Self {
        let text = failure.plain(usize::MAX);
        let (found, hint) = text.split_once("\nhint: ").unwrap_or((&text, ""));
        let found: Vec<&str> = found.trim_start_matches("error: ").lines().map(str::trim).collect();
        let check = Self::new(what, Verdict::Bad, found.join(" "));
        if hint.is_empty() { check } else { check.hint(hint.trim()) }
    }
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    #[command(flatten)]
    stack: StackArgs,
}

pub(super) async fn doctor(context: &Context, args: &DoctorArgs) -> Result<Exit> {
    let stack = &args.stack;
    let mut checks = vec![Check::new("version", Verdict::Good, format!("archipel {}", env!("CARGO_PKG_VERSION")))];
    checks.push(match version_of("cargo").await {
        Some(version) => Check::new("cargo", Verdict::Good, version),
        None => Check::new("cargo", Verdict::Note, "cannot be run")
            .hint("install it: `watch` and changes of the program need it to build"),
    });
    let folders = context.folders();
    match &folders.config {
        Some(folder) => checks.push(Check::new("configuration", Verdict::Good, folder.display().to_string())),
        None => checks.push(
            Check::new("configuration", Verdict::Note, "no configuration folder found in this folder or above")
                .hint("name one with --config-dir; stacks without a configuration file need none"),
        ),
    }
    checks.extend(writable(
        "project",
        &folders.root,
        "make the folder writable: states and plans are written below it",
    ));
    #[cfg(feature = "aws")]
    if let Ok(cache) = archipel_sandbox::cache_dir() {
        checks.extend(writable(
            "cache",
            &cache,
            "make the folder writable, or set ARCHIPEL_CACHE to another one: the sandbox is installed there",
        ));
    }
    let names: Vec<String> = match stack.name() {
        Some(_) => vec![Session::name(context, stack.name())?],
        None => context.stacks(&folders)?.into_iter().map(|(name, _)| name).collect(),
    };
    let mut goes_to_sandbox = false;
    for name in &names {
        match Session::open(context, Some(name), &stack.with) {
            Ok(mut session) => {
                goes_to_sandbox |= session.target == TargetName::Sandbox;
                check_stack(context, &mut session, &mut checks).await;
            }
            Err(failures) => {
                checks.extend(failures.iter().map(|failure| Check::failed(format!("{name}: configuration"), failure)));
            }
        }
    }
    #[cfg(feature = "aws")]
    if goes_to_sandbox {
        check_sandbox(&mut checks).await;
    }
    let _ = goes_to_sandbox;
    let bad = checks.iter().filter(|check| check.verdict == Verdict::Bad).count();
    context.print(&checks, || shown(&checks, context.output.width()))?;
    Ok(if bad > 0 { Exit::Failed } else { Exit::Done })
}

/// A problem if no file can be created in a folder, or in the first one above it that exists.
fn writable(what: &str, folder: &std::path::Path, hint: &str) -> Option<Check> {
    let folder = folder.ancestors().find(|folder| folder.exists())?;
    let probe = folder.join(format!(".archipel-doctor-{}", std::process::id()));
    match std::fs::File::options().write(true).create_new(true).open(&probe) {
        Ok(_) => {
            // It was only a probe; the next one has another name.
            let _ = std::fs::remove_file(&probe);
            None
        }
        Err(error) => {
            let found = format!("cannot create a file in {}: {error}", folder.display());
            Some(Check::new(what, Verdict::Bad, found).hint(hint))
        }
    }
}

async fn check_stack(context: &Context, session: &mut Session, checks: &mut Vec<Check>) {
    let name = session.name.clone();
    let (places, scopes) = match session.program(context) {
        Ok(program) => {
            let found = format!("declares {} resources and data sources", program.nodes.len());
            checks.push(Check::new(format!("{name}: program"), Verdict::Good, found));
            let of_aws = program.nodes.iter().filter(|node| uses_aws(context, node.schema.provider()));
            (
                of_aws.map(|node| node.environment.clone()).collect::<BTreeSet<Environment>>(),
                accounts::of_program(&program),
            )
        }
        Err(failures) => {
            checks.extend(failures.iter().map(|failure| Check::failed(format!("{name}: program"), failure)));
            return;
        }
    };
    let snapshot = check_state(session, checks).await.unwrap_or_default();
    if session.target == TargetName::Aws && !places.is_empty() {
        check_aws(session, places, checks).await;
        check_accounts(session, &snapshot, scopes, checks).await;
    }
}

/// The state, if it can be read.
async fn check_state(session: &Session, checks: &mut Vec<Check>) -> Option<Snapshot> {
    let what = format!("{}: state", session.name);
    let loaded = match session.store() {
        Ok(store) => store.peek().await.map_err(|error| Vec::from(crate::errors::state(&error))),
        Err(failures) => Err(failures),
    };
    let peek = match loaded {
        Ok(peek) => peek,
        Err(failures) => {
            checks.extend(failures.iter().map(|failure| Check::failed(what.clone(), failure)));
            return None;
        }
    };
    let snapshot = &peek.snapshot;
    let found = format!("{} with {} resources, serial {}", session.state, snapshot.records.len(), snapshot.serial);
    checks.push(Check::new(&what, Verdict::Good, found));
    if let Some(writer) = &peek.writer {
        let found = format!("{} runs `{}` right now (process {})", writer.who, writer.what, writer.pid);
        checks.push(Check::new(&what, Verdict::Note, found));
    }
    if !snapshot.pending.is_empty() {
        let found = format!("{} operations were interrupted", snapshot.pending.len());
        checks.push(Check::new(&what, Verdict::Note, found).hint("the next `up` finishes them"));
    }
    let problems = archipel_state::verify(snapshot);
    checks.extend(problems.iter().map(|problem| Check::new(&what, Verdict::Bad, problem.to_string())));
    Some(peek.snapshot)
}

#[cfg(not(feature = "aws"))]
fn uses_aws(_: &Context, _: &str) -> bool {
    false
}

/// Whether the resources of a provider are in AWS. Other providers have no regions or credentials to check.
#[cfg(feature = "aws")]
fn uses_aws(context: &Context, provider: &str) -> bool {
    crate::target::PROVIDERS.contains(&provider) && !crate::target::replaced(context)
}

#[cfg(not(feature = "aws"))]
async fn check_accounts(_: &Session, _: &Snapshot, _: BTreeSet<Scope>, _: &mut Vec<Check>) {}

/// Checks that the credentials belong to the account in the configuration and in the state.
#[cfg(feature = "aws")]
async fn check_accounts(session: &Session, snapshot: &Snapshot, used: BTreeSet<Scope>, checks: &mut Vec<Check>) {
    let what = format!("{}: account", session.name);
    if let Err(failures) = crate::target::verify_accounts(session, snapshot, used).await {
        // The check of the credentials has reported why the account is unknown.
        let other = failures.iter().filter(|failure| failure.exit_code() == Exit::Usage);
        let is_listed = |found: &Check| checks.iter().any(|check| check.found == found.found);
        let new: Vec<Check> =
            other.map(|failure| Check::failed(&what, failure)).filter(|check| !is_listed(check)).collect();
        checks.extend(new);
    }
}

#[cfg(not(feature = "aws"))]
async fn check_aws(_: &Session, _: BTreeSet<Environment>, _: &mut Vec<Check>) {}

/// Checks the credentials in every environment that the program uses, and the clock of this machine.
#[cfg(feature = "aws")]
async fn check_aws(session: &Session, environments: BTreeSet<Environment>, checks: &mut Vec<Check>) {
    let name = &session.name;
    for note in crate::target::endpoint_notes(session).await {
        checks.push(Check::new(format!("{name}: endpoint"), Verdict::Note, note));
    }
    let identities = match crate::target::identities(session, environments).await {
        Ok(identities) => identities,
        Err(failures) => {
            return checks.extend(failures.iter().map(|f| Check::failed(format!("{name}: credentials"), f)));
        }
    };
    // If every environment rejects the credentials, the credentials are wrong.
    if identities.iter().all(|identity| identity.who.is_err()) {
        let first = identities.iter().find_map(|identity| identity.who.as_ref().err());
        return checks.extend(first.map(|failure| Check::failed(format!("{name}: credentials"), failure)));
    }
    for identity in identities {
        let what = format!("{name}: {}", identity.environment);
        match &identity.who {
            Ok(arn) => checks.push(Check::new(what, Verdict::Good, arn)),
            Err(failure) => checks.push(Check::failed(what, failure)),
        }
        if let Some(ahead) = identity.ahead.filter(|ahead| ahead.unsigned_abs() > MOST_SKEW) {
            let direction = if ahead > 0 { "behind" } else { "ahead of" };
            let found = format!("this machine is {} s {direction} AWS", ahead.unsigned_abs());
            checks.push(Check::new("clock", Verdict::Bad, found).hint(
                "set the clock, for example with chrony or systemd-timesyncd: AWS rejects requests signed more than five minutes off",
            ));
        }
    }
}

#[cfg(feature = "aws")]
async fn check_sandbox(checks: &mut Vec<Check>) {
    checks.push(match version_of("python3").await {
        Some(version) if is_at_least(&version, 3, 10) => Check::new("python", Verdict::Good, version),
        found => Check::new("python", Verdict::Bad, found.unwrap_or_else(|| "python3 cannot be run".to_owned()))
            .hint("install Python 3.10 or later: the sandbox consists of AWS emulators in Python"),
    });
    checks.push(match archipel_sandbox::daemon::status(None).await {
        Ok(Some(running)) => Check::new("sandbox", Verdict::Good, format!("running at {}", running.endpoint())),
        Ok(None) => Check::new("sandbox", Verdict::Good, "not running; the next `up` starts it"),
        Err(error) => Check::new("sandbox", Verdict::Bad, error.to_string()).hint("run `sandbox stop`, then try again"),
    });
}

/// The version that a tool reports.
async fn version_of(tool: &str) -> Option<String> {
    let output = tokio::process::Command::new(tool).arg("--version").output().await.ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !version.is_empty()).then_some(version)
}

/// Whether `Python 3.11.7` is at least this.
#[cfg(feature = "aws")]
fn is_at_least(version: &str, major: u32, minor: u32) -> bool {
    let numbers = version.rsplit(' ').next().unwrap_or_default().split('.');
    let numbers: Vec<u32> = numbers.map_while(|part| part.parse().ok()).collect();
    numbers.as_slice() >= [major, minor].as_slice()
}

fn shown(checks: &[Check], width: usize) -> String {
    let widest = checks.iter().map(|check| check.what.chars().count()).max().unwrap_or_default();
    let mut text = String::new();
    let mut said = BTreeSet::new();
    for check in checks {
        let (mark, style) = match check.verdict {
            Verdict::Good => ("ok  ", CREATE),
            Verdict::Note => ("note", WARNING),
            Verdict::Bad => ("BAD ", DELETE),
        };
        let indent = widest + 7;
        let mut lines = wrap(&check.found, width.saturating_sub(indent).max(20)).into_iter();
        let first = lines.next().unwrap_or_default();
        text += &format!("{} {:widest$}  {first}\n", paint(style, mark), check.what);
        // Show a hint for several checks once.
        let hint = check.hint.iter().filter(|hint| said.insert(hint.as_str()));
        let hint = hint.flat_map(|hint| wrap(hint, width.saturating_sub(indent).max(20)));
        for line in lines {
            text += &format!("{:indent$}{line}\n", "");
        }
        for line in hint {
            text += &format!("{:indent$}{}\n", "", paint(DIM, line));
        }
    }
    let bad = checks.iter().filter(|check| check.verdict == Verdict::Bad).count();
    let end = if bad == 0 {
        "No problems found.".to_owned()
    } else {
        format!("{} found.", count(bad, "problem", "problems"))
    };
    text + &format!("{}\n", paint(BOLD, end))
}

#[cfg(all(test, feature = "aws"))]
mod tests {
    use super::is_at_least;

    #[test]
    fn a_python_that_is_too_old_is_found() {
        for (said, is_enough) in
            [("Python 3.11.7", true), ("Python 3.10.0rc1", true), ("Python 3.9.18", false), ("Python 2.7", false)]
        {
            assert_eq!(is_at_least(said, 3, 10), is_enough, "{said}");
        }
    }
}
