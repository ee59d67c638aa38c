//! The scope and the end of a run: targets, expectations, drift, errors.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Project, Ran};

impl Project {
    fn ends(&self, code: i32, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
        ran
    }

    fn exists(&self, path: &str) -> bool {
        self.path("disk/a").join(path).exists()
    }
}

#[test]
fn expect_no_changes_fails_if_the_plan_has_changes() {
    let project = Project::new();
    insta::assert_snapshot!("expected-none", project.ends(2, &["up", "--yes", "--expect-no-changes"]).shown());
    assert!(!project.path("disk/a").exists(), "nothing was created");
    project.ends(2, &["preview", "--expect-no-changes"]);
    project.ends(0, &["up", "--yes"]);
    project.ends(0, &["preview", "--expect-no-changes"]);
    project.ends(0, &["up", "--expect-no-changes"]);
    project.ends(2, &["destroy", "--yes", "--expect-no-changes"]);
    assert!(project.exists("one"));
}

#[test]
fn a_refactoring_creates_replaces_and_deletes_nothing() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    let renamed = project.ends(0, &["preview", "--refactor", "-C", "trouble=renamed", "-C", "files.one=changed"]);
    assert!(renamed.out.contains("1 to update"), "{renamed:?}");
    let ran = project.ends(2, &["preview", "--refactor", "-C", "folder=b", "-C", "files.three=new"]);
    insta::assert_snapshot!("no-refactoring", ran.shown());
    let gone = project.ends(2, &["preview", "--refactor", "-C", "files={ one = \"first\" }"]);
    assert!(gone.err.contains("delete disk:fs/File notes/two (here)"), "{gone:?}");
}

#[test]
fn targets_can_be_names_paths_components_and_patterns() {
    let project = Project::new();
    insta::assert_snapshot!("target-not-created", project.ends(1, &["up", "--yes", "--target", "one"]).shown());
    project.ends(0, &["up", "--yes", "--target", "one", "--target-dependencies"]);
    assert!(project.exists("one") && !project.exists("two"));
    let preview = project.ends(0, &["preview", "--exclude", "here::disk:fs/File::**/t*", "-C", "files.three=new"]);
    assert!(preview.out.contains("No changes"), "{preview:?}");
    let preview = project.ends(0, &["preview", "--target", "notes/t*", "-C", "files.three=new"]);
    assert!(preview.out.contains("2 to create"), "{preview:?}");
}

#[test]
fn a_target_without_a_match_has_a_suggestion() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    for command in ["up", "preview", "destroy", "refresh", "drift"] {
        let ran = project.ends(3, &[command, "--target", "notes/fodler", "--exclude", "tow"]);
        assert!(ran.err.contains("`--target notes/fodler` matches no resource"), "{ran:?}");
        assert!(ran.err.contains("did you mean `notes/folder`?"), "{ran:?}");
    }
}

#[test]
fn a_targeted_destroy_includes_dependents() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    let ran = project.ends(1, &["destroy", "--yes", "--target", "folder"]);
    insta::assert_snapshot!("still-needed", ran.shown());
    project.ends(0, &["destroy", "--yes", "--target", "two"]);
    assert!(project.exists("one") && !project.exists("two"));
    project.ends(0, &["destroy", "--yes", "--target", "folder", "--target-dependents"]);
    assert!(!project.path("disk/a").exists());
}

#[test]
fn drift_has_a_separate_exit_code_and_records_nothing() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    project.ends(0, &["drift"]);
    std::fs::write(project.path("disk/a/one"), "meddled").unwrap();
    std::fs::remove_file(project.path("disk/a/two")).unwrap();
    insta::assert_snapshot!("drift", project.ends(2, &["drift", "dev"]).shown());
    let one = project.ends(2, &["drift", "--target", "one"]);
    assert!(one.out.contains("1 resource was changed outside, 0 gone"), "{one:?}");
    project.ends(0, &["drift", "--target", "folder"]);
    project.ends(2, &["drift"]);
    let json = project.ends(2, &["drift", "--json"]);
    assert!(json.out.lines().any(|line| line.contains("\"event\":\"drifted\"")), "{json:?}");
    // The recorded state of one is no longer compared.
    project.ends(0, &["refresh", "--target", "one"]);
    assert!(project.ends(2, &["drift"]).out.contains("0 resources were changed outside, 1 gone"));
}

#[test]
fn after_an_error_the_run_continues_unless_stop_on_error_is_set() {
    for (flags, figures) in [
        (&[][..], "1 created, 2 failed"),
        (&["--continue-on-error"], "1 created, 2 failed"),
        (&["--stop-on-error", "--continue-on-error"], "1 created, 2 failed"),
        (&["--stop-on-error"], "1 created, 1 failed, 1 skipped"),
    ] {
        let project = Project::new();
        let args = [&["up", "--yes", "--parallel", "1"], flags].concat();
        let ran = project.ran(project.command(&args).env("DISK_TROUBLE", "fail CreateFile"));
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.out.contains(figures), "{flags:?}: {ran:?}");
    }
    // A resource that could not be deleted keeps its dependencies, and only those.
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    std::fs::remove_file(project.path("disk/a/one")).unwrap();
    std::fs::create_dir(project.path("disk/a/one")).unwrap();
    let ran = project.ends(1, &["destroy", "--yes", "--continue-on-error"]);
    assert!(ran.out.contains("1 deleted, 1 failed, 1 skipped"), "{ran:?}");
    assert!(!project.exists("two"));
}

#[test]
fn a_mandatory_policy_stops_a_run_before_it_writes_and_an_advisory_one_warns() {
    let project = Project::new();
    insta::assert_snapshot!(
        "policy",
        project.ends(6, &["up", "--yes", "-C", "files.one=DRAFT", "-C", "files.two="]).shown()
    );
    assert!(!project.path("disk/a").exists() && !project.path(".archipel").exists());
    project.ends(6, &["preview", "-C", "files.one=DRAFT", "--out", "dev.plan"]);
    assert!(!project.path("dev.plan").exists(), "a violating plan is not saved");
    let panicked = project.ends(6, &["preview", "-C", "files.one=panic"]);
    assert!(panicked.err.contains("the policy has a bug") && panicked.err.contains("`no drafts`"), "{panicked:?}");
    let warned = project.ends(0, &["up", "--yes", "-C", "files.two="]);
    assert!(warned.err.contains("warning: policy `no drafts`: the file is empty"), "{warned:?}");
    // Unchanged resources are evaluated too.
    let again = project.ends(0, &["up", "-C", "files.two="]);
    assert!(again.err.contains("the file is empty"), "{again:?}");
}
