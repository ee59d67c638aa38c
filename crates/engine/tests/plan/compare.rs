//! What is a difference and what is none.

use archipel_engine::digest::Digester;
use archipel_engine::equivalence::{self, Equivalence};
use archipel_engine::plan::{Plan, diff, drift, same_document};
use archipel_engine::schema::{FieldSchema, RecordSchema, ReplacesWhen, TypeRef};
use archipel_engine::{Options, Value};
use insta::assert_snapshot;

use super::world::{HOST, NET, SUB, add_with, applied, field, json, planned, program, rewrite, show, text};

fn host(fields: &str) -> impl Fn(&archipel_engine::Scope) {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(fields).unwrap();
    move |scope| {
        let mut inputs = super::world::map([("name", text("h"))]);
        inputs.extend(fields.iter().map(|(name, value)| (name.clone(), json(&value.to_string()))));
        archipel_engine::program::declare(scope, &HOST, "host", inputs, Options::new());
    }
}

fn edit(before: &str, after: &str) -> Plan {
    planned(&program(host(after)), &applied(host(before)))
}

#[test]
fn what_is_the_same_leaves_an_empty_plan() {
    let same = r#"{"labels":["a","b"],"config":{"mode":"m"},"policy":"{\"a\":1}"}"#;
    assert_snapshot!(show(&edit(same, same)), @"1 unchanged");
}

#[test]
fn added_changed_and_removed_properties_are_reported_by_path() {
    let before = r#"{"labels":["a","b"],"config":{"port":1},"rules":[{"port":1},{"port":2},{"port":3}]}"#;
    let after =
        r#"{"labels":["b","c"],"config":{"port":2},"rules":[{"port":1},{"port":9},{"port":2},{"port":3}],"sub":"s"}"#;
    assert_snapshot!(show(&edit(before, after)));
    assert_snapshot!(show(&edit(after, before)));
}

