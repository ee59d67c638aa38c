//! Progress events of the sandbox. The crate itself prints nothing.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A step of starting a sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The emulators are being installed, which takes about a minute, once.
    Installing {
        dir: PathBuf,
        packages: Vec<String>,
    },
    /// The programs of Kubernetes API servers are being downloaded, once.
    Downloading {
        url: String,
        dir: PathBuf,
    },
    /// Another process is installing; this one waits for it.
    WaitingForInstall {
        lock: PathBuf,
    },
    Installed {
        dir: PathBuf,
        took: Duration,
    },
    Starting {
        name: &'static str,
    },
    /// The emulator responds.
    Started {
        name: &'static str,
        took: Duration,
    },
    /// The sandbox is ready.
    Ready {
        /// The endpoint for AWS clients.
        endpoint: String,
    },
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Installing { dir, packages } => write!(
                f,
                "installing the sandbox's AWS emulators ({}) into {}, once; this takes about a minute",
                packages.join(", "),
                dir.display()
            ),
            Self::Downloading { url, dir } => {
                write!(
                    f,
                    "downloading a Kubernetes API server for the sandbox's clusters from {url} into {}, once",
                    dir.display()
                )
            }
            Self::WaitingForInstall { .. } => {
                f.write_str("waiting for another process to finish installing the sandbox")
            }
            Self::Installed { took, .. } => {
                write!(f, "installed the sandbox in {:.0} s", took.as_secs_f64())
            }
            Self::Starting { name } => write!(f, "starting {name}"),
            Self::Started { name, took } => write!(f, "{name} started in {:.1} s", took.as_secs_f64()),
            Self::Ready { endpoint } => write!(f, "the sandbox is ready at {endpoint}"),
        }
    }
}

/// A listener for progress; by default events are dropped.
#[derive(Clone, Default)]
pub struct Listener(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Listener {
    /// Passes events to `f`.
    pub fn new(f: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(f)))
    }

    pub(crate) fn report(&self, progress: Progress) {
        tracing::debug!(%progress, "sandbox");
        if let Some(f) = &self.0 {
            f(progress);
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Listener(..)" } else { "Listener(none)" })
    }
}
