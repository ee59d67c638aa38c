//! Secrets are sealed as on disk.

use std::sync::Arc;

use archipel_engine::state::{Change, Desired, Outcome, Record, StateError, StateStore as _};
use archipel_engine::value::Value;
use archipel_state::contract::{begin, holder, put, record};
use archipel_state::{Document, KeyHeader, Options, Passphrase};
use archipel_state_s3_tests::Server;

const CANARY: &str = "canary-4711";

fn options(passphrase: &str) -> Options {
    Options::default().sealer(Arc::new(Passphrase::new(format!("{passphrase} for the tests")).cost(64, 1)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_object_has_a_secret_in_plain() {
    let server = Server::folder();
    let secret = Record {
        desired: Desired::new(Value::from([("password", Value::from(CANARY).into_secret())])),
        ..record("a", 1)
    };
    let secret = Arc::new(secret);
    let store = server.store_with("dev", options("right")).log(16);
    store.lock(&holder("me")).await.unwrap();
    // Enough commits for a checkpoint at the end.
    for _ in 0..5 {
        store.commit(vec![Change::Put(Arc::clone(&secret))]).await.unwrap();
    }
    store.unlock().await.unwrap();
    let objects = server.objects("dev");
    assert!(objects.iter().any(|name| name.starts_with("chunks/")));
    for name in objects {
        let bytes = std::fs::read(server.file("dev", &name)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(CANARY), "{name}");
    }
    let loaded = server.store_with("dev", options("right")).load().await.unwrap();
    assert_eq!(loaded.records[&secret.key], secret);
    assert!(matches!(server.store_with("dev", options("wrong")).load().await, Err(StateError::NoKey(_))));
    assert!(matches!(server.store("dev").load().await, Err(StateError::NoKey(_))));
    let hidden = server.store_with("dev", Options::default().hide_secrets()).load().await.unwrap();
    assert_eq!(hidden.records[&secret.key].desired.inputs.field("password"), &Value::Unknown.into_secret());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_was_made_before_there_is_a_secret_is_kept() {
    let server = Server::folder();
    let store = server.store("dev");
    store.lock(&holder("me")).await.unwrap();
    assert!(matches!(store.prepare_secrets().await, Err(StateError::NoKey(_))));
    store.unlock().await.unwrap();
    let store = server.store_with("dev", options("right"));
    assert!(store.prepare_secrets().await.is_err(), "without the right to write");
    store.lock(&holder("me")).await.unwrap();
    store.prepare_secrets().await.unwrap();
    store.commit(vec![put("a")]).await.unwrap();
    store.unlock().await.unwrap();
    assert!(server.store("dev").document().await.unwrap().key.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_header_from_before_headers_were_authenticated_is_authenticated_by_the_next_write() {
    let server = Server::folder();
    let (wrapped, _) = options("right").sealer.create().unwrap();
    let key: KeyHeader = serde_json::from_value(serde_json::to_value(&wrapped).unwrap()).unwrap();
    assert!(!key.is_authenticated());
    let document = Document { lineage: "l".to_owned(), serial: 1, key: Some(key), ..Document::default() };
    server.store("dev").restore(document, &holder("me")).await.unwrap();
    let store = server.store_with("dev", options("right"));
    store.lock(&holder("me")).await.unwrap();
    store.prepare_secrets().await.unwrap();
    store.commit(vec![put("a")]).await.unwrap();
    store.unlock().await.unwrap();
    assert!(server.store("dev").document().await.unwrap().key.unwrap().is_authenticated());
    server.store_with("dev", options("right")).load().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_whose_key_has_another_protection_is_refused_by_readers_and_writers() {
    let server = Server::folder();
    let of_kms = r#"{"kind":"awskms","key":"awskms://1?region=x","wrapped":""}"#;
    let key: KeyHeader = serde_json::from_str(of_kms).unwrap();
    let document = Document { lineage: "l".to_owned(), serial: 1, key: Some(key), ..Document::default() };
    server.store("dev").restore(document, &holder("me")).await.unwrap();
    let store = server.store_with("dev", options("right"));
    let refused = |result: Result<(), StateError>| matches!(result, Err(StateError::WrongProtection(why)) if why.contains("awskms://1") && why.contains("passphrase"));
    assert!(refused(store.load().await.map(|_| ())));
    assert!(refused(store.lock(&holder("me")).await));
    // The lock was released.
    assert_eq!(server.store("dev").held().await.unwrap(), None);
    // The lock can still be broken, and an intact state can be restored.
    store.break_lock(&holder("me")).await.unwrap();
    let good = Document { lineage: "l".to_owned(), serial: 2, ..Document::default() };
    store.restore(good, &holder("me")).await.unwrap();
    store.lock(&holder("me")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_that_was_moved_to_another_record_is_found() {
    let server = Server::folder();
    let store = server.store_with("dev", options("right"));
    store.lock(&holder("me")).await.unwrap();
    for name in ["a", "b"] {
        let inputs = Value::from([("password", Value::from(name).into_secret())]);
        store
            .commit(vec![Change::Put(Arc::new(Record { desired: Desired::new(inputs), ..record(name, 1) }))])
            .await
            .unwrap();
    }
    store.unlock().await.unwrap();
    let mut document = server.store("dev").document().await.unwrap();
    let moved = document.records[0].inputs.clone();
    document.records[1].inputs = moved;
    server.store_with("dev", options("right")).restore(document, &holder("me")).await.unwrap();
    assert!(matches!(server.store_with("dev", options("right")).load().await, Err(StateError::Damaged { .. })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_seals_everything_again_at_once() {
    let server = Server::folder();
    let secret = |name: &str| Record {
        desired: Desired::new(Value::from([("password", Value::from(CANARY).into_secret())])),
        ..record(name, 1)
    };
    let new = options("new").sealer;
    let store = server.store_with("dev", options("old"));
    store.lock(&holder("me")).await.unwrap();
    let Change::Begin(mut pending) = begin("1", "p") else { panic!() };
    pending.desired.inputs = secret("p").desired.inputs;
    store.commit(vec![begin("0", "o")]).await.unwrap();
    store.commit(vec![Change::Put(Arc::new(secret("a"))), Change::Begin(pending)]).await.unwrap();
    store.commit(vec![Change::Settle { op: "0".into(), outcome: Outcome::Done }]).await.unwrap();
    let before = store.load().await.unwrap();
    let digest = store.digester().await.unwrap().digest(&Value::from(CANARY).into_secret());
    assert_eq!(store.rekey(new).await.unwrap(), before.serial + 1);
    // The same run continues with the new key and its journal.
    store.commit(vec![Change::Settle { op: "1".into(), outcome: Outcome::Done }, put("b")]).await.unwrap();
    store.unlock().await.unwrap();
    let store = server.store_with("dev", options("new"));
    let loaded = store.load().await.unwrap();
    assert_eq!(loaded.records[&secret("a").key], before.records[&secret("a").key]);
    assert!(loaded.pending.is_empty() && loaded.records.len() == 2);
    assert_eq!(store.digester().await.unwrap().digest(&Value::from(CANARY).into_secret()), digest);
    assert!(matches!(server.store_with("dev", options("old")).load().await, Err(StateError::NoKey(_))));
    // The old key opens only the export of the previous state.
    let replaced = server.objects("dev/replaced");
    assert_eq!(replaced.len(), 1);
    let old = std::fs::read(server.file("dev/replaced", &replaced[0])).unwrap();
    assert!(archipel_state::export::import(&old, options("old").sealer, Default::default()).is_ok());
}
