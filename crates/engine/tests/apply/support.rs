//! A small world: four resource types, a program written as a list, a store that can stop the clock.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, EngineError, PrepareOptions, Prepared};
use archipel_engine::event::{Event, Summary};
use archipel_engine::path::Segment;
use archipel_engine::plan::{Pattern, PlanOptions};
use archipel_engine::program::{Alias, Declared, Expr, Handle, Hook, Options, Program, SourceLocation, Stack, declare};
use archipel_engine::resource::{ErrorKind, HookHandler, HookRequest, ProviderError, Registry};
use archipel_engine::schema::{FieldSchema, Idempotency, Meta, OutputSchema, RecordSchema, Schema, TypeRef};
use archipel_engine::state::{Change, LockInfo, MemoryStore, Phase, Snapshot, StateError, StateStore};
use archipel_engine::testing::{Cloud, MemoryProvider, field, output};
use archipel_engine::{Output, Scope, Value};
use async_trait::async_trait;

pub const TOKEN: &str = "mem:test/Token";
pub const NAMED: &str = "mem:test/Named";
/// Without tags: a lookup recognises a resource by its content.
pub const UNTAGGED: &str = "mem:test/Untagged";
pub const TAGGED: &str = "mem:test/Tagged";
/// A repeated create returns the resource, and no lookup finds it.
pub const REPEATED: &str = "mem:test/Repeated";
pub const DATA: &str = "mem:test/Data";
pub const SOURCE: &str = "mem:test/Source";

fn config() -> &'static RecordSchema {
    static CONFIG: LazyLock<RecordSchema> = LazyLock::new(|| RecordSchema {
        name: "Config",
        builder: "",
        doc: "",
        fields: vec![field("port", TypeRef::Int("i64")), field("label", TypeRef::Text("String"))],
    });
    &CONFIG
}

fn schema(type_name: &'static str, meta: Meta, data_source: bool) -> Schema {
    static INPUTS: LazyLock<RecordSchema> = LazyLock::new(|| RecordSchema {
        name: "Args",
        builder: "",
        doc: "",
        fields: vec![
            FieldSchema { replaces: Some("a name is permanent"), ..field("name", TypeRef::Text("String")) },
            FieldSchema { replaces: Some("a kind is permanent"), ..field("kind", TypeRef::Text("String")) },
            FieldSchema { replaces: Some("a parent is permanent"), ..field("parent", TypeRef::Text("String")) },
            FieldSchema { default: Some(Value::Int(1)), ..field("size", TypeRef::Int("i64")) },
            FieldSchema { set_like: true, ..field("links", TypeRef::List(Box::new(TypeRef::Text("String")))) },
            FieldSchema { write_only: true, secret: true, ..field("password", TypeRef::Text("String")) },
            field("note", TypeRef::Text("String")),
            field("tags", TypeRef::Map(Box::new(TypeRef::Text("String")))),
            field("config", TypeRef::Record(config())),
            field("rules", TypeRef::List(Box::new(TypeRef::Record(config())))),
            field("by_name", TypeRef::Map(Box::new(TypeRef::Record(config())))),
            field("any", TypeRef::Any),
        ],
    });
    Schema {
        type_name,
        doc: "",
        data_source,
        inputs: &INPUTS,
        outputs: vec![
            output("id", None),
            output("name", Some("name")),
            // An update may change it, and never does.
            OutputSchema { changes_on_update: true, ..output("stamp", None) },
        ],
        meta,
    }
}

pub static TYPES: LazyLock<Vec<Schema>> = LazyLock::new(|| {
    vec![
        schema(TOKEN, Meta::new("test").idempotency(Idempotency::ClientToken), false),
        schema(NAMED, Meta::new("test").idempotency(Idempotency::NaturalKey).unique(&[&["name"]]), false),
        schema(
            UNTAGGED,
            Meta::new("test").idempotency(Idempotency::NaturalKey).lookup_proves_ownership(false).unique(&[&["name"]]),
            false,
        ),
        schema(TAGGED, Meta::new("test").idempotency(Idempotency::OwnershipTag), false),
        schema(REPEATED, Meta::new("test").idempotency(Idempotency::ClientToken).looks_up(false), false),
        schema(
            DATA,
            Meta::new("test").idempotency(Idempotency::ClientToken).holds_data("what is in it").deletion_window("size"),
            false,
        ),
        schema(SOURCE, Meta::new("test"), true),
    ]
});

pub fn schema_of(type_name: &str) -> &'static Schema {
    TYPES.iter().find(|schema| schema.type_name == type_name).unwrap()
}

