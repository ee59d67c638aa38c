//! An emulator as a child process.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use http::Method;

use crate::error::{Context, Error, Result};
use crate::install::{Installation, tail};
use crate::private::{self, write_atomically};
use crate::progress::{Listener, Progress};
use crate::protocol::Backend;
use crate::secret::Secret;
use crate::{clean, net};

/// For slow machines under load: the import of moto alone can take several seconds of CPU.
const START_TIMEOUT: Duration = Duration::from_secs(90);
const STOP_TIMEOUT: Duration = Duration::from_secs(2);
/// The maximum length of a Unix socket path: 104 bytes on macOS, 108 on Linux.
const LONGEST_SOCKET: usize = 103;

/// The launcher of the emulators, and the changes to them. They are written at each start, because they belong to
/// this version of the crate and not to the installation.
pub(crate) const SCRIPTS: [(&str, &str); 19] = [
    ("launcher.py", include_str!("../assets/launcher.py")),
    ("cloudcontrol.py", include_str!("../assets/cloudcontrol.py")),
    ("cloudcontrol_backends.py", include_str!("../assets/cloudcontrol_backends.py")),
    ("cloudcontrol_handlers.py", include_str!("../assets/cloudcontrol_handlers.py")),
    ("cloudcontrol_schemas.py", include_str!("../assets/cloudcontrol_schemas.py")),
    ("corrections.py", include_str!("../assets/corrections.py")),
    ("corrections_access.py", include_str!("../assets/corrections_access.py")),
    ("corrections_caches.py", include_str!("../assets/corrections_caches.py")),
    ("corrections_policies.py", include_str!("../assets/corrections_policies.py")),
    ("corrections_clusters.py", include_str!("../assets/corrections_clusters.py")),
    ("corrections_databases.py", include_str!("../assets/corrections_databases.py")),
    ("corrections_platform.py", include_str!("../assets/corrections_platform.py")),
    ("corrections_tagging.py", include_str!("../assets/corrections_tagging.py")),
    ("memoized.py", include_str!("../assets/memoized.py")),
    ("request_models.py", include_str!("../assets/request_models.py")),
    ("rules_ministack.py", include_str!("../assets/rules_ministack.py")),
    ("rules_balancers.py", include_str!("../assets/rules_balancers.py")),
    ("rules_databases.py", include_str!("../assets/rules_databases.py")),
    ("rules_moto.py", include_str!("../assets/rules_moto.py")),
];

/// A running emulator. It ends when this is dropped or this process ends for any reason: the launcher watches its
/// standard input.
#[derive(Debug)]
pub(crate) struct Emulator {
    child: Child,
    stdin: Option<ChildStdin>,
    socket: PathBuf,
    /// The folder of the socket, if it cannot be in the run folder.
    short_dir: Option<PathBuf>,
}

/// The start options that all emulators of a sandbox share.
pub(crate) struct Setting<'a> {
    pub(crate) installation: &'a Installation,
    pub(crate) run_dir: &'a Path,
    pub(crate) progress: &'a Listener,
    pub(crate) secret: &'a Secret,
    /// The gateway's port, for calls of functions; 0 if there may be several gateways.
    pub(crate) gateway_port: u16,
}

impl Emulator {
    /// Starts the emulator on a socket in its own folder and waits until it responds.
    pub(crate) async fn start(backend: Backend, setting: &Setting<'_>) -> Result<Self> {
        setting.progress.report(Progress::Starting { name: backend.name() });
        let started = Instant::now();
        let log = setting.run_dir.join(format!("{}.log", backend.name()));
        let home = own_dir(setting.run_dir, backend);
        private::dir(&home)?;
        private::dir(&home.join("tmp"))?;
        for (name, content) in SCRIPTS {
            write_atomically(&home.join(name), content.as_bytes())?;
        }
        let mut emulator = Self::spawn(backend, setting, &log)?;
        match emulator.wait_until_ready(backend).await {
            Ok(()) => {
                setting.progress.report(Progress::Started { name: backend.name(), took: started.elapsed() });
                Ok(emulator)
            }
            Err(reason) => Err(Error::NotUp { name: backend.name(), reason, tail: read_tail(&log), log }),
        }
    }

