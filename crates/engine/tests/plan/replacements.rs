//! Replacements: their order, what they drag along, and what an interruption leaves.

use archipel_engine::plan::{Action, PlanOptions};
use archipel_engine::program::{Expr, Program};
use archipel_engine::state::Phase;
use archipel_engine::{Options, Scope, Value};
use insta::assert_snapshot;

use super::model::run;
use super::world::{
    HOST, NET, PART, POOL, SUB, add, add_with, applied, attr, json, planned, program, rewrite, show, text, try_plan,
    with_old_generation,
};

fn network(scope: &Scope, cidr: &str) {
    let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
    let sub = add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
    add(scope, &HOST, "host", [("name", text("h")), ("sub", attr(&sub, "id"))]);
}

#[test]
fn a_replacement_is_created_first_and_the_old_one_deleted_after_its_dependents_let_go() {
    let state = applied(|scope| network(scope, "1"));
    let plan = planned(&program(|scope| network(scope, "2")), &state);
    assert_snapshot!(show(&plan));
    let dragged: Vec<u32> = plan.impact(plan.steps[0].id).iter().map(|id| id.0).collect();
    assert_eq!(dragged, [1, 2, 3, 4], "the subnet, the host and both deletes are there because of the network");
}

fn named(scope: &Scope, mode: &str) {
    let config = Expr::map(super::world::map([("mode", text(mode))]));
    let host = add(scope, &HOST, "host", [("name", text("h")), ("config", config)]);
    add(scope, &PART, "part", [("host", attr(&host, "name"))]);
    add(scope, &PART, "by-address", [("host", text("x")), ("text", attr(&host, "address"))]);
}

#[test]
fn a_fixed_name_is_deleted_first_with_what_cannot_be_without_it() {
    let state = applied(|scope| named(scope, "one"));
    assert_snapshot!(show(&planned(&program(|scope| named(scope, "two")), &state)));
}

#[test]
fn delete_before_replace_is_followed_and_cascades() {
    let declare = |cidr: &'static str| {
        move |scope: &Scope| {
            let options = Options::new().delete_before_replace(true);
            let net = add_with(scope, &NET, "net", [("cidr", text(cidr))], options);
            let sub = add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
            add(scope, &HOST, "host", [("name", text("h")), ("sub", attr(&sub, "id"))]);
        }
    };
    let state = applied(declare("1"));
    assert_snapshot!(show(&planned(&program(declare("2")), &state)));
}

#[test]
fn a_new_resource_waits_for_the_delete_of_the_one_whose_key_it_takes() {
    let declare = |name: &'static str| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text("1"))]);
            let sub = add(scope, &SUB, name, [("net", attr(&net, "id")), ("cidr", text("a"))]);
            add(scope, &PART, "part", [("host", attr(&sub, "id"))]);
        }
    };
    let state = applied(declare("old"));
    assert_snapshot!(show(&planned(&program(declare("new")), &state)));
}

#[test]
fn two_resources_that_swap_their_names_are_both_deleted_first() {
    let declare = |a: &'static str, b: &'static str| {
        move |scope: &Scope| {
            add(scope, &HOST, "a", [("name", text(a))]);
            add(scope, &HOST, "b", [("name", text(b))]);
        }
    };
    let state = applied(declare("x", "y"));
    assert_snapshot!(show(&planned(&program(declare("y", "x")), &state)));
}

#[test]
fn an_old_generation_is_deleted_whether_the_program_wants_the_same_other_or_nothing() {
    let mut state = applied(|scope| network(scope, "1"));
    with_old_generation(&mut state, "r::t:Net::net");
    let same = planned(&program(|scope| network(scope, "1")), &state);
    let other = planned(&program(|scope| network(scope, "2")), &state);
    let nothing = planned(&program(|_| ()), &state);
    assert_snapshot!(format!("same\n{}\n\nother\n{}\n\nnothing\n{}", show(&same), show(&other), show(&nothing)));
}

