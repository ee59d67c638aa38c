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
