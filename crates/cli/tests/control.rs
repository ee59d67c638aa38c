//! What a run is about and how it ends: targets, expectations, drift, errors.

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
fn where_no_changes_are_expected_there_are_none() {
    let project = Project::new();
    insta::assert_snapshot!("expected-none", project.ends(2, &["up", "--yes", "--expect-no-changes"]).shown());
    assert!(!project.path("disk/a").exists(), "nothing was made");
    project.ends(2, &["preview", "--expect-no-changes"]);
    project.ends(0, &["up", "--yes"]);
    project.ends(0, &["preview", "--expect-no-changes"]);
    project.ends(0, &["up", "--expect-no-changes"]);
    project.ends(2, &["destroy", "--yes", "--expect-no-changes"]);
    assert!(project.exists("one"));
}

#[test]
fn a_refactoring_renames_and_changes_and_makes_or_deletes_nothing() {
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
fn targets_are_named_as_people_name_them() {
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
fn a_target_that_matches_nothing_has_a_nearest_name() {
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    for command in ["up", "preview", "destroy", "refresh", "drift"] {
        let ran = project.ends(3, &[command, "--target", "notes/fodler", "--exclude", "tow"]);
        assert!(ran.err.contains("`--target notes/fodler` matches no resource"), "{ran:?}");
        assert!(ran.err.contains("did you mean `notes/folder`?"), "{ran:?}");
    }
}

#[test]
fn a_part_is_destroyed_with_what_depends_on_it() {
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
fn drift_ends_with_its_own_code_and_records_nothing() {
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
    // What was recorded of one is no longer what is compared with.
    project.ends(0, &["refresh", "--target", "one"]);
    assert!(project.ends(2, &["drift"]).out.contains("0 resources were changed outside, 1 gone"));
}

#[test]
fn after_an_error_the_rest_goes_on_unless_it_is_told_to_stop() {
    for (flags, figures) in [
        (&[][..], "1 created, 2 failed"),
        (&["--continue-on-error"], "1 created, 2 failed"),
        (&["--stop-on-error", "--continue-on-error"], "1 created, 2 failed"),
        (&["--stop-on-error"], "1 created, 1 failed, 1 not done"),
    ] {
        let project = Project::new();
        let args = [&["up", "--yes", "--parallel", "1"], flags].concat();
        let ran = project.ran(project.command(&args).env("DISK_TROUBLE", "fail CreateFile"));
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.out.contains(figures), "{flags:?}: {ran:?}");
    }
    // What could not be deleted keeps what it needs, and nothing else.
    let project = Project::new();
    project.ends(0, &["up", "--yes"]);
    std::fs::remove_file(project.path("disk/a/one")).unwrap();
    std::fs::create_dir(project.path("disk/a/one")).unwrap();
    let ran = project.ends(1, &["destroy", "--yes", "--continue-on-error"]);
    assert!(ran.out.contains("1 deleted, 1 failed, 1 not done"), "{ran:?}");
    assert!(!project.exists("two"));
}

#[test]
fn a_mandatory_policy_stops_a_run_before_it_writes_and_an_advisory_one_is_told() {
    let project = Project::new();
    insta::assert_snapshot!(
        "policy",
        project.ends(6, &["up", "--yes", "-C", "files.one=DRAFT", "-C", "files.two="]).shown()
    );
    assert!(!project.path("disk/a").exists() && !project.path(".archipel").exists());
    project.ends(6, &["preview", "-C", "files.one=DRAFT", "--out", "dev.plan"]);
    assert!(!project.path("dev.plan").exists(), "what may not be applied is not written down for it");
    let panicked = project.ends(6, &["preview", "-C", "files.one=panic"]);
    assert!(panicked.err.contains("the policy has a mistake") && panicked.err.contains("`no drafts`"), "{panicked:?}");
    let told = project.ends(0, &["up", "--yes", "-C", "files.two="]);
    assert!(told.err.contains("warning: policy `no drafts`: the file is empty"), "{told:?}");
    // What stays as it is, is looked at too.
    let again = project.ends(0, &["up", "-C", "files.two="]);
    assert!(again.err.contains("the file is empty"), "{again:?}");
}
