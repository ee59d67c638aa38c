//! The background sandbox. It has its own `main`, because it is started as this program with `sandbox serve`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "this is a test")]

mod other_user;
mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use archipel_sandbox::daemon::{self, DaemonApiServers, DaemonOptions};
use archipel_sandbox::{Error, InstallOptions, Installation, Options, Sandbox};
use support::cluster::{api_servers, create, token};
use support::{Client, EU};

const CANARIES: [(&str, &str); 5] = [
    ("ARCHIPEL_PASSPHRASE", "canary-passphrase"),
    ("AWS_ACCESS_KEY_ID", "canary-access-key"),
    ("AWS_SECRET_ACCESS_KEY", "canary-secret-key"),
    ("AWS_SESSION_TOKEN", "canary-session"),
    ("GITHUB_TOKEN", "canary-token"),
];
const UNPRIVILEGED: u32 = 65534;

fn main() {
    let args: Vec<_> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if args.get(1).is_some_and(|arg| arg == "sandbox") {
        assert_eq!(args[2..4], ["serve", "--run-dir"]);
        runtime.block_on(daemon::serve(Path::new(&args[4]))).unwrap();
        return;
    }
    if args.get(1).is_some_and(|arg| arg == "attack") {
        runtime.block_on(other_user::attack(&args[2..]));
        return;
    }
    // Every test runs with credentials in the environment, which no process of the sandbox may inherit.
    if std::env::var_os(CANARIES[0].0).is_none() {
        let exe = std::env::current_exe().unwrap();
        let status = std::process::Command::new(exe).args(&args[1..]).envs(CANARIES).status().unwrap();
        std::process::exit(status.code().unwrap_or(1));
    }
    // Like the standard harness for its own filters and listings.
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
        concurrent_starts_create_one_daemon_and_a_stop_leaves_no_process,
        a_stale_run_file_is_removed,
        an_unused_daemon_ends_by_itself,
        a_terminated_daemon_ends_its_emulators,
        a_killed_daemon_ends_its_emulators,
        a_daemon_without_an_emulator_is_replaced,
        a_reset_creates_a_new_empty_instance,
        a_used_port_is_reported_before_anything_starts,
        no_process_of_it_has_the_callers_credentials_or_shows_the_secret,
        another_user_of_the_machine_has_no_access,
        files_planted_by_another_user_are_refused,
        files_and_folders_are_private_and_links_are_not_followed,
        a_sandbox_of_an_older_version_is_reported_and_can_be_stopped,
        a_long_run_folder_has_its_sockets_elsewhere,
        a_stopped_and_a_killed_daemon_end_the_api_servers_of_clusters,
        a_running_daemon_gets_the_programs_of_api_servers_later,
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

fn is_running(pid: u32) -> bool {
    // A zombie has ended, but its parent has not reaped it yet. While other threads of the process are still ending,
    // the parent cannot.
    let folder = PathBuf::from(format!("/proc/{pid}"));
    let stat = fs::read_to_string(folder.join("stat")).unwrap_or_default();
    let threads = fs::read_dir(folder.join("task")).map_or(0, Iterator::count);
    !stat.is_empty() && (!stat.contains(") Z ") || threads > 1)
}

async fn until_gone(pids: &[u32]) {
    while pids.iter().any(|pid| is_running(*pid)) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn kill(signal: &str, pid: u32) {
    let status = tokio::process::Command::new("kill").args([signal, &pid.to_string()]).status().await.unwrap();
    assert!(status.success());
}

async fn concurrent_starts_create_one_daemon_and_a_stop_leaves_no_process() {
    let dir = tempfile::tempdir().unwrap();
    let options = options(dir.path());
    let (one, two) = tokio::join!(daemon::start(&options), daemon::start(&options));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.run_file, two.run_file);
    assert_eq!(usize::from(one.is_new) + usize::from(two.is_new), 1);

    let client = Client::new(&one.endpoint(), one.secret());
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

async fn a_stale_run_file_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("sandbox.json");
    // No server listens on port 1, and the process is this test's: it runs, but is not a sandbox.
    let dead = format!(r#"{{"pid":{},"port":1,"process":"x","started":0}}"#, std::process::id());
    for content in [dead.as_str(), "{ half a fi", "{}"] {
        fs::write(&file, content).unwrap();
        assert!(daemon::status(Some(dir.path())).await.unwrap().is_none(), "{content}");
    }
    fs::write(&file, dead).unwrap();
    let running = daemon::start(&options(dir.path())).await.unwrap();
    assert!(running.is_new);

    // Another sandbox has the port now, not the one in the file.
    let forged = fs::read_to_string(&file).unwrap().replace(&running.run_file.process, "0123456789abcdef");
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("sandbox.json"), forged).unwrap();
    assert!(daemon::status(Some(elsewhere.path())).await.unwrap().is_none());
    assert!(!elsewhere.path().join("sandbox.json").exists());
    assert!(daemon::stop(Some(dir.path())).await.unwrap());
}

async fn an_unused_daemon_ends_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let options = DaemonOptions { idle: Duration::from_secs(1), ..options(dir.path()) };
    let running = daemon::start(&options).await.unwrap();
    until_gone(&pids(&running)).await;
    assert!(!dir.path().join("sandbox.json").exists());
}

