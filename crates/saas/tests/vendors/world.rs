//! A server, and an engine whose provider uses it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::driver::{Engine, PrepareOptions, Prepared};
use archipel_engine::event::{Event, EventSink};
use archipel_engine::resource::{ErrorKind, ProviderError, Providers};
use archipel_engine::state::{MemoryStore, Snapshot, StateStore};
use archipel_engine::{Scope, Stack};
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_saas::{Accounts, Saas, provider};

use crate::server::{ACCOUNT, Server, TOKEN};

const PROJECT: &str = "luneo";
const STACK: &str = "test";

/// The events of runs that tests look at.
#[derive(Default)]
pub(crate) struct Events {
    errors: Mutex<Vec<ProviderError>>,
    /// Everything, as a log of the run has it.
    pub(crate) all: Mutex<String>,
}

impl EventSink for Events {
    fn emit(&self, event: Event) {
        self.all.lock().unwrap().push_str(&format!("{event:?}\n"));
        if let Event::StepFailed { error, .. } = event {
            self.errors.lock().unwrap().push(error);
        }
    }
}

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) engine: Engine,
    pub(crate) events: Arc<Events>,
    runs: AtomicUsize,
}

pub(crate) async fn world() -> World {
    let server = Server::start().await;
    let settings = Settings::new(Target::sandbox(&server.url, ACCOUNT, TOKEN));
    let connection = Connection::open(settings).await.expect("a connection");
    with(server, Saas::new(connection, Accounts::default()))
}

pub(crate) fn with(server: Server, saas: Saas) -> World {
    let events = Arc::<Events>::default();
    let engine = Engine {
        providers: Arc::new(Providers::new().with(Arc::new(provider(saas)))),
        store: Arc::new(MemoryStore::new()) as Arc<dyn StateStore>,
        events: Arc::clone(&events) as Arc<dyn EventSink>,
    };
    World { server, engine, events, runs: AtomicUsize::new(0) }
}

impl World {
    /// Lets the next run find no state.
    pub(crate) fn forget_state(&mut self) {
        self.engine.store = Arc::new(MemoryStore::new());
    }

    pub(crate) async fn try_prepare(&self, program: &dyn Fn(&Scope), refresh: bool) -> Result<Prepared, String> {
        let stack = Stack::new(PROJECT, STACK);
        program(&stack.region("eu-west-1"));
        let program = stack.finish().map_err(|errors| format!("{errors:?}"))?;
        let options = PrepareOptions { refresh, ..PrepareOptions::default() };
        self.engine.prepare(program, &options).await.map_err(|error| error.to_string())
    }

    async fn prepare(&self, program: &dyn Fn(&Scope), refresh: bool) -> Prepared {
        self.try_prepare(program, refresh).await.unwrap_or_else(|error| panic!("{error}"))
    }

    async fn apply(&self, prepared: Prepared) -> Vec<ProviderError> {
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        let options = ApplyOptions::new(format!("run-{run}"));
        self.engine.apply(prepared, options, Cancel::new()).await.unwrap_or_else(|error| panic!("{error}"));
        std::mem::take(&mut *self.events.errors.lock().unwrap())
    }

    /// Plans and applies, and returns the errors of steps.
    pub(crate) async fn try_up(&self, program: &dyn Fn(&Scope)) -> Vec<ProviderError> {
        self.apply(self.prepare(program, false).await).await
    }

    /// Plans and applies, and fails the test if a step fails.
    pub(crate) async fn up(&self, program: &dyn Fn(&Scope)) {
        let errors: Vec<String> = self.try_up(program).await.iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    /// The only error of a run.
    pub(crate) async fn error(&self, program: &dyn Fn(&Scope)) -> ProviderError {
        let mut errors = self.try_up(program).await;
        assert_eq!(errors.len(), 1, "{errors:#?}");
        errors.remove(0)
    }

    pub(crate) async fn destroy(&self) {
        let prepared = self.engine.prepare_destroy(PROJECT, STACK, &PrepareOptions::default()).await.unwrap();
        let errors: Vec<String> = self.apply(prepared).await.iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    pub(crate) async fn state(&self) -> Snapshot {
        self.engine.store.load().await.unwrap()
    }

    /// An output of a recorded resource that is a text.
    pub(crate) async fn output(&self, name: &str, output: &str) -> String {
        let state = self.state().await;
        let record = state.records.values().find(|record| record.key.urn.name() == name).expect("a record");
        let value = record.outputs.field(output).clone();
        let value = if let archipel_engine::Value::Secret(inner) = value { *inner } else { value };
        value.as_str().expect("a text").to_owned()
    }

    /// The differences that a refresh finds, and the steps of the plan after it.
    pub(crate) async fn drift(&self, program: &dyn Fn(&Scope)) -> Vec<String> {
        let prepared = self.prepare(program, true).await;
        let drifts = prepared.drifts.iter().map(|d| format!("drift of {}: {:?}", d.urn.name(), d.changes));
        let steps = prepared.plan.steps.iter().map(|s| format!("{}: {:?} {:?}", s.urn().name(), s.action, s.changes));
        drifts.chain(steps).collect()
    }

    pub(crate) async fn assert_unchanged(&self, program: &dyn Fn(&Scope)) {
        let found = self.drift(program).await;
        assert!(found.is_empty(), "{found:#?}");
    }

    /// Fails if a text is in an event or in the state as it is logged.
    pub(crate) async fn assert_not_shown(&self, secret: &str) {
        assert!(!self.events.all.lock().unwrap().contains(secret), "an event has the secret");
        assert!(!format!("{:?}", self.state().await).contains(secret), "the state has the secret in plain text");
    }
}

#[track_caller]
pub(crate) fn assert_error(error: &ProviderError, kind: ErrorKind, texts: &[&str]) {
    let text = error.to_string();
    assert_eq!(error.kind, kind, "{text}");
    for expected in texts {
        assert!(text.contains(expected), "`{expected}` is not in: {text}");
    }
}