/// One resource of a test's program.
#[derive(Clone, Debug)]
pub struct Res {
    pub type_name: &'static str,
    pub name: String,
    pub inputs: BTreeMap<String, Value>,
    /// Names of others whose ids go into `links`.
    pub links: Vec<String>,
    /// Properties that are another's attribute.
    pub stamps: Vec<(&'static str, String, &'static str)>,
    /// Names of others that it depends on without a property.
    pub after: Vec<String>,
    pub options: Options,
    pub region: &'static str,
    /// Names of others that options refer to.
    pub replace_with: Option<String>,
    pub deleted_with: Option<String>,
    /// Another's attribute.
    pub trigger: Option<(String, &'static str)>,
    /// Whether it has a hook after its create.
    pub hook: bool,
    /// Another one: it is declared once for the id of that, in a group.
    pub each_of: Option<String>,
}

pub fn res(type_name: &'static str, name: &str) -> Res {
    let inputs = [("name".to_owned(), Value::from(name))].into_iter().collect();
    Res {
        type_name,
        name: name.to_owned(),
        inputs,
        links: Vec::new(),
        stamps: Vec::new(),
        after: Vec::new(),
        options: Options::new(),
        region: "here",
        replace_with: None,
        deleted_with: None,
        trigger: None,
        hook: false,
        each_of: None,
    }
}

impl Res {
    pub fn at(mut self, region: &'static str) -> Self {
        self.region = region;
        self
    }

    pub fn on(mut self, others: &[&str]) -> Self {
        self.links.extend(others.iter().map(|other| (*other).to_owned()));
        self
    }

    pub fn set(mut self, property: &str, value: impl Into<Value>) -> Self {
        self.inputs.insert(property.to_owned(), value.into());
        self
    }

    pub fn with(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    pub fn replace_with(mut self, other: &str) -> Self {
        self.replace_with = Some(other.to_owned());
        self
    }

    pub fn deleted_with(mut self, other: &str) -> Self {
        self.deleted_with = Some(other.to_owned());
        self
    }

    pub fn trigger(mut self, other: &str, attribute: &'static str) -> Self {
        self.trigger = Some((other.to_owned(), attribute));
        self
    }

    pub fn stamp(self, property: &'static str, other: &str) -> Self {
        self.refer(property, other, "stamp")
    }

    /// A property that is an attribute of another.
    pub fn refer(mut self, property: &'static str, other: &str, name: &'static str) -> Self {
        self.stamps.push((property, other.to_owned(), name));
        self
    }

    pub fn after(mut self, other: &str) -> Self {
        self.after.push(other.to_owned());
        self
    }

    /// Its earlier name.
    pub fn was(mut self, name: &str) -> Self {
        self.options = self.options.alias(Alias::Name(name.to_owned()));
        self
    }
}

pub fn attribute(handle: &Handle, name: &str) -> Expr {
    Expr::node(handle.node()).pick(Segment::Key(name.to_owned()), SourceLocation::caller())
}

/// The program that declares these, each after those it refers to; it exports every id.
pub fn program(resources: &[Res]) -> Program {
    let stack = Stack::new("shop", "test");
    let mut handles: BTreeMap<String, Handle> = BTreeMap::new();
    for res in resources {
        if let Some(other) = &res.each_of {
            let over = Output::<Vec<String>>::from_expr(Expr::list(vec![attribute(&handles[other], "id")]));
            let (res, handles) = (res.clone(), handles.clone());
            stack.region(res.region).for_each(
                format!("each-{}", res.name),
                &over,
                move |scope, _, _: Output<String>| {
                    declared(scope, &res, &handles);
                },
            );
            continue;
        }
        let handle = declared(&stack.region(res.region), res, &handles);
        let id = Output::<String>::from_expr(attribute(&handle, "id"));
        stack.output(res.name.clone(), id);
        handles.insert(res.name.clone(), handle);
    }
    stack.finish().unwrap()
}

fn declared(scope: &Scope, res: &Res, handles: &BTreeMap<String, Handle>) -> Handle {
    let mut inputs: BTreeMap<String, Expr> =
        res.inputs.iter().map(|(name, value)| (name.clone(), Expr::known(value.clone()))).collect();
    if !res.links.is_empty() {
        let links = res.links.iter().map(|other| attribute(&handles[other], "id")).collect();
        inputs.insert("links".into(), Expr::list(links));
    }
    for (property, other, name) in &res.stamps {
        inputs.insert((*property).to_owned(), attribute(&handles[other], name));
    }
    let after = res.after.iter().fold(res.options.clone(), |options, other| options.depends_on(&handles[other]));
    let mut options = after;
    options = res.replace_with.iter().fold(options, |options, other| options.replace_with(&handles[other]));
    options = res.deleted_with.iter().fold(options, |options, other| options.deleted_with(&handles[other]));
    options = res.trigger.iter().fold(options, |options, (other, name)| {
        options.trigger(Output::<String>::from_expr(attribute(&handles[other], name)))
    });
    let handle = declare(scope, schema_of(res.type_name), &res.name, inputs, options);
    if res.hook {
        scope.hook("note", &handle, Hook::new("hooks:note").after_create());
    }
    handle
}

/// The hooks that ran: the resources' ids, as a handler saw them.
#[derive(Default)]
pub struct HookLog {
    pub ran: Mutex<Vec<String>>,
    /// Whether a run fails.
    pub fails: Mutex<Option<Box<dyn Fn() -> bool + Send>>>,
}

struct NotingHandler(Arc<HookLog>);

#[async_trait]
impl HookHandler for NotingHandler {
    fn kind(&self) -> &'static str {
        "hooks:note"
    }

