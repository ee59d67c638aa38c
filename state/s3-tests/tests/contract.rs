//! The S3 store passes the contract tests on two servers.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::time::Duration;

use archipel_engine::state::StateError;
use archipel_state::contract::{StoreFixture, Undo, damage_file, holder};
use archipel_state::{S3Store, format};
use archipel_state_s3_tests::Server;

struct Bucket {
    server: Server,
    /// Whether it stores objects as files.
    files: bool,
}

impl StoreFixture for Bucket {
    type Store = S3Store;

    fn try_open(&self) -> Result<Arc<S3Store>, StateError> {
        Ok(Arc::new(self.server.store("dev")))
    }

    fn unlocks_when_dropped(&self) -> bool {
        false
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(10)
    }

    async fn take_over(&self) -> Option<Arc<S3Store>> {
        let store = Arc::new(self.server.store("dev"));
        store.break_lock(&holder("you")).await.unwrap();
        archipel_engine::state::StateStore::lock(&*store, &holder("you")).await.unwrap();
        Some(store)
    }

    fn make_newer(&self) -> Option<Undo> {
        let path = self.files.then(|| self.server.file("dev", "head"))?;
        let before = std::fs::read(&path).unwrap();
        let line = format!("archipel-s3 {} head 2 a2a1b2c3", format::FORMAT + 1);
        std::fs::write(&path, format!("{line} {:08x}\n{{}}", crc(line.as_bytes()))).unwrap();
        Some(Box::new(move || std::fs::write(&path, before).unwrap()))
    }

    fn damage(&self, number: usize) -> Option<(String, Undo)> {
        if !self.files {
            return None;
        }
        // A load needs no exports.
        let needed = |name: &String| !name.starts_with("exports/");
        let objects: Vec<String> = self.server.objects("dev").into_iter().filter(needed).collect();
        let name = objects.get(number / 3)?;
        // A missing lease is a free lock.
        let how = if name == "lease" { number % 2 } else { number % 3 };
        Some((name.clone(), damage_file(&self.server.file("dev", name), how)))
    }
}

/// CRC-32, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

mod s3s_fs {
    use super::*;
    archipel_state::contract_tests!(Bucket { server: Server::folder(), files: true });

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_history_keeps_runs() {
        archipel_state::contract::the_history_keeps_runs(&Bucket { server: Server::folder(), files: true }).await;
    }
}

mod ministack {
    use super::*;
    archipel_state::contract_tests!(Bucket { server: Server::ministack().await, files: false });

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_history_keeps_runs() {
        archipel_state::contract::the_history_keeps_runs(&Bucket { server: Server::ministack().await, files: false })
            .await;
    }
}
