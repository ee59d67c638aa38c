//! Data sources: read before the plan where they can be, during the apply where they must.

use archipel_engine::plan::{DataResults, PlanOptions, Planned, plan};
use archipel_engine::program::{NodeId, Program};
use archipel_engine::state::Snapshot;
use archipel_engine::{Options, Value};
use insta::assert_snapshot;

use super::world::{LOOK, NET, SUB, Types, add, add_with, applied, attr, planned, program, show, text};

fn ask(program: &Program, state: &Snapshot, data: &DataResults) -> Planned {
    plan(program, state, &Types, data, &PlanOptions::default()).unwrap()
}

fn found(what: &str) -> Value {
    Value::from([("found", what)])
}

#[test]
fn data_sources_are_asked_for_in_rounds_until_the_plan_is_ready() {
    let program = program(|scope| {
        let first = add(scope, &LOOK, "first", [("name", text("a"))]);
        let second = add(scope, &LOOK, "second", [("name", attr(&first, "found"))]);
        add(scope, &NET, "net", [("cidr", attr(&second, "found"))]);
    });
    let mut data = DataResults::new();
    for (node, argument) in [(0, "a"), (1, "from first")] {
        let Planned::NeedsData(requests) = ask(&program, &Snapshot::default(), &data) else { panic!("not asked") };
        assert_eq!(requests.len(), 1);
        assert_eq!((requests[0].node, requests[0].inputs.field("name")), (NodeId(node), &Value::from(argument)));
        data.insert(NodeId(node), found(if node == 0 { "from first" } else { "from second" }));
    }
    let Planned::Ready(plan) = ask(&program, &Snapshot::default(), &data) else { panic!("still asked") };
    assert_eq!(plan.steps.len(), 1);
    assert_eq!(plan.steps[0].desired.inputs.field("cidr"), &Value::from("from second"));
}

#[test]
fn a_data_source_of_something_unknown_is_read_during_the_apply() {
    let program = program(|scope| {
        let net = add(scope, &NET, "net", [("cidr", text("1"))]);
        let look = add(scope, &LOOK, "look", [("name", attr(&net, "id"))]);
        let sub = add(scope, &SUB, "sub", [("net", attr(&net, "id")), ("cidr", attr(&look, "found"))]);
        scope.output("sub", archipel_engine::Output::<Value>::from_expr(attr(&sub, "id")));
        scope.output("cidr", archipel_engine::Output::<Value>::from_expr(attr(&net, "cidr")));
    });
    let plan = planned(&program, &Snapshot::default());
    assert_snapshot!(show(&plan));
    assert_eq!(plan.outputs["sub"], Value::Unknown);
    assert_eq!(plan.outputs["cidr"], Value::from("1"));
    assert_eq!(
        plan.steps[2].desired.dependencies,
        [program.nodes[0].urn.clone()],
        "state has no records of data sources"
    );
}

#[test]
fn a_data_source_that_depends_on_a_change_is_read_after_it_and_otherwise_before() {
    let declare = |size: i64| {
        program(|scope| {
            let size = archipel_engine::program::Expr::known(Value::Int(size));
            let net = add(scope, &NET, "net", [("cidr", text("1")), ("size", size)]);
            add_with(scope, &LOOK, "look", [("name", text("a"))], Options::new().depends_on(&net));
        })
    };
    let state = applied(|scope| {
        add(scope, &NET, "net", [("cidr", text("1"))]);
    });
    assert_snapshot!(show(&planned(&declare(2), &state)));
    assert!(matches!(ask(&declare(1), &state, &DataResults::new()), Planned::NeedsData(_)));
}
