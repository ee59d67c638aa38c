//! A process that dies at every boundary by number, and the one after it.
//!
//! The boundaries are those of `tests/e2e/crash`: before and after each commit of the state, and before, during and after
//! each call that submits a request. Here a "process" is a runtime that ends there, with all its tasks.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::digest::Digester;
use archipel_engine::driver::{Engine, PrepareOptions};
use archipel_engine::state::{
    Change, LockInfo, MemoryStore, RunRecord, Snapshot, StateError, StateStore, StateVersion,
};
use archipel_engine::{Stack, Urn};
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_sandbox::faults::{Kind, Rule};
use archipel_sandbox::{Emulators, Gateway, fresh_account};
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::{Value as Json, json};
use tokio::sync::Notify;

use crate::support::EU;
use crate::world::{Events, PROJECT, STACK, World, declare, providers};

/// Types by what an interrupted create is found by: tags, the chosen identifier, nothing but the request, the name of its stack.
/// The sandbox's stand-in makes the last three.
const TYPES: [&str; 6] = [
    "AWS::Backup::BackupPlan",
    "AWS::Glue::Database",
    "AWS::Athena::NamedQuery",
    "AWS::GuardDuty::Detector",
    "AWS::InternetMonitor::Monitor",
    "AWS::Budgets::Budget",
];

/// The operations that change something in AWS.
const WRITES: [&str; 6] =
    ["CreateResource", "UpdateResource", "DeleteResource", "CreateStack", "UpdateStack", "DeleteStack"];

/// What a process passes, and where it dies.
#[derive(Debug, Default)]
struct Boundaries {
    passed: AtomicUsize,
    kill_at: Option<usize>,
    log: Mutex<Vec<String>>,
    dead: Notify,
}

impl Boundaries {
    async fn at(&self, what: &str) {
        if self.pass(what) {
            self.die().await;
        }
    }

    fn pass(&self, what: &str) -> bool {
        self.log.lock().unwrap().push(what.to_owned());
        self.kill_at == Some(self.passed.fetch_add(1, Ordering::SeqCst) + 1)
    }

    /// The runtime is dropped while this waits.
    async fn die(&self) {
        self.dead.notify_one();
        std::future::pending::<()>().await;
    }
}

struct DyingStore {
    store: Arc<MemoryStore>,
    boundaries: Arc<Boundaries>,
}

#[async_trait]
impl StateStore for DyingStore {
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
        self.store.record_run(run).await
    }
    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.store.lock(holder).await
    }
    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        let what = format!("{:?}", changes.iter().map(std::mem::discriminant).collect::<Vec<_>>());
        self.boundaries.at(&format!("before commit {what}")).await;
        let serial = self.store.commit(changes).await?;
        self.boundaries.at(&format!("after commit {what}")).await;
        Ok(serial)
    }
    async fn unlock(&self) -> Result<(), StateError> {
        self.store.unlock().await
    }
}

#[derive(Debug, Clone)]
struct DyingClient {
    client: SharedHttpClient,
    boundaries: Arc<Boundaries>,
    /// Of the process that does not die: a request that is on its way arrives.
    outside: tokio::runtime::Handle,
}

impl HttpClient for DyingClient {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(DyingConnector {
            of: self.clone(),
            inner: self.client.http_connector(settings, components),
        })
    }
}

#[derive(Debug)]
struct DyingConnector {
    of: DyingClient,
    inner: SharedHttpConnector,
}

/// The operation of a request: in a header of Cloud Control's, in the form of CloudFormation's.
fn operation(request: &HttpRequest) -> String {
    let header = request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next());
    let body = std::str::from_utf8(request.body().bytes().unwrap_or_default()).unwrap_or_default();
    let form = || body.split('&').find_map(|field| field.strip_prefix("Action="));
    header.or_else(form).unwrap_or_default().to_owned()
}

impl HttpConnector for DyingConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (inner, of) = (self.inner.clone(), self.of.clone());
        let name = operation(&request);
        HttpConnectorFuture::new(async move {
            if !WRITES.contains(&name.as_str()) {
                return inner.call(request).await;
            }
            of.boundaries.at(&format!("before {name}")).await;
            if of.boundaries.pass(&format!("during {name}")) {
                of.outside.spawn(async move { drop(inner.call(request).await) }).await.unwrap();
                of.boundaries.die().await;
                unreachable!("it is dead")
            }
            let answer = inner.call(request).await;
            of.boundaries.at(&format!("after {name}")).await;
            answer
        })
    }
}

