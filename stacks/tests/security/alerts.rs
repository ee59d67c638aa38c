//! The alert rules and their routes. `promtool` and `amtool` check more of them, where they are installed: `.ci/run`.

use std::path::PathBuf;

use archipel::prelude::Value;
use serde_json::Value as Json;

use crate::world::Applied;

fn file(name: &str) -> Json {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/components/observability").join(name);
    let text = std::fs::read_to_string(path).expect("the file");
    serde_yaml_ng::from_str(&text).expect("YAML")
}

/// The rules of a kind, `alert` or `record`.
fn rules(kind: &str) -> Vec<Json> {
    let file = file("rules.yaml");
    let groups = file["groups"].as_array().expect("groups");
    let rules = groups.iter().flat_map(|group| group["rules"].as_array().expect("rules"));
    rules.filter(|rule| rule[kind].is_string()).cloned().collect()
}

#[test]
fn every_alert_has_a_severity_a_summary_and_a_test() {
    let alerts = rules("alert");
    assert_eq!(alerts.len(), 6);
    let tests = file("rules.test.yaml");
    let tests = tests["tests"].as_array().expect("tests").iter();
    let cases: Vec<&Json> = tests.flat_map(|test| test["alert_rule_test"].as_array().expect("cases")).collect();
    for alert in alerts {
        let name = alert["alert"].as_str().expect("a name");
        assert!(["critical", "warning"].contains(&alert["labels"]["severity"].as_str().unwrap_or_default()), "{name}");
        assert!(alert["annotations"]["summary"].is_string() && alert["for"].is_string(), "{name}");
        let of_alert = |case: &&Json| {
            case["alertname"] == name && case["exp_alerts"].as_array().is_some_and(|all| !all.is_empty())
        };
        assert!(cases.iter().any(of_alert), "no test in which {name} fires");
    }
}

#[test]
fn every_metric_that_an_alert_records_is_used() {
    let alerts = rules("alert");
    for record in rules("record") {
        let name = record["record"].as_str().expect("a name");
        let uses = |alert: &Json| alert["expr"].as_str().is_some_and(|expr| expr.contains(name));
        assert!(alerts.iter().any(uses), "{name}");
    }
}

#[test]
fn both_regions_have_the_rules_and_send_alerts_to_their_own_topic() {
    let applied = Applied::of("prod");
    let namespaces = applied.of_type("AWS::APS::RuleGroupsNamespace");
    assert_eq!(namespaces.len(), 2);
    for workspace in applied.of_type("AWS::APS::Workspace") {
        let region = workspace.urn.split("::").next().expect("a region");
        let definition: Json = serde_yaml_ng::from_str(workspace.text("AlertManagerDefinition")).expect("YAML");
        let routes = definition["alertmanager_config"].as_str().expect("the routes as a text");
        let routes: Json = serde_yaml_ng::from_str(routes).expect("YAML");
        let receivers = routes["receivers"].as_array().expect("receivers");
        let receiver = |name: &str| receivers.iter().find(|receiver| receiver["name"] == name).expect("a receiver");
        let sns = &receiver("topic")["sns_configs"][0];
        assert_eq!(sns["sigv4"]["region"], region);
        let topic = applied.output(&format!("{region}::aws:sns/Topic::alarms/main"), "arn");
        assert_eq!(sns["topic_arn"], topic, "{}", workspace.urn);
    }
}

