//! Why a step is in a plan: the chain to what set it off, and what each drags along.

use archipel_engine::plan::{Impact, Plan, StepId};
use archipel_engine::program::Expr;
use archipel_engine::{Options, Scope, Value};
use insta::assert_snapshot;
use proptest::prelude::*;

use super::model::create_all;
use super::world::{HOST, LOOK, NET, PART, SUB, add, add_with, applied, attr, planned, program, rewrite, text};
use archipel_engine::state::Snapshot;

fn network(cidr: &'static str) -> impl Fn(&Scope) {
    move |scope| {
        let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
        let sub = add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", text("a"))]);
        let host = add(scope, &HOST, "host", [("name", text("h")), ("sub", attr(&sub, "id"))]);
        add(scope, &PART, "part", [("host", text("x")), ("text", attr(&host, "address"))]);
        add_with(scope, &NET, "twin", [("cidr", text("t"))], Options::new().replace_with(&net));
    }
}

fn step(plan: &Plan, name: &str) -> StepId {
    plan.steps.iter().find(|step| step.urn().name() == name && step.node.is_some()).unwrap().id
}

/// Without the lines, which move with this file.
fn chain(plan: &Plan, name: &str) -> String {
    let story = plan.explain(step(plan, name));
    let lines: Vec<&String> = plan.lines.values().collect();
    assert!(lines.iter().all(|line| line.contains("why.rs:")), "{lines:?}");
    lines.into_iter().fold(story, |story, line| story.replace(line.as_str(), "LINE"))
}

#[test]
fn from_every_step_one_walks_back_to_the_edit_that_set_it_off() {
    let plan = planned(&program(network("2")), &applied(network("1")));
    assert_snapshot!(format!("{}\n\n{}", chain(&plan, "part"), chain(&plan, "twin")));
    for step in &plan.steps {
        let chain = plan.chain(step.id);
        assert_eq!(chain.last().unwrap().step.urn().name(), "net", "{}", step.key);
        assert!(chain.last().unwrap().line.is_some());
    }
}

#[test]
fn every_step_knows_how_much_it_drags_along() {
    let plan = planned(&program(network("2")), &applied(network("1")));
    let drags = |name: &str| plan.steps[step(&plan, name).index()].impact;
    assert_eq!(drags("net"), Impact { replaced: 2, updated: 2, other: 0 });
    assert_eq!(drags("sub"), Impact { replaced: 0, updated: 2, other: 0 });
    assert_eq!(drags("part"), Impact::default());
}

#[test]
fn a_replacement_that_an_option_or_a_data_source_passes_on_names_where_it_comes_from() {
    let declare = |cidr: &'static str, data: bool| {
        move |scope: &Scope| {
            let net = add(scope, &NET, "net", [("cidr", text(cidr))]);
            if !data {
                add(scope, &PART, "by-data", [("host", text("x"))]);
            }
            let found = add(scope, &LOOK, "found", [("name", attr(&net, "id"))]);
            let by_option = Options::new().replace_on_changes("text");
            add_with(scope, &PART, "by-option", [("host", text("h")), ("text", attr(&net, "id"))], by_option);
            let output = archipel_engine::Output::<String>::from_expr(attr(&net, "id"));
            add_with(scope, &PART, "by-trigger", [("host", text("i"))], Options::new().trigger(output));
            if data {
                add(scope, &PART, "by-data", [("host", attr(&found, "found"))]);
            }
        }
    };
    let mut state = applied(declare("1", false));
    rewrite(&mut state, "r::t:Part::by-trigger", |record| record.desired.options.trigger = Value::from("an id"));
    let plan = planned(&program(declare("2", true)), &state);
    let chain: Vec<String> = ["by-option", "by-trigger", "by-data"].iter().map(|name| chain(&plan, name)).collect();
    assert_snapshot!(chain.join("\n\n"));
}

#[test]
fn a_program_that_only_moved_to_other_lines_has_the_same_plan() {
    let here = |scope: &Scope| {
        add(scope, &NET, "net", [("cidr", text("1"))]);
    };
    let there = |scope: &Scope| {
        add(scope, &NET, "net", [("cidr", text("1"))]);
    };
    let (here, there) = (planned(&program(here), &Snapshot::default()), planned(&program(there), &Snapshot::default()));
    assert_ne!(here.lines, there.lines);
    let digester = archipel_engine::digest::Digester::keyed(&[7; 32], "l");
    assert_eq!(here.hash(&digester), there.hash(&digester));
}

/// A chain of ten thousand that is replaced from its first on.
#[test]
fn what_a_long_chain_drags_along_is_counted_in_linear_time() {
    let chain = |first: &'static str| {
        program(move |scope| {
            let mut last = add(scope, &PART, "p0", [("host", text(first))]);
            for index in 1..10_000 {
                last = add(scope, &PART, &format!("p{index}"), [("host", attr(&last, "id"))]);
            }
        })
    };
    let made = chain("1");
    let state = create_all(&made, &planned(&made, &Snapshot::default()));
    let plan = planned(&chain("2"), &state);
    assert_eq!(plan.steps[0].impact, Impact { replaced: 9_999, updated: 0, other: 0 });
    let last = step(&plan, "p9999");
    assert_eq!(plan.chain(last).len(), 10_000);
    // With the deletes of the old ones.
    assert_eq!(plan.impact(plan.steps[0].id).len(), 2 * 10_000 - 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// The numbers of each step are those of its list, and its list is what leads back to it.
    #[test]
    fn the_numbers_are_those_of_the_list(on in proptest::collection::vec((any::<u8>(), any::<bool>()), 1..12)) {
        let declare = |first: &'static str| {
            let on = on.clone();
            program(move |scope| {
                let mut all = vec![add(scope, &HOST, "h0", [("name", text("h0")), ("sub", text(first))])];
                for (index, (other, replaces)) in on.iter().enumerate() {
                    let name = format!("h{}", index + 1);
                    let other = attr(&all[usize::from(*other) % all.len()], "address");
                    let property = if *replaces { "name" } else { "sub" };
                    let own = Expr::known(Value::from(name.as_str()));
                    let mut inputs = super::world::map([("name", own)]);
                    inputs.insert(property.to_owned(), Expr::concat(vec![text(""), other]));
                    all.push(archipel_engine::program::declare(scope, &HOST, &name, inputs, Options::new()));
                }
            })
        };
        let state = super::model::run(&declare("1"), &Snapshot::default());
        let plan = planned(&declare("2"), &state);
        for step in &plan.steps {
            let dragged = plan.impact(step.id);
            let leads_here = |other: &StepId| plan.chain(*other).iter().any(|link| link.step.id == step.id);
            let expected: Vec<StepId> =
                plan.steps.iter().map(|other| other.id).filter(|other| *other != step.id && leads_here(other)).collect();
            prop_assert_eq!(&dragged, &expected);
            let resources = dragged.iter().filter(|id| plan.steps[id.index()].node.is_some()).count();
            prop_assert_eq!(step.impact.total() as usize, resources);
        }
    }
}