    async fn run(&self, request: HookRequest<'_>) -> archipel_engine::resource::Result<()> {
        if self.0.fails.lock().unwrap().as_ref().is_some_and(|fails| fails()) {
            return Err(ProviderError::new(ErrorKind::Invalid, "at random"));
        }
        self.0.ran.lock().unwrap().extend(request.id.map(str::to_owned));
        Ok(())
    }
}

/// What happened to a store.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    Acquired,
    Committed(Vec<Change>),
    Released,
}

/// A store that writes down what is done to it, and can stop at a commit as a killed process would.
#[derive(Default)]
pub struct TestStore {
    pub inner: MemoryStore,
    pub log: Mutex<Vec<Entry>>,
    pub commits: AtomicUsize,
    /// At which commit to stop, counted from 1, and whether that one is still written.
    pub stop_at: Option<(usize, bool)>,
    /// At which commit to answer with an error.
    pub fail_at: Option<usize>,
    /// Whether that error is the loss of the lock.
    pub fail_as_lost: bool,
}

impl TestStore {
    pub fn with(snapshot: Snapshot) -> Self {
        Self { inner: MemoryStore::with(snapshot), ..Self::default() }
    }

    pub fn committed(&self) -> Vec<Change> {
        let log = self.log.lock().unwrap();
        let commits = log.iter().filter_map(|entry| match entry {
            Entry::Committed(changes) => Some(changes.clone()),
            _ => None,
        });
        commits.flatten().collect()
    }
}

#[async_trait]
impl StateStore for TestStore {
    fn location(&self) -> String {
        "test".into()
    }

    async fn load(&self) -> Result<Snapshot, StateError> {
        self.inner.load().await
    }

    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.inner.lock(holder).await?;
        self.log.lock().unwrap().push(Entry::Acquired);
        Ok(())
    }

    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        let number = self.commits.fetch_add(1, Ordering::SeqCst) + 1;
        if self.fail_at == Some(number) {
            if self.fail_as_lost {
                return Err(StateError::Lost { location: self.location(), by: None });
            }
            let cause = "the disk is full".to_owned();
            return Err(StateError::Unavailable { location: self.location(), action: "written", cause });
        }
        if let Some((stop, written)) = self.stop_at
            && number >= stop
        {
            if number == stop && written {
                self.inner.commit(changes.clone()).await?;
            }
            std::future::pending::<()>().await;
        }
        let serial = self.inner.commit(changes.clone()).await?;
        self.log.lock().unwrap().push(Entry::Committed(changes));
        Ok(serial)
    }

    async fn record_run(&self, run: archipel_engine::state::RunRecord) -> Result<u64, StateError> {
        self.inner.record_run(run).await
    }

    async fn history(&self) -> Result<Vec<archipel_engine::state::RunRecord>, StateError> {
        self.inner.history().await
    }

    async fn digester(&self) -> Result<archipel_engine::digest::Digester, StateError> {
        self.inner.digester().await
    }

    async fn unlock(&self) -> Result<(), StateError> {
        self.log.lock().unwrap().push(Entry::Released);
        self.inner.unlock().await
    }
}

pub type Events = Arc<Mutex<Vec<Event>>>;

/// A stack, its state and its reality.
#[derive(Clone)]
pub struct World {
    pub cloud: Cloud,
    pub store: Arc<TestStore>,
    pub events: Events,
    pub hooks: Arc<HookLog>,
    runs: Arc<AtomicUsize>,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    pub fn new() -> Self {
        Self {
            cloud: Cloud::new(),
            store: Arc::new(TestStore::default()),
            events: Events::default(),
            hooks: Arc::default(),
            runs: Arc::new(AtomicUsize::new(1)),
        }
    }

    pub fn providers(&self) -> Arc<Providers> {
        let provider = TYPES.iter().fold(MemoryProvider::new("mem", &self.cloud), |p, schema| p.with(schema));
        let hooks = Registry::<()>::new("hooks", |_| Ok(Arc::new(()))).hook(NotingHandler(Arc::clone(&self.hooks)));
        Arc::new(Providers::new().with(Arc::new(provider)).with(Arc::new(hooks)))
    }