#[test]
fn a_mark_inside_a_record_replaces() {
    let plan = edit(r#"{"config":{"mode":"a"}}"#, r#"{"config":{"mode":"b"}}"#);
    assert_snapshot!(show(&plan));
    let in_list = edit("{}", r#"{"rules":[{"mode":"a"}]}"#);
    assert!(in_list.steps.iter().any(|step| step.changes.iter().any(|change| change.replaces)));
}

#[test]
fn the_order_of_a_set_and_the_writing_of_a_document_are_no_differences() {
    let before = r#"{"labels":["a","b","b"],"policy":"{\"Statement\":{\"Action\":[\"x\",\"y\"]}}"}"#;
    let after = r#"{"labels":["b","a","b"],"policy":"{ \"Statement\": [{\"Action\": [\"y\", \"x\"]}] }"}"#;
    assert!(edit(before, after).is_empty());
    assert!(same_document("[1,2]", "[1.0, 2]"));
}

#[test]
fn nothing_and_an_empty_collection_and_a_default_are_the_same() {
    assert!(edit(r#"{"labels":[],"config":{}}"#, r#"{"config":{"port":80}}"#).is_empty());
    let mut state = applied(|scope| {
        add_with(scope, &NET, "net", [("cidr", text("1"))], Options::new());
    });
    // Recorded before the property existed.
    rewrite(&mut state, "r::t:Net::net", |record| {
        record.desired.inputs.as_map_mut().unwrap().remove("size");
        record.desired.inputs.as_map_mut().unwrap().insert("tags".into(), Value::map());
    });
    let plan = planned(
        &program(|scope| {
            add_with(scope, &NET, "net", [("cidr", text("1"))], Options::new());
        }),
        &state,
    );
    assert_snapshot!(show(&plan), @r"
    0 update t:Net::net#1
        Added size: null -> 1
        because `size` changed
    0 unchanged
    ");
}

#[test]
fn what_the_api_chose_is_kept_and_is_no_difference() {
    let declare = |tag: &'static str| {
        move |scope: &archipel_engine::Scope| {
            let tags = json(&format!(r#"{{"t":"{tag}"}}"#));
            add_with(scope, &SUB, "sub", [("net", text("n")), ("cidr", text("1")), ("tags", tags)], Options::new());
        }
    };
    let mut state = applied(declare("a"));
    rewrite(&mut state, "r::t:Sub::sub", |record| {
        record.desired.inputs.as_map_mut().unwrap().insert("zone".into(), Value::from("z1"));
    });
    assert!(planned(&program(declare("a")), &state).is_empty());
    let plan = planned(&program(declare("b")), &state);
    assert_eq!(plan.steps[0].desired.inputs.field("zone"), &Value::from("z1"));
    assert_eq!(plan.steps[0].changes.len(), 1);
}

#[test]
fn a_secret_is_compared_and_never_shown() {
    let plan = edit(r#"{"password":"qwert1"}"#, r#"{"password":"qwert2"}"#);
    let shown = format!("{} {plan:?} {}", show(&plan), serde_json::to_string(&plan).unwrap());
    assert!(!shown.contains("qwert"), "{shown}");
    assert_snapshot!(show(&plan));
    assert!(edit(r#"{"password":"qwert1"}"#, r#"{"password":"qwert1"}"#).is_empty());
    let other = edit(r#"{"password":"qwert1"}"#, r#"{"password":"three"}"#);
    assert_ne!(
        plan.hash(&Digester::keyed(&[7; 32], "l")),
        other.hash(&Digester::keyed(&[7; 32], "l")),
        "two plans with other passwords are two plans"
    );
}

#[test]
fn drift_is_only_what_was_set_and_can_be_read() {
    let applied = Value::from_json(
        serde_json::from_str(r#"{"name":"h","password":"p","config":{"port":80},"labels":["a"]}"#).unwrap(),
    );
    let seen = r#"{"name":"h","sub":"chosen","config":{"port":80,"mode":"m"},"labels":["a"],"policy":"{}"}"#;
    let seen = Value::from_json(serde_json::from_str(seen).unwrap());
    assert_eq!(drift(HOST.inputs, &applied, &seen), []);
    let seen = Value::from_json(serde_json::from_str(r#"{"name":"h","config":{"port":81}}"#).unwrap());
    let paths: Vec<String> = drift(HOST.inputs, &applied, &seen).iter().map(|change| change.path.to_string()).collect();
    assert_eq!(paths, ["labels", "config.port"]);
    assert_eq!(diff(HOST.inputs, &applied, &applied), []);
}

/// A record of properties that are written in several ways.
fn written() -> RecordSchema {
    static MODEL: Equivalence = Equivalence::new("a model", |left, right| left.trim() == right.trim())
        .or_possibly(|applied, seen| applied == "latest" && seen.starts_with('m'));
    let list = || TypeRef::List(Box::new(TypeRef::Text("String")));
    let plain = field;
    let field = |name, ty, equivalence| FieldSchema {
        equivalence: Some(equivalence),
        replaces: Some("it is fixed"),
        ..plain(name, ty)
    };
    let text = TypeRef::Text("String");
    let fields = vec![
        field("window", text.clone(), &equivalence::ANY_CASE),
        field("domain", text.clone(), &equivalence::DNS_NAME),
        field("every", text.clone(), &equivalence::DURATION),
        field("percentile", text.clone(), &equivalence::NUMBERS),
        field("model", text.clone(), &MODEL),
        FieldSchema { set_like: true, ..field("ranges", list(), &equivalence::CIDR) },
        field("named", TypeRef::Map(Box::new(text.clone())), &equivalence::ANY_CASE),
        plain("exact", text),
    ];
    RecordSchema { name: "ProgramText", builder: "ProgramText", doc: "", fields }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Int(number) => *number,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_rule_decides_which_changes_of_a_property_replace_the_resource() {
    static DOWN: ReplacesWhen =
        ReplacesWhen { name: "to a lower number", applies: |old, new| number(new) < number(old) };
    let size = FieldSchema {
        replaces: Some("it only grows"),
        replaces_when: Some(&DOWN),
        ..field("size", TypeRef::Int("i64"))
    };
    let schema = RecordSchema { name: "Props", builder: "", doc: "", fields: vec![size] };
    let size = |size: i64| Value::from([("size", Value::from(size))]);
    let replaces = |old: &Value, new: &Value| diff(&schema, old, new)[0].replaces;
    assert!(replaces(&size(2), &size(1)));
    assert!(!replaces(&size(1), &size(2)));
    // An unknown value may be a lower one.
    assert!(replaces(&size(1), &Value::from([("size", Value::Unknown)])));
}

#[test]
fn a_rule_sees_the_known_parts_of_a_value_with_unknown_ones() {
    static RENAMED: ReplacesWhen =
        ReplacesWhen { name: "of the name", applies: |old, new| old.field("name") != new.field("name") };
    let manifest = FieldSchema {
        replaces: Some("it has one name"),
        replaces_when: Some(&RENAMED),
        ..field("manifest", TypeRef::Any)
    };
    let schema = RecordSchema { name: "Props", builder: "", doc: "", fields: vec![manifest] };
    let manifest = |name: &str, size: Value| {
        Value::from([("manifest", Value::from([("name", Value::from(name)), ("size", size)]))])
    };
    let old = manifest("a", Value::from(1));
    let replaces = |new: &Value| diff(&schema, &old, new)[0].replaces;
    assert!(!replaces(&manifest("a", Value::Unknown)));
    assert!(replaces(&manifest("b", Value::Unknown)));
    assert!(replaces(&Value::from([("manifest", Value::Unknown)])));
}

fn from_json(json: &str) -> Value {
    Value::from_json(serde_json::from_str(json).unwrap())
}

#[test]
fn another_way_of_writing_the_same_is_no_difference() {
    let left = from_json(
        r#"{"window":"Sun:03:00-Sun:04:00","domain":"API.example.com","every":"90m","percentile":"p99","model":"m1",
            "ranges":["10.0.0.5/16","2001:DB8::/32"],"named":{"a":"On"},"exact":"A"}"#,
    );
    let right = from_json(
        r#"{"window":"sun:03:00-sun:04:00","domain":"api.example.com.","every":"1h30m","percentile":"p99.0","model":" m1",
            "ranges":["2001:db8::/32","10.0.0.0/16"],"named":{"a":"on"},"exact":"A"}"#,
    );
    assert_eq!(diff(&written(), &left, &right), []);
    assert_eq!(drift(&written(), &left, &right), []);
    // A secret is compared in the same way.
    let secret = |text: &str| Value::from([("window", Value::from(text).into_secret())]);
    assert_eq!(diff(&written(), &secret("A"), &secret("a")), []);
}

#[test]
fn what_means_something_else_is_a_difference_to_the_path() {
    let left = from_json(
        r#"{"window":"sun","domain":"a.example.com","every":"1h","percentile":"p99","ranges":["10.0.0.0/16"],
            "named":{"a":"on","b":"on"},"exact":"A"}"#,
    );
    let right = from_json(
        r#"{"window":"mon","domain":"b.example.com","every":"2h","percentile":"p90","ranges":["10.0.0.0/17"],
            "named":{"a":"ON","b":"off"},"exact":"a"}"#,
    );
    for changes in [diff(&written(), &left, &right), drift(&written(), &left, &right)] {
        let paths: Vec<String> = changes.iter().map(|change| change.path.to_string()).collect();
        assert_eq!(paths, ["window", "domain", "every", "percentile", "ranges[0]", "ranges[0]", "named.b", "exact"]);
        assert!(changes.iter().take(7).all(|change| change.replaces));
    }
}

#[test]
fn what_a_text_does_not_tell_is_no_drift_but_a_change_of_the_program() {
    let (latest, m1) = (from_json(r#"{"model":"latest"}"#), from_json(r#"{"model":"m1"}"#));
    assert_eq!(drift(&written(), &latest, &m1), []);
    assert_eq!(diff(&written(), &latest, &m1).len(), 1);
    assert_eq!(drift(&written(), &m1, &latest).len(), 1, "the other way round it is known");
}
