//! The alert rules and their routes. `promtool` and `amtool` check more of them, where they are installed: `.ci/run`.

use std::path::PathBuf;

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
        let sns = &routes["receivers"][0]["sns_configs"][0];
        assert_eq!(sns["sigv4"]["region"], region);
        let topic = applied.output(&format!("{region}::aws:sns/Topic::alarms/main"), "arn");
        assert_eq!(sns["topic_arn"], topic, "{}", workspace.urn);
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
