//! The scripts of the workflow that drills.

use std::collections::BTreeMap;
use std::process::Command;

use archipel_cli::recovery::Scenario;

use crate::runner::root;
use crate::support::Project;

/// Runs a script of `ci/github` with programs that only note their arguments. Returns what they noted.
fn run(script: &str, variables: &[(&str, &str)]) -> String {
    run_with_aws(script, variables, "exit 1")
}

/// The same, with a program `aws` that runs these lines. `gh` also notes the files that it is given.
fn run_with_aws(script: &str, variables: &[(&str, &str)], aws: &str) -> String {
    let project = Project::new();
    let noted = project.path("noted");
    let files = format!("for file in \"$@\"; do [ -f \"$file\" ] && cat \"$file\" >>{}; done; true", noted.display());
    for (name, then) in [("stacks", "true"), ("gh", files.as_str()), ("aws", aws)] {
        let note = format!("#!/bin/sh\necho {name} \"$@\" >>{}\n{then}\n", noted.display());
        let path = project.path(name);
        std::fs::write(&path, note).unwrap();
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new(root().join("ci/github").join(script));
    command.current_dir(project.path(".")).env("PATH", format!("{}:{path}", project.path(".").display()));
    let defaults = [("PROGRAM", "stacks"), ("STACK", "staging"), ("OUT", "out"), ("EXPERIMENTS", "{}")];
    command.envs(defaults).env("APPROVED_BY", "marie").env_remove("GITHUB_OUTPUT").envs(variables.iter().copied());
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    std::fs::read_to_string(noted).unwrap()
}

#[test]
fn a_scenario_without_an_experiment_is_drilled_in_the_sandbox() {
    let noted = run("drill.sh", &[("SCHEDULE", "0 6 2 1,4,7,10 *")]);
    let sandbox = "--sandbox --without-cluster-contents";
    let expected = format!(
        "stacks up staging {sandbox} --yes\nstacks drill staging --scenario region-lost --yes --out out {sandbox}\n"
    );
    assert_eq!(noted, expected);
}

#[test]
fn a_scenario_with_an_experiment_is_drilled_in_aws() {
    let experiments = r#"{"region-lost": "EXT1"}"#;
    let noted = run("drill.sh", &[("SCENARIO", "region-lost"), ("EXPERIMENTS", experiments)]);
    let expected =
        "stacks drill staging --scenario region-lost --yes --out out --experiment EXT1 --approved-by marie\n";
    assert_eq!(noted, expected);
    let declared = r#"{"zone-lost": "declared"}"#;
    let noted = run("drill.sh", &[("SCENARIO", "zone-lost"), ("EXPERIMENTS", declared)]);
    assert_eq!(noted, "stacks drill staging --scenario zone-lost --yes --out out --approved-by marie\n");
}

#[test]
fn each_month_has_one_of_four_scenarios() {
    let noted = run("drill.sh", &[("SCHEDULE", "0 6 9 * *")]);
    let of_month = Scenario::MONTHLY.map(Scenario::name);
    let script = std::fs::read_to_string(root().join("ci/github/drill.sh")).unwrap();
    let list = format!("of_month=({})", of_month.join(" "));
    assert!(script.contains(&list), "`--due --monthly` looks for other scenarios than drill.sh drills: {list}");
    assert!(of_month.iter().any(|scenario| noted.contains(&format!("--scenario {scenario} "))), "{noted}");
}

#[test]
fn the_workflow_offers_the_scenarios_of_the_program() {
    let workflow = crate::runner::yaml(".github/workflows/drills.yml");
    let options = &workflow["on"]["workflow_dispatch"]["inputs"]["scenario"]["options"];
    let mut offered: BTreeMap<&str, bool> =
        options.as_array().unwrap().iter().map(|name| (name.as_str().unwrap(), false)).collect();
    let listed = Project::new().run(&["drill", "--list", "--json"]).out;
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed).unwrap();
    for scenario in &listed {
        let name = scenario["scenario"].as_str().unwrap();
        assert_eq!(offered.insert(name, true), Some(false), "the workflow does not offer {name}");
    }
    assert!(offered.values().all(|is_listed| *is_listed), "{offered:?}");
}

