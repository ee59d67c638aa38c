//! A copy of a store that was taken while its writer stood still has every acknowledged commit.
//!
//! The writer is stopped with SIGSTOP, so a copy is what SIGKILL leaves at that moment. Stopping is cheap, so this
//! finds moments that kills of a whole process rarely hit: half of them are random, and half follow a change in
//! sled's folder, where sled creates, renames and removes the files that it reads as a whole. `ARCHIPEL_STOPS` sets
//! how many copies are opened.

#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![cfg(target_os = "linux")]

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use archipel_engine::state::{Change, Desired, Record, StateError, StateStore};
use archipel_engine::value::Value;
use archipel_state::SledStore;
use archipel_state::contract::{holder, record};
use common::{copy, dial, load_to_write, put, with_key};
use rustix::process::{Pid, Signal, kill_process};

const FOLDER: &str = "ARCHIPEL_STOP_FOLDER";
const MODE: &str = "ARCHIPEL_STOP_MODE";
const NAMES: u64 = 60;

/// The records after a commit: which exist, and when each was written. Commit `n` writes record `n % NAMES` and
/// removes another one. The sizes differ, so that sled splits, merges and moves pages and frees segments.
fn records_at(serial: u64) -> BTreeMap<String, u64> {
    let mut records = BTreeMap::new();
    for commit in serial.saturating_sub(3 * NAMES).max(1)..=serial {
        records.insert(name(commit), commit);
        records.remove(&removed(commit));
    }
    records
}

fn name(commit: u64) -> String {
    format!("r{}", commit * 7 % NAMES)
}

fn removed(commit: u64) -> String {
    format!("r{}", (commit * 7 + NAMES / 3) % NAMES)
}

fn changes(commit: u64) -> Vec<Change> {
    let filler = "x".repeat([50, 900, 6_000, 20_000][(commit % 4) as usize]);
    let desired = Desired::new(Value::from([("filler", filler)]));
    let written = Record { modified: commit, desired, ..record(&name(commit), 1) };
    vec![put(written), Change::Remove(record(&removed(commit), 1).key)]
}

/// The writer. `long` is one run that copies its log to sled after every few commits; `short` is many runs, each with
/// an opening and a closing; `fresh` is the first run of many new states.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is run by the others, as a process of its own"]
async fn child() {
    let Ok(root) = std::env::var(FOLDER) else { return };
    let mode = std::env::var(MODE).unwrap_or_default();
    let said = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
    };
    let run = match mode.as_str() {
        "long" => u64::MAX,
        "short" => 5,
        _ => 2,
    };
    said(String::new());
    for number in 0.. {
        let state = if mode == "fresh" { number } else { 0 };
        // From here on the copy is of this state.
        said(format!("state {state}"));
        let store = SledStore::open(folder_of(Path::new(&root), state), with_key().log_size(30_000)).unwrap();
        store.lock(&holder("child")).await.unwrap();
        let found = store.load().await.unwrap().serial;
        for commit in found + 1..=found.saturating_add(run) {
            let serial = store.commit(changes(commit)).await.unwrap();
            assert_eq!(serial, commit);
            said(format!("ack {serial}"));
        }
        store.unlock().await.unwrap();
    }
}

fn folder_of(root: &Path, state: u64) -> PathBuf {
    root.join(state.to_string()).join("dev")
}

/// The writing process, and what it has said.
struct Writer {
    process: Child,
    /// The number of the state that it writes, and the last acknowledged commit.
    said: Arc<Mutex<(u64, u64)>>,
}

