//! A namespace of a shared API server, with an engine.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::driver::{Engine, PrepareOptions, Prepared};
use archipel_engine::event::{Event, EventSink};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ProviderError, Providers, Result};
use archipel_engine::state::{MemoryStore, Snapshot, StateStore, Summary};
use archipel_engine::{Options, Scope, Stack, Value};
use archipel_kubernetes::cluster::{Clusters, Endpoint, Token};
use archipel_kubernetes::{Object, ObjectArgs};
use async_trait::async_trait;
use serde_json::{Value as Json, json};
use tokio::sync::OnceCell;

use crate::server::{self, ADMIN, Server};

pub(crate) const PROJECT: &str = "luneo";
pub(crate) const STACK: &str = "test";
pub(crate) const CLUSTER: &str = "prod";
pub(crate) const HANGING: &str = "hanging";
pub(crate) const EU: &str = "eu-west-1";

static SERVER: OnceCell<Server> = OnceCell::const_new();
static NAMESPACES: AtomicUsize = AtomicUsize::new(0);

/// The one cluster that exists, until it does not.
pub(crate) struct OneCluster {
    port: AtomicU16,
    /// The port of a cluster that accepts connections and never answers, if there is one.
    pub(crate) hanging: AtomicU16,
    certificates: Vec<u8>,
    pub(crate) exists: AtomicBool,
    /// The tokens that are made, the last one again and again.
    pub(crate) tokens: Mutex<Vec<&'static str>>,
    pub(crate) tokens_made: AtomicUsize,
    pub(crate) located: AtomicUsize,
}

#[async_trait]
impl Clusters for OneCluster {
    async fn locate(&self, _: &Environment, cluster: &str) -> Result<Option<Endpoint>> {
        self.located.fetch_add(1, Ordering::SeqCst);
        let hanging = self.hanging.load(Ordering::SeqCst);
        let port = match cluster {
            CLUSTER if self.exists.load(Ordering::SeqCst) => self.port.load(Ordering::SeqCst),
            HANGING if hanging != 0 => hanging,
            _ => return Ok(None),
        };
        Ok(Some(Endpoint {
            url: format!("https://127.0.0.1:{port}"),
            certificate_authority: Some(self.certificates.clone()),
            server_name: None,
            client_certificate: None,
        }))
    }

    async fn token(&self, _: &Environment, _: &str) -> Result<Option<Token>> {
        self.tokens_made.fetch_add(1, Ordering::SeqCst);
        let mut tokens = self.tokens.lock().unwrap();
        let secret = if tokens.len() > 1 { tokens.remove(0) } else { tokens[0] };
        Ok(Some(Token { secret: secret.to_owned(), renew_at: None }))
    }

    async fn names(&self, _: &Environment) -> Result<Vec<String>> {
        Ok(vec![CLUSTER.to_owned()])
    }
}

/// The events of runs that tests look at.
#[derive(Default)]
pub(crate) struct Events {
    pub(crate) errors: Mutex<Vec<ProviderError>>,
    pub(crate) waits: Mutex<Vec<String>>,
    pub(crate) notices: Mutex<Vec<String>>,
}

impl EventSink for Events {
    fn emit(&self, event: Event) {
        match event {
            Event::StepFailed { error, .. } => self.errors.lock().unwrap().push(error),
            Event::Notice { message, .. } => self.notices.lock().unwrap().push(message),
            Event::StepWaiting { waits_for, .. } => self.waits.lock().unwrap().push(waits_for),
            _ => {}
        }
    }
}

pub(crate) struct World {
    pub(crate) server: &'static Server,
    pub(crate) namespace: String,
    pub(crate) clusters: Arc<OneCluster>,
    pub(crate) engine: Engine,
    pub(crate) events: Arc<Events>,
    runs: AtomicUsize,
}

/// A world, or `None` without an API server.
pub(crate) async fn world() -> Option<World> {
    if !server::is_available() {
        return None;
    }
    let server = SERVER
        .get_or_init(|| async {
            let server = tokio::task::spawn_blocking(Server::start).await.unwrap();
            server.until_ready().await;
            server
        })
        .await;
    let namespace = format!("test-{}-{}", std::process::id(), NAMESPACES.fetch_add(1, Ordering::SeqCst));
    let manifest = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": namespace } });
    let (status, body) = server.send("POST", "/api/v1/namespaces", &manifest).await;
    assert_eq!(status, 201, "{body}");
    let clusters = Arc::new(OneCluster {
        port: AtomicU16::new(server.port),
        hanging: AtomicU16::new(0),
        certificates: server.certificates.clone(),
        exists: AtomicBool::new(true),
        tokens: Mutex::new(vec![ADMIN]),
        tokens_made: AtomicUsize::new(0),
        located: AtomicUsize::new(0),
    });
    let events = Arc::new(Events::default());
    let engine = engine(&clusters, Arc::new(MemoryStore::new()), &events);
    Some(World { server, namespace, clusters, engine, events, runs: AtomicUsize::new(0) })
}