async fn a_terminated_daemon_ends_its_emulators() {
    let dir = tempfile::tempdir().unwrap();
    let running = daemon::start(&options(dir.path())).await.unwrap();
    kill("-TERM", running.run_file.pid).await;
    until_gone(&pids(&running)).await;
    assert!(!dir.path().join("sandbox.json").exists());
}

async fn a_killed_daemon_ends_its_emulators() {
    let dir = tempfile::tempdir().unwrap();
    let running = daemon::start(&options(dir.path())).await.unwrap();
    kill("-KILL", running.run_file.pid).await;
    until_gone(&pids(&running)).await;
    assert!(daemon::status(Some(dir.path())).await.unwrap().is_none());
}

async fn a_daemon_without_an_emulator_is_replaced() {
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

async fn a_reset_creates_a_new_empty_instance() {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let client = Client::new(sandbox.endpoint(), sandbox.secret());
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
    assert!(!pids.into_iter().any(is_running));
    assert!(!run_dir.exists());
}

async fn a_used_port_is_reported_before_anything_starts() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let dir = tempfile::tempdir().unwrap();
    let options = DaemonOptions { port: Some(port), ..options(dir.path()) };
    let error = daemon::start(&options).await.unwrap_err();
    assert!(matches!(error, Error::PortTaken { port: p } if p == port), "{error}");
    let error = Sandbox::start(Options { port: Some(port), ..Options::default() }).await.unwrap_err();
    assert!(matches!(error, Error::PortTaken { .. }), "{error}");
}

/// The arguments and the environment of a process.
fn started_with(pid: u32) -> String {
    let read = |name: &str| fs::read(format!("/proc/{pid}/{name}")).unwrap_or_default();
    let all = [read("environ"), read("cmdline")].concat();
    String::from_utf8_lossy(&all).replace('\0', "\n")
}