    pub fn engine(&self) -> Engine {
        let events = Arc::clone(&self.events);
        Engine {
            providers: self.providers(),
            store: Arc::clone(&self.store) as Arc<dyn StateStore>,
            events: Arc::new(move |event: Event| events.lock().unwrap().push(event)),
        }
    }

    pub fn options(&self) -> ApplyOptions {
        ApplyOptions::new(format!("run-{}", self.runs.fetch_add(1, Ordering::SeqCst)))
    }

    pub async fn prepare(&self, resources: &[Res]) -> Result<Prepared, EngineError> {
        self.engine().prepare(program(resources), &PrepareOptions::default()).await
    }

    pub async fn try_up(&self, resources: &[Res]) -> Result<Summary, EngineError> {
        let prepared = self.prepare(resources).await?;
        self.engine().apply(prepared, self.options(), Cancel::new()).await
    }

    pub async fn up(&self, resources: &[Res]) -> Summary {
        self.try_up(resources).await.unwrap()
    }

    /// Plans only these, by name.
    pub async fn prepare_only(&self, resources: &[Res], targets: &[&str]) -> Result<Prepared, EngineError> {
        let targets = targets.iter().map(|target| Pattern::new(*target)).collect();
        let options = PrepareOptions { plan: PlanOptions { targets, ..PlanOptions::default() }, ..Default::default() };
        self.engine().prepare(program(resources), &options).await
    }

    pub async fn up_only(&self, resources: &[Res], targets: &[&str]) -> Summary {
        let prepared = self.prepare_only(resources, targets).await.unwrap();
        self.engine().apply(prepared, self.options(), Cancel::new()).await.unwrap()
    }

    pub async fn destroy(&self) -> Summary {
        let prepared = self.engine().prepare_destroy("shop", "test", &PrepareOptions::default()).await.unwrap();
        self.engine().apply(prepared, self.options(), Cancel::new()).await.unwrap()
    }

    pub async fn state(&self) -> Snapshot {
        self.store.load().await.unwrap()
    }

    /// The process dies: what state has is what the next one finds, after some time.
    pub async fn reborn(&self, stop_at: Option<(usize, bool)>) -> World {
        let mut state = self.state().await;
        state.pending.iter_mut().for_each(|pending| pending.began = 0);
        let mut store = TestStore::with(state);
        store.stop_at = stop_at;
        World { store: Arc::new(store), events: Events::default(), ..self.clone() }
    }

    /// The same reality with another state.
    pub fn with_state(&self, state: Snapshot) -> World {
        World { store: Arc::new(TestStore::with(state)), events: Events::default(), ..self.clone() }
    }

    pub fn seen(&self, which: impl Fn(&Event) -> Option<String>) -> Vec<String> {
        self.events.lock().unwrap().iter().filter_map(which).collect()
    }

    pub fn failures(&self) -> Vec<String> {
        self.seen(|event| match event {
            Event::StepFailed { urn, error, .. } => Some(format!("{}: {error}", urn.name())),
            _ => None,
        })
    }

    /// State and reality are the same, and both are what the program says.
    pub async fn assert_settled(&self, resources: &[Res]) {
        let state = self.state().await;
        assert_eq!(state.pending, [], "the journal is empty");
        let mut recorded: Vec<(String, String)> = state
            .records
            .values()
            .inspect(|record| assert_eq!(record.phase, Phase::Live, "{}", record.key))
            .map(|record| (record.id.to_string(), record.key.urn.name().to_owned()))
            .collect();
        recorded.sort();
        let mut real: Vec<String> = self
            .cloud
            .resources()
            .iter()
            .inspect(|thing| assert!(thing.configured, "{} is whole", thing.urn))
            .map(|thing| thing.id.to_string())
            .collect();
        real.sort();
        let (ids, mut names): (Vec<String>, Vec<String>) = recorded.into_iter().unzip();
        assert_eq!(ids, real, "state is reality: no orphan, no duplicate");
        let mut wanted: Vec<String> =
            resources.iter().filter(|res| res.type_name != SOURCE).map(|res| res.name.clone()).collect();
        wanted.sort();
        names.sort();
        assert_eq!(names, wanted);
        for record in state.records.values() {
            let thing = self.cloud.resource(&record.id).unwrap();
            assert_eq!(thing.props, record.desired.inputs.clone().reveal(), "{} as it was applied", record.key);
        }
        if !resources.is_empty() {
            assert!(self.prepare(resources).await.unwrap().plan.is_empty(), "nothing more is to be done");
        }
    }
}
