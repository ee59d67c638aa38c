//! Several writers of one state: concurrent ones, and writers that are paused beyond their lease at every moment of a
//! run.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../../../crates/cli/tests/support/mod.rs"]
mod support;

use std::process::Child;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use archipel_state_s3_tests::{Call, Does, Server};
use support::{Project, Ran};

/// How many writers are paused; the default is three.
const PAUSED: &str = "ARCHIPEL_PAUSED_WRITERS";
/// A list of all created files, in order, in the project's folder.
const CREATED: &str = "created.log";
const FILES: usize = 6;

/// The configuration of a stack with this number of files.
fn configuration(files: usize) -> String {
    let files: String = (0..files).map(|n| format!("file{n} = \"{n}\"\n")).collect();
    format!("folder = \"a\"\n\n[files]\n{files}")
}

/// A project whose stack has its state on a server, with a lease of three seconds.
struct Team {
    server: Server,
    project: Project,
    state: String,
}

impl Team {
    fn new() -> Self {
        Self::on(Server::folder())
    }

    fn on(server: Server) -> Self {
        let environment = server.environment().into_iter().chain([("DISK_LOG", CREATED.to_owned())]);
        let (project, state) = (Project::with_environment(environment), server.url("team/dev"));
        project.configure("dev", &configuration(FILES));
        Self { server, project, state }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.project.run(&[args, &["--state", &self.state]].concat())
    }

    fn start(&self) -> Child {
        self.project.spawn(&["up", "--yes", "--state", &self.state], "")
    }

