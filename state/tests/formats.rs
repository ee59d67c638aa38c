//! States of earlier versions can be read and written.

#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::path::Path;

use archipel_engine::state::{PendingState, Record, StateError, StateStore};
use archipel_engine::value::Value;
use archipel_state::contract::{holder, record};
use archipel_state::{SledStore, export, format};
use common::{load, load_to_write, put, secret_record, with_key};

/// A folder in format 1, which must not change. For each file: its length, then its non-zero content as offset,
/// bytes, and the number of repetitions. It has four records, one of them large and with a secret, a secret output, a
/// fact, a duration and a pending create.
const FORMAT_1: &str = include_str!("format-1.txt");

fn lay(folder: &Path) {
    for file in FORMAT_1.split("=== ").skip(1) {
        let (head, lines) = file.split_once('\n').unwrap();
        let (name, length) = head.split_once(' ').unwrap();
        let mut bytes = vec![0; length.parse().unwrap()];
        for line in lines.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let (at, times) = (usize::from_str_radix(words[0], 16).unwrap(), words[2].parse().unwrap());
            let byte = |i: usize| u8::from_str_radix(&words[1][2 * i..2 * i + 2], 16).unwrap();
            let run: Vec<u8> = (0..words[1].len() / 2).map(byte).collect::<Vec<_>>().repeat(times);
            bytes[at..at + run.len()].copy_from_slice(&run);
        }
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[tokio::test]
async fn a_store_of_format_1_is_read_and_becomes_one_of_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    lay(folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("FORMAT")).unwrap(), format::marker(1));
    // From the export, then from sled's own files.
    let exported = load(folder.path(), with_key()).await.unwrap();
    fs::remove_dir_all(folder.path().join("exports")).unwrap();
    let stored = load(folder.path(), with_key()).await.unwrap();
    assert_eq!(stored, exported);
    assert_eq!((stored.serial, stored.records.len(), stored.pending.len()), (6, 4, 1));
    assert_eq!(*stored.records[&record("a", 1).key], record("a", 1));
    let secret = &stored.records[&record("s", 1).key];
    assert_eq!(secret.desired.inputs.field("password"), &Value::from("hunter2").into_secret());
    assert_eq!(secret.desired.inputs.field("large"), &Value::from("x".repeat(20_000)));
    assert_eq!(stored.outputs["out"], Value::from("told").into_secret());
    assert_eq!((stored.meta["target"].as_str(), stored.durations["x"]), ("aws", 7));
    assert_eq!(stored.pending[0].state, PendingState::Begun);
    // A read keeps the format; a write updates it.
    assert_eq!(fs::read_to_string(folder.path().join("FORMAT")).unwrap(), format::marker(1));
    let store = SledStore::open(folder.path(), with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    assert_eq!(store.commit(vec![put(secret_record("new"))]).await.unwrap(), 7);
    store.unlock().await.unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("FORMAT")).unwrap(), format::marker(format::FORMAT));
    let document = SledStore::open(folder.path(), with_key()).unwrap().document().await.unwrap();
    assert!(document.key.unwrap().is_authenticated(), "the header of the key is authenticated by the first write");
    let written = load_to_write(folder.path(), with_key()).await.unwrap();
    assert_eq!(written.records.len(), 5);
    assert_eq!(*written.records[&record("new", 1).key], secret_record("new"));
    let old: Vec<&Record> =
        written.records.values().map(|record| &**record).filter(|r| r.key.urn.path() == "a").collect();
    assert_eq!(old, [&record("a", 1)]);
}

#[tokio::test]
async fn an_export_of_format_1_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    lay(&folder.path().join("old"));
    let kept = export::list(&folder.path().join("old/exports")).unwrap().remove(0);
    let document = export::read_file(&kept.path).unwrap();
    let new = folder.path().join("new");
    archipel_state::sled::restore_document(&new, document, &holder("me"), &with_key()).unwrap();
    assert_eq!(load(&new, with_key()).await.unwrap().records.len(), 4);
    // A newer format is refused with the error `Newer`.
    let text = fs::read_to_string(&kept.path).unwrap().replace("\"archipel-export\":1", "\"archipel-export\":5");
    assert!(matches!(export::read(text.as_bytes(), "it"), Err(StateError::Newer { found: 5, known: 4, .. })));
}
