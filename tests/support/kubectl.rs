//! Another client of a cluster, as `kubectl` would be one. Tests of several packages have this file.

use std::process::Command;

use base64::Engine as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::Value as Json;

/// Another client of the cluster.
pub(crate) struct Kubectl {
    server: String,
    authority: Vec<u8>,
    token: String,
}

impl Kubectl {
    /// A client of the cluster of a context of the kubeconfig, with the token that `eks-token` prints. `command` is the program with
    /// its environment.
    pub(crate) fn new(kubeconfig: &str, context: usize, command: impl Fn(&[&str]) -> Command) -> Self {
        let config: Json = serde_yaml_ng::from_str(kubeconfig).unwrap();
        let cluster = &config["clusters"][context]["cluster"];
        let exec = &config["users"][context]["user"]["exec"];
        let args: Vec<&str> = exec["args"].as_array().unwrap().iter().filter_map(Json::as_str).collect();
        let credential: Json = serde_json::from_slice(&command(&args).output().unwrap().stdout).unwrap();
        let authority = cluster["certificate-authority-data"].as_str().unwrap();
        Self {
            server: cluster["server"].as_str().unwrap().to_owned(),
            authority: base64::prelude::BASE64_STANDARD.decode(authority).unwrap(),
            token: credential["status"]["token"].as_str().unwrap().to_owned(),
        }
    }

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
