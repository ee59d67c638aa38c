//! A client of the API servers of EKS clusters, with the tokens that `aws eks get-token` creates.

use std::net::Ipv4Addr;
use std::sync::Arc;

use archipel_sandbox::kubernetes::Binaries;
use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_rustls::TlsConnector;

use super::{Answer, Client, Signing};

/// A turn to start API servers: at most two tests use them at once, because each takes 300 MB and seconds of CPU. `None`
/// where there are no programs for them: `.ci/run` sets `ARCHIPEL_REQUIRE_KUBERNETES`, without it such a machine leaves
/// the tests out, and says so.
#[must_use]
#[allow(clippy::print_stderr, reason = "a skipped test has no other way to say so")]
pub async fn api_servers() -> Option<SemaphorePermit<'static>> {
    static TURNS: Semaphore = Semaphore::const_new(2);
    match Binaries::find(&archipel_sandbox::cache_dir().unwrap()) {
        Ok(_) => TURNS.acquire().await.ok(),
        Err(error) => {
            assert!(std::env::var_os("ARCHIPEL_REQUIRE_KUBERNETES").is_none(), "{error}");
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// A call of EKS.
pub async fn eks(client: &Client, region: &str, method: &str, path: &str, body: &Value) -> Answer {
    let bytes = if body.is_null() { String::new() } else { body.to_string() };
    let headers: &[(&str, &str)] = if body.is_null() { &[] } else { &[("content-type", "application/json")] };
    client.signed("eks", region, method, path, headers, bytes.as_bytes()).await.expect("a response")
}

/// Creates a cluster and waits until it is active.
pub async fn create(client: &Client, region: &str, name: &str, more: &Value) -> Cluster {
    let mut body = json!({
        "name": name,
        "roleArn": format!("arn:aws:iam::{}:role/cluster", client.account),
        "resourcesVpcConfig": {"subnetIds": ["subnet-1", "subnet-2"]},
    });
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    eks(client, region, "POST", "/clusters", &body).await.ok();
    loop {
        let found = eks(client, region, "GET", &format!("/clusters/{name}"), &Value::Null).await.ok().json();
        if found["cluster"]["status"] == "ACTIVE" {
            return Cluster::of(&found["cluster"]);
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// A token for a cluster, which the client's access key signed.
pub fn token(client: &Client, region: &str, cluster: &str) -> String {
    let signing = Signing { service: "sts", region, presigned: true };
    let path = "/?Action=GetCallerIdentity&Version=2011-06-15";
    let (path, _) = client.sign(&signing, ("GET", path), &[("x-k8s-aws-id", cluster)], b"");
    format!("k8s-aws-v1.{}", BASE64_URL_SAFE_NO_PAD.encode(format!("{}{path}", client.endpoint)))
}

/// The endpoint of a cluster.
#[derive(Clone)]
pub struct Cluster {
    pub name: String,
    pub port: u16,
    /// The certificate of its authority.
    pub authority: String,
}

impl Cluster {
    fn of(described: &Value) -> Self {
        let endpoint = described["endpoint"].as_str().unwrap();
        let data = described["certificateAuthority"]["data"].as_str().unwrap();
        Self {
            name: described["name"].as_str().unwrap().to_owned(),
            port: endpoint.strip_prefix("https://127.0.0.1:").unwrap().parse().unwrap(),
            authority: String::from_utf8(BASE64_STANDARD.decode(data).unwrap()).unwrap(),
        }
    }

    pub async fn get(&self, token: Option<&str>, path: &str) -> (u16, Value) {
        self.send("GET", token, path, "application/json", &Value::Null).await.unwrap()
    }

    pub async fn post(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        self.send("POST", Some(token), path, "application/json", body).await.unwrap()
    }

    pub async fn delete(&self, token: &str, path: &str) -> (u16, Value) {
        self.send("DELETE", Some(token), path, "application/json", &Value::Null).await.unwrap()
    }

    /// Server-side apply.
    pub async fn apply(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        let path = format!("{path}?fieldManager=test&force=true");
        self.send("PATCH", Some(token), &path, "application/apply-patch+yaml", body).await.unwrap()
    }

    /// Sends a request over a new connection. An error means that there was no response.
    pub async fn send(
        &self,
        method: &str,
        token: Option<&str>,
        path: &str,
        content_type: &str,
        body: &Value,
    ) -> Result<(u16, Value), Box<dyn std::error::Error + Send + Sync>> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.authority.as_bytes()).unwrap()).unwrap();
        let config = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?;
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let bytes = if body.is_null() { String::new() } else { body.to_string() };
        let mut request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("host", format!("127.0.0.1:{}", self.port))
            .header("content-type", content_type);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = sender.send_request(request.body(Full::new(bytes::Bytes::from(bytes)))?).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        let text = || Value::String(String::from_utf8_lossy(&body).into_owned());
        Ok((status, serde_json::from_slice(&body).unwrap_or_else(|_| text())))
    }
}
