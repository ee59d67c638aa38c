//! A failing disk loses no acknowledged commit, whichever operation fails, and however.
//!
//! A run is repeated for each file operation and each call into sled, with that operation failing; then the state is
//! checked without faults. Each test prints the number of cases. `ARCHIPEL_FAULTS=all` injects every fault into every
//! operation; by default the kinds of faults alternate.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::path::{Path, PathBuf};

use archipel_engine::state::{Author, Desired, Record, RunRecord, Snapshot, StateError, StateStore as _};
use archipel_engine::value::Value;
use archipel_state::contract::{holder, record};
use archipel_state::faults::{Fault, Operation, Watch};
use archipel_state::{AnyStore, Location, Options, SecretsFile, SledStore, verify};
use common::{copy, load_to_write, put, secret_record, with_key};

/// Small, so that sled receives commits during the run and not only at its end.
fn options() -> Options {
    with_key().log_size(60_000).keep_exports(2).keep_runs(2)
}

/// A folder in memory, if possible: no test here depends on a real disk.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// The results that a run returned.
#[derive(Default)]
struct Ran {
    acknowledged: Vec<(String, u64)>,
    serial: u64,
    errors: Vec<StateError>,
}

impl Ran {
    fn note<T>(&mut self, result: Result<T, StateError>) -> Option<T> {
        result.map_err(|error| self.errors.push(error)).ok()
    }
}

/// A run like one of the command line, which continues after errors. Its later commits must be durable or refused.
async fn run(stack: &Path, turn: u64) -> Ran {
    let mut ran = Ran::default();
    let Some(store) = ran.note(SledStore::open(stack, options())) else { return ran };
    if ran.note(store.lock(&holder("me")).await).is_none() {
        return ran;
    }
    let begun = RunRecord::started(&holder("me"), &Author::default(), None);
    ran.note(store.record_run(begun).await);
    for i in 0..6 {
        let name = format!("r{i}");
        let filler = Value::from([("filler", "x".repeat(if i % 2 == 0 { 25_000 } else { 10 }))]);
        let changes = vec![
            put(Record { modified: turn, desired: Desired::new(filler), ..record(&name, 1) }),
            put(Record { modified: turn, ..secret_record(&format!("s{i}")) }),
        ];
        if let Some(serial) = ran.note(store.commit(changes).await) {
            ran.serial = serial;
            ran.acknowledged.push((name, turn));
        }
        if i == 4 {
            ran.note(store.load().await);
        }
    }
    ran.note(store.unlock().await);
    ran
}

/// Every acknowledged commit is there, and the state is consistent.
fn check(case: &str, snapshot: &Snapshot, ran: &Ran) {
    assert!(snapshot.serial >= ran.serial, "{case}: commit {} of {}", snapshot.serial, ran.serial);
    for (name, turn) in &ran.acknowledged {
        let found = snapshot.records.get(&record(name, 1).key).map(|record| record.modified);
        assert_eq!(found, Some(*turn), "{case}: {name} was acknowledged");
        let secret = snapshot.records.get(&secret_record(&format!("s{}", &name[1..])).key);
        assert_eq!(secret.map(|record| record.modified), Some(*turn), "{case}: half of the commit of {name}");
    }
    assert_eq!(verify(snapshot), [], "{case}");
}

/// The faults to inject into an operation.
fn faults(operation: Operation, at: usize) -> Vec<(Fault, bool)> {
    let all = Fault::ALL.into_iter().flat_map(|fault| [(fault, false), (fault, true)]);
    if std::env::var("ARCHIPEL_FAULTS").is_ok_and(|which| which == "all") {
        return all.collect();
    }
    let all: Vec<_> = all.collect();
    let mut chosen = vec![all[at % all.len()], all[(at + 5) % all.len()]];
    match operation {
        Operation::Sync => chosen.extend([(Fault::LostPages, false), (Fault::LostPages, true)]),
        Operation::Write => chosen.extend([(Fault::ShortWrite, false), (Fault::ShortWrite, true)]),
        Operation::Rename | Operation::Sled("flush" | "fold" | "open") => {
            chosen.extend([(Fault::NoSpace, false), (Fault::Device, false)]);
        }
        // There are many of these operations, and they are similar.
        Operation::Sled(_) => chosen.truncate(1),
        _ => {}
    }
    chosen
}

