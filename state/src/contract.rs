//! The tests that every [`StateStore`] must pass.
//!
//! A store implements [`StoreFixture`] and calls [`contract_tests!`](crate::contract_tests) in its tests. Behind the
//! feature `contract`.

// These are tests: an unexpected result panics.
#![allow(clippy::unwrap_used)]
#![allow(clippy::missing_panics_doc)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use archipel_engine::path::Path;
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ProviderError};
use archipel_engine::state::{
    Author, Change, Desired, Ending, LockInfo, Operation, Outcome, Pending, PendingState, Phase, Record, RecordKey,
    RecordedOptions, RunRecord, Snapshot, StateError, StateStore, StateVersion,
};
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;

/// A location for one state, empty at first.
pub trait StoreFixture: Send + Sync {
    type Store: StateStore + 'static;

    /// Opens the store at this location, as a new process does.
    fn open(&self) -> Arc<Self::Store> {
        self.try_open().unwrap()
    }

    /// As `open`, where opening may be refused.
    fn try_open(&self) -> Result<Arc<Self::Store>, StateError>;

    /// Whether a store that is dropped releases its lock immediately.
    fn unlocks_when_dropped(&self) -> bool {
        true
    }

    /// How long the lock of a killed writer remains.
    fn patience(&self) -> Duration {
        Duration::ZERO
    }

    /// Another store that takes the lock by force, as after the lease has expired. `None` where a running writer
    /// cannot lose the lock.
    fn take_over(&self) -> impl Future<Output = Option<Arc<Self::Store>>> + Send {
        async { None }
    }

    /// Changes the format version of the stored state to a newer one, and returns a way to undo it. `None` if nothing
    /// is stored.
    fn make_newer(&self) -> Option<Undo> {
        None
    }

    /// Damages the stored state. Returns the expected text of the error and a way to undo the damage. `None` if there
    /// is no damage with this number.
    fn damage(&self, _number: usize) -> Option<(String, Undo)> {
        None
    }
}

/// Undoes a change.
pub type Undo = Box<dyn FnOnce() + Send>;

/// Damages a file by `how`: 0 changes a byte in its middle, 1 truncates it, 2 removes it. Returns a way to undo it.
pub fn damage_file(path: &std::path::Path, how: usize) -> Undo {
    let (path, bytes) = (path.to_owned(), std::fs::read(path).unwrap());
    let half = bytes.len() / 2;
    match how {
        0 => {
            let mut altered = bytes.clone();
            altered[half] ^= 0x10;
            std::fs::write(&path, altered).unwrap();
        }
        1 => std::fs::write(&path, &bytes[..half]).unwrap(),
        _ => std::fs::remove_file(&path).unwrap(),
    }
    Box::new(move || std::fs::write(&path, bytes).unwrap())
}

/// Writes a test for each check, for the [`StoreFixture`] that the expression returns.
#[macro_export]
macro_rules! contract_tests {
    ($fixture:expr) => {
        $crate::contract_tests!(@ $fixture;
            an_empty_state_loads, what_is_committed_is_loaded, the_journal_keeps_its_table,
            an_illegal_commit_commits_nothing, serials_count_commits, the_lineage_lasts, one_writer_at_a_time,
            a_dropped_store_can_be_opened_again, concurrent_commits_all_last, large_values_last,
            of_many_who_race_one_writes, a_writer_that_was_taken_over_cannot_write,
            an_interrupted_commit_is_whole_or_absent, newer_formats_are_refused, damage_is_found_and_named,
            a_hundred_thousand_records_load, names_may_be_of_any_script, values_read_back_exactly,
            any_history_loads_as_applied);
    };
    (@ $fixture:expr; $($check:ident),+) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                $crate::contract::$check(&$fixture).await;
            }
        )+
    };
}

#[must_use]
pub fn holder(who: &str) -> LockInfo {
    LockInfo { who: who.to_owned(), pid: std::process::id(), what: "up test".to_owned(), since: 1 }
}

