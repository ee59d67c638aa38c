//! Helpers of the tests of the sled store.

#![allow(dead_code, clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use archipel_engine::state::{Change, Desired, OptionValues, Record, Snapshot, StateError, StateStore};
use archipel_engine::value::Value;
use archipel_state::contract::{holder, record};
use archipel_state::{Options, Passphrase, SledStore};

pub(crate) const CANARY: &str = "canary-7f3a9c";

/// A sealer with a cheap key derivation.
pub(crate) fn with_key() -> Options {
    Options::default().sealer(Arc::new(Passphrase::new("correct horse").cost(64, 1)))
}

pub(crate) fn secret_record(path: &str) -> Record {
    let nested = Value::List(vec![Value::from([("password", Value::from(CANARY).into_secret())])]);
    Record {
        desired: Desired {
            options: OptionValues { trigger: Value::from(CANARY).into_secret(), ..OptionValues::default() }.into(),
            ..Desired::new(Value::from([("name", Value::from(path)), ("users", nested)]))
        },
        outputs: Value::from([("token", Value::from(format!("{CANARY}-{path}")).into_secret())]),
        ..record(path, 1)
    }
}

pub(crate) fn put(record: Record) -> Change {
    Change::Put(Arc::new(record))
}

/// Acquires the lock, loads and releases, as a run does.
pub(crate) async fn load_to_write(folder: &Path, options: Options) -> Result<Snapshot, StateError> {
    let store = SledStore::open(folder, options)?;
    store.lock(&holder("me")).await?;
    store.load().await
}

pub(crate) async fn load(folder: &Path, options: Options) -> Result<Snapshot, StateError> {
    SledStore::open(folder, options)?.load().await
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A number from the environment that scales a long test.
pub(crate) fn dial(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}
