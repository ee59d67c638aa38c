//! Targets and excludes.

use archipel_engine::Scope;
use archipel_engine::plan::{Pattern, PlanError, PlanOptions, plan_destroy};
use archipel_engine::program::Expr;
use archipel_engine::state::Snapshot;
use insta::assert_snapshot;

use super::world::{HOST, NET, SUB, Types, add, applied, attr, program, show, text, try_plan};

fn stack(cidr: &'static str, mode: &'static str) -> impl Fn(&Scope) {
    move |scope| {
        let scope = &scope.component("network");
        let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
        let sub = add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
        let config = Expr::map(super::world::map([("mode", text(mode))]));
        let scope = &scope.component("hosts");
        add(scope, &HOST, "host", [("name", text("h")), ("sub", attr(&sub, "id")), ("config", config)]);
    }
}

fn targets(patterns: &[&str]) -> PlanOptions {
    PlanOptions { targets: patterns.iter().map(|text| Pattern::new(*text)).collect(), ..PlanOptions::default() }
}

#[test]
fn only_targets_are_planned_and_the_rest_stays_as_it_is() {
    let state = applied(stack("1", "one"));
    let changed = program(stack("2", "two"));
    let plan = try_plan(&changed, &state, &targets(&["network/hosts/*"])).unwrap();
    assert_eq!(plan.steps.iter().map(|step| step.urn().name()).collect::<Vec<_>>(), ["host", "host"]);
    let excludes = PlanOptions { excludes: vec![Pattern::new("network/hosts")], ..PlanOptions::default() };
    let plan = try_plan(&changed, &state, &excludes).unwrap();
    assert_snapshot!(show(&plan));
}

#[test]
fn the_old_one_of_a_replaced_target_stays_while_others_use_it() {
    let state = applied(stack("1", "one"));
    let plan = try_plan(&program(stack("2", "one")), &state, &targets(&["network/net"])).unwrap();
    assert_snapshot!(show(&plan));
    let with_dependents = PlanOptions { target_dependents: true, ..targets(&["network/net"]) };
    assert_eq!(try_plan(&program(stack("2", "one")), &state, &with_dependents).unwrap().steps.len(), 5);
}

#[test]
fn a_target_whose_dependency_is_not_created_yet_says_so() {
    let error = try_plan(&program(stack("1", "one")), &Snapshot::default(), &targets(&["network/sub"])).unwrap_err();
    assert!(error.to_string().contains("r::t:Sub::network/sub depends on r::t:Net::network/net"), "{error}");
}

#[test]
fn a_pattern_that_matches_nothing_is_refused() {
    let error = try_plan(&program(stack("1", "one")), &Snapshot::default(), &targets(&["netwrk"])).unwrap_err();
    assert_eq!(error, PlanError::NothingMatches(vec![Pattern::new("netwrk")]));
}

#[test]
fn a_part_of_a_stack_is_destroyed_only_with_what_depends_on_it() {
    let state = applied(stack("1", "one"));
    let error = plan_destroy("p", "s", &state, &Types, &targets(&["**/sub"])).unwrap_err();
    assert!(error.to_string().contains("r::t:Host::network/hosts/host depends on r::t:Sub::network/sub"), "{error}");
    let options = PlanOptions { target_dependents: true, ..targets(&["**/sub"]) };
    assert_snapshot!(show(&plan_destroy("p", "s", &state, &Types, &options).unwrap()));
}