/// A record with unique inputs.
#[must_use]
pub fn record(path: &str, revision: u32) -> Record {
    Record {
        key: RecordKey { urn: Urn::new("eu-west-1", "aws:ec2/Vpc", path), revision },
        environment: Environment { region: "eu-west-1".into(), account: None },
        id: Id::new(format!("vpc-{path}-{revision}")),
        phase: Phase::Live,
        desired: Desired::new(Value::from([("cidr_block", "10.0.0.0/16"), ("name", path)])),
        outputs: Value::from([("arn", format!("arn:aws:ec2:eu-west-1:1:vpc/{path}"))]),
        created: 1,
        modified: 2,
    }
}

/// A change that puts this record.
#[must_use]
pub fn put(path: &str) -> Change {
    Change::Put(Arc::new(record(path, 1)))
}

/// The start of a create.
#[must_use]
pub fn begin(op: &str, path: &str) -> Change {
    let record = record(path, 1);
    Change::Begin(Pending {
        op: op.to_owned(),
        key: record.key.clone(),
        operation: Operation::Create,
        state: PendingState::Begun,
        environment: record.environment,
        token: format!("token-{op}"),
        desired: Desired {
            options: RecordedOptions {
                protect: true,
                deleted_with: Some(record.key.urn),
                ..RecordedOptions::default()
            },
            ..record.desired
        },
        id: None,
        began: 3,
    })
}

fn identify(op: &str) -> Change {
    Change::Identify { op: op.to_owned(), id: Id::new(format!("id-{op}")) }
}

fn settle(op: &str, outcome: Outcome) -> Change {
    Change::Settle { op: op.to_owned(), outcome }
}

fn error() -> ProviderError {
    ProviderError::new(ErrorKind::Ambiguous, "the connection was lost")
}

async fn acquired<G: StoreFixture>(fixture: &G) -> Arc<G::Store> {
    let (store, end) = (fixture.open(), Instant::now() + fixture.patience());
    loop {
        match store.lock(&holder("me")).await {
            Err(StateError::Locked(_)) if Instant::now() < end => tokio::time::sleep(Duration::from_millis(200)).await,
            answer => {
                answer.unwrap();
                return store;
            }
        }
    }
}

/// The state that a new process loads, without its lineage.
async fn reopened<G: StoreFixture>(fixture: &G, store: Arc<G::Store>) -> Snapshot {
    store.unlock().await.unwrap();
    drop(store);
    fixture.open().load().await.unwrap()
}

/// A state that was never written is empty, and reading it writes nothing.
pub async fn an_empty_state_loads(fixture: &impl StoreFixture) {
    let store = fixture.open();
    assert_eq!(store.load().await.unwrap(), Snapshot::default());
    assert_eq!(store.load().await.unwrap(), Snapshot::default());
    assert!(!store.location().is_empty());
}

/// A commit with every kind of change is visible to this process and to the next.
pub async fn what_is_committed_is_loaded(fixture: &impl StoreFixture) {
    let store = acquired(fixture).await;
    let changes = vec![
        put("a"),
        put("b"),
        begin("1", "c"),
        Change::Outputs(BTreeMap::from([("url".to_owned(), Value::from("https://x"))])),
        Change::Duration("aws:ec2/Vpc/create".to_owned(), 1500),
        Change::Meta("sandbox".to_owned(), Some("one".to_owned())),
        Change::Meta("gone".to_owned(), Some("x".to_owned())),
    ];
    let more = vec![
        Change::Remove(record("b", 1).key),
        Change::Remove(record("never", 1).key),
        identify("1"),
        Change::Meta("gone".to_owned(), None),
        Change::Put(Arc::new(Record { phase: Phase::Superseded, ..record("a", 1) })),
        Change::Put(Arc::new(record("a", 2))),
    ];
    let mut expected = Snapshot { lineage: store.load().await.unwrap().lineage, ..Snapshot::default() };
    for changes in [changes, more] {
        expected.apply(&changes).unwrap();
        assert_eq!(store.commit(changes).await.unwrap(), expected.serial);
        assert_eq!(store.load().await.unwrap(), expected);
    }
    assert_eq!(reopened(fixture, store).await, expected);
}

