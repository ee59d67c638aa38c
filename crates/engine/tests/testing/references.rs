//! Values that one stack exports and another reads.

use archipel_engine::testing::Test;
use archipel_engine::{Output, Stack, Value, exports, output_format};

use super::types::{Host, HostArgs, Net, NetArgs, NetId};

exports! {
    /// What the network stack exports.
    pub(crate) struct NetworkOutputs {
        /// The network.
        net: NetId,
        /// The zones it spans.
        zones: Vec<String>,
        /// What opens its door.
        key: String,
    }
}

fn network(stack: &Stack) {
    let net = Net::new(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16").zones(["a", "b"]));
    NetworkOutputs::export(stack, net.id(), vec!["a", "b"], Output::known("hush".to_owned()).secret());
}

fn app(stack: &Stack) {
    let network = stack.reference::<NetworkOutputs>("network");
    let scope = stack.region("here");
    Host::new(&scope, "web", HostArgs::new("web", network.net()));
    // Another component may ask for the same value.
    Host::new(&scope, "db", HostArgs::new("db", stack.reference::<NetworkOutputs>("shop/network").net()));
    stack.output("label", output_format!("in {} with {}", network.net(), network.key()));
    stack.output("first", network.zones().output().at(0));
}

fn exported() -> Vec<(String, Value)> {
    Test::new("shop", "network").up(network).outputs.into_iter().collect()
}

#[test]
fn a_stack_reads_what_another_exports_with_its_type() {
    let mut test = Test::new("shop", "app").other("network", exported());
    let planned = test.plan(app);
    planned.resource("web").assert_created().assert_input("net", "net-1");
    planned.resource("db").assert_input("net", "net-1");
    assert_eq!(planned.output("first"), &Value::from("a"));
    assert_eq!(planned.plan().references.iter().map(|(s, n)| (s.as_str(), *n)).next(), Some(("network", 1)));
    let applied = test.up(app);
    assert_eq!(applied.summary.created, 2);
    test.plan(app).assert_empty();
}

#[test]
fn what_is_secret_in_the_other_stack_is_secret_here() {
    let mut test = Test::new("shop", "app").other("network", exported());
    let planned = test.plan(app);
    let label = planned.output("label");
    assert!(label.has_secret() && !format!("{label:?} {planned}").contains("hush"));
    assert_eq!(label.clone().reveal().as_str(), Some("in net-1 with hush"));
}

#[test]
fn an_output_that_the_other_stack_does_not_have_is_a_mistake_with_the_nearest_name() {
    let mut test = Test::new("shop", "app").other("network", [("nett", Value::from("net-1"))]);
    let refusal = test.refused(|stack| {
        let net = stack.reference::<NetworkOutputs>("network").net();
        Host::new(&stack.region("here"), "web", HostArgs::new("web", net));
    });
    refusal
        .assert_says("the stack `network` exports no `net`; did you mean `nett`?")
        .assert_says("it exports: nett")
        .assert_says("references.rs:");
}

#[test]
fn a_stack_that_does_not_exist_is_a_mistake_that_names_those_that_do() {
    let mut test = Test::new("shop", "app").other("network", exported());
    let refusal = test.refused(|stack| {
        stack.output("net", stack.reference::<NetworkOutputs>("netwrk").net().output());
        stack.output("own", stack.reference::<NetworkOutputs>("app").net().output());
    });
    refusal
        .assert_says("there is no stack `netwrk` in shop; did you mean `network`?")
        .assert_says("the stack `app` refers to its own outputs");
}

#[test]
fn an_output_of_another_type_is_a_mistake_and_a_secret_is_not_shown_in_it() {
    let outputs = [("net", Value::from("vpc-1")), ("key", Value::from(3).into_secret())];
    let mut test = Test::new("shop", "app").other("network", outputs);
    let refusal = test.refused(|stack| {
        let network = stack.reference::<NetworkOutputs>("network");
        stack.output("net", network.net().output());
        stack.output("key", network.key().output());
    });
    refusal
        .assert_says("the output `net` of the stack `network` has an unexpected type: `vpc-1` is not NetId")
        .assert_says("the output `key` of the stack `network` has an unexpected type");
    assert!(!refusal.to_string().contains("found a whole number"), "{refusal}");
}

#[test]
fn a_weak_reference_takes_its_default_until_the_other_stack_has_the_output() {
    let program = |stack: &Stack| {
        let network = stack.reference::<NetworkOutputs>("network");
        Net::new(&stack.region("here"), "own", NetArgs::new("x").zones(network.zones().or(vec!["none"])));
    };
    let mut test = Test::new("shop", "app");
    test.plan(program).resource("own").assert_input("zones", ["none"]);
    test.up(program);
    let mut test = test.other("network", [("net", Value::from("net-9"))]);
    test.plan(program).assert_empty();
    let mut test = test.other("network", [("zones", Value::from(["a"]))]);
    test.plan(program).resource("own").assert_updated().assert_input("zones", ["a"]);
}

#[test]
fn a_set_of_exports_a_region_has_names_of_its_own() {
    let network = |stack: &Stack| {
        for region in ["here", "there"] {
            let net = Net::new(&stack.region(region), "main", NetArgs::new("10.0.0.0/16"));
            NetworkOutputs::export_under(stack, region, net.id(), vec![region], region);
        }
    };
    let exported = Test::new("shop", "network").up(network).outputs;
    let program = |stack: &Stack| {
        let there = stack.reference::<NetworkOutputs>("network").under("there");
        stack.output("key", there.key().output());
    };
    let mut test = Test::new("shop", "app").other("network", exported);
    assert_eq!(test.plan(program).output("key"), &Value::from("there"));
}
