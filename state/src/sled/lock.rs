//! One process at a time.
//!
//! The operating system's lock on the file `lock` decides; it ends with its process, however that ends. Who holds
//! it stands in `holder.json`, which is replaced as a whole, so that nobody reads half a name. A reader that must open
//! sled takes the lock for a moment and names nobody.

use std::fs::TryLockError;
use std::time::{Duration, Instant};

use archipel_engine::state::{Holder, StateError};

use super::layout::Layout;
use crate::files::{self, Access, File, unwritable};

const TICK: Duration = Duration::from_millis(20);

/// The lock, while it is held.
#[derive(Debug)]
pub(crate) struct Lock {
    layout: Layout,
    // Held for its lock, which ends when it is closed.
    file: File,
}

impl Lock {
    /// Takes the lock. Waits `patience` for readers, and for writers only if `for_writers`.
    pub(crate) fn take(
        layout: &Layout,
        holder: Option<&Holder>,
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
                return Err(StateError::Locked(Box::new(other.unwrap_or_else(Self::somebody))));
            }
            std::thread::sleep(TICK);
        }
        let lock = Self { layout: layout.clone(), file };
        // Whoever holds the lock knows that what stands here is of a process that ended without removing it.
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

    /// Who has the lock right now. Makes no file.
    pub(crate) fn taken(layout: &Layout) -> Result<Option<Holder>, StateError> {
        let path = layout.lock();
        let file = match File::open(&path, Access::Write) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            file => file.map_err(unwritable(&path))?,
        };
        match file.try_lock() {
            Ok(()) => Ok(None),
            Err(TryLockError::WouldBlock) => Ok(Some(Self::holder(layout).unwrap_or_else(Self::somebody))),
            Err(TryLockError::Error(e)) => Err(unwritable(&path)(e)),
        }
    }

    /// Who writes, as far as it is said. Says nothing about whether they still do.
    pub(crate) fn holder(layout: &Layout) -> Option<Holder> {
        serde_json::from_slice(&files::read(&layout.holder()).ok()?).ok()
    }

    fn somebody() -> Holder {
        Holder { who: "another process".to_owned(), pid: 0, what: "reading".to_owned(), since: files::now() }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // First the name, then the lock: the other way round could remove the next holder's name.
        let _ = files::remove_if_any(&self.layout.holder());
        let _ = self.file.unlock();
    }
}
