//! The state after each run is kept as an export, for `rollback`.

use archipel_engine::state::{Change, StateError, StateStore as _};
use archipel_engine::value::Value;
use archipel_state::codec::Secrets;
use archipel_state::contract::{holder, put};
use archipel_state::{AnyStore, Location, Options, Purpose, Vault, export};
use archipel_state_s3_tests::{Does, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_newest_runs_are_kept_as_exports() {
    let server = Server::folder();
    let store = server.store_with("dev", Options::default().keep_exports(3));
    for run in 1..=5 {
        store.lock(&holder("me")).await.unwrap();
        store.commit(vec![put(&format!("r{run}"))]).await.unwrap();
        store.unlock().await.unwrap();
        // A run without commits writes no export.
        store.lock(&holder("me")).await.unwrap();
        store.unlock().await.unwrap();
    }
    let kept = store.exports().await.unwrap();
    assert_eq!(kept.iter().map(|kept| kept.serial).collect::<Vec<_>>(), [5, 4, 3]);
    assert_eq!(server.objects("dev/exports").len(), 3);
    let then = store.export(&kept[2]).await.unwrap();
    let mut vault = Vault::new(Options::default().sealer, Purpose::State("l".to_owned()), None);
    assert_eq!(then.clone().open(&mut vault, Secrets::Open).unwrap().records.len(), 3);
    // It is a regular export and restores the state.
    let bytes = export::write(&then, 1).unwrap();
    assert_eq!(export::read(&bytes, "it").unwrap(), then);
    // Errors name the damaged export.
    let name = server.objects("dev/exports").remove(0);
    let path = server.file("dev/exports", &name);
    let text = std::fs::read_to_string(&path).unwrap().replace("r1", "r9");
    std::fs::write(&path, text).unwrap();
    match store.export(&kept[2]).await {
        Err(StateError::Damaged { location, .. }) => assert!(location.contains("exports/"), "{location}"),
        other => panic!("{other:?}"),
    }
    // A location without a state has no exports.
    let none = AnyStore::exports(&Location::Folder("/nowhere/at/all".into()), &Options::default()).await;
    assert!(none.unwrap().is_empty() && server.store("other").exports().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_state_is_exported_too() {
    let server = Server::folder();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![put("a"), Change::Outputs([("out".to_owned(), Value::from("x"))].into())]).await.unwrap();
    store.unlock().await.unwrap();
    let mut document = store.document().await.unwrap();
    document.serial = 7;
    store.restore(document, &holder("me")).await.unwrap();
    assert_eq!(store.exports().await.unwrap()[0].serial, 7);
}

/// The serial is decided under the lock, so that a commit just before it cannot get the same one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_state_has_the_next_serial() {
    let server = Server::folder();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![put("a")]).await.unwrap();
    store.unlock().await.unwrap();
    let old = store.document().await.unwrap();
    // The restore waits for its lease while another writer commits.
    server.faults.next("PUT", "/lease", 1, Does::Hold);
    let restoring = tokio::spawn({
        let (store, old) = (server.store("dev"), old.clone());
        async move { store.restore_as_next(old, &holder("me")).await }
    });
    server.faults.somebody_is_held().await;
    store.lock(&holder("you")).await.unwrap();
    for _ in 0..3 {
        store.commit(vec![put("b")]).await.unwrap();
    }
    store.unlock().await.unwrap();
    server.faults.let_go();
    let (serial, aside) = restoring.await.unwrap().unwrap();
    assert_eq!(serial, 5);
    assert!(aside.unwrap().contains("replaced/"));
    assert_eq!(server.store("dev").document().await.unwrap().records, old.records);
}
