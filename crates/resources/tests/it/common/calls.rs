//! Counts calls by the resource type that sends them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use archipel_engine::Value;
use archipel_engine::limiter::BucketWait;
use archipel_engine::program::Environment;
use archipel_engine::resource::{
    CheckStack, Foreseen, Found, HookHandler, Id, OperationRequest, PlannedChange, Provider, ReadRequest, Result,
    Status, TypeOperations, TypeRules, UpdateValues,
};
use archipel_engine::schema::Schema;
use archipel_resources::aws::Settings;
use async_trait::async_trait;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

tokio::task_local! {
    static TYPE: String;
}

/// Calls by type, then operation.
pub type ByType = BTreeMap<String, BTreeMap<String, u64>>;

/// An HTTP client that counts each attempt for the type whose operation sends it.
#[derive(Clone, Debug)]
pub struct Counting {
    inner: SharedHttpClient,
    counts: Arc<Mutex<ByType>>,
}

impl Counting {
    pub fn start() -> Self {
        Self { inner: Settings::default_http_client(), counts: Arc::default() }
    }

    /// The calls since the last time.
    pub fn take(&self) -> ByType {
        std::mem::take(&mut *self.counts.lock().unwrap())
    }

    fn count(&self, request: &HttpRequest) {
        let operation = operation(request);
        let shared = || shared(&operation).to_owned();
        let of = TYPE.try_with(Clone::clone).unwrap_or_else(|_| shared());
        *self.counts.lock().unwrap().entry(of).or_default().entry(operation).or_default() += 1;
    }
}

/// The type of an operation that the resources of one type share, so that it runs in no operation of one of them.
fn shared(operation: &str) -> &'static str {
    match operation {
        "POST hostedzone/_/rrset" | "GET change/_" => "aws:route53/Record",
        "DescribeAlarms" => "aws:cloudwatch/MetricAlarm",
        _ => "",
    }
}

/// The name of an operation: of its own protocol, or the method and the path with `_` for ids.
fn operation(request: &HttpRequest) -> String {
    if let Some(target) = request.headers().get("x-amz-target") {
        return target.rsplit('.').next().unwrap_or_default().to_owned();
    }
    let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
    if let Some(action) = body.split('&').find_map(|part| part.strip_prefix("Action=")) {
        return action.to_owned();
    }
    let uri = request.uri();
    let path = uri.split_once("://").map_or(uri, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    if let Some((_, operation)) = path.split_once("/operation/") {
        return operation.to_owned();
    }
    let is_date = |part: &str| part.len() == 10 && part.starts_with("20");
    let is_name = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !part.contains("luneo");
    // Every second part of a path is a name; the first part of a path of S3 is one, too.
    let parts = path.split('/').filter(|part| !is_date(part)).enumerate();
    let path: Vec<&str> = parts.map(|(at, part)| if at % 2 == 0 && is_name(part) { part } else { "_" }).collect();
    let query = query.split('&').next().unwrap_or_default().trim_end_matches('=');
    let query = if query.bytes().all(|b| b.is_ascii_alphabetic()) { query } else { "" };
    format!("{} {}{}{query}", request.method(), path.join("/"), if query.is_empty() { "" } else { "?" })
}

impl HttpClient for Counting {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, counting: self.clone() })
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    counting: Counting,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.counting.count(&request);
        self.inner.call(request)
    }
}

/// A provider whose operations count their calls for their type.
pub struct Attributed<P>(pub P);

#[async_trait]
impl<P: Provider> Provider for Attributed<P> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.0.schemas()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        self.0.get(type_name).map(|inner| Arc::new(AttributedType(inner)) as Arc<dyn TypeOperations>)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.0.check_environment(environment)
    }

    fn check_stack(&self) -> Option<CheckStack> {
        self.0.check_stack()
    }

    fn hook(&self, kind: &str) -> Option<Arc<dyn HookHandler>> {
        self.0.hook(kind)
    }

    fn rate_limit_waits(&self) -> Vec<BucketWait> {
        self.0.rate_limit_waits()
    }

    async fn account(&self, environment: &Environment) -> Result<Option<String>> {
        self.0.account(environment).await
    }

    fn account_of(&self, type_name: &str, id: &Id, outputs: &Value) -> Option<String> {
        self.0.account_of(type_name, id, outputs)
    }
}

struct AttributedType(Arc<dyn TypeOperations>);

impl AttributedType {
    async fn scope<T>(&self, work: impl Future<Output = T>) -> T {
        TYPE.scope(self.0.schema().type_name.to_owned(), work).await
    }
}

impl TypeRules for AttributedType {
    fn schema(&self) -> &'static Schema {
        self.0.schema()
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        self.0.check(inputs)
    }

    fn check_environment(&self, environment: &Environment) -> Option<String> {
        self.0.check_environment(environment)
    }

    fn warnings(&self, old: Option<&Value>, new: &Value) -> Vec<String> {
        self.0.warnings(old, new)
    }

    fn align(&self, applied: &Value, observed: &Value) -> Option<Value> {
        self.0.align(applied, observed)
    }

    fn is_same(&self, recorded: &Value, observed: &Value) -> bool {
        self.0.is_same(recorded, observed)
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        self.0.check_change(old, new)
    }
}

#[async_trait]
impl TypeOperations for AttributedType {
    async fn create(&self, op: &OperationRequest, inputs: &Value) -> Result<Value> {
        self.scope(self.0.create(op, inputs)).await
    }

    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        self.scope(self.0.read(request, ids)).await
    }

    async fn status(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Status>> {
        self.scope(self.0.status(request, ids)).await
    }

    async fn list(&self, request: ReadRequest<'_>) -> Result<Vec<Id>> {
        self.scope(self.0.list(request)).await
    }

    async fn owners(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Vec<Option<String>>> {
        self.scope(self.0.owners(request, ids)).await
    }

    async fn update(&self, op: &OperationRequest, id: &Id, values: UpdateValues<'_>) -> Result<Value> {
        self.scope(self.0.update(op, id, values)).await
    }

    async fn delete(&self, op: &OperationRequest, id: &Id, inputs: &Value, outputs: &Value) -> Result<()> {
        self.scope(self.0.delete(op, id, inputs, outputs)).await
    }

    fn poll_group<'i>(&self, id: &'i Id) -> &'i str {
        self.0.poll_group(id)
    }

    async fn find(&self, op: &OperationRequest, inputs: &Value) -> Result<Vec<Id>> {
        self.scope(self.0.find(op, inputs)).await
    }

    async fn foresee(&self, request: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Foreseen> {
        self.scope(self.0.foresee(request, change)).await
    }

    async fn data(&self, request: ReadRequest<'_>, inputs: &Value) -> Result<Value> {
        self.scope(self.0.data(request, inputs)).await
    }
}
