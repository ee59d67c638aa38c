//! What a test of a stack can say.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use archipel_engine::resource::{ErrorKind, Registry};
use archipel_engine::testing::{Call, Fault, Test};
use archipel_engine::{Options, Stack, Value, output_format};

use super::types::{Bucket, BucketArgs, Host, HostArgs, Net, NetArgs, Zones, ZonesAttrs};

fn shop(stack: &Stack, cidr: &str, size: i64) {
    let scope = stack.region("here").component("network");
    let net = Net::new(&scope, "main", NetArgs::new(cidr).size(size).password("hush"));
    Host::new(&scope, "web", HostArgs::new("web", net.id()));
    stack.output("net", net.id());
    stack.output("label", output_format!("host in {}", net.id()));
}

/// The message that a failed assertion gives.
fn message(assertion: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(assertion)).unwrap_err();
    panic.downcast_ref::<String>().cloned().unwrap_or_else(|| (*panic.downcast_ref::<&str>().unwrap()).to_owned())
}

#[test]
fn a_plan_can_be_asserted_on_before_anything_is_made() {
    let mut test = Test::new("shop", "dev");
    let planned = test.plan(|stack| shop(stack, "10.0.0.0/16", 2));
    let net = planned.resource("network/main");
    net.assert_created().assert_input("cidr", "10.0.0.0/16").assert_input("size", 2).assert_secret("password");
    assert_eq!(net.reasons(), ["the state does not have it"]);
    assert!(net.at().unwrap().file.ends_with("facade.rs"), "the line of the program is known");
    planned.of::<Host>("web").assert_created().assert_unknown("net");
    assert_eq!(planned.output("net"), &Value::Unknown);
    assert_eq!((planned.all::<Net>().len(), planned.counts().created), (1, 2));
    assert!(test.cloud().resources().is_empty(), "a plan makes nothing");
}

#[test]
fn a_program_that_changes_is_planned_from_what_was_applied() {
    let mut test = Test::new("shop", "dev");
    let applied = test.up(|stack| shop(stack, "10.0.0.0/16", 1));
    assert_eq!((applied.summary.created, applied.outputs["net"].as_str()), (2, Some("net-1")));
    assert_eq!(applied.outputs["label"], Value::from("host in net-1"), "ids have the form of their type");
    test.plan(|stack| shop(stack, "10.0.0.0/16", 1)).assert_empty();

    let planned = test.plan(|stack| shop(stack, "10.0.0.0/16", 7));
    planned.of::<Net>("main").assert_updated().assert_changes(["size"]).assert_reason("`size` changed");
    planned.resource("web").assert_unchanged().assert_input("net", "net-1");

    let planned = test.plan(|stack| shop(stack, "10.1.0.0/16", 1));
    planned.resource("main").assert_replaced().assert_reason("the range of a network is fixed");
    planned.resource("web").assert_replaced().assert_reason("changes with here::demo:net/Net::network/main");

    let planned = test.plan(|_| ());
    planned.resource("web").assert_deleted().assert_reason("it is no longer in the program");
    assert_eq!(planned.counts().to_string(), "2 to delete");
    test.destroy();
    assert!(test.state().records.is_empty() && test.cloud().resources().is_empty());
}

#[test]
fn mistakes_and_errors_of_a_program_are_reported() {
    let mut test = Test::new("shop", "dev");
    let refusal = test.refused(|stack| {
        let scope = stack.region("here");
        Net::new(&scope, "a", NetArgs::new("x"));
        Net::new(&scope, "a", NetArgs::new("y"));
    });
    assert_eq!(refusal.mistakes().len(), 1);
    refusal.assert_says("two resources are named here::demo:net/Net::a").assert_says("facade.rs:");
    test.refused(|_| Err::<(), _>("no zones left")).assert_says("the program failed: no zones left");
    let message = message(|| {
        test.plan(|_| Err::<(), _>("no zones left"));
    });
    assert!(message.contains("there is no plan") && message.contains("no zones left"), "{message}");
}

#[test]
fn the_checks_of_types_can_be_asked() {
    let types = || Registry::new("demo", |_| Ok(Arc::new(()))).resource::<Net>().resource::<Host>();
    let bad = |stack: &Stack| shop(stack, "bad", 1);
    Test::new("shop", "dev").plan(bad);
    let refusal = Test::new("shop", "dev").checked_by(types()).refused(bad);
    refusal.assert_says("`bad` is not allowed");
}

#[test]
fn data_sources_answer_what_the_test_says() {
    let program = |stack: &Stack| {
        let scope = stack.region("here");
        let zones = Zones::get(&scope, "zones");
        Net::new(&scope, "main", NetArgs::new("10.0.0.0/16").zones(zones.names()));
    };
    let answer = ZonesAttrs { names: vec!["a".into(), "b".into()] };
    let mut test = Test::new("shop", "dev").answer::<Zones>(answer);
    test.plan(program).resource("main").assert_input("zones", ["a", "b"]);
    Test::new("shop", "dev").refused(program).assert_says("the test sets no outputs of demo:net/Zones");
}

