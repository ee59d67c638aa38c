//! Runs programs through the real engine against the sandbox's emulators.
//!
//! A [`World`] is an account of its own behind a gateway of its own; the emulators are shared by all tests of a
//! process. [`lifecycle`] takes two versions of a program through everything that can happen to a resource, once on
//! a good day, once with throttles and lost connections, and once interrupted.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]
#![allow(clippy::unwrap_used, reason = "only tests use it")]

mod calls;
mod calls_table;
mod model_check;
mod permissions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, EngineError, PrepareOptions, Prepared, RefreshReport};
use archipel_engine::event::{Event, EventSink, Summary};
use archipel_engine::plan::{Action, Plan};
use archipel_engine::program::{Environment, Program};
use archipel_engine::resource::{
    Id, Observed, Provider, ProviderError, ReadBatch, ReadMode, ReadRequest, ResourceSchema, Schemas as _, Status,
};
use archipel_engine::schema::{RecordSchema, TypeRef};
use archipel_engine::state::{MemoryStore, Record, Snapshot};
use archipel_engine::urn::GLOBAL;
use archipel_engine::{Prop as _, Stack, Value};
use archipel_resources::aws::{Aws, Connection, SANDBOX_SPEED, Settings, Target};
use archipel_sandbox::faults::{Rule, delays_of_aws};
use archipel_sandbox::{Calls, Emulators, Gateway, fresh_account};
use aws_sdk_cloudcontrol::types::OperationStatus;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use calls::{Attributed, ByType, Counting};
use calls_table::{NeededCalls, changed_in, records_of};
use model_check::CheckedRequests;

pub const EU: &str = "eu-west-1";
pub const US: &str = "us-east-1";
/// The stack of every world. Worlds differ by account.
pub const PROJECT: &str = "test";
pub const STACK: &str = "dev";

/// An account, a gateway that can misbehave, and the state of one stack.
pub struct World {
    pub account: String,
    gateway: Gateway,
    /// A second gateway, which never misbehaves: for looking at what there is.
    calm: Gateway,
    engine: Engine,
    connection: Connection,
    counting: Counting,
    /// The requests before those that the gateway counts now.
    checked: Mutex<CheckedRequests>,
    look: Connection,
    events: Arc<Events>,
    runs: AtomicUsize,
}

/// A run that went well.
pub struct Done {
    pub plan: Arc<Plan>,
    pub summary: Summary,
    /// The calls of the run, planning included.
    pub calls: Calls,
}

/// A run that did not: what failed, in words.
#[derive(Debug)]
pub struct Failed(pub String);

#[derive(Default)]
struct Events {
    failures: Mutex<Vec<String>>,
    /// What the services said, whole.
    errors: Mutex<Vec<ProviderError>>,
    /// What steps have said that they wait for.
    waits: Mutex<Vec<String>>,
    /// To interrupt a run: after how many events, and how.
    fuse: Mutex<Option<(usize, Cancel)>>,
}

impl EventSink for Events {
    fn emit(&self, event: Event) {
        match &event {
            Event::StepFailed { urn, error, .. } => {
                self.failures.lock().unwrap().push(format!("{urn}: {error}"));
                self.errors.lock().unwrap().push(error.clone());
            }
            Event::StepWaiting { waits_for, .. } => self.waits.lock().unwrap().push(waits_for.clone()),
            Event::StepSkipped { urn, because, .. } => {
                self.failures.lock().unwrap().push(format!("{urn}: skipped because of {because}"));
            }
            Event::StepStarted { .. } | Event::StepIdentified { .. } | Event::StepDone { .. } => {
                let mut fuse = self.fuse.lock().unwrap();
                if let Some((left, cancel)) = fuse.as_mut() {
                    *left = left.saturating_sub(1);
                    if *left == 0 {
                        // As a second Ctrl-C: operations that wait for the network are dropped.
                        cancel.request();
                        cancel.request();
                        *fuse = None;
                    }
                }
            }
            _ => {}
        }
    }
}

