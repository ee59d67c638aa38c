//! A folder with the stack, its own sandbox, and another client of the cluster's API server.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::Value as Json;

/// Whether the tests can run: `.ci/run` sets `ARCHIPEL_REQUIRE_KUBERNETES`; without it a machine without an API server leaves
/// them out, and says so.
pub(crate) fn is_available() -> bool {
    let cache = archipel_sandbox::cache_dir().unwrap();
    let Err(error) = archipel_sandbox::kubernetes::Binaries::find(&cache) else { return true };
    assert!(std::env::var_os("ARCHIPEL_REQUIRE_KUBERNETES").is_none(), "{error}");
    eprintln!("skipped: {error}");
    false
}

/// A stack in its own folder.
pub(crate) struct World {
    dir: tempfile::TempDir,
}

/// The result of a command, and a transcript of it.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) transcript: String,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("cluster/config");
        std::fs::create_dir_all(&folder).unwrap();
        let configuration = concat!(env!("CARGO_MANIFEST_DIR"), "/config/dev.toml");
        let text = std::fs::read_to_string(configuration).unwrap();
        std::fs::write(folder.join("dev.toml"), text.replace("delete_seconds = 300", "delete_seconds = 10")).unwrap();
        let world = Self { dir };
        // The transcripts do not contain what its start reports.
        assert!(world.command(&["sandbox", "start"]).output().unwrap().status.success());
        world
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_example-cluster"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("ARCHIPEL_SANDBOX_DIR", self.path("sandbox"))
            .env("ARCHIPEL_PASSPHRASE", "not a secret at all")
            .env("NO_COLOR", "1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_CONFIG_FILE", self.path("no-config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.path("no-credentials"))
            .stdin(Stdio::null());
        for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().unwrap();
        let code = output.status.code();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let mut transcript = format!("$ cluster {}\n{}", args.join(" "), shown(&out));
        if !err.is_empty() {
            transcript += &format!("--- stderr\n{}", shown(&err));
        }
        transcript += &format!("--- exit {}\n", code.unwrap_or(-1));
        Ran { code, transcript }
    }

    /// A client of the cluster with the token that `eks-token` prints, as `kubectl` would be one.
    pub(crate) fn kubectl(&self) -> Kubectl {
        assert!(self.command(&["kubeconfig", "dev", "--out", "kubeconfig"]).output().unwrap().status.success());
        let config: Json = serde_yaml_ng::from_str(&std::fs::read_to_string(self.path("kubeconfig")).unwrap()).unwrap();
        let cluster = &config["clusters"][0]["cluster"];
        let exec = &config["users"][0]["user"]["exec"];
        let args: Vec<&str> = exec["args"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
        let credential: Json = serde_json::from_slice(&self.command(&args).output().unwrap().stdout).unwrap();
        let authority = cluster["certificate-authority-data"].as_str().unwrap();
        Kubectl {
            server: cluster["server"].as_str().unwrap().to_owned(),
            authority: base64::prelude::BASE64_STANDARD.decode(authority).unwrap(),
            token: credential["status"]["token"].as_str().unwrap().to_owned(),
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.command(&["sandbox", "stop"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// The output without the order in which concurrent steps end, their waits, and the critical path.
fn shown(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut steps: Vec<String> = Vec::new();
    let mut is_critical_path = false;
    for line in text.lines() {
        is_critical_path = line.starts_with("Critical path") || (is_critical_path && line.starts_with("  "));
        if is_critical_path {
            continue;
        }
        match line.strip_prefix('[').and_then(|line| line.split_once("] ")) {
            // The waits depend on the machine.
            Some((_, step)) if step.contains("  waits for ") => {}
            Some((_, step)) => steps.push(format!("[..] {step}")),
            _ => {
                steps.sort();
                lines.append(&mut steps);
                lines.push(line.to_owned());
            }
        }
    }
    steps.sort();
    lines.append(&mut steps);
    lines.into_iter().map(|line| line + "\n").collect()
}

/// Another client of the cluster.
pub(crate) struct Kubectl {
    server: String,
    authority: Vec<u8>,
    token: String,
}

impl Kubectl {
    /// Sends a request as the field manager `kubectl`.
    pub(crate) fn send(&self, method: &str, path: &str, body: &Json) -> (u16, Json) {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&self.authority).unwrap()).unwrap();
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector =
            hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1().build();
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}?fieldManager=kubectl", self.server))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/merge-patch+json")
            .body(Full::new(body))
            .unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build(connector);
            let response = client.request(request).await.unwrap();
            let status = response.status().as_u16();
            let body = response.into_body().collect().await.unwrap().to_bytes();
            (status, serde_json::from_slice(&body).unwrap_or_default())
        })
    }

    #[track_caller]
    pub(crate) fn patch(&self, path: &str, patch: &Json) {
        let (status, body) = self.send("PATCH", path, patch);
        assert_eq!(status, 200, "{body}");
    }
}
