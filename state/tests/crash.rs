//! A process that is killed during a commit loses no acknowledged commit, and leaves no partial one.
//!
//! The test starts itself as the process to kill. `ARCHIPEL_KILLS` sets how often.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use archipel_engine::state::{Change, Desired, Outcome, Record, Snapshot, StateStore};
use archipel_engine::value::Value;
use archipel_state::SledStore;
use archipel_state::contract::{begin, holder, record};
use common::{dial, load_to_write, put, secret_record, with_key};

const FOLDER: &str = "ARCHIPEL_CRASH_FOLDER";
const MODE: &str = "ARCHIPEL_CRASH_MODE";
const TASKS: u64 = 8;

/// The process that is killed: its tasks commit, and print a line after each commit. A round of a task has three
/// commits: begin an operation, record its id, and settle it with two records that contain the number of the round.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is run by the others, as a process of its own"]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let mode = std::env::var(MODE).unwrap_or_default();
    // Depending on the size of the log, sled receives commits one by one or in bulk.
    let options = if mode == "folds" { with_key().log_size(30_000) } else { with_key() };
    let store = Arc::new(SledStore::open(folder, options).unwrap());
    store.lock(&holder("child")).await.unwrap();
    let found = store.load().await.unwrap();
    let said = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
    };
    // First abandon the pending operations of the last child.
    for pending in found.pending.clone() {
        store.commit(vec![Change::Settle { op: pending.op, outcome: Outcome::Done }]).await.unwrap();
    }
    said(format!("\nopened {}", found.serial));
    match mode.as_str() {
        "runs" => return runs(store, found.serial, said).await,
        "full" => return until_full(store, said).await,
        _ => {}
    }
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let (store, start) = (Arc::clone(&store), round(&found, task).0);
        tasks.spawn(async move {
            for round in start + 1.. {
                let op = format!("{task}/{round}");
                let commits = [
                    vec![begin(&op, &format!("{task}/a"))],
                    vec![Change::Identify { op: op.clone(), id: "vpc-1".into() }],
                    ended(task, round, &op),
                ];
                for (phase, commit) in commits.into_iter().enumerate() {
                    let serial = store.commit(commit).await.unwrap();
                    said(format!("ack {serial} {task} {round} {phase}"));
                }
            }
        });
    }
    tasks.join_all().await;
}

/// Short runs, one after the other, so that kills also interrupt opening, closing and exporting.
async fn runs(store: Arc<SledStore>, mut serial: u64, said: impl Fn(String)) {
    loop {
        serial = store.commit(vec![put(record("run", 1)), put(secret_record("s"))]).await.unwrap_or(serial);
        said(format!("ack {serial} 0 0 0"));
        store.unlock().await.unwrap();
        assert!(store.load().await.unwrap().serial >= serial);
        store.lock(&holder("child")).await.unwrap();
    }
}

/// Writes until the disk is full.
async fn until_full(store: Arc<SledStore>, said: impl Fn(String)) {
    for i in 0.. {
        let inputs = Value::from([("filler", "x".repeat(20_000))]);
        match store.commit(vec![put(Record { desired: Desired::new(inputs), ..record(&format!("f{i}"), 1) })]).await {
            Ok(serial) => said(format!("ack {serial} 0 0 0")),
            Err(e) => {
                said(format!("refused {e}"));
                break;
            }
        }
    }
    assert!(store.commit(vec![]).await.is_err());
    said(format!("released {}", store.unlock().await.is_ok()));
}

fn ended(task: u64, round: u64, op: &str) -> Vec<Change> {
    // Some values need several frames.
    let size = if round.is_multiple_of(5) { 40_000 } else { 100 };
    let inputs = Value::from([("filler", "x".repeat(size))]);
    vec![
        put(Record { modified: round, desired: Desired::new(inputs), ..record(&format!("{task}/a"), 1) }),
        put(Record { modified: round, ..secret_record(&format!("{task}/b")) }),
        Change::Settle { op: op.to_owned(), outcome: Outcome::Done },
    ]
}

/// The rounds in the two records of a task.
fn round(snapshot: &Snapshot, task: u64) -> (u64, u64) {
    let of = |name| {
        let key = record(&format!("{task}/{name}"), 1).key;
        snapshot.records.get(&key).map_or(0, |record| record.modified)
    };
    (of("a"), of("b"))
}

