//! Saved plans: written by `preview --out`; `up --plan` and `destroy --plan` refuse them if they are out of date.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use archipel_engine::digest::Digester;
use archipel_engine::engine::Prepared;
use archipel_engine::event::Level;
use archipel_engine::plan::{Commit, FileOptions, Finding, Plan, PlanFile, PlanFileError, PlanInputs, StalePlan};
use archipel_engine::program::ProgramText;
use archipel_state::{KeyHeader, Purpose, SealError, Vault};

use super::run::Connected;
use crate::accounts;
use crate::config::{TargetName, shown};
use crate::context::Context;
use crate::errors::{self, Failure, Result};
use crate::exit::Exit;
use crate::private_file::{self, folder_of};
use crate::program::NOT_DETERMINISTIC;
use crate::session::Session;

/// The metadata key in a state for the hash of the plan file that was last applied.
const META_PLAN: &str = "plan";
/// The maximum number of differences in a refusal.
const MOST: usize = 8;

/// Builds the plan file.
pub(super) async fn file(
    session: &Session,
    running: &Connected,
    prepared: &Prepared,
    options: &FileOptions,
) -> Result<PlanFile> {
    // A separate key: a state that never had a secret has no key, and the plan may contain the first one.
    let mut vault = Vault::new(session.non_interactive_sealer()?, purpose(session), None);
    let key = match vault.seal(&[], &[]) {
        Ok(_) => vault.header().map(serde_json::to_value).transpose().map_err(no_key)?,
        Err(SealError::NoKey(_)) => None,
        Err(error) => {
            return Err(errors::key(Failure::new("cannot create the key of the plan's digests"), &error).into());
        }
    };
    let digester = vault.digester("").map_err(no_key)?;
    build_file(session, running, prepared, options, (digester, key)).await
}

/// The purpose of a plan file's key.
fn purpose(session: &Session) -> Purpose {
    Purpose::Plan(session.of.clone())
}

fn no_key(error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("cannot open the key of the plan's digests: {error}"))
}

async fn build_file(
    session: &Session,
    running: &Connected,
    prepared: &Prepared,
    options: &FileOptions,
    (digester, key): (Digester, Option<serde_json::Value>),
) -> Result<PlanFile> {
    let inputs = PlanInputs {
        digester,
        key,
        hash: prepared.hash.clone(),
        created: crate::since_1970(),
        commit: commit(&session.root),
        build: build(),
        target: target(session, running).await?,
        options: options.clone(),
        configuration: session.configuration.clone(),
        found: found(prepared),
    };
    Ok(PlanFile::new(&prepared.plan, prepared.program.as_deref(), inputs))
}

/// The target of a stack, with the settings that distinguish it from another one of the same name.
async fn target(session: &Session, running: &Connected) -> Result<BTreeMap<String, String>> {
    let settings = &session.settings;
    let one = |key: &str, value: Option<&String>| value.map(|value| (key.to_owned(), value.clone()));
    let mut target = BTreeMap::from([("target".to_owned(), session.target.as_str().to_owned())]);
    target.extend(one("home_region", settings.home_region.as_ref()));
    target.extend(accounts::of_credentials(&running.engine.providers).await?);
    target.extend(one("sandbox", running.world.as_ref()));
    if session.target == TargetName::Aws {
        target.extend(one("endpoint", settings.endpoint.as_ref().map(|url| url.as_str().to_owned()).as_ref()));
        let services = settings.endpoints.iter();
        target.extend(services.map(|(name, url)| (format!("endpoints.{}", name.as_str()), url.as_str().to_owned())));
    }
    target.extend(settings.accounts.iter().map(|(name, role)| (format!("accounts.{name}"), role.clone())));
    Ok(target)
}

/// The findings of recovery and refresh, without values.
fn found(prepared: &Prepared) -> Vec<Finding> {
    let drifts = prepared.drifts.iter().map(|drift| {
        let urn = drift.urn.clone();
        let paths = || drift.changes.iter().map(|change| change.path.clone()).collect();
        if drift.gone { Finding::Gone { urn } } else { Finding::Differs { urn, paths: paths() } }
    });
    drifts.chain(prepared.notes.iter().cloned()).collect()
}

