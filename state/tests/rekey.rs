//! Rotation of the data key: all secrets are resealed in one commit, and after a crash one of the two keys opens all
//! of them.

#![allow(clippy::unwrap_used)]

mod common;

use std::sync::Arc;

use archipel_engine::state::{Change, Outcome, StateError, StateStore};
use archipel_engine::value::Value;
use archipel_state::contract::{begin, holder, put as plain, record};
use archipel_state::{Document, KeyHeader, Options, Passphrase, Sealer, SledStore};
use common::{CANARY, copy, files, load, put, secret_record, with_key};

fn new() -> Arc<dyn Sealer> {
    Arc::new(Passphrase::new("another passphrase").cost(64, 1))
}

#[tokio::test]
async fn everything_is_sealed_again_in_one_commit() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    let Change::Begin(mut pending) = begin("1", "p") else { panic!() };
    pending.desired.inputs = secret_record("p").desired.inputs;
    store.commit(vec![begin("0", "o"), put(secret_record("a")), plain("b")]).await.unwrap();
    let output = Value::from(CANARY).into_secret();
    store
        .commit(vec![Change::Begin(pending), Change::Outputs([("out".to_owned(), output.clone())].into())])
        .await
        .unwrap();
    store.commit(vec![Change::Settle { op: "0".into(), outcome: Outcome::Done }]).await.unwrap();
    let before = store.load().await.unwrap();
    let digest = store.digester().await.unwrap().digest(&output);
    assert_eq!(store.rekey(new()).await.unwrap(), before.serial + 1);
    let after = store.load().await.unwrap();
    assert_eq!((&after.records, &after.pending, &after.outputs), (&before.records, &before.pending, &before.outputs));
    // Pending operations keep their names.
    store.commit(vec![Change::Settle { op: "1".into(), outcome: Outcome::Done }, plain("p")]).await.unwrap();
    store.unlock().await.unwrap();

    let with_new = || Options::default().sealer(new());
    assert!(matches!(load(folder.path(), with_key()).await, Err(StateError::NoKey(_))));
    let store = SledStore::open(folder.path(), with_new()).unwrap();
    let loaded = store.load().await.unwrap();
    assert_eq!(*loaded.records[&record("a", 1).key], secret_record("a"));
    assert_eq!((loaded.outputs["out"].clone(), loaded.pending.len()), (output.clone(), 0));
    assert_eq!(store.digester().await.unwrap().digest(&output), digest);
    for file in files(folder.path()) {
        assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains(CANARY), "{}", file.display());
    }
}

#[tokio::test]
async fn what_is_on_the_disk_while_keys_change_opens_with_one_of_both() {
    let folder = tempfile::tempdir().unwrap();
    let live = folder.path().join("live");
    let store = SledStore::open(&live, with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    for i in 0..400 {
        store.commit(vec![put(secret_record(&format!("r{i}")))]).await.unwrap();
    }
    let before = store.load().await.unwrap();
    let store = Arc::new(store);
    let changing = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.rekey(new()).await }
    });
    let mut seen = Vec::new();
    loop {
        // A copy that is inconsistent because sled writes meanwhile may be refused as damaged; it is never a mixture
        // of both keys.
        let over = changing.is_finished();
        let image = folder.path().join(format!("image-{}", seen.len()));
        copy(&live, &image);
        let old = load(&image, with_key()).await;
        let renewed = load(&image, Options::default().sealer(new())).await;
        match (&old, &renewed) {
            (Ok(loaded), Err(StateError::NoKey(_))) => {
                assert_eq!(loaded.records, before.records);
                seen.push("old");
            }
            (Err(StateError::NoKey(_)), Ok(loaded)) => {
                assert_eq!(loaded.records, before.records);
                seen.push("new");
            }
            (Err(StateError::Damaged { .. }), Err(StateError::Damaged { .. })) => seen.push("torn"),
            other => panic!("{other:?}"),
        }
        if over {
            break;
        }
    }
    assert_eq!(changing.await.unwrap().unwrap(), before.serial + 1);
    assert_eq!(seen.last(), Some(&"new"), "{seen:?}");
}

#[tokio::test]
async fn a_key_is_not_changed_without_both() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), with_key()).unwrap();
    let refused = store.rekey(new()).await;
    assert!(matches!(refused, Err(StateError::Unavailable { .. })), "without the right to write");
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![put(secret_record("a"))]).await.unwrap();
    store.unlock().await.unwrap();
    let other = SledStore::open(folder.path(), Options::default().sealer(new())).unwrap();
    other.lock(&holder("me")).await.unwrap();
    assert!(matches!(other.rekey(new()).await, Err(StateError::NoKey(_))));
    other.unlock().await.unwrap();
    assert!(matches!(with_no_key(folder.path()).await, Err(StateError::NoKey(_))));
    assert_eq!(load(folder.path(), with_key()).await.unwrap().records.len(), 1);
}

async fn with_no_key(folder: &std::path::Path) -> Result<u64, StateError> {
    let store = SledStore::open(folder, with_key())?;
    store.lock(&holder("me")).await?;
    store.rekey(Arc::new(archipel_state::NoKey)).await
}

#[tokio::test]
async fn a_state_whose_key_has_another_protection_is_refused_by_readers_and_writers() {
    let folder = tempfile::tempdir().unwrap();
    let of_kms = r#"{"kind":"awskms","key":"awskms://1?region=x","wrapped":""}"#;
    let key: KeyHeader = serde_json::from_str(of_kms).unwrap();
    let document = Document { lineage: "l".to_owned(), serial: 1, key: Some(key), ..Document::default() };
    archipel_state::sled::restore_document(folder.path(), document, &holder("me"), &with_key()).unwrap();
    let store = SledStore::open(folder.path(), with_key()).unwrap();
    let refused = |result: Result<(), StateError>| matches!(result, Err(StateError::WrongProtection(why)) if why.contains("awskms://1") && why.contains("passphrase"));
    assert!(refused(store.load().await.map(|_| ())));
    assert!(refused(store.lock(&holder("me")).await));
    // Its secrets stay sealed for commands that do not need them.
    let hidden = SledStore::open(folder.path(), Options::default().hide_secrets()).unwrap();
    assert_eq!(hidden.load().await.unwrap().serial, 2);
}
