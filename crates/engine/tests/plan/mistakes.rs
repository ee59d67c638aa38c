//! Mistakes of a program: all at once, each with its source line.

use std::sync::Arc;

use archipel_engine::plan::{PlanError, PlanOptions, plan_destroy};
use archipel_engine::program::{Expr, NodeId, SourceLocation};
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Urn, Value};

use super::world::{HOST, NET, PART, SUB, Types, add, add_with, applied, attr, json, program, rewrite, text, try_plan};

#[test]
fn every_mistake_is_reported_in_one_go_sorted_by_line() {
    let program = program(|scope| {
        add(scope, &NET, "no-cidr", []);
        let bad = text("x").apply(SourceLocation::caller(), |_| Err("not that one".into()));
        let broken = add(scope, &NET, "broken", [("cidr", bad)]);
        add(scope, &SUB, "sub", [("net", attr(&broken, "id")), ("cidr", json("7"))]);
        add(scope, &NET, "checked", [("cidr", text("bad"))]);
        add(scope, &HOST, "host", [("name", text("h")), ("confg", json("{}")), ("rules", json(r#"[{"port":"x"}]"#))]);
    });
    let error = try_plan(&program, &Snapshot::default(), &PlanOptions::default()).unwrap_err();
    let PlanError::Program(mistakes) = &error else { panic!("{error:?}") };
    let messages: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "r::t:Net::no-cidr: `cidr`: it must be given",
            "not that one",
            "r::t:Sub::sub: `cidr`: expected a string, found a whole number",
            "r::t:Net::checked: `bad` is not a range",
            "r::t:Host::host: `rules[0].port`: expected a whole number, found a string",
            "r::t:Host::host: unknown property `confg` of Record; did you mean `config`?",
        ]
    );
    assert!(mistakes.is_sorted_by_key(|mistake| mistake.at));
}

#[test]
fn a_secret_in_what_is_wrong_is_masked() {
    let program = program(|scope| {
        add(scope, &HOST, "host", [("name", text("refused")), ("password", text("hunter2"))]);
    });
    let error = try_plan(&program, &Snapshot::default(), &PlanOptions::default()).unwrap_err().to_string();
    assert!(error.contains("(secret) is too short"), "{error}");
}

#[test]
fn a_change_that_a_type_cannot_make_is_refused_and_recreating_is_not() {
    let part = |host: &'static str, words: &'static str| {
        move |scope: &archipel_engine::Scope| {
            add(scope, &PART, "part", [("host", text(host)), ("text", text(words))]);
        }
    };
    let state = applied(part("h", "here"));
    let plan = |host, words| try_plan(&program(part(host, words)), &state, &PlanOptions::default());
    let error = plan("h", "unreachable").unwrap_err().to_string();
    assert!(error.contains("r::t:Part::part: no way leads from here to unreachable"), "{error}");
    assert_eq!(plan("h", "there").unwrap().steps.len(), 1);
    // Another host is another part, which begins where it is asked to.
    assert!(plan("other", "unreachable").is_ok());
    // What is made for the first time, too.
    assert!(try_plan(&program(part("h", "unreachable")), &Snapshot::default(), &PlanOptions::default()).is_ok());
}

#[test]
fn a_cycle_is_reported_with_its_path_and_source_lines() {
    let program = program(|scope| {
        let free = add(scope, &NET, "free", [("cidr", text("1"))]);
        let later = |node| {
            Expr::node(NodeId(node)).pick(archipel_engine::path::Segment::Key("id".into()), SourceLocation::caller())
        };
        add(scope, &SUB, "a", [("net", later(2)), ("cidr", attr(&free, "cidr"))]);
        add(scope, &SUB, "b", [("net", later(1)), ("cidr", text("1"))]);
    });
    let error = try_plan(&program, &Snapshot::default(), &PlanOptions::default()).unwrap_err();
    let PlanError::Cycle(path) = &error else { panic!("{error:?}") };
    assert_eq!(path.iter().map(|(urn, _)| urn.name()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(path[1].1, program.nodes[2].at);
    let text = error.to_string();
    assert!(
        text.contains("r::t:Sub::a (") && text.contains("mistakes.rs:") && text.ends_with("-> r::t:Sub::a"),
        "{text}"
    );
}

#[test]
fn records_that_depend_on_each_other_are_deleted_all_the_same_and_it_is_said() {
    let mut state = applied(|scope| {
        let a = add(scope, &NET, "a", [("cidr", text("1"))]);
        add_with(scope, &NET, "b", [("cidr", text("1"))], Options::new().depends_on(&a));
    });
    rewrite(&mut state, "r::t:Net::a", |record| record.desired.dependencies = vec![Urn::parse("r::t:Net::b").unwrap()]);
    let plan = plan_destroy("p", "s", &state, &Types, &PlanOptions::default()).unwrap();
    assert_eq!(plan.steps.len(), 2);
    assert!(plan.warnings[0].to_string().contains("depend on each other"), "{:?}", plan.warnings);
}

#[test]
fn a_type_that_no_provider_has_is_said_before_anything_is_deleted() {
    let mut state = applied(|scope| {
        add(scope, &NET, "a", [("cidr", text("1"))]);
    });
    let record = (**state.records.values().next().unwrap()).clone();
    let urn = Urn::parse("r::t:Unheard::of").unwrap();
    let key = archipel_engine::state::RecordKey { urn: urn.clone(), revision: 1 };
    let record = archipel_engine::state::Record {
        key: key.clone(),
        desired: archipel_engine::state::Desired { inputs: Value::map(), ..record.desired.clone() },
        ..record
    };
    state.records.insert(key, Arc::new(record));
    let error = try_plan(&program(|_| ()), &state, &PlanOptions::default()).unwrap_err();
    assert_eq!(error, PlanError::UnknownTypes(vec![urn]));
}

#[test]
fn two_of_one_name_are_reported_with_both_source_lines() {
    let stack = archipel_engine::Stack::new("p", "s");
    let scope = stack.region("r");
    let first = line!() + 1;
    add(&scope, &NET, "net", [("cidr", text("1"))]);
    let second = line!() + 1;
    add(&scope, &NET, "net", [("cidr", text("2"))]);
    let mistakes = stack.finish().unwrap_err();
    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].at.line, second);
    let other = format!("two resources are named r::t:Net::net: the other is at {}:{first}", mistakes[0].at.file);
    assert!(mistakes[0].message.contains(&other), "{}", mistakes[0].message);
}

#[test]
fn a_key_that_is_repeated_in_a_document_is_a_mistake() {
    let document = r#"{"Condition": {"StringEquals": {"a": "1"}, "StringEquals": {"b": "2"}}}"#;
    let program = program(|scope| {
        add(scope, &HOST, "host", [("name", text("h")), ("policy", text(document))]);
    });
    let error = try_plan(&program, &Snapshot::default(), &PlanOptions::default()).unwrap_err().to_string();
    assert!(error.contains("the key `StringEquals` is repeated at line 1 column"), "{error}");
    assert!(error.contains("mistakes.rs:"), "{error}");
}

#[test]
fn two_resources_with_one_key_are_a_mistake_also_beside_one_that_exists() {
    let named = |names: &'static [(&'static str, &'static str)]| {
        program(move |scope| {
            for (urn, name) in names {
                add(scope, &HOST, urn, [("name", text(name))]);
            }
        })
    };
    let refused =
        |names, state: &Snapshot| try_plan(&named(names), state, &PlanOptions::default()).unwrap_err().to_string();
    let error = refused(&[("a", "same"), ("b", "same")], &Snapshot::default());
    assert!(error.contains("r::t:Host::b has the same `name` as r::t:Host::a, which is declared at "), "{error}");
    let state = applied(|scope| {
        add(scope, &HOST, "a", [("name", text("same"))]);
        add(scope, &HOST, "b", [("name", text("other"))]);
    });
    assert!(refused(&[("a", "same"), ("b", "same")], &state).contains("has the same `name`"));
    // Names that are exchanged, and the same name in another place or of another type, are none.
    assert!(try_plan(&named(&[("a", "other"), ("b", "same")]), &state, &PlanOptions::default()).is_ok());
    let pair = |net: &'static str| {
        program(move |scope| {
            add(scope, &SUB, "a", [("net", text("n")), ("cidr", text("1"))]);
            add(scope, &SUB, "b", [("net", text(net)), ("cidr", text("1"))]);
            add(&scope.in_region("s"), &SUB, "c", [("net", text("n")), ("cidr", text("1"))]);
        })
    };
    assert!(try_plan(&pair("m"), &Snapshot::default(), &PlanOptions::default()).is_ok());
    let error = try_plan(&pair("n"), &Snapshot::default(), &PlanOptions::default()).unwrap_err().to_string();
    assert!(error.contains("has the same `net` and `cidr` as"), "{error}");
}
