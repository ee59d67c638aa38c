//! The lock of a state in a folder.
//!
//! The operating system's lock on the file `lock` decides; it is released when its process ends for any reason.
//! `holder.json` names the holder. It is replaced atomically, so that a reader never sees a partial name. A reader
//! that must open sled takes the lock for a moment, without a name.

use std::fs::TryLockError;
use std::time::{Duration, Instant};

use archipel_engine::state::{LockInfo, StateError};

use super::layout::Layout;
use crate::files::{self, Access, File, unwritable};

const TICK: Duration = Duration::from_millis(20);

/// The lock, while it is held.
#[derive(Debug)]
pub(crate) struct Lock {
    layout: Layout,
    // The open file has the lock, until it is closed.
    file: File,
}

impl Lock {
    /// Acquires the lock. Waits `patience` for readers, and for writers only if `for_writers`.
    pub(crate) fn take(
        layout: &Layout,
        holder: Option<&LockInfo>,
        patience: Duration,
        for_writers: bool,
    ) -> Result<Self, StateError> {
        let path = layout.lock();
        let file = File::open(&path, Access::Create).map_err(unwritable(&path))?;
        let end = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(e)) => return Err(unwritable(&path)(e)),
                Err(TryLockError::WouldBlock) => {}
            }
            let other = Self::holder(layout);
            if Instant::now() >= end || (other.is_some() && !for_writers) {
                return Err(StateError::Locked(Box::new(other.unwrap_or_else(Self::unnamed_reader))));
            }
            std::thread::sleep(TICK);
        }
        let lock = Self { layout: layout.clone(), file };
        // With the lock held, this file can only be from a process that ended without removing it.
        let path = layout.holder();
        match holder {
            Some(holder) => {
                let json = serde_json::to_vec(holder).unwrap_or_default();
                files::replace(&path, &json).map_err(unwritable(&path))?;
            }
            None => files::remove_if_any(&path).map_err(unwritable(&path))?,
        }
        Ok(lock)
    }

    /// The current holder of the lock. Creates no file.
    pub(crate) fn taken(layout: &Layout) -> Result<Option<LockInfo>, StateError> {
        let path = layout.lock();
        let file = match File::open(&path, Access::Write) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(unwritable(&path))?,
        };
        match file.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => Ok(Some(Self::holder(layout).unwrap_or_else(Self::unnamed_reader))),
            Err(TryLockError::Error(e)) => Err(unwritable(&path)(e)),
        }
    }

    /// The recorded lock holder, which may have ended since.
    pub(crate) fn holder(layout: &Layout) -> Option<LockInfo> {
        serde_json::from_slice(&files::read(&layout.holder()).ok()?).ok()
    }

    fn unnamed_reader() -> LockInfo {
        LockInfo { who: "another process".to_owned(), pid: 0, what: "reading".to_owned(), since: files::now() }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Remove the name before releasing the lock. The other order could remove the next holder's name.
        let _ = files::remove_if_any(&self.layout.holder());
        let _ = self.file.unlock();
    }
}