impl World {
    /// A new account. The emulators start with the first one; the first time of all they are installed.
    pub async fn start() -> Self {
        let emulators = Emulators::shared().await.expect("the emulators start");
        let gateway = Gateway::bind(&emulators).await.expect("a gateway");
        let calm = Gateway::bind(&emulators).await.expect("a gateway");
        let account = fresh_account();
        let settings =
            |gateway: &Gateway| Settings::new(Target::sandbox(gateway.endpoint(), &account, gateway.secret().expose()));
        let counting = Counting::start();
        let http_client = Some(SharedHttpClient::new(counting.clone()));
        let connection = Connection::open(Settings { http_client, ..settings(&gateway) }).await.expect("a connection");
        let look = Connection::open(settings(&calm)).await.expect("a connection");
        let events = Arc::new(Events::default());
        let engine = Engine {
            providers: Arc::new(
                Providers::new().with(Arc::new(Attributed(archipel_resources::provider(connection.clone())))),
            ),
            store: Arc::new(MemoryStore::new()),
            events: Arc::clone(&events) as Arc<dyn EventSink>,
        };
        Self {
            account,
            gateway,
            calm,
            engine,
            connection,
            counting,
            checked: Mutex::default(),
            look,
            events,
            runs: AtomicUsize::new(0),
        }
    }

    /// Plans and applies, and fails the test if anything fails.
    #[track_caller]
    pub fn up<P: Fn(&Stack)>(&self, program: P) -> impl Future<Output = Done> {
        let at = std::panic::Location::caller();
        async move { self.try_up(program).await.unwrap_or_else(|Failed(why)| panic!("up at {at}:\n{why}")) }
    }

    /// Plans and applies.
    pub async fn try_up(&self, program: impl Fn(&Stack)) -> Result<Done, Failed> {
        self.reset_counts();
        let prepared = self.prepare(program, false).await?;
        self.apply(prepared, Cancel::new()).await
    }

    /// Sets the counts of calls to zero.
    fn reset_counts(&self) {
        self.checked.lock().unwrap().add(&self.gateway.calls(None));
        self.gateway.clear_calls(None);
    }

    /// What services have said to steps that failed, in all runs.
    pub fn errors(&self) -> Vec<ProviderError> {
        self.events.errors.lock().unwrap().clone()
    }

    /// Plans and applies, and drops the run after so many events of its steps.
    pub async fn up_interrupted(&self, program: impl Fn(&Stack), events: usize) {
        let prepared = self.prepare(program, false).await.unwrap_or_else(|Failed(why)| panic!("{why}"));
        self.apply_interrupted(prepared, events).await;
    }

    /// Deletes everything, and drops the run after so many events of its steps.
    pub async fn destroy_interrupted(&self, events: usize) {
        let options = PrepareOptions::default();
        let prepared = self.engine.prepare_destroy(PROJECT, STACK, &options).await.expect("a plan");
        self.apply_interrupted(prepared, events).await;
    }

    async fn apply_interrupted(&self, prepared: Prepared, events: usize) {
        let cancel = Cancel::new();
        *self.events.fuse.lock().unwrap() = Some((events, cancel.clone()));
        // Steps that were dropped count as failed; that is what was asked for.
        let _ = self.apply(prepared, cancel).await;
        *self.events.fuse.lock().unwrap() = None;
    }

    /// What an `up` would do.
    pub async fn plan(&self, program: impl Fn(&Stack)) -> Arc<Plan> {
        self.prepare(program, false).await.unwrap_or_else(|Failed(why)| panic!("{why}")).plan
    }

    /// What an `up` would do after looking at everything again.
    pub async fn refresh_plan(&self, program: impl Fn(&Stack)) -> Prepared {
        self.prepare(program, true).await.unwrap_or_else(|Failed(why)| panic!("{why}"))
    }

    /// What lists tell to be different from what is recorded. Nothing is written.
    pub async fn refresh_from_lists(&self) -> RefreshReport {
        self.engine.refresh(PROJECT, STACK, None, ReadMode::Summary, None).await.expect("a refresh")
    }

