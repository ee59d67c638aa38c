//! Benchmarks the sled store, as JSON: `cargo run --release -p archipel-state --example bench [RECORDS]`.
//!
//! The folder is created in `TMPDIR`, whose disk determines the cost of a sync.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use archipel_engine::program::Environment;
use archipel_engine::resource::Id;
use archipel_engine::state::{
    Change, Desired, LockInfo, Operation, Outcome, Pending, PendingState, Phase, Record, RecordKey, StateStore,
};
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;
use archipel_state::{Options, SledStore, Stats};
use serde_json::{Value as Json, json};

/// A record of about the size of a subnet's.
fn record(i: u64) -> Record {
    let tags: Vec<(String, String)> = (0..8).map(|t| (format!("tag-{t}"), format!("value of tag {t}"))).collect();
    let tags = Value::Map(tags.into_iter().map(|(k, v)| (k, Value::from(v))).collect());
    let inputs = Value::from([
        ("cidr_block", Value::from("10.0.0.0/20")),
        ("availability_zone", Value::from("eu-west-1a")),
        ("vpc_id", Value::from("vpc-0123456789abcdef0")),
        ("map_public_ip_on_launch", Value::Bool(true)),
        ("tags", tags.clone()),
    ]);
    let outputs = Value::from([
        ("arn", Value::from(format!("arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-{i:017x}"))),
        ("available_ip_address_count", Value::Int(4091)),
        ("tags_all", tags),
    ]);
    let urn = Urn::new("eu-west-1", "aws:ec2/Subnet", &format!("network/zone-{}/subnet-{i}", i % 7));
    Record {
        key: RecordKey { urn, revision: 1 },
        environment: Environment { region: "eu-west-1".into(), account: None },
        id: Id::new(format!("subnet-{i:017x}")),
        phase: Phase::Live,
        desired: Desired {
            dependencies: vec![Urn::new("eu-west-1", "aws:ec2/Vpc", "network/vpc")],
            ..Desired::new(inputs)
        },
        outputs,
        created: 1,
        modified: 2,
    }
}

/// The three commits of a step.
fn step(i: u64, record: Record) -> [Vec<Change>; 3] {
    let op = format!("op-{i}");
    let begin = Change::Begin(Pending {
        op: op.clone(),
        key: record.key.clone(),
        operation: Operation::Update,
        state: PendingState::Begun,
        environment: record.environment.clone(),
        token: "0123456789abcdef".into(),
        desired: record.desired.clone(),
        id: None,
        request: None,
        began: 1,
        first_began: None,
    });
    let identify = Change::Identify { op: op.clone(), id: record.id.clone() };
    let settle = Change::Settle { op, outcome: Outcome::Done };
    [vec![begin], vec![identify], vec![settle, Change::Put(Arc::new(record))]]
}

fn minus(after: Stats, before: Stats) -> Stats {
    Stats {
        commits: after.commits - before.commits,
        rounds: after.rounds - before.rounds,
        fsyncs: after.fsyncs - before.fsyncs,
        bytes: after.bytes - before.bytes,
    }
}

/// The bytes that this process wrote, as the kernel counts them.
fn written() -> u64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    io.lines().find_map(|line| line.strip_prefix("wchar: ")).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// The CPU time of this process in milliseconds, which excludes other processes of the machine.
fn cpu() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let words: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    // User and system time, in hundredths of a second.
    words.get(11..13).into_iter().flatten().filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10
}

async fn steps(store: &Arc<SledStore>, writers: u64, each: u64, records: u64) -> Json {
    let (before, wrote, began) = (store.stats(), written(), Instant::now());
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..writers {
        let store = Arc::clone(store);
        tasks.spawn(async move {
            for i in 0..each {
                let n = writer * each + i;
                for commit in step(n, record(n * 7919 % records)) {
                    store.commit(commit).await.unwrap();
                }
            }
        });
    }
    tasks.join_all().await;
    let (seconds, did) = (began.elapsed().as_secs_f64(), minus(store.stats(), before));
    let per = |n: u64, of: u64| (n as f64 / of as f64 * 100.0).round() / 100.0;
    json!({
        "writers": writers,
        "records": records,
        "commits_per_second": (did.commits as f64 / seconds).round(),
        "fsyncs_per_commit": per(did.fsyncs, did.commits),
        "fsyncs_per_step": per(did.fsyncs, writers * each),
        "bytes_framed_per_commit": did.bytes / did.commits,
        "bytes_written_per_commit": (written() - wrote) / did.commits,
    })
}

async fn at(folder: &Path, records: u64) -> Json {
    let holder = LockInfo { who: "bench".into(), pid: std::process::id(), what: "bench".into(), since: 0 };
    let store = Arc::new(SledStore::open(folder, Options::default()).unwrap());
    store.lock(&holder).await.unwrap();
    let began = Instant::now();
    for start in (0..records).step_by(1000) {
        let end = records.min(start + 1000);
        store.commit((start..end).map(|i| Change::Put(Arc::new(record(i)))).collect()).await.unwrap();
    }
    let filled = began.elapsed().as_millis() as u64;
    let alone = steps(&store, 1, 100, records).await;
    let together = steps(&store, 64, 25, records).await;
    let began = Instant::now();
    store.unlock().await.unwrap();
    let release = began.elapsed().as_millis() as u64;
    let (began, used) = (Instant::now(), cpu());
    let exported = store.load().await.unwrap();
    let (load_export, load_export_cpu) = (began.elapsed().as_millis() as u64, cpu() - used);
    let began = Instant::now();
    store.lock(&holder).await.unwrap();
    let open = began.elapsed().as_millis() as u64;
    let (began, used) = (Instant::now(), cpu());
    let loaded = store.load().await.unwrap();
    let (load, load_cpu) = (began.elapsed().as_millis() as u64, cpu() - used);
    assert!(loaded == exported && loaded.records.len() as u64 == records);
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |meta| meta.len());
    json!({
        "records": records,
        "fill_ms": filled,
        "alone": alone,
        "together": together,
        "release_with_export_ms": release,
        "load_from_export_ms": load_export,
        "load_from_export_cpu_ms": load_export_cpu,
        "open_sled_ms": open,
        "load_from_sled_ms": load,
        "load_from_sled_cpu_ms": load_cpu,
        "sled_bytes": size(&folder.join("db/db")),
    })
}

#[tokio::main]
async fn main() {
    let most = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let mut all = vec![];
    for records in [1_000, most] {
        let folder = tempfile::tempdir().unwrap();
        all.push(at(&folder.path().join("dev"), records).await);
    }
    println!("{}", serde_json::to_string_pretty(&all).unwrap());
}
