//! Ctrl-C and SIGKILL during a run.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::world::{Things, World, assert_same};

/// Starts a run and waits until it has completed this many steps.
fn until_done(world: &World, args: &[&str], steps: usize) -> Child {
    let mut child = world.command(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let stdout = child.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(stdout).lines();
    let mut done = 0;
    while done < steps {
        let line = lines.next().expect("the run continues").expect("a line");
        if line.contains("\"event\":\"step-done\"") {
            done += 1;
        }
    }
    // Read the rest, so that the run never waits for a reader.
    std::thread::spawn(move || lines.for_each(drop));
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
}

#[track_caller]
fn finish(world: &World) {
    let up = world.up(&[]).expect(0);
    assert_eq!(up.summary()["failed"], 0);
    assert_same(&world.existing(), &world.recorded_things());
    let again = world.preview(&["--refresh"]).expect(0);
    assert_eq!(again.plan()["steps"].as_array().map(Vec::len), Some(0));
}

#[test]
fn the_next_run_completes_one_interrupted_by_ctrl_c() {
    let world = World::new();
    let mut child = until_done(&world, &["up", "dev", "--yes", "--json"], 15);
    signal(&child, "-INT");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let begun = world.recorded().len();
    assert!(begun >= 15, "completed steps are recorded: {begun}");
    finish(&world);
    world.destroy().expect(0);
    assert_same(&world.existing(), &Things::new());
}

#[test]
fn the_next_run_completes_a_killed_one() {
    let world = World::new();
    for steps in [3, 11, 24, 40] {
        let mut child = until_done(&world, &["up", "dev", "--yes", "--json"], steps);
        child.kill().expect("it is killed");
        child.wait().expect("it ends");
    }
    finish(&world);

    let mut child = until_done(&world, &["destroy", "dev", "--yes", "--json"], 20);
    child.kill().expect("it is killed");
    child.wait().expect("it ends");
    world.destroy().expect(0);
    assert_same(&world.existing(), &Things::new());
}
