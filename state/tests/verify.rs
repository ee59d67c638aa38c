//! The rules of a consistent state, each violated once.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use archipel_engine::resource::Id;
use archipel_engine::state::{Change, Phase, Record, RecordKey, Snapshot};
use archipel_engine::urn::Urn;
use archipel_state::contract::{begin, record};
use archipel_state::verify;

fn snapshot(records: Vec<Record>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.apply(&records.into_iter().map(|record| Change::Put(Arc::new(record))).collect::<Vec<_>>()).unwrap();
    snapshot
}

fn problems(snapshot: &Snapshot) -> Vec<String> {
    verify(snapshot).iter().map(ToString::to_string).collect()
}

fn depending(dependencies: Vec<archipel_engine::Urn>) -> archipel_engine::state::Desired {
    archipel_engine::state::Desired { dependencies, ..archipel_engine::state::Desired::default() }
}

#[test]
fn a_sound_state_has_no_problem() {
    let on = |path: &str| Urn::new("eu-west-1", "aws:ec2/Vpc", path);
    let old = Record { phase: Phase::Superseded, ..record("a", 1) };
    let mut sound =
        snapshot(vec![old, record("a", 2), Record { desired: depending(vec![on("a"), on("new")]), ..record("b", 1) }]);
    sound.apply(&[begin("1", "new")]).unwrap();
    assert_eq!(problems(&sound), Vec::<String>::new());
}

#[test]
fn every_broken_rule_is_named() {
    let gone = Urn::new("eu-west-1", "aws:ec2/Vpc", "gone");
    assert_eq!(
        problems(&snapshot(vec![Record { desired: depending(vec![gone]), ..record("a", 1) }])),
        ["eu-west-1::aws:ec2/Vpc::a#1 depends on eu-west-1::aws:ec2/Vpc::gone, which is not recorded"]
    );
    let twin = Record { id: Id::new("vpc-a-1"), ..record("b", 1) };
    assert!(problems(&snapshot(vec![record("a", 1), twin.clone()]))[0].contains("more than once"));
    let mut elsewhere = twin;
    elsewhere.environment.region = "us-east-1".into();
    assert!(problems(&snapshot(vec![record("a", 1), elsewhere])).is_empty());
    assert!(problems(&snapshot(vec![record("a", 1), record("a", 2)]))[0].contains("revisions [1, 2]"));
    assert!(problems(&snapshot(vec![Record { id: Id::new(""), ..record("a", 1) }]))[0].contains("no physical id"));

    let mut misplaced = snapshot(vec![record("a", 1)]);
    let kept = misplaced.records.pop_first().unwrap().1;
    let under = RecordKey { revision: 3, ..kept.key.clone() };
    misplaced.records.insert(under, kept);
    assert!(problems(&misplaced)[0].contains("is stored under"));

    let Change::Begin(mut pending) = begin("1", "a") else { panic!() };
    pending.operation = archipel_engine::state::Operation::Delete;
    pending.state = archipel_engine::state::PendingState::Identified;
    let broken = Snapshot { pending: vec![pending.clone(), pending], ..Snapshot::default() };
    let found = problems(&broken);
    for what in ["no record of the resource", "the id is missing", "the same id"] {
        assert!(found.iter().any(|problem| problem.contains(what)), "{what}: {found:?}");
    }
}
