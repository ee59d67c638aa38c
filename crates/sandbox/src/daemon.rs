//! A sandbox in the background, which outlives the command that started it.
//!
//! [`start`] re-executes the running program as `PROGRAM sandbox serve --run-dir DIR`, which must call [`serve`].
//! Both use the run folder, which only the owner can enter: `sandbox.json` has the address and the secret of the
//! sandbox. It is trusted only if the server at the address names the same process.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Context, Error, Result};
use crate::faults::{Fired, Rule};
use crate::gateway::Status;
use crate::install::{InstallOptions, Installation};
use crate::kubernetes::{self, ASSETS, Archive, Binaries};
use crate::lock::FileLock;
use crate::private::{self, write_atomically};
use crate::process::read_tail;
use crate::progress::{Listener, Progress};
use crate::secret::Secret;
use crate::traffic::{Answer, Tick};
use crate::{ApiServers, Calls, Sandbox, clean, net};

const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);
const START_TIMEOUT: Duration = Duration::from_secs(120);
const STOP_TIMEOUT: Duration = Duration::from_secs(20);

/// Options for the background sandbox.
#[derive(Debug, Clone)]
pub struct DaemonOptions {
    /// The installation of the emulators, the Python interpreter, and the listener for progress.
    pub install: InstallOptions,
    /// The run folder; [`crate::run_dir`] by default.
    pub run_dir: Option<PathBuf>,
    /// The gateway's port; a free one by default.
    pub port: Option<u16>,
    /// The sandbox stops itself after this time without an AWS call.
    pub idle: Duration,
    /// The API servers of EKS clusters.
    pub api_servers: DaemonApiServers,
}

/// Whether the EKS clusters of the background sandbox have Kubernetes API servers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DaemonApiServers {
    /// If their programs are found: by `KUBEBUILDER_ASSETS`, on the `PATH`, or in the cache.
    #[default]
    IfFound,
    /// Always: programs that are not found are downloaded. It is an error if they cannot be.
    Required,
    /// Never: cluster contents are left out.
    Off,
}

impl Default for DaemonOptions {
    fn default() -> Self {
        Self {
            install: InstallOptions::default(),
            run_dir: None,
            port: None,
            idle: Duration::from_secs(4 * 3600),
            api_servers: DaemonApiServers::default(),
        }
    }
}

/// The address of the background sandbox: the content of `sandbox.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunFile {
    pub pid: u32,
    /// The gateway's port.
    pub port: u16,
    /// A random id of the process. Unlike the status's `instance`, a reset does not change it.
    pub process: String,
    /// In seconds since 1970.
    pub started: u64,
    /// The secret that requests must be signed with. Sandboxes of older versions have none.
    #[serde(default)]
    pub secret: Option<Secret>,
}

/// A running sandbox.
#[derive(Debug, Clone)]
pub struct Running {
    pub run_file: RunFile,
    pub status: Status,
    secret: Secret,
    /// Whether [`start`] started it; otherwise it was already running.
    pub is_new: bool,
}

impl Running {
    /// The endpoint for AWS clients.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.run_file.endpoint()
    }

    /// The id of its state: new after each reset.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.status.instance
    }

    /// Whether it applies the same corrections to the emulators as this build of the crate.
    #[must_use]
    pub fn is_of_this_build(&self) -> bool {
        self.status.build == crate::fixes::fingerprint()
    }

    /// The secret access key that requests must be signed with.
    #[must_use]
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Replaces the fault rules.
    pub async fn set_faults(&self, rules: &[Rule]) -> Result<Vec<Fired>> {
        let rules = serde_json::to_vec(rules).map_err(|error| Error::BadFaults(error.to_string()))?;
        self.run_file.send(Method::POST, "faults", rules, ANSWER_TIMEOUT).await
    }

    /// The fault rules, and how often each fired.
    pub async fn faults(&self) -> Result<Vec<Fired>> {
        self.run_file.ask(Method::GET, "faults", ANSWER_TIMEOUT).await
    }

    /// Lets the stand-in for traffic do what happens at one moment.
    pub async fn traffic(&self, tick: &Tick) -> Result<Answer> {
        let body = serde_json::to_vec(tick).map_err(|error| Error::BadAnswer(error.to_string()))?;
        self.run_file.send(Method::POST, "traffic", body, ANSWER_TIMEOUT).await
    }

    /// The call counters, of one account or all.
    pub async fn calls(&self, account: Option<&str>) -> Result<Calls> {
        let query = account.map(|a| format!("?account={a}")).unwrap_or_default();
        self.run_file.ask(Method::GET, &format!("calls{query}"), ANSWER_TIMEOUT).await
    }
}

