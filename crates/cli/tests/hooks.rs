//! Hooks of resources, in real runs.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Project, Ran};

impl Project {
    fn with_hooks(&self, code: i32, args: &[&str], trouble: &str) -> Ran {
        let mut command = self.command(&[args, &["-C", "trouble=hooks"]].concat());
        let ran = self.ran(command.env("DISK_TROUBLE", trouble));
        assert_eq!(ran.code, Some(code), "{args:?}: {ran:?}");
        ran
    }
}

#[test]
fn a_hook_is_shown_in_the_plan_and_runs_after_its_resource() {
    let project = Project::new();
    insta::assert_snapshot!("up", project.with_hooks(0, &["up", "--yes"], "").shown_without_progress());
    assert!(!project.path("disk/failed").exists());
    assert_eq!(project.with_hooks(0, &["preview", "--detailed-exit-code"], "").code, Some(0));
    let history = project.run(&["history", "show", "1"]).out;
    assert!(history.contains("hook-done  here::disk:fs/Folder::notes/folder  check  after-create"), "{history}");
}

#[test]
fn a_hook_that_fails_stops_what_depends_on_its_resource_and_is_repeated() {
    let project = Project::new();
    insta::assert_snapshot!("failed", project.with_hooks(1, &["up", "--yes"], "anything").shown_without_progress());
    assert!(project.path("disk/failed").exists(), "the hook on failure ran");
    assert!(!project.path("disk/a/one").exists());
    insta::assert_snapshot!("repeated", project.with_hooks(0, &["up", "--yes"], "").shown_without_progress());
    assert!(project.path("disk/a/one").exists());
    assert_eq!(project.run(&["state", "verify"]).code, Some(0));
}

#[test]
fn a_destroy_runs_the_recorded_hooks_without_the_program() {
    let project = Project::new();
    project.with_hooks(0, &["up", "--yes"], "");
    // The configuration without the hooks, which `destroy` does not need.
    let ran = project.run(&["destroy", "--yes"]);
    insta::assert_snapshot!("destroy", ran.shown_without_progress());
    assert!(project.path("disk/drained").exists(), "the hook ran");
    assert_eq!(project.run(&["state", "verify"]).code, Some(0));
}

#[test]
fn a_hook_that_hangs_is_ended_at_its_time_limit() {
    let project = Project::new();
    let ran = project.run(&["up", "--yes", "-C", "trouble=hook that hangs"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the hook `hang` (after create) failed: it did not end within 1s"), "{ran:?}");
}

#[test]
fn a_hook_gets_only_the_variables_that_the_program_names() {
    let project = Project::new();
    let mut command = project.command(&["up", "--yes", "-C", "trouble=hooks"]);
    // The hook of the example fails if it finds the passphrase, or where the files are.
    let ran = project.ran(command.env("ARCHIPEL_PASSPHRASE", "a long enough passphrase"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
}
