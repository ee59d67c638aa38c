//! The faults of drills: what the experiments of a stack may break, and how drills find them.

use std::collections::BTreeSet;

use archipel::cli::recovery::{Recorded, Scenario};
use serde_json::{Value as Json, json};
use stacks::drills::experiments;

use crate::world::{Applied, Resource, config};

const TEMPLATE: &str = "AWS::FIS::ExperimentTemplate";
const HOME: &str = "eu-west-1";

#[test]
fn an_experiment_ends_by_itself_and_when_its_alarm_says_so() {
    let staging = Applied::of("staging");
    let templates = staging.of_type(TEMPLATE);
    let zones = config("staging").network.zones;
    assert_eq!(templates.len(), 2 + zones, "the region, its load balancer, and each zone");
    let stop = staging.output(&format!("{HOME}::aws:cloudwatch/MetricAlarm::experiments/stop"), "arn");
    for template in templates {
        let json = template.json();
        assert_eq!(template.region(), HOME);
        assert_eq!(json["StopConditions"], json!([{"Source": "aws:cloudwatch:alarm", "Value": stop}]));
        let actions = json["Actions"].as_object().expect("actions");
        for action in actions.values() {
            let is_once = action["ActionId"] == "aws:rds:failover-db-cluster";
            assert!(is_once || action["Parameters"]["duration"] == "PT60M", "{action}");
            let target = action["Targets"].as_object().and_then(|of| of.values().next()).expect("a target");
            let target = &json["Targets"][target.as_str().expect("a name")];
            let named = target["ResourceArns"].as_array().map(Vec::len).unwrap_or_default();
            let vpc = staging.output(&format!("{HOME}::aws:ec2/Vpc::network/main"), "id");
            assert!(named > 0 || target["Parameters"]["vpc"] == vpc, "only resources of the stack: {target}");
        }
    }
    for stack in ["dev", "prod"] {
        assert!(Applied::of(stack).of_type(TEMPLATE).is_empty(), "{stack}");
    }
}

#[test]
fn the_role_of_experiments_changes_only_what_fis_makes_and_what_it_breaks() {
    let staging = Applied::of("staging");
    let policies = staging.of_type("aws:iam/RolePolicy");
    let of =
        |policy: &&Resource<'_>| policy.urn.rsplit("::").next().is_some_and(|path| path.starts_with("experiments/"));
    let [policy] = &policies.iter().filter(of).collect::<Vec<_>>()[..] else { panic!("one policy") };
    let policy = policy.document("policy");
    for statement in policy["Statement"].as_array().expect("statements") {
        let actions: Vec<&str> = match &statement["Action"] {
            Json::String(action) => vec![action],
            actions => actions.as_array().expect("actions").iter().filter_map(Json::as_str).collect(),
        };
        let only_reads = actions.iter().all(|action| action.contains(":Describe") || *action == "tag:GetResources");
        assert!(only_reads || statement["Resource"] != "*", "{statement}");
        let is_of_acl = statement["Resource"].as_str().is_some_and(|of| of.contains(":network-acl/"));
        let tagged = statement["Condition"].to_string().contains("managedByFIS");
        assert!(!is_of_acl || tagged, "any network ACL could be changed: {statement}");
    }
}

#[test]
fn a_failed_drill_and_a_missed_one_of_each_routine_raise_an_alarm() {
    let staging = Applied::of("staging");
    let alarms = staging.of_type("aws:cloudwatch/MetricAlarm").into_iter().map(|alarm| alarm.json());
    let found: BTreeSet<String> = alarms
        .filter(|alarm| alarm["namespace"] == "Archipel/Drills")
        .map(|alarm| {
            let threshold = alarm["threshold"].as_f64().expect("a threshold");
            format!("{} {} above {threshold}", alarm["metric_name"].as_str().expect("a metric"), alarm["dimensions"])
        })
        .collect();
    let expected = [
        r#"DaysSincePassed {"Scenario":"monthly","Stack":"staging"} above 40"#,
        r#"DaysSincePassed {"Scenario":"region-lost","Stack":"staging"} above 100"#,
        r#"Failed {"Stack":"staging"} above 0"#,
        r#"Stop {"Stack":"staging"} above 0"#,
    ];
    let expected = expected.map(str::to_owned).into();
    assert_eq!(found, expected);
}

#[test]
fn a_drill_finds_the_experiment_of_each_scenario_in_the_state() {
    let staging = Applied::of("staging");
    let recorded = staging.records().filter(|(urn, _, _)| urn.type_name() == TEMPLATE);
    let recorded = recorded.map(|(urn, inputs, outputs)| Recorded {
        urn: urn.to_string(),
        inputs: serde_json::to_value(inputs).expect("JSON"),
        outputs: serde_json::to_value(outputs).expect("JSON"),
    });
    let found = experiments(recorded.collect(), HOME);
    let of = |scenario| found.iter().filter(move |(of, _, _)| *of == scenario);
    assert_eq!(of(Scenario::RegionLost).count(), 1, "{found:?}");
    assert_eq!(of(Scenario::LoadBalancerLost).count(), 1, "{found:?}");
    let zones: BTreeSet<_> = of(Scenario::ZoneLost).filter_map(|(_, zone, _)| zone.as_deref()).collect();
    assert_eq!(zones.len(), config("staging").network.zones, "{found:?}");
    assert!(found.iter().all(|(_, _, id)| !id.is_empty()), "{found:?}");
}
