//! The background sandbox. Its own `main`, because it is started as this program with `sandbox serve`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "this is a test")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use archipel_sandbox::daemon::{self, DaemonOptions};
use archipel_sandbox::{Error, Options, Sandbox};
use support::{Client, EU};

fn main() {
    let args: Vec<_> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if args.get(1).is_some_and(|arg| arg == "sandbox") {
        assert_eq!(args[2..4], ["serve", "--run-dir"]);
        runtime.block_on(daemon::serve(Path::new(&args[4]))).unwrap();
        return;
    }
    // As the usual harness does for its own filters and listings.
    let filter = args[1..].iter().find(|arg| !arg.starts_with('-'));
    if args.iter().any(|arg| arg == "--list") {
        return;
    }
    let run = AtomicUsize::new(0);
    macro_rules! tests {
        ($($name:ident),* $(,)?) => {$(
            if filter.is_none_or(|f| stringify!($name).contains(f.as_str())) {
                print!("test {} ... ", stringify!($name));
                runtime.block_on($name());
                println!("ok");
                run.fetch_add(1, Ordering::Relaxed);
            }
        )*};
    }
    tests![
        two_starts_at_once_make_one_daemon_and_a_stop_leaves_no_process,
        a_stale_run_file_is_cleaned_up,
        a_daemon_that_nobody_uses_ends_by_itself,
        a_terminated_daemon_takes_its_emulators_with_it,
        a_killed_daemon_takes_its_emulators_with_it,
        a_daemon_that_lost_an_emulator_is_replaced,
        a_reset_makes_a_new_instance_and_an_empty_world,
        a_taken_port_is_named_before_anything_starts,
    ];
    println!("{} passed", run.load(Ordering::Relaxed));
}

fn options(dir: &Path) -> DaemonOptions {
    DaemonOptions { run_dir: Some(dir.to_owned()), ..DaemonOptions::default() }
}

fn pids(running: &daemon::Running) -> Vec<u32> {
    let emulators = running.status.emulators.iter().map(|e| e.pid);
    emulators.chain([running.run_file.pid]).collect()
}

fn is_there(pid: u32) -> bool {
    // A zombie is not there any more: only its parent has not noticed yet. But while others of its threads are still
    // ending, its parent cannot notice.
    let folder = PathBuf::from(format!("/proc/{pid}"));
    let stat = fs::read_to_string(folder.join("stat")).unwrap_or_default();
    let threads = fs::read_dir(folder.join("task")).map_or(0, Iterator::count);
    !stat.is_empty() && (!stat.contains(") Z ") || threads > 1)
}

async fn until_gone(pids: &[u32]) {
    while pids.iter().any(|pid| is_there(*pid)) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn kill(signal: &str, pid: u32) {
    let status = tokio::process::Command::new("kill").args([signal, &pid.to_string()]).status().await.unwrap();
    assert!(status.success());
}

async fn two_starts_at_once_make_one_daemon_and_a_stop_leaves_no_process() {
    let dir = tempfile::tempdir().unwrap();
    let options = options(dir.path());
    let (one, two) = tokio::join!(daemon::start(&options), daemon::start(&options));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.run_file, two.run_file);
    assert_eq!(usize::from(one.is_new) + usize::from(two.is_new), 1);

    let client = Client::new(&one.endpoint());
    client.create_vpc(EU).await;
    assert_eq!(one.calls(Some(&client.account)).await.unwrap().of("ec2", "CreateVpc"), 1);
    let found = daemon::status(Some(dir.path())).await.unwrap().unwrap();
    assert_eq!(found.instance(), one.instance());
    assert!(!found.is_new && found.is_of_this_build());
    let mut older = found;
    older.status.build = String::new();
    assert!(!older.is_of_this_build());

    assert!(daemon::stop(Some(dir.path())).await.unwrap());
    until_gone(&pids(&one)).await;
    assert!(daemon::status(Some(dir.path())).await.unwrap().is_none());
    assert!(!daemon::stop(Some(dir.path())).await.unwrap());
    assert!(matches!(daemon::reset(Some(dir.path())).await, Err(Error::NotRunning)));
}

