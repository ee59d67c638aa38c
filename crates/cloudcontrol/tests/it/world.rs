//! A sandbox account with an engine.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use archipel_cfn_schema::is_not_provisionable;
use archipel_cfn_schema::rules::planner_schema;
use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::driver::{Engine, PrepareOptions, Prepared};
use archipel_engine::event::{Event, EventSink};
use archipel_engine::program::{Expr, Handle};
use archipel_engine::resource::{Id, ProviderError, Providers};
use archipel_engine::state::{MemoryStore, Snapshot, StateStore, Summary};
use archipel_engine::value::Value;
use archipel_engine::{Options, Scope, Stack};
use archipel_resources::aws::{Connection, Settings, Target};
use archipel_sandbox::faults::{Kind, Rule};
use archipel_sandbox::{Emulators, Gateway, fresh_account};
use serde_json::Value as Json;

use crate::support::{Client, EU};

pub(crate) const PROJECT: &str = "luneo";
pub(crate) const STACK: &str = "test";
pub(crate) const SERVICE: &str = "cloudcontrolapi";

/// The events of runs that tests look at.
#[derive(Default)]
pub(crate) struct Events {
    pub(crate) errors: Mutex<Vec<ProviderError>>,
    pub(crate) cancel: Mutex<Option<Cancel>>,
}

impl EventSink for Events {
    fn emit(&self, event: Event) {
        match event {
            Event::StepFailed { error, .. } => self.errors.lock().unwrap().push(error),
            // A run that is to be abandoned is abandoned as soon as a step waits.
            Event::StepWaiting { .. } => {
                if let Some(cancel) = self.cancel.lock().unwrap().take() {
                    cancel.request();
                    cancel.request();
                }
            }
            _ => {}
        }
    }
}

/// An account.
pub(crate) struct World {
    pub(crate) gateway: Gateway,
    /// Past all faults and counts.
    pub(crate) client: Client,
    pub(crate) engine: Engine,
    pub(crate) events: Arc<Events>,
    pub(crate) account: String,
    pub(crate) connection: Connection,
    runs: AtomicUsize,
}

impl World {
    pub(crate) async fn start() -> Self {
        let emulators = Emulators::shared().await.expect("the emulators start");
        Self::of(Gateway::bind(&emulators).await.expect("a gateway"), &fresh_account(), Arc::new(MemoryStore::new()))
            .await
    }

    pub(crate) async fn of(gateway: Gateway, account: &str, store: Arc<dyn StateStore>) -> Self {
        let emulators = Emulators::shared().await.expect("the emulators start");
        let calm = Box::leak(Box::new(Gateway::bind(&emulators).await.expect("a gateway")));
        let target = Target::sandbox(gateway.endpoint(), account, gateway.secret().expose());
        let connection = Connection::open(Settings::new(target)).await.expect("a connection");
        let client = Client {
            endpoint: calm.endpoint().to_owned(),
            account: account.to_owned(),
            secret: calm.secret().expose().to_owned(),
        };
        let events = Arc::new(Events::default());
        let engine = Engine {
            providers: Arc::new(providers(connection.clone())),
            store,
            events: Arc::clone(&events) as Arc<dyn EventSink>,
        };
        Self { gateway, client, engine, events, account: account.to_owned(), connection, runs: AtomicUsize::new(0) }
    }

    /// The same account with another state.
    pub(crate) fn with_state(&mut self, state: Snapshot) {
        self.engine.store = Arc::new(MemoryStore::with(state));
    }