/// The engine's table defines which journal entry may follow which.
pub async fn the_journal_keeps_its_table(fixture: &impl StoreFixture) {
    let store = acquired(fixture).await;
    for (legal, change) in [
        (true, begin("1", "a")),
        (false, begin("1", "a")),
        (true, begin("2", "b")),
        (true, identify("1")),
        (false, identify("1")),
        (true, settle("1", Outcome::Unknown(error()))),
        (true, settle("1", Outcome::Done)),
        (false, settle("1", Outcome::Done)),
        (true, settle("2", Outcome::Unknown(error()))),
        (true, settle("2", Outcome::Unknown(error()))),
        (true, identify("2")),
        (true, begin("3", "c")),
        (true, settle("3", Outcome::Failed(error()))),
        (false, identify("3")),
        (false, settle("4", Outcome::Done)),
        (true, begin("1", "a")),
    ] {
        let shown = format!("{change:?}");
        match store.commit(vec![change]).await {
            Ok(_) => assert!(legal, "{shown}"),
            Err(StateError::Illegal(_)) => assert!(!legal, "{shown}"),
            Err(other) => panic!("{shown}: {other}"),
        }
    }
    // Operations are in the order in which they started.
    let pending = reopened(fixture, store).await.pending;
    let ops: Vec<_> = pending.iter().map(|p| (p.op.as_str(), p.state)).collect();
    assert_eq!(ops, [("2", PendingState::Identified), ("1", PendingState::Begun)]);
}

/// A commit is all or nothing.
pub async fn an_illegal_commit_commits_nothing(fixture: &impl StoreFixture) {
    let store = acquired(fixture).await;
    store.commit(vec![put("a"), begin("1", "a"), begin("2", "b")]).await.unwrap();
    let before = store.load().await.unwrap();
    let illegal = vec![
        put("b"),
        Change::Remove(record("a", 1).key),
        settle("1", Outcome::Done),
        identify("2"),
        begin("3", "c"),
        Change::Meta("x".to_owned(), Some("y".to_owned())),
        settle("1", Outcome::Done),
    ];
    assert!(matches!(store.commit(illegal).await, Err(StateError::Illegal(_))));
    assert_eq!(store.load().await.unwrap(), before);
    // The journal was not changed either.
    store.commit(vec![settle("1", Outcome::Done), identify("2"), begin("3", "c")]).await.unwrap();
    let after = reopened(fixture, store).await;
    assert_eq!(after.serial, before.serial + 1);
    assert!(after.pending.iter().map(|p| p.op.as_str()).eq(["2", "3"]));
    assert_eq!(after.records, before.records);
}

/// The serial counts commits across processes.
pub async fn serials_count_commits(fixture: &impl StoreFixture) {
    let mut expected = 0;
    for _ in 0..3 {
        let store = acquired(fixture).await;
        for _ in 0..3 {
            expected += 1;
            assert_eq!(store.commit(vec![put("a")]).await.unwrap(), expected);
        }
        expected += 1;
        assert_eq!(store.commit(vec![]).await.unwrap(), expected);
        let Snapshot { lineage, serial, .. } = store.load().await.unwrap();
        assert_eq!(store.version().await.unwrap(), StateVersion { lineage, serial });
        assert_eq!(reopened(fixture, store).await.serial, expected);
    }
}

