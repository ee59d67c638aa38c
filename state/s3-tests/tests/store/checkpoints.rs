//! Checkpoints: loading, deletion of old objects, and crashes while a checkpoint is written.

use archipel_engine::state::{Change, StateStore as _};
use archipel_state::contract::{holder, put, record};
use archipel_state_s3_tests::{Does, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_log_is_shortened_and_nothing_is_lost() {
    let server = Server::folder();
    let mut expected = std::collections::BTreeSet::new();
    for run in 0..3 {
        let store = server.store("dev").log(16);
        store.lock(&holder("me")).await.unwrap();
        for commit in 0..50 {
            let name = format!("{run}/{}", commit % 20);
            let change = if commit % 5 == 4 {
                expected.remove(&name);
                Change::Remove(record(&name, 1).key)
            } else {
                expected.insert(name.clone());
                put(&name)
            };
            store.commit(vec![change]).await.unwrap();
        }
        store.unlock().await.unwrap();
        let loaded = server.store("dev").load().await.unwrap();
        assert_eq!(loaded.serial, 50 * (run + 1));
        assert!(loaded.records.keys().map(|key| key.urn.path()).eq(expected.iter().map(String::as_str)));
    }
    let objects = server.objects("dev");
    let count = |folder: &str| objects.iter().filter(|name| name.starts_with(folder)).count();
    assert_eq!(count("checkpoints/"), 2, "{objects:?}");
    assert_eq!(count("chunks/"), 2);
    assert!(count("log/") <= 40, "{}", count("log/"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_that_is_cut_off_anywhere_leaves_the_state_as_it_was() {
    for part in ["/chunks/", "/checkpoints/", "/head"] {
        let server = Server::folder();
        let store = server.store("dev").log(16);
        store.lock(&holder("me")).await.unwrap();
        for commit in 0..14 {
            store.commit(vec![put(&format!("{commit}"))]).await.unwrap();
        }
        // The commit that triggers a checkpoint is acknowledged even if the checkpoint fails.
        server.faults.rule(move |call| {
            (call.method == "PUT" && call.path.contains(part)).then_some(Does::Answer(403, "AccessDenied"))
        });
        assert_eq!(store.commit(vec![put("last")]).await.unwrap(), 15);
        drop(store);
        server.faults.clear();
        let loaded = server.store("dev").load().await.unwrap();
        assert_eq!((loaded.serial, loaded.records.len()), (15, 15), "{part}");
        Server::wait_for_expiry().await;
        let store = server.store("dev").log(16);
        store.lock(&holder("me")).await.unwrap();
        store.commit(vec![put("more")]).await.unwrap();
        store.unlock().await.unwrap();
        assert_eq!(server.store("dev").load().await.unwrap().records.len(), 16, "{part}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_parts_that_changed_are_written_again() {
    let server = Server::folder();
    let store = server.store("dev").log(17);
    store.lock(&holder("me")).await.unwrap();
    for part in 0..16 {
        store.commit((0..500).map(|i| put(&format!("{part}/{i}"))).collect()).await.unwrap();
    }
    store.unlock().await.unwrap();
    let before = server.objects("dev/chunks");
    assert_eq!(before.len(), 8);
    let store = server.store("dev").log(16);
    store.lock(&holder("me")).await.unwrap();
    for _ in 0..16 {
        store.commit(vec![put("0/0")]).await.unwrap();
    }
    store.unlock().await.unwrap();
    let after = server.objects("dev/chunks");
    assert_eq!(after.iter().filter(|name| !before.contains(name)).count(), 1);
    assert_eq!(server.store("dev").load().await.unwrap().records.len(), 8000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_finds_its_way_while_the_log_is_swept_under_it() {
    let server = Server::folder();
    let store = server.store("dev").log(16);
    store.lock(&holder("me")).await.unwrap();
    for commit in 0..20 {
        store.commit(vec![put(&format!("{}", commit % 10))]).await.unwrap();
    }
    // The reader has the old head and is held before it reads the checkpoint.
    server.faults.next("GET", "/checkpoints/", 1, Does::Hold);
    let reader = server.store("dev");
    let reading = tokio::spawn(async move { reader.load().await });
    server.faults.somebody_is_held().await;
    for commit in 0..60 {
        store.commit(vec![put(&format!("{}", commit % 11))]).await.unwrap();
    }
    server.faults.let_go();
    let loaded = reading.await.unwrap().unwrap();
    assert_eq!((loaded.serial, loaded.records.len()), (80, 11));
}