    fn spawn(backend: Backend, setting: &Setting<'_>, log: &Path) -> Result<Self> {
        let home = own_dir(setting.run_dir, backend);
        let (socket, short_dir) = socket_in(&home)?;
        let out = private::create(log)?;
        let err = out.try_clone().context(|| format!("cannot write {}", log.display()))?;
        let mut command = Command::new(setting.installation.python());
        command
            .arg("-u")
            .arg(home.join("launcher.py"))
            .arg(backend.name())
            .arg(&socket)
            // Functions inherit this environment: no AWS_* credentials, no proxy, no Python settings.
            .env_clear()
            .envs(clean::environment())
            .env("HOME", &home)
            // A private folder, because the names of the emulators' temporary files can be guessed.
            .env("TMPDIR", home.join("tmp"))
            .env("LANG", "C.UTF-8")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // A sandbox never starts containers on the user's machine.
            .env("DOCKER_HOST", "unix:///nonexistent/docker.sock")
            .envs(backend_env(backend, setting))
            .current_dir(setting.run_dir)
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            // Ctrl-C is for this program, which stops the emulators when it has finished with them.
            .process_group(0);
        let mut child = command.spawn().context(|| format!("cannot start {}", backend.name()))?;
        let mut stdin = child.stdin.take();
        if let Some(stdin) = &mut stdin {
            // Not in an argument or the environment, which functions and other users could read.
            let line = format!("{}\n", setting.secret.functions_key());
            // If the emulator has ended, the wait below reports it.
            let _ = stdin.write_all(line.as_bytes());
        }
        Ok(Self { child, stdin, socket, short_dir })
    }

    async fn wait_until_ready(&mut self, backend: Backend) -> Result<(), String> {
        let started = Instant::now();
        loop {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("it exited with {status}"));
            }
            let asked = net::call_emulator(Method::GET, &self.socket, backend.health_path(), Duration::from_secs(5));
            if asked.await.is_ok_and(|(status, _)| status.is_success()) {
                return Ok(());
            }
            if started.elapsed() > START_TIMEOUT {
                return Err(format!("no response within {} s", START_TIMEOUT.as_secs()));
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

    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    pub(crate) fn stop(&mut self) {
        if let Some(dir) = self.short_dir.take() {
            let _ = fs::remove_dir_all(dir);
        }
        // The launcher ends its whole process group when its standard input closes.
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

fn backend_env(backend: Backend, setting: &Setting<'_>) -> Vec<(&'static str, String)> {
    let port = setting.gateway_port.to_string();
    match backend {
        Backend::Moto => vec![("MOTO_IAM_LOAD_MANAGED_POLICIES", "true".to_owned()), ("MOTO_PORT", port)],
        Backend::Ministack => vec![
            // The port in addresses that it returns: it listens only on its socket.
            ("GATEWAY_PORT", port),
            ("MINISTACK_REGION", "eu-west-1".to_owned()),
            ("STATE_DIR", path_text(setting.run_dir.join("ministack-state"))),
            ("S3_DATA_DIR", path_text(setting.run_dir.join("ministack-s3"))),
            // These would listen on every interface, on their own ports.
            ("IOT_MTLS_ENABLED", "0".to_owned()),
            ("SFTP_ENABLED", "0".to_owned()),
        ],
    }
}

/// The path of an emulator's socket, and the folder created for it if the path in its own folder is too long.
fn socket_in(home: &Path) -> Result<(PathBuf, Option<PathBuf>)> {
    let socket = home.join("socket");
    if socket.as_os_str().len() <= LONGEST_SOCKET {
        match fs::remove_file(&socket) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).context(|| format!("cannot remove {}", socket.display()));
            }
            _ => return Ok((socket, None)),
        }
    }
    let dir = std::env::temp_dir().join(format!("archipel-{:016x}", rand::random::<u64>()));
    // Fails if another user has created it.
    fs::DirBuilder::new().mode(0o700).create(&dir).context(|| format!("cannot create {}", dir.display()))?;
    Ok((dir.join("socket"), Some(dir)))
}

/// An emulator's own folder, with its scripts and its home.
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