/// Runs are numbered and kept, and the next run marks an interrupted one. Not among the checks of
/// [`contract_tests!`](crate::contract_tests): only for stores that keep a history.
pub async fn the_history_keeps_runs(fixture: &impl StoreFixture) {
    let run = |holder: &LockInfo| RunRecord::started(holder, &Author::default(), Some("hash".to_owned()));
    assert_eq!(fixture.open().history().await.unwrap(), []);
    let store = acquired(fixture).await;
    assert_eq!(store.record_run(run(&holder("marie"))).await.unwrap(), 1);
    let serial = store.commit(vec![put("a")]).await.unwrap();
    let ended = RunRecord { number: 1, ended: Some(2), ending: Ending::Done, ..run(&holder("marie")) };
    assert_eq!(store.record_run(ended).await.unwrap(), 1);
    store.unlock().await.unwrap();
    drop(store);
    // This run is interrupted.
    let store = acquired(fixture).await;
    assert_eq!(store.record_run(run(&holder("jean"))).await.unwrap(), 2);
    store.unlock().await.unwrap();
    drop(store);
    let store = acquired(fixture).await;
    assert_eq!(store.record_run(run(&holder("marie"))).await.unwrap(), 3);
    let history = store.history().await.unwrap();
    let shown: Vec<_> = history.iter().map(|run| (run.number, run.who.as_str(), run.ending, run.serial)).collect();
    assert_eq!(
        shown,
        [
            (3, "marie", Ending::Running, None),
            (2, "jean", Ending::Interrupted, None),
            (1, "marie", Ending::Done, Some(serial))
        ]
    );
    assert_eq!(history[2].plan.as_deref(), Some("hash"));
    store.unlock().await.unwrap();
}

/// The first commit sets the lineage, and it does not change.
pub async fn the_lineage_lasts(fixture: &impl StoreFixture) {
    let store = acquired(fixture).await;
    store.commit(vec![put("a")]).await.unwrap();
    let lineage = store.load().await.unwrap().lineage;
    assert!(!lineage.is_empty());
    assert_eq!(reopened(fixture, store).await.lineage, lineage);
    let store = acquired(fixture).await;
    store.commit(vec![put("b")]).await.unwrap();
    assert_eq!(reopened(fixture, store).await.lineage, lineage);
}

/// The error for the second writer names the first.
pub async fn one_writer_at_a_time(fixture: &impl StoreFixture) {
    let first = acquired(fixture).await;
    let second = fixture.open();
    for _ in 0..2 {
        match second.lock(&holder("you")).await {
            Err(StateError::Locked(other)) => assert_eq!(*other, holder("me")),
            other => panic!("{other:?}"),
        }
    }
    match first.lock(&holder("me")).await {
        Err(StateError::Locked(other)) => assert_eq!(*other, holder("me")),
        other => panic!("{other:?}"),
    }
    first.commit(vec![put("a")]).await.unwrap();
    first.unlock().await.unwrap();
    second.lock(&holder("you")).await.unwrap();
    assert_eq!(second.load().await.unwrap().records.len(), 1);
    second.unlock().await.unwrap();
    second.unlock().await.unwrap();
}

/// A process that is killed leaves its commits and no lock.
pub async fn a_dropped_store_can_be_opened_again(fixture: &impl StoreFixture) {
    if !fixture.unlocks_when_dropped() && fixture.patience().is_zero() {
        return;
    }
    for round in 1..4 {
        let store = acquired(fixture).await;
        store.commit(vec![put(&format!("a{round}"))]).await.unwrap();
        drop(store);
        let loaded = fixture.open().load().await.unwrap();
        assert_eq!((loaded.serial, loaded.records.len() as u64), (round, round));
    }
}

/// Commits from many tasks do not interfere.
pub async fn concurrent_commits_all_last<G: StoreFixture>(fixture: &G) {
    let store = acquired(fixture).await;
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..32 {
        let store = Arc::clone(&store);
        tasks.spawn(async move {
            let mut serials = vec![];
            for step in 0..4 {
                let name = format!("{task}/{step}");
                let began = vec![begin(&name, &name)];
                let ended = vec![settle(&name, Outcome::Done), put(&name)];
                for changes in [began, ended] {
                    serials.push(store.commit(changes).await.unwrap());
                }
                // A refused commit does not affect the others.
                assert!(store.commit(vec![put("wrong"), identify(&name)]).await.is_err());
            }
            serials
        });
    }
    let mut serials = tasks.join_all().await.concat();
    serials.sort_unstable();
    assert_eq!(serials, (1..=256).collect::<Vec<u64>>());
    let loaded = reopened(fixture, store).await;
    assert_eq!((loaded.records.len(), loaded.pending.len(), loaded.serial), (128, 0, 256));
}

