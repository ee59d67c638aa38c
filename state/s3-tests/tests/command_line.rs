//! The command line on shared state: several processes run the example `files`.

#![allow(clippy::unwrap_used)]

#[path = "../../../crates/cli/tests/support/mod.rs"]
mod support;

use std::io::{BufReader, Read as _};

use archipel_state_s3_tests::{Does, Server};
use support::standing::{Standing, until};
use support::{Project, Ran};

/// A project whose stack has its state on a server, with a lease of three seconds.
struct Team {
    server: Server,
    project: Project,
    state: String,
}

impl Team {
    fn new() -> Self {
        let server = Server::folder();
        let (project, state) = (Project::with_environment(server.environment()), server.url("team/dev"));
        Self { server, project, state }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.project.run(&[args, &["--state", &self.state]].concat())
    }

    /// An `up` that is blocked in its first step.
    fn standing(&self) -> Standing<'_> {
        Standing::with(&self.project, &["up", "--yes", "--state", &self.state], "CreateFolder")
    }

    /// Every declared resource exists once, and the state is consistent.
    fn is_up(&self) {
        let preview = self.run(&["preview", "--refresh", "--detailed-exit-code"]);
        assert_eq!(preview.code, Some(0), "{preview:?}");
        let verified = self.run(&["state", "verify"]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
    }
}

#[test]
fn a_second_run_reports_the_lock_holder_or_waits_for_it() {
    let team = Team::new();
    let first = team.standing();
    let second = team.run(&["up", "--yes"]);
    assert_eq!(second.code, Some(4), "{second:?}");
    for words in ["marie@", &format!("process {}", first.pid()), "`up dev`", "since ", "--wait"] {
        assert!(second.err.contains(words), "{words}: {}", second.err);
    }
    let limited = team.run(&["up", "--yes", "--wait=1s"]);
    assert_eq!(limited.code, Some(4), "{limited:?}");
    // Read-only commands wait for no lock.
    assert_eq!(team.run(&["preview"]).code, Some(0));

    let mut waiting = team.project.spawn(&["up", "--yes", "--wait", "--state", &team.state], "");
    let mut err = BufReader::new(waiting.stderr.take().unwrap());
    until(&mut err, "waiting for it to end");
    first.go();
    assert_eq!(first.ended(), Some(0));
    let mut out = String::new();
    waiting.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(waiting.wait().unwrap().code(), Some(0), "{out}");
    assert!(out.contains("No changes"), "what the first made is there: {out}");
    team.is_up();
}

#[test]
fn the_next_run_takes_over_from_one_that_was_killed() {
    let team = Team::new();
    team.standing().kill();
    let next = team.run(&["up", "--yes", "--wait=60s"]);
    assert_eq!(next.code, Some(0), "{next:?}");
    team.is_up();
}

#[test]
fn a_run_that_slept_through_its_lease_cannot_write() {
    let team = Team::new();
    let asleep = team.standing();
    asleep.sleep();
    let next = team.run(&["up", "--yes", "--wait=60s"]);
    assert_eq!(next.code, Some(0), "{next:?}");
    let objects = team.server.objects("team/dev");
    asleep.go();
    asleep.wake();
    let (code, said) = asleep.complained();
    assert!(!matches!(code, Some(0) | None), "{code:?}: {said}");
    assert!(said.contains("the lock of the state") || said.contains("lease"), "{said}");
    assert_eq!(team.server.objects("team/dev"), objects, "it has written");
    team.is_up();
}

#[test]
fn unlock_says_whose_lease_it_is_and_ends_it() {
    let team = Team::new();
    let free = team.run(&["state", "unlock"]);
    assert!(free.code == Some(0) && free.out.contains("is not locked"), "{free:?}");
    let first = team.standing();
    let unsure = team.run(&["state", "unlock"]);
    assert_eq!(unsure.code, Some(3), "not confirmed: {unsure:?}");
    for words in ["marie@", &format!("process {}", first.pid()), "`up dev`", "its lease was last renewed"] {
        assert!(unsure.err.contains(words), "{words}: {}", unsure.err);
    }
    assert_eq!(team.run(&["up", "--yes"]).code, Some(4), "asking took nothing away");
    let sure = team.run(&["state", "unlock", "--yes"]);
    assert_eq!(sure.code, Some(0), "{sure:?}");
    let next = team.run(&["up", "--yes"]);
    assert_eq!(next.code, Some(0), "{next:?}");
    first.go();
    let (code, said) = first.complained();
    assert!(!matches!(code, Some(0) | None), "{code:?}: {said}");
    team.is_up();
}

#[test]
fn a_state_moves_to_the_team_and_back_and_its_plan_does_not_change() {
    let team = Team::new();
    assert_eq!(team.project.run(&["up", "--yes"]).code, Some(0));
    let there = team.project.run(&["state", "migrate", "--to", &team.state, "--yes"]);
    assert_eq!(there.code, Some(0), "{there:?}");
    assert_eq!(team.project.run(&["up", "--yes"]).code, Some(3), "no run continues at the old location by mistake");
    team.is_up();
    let changed = team.run(&["up", "--yes", "-C", "files.one=changed"]);
    assert_eq!(changed.code, Some(0), "{changed:?}");
    let back = team.run(&["state", "migrate", "--to", ".archipel/dev", "--yes"]);
    assert_eq!(back.code, Some(0), "{back:?}");
    let preview = team.project.run(&["preview", "--refresh", "--detailed-exit-code", "-C", "files.one=changed"]);
    assert_eq!(preview.code, Some(0), "{preview:?}");
}

#[test]
fn a_state_whose_credentials_expire_in_the_middle_of_a_run_is_taken_up_by_the_next() {
    // At several moments of the run: before its first write, between its commits, at its end.
    for writes in [2, 5, 7, 9] {
        let team = Team::new();
        let mut left = writes;
        team.server.faults.rule(move |call| {
            let is_write = call.method == "PUT";
            if is_write && left > 0 {
                left -= 1;
                return None;
            }
            (left == 0).then_some(Does::Answer(400, "ExpiredToken"))
        });
        let ran = team.run(&["up", "--yes", "--parallel", "1"]);
        assert_eq!(ran.code, Some(1), "after {writes} writes: {ran:?}");
        assert!(ran.err.contains("ExpiredToken") && ran.err.contains("have expired"), "after {writes} writes: {ran:?}");
        team.server.faults.clear();
        let again = team.run(&["up", "--yes", "--wait"]);
        assert_eq!(again.code, Some(0), "after {writes} writes: {again:?}");
        team.is_up();
        assert_eq!(std::fs::read_dir(team.project.path("disk/a")).unwrap().count(), 2, "after {writes} writes");
    }
}

#[test]
fn an_endpoint_that_only_the_environment_names_is_refused() {
    let server = Server::folder();
    let environment = server.environment().into_iter().chain([("AWS_ENDPOINT_URL", server.address().to_owned())]);
    let project = Project::with_environment(environment);
    let before = server.faults.take_calls().len();
    let run = |args: &[&str], state: &str| project.run(&[args, &["--state", state]].concat());
    let ran = run(&["up", "--yes"], "s3://states/dev?region=us-east-1");
    assert_eq!(ran.code, Some(3), "{ran:?}");
    for words in ["AWS_ENDPOINT_URL", server.address(), "&endpoint=URL"] {
        assert!(ran.err.replace("\n      ", " ").contains(words), "`{words}`: {}", ran.err);
    }
    assert_eq!(server.faults.take_calls().len(), before, "nothing was sent");
    // The address of the state names the endpoint.
    let ran = run(&["up", "--yes"], &server.url("dev"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
}
