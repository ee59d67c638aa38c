//! The Python environment of the emulators, created once per set of pinned versions.
//!
//! The environment is created in a temporary folder under a lock and renamed. The folder with the final name always
//! has its completion marker: an interrupted installation has another name, is never used, and is removed by the next
//! one.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::process::Command;

use crate::error::{Context, Error, Result};
use crate::lock::FileLock;
use crate::progress::{Listener, Progress};
use crate::{clean, private};

/// The pinned emulators, which the measurements in [QUIRKS.md] used.
///
/// [QUIRKS.md]: https://github.com/luneo-platform/archipel/blob/main/crates/sandbox/QUIRKS.md
pub const PINS: [&str; 2] = ["moto[server]==5.2.5", "ministack[full]==1.5.33"];

/// The required distributions with the digests of their wheels. `CONTRIBUTING.md` describes how to generate the file.
const LOCK: &str = include_str!("../assets/requirements.txt");

/// The oldest Python that the emulators support.
const MIN_PYTHON: (u32, u32) = (3, 10);
const MARKER: &str = "complete.json";

/// The source and the destination of an installation.
#[derive(Debug, Clone, Default)]
pub struct InstallOptions {
    /// The cache folder; [`crate::cache_dir`] by default.
    pub cache: Option<PathBuf>,
    /// The search path for Python, instead of the process's own `PATH`.
    pub search_path: Option<OsString>,
    /// The listener for progress.
    pub progress: Listener,
}

/// A complete installation.
#[derive(Debug, Clone)]
pub struct Installation {
    dir: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    packages: Vec<String>,
    python: String,
    seconds: f64,
}

impl Installation {
    /// Finds the installation, or creates it.
    pub async fn ensure(options: &InstallOptions) -> Result<Self> {
        let cache = match &options.cache {
            Some(dir) => dir.clone(),
            None => crate::paths::cache_dir()?,
        };
        // Programs are executed from this folder, so it must belong to this user.
        private::unwritable_dir(&cache)?;
        let dir = cache.join(format!("sandbox-{}", fingerprint()));
        let found = Self { dir };
        if found.is_complete()? {
            return Ok(found);
        }
        let lock = cache.join(format!("sandbox-{}.lock", fingerprint()));
        let _lock = FileLock::acquire(&lock, || {
            options.progress.report(Progress::WaitingForInstall { lock: lock.clone() });
        })
        .await?;
        // The previous holder of the lock may have created it.
        if !found.is_complete()? {
            found.create(&cache, options).await?;
        }
        Ok(found)
    }

    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn python(&self) -> PathBuf {
        venv_python(&self.dir)
    }

    fn is_complete(&self) -> Result<bool> {
        // The interpreter is a link to the system's, which an upgrade of Python removes.
        let is_complete = private::is_own_dir(&self.dir)? && self.dir.join(MARKER).is_file() && self.python().exists();
        if is_complete {
            private::dir(&self.dir)?;
        }
        Ok(is_complete)
    }

    async fn create(&self, cache: &Path, options: &InstallOptions) -> Result<()> {
        let started = Instant::now();
        let python = find_python(options).await?;
        options.progress.report(Progress::Installing {
            dir: self.dir.clone(),
            packages: PINS.iter().map(ToString::to_string).collect(),
        });
        remove_interrupted(cache)?;
        remove(&self.dir)?;
        let side = cache.join(format!("sandbox-{}.partial-{}", fingerprint(), std::process::id()));
        private::dir(&side)?;

        let venv = side.join("venv");
        let output = run(Command::new(&python.path).args(["-m", "venv"]).arg(&venv)).await?;
        if !output.status.success() {
            let detail = tail(&text(&output), 5);
            return Err(Error::NoVenv { path: python.path, detail });
        }
        let inner = venv_python(&side);
        let pip = run(Command::new(&inner).args(["-m", "pip", "--version"])).await?;
        if !pip.status.success() {
            let detail = tail(&text(&pip), 5);
            return Err(Error::NoPip { path: python.path, detail });
        }
        let lock = side.join("requirements.txt");
        private::write_atomically(&lock, LOCK.as_bytes())?;
        // pip uses the user's configuration (index, proxy, certificates). Only wheels are allowed, because a source
        // distribution would execute its set-up code.
        let installed = run_in(
            Command::new(&inner)
                .args(["-m", "pip", "install", "--no-input", "--disable-pip-version-check"])
                .args(["--require-hashes", "--only-binary", ":all:", "--requirement"])
                .arg(&lock),
            clean::for_pip(),
        )
        .await?;
        if !installed.status.success() {
            return Err(Error::PipFailed { tail: tail(&text(&installed), 15) });
        }
        let took = started.elapsed();
        let marker = Marker {
            packages: PINS.iter().map(ToString::to_string).collect(),
            python: python.version,
            seconds: took.as_secs_f64(),
        };
        let json = serde_json::to_vec_pretty(&marker).unwrap_or_default();
        let path = side.join(MARKER);
        private::write_atomically(&path, &json)?;
        // A virtual environment may be renamed if its interpreter is called by path, as here.
        fs::rename(&side, &self.dir).context(|| format!("cannot create {}", self.dir.display()))?;
        options.progress.report(Progress::Installed { dir: self.dir.clone(), took });
        Ok(())
    }
}

