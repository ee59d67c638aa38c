//! The processes of one cluster: etcd on a Unix socket, and kube-apiserver on a port of 127.0.0.1.

use std::fs;
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::authority::{Authority, files};
use super::binaries::Binaries;
use super::client::{Client, Connector};
use crate::clean;
use crate::error::{Context, Error, Result};
use crate::private::{self, write_atomically};
use crate::process::read_tail;

/// For slow machines under load: it takes two to five seconds of CPU.
const START_TIMEOUT: Duration = Duration::from_secs(120);
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
const ETCD_SOCKET: &str = "unix://etcd:0";

/// Runs a program for as long as the standard input stays open, whose other end this process holds: no server outlives
/// the sandbox, even if the sandbox is killed.
const SUPERVISOR: &str = r#"
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
{ cat <&3 >/dev/null; kill -KILL 0; } &
exec 3<&-
wait "$program"
"#;

/// The parameters of a server that the cluster decides.
pub(super) struct Setting<'a> {
    pub(super) binaries: &'a Binaries,
    pub(super) dir: &'a Path,
    pub(super) authority: &'a Authority,
    /// The port of the cluster's endpoint, where the webhooks are.
    pub(super) endpoint_port: u16,
    /// Authenticates the API server at the webhooks.
    pub(super) webhook_secret: &'a str,
}

/// A running server. Its processes end when it is dropped.
#[derive(Debug)]
pub(super) struct Server {
    etcd: Supervised,
    api: Supervised,
    pub(super) connector: Connector,
    pub(super) client: Client,
}

impl Server {
    /// Starts both processes and waits until the API server is ready.
    pub(super) async fn start(setting: &Setting<'_>) -> Result<Self> {
        private::dir(setting.dir)?;
        setting.authority.write(setting.dir)?;
        let token = random_secret();
        write_atomically(
            &setting.dir.join("tokens.csv"),
            format!("{token},archipel-sandbox,archipel-sandbox,\"system:masters\"\n").as_bytes(),
        )?;
        for (name, path) in [("authenticate", super::review::AUTHENTICATE), ("authorize", super::review::AUTHORIZE)] {
            write_atomically(&setting.dir.join(format!("{name}.json")), &webhook(setting, path))?;
        }
        for socket in ["etcd:0", "peer:0"] {
            let _ = fs::remove_file(setting.dir.join(socket));
        }
        let port = free_port()?;
        let connector = Connector::new(setting.authority.client()?, port);
        let client = Client::new(connector.clone(), &token);
        let mut etcd_command = vec!["--data-dir", "etcd-data", "--unsafe-no-fsync"];
        etcd_command.extend(["--listen-client-urls", ETCD_SOCKET, "--advertise-client-urls", ETCD_SOCKET]);
        etcd_command.extend(["--listen-peer-urls", "unix://peer:0", "--initial-advertise-peer-urls", "unix://peer:0"]);
        etcd_command.extend(["--initial-cluster", "default=unix://peer:0"]);
        let etcd = Supervised::start("etcd", &setting.binaries.etcd, &etcd_command, setting.dir)?;
        let secure_port = port.to_string();
        let options = api_server(&secure_port);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let api = Supervised::start("kube-apiserver", &setting.binaries.kube_apiserver, &options, setting.dir)?;
        let mut server = Self { etcd, api, connector, client };
        server.wait_until_ready(setting.dir).await?;
        Ok(server)
    }