#[test]
fn critical_alerts_reach_pagerduty_first_and_the_topic_too() {
    let applied = Applied::of("prod");
    let mut off = crate::world::config("prod");
    off.on_call.iter_mut().for_each(|section| section.enabled = false);
    let without = Applied::with("prod", &off);
    for (applied, expected) in [(&applied, vec!["pagerduty", "topic"]), (&without, vec!["topic"])] {
        for workspace in applied.of_type("AWS::APS::Workspace") {
            let definition: Json = serde_yaml_ng::from_str(workspace.text("AlertManagerDefinition")).expect("YAML");
            let routes: Json =
                serde_yaml_ng::from_str(definition["alertmanager_config"].as_str().expect("text")).expect("YAML");
            let critical = routes["route"]["routes"].as_array().expect("routes");
            let critical: Vec<&Json> =
                critical.iter().filter(|route| route["matchers"][0] == "severity=\"critical\"").collect();
            let receivers: Vec<&str> = critical.iter().filter_map(|route| route["receiver"].as_str()).collect();
            assert_eq!(receivers, expected, "{}", workspace.urn);
            // Only the last one ends the search.
            let (last, others) = critical.split_last().expect("a route");
            assert!(last["continue"] != true && others.iter().all(|route| route["continue"] == true));
        }
    }
}

#[test]
fn the_alert_manager_finds_the_key_of_pagerduty_in_the_secret_of_its_region() {
    let applied = Applied::of("prod");
    for workspace in applied.of_type("AWS::APS::Workspace") {
        let region = workspace.urn.split("::").next().expect("a region");
        let secret = format!("{region}::aws:secretsmanager/Secret::on_call/pagerduty/main");
        let arn = applied.output(&secret, "arn");
        // ARNs end with six random characters, which the routes leave out.
        let (stem, _) = arn.rsplit_once('-').expect("an ARN");
        assert!(workspace.text("AlertManagerDefinition").contains(&format!("secret_arn: {stem}\n")), "{stem}");
        let policy =
            applied.document_of(&format!("{region}::aws:secretsmanager/ResourcePolicy::on_call/pagerduty/main"));
        assert_eq!(policy["Statement"][0]["Principal"]["Service"], "aps.amazonaws.com");
        assert_eq!(policy["Statement"][0]["Condition"]["StringEquals"]["aws:SourceAccount"], crate::world::ACCOUNT);
    }
}

#[test]
fn urgent_alarms_reach_pagerduty_and_others_do_not() {
    let applied = Applied::of("prod");
    let mut urgent = Vec::new();
    for subscription in applied.of_type("AWS::SNS::Subscription") {
        let filter = subscription.inputs.field("FilterPolicy").masked();
        assert_eq!(subscription.text("FilterPolicyScope"), "MessageBody");
        let region = subscription.urn.split("::").next().expect("a region");
        let prefixes = filter["AlarmName"].as_array().expect("names").iter();
        let prefixes: Vec<&str> = prefixes.filter_map(|name| name["prefix"].as_str()).collect();
        for alarm in applied.of_type("aws:cloudwatch/MetricAlarm") {
            let name = alarm.text("name");
            if alarm.urn.starts_with(region) && prefixes.iter().any(|prefix| name.starts_with(prefix)) {
                urgent.push(alarm.name.to_owned());
            }
        }
    }
    urgent.sort();
    assert!(urgent.iter().any(|name| name.starts_with("health")), "{urgent:?}");
    assert!(urgent.contains(&"database-lag".to_owned()), "{urgent:?}");
    assert!(!urgent.iter().any(|name| name.contains("pending") || name.contains("rotation")), "{urgent:?}");
}

#[test]
fn the_keys_and_addresses_of_vendors_are_secret() {
    let applied = Applied::of("prod");
    for (urn, inputs, outputs) in applied.records() {
        let secret = |value: &Value| matches!(value, Value::Secret(_));
        match urn.type_name() {
            "saas:pagerduty/Integration" => assert!(secret(outputs.field("key")), "{urn}"),
            "saas:sentry/Project" => assert!(secret(outputs.field("dsn")), "{urn}"),
            "AWS::SNS::Subscription" => assert!(secret(inputs.field("Endpoint")), "{urn}"),
            _ => {}
        }
    }
}

#[test]
fn every_log_group_keeps_its_records_for_a_limited_time() {
    for stack in crate::world::STACKS {
        for group in Applied::of(stack).of_type("aws:logs/LogGroup") {
            assert!(!group.inputs.field("retention_in_days").is_null(), "{stack}: {}", group.urn);
        }
    }
}
