//! An API server of its own: `etcd` and `kube-apiserver`, as controller-runtime's envtest starts them.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::Value as Json;

/// The token of a member of `system:masters`.
pub(crate) const ADMIN: &str = "token-of-the-admin";
/// The token of a user without permissions.
pub(crate) const STRANGER: &str = "token-of-a-stranger";
const READY_WITHIN: Duration = Duration::from_secs(120);

/// The folder with both programs: `KUBEBUILDER_ASSETS`, or one of the path.
pub(crate) fn assets() -> Option<PathBuf> {
    let named = std::env::var_os("KUBEBUILDER_ASSETS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = named.into_iter().chain(std::env::split_paths(&path));
    folders.into_iter().find(|folder| ["etcd", "kube-apiserver"].iter().all(|name| folder.join(name).is_file()))
}

/// Whether the test can run. Says so if it cannot.
pub(crate) fn is_available() -> bool {
    if assets().is_some() {
        return true;
    }
    let what = "no kube-apiserver and etcd in KUBEBUILDER_ASSETS or the path";
    assert!(
        std::env::var_os("ARCHIPEL_REQUIRE_KUBERNETES").is_none(),
        "{what}, and ARCHIPEL_REQUIRE_KUBERNETES is set"
    );
    eprintln!("skipped: {what}");
    false
}

/// A running API server.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// The certificate of the server and its authority, as PEM.
    pub(crate) certificates: Vec<u8>,
    client: Client<hyper_rustls::HttpsConnector<HttpConnector>, Full<Bytes>>,
    _folder: tempfile::TempDir,
    _processes: [Process; 2],
}

/// A program that ends with this process, however that ends: a shell beside it waits for the end of its own input.
struct Process(Child);

impl Process {
    fn start(program: &Path, log: &Path, arguments: &[String]) -> Self {
        let log = std::fs::File::create(log).unwrap();
        let script = r#"exec 3<&0 </dev/null; "$@" & child=$!; cat <&3 >/dev/null; kill -9 $child"#;
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg("sh").arg(program).args(arguments).stdin(Stdio::piped());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        Self(command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Server {
    pub(crate) fn start() -> Self {
        let assets = assets().expect("kube-apiserver and etcd");
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let [client_port, peer_port, port] = [free_port(), free_port(), free_port()];
        let (client_url, peer_url) =
            (format!("http://127.0.0.1:{client_port}"), format!("http://127.0.0.1:{peer_port}"));
        let options = |list: &[(&str, &str)]| -> Vec<String> {
            list.iter().map(|(name, value)| format!("--{name}={value}")).collect()
        };
        let cluster = format!("default={peer_url}");
        let etcd = options(&[
            ("data-dir", &at("etcd")),
            ("listen-client-urls", &client_url),
            ("advertise-client-urls", &client_url),
            ("listen-peer-urls", &peer_url),
            ("initial-advertise-peer-urls", &peer_url),
            ("initial-cluster", &cluster),
            ("unsafe-no-fsync", "true"),
        ]);
        let etcd = Process::start(&assets.join("etcd"), &folder.path().join("etcd.log"), &etcd);
        let tokens = format!("{ADMIN},admin,1,\"system:masters\"\n{STRANGER},stranger,2\n");
        std::fs::write(folder.path().join("tokens"), tokens).unwrap();
        // The server makes its certificate and the authority of it, and uses its key for service accounts too.
        let key = at("certificates/apiserver.key");
        let server = options(&[
            ("etcd-servers", &client_url),
            ("bind-address", "127.0.0.1"),
            ("advertise-address", "127.0.0.1"),
            ("secure-port", &port.to_string()),
            ("cert-dir", &at("certificates")),
            ("token-auth-file", &at("tokens")),
            ("authorization-mode", "RBAC"),
            ("service-account-issuer", "https://localhost"),
            ("service-account-key-file", &key),
            ("service-account-signing-key-file", &key),
            ("service-cluster-ip-range", "10.96.0.0/24"),
            ("allow-privileged", "true"),
            ("disable-admission-plugins", "ServiceAccount"),
            ("endpoint-reconciler-type", "none"),
        ]);
        let log = folder.path().join("kube-apiserver.log");
        let server = Process::start(&assets.join("kube-apiserver"), &log, &server);
        let started = Instant::now();
        let certificate = folder.path().join("certificates/apiserver.crt");
        let ready = || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() && certificate.is_file();
        while !ready() {
            assert!(started.elapsed() < READY_WITHIN, "{}", std::fs::read_to_string(&log).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(50));
        }
        let certificates = std::fs::read(certificate).unwrap();
        Self { port, client: client(&certificates), certificates, _folder: folder, _processes: [etcd, server] }
    }

    /// Sends a request past all faults, and returns the status and the document.
    pub(crate) async fn send(&self, method: &str, path: &str, body: &Json) -> (u16, Json) {
        let (kind, body) = match body {
            Json::Null => ("application/json", Bytes::new()),
            Json::Object(_) if method == "PATCH" => ("application/merge-patch+json", Bytes::from(body.to_string())),
            body => ("application/json", Bytes::from(body.to_string())),
        };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("https://127.0.0.1:{}{path}", self.port))
            .header("authorization", format!("Bearer {ADMIN}"))
            .header("content-type", kind)
            .header("user-agent", "kubectl/v1.20.2")
            .body(Full::new(body))
            .unwrap();
        let response = self.client.request(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Waits until the server has created its own roles and namespaces.
    pub(crate) async fn until_ready(&self) {
        let started = Instant::now();
        while self.send("GET", "/readyz", &Json::Null).await.0 != 200
            || self.send("GET", "/api/v1/namespaces/default", &Json::Null).await.0 != 200
        {
            assert!(started.elapsed() < READY_WITHIN, "the API server does not become ready");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

fn client(certificates: &[u8]) -> Client<hyper_rustls::HttpsConnector<HttpConnector>, Full<Bytes>> {
    let mut roots = rustls::RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(certificates) {
        roots.add(certificate.unwrap()).unwrap();
    }
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector =
        hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1().build();
    // No connection outlives the runtime of a test.
    Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector)
}
