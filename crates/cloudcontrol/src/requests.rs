//! Follows requests: one call for all that are in progress.
//!
//! The engine's pollers ask for the status of resources of one type in one call. Requests of all types are "resources" of
//! the type [`POLLED`], so that one poller serves them all.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use archipel_engine::resource::{ErrorKind, Id, ReadRequest, Result, Status, TypeOperations, TypeRules};
use archipel_engine::schema::{Meta, PollInterval, RecordSchema, Schema};
use async_trait::async_trait;

use crate::client::{Client, Clients};
use crate::event::{Event, Progress};

/// The name under which the engine polls requests. No program can declare a resource of it: no schema is listed.
pub(crate) const POLLED: &str = "AWS:CloudControl/Request";

/// Up to this number of requests, each is asked for by its token. For more, those in progress are listed first.
const FEW: usize = 2;

/// The last events of the requests that are waited for, by request token.
#[derive(Default)]
pub(crate) struct Requests(Mutex<HashMap<String, Event>>);

impl Requests {
    /// Takes the last event of a request.
    pub(crate) fn take(&self, token: &str) -> Option<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(token)
    }

    fn put(&self, event: Event) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(event.token.clone(), event);
    }
}

/// Reads the events of requests. What is in progress is listed with one call for all; the others have ended, and each is
/// asked for its end.
async fn events(client: &Client, tokens: &[Id]) -> Result<Vec<Option<Event>>> {
    let listed = if tokens.len() > FEW { client.active_requests().await } else { Ok(Vec::new()) };
    let active = match listed {
        // Listing needs a permission of its own. Without it, each request is asked for.
        Err(error) if error.kind == ErrorKind::Denied => Vec::new(),
        active => active?,
    };
    let mut active: HashMap<String, Event> = active.into_iter().map(|event| (event.token.clone(), event)).collect();
    let mut events = Vec::with_capacity(tokens.len());
    for token in tokens {
        events.push(match active.remove(token.as_str()) {
            Some(event) => Some(event),
            None => client.request(token.as_str()).await?,
        });
    }
    Ok(events)
}

/// The operations of [`POLLED`]: its status.
pub(crate) struct PolledRequests(pub(crate) Arc<Clients>);

impl TypeRules for PolledRequests {
    fn schema(&self) -> &'static Schema {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema {
            type_name: POLLED,
            doc: "A request to Cloud Control.",
            data_source: false,
            inputs: Box::leak(Box::new(RecordSchema { name: "Request", builder: "", doc: "", fields: Vec::new() })),
            outputs: Vec::new(),
            // Handlers are asked by the service itself at intervals of seconds.
            meta: Meta::new("cloudcontrol").polling(PollInterval { first_millis: 250, max_secs: 10 }),
        });
        &SCHEMA
    }
}

#[async_trait]
impl TypeOperations for PolledRequests {
    async fn status(&self, request: ReadRequest<'_>, tokens: &[Id]) -> Result<Vec<Status>> {
        let client = self.0.of(request.environment)?;
        let events = events(&client, tokens).await?;
        let status = |event: Option<Event>| {
            let Some(event) = event else { return Status::Absent };
            let status = match event.progress {
                Progress::Active if event.message.is_empty() => Status::Pending("in progress".to_owned()),
                Progress::Active => Status::Pending(event.message.clone()),
                Progress::Succeeded => Status::Ready,
                Progress::Failed | Progress::Cancelled => Status::Failed(event.message.clone()),
            };
            client.requests.put(event);
            status
        };
        Ok(events.into_iter().map(status).collect())
    }
}
