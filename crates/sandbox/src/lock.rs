//! A lock between processes: a locked file, which the system frees when its holder dies.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::{Context, Error, Result};

/// Held until dropped.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Waits for the lock, calling `waiting` once if it is not free at once.
    pub(crate) async fn acquire(path: &Path, waiting: impl FnOnce()) -> Result<Self> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).context(|| format!("cannot create {}", parent.display()))?;
        }
        let mut waiting = Some(waiting);
        loop {
            if let Some(lock) = Self::try_acquire(path)? {
                return Ok(lock);
            }
            if let Some(f) = waiting.take() {
                f();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The lock, if it is free.
    pub(crate) fn try_acquire(path: &Path) -> Result<Option<Self>> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .context(|| format!("cannot open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => {
                Err(Error::Io { what: format!("cannot lock {}", path.display()), source })
            }
        }
    }
}

/// Writes a file so that a reader sees the old content or the new one, never a half.
pub(crate) fn write_atomically(path: &Path, content: &[u8]) -> Result<()> {
    let side = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&side, content).context(|| format!("cannot write {}", side.display()))?;
    fs::rename(&side, path).context(|| format!("cannot write {}", path.display()))
}
