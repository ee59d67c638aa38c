//! What the sandbox is doing, for whoever shows it. The crate itself prints nothing.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// One thing that happened on the way to a running sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// The emulators are not installed yet; this takes about a minute, once.
    Installing {
        /// Where to.
        dir: PathBuf,
        /// What.
        packages: Vec<String>,
    },
    /// Another process is installing; this one waits for it.
    WaitingForInstall {
        /// The lock it waits for.
        lock: PathBuf,
    },
    /// The installation is complete.
    Installed {
        /// Where to.
        dir: PathBuf,
        /// How long it took.
        took: Duration,
    },
    /// An emulator is being started.
    Starting {
        /// Which.
        name: &'static str,
    },
    /// An emulator answers.
    Started {
        /// Which.
        name: &'static str,
        /// How long it took.
        took: Duration,
    },
    /// Everything is up.
    Ready {
        /// What to point AWS clients at.
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
            Self::WaitingForInstall { .. } => {
                f.write_str("waiting for another process to finish installing the sandbox")
            }
            Self::Installed { took, .. } => {
                write!(f, "installed the sandbox in {:.0} s", took.as_secs_f64())
            }
            Self::Starting { name } => write!(f, "starting {name}"),
            Self::Started { name, took } => write!(f, "{name} is up after {:.1} s", took.as_secs_f64()),
            Self::Ready { endpoint } => write!(f, "the sandbox is ready at {endpoint}"),
        }
    }
}

/// Who to tell. Nobody by default.
#[derive(Clone, Default)]
pub struct Listener(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Listener {
    /// Tells `f`.
    pub fn new(f: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(f)))
    }

    pub(crate) fn tell(&self, progress: Progress) {
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