#[test]
fn an_issue_has_the_report_or_says_that_there_is_none() {
    let variables = [("REPOSITORY", "luneo/platform"), ("RESULT", "failure"), ("RUN_URL", "https://x.example/1")];
    let missing = [&variables[..], &[("REPORT", "no/such/file"), ("SCENARIO", "region-lost")]].concat();
    let noted = run("drill_issue.sh", &missing);
    assert!(noted.contains("gh issue create --repo luneo/platform --title Drill: region-lost, failure,"), "{noted}");
    assert!(noted.contains("\nThe drill ended before it had a report.\n"), "{noted}");
}

/// The body of the issue, with this answer of `aws backup list-restore-jobs`.
fn issue(aws: &str) -> String {
    let variables = [("REPOSITORY", "luneo/platform"), ("RESULT", "success"), ("RUN_URL", "https://x.example/1")];
    run_with_aws("drill_issue.sh", &[&variables[..], &[("REPORT", "no/such/file")]].concat(), aws)
}

#[test]
fn an_issue_has_the_restore_tests_of_the_quarter() {
    let plan = "arn:aws:backup:eu-west-1:111122223333:restore-testing-plan:luneo_staging_eu_west_1-0a1b";
    let database = "arn:aws:rds:eu-west-1:111122223333:cluster:luneo-staging-eu-west-1";
    let jobs = serde_json::json!({"RestoreJobs": [
        {"Status": "COMPLETED", "ResourceType": "Aurora", "SourceResourceArn": database,
         "CreationDate": "2026-10-01T06:10:00.5+00:00", "CompletionDate": "2026-10-01T06:52:00.5+00:00",
         "ValidationStatus": "SUCCESSFUL", "CreatedBy": {"RestoreTestingPlanArn": plan}},
        {"Status": "FAILED", "StatusMessage": "no subnet | group", "ResourceType": "S3", "RecoveryPointArn": "arn:aws:backup:x",
         "CreationDate": "2026-10-01T07:00:00Z", "CreatedBy": {"RestoreTestingPlanArn": plan}},
        {"Status": "COMPLETED", "ResourceType": "EBS", "SourceResourceArn": "by-hand", "CreationDate": "2026-10-02T07:00:00Z"},
    ]});
    let issue = issue(&format!("cat <<'END'\n{jobs}\nEND"));
    assert!(issue.contains("aws backup list-restore-jobs --by-created-after 20"), "{issue}");
    let name = "luneo_staging_eu_west_1-0a1b";
    let rows = format!(
        "| --- |\n| 2026-10-01T07:00:00 | {name} | S3 | arn:aws:backup:x | FAILED: no subnet \\| group | - | not complete |\n\
         | 2026-10-01T06:10:00 | {name} | Aurora | {database} | COMPLETED | SUCCESSFUL | 42 min |\n"
    );
    assert!(issue.contains("\n## Restore tests of the last 100 days\n") && issue.contains(&rows), "{issue}");
    assert!(!issue.contains("by-hand"), "a restore by hand is not a test: {issue}");
}

#[test]
fn an_issue_says_that_no_restore_test_has_a_result_or_why_it_is_not_known() {
    assert!(issue("echo '{\"RestoreJobs\": []}'").contains("\nNo result: no restore test ran.\n"));
    let denied = issue("echo 'AccessDeniedException: backup:ListRestoreJobs' >&2; exit 254");
    let why =
        "\nThe results cannot be read: `aws backup list-restore-jobs`: AccessDeniedException: backup:ListRestoreJobs";
    assert!(denied.contains(why), "{denied}");
    assert!(denied.contains("gh issue create") && denied.contains("[The run](https://x.example/1)"), "{denied}");
}
