//! Full disks of many sizes: acknowledged commits are there once there is free space again.
//!
//! The operating system makes sled's own writes fail. Small file systems in memory require the permission to mount;
//! without it that test prints a message and is skipped. A limit on the size of files requires no permission. The
//! step between sizes is 40 KB; with `ARCHIPEL_FAULTS=all` it is 8 KB.

#![allow(clippy::unwrap_used, clippy::print_stdout)]
#![cfg(target_os = "linux")]

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use archipel_engine::state::{Desired, Record, Snapshot, StateStore as _};
use archipel_engine::value::Value;
use archipel_state::contract::{holder, record};
use archipel_state::{Options, SledStore, verify};
use common::{copy, load_to_write, put};

const FOLDER: &str = "ARCHIPEL_SMALL_DISK";
const COMMITS: u64 = 60;

fn sizes() -> impl Iterator<Item = u64> {
    let all = std::env::var("ARCHIPEL_FAULTS").is_ok_and(|which| which == "all");
    (40..=1400).step_by(if all { 8 } else { 40 })
}

/// sled receives commits only at the end, or during the run too.
fn options(kib: u64) -> Options {
    let options = Options::default().keep_exports(2);
    if kib.is_multiple_of(16) { options } else { options.log_size(100_000) }
}

/// The results of a run: the number of acknowledged commits, and the first error.
#[derive(Debug, Default)]
struct Written {
    acknowledged: u64,
    error: Option<String>,
}

async fn update(stack: &Path, turn: u64, options: Options, mut acknowledged: impl FnMut(u64)) -> Written {
    let mut written = Written::default();
    let result = async {
        let store = SledStore::open(stack, options)?;
        store.lock(&holder("me")).await?;
        for i in 0..COMMITS {
            let inputs = Value::from([("filler", "x".repeat(1_500))]);
            let record = Record { modified: turn, desired: Desired::new(inputs), ..record(&format!("r{i}"), 1) };
            store.commit(vec![put(record)]).await?;
            written.acknowledged = i + 1;
            acknowledged(i + 1);
        }
        store.unlock().await
    };
    written.error = result.await.err().map(|error| error.to_string());
    written
}

fn check(case: &str, found: &Snapshot, turn: u64, written: &Written) {
    for i in 0..written.acknowledged {
        let found = found.records.get(&record(&format!("r{i}"), 1).key).map(|record| record.modified);
        assert_eq!(found, Some(turn), "{case}: commit {i} is lost; {written:?}");
    }
    assert_eq!(verify(found), [], "{case}");
}

/// A separate file system, until it is dropped.
struct Small(PathBuf);

impl Small {
    fn mount(at: &Path, kib: u64) -> Result<Self, String> {
        std::fs::create_dir_all(at).unwrap();
        let small = Self(at.to_owned());
        let output =
            Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "none"]).arg(at).output();
        match output {
            Ok(output) if output.status.success() => Ok(small),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    fn resize(&self, kib: u64) {
        let size = format!("remount,size={kib}k");
        assert!(Command::new("mount").args(["-o", &size]).arg(&self.0).status().unwrap().success());
    }

    fn used(&self) -> u64 {
        let output = Command::new("df").args(["-k", "--output=used"]).arg(&self.0).output().unwrap();
        String::from_utf8_lossy(&output.stdout).lines().nth(1).unwrap().trim().parse().unwrap()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).output());
    }
}

#[tokio::test]
async fn a_small_disk_of_any_size_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before");
    assert_eq!(update(&before, 1, Options::default(), |_| ()).await.error, None);
    let (mut disks, mut full, mut partly) = (0, 0, 0);
    for kib in sizes() {
        for existing in [false, true] {
            let case = format!("{kib} KB {}", if existing { "beside a state" } else { "" });
            let at = folder.path().join("disk");
            let disk = match Small::mount(&at, 20_000) {
                Ok(disk) => disk,
                Err(why) => {
                    println!("skipped: no file system can be mounted here: {why}");
                    return;
                }
            };
            let stack = at.join("dev");
            if existing {
                copy(&before, &stack);
            }
            disk.resize(disk.used() + kib);
            let written = update(&stack, 2, options(kib), |_| ()).await;
            full += u32::from(written.error.is_some());
            partly += u32::from(written.error.is_some() && written.acknowledged > 0);
            if let Some(error) = &written.error {
                assert!(error.contains("No space left") && error.contains("disk/dev"), "{case}: {error}");
            }
            disk.resize(20_000);
            let found =
                load_to_write(&stack, Options::default()).await.unwrap_or_else(|e| panic!("{case}: {e}; {written:?}"));
            check(&case, &found, 2, &written);
            assert!(!existing || found.records.len() as u64 == COMMITS, "{case}");
            let again = update(&stack, 3, options(kib), |_| ()).await;
            assert_eq!((again.acknowledged, again.error), (COMMITS, None), "{case}");
            disks += 1;
        }
    }
    println!("{disks} disks, {full} of them too small, {partly} after commits, 0 lost acknowledged commits");
    assert!(partly > disks / 5 && full < disks, "{partly} and {full} of {disks}");
}

/// The process whose files may not grow.
#[tokio::test]
#[ignore = "it is run by the other, as a process of its own"]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let log_size = std::env::var("ARCHIPEL_LOG_SIZE").unwrap().parse().unwrap();
    let said = |line: String| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n{line}").and_then(|()| out.flush()).unwrap();
    };
    let options = Options::default().log_size(log_size);
    let written = update(Path::new(&folder), 2, options, |commit| said(format!("ack {commit}"))).await;
    said(format!("error {}", written.error.unwrap_or_default()));
}

#[tokio::test]
async fn files_that_cannot_grow_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before");
    assert_eq!(update(&before, 1, Options::default(), |_| ()).await.error, None);
    let (mut limits, mut full, mut partly) = (0, 0, 0);
    for kib in sizes() {
        let existing = limits % 2 == 1;
        let case = format!("files of {kib} KB{}", if existing { ", beside a state" } else { "" });
        let stack = folder.path().join(format!("dev{kib}"));
        if existing {
            copy(&before, &stack);
        }
        // In units of 512 bytes; without the signal, the write returns an error.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" --ignored --exact child --nocapture", kib * 2);
        let output = Command::new("sh")
            .args(["-c", &script])
            .arg(std::env::current_exe().unwrap())
            .env(FOLDER, &stack)
            .env("ARCHIPEL_LOG_SIZE", if kib % 16 == 0 { "20000000" } else { "60000" })
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !errors.contains("panicked"), "{case}: {text}\n{errors}");
        let acks = text.lines().filter_map(|line| line.strip_prefix("ack ")?.parse().ok());
        let error = text.lines().find_map(|line| line.strip_prefix("error ")).unwrap().to_owned();
        let written = Written { acknowledged: acks.max().unwrap_or_default(), error: Some(error) };
        let failed = written.error.as_deref() != Some("");
        full += u32::from(failed);
        partly += u32::from(failed && written.acknowledged > 0);
        let found =
            load_to_write(&stack, Options::default()).await.unwrap_or_else(|e| panic!("{case}: {e}; {written:?}"));
        check(&case, &found, 2, &written);
        limits += 1;
    }
    println!("{limits} limits, {full} of them too small, {partly} after commits, 0 lost acknowledged commits");
    assert!(partly > limits / 8 && full < limits, "{partly} and {full} of {limits}");
}