    /// Looks at everything again, brings it to the program, and fails the test if anything fails.
    pub async fn mend(&self, program: impl Fn(&Stack)) -> Done {
        let prepared = self.refresh_plan(program).await;
        self.apply(prepared, Cancel::new()).await.unwrap_or_else(|Failed(why)| panic!("{why}"))
    }

    /// Deletes everything, and fails the test if anything fails.
    #[track_caller]
    pub fn destroy(&self) -> impl Future<Output = Done> {
        let at = std::panic::Location::caller();
        async move { self.try_destroy().await.unwrap_or_else(|Failed(why)| panic!("destroy at {at}:\n{why}")) }
    }

    /// Deletes everything.
    pub async fn try_destroy(&self) -> Result<Done, Failed> {
        self.reset_counts();
        let prepared = self.engine.prepare_destroy(PROJECT, STACK, &PrepareOptions::default()).await?;
        self.apply(prepared, Cancel::new()).await
    }

    async fn prepare(&self, program: impl Fn(&Stack), refresh: bool) -> Result<Prepared, Failed> {
        let options = PrepareOptions { refresh, ..PrepareOptions::default() };
        Ok(self.engine.prepare(declared(program)?, &options).await?)
    }

    async fn apply(&self, prepared: Prepared, cancel: Cancel) -> Result<Done, Failed> {
        self.events.failures.lock().unwrap().clear();
        let plan = Arc::clone(&prepared.plan);
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        let summary = self.engine.apply(prepared, ApplyOptions::new(format!("run-{run}")), cancel).await?;
        let failures = std::mem::take(&mut *self.events.failures.lock().unwrap());
        if summary.failed + summary.skipped > 0 || summary.cancelled {
            return Err(Failed(format!("{}\n{summary:?}", failures.join("\n"))));
        }
        Ok(Done { plan, summary, calls: self.gateway.calls(None) })
    }

    /// The number of this account.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The SDK's clients for this account: for looking, past all faults and counts.
    pub fn aws(&self, region: &str) -> Arc<Aws> {
        self.look.aws(&Environment { region: region.to_owned(), account: None }).expect("a client")
    }

    /// Creates a queue, which no type of this crate does, with Cloud Control.
    pub async fn create_queue(&self, region: &str, name: &str) {
        let aws = self.aws(region);
        let config = aws_sdk_cloudcontrol::config::Builder::from(aws.sdk_config()).interceptor(aws.interceptor());
        let client = aws_sdk_cloudcontrol::Client::from_conf(config.build());
        let properties = serde_json::json!({"QueueName": name}).to_string();
        let call = client.create_resource().type_name("AWS::SQS::Queue").desired_state(properties);
        let mut event = call.send().await.unwrap().progress_event.unwrap();
        while matches!(event.operation_status(), Some(OperationStatus::Pending | OperationStatus::InProgress)) {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            let call = client.get_resource_request_status().request_token(event.request_token().unwrap());
            event = call.send().await.unwrap().progress_event.unwrap();
        }
        assert_eq!(event.operation_status(), Some(&OperationStatus::Success), "{:?}", event.status_message());
    }

    /// A connection for the checks of a takeover, as [`World::aws`], with a role of this account under the name `other`.
    pub async fn connection_as(&self, role: &str) -> Connection {
        let target = Target::sandbox(self.calm.endpoint(), &self.account, self.calm.secret().expose());
        let accounts = [("other".to_owned(), role.to_owned())].into();
        Connection::open(Settings { accounts, ..Settings::new(target) }).await.expect("a connection")
    }

    /// Replaces the fault rules, which are written as for `POST /_sandbox/faults`. They are this world's only.
    #[track_caller]
    pub fn faults(&self, rules: serde_json::Value) {
        let rules: Vec<Rule> = serde_json::from_value(rules).expect("fault rules");
        self.gateway.set_faults(rules).expect("fault rules");
    }