async fn no_process_of_it_has_the_callers_credentials_or_shows_the_secret() {
    let dir = tempfile::tempdir().unwrap();
    let running = daemon::start(&options(dir.path())).await.unwrap();
    let secret = running.secret().expose().to_owned();
    let client = Client::new(&running.endpoint(), running.secret());
    // The function returns its own environment and that of its process.
    let code = "import json, os\ndef handler(event, context):\n    return dict(os.environ)\n";
    let environment = other_user::run_function(&client, code).await.ok().json();
    let of_function = environment.to_string();
    if cfg!(target_os = "linux") {
        for pid in pids(&running) {
            let text = started_with(pid);
            assert!(text.contains("PATH="), "{pid} cannot be read");
            assert!(!text.contains("canary") && !text.contains(&secret), "{pid}: {text}");
        }
    }
    assert!(!of_function.contains("canary") && !of_function.contains(&secret), "{of_function}");
    for log in ["sandbox.log", "moto.log", "ministack.log"] {
        let text = fs::read_to_string(dir.path().join(log)).unwrap();
        assert!(!text.contains(&secret), "{log}");
    }

    // A function has credentials of its own account at the gateway, and only those.
    let text = |name: &str| environment[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(text("AWS_ENDPOINT_URL"), running.endpoint());
    let account = client.account.clone();
    let function = Client {
        endpoint: client.endpoint.clone(),
        account: text("AWS_ACCESS_KEY_ID"),
        secret: text("AWS_SECRET_ACCESS_KEY"),
    };
    let who = function.query("sts", EU, "GetCallerIdentity", "").await.unwrap().ok();
    assert_eq!(who.text("Account"), account);
    let key = function.kms(EU, "CreateKey", "{}").await.ok();
    assert!(key.body.contains(&account), "{}", key.body);
    assert_eq!(function.admin("POST", "stop", "").await.status, 403);
    assert!(daemon::stop(Some(dir.path())).await.unwrap());
}

async fn another_user_of_the_machine_has_no_access() {
    let dir = tempfile::tempdir().unwrap();
    let Some(other) = other_user::Other::find(UNPRIVILEGED) else { return };
    // Other users may enter the folders above the run folder.
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let run_dir = dir.path().join("run");
    let running = daemon::start(&options(&run_dir)).await.unwrap();
    let client = Client::new(&running.endpoint(), running.secret());
    // The owner's function runs, so the refusals below depend on the user.
    let marker = dir.path().join("marker");
    let code = format!("def handler(event, context):\n    open({:?}, 'w').close()\n", marker.display().to_string());
    other_user::run_function(&client, &code).await.ok();
    assert!(marker.exists());
    fs::remove_file(&marker).unwrap();

    if cfg!(target_os = "linux") {
        for emulator in &running.status.emulators {
            assert_eq!(other_user::listening(emulator.pid), Vec::<String>::new(), "{}", emulator.name);
        }
    }
    let outcomes = other.attack(&running, &run_dir, &marker);
    assert!(outcomes.len() > 25, "{outcomes:?}");
    let got: Vec<_> = outcomes.iter().filter(|line| !line.starts_with("refused ")).collect();
    assert!(got.is_empty(), "{got:#?}");
    assert!(!marker.exists());
    assert!(daemon::stop(Some(&run_dir)).await.unwrap());
}

async fn files_planted_by_another_user_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("sandbox.json");
    fs::write(&file, "{}").unwrap();
    if chown(&file, Some(UNPRIVILEGED), None).is_err() {
        println!("skipped: only root can change the owner of files");
        return;
    }
    let is_foreign = |error: &Error| matches!(error, Error::ForeignOwner { owner: UNPRIVILEGED, .. });
    let error = daemon::status(Some(dir.path())).await.unwrap_err();
    assert!(is_foreign(&error) && error.to_string().contains("sandbox.json"), "{error}");
    assert!(error.hint().contains("remove it"));
    assert!(is_foreign(&daemon::start(&options(dir.path())).await.unwrap_err()));
    assert!(is_foreign(&daemon::stop(Some(dir.path())).await.unwrap_err()));
    assert!(is_foreign(&daemon::reset(Some(dir.path())).await.unwrap_err()));
    fs::remove_file(&file).unwrap();
    // A link of another user, to any target.
    symlink("/etc/hostname", &file).unwrap();
    std::os::unix::fs::lchown(&file, Some(UNPRIVILEGED), None).unwrap();
    assert!(is_foreign(&daemon::status(Some(dir.path())).await.unwrap_err()));
    fs::remove_file(&file).unwrap();

    chown(dir.path(), Some(UNPRIVILEGED), None).unwrap();
    assert!(is_foreign(&daemon::status(Some(dir.path())).await.unwrap_err()));
    assert!(is_foreign(&daemon::start(&options(dir.path())).await.unwrap_err()));
    // Programs are executed from the cache.
    let install = InstallOptions { cache: Some(dir.path().to_owned()), ..InstallOptions::default() };
    assert!(is_foreign(&Installation::ensure(&install).await.unwrap_err()));
}

async fn files_and_folders_are_private_and_links_are_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let target = dir.path().join("precious");
    fs::write(&target, "precious").unwrap();
    for name in ["sandbox.log", "start.lock", "sandbox.json"] {
        let link = dir.path().join(name);
        // The refused start has created the other folders.
        let _ = fs::remove_file(&link);
        symlink(&target, &link).unwrap();
        let error = daemon::start(&options(dir.path())).await.unwrap_err();
        assert!(matches!(&error, Error::SymbolicLink { path } if *path == link), "{name}: {error}");
        fs::remove_file(&link).unwrap();
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");

    let running = daemon::start(&options(dir.path())).await.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(dir.path()), 0o700);
    for name in ["sandbox.json", "serve.json", "sandbox.log", "moto.log", "ministack.log"] {
        assert_eq!(mode(&dir.path().join(name)), 0o600, "{name}");
    }
    let file = dir.path().join("sandbox.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(daemon::status(Some(dir.path())).await.unwrap().unwrap().run_file, running.run_file);
    assert_eq!(mode(&file), 0o600);
    assert!(daemon::stop(Some(dir.path())).await.unwrap());
}

