//! Plans in files: what they say, what they refuse, what has moved.

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::digest::Digester;
use archipel_engine::plan::{
    Commit, Finding, PlanFile, PlanFileError, PlanInputs, PlanOptions, Reason, StalePlan, Step, StepId, plan_destroy,
    plan_file_checksum,
};
use archipel_engine::program::{Expr, Program, SourceLocation};
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Scope, Stack, Urn, Value};

use super::world::{HOST, NET, SUB, Types, add, add_with, applied, attr, planned, program, rewrite, text};

fn stack(password: &'static str, cidr: &'static str) -> impl Fn(&Scope) {
    move |scope| {
        let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
        let sub = add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
        let name = attr(&sub, "id").apply(SourceLocation::caller(), Ok);
        add(scope, &HOST, "host", [("name", text("h")), ("sub", name), ("password", text(password))]);
    }
}

fn around() -> PlanInputs {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    PlanInputs {
        digester: Digester::keyed(&[7; 32], ""),
        build: "build 1".to_owned(),
        target: BTreeMap::from([pair("target", "aws")]),
        configuration: BTreeMap::from([pair("size", "3"), pair("db.password", "hunter2")]),
        ..PlanInputs::default()
    }
}

fn filed(program: &Program, state: &Snapshot) -> PlanFile {
    PlanFile::new(&planned(program, state), Some(program), around())
}

fn usual() -> PlanFile {
    filed(&program(stack("hunter2", "1")), &Snapshot::default())
}

fn differences(now: &PlanFile) -> Vec<String> {
    // As `up --plan` has it: one side was read.
    let read = PlanFile::read(&usual().write().unwrap()).unwrap();
    read.differences(now).iter().map(ToString::to_string).collect()
}

#[test]
fn a_plan_that_was_written_and_read_is_the_same() {
    let text = usual().write().unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    assert_eq!(differences(&usual()), [""; 0]);
    assert_eq!(PlanFile::read(&text).unwrap().write().unwrap(), text);
    let state = applied(stack("hunter2", "1"));
    for now in [program(stack("hunter3", "2")), program(|_| {}), program(stack("hunter2", "1"))] {
        let file = filed(&now, &state);
        let read = PlanFile::read(&file.write().unwrap()).unwrap();
        assert_eq!(read.differences(&filed(&now, &state)), []);
    }
    let plan = plan_destroy("p", "s", &state, &Types, &PlanOptions::default()).unwrap();
    let destroy = PlanFile::new(&plan, None, around());
    assert_eq!(PlanFile::read(&destroy.write().unwrap()).unwrap().differences(&destroy), []);
}

#[test]
fn no_part_and_no_edit_of_a_plan_file_is_a_plan() {
    let text = usual().write().unwrap();
    let whole = PlanFile::read(&text).unwrap();
    for end in (1..text.len() - 2).step_by(11) {
        assert_eq!(PlanFile::read(&text[..end]), Err(PlanFileError::Truncated), "cut at {end}");
    }
    assert!(matches!(PlanFile::read(""), Err(PlanFileError::NotAPlan(_))));
    for at in (0..text.len() - 1).step_by(3) {
        let mut edited = text.clone().into_bytes();
        edited[at] = if edited[at] == b'1' { b'2' } else { b'1' };
        if let Ok(read) = PlanFile::read(std::str::from_utf8(&edited).unwrap()) {
            assert_eq!(read, whole, "an edit at {at} was not found");
        }
    }
}

#[test]
fn what_moved_is_named() {
    let usual_program = || program(stack("hunter2", "1"));
    let nothing = Snapshot::default();
    let with = |change: &dyn Fn(&mut PlanInputs)| {
        let mut around = around();
        change(&mut around);
        PlanFile::new(&planned(&usual_program(), &nothing), Some(&usual_program()), around)
    };
    let configured = with(&|around| {
        around.configuration.insert("size".into(), "4".into());
        around.configuration.insert("db.password".into(), "hunter3".into());
    });
    assert_eq!(
        differences(&configured),
        [
            "the configuration has changed: `db.password` has another value",
            "the configuration has changed: `size` has another value"
        ]
    );
    let elsewhere = with(&|around| {
        around.target.insert("target".into(), "sandbox".into());
    });
    assert_eq!(differences(&elsewhere), ["the target has changed: `target` was `aws` and is `sandbox`"]);
    assert_eq!(
        differences(&filed(&program(stack("hunter3", "1")), &nothing)),
        ["a secret value of the program or the configuration has changed"]
    );
    assert_eq!(
        differences(&filed(&program(stack("hunter2", "2")), &nothing)),
        [
            "the program has changed: `cidr` of r::t:Net::net was \"1\" and is \"2\"",
            "a step would be executed differently: create r::t:Net::net, by `cidr`",
        ]
    );
    let serial = Snapshot { serial: 3, ..Snapshot::default() };
    assert_eq!(
        differences(&filed(&usual_program(), &serial)),
        ["the state has changed: it was at serial 0 and is at 3"]
    );
    let mut state = applied(stack("hunter2", "1"));
    rewrite(&mut state, "r::t:Net::net", |record| record.desired.inputs = Value::from([("cidr", "9")]));
    let moved = differences(&filed(&usual_program(), &state));
    assert!(
        moved.iter().any(|moved| moved.starts_with("a step is not in the plan: replace r::t:Net::net")),
        "{moved:?}"
    );
    assert!(moved.contains(&"a step of the plan would not be executed: create r::t:Net::net".to_owned()), "{moved:?}");
}