    /// How often each of the fault rules fired.
    pub fn fired(&self) -> Vec<u64> {
        self.gateway.faults().iter().map(|rule| rule.fired).collect()
    }

    /// Returns once a step of a run that goes on says that it waits for something with these words in it.
    pub async fn until_waiting_for(&self, words: &str) {
        for _ in 0..600 {
            if self.events.waits.lock().unwrap().iter().any(|wait| wait.contains(words)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("nothing waits for {words}, only for {:?}", self.events.waits.lock().unwrap());
    }

    /// The same account, and an empty state.
    #[must_use]
    pub fn without_state(mut self) -> Self {
        self.engine.store = Arc::new(MemoryStore::new());
        self
    }

    /// The provider, past all faults and counts.
    pub fn provider(&self) -> impl Provider {
        archipel_resources::provider(self.look.clone())
    }

    /// The calls since the last time, by the type that sent them.
    pub fn take_calls(&self) -> ByType {
        self.counting.take()
    }

    /// The calls since the last `up` or `destroy` began.
    pub fn calls(&self) -> Calls {
        self.gateway.calls(None)
    }

    /// The state.
    pub async fn state(&self) -> Snapshot {
        self.engine.store.load().await.expect("state in memory")
    }

    /// The record of a resource by its whole name: `eu-west-1::aws:ec2/Vpc::main`.
    #[track_caller]
    pub fn record(&self, urn: &str) -> impl Future<Output = Arc<Record>> {
        let at = std::panic::Location::caller();
        let urn = archipel_engine::Urn::parse(urn).unwrap();
        async move { self.state().await.current(&urn).cloned().unwrap_or_else(|| panic!("{at}: state has no {urn}")) }
    }

    /// The physical id of a resource by its whole name.
    #[track_caller]
    pub fn id(&self, urn: &str) -> impl Future<Output = String> {
        let record = self.record(urn);
        async move { record.await.id.to_string() }
    }

    /// An export of the stack.
    pub async fn output(&self, name: &str) -> Value {
        self.state().await.outputs.get(name).cloned().unwrap_or_default()
    }

    /// Everything in these places that carries the stack's ownership tag and is not gone or going: by type and id.
    pub async fn owned(&self) -> BTreeSet<(String, Id)> {
        let provider = archipel_resources::provider(self.look.clone());
        let stack = format!("{PROJECT}/{STACK}");
        let mut owned = BTreeSet::new();
        for schema in provider.schemas().into_iter().filter(|schema| !schema.data_source) {
            let regions: &[&str] = if schema.meta.global { &[GLOBAL] } else { &[EU, US] };
            for region in regions {
                let environment = Environment { region: (*region).to_owned(), account: None };
                let (operations, request) =
                    (provider.get(schema.type_name).expect("a type"), ReadRequest::new(&environment, &stack));
                let ids = operations.list(request).await.expect("a list");
                if ids.is_empty() {
                    continue;
                }
                let status = operations.status(request, &ids).await.expect("their status");
                let alive: Vec<Id> = ids
                    .into_iter()
                    .zip(status)
                    .filter(|(_, s)| !matches!(s, Status::Absent | Status::Deleting(_)))
                    .map(|(id, _)| id)
                    .collect();
                // What the stack owns is among what every owner has.
                let all = operations.list(request.of_every_owner()).await.expect("a list of every owner");
                let missing: Vec<&Id> = alive.iter().filter(|id| !all.contains(id)).collect();
                assert!(missing.is_empty(), "{} lists {all:?} without {missing:?}", schema.type_name);
                owned.extend(alive.into_iter().map(|id| (schema.type_name.to_owned(), id)));
            }
        }
        owned
    }

    /// Fails the test if the engine called an operation that `iam.toml` lists for none of these types: by the names that
    /// the gateway saw and, for REST services, whose requests do not name their operation, by those that the SDK sent.
    pub fn assert_operations_are_listed(&self, types: &BTreeSet<String>, when: &str) {
        let listed = permissions::operations_of(types);
        let sent = self.connection.calls().by_operation().into_keys().map(|call| permissions::operation(&call));
        let seen = self.gateway.calls(None).calls.into_values().flatten().flat_map(|(service, operations)| {
            let named = operations.into_keys().filter(|operation| !operation.contains(['/', ' ']));
            named.map(move |operation| permissions::operation(&format!("{service}:{operation}"))).collect::<Vec<_>>()
        });
        let missing: BTreeSet<String> = sent.chain(seen).filter(|operation| !listed.contains(operation)).collect();
        assert!(missing.is_empty(), "{when}: iam.toml lists {missing:?} for none of {types:?}");
    }

    /// Fails the test if the account has something of the stack that state does not, or two of one thing.
    pub async fn assert_no_orphans(&self, when: &str) {
        let state = self.state().await;
        let recorded: BTreeSet<(String, Id)> =
            state.records.values().map(|r| (r.key.urn.type_name().to_owned(), r.id.clone())).collect();
        let orphans: Vec<_> = self.owned().await.into_iter().filter(|owned| !recorded.contains(owned)).collect();
        assert!(orphans.is_empty(), "{when}: state does not contain {orphans:?}");
    }

    /// Fails the test if what is read by nothing but type, place and id, as an import does, is not what was applied.
    pub async fn assert_reads_back(&self, when: &str) {
        let provider = archipel_resources::provider(self.look.clone());
        let stack = format!("{PROJECT}/{STACK}");
        for record in self.state().await.records.values() {
            let type_name = record.key.urn.type_name();
            let ids = std::slice::from_ref(&record.id);
            let operations = provider.get(type_name).expect("a type");
            let request = ReadRequest::new(&record.environment, &stack);
            let found = operations.read(request, ids).await.expect("a read");
            let urn = &record.key.urn;
            let Some(found) = found.into_iter().next().flatten() else { panic!("{when}: {urn} is not there") };
            let schema = provider.schema(type_name).expect("a schema");
            let is_returned = |path: &str| is_returned(schema.inputs, path);
            let changes = archipel_engine::plan::diff(schema.inputs, &found.inputs, &record.desired.inputs);
            let changes: Vec<_> = changes.into_iter().filter(|change| is_returned(&change.path.to_string())).collect();
            assert!(changes.is_empty(), "{when}: {urn} is read as something else: {changes:#?}");
            for output in &schema.outputs {
                let (read, known) = (found.outputs.field(output.name), record.outputs.field(output.name));
                let (read, known) = (read.clone().reveal(), known.clone().reveal());
                assert!(read == known, "{when}: {urn}: `{}` is read as {read:?}, not {known:?}", output.name);
            }
        }
    }

    /// Fails the test if what lists and indexes tell, which a refresh begins with, is not what was applied.
    pub async fn assert_lists_agree(&self, when: &str) {
        let provider = archipel_resources::provider(self.look.clone());
        for depth in [ReadMode::Summary, ReadMode::Full] {
            let round = Arc::new(ReadBatch::new(depth));
            for record in self.state().await.records.values() {
                let (urn, ids) = (&record.key.urn, std::slice::from_ref(&record.id));
                let stack = format!("{PROJECT}/{STACK}");
                let request = ReadRequest::new(&record.environment, &stack).in_batch(&round);
                let found = provider.get(urn.type_name()).expect("a type").read(request, ids).await;
                let found = found.unwrap_or_else(|error| panic!("{when}: {urn} by {depth:?}: {error}"));
                let Some(found) = found.into_iter().next().flatten() else {
                    panic!("{when}: {urn} is not there by {depth:?}")
                };
                let schema = provider.schema(urn.type_name()).expect("a schema");
                let changes = archipel_engine::plan::drift(schema.inputs, &record.desired.inputs, &found.inputs);
                let unread = |name: &str| found.unread.contains(&name);
                let changes: Vec<_> =
                    changes.iter().filter(|change| !change.path.property().is_some_and(unread)).collect();
                assert!(changes.is_empty(), "{when}: {urn} is found as something else by {depth:?}: {changes:#?}");
                assert!(depth == ReadMode::Summary || found.unread.is_empty(), "{when}: {urn} is not read whole");
            }
        }
    }

    /// Fails the test if lists tell of what was deleted.
    pub async fn assert_lists_show_the_deletes(&self, records: &[Arc<Record>], when: &str) {
        let provider = archipel_resources::provider(self.look.clone());
        let round = Arc::new(ReadBatch::new(ReadMode::Summary));
        for record in records {
            let (urn, ids) = (&record.key.urn, std::slice::from_ref(&record.id));
            let stack = format!("{PROJECT}/{STACK}");
            let request = ReadRequest::new(&record.environment, &stack).in_batch(&round);
            let found = provider.get(urn.type_name()).expect("a type").read(request, ids).await;
            let found = found.unwrap_or_else(|error| panic!("{when}: {urn}: {error}"));
            let alive = |found: &Observed| !matches!(found.status, Status::Absent | Status::Deleting(_));
            assert!(!found[0].as_ref().is_some_and(alive), "{when}: {urn} is in a list and was deleted");
        }
    }

    /// Fails the test if a state that has forgotten everything cannot take it over by its ids as the program says, or
    /// if there would then be something to change. What no state can take over is not forgotten.
    pub async fn assert_imports(&self, program: impl Fn(&Stack), when: &str) {
        let provider = Arc::new(archipel_resources::provider(self.look.clone()));
        let mut state = self.state().await;
        let forgotten = |record: &Arc<Record>| {
            provider.schema(record.key.urn.type_name()).is_some_and(|schema| schema.meta.not_imported.is_none())
        };
        let ids: Vec<_> = state.records.values().filter(|record| forgotten(record)).cloned().collect();
        state.records.retain(|_, record| !forgotten(record));
        let events: Arc<dyn EventSink> = Arc::new(Events::default());
        let store = Arc::new(MemoryStore::with(state));
        let engine = Engine { providers: Arc::new(Providers::new().with(provider)), store, events };
        let mut wanted = declared(&program).unwrap_or_else(|Failed(why)| panic!("{when}: {why}"));
        for record in &ids {
            wanted.import(&record.key.urn, record.id.clone()).expect("a resource of the program");
        }
        let refused = |error: EngineError| -> Prepared { panic!("{when}: {error}") };
        let prepared = engine.prepare(wanted, &PrepareOptions::default()).await.unwrap_or_else(refused);
        let only_imports = prepared.plan.steps.iter().all(|step| matches!(step.action, Action::Import { .. }));
        assert!(only_imports, "{when}: an import does more than that:\n{}", describe(&prepared.plan));
        let done = engine.apply(prepared, ApplyOptions::new("import".to_owned()), Cancel::new()).await;
        assert_eq!(done.expect("an import").imported, ids.len(), "{when}");
        let options = PrepareOptions { refresh: true, ..PrepareOptions::default() };
        let wanted = declared(&program).unwrap_or_else(|Failed(why)| panic!("{when}: {why}"));
        let prepared = engine.prepare(wanted, &options).await.unwrap_or_else(refused);
        assert!(prepared.drifts.is_empty(), "{when}, imported: {:#?}", prepared.drifts);
        assert!(prepared.plan.is_empty(), "{when}, imported, the plan is not empty:\n{}", describe(&prepared.plan));
    }

    /// Fails the test if a look at everything shows a difference to the program.
    pub async fn assert_in_step(&self, program: impl Fn(&Stack), when: &str) {
        let prepared = self.refresh_plan(program).await;
        let drifts: Vec<_> =
            prepared.drifts.iter().map(|drift| format!("{}: {:?}", drift.urn, drift.changes)).collect();
        assert!(drifts.is_empty(), "{when}: reality differs from what was applied:\n{}", drifts.join("\n"));
        assert!(prepared.plan.is_empty(), "{when}: the plan is not empty:\n{}", describe(&prepared.plan));
    }
}

/// What the planner would report for these properties: violated constraints, and what the type checks beyond them.
pub async fn check<R: ResourceSchema>(props: R::Props) -> Vec<String> {
    // Nothing listens there, and nothing is sent.
    let target = Target::sandbox("http://127.0.0.1:9", "111122223333", "none");
    let connection = Connection::open(Settings::new(target)).await.expect("a connection");
    archipel_resources::provider(connection).rules(R::TYPE).expect("a type").check(&props.into_value())
}

/// What a program declares.
fn declared(program: impl Fn(&Stack)) -> Result<Program, Failed> {
    let stack = Stack::new(PROJECT, STACK);
    program(&stack);
    stack.finish().map_err(|mistakes| {
        Failed(mistakes.iter().map(|m| format!("{}: {}", m.at, m.message)).collect::<Vec<_>>().join("\n"))
    })
}

impl From<EngineError> for Failed {
    fn from(error: EngineError) -> Self {
        Self(error.to_string())
    }
}

/// The steps of a plan, a line each.
pub fn describe(plan: &Plan) -> String {
    let line = |step: &archipel_engine::plan::Step| {
        let changes: Vec<_> = step.changes.iter().map(|c| format!("{}: {:?} -> {:?}", c.path, c.old, c.new)).collect();
        format!("  {:?} {} {}", step.action, step.urn(), changes.join("; "))
    };
    plan.steps.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whether the API returns the property at this path, in a record or in one of its records.
fn is_returned(record: &RecordSchema, path: &str) -> bool {
    let (name, inner) = path.split_once('.').map_or((path, None), |(name, inner)| (name, Some(inner)));
    record.field(name).is_some_and(|field| match (&field.ty, inner) {
        _ if field.write_only => false,
        (TypeRef::Record(record), Some(inner)) => is_returned(record, inner),
        _ => true,
    })
}

/// What the second version of a program is expected to do to a resource.
#[derive(Clone, Copy, Debug)]
pub enum Expect {
    /// Changed in place.
    Update(&'static str),
    /// Recreated; the old one is deleted after.
    Replace(&'static str),
    /// Recreated after the old one was deleted.
    ReplaceDeletingFirst(&'static str),
}

/// Fails the test if a plan changes or replaces other things than these. Creates and deletes are not looked at.
#[track_caller]
pub fn assert_expected(plan: &Plan, expected: &[Expect]) {
    let found: BTreeMap<String, String> = plan
        .steps
        .iter()
        .filter_map(|step| match step.action {
            Action::Update { .. } => Some((step.urn().to_string(), "update".to_owned())),
            Action::Replace { delete_first, .. } => Some((
                step.urn().to_string(),
                if delete_first { "replace, deleting first" } else { "replace" }.to_owned(),
            )),
            _ => None,
        })
        .collect();
    let wanted: BTreeMap<String, String> = expected
        .iter()
        .map(|expect| match *expect {
            Expect::Update(urn) => (urn.to_owned(), "update".to_owned()),
            Expect::Replace(urn) => (urn.to_owned(), "replace".to_owned()),
            Expect::ReplaceDeletingFirst(urn) => (urn.to_owned(), "replace, deleting first".to_owned()),
        })
        .collect();
    assert_eq!(found, wanted, "the plan is:\n{}", describe(plan));
}

/// A fifth of all calls misbehaves: throttled, lost before or lost after they were carried out.
pub fn bad_day(seed: u64) -> serde_json::Value {
    serde_json::json!([
        {"kind": "throttle", "probability": 0.07, "seed": seed},
        {"kind": "reset_before", "probability": 0.07, "seed": seed + 1},
        {"kind": "reset_after", "probability": 0.07, "seed": seed + 2},
    ])
}

/// Takes a program from nothing to its first version, to its second, and to nothing, and looks after each that
/// reality, state and program agree and nothing is left over: on a good day, on a bad one, interrupted, and with the
/// delays and rates of AWS. On the good
/// day, each version is forgotten too, and imported.
///
/// `check` looks at the account itself after each version (1 and 2).
pub async fn lifecycle<C>(v1: impl Fn(&Stack), v2: impl Fn(&Stack), expected: &[Expect], check: C)
where
    C: AsyncFn(&World, u32),
{
    let v1: &dyn Fn(&Stack) = &v1;
    let v2: &dyn Fn(&Stack) = &v2;
    let check = &check;
    let (good, bad, interrupted, slow) = futures::join!(World::start(), World::start(), World::start(), World::start());
    let seed = std::env::var("ARCHIPEL_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(11);
    bad.faults(bad_day(seed));
    slow.gateway.set_faults(delays_of_aws(SANDBOX_SPEED)).expect("fault rules");
    futures::join!(
        through(&good, GOOD_DAY, v1, v2, expected, check, &[]),
        through(&bad, "on a bad day", v1, v2, expected, check, &[]),
        through(&interrupted, "after interruptions", v1, v2, expected, check, &[1, 3, 6]),
        through(&slow, "with the delays of AWS", v1, v2, expected, check, &[]),
    );
}

const GOOD_DAY: &str = "on a good day";

/// `interruptions`: each phase is first begun so many times, and dropped after so many events.
async fn through<C: AsyncFn(&World, u32)>(
    world: &World,
    day: &str,
    v1: &dyn Fn(&Stack),
    v2: &dyn Fn(&Stack),
    expected: &[Expect],
    check: &C,
    interruptions: &[usize],
) {
    let mut types = BTreeSet::new();
    let needed = NeededCalls::checked_if(day == GOOD_DAY);
    for (version, program) in [(1, v1), (2, v2)] {
        let declared = declared(program).unwrap_or_else(|Failed(why)| panic!("{why}"));
        types.extend(declared.nodes.iter().map(|node| node.urn.type_name().to_owned()));
        if version == 2 {
            assert_expected(&*world.plan(v2).await, expected);
        }
        for events in interruptions {
            world.up_interrupted(program, *events).await;
        }
        world.take_calls();
        let changed = match world.try_up(program).await {
            Ok(done) => changed_in(&done.plan),
            Err(Failed(why)) => panic!("up of version {version} {day}:\n{why}"),
        };
        needed.verify(changed, &world.take_calls());
        let when = format!("after the up of version {version} {day}");
        world.assert_no_orphans(&when).await;
        world.assert_in_step(program, &when).await;
        needed.verify(records_of(&world.state().await, "read"), &world.take_calls());
        world.assert_reads_back(&when).await;
        world.assert_lists_agree(&when).await;
        if day == GOOD_DAY {
            world.assert_imports(program, &when).await;
        }
        check(world, version).await;
    }
    let records: Vec<Arc<Record>> = world.state().await.records.values().cloned().collect();
    let deleted = records_of(&world.state().await, "delete");
    world.take_calls();
    for events in interruptions {
        world.destroy_interrupted(*events).await;
    }
    if let Err(Failed(why)) = world.try_destroy().await {
        panic!("destroy {day}:\n{why}");
    }
    needed.verify(deleted, &world.take_calls());
    needed.assert_few();
    let violations = [&world.gateway, &world.calm].map(|gateway| gateway.violations(Some(&world.account)));
    assert_eq!(violations.concat(), Vec::<String>::new(), "{day}: requests that violate their service model");
    let mut checked = world.checked.lock().unwrap().clone();
    for gateway in [&world.gateway, &world.calm] {
        checked.add(&gateway.calls(None));
    }
    checked.record(day);
    world.assert_operations_are_listed(&types, day);
    world.assert_lists_show_the_deletes(&records, day).await;
    let left = world.owned().await;
    assert!(left.is_empty(), "destroy {day} left {left:?}");
    assert!(world.state().await.records.is_empty(), "destroy {day} left records");
}