/// Runs the child for a while and kills it. Returns the acknowledged commits: the last serial, and the last round and
/// phase of each task.
fn run_and_kill(folder: &Path, mode: &str, wait: Duration) -> (u64, BTreeMap<u64, (u64, u64)>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child", "--nocapture"])
        .env(FOLDER, folder)
        .env(MODE, mode)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().starts_with("opened") {}
    let killer = std::thread::spawn(move || {
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let (mut last, mut tasks) = (0, BTreeMap::new());
    for line in lines.map_while(Result::ok) {
        let numbers: Option<Vec<u64>> =
            line.strip_prefix("ack ").map(|rest| rest.split(' ').map_while(|n| n.parse().ok()).collect());
        if let Some([serial, task, round, phase]) = numbers.as_deref() {
            last = last.max(*serial);
            tasks.insert(*task, (*round, *phase));
        }
    }
    killer.join().unwrap();
    (last, tasks)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill() {
    survives("tasks").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_a_kill_while_sled_gets_it() {
    survives("folds").await;
}

async fn survives(mode: &str) {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    let (mut commits, kills) = (0, dial("ARCHIPEL_KILLS", 12));
    let mut seed = 99_u64;
    for kill in 0..kills {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let wait = Duration::from_micros((seed >> 33) % 120_000);
        let (last, acknowledged) = run_and_kill(&stack, mode, wait);
        commits += acknowledged.len();
        let snapshot = load_to_write(&stack, with_key()).await.unwrap_or_else(|e| panic!("kill {kill}: {e}"));
        assert!(snapshot.serial >= last, "kill {kill}: {} of {last}", snapshot.serial);
        for (task, (acked, phase)) in acknowledged {
            let (a, b) = round(&snapshot, task);
            assert_eq!(a, b, "kill {kill}: half a commit of task {task}");
            let done = if phase == 2 { acked } else { acked - 1 };
            assert!(a >= done, "kill {kill}: task {task} is at {a}, acknowledged {acked}.{phase}");
            // An operation is pending exactly while its outcome is not recorded.
            let op = format!("{task}/{acked}");
            let pending = snapshot.pending.iter().find(|p| p.op == op);
            assert_eq!(pending.is_some(), a < acked, "kill {kill}: {op}");
            assert!(phase == 0 || pending.is_none_or(|p| p.id.is_some()), "kill {kill}: {op} has lost its id");
        }
        assert!(archipel_state::verify(&snapshot).iter().all(|p| !p.to_string().contains("pending")));
    }
    assert!(commits > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_opening_or_closing_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    let mut seed = 5_u64;
    for kill in 0..dial("ARCHIPEL_KILLS", 12) {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (last, _) = run_and_kill(&stack, "runs", Duration::from_micros((seed >> 33) % 150_000));
        // The next load finds the files as the kill left them; readers and writers alternate.
        let loaded = if kill % 2 == 0 {
            SledStore::open(&stack, with_key()).unwrap().load().await
        } else {
            load_to_write(&stack, with_key()).await
        };
        let serial = loaded.unwrap_or_else(|e| panic!("kill {kill}: {e}")).serial;
        assert!(serial >= last, "kill {kill}: {serial} of {last}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    // A limit on the size of files simulates a full disk.
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 4096; exec \"$0\" --ignored --exact child --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .env(FOLDER, &stack)
        .env(MODE, "full")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}\n{errors}");
    let acks = text.lines().filter_map(|line| line.strip_prefix("ack ")?.split(' ').next()?.parse::<u64>().ok());
    let last = acks.max().unwrap();
    let refused = text.lines().find(|line| line.starts_with("refused ")).unwrap();
    assert!(refused.contains("cannot be written") && refused.contains("large"), "{refused}");
    assert!(!errors.contains("panicked"), "{errors}");
    let loaded = load_to_write(&stack, with_key()).await.unwrap();
    assert!(loaded.serial >= last && loaded.records.len() as u64 == loaded.serial);
}

/// What sled leaves if it is killed while it writes a file that it reads as a whole at the next opening. Kills at
/// random moments hit these moments rarely.
#[tokio::test]
async fn a_partial_file_of_sled_after_a_kill_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stack = folder.path().join("dev");
    let db = stack.join("db");
    std::fs::create_dir_all(&db).unwrap();
    let other = folder.path().join("other");
    load_to_write(&other, with_key()).await.unwrap();
    std::fs::copy(other.join("FORMAT"), stack.join("FORMAT")).unwrap();
    // Killed at the first opening: the parameters without their checksum, and no data yet.
    std::fs::write(db.join("conf"), "segment_size: 524288\nuse_compression: false\nvers").unwrap();
    for run in 1..=3 {
        let store = SledStore::open(&stack, with_key()).unwrap();
        store.lock(&holder("me")).await.unwrap();
        assert_eq!(store.load().await.unwrap().records.len(), usize::from(run > 1), "run {run}");
        store.commit(vec![put(Record { modified: run, ..record("a", 1) })]).await.unwrap();
        store.unlock().await.unwrap();
        // Killed while sled wrote the index of its pages, with a name that is newer than the last finished one.
        let whole = std::fs::read_dir(&db).unwrap().map(|entry| entry.unwrap().path());
        let whole =
            whole.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("snap.")).max().unwrap();
        let bytes = std::fs::read(&whole).unwrap();
        for length in [0, 7, bytes.len() / 2, bytes.len() - 1] {
            std::fs::write(db.join("snap.7FFFFFFFFFFFFFFF.generating"), &bytes[..length]).unwrap();
            // A process that is killed does not write the checksums of a closed store.
            let _ = std::fs::remove_file(stack.join("db.sums"));
            let found = load_to_write(&stack, with_key()).await.unwrap_or_else(|e| panic!("run {run}, {length}: {e}"));
            assert_eq!(found.records[&record("a", 1).key].modified, run);
        }
    }
}
