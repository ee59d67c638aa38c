//! What can be passed where: JSON with outputs, maps and lists of several types, typed text, plain values.

use archipel_engine::testing::Test;
use archipel_engine::{
    Declared as _, Input, IntoInput, Options, Output, PerRegion, Stack, Value, json, list, map, output_format,
};

use super::types::{Host, HostArgs, Lease, LeaseArgs, LeasedPart, Net, NetArgs, NetId, Paid};

fn net(stack: &Stack) -> Net {
    Net::new(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16").password("hush"))
}

/// The output `value` of an applied stack.
fn applied(program: impl FnOnce(&Stack)) -> Value {
    Test::new("shop", "dev").up(|stack| program(stack)).outputs["value"].clone()
}

/// What is wrong with a program.
#[track_caller]
fn refusal(program: impl FnOnce(&Stack)) -> String {
    Test::new("shop", "dev").refused(|stack| program(stack)).to_string()
}

#[test]
fn json_is_compact_escaped_text_with_sorted_keys() {
    let value = applied(|stack| {
        let (net, key, none) = (net(stack), "with \"quotes\"", None::<String>);
        let document = json!({
            "z": [1, -2, 1.5, true, null, none],
            "id": net.id(),
            "typed": NetId::new("net-9"),
            key: { "line": "a\nb\\", format!("computed-{}", 1): Paid::AtOnce },
            "lists": { "plain": ["a", "b"].to_vec(), "output": net.given(), "expression": [1, 2].map(|n| n + 1) },
            "empty": [{}, []],
        });
        stack.output("value", document);
    });
    let expected = r#"{"empty":[{},[]],"id":"net-1","lists":{"expression":[2,3],"output":[],"plain":["a","b"]},"typed":"net-9","with \"quotes\"":{"computed-1":"in-one","line":"a\nb\\"},"z":[1,-2,1.5,true,null,null]}"#;
    assert_eq!(value, Value::from(expected));
}

#[test]
fn json_waits_for_its_outputs_and_is_a_part_of_other_json() {
    let program = |stack: &Stack| {
        let inner = json!({ "net": net(stack).id() });
        let host = HostArgs::new(json!({ "document": inner, "text": inner.text() }), NetId::new("net-1"));
        Host::new(&stack.region("here"), "host", host);
    };
    let mut test = Test::new("shop", "dev");
    test.plan(program).resource("host").assert_unknown("name");
    let text = r#"{"document":{"net":"net-1"},"text":"{\"net\":\"net-1\"}"}"#;
    test.up(program);
    test.plan(program).resource("host").assert_unchanged().assert_input("name", text);
}

#[test]
fn json_with_a_secret_is_secret() {
    let secret = || Output::known("hush".to_owned()).secret();
    let value = applied(|stack| stack.output("value", json!({ "user": "luneo", "password": secret() })));
    assert_eq!(value, Value::from(r#"{"password":"hush","user":"luneo"}"#).into_secret());
    let debug = format!("{:?}", json!({ "password": secret() }));
    assert!(!debug.contains("hush"), "{debug}");
}

#[test]
fn maps_and_lists_have_values_of_several_types() {
    let program = |stack: &Stack| {
        let net = net(stack);
        let owners = map! { "STAGE" => "dev", "NET" => net.id(), "WAYS" => Paid::Monthly, "NOTHING" => None::<&str> };
        let rules = json!({ "all": list!["*", net.id(), None::<&str>], "by": map! { "a" => 1, "b" => "c" } });
        Lease::new(&stack.region("here"), "lease", LeaseArgs::new().owners(owners).rules(rules));
        Net::new(&stack.region("here"), "other", NetArgs::new("10.1.0.0/16").zones(list!["a", net.id()]));
    };
    let mut test = Test::new("shop", "dev");
    test.up(program);
    let planned = test.plan(program);
    let owners = Value::from([("STAGE", "dev"), ("NET", "net-1"), ("WAYS", "monthly")]);
    let lease = planned.resource("lease");
    lease.assert_unchanged().assert_input("owners", owners);
    assert_eq!(lease.input("rules").field("all"), &Value::from(["*", "net-1"]));
    assert_eq!(lease.input("rules").field("by").field("a"), &Value::Int(1));
    planned.resource("other").assert_unchanged().assert_input("zones", Value::from(["a", "net-1"]));
}

#[test]
fn a_key_that_is_twice_in_a_map_is_an_error_at_its_line() {
    for owners in [map! { "a" => "b", "a" => "c" }.into_input(), [("a", "b"), ("a", "c")].into_input()] {
        let owners: Input<_> = owners;
        let refusal = refusal(|stack| {
            Lease::new(&stack.region("here"), "lease", LeaseArgs::new().owners(owners));
        });
        assert!(refusal.contains("values.rs:") && refusal.contains("`a` is twice"), "{refusal}");
    }
}

#[test]
fn typed_text_is_text_and_numbers_fit_wider_ones() {
    let program = |stack: &Stack| {
        let net = net(stack);
        let scope = stack.region(String::from("here")).component(format!("{}-hosts", stack.name()));
        let typed = NetId::new("net-7");
        Host::new(&scope, format!("of-{}", 1), HostArgs::new(net.id(), &typed));
        Host::new(&scope, "of-2", HostArgs::new(&typed, net.id()));
        Net::new(&scope, "sized", NetArgs::new("10.1.0.0/16").size(4_u16).zones(vec!["b".to_owned()]));
        Lease::new(&scope, "lease", LeaseArgs::new().parts([LeasedPart::new(net.id()).share(1)]));
    };
    let mut test = Test::new("shop", "dev");
    test.up(program);
    let planned = test.plan(program);
    planned.assert_empty();
    planned.resource("of-1").assert_input("name", "net-1").assert_input("net", "net-7");
    planned.resource("of-2").assert_input("name", "net-7").assert_input("net", "net-1");
    planned.resource("sized").assert_input("size", 4).assert_input("zones", Value::from(["b"]));
}

#[test]
fn an_output_that_is_only_text_is_passed_where_typed_text_is_expected() {
    let text = |value: &str| Output::known(value.to_owned());
    let program = |stack: &Stack| {
        let net = net(stack);
        let scope = stack.region("here");
        // Not known before the apply: the text is the id of another resource.
        let id = net.id().map(|id| id.to_string());
        Host::new(&scope, "unknown", HostArgs::new("a", &id));
        Host::new(&scope, "known", HostArgs::new("b", text("net-7")));
        Lease::new(&scope, "lease", LeaseArgs::new().parts([LeasedPart::new(id)]).paid(text("monthly")));
    };
    let mut test = Test::new("shop", "dev");
    test.up(program);
    let planned = test.plan(program);
    planned.assert_empty();
    planned.resource("unknown").assert_input("net", "net-1");
    planned.resource("known").assert_input("net", "net-7");

    let refused = |output: Output<String>| {
        refusal(move |stack| {
            Host::new(&stack.region("here"), "host", HostArgs::new("a", output));
        })
    };
    let plain = refused(text("subnet-7"));
    assert!(plain.contains("`net`: `subnet-7` is not NetId: it starts with `net-`"), "{plain}");
    let secret = refused(text("subnet-7").secret());
    assert!(secret.contains("`net`: invalid secret value: expected NetId"), "{secret}");
    assert!(!secret.contains("subnet-7"), "{secret}");
    let paid = refusal(|stack| {
        Lease::new(&stack.region("here"), "lease", LeaseArgs::new().paid(text("in one")));
    });
    assert!(paid.contains("`paid`: it is not one of Paid's monthly, in-one"), "{paid}");
}

#[test]
fn a_list_of_texts_is_passed_where_a_list_of_typed_texts_is_expected() {
    let value = applied(|stack| {
        let ids: Output<Vec<String>> = net(stack).id().map(|id| vec![id.to_string(), "net-7".to_owned()]);
        let ids: Input<Vec<NetId>> = ids.into_input();
        stack.output("value", ids.output());
    });
    assert_eq!(value, Value::from(["net-1", "net-7"]));
}

#[test]
fn a_text_with_another_prefix_that_only_the_apply_knows_fails_its_step() {
    let program = |stack: &Stack| {
        let id = net(stack).id().map(|id| id.to_string().replace("net-", "subnet-"));
        Host::new(&stack.region("here"), "host", HostArgs::new("a", id));
    };
    let failures = Test::new("shop", "dev").try_up(program).unwrap().failures;
    assert!(failures[0].contains("`net`: `subnet-1` is not NetId: it starts with `net-`"), "{failures:?}");
}

#[test]
fn text_of_an_enum_is_one_of_its_values_or_an_error_with_them() {
    let lease = |paid: &'static str| {
        move |stack: &Stack| {
            Lease::new(&stack.region("here"), "lease", LeaseArgs::new().paid(paid));
        }
    };
    Test::new("shop", "dev").plan(lease("in-one")).resource("lease").assert_input("paid", "in-one");
    let refusal = refusal(lease("in one"));
    assert!(refusal.contains("values.rs:"), "{refusal}");
    assert!(refusal.contains("invalid Paid `in one`: expected one of `in-one`, `monthly`"), "{refusal}");
}

#[test]
fn a_stack_exports_plain_values_too() {
    let outputs = Test::new("shop", "dev").up(|stack| {
        stack.output("text", "plain");
        stack.output("number", 3);
        stack.output("typed", NetId::new("net-3"));
        stack.output("list", ["a", "b"]);
        stack.region("here").output("json", serde_json::json!({ "a": [1] }));
        for (role, name) in PerRegion::new("primary", "secondary").zip(PerRegion::new("a", "b")) {
            stack.output(role, name);
        }
    });
    let outputs = outputs.outputs;
    assert_eq!(outputs["text"], Value::from("plain"));
    assert_eq!(outputs["number"], Value::Int(3));
    assert_eq!(outputs["typed"], Value::from("net-3"));
    assert_eq!(outputs["list"], Value::from(["a", "b"]));
    assert_eq!(outputs["json"].field("a"), &Value::from([1]));
    assert_eq!(outputs["secondary"], Value::from("b"));
}

#[test]
fn the_debug_text_of_an_output_is_refused_in_any_position() {
    type Program = Box<dyn Fn(&Stack, &Net)>;
    fn host(stack: &Stack, name: &str, host: &str) {
        Host::new(&stack.region("here"), name, HostArgs::new(host, NetId::new("net-1")));
    }
    let cases: [(&str, Program); 11] = [
        ("property `name`", Box::new(|stack, net| host(stack, "a", &format!("{:?}", net.id())))),
        ("property `name`", Box::new(|stack, net| host(stack, "a", &format!("{net:?}")))),
        ("property `name`", Box::new(|stack, _| host(stack, "a", &format!("{:?}", json!({ "a": 1 }))))),
        ("property `name`", Box::new(|stack, _| host(stack, "a", &format!("{:?}", NetArgs::new("x"))))),
        ("name", Box::new(|stack, net| host(stack, &format!("{:?}", net.id()), "a"))),
        ("output", Box::new(|stack, net| stack.output(format!("{:?}", net.id()), "a"))),
        ("output `a`", Box::new(|stack, net| stack.output("a", format!("the net {:#?}", net.id())))),
        ("output `a`", Box::new(|stack, net| stack.output("a", json!({ format!("{:?}", net.id()): [1] })))),
        (
            "property `owners`",
            Box::new(|stack, net| {
                let owners = map! { "a" => format!("{:?}", net.id()) };
                Lease::new(&stack.region("here"), "lease", LeaseArgs::new().owners(owners));
            }),
        ),
        (
            "trigger",
            Box::new(|stack, net| {
                let options = Options::new().trigger(format!("{:?}", net.id()));
                Net::with_options(&stack.region("here"), "b", NetArgs::new("x"), options);
            }),
        ),
        (
            "value",
            Box::new(|stack, net| {
                let id = net.id();
                stack.output("a", Output::known(1_i64).map(move |_| format!("{id:?}")));
            }),
        ),
    ];
    for (what, program) in cases {
        let refusal = refusal(|stack| program(stack, &net(stack)));
        assert!(refusal.contains("values.rs:"), "{what}: {refusal}");
        assert!(refusal.contains(&format!("invalid {what}: it contains the debug text")), "{what}: {refusal}");
        assert!(refusal.contains("output_format!"), "{what}: {refusal}");
    }
}

#[test]
fn a_function_that_refuses_a_secret_does_not_repeat_it() {
    let refused = |secret: bool| {
        refusal(move |stack| {
            let value = Output::known("hush".to_owned());
            let value = if secret { value.secret() } else { value };
            stack.output("value", value.try_map(|value| Err::<String, _>(format!("invalid `{value}`"))));
        })
    };
    assert!(refused(false).contains("invalid `hush`"));
    let refusal = refused(true);
    assert!(!refusal.contains("hush") && refusal.contains("values.rs:"), "{refusal}");
}

#[test]
fn an_output_can_be_formatted_and_declared_things_have_nodes() {
    let value = applied(|stack| {
        let net = net(stack);
        let _ = net.node();
        stack.output("value", output_format!("{}-{}-{}", NetId::new("net-2"), net.id(), Paid::AtOnce));
    });
    assert_eq!(value, Value::from("net-2-net-1-in-one"));
}
