//! The emulators behind a gateway.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Method;
use serde::{Deserialize, Serialize};
use tokio::sync::{OnceCell, Semaphore};

use crate::error::{Error, Result};
use crate::install::{InstallOptions, Installation};
use crate::kubernetes::{Binaries, Clusters};
use crate::lock::FileLock;
use crate::process::{Emulator, Setting};
use crate::protocol::Backend;
use crate::secret::Secret;
use crate::{net, private};

/// The status of one emulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmulatorStatus {
    pub name: String,
    /// The pinned version.
    pub version: String,
    pub pid: u32,
    /// The Unix socket that it listens on.
    pub socket: PathBuf,
    /// Whether the process is running.
    pub alive: bool,
}

/// A running set of emulators. They stop when the last handle is dropped, and when this process ends.
#[derive(Debug)]
pub struct Emulators {
    moto: Mutex<Emulator>,
    ministack: Mutex<Emulator>,
    moto_socket: PathBuf,
    ministack_socket: PathBuf,
    secret: Secret,
    /// moto's backends are plain dictionaries without locks: two concurrent requests can fail in ways that AWS never
    /// does. Because of Python's global lock, concurrency would save no time.
    moto_turn: Semaphore,
    shared: bool,
    run_dir: PathBuf,
    /// The API servers of EKS clusters.
    clusters: Clusters,
    /// The lock of a temporary run folder.
    temporary: Option<FileLock>,
}

/// Where the programs of API servers are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ApiServers {
    /// Those that [`Binaries::find`] finds, if there are any.
    #[default]
    Found,
    /// These programs, or none.
    Given(Option<Binaries>),
}

impl Emulators {
    /// Installs the emulators if necessary and starts them, with their logs in `run_dir` (by default a temporary
    /// folder of the cache).
    pub async fn start(install: &InstallOptions, run_dir: Option<PathBuf>) -> Result<Self> {
        Self::start_with(install, run_dir, false, 0, ApiServers::Found).await
    }

    /// The same, for a gateway with a known port, which emulated functions call.
    pub(crate) async fn start_for(
        install: &InstallOptions,
        run_dir: Option<PathBuf>,
        gateway_port: u16,
        api_servers: ApiServers,
    ) -> Result<Self> {
        Self::start_with(install, run_dir, false, gateway_port, api_servers).await
    }

    /// The shared set of this process, started by the first call. For tests, each of which binds its own gateway and
    /// works in its own account.
    pub async fn shared() -> Result<Arc<Self>> {
        static SHARED: OnceCell<Arc<Emulators>> = OnceCell::const_new();
        let start = || async {
            let install = InstallOptions::default();
            Self::start_with(&install, None, true, 0, ApiServers::Found).await.map(Arc::new)
        };
        SHARED.get_or_try_init(start).await.cloned()
    }

    async fn start_with(
        install: &InstallOptions,
        run_dir: Option<PathBuf>,
        shared: bool,
        gateway_port: u16,
        api_servers: ApiServers,
    ) -> Result<Self> {
        let installation = Installation::ensure(install).await?;
        let (run_dir, temporary) = match run_dir {
            Some(dir) => (dir, None),
            None => temporary_run_dir(install).map(|(dir, lock)| (dir, Some(lock)))?,
        };
        private::dir(&run_dir)?;
        let binaries = match api_servers {
            ApiServers::Given(binaries) => binaries,
            ApiServers::Found => {
                let cache = install.cache.clone().map_or_else(crate::paths::cache_dir, Ok)?;
                Binaries::find(&cache).inspect_err(|error| tracing::info!(%error)).ok()
            }
        };
        let secret = Secret::generate();
        let setting = Setting {
            installation: &installation,
            run_dir: &run_dir,
            progress: &install.progress,
            secret: &secret,
            gateway_port,
        };
        let start = |backend| Emulator::start(backend, &setting);
        let (moto, ministack) = tokio::try_join!(start(Backend::Moto), start(Backend::Ministack))?;
        Ok(Self {
            clusters: Clusters::new(&run_dir, binaries),
            moto_socket: moto.socket().to_owned(),
            ministack_socket: ministack.socket().to_owned(),
            moto: Mutex::new(moto),
            ministack: Mutex::new(ministack),
            moto_turn: Semaphore::new(1),
            shared,
            secret,
            run_dir,
            temporary,
        })
    }

