//! `up --on-failure rollback`, in real runs.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Project, Ran};

const BACK: [&str; 4] = ["up", "--yes", "--on-failure", "rollback"];

impl Project {
    fn fails_to_create(&self, args: &[&str]) -> Ran {
        self.ran(self.command(args).env("DISK_TROUBLE", "fail CreateFile"))
    }

    fn file(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path("disk/a").join(name)).ok()
    }

    fn content(&self) -> [Option<String>; 3] {
        ["one", "two", "three"].map(|name| self.file(name))
    }
}

fn was() -> [Option<String>; 3] {
    [Some("first".to_owned()), Some("second".to_owned()), None]
}

#[test]
fn a_failed_run_returns_by_the_plan_that_was_shown_before_it() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    let changed = ["-C", "files.one=changed", "-C", "files.three=third"];
    let ran = project.fails_to_create(&[&BACK[..], &changed].concat());
    insta::assert_snapshot!("returned", ran.shown_without_progress());
    assert_eq!(project.content(), was());
    let history = project.run(&["history"]).out;
    assert!(history.contains("up dev (rollback)"), "{history}");
    assert_eq!(project.run(&["preview", "--detailed-exit-code"]).code, Some(0), "nothing is left to do");
    assert_eq!(project.run(&["state", "verify"]).code, Some(0));
}

#[test]
fn a_run_that_succeeds_shows_the_rollback_plan_and_does_not_need_it() {
    let project = Project::new();
    let ran = project.run(&BACK);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("If a step fails, this rollback plan returns the stack to its present state:"), "{ran:?}");
    assert!(ran.out.contains("Outputs:"), "{ran:?}");
    assert_eq!(project.content(), was());
    let json = project.run(&[&BACK[..], &["--json", "-C", "files.one=changed"]].concat());
    let event = json.out.lines().find(|line| line.contains("\"event\":\"way-back\"")).unwrap();
    let event: serde_json::Value = serde_json::from_str(event).unwrap();
    assert_eq!(event["plan"]["steps"][0]["action"], "update", "{event}");
}

#[test]
fn a_second_failure_says_how_to_go_on_and_loses_nothing() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    project.configure("dev", "folder = \"a\"\n\n[files]\none = \"changed\"\nthree = \"third\"\n");
    let ran = project.fails_to_create(&BACK);
    insta::assert_snapshot!("second-failure", ran.shown_without_progress());
    assert_eq!(project.run(&["state", "verify"]).code, Some(0));
    assert_eq!(project.run(&["rollback", "--to", "1", "--yes"]).code, Some(0));
    assert_eq!(project.content(), was());
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    assert_eq!(project.content(), [Some("changed".to_owned()), None, Some("third".to_owned())]);
}

#[test]
fn a_run_without_a_rollback_plan_does_not_start() {
    let project = Project::new();
    let ran = project.run(&[&BACK[..], &["-C", "trouble=protect"]].concat());
    insta::assert_snapshot!("protected", ran.shown_without_progress());
    assert!(!project.path("disk/a").exists());
}

/// The present state would be the result of the rollback, so the policies hold for it too.
#[test]
fn policies_are_evaluated_for_the_rollback_plan() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes", "-C", "files.one="]).code, Some(0));
    let changed = ["-C", "files.one=changed"];
    let plain = project.run(&[&["preview"][..], &changed].concat());
    assert!(!plain.err.contains("the file is empty"), "{plain:?}");
    let ran = project.run(&[&BACK[..], &changed].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.err.matches("policy `no drafts`: the file is empty").count(), 1, "{ran:?}");
}

#[test]
fn a_preview_shows_the_rollback_plan_in_every_report() {
    let project = Project::new();
    assert_eq!(project.run(&["up", "--yes"]).code, Some(0));
    let preview = |args: &[&str]| {
        let changed = ["preview", "--on-failure", "rollback", "-C", "files.one=changed", "-C", "files.three=third"];
        let ran = project.run(&[&changed[..], args].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran
    };
    assert!(preview(&[]).out.contains("If a step fails, this rollback plan returns the stack"));
    let summary = "If a step fails, a rollback plan returns the stack to its present state: 1 to delete, 1 to update";
    let comment = preview(&["--format", "markdown", "--report", "report.html"]).out;
    assert!(comment.contains(summary), "{comment}");
    assert!(comment.contains("<details><summary>Rollback plan: 2</summary>"), "{comment}");
    assert!(comment.contains("- **delete** `disk:fs/File notes/three`"), "{comment}");
    let page = std::fs::read_to_string(project.path("report.html")).unwrap();
    let static_part = page.split("<main").next().unwrap();
    assert!(
        static_part.contains(summary) && static_part.contains("<li>delete disk:fs/File notes/three"),
        "{static_part}"
    );
    let report: serde_json::Value = serde_json::from_str(&preview(&["--format", "json"]).out).unwrap();
    assert_eq!(report["rollback"]["counts"]["delete"], 1);
    assert_eq!(report["rollback"]["resources"].as_array().unwrap().len(), 2);
    assert_eq!(project.content(), was());
}
