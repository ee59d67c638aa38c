//! The runbooks name what the stacks have.

use std::collections::BTreeMap;
use std::path::Path;

use archipel::cli::recovery::testing::TestFailover;
use archipel::cli::runbook::{Names, pages};
use stacks::recovery::luneo;

use crate::world::{Applied, STACKS, config};

fn filled(stack: &str, applied: &Applied) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/runbooks");
    let names = Names { program: "stacks", project: "luneo", stack };
    pages(&folder, names, applied.snapshot()).unwrap_or_else(|failures| panic!("{failures:?}"))
}

#[test]
fn every_alarm_of_every_stack_has_a_chapter_with_what_it_watches() {
    for stack in STACKS {
        let applied = Applied::of(stack);
        let alarms = &filled(stack, &applied)["alarms.md"];
        let of_type = applied.of_type("aws:cloudwatch/MetricAlarm");
        assert!(!of_type.is_empty(), "{stack}");
        for alarm in of_type {
            let (_, chapter) = alarms.split_once(&format!("## {}\n", alarm.text("name"))).expect(alarm.urn);
            let chapter = chapter.split("\n## ").next().expect("a text");
            assert!(chapter.contains(alarm.text("description")), "{chapter}");
            let watches = chapter.lines().filter(|line| line.starts_with("| watches |")).count();
            assert!(watches > 0, "{}: {chapter}", alarm.urn);
            assert!(chapter.contains("stacks drift"), "{chapter}");
        }
    }
}

/// The names of the alerts of the rules.
fn alerts() -> Vec<String> {
    let rules = include_str!("../../src/components/observability/rules.yaml");
    let names = rules.lines().filter_map(|line| line.trim_start().strip_prefix("- alert: "));
    names.map(str::to_owned).collect()
}

#[test]
fn every_alert_on_metrics_has_a_chapter_that_its_annotation_names() {
    let alerts = alerts();
    assert!(alerts.len() > 5, "{alerts:?}");
    for stack in STACKS {
        let page = &filled(stack, &Applied::of(stack))["alerts.md"];
        for alert in &alerts {
            let (_, chapter) =
                page.split_once(&format!("\n## {alert}\n")).unwrap_or_else(|| panic!("{stack}: {alert}"));
            let chapter = chapter.split("\n## ").next().expect("a text").trim();
            let severity = chapter.split([',', '.']).next().expect("a text");
            assert!(["Critical", "Warning"].contains(&severity), "{alert} begins with {severity}");
        }
    }
    let applied = Applied::of("prod");
    let clusters = applied.of_type("aws:eks/Cluster");
    let page = &filled("prod", &applied)["alerts.md"];
    assert!(clusters.iter().all(|cluster| page.contains(&format!("--context {} ", cluster.text("name")))), "{page}");
    for namespace in applied.of_type("AWS::APS::RuleGroupsNamespace") {
        let rules: serde_json::Value = serde_yaml_ng::from_str(namespace.text("Data")).expect("YAML");
        let groups = rules["groups"].as_array().expect("groups").iter();
        let rules = groups.flat_map(|group| group["rules"].as_array().expect("rules"));
        let mut named = 0;
        for rule in rules.filter(|rule| rule["alert"].is_string()) {
            let name = rule["alert"].as_str().expect("a name").to_lowercase();
            let expected = format!("https://runbooks.luneo.example/prod/alerts.md#{name}");
            assert_eq!(rule["annotations"]["runbook_url"], expected);
            assert!(rule["annotations"]["summary"].is_string(), "{name}");
            named += 1;
        }
        assert_eq!(named, alerts.len(), "{}", namespace.urn);
    }
}

#[test]
fn the_page_of_incidents_names_the_trail_the_detectors_and_the_roles_to_revoke() {
    for stack in STACKS {
        let applied = Applied::of(stack);
        let page = &filled(stack, &applied)["incident.md"];
        for kind in ["AWS::CloudTrail::Trail", "AWS::GuardDuty::Detector"] {
            for (urn, id) in applied.ids(kind) {
                assert!(page.contains(&format!("`{id}`")), "{stack}: {urn}");
            }
        }
        for role in applied.of_type("aws:iam/Role").iter().filter(|role| role.urn.contains("::identity/")) {
            let revoke = format!("--role-name {} --policy-name AWSRevokeOlderSessions", role.text("name"));
            assert!(page.contains(&revoke), "{stack}: {}", role.urn);
        }
        for group in applied.ids("aws:ec2/DefaultSecurityGroup") {
            assert!(page.contains(&format!("--groups {}", group.1)), "{stack}: {}", group.0);
        }
        for part in ["stacks drift", "stacks history", "stacks state lock", "stacks rollback"] {
            assert!(page.contains(part), "{stack}: no {part}");
        }
    }
}

/// The lines of a page that are commands of these programs, without the comments behind them.
fn commands(page: &str) -> Vec<String> {
    let lines = page.lines().map(|line| line.trim_start().trim_start_matches("$ "));
    let is_step = |line: &&str| ["aws ", "kubectl ", "curl "].iter().any(|program| line.starts_with(program));
    lines.filter(is_step).map(str::to_owned).collect()
}

/// The page does by hand what the recovery plan does, in its order, after the command that does it.
#[test]
fn the_loss_of_a_region_has_the_steps_of_the_recovery_plan_with_the_identifiers_of_the_other_one() {
    let applied = Applied::of("prod");
    let page = &filled("prod", &applied)["region-loss.md"];
    for (lost, other) in [("eu-west-1", "us-east-1"), ("us-east-1", "eu-west-1")] {
        let (_, chapter) = page.split_once(&format!("## {lost} is lost\n")).expect("a chapter");
        let chapter = chapter.split("\n## ").next().expect("a text");
        let (before, by_hand) = chapter.split_once("\n### By hand").expect("a section");
        assert!(before.contains("aws route53 get-health-check-status"), "{before}");
        assert!(before.contains(&format!("stacks failover prod --to {other} --unplanned\n")), "{before}");
        let (by_hand, back) = by_hand.split_once("\n### When").expect("a section");
        assert!(back.contains(&format!("stacks failover prod --to {other}\n")), "{back}");

        let config = config("prod");
        let plan = TestFailover::unplanned(lost, other);
        let plan = plan.run("luneo", "prod", applied.snapshot(), move |recovery| luneo(recovery, &config));
        let planned = commands(&plan.expect("a plan").runbook);
        assert_eq!(commands(by_hand), planned, "{by_hand}");

        let secret = planned.iter().find(|command| command.contains("put-secret-value")).expect("the cache's hosts");
        let urn = format!("{other}::aws:secretsmanager/SecretValue::secrets/cache-hosts");
        assert!(secret.contains(applied.output(&urn, "secret_arn")), "{secret}");
    }
}