    /// Deletes the content of every account. Refused when other gateways use the same emulators.
    pub async fn reset(&self) -> Result<()> {
        if self.shared {
            return Err(Error::Shared);
        }
        self.clusters.stop();
        for (socket, path) in [(&self.moto_socket, "/moto-api/reset"), (&self.ministack_socket, "/_ministack/reset")] {
            let (status, body) = net::call_emulator(Method::POST, socket, path, Duration::from_secs(60)).await?;
            if !status.is_success() {
                return Err(Error::BadAnswer(format!("{path}: {status} {}", String::from_utf8_lossy(&body))));
            }
        }
        Ok(())
    }

    /// The status of each emulator.
    #[must_use]
    pub fn status(&self) -> Vec<EmulatorStatus> {
        [(Backend::Moto, &self.moto), (Backend::Ministack, &self.ministack)]
            .into_iter()
            .map(|(backend, emulator)| {
                let mut emulator = emulator.lock().unwrap_or_else(PoisonError::into_inner);
                EmulatorStatus {
                    name: backend.name().to_owned(),
                    version: backend.version().to_owned(),
                    pid: emulator.pid(),
                    socket: emulator.socket().to_owned(),
                    alive: emulator.is_alive(),
                }
            })
            .collect()
    }

    /// The folder of the logs.
    #[must_use]
    pub fn run_dir(&self) -> &Path {
        &self.run_dir
    }

    /// Stops the emulators and waits until they have ended, even if there are other handles.
    pub(crate) fn stop(&self) {
        self.clusters.stop();
        for emulator in [&self.moto, &self.ministack] {
            emulator.lock().unwrap_or_else(PoisonError::into_inner).stop();
        }
        if self.temporary.is_some() {
            let _ = fs::remove_dir_all(&self.run_dir);
            let _ = fs::remove_file(self.run_dir.with_extension("lock"));
        }
    }

    /// The secret access key that requests to gateways of these emulators must be signed with.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    pub(crate) fn clusters(&self) -> &Clusters {
        &self.clusters
    }

    pub(crate) fn socket(&self, backend: Backend) -> &Path {
        match backend {
            Backend::Moto => &self.moto_socket,
            Backend::Ministack => &self.ministack_socket,
        }
    }

    pub(crate) fn turn(&self, backend: Backend) -> Option<&Semaphore> {
        match backend {
            Backend::Moto => Some(&self.moto_turn),
            Backend::Ministack => None,
        }
    }
}

impl Drop for Emulators {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A folder for this process, protected by a lock beside it. Folders of processes that have ended are removed.
fn temporary_run_dir(install: &InstallOptions) -> Result<(PathBuf, FileLock)> {
    let cache = match &install.cache {
        Some(dir) => dir.clone(),
        None => crate::paths::cache_dir()?,
    };
    let all = cache.join("run-in-process");
    private::dir(&all)?;
    let lock_of = |dir: &Path| dir.with_extension("lock");
    for dir in fs::read_dir(&all).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if dir.is_dir() && matches!(FileLock::try_acquire(&lock_of(&dir)), Ok(Some(_))) {
            let _ = fs::remove_dir_all(&dir);
            let _ = fs::remove_file(lock_of(&dir));
        }
    }
    let dir = all.join(format!("{}-{:08x}", std::process::id(), rand::random::<u32>()));
    let lock = FileLock::try_acquire(&lock_of(&dir))?.ok_or(Error::Shared)?;
    Ok((dir, lock))
}
