//! What an update makes unknown, and what it does not.

use archipel_engine::plan::PlanOptions;
use archipel_engine::program::Expr;
use archipel_engine::{Options, Scope, Urn, Value};
use insta::assert_snapshot;

use super::model::run;
use super::world::{HOST, NET, PART, add, add_with, applied, attr, planned, program, rewrite, show, text, try_plan};

fn hosted(size: i64, sub: &'static str) -> impl Fn(&Scope) {
    move |scope| {
        let size = Expr::known(Value::Int(size));
        let net = add(scope, &NET, "net", [("cidr", text("1")), ("size", size)]);
        let host = add(scope, &HOST, "host", [("name", text("h")), ("sub", text(sub)), ("policy", text("{}"))]);
        let inputs = [("host", attr(&net, "id")), ("text", attr(&host, "address"))];
        add(scope, &PART, "part", inputs);
    }
}

#[test]
fn an_update_leaves_known_what_it_does_not_change() {
    let state = applied(hosted(1, "a"));
    assert_snapshot!(show(&planned(&program(hosted(2, "a")), &state)));
}

#[test]
fn an_attribute_that_an_update_may_change_may_change_what_refers_to_it() {
    let state = applied(hosted(1, "a"));
    assert_snapshot!(show(&planned(&program(hosted(1, "b")), &state)));
}

#[test]
fn a_value_that_comes_from_anothers_changed_input_says_so() {
    let declare = |cidr: &'static str| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
            let joined = Expr::concat(vec![text("in "), attr(&net, "cidr")]);
            add(scope, &PART, "part", [("host", text("h")), ("text", joined)]);
        }
    };
    let plan = planned(&program(declare("2")), &applied(declare("1")));
    assert!(show(&plan).contains("because `text` changes with r::t:Net::net"), "{}", show(&plan));
}

#[test]
fn dependencies_without_a_property_order_steps_and_are_amended() {
    let declare = |on: bool| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text("1"))]);
            let options = if on { Options::new().depends_on(&net) } else { Options::new() };
            add_with(scope, &HOST, "host", [("name", text("h"))], options);
        }
    };
    let state = applied(declare(false));
    let on = program(declare(true));
    assert_snapshot!(show(&planned(&on, &state)), @r"
    0 amend t:Host::host#1
        because only its options changed
    2 unchanged
    ");
    let state = run(&on, &state);
    assert_eq!(state.records.values().next().unwrap().desired.dependencies, [Urn::parse("r::t:Net::net").unwrap()]);
    assert!(planned(&on, &state).is_empty());
}

#[test]
fn an_attribute_that_the_type_got_later_is_nothing_until_an_update_reads_it() {
    let mut state = applied(hosted(1, "a"));
    rewrite(&mut state, "r::t:Net::net", |record| {
        record.outputs.as_map_mut().unwrap().remove("id");
    });
    let unchanged = show(&planned(&program(hosted(2, "a")), &state));
    assert!(unchanged.contains("MayChange host"), "{unchanged}");
}

#[test]
fn what_a_refresh_found_gone_is_made_again_as_another_generation() {
    let mut state = applied(hosted(1, "a"));
    let urn = Urn::parse("r::t:Host::host").unwrap();
    state.records.retain(|key, _| key.urn != urn);
    let vanished = [(urn, 1)].into_iter().collect();
    let options = PlanOptions { vanished, ..PlanOptions::default() };
    assert_snapshot!(show(&try_plan(&program(hosted(1, "a")), &state, &options).unwrap()));
}
