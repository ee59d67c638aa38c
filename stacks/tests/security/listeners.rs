//! TLS 1.2 or later at every listener.

use archipel::aws::elbv2::*;
use archipel::prelude::*;
use stacks::policies::tls_listeners;

use crate::world::{Applied, REGIONS, STACKS, planned, test, violations};

#[test]
fn every_listener_of_every_stack_takes_tls_1_2_or_redirects_to_one_that_does() {
    for stack in STACKS {
        let config = crate::world::config(stack);
        let first = test(stack).prepare(|stack| stacks::luneo(stack, &config)).expect("a plan");
        assert_eq!(tls_listeners(&planned(&first)), [], "the first plan of {stack}");
        let applied = Applied::of(stack);
        assert_eq!(tls_listeners(&applied.planned()), [], "{stack}");
        for region in REGIONS {
            let listeners = applied.of_type("aws:elbv2/Listener");
            let here = listeners.iter().filter(|listener| listener.urn.starts_with(region));
            let mut ports: Vec<_> = here.map(|one| (one.text("protocol"), one.inputs.field("port").clone())).collect();
            ports.sort_by_key(|(protocol, _)| *protocol);
            assert_eq!(ports, [("HTTP", Value::Int(80)), ("HTTPS", Value::Int(443))], "{stack} in {region}");
        }
    }
}

#[test]
fn a_redirect_keeps_the_address_and_is_for_good() {
    let applied = Applied::of("dev");
    for listener in applied.of_type("aws:elbv2/Listener").iter().filter(|one| one.text("protocol") == "HTTP") {
        let redirect = listener.inputs.field("default_action").field("redirect");
        let parts = ["protocol", "port", "host", "path", "query"].map(|part| redirect.field(part).as_str());
        assert_eq!(parts, ["HTTPS", "443", "#{host}", "/#{path}", "#{query}"].map(Some));
        assert_eq!(redirect.field("permanent"), &Value::Bool(true));
    }
}

#[test]
fn a_listener_that_serves_plain_http_or_old_tls_is_a_violation() {
    let answer = || Action::new().fixed_response(FixedResponse::new("200"));
    let https = |policy: Option<&'static str>| {
        move |stack: &Stack| {
            let args = ListenerArgs::new("arn:balancer", 443_u16, Protocol::Https, answer()).certificate_arn("arn:c");
            let args = if let Some(policy) = policy { args.ssl_policy(policy) } else { args };
            Listener::new(&stack.region("eu-west-1"), "https", args);
        }
    };
    for (policy, said) in [
        (None, "has no `ssl_policy`"),
        (Some("ELBSecurityPolicy-2016-08"), "versions of TLS before 1.2"),
        (Some("ELBSecurityPolicy-TLS13-1-0-PQ-2025-09"), "versions of TLS before 1.2"),
        (Some("ELBSecurityPolicy-TLS13-1-1-2021-06"), "versions of TLS before 1.2"),
        (Some("ELBSecurityPolicy-FS-2018-06"), "versions of TLS before 1.2"),
    ] {
        for found in violations(tls_listeners, https(policy)) {
            assert!(matches!(&found[..], [one] if one.contains(said)), "{policy:?}: {found:?}");
        }
    }
    let plain = |stack: &Stack| {
        let args = ListenerArgs::new("arn:balancer", 80_u16, Protocol::Http, answer());
        Listener::new(&stack.region("eu-west-1"), "http", args);
    };
    for found in violations(tls_listeners, plain) {
        assert!(matches!(&found[..], [one] if one.contains("serves plain HTTP")), "{found:?}");
    }
}

#[test]
fn a_rule_behind_a_redirect_that_serves_plain_http_is_a_violation_too() {
    let program = |stack: &Stack| {
        let scope = stack.region("eu-west-1");
        let redirect = Action::new().redirect(Redirect::new());
        let args = ListenerArgs::new("arn:balancer", 80_u16, Protocol::Http, redirect);
        let listener = Listener::new(&scope, "http", args);
        let all = Condition::new().paths(["/*"]);
        let answer = Action::new().fixed_response(FixedResponse::new("200"));
        ListenerRule::new(&scope, "all", ListenerRuleArgs::new(listener.arn(), 1_u32, all, answer));
    };
    let [_, found] = violations(tls_listeners, program);
    assert_eq!(found, ["the rule of an HTTP listener serves plain HTTP"]);
}
