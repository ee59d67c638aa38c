//! Every store passes the same contract tests.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use archipel_engine::state::{MemoryStore, StateError};
use archipel_state::contract::{StoreFixture, Undo, damage_file};
use archipel_state::{Options, SledStore, format};

struct Memory(Arc<MemoryStore>);

impl StoreFixture for Memory {
    type Store = MemoryStore;

    fn try_open(&self) -> Result<Arc<MemoryStore>, StateError> {
        Ok(Arc::clone(&self.0))
    }

    fn unlocks_when_dropped(&self) -> bool {
        false
    }
}

struct Folder(tempfile::TempDir);

impl StoreFixture for Folder {
    type Store = SledStore;

    fn try_open(&self) -> Result<Arc<SledStore>, StateError> {
        SledStore::open(self.0.path().join("dev"), Options::default()).map(Arc::new)
    }

    fn make_newer(&self) -> Option<Undo> {
        let path = self.0.path().join("dev/FORMAT");
        let before = std::fs::read(&path).unwrap();
        std::fs::write(&path, format::marker(format::FORMAT + 1)).unwrap();
        Some(Box::new(move || std::fs::write(&path, before).unwrap()))
    }

    fn damage(&self, number: usize) -> Option<(String, Undo)> {
        // Without exports and checksums, so that the load reads sled's own files.
        let folder = self.0.path().join("dev");
        std::fs::remove_dir_all(folder.join("exports")).ok();
        // One of the two marks in HEAD may be damaged, and most of the file lies between them.
        let ways = [("HEAD", 2), ("db/db", 0), ("db/db", 1), ("db/db", 2), ("FORMAT", 0), ("FORMAT", 1), ("FORMAT", 2)];
        let (path, how) = ways.get(number).map(|(name, how)| (folder.join(name), *how))?;
        let kept = copy(&folder);
        drop(damage_file(&path, how));
        let undo = move || {
            std::fs::remove_dir_all(&folder).unwrap();
            std::fs::rename(kept, folder).unwrap();
        };
        Some((String::new(), Box::new(undo)))
    }
}

/// A copy of a folder, beside it.
fn copy(folder: &std::path::Path) -> std::path::PathBuf {
    let to = folder.with_extension("kept");
    let mut folders = vec![std::path::PathBuf::new()];
    while let Some(below) = folders.pop() {
        std::fs::create_dir_all(to.join(&below)).unwrap();
        for entry in std::fs::read_dir(folder.join(&below)).unwrap() {
            let entry = entry.unwrap();
            let name = below.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(name);
            } else {
                std::fs::copy(entry.path(), to.join(name)).unwrap();
            }
        }
    }
    to
}

mod memory {
    use super::*;
    archipel_state::contract_tests!(Memory(Arc::default()));

    #[tokio::test]
    async fn the_history_keeps_runs() {
        archipel_state::contract::the_history_keeps_runs(&Memory(Arc::default())).await;
    }
}

mod sled {
    use super::*;
    archipel_state::contract_tests!(Folder(tempfile::tempdir().unwrap()));

    #[tokio::test]
    async fn the_history_keeps_runs() {
        archipel_state::contract::the_history_keeps_runs(&Folder(tempfile::tempdir().unwrap())).await;
    }
}