async fn a_stale_run_file_is_cleaned_up() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("sandbox.json");
    // Nobody listens on port 1, and the process is this test's: alive, and no sandbox.
    let dead = format!(r#"{{"pid":{},"port":1,"process":"x","started":0}}"#, std::process::id());
    for content in [dead.as_str(), "{ half a fi", "{}"] {
        fs::write(&file, content).unwrap();
        assert!(daemon::status(Some(dir.path())).await.unwrap().is_none(), "{content}");
    }
    fs::write(&file, dead).unwrap();
    let running = daemon::start(&options(dir.path())).await.unwrap();
    assert!(running.is_new);

    // Another sandbox has the port by now: not the one that the file names.
    let forged = fs::read_to_string(&file).unwrap().replace(&running.run_file.process, "0123456789abcdef");
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("sandbox.json"), forged).unwrap();
    assert!(daemon::status(Some(elsewhere.path())).await.unwrap().is_none());
    assert!(!elsewhere.path().join("sandbox.json").exists());
    assert!(daemon::stop(Some(dir.path())).await.unwrap());
}

async fn a_daemon_that_nobody_uses_ends_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let options = DaemonOptions { idle: Duration::from_secs(1), ..options(dir.path()) };
    let running = daemon::start(&options).await.unwrap();
    until_gone(&pids(&running)).await;
    assert!(!dir.path().join("sandbox.json").exists());
}

async fn a_terminated_daemon_takes_its_emulators_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let running = daemon::start(&options(dir.path())).await.unwrap();
    kill("-TERM", running.run_file.pid).await;
    until_gone(&pids(&running)).await;
    assert!(!dir.path().join("sandbox.json").exists());
}

async fn a_killed_daemon_takes_its_emulators_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let running = daemon::start(&options(dir.path())).await.unwrap();
    kill("-KILL", running.run_file.pid).await;
    until_gone(&pids(&running)).await;
    assert!(daemon::status(Some(dir.path())).await.unwrap().is_none());
}

async fn a_daemon_that_lost_an_emulator_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let first = daemon::start(&options(dir.path())).await.unwrap();
    let lost = first.status.emulators[0].pid;
    kill("-KILL", lost).await;
    until_gone(&[lost]).await;
    let second = daemon::start(&options(dir.path())).await.unwrap();
    assert_ne!(first.run_file.process, second.run_file.process);
    until_gone(&pids(&first)).await;
    assert!(daemon::stop(Some(dir.path())).await.unwrap());
}

async fn a_reset_makes_a_new_instance_and_an_empty_world() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let client = Client::new(sandbox.endpoint());
    client.create_vpc(EU).await;
    let bucket = format!("/b-{}", client.account);
    client.s3("us-east-1", "PUT", &bucket, b"").await.ok();
    let before = sandbox.instance();
    let status = client.admin("POST", "reset", "").await.ok().json();
    assert_ne!(status["instance"], before.as_str());
    assert_eq!(status["instance"], sandbox.instance().as_str());
    assert_eq!(sandbox.calls(None).total, 0);
    assert!(client.vpcs(EU).await.is_empty());
    assert_eq!(client.s3("us-east-1", "HEAD", &bucket, b"").await.status, 404);
    let pids: Vec<_> = sandbox.status().emulators.iter().map(|e| e.pid).collect();
    let run_dir = sandbox.emulators().run_dir().to_owned();
    sandbox.stop().await;
    assert!(!pids.into_iter().any(is_there));
    assert!(!run_dir.exists());
}

async fn a_taken_port_is_named_before_anything_starts() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let dir = tempfile::tempdir().unwrap();
    let options = DaemonOptions { port: Some(port), ..options(dir.path()) };
    let error = daemon::start(&options).await.unwrap_err();
    assert!(matches!(error, Error::PortTaken { port: p } if p == port), "{error}");
    let error = Sandbox::start(Options { port: Some(port), ..Options::default() }).await.unwrap_err();
    assert!(matches!(error, Error::PortTaken { .. }), "{error}");
}