impl RunFile {
    fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    async fn ask<T: DeserializeOwned>(&self, method: Method, what: &str, timeout: Duration) -> Result<T> {
        self.send(method, what, Vec::new(), timeout).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        what: &str,
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<T> {
        let path = format!("/_sandbox/{what}");
        let (status, body) = net::call_gateway(method, self.port, &path, body, self.secret.as_ref(), timeout).await?;
        let url = format!("{}{path}", self.endpoint());
        if !status.is_success() {
            return Err(Error::BadAnswer(format!("{url}: {status} {}", String::from_utf8_lossy(&body))));
        }
        serde_json::from_slice(&body).map_err(|e| Error::BadAnswer(format!("{url}: {e}")))
    }

    /// Its status, if the server at its port is the process in the run file, whose id only it knows.
    async fn verified(&self) -> Option<Status> {
        let status: Status = self.ask(Method::GET, "status", ANSWER_TIMEOUT).await.ok()?;
        (status.process == self.process).then_some(status)
    }

    /// Whether a sandbox of an older version, which accepted unsigned requests, runs there.
    async fn is_without_secret(&self) -> bool {
        if self.secret.is_some() {
            return false;
        }
        let status = self.ask::<serde_json::Value>(Method::GET, "status", ANSWER_TIMEOUT).await;
        status.is_ok_and(|status| status["process"] == self.process.as_str())
    }
}

/// The options of [`serve`], which [`start`] writes.
#[derive(Debug, Default, Serialize, Deserialize)]
struct ServeFile {
    port: Option<u16>,
    idle_seconds: Option<u64>,
    cache: Option<PathBuf>,
    #[serde(default)]
    api_servers: Option<Binaries>,
}

/// Returns the running sandbox, or starts one: by [`std::env::current_exe`] with
/// `sandbox serve --run-dir DIR`.
pub async fn start(options: &DaemonOptions) -> Result<Running> {
    let dir = folder(options.run_dir.as_deref())?;
    private::dir(&dir)?;
    // Of two concurrent starts, the second waits here and then finds the sandbox of the first.
    let _lock = FileLock::acquire(&dir.join("start.lock"), || {}).await?;
    let cache = options.install.cache.clone().map_or_else(crate::paths::cache_dir, Ok)?;
    let binaries = api_servers(options, &cache).await?;
    if let Some(mut running) = find(&dir).await? {
        if running.status.emulators.iter().all(|emulator| emulator.alive) {
            // It may have been started where or when there were no programs.
            if !running.status.kubernetes && binaries.is_some() {
                let body = serde_json::to_vec(&binaries).unwrap_or_default();
                running.status = running.run_file.send(Method::PUT, "kubernetes", body, ANSWER_TIMEOUT).await?;
            }
            return Ok(running);
        }
        // Remove the remains of an older sandbox.
        end(&dir, &running.run_file).await?;
    }
    if let Some(port) = options.port {
        net::assert_free(port)?;
    }
    // Install here, where the user sees the progress, and not in the background process.
    Installation::ensure(&options.install).await?;
    let file = ServeFile {
        port: options.port,
        idle_seconds: Some(options.idle.as_secs()),
        cache: Some(cache.clone()),
        api_servers: binaries,
    };
    write_atomically(&dir.join("serve.json"), &serde_json::to_vec(&file).unwrap_or_default())?;

    options.install.progress.report(Progress::Starting { name: "sandbox" });
    let started = Instant::now();
    let log = dir.join("sandbox.log");
    let mut child = spawn(&dir, &cache, &log)?;
    let not_up =
        |reason: String| Err(Error::NotUp { name: "sandbox", reason, tail: read_tail(&log), log: log.clone() });
    loop {
        if let Some(mut running) = find(&dir).await? {
            running.is_new = true;
            options.install.progress.report(Progress::Ready { endpoint: running.endpoint() });
            // Reap the child if this process outlives it, so that it does not become a zombie.
            std::thread::spawn(move || child.wait());
            return Ok(running);
        }
        if let Ok(Some(status)) = child.try_wait() {
            return not_up(format!("it exited with {status}"));
        }
        if started.elapsed() > START_TIMEOUT {
            let _ = child.kill();
            let _ = child.wait();
            return not_up(format!("no response within {} s", START_TIMEOUT.as_secs()));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The programs of API servers, which are found here: the environment of the background process has no settings.
async fn api_servers(options: &DaemonOptions, cache: &Path) -> Result<Option<Binaries>> {
    match options.api_servers {
        DaemonApiServers::Off => Ok(None),
        DaemonApiServers::IfFound => Ok(Binaries::find(cache).ok()),
        DaemonApiServers::Required => match (Binaries::find(cache), Archive::official()) {
            (Ok(found), _) => Ok(Some(found)),
            // A folder that was named and is incomplete is not replaced silently.
            (Err(error), _) if std::env::var_os(ASSETS).is_some_and(|dir| !dir.is_empty()) => Err(error),
            (Err(_), Some(archive)) => kubernetes::ensure_download(&options.install, &archive).await.map(Some),
            (Err(error), None) => Err(error),
        },
    }
}

fn spawn(dir: &Path, cache: &Path, log: &Path) -> Result<Child> {
    let exe = std::env::current_exe().context(|| "cannot determine the path of this executable".to_owned())?;
    let out = private::create(log)?;
    let err = out.try_clone().context(|| format!("cannot write {}", log.display()))?;
    Command::new(&exe)
        .args(["sandbox", "serve", "--run-dir"])
        .arg(dir)
        // It lives for hours, so it must not inherit credentials and passphrases of this command.
        .env_clear()
        .envs(clean::environment())
        .env("ARCHIPEL_CACHE", cache)
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err)
        .process_group(0)
        .spawn()
        .context(|| format!("cannot start {}", exe.display()))
}

/// The running sandbox, if there is one.
pub async fn status(run_dir: Option<&Path>) -> Result<Option<Running>> {
    find(&folder(run_dir)?).await
}

/// Deletes everything in the running sandbox.
pub async fn reset(run_dir: Option<&Path>) -> Result<Status> {
    let running = status(run_dir).await?.ok_or(Error::NotRunning)?;
    running.run_file.ask(Method::POST, "reset", Duration::from_secs(60)).await
}

/// Stops the running sandbox and waits until it has ended. Returns false if there was none.
pub async fn stop(run_dir: Option<&Path>) -> Result<bool> {
    let dir = folder(run_dir)?;
    let run_file = match find(&dir).await {
        Ok(Some(running)) => running.run_file,
        Err(Error::WithoutSecret { .. }) => match read_run_file(&dir)? {
            Some(run_file) => run_file,
            None => return Ok(false),
        },
        Ok(None) => return Ok(false),
        Err(error) => return Err(error),
    };
    end(&dir, &run_file).await?;
    Ok(true)
}

async fn end(dir: &Path, run_file: &RunFile) -> Result<()> {
    let _: serde_json::Value = run_file.ask(Method::POST, "stop", ANSWER_TIMEOUT).await?;
    let started = Instant::now();
    // It removes its run file last, after its emulators have ended.
    while read_run_file(dir)?.is_some_and(|file| file == *run_file) {
        if started.elapsed() > STOP_TIMEOUT {
            return Err(Error::BadAnswer("it did not stop".to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Runs the background sandbox until it is stopped or has been unused for long enough.
pub async fn serve(run_dir: &Path) -> Result<()> {
    private::dir(run_dir)?;
    let file: ServeFile = private::read(&run_dir.join("serve.json"))?
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default();
    let idle = file.idle_seconds.map_or(DaemonOptions::default().idle, Duration::from_secs);
    let sandbox = Sandbox::start(crate::Options {
        install: InstallOptions { cache: file.cache, search_path: None, progress: Listener::default() },
        port: file.port,
        run_dir: Some(run_dir.to_owned()),
        api_servers: ApiServers::Given(file.api_servers),
    })
    .await?;
    let status = sandbox.status();
    let run_file = RunFile {
        pid: status.pid,
        port: status.port,
        process: status.process,
        started: since_1970(),
        secret: Some(sandbox.secret().clone()),
    };
    let json = serde_json::to_vec_pretty(&run_file).unwrap_or_default();
    write_atomically(&run_file_path(run_dir), &json)?;
    wait_for_end(&sandbox, idle).await?;
    sandbox.stop().await;
    if read_run_file(run_dir)? == Some(run_file) {
        let _ = fs::remove_file(run_file_path(run_dir));
    }
    Ok(())
}

async fn wait_for_end(sandbox: &Sandbox, idle: Duration) -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate()).context(|| "cannot wait for signals".to_owned())?;
    let mut hang_up = signal(SignalKind::hangup()).context(|| "cannot wait for signals".to_owned())?;
    loop {
        let left = idle.saturating_sub(sandbox.idle());
        if left.is_zero() {
            return Ok(());
        }
        tokio::select! {
            () = sandbox.stop_requested() => return Ok(()),
            _ = terminate.recv() => return Ok(()),
            // The terminal was closed, which the background sandbox must survive.
            _ = hang_up.recv() => {}
            () = tokio::time::sleep(left) => {}
        }
    }
}

/// Reads the run file and verifies it. A stale one (dead process, or another program on the port) is removed. One
/// that belongs to another user is an error, because it would direct this user's requests there.
async fn find(dir: &Path) -> Result<Option<Running>> {
    if !private::is_own_dir(dir)? {
        return Ok(None);
    }
    private::dir(dir)?;
    let Some(run_file) = read_run_file(dir)? else {
        return Ok(None);
    };
    if run_file.is_without_secret().await {
        return Err(Error::WithoutSecret { pid: run_file.pid });
    }
    if let Some(secret) = run_file.secret.clone()
        && let Some(status) = run_file.verified().await
    {
        return Ok(Some(Running { run_file, status, secret, is_new: false }));
    }
    // Keep a file that was written in the meantime.
    if read_run_file(dir)? == Some(run_file) {
        let _ = fs::remove_file(run_file_path(dir));
    }
    Ok(None)
}

fn read_run_file(dir: &Path) -> Result<Option<RunFile>> {
    let json = private::read(&run_file_path(dir))?;
    // A file of another version counts as missing.
    Ok(json.and_then(|json| serde_json::from_slice(&json).ok()))
}

fn run_file_path(dir: &Path) -> PathBuf {
    dir.join("sandbox.json")
}

fn folder(asked: Option<&Path>) -> Result<PathBuf> {
    let dir = match asked {
        Some(dir) => dir.to_owned(),
        None => crate::paths::run_dir()?,
    };
    // The path is passed to another process.
    std::path::absolute(&dir).context(|| format!("cannot find {}", dir.display()))
}

fn since_1970() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs())
}