/// Fails each operation of a run on a copy of `before`.
async fn every_operation_fails_once(what: &str, before: Option<&Path>) {
    let folder = folder();
    let prepared = |name: &str| -> PathBuf {
        let stack = folder.path().join(name);
        if let Some(before) = before {
            copy(before, &stack);
        }
        stack
    };
    let stack = prepared("counted");
    let watch = Watch::counting(&stack);
    let whole = run(&stack, 7).await;
    assert!(whole.errors.is_empty(), "{:?}", whole.errors);
    let operations = watch.operations();
    drop(watch);
    let (mut cases, mut met, mut refused) = (0, 0, 0);
    for (at, operation) in operations.into_iter().enumerate() {
        for (fault, lasts) in faults(operation, at) {
            let case =
                format!("{what}, operation {at} ({operation:?}), {fault:?}{}", if lasts { " and on" } else { "" });
            let stack = prepared("stack");
            let watch = Watch::failing(&stack, at, fault, lasts);
            let ran = run(&stack, 7).await;
            let failed = watch.met();
            drop(watch);
            cases += 1;
            if let Some((operation, path)) = failed {
                met += 1;
                let holder = path.ends_with("holder.json");
                match ran.errors.first() {
                    Some(error) => {
                        refused += 1;
                        let text = error.to_string();
                        let said = text.contains(&fault.words()) && text.contains(&*stack.to_string_lossy());
                        assert!(said, "{case}: {operation:?} of {}: {text}", path.display());
                    }
                    // The name of the previous lock holder may remain: the next holder removes it.
                    None => assert!(holder, "{case}: no error reported {operation:?} of {}", path.display()),
                }
            }
            // Readers and writers alternate.
            let loaded = match cases % 2 {
                0 if stack.exists() => SledStore::open(&stack, options()).unwrap().load().await,
                _ => load_to_write(&stack, options()).await,
            };
            check(&case, &loaded.unwrap_or_else(|e| panic!("{case}: {e}; before: {:?}", ran.errors)), &ran);
            let again = run(&stack, 8).await;
            assert!(again.errors.is_empty(), "{case}: {:?}", again.errors);
            let reader = AnyStore::open(&Location::Folder(stack.clone()), options()).unwrap();
            check(&case, &reader.load().await.unwrap(), &again);
            std::fs::remove_dir_all(&stack).unwrap();
        }
    }
    println!("{what}: {cases} cases, {met} met their fault, {refused} were reported, 0 lost");
    assert!(cases > 200 && refused * 2 > cases, "{cases} {refused}");
}

#[tokio::test]
async fn no_failing_operation_of_a_first_run_loses_a_commit() {
    every_operation_fails_once("a first run", None).await;
}

#[tokio::test]
async fn no_failing_operation_of_an_update_loses_a_commit() {
    let before = folder();
    let stack = before.path().join("dev");
    for turn in 1..4 {
        assert!(run(&stack, turn).await.errors.is_empty());
    }
    every_operation_fails_once("an update", Some(&stack)).await;
}

/// After a crash only the log has the last commits.
#[tokio::test]
async fn no_failing_operation_after_a_crash_loses_a_commit() {
    let before = folder();
    let stack = before.path().join("dev");
    assert!(run(&stack, 1).await.errors.is_empty());
    let store = SledStore::open(&stack, options()).unwrap();
    store.lock(&holder("me")).await.unwrap();
    for i in 0..3 {
        store.commit(vec![put(Record { modified: 2, ..record(&format!("crashed{i}"), 1) })]).await.unwrap();
    }
    drop(store);
    every_operation_fails_once("a run after a crash", Some(&stack)).await;
}

