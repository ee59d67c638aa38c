//! Concurrent runs, and moved states.

#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufReader, Read as _};

use support::Project;
use support::standing::{Standing, until};

#[test]
fn a_locked_state_is_reported_with_its_holder_and_start() {
    let project = Project::new();
    let run = Standing::at(&project, "CreateFolder");
    let second = project.run(&["up", "--yes"]);
    assert_eq!(second.code, Some(4), "{second:?}");
    for words in ["marie@", &format!("process {}", run.pid()), "`up dev`", "since ", "--wait"] {
        assert!(second.err.contains(words), "{words}: {}", second.err);
    }
    assert_eq!(project.run(&["destroy", "--yes"]).code, Some(4));
    run.go();
    assert_eq!(run.ended(), Some(0));
}

#[test]
fn a_waiting_run_plans_again_once_the_lock_is_free() {
    let project = Project::new();
    let run = Standing::at(&project, "CreateFolder");
    let mut waiting = project.spawn(&["up", "--yes", "--wait"], "");
    let mut err = BufReader::new(waiting.stderr.take().unwrap());
    until(&mut err, "waiting for it to end");
    run.go();
    assert_eq!(run.ended(), Some(0));
    let mut out = String::new();
    waiting.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(waiting.wait().unwrap().code(), Some(0), "{out}");
    assert!(out.contains("No changes"), "the resources of the first run exist: {out}");
}

#[test]
fn waiting_ends_after_its_time_limit() {
    let project = Project::new();
    let run = Standing::at(&project, "CreateFolder");
    let second = project.run(&["up", "--yes", "--wait=1s"]);
    assert_eq!(second.code, Some(4), "{second:?}");
    run.go();
    run.ended();
    assert_eq!(project.run(&["up", "--yes", "--wait=soon"]).code, Some(3));
}

#[test]
fn stacks_do_not_lock_each_other() {
    let project = Project::new();
    project.configure("other", "folder = \"b\"\n\n[files]\none = \"first\"\n");
    let run = Standing::with(&project, &["up", "dev", "--yes"], "CreateFolder");
    let other = project.run(&["up", "other", "--yes"]);
    assert_eq!(other.code, Some(0), "{other:?}");
    run.go();
    assert_eq!(run.ended(), Some(0));
}

#[test]
fn the_lock_of_a_killed_run_is_released_at_once() {
    let project = Project::new();
    Standing::at(&project, "CreateFolder").kill();
    let again = project.run(&["up", "--yes"]);
    assert_eq!(again.code, Some(0), "{again:?}");
}

#[test]
fn unlock_shows_the_holder_and_does_not_break_the_lock_of_a_live_process() {
    let project = Project::new();
    let free = project.run(&["state", "unlock"]);
    assert_eq!(free.code, Some(0), "{free:?}");
    assert!(free.out.contains("is not locked"), "{free:?}");
    let run = Standing::at(&project, "CreateFolder");
    let held = project.run(&["state", "unlock", "--yes"]);
    assert_eq!(held.code, Some(4), "{held:?}");
    assert!(held.err.contains("marie@") && held.err.contains(&format!("kill {}", run.pid())), "{}", held.err);
    run.go();
    assert_eq!(run.ended(), Some(0));
}

#[test]
fn a_migration_does_not_change_the_plan() {
    let project = Project::new();
    project.run(&["up", "--yes"]);
    let there = project.path("there").display().to_string();
    let moved = project.run(&["state", "migrate", "--to", &there, "--yes"]);
    assert_eq!(moved.code, Some(0), "{moved:?}");
    // A run cannot continue at the old location by mistake.
    for command in [&["up", "--yes"][..], &["preview"], &["state", "list"]] {
        let refused = project.run(command);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(refused.err.contains("was moved to") && refused.err.contains("--state"), "{}", refused.err);
    }
    assert_eq!(project.run(&["preview", "--state", &there, "--detailed-exit-code"]).code, Some(0));
    assert_eq!(project.run(&["up", "--state", &there, "--yes", "-C", "files.one=changed"]).code, Some(0));
    // And back, replacing the older state there.
    let back = project.run(&["state", "migrate", "--state", &there, "--to", ".archipel/dev", "--yes"]);
    assert_eq!(back.code, Some(0), "{back:?}");
    assert_eq!(project.run(&["preview", "--detailed-exit-code", "-C", "files.one=changed"]).code, Some(0));
}

#[test]
fn a_migration_does_not_overwrite_another_state() {
    let project = Project::new();
    project.configure("other", "folder = \"b\"\n\n[files]\none = \"first\"\n");
    project.run(&["up", "dev", "--yes"]);
    project.run(&["up", "other", "--yes"]);
    let refused = project.run(&["state", "migrate", "dev", "--to", ".archipel/other", "--yes"]);
    assert_eq!(refused.code, Some(3), "{refused:?}");
    assert!(refused.err.contains("another state"), "{}", refused.err);
    assert_eq!(project.run(&["preview", "dev", "--detailed-exit-code"]).code, Some(0));
    assert_eq!(project.run(&["preview", "other", "--detailed-exit-code"]).code, Some(0));
}

#[test]
fn an_invalid_location_is_rejected() {
    let project = Project::new();
    for (place, why) in [("s3://", "no bucket"), ("ftp://x/y", "unknown scheme")] {
        let refused = project.run(&["up", "--state", place]);
        assert_eq!(refused.code, Some(3), "{refused:?}");
        assert!(refused.err.contains(why), "{}", refused.err);
    }
}
