//! How long plans take, without an apply, as JSON: `cargo run --release -p archipel-engine --example plan`.
//!
//! A chain in which each resource refers to the one before, a resource that is deleted before it is replaced and to which
//! many refer, and a group whose elements an attribute gives. Each is planned from nothing and from its own state.

#![allow(clippy::unwrap_used, clippy::print_stdout, dead_code, unused_imports, unreachable_pub)]

#[path = "../tests/plan/keys.rs"]
mod keys;
#[path = "../tests/plan/model.rs"]
mod model;
#[path = "../tests/plan/world.rs"]
mod world;

use std::time::Instant;

use archipel_engine::plan::{DataResults, Plan, PlanOptions, Planned, plan};
use archipel_engine::program::{Handle, Program};
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Output, Stack};
use serde_json::{Value as Json, json};
use world::{HOST, NET, Types, add, add_with, attr, program, text};

fn chain(length: usize, first: &'static str) -> Program {
    program(move |scope| {
        let mut last: Option<Handle> = None;
        for index in 0..length {
            let cidr = last.as_ref().map_or_else(|| text(first), |before| attr(before, "id"));
            last = Some(add(scope, &NET, &format!("n{index}"), [("cidr", cidr)]));
        }
    })
}

fn fan_out(width: usize, cidr: &'static str) -> Program {
    program(move |scope| {
        let options = Options::new().delete_before_replace(true);
        let net = add_with(scope, &NET, "net", [("cidr", text(cidr))], options);
        for index in 0..width {
            let name = format!("h{index}");
            add(scope, &HOST, &name, [("name", text(&name)), ("sub", attr(&net, "id"))]);
        }
    })
}

fn planned(program: &Program, state: &Snapshot) -> (Plan, f64) {
    let started = Instant::now();
    let planned = plan(program, state, &Types, &DataResults::new(), &PlanOptions::default()).unwrap();
    let Planned::Ready(plan) = planned else { unreachable!("every value is known") };
    (plan, started.elapsed().as_secs_f64())
}

/// The seconds for a plan from nothing, one without changes, and one after a change of the first resource.
fn figures(shape: &str, resources: usize, declare: impl Fn(&'static str) -> Program) -> Json {
    let (first, changed) = (declare("1"), declare("2"));
    let (created, create) = planned(&first, &Snapshot::default());
    let state = model::create_all(&first, &created);
    let (nothing, no_op) = planned(&first, &state);
    assert!(nothing.is_empty());
    let (steps, change) = planned(&changed, &state);
    json!({
        "shape": shape,
        "resources": resources,
        "create_seconds": create,
        "no_op_seconds": no_op,
        "change_seconds": change,
        "steps_of_the_change": steps.steps.len(),
    })
}

/// The seconds to declare a group over as many elements and to plan it.
fn group(elements: usize) -> Json {
    let started = Instant::now();
    let stack = Stack::new("p", "s");
    let scope = stack.region("r");
    let names: Vec<String> = (0..elements).map(|index| format!("e{index:06}")).collect();
    scope.for_each("hosts", Output::known(names), |scope, name, _: Output<String>| {
        add(scope, &HOST, "host", [("name", text(name))]);
    });
    let mut program = stack.finish().unwrap();
    let planned = loop {
        match plan(&program, &Snapshot::default(), &Types, &DataResults::new(), &PlanOptions::default()).unwrap() {
            Planned::Expands(groups) => program = program.expand(&groups).unwrap(),
            planned => break planned,
        }
    };
    let Planned::Ready(plan) = planned else { unreachable!("every value is known") };
    assert_eq!(plan.steps.len(), elements);
    json!({"shape": "group", "resources": elements, "create_seconds": started.elapsed().as_secs_f64()})
}

fn main() {
    let mut all = vec![
        figures("chain", 50_000, |first| chain(50_000, first)),
        figures("fan-out", 20_000, |first| fan_out(20_000, first)),
    ];
    all.extend([25_000, 50_000, 100_000].map(group));
    println!("{}", serde_json::to_string_pretty(&all).unwrap());
}
