//! Large programs: nothing recurses and nothing is quadratic. Not timed; they would not end.

use archipel_engine::Options;
use archipel_engine::plan::{PlanOptions, plan_destroy};
use archipel_engine::program::Handle;

use super::model::create_all;
use super::world::{HOST, NET, Types, add, add_with, attr, planned, program, text};

const MANY: usize = 20_000;

#[test]
fn twenty_thousand_resources_in_a_chain() {
    let declare = |first: &'static str| {
        program(move |scope| {
            let mut last: Option<Handle> = None;
            for index in 0..MANY {
                let name = format!("n{index}");
                last = Some(match &last {
                    None => add(scope, &NET, &name, [("cidr", text(first))]),
                    Some(before) => add(scope, &NET, &name, [("cidr", attr(before, "id"))]),
                });
            }
        })
    };
    let one = declare("1");
    let plan = planned(&one, &Default::default());
    assert_eq!(plan.steps.len(), MANY);
    let state = create_all(&one, &plan);
    assert!(planned(&one, &state).is_empty());
    assert_eq!(planned(&declare("2"), &state).steps.len(), 2 * MANY);
    let destroy = plan_destroy("p", "s", &state, &Types, &PlanOptions::default()).unwrap();
    assert_eq!(destroy.steps.len(), MANY);
    assert_eq!(destroy.steps[0].urn().name(), format!("n{}", MANY - 1));
}

#[test]
fn twenty_thousand_resources_on_one() {
    let declare = |cidr: &'static str| {
        program(move |scope| {
            let options = Options::new().delete_before_replace(true);
            let net = add_with(scope, &NET, "net", [("cidr", text(cidr))], options);
            for index in 0..MANY {
                let name = format!("h{index}");
                add(scope, &HOST, &name, [("name", text(&name)), ("sub", attr(&net, "id"))]);
            }
        })
    };
    let one = declare("1");
    let state = create_all(&one, &planned(&one, &Default::default()));
    assert!(planned(&one, &state).is_empty());
    assert_eq!(planned(&declare("2"), &state).steps.len(), MANY + 2);
    assert_eq!(planned(&program(|_| ()), &state).steps.len(), MANY + 1);
}
