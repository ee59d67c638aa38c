//! The store that the checks test.

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::state::{StateError, StateStore};

/// A location for one state, empty at first.
pub trait StoreFixture: Send + Sync {
    type Store: StateStore + 'static;

    /// Opens the store at this location, as a new process does.
    fn open(&self) -> Arc<Self::Store> {
        self.try_open().unwrap()
    }

    /// As `open`, where opening may be refused.
    fn try_open(&self) -> Result<Arc<Self::Store>, StateError>;

    /// Whether a store that is dropped releases its lock immediately.
    fn unlocks_when_dropped(&self) -> bool {
        true
    }

    /// How long the lock of a killed writer remains.
    fn patience(&self) -> Duration {
        Duration::ZERO
    }

    /// Another store that takes the lock by force, as after the lease has expired. `None` where a running writer
    /// cannot lose the lock.
    fn take_over(&self) -> impl Future<Output = Option<Arc<Self::Store>>> + Send {
        async { None }
    }

    /// Changes the format version of the stored state to a newer one, and returns a way to undo it. `None` if nothing
    /// is stored.
    fn make_newer(&self) -> Option<Undo> {
        None
    }

    /// Damages the stored state. Returns the expected text of the error and a way to undo the damage. `None` if there
    /// is no damage with this number.
    fn damage(&self, _number: usize) -> Option<(String, Undo)> {
        None
    }
}

/// Undoes a change.
pub type Undo = Box<dyn FnOnce() + Send>;

/// Damages a file by `how`: 0 changes a byte in its middle, 1 truncates it, 2 removes it. Returns a way to undo it.
pub fn damage_file(path: &std::path::Path, how: usize) -> Undo {
    let (path, bytes) = (path.to_owned(), std::fs::read(path).unwrap());
    let half = bytes.len() / 2;
    match how {
        0 => {
            let mut altered = bytes.clone();
            altered[half] ^= 0x10;
            std::fs::write(&path, altered).unwrap();
        }
        1 => std::fs::write(&path, &bytes[..half]).unwrap(),
        _ => std::fs::remove_file(&path).unwrap(),
    }
    Box::new(move || std::fs::write(&path, bytes).unwrap())
}
