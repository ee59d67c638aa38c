//! One emulator as a child process.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use http::Method;

use crate::error::{Context, Error, Result};
use crate::gateway::route::Backend;
use crate::install::{Installation, tail};
use crate::lock::write_atomically;
use crate::net;
use crate::progress::{Listener, Progress};

/// Slow machines under load: importing moto alone can take several seconds of CPU.
const START_TIMEOUT: Duration = Duration::from_secs(90);
const STOP_TIMEOUT: Duration = Duration::from_secs(2);
const ATTEMPTS: usize = 5;

/// The program that each emulator runs under, and our corrections to them. Written anew at each start: they
/// belong to this version of the crate, not to the installation.
pub(crate) const SCRIPTS: [(&str, &str); 5] = [
    ("launcher.py", include_str!("../assets/launcher.py")),
    ("corrections.py", include_str!("../assets/corrections.py")),
    ("corrections_caches.py", include_str!("../assets/corrections_caches.py")),
    ("corrections_platform.py", include_str!("../assets/corrections_platform.py")),
    ("corrections_tagging.py", include_str!("../assets/corrections_tagging.py")),
];

/// A running emulator. It ends when this is dropped, or when this process ends in any way: the launcher
/// watches its standard input.
#[derive(Debug)]
pub(crate) struct Emulator {
    child: Child,
    stdin: Option<ChildStdin>,
    port: u16,
}

impl Emulator {
    /// Starts it on a free port and waits until it answers.
    pub(crate) async fn start(
        backend: Backend,
        installation: &Installation,
        run_dir: &Path,
        progress: &Listener,
    ) -> Result<Self> {
        progress.tell(Progress::Starting { name: backend.name() });
        let started = Instant::now();
        let log = run_dir.join(format!("{}.log", backend.name()));
        let home = own_dir(run_dir, backend);
        fs::create_dir_all(&home).context(|| format!("cannot create {}", home.display()))?;
        for (name, content) in SCRIPTS {
            write_atomically(&home.join(name), content.as_bytes())?;
        }
        let mut last = String::new();
        for _ in 0..ATTEMPTS {
            let port = net::free_port()?;
            let mut emulator = Self::spawn(backend, installation, run_dir, &log, port)?;
            match emulator.wait_until_ready(backend).await {
                Ok(()) => {
                    progress.tell(Progress::Started { name: backend.name(), took: started.elapsed() });
                    return Ok(emulator);
                }
                Err(reason) => last = reason,
            }
            // Only a lost race for the port is worth another try.
            if !read_tail(&log).to_lowercase().contains("in use") {
                break;
            }
        }
        Err(Error::NotUp { name: backend.name(), reason: last, tail: read_tail(&log), log })
    }

    fn spawn(backend: Backend, installation: &Installation, run_dir: &Path, log: &Path, port: u16) -> Result<Self> {
        let home = own_dir(run_dir, backend);
        let out = File::create(log).context(|| format!("cannot write {}", log.display()))?;
        let err = out.try_clone().context(|| format!("cannot write {}", log.display()))?;
        let mut command = Command::new(installation.python());
        command
            .arg("-u")
            .arg(own_dir(run_dir, backend).join("launcher.py"))
            .args([backend.name(), &port.to_string()])
            // Nothing of the caller's environment: no AWS_* credentials, no proxy, no Python settings.
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &home)
            .env("TMPDIR", std::env::temp_dir())
            .env("LANG", "C.UTF-8")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // A sandbox never starts containers on the user's machine.
            .env("DOCKER_HOST", "unix:///nonexistent/docker.sock")
            .envs(backend_env(backend, port, run_dir))
            .current_dir(run_dir)
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            // Ctrl-C at the terminal is for the program; the emulators end when it has finished with them.
            .process_group(0);
        let mut child = command.spawn().context(|| format!("cannot start {}", backend.name()))?;
        let stdin = child.stdin.take();
        Ok(Self { child, stdin, port })
    }

    async fn wait_until_ready(&mut self, backend: Backend) -> Result<(), String> {
        let url = format!("{}{}", self.url(), backend.health_path());
        let started = Instant::now();
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("it ended with {status}"));
            }
            let answer = net::call(Method::GET, &url, "", Duration::from_secs(5)).await;
            // Someone else may have got the port and answer there: then our own child has ended.
            if answer.is_ok_and(|(status, _)| status.is_success()) && self.is_alive() {
                return Ok(());
            }
            if started.elapsed() > START_TIMEOUT {
                return Err(format!("no answer within {} s", START_TIMEOUT.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn stop(&mut self) {
        // The launcher ends its whole group when its standard input closes.
        drop(self.stdin.take());
        let started = Instant::now();
        while self.is_alive() {
            if started.elapsed() > STOP_TIMEOUT {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop();
    }
}

fn backend_env(backend: Backend, port: u16, run_dir: &Path) -> Vec<(&'static str, String)> {
    match backend {
        Backend::Moto => vec![("MOTO_IAM_LOAD_MANAGED_POLICIES", "true".to_owned())],
        Backend::Ministack => vec![
            ("BIND_HOST", "127.0.0.1".to_owned()),
            ("GATEWAY_PORT", port.to_string()),
            ("MINISTACK_REGION", "eu-west-1".to_owned()),
            ("STATE_DIR", path_text(run_dir.join("ministack-state"))),
            ("S3_DATA_DIR", path_text(run_dir.join("ministack-s3"))),
            // These listen on every interface, on ports of their own.
            ("IOT_MTLS_ENABLED", "0".to_owned()),
            ("SFTP_ENABLED", "0".to_owned()),
        ],
    }
}

/// An emulator's own folder: its scripts, and its home.
fn own_dir(run_dir: &Path, backend: Backend) -> PathBuf {
    run_dir.join(backend.name())
}

fn path_text(path: PathBuf) -> String {
    path.to_string_lossy().into_owned()
}

pub(crate) fn read_tail(log: &Path) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    let from = bytes.len().saturating_sub(16 * 1024);
    tail(&String::from_utf8_lossy(&bytes[from..]), 15)
}