/// Values of half a megabyte can be added, grown, shrunk and removed.
pub async fn large_values_last(fixture: &impl StoreFixture) {
    let store = acquired(fixture).await;
    let large = |letter: &str, size: usize| {
        let inputs = Value::from([("policy", letter.repeat(size))]);
        Arc::new(Record { desired: Desired::new(inputs), ..record("large", 1) })
    };
    for (letter, size) in [("x", 500_000), ("y", 10), ("é", 150_000), ("z", 300_000)] {
        let record = large(letter, size);
        store.commit(vec![Change::Put(Arc::clone(&record)), put("small")]).await.unwrap();
        assert_eq!(store.load().await.unwrap().records[&record.key], record);
    }
    let key = record("large", 1).key;
    let loaded = reopened(fixture, store).await;
    assert_eq!(loaded.records[&key], large("z", 300_000));
    let store = acquired(fixture).await;
    store.commit(vec![Change::Remove(key)]).await.unwrap();
    assert_eq!(reopened(fixture, store).await.records.len(), 1);
}

/// If several stores lock at once, in one process or several, one succeeds and the others fail with `Locked`.
pub async fn of_many_who_race_one_writes<G: StoreFixture>(fixture: &G) {
    for _ in 0..3 {
        let stores: Vec<_> = (0..6).map(|_| fixture.open()).collect();
        let mut tasks = tokio::task::JoinSet::new();
        for (number, store) in stores.iter().enumerate() {
            let store = Arc::clone(store);
            tasks.spawn(async move { (number, store.lock(&holder(&number.to_string())).await) });
        }
        let answers = tasks.join_all().await;
        let winners: Vec<_> = answers.iter().filter(|(_, answer)| answer.is_ok()).map(|(number, _)| *number).collect();
        let [winner] = winners.as_slice() else { panic!("{answers:?}") };
        // On a machine so busy that a lease expires, a store may lose a lock that it has just acquired.
        let is_fair = |answer: &_| matches!(answer, Ok(()) | Err(StateError::Locked(_) | StateError::Lost { .. }));
        assert!(answers.iter().all(|(_, answer)| is_fair(answer)), "{answers:?}");
        stores[*winner].commit(vec![put(&winner.to_string())]).await.unwrap();
        stores[*winner].unlock().await.unwrap();
    }
    assert_eq!(fixture.open().load().await.unwrap().serial, 3);
}

/// A writer that lost its lock is refused, and its commit is not stored.
pub async fn a_writer_that_was_taken_over_cannot_write<G: StoreFixture>(fixture: &G) {
    let first = acquired(fixture).await;
    first.commit(vec![put("before")]).await.unwrap();
    let Some(second) = fixture.take_over().await else {
        // Then no other store gets it either.
        assert!(matches!(fixture.open().lock(&holder("you")).await, Err(StateError::Locked(_))));
        return;
    };
    match first.commit(vec![put("too late")]).await {
        Err(StateError::Lost { by, .. }) => assert!(by.is_none_or(|by| *by == holder("you"))),
        other => panic!("{other:?}"),
    }
    second.commit(vec![put("after")]).await.unwrap();
    assert!(matches!(first.commit(vec![put("too late")]).await, Err(StateError::Lost { .. })));
    // Closing this store does not disturb the other.
    first.unlock().await.unwrap();
    second.commit(vec![put("later")]).await.unwrap();
    let loaded = reopened(fixture, second).await;
    let names: Vec<_> = loaded.records.keys().map(|key| key.urn.path().to_owned()).collect();
    assert_eq!((loaded.serial, names), (3, vec!["after".to_owned(), "before".to_owned(), "later".to_owned()]));
}

