//! The clients of Cloud Control, and its calls with errors of the engine.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ProviderError, Result};
use archipel_resources::aws::{Aws, Connection, SdkResultExt as _};
use aws_sdk_cloudcontrol::config::retry::RetryConfig;
use aws_sdk_cloudcontrol::types::{Operation, OperationStatus, ResourceRequestStatusFilter};
use serde_json::Value as Json;

use crate::describe::Described;
use crate::error::remapped;
use crate::event::Event;
use crate::requests::Requests;

/// The clients of every environment, made on first use.
pub(crate) struct Clients {
    connection: Connection,
    made: Mutex<HashMap<Environment, Arc<Client>>>,
}

impl Clients {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection, made: Mutex::default() }
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The client of an environment.
    ///
    /// # Errors
    /// As [`Connection::aws`].
    pub(crate) fn of(&self, environment: &Environment) -> Result<Arc<Client>> {
        let aws = self.connection.aws(environment)?;
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(made.entry(environment.clone()).or_insert_with(|| Arc::new(Client::new(aws)))))
    }
}

/// Cloud Control in one region of one account.
pub(crate) struct Client {
    aws: Arc<Aws>,
    sdk: aws_sdk_cloudcontrol::Client,
    pub(crate) requests: Requests,
    pub(crate) described: Described,
    failed_creates: tokio::sync::Mutex<Option<(Instant, Arc<FailedCreates>)>>,
}

/// What creates that failed have left, and why they failed: by type and identifier.
pub(crate) type FailedCreates = HashMap<(String, Id), String>;

/// For how long the failed creates are known: reads of single resources follow one another.
const KNOWN: Duration = Duration::from_secs(10);

/// A resource as a read returns it.
pub(crate) struct Model {
    pub(crate) id: Id,
    pub(crate) properties: Json,
}