#[test]
fn another_build_counts_where_a_function_decides_and_no_commit_tells() {
    let file = |build: &str, commit: Option<(&str, bool)>| {
        let program = program(stack("hunter2", "1"));
        let commit = commit.map(|(id, dirty)| Commit { id: id.to_owned(), dirty });
        let around = PlanInputs { build: build.to_owned(), commit, ..around() };
        PlanFile::new(&planned(&program, &Snapshot::default()), Some(&program), around)
    };
    let moves = |then: &PlanFile, now: &PlanFile| match then.differences(now).as_slice() {
        [] => false,
        [StalePlan::Code { property, .. }] => property == "sub",
        other => panic!("{other:?}"),
    };
    assert!(!moves(&file("1", None), &file("1", None)));
    assert!(moves(&file("1", None), &file("2", None)));
    assert!(!moves(&file("1", Some(("a", false))), &file("2", Some(("a", false)))));
    assert!(moves(&file("1", Some(("a", true))), &file("2", Some(("a", true)))));
    assert!(moves(&file("1", Some(("a", false))), &file("2", Some(("b", false)))));
}

#[test]
fn the_first_departure_of_a_program_is_named() {
    let base = program(stack("p", "1"));
    let departure = |other: &Program| base.divergence(other).map(|departure| departure.to_string());
    assert_eq!(departure(&program(stack("p", "1"))), None);
    let other = |declare: &dyn Fn(&Scope)| departure(&program(declare)).unwrap();
    assert_eq!(other(&|_| {}), "r::t:Net::net is no longer declared");
    assert_eq!(
        other(&|scope| {
            stack("p", "1")(scope);
            add(scope, &NET, "another", [("cidr", text("2"))]);
        }),
        "r::t:Net::another is new"
    );
    assert_eq!(other(&stack("q", "1")), "`password` of r::t:Host::host was (secret) and is (secret)");
    let pair = |order: [&'static str; 2]| {
        program(move |scope| {
            for name in order {
                add(scope, &NET, name, [("cidr", text("1"))]);
            }
        })
    };
    let order = pair(["a", "b"]).divergence(&pair(["b", "a"])).unwrap();
    assert_eq!(order.to_string(), "r::t:Net::b is at another position in the order");
    assert!(order.at().unwrap().contains("file.rs:"), "{order:?}");
    let optioned = |options: fn() -> Options| {
        program(move |scope| {
            add_with(scope, &NET, "a", [("cidr", text("1")), ("tags", Expr::map(BTreeMap::new()))], options());
        })
    };
    let option = optioned(Options::new).divergence(&optioned(|| Options::new().protect(true))).unwrap();
    assert_eq!(option.to_string(), "the option `protect` of r::t:Net::a has changed");
}

#[test]
fn a_second_run_is_compared_while_it_declares() {
    let base = Arc::new(program(stack("p", "1")));
    let repeats = |declare: &dyn Fn(&Scope)| {
        let again = Stack::repeating(Arc::clone(&base));
        declare(&again.region("r"));
        again.repeats()
    };
    assert!(repeats(&stack("p", "1")));
    assert!(!repeats(&|_| {}), "fewer nodes");
    assert!(!repeats(&stack("q", "1")), "another secret");
    assert!(!repeats(&stack("p", "2")), "another property");
    let more = |declare: &dyn Fn(&Scope)| {
        repeats(&|scope| {
            stack("p", "1")(scope);
            declare(scope);
        })
    };
    assert!(!more(&|scope| _ = add(scope, &NET, "another", [("cidr", text("2"))])), "one more node");
    assert!(!more(&|scope| _ = add(scope, &NET, "net", [("cidr", text("1"))])), "the same name twice");
    assert!(!more(&|scope| scope.output("more", 1)), "one more output");
    assert!(!more(&|scope| scope.stack().error("a mistake")), "a mistake that the first run did not make");
    assert!(!more(&|scope| scope.stack().forget("r::t:Net::old")), "something else is forgotten");
    assert!(!Stack::new("p", "1").repeats(), "without a first run");
}