/// After a crash in the middle of a commit, all of the commit is stored or none of it.
pub async fn an_interrupted_commit_is_whole_or_absent<G: StoreFixture>(fixture: &G) {
    const TOGETHER: usize = 400;
    let mut acknowledged = 0;
    for round in 0..4_u64 {
        let store = acquired(fixture).await;
        let commit = |part: u64| store.commit((0..TOGETHER).map(|i| put(&format!("{round}/{part}/{i}"))).collect());
        commit(0).await.unwrap();
        acknowledged += TOGETHER;
        let cut = tokio::time::timeout(Duration::from_millis(round * 3), commit(1)).await;
        if let Ok(answer) = cut {
            answer.unwrap();
            acknowledged += TOGETHER;
        }
        if fixture.unlocks_when_dropped() || fixture.patience() > Duration::ZERO {
            drop(store);
        } else {
            store.unlock().await.unwrap();
        }
        let loaded = fixture.open().load().await.unwrap();
        assert_eq!(loaded.records.len() % TOGETHER, 0, "{}", loaded.records.len());
        assert_eq!(loaded.serial, (loaded.records.len() / TOGETHER) as u64);
        assert!(loaded.records.len() >= acknowledged, "{} < {acknowledged}", loaded.records.len());
        acknowledged = loaded.records.len();
    }
}

/// A state of a newer format is refused for reading and for writing, with an error that says so.
pub async fn newer_formats_are_refused<G: StoreFixture>(fixture: &G) {
    let store = acquired(fixture).await;
    store.commit(vec![put("a")]).await.unwrap();
    let before = reopened(fixture, store).await;
    let Some(undo) = fixture.make_newer() else { return };
    let opened = fixture.try_open();
    let refused = match opened {
        Ok(store) => vec![store.load().await.unwrap_err(), store.lock(&holder("me")).await.unwrap_err()],
        Err(error) => vec![error],
    };
    assert!(refused.iter().all(|error| matches!(error, StateError::Newer { .. })), "{refused:?}");
    undo();
    assert_eq!(fixture.open().load().await.unwrap(), before);
}

/// Altered, truncated or missing data is refused, and the error names its location.
pub async fn damage_is_found_and_named<G: StoreFixture>(fixture: &G) {
    let store = acquired(fixture).await;
    for part in 0..5 {
        store.commit((0..20).map(|i| put(&format!("{part}/{i}"))).collect()).await.unwrap();
    }
    let before = reopened(fixture, store).await;
    for number in 0.. {
        let Some((words, undo)) = fixture.damage(number) else { break };
        let error = match fixture.try_open() {
            Ok(store) => store.load().await.expect_err(&words),
            Err(error) => error,
        };
        assert!(matches!(error, StateError::Damaged { .. }), "{number} {words}: {error}");
        assert!(error.to_string().contains(&words), "{number} {words}: {error}");
        undo();
    }
    assert_eq!(fixture.open().load().await.unwrap(), before);
}

/// Many records, in large commits.
pub async fn a_hundred_thousand_records_load(fixture: &impl StoreFixture) {
    let store = acquired(fixture).await;
    for part in 0..50 {
        store.commit((0..2000).map(|i| put(&format!("{part}/{i}"))).collect()).await.unwrap();
    }
    let loaded = reopened(fixture, store).await;
    assert_eq!(loaded.records.len(), 100_000);
    assert!(loaded.records.values().all(|kept| **kept == record(kept.key.urn.path(), 1)));
}

