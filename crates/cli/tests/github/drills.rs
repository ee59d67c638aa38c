//! The scripts of the workflow that drills.

use std::collections::BTreeMap;
use std::process::Command;

use crate::runner::root;
use crate::support::Project;

/// Runs a script of `ci/github` with programs that only note their arguments. Returns what they noted.
fn run(script: &str, variables: &[(&str, &str)]) -> String {
    let project = Project::new();
    let noted = project.path("noted");
    for name in ["stacks", "gh"] {
        let note = format!("#!/bin/sh\necho {name} \"$@\" >>{}\n", noted.display());
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
    let of_month = ["database-lag", "load-balancer-lost", "buckets-unavailable", "zone-lost"];
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
}