struct Python {
    path: PathBuf,
    version: String,
}

/// The first Python on the search path that is new enough, or the reason why there is none.
async fn find_python(options: &InstallOptions) -> Result<Python> {
    let path = options.search_path.clone().or_else(|| std::env::var_os("PATH")).unwrap_or_default();
    let mut too_old = None;
    for name in ["python3", "python"] {
        for dir in std::env::split_paths(&path) {
            let candidate = dir.join(name);
            if !candidate.is_file() {
                continue;
            }
            let Ok(out) =
                run(Command::new(&candidate).args(["-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"]))
                    .await
            else {
                continue;
            };
            let version = String::from_utf8_lossy(&out.stdout).trim().to_owned();
            let Some(number) = parse_version(&version).filter(|_| out.status.success()) else {
                continue;
            };
            if number < MIN_PYTHON {
                too_old.get_or_insert(Error::PythonTooOld { path: candidate, found: version, needed: "3.10" });
                continue;
            }
            let modules = run(Command::new(&candidate).args(["-c", "import venv, ensurepip"])).await?;
            if !modules.status.success() {
                let detail = tail(&text(&modules), 2);
                return Err(Error::NoVenv { path: candidate, detail });
            }
            return Ok(Python { path: candidate, version });
        }
    }
    Err(too_old.unwrap_or(Error::NoPython))
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// Names an installation after its content, so that a version of Archipel with other pins creates another one.
fn fingerprint() -> String {
    Sha256::digest(LOCK).iter().take(6).map(|b| format!("{b:02x}")).collect()
}

fn venv_python(dir: &Path) -> PathBuf {
    dir.join("venv").join("bin").join("python")
}

/// Removes interrupted installations. Call it only under the lock, so that none of them is active.
fn remove_interrupted(cache: &Path) -> Result<()> {
    let prefix = format!("sandbox-{}.partial-", fingerprint());
    let entries = fs::read_dir(cache).context(|| format!("cannot read {}", cache.display()))?;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&prefix) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

fn remove(dir: &Path) -> Result<()> {
    match fs::remove_dir_all(dir) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).context(|| format!("cannot remove {}", dir.display()))
        }
        _ => Ok(()),
    }
}

async fn run(command: &mut Command) -> Result<Output> {
    run_in(command, clean::environment()).await
}

/// Runs a command in the clean environment, so that Python does not get credentials and passphrases of the caller.
async fn run_in(command: &mut Command, environment: impl Iterator<Item = (&'static str, OsString)>) -> Result<Output> {
    let what = format!("cannot run {}", command.as_std().get_program().to_string_lossy());
    command.env_clear().envs(environment).stdin(Stdio::null()).kill_on_drop(true).output().await.context(|| what)
}

fn text(output: &Output) -> String {
    let mut all = String::from_utf8_lossy(&output.stdout).into_owned();
    all.push_str(&String::from_utf8_lossy(&output.stderr));
    all
}

/// The last `n` non-empty lines.
pub(crate) fn tail(text: &str, n: usize) -> String {
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(n)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tail_keeps_the_last_non_empty_lines() {
        assert_eq!(tail("a\n\nb\nc\n\n", 2), "b\nc");
        assert_eq!(tail("", 2), "");
    }

    #[test]
    fn every_distribution_is_locked_to_a_version_with_digests_and_to_no_index() {
        let mut locked = 0;
        for entry in LOCK.replace("\\\n", " ").lines().filter(|line| !line.is_empty()) {
            let name = entry.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
            assert!(name.contains("==") && entry.contains("--hash=sha256:"), "{name}");
            assert!(!entry.contains("://") && !entry.contains("--index"), "{name}");
            locked += 1;
        }
        assert!(locked > 70, "{locked}");
        let asked = include_str!("../assets/requirements.in");
        for pin in PINS {
            assert!(asked.lines().any(|line| line == pin), "{pin}");
            let (name, version) = pin.split_once("==").unwrap();
            let name = name.split('[').next().unwrap_or_default();
            assert!(LOCK.contains(&format!("{name}=={version} ")), "{pin}");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parse_version("3.9.2").is_some_and(|v| v < MIN_PYTHON));
        assert!(parse_version("3.10.0").is_some_and(|v| v >= MIN_PYTHON));
        assert_eq!(parse_version("nonsense"), None);
    }
}