#[tokio::test]
async fn a_restore_that_fails_leaves_a_state_that_can_be_used() {
    let folder = folder();
    let (before, other) = (folder.path().join("before"), folder.path().join("other"));
    assert!(run(&before, 1).await.errors.is_empty() && run(&other, 2).await.errors.is_empty());
    let document = SledStore::open(&other, options()).unwrap().document().await.unwrap();
    let restore = |stack: PathBuf| {
        let location = Location::Folder(stack);
        let document = document.clone();
        async move { AnyStore::restore(&location, document, &holder("me"), &options()).await }
    };
    let stack = folder.path().join("stack");
    copy(&before, &stack);
    let watch = Watch::counting(&stack);
    restore(stack.clone()).await.unwrap();
    let operations = watch.operations();
    drop(watch);
    let mut cases = 0;
    for (at, operation) in operations.into_iter().enumerate() {
        for (fault, lasts) in faults(operation, at) {
            std::fs::remove_dir_all(&stack).unwrap();
            copy(&before, &stack);
            let case = format!("restore, operation {at} ({operation:?}), {fault:?}, {lasts}");
            let watch = Watch::failing(&stack, at, fault, lasts);
            let restored = restore(stack.clone()).await;
            drop(watch);
            cases += 1;
            let loaded = load_to_write(&stack, options()).await.unwrap_or_else(|e| panic!("{case}: {e}; {restored:?}"));
            let turns: Vec<u64> = loaded.records.values().map(|record| record.modified).collect();
            let whole =
                turns.len() == 12 && (turns.iter().all(|turn| *turn == 1) || turns.iter().all(|turn| *turn == 2));
            assert!(whole && (restored.is_err() || turns[0] == 2), "{case}: {turns:?}");
            assert_eq!(verify(&loaded), [], "{case}");
        }
    }
    println!("restore: {cases} cases, 0 lost");
    assert!(cases > 100);
}

#[tokio::test]
async fn secrets_are_the_old_or_the_new_after_a_failed_write() {
    let folder = folder();
    let path = folder.path().join("dev.secrets.json");
    let sealer = || options().sealer;
    let write = |value: &str| {
        let mut file = SecretsFile::read(&path, "p/dev").unwrap();
        file.set("a", value, sealer(), 1).unwrap();
        file
    };
    write("old").write().unwrap();
    let new = write("new");
    for fault in Fault::ALL {
        for at in 0.. {
            write("old").write().unwrap();
            let watch = Watch::failing(folder.path(), at, fault, false);
            let written = new.write();
            let met = watch.met().is_some();
            let ended = watch.operations().len() <= at;
            drop(watch);
            let opened = SecretsFile::read(&path, "p/dev").unwrap().open(sealer()).unwrap();
            let value = opened["a"].as_str();
            assert!(value == "new" || (value == "old" && written.is_err()), "{fault:?} {at}: {value}");
            assert!(!met || written.is_err(), "{fault:?} {at}");
            let left = std::fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 1, "{fault:?} {at}: a part of a file is left");
            if ended {
                break;
            }
        }
    }
}

/// While sled opens, it writes and syncs an index of its data. After a power failure the index must not point to data
/// that a killed process wrote and no one synced.
#[tokio::test]
async fn sleds_data_is_synced_before_sled_opens_it() {
    let folder = folder();
    let stack = folder.path().join("dev");
    run(&stack, 1).await;
    let watch = Watch::counting(&stack);
    load_to_write(&stack, options()).await.unwrap();
    let operations = watch.operations();
    let opened = operations.iter().position(|operation| *operation == Operation::Sled("open")).unwrap();
    assert_eq!(operations[opened - 1], Operation::Sync, "{:?}", &operations[..=opened]);
}
