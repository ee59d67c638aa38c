//! Several writers of one state: concurrent ones, and writers that are paused beyond their lease at every moment of a
//! run.

#![allow(clippy::unwrap_used)]

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
        let files: String = (0..FILES).map(|n| format!("file{n} = \"{n}\"\n")).collect();
        project.configure("dev", &format!("folder = \"a\"\n\n[files]\n{files}"));
        Self { server, project, state }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.project.run(&[args, &["--state", &self.state]].concat())
    }

    fn start(&self) -> Child {
        self.project.spawn(&["up", "--yes", "--state", &self.state], "")
    }

    /// Every declared resource exists and was created once, and the state is consistent.
    fn is_up(&self) {
        let preview = self.run(&["preview", "--refresh", "--detailed-exit-code"]);
        assert_eq!(preview.code, Some(0), "{preview:?}");
        let verified = self.run(&["state", "verify"]);
        assert_eq!(verified.code, Some(0), "{verified:?}");
        let log = std::fs::read_to_string(self.project.path(CREATED)).unwrap();
        let mut created: Vec<&str> = log.lines().collect();
        created.sort_unstable();
        let files: Vec<String> = (0..FILES).map(|n| format!("a/file{n}")).collect();
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

fn is_log(call: &Call) -> bool {
    call.method == "PUT" && call.path.contains("/log/")
}

/// The number of log entries that a run writes.
fn log_writes() -> usize {
    let team = Team::new();
    assert_eq!(team.run(&["up", "--yes"]).code, Some(0));
    team.server.faults.take_calls().iter().filter(|call| is_log(call)).count()
}

/// Pauses a run at the log entry with this number, counted from 0, lets another run take over, and resumes the first.
/// With `late` the write itself arrives only then. Returns nothing if the run wrote fewer entries.
fn pause(moment: usize, late: bool) -> Option<(Option<i32>, String)> {
    let team = Team::new();
    let (process, (reached, paused)) = (Arc::new(AtomicU32::new(0)), mpsc::channel());
    let (mut writes, of) = (0, Arc::clone(&process));
    team.server.faults.rule(move |call| {
        if !is_log(call) {
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
        reached.send(()).unwrap();
        late.then_some(Does::Hold)
    });
    let mut first = team.start();
    process.store(first.id(), Ordering::Release);
    while paused.recv_timeout(Duration::from_millis(50)).is_err() {
        if first.try_wait().unwrap().is_some() {
            return None;
        }
    }
    let next = team.run(&["up", "--yes", "--wait=60s"]);
    assert_eq!(next.code, Some(0), "moment {moment}, late {late}: {next:?}");
    let objects = team.server.objects("team/dev");
    team.server.faults.let_go();
    signal("-CONT", first.id());
    let ended = output(first);
    assert_eq!(team.server.objects("team/dev"), objects, "moment {moment}, late {late}: it has written");
    team.is_up();
    Some(ended)
}

/// The writer is stopped with SIGSTOP during or between writes to the log, for longer than its lease, while another
/// run completes. For all moments: `ARCHIPEL_PAUSED_WRITERS=50 cargo test -p archipel-state-s3-tests --test writers
/// paused -- --nocapture`.
#[test]
fn a_writer_that_was_paused_beyond_its_lease_changes_nothing_any_more() {
    let count: usize = std::env::var(PAUSED).map_or(3, |text| text.parse().unwrap());
    let span = log_writes();
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
                let ended = run.join().unwrap();
                println!(
                    "paused at write {moment} of {span} to the log, arriving {}: {ended:?}",
                    if late { "late" } else { "at once" }
                );
                // The grouping of commits differs from run to run, so a run may write fewer entries than another.
                let Some((code, said)) = ended else { continue };
                paused += 1;
                assert!(matches!(code, Some(4 | 5)), "moment {moment}, late {late}: {code:?} {said}");
            }
        });
    }
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
        team.is_up();
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
