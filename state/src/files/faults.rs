//! Disk faults for tests: an operation with a chosen number fails, below one folder.
//!
//! Behind the feature `contract`. Every operation below a watched folder is counted. The chosen operation fails, and
//! all later ones too if the fault lasts. A sync that fails may lose earlier unsynced data, as on Linux, which marks
//! the pages as clean although they were not written.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use super::Operation;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    NoSpace,
    /// The user's quota is exhausted.
    Quota,
    /// The device does not respond.
    Device,
    /// The file system became read-only, as Linux remounts one with errors.
    ReadOnly,
    /// Half of the bytes are written, then no space is left. The same as [`Fault::NoSpace`] for operations that write
    /// no bytes.
    ShortWrite,
    /// The device does not respond, and earlier unsynced data is lost. The same as [`Fault::Device`] for operations
    /// that do not sync.
    LostPages,
}

impl Fault {
    pub const ALL: [Self; 6] =
        [Self::NoSpace, Self::Quota, Self::Device, Self::ReadOnly, Self::ShortWrite, Self::LostPages];

    pub(super) fn error(self) -> io::Error {
        use rustix::io::Errno;
        let number = match self {
            Self::NoSpace => Errno::NOSPC,
            Self::Quota => Errno::DQUOT,
            Self::Device | Self::LostPages => Errno::IO,
            Self::ReadOnly => Errno::ROFS,
            // An error number that the kernel uses only internally, for a short write, and that no disk returns.
            Self::ShortWrite => Errno::NOSR,
        };
        number.into()
    }

    /// The operating system's error number for the fault.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::ShortWrite => Self::NoSpace.words(),
            other => other.error().to_string(),
        }
    }
}

#[derive(Debug)]
struct Counted {
    operations: Vec<Operation>,
    met: Option<(Operation, PathBuf)>,
    synced: HashMap<PathBuf, Vec<u8>>,
}

/// Faults below a folder, until this is dropped.
#[derive(Debug)]
pub struct Faults {
    root: PathBuf,
    at: usize,
    lasts: bool,
    fault: Fault,
    counted: Mutex<Counted>,
}

static WATCHED: Mutex<Vec<Arc<Faults>>> = Mutex::new(Vec::new());
static HOW_MANY: AtomicUsize = AtomicUsize::new(0);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the faults when it is dropped.
#[derive(Debug)]
pub struct Watch(Arc<Faults>);

impl Watch {
    /// Fails the operation with this number below a folder, counted from 0, and all later ones if the fault `lasts`.
    #[must_use]
    pub fn failing(root: &Path, at: usize, fault: Fault, lasts: bool) -> Self {
        let mut synced = HashMap::new();
        remember(root, &mut synced);
        let counted = Mutex::new(Counted { operations: Vec::new(), met: None, synced });
        let faults = Arc::new(Faults { root: root.to_owned(), at, lasts, fault, counted });
        locked(&WATCHED).push(Arc::clone(&faults));
        HOW_MANY.fetch_add(1, Ordering::Release);
        Self(faults)
    }

    /// Counts operations and fails none.
    #[must_use]
    pub fn counting(root: &Path) -> Self {
        Self::failing(root, usize::MAX, Fault::Device, false)
    }

    /// The number of operations so far.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        locked(&self.0.counted).operations.clone()
    }

    /// The first operation that failed.
    #[must_use]
    pub fn met(&self) -> Option<(Operation, PathBuf)> {
        locked(&self.0.counted).met.clone()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        locked(&WATCHED).retain(|faults| !Arc::ptr_eq(faults, &self.0));
        HOW_MANY.fetch_sub(1, Ordering::Release);
    }
}

/// Files that exist before the test count as synced.
fn remember(folder: &Path, synced: &mut HashMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            remember(&path, synced);
        } else if let Ok(bytes) = fs::read(&path) {
            synced.insert(path, bytes);
        }
    }
}

fn watching(path: &Path) -> Option<Arc<Faults>> {
    if HOW_MANY.load(Ordering::Acquire) == 0 {
        return None;
    }
    locked(&WATCHED).iter().find(|faults| path.starts_with(&faults.root)).cloned()
}

/// Counts an operation and returns the fault, if it must fail.
pub(crate) fn meet(operation: Operation, path: &Path) -> io::Result<()> {
    let Some(faults) = watching(path) else { return Ok(()) };
    let mut counted = locked(&faults.counted);
    let number = counted.operations.len();
    counted.operations.push(operation);
    if operation == Operation::Create && !path.exists() {
        counted.synced.insert(path.to_owned(), Vec::new());
    }
    if number != faults.at && !(faults.lasts && number > faults.at) {
        return Ok(());
    }
    // A full or read-only disk can still be read; a device that does not respond cannot.
    let reads = matches!(operation, Operation::Open | Operation::Read | Operation::List | Operation::Lock)
        || matches!(operation, Operation::Sled("get" | "scan" | "is empty"));
    let device = matches!(faults.fault, Fault::Device | Fault::LostPages);
    if reads && !device {
        return Ok(());
    }
    // An operation that frees space needs none.
    let frees = matches!(operation, Operation::Remove | Operation::Truncate | Operation::Permissions);
    if frees && !device && faults.fault != Fault::ReadOnly {
        return Ok(());
    }
    counted.met.get_or_insert_with(|| (operation, path.to_owned()));
    match (operation, faults.fault) {
        (Operation::Sync, Fault::LostPages) => {
            // sled has synced the files that it created itself.
            if let Some(bytes) = counted.synced.get(path) {
                fs::write(path, bytes)?;
            }
            Err(faults.fault.error())
        }
        (Operation::Write, Fault::ShortWrite) => Err(faults.fault.error()),
        (_, Fault::ShortWrite) => Err(Fault::NoSpace.error()),
        (_, fault) => Err(fault.error()),
    }
}

/// Whether half of the bytes are written before the operation fails.
pub(crate) fn is_short(error: &io::Error) -> bool {
    error.raw_os_error() == Fault::ShortWrite.error().raw_os_error()
}

/// Records that a file was synced: its current content survives a crash.
pub(crate) fn synced(path: &Path) {
    if let Some(faults) = watching(path)
        && faults.fault == Fault::LostPages
        && let Ok(bytes) = fs::read(path)
    {
        locked(&faults.counted).synced.insert(path.to_owned(), bytes);
    }
}

/// Records that a file was renamed.
pub(crate) fn renamed(from: &Path, to: &Path) {
    if let Some(faults) = watching(from) {
        let mut counted = locked(&faults.counted);
        if let Some(bytes) = counted.synced.remove(from) {
            counted.synced.insert(to.to_owned(), bytes);
        }
    }
}
