//! What can go wrong, each with a hint for the person at the terminal.

use std::path::PathBuf;

/// The result of the sandbox's own operations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the sandbox could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No Python interpreter on the search path.
    #[error("no Python 3 was found on the PATH (looked for `python3` and `python`)")]
    NoPython,
    /// The interpreter is older than the emulators accept.
    #[error("Python {found} at {} is too old: the sandbox needs {needed} or newer", path.display())]
    PythonTooOld {
        /// The interpreter.
        path: PathBuf,
        /// Its version.
        found: String,
        /// The oldest that works.
        needed: &'static str,
    },
    /// Debian and others ship Python without its `venv` module.
    #[error("Python at {} cannot make virtual environments: {detail}", path.display())]
    NoVenv {
        /// The interpreter.
        path: PathBuf,
        /// What it said.
        detail: String,
    },
    /// The virtual environment came up without pip.
    #[error("the virtual environment made by {} has no working pip: {detail}", path.display())]
    NoPip {
        /// The interpreter.
        path: PathBuf,
        /// What it said.
        detail: String,
    },
    /// pip ran and failed.
    #[error("pip could not install the emulators:\n{tail}")]
    PipFailed {
        /// The last lines of its output.
        tail: String,
    },
    /// The asked port is in use.
    #[error("port {port} on 127.0.0.1 is already in use")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// A server exited or did not answer in time.
    #[error("{name} did not come up: {reason}\n{tail}")]
    NotUp {
        /// Which server.
        name: &'static str,
        /// What was seen.
        reason: String,
        /// The last lines of its log.
        tail: String,
        /// The whole log.
        log: PathBuf,
    },
    /// An address that is not this machine.
    #[error("{url} is not a loopback address")]
    NotLoopback {
        /// The address.
        url: String,
    },
    /// No cache folder can be derived from the environment.
    #[error("there is no folder to install the sandbox in: neither HOME nor XDG_CACHE_HOME is set")]
    NoCacheDir,
    /// A set of fault rules that cannot be understood.
    #[error("bad fault rules: {0}")]
    BadFaults(String),
    /// A file or folder of the sandbox that another user owns.
    #[error("{} belongs to another user (uid {owner}, not {own})", path.display())]
    ForeignOwner {
        /// The file or folder.
        path: PathBuf,
        /// Its owner.
        owner: u32,
        /// This process's user.
        own: u32,
    },
    /// A symbolic link where the sandbox keeps a file.
    #[error("{} is a symbolic link: the sandbox follows none", path.display())]
    SymbolicLink {
        /// The link.
        path: PathBuf,
    },
    /// A sandbox of a version that every user of this machine could use.
    #[error("the sandbox that runs (process {pid}) is of an older version, which serves every user of this machine")]
    WithoutSecret {
        /// Its process.
        pid: u32,
    },
    /// No sandbox runs in the background.
    #[error("no sandbox is running")]
    NotRunning,
    /// A sandbox answered, but not as expected.
    #[error("the sandbox answered unexpectedly: {0}")]
    BadAnswer(String),
    /// Emulators shared by several gateways are not one gateway's to reset.
    #[error("these emulators are shared with other gateways")]
    Shared,
    /// The operating system refused something.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// Its answer.
        source: std::io::Error,
    },
}

impl Error {
    /// What to do about it, in one sentence.
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
                "check the network and pip's configuration (`pip config list`), then run the command again: a half-made installation is redone"
            }
            Self::PortTaken { .. } => "choose another port, or leave it out to get a free one",
            Self::NotUp { .. } => {
                "the log named above has the whole story; deleting the sandbox's cache folder makes it reinstall"
            }
            Self::NotLoopback { .. } => "the sandbox only ever talks to this machine: use an http://127.0.0.1 address",
            Self::NoCacheDir => "set ARCHIPEL_CACHE to a folder that can be written",
            Self::BadFaults(_) => "see the `faults` module of archipel-sandbox for the fields of a rule",
            Self::ForeignOwner { .. } => {
                "do not use it: remove it, or choose another folder with ARCHIPEL_CACHE or ARCHIPEL_SANDBOX_DIR"
            }
            Self::SymbolicLink { .. } => "remove the link, after a look at who made it",
            Self::WithoutSecret { .. } => {
                "stop it with `sandbox stop`; everything in it is lost, and the next run starts a new one"
            }
            Self::NotRunning => "start it with `sandbox start`",
            Self::BadAnswer(_) => "stop it and start it again: it may be of another version",
            Self::Shared => "use a fresh account instead of a reset, or start a sandbox of your own",
            Self::Io { .. } => "check that the folder exists, can be written and is not full",
        }
    }
}

/// Attaches what was tried to an I/O error.
pub(crate) trait Context<T> {
    /// Names what was tried.
    fn context(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T> Context<T> for std::io::Result<T> {
    fn context(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| Error::Io { what: what(), source })
    }
}