/// The commit of the repository around a folder, if there is one and git is installed.
fn commit(folder: &Path) -> Option<Commit> {
    let git = |args: &[&str]| {
        let output = std::process::Command::new("git").arg("-C").arg(folder).args(args).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let id = git(&["rev-parse", "--verify", "HEAD"])?;
    let dirty = git(&["status", "--porcelain", "--untracked-files=no"]).is_none_or(|changed| !changed.is_empty());
    Some(Commit { id, dirty })
}

/// Identifies this build of the program: size and modification time of the executable.
fn build() -> String {
    let meta = std::env::current_exe().and_then(std::fs::metadata);
    let written = |meta: &std::fs::Metadata| meta.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok();
    meta.map(|meta| format!("{}-{}", meta.len(), written(&meta).unwrap_or_default().as_nanos())).unwrap_or_default()
}

/// Checks that the plan file can be written, before planning.
pub(super) fn check_out(out: &Path) -> Result<()> {
    let why = if out.is_dir() {
        "it is a folder"
    } else if out.file_name().is_none() || !folder_of(out).is_dir() {
        "its folder does not exist"
    } else {
        return Ok(());
    };
    Err(Failure::new(format!("cannot write the plan to {}: {why}", out.display())).exit(Exit::Usage).into())
}

/// Writes a plan file atomically, for its owner only, and prints its path.
pub(super) fn write(context: &Context, out: &Path, file: &PlanFile) -> Result<()> {
    let text = file.write().map_err(|error| Failure::new(format!("cannot serialize the plan to JSON: {error}")))?;
    private_file::write(out, text.as_bytes()).map_err(|error| {
        Failure::new(format!("cannot write the plan: {error}")).at(out.display().to_string()).exit(Exit::Usage)
    })?;
    context.reporter.say(format!("Plan written to {}, hash {}\n", shown(out), file.hash));
    if !file.plan.deferred.is_empty() {
        let parts: Vec<&str> = file.plan.deferred.iter().map(|deferred| deferred.path.as_str()).collect();
        context.reporter.notice(
            Level::Info,
            format!(
                "the plan defers {} to later waves, which it cannot contain: `up --plan` asks about each of them, and applies them without asking with `--yes`",
                parts.join(", ")
            ),
        );
    }
    Ok(())
}

/// A plan file that was read.
pub(super) struct SavedPlan {
    path: PathBuf,
    file: PlanFile,
}

impl SavedPlan {
    /// Reads a plan file.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let bytes = if path.is_dir() { Err("it is a folder".to_owned()) } else { Ok(()) }
            .and_then(|()| std::fs::read(path).map_err(|error| error.to_string()))
            .map_err(|why| {
                Failure::new(format!("cannot read the plan file: {why}"))
                    .at(path.display().to_string())
                    .hint("create one with `preview --out FILE`")
                    .exit(Exit::Usage)
            })?;
        let text = String::from_utf8_lossy(&bytes);
        let file = PlanFile::read(&text).map_err(|error| {
            let hint = match &error {
                PlanFileError::OtherFormat { .. } | PlanFileError::OtherVersion { .. } => {
                    "apply it with the version that wrote it, or create a new plan with this version"
                }
                _ => "create a new plan with `preview --out FILE`",
            };
            Failure::new(error.to_string()).at(path.display().to_string()).hint(hint).exit(Exit::Refused)
        })?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// The stack of the plan.
    pub(super) fn stack(&self) -> &str {
        &self.file.plan.stack
    }

    /// The plan.
    pub(super) fn plan(&self) -> &Plan {
        &self.file.plan
    }

    /// The text of the program.
    pub(super) fn program(&self) -> &ProgramText {
        &self.file.program
    }

    /// The options of the plan.
    pub(super) fn options(&self) -> &FileOptions {
        &self.file.options
    }

    /// The digester for the digests in the file, and its key.
    fn digester(&self, session: &Session) -> Result<(Digester, Option<serde_json::Value>)> {
        let Some(key) = &self.file.key else { return Ok((Digester::default(), None)) };
        let header: KeyHeader =
            serde_json::from_value(key.clone()).map_err(|error| no_key(error).exit(Exit::Refused))?;
        let mut vault = Vault::new(session.sealer()?, purpose(session), Some(header));
        vault.unlock().map_err(|error| {
            no_key(error)
                .at(self.path.display().to_string())
                .hint("set the passphrase or key of the stack's secrets that `preview --out` used")
                .exit(Exit::Usage)
        })?;
        Ok((vault.digester("").map_err(no_key)?, self.file.key.clone()))
    }

    fn refused(&self, what: impl Into<String>) -> Failure {
        Failure::new(what).at(self.path.display().to_string()).exit(Exit::Refused)
    }

    /// Refuses the plan of another stack or command.
    pub(super) fn check(&self, context: &Context, session: &Session, destroy: bool) -> Result<()> {
        let plan = &self.file.plan;
        let (planned, found) =
            (format!("{}/{}", plan.project, plan.stack), format!("{}/{}", context.app.project, session.name));
        if planned != found {
            let moved = StalePlan::Stack { planned, found };
            return Err(self.refused(moved.to_string()).hint("specify the stack of the plan, or omit it").into());
        }
        if self.file.destroy != destroy {
            let (of, with) = if destroy { ("`up`", "`up --plan`") } else { ("`destroy`", "`destroy --plan`") };
            return Err(self.refused(format!("it is a plan of {of}")).hint(format!("apply it with {with}")).into());
        }
        Ok(())
    }

    /// Refuses a saved plan that differs from the current one; otherwise records it in the state as applied.
    pub(super) async fn ensure_current(
        &self,
        session: &Session,
        running: &mut Connected,
        prepared: &Prepared,
    ) -> Result<()> {
        let again = if self.file.destroy { "preview --destroy" } else { "preview" };
        self.ensure_current_to(session, running, prepared, &format!("{again} {}", session.name)).await
    }

    /// Like [`SavedPlan::ensure_current`], for a plan that another command writes again.
    pub(super) async fn ensure_current_to(
        &self,
        session: &Session,
        running: &mut Connected,
        prepared: &Prepared,
        again: &str,
    ) -> Result<()> {
        let now = build_file(session, running, prepared, &self.file.options, self.digester(session)?).await?;
        let moved = self.file.differences(&now);
        if moved.is_empty() {
            running.mark(META_PLAN, self.file.hash.clone());
            return Ok(());
        }
        let again = format!("create a new plan: `{again} --out {}`", self.path.display());
        if prepared.snapshot.meta.get(META_PLAN) == Some(&self.file.hash) {
            let failure = self.refused("the plan was already applied; a plan can be applied only once");
            return Err(failure.hint(again).into());
        }
        let mut failure = self.refused("the plan is out of date; nothing was changed");
        for moved in &moved {
            if let StalePlan::Program(departure) = moved
                && let Some(at) = departure.at()
            {
                failure = failure.at(at);
            }
        }
        for moved in moved.iter().take(MOST) {
            failure = failure.why(moved.to_string());
        }
        if moved.len() > MOST {
            failure = failure.why(format!("and {} more", moved.len() - MOST));
        }
        if self.file.archipel != now.archipel {
            failure = failure.why(format!("Archipel {} wrote it, this is {}", self.file.archipel, now.archipel));
        }
        // Only the program differs: it was edited, or it is not deterministic.
        let edited = moved.iter().any(|moved| matches!(moved, StalePlan::Configuration { .. } | StalePlan::Secret));
        if !edited && moved.iter().any(|moved| matches!(moved, StalePlan::Program(_))) {
            failure = failure.why(format!("if the program was not edited: {NOT_DETERMINISTIC}"));
        }
        Err(failure.hint(again).into())
    }
}