    pub(crate) async fn prepare(&self, program: &dyn Fn(&Stack), refresh: bool) -> Prepared {
        let stack = Stack::new(PROJECT, STACK);
        program(&stack);
        let program = stack.finish().unwrap_or_else(|errors| panic!("{errors:?}"));
        let options = PrepareOptions { refresh, ..PrepareOptions::default() };
        self.engine.prepare(program, &options).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn apply(&self, prepared: Prepared) -> Summary {
        self.apply_with(prepared, Cancel::new()).await
    }

    pub(crate) async fn apply_with(&self, prepared: Prepared, cancel: Cancel) -> Summary {
        self.events.errors.lock().unwrap().clear();
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        let options = ApplyOptions::new(format!("run-{run}"));
        self.engine.apply(prepared, options, cancel).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Plans and applies, and returns the errors of steps.
    pub(crate) async fn try_up(&self, program: &dyn Fn(&Stack)) -> Vec<ProviderError> {
        let prepared = self.prepare(program, false).await;
        self.apply(prepared).await;
        std::mem::take(&mut *self.events.errors.lock().unwrap())
    }

    /// Plans and applies, and fails the test if a step fails.
    pub(crate) async fn up(&self, program: &dyn Fn(&Stack)) -> Summary {
        let prepared = self.prepare(program, false).await;
        let summary = self.apply(prepared).await;
        let errors: Vec<String> = self.events.errors.lock().unwrap().iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        summary
    }

    pub(crate) async fn destroy(&self) {
        let options = PrepareOptions::default();
        let prepared = self.engine.prepare_destroy(PROJECT, STACK, &options).await.unwrap();
        self.apply(prepared).await;
        let errors: Vec<String> = self.events.errors.lock().unwrap().iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    pub(crate) async fn state(&self) -> Snapshot {
        self.engine.store.load().await.unwrap()
    }

    /// The ids in the state, by the names of the resources.
    pub(crate) async fn ids(&self) -> BTreeMap<String, Id> {
        self.state().await.records.values().map(|r| (r.key.urn.name().to_owned(), r.id.clone())).collect()
    }

    /// Fails the test if a plan after looking at everything again is not empty.
    pub(crate) async fn assert_in_step(&self, program: &dyn Fn(&Stack), when: &str) {
        let prepared = self.prepare(program, true).await;
        let drifts: Vec<String> = prepared.drifts.iter().map(|d| format!("{}: {:?}", d.urn, d.changes)).collect();
        assert!(drifts.is_empty(), "{when}: {drifts:#?}");
        let steps: Vec<String> =
            prepared.plan.steps.iter().map(|s| format!("{}: {:?} {:?}", s.urn(), s.action, s.changes)).collect();
        assert!(steps.is_empty(), "{when}: {steps:#?}");
    }

    pub(crate) fn faults(&self, rules: Vec<(Kind, &str, Option<u64>)>) {
        self.faults_of(SERVICE, rules);
    }

    pub(crate) fn faults_of(&self, service: &str, rules: Vec<(Kind, &str, Option<u64>)>) {
        let rule = |(kind, operation, first): (Kind, &str, Option<u64>)| {
            let rule = Rule::new(kind).on(service, operation);
            first.map_or(rule.clone(), |first| rule.first(first))
        };
        self.gateway.set_faults(rules.into_iter().map(rule).collect()).unwrap();
    }

    /// How often an operation of Cloud Control was called.
    pub(crate) fn calls(&self, operation: &str) -> u64 {
        let calls = self.gateway.calls(None).calls;
        calls.values().filter_map(|of| of.get(SERVICE)?.get(operation).copied()).sum()
    }

    pub(crate) fn calls_of_cloudformation(&self, operation: &str) -> u64 {
        let calls = self.gateway.calls(None).calls;
        calls.values().filter_map(|of| of.get("cloudformation")?.get(operation).copied()).sum()
    }

    /// Calls Cloud Control past all faults.
    pub(crate) async fn cloud_control(&self, operation: &str, body: Json) -> Json {
        let answer = self.client.json(SERVICE, EU, &format!("CloudApiService.{operation}"), &body.to_string()).await;
        answer.json()
    }

    /// The identifiers of all resources of a type. A type that Cloud Control refuses has the stacks that are not deleted.
    pub(crate) async fn existing(&self, type_name: &str) -> Vec<String> {
        if is_not_provisionable(type_name) {
            return self.stacks().await.into_iter().filter(|(_, s)| s != "DELETE_COMPLETE").map(|(id, _)| id).collect();
        }
        let listed = self.cloud_control("ListResources", serde_json::json!({"TypeName": type_name})).await;
        let found = listed["ResourceDescriptions"].as_array().unwrap_or_else(|| panic!("{type_name}: {listed}"));
        found.iter().map(|one| one["Identifier"].as_str().unwrap().to_owned()).collect()
    }

    /// The CloudFormation stacks of the account, with their states.
    pub(crate) async fn stacks(&self) -> Vec<(String, String)> {
        let described = self.client.query("cloudformation", EU, "DescribeStacks", "").await.unwrap().ok().body;
        let part = |text: &str, name: &str| {
            let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
            rest.split_once(&format!("</{name}>")).unwrap().0.to_owned()
        };
        // Each begins with its id.
        let stacks = described.split("<StackId>").skip(1).map(|text| format!("<StackId>{text}"));
        stacks.map(|stack| (part(&stack, "StackId"), part(&stack, "StackStatus"))).collect()
    }

    /// The model of a resource: of one in a stack, the properties in the template.
    pub(crate) async fn model(&self, type_name: &str, id: &str) -> Json {
        if is_not_provisionable(type_name) {
            let stack = format!("StackName={}", encoded(id));
            let template = self.client.query("cloudformation", EU, "GetTemplate", &stack).await.unwrap().ok().body;
            let (_, body) = template.split_once("<TemplateBody>").unwrap();
            let body = body.split_once("</TemplateBody>").unwrap().0.replace("&quot;", "\"");
            let template: Json = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{body}"));
            return template["Resources"]["Resource"]["Properties"].clone();
        }
        let read =
            self.cloud_control("GetResource", serde_json::json!({"TypeName": type_name, "Identifier": id})).await;
        serde_json::from_str(read["ResourceDescription"]["Properties"].as_str().unwrap_or_else(|| panic!("{read}")))
            .unwrap()
    }
}

/// A value of a form.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

pub(crate) fn providers(connection: Connection) -> Providers {
    Providers::new()
        .with(Arc::new(archipel_resources::provider(connection.clone())))
        .with(Arc::new(archipel_cloudcontrol::provider(connection)))
}

/// Declares a resource of any type.
#[track_caller]
pub(crate) fn declare(scope: &Scope, name: &str, type_name: &str, properties: Json) -> Handle {
    let Value::Map(fields) = Value::from_json(properties) else { panic!("no object") };
    let inputs = fields.into_iter().map(|(name, value)| (name, Expr::known(value))).collect();
    archipel_engine::program::declare(scope, planner_schema(type_name).unwrap(), name, inputs, Options::new())
}

/// Declares one resource in Ireland.
pub(crate) fn one(type_name: &'static str, properties: Json) -> impl Fn(&Stack) {
    move |stack: &Stack| {
        declare(&stack.region(EU), "one", type_name, properties.clone());
    }
}