/// What a request submits.
pub(crate) enum Submission<'a> {
    /// A create with the model.
    Create(&'a Json),
    /// An update with a patch (RFC 6902).
    Update(&'a Id, &'a Json),
    /// A delete.
    Delete(&'a Id),
}

impl Client {
    fn new(aws: Arc<Aws>) -> Self {
        let config = aws_sdk_cloudcontrol::config::Builder::from(aws.sdk_config()).interceptor(aws.interceptor());
        let sdk = aws_sdk_cloudcontrol::Client::from_conf(config.build());
        Self {
            aws,
            sdk,
            requests: Requests::default(),
            described: Described::default(),
            failed_creates: tokio::sync::Mutex::default(),
        }
    }

    pub(crate) fn aws(&self) -> &Aws {
        &self.aws
    }

    fn failed(&self, type_name: &str) -> impl FnOnce(ProviderError) -> ProviderError {
        let type_name = type_name.to_owned();
        move |error| remapped(error, &type_name)
    }

    /// Submits a request and returns its first event. The same client token returns the same request for 36 hours.
    pub(crate) async fn submit(&self, type_name: &str, what: &Submission<'_>, client_token: &str) -> Result<Event> {
        let region = self.aws.region();
        let event = match what {
            Submission::Create(model) => {
                let call = self.sdk.create_resource().type_name(type_name).client_token(client_token);
                let response = call.desired_state(model.to_string()).customize().config_override(once()).send().await;
                response.into_provider_result(region).map(|response| response.progress_event)
            }
            Submission::Update(id, patch) => {
                let call = self.sdk.update_resource().type_name(type_name).client_token(client_token);
                let response = call.identifier(id.as_str()).patch_document(patch.to_string());
                let response = response.customize().config_override(once()).send().await;
                response.into_provider_result(region).map(|response| response.progress_event)
            }
            Submission::Delete(id) => {
                let call = self.sdk.delete_resource().type_name(type_name).client_token(client_token);
                let response = call.identifier(id.as_str()).customize().config_override(once()).send().await;
                response.into_provider_result(region).map(|response| response.progress_event)
            }
        };
        event.map_err(self.failed(type_name)).and_then(|event| Event::of(event, region))
    }

    /// The present event of a request; `None` if the service no longer knows it.
    pub(crate) async fn request(&self, token: &str) -> Result<Option<Event>> {
        let region = self.aws.region();
        let response = self.sdk.get_resource_request_status().request_token(token).send().await;
        match response.into_provider_result(region) {
            Ok(response) => Event::of(response.progress_event, region).map(Some),
            Err(error) if error.has_code(&["RequestTokenNotFoundException"]) => Ok(None),
            Err(error) => Err(remapped(error, "requests")),
        }
    }

    /// The requests that are in progress, of all types.
    pub(crate) async fn active_requests(&self) -> Result<Vec<Event>> {
        use OperationStatus as S;
        let active = [S::Pending, S::InProgress, S::CancelInProgress];
        let filter = ResourceRequestStatusFilter::builder().set_operation_statuses(Some(active.into())).build();
        self.list_requests(filter).await
    }

    /// The creates of the last seven days, of all types.
    pub(crate) async fn creates(&self) -> Result<Vec<Event>> {
        self.list_requests(ResourceRequestStatusFilter::builder().operations(Operation::Create).build()).await
    }

    /// The resources of the last seven days whose last create failed. Empty without the permission to list requests.
    pub(crate) async fn failed_creates(&self) -> Result<Arc<FailedCreates>> {
        let mut known = self.failed_creates.lock().await;
        if let Some((at, failed)) = &*known
            && at.elapsed() < KNOWN
        {
            return Ok(Arc::clone(failed));
        }
        let mut events = match self.creates().await {
            Err(error) if error.kind == ErrorKind::Denied => Vec::new(),
            events => events?,
        };
        events.sort_by_key(|event| event.began);
        let mut failed = FailedCreates::new();
        for event in events {
            let Some(id) = event.identifier.clone() else { continue };
            let key = (event.type_name.clone(), id);
            if event.has_left_something() {
                failed.insert(key, event.error().message);
            } else {
                failed.remove(&key);
            }
        }
        let failed = Arc::new(failed);
        *known = Some((Instant::now(), Arc::clone(&failed)));
        Ok(failed)
    }

    async fn list_requests(&self, filter: ResourceRequestStatusFilter) -> Result<Vec<Event>> {
        let region = self.aws.region();
        let (mut events, mut next) = (Vec::new(), None);
        loop {
            let call = self.sdk.list_resource_requests().resource_request_status_filter(filter.clone());
            let response = call.max_results(100).set_next_token(next).send().await;
            let page = response.into_provider_result(region).map_err(self.failed("requests"))?;
            for event in page.resource_request_status_summaries.unwrap_or_default() {
                events.push(Event::of(Some(event), region)?);
            }
            next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                return Ok(events);
            }
        }
    }

    /// Asks the service to stop a request. The future needs nothing of this client.
    pub(crate) fn cancel(&self, token: &str) -> impl Future<Output = Result<()>> + Send + use<> {
        let call = self.sdk.cancel_resource_request().request_token(token);
        let region = self.aws.region().to_owned();
        async move { call.send().await.into_provider_result(&region).map(drop) }
    }

    /// Reads one resource; `None` only for the service's own "not found".
    pub(crate) async fn read(&self, type_name: &str, id: &Id) -> Result<Option<Model>> {
        let response = self.sdk.get_resource().type_name(type_name).identifier(id.as_str()).send().await;
        let response = match response.into_provider_result(self.aws.region()).map_err(self.failed(type_name)) {
            Err(error) if error.is_not_found() => return Ok(None),
            response => response?,
        };
        let description = response
            .resource_description
            .unwrap_or_else(|| aws_sdk_cloudcontrol::types::ResourceDescription::builder().build());
        let text = description.properties.unwrap_or_default();
        let properties = serde_json::from_str(&text).map_err(|_| unreadable(type_name, id))?;
        Ok(Some(Model { id: description.identifier.map_or_else(|| id.clone(), Id::new), properties }))
    }

    /// The identifiers of all resources of a type, within the resource that `within` names where the type needs one.
    pub(crate) async fn list(&self, type_name: &str, within: Option<&Json>) -> Result<Vec<Id>> {
        let (mut ids, mut next) = (Vec::new(), None);
        loop {
            let call = self.sdk.list_resources().type_name(type_name).set_resource_model(within.map(Json::to_string));
            let response = call.max_results(100).set_next_token(next).send().await;
            let page = response.into_provider_result(self.aws.region()).map_err(self.failed(type_name))?;
            let found = page.resource_descriptions.unwrap_or_default();
            ids.extend(found.into_iter().filter_map(|one| one.identifier).map(Id::new));
            next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                ids.sort();
                ids.dedup();
                return Ok(ids);
            }
        }
    }
}

/// Without the SDK's own retry, which would hide a lost answer behind the refusal of the next attempt.
fn once() -> aws_sdk_cloudcontrol::config::Builder {
    aws_sdk_cloudcontrol::config::Builder::new().retry_config(RetryConfig::disabled())
}

fn unreadable(type_name: &str, id: &Id) -> ProviderError {
    let message = format!("Cloud Control returned no readable model of {type_name} {id}");
    ProviderError::new(ErrorKind::Ambiguous, message)
}