#[test]
fn an_interrupted_create_is_finished_updated_or_recreated_as_the_program_says() {
    let declare = |cidr: &'static str, size: i64| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text(cidr)), ("size", json(&size.to_string()))]);
            add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
        }
    };
    let mut state = applied(declare("1", 1));
    state.records.retain(|key, _| key.urn.name() == "net");
    rewrite(&mut state, "r::t:Net::net", |record| {
        record.phase = Phase::Partial;
        record.outputs = Value::Null;
    });
    let same = planned(&program(declare("1", 1)), &state);
    let updated = planned(&program(declare("1", 2)), &state);
    let replaced = planned(&program(declare("2", 1)), &state);
    let gone = planned(&program(|_| ()), &state);
    assert_snapshot!(format!(
        "same\n{}\n\nupdated\n{}\n\nreplaced\n{}\n\ngone\n{}",
        show(&same),
        show(&updated),
        show(&replaced),
        show(&gone)
    ));
}

#[test]
fn a_replacement_whose_new_generation_is_partial_finishes_it_and_deletes_the_old_one() {
    let mut state = applied(|scope| network(scope, "1"));
    with_old_generation(&mut state, "r::t:Net::net");
    rewrite(&mut state, "r::t:Net::net", |record| record.phase = Phase::Partial);
    assert_snapshot!(show(&planned(&program(|scope| network(scope, "1")), &state)));
}

#[test]
fn what_is_updated_lets_go_before_what_is_no_longer_in_the_program_is_deleted() {
    let state = applied(|scope| network(scope, "1"));
    let program = program(|scope| {
        add(scope, &HOST, "host", [("name", text("h"))]);
    });
    assert_snapshot!(show(&planned(&program, &state)));
}

#[test]
fn deletes_run_in_the_reverse_of_recorded_dependencies() {
    let state = applied(|scope| network(scope, "1"));
    assert_snapshot!(show(&planned(&program(|_| ()), &state)));
}

#[test]
fn a_resource_that_moves_to_another_account_is_made_there_and_deleted_here() {
    let state = applied(|scope| network(scope, "1"));
    let plan = planned(&program(|scope| network(&scope.in_account("other"), "1")), &state);
    let replaced = plan.steps.iter().filter(|step| matches!(step.action, Action::Replace { .. })).count();
    assert_eq!(replaced, 3);
    assert!(show(&plan).contains("replaced because it is in r and belongs in other/r"));
}

#[test]
fn a_generation_is_never_used_again() {
    let state = run(&program(|scope| network(scope, "2")), &applied(|scope| network(scope, "1")));
    let plan = planned(&program(|scope| network(scope, "1")), &state);
    assert_eq!(plan.steps[0].key.revision, 3);
}

#[test]
fn a_resource_in_use_is_not_deleted_before_its_replacement_exists() {
    let declare = |name: &'static str, port: &'static str, used: bool| {
        move |scope: &Scope| {
            let pool = add(scope, &POOL, "pool", [("name", text(name)), ("port", text(port))]);
            let inputs = [("name", text("host")), ("sub", if used { attr(&pool, "id") } else { text("other") })];
            add(scope, &HOST, "host", inputs);
        }
    };
    let plan = |state, program: &Program| try_plan(program, state, &PlanOptions::default());
    let state = applied(declare("a", "80", true));
    let refused = plan(&state, &program(declare("a", "81", true))).unwrap_err().to_string();
    assert!(refused.contains("t refuses while r::t:Host::host uses it"), "{refused}");
    // Another name is created first, and what lets go in the same run does so before the delete.
    assert!(plan(&state, &program(declare("b", "81", true))).is_ok());
    let lets_go = planned(&program(declare("a", "81", false)), &state);
    assert_snapshot!(show(&lets_go));
    // Nothing uses it.
    let unused = applied(declare("a", "80", false));
    assert!(plan(&unused, &program(declare("a", "81", false))).is_ok());
}

