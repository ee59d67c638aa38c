//! Every store passes one suite.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use archipel_engine::state::MemoryStore;
use archipel_state::contract::Ground;
use archipel_state::{Options, SledStore};

struct Memory(Arc<MemoryStore>);

impl Ground for Memory {
    type Store = MemoryStore;

    fn open(&self) -> Arc<MemoryStore> {
        Arc::clone(&self.0)
    }

    fn unlocks_when_dropped(&self) -> bool {
        false
    }
}

struct Folder(tempfile::TempDir);

impl Ground for Folder {
    type Store = SledStore;

    fn open(&self) -> Arc<SledStore> {
        Arc::new(SledStore::open(self.0.path().join("dev"), Options::default()).unwrap())
    }
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
