//! Merges: the plans that are found, and the comments about missing ones.

use serde_json::{Value, json};

use crate::runner::{Job, Runner};

const RUNS: &str = "actions/workflows/infra-preview.yml/runs";

fn merged() -> Runner {
    let mut runner = Runner::new();
    runner.event["pull_request"]["merged"] = true.into();
    runner.respond("pulls/42/files", &json!([{"filename": "stacks/src/lib.rs"}]));
    runner
}

/// A run of the preview workflow, as GitHub lists it.
fn run(runner: &Runner, number: u64) -> Value {
    json!({
        "id": 100 + number, "run_number": number, "event": "pull_request", "head_sha": runner.head(),
        "path": ".github/workflows/infra-preview.yml", "status": "completed", "conclusion": "success",
        "html_url": format!("https://github.example/runs/{number}"),
        "head_repository": {"full_name": "luneo-platform/infra"},
    })
}

fn artifacts(runner: &Runner, of: u64, stacks: &[(&str, bool)]) {
    let artifact = |(stack, expired): &(&str, bool)| json!({"name": format!("archipel-plan-{stack}-{}", runner.head()), "expired": expired});
    let artifacts: Vec<Value> = stacks.iter().map(artifact).collect();
    runner.respond(&format!("actions/runs/{of}/artifacts"), &json!({"artifacts": artifacts}));
}

fn plans(runner: &Runner) -> Job {
    runner.job("infra-apply.yml", "plans", &[("vars.ARCHIPEL_STACKS", "dev prod")]).unwrap()
}

fn output<'a>(job: &'a Job, name: &str) -> &'a str {
    job.outputs.get(&format!("steps.plans.outputs.{name}")).map_or("", String::as_str)
}

fn outcome(runner: &Runner, plans: &str, apply: &str, missing: &str) -> Job {
    let known = [
        ("vars.ARCHIPEL_STACKS", "dev prod"),
        ("needs.plans.result", plans),
        ("needs.apply.result", apply),
        ("needs.plans.outputs.missing", missing),
    ];
    runner.job("infra-apply.yml", "outcome", &known).unwrap()
}

#[test]
fn the_newest_preview_of_the_commit_in_this_repository_is_used() {
    let runner = merged();
    let mut others: Vec<Value> = (5..9).map(|number| run(&runner, number)).collect();
    others[0]["event"] = "workflow_dispatch".into();
    others[1]["head_sha"] = "9".repeat(40).into();
    others[2]["path"] = ".github/workflows/other.yml".into();
    others[3]["head_repository"] = json!({"full_name": "mallory/infra"});
    others.extend([run(&runner, 3), run(&runner, 4), run(&runner, 2)]);
    runner.respond(RUNS, &json!({"workflow_runs": others}));
    artifacts(&runner, 104, &[("dev", false), ("prod", false), ("unknown", false)]);
    let job = plans(&runner);
    assert!(!job.failed, "{}", job.log);
    assert_eq!((output(&job, "run"), output(&job, "missing")), ("104", "{}"));
    assert_eq!(output(&job, "stacks"), r#"["dev", "prod"]"#, "an unaffected stack has no plan to apply");
}

#[test]
fn a_merge_without_a_plan_fails_with_a_comment() {
    let runner = merged();
    let missing = |says: &str| {
        let job = plans(&runner);
        assert!(!job.failed, "{}", job.log);
        assert!(output(&job, "missing").contains(says), "{says}: {:?}", job.outputs);
        let outcome = outcome(&runner, "success", "skipped", output(&job, "missing"));
        assert!(outcome.failed, "{}", outcome.log);
        let comment = runner.comments()[0].clone();
        assert!(comment.contains("`prod` has no plan") && comment.contains("Re-run all jobs"), "{comment}");
        job
    };
    runner.respond(RUNS, &json!({"workflow_runs": []}));
    missing("never ran");
    let mut running = run(&runner, 1);
    running["status"] = "in_progress".into();
    runner.respond(RUNS, &json!({"workflow_runs": [running]}));
    missing("had not ended");
    let mut failed = run(&runner, 1);
    failed["conclusion"] = "failure".into();
    runner.respond(RUNS, &json!({"workflow_runs": [failed]}));
    artifacts(&runner, 101, &[("dev", false)]);
    let job = missing("made no plan of it and ended with `failure`");
    assert_eq!(output(&job, "stacks"), r#"["dev"]"#, "the other stack has a plan");
    artifacts(&runner, 101, &[("dev", false), ("prod", true)]);
    missing("has expired");
    assert_eq!(runner.comments().len(), 1, "the comment is replaced");
}

#[test]
fn a_merge_fails_if_plans_or_applies_did_not_succeed() {
    for (plans, apply) in
        [("failure", "skipped"), ("cancelled", "skipped"), ("success", "failure"), ("success", "cancelled")]
    {
        let runner = merged();
        let job = outcome(&runner, plans, apply, if plans == "success" { "{}" } else { "" });
        assert!(job.failed && runner.comments()[0].contains("Not everything"), "{plans} {apply}: {}", job.log);
    }
    // GitHub does not respond.
    let runner = merged();
    std::fs::remove_file(runner.project.path("gh/pulls_42_files.json")).unwrap();
    assert!(plans(&runner).failed);
}

#[test]
fn a_merge_that_affects_no_stack_succeeds_without_a_comment() {
    let runner = merged();
    runner.respond("pulls/42/files", &json!([{"filename": "docs/x.md"}, {"filename": "README.md"}]));
    let job = plans(&runner);
    assert!(!job.failed, "{}", job.log);
    assert_eq!((output(&job, "stacks"), output(&job, "missing")), ("[]", "{}"));
    let done = outcome(&runner, "success", "skipped", "{}");
    assert!(!done.failed && runner.comments().is_empty(), "{}", done.log);
    // A file that moved out of the configuration counts at its old location.
    let moved = json!([{"filename": "docs/prod.toml", "previous_filename": "stacks/config/prod.toml"}]);
    runner.respond("pulls/42/files", &moved);
    runner.respond(RUNS, &json!({"workflow_runs": []}));
    assert!(output(&plans(&runner), "missing").contains("\"prod\""));
}

#[test]
fn a_successful_second_attempt_replaces_the_comment() {
    let runner = merged();
    assert!(outcome(&runner, "success", "cancelled", "{}").failed);
    let again = outcome(&runner, "success", "success", "{}");
    assert!(!again.failed, "{}", again.log);
    assert!(runner.comments().len() == 1 && runner.comments()[0].contains("Every plan of this merge is applied"));
}
