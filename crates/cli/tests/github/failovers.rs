//! The workflow that fails over, and its script.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::runner::{root, yaml};
use crate::support::Project;

/// What a run of the script did.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    /// The arguments of the program; nothing if it did not run.
    noted: String,
    output: String,
    summary: String,
    has_folder: bool,
}

/// Runs the script with a program that only notes its arguments.
fn run(what: &str, variables: &[(&str, &str)]) -> Ran {
    let project = Project::new();
    let (noted, summary) = (project.path("noted"), project.path("summary"));
    let note = format!("#!/bin/sh\necho \"$@\" >>{}\necho '1. the database'\nexit ${{ENDS:-0}}\n", noted.display());
    let program = project.path("stacks");
    std::fs::write(&program, note).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(root().join("ci/github/failover.sh"));
    command.current_dir(project.path(".")).arg(what).env("GITHUB_STEP_SUMMARY", &summary);
    for name in ["MODE", "CONFIRM", "ALTHOUGH_BOTH_ANSWER", "MAX_LAG"] {
        command.env_remove(name);
    }
    let program = program.display().to_string();
    command.envs([("PROGRAM", program.as_str()), ("STACK", "prod"), ("TO", "us-east-1"), ("PLAN", "out/plan.json")]);
    let ran = command.envs(variables.iter().copied()).output().unwrap();
    let output = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
    // The summary is written by a process that may end a moment later.
    let mut shown = String::new();
    for _ in 0..100 {
        shown = std::fs::read_to_string(&summary).unwrap_or_default();
        if !shown.is_empty() || !noted.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Ran {
        code: ran.status.code(),
        noted: std::fs::read_to_string(noted).unwrap_or_default(),
        output: output.into_owned(),
        summary: shown,
        has_folder: project.path("out").is_dir(),
    }
}

#[test]
fn a_planned_failover_is_written_to_a_file_and_applied_from_it() {
    let planned = run("plan", &[("MODE", "planned")]);
    assert_eq!(planned.noted, "failover prod --to us-east-1 --out out/plan.json\n", "{planned:?}");
    assert!(planned.code == Some(0) && planned.has_folder, "{planned:?}");
    assert_eq!(planned.output, "1. the database\n");
    assert_eq!(planned.summary, "    1. the database\n", "a reviewer reads the steps");
    let applied = run("apply", &[("MODE", "planned"), ("MAX_LAG", "10m")]);
    assert_eq!(applied.noted, "failover prod --to us-east-1 --max-lag 10m --plan out/plan.json\n", "{applied:?}");
    // A confirmation is only for an unplanned failover.
    let confirmed = run("apply", &[("MODE", "planned"), ("CONFIRM", "us-east-1"), ("ALTHOUGH_BOTH_ANSWER", "true")]);
    assert_eq!(confirmed.noted, "failover prod --to us-east-1 --plan out/plan.json\n", "{confirmed:?}");
}

#[test]
fn an_unplanned_failover_passes_on_what_was_confirmed() {
    let unplanned = ("MODE", "unplanned");
    let applied = run("apply", &[unplanned, ("CONFIRM", "us-east-1"), ("ALTHOUGH_BOTH_ANSWER", "false")]);
    let confirmed = "failover prod --to us-east-1 --unplanned --confirm us-east-1";
    assert_eq!(applied.noted, format!("{confirmed} --plan out/plan.json\n"), "{applied:?}");
    let applied = run("plan", &[unplanned, ("CONFIRM", "us-east-1"), ("ALTHOUGH_BOTH_ANSWER", "true")]);
    assert_eq!(applied.noted, format!("{confirmed} --although-both-answer --out out/plan.json\n"), "{applied:?}");
    // The program refuses any other word than the region that takes over.
    for missing in [&[unplanned][..], &[unplanned, ("CONFIRM", "")]] {
        let applied = run("apply", missing);
        let refused = "failover prod --to us-east-1 --unplanned --confirm nothing --plan out/plan.json\n";
        assert_eq!(applied.noted, refused, "{applied:?}");
    }
}

#[test]
fn the_exit_code_of_the_program_is_that_of_the_job() {
    let refused = run("plan", &[("ENDS", "4")]);
    assert_eq!(refused.code, Some(4), "{refused:?}");
}

#[test]
fn an_input_that_is_more_than_a_name_is_refused() {
    for variable in ["STACK", "TO", "CONFIRM", "MAX_LAG"] {
        for value in ["prod --yes", "--yes", "-y", "$(id)", "a;b", "a\nb", "../prod"] {
            let ran = run("plan", &[("MODE", "unplanned"), (variable, value)]);
            assert!(ran.code == Some(3) && ran.noted.is_empty(), "{variable}={value}: {ran:?}");
            assert!(ran.output.starts_with("::error::invalid input"), "{ran:?}");
        }
    }
    let ran = run("destroy", &[]);
    assert!(ran.code == Some(3) && ran.noted.is_empty() && ran.output.contains("expected plan or apply"), "{ran:?}");
    for variable in ["STACK", "TO", "PLAN"] {
        let ran = run("plan", &[(variable, "")]);
        assert!(ran.code != Some(0) && ran.noted.is_empty(), "{variable}: {ran:?}");
    }
}

#[test]
fn the_job_that_moves_roles_waits_for_the_reviewers_and_applies_the_plan_that_they_read() {
    let workflow = yaml(".github/workflows/failover.yml");
    let (plan, apply) = (&workflow["jobs"]["plan"], &workflow["jobs"]["apply"]);
    assert_eq!(plan["if"], "github.ref == 'refs/heads/main'");
    assert_eq!((apply["environment"].as_str(), apply["needs"].as_str()), (Some("${{ inputs.stack }}"), Some("plan")));
    assert!(plan.get("environment").is_none());
    let last = |job: &serde_json::Value, what: &str| {
        let steps = job["steps"].as_array().unwrap();
        let script = format!("exec ci/github/failover.sh {what}");
        steps.iter().find(|step| step["run"] == script.as_str()).unwrap()["env"].clone()
    };
    let passed = last(plan, "plan");
    assert_eq!(passed, last(apply, "apply"), "both jobs have the same inputs");
    for job in [plan, apply] {
        assert!(job["timeout-minutes"].is_u64());
        for step in job["steps"].as_array().unwrap() {
            assert!(!step["run"].as_str().unwrap_or_default().contains("${{"), "{step}");
            let is_role = step["uses"].as_str().is_some_and(|uses| uses.contains("configure-aws-credentials@"));
            assert!(
                !is_role || step["with"]["aws-region"] == "${{ inputs.to }}",
                "the other region may be lost: {step}"
            );
        }
    }
    assert_eq!(workflow["concurrency"]["cancel-in-progress"], false);
}
