//! The errors of the sandbox, each with a hint for the user.

use std::path::PathBuf;

/// The result of the sandbox's own operations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation of the sandbox failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No Python interpreter is on the search path.
    #[error("Python 3 not found on the PATH (searched for `python3` and `python`)")]
    NoPython,
    /// The interpreter is older than the emulators require.
    #[error("Python {found} at {} is too old: the sandbox needs {needed} or newer", path.display())]
    PythonTooOld {
        path: PathBuf,
        found: String,
        /// The oldest supported version.
        needed: &'static str,
    },
    /// Debian and others ship Python without its `venv` module.
    #[error("Python at {} cannot create virtual environments: {detail}", path.display())]
    NoVenv { path: PathBuf, detail: String },
    /// The virtual environment has no pip.
    #[error("the virtual environment created by {} has no working pip: {detail}", path.display())]
    NoPip { path: PathBuf, detail: String },
    /// pip failed.
    #[error("pip failed to install the emulators:\n{tail}")]
    PipFailed {
        /// The last lines of its output.
        tail: String,
    },
    /// The requested port is in use.
    #[error("port {port} on 127.0.0.1 is already in use")]
    PortTaken { port: u16 },
    /// A server exited or did not respond in time.
    #[error("{name} did not start: {reason}\n{tail}")]
    NotUp {
        name: &'static str,
        reason: String,
        /// The last lines of its log.
        tail: String,
        /// The path of the log.
        log: PathBuf,
    },
    /// An address of another machine.
    #[error("{url} is not a loopback address")]
    NotLoopback { url: String },
    /// No cache folder can be derived from the environment.
    #[error("no folder to install the sandbox in: neither HOME nor XDG_CACHE_HOME is set")]
    NoCacheDir,
    /// An invalid set of fault rules.
    #[error("invalid fault rules: {0}")]
    BadFaults(String),
    /// A file or folder of the sandbox that belongs to another user.
    #[error("{} belongs to another user (uid {owner}, not {own})", path.display())]
    ForeignOwner {
        path: PathBuf,
        owner: u32,
        /// The user of this process.
        own: u32,
    },
    /// A symbolic link has replaced a file of the sandbox.
    #[error("{} is a symbolic link, which the sandbox does not follow", path.display())]
    SymbolicLink { path: PathBuf },
    /// A sandbox of an older version, which every user of this machine can use.
    #[error("the running sandbox (process {pid}) is of an older version, which serves every user of this machine")]
    WithoutSecret { pid: u32 },
    #[error("no sandbox is running")]
    NotRunning,
    /// A sandbox responded unexpectedly.
    #[error("unexpected response of the sandbox: {0}")]
    BadAnswer(String),
    /// A reset of emulators that several gateways share.
    #[error("these emulators are shared with other gateways")]
    Shared,
    /// There are no programs for the API servers of clusters.
    #[error("no Kubernetes API server for the clusters of the sandbox: {reason}")]
    NoApiServer { reason: String },
    /// A certificate or a TLS setting of a cluster.
    #[error("cannot create the certificates of a cluster: {0}")]
    Tls(String),
    /// An error of the operating system.
    #[error("{what}: {source}")]
    Io {
        /// The attempted operation.
        what: String,
        source: std::io::Error,
    },
}

impl Error {
    /// The next step for the user, in one sentence.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoPython => {
                "install Python 3.10 or newer (the sandbox runs AWS emulators written in Python), or target a real account"
            }
            Self::PythonTooOld { .. } => "install a newer Python 3 and put it first on the PATH",
            Self::NoVenv { .. } => "install Python's venv module (on Debian and Ubuntu: `apt install python3-venv`)",
            Self::NoPip { .. } => {
                "install Python's ensurepip module (on Debian and Ubuntu: `apt install python3-venv`)"
            }
            Self::PipFailed { .. } => {
                "check the network and pip's configuration (`pip config list`), then run the command again: an interrupted installation is repeated"
            }
            Self::PortTaken { .. } => "choose another port, or leave it out to get a free one",
            Self::NotUp { .. } => "read the log named above; deleting the sandbox's cache folder makes it reinstall",
            Self::NotLoopback { .. } => "the sandbox only ever talks to this machine: use an http://127.0.0.1 address",
            Self::NoCacheDir => "set ARCHIPEL_CACHE to a writable folder",
            Self::BadFaults(_) => "see the `faults` module of archipel-sandbox for the fields of a rule",
            Self::ForeignOwner { .. } => {
                "do not use it: remove it, or choose another folder with ARCHIPEL_CACHE or ARCHIPEL_SANDBOX_DIR"
            }
            Self::SymbolicLink { .. } => "check who created the link, then remove it",
            Self::WithoutSecret { .. } => {
                "stop it with `sandbox stop`; everything in it is lost, and the next run starts a new one"
            }
            Self::NotRunning => "start it with `sandbox start`",
            Self::BadAnswer(_) => "stop it and start it again: it may be of another version",
            Self::Shared => "use a fresh account instead of a reset, or start your own sandbox",
            Self::NoApiServer { .. } => {
                "set KUBEBUILDER_ASSETS to a folder with `kube-apiserver` and `etcd` (`setup-envtest use -p path` downloads and prints one), or leave the contents of clusters out with `--without-cluster-contents`"
            }
            Self::Tls(_) => "run the command again, and report this as a bug if it is repeated",
            Self::Io { .. } => "check that the folder exists, is writable and is not full",
        }
    }
}

/// Adds the attempted operation to an I/O error.
pub(crate) trait Context<T> {
    /// Names the attempted operation.
    fn context(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Context<T> for std::io::Result<T> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| Error::Io { what: what(), source })
    }
}