    async fn wait_until_ready(&mut self, dir: &Path) -> Result<()> {
        let started = Instant::now();
        let failed = |name: &'static str, reason: String| {
            let log = dir.join(format!("{name}.log"));
            Err(Error::NotUp { name, reason, tail: read_tail(&log), log })
        };
        loop {
            for (name, process) in [("etcd", &mut self.etcd), ("kube-apiserver", &mut self.api)] {
                if let Some(status) = process.exit_status() {
                    return failed(name, format!("it exited with {status}"));
                }
            }
            // It creates the default namespaces a moment after it is ready.
            let mut is_ready = true;
            for path in ["/readyz", "/api/v1/namespaces/default", "/api/v1/namespaces/kube-system"] {
                is_ready = is_ready && self.client.get(path).await.is_ok_and(|(status, _)| status.is_success());
            }
            if is_ready {
                return Ok(());
            }
            if started.elapsed() > START_TIMEOUT {
                return failed("kube-apiserver", format!("it was not ready within {} s", START_TIMEOUT.as_secs()));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(super) fn is_alive(&mut self) -> bool {
        self.etcd.exit_status().is_none() && self.api.exit_status().is_none()
    }

    /// The supervisors of its processes.
    pub(super) fn pids(&self) -> [u32; 2] {
        [self.etcd.child.id(), self.api.child.id()]
    }

    /// Ends the processes and waits until they have ended.
    pub(super) fn stop(&mut self) {
        self.api.stop();
        self.etcd.stop();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The options of kube-apiserver, as far as they differ from its defaults; the paths are relative to the cluster's folder.
fn api_server(port: &str) -> Vec<String> {
    [
        ("etcd-servers", ETCD_SOCKET),
        ("bind-address", "127.0.0.1"),
        ("advertise-address", "127.0.0.1"),
        ("secure-port", port),
        ("tls-cert-file", files::CERTIFICATE),
        ("tls-private-key-file", files::KEY),
        ("token-auth-file", "tokens.csv"),
        ("service-account-issuer", "https://localhost"),
        ("service-account-key-file", files::ACCOUNTS_PUBLIC),
        ("service-account-signing-key-file", files::ACCOUNTS_KEY),
        ("service-cluster-ip-range", "10.100.0.0/16"),
        ("allow-privileged", "true"),
        // There is no controller manager that creates the accounts of namespaces.
        ("disable-admission-plugins", "ServiceAccount"),
        ("endpoint-reconciler-type", "none"),
        ("enable-priority-and-fairness", "false"),
        ("authentication-token-webhook-config-file", "authenticate.json"),
        ("authentication-token-webhook-version", "v1"),
        ("authentication-token-webhook-cache-ttl", "2s"),
        ("authorization-mode", "RBAC,Webhook"),
        ("authorization-webhook-config-file", "authorize.json"),
        ("authorization-webhook-version", "v1"),
        ("authorization-webhook-cache-authorized-ttl", "2s"),
        ("authorization-webhook-cache-unauthorized-ttl", "2s"),
    ]
    .iter()
    .map(|(name, value)| format!("--{name}={value}"))
    .collect()
}

/// The kubeconfig with which the API server calls a webhook.
fn webhook(setting: &Setting<'_>, path: &str) -> Vec<u8> {
    use base64::Engine as _;
    let authority = base64::prelude::BASE64_STANDARD.encode(&setting.authority.certificate);
    let server = format!("https://127.0.0.1:{}{path}", setting.endpoint_port);
    let config = json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "sandbox", "cluster": {"server": server, "certificate-authority-data": authority}}],
        "users": [{"name": "kube-apiserver", "user": {"token": setting.webhook_secret}}],
        "contexts": [{"name": "sandbox", "context": {"cluster": "sandbox", "user": "kube-apiserver"}}],
        "current-context": "sandbox",
    });
    serde_json::to_vec(&config).unwrap_or_default()
}

/// A port that was free a moment ago: kube-apiserver cannot choose one itself.
fn free_port() -> Result<u16> {
    let bound = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    Ok(bound.context(|| "cannot find a free port".to_owned())?.port())
}

pub(super) fn random_secret() -> String {
    crate::digest::hex(&rand::random::<[u8; 32]>())
}

/// A program in its own process group.
#[derive(Debug)]
struct Supervised {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Supervised {
    fn start(name: &str, program: &Path, arguments: &[&str], dir: &Path) -> Result<Self> {
        let log = dir.join(format!("{name}.log"));
        let out = private::create(&log)?;
        let err = out.try_clone().context(|| format!("cannot write {}", log.display()))?;
        let mut child = Command::new("/bin/sh")
            .args(["-c", SUPERVISOR, "sh"])
            .arg(program)
            .args(arguments)
            .env_clear()
            .envs(clean::environment())
            .env("HOME", dir)
            // Half the memory of a server that is mostly idle, for little CPU.
            .env("GOGC", "50")
            .current_dir(dir)
            .stdin(Stdio::piped())
            .stdout(out)
            .stderr(err)
            .process_group(0)
            .spawn()
            .context(|| format!("cannot start {}", program.display()))?;
        let stdin = child.stdin.take();
        Ok(Self { child, stdin })
    }

    fn exit_status(&mut self) -> Option<std::process::ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    fn stop(&mut self) {
        if let Some(mut stdin) = self.stdin.take() {
            let _ = stdin.flush();
        }
        let started = Instant::now();
        while self.exit_status().is_none() {
            if started.elapsed() > STOP_TIMEOUT {
                let _ = self.child.kill();
                let _ = self.child.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
