//! Renames that a program forgot to tell: found and suggested, with the line to write.

use archipel_engine::plan::{Match, Plan};
use archipel_engine::{Scope, Urn};
use insta::assert_snapshot;

use super::world::{HOST, NET, PART, SUB, add, applied, attr, planned, program, text};

/// Without the lines, which move with this file.
fn suggestions(plan: &Plan) -> String {
    let chain: Vec<String> = plan
        .suggestions
        .iter()
        .map(|suggestion| {
            let line = suggestion.line.clone().unwrap_or_else(|| "no line".into());
            assert!(suggestion.component.is_some() || line.contains("renames.rs:"));
            suggestion.to_string().replace(&line, "LINE")
        })
        .collect();
    chain.join("\n")
}

fn network(component: &'static str, net: &'static str, host: &'static str) -> impl Fn(&Scope) {
    move |scope| {
        let scope = if component.is_empty() { scope.clone() } else { scope.component(component) };
        let net = add(&scope, &NET, net, [("cidr", text("1"))]);
        let sub = add(&scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
        add(&scope, &HOST, host, [("name", text("h")), ("sub", attr(&sub, "id"))]);
    }
}

#[test]
fn one_that_leaves_and_one_that_enters_with_the_same_properties_or_key_are_suggested_as_one() {
    let state = applied(network("", "old", "old"));
    let plan = planned(&program(network("", "new", "new")), &state);
    assert_snapshot!(suggestions(&plan));
    assert_eq!(plan.suggestions[0].matched, Match::Key);
    assert_eq!(plan.suggestions[1].matched, Match::Properties);
    let moves = (Urn::parse("r::t:Net::old").unwrap(), Urn::parse("r::t:Net::new").unwrap());
    assert_eq!(plan.suggestions[1].moves, [moves]);
}

#[test]
fn a_component_that_was_renamed_is_suggested_as_a_whole() {
    let state = applied(network("old", "net", "host"));
    let plan = planned(&program(network("new", "net", "host")), &state);
    assert_snapshot!(suggestions(&plan));
    assert_eq!(plan.suggestions[0].commands.len(), 3);
}

#[test]
fn what_could_be_any_of_several_is_not_suggested() {
    let state = applied(|scope| {
        add(scope, &NET, "a", [("cidr", text("1"))]);
        add(scope, &NET, "b", [("cidr", text("1"))]);
    });
    let one = program(|scope| {
        add(scope, &NET, "c", [("cidr", text("1"))]);
    });
    assert_eq!(planned(&one, &state).suggestions, []);
    let state = applied(|scope| {
        add(scope, &NET, "a", [("cidr", text("1"))]);
    });
    let two = program(|scope| {
        add(scope, &NET, "c", [("cidr", text("1"))]);
        add(scope, &NET, "d", [("cidr", text("1"))]);
    });
    assert_eq!(planned(&two, &state).suggestions, []);
}

#[test]
fn other_properties_another_type_or_another_place_are_no_rename() {
    let state = applied(|scope| {
        add(scope, &NET, "a", [("cidr", text("1"))]);
        add(scope, &PART, "p", [("host", text("1"))]);
    });
    let other = program(|scope| {
        add(scope, &NET, "b", [("cidr", text("2"))]);
        add(&scope.in_region("elsewhere"), &NET, "a", [("cidr", text("1"))]);
        add(scope, &PART, "q", [("host", text("2"))]);
    });
    assert_eq!(planned(&other, &state).suggestions, []);
}
