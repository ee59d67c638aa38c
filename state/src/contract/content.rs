//! What a store commits, it loads.

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::path::Path;
use archipel_engine::state::{
    Change, Desired, OptionValues, Outcome, PendingState, Phase, Record, Snapshot, StateError, StateStore, StateVersion,
};
use archipel_engine::urn::Urn;
use archipel_engine::value::Value;

use super::fixture::StoreFixture;
use super::samples::{begin, error, identify, locked, put, record, reopened, request, settle};

/// A state that was never written is empty, and reading it writes nothing.
pub async fn an_empty_state_loads(fixture: &impl StoreFixture) {
    let store = fixture.open();
    assert_eq!(store.load().await.unwrap(), Snapshot::default());
    assert_eq!(store.load().await.unwrap(), Snapshot::default());
    assert!(!store.location().is_empty());
}

/// A commit with every kind of change is visible to this process and to the next.
pub async fn what_is_committed_is_loaded(fixture: &impl StoreFixture) {
    let store = locked(fixture).await;
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
        begin("2", "d"),
        request("2"),
        identify("1"),
        request("1"),
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
    let store = locked(fixture).await;
    for (legal, change) in [
        (true, begin("1", "a")),
        (false, begin("1", "a")),
        (true, begin("2", "b")),
        (true, request("1")),
        (true, request("1")),
        (true, identify("1")),
        (false, identify("1")),
        (true, settle("1", Outcome::Unknown(error()))),
        (true, settle("1", Outcome::Done)),
        (false, settle("1", Outcome::Done)),
        (true, settle("2", Outcome::Unknown(error()))),
        (true, settle("2", Outcome::Unknown(error()))),
        (true, request("2")),
        (true, identify("2")),
        (true, begin("3", "c")),
        (true, settle("3", Outcome::Failed(error()))),
        (false, identify("3")),
        (false, request("3")),
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
    let store = locked(fixture).await;
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
        let store = locked(fixture).await;
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

/// The first commit sets the lineage, and it does not change.
pub async fn the_lineage_lasts(fixture: &impl StoreFixture) {
    let store = locked(fixture).await;
    store.commit(vec![put("a")]).await.unwrap();
    let lineage = store.load().await.unwrap().lineage;
    assert!(!lineage.is_empty());
    assert_eq!(reopened(fixture, store).await.lineage, lineage);
    let store = locked(fixture).await;
    store.commit(vec![put("b")]).await.unwrap();
    assert_eq!(reopened(fixture, store).await.lineage, lineage);
}

/// Values of half a megabyte can be added, grown, shrunk and removed.
pub async fn large_values_last(fixture: &impl StoreFixture) {
    let store = locked(fixture).await;
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
    let store = locked(fixture).await;
    store.commit(vec![Change::Remove(key)]).await.unwrap();
    assert_eq!(reopened(fixture, store).await.records.len(), 1);
}

/// Many records, in large commits.
pub async fn a_hundred_thousand_records_load(fixture: &impl StoreFixture) {
    let store = locked(fixture).await;
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
    let store = locked(fixture).await;
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
    let store = locked(fixture).await;
    let options = OptionValues {
        protect: false,
        retain: true,
        trigger: value.clone(),
        deleted_with: Some(Urn::new("eu-west-1", "aws:ec2/Vpc", "b")),
        replaced_with: [(Urn::new("eu-west-1", "aws:ec2/Vpc", "b"), 3)].into(),
        delete_timeout: Some(std::time::Duration::from_millis(90_500)),
        secret_outputs: vec![Path::root().key("a.b").index(3)],
        imported: true,
        delete_hooks: value.clone(),
    };
    let desired = Desired { inputs: value.clone(), options: options.into(), ..Desired::default() };
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
    let store = locked(fixture).await;
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
