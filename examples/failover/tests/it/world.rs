//! The stack of this example in a folder of its own, with a sandbox of its own.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use archipel::aws::aws::{Aws, Connection, Settings, Target};
use archipel_sandbox::daemon::{self, Running};
use archipel_sandbox::faults::Rule;
use serde_json::Value;
use tempfile::TempDir;

pub(crate) const HOME: &str = "eu-west-1";
pub(crate) const STANDBY: &str = "us-east-1";

/// The end of a command.
#[derive(Debug)]
pub(crate) struct Ended {
    /// `None` if it was killed.
    pub(crate) code: Option<i32>,
    /// Its output and its errors, with single spaces: lines are wrapped.
    pub(crate) text: String,
    stdout: String,
}

impl Ended {
    fn of(output: &Output) -> Self {
        let [stdout, stderr] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
        let text = stdout.split_whitespace().chain(stderr.split_whitespace()).collect::<Vec<_>>().join(" ");
        Self { code: output.status.code(), text, stdout }
    }

    /// The steps of the plan of a run with `--json`.
    #[track_caller]
    pub(crate) fn steps(&self) -> Vec<Value> {
        let mut events = self.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("an event"));
        let planned = events.rfind(|event| event["event"] == "planned").expect("a plan");
        planned["plan"]["steps"].as_array().expect("steps").clone()
    }

    #[track_caller]
    pub(crate) fn expect(self, code: i32, says: &str) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.text);
        assert!(self.text.contains(says), "`{says}` is not in: {}", self.text);
        self
    }
}

pub(crate) struct World {
    dir: TempDir,
}

impl World {
    /// With the stack applied.
    pub(crate) fn up() -> Self {
        let world = Self { dir: tempfile::tempdir().expect("a folder") };
        let config = world.dir.path().join("failover/config");
        std::fs::create_dir_all(&config).expect("a folder");
        let from = concat!(env!("CARGO_MANIFEST_DIR"), "/config/dev.toml");
        std::fs::copy(from, config.join("dev.toml")).expect("a copy");
        world.run(&["up", "dev", "--yes"]).expect(0, "");
        world
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_example-failover"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("ARCHIPEL_SANDBOX_DIR", self.sandbox_dir())
            .env("ARCHIPEL_PASSPHRASE", "not a secret")
            .env("NO_COLOR", "1")
            .env("USER", "operator")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", self.dir.path().join("no-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.dir.path().join("no-credentials"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for name in
            ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"]
        {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        Ended::of(&self.command(args).output().expect("the binary runs"))
    }

    /// Another user, who respects the locks of the first one.
    pub(crate) fn run_as(&self, user: &str, args: &[&str]) -> Ended {
        Ended::of(&self.command(args).env("USER", user).output().expect("the binary runs"))
    }

    /// Starts a command. Its output is read when it ends.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("the binary runs")
    }

    /// Kills a command when `is_time` says so. It must not end before.
    pub(crate) fn run_until(&self, args: &[&str], is_time: impl Fn() -> bool) {
        let mut child = self.spawn(args);
        while !is_time() {
            if child.try_wait().expect("a status").is_some() {
                panic!("it ended too early: {:?}", Ended::of(&child.wait_with_output().expect("ended")));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        child.kill().expect("killed");
        child.wait().expect("ended");
    }

    /// Kills a command after a time, unless it ended.
    pub(crate) fn run_for(&self, args: &[&str], time: Duration) -> Ended {
        let end = std::time::Instant::now() + time;
        self.run_unless(args, || std::time::Instant::now() >= end)
    }

    /// Kills a command when `is_time` says so, unless it ended.
    pub(crate) fn run_unless(&self, args: &[&str], is_time: impl Fn() -> bool) -> Ended {
        let mut child = self.spawn(args);
        while !is_time() && child.try_wait().expect("a status").is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = child.kill();
        Ended::of(&child.wait_with_output().expect("ended"))
    }

    fn sandbox_dir(&self) -> PathBuf {
        self.dir.path().join("sandbox")
    }

    pub(crate) fn sandbox(&self) -> Running {
        let running = runtime().block_on(daemon::status(Some(&self.sandbox_dir())));
        running.expect("a status").expect("a sandbox")
    }

    /// Replaces the sandbox's fault rules.
    pub(crate) fn set_faults(&self, rules: &Value) {
        let rules: Vec<Rule> = serde_json::from_value(rules.clone()).expect("rules");
        runtime().block_on(self.sandbox().set_faults(&rules)).expect("rules that the sandbox accepts");
    }

    /// How often an operation was called, in all regions.
    pub(crate) fn calls(&self, service: &str, operation: &str) -> u64 {
        let calls = runtime().block_on(self.sandbox().calls(None)).expect("counts");
        let calls = serde_json::to_value(calls).expect("JSON");
        let regions = calls["calls"].as_object().expect("regions").values();
        regions.filter_map(|region| region[service][operation].as_u64()).sum()
    }

    /// The number of calls of all operations but those of [`writers`].
    pub(crate) fn calls_of_commands(&self) -> u64 {
        let calls = runtime().block_on(self.sandbox().calls(None)).expect("counts");
        let calls = serde_json::to_value(calls).expect("JSON");
        let looks = self.calls("rds", "DescribeGlobalClusters");
        let looks = looks + self.calls("elasticache", "DescribeGlobalReplicationGroups");
        calls["total"].as_u64().expect("a total").saturating_sub(looks)
    }

    /// Clients in the regions.
    pub(crate) fn connect(&self) -> Connection {
        let printed = self.run(&["sandbox", "env", "dev"]).expect(0, "");
        let account = printed.text.split_once("AWS_ACCESS_KEY_ID=").expect("an account").1;
        let account: String = account.chars().take_while(char::is_ascii_digit).collect();
        let sandbox = self.sandbox();
        let mut settings = Settings::new(Target::sandbox(sandbox.endpoint(), account, sandbox.secret().expose()));
        settings.attempt_timeout = Duration::from_secs(2);
        runtime().block_on(Connection::open(settings)).expect("a connection")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.command(&["sandbox", "stop"]).output();
    }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

pub(crate) fn aws(connection: &Connection, region: &str) -> Arc<Aws> {
    let environment = archipel::Environment { region: region.to_owned(), account: None };
    connection.aws(&environment).expect("a client")
}

/// The regions in which the database takes writes, and those in which the cache does, as a region shows them; `None` if it
/// does not answer.
pub(crate) async fn writers(connection: &Connection, region: &str) -> Option<(Vec<String>, Vec<String>)> {
    let aws = aws(connection, region);
    let rds = aws.rds().describe_global_clusters().send().await.ok()?;
    let members = rds.global_clusters().iter().flat_map(|cluster| cluster.global_cluster_members());
    let writers = members.filter(|member| member.is_writer() == Some(true));
    let writers = writers.filter_map(|member| member.db_cluster_arn()?.split(':').nth(3).map(str::to_owned)).collect();
    let call = aws.elasticache().describe_global_replication_groups().show_member_info(true);
    let groups = call.send().await.ok()?;
    let members = groups.global_replication_groups().iter().flat_map(|group| group.members());
    let primaries = members.filter(|member| member.role() == Some("PRIMARY"));
    let primaries = primaries.filter_map(|member| member.replication_group_region().map(str::to_owned)).collect();
    Some((writers, primaries))
}
