//! States of earlier versions can be read.

use archipel_engine::state::StateStore as _;
use archipel_state::contract::{holder, put, record};
use archipel_state_s3_tests::Server;

/// A state in format 1: a checkpoint, a later entry, a released lease. This file must not change.
const FORMAT_1: &str = include_str!("format-1.txt");

fn lay(server: &Server) {
    for object in FORMAT_1.split("=== ").skip(1) {
        let (name, bytes) = object.split_once('\n').unwrap();
        let path = server.file("dev", name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes.strip_suffix('\n').unwrap()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_of_format_1_is_read_and_written_on() {
    let server = Server::folder();
    lay(&server);
    let store = server.store("dev");
    let loaded = store.load().await.unwrap();
    assert_eq!((loaded.serial, loaded.records.len(), loaded.pending.len()), (71, 4, 1));
    assert_eq!(*loaded.records[&record("a", 1).key], record("a", 1));
    store.lock(&holder("me")).await.unwrap();
    assert_eq!(store.commit(vec![put("new")]).await.unwrap(), 72);
    store.unlock().await.unwrap();
    assert_eq!(server.store("dev").load().await.unwrap().records.len(), 5);
}

/// Writes the file above. Run it by hand once for each format, with ARCHIPEL_WRITE_FIXTURE set.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fixture_of_the_newest_format_can_be_written() {
    let server = Server::folder();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![archipel_state::contract::begin("1", "pending")]).await.unwrap();
    for commit in 0..69 {
        store.commit(vec![put(["a", "b", "c"][commit % 3])]).await.unwrap();
    }
    store.unlock().await.unwrap();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![put("d")]).await.unwrap();
    store.unlock().await.unwrap();
    let text: String = server
        .objects("dev")
        .into_iter()
        .filter(|name| !name.starts_with("log/") || name.as_str() > "log/00000000000000000071")
        .map(|name| format!("=== {name}\n{}\n", std::fs::read_to_string(server.file("dev", &name)).unwrap()))
        .collect();
    if std::env::var_os("ARCHIPEL_WRITE_FIXTURE").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/store/format-1.txt"), text).unwrap();
    } else {
        assert!(text.contains("archipel-s3"));
    }
}
