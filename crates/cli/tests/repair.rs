//! Interrupted operations whose outcome a user must determine.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead as _, BufReader};

use support::{Project, Ran};

const FILE: &str = "here::disk:fs/File::notes/one";

/// An `up` that was killed while it created the file `one`, of which there are now two.
fn doubtful() -> Project {
    let project = Project::new();
    project.configure("dev", "folder = \"a\"\n\n[files]\none = \"first\"\n");
    let mut child = project.spawn(&["up", "--yes"], "wait CreateFile");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while !lines.next().expect("the run continues").unwrap().contains("waits for the test") {}
    child.kill().unwrap();
    child.wait().unwrap();
    for name in ["one", "one.copy"] {
        std::fs::write(project.path("disk/a").join(name), format!("this is {name}")).unwrap();
    }
    project
}

/// Runs a command while the disk finds both.
fn run(project: &Project, args: &[&str]) -> Ran {
    project.ran(project.command(args).env("DISK_TROUBLE", "several"))
}

fn write(project: &Project, answer: &[&str]) {
    let written = run(project, &[&["state", "repair", "--yes"], answer].concat());
    assert_eq!(written.code, Some(0), "{written:?}");
    assert!(written.out.contains("The previous state of dev was saved to"), "the previous state is saved: {written:?}");
}

#[test]
fn several_candidates_stop_an_up_with_a_separate_exit_code_and_nothing_changes() {
    let project = doubtful();
    insta::assert_snapshot!("up-doubtful", run(&project, &["up", "--yes"]).shown());
    for command in [&["preview"][..], &["destroy", "--yes"], &["refresh"]] {
        assert_eq!(run(&project, command).code, Some(7), "{command:?}");
    }
    assert!(project.path("disk/a/one").exists() && project.path("disk/a/one.copy").exists());
}

#[test]
fn the_candidates_are_shown_with_the_choices() {
    let project = doubtful();
    let shown = run(&project, &["state", "repair"]);
    assert_eq!(shown.code, Some(7), "{shown:?}");
    let shown = shown.shown();
    let lines = shown.lines().map(|line| if line.contains("it started") { "  it started some time ago" } else { line });
    insta::assert_snapshot!("repair-choices", lines.collect::<Vec<_>>().join("\n"));
    let json = run(&project, &["state", "repair", "--json"]);
    assert_eq!(json.code, Some(7), "{json:?}");
    let report: serde_json::Value = serde_json::from_str(json.out.lines().last().unwrap()).unwrap();
    assert_eq!(report["questions"][0]["urn"], FILE);
    assert_eq!(report["questions"][0]["candidates"][1]["inputs"]["content"], "this is one.copy");
}

#[test]
fn the_next_up_finishes_an_adopted_resource() {
    let project = doubtful();
    write(&project, &["--adopt", &format!("{FILE}=a/one.copy")]);
    let up = run(&project, &["up", "--yes"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert!(project.run(&["state", "show", "one"]).out.contains("id: a/one.copy"));
    assert_eq!(run(&project, &["state", "repair"]).out, "No open operations.\n");
}

#[test]
fn the_next_up_creates_a_forgotten_resource() {
    let project = doubtful();
    write(&project, &["--forget", "one"]);
    for name in ["one", "one.copy"] {
        std::fs::remove_file(project.path("disk/a").join(name)).unwrap();
    }
    assert_eq!(run(&project, &["up", "--yes"]).code, Some(0));
    assert_eq!(std::fs::read_to_string(project.path("disk/a/one")).unwrap(), "first");
}

#[test]
fn the_next_run_checks_an_open_operation_again() {
    let project = doubtful();
    let left = run(&project, &["state", "repair", "--retry", "one"]);
    assert_eq!(left.code, Some(0), "{left:?}");
    assert_eq!(run(&project, &["preview"]).code, Some(7));
    std::fs::remove_file(project.path("disk/a/one.copy")).unwrap();
    let up = run(&project, &["up", "--yes"]);
    assert_eq!(up.code, Some(0), "{up:?}");
    assert!(project.run(&["state", "show", "one"]).out.contains("id: a/one\n"));
}

#[test]
fn invalid_answers_are_refused() {
    let project = doubtful();
    for (answer, says) in [
        (&["--adopt", "one=a/three"][..], "cannot adopt a/three as here::disk:fs/File::notes/one: it does not exist"),
        (&["--adopt", "one"], "invalid `--adopt one`: expected URN=ID"),
        (&["--forget", "two"], "no interrupted operation of `two`"),
        (&["--forget", "one", "--retry", "one"], "conflicting answers for"),
    ] {
        let refused = run(&project, &[&["state", "repair", "--yes"], answer].concat());
        assert_eq!(refused.code, Some(3), "{answer:?}: {refused:?}");
        assert!(refused.err.contains(says), "{answer:?}: {refused:?}");
    }
    let unasked = run(&project, &["state", "repair", "--forget", "one"]);
    assert_eq!(unasked.code, Some(3), "no terminal to ask on: {unasked:?}");
    assert_eq!(run(&project, &["preview"]).code, Some(7), "nothing was written");
}