/// An engine of a new process: its provider knows nothing.
pub(crate) fn engine(clusters: &Arc<OneCluster>, store: Arc<dyn StateStore>, events: &Arc<Events>) -> Engine {
    let provider = archipel_kubernetes::over(Arc::clone(clusters) as Arc<dyn Clusters>);
    Engine {
        providers: Arc::new(Providers::new().with(Arc::new(provider))),
        store,
        events: Arc::clone(events) as Arc<dyn EventSink>,
    }
}

impl World {
    /// A process after this one: it has only the state.
    pub(crate) fn restart(&mut self) {
        self.engine = engine(&self.clusters, Arc::clone(&self.engine.store), &self.events);
    }

    pub(crate) fn forget_state(&mut self) {
        self.engine = engine(&self.clusters, Arc::new(MemoryStore::new()), &self.events);
    }

    pub(crate) fn through(&mut self, port: u16) {
        self.clusters.port.store(port, Ordering::SeqCst);
        self.restart();
    }

    pub(crate) async fn try_prepare(
        &self,
        program: &dyn Fn(&Stack),
        refresh: bool,
    ) -> std::result::Result<Prepared, String> {
        let stack = Stack::new(PROJECT, STACK);
        program(&stack);
        let program = stack.finish().map_err(|errors| format!("{errors:?}"))?;
        let options = PrepareOptions { refresh, ..PrepareOptions::default() };
        self.engine.prepare(program, &options).await.map_err(|error| error.to_string())
    }

