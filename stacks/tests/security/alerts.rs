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

/// The routes and receivers of a region's alert manager.
fn routes_of(workspace: &crate::world::Resource<'_>) -> Json {
    let definition: Json = serde_yaml_ng::from_str(workspace.text("AlertManagerDefinition")).expect("YAML");
    serde_yaml_ng::from_str(definition["alertmanager_config"].as_str().expect("text")).expect("YAML")
}

/// The receivers that an alert reaches: those of the routes that match, up to the first that does not continue, and the default one if
/// none matches.
fn reached(routes: &Json, name: &str, severity: &str) -> Vec<String> {
    let is_met = |matcher: &Json| {
        let (label, values) = matcher.as_str().expect("a matcher").split_once('=').expect("an operator");
        let value = if label == "severity" { severity } else { name };
        values.trim_start_matches('~').trim_matches('"').split('|').any(|one| one == value)
    };
    let mut receivers = Vec::new();
    for route in routes["route"]["routes"].as_array().expect("routes") {
        if route["matchers"].as_array().expect("matchers").iter().all(is_met) {
            receivers.push(route["receiver"].as_str().expect("a receiver").to_owned());
            if route["continue"] != true {
                return receivers;
            }
        }
    }
    if receivers.is_empty() {
        receivers.push(routes["route"]["receiver"].as_str().expect("a receiver").to_owned());
    }
    receivers
}

#[test]
fn alerts_about_latency_queues_and_errors_reach_pagerduty_with_their_urgency_and_every_alert_the_topic() {
    let applied = Applied::of("prod");
    for workspace in applied.of_type("AWS::APS::Workspace") {
        let routes = routes_of(&workspace);
        for rule in rules("alert") {
            let name = rule["alert"].as_str().expect("a name");
            let severity = rule["labels"]["severity"].as_str().expect("a severity");
            let expected: &[&str] = match (severity, name) {
                ("critical", _) => &["pagerduty", "topic"],
                (_, "ApiSlow" | "JobsWait") => &["pagerduty-warning", "topic"],
                _ => &["topic"],
            };
            assert_eq!(reached(&routes, name, severity), expected, "{name}");
        }
        let receivers = routes["receivers"].as_array().expect("receivers");
        for (name, severity) in [("pagerduty", "critical"), ("pagerduty-warning", "warning")] {
            let receiver = receivers.iter().find(|one| one["name"] == name).expect("a receiver");
            assert_eq!(receiver["pagerduty_configs"][0]["severity"], severity);
        }
    }
    // Only such a service makes a difference between the severities.
    assert_eq!(applied.only("saas:pagerduty/Service", "main").text("urgency"), "severity_based");
}

#[test]
fn every_alarm_topic_has_a_reader_of_all_its_messages() {
    for stack in crate::world::STACKS {
        let applied = Applied::of(stack);
        let chats = applied.of_type("AWS::Chatbot::SlackChannelConfiguration");
        let chats: Vec<Json> = chats.iter().map(|chat| chat.json()["SnsTopicArns"].clone()).collect();
        let mails = applied.of_type("aws:sns/Subscription");
        let topics: Vec<_> = applied.records().filter(|(urn, ..)| urn.type_name() == "aws:sns/Topic").collect();
        assert!(topics.len() >= 2, "{stack}");
        for (urn, _, outputs) in topics {
            let arn = outputs.field("arn").as_str().expect("an ARN");
            let by_chat = chats.iter().flat_map(|topics| topics.as_array().expect("topics")).any(|topic| topic == arn);
            let by_mail = |mail: &crate::world::Resource<'_>| {
                mail.text("topic_arn") == arn && mail.inputs.field("filter_policy").is_null()
            };
            assert!(by_chat || mails.iter().any(by_mail), "{stack}: no reader of {urn}");
        }
    }
}

#[test]
fn members_of_the_chat_can_do_no_more_than_read_metrics() {
    let applied = Applied::of("prod");
    let chat = applied.only("AWS::Chatbot::SlackChannelConfiguration", "main");
    let policy = applied.output("global::aws:iam/ManagedPolicy::on_call/chat/graphs", "arn");
    // Without a guardrail, the service allows all that a role of a member does.
    assert_eq!(chat.json()["GuardrailPolicies"], serde_json::json!([policy]));
    let is_policy = |one: &crate::world::Resource<'_>| one.urn.ends_with("ManagedPolicy::on_call/chat/graphs");
    let policies = applied.of_type("aws:iam/ManagedPolicy");
    let document = policies.iter().find(|one| is_policy(one)).expect("the policy").document("document");
    let actions = document["Statement"][0]["Action"].as_array().expect("actions");
    assert!(actions.iter().all(|action| action.as_str().is_some_and(|action| action.starts_with("cloudwatch:"))));
}

/// `ci/alerts/check.sh` renders the message.
#[test]
fn alerts_have_the_format_of_the_chat_where_there_is_one() {
    let mut without = crate::world::config("prod");
    without.on_call.iter_mut().for_each(|section| section.chat = None);
    for (config, expected) in [(crate::world::config("prod"), true), (without, false)] {
        let applied = Applied::with("prod", &config);
        for workspace in applied.of_type("AWS::APS::Workspace") {
            let routes = routes_of(&workspace);
            let receivers = routes["receivers"].as_array().expect("receivers");
            let topic = receivers.iter().find(|one| one["name"] == "topic").expect("a receiver");
            let message = topic["sns_configs"][0]["message"].as_str().expect("a message");
            assert_eq!(message.starts_with(r#"{"version":"1.0","source":"custom","content":"#), expected, "{message}");
        }
    }
}

#[test]
fn each_load_balancer_has_alarms_for_failed_requests() {
    for stack in crate::world::STACKS {
        let applied = Applied::of(stack);
        let alarms = applied.of_type("aws:cloudwatch/MetricAlarm");
        let balancers: Vec<_> =
            applied.records().filter(|(urn, ..)| urn.type_name() == "aws:elbv2/LoadBalancer").collect();
        assert_eq!(balancers.len(), 2, "{stack}");
        for (urn, _, outputs) in balancers {
            let name = outputs.field("metric_name").as_str().expect("a name");
            for metric in ["HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count"] {
                let of = |alarm: &&crate::world::Resource<'_>| {
                    alarm.region() == urn.region()
                        && alarm.text("metric_name") == metric
                        && alarm.inputs.field("dimensions").field("LoadBalancer").as_str() == Some(name)
                };
                let alarm = alarms.iter().find(of).unwrap_or_else(|| panic!("{stack}: no alarm on {metric} of {urn}"));
                assert_eq!(alarm.text("namespace"), "AWS/ApplicationELB");
                // Each data point is one response: any other statistic is always 1.
                assert_eq!(alarm.text("statistic"), "Sum");
                let topic = applied.output(&format!("{}::aws:sns/Topic::alarms/main", urn.region()), "arn");
                assert_eq!(alarm.json()["alarm_actions"][0], topic);
            }
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