fn model(type_name: &str, description: &str) -> Json {
    match type_name {
        "AWS::Backup::BackupPlan" => {
            json!({"BackupPlan": {"BackupPlanName": description, "BackupPlanRule": [{"RuleName": "daily", "TargetBackupVault": "v"}]}})
        }
        "AWS::Glue::Database" => {
            json!({"CatalogId": "123456789012", "DatabaseName": "d", "DatabaseInput": {"Name": "d", "Description": description}})
        }
        "AWS::GuardDuty::Detector" => json!({"Enable": true, "Tags": [{"Key": "step", "Value": description}]}),
        "AWS::InternetMonitor::Monitor" => {
            json!({"MonitorName": "m", "Tags": [{"Key": "step", "Value": description}]})
        }
        "AWS::Budgets::Budget" => json!({"Budget": {
            "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetName": "b", "BudgetLimit": {"Amount": 10, "Unit": "USD"},
            "CostFilters": {"TagKeyValue": [format!("user:step${description}")]},
        }}),
        // It has no update: it is replaced.
        _ => json!({"Database": "d", "QueryString": "SELECT 1", "Description": description}),
    }
}

/// What a process does: create, change, delete.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Up(&'static str),
    Destroy,
}

/// Runs a process, until its end or its death; returns the boundaries that it passed.
fn process(
    gateway: &Gateway,
    account: &str,
    store: &Arc<MemoryStore>,
    types: &[&'static str],
    order: Order,
    kill_at: Option<usize>,
) -> Vec<String> {
    let boundaries = Arc::new(Boundaries { kill_at, ..Boundaries::default() });
    let outside = tokio::runtime::Handle::current();
    let (endpoint, secret) = (gateway.endpoint().to_owned(), gateway.secret().expose().to_owned());
    let (store, account, types) = (Arc::clone(store), account.to_owned(), types.to_vec());
    let of = Arc::clone(&boundaries);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let boundaries = Arc::clone(&of);
            let work = async move {
                let client = DyingClient {
                    client: Settings::default_http_client(),
                    boundaries: Arc::clone(&boundaries),
                    outside,
                };
                let mut settings = Settings::new(Target::sandbox(endpoint, account, secret));
                settings.http_client = Some(SharedHttpClient::new(client));
                let connection = Connection::open(settings).await.unwrap();
                let engine = Engine {
                    providers: Arc::new(providers(connection)),
                    store: Arc::new(DyingStore { store, boundaries }),
                    events: Arc::new(Events::default()),
                };
                let options = PrepareOptions::default();
                let prepared = match order {
                    Order::Up(description) => {
                        let stack = Stack::new(PROJECT, STACK);
                        for type_name in types {
                            declare(&stack.region(EU), "one", type_name, model(type_name, description));
                        }
                        engine.prepare(stack.finish().unwrap(), &options).await
                    }
                    Order::Destroy => engine.prepare_destroy(PROJECT, STACK, &options).await,
                };
                let prepared = prepared.unwrap_or_else(|error| panic!("{error}"));
                let options = ApplyOptions { parallel: 1, ..ApplyOptions::new(format!("run-{:x}", rand())) };
                engine.apply(prepared, options, Cancel::new()).await.unwrap_or_else(|error| panic!("{error}"))
            };
            tokio::select! {
                done = work => {
                    let summary = done;
                    assert_eq!(summary.failed + summary.skipped, 0, "{summary:?}");
                }
                () = of.dead.notified() => {}
            }
        });
        runtime.shutdown_timeout(Duration::from_millis(1));
    })
    .join()
    .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    std::mem::take(&mut *boundaries.log.lock().unwrap())
}

/// The distance of the boundaries that are tried: each with `ARCHIPEL_CRASH_ALL`, otherwise a sample.
fn every() -> usize {
    if std::env::var("ARCHIPEL_CRASH_ALL").is_ok_and(|all| all == "1") { 1 } else { 3 }
}

/// The boundaries that are tried: other ones for each type and order, so that together they are all.
fn boundaries(of: usize) -> impl Iterator<Item = usize> {
    (1 + of % every()..).step_by(every())
}