impl Writer {
    fn start(root: &Path, mode: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "child", "--nocapture"])
            .env(FOLDER, root)
            .env(MODE, mode)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let said = Arc::<Mutex<(u64, u64)>>::default();
        std::thread::spawn({
            let said = Arc::clone(&said);
            move || {
                for line in lines.map_while(Result::ok) {
                    let number = |text: &str| text.parse().unwrap();
                    if let Some(state) = line.strip_prefix("state ").map(number) {
                        let mut said = said.lock().unwrap();
                        *said = (state, if said.0 == state { said.1 } else { 0 });
                    } else if let Some(serial) = line.strip_prefix("ack ").map(number) {
                        said.lock().unwrap().1 = serial;
                    }
                }
            }
        });
        Self { process, said }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
    }

    /// Stops every thread. A call to the system that a thread is in is completed first.
    fn stop(&self) {
        self.signal(Signal::STOP);
        let tasks = format!("/proc/{}/task", self.process.id());
        let is_stopped = |task: std::io::Result<std::fs::DirEntry>| {
            let stat = std::fs::read_to_string(task.unwrap().path().join("stat")).unwrap_or_default();
            stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('T'))
        };
        while !std::fs::read_dir(&tasks).unwrap().all(is_stopped) {
            std::thread::yield_now();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The names in sled's folder.
fn names(db: &Path) -> Vec<std::ffi::OsString> {
    let mut names: Vec<_> = std::fs::read_dir(db).into_iter().flatten().flatten().map(|e| e.file_name()).collect();
    names.sort();
    names
}

/// Waits for the next change of the names in sled's folder, and no longer than `longest`.
fn wait_for_change(db: &Path, longest: Duration) {
    let (before, end) = (names(db), Instant::now() + longest);
    while Instant::now() < end && names(db) == before {
        std::hint::spin_loop();
    }
}

/// Opens a copy as the next process does, writes to it, and opens it again.
async fn check(copied: &Path, acknowledged: u64, reads_first: bool, context: &str) -> Result<(), StateError> {
    if reads_first {
        let read = SledStore::open(copied, with_key())?.load().await?;
        assert!(read.serial >= acknowledged, "{context}: read commit {} of {acknowledged}", read.serial);
    }
    let found = load_to_write(copied, with_key()).await?;
    assert!(found.serial >= acknowledged, "{context}: commit {} of {acknowledged}", found.serial);
    let records: BTreeMap<_, _> =
        found.records.values().map(|record| (record.key.urn.path().to_owned(), record.modified)).collect();
    assert_eq!(records, records_at(found.serial), "{context}: commit {}", found.serial);
    let store = SledStore::open(copied, with_key())?;
    store.lock(&holder("me")).await?;
    assert_eq!(store.commit(changes(found.serial + 1)).await?, found.serial + 1, "{context}");
    store.unlock().await?;
    drop(store);
    let verified = SledStore::open(copied, with_key())?.verify_document().await?;
    assert_eq!(verified.serial, found.serial + 1, "{context}");
    Ok(())
}

/// The files of sled that were unfinished or temporary in a copy.
fn unusual(copied: &Path) -> Vec<String> {
    let names = names(&copied.join("db")).into_iter().map(|name| name.to_string_lossy().into_owned());
    let (mut unusual, mut snapshots) = (Vec::new(), 0);
    for name in names {
        snapshots += usize::from(name.starts_with("snap.") && !name.ends_with(".generating"));
        if name.ends_with(".generating") {
            unusual.push("snap.generating".to_owned());
        }
    }
    if snapshots > 1 {
        unusual.push("two snaps".to_owned());
    }
    if !copied.join("db/db").exists() {
        unusual.push("no data".to_owned());
    }
    unusual
}

/// Cuts the files that sled had not finished: SIGSTOP lets a call that writes complete, and SIGKILL does not.
fn cut_unfinished(db: &Path, seed: u64) {
    for name in names(db) {
        let path = db.join(&name);
        let text = name.to_string_lossy();
        if text.ends_with(".generating") || (text == "conf" && !db.join("db").exists()) {
            let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
            let length = file.metadata().unwrap().len();
            file.set_len(seed % (length + 1)).unwrap();
        }
    }
}

async fn stop_at_many_moments(mode: &str) {
    let count = dial("ARCHIPEL_STOPS", 100) / 3 + 1;
    let root = tempfile::tempdir().unwrap();
    let writer = Writer::start(root.path(), mode);
    while !folder_of(root.path(), 0).join("FORMAT").exists() {
        std::thread::yield_now();
    }
    let (mut seed, mut seen, mut last, mut empty) = (17_u64, BTreeMap::<String, usize>::new(), 0, 0);
    for stop in 0..count {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let state = writer.said.lock().unwrap().0;
        if stop % 2 == 0 {
            std::thread::sleep(Duration::from_micros((seed >> 33) % 20_000));
        } else {
            let db = folder_of(root.path(), state).join("db");
            wait_for_change(&db, Duration::from_millis(500));
            // Some of these moments are a little later.
            let pause = Instant::now() + Duration::from_micros([0, 0, 30, 300][(seed >> 40) as usize % 4]);
            while Instant::now() < pause {
                std::hint::spin_loop();
            }
        }
        // An acknowledgement that is read later only makes the test weaker.
        let (state, acknowledged) = *writer.said.lock().unwrap();
        writer.stop();
        let (from, to) = (folder_of(root.path(), state), root.path().join("copy/dev"));
        if from.exists() {
            copy(&from, &to);
        }
        writer.signal(Signal::CONT);
        cut_unfinished(&to.join("db"), seed >> 33);
        for what in unusual(&to) {
            *seen.entry(what).or_default() += 1;
        }
        empty += usize::from(acknowledged == 0);
        let context = format!("{mode}, stop {stop}");
        let checked = check(&to, acknowledged, stop % 4 < 2, &context).await;
        checked.unwrap_or_else(|error| panic!("{context}, {:?}: {error}", names(&to.join("db"))));
        std::fs::remove_dir_all(root.path().join("copy")).unwrap();
        last = last.max(acknowledged);
    }
    println!("{mode}: {count} copies, {last} commits, {empty} copies before the first commit; among them {seen:?}");
    assert!(last > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_stopped_run_has_every_commit() {
    stop_at_many_moments("long").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_stopped_opening_or_closing_has_every_commit() {
    stop_at_many_moments("short").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_a_stopped_first_run_has_every_commit() {
    stop_at_many_moments("fresh").await;
}
