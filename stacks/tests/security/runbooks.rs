//! The runbooks name what the stacks have.

use std::collections::BTreeMap;
use std::path::Path;

use archipel::cli::runbook::{Names, pages};

use crate::world::{Applied, STACKS};

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

#[test]
fn the_loss_of_a_region_has_the_steps_with_the_identifiers_of_the_other_one() {
    let applied = Applied::of("prod");
    let page = &filled("prod", &applied)["region-loss.md"];
    for (lost, other) in [("eu-west-1", "us-east-1"), ("us-east-1", "eu-west-1")] {
        let (_, chapter) = page.split_once(&format!("## {lost} is lost\n")).expect("a chapter");
        let chapter = chapter.split("\n## ").next().expect("a text");
        let promote = chapter.lines().find(|line| line.contains("failover-global-cluster")).expect("the database");
        let cluster =
            applied.records().find(|(urn, _, _)| urn.type_name() == "aws:rds/Cluster" && urn.region() == other);
        let arn = cluster.expect("a cluster").2.field("arn").as_str().expect("an ARN").to_owned();
        assert!(promote.contains(&format!("--region {other} ")) && promote.contains(&arn), "{promote}");
        let cache = chapter.lines().find(|line| line.contains("failover-global-replication-group")).expect("the cache");
        assert!(cache.contains(&format!("--primary-region {other} ")), "{cache}");
        assert!(chapter.contains("aws route53 get-health-check-status"), "{chapter}");
        assert!(chapter.contains(&format!("luneo-prod-{other}")), "{chapter}");
    }
}
