//! The moments at which a process is killed, by number.
//!
//! They are: before and after each commit of the state, and before, during and after each call that writes to AWS.
//! The store and the HTTP client of a run are wrapped; the engine and the resource types are unchanged.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel::aws::aws::Settings;
use archipel::engine::digest::Digester;
use archipel::engine::state::{Change, LockInfo, RunRecord, Snapshot, StateError, StateStore, StateVersion};
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// How long a call has to reach the server before the process is killed.
const ON_ITS_WAY: Duration = Duration::from_millis(20);

/// Counts and logs the boundaries that a process passes, and kills the process at one of them.
#[derive(Debug)]
pub(crate) struct Boundaries {
    passed: AtomicUsize,
    /// Counted from 1.
    kill_at: Option<usize>,
    log: Mutex<File>,
}

impl Boundaries {
    /// Each boundary is a line of the log, which survives the process.
    pub(crate) fn new(kill_at: Option<usize>, log: &Path) -> Self {
        let log = Mutex::new(File::create(log).expect("a log"));
        Self { passed: AtomicUsize::new(0), kill_at, log }
    }

    /// Passes a boundary; returns whether the process must be killed here.
    fn pass(&self, what: &str) -> bool {
        let number = self.passed.fetch_add(1, Ordering::SeqCst) + 1;
        let mut log = self.log.lock().expect("no other thread panicked");
        writeln!(log, "{what}").expect("the log is written");
        self.kill_at == Some(number)
    }

    fn at(&self, what: &str) {
        if self.pass(what) {
            die();
        }
    }
}

/// Ends the process as `kill -9` does, without unwinding, flushing or closing.
fn die() -> ! {
    // The signal cannot be ignored. If it could, the next line would end the process as abruptly.
    let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    std::process::abort()
}

/// A store with a boundary before and after each write.
pub(crate) struct CrashStore {
    pub(crate) store: Arc<dyn StateStore>,
    pub(crate) boundaries: Arc<Boundaries>,
}

#[async_trait]
impl StateStore for CrashStore {
    fn location(&self) -> String {
        self.store.location()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        self.store.load().await
    }

    async fn version(&self) -> Result<StateVersion, StateError> {
        self.store.version().await
    }

    async fn digester(&self) -> Result<Digester, StateError> {
        self.store.digester().await
    }

    async fn history(&self) -> Result<Vec<RunRecord>, StateError> {
        self.store.history().await
    }

    async fn record_run(&self, run: RunRecord) -> Result<u64, StateError> {
        self.boundaries.at("before note");
        let number = self.store.record_run(run).await?;
        self.boundaries.at("after note");
        Ok(number)
    }

    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.store.lock(holder).await?;
        self.boundaries.at("after acquire");
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        let what = changes.iter().map(name).collect::<Vec<_>>().join(" + ");
        self.boundaries.at(&format!("before commit {what}"));
        let serial = self.store.commit(changes).await?;
        self.boundaries.at(&format!("after commit {what}"));
        Ok(serial)
    }

    async fn unlock(&self) -> Result<(), StateError> {
        self.boundaries.at("before release");
        self.store.unlock().await?;
        self.boundaries.at("after release");
        Ok(())
    }
}

fn name(change: &Change) -> String {
    match change {
        Change::Begin(pending) => format!("begin {} {}", pending.operation.as_str(), pending.key),
        Change::Request { .. } => "request".to_owned(),
        Change::Identify { .. } => "identify".to_owned(),
        Change::Settle { .. } => "settle".to_owned(),
        Change::Put(record) => format!("put {}", record.key),
        Change::Remove(key) => format!("remove {key}"),
        Change::Outputs(_) => "outputs".to_owned(),
        Change::Duration(..) => "duration".to_owned(),
        Change::Meta(key, _) => format!("meta {key}"),
    }
}

/// An HTTP client with a boundary before, during and after each request that writes.
pub(crate) fn http_client(boundaries: Arc<Boundaries>) -> SharedHttpClient {
    SharedHttpClient::new(CrashClient { client: Settings::default_http_client(), boundaries })
}

#[derive(Debug)]
struct CrashClient {
    client: SharedHttpClient,
    boundaries: Arc<Boundaries>,
}

impl HttpClient for CrashClient {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(CrashConnector {
            connector: self.client.http_connector(settings, components),
            boundaries: Arc::clone(&self.boundaries),
        })
    }
}

#[derive(Debug)]
struct CrashConnector {
    connector: SharedHttpConnector,
    boundaries: Arc<Boundaries>,
}

impl HttpConnector for CrashConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (connector, boundaries) = (self.connector.clone(), Arc::clone(&self.boundaries));
        HttpConnectorFuture::new(async move {
            let call = call_name(&request);
            if is_read(&call) {
                return connector.call(request).await;
            }
            boundaries.at(&format!("before call {call}"));
            if boundaries.pass(&format!("during call {call}")) {
                tokio::spawn(connector.call(request));
                tokio::time::sleep(ON_ITS_WAY).await;
                die();
            }
            // The call was executed if the head of the response is here.
            let answer = connector.call(request).await;
            boundaries.at(&format!("after call {call}"));
            answer
        })
    }
}

/// The operation, as far as the request contains it: `CreateVpc`, `TrentService.CreateKey`, `PUT ?versioning`.
fn call_name(request: &HttpRequest) -> String {
    if let Some(target) = request.headers().get("x-amz-target") {
        return target.rsplit('.').next().unwrap_or(target).to_owned();
    }
    let form = request.body().bytes().unwrap_or_default();
    let action =
        std::str::from_utf8(form).ok().and_then(|form| form.split('&').find_map(|f| f.strip_prefix("Action=")));
    if let Some(action) = action {
        return action.to_owned();
    }
    let query = request.uri().split_once('?').map_or("", |(_, query)| query);
    let what = query.split('&').find(|part| !part.starts_with("x-id="));
    format!("{} {}", request.method(), what.unwrap_or_default())
}

fn is_read(call: &str) -> bool {
    ["Describe", "Get", "List", "GET", "HEAD"].iter().any(|prefix| call.starts_with(prefix))
}