/// Names may contain any Unicode text.
pub async fn names_may_be_of_any_script(fixture: &impl StoreFixture) {
    let long = "é".repeat(500);
    let names = ["réseau/privé", "网络/子网", "شبكة", "🦀", "a b", "a\u{0}b", "a", "a\u{0}", "$x", "a#1", &long];
    let store = acquired(fixture).await;
    let changes = names.iter().flat_map(|name| {
        let key = (*name).to_owned();
        [put(name), begin(name, name), Change::Meta(key.clone(), Some(key.clone())), Change::Duration(key, 1)]
    });
    store.commit(changes.collect()).await.unwrap();
    let loaded = reopened(fixture, store).await;
    assert_eq!((loaded.records.len(), loaded.pending.len()), (names.len(), names.len()));
    for name in names {
        assert_eq!(*loaded.records[&record(name, 1).key], record(name, 1));
        assert_eq!((loaded.meta[name].as_str(), loaded.durations[name]), (name, 1));
    }
}

/// Integers stay integers and floats stay floats, and text that looks like the format's own keys is preserved.
pub async fn values_read_back_exactly(fixture: &impl StoreFixture) {
    let value = Value::from([
        ("int", Value::Int(i64::MIN)),
        ("float", Value::Float(1.0)),
        ("small", Value::Float(5e-324)),
        ("infinite", Value::Float(f64::INFINITY)),
        ("null", Value::Null),
        ("unknown", Value::Unknown),
        ("list", Value::List(vec![Value::Null, Value::Bool(false), Value::List(vec![])])),
        ("empty", Value::map()),
        ("$sealed", Value::from([("$unknown", Value::Bool(true)), ("$map", Value::map())])),
    ]);
    let store = acquired(fixture).await;
    let options = RecordedOptions {
        protect: false,
        retain: true,
        trigger: value.clone(),
        deleted_with: Some(Urn::new("eu-west-1", "aws:ec2/Vpc", "b")),
        delete_timeout: Some(std::time::Duration::from_millis(90_500)),
        secret_outputs: vec![Path::root().key("a.b").index(3)],
    };
    let desired = Desired { inputs: value.clone(), options, ..Desired::default() };
    let kept = Record { desired, outputs: Value::Null, ..record("a", 1) };
    let outputs = BTreeMap::from([("$out".to_owned(), value), ("b".to_owned(), Value::Null)]);
    store.commit(vec![Change::Put(Arc::new(kept.clone())), Change::Outputs(outputs.clone())]).await.unwrap();
    let loaded = reopened(fixture, store).await;
    assert_eq!(*loaded.records[&kept.key], kept);
    assert_eq!(loaded.outputs, outputs);
}

/// After any order of changes, a load returns the same state as the engine's own model.
pub async fn any_history_loads_as_applied(fixture: &impl StoreFixture) {
    // A small deterministic generator, so that each run tests the same histories.
    let mut seed = 7_u64;
    let mut dice = move |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    let store = acquired(fixture).await;
    let mut expected = store.load().await.unwrap();
    for round in 0..300 {
        let mut changes = vec![];
        for _ in 0..dice(4) + 1 {
            let name = format!("n{}", dice(6));
            let key = record(&name, 1 + dice(2) as u32).key;
            changes.push(match dice(9) {
                0 => begin(&name, &name),
                1 => identify(&name),
                2 => settle(&name, Outcome::Done),
                3 => settle(&name, Outcome::Unknown(error())),
                4 => Change::Remove(key),
                5 => Change::Meta(name, (dice(2) == 0).then(|| round.to_string())),
                6 => Change::Duration(name, dice(1000)),
                _ => Change::Put(Arc::new(Record { key, modified: round, ..record(&name, 1) })),
            });
        }
        let mut next = expected.clone();
        match next.apply(&changes) {
            Ok(()) => {
                assert_eq!(store.commit(changes).await.unwrap(), next.serial);
                expected = next;
            }
            Err(_) => assert!(matches!(store.commit(changes).await, Err(StateError::Illegal(_)))),
        }
    }
    assert_eq!(store.load().await.unwrap(), expected);
    assert_eq!(reopened(fixture, store).await, expected);
}