#[test]
fn reality_can_be_chosen_and_can_misbehave() {
    let program = |stack: &Stack| {
        let net = Net::new(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16"));
        stack.output("given", net.given());
    };
    let mut test = Test::new("shop", "dev");
    test.cloud().attribute("demo:net/Net", "given", |thing| Value::from([format!("zone of {}", thing.id)]));
    assert_eq!(test.up(program).outputs["given"], Value::from(["zone of net-1"]));

    let mut test = Test::new("shop", "dev");
    test.cloud().inject(Fault::refuse(Call::Create, ErrorKind::Quota).of("demo:net/Host"));
    let applied = test.try_up(|stack| shop(stack, "10.0.0.0/16", 1)).unwrap();
    assert_eq!((applied.summary.created, applied.summary.failed), (1, 1));
    assert!(applied.failures[0].starts_with("here::demo:net/Host::network/web"), "{:?}", applied.failures);
}

#[test]
fn a_vanished_resource_is_made_again_where_reality_is_read() {
    let mut test = Test::new("shop", "dev").refresh();
    test.up(|stack| shop(stack, "10.0.0.0/16", 1));
    let host = test.cloud().resources().into_iter().find(|thing| thing.type_name.ends_with("Host")).unwrap();
    test.cloud().remove(&host.id);
    let planned = test.plan(|stack| shop(stack, "10.0.0.0/16", 1));
    planned.resource("web").assert_created().assert_reason("it no longer exists");
}

#[test]
fn a_failed_assertion_shows_the_plan_and_no_secret() {
    let mut test = Test::new("shop", "dev");
    let planned = test.plan(|stack| shop(stack, "10.0.0.0/16", 1));
    for message in [
        message(|| {
            planned.resource("main").assert_updated();
        }),
        message(|| {
            let _ = planned.resource("nosuch");
        }),
        message(|| {
            planned.resource("main").assert_input("password", "other");
        }),
    ] {
        assert!(
            message.contains("+ here::demo:net/Net::network/main is created: the state does not have it"),
            "{message}"
        );
        assert!(!message.contains("hush") && !message.contains("other"), "{message}");
    }
}

#[tokio::test]
async fn it_can_be_used_inside_an_asynchronous_test() {
    let mut test = Test::new("shop", "dev");
    test.up(|stack| {
        Net::with_options(&stack.region("here"), "kept", NetArgs::new("x"), Options::new().protect(true));
    });
    test.refused(|_| ()).assert_says("the plan would delete or replace protected resources");
}

#[test]
fn what_a_provider_checks_and_misspelt_regions_are_refused_in_the_plan() {
    let types = || {
        let near = |environment: &archipel_engine::program::Environment| {
            (environment.region != "here")
                .then(|| format!("unknown region `{}`: did you mean `here`?", environment.region))
        };
        let types = Registry::new("demo", |_| Ok(Arc::new(()))).environments(near).check(|_, inputs| {
            let tags = inputs.field("tags").as_map().into_iter().flat_map(|tags| tags.keys());
            tags.filter(|key| key.starts_with("aws:")).map(|key| format!("invalid tag `{key}`")).collect()
        });
        types.resource::<Net>().resource::<Host>().resource::<Bucket>()
    };
    let test = || Test::new("shop", "dev").checked_by(types());
    let two = |stack: &Stack| {
        let scope = stack.region("hre");
        let net = Net::new(&scope, "main", NetArgs::new("10.0.0.0/16"));
        Host::new(&scope, "web", HostArgs::new("web", net.id()));
    };
    let refusal = test().refused(two);
    refusal.assert_says("unknown region `hre`: did you mean `here`?").assert_says("facade.rs:");
    assert_eq!(refusal.mistakes().len(), 1, "once for a region:\n{refusal}");
    for (key, refused) in [("aws:owner", true), ("my:aws:x", false)] {
        let planned = test().try_plan(|stack: &Stack| {
            let tags = [(key, "x"), ("ok", "y")];
            Bucket::new(&stack.region("here"), "b", BucketArgs::new().tags(tags));
        });
        match planned {
            Ok(_) => assert!(!refused, "{key}"),
            Err(refusal) => {
                assert!(refused, "{key}: {refusal}");
                refusal.assert_says(&format!("invalid tag `{key}`")).assert_says("facade.rs:");
            }
        }
        // So are the default tags of a scope.
        let scoped = test().try_plan(|stack: &Stack| {
            Bucket::new(&stack.region("here").with_tags([(key, "x")]), "b", BucketArgs::new());
        });
        assert_eq!(scoped.is_err(), refused, "{key}");
    }
}