    /// Every declared resource exists and was created once, and the state is consistent.
    fn is_up(&self, files: usize) {
        let preview = self.run(&["preview", "--refresh", "--detailed-exit-code"]);
        assert_eq!(preview.code, Some(0), "{preview:?}");
        let verified = self.run(&["state", "verify"]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
        let log = std::fs::read_to_string(self.project.path(CREATED)).unwrap();
        let mut created: Vec<&str> = log.lines().collect();
        created.sort_unstable();
        let files: Vec<String> = (0..files).map(|n| format!("a/file{n}")).collect();
        let once: Vec<&str> = std::iter::once("a").chain(files.iter().map(String::as_str)).collect();
        assert_eq!(created, once, "something was created twice, or not at all");
    }
}

fn signal(signal: &str, process: u32) {
    let status = std::process::Command::new("kill").args([signal, &process.to_string()]).status().unwrap();
    assert!(status.success());
}

fn output(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A write of a run, except those of the lease, which are not in a fixed order.
fn is_write(call: &Call) -> bool {
    matches!(call.method.as_str(), "PUT" | "POST") && !call.path.contains("/lease") && !call.path.contains("/probe/")
}

fn is_log(call: &Call) -> bool {
    is_write(call) && call.path.contains("/log/")
}

/// The writes of a session: a run that is paused before its first entry has not begun one, and acquires the lock after
/// the other run has released it.
fn of_session(begun: &mut bool, call: &Call) -> bool {
    *begun |= is_log(call);
    *begun && is_write(call)
}

/// Whether the name of the object is its writer's own. Such an object can arrive late, because no other write depends
/// on it (`store/late.rs`).
fn is_of_one_writer(call: &Call) -> bool {
    call.path.contains("/exports/")
}

/// The number of writes of a session.
fn writes() -> usize {
    let team = Team::new();
    assert_eq!(team.run(&["up", "--yes"]).code, Some(0));
    let mut begun = false;
    team.server.faults.take_calls().iter().filter(|call| of_session(&mut begun, call)).count()
}

/// A run that was paused, after it has ended.
struct Paused {
    /// The write at which it was paused.
    at: String,
    code: Option<i32>,
    err: String,
}

/// Pauses a run at the write with this number, counted from 0, lets another run take over, and resumes the first.
/// With `late` the write itself arrives only then. Returns nothing if the run wrote less.
fn pause(moment: usize, late: bool) -> Option<Paused> {
    let team = Team::new();
    let (process, (reached, paused)) = (Arc::new(AtomicU32::new(0)), mpsc::channel());
    let (mut begun, mut writes, of) = (false, 0, Arc::clone(&process));
    team.server.faults.rule(move |call| {
        if !of_session(&mut begun, call) {
            return None;
        }
        writes += 1;
        if writes != moment + 1 {
            return None;
        }
        while of.load(Ordering::Acquire) == 0 {
            std::thread::yield_now();
        }
        signal("-STOP", of.load(Ordering::Acquire));
        reached.send(call.path.clone()).unwrap();
        (late && !is_of_one_writer(call)).then_some(Does::Hold)
    });
    let mut first = team.start();
    process.store(first.id(), Ordering::Release);
    let at = loop {
        match paused.recv_timeout(Duration::from_millis(50)) {
            Ok(at) => break at,
            Err(_) if first.try_wait().unwrap().is_some() => return None,
            Err(_) => {}
        }
    };
    let context = format!("moment {moment} ({at}), late {late}");
    // A run without changes does not lock the state, so the other run has a change, whatever the first has done.
    team.project.configure("dev", &configuration(FILES + 1));
    team.server.faults.take_calls();
    let next = team.run(&["up", "--yes", "--wait=60s"]);
    assert_eq!(next.code, Some(0), "{context}: {next:?}");
    assert!(team.server.faults.take_calls().iter().any(is_log), "{context}: the other run has not taken over");
    let objects = team.server.contents("team/dev");
    team.server.faults.let_go();
    signal("-CONT", first.id());
    let (code, err) = output(first);
    let now = team.server.contents("team/dev");
    assert!(now.keys().eq(objects.keys()), "{context}: it has written: {:?} {:?}", now.keys(), objects.keys());
    for (name, bytes) in &now {
        assert!(objects[name] == *bytes, "{context}: it has replaced {name}");
    }
    team.is_up(FILES + 1);
    Some(Paused { at, code, err })
}

/// The writer is stopped with SIGSTOP during or between its writes, for longer than its lease, while another run
/// completes. For all moments: `ARCHIPEL_PAUSED_WRITERS=50 cargo test -p archipel-state-s3-tests --test writers
/// paused -- --nocapture`.
#[test]
fn a_writer_that_was_paused_beyond_its_lease_changes_nothing_any_more() {
    let count: usize = std::env::var(PAUSED).map_or(3, |text| text.parse().unwrap());
    let span = writes();
    let cases: Vec<(usize, bool)> = (0..count)
        .map(|case| case * span * 2 / count.min(span * 2) % (span * 2))
        .map(|case| (case % span, case >= span))
        .collect();
    let mut paused = 0;
    for cases in cases.chunks(3) {
        std::thread::scope(|scope| {
            let running: Vec<_> =
                cases.iter().map(|&(moment, late)| (moment, late, scope.spawn(move || pause(moment, late)))).collect();
            for (moment, late, run) in running {
                let arriving = if late { "late" } else { "at once" };
                // The grouping of commits differs from run to run, so a run may write less than another.
                let Some(Paused { at, code, err }) = run.join().unwrap() else {
                    println!("paused at write {moment} of {span}, arriving {arriving}: the run had ended before");
                    continue;
                };
                println!("paused at write {moment} of {span}, {at}, arriving {arriving}: {code:?}");
                paused += 1;
                // A run that has recorded its end has completed everything but its export and its release.
                let is_complete = code == Some(0) && !at.contains("/log/");
                assert!(is_complete || matches!(code, Some(4 | 5)), "moment {moment}, late {late}: {code:?} {err}");
            }
        });
    }
    println!("{paused} of {count} were paused");
    assert!(paused * 2 >= count, "only {paused} of {count} were paused");
}

#[test]
fn of_two_runs_at_the_same_time_one_is_refused_or_finds_everything_done() {
    for round in 0..4 {
        let team = Team::new();
        let both = [team.start(), team.start()].map(output);
        assert!(both.iter().any(|(code, _)| *code == Some(0)), "round {round}: {both:?}");
        for (code, said) in &both {
            assert!(matches!(code, Some(0 | 4 | 5)), "round {round}: {code:?} {said}");
        }
        team.is_up(FILES);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_ignores_conditions_ends_a_run_with_3_before_it_changes_anything() {
    let server = Server::ministack().await;
    server.faults.rule(|call| (call.method == "PUT").then_some(Does::DropConditions(&["if-match", "if-none-match"])));
    let team = Team::on(server);
    for args in [&["up", "--yes"][..], &["state", "unlock", "--yes"], &["destroy", "--yes"]] {
        let refused = team.run(args);
        if args[0] == "up" {
            assert_eq!(refused.code, Some(3), "{refused:?}");
            for words in ["conditional writes", "If-None-Match", "team/dev", "nothing"] {
                assert!(refused.err.contains(words), "{words}: {}", refused.err);
            }
        } else {
            assert!(matches!(refused.code, Some(0 | 3)), "there is nothing to unlock or to delete: {refused:?}");
        }
        assert!(!team.project.path(CREATED).exists());
        assert_eq!(team.server.list("team/dev").await, Vec::<String>::new());
    }
}
