//! Whole runs: their changes, output and exit codes.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead as _, BufReader};
use std::time::Duration;

use support::standing::Standing;
use support::{DEV, Project};

#[test]
fn up_creates_the_declared_resources_once() {
    let project = Project::new();
    let first = project.run(&["up", "--yes", "--parallel", "1"]);
    insta::assert_snapshot!("up", first.shown());
    assert_eq!(std::fs::read_to_string(project.path("disk/a/one")).unwrap(), "first");
    let second = project.run(&["up", "dev"]);
    insta::assert_snapshot!("up-again", second.shown());
}

#[test]
fn resources_of_unknown_elements_are_created_in_a_later_wave() {
    let project = Project::new();
    project.configure("dev", &format!("later = [\"x\", \"y\"]\n{DEV}"));
    let up = project.run(&["up", "--yes", "--parallel", "1"]);
    insta::assert_snapshot!("up-waves", up.shown());
    assert_eq!(std::fs::read_to_string(project.path("disk/a/x")).unwrap(), "x in a");
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0));
    project.configure("dev", &format!("later = [\"y\"]\n{DEV}"));
    let up = project.run(&["up", "--yes"]);
    assert!(up.out.contains("1 deleted"), "{up:?}");
    assert!(!project.path("disk/a/x").exists() && project.path("disk/a/y").exists());
}

#[test]
fn an_update_is_shown_and_applied() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    project.configure("dev", &DEV.replace("first", "changed"));
    let preview = project.run(&["preview", "dev", "--detailed-exit-code"]);
    insta::assert_snapshot!("preview-update", preview.shown());
    assert_eq!(project.run(&["preview"]).code, Some(0), "without the option changes are no exit code");
    assert_eq!(project.run(&["up", "--yes", "--detailed-exit-code"]).code, Some(2));
    assert_eq!(std::fs::read_to_string(project.path("disk/a/one")).unwrap(), "changed");
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0));
}

#[test]
fn a_replacement_shows_the_replacements_that_it_causes() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    let preview = project.run(&["preview", "-C", "folder=b", "-C", "files.one=changed"]);
    insta::assert_snapshot!("preview-replace", preview.shown());
}

#[test]
fn destroy_deletes_everything() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    let destroyed = project.run(&["destroy", "dev", "--yes", "--parallel", "1"]);
    assert_eq!(destroyed.code, Some(0), "{destroyed:?}");
    assert_eq!(std::fs::read_dir(project.path("disk")).unwrap().count(), 0);
    assert_eq!(project.run(&["state", "list"]).out, "");
    assert!(project.run(&["destroy", "dev"]).out.contains("No changes"), "nothing is left to confirm");
}

#[test]
fn a_preview_writes_nothing() {
    let project = Project::new();
    let preview = project.run(&["preview"]);
    assert_eq!(preview.code, Some(0), "{preview:?}");
    assert!(!project.path(".archipel").exists());
}

#[test]
fn a_failed_step_is_reported_with_source_line_and_hint_and_exit_code_1() {
    let project = Project::new();
    let failed =
        project.ran(project.command(&["up", "--yes", "--parallel", "1"]).env("DISK_TROUBLE", "fail CreateFile"));
    insta::assert_snapshot!("up-failed", failed.shown());
    let again = project.run(&["up", "--yes"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.out.contains("2 created, 1 unchanged"), "{}", again.out);
}

#[test]
fn a_refresh_finds_changes_made_outside() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    std::fs::write(project.path("disk/a/one"), "meddled").unwrap();
    std::fs::remove_file(project.path("disk/a/two")).unwrap();
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0), "without --refresh nothing is read");
    insta::assert_snapshot!("refresh-preview", project.run(&["refresh", "--preview"]).shown());
    let up = project.run(&["up", "--yes", "--refresh"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert_eq!(std::fs::read_to_string(project.path("disk/a/one")).unwrap(), "first");
    assert_eq!(std::fs::read_to_string(project.path("disk/a/two")).unwrap(), "second");
}

#[test]
fn json_output_is_one_event_per_line() {
    let project = Project::new();
    let up = project.run(&["up", "--yes", "--json"]);
    let events: Vec<serde_json::Value> = up.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names.first(), Some(&"started"));
    assert!(names.contains(&"planned") && names.contains(&"step-done"), "{names:?}");
    assert_eq!(names.last(), Some(&"finished"));
    assert_eq!(up.err, "");
    let verbose = project.run(&["preview", "--json", "--verbose"]);
    assert!(verbose.out.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert!(verbose.err.contains("No changes"), "{}", verbose.err);
}

#[test]
fn json_output_contains_errors() {
    let project = Project::new();
    let up = project.run(&["up", "nosuch", "--json"]);
    assert_eq!((up.code, up.err.as_str()), (Some(3), ""));
    let event: serde_json::Value = serde_json::from_str(&up.out).unwrap();
    assert_eq!((event["event"].as_str(), event["level"].as_str()), (Some("notice"), Some("error")));
}

#[test]
fn a_closed_pipe_does_not_end_the_run() {
    let project = Project::new();
    let mut child = project.spawn(&["up", "--yes"], "");
    // Like `| head -1`.
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(project.path("disk/a/two").exists());
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0), "the state is complete");
}

