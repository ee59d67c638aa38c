use super::*;
use crate::model::environment::Environment;
use crate::model::value::Value;
use crate::provider::Id;
use crate::state::{Operation, Pending, PendingState, Phase};

fn urn(path: &str) -> Urn {
    Urn::new("r", "t:T", path)
}

fn record(path: &str, on: &[&str]) -> Change {
    Change::Put(Arc::new(Record {
        key: RecordKey { urn: urn(path), revision: 1 },
        environment: Environment { region: "r".into(), account: None },
        id: Id::new(format!("id-{path}")),
        phase: Phase::Live,
        desired: Desired {
            inputs: Value::map(),
            dependencies: on.iter().map(|path| urn(path)).collect(),
            ..Desired::default()
        },
        outputs: Value::map(),
        created: 1,
        modified: 1,
    }))
}

fn state(records: &[(&str, &[&str])]) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let changes: Vec<Change> = records.iter().map(|(path, on)| record(path, on)).collect();
    snapshot.apply(&changes).unwrap();
    snapshot
}

fn all(paths: &[&str]) -> BTreeSet<Urn> {
    paths.iter().map(|path| urn(path)).collect()
}

fn names(pairs: &[(&str, &str)]) -> BTreeMap<Urn, Urn> {
    pairs.iter().map(|(from, to)| (urn(from), urn(to))).collect()
}

fn shown(snapshot: &Snapshot) -> Vec<String> {
    let on = |record: &Record| record.desired.dependencies.iter().map(|urn| urn.path().to_owned()).collect::<Vec<_>>();
    snapshot.records.values().map(|record| format!("{} {:?}", record.key.urn.path(), on(record))).collect()
}

#[test]
fn what_others_depend_on_is_not_taken_out_alone() {
    let mut state = state(&[("net", &[]), ("host", &["net"]), ("disk", &["host"])]);
    assert_eq!(state.forgetting(&all(&["net"])), Err(EditError::Needed { urn: urn("net"), by: vec![urn("host")] }));
    assert_eq!(state.forgetting(&all(&["gone"])), Err(EditError::Unknown(urn("gone"))));
    let changes = state.forgetting(&all(&["disk", "host"])).unwrap();
    state.apply(&changes).unwrap();
    assert_eq!(shown(&state), ["net []"]);
}

#[test]
fn what_is_under_way_is_left_alone() {
    let mut state = state(&[("net", &[])]);
    let begun = Pending {
        op: "1".into(),
        key: RecordKey { urn: urn("net"), revision: 1 },
        operation: Operation::Update,
        state: PendingState::Begun,
        environment: Environment { region: "r".into(), account: None },
        token: "t".into(),
        desired: Desired::new(Value::map()),
        id: None,
        request: None,
        began: 1,
        first_began: None,
    };
    state.apply(&[Change::Begin(begun)]).unwrap();
    let pending = EditError::Pending { urn: urn("net"), operation: "update" };
    assert_eq!(state.forgetting(&all(&["net"])), Err(pending.clone()));
    assert_eq!(state.renaming(&names(&[("net", "web")])), Err(pending));
}

#[test]
fn a_rename_updates_the_dependencies_of_others() {
    let mut state = state(&[("a/net", &[]), ("a/host", &["a/net"]), ("b", &["a/net", "a/host"])]);
    let changes = state.renaming(&names(&[("a/net", "z/net"), ("a/host", "z/host")])).unwrap();
    state.apply(&changes).unwrap();
    assert_eq!(shown(&state), [r#"b ["z/host", "z/net"]"#, r#"z/host ["z/net"]"#, "z/net []"]);
    assert_eq!(state.renaming(&names(&[("b", "z/net")])), Err(EditError::Taken(urn("z/net"))));
    let elsewhere = BTreeMap::from([(urn("b"), Urn::new("s", "t:T", "b"))]);
    assert!(matches!(state.renaming(&elsewhere), Err(EditError::Unlike { .. })));
}

#[test]
fn names_can_be_swapped() {
    let mut state = state(&[("a", &[]), ("b", &["a"])]);
    let changes = state.renaming(&names(&[("a", "b"), ("b", "a")])).unwrap();
    state.apply(&changes).unwrap();
    assert_eq!(shown(&state), [r#"a ["b"]"#, "b []"]);
    assert_eq!(state.current(&urn("a")).unwrap().id.as_str(), "id-b");
}

#[test]
fn a_move_parts_nothing_and_can_be_ended_after_a_crash() {
    let from = state(&[("net", &[]), ("host", &["net"])]);
    let mut to = Snapshot::default();
    assert!(matches!(from.moving(&names(&[("net", "net")]), &to), Err(EditError::Needed { .. })));
    assert!(matches!(from.moving(&names(&[("host", "host")]), &to), Err(EditError::Needs { .. })));
    let both = names(&[("net", "x/net"), ("host", "x/host")]);
    let moved = from.moving(&both, &to).unwrap();
    to.apply(&moved.to).unwrap();
    assert_eq!(shown(&to), [r#"x/host ["x/net"]"#, "x/net []"]);
    // The crash: the first state still has them.
    let again = from.moving(&both, &to).unwrap();
    assert_eq!((again.to.len(), again.from.len()), (0, 2));
    let taken = state(&[("x/net", &[])]);
    assert!(matches!(from.moving(&both, &taken), Err(EditError::Taken(_))));
}
