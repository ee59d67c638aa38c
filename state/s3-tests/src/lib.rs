//! Third-party S3 servers, each behind a proxy that injects faults.
//!
//! * [`Server::folder`]: `s3s-fs`, in this process. It checks a condition and then writes, so that two concurrent
//!   writers may both pass the check. The proxy lets only one write through at a time, which is what S3 guarantees.
//! * [`Server::ministack`]: the emulator that the sandbox uses, in its own process.

// These are helpers of tests: an unexpected result panics.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

mod edge;
mod faults;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use archipel_sandbox::Emulators;
use archipel_state::{Location, Options, S3Location, S3Store};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;

use self::edge::Backend;
pub use self::faults::{Call, Does, Faults};

const SECRET: &str = "not-a-secret";

/// A server on a free port of 127.0.0.1, until this is dropped.
#[derive(Debug)]
pub struct Server {
    /// The injected faults and the recorded requests.
    pub faults: Arc<Faults>,
    address: String,
    account: String,
    bucket: String,
    thread: edge::Edge,
    folder: Option<tempfile::TempDir>,
    _emulators: Option<Arc<Emulators>>,
}

impl Server {
    /// Starts `s3s-fs` in a temporary folder.
    #[must_use]
    pub fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bucket = "states".to_owned();
        std::fs::create_dir(folder.path().join(&bucket)).unwrap();
        let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        let account = archipel_sandbox::fresh_account();
        builder.set_auth(SimpleAuth::from_single(account.clone(), SECRET));
        Self::start(Backend::Here(builder.build()), account, bucket, Some(folder), None)
    }

    /// The ministack process that all tests of this process share, with a separate account.
    pub async fn ministack() -> Self {
        let emulators = Emulators::shared().await.unwrap();
        let running = emulators.status().into_iter().find(|emulator| emulator.name == "ministack").unwrap();
        let account = archipel_sandbox::fresh_account();
        let there = Backend::There(running.socket);
        // All accounts share the names of buckets.
        let bucket = format!("states-{account}");
        let server = Self::start(there, account, bucket, None, Some(emulators));
        server.send(http::Method::PUT, "").await;
        server
    }

    fn start(
        backend: Backend,
        account: String,
        bucket: String,
        folder: Option<tempfile::TempDir>,
        emulators: Option<Arc<Emulators>>,
    ) -> Self {
        let faults = Arc::new(Faults::default());
        let thread = edge::Edge::start(backend, Arc::clone(&faults));
        let address = format!("http://{}", thread.address);
        Self { faults, address, account, bucket, thread, folder, _emulators: emulators }
    }

    /// Sends a request about the bucket to a server that checks no signatures.
    async fn send(&self, method: http::Method, query: &str) -> bytes::Bytes {
        use http_body_util::{BodyExt as _, Empty};
        let scope = format!("AWS4-HMAC-SHA256 Credential={}/20260101/us-east-1/s3/aws4_request", self.account);
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}/{}{query}", self.address, self.bucket))
            .header("authorization", format!("{scope}, SignedHeaders=host, Signature=0"))
            .body(Empty::<bytes::Bytes>::new())
            .unwrap();
        let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new()).build_http();
        let answer = client.request(request).await.unwrap();
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(status.is_success(), "{status} {body:?}");
        body
    }

    /// The location of a state on this server. A lease lasts three seconds.
    #[must_use]
    pub fn location(&self, prefix: &str) -> S3Location {
        S3Location {
            bucket: self.bucket.clone(),
            prefix: prefix.to_owned(),
            region: Some("us-east-1".to_owned()),
            endpoint: Some(self.address.clone()),
            lease: Some(3),
            ..S3Location::default()
        }
    }

    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The environment for a program that uses the server.
    #[must_use]
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("AWS_ACCESS_KEY_ID", self.account.clone()),
            ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ]
    }

    /// The credentials of the server.
    #[must_use]
    pub fn credentials(&self) -> SharedCredentialsProvider {
        SharedCredentialsProvider::new(Credentials::new(&self.account, SECRET, None, None, "test"))
    }

    #[must_use]
    pub fn store(&self, prefix: &str) -> S3Store {
        self.store_with(prefix, Options::default())
    }

    /// A store with these options.
    #[must_use]
    pub fn store_with(&self, prefix: &str, options: Options) -> S3Store {
        S3Store::new(self.location(prefix), options).credentials(self.credentials())
    }

    /// The location as text.
    #[must_use]
    pub fn url(&self, prefix: &str) -> String {
        Location::S3(self.location(prefix)).to_string()
    }

    /// The names of the objects below a prefix, on a server that stores files.
    #[must_use]
    pub fn objects(&self, prefix: &str) -> Vec<String> {
        let root = self.folder.as_ref().unwrap().path().join(&self.bucket).join(prefix);
        let (mut found, mut folders) = (Vec::new(), vec![root.clone()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
        found.sort();
        found
    }

    /// The objects below a prefix with their contents, on a server that stores files.
    #[must_use]
    pub fn contents(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        let names = self.objects(prefix).into_iter();
        names.map(|name| (name.clone(), std::fs::read(self.file(prefix, &name)).unwrap_or_default())).collect()
    }

    /// The names of the objects below a prefix, as the server lists them.
    pub async fn list(&self, prefix: &str) -> Vec<String> {
        let body = self.send(http::Method::GET, &format!("?list-type=2&prefix={prefix}/")).await;
        let text = String::from_utf8_lossy(&body).into_owned();
        let keys = text.split("<Key>").skip(1).filter_map(|rest| rest.split_once("</Key>"));
        keys.map(|(key, _)| key.to_owned()).collect()
    }

    /// The file of an object, on a server that stores files.
    #[must_use]
    pub fn file(&self, prefix: &str, name: &str) -> std::path::PathBuf {
        self.folder.as_ref().unwrap().path().join(&self.bucket).join(prefix).join(name)
    }

    /// Waits until a lease of three seconds without renewals has expired, and a little longer.
    pub async fn wait_for_expiry() {
        tokio::time::sleep(Duration::from_millis(5200)).await;
    }

    /// Stops the server: it refuses connections from then on.
    pub fn stop(&mut self) {
        self.thread.stop();
    }
}
