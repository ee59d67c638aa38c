//! A lock between processes: a locked file, which the system unlocks when its holder ends.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::private;

/// The lock, until it is dropped.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Waits for the lock; calls `waiting` once if it is not free immediately.
    pub(crate) async fn acquire(path: &Path, waiting: impl FnOnce()) -> Result<Self> {
        if let Some(parent) = path.parent() {
            private::unwritable_dir(parent)?;
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
        let file = private::lock_file(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => {
                Err(Error::Io { what: format!("cannot lock {}", path.display()), source })
            }
        }
    }
}