#[test]
fn a_step_keeps_the_words_that_plan_files_have_had_since_format_1() {
    let step = |action: serde_json::Value| {
        let mut json = serde_json::json!({
            "id": 1, "key": {"urn": "r::t:Net::a", "generation": 2}, "place": {"region": "r", "account": "dns"},
            "physical": "net-1", "inputs": {"cidr": "1"}, "changes": [],
            "reasons": [{"reason": "other-place", "from": {"region": "r"}, "to": {"region": "s"}}],
            "because": 0, "drags": {"replaced": 1, "updated": 0, "other": 0}, "after": [0], "dependencies": [],
            "protect": true, "retain": false, "kept": {"deleted_with": "r::t:Net::b"},
        });
        json.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
        let step: Step = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&step).unwrap(), json, "it is written as it was read");
        step
    };
    let amend = step(serde_json::json!({"action": "amend", "moved_from": "r::t:Net::old"}));
    assert_eq!((amend.key.revision, amend.environment.to_string()), (2, "dns/r".to_owned()));
    assert_eq!(amend.action.moved_from().map(|urn| urn.path()), Some("old"));
    assert!(matches!(amend.reasons[..], [Reason::OtherEnvironment { .. }]), "{amend:?}");
    assert_eq!((amend.caused_by, amend.impact.replaced), (Some(StepId(0)), 1));
    let options = &amend.desired.options;
    assert!(options.protect && !options.retain && options.deleted_with.is_some(), "{options:?}");

    let delete = step(serde_json::json!({
        "action": "delete", "takes_along": [{"urn": "r::t:Sub::of", "generation": 1}],
    }));
    assert_eq!(delete.action.removes().iter().map(ToString::to_string).collect::<Vec<_>>(), ["r::t:Sub::of#1"]);
}

#[test]
fn a_plan_of_an_earlier_version_that_forgets_what_is_deleted_with_another_is_read() {
    let declare = |scope: &Scope| {
        let net = add(scope, &NET, "net", [("cidr", text("1"))]);
        let with = Options::new().deleted_with(&net);
        add_with(scope, &SUB, "with", [("net", attr(&net, "id")), ("cidr", text("a"))], with);
        let stays = Options::new().retain_on_delete(true);
        add_with(scope, &NET, "stays", [("cidr", text("2"))], stays);
    };
    let (state, without) = (applied(declare), || program(|_: &Scope| ()));
    let now = PlanFile::new(&planned(&without(), &state), Some(&without()), around());
    let text = now.write().unwrap();
    assert_eq!(
        (text.matches(r#""action":"deleted-with""#).count(), text.matches(r#""action":"forget""#).count()),
        (1, 1)
    );
    let mut json: serde_json::Value =
        serde_json::from_str(&text.replace("\"action\":\"deleted-with\"", "\"action\":\"forget\"")).unwrap();
    json["checksum"] = plan_file_checksum(&json["content"]).into();
    let earlier = PlanFile::read(&json.to_string()).unwrap();
    assert_eq!(earlier.plan.steps, PlanFile::read(&text).unwrap().plan.steps);
    assert_eq!(earlier.differences(&now), []);
}

#[test]
fn findings_and_words_of_an_earlier_version_are_read_and_do_not_outdate_a_plan() {
    let state = applied(stack("hunter2", "1"));
    let changed = || program(stack("hunter2", "2"));
    let found = Finding::NotExecuted { urn: Urn::parse("r::t:Net::net").unwrap() };
    let file = |found: Vec<Finding>| {
        PlanFile::new(&planned(&changed(), &state), Some(&changed()), PlanInputs { found, ..around() })
    };
    let now = file(vec![found.clone()]);
    let text = now.write().unwrap();
    assert!(text.contains(r#""found":[{"finding":"not-executed","urn":"r::t:Net::net"}]"#), "{text}");
    assert_eq!(PlanFile::read(&text).unwrap(), PlanFile::read(&text).unwrap());
    assert_eq!(PlanFile::read(&text).unwrap().differences(&now), []);
    // As an earlier version wrote it: a sentence for the finding, and other words for the rule of a property.
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["content"]["found"] = serde_json::json!(["an interrupted create of r::t:Net::net came to nothing"]);
    for step in json["content"]["plan"]["steps"].as_array_mut().unwrap() {
        for reason in step["reasons"].as_array_mut().unwrap() {
            if reason["rule"].is_string() {
                reason["rule"] = "this cannot be changed".into();
            }
        }
    }
    assert!(json.to_string().contains("this cannot be changed"));
    json["checksum"] = plan_file_checksum(&json["content"]).into();
    let earlier = PlanFile::read(&json.to_string()).unwrap();
    assert_eq!(earlier.differences(&now), []);
    // What differs in fact is named, with the findings of both.
    let differences = earlier.differences(&filed(&program(stack("hunter2", "3")), &state));
    let shown: Vec<String> = differences.iter().map(ToString::to_string).collect();
    assert!(
        shown.iter().any(|said| said.contains("then it found an interrupted create of r::t:Net::net came")),
        "{shown:?}"
    );
}