#[test]
fn ctrl_c_finishes_operations_in_flight_and_the_next_run_continues() {
    let project = Project::new();
    let mut run = Standing::at(&project, "CreateFolder");
    run.interrupt("interrupted");
    run.go();
    assert_eq!(run.ended(), Some(130));
    assert!(project.path("disk/a").exists(), "the operation in flight finished");
    assert!(!project.path("disk/a/one").exists(), "no further step started");
    let again = project.run(&["up", "--yes"]);
    assert!(again.out.contains("2 created, 1 unchanged"), "{}", again.out);
}

/// The create is sent and looked up for minutes: nothing that the run waits for has begun.
#[test]
fn one_ctrl_c_ends_the_wait_for_a_service_that_cannot_be_reached() {
    let project = Project::new();
    let mut run = project.spawn(&["up", "--yes"], "unreachable CreateFolder");
    while !project.path("waits").exists() {
        assert!(run.try_wait().unwrap().is_none(), "the run retries");
        std::thread::sleep(Duration::from_millis(20));
    }
    let sent = std::process::Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let ended = run.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(130), "{said}");
    assert!(said.contains("interrupted") && !said.contains("abandoned"), "{said}");
    let again = project.run(&["up", "--yes"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(project.path("disk/a/one").exists());
}

#[test]
fn a_second_ctrl_c_abandons_operations_in_flight() {
    let project = Project::new();
    let mut run = Standing::at(&project, "CreateFolder");
    run.interrupt("interrupted");
    run.interrupt("abandoned");
    assert_eq!(run.ended(), Some(130));
    assert!(!project.path("disk/a").exists());
    let again = project.run(&["up", "--yes"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(project.path("disk/a/one").exists());
}

#[test]
fn a_locked_state_refuses_a_second_run_but_not_a_preview() {
    let project = Project::new();
    project.run(&["up", "--yes", "-C", "files={}"]);
    let run = Standing::at(&project, "CreateFile");
    let second = project.run(&["up", "--yes"]);
    assert_eq!(second.code, Some(4), "{second:?}");
    assert!(second.err.contains("marie@") && second.err.contains("up dev"), "{}", second.err);
    let preview = project.run(&["preview"]);
    assert_eq!(preview.code, Some(0), "{preview:?}");
    assert!(preview.err.contains("; planning from the state before that run"), "{preview:?}");
    run.go();
    assert_eq!(run.ended(), Some(0));
}

#[test]
fn a_preview_estimates_and_a_run_shows_its_critical_path() {
    let project = Project::new();
    let preview = project.run(&["preview", "--estimate"]);
    assert!(preview.out.contains("Estimated duration: about"), "{}", preview.out);
    assert!(preview.out.contains("typical of its type"), "{}", preview.out);
    let events: Vec<serde_json::Value> = project
        .run(&["preview", "--estimate", "--json"])
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let estimated = events.iter().find(|event| event["event"] == "estimated").unwrap();
    let path = estimated["estimate"]["critical_path"].as_array().unwrap();
    let sum: u64 = path.iter().map(|step| step["millis"].as_u64().unwrap()).sum();
    assert_eq!(estimated["estimate"]["millis"].as_u64(), Some(sum));

    let up = project.run(&["up", "--yes", "--verbose"]);
    assert!(up.out.contains("Critical path: "), "{}", up.out);
    let recorded = project.run(&["preview", "--estimate", "-C", "folder=b", "-C", "files.one=changed"]);
    assert!(recorded.out.contains("as in earlier runs"), "{}", recorded.out);
}

#[test]
fn the_policy_for_a_failed_region_is_an_option_and_a_setting() {
    let project = Project::new();
    let wrong = project.run(&["up", "--yes", "--on-region-failure", "panic"]);
    assert_eq!(wrong.code, Some(3), "{wrong:?}");
    assert!(wrong.err.contains("hold"), "{}", wrong.err);
    project.configure("dev", &format!("{DEV}\n[archipel]\non_region_failure = \"hold\"\n"));
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    project.configure("dev", &format!("{DEV}\n[archipel]\non_region_failure = \"panic\"\n"));
    let wrong = project.run(&["up", "--yes"]);
    assert!(wrong.code != Some(0) && wrong.err.contains("panic"), "{wrong:?}");
}

#[test]
fn a_watch_previews_again_when_the_configuration_changes() {
    let project = Project::new();
    let mut watch = project.spawn(&["watch", "dev"], "");
    let (said, lines) = std::sync::mpsc::channel();
    let out = BufReader::new(watch.stdout.take().unwrap()).lines().map_while(Result::ok);
    std::thread::spawn(move || out.for_each(|line| said.send(line).unwrap_or_default()));
    // The plan shown before it watches, or nothing if that takes too long.
    let plan = || {
        let mut plan = None;
        loop {
            let line = lines.recv_timeout(std::time::Duration::from_secs(60)).ok()?;
            if line.starts_with("Watching") {
                return plan;
            }
            plan = Some(line).filter(|line| line.starts_with("Plan:")).or(plan);
        }
    };
    let first = plan();
    // A read of the file, as by the preview itself, is not a change: the watch would preview without end.
    std::fs::read(project.path("config/dev.toml")).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(1));
    project.configure("dev", &DEV.replace("two = \"second\"\n", ""));
    let second = plan();
    watch.kill().unwrap();
    watch.wait().unwrap();
    assert!(first.as_deref().is_some_and(|plan| plan.contains("3 to create")), "{first:?}");
    assert!(second.as_deref().is_some_and(|plan| plan.contains("2 to create")), "{second:?}");
}