async fn a_sandbox_of_an_older_version_is_reported_and_can_be_stopped() {
    use std::io::{Read as _, Write as _};

    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("sandbox.json");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    fs::write(&file, format!(r#"{{"pid":4242,"port":{port},"process":"abc","started":0}}"#)).unwrap();
    // It requires no signature, and removes its file when it stops.
    let old = std::thread::spawn({
        let file = file.clone();
        move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = [0; 1024];
                let read = stream.read(&mut head).unwrap();
                let is_stop = head[..read].starts_with(b"POST /_sandbox/stop");
                let body = if is_stop { "{}" } else { r#"{"process":"abc"}"# };
                let length = body.len();
                write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}")
                    .unwrap();
                if is_stop {
                    fs::remove_file(&file).unwrap();
                    return;
                }
            }
        }
    });
    for error in
        [daemon::status(Some(dir.path())).await.unwrap_err(), daemon::start(&options(dir.path())).await.unwrap_err()]
    {
        assert!(matches!(error, Error::WithoutSecret { pid: 4242 }), "{error}");
        assert!(error.hint().contains("sandbox stop"));
    }
    assert!(file.exists());
    assert!(daemon::stop(Some(dir.path())).await.unwrap());
    old.join().unwrap();
    assert!(daemon::status(Some(dir.path())).await.unwrap().is_none());
}

async fn a_long_run_folder_has_its_sockets_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let long = dir.path().join("x".repeat(120));
    let sandbox = Sandbox::start(Options { run_dir: Some(long.clone()), ..Options::default() }).await.unwrap();
    Client::new(sandbox.endpoint(), sandbox.secret()).create_vpc(EU).await;
    let sockets: Vec<_> = sandbox.status().emulators.into_iter().map(|emulator| emulator.socket).collect();
    for socket in &sockets {
        assert!(!socket.starts_with(&long), "{}", socket.display());
        assert_eq!(fs::metadata(socket.parent().unwrap()).unwrap().mode() & 0o777, 0o700);
    }
    sandbox.stop().await;
    assert!(sockets.iter().all(|socket| !socket.parent().unwrap().exists()));
}

/// The processes whose group is one of these.
fn in_groups(groups: &[u32]) -> Vec<u32> {
    let groups: Vec<String> = groups.iter().map(u32::to_string).collect();
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| {
        let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
        let group = stat.rsplit_once(')')?.1.split_whitespace().nth(2)?.to_owned();
        groups.contains(&group).then(|| entry.file_name().to_str()?.parse().ok()).flatten()
    })
    .collect()
}

async fn a_stopped_and_a_killed_daemon_end_the_api_servers_of_clusters() {
    for is_killed in [false, true] {
        let Some(_turn) = api_servers().await else { return };
        let dir = tempfile::tempdir().unwrap();
        let running = daemon::start(&options(dir.path())).await.unwrap();
        assert!(running.status.kubernetes);
        let client = Client::new(&running.endpoint(), running.secret());
        let cluster = create(&client, EU, "one", &serde_json::Value::Null).await;
        let token = token(&client, EU, "one");
        assert_eq!(cluster.get(Some(&token), "/api/v1/namespaces").await.0, 200);
        let status = daemon::status(Some(dir.path())).await.unwrap().unwrap().status;
        let all = in_groups(&status.clusters[0].pids);
        assert!(all.len() >= 4, "{all:?}");
        // Neither the secret of the sandbox nor the token of the server is an argument or a variable.
        for pid in &all {
            for file in ["cmdline", "environ"] {
                let text = fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
                assert!(!text.contains(running.secret().expose()) && !text.contains("canary"), "{file} {text}");
            }
        }
        if is_killed {
            kill("-KILL", running.run_file.pid).await;
        } else {
            assert!(daemon::stop(Some(dir.path())).await.unwrap());
            assert_eq!(fs::read_dir(dir.path().join("clusters")).unwrap().count(), 0, "the contents are deleted");
        }
        until_gone(&all).await;
    }
}

async fn a_running_daemon_gets_the_programs_of_api_servers_later() {
    let Some(_turn) = api_servers().await else { return };
    let dir = tempfile::tempdir().unwrap();
    let off = DaemonOptions { api_servers: DaemonApiServers::Off, ..options(dir.path()) };
    let running = daemon::start(&off).await.unwrap();
    assert!(!running.status.kubernetes);
    let running = daemon::start(&options(dir.path())).await.unwrap();
    assert!(!running.is_new && running.status.kubernetes);
    // A command that leaves cluster contents out does not take them away from others.
    let running = daemon::start(&off).await.unwrap();
    assert!(running.status.kubernetes);
    assert!(daemon::stop(Some(dir.path())).await.unwrap());
}