/// A number that no other run has.
fn rand() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Fails the test if the account and the state differ from each other or from what was ordered.
async fn check(world: &World, store: &MemoryStore, types: &[&'static str], order: Order, when: &str) {
    let state = store.load().await.unwrap();
    assert!(state.pending.is_empty(), "{when}: {:?}", state.pending);
    for type_name in types {
        let existing = world.existing(type_name).await;
        let recorded = state.current(&Urn::new(EU, type_name, "one")).map(|record| record.id.to_string());
        assert_eq!(existing, recorded.clone().into_iter().collect::<Vec<_>>(), "{when}: {type_name}");
        match order {
            Order::Destroy => assert_eq!(recorded, None, "{when}: {type_name}"),
            Order::Up(description) => {
                let id = recorded.unwrap_or_else(|| panic!("{when}: {type_name} is not recorded"));
                let now = world.model(type_name, &id).await.to_string();
                assert!(now.contains(description), "{when}: {type_name} is {now}");
            }
        }
    }
}

/// Tests each type on a thread of its own, because processes wait most of the time.
async fn for_each_type<F: Future<Output = ()> + 'static>(
    test: impl Fn(usize, &'static str) -> F + Clone + Send + 'static,
) {
    let threads = TYPES.into_iter().enumerate().map(|(nth, type_name)| {
        let test = test.clone();
        tokio::task::spawn_blocking(move || tokio::runtime::Handle::current().block_on(test(nth, type_name)))
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_process_completes_one_that_died_at_any_boundary() {
    let emulators = Emulators::shared().await.unwrap();
    for_each_type(move |nth, type_name| kill_lives(Arc::clone(&emulators), nth, type_name)).await;
}

async fn kill_lives(emulators: Arc<Emulators>, nth: usize, type_name: &'static str) {
    let life = [Order::Up("first"), Order::Up("second"), Order::Destroy];
    let types = [type_name];
    let mut killed = 0;
    for (run, order) in life.into_iter().enumerate() {
        // Each number of a boundary, until a process ends before it.
        for kill_at in boundaries(nth + run) {
            let gateway = Gateway::bind(&emulators).await.unwrap();
            let slow = Rule::new(Kind::Pending { ms: None, reads: Some(1) });
            gateway.set_faults(vec![slow]).unwrap();
            let (account, store) = (fresh_account(), Arc::new(MemoryStore::new()));
            for before in &life[..run] {
                process(&gateway, &account, &store, &types, *before, None);
            }
            let passed = process(&gateway, &account, &store, &types, order, Some(kill_at));
            let when = format!("{type_name}, {order:?}, killed at {kill_at}, {:?}", passed.last());
            let died = passed.len() >= kill_at;
            // A lock of the dead is in memory only: the next process takes it.
            store.unlock().await.unwrap();
            process(&gateway, &account, &store, &types, order, None);
            let world = World::of(gateway, &account, Arc::clone(&store) as Arc<dyn StateStore>).await;
            check(&world, &store, &types, order, &when).await;
            if !died {
                break;
            }
            killed += 1;
        }
    }
    assert!(killed * every() > 20, "{type_name} was killed {killed} times only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_dead_process_created_is_destroyed_without_another_up() {
    let emulators = Emulators::shared().await.unwrap();
    for_each_type(move |nth, type_name| kill_creates(Arc::clone(&emulators), nth, type_name)).await;
}

async fn kill_creates(emulators: Arc<Emulators>, nth: usize, type_name: &'static str) {
    for kill_at in boundaries(nth) {
        let gateway = Gateway::bind(&emulators).await.unwrap();
        let (account, store) = (fresh_account(), Arc::new(MemoryStore::new()));
        let passed = process(&gateway, &account, &store, &[type_name], Order::Up("first"), Some(kill_at));
        store.unlock().await.unwrap();
        process(&gateway, &account, &store, &[type_name], Order::Destroy, None);
        let world = World::of(gateway, &account, Arc::clone(&store) as Arc<dyn StateStore>).await;
        let existing = world.existing(type_name).await;
        assert!(existing.is_empty(), "{type_name}, killed at {kill_at}, {:?}: {existing:?}", passed.last());
        if passed.len() < kill_at {
            break;
        }
    }
}