/// A host with a suffix, and what refers to its name.
fn suffixed(scope: &Scope, prefix: &str, mode: &str) {
    let config = Expr::map(super::world::map([("mode", text(mode))]));
    let inputs = [("name", text(prefix)), ("config", config)];
    let host = add_with(scope, &HOST, "host", inputs, Options::new().name_suffix("name"));
    add(scope, &PART, "part", [("host", attr(&host, "name"))]);
}

/// The name of the only host of a plan or a state.
fn host_name(inputs: &Value) -> String {
    inputs.field("name").as_str().unwrap().to_owned()
}

#[test]
fn a_name_with_a_suffix_is_another_one_after_a_replacement_which_creates_first() {
    let state = applied(|scope| suffixed(scope, "api", "one"));
    let named = |state: &archipel_engine::state::Snapshot| {
        host_name(&state.of(&archipel_engine::Urn::parse("r::t:Host::host").unwrap()).last().unwrap().desired.inputs)
    };
    let first = named(&state);
    assert!(first.starts_with("api-") && first.len() == 12, "{first}");
    assert!(planned(&program(|scope| suffixed(scope, "api", "one")), &state).steps.is_empty());

    let changed = program(|scope| suffixed(scope, "api", "two"));
    let plan = planned(&changed, &state);
    let replace = &plan.steps[0];
    assert!(matches!(replace.action, Action::Replace { delete_first: false, .. }), "{}", show(&plan));
    assert_ne!(host_name(&replace.desired.inputs), first);
    assert!(replace.changes.iter().any(|change| change.path.to_string() == "name"), "the plan shows the new name");
    let state = run(&changed, &state);
    assert_eq!(named(&state), host_name(&replace.desired.inputs));
    assert!(planned(&changed, &state).steps.is_empty(), "the suffix stays");

    let renamed = planned(&program(|scope| suffixed(scope, "web", "two")), &state);
    assert!(host_name(&renamed.steps[0].desired.inputs).starts_with("web-"));
}

#[test]
fn a_name_without_a_suffix_is_kept_until_a_replacement() {
    let state = applied(|scope| named(scope, "one"));
    let with_suffix = |mode: &'static str| {
        program(move |scope| {
            let config = Expr::map(super::world::map([("mode", text(mode))]));
            let options = Options::new().name_suffix("name");
            let host = add_with(scope, &HOST, "host", [("name", text("h")), ("config", config)], options);
            add(scope, &PART, "part", [("host", attr(&host, "name"))]);
            add(scope, &PART, "by-address", [("host", text("x")), ("text", attr(&host, "address"))]);
        })
    };
    assert!(planned(&with_suffix("one"), &state).steps.is_empty());
    let replaced = planned(&with_suffix("two"), &state);
    assert!(matches!(replaced.steps[0].action, Action::Replace { delete_first: false, .. }), "{}", show(&replaced));
    assert!(host_name(&replaced.steps[0].desired.inputs).starts_with("h-"));
}

#[test]
fn a_suffix_needs_a_known_name_that_is_a_key() {
    let refused = |property: &'static str, name: Option<Expr>| {
        let declared = program(|scope| {
            let net = add(scope, &NET, "net", [("cidr", text("1"))]);
            let name = name.unwrap_or_else(|| attr(&net, "id"));
            add_with(scope, &HOST, "host", [("name", name)], Options::new().name_suffix(property));
        });
        try_plan(&declared, &Default::default(), &PlanOptions::default()).unwrap_err().to_string()
    };
    for (property, name, why) in [
        ("nam", Some(text("h")), "no such property; did you mean `name`?"),
        ("labels", Some(text("h")), "not a text"),
        ("sub", Some(text("h")), "two resources can have the same value"),
        ("name", None, "is known only after an apply"),
    ] {
        let message = refused(property, name);
        assert!(message.contains(why), "{message}");
    }
}
