//! A damaged store is refused or read correctly. A load never panics and never returns a wrong state.
//!
//! `ARCHIPEL_DAMAGE_CASES` sets how many positions of each file are damaged.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use archipel_engine::state::{Desired, Record, Snapshot, StateError, StateStore};
use archipel_engine::value::Value;
use archipel_state::contract::{begin, holder, record};
use archipel_state::{SledStore, sled};
use common::{copy, dial, files, load, load_to_write, put, secret_record, with_key};

/// A store with a history: runs, replaced records, large records, secrets, a pending operation.
async fn make(folder: &Path) -> SledStore {
    let options = || with_key().keep_exports(3);
    for run in 0..3 {
        let store = SledStore::open(folder, options()).unwrap();
        store.lock(&holder("me")).await.unwrap();
        for i in 0..40 {
            store.commit(vec![put(Record { modified: run, ..record(&format!("r{i}"), 1) })]).await.unwrap();
        }
        let inputs = Value::from([("policy", "x".repeat(70_000 * (run as usize + 1)))]);
        store
            .commit(vec![put(Record { desired: Desired::new(inputs), ..record("large", 1) }), put(secret_record("s"))])
            .await
            .unwrap();
        store.unlock().await.unwrap();
    }
    let store = SledStore::open(folder, options()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![begin("op", "new")]).await.unwrap();
    store.commit(vec![put(record("last", 1))]).await.unwrap();
    store
}

/// A way to damage a file.
enum Harm {
    Flip(usize),
    Cut(usize),
    Zero(usize),
    Remove,
}

fn harms(bytes: &[u8], cases: usize) -> Vec<Harm> {
    let mut harms =
        vec![Harm::Remove, Harm::Cut(0), Harm::Cut(bytes.len() / 2), Harm::Cut(bytes.len().saturating_sub(1))];
    // Half of the positions are in data, half anywhere.
    let full: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i] != 0).collect();
    for case in 0..cases {
        let spread = |len: usize| case * len / cases + (case * 7919) % (len / cases).max(1);
        if let Some(at) = full.get(spread(full.len())) {
            harms.push(Harm::Flip(at * 8 + case % 8));
            if case % 4 == 0 {
                harms.push(Harm::Zero(*at));
                harms.push(Harm::Cut(*at));
            }
        }
        if !bytes.is_empty() {
            harms.push(Harm::Flip(spread(bytes.len()) * 8 + case % 8));
        }
    }
    harms
}

fn harm(path: &Path, bytes: &[u8], harm: &Harm) -> String {
    let mut bytes = bytes.to_vec();
    let what = match harm {
        Harm::Flip(bit) => {
            bytes[bit / 8] ^= 1 << (bit % 8);
            format!("bit {} of byte {} flipped", bit % 8, bit / 8)
        }
        Harm::Cut(length) => {
            bytes.truncate(*length);
            format!("cut to {length}")
        }
        Harm::Zero(at) => {
            let end = bytes.len().min(at + 512);
            bytes[*at..end].fill(0);
            format!("512 bytes at {at} zeroed")
        }
        Harm::Remove => {
            fs::remove_file(path).unwrap();
            return "removed".to_owned();
        }
    };
    fs::write(path, bytes).unwrap();
    what
}