    pub(crate) async fn prepare(&self, program: &dyn Fn(&Stack), refresh: bool) -> Prepared {
        self.try_prepare(program, refresh).await.unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) async fn apply(&self, prepared: Prepared) -> Summary {
        self.events.errors.lock().unwrap().clear();
        self.events.waits.lock().unwrap().clear();
        let run = self.runs.fetch_add(1, Ordering::Relaxed);
        let options = ApplyOptions::new(format!("run-{run}"));
        self.engine.apply(prepared, options, Cancel::new()).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Plans and applies, and returns the errors of steps.
    pub(crate) async fn try_up(&self, program: &dyn Fn(&Stack), refresh: bool) -> Vec<ProviderError> {
        let prepared = self.prepare(program, refresh).await;
        self.apply(prepared).await;
        std::mem::take(&mut *self.events.errors.lock().unwrap())
    }

    /// Plans and applies, and fails the test if a step fails.
    pub(crate) async fn up(&self, program: &dyn Fn(&Stack)) {
        let errors: Vec<String> = self.try_up(program, false).await.iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    /// The only error of a run.
    pub(crate) async fn error(&self, program: &dyn Fn(&Stack)) -> ProviderError {
        let mut errors = self.try_up(program, false).await;
        assert_eq!(errors.len(), 1, "{errors:#?}");
        errors.remove(0)
    }

    pub(crate) async fn try_destroy(&self) -> Vec<ProviderError> {
        let prepared = self.engine.prepare_destroy(PROJECT, STACK, &PrepareOptions::default()).await.unwrap();
        self.apply(prepared).await;
        std::mem::take(&mut *self.events.errors.lock().unwrap())
    }

    pub(crate) async fn destroy(&self) {
        let errors: Vec<String> = self.try_destroy().await.iter().map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    pub(crate) async fn state(&self) -> Snapshot {
        self.engine.store.load().await.unwrap()
    }

    /// The ids in the state, by the names of the resources.
    pub(crate) async fn ids(&self) -> BTreeMap<String, Id> {
        self.state().await.records.values().map(|r| (r.key.urn.name().to_owned(), r.id.clone())).collect()
    }

    /// The differences that a refresh finds, and the steps of the plan after it.
    pub(crate) async fn drift(&self, program: &dyn Fn(&Stack)) -> Vec<String> {
        let prepared = self.prepare(program, true).await;
        let drifts = prepared.drifts.iter().map(|d| format!("drift of {}: {:?}", d.urn.name(), d.changes));
        let steps = prepared.plan.steps.iter().map(|s| format!("{}: {:?} {:?}", s.urn().name(), s.action, s.changes));
        drifts.chain(steps).collect()
    }

    pub(crate) async fn assert_in_step(&self, program: &dyn Fn(&Stack)) {
        let found = self.drift(program).await;
        assert!(found.is_empty(), "{found:#?}");
    }

    /// An object of the namespace as the server has it: `configmaps/settings`, `apps/v1/deployments/web`.
    pub(crate) async fn live(&self, path: &str) -> Option<Json> {
        let (status, body) = self.server.send("GET", &self.path(path), &Json::Null).await;
        match status {
            200 => Some(body),
            404 => None,
            _ => panic!("{status}: {body}"),
        }
    }

    /// Changes an object past Archipel.
    pub(crate) async fn patch(&self, path: &str, patch: Json) {
        let (status, body) = self.server.send("PATCH", &self.path(path), &patch).await;
        assert!(status < 300, "{status}: {body}");
    }

    pub(crate) async fn create(&self, path: &str, object: Json) {
        let (status, body) = self.server.send("POST", &self.path(path), &object).await;
        assert!(status < 300, "{status}: {body}");
    }

    pub(crate) async fn delete(&self, path: &str) {
        let (status, body) = self.server.send("DELETE", &self.path(path), &Json::Null).await;
        assert!(status < 300, "{status}: {body}");
    }

    fn path(&self, path: &str) -> String {
        let namespace = &self.namespace;
        match path.split('/').collect::<Vec<_>>().as_slice() {
            [group, version, rest @ ..] if group.contains('.') || ["apps", "autoscaling", "batch"].contains(group) => {
                format!("/apis/{group}/{version}/namespaces/{namespace}/{}", rest.join("/"))
            }
            _ => format!("/api/v1/namespaces/{namespace}/{path}"),
        }
    }

    /// Lets a webhook that does not answer guard ConfigMaps with the label `guarded` and the namespace as its value. Returns its
    /// path.
    pub(crate) async fn guard_configmaps(&self, operation: &str) -> String {
        let hook = json!({
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
            "metadata": { "name": self.namespace },
            "webhooks": [{
                "name": "guard.example.com", "clientConfig": { "url": "https://127.0.0.1:1/guard" }, "failurePolicy": "Fail",
                "rules": [{ "apiGroups": [""], "apiVersions": ["v1"], "operations": [operation], "resources": ["configmaps"] }],
                "objectSelector": { "matchLabels": { "guarded": self.namespace } },
                "sideEffects": "None", "admissionReviewVersions": ["v1"], "timeoutSeconds": 1,
            }],
        });
        let path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
        assert_eq!(self.server.send("POST", path, &hook).await.0, 201);
        // The server reads new configurations after a moment.
        tokio::time::sleep(Duration::from_secs(2)).await;
        format!("{path}/{}", self.namespace)
    }

    pub(crate) async fn remove_guard(&self, path: String) {
        assert_eq!(self.server.send("DELETE", &path, &Json::Null).await.0, 200);
    }

    /// A ConfigMap in the namespace.
    pub(crate) fn settings(&self, name: &str, data: Json) -> Json {
        json!({
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": name, "namespace": self.namespace },
            "data": data,
        })
    }

    pub(crate) fn deployment(&self, name: &str, replicas: Json, image: &str) -> Json {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": name, "namespace": self.namespace },
            "spec": {
                "replicas": replicas,
                "selector": { "matchLabels": { "app": name } },
                "template": {
                    "metadata": { "labels": { "app": name } },
                    "spec": { "containers": [{
                        "name": "web", "image": image, "ports": [{ "containerPort": 80 }],
                        "resources": { "limits": { "cpu": "1000m", "memory": "1024Mi" } },
                    }] },
                },
            },
        })
    }

    pub(crate) fn id(&self, group: &str, kind: &str, name: &str) -> Id {
        Id::new(format!("{CLUSTER}|{group}|{kind}|{}|{name}", self.namespace))
    }
}

/// The arguments of an object.
pub(crate) fn args(manifest: &Json) -> ObjectArgs {
    let manifest = archipel_engine::Input::<Value>::from_expr(archipel_engine::program::Expr::known(Value::from_json(
        manifest.clone(),
    )));
    ObjectArgs::new(CLUSTER, manifest)
}

/// Declares an object.
#[track_caller]
pub(crate) fn declare(scope: &Scope, name: &str, manifest: &Json) -> Object {
    Object::new(scope, name, args(manifest))
}

#[track_caller]
pub(crate) fn declare_with(scope: &Scope, name: &str, args: ObjectArgs, options: Options) -> Object {
    Object::with_options(scope, name, args, options)
}

/// A program of objects by their names.
pub(crate) fn program(objects: Vec<(&'static str, Json)>) -> impl Fn(&Stack) {
    move |stack: &Stack| {
        let scope = stack.region(EU);
        for (name, manifest) in &objects {
            declare(&scope, name, manifest);
        }
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
