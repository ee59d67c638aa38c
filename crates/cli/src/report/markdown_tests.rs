use super::super::{Counts, RecoveryCheck, Run, RunResult};
use super::*;

fn resource(number: usize, danger: Danger, action: &str) -> Resource {
    let change = Change {
        path: "size".into(),
        old: Some("\"small\"".into()),
        new: Some("\"large\"".into()),
        ..Change::default()
    };
    Resource {
        urn: format!("eu-west-1::aws:rds/Cluster::data/c{number}"),
        of_type: "rds/Cluster".into(),
        path: format!("data/c{number}"),
        region: "eu-west-1".into(),
        action: action.into(),
        danger,
        loses: (danger == Danger::DataLoss).then(|| "the databases in the cluster".into()),
        reasons: vec!["replaced because `size` changed: it cannot be changed in place".into()],
        changes: vec![Change { new: Some("x".repeat(100)), ..change.clone() }, change],
        ..Resource::default()
    }
}

fn report(resources: Vec<Resource>) -> Report {
    Report {
        project: "luneo".into(),
        stack: "prod".into(),
        command: "preview".into(),
        hash: Some("0123456789abcdef0123".into()),
        counts: Counts { replace: resources.len(), ..Counts::default() },
        resources,
        ..Report::default()
    }
}

#[test]
fn a_comment_shows_data_loss_first() {
    let resources = vec![resource(1, Danger::DataLoss, "replace"), resource(2, Danger::Update, "update")];
    insta::assert_snapshot!(comment(&report(resources)));
}

#[test]
fn caused_replacements_are_folded_unless_they_lose_data() {
    let chain = |of: Resource| Resource { chain: Some("the network changes".into()), ..of };
    let lost = chain(resource(1, Danger::DataLoss, "replace"));
    let dragged = chain(resource(2, Danger::Replace, "replace"));
    let text = comment(&report(vec![lost, resource(3, Danger::Replace, "replace"), dragged]));
    let (open, folded) = text.split_once("<details><summary>Replaced with them: 1</summary>").unwrap();
    assert!(open.contains("data/c1") && open.contains("data/c3") && !open.contains("data/c2"), "{text}");
    assert!(folded.contains("data/c2"), "{text}");
}

#[test]
fn a_comment_of_a_thousand_resources_counts_those_that_do_not_fit() {
    let resources: Vec<Resource> = (0..1000).map(|n| resource(n, Danger::Replace, "replace")).collect();
    let text = comment(&report(resources));
    assert!(text.chars().count() <= MOST, "{}", text.chars().count());
    let said = text.matches("- **replace**").count();
    assert!(said > 100, "{said}");
    assert!(text.contains(&format!("{} more of 1000 do not fit", 1000 - said)), "{}", &text[text.len() - 300..]);
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    assert_eq!(text.matches("```").count() % 2, 0);
}

#[test]
fn names_and_messages_cannot_format_or_mention() {
    let mut evil = resource(1, Danger::Replace, "replace");
    evil.reasons = vec!["<script> @team #12 *bold* [a](b)".into()];
    evil.changes = vec![Change { path: "text".into(), new: Some("``` @all ````".into()), ..Change::default() }];
    let text = comment(&report(vec![evil]));
    assert!(text.contains("`<script>` `@team` `#12` `*bold*` `[a](b)`"), "{text}");
    assert!(text.contains("`````diff"), "the fence is longer than what is in it: {text}");
}

#[test]
fn retained_resources_are_listed_with_their_day() {
    let key = Left {
        urn: "eu-west-1::aws:kms/Key::keys/data".into(),
        id: "mrk-1".into(),
        what: "the key, which can be restored".into(),
        until: Some("2026-12-23".into()),
    };
    let text = comment(&Report { left: vec![key], ..report(Vec::new()) });
    let line = "### Retained\n\n- `mrk-1` of `eu-west-1::aws:kms/Key::keys/data`, until `2026-12-23`: the key, which";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_failed_run_shows_the_failed_steps_and_their_errors() {
    let mut of = report(vec![Resource { steps: vec![0], ..resource(1, Danger::Update, "update") }]);
    let ran = RunResult { outcome: "failed".into(), why: Some("InvalidParameter: no".into()), ..RunResult::default() };
    of.run = Some(Run { summary: "Failed after 2 s: 1 failed".into(), steps: [(0, ran)].into(), ..Run::default() });
    let text = comment(&of);
    assert!(
        text.contains("Partly applied to")
            && text.contains("- **failed**: `rds/Cluster data/c1` (`eu-west-1`): InvalidParameter: no"),
        "{text}"
    );
}

#[test]
fn an_error_longer_than_a_comment_is_truncated() {
    let of = Report { errors: vec!["x".repeat(100_000)], ..report(Vec::new()) };
    let text = comment(&of);
    assert!(text.chars().count() <= MOST);
    assert_eq!(text.matches("```").count() % 2, 0);
}

#[test]
fn a_comment_shows_the_steps_of_a_failover_with_their_reasons_and_the_checks() {
    let step = |what: &str, done| RecoveryStep {
        what: what.into(),
        reason: "the region is left".into(),
        done,
        millis: 180_000,
        loss: Some("what was not replicated".into()),
        ..RecoveryStep::default()
    };
    let recovery = RecoveryPlan {
        from: "eu-west-1".into(),
        to: "us-east-1".into(),
        mode: "unplanned".into(),
        steps: vec![step("the database moves", true), step("the cache moves", false)],
        checks: vec![RecoveryCheck {
            name: "database".into(),
            region: "us-east-1".into(),
            found: "available, 1 instances".into(),
        }],
    };
    let of = Report { command: "failover".into(), recovery: Some(recovery), ..report(Vec::new()) };
    let text = comment(&of);
    for part in [
        "## Failover of `luneo/prod`",
        "### Failover from `eu-west-1` to `us-east-1`, unplanned\n",
        "1. **the database moves** (done)\n   why: the region is left\n2. **the cache moves** (about 3 min 0 s)\n",
        "   **can be lost**: what was not replicated\n",
        "- database in `us-east-1`: available,",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}