/// Damages each file of an image and reads the store, with and without the lock.
async fn damage_everywhere(image: &Path, original: &Snapshot, cases: usize) {
    let scratch = tempfile::tempdir().unwrap();
    let (mut right, mut refused) = (0, 0);
    for file in files(image) {
        let name = file.strip_prefix(image).unwrap();
        let bytes = fs::read(&file).unwrap();
        for (i, case) in harms(&bytes, cases).iter().enumerate() {
            for writing in [true, false] {
                let folder = scratch.path().join("copy");
                copy(image, &folder);
                let what = harm(&folder.join(name), &bytes, case);
                let read = async {
                    if writing { load_to_write(&folder, with_key()).await } else { load(&folder, with_key()).await }
                };
                let read = tokio::time::timeout(Duration::from_secs(60), read).await;
                let shown = format!("{} {what} (case {i}, writing: {writing})", name.display());
                match read.unwrap_or_else(|_| panic!("{shown}: no answer")) {
                    Ok(snapshot) => {
                        assert!(snapshot == *original, "{shown}: read wrongly");
                        right += 1;
                    }
                    Err(StateError::Damaged { location, what }) => {
                        assert!(location.contains("copy"), "{shown}: {location}: {what} names no file");
                        refused += 1;
                    }
                    Err(other) => panic!("{shown}: {other}"),
                }
                fs::remove_dir_all(&folder).unwrap();
            }
        }
    }
    println!("read right: {right}, refused: {refused}");
    assert!(right > 0 && refused > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_of_a_closed_store_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("image");
    let store = make(&image).await;
    let original = store.load().await.unwrap();
    store.unlock().await.unwrap();
    assert!(!image.join("holder.json").exists());
    damage_everywhere(&image, &original, dial("ARCHIPEL_DAMAGE_CASES", 6) as usize).await;
}

/// The files after a crash while no write is in progress.
async fn damage_of_a_crash(folder: &Path, store: SledStore) {
    let (live, image) = (folder.join("live"), folder.join("image"));
    copy(&live, &image);
    assert!(!image.join("db.sums").exists());
    assert!(fs::metadata(image.join("db/ahead")).unwrap().len() > 0);
    let original = store.load().await.unwrap();
    drop(store);
    assert_eq!(load_to_write(&live, with_key()).await.unwrap(), original);
    damage_everywhere(&image, &original, dial("ARCHIPEL_DAMAGE_CASES", 12) as usize).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_of_a_crashed_store_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let store = make(&folder.path().join("live")).await;
    damage_of_a_crash(folder.path(), store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_of_a_crashed_store_whose_log_began_again_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let store = make(&folder.path().join("live")).await;
    for i in 0..5 {
        store.commit(vec![put(record(&format!("r{i}"), 1))]).await.unwrap();
    }
    // sled receives all data, and the next entry overwrites the start of the log.
    store.load().await.unwrap();
    store.commit(vec![put(record("after", 1))]).await.unwrap();
    store.commit(vec![put(record("later", 1)), put(secret_record("s"))]).await.unwrap();
    damage_of_a_crash(folder.path(), store).await;
}

/// A power failure loses the marks that were not synced. Then the log itself shows that entries are lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_of_the_log_is_noticed_without_the_newest_mark() {
    let folder = tempfile::tempdir().unwrap();
    let (live, image) = (folder.path().join("live"), folder.path().join("image"));
    let store = SledStore::open(&live, with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![put(record("first", 1))]).await.unwrap();
    let synced = fs::read(live.join("HEAD")).unwrap();
    for i in 0..4 {
        store.commit(vec![put(record(&format!("r{i}"), 1))]).await.unwrap();
    }
    copy(&live, &image);
    fs::write(image.join("HEAD"), synced).unwrap();
    let original = store.load().await.unwrap();
    drop(store);
    let log = fs::read(image.join("db/ahead")).unwrap();
    let last = log.windows(4).rposition(|bytes| bytes == b"Alog").unwrap();
    let scratch = folder.path().join("scratch");
    for at in (0..last).step_by(7).chain([log.len()]) {
        copy(&image, &scratch);
        let mut damaged = log.clone();
        if let Some(byte) = damaged.get_mut(at) {
            *byte ^= 16;
        }
        fs::write(scratch.join("db/ahead"), damaged).unwrap();
        match load(&scratch, with_key()).await {
            Ok(snapshot) => assert!(at == log.len() && snapshot == original, "byte {at}"),
            Err(StateError::Damaged { location, .. }) => {
                assert!(at < last && location.ends_with("ahead"), "{location}")
            }
            Err(other) => panic!("byte {at}: {other}"),
        }
        fs::remove_dir_all(&scratch).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_store_is_restored_from_its_last_export() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    let store = make(&stack).await;
    let original = store.load().await.unwrap();
    let exports = store.exports();
    store.unlock().await.unwrap();

    let path = stack.join("db/db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[1000] ^= 4;
    fs::write(&path, bytes).unwrap();
    match load_to_write(&stack, with_key()).await {
        Err(StateError::Damaged { location, .. }) => assert!(location.ends_with("db/db"), "{location}"),
        other => panic!("{other:?}"),
    }

    let newest = archipel_state::export::list(&exports).unwrap().remove(0);
    let restored = sled::restore(&stack, &fs::read(newest.path).unwrap(), &holder("me"), &with_key()).unwrap();
    assert_eq!(restored.serial, original.serial + 1);
    assert!(restored.aside.unwrap().join("db/db").exists());
    for loaded in [load(&stack, with_key()).await.unwrap(), load_to_write(&stack, with_key()).await.unwrap()] {
        assert_eq!(loaded, Snapshot { serial: restored.serial, ..original.clone() });
    }
    // The restored store accepts commits.
    let store = SledStore::open(&stack, with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    assert_eq!(store.commit(vec![put(secret_record("after"))]).await.unwrap(), restored.serial + 1);
}

#[tokio::test]
async fn a_damaged_export_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledStore::open(folder.path(), with_key()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    store.commit(vec![put(record("a", 1)), put(secret_record("s"))]).await.unwrap();
    let original = store.load().await.unwrap();
    store.unlock().await.unwrap();
    let export = fs::read(&archipel_state::export::list(&store.exports()).unwrap()[0].path).unwrap();
    let import = |bytes: &[u8]| archipel_state::export::import(bytes, with_key().sealer, Default::default());
    assert_eq!(import(&export).unwrap(), original);
    for bit in 0..export.len() * 8 {
        let mut bytes = export.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        match import(&bytes) {
            Ok(snapshot) => assert_eq!(snapshot, original, "bit {bit}"),
            Err(StateError::Damaged { .. } | StateError::Newer { .. }) => {}
            Err(other) => panic!("bit {bit}: {other}"),
        }
    }
    let newer = String::from_utf8(export).unwrap().replace("\"archipel-export\":4", "\"archipel-export\":9");
    assert!(matches!(import(newer.as_bytes()), Err(StateError::Newer { found: 9, .. })));
}
