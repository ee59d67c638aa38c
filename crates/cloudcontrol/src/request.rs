//! Submits requests and follows them to their ends, so that a run which is interrupted at any moment can go on.

use std::future::Future;
use std::time::Duration;

use archipel_engine::model::time::now;
use archipel_engine::resource::{
    ErrorKind, Id, OperationHost, OperationRequest, ProviderError, Result, Resume, Status,
};
use archipel_engine::value::hex;
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::client::{Client, Submission};
use crate::event::{Event, Progress};
use crate::lookup::{Lookup, Remnant};
use crate::requests::POLLED;

/// For how long the service knows a client token, less an hour for clocks and calls on their way.
pub(crate) const TOKEN_LIFE: u64 = 35 * 3600;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// For how long "not found" of what a create refers to may become true by waiting, as in the engine.
const SETTLES: Duration = Duration::from_secs(120);
/// How often a request whose handler got no clear answer is submitted again, when nothing shows an effect of it.
const UNCLEAR: u32 = 3;

fn backoff(attempt: u32) -> Duration {
    (FIRST_PAUSE * 2_u32.saturating_pow(attempt.min(8))).min(LONGEST_PAUSE)
}

/// Retries a call that is repeatable: after throttling, without an answer, and while another request is in progress.
pub(crate) async fn retried<T, F, Fut>(host: &dyn OperationHost, call: F) -> Result<T>
where
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<T>> + Send,
    T: Send,
{
    for attempt in 0.. {
        match call().await {
            Err(error) if is_passing(error.kind) => pause(host, &error, attempt).await?,
            answer => return answer,
        }
    }
    unreachable!("the loop above ends by returning")
}

fn is_passing(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Throttled | ErrorKind::Ambiguous | ErrorKind::NotYet)
}

/// Waits before the next attempt. When the time is over, the service's error says more than that.
async fn pause(host: &dyn OperationHost, error: &ProviderError, attempt: u32) -> Result<()> {
    host.waiting(error.message.lines().next().unwrap_or_default());
    match host.pause(backoff(attempt)).await {
        Err(over) if over.kind == ErrorKind::Timeout => {
            Err(ProviderError { kind: ErrorKind::Timeout, ..error.clone() })
        }
        answer => answer,
    }
}

/// What the journal has of a request: its token, and the identifier as soon as an event has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Journalled {
    pub(crate) token: String,
    pub(crate) identifier: Option<Id>,
}

impl Journalled {
    /// What an operation, or the earlier attempt that it continues, has recorded.
    pub(crate) fn of(host: &dyn OperationHost) -> Option<Self> {
        let text = host.request()?;
        let (token, identifier) = match text.split_once(' ') {
            Some((token, identifier)) => (token, Some(Id::new(identifier))),
            None => (text.as_str(), None),
        };
        Some(Self { token: token.to_owned(), identifier })
    }

    /// Makes an event durable.
    async fn record(host: &dyn OperationHost, event: &Event) -> Result<()> {
        let text = match &event.identifier {
            Some(identifier) => format!("{} {identifier}", event.token),
            None => event.token.clone(),
        };
        host.requested(&text).await
    }
}

/// Follows the requests of one operation.
#[derive(Clone, Copy)]
pub(crate) struct Follow<'a> {
    pub(crate) client: &'a Client,
    pub(crate) op: &'a OperationRequest,
    pub(crate) type_name: &'a str,
}

impl Follow<'_> {
    fn host(&self) -> &dyn OperationHost {
        &*self.op.host
    }

    /// The client token of the request that follows one that failed: the service would return that one for its token. It
    /// depends on the journalled request alone, so that every run sends the same.
    fn token_after(&self, failed: Option<&Event>) -> String {
        let token = self.host().token();
        failed.map_or_else(|| token.to_owned(), |failed| derived(token, &failed.token))
    }

    /// Waits until a request ends, and returns its last event. `None` if the service does not know it any more.
    pub(crate) async fn end(&self, token: &str) -> Result<Option<Event>> {
        self.follow(token, false).await
    }

    /// As [`Self::end`], for the request of this operation: its identifier is durable as soon as an event has it.
    async fn end_of_own(&self, token: &str) -> Result<Option<Event>> {
        self.follow(token, true).await
    }

    async fn follow(&self, token: &str, is_own: bool) -> Result<Option<Event>> {
        let id = Id::new(token);
        for attempt in 0.. {
            let polled = self.host().poll(POLLED, &self.op.environment, &id, attempt).await;
            if let Err(error) = &polled
                && is_own
            {
                self.cancel_after(error, token);
            }
            match polled? {
                Status::Absent => return Ok(None),
                status => {
                    if let Status::Pending(state) = &status {
                        self.host().waiting(state);
                    }
                    let Some(event) = self.client.requests.take(token) else { continue };
                    if !event.is_active() {
                        return Ok(Some(event));
                    }
                    if is_own && event.identifier.is_some() {
                        Journalled::record(self.host(), &event).await?;
                    }
                }
            }
        }
        unreachable!("the loop above ends by returning")
    }

    /// Stops a request that the run no longer waits for, because the run was abandoned. The next run finds how it ended.
    fn cancel_after(&self, error: &ProviderError, token: &str) {
        if error.kind == ErrorKind::Cancelled {
            let cancel = self.client.cancel(token);
            tokio::spawn(async move {
                if let Err(error) = cancel.await {
                    tracing::debug!(%error, "the request was not cancelled");
                }
            });
        }
    }

    /// Submits a request, as often as its answer is lost, and returns the first event once it is durable.
    async fn submit(&self, what: &Submission<'_>, client_token: &str) -> Result<Event> {
        let event = retried(self.host(), || self.client.submit(self.type_name, what, client_token)).await?;
        Journalled::record(self.host(), &event).await?;
        Ok(event)
    }

    /// The end of a request: its last event.
    async fn run(&self, what: &Submission<'_>, client_token: &str) -> Result<Event> {
        let first = self.submit(what, client_token).await?;
        if !first.is_active() {
            return Ok(first);
        }
        let forgotten = || {
            let message = format!("Cloud Control no longer knows the request {}", first.token);
            ProviderError::new(ErrorKind::Ambiguous, message)
        };
        self.end_of_own(&first.token).await?.ok_or_else(forgotten)
    }

    /// Creates the resource exactly once and returns its identifier.
    pub(crate) async fn create(&self, model: &Json, lookup: &Lookup<'_>) -> Result<Id> {
        let what = Submission::Create(model);
        let started = tokio::time::Instant::now();
        let (mut failed, mut unclear) = (None, 0);
        if self.host().resume() == Resume::Uncertain {
            match self.resumed(lookup).await? {
                Resumed::Created(id) => return Ok(id),
                Resumed::Failed(event) => failed = Some(event),
                Resumed::NotSubmitted => {}
            }
        }
        for attempt in 0.. {
            let event = match self.run(&what, &self.token_after(failed.as_ref())).await {
                // Another version of this program wrote the same model differently.
                Err(error) if error.has_code(&["ClientTokenConflictException"]) => {
                    match lookup.find().await?.as_slice() {
                        [id] => return Ok(id.clone()),
                        _ => self.run(&what, &derived(self.host().token(), "conflict")).await?,
                    }
                }
                event => event?,
            };
            if event.progress == Progress::Succeeded {
                return event.identifier.clone().ok_or_else(|| nameless(&event));
            }
            self.remove_remnant(&event, lookup).await?;
            let error = event.error();
            failed = Some(event);
            match error.kind {
                ErrorKind::Throttled | ErrorKind::NotYet => {}
                ErrorKind::NotFound if started.elapsed() < SETTLES => {}
                ErrorKind::Ambiguous if unclear < UNCLEAR => unclear += 1,
                _ => return Err(error),
            }
            pause(self.host(), &error, attempt).await?;
        }
        unreachable!("the loop above ends by returning")
    }

    /// How the request of an earlier run ended. What it has left after a failure is deleted.
    async fn resumed(&self, lookup: &Lookup<'_>) -> Result<Resumed> {
        if let Some(journalled) = Journalled::of(self.host())
            && let Some(event) = self.end_of_own(&journalled.token).await?
        {
            if event.progress == Progress::Succeeded {
                return event.identifier.clone().map(Resumed::Created).ok_or_else(|| nameless(&event));
            }
            self.remove_remnant(&event, lookup).await?;
            return Ok(Resumed::Failed(event));
        }
        // Within its life, the client token itself returns the request of the earlier run.
        if now().saturating_sub(self.host().first_began()) < TOKEN_LIFE {
            return Ok(Resumed::NotSubmitted);
        }
        match lookup.find().await?.as_slice() {
            [id] => Ok(Resumed::Created(id.clone())),
            _ => Ok(Resumed::NotSubmitted),
        }
    }

    /// Deletes what a failed create has left, so that nothing exists that no state knows. What cannot be deleted is
    /// recorded as the partial resource of the create.
    async fn remove_remnant(&self, event: &Event, lookup: &Lookup<'_>) -> Result<()> {
        let id = match lookup.remnant(event).await? {
            Remnant::None => return Ok(()),
            Remnant::Own(id) => id,
            Remnant::Unproven(id) => {
                let message = format!(
                    "{}; {id} exists, and nothing shows whether this create made it: import it, or delete it",
                    event.error().message
                );
                return Err(ProviderError { message, ..event.error() });
            }
        };
        self.host().waiting("the removal of what the failed create left");
        if let Err(error) = self.delete(&id).await {
            self.host().identified(&id).await?;
            let message = format!("{}; {id}, which it left, was not deleted: {error}", event.error().message);
            return Err(ProviderError { message, ..event.error() });
        }
        Ok(())
    }

    /// Updates a resource with the patch that leads from what a read returns to what is desired.
    pub(crate) async fn update(&self, id: &Id, patch: impl Fn(&Json) -> Json + Send + Sync) -> Result<()> {
        let (mut failed, mut unclear) = (None, 0);
        for attempt in 0.. {
            let current = retried(self.host(), || self.client.read(self.type_name, id)).await?;
            let current = current.ok_or_else(|| {
                ProviderError::new(ErrorKind::NotFound, format!("{} {id} does not exist", self.type_name))
            })?;
            let patch = patch(&current.properties);
            if patch.as_array().is_none_or(Vec::is_empty) {
                return Ok(());
            }
            let event = self.run(&Submission::Update(id, &patch), &self.token_after(failed.as_ref())).await?;
            if event.progress == Progress::Succeeded {
                return Ok(());
            }
            let error = event.error();
            failed = Some(event);
            match error.kind {
                ErrorKind::Throttled | ErrorKind::NotYet => {}
                ErrorKind::Ambiguous if unclear < UNCLEAR => unclear += 1,
                _ => return Err(error),
            }
            pause(self.host(), &error, attempt).await?;
        }
        unreachable!("the loop above ends by returning")
    }

    /// Deletes a resource. Already deleted is a success.
    pub(crate) async fn delete(&self, id: &Id) -> Result<()> {
        let (mut failed, mut unclear) = (None, 0);
        for attempt in 0.. {
            // A failed create may be followed by a delete within one operation: their tokens differ.
            let token = derived(&self.token_after(failed.as_ref()), &format!("delete/{id}"));
            let event = match self.run(&Submission::Delete(id), &token).await {
                Err(error) if error.is_not_found() => return Ok(()),
                event => event?,
            };
            let error = match event.progress {
                Progress::Succeeded => return Ok(()),
                _ => event.error(),
            };
            failed = Some(event);
            match error.kind {
                ErrorKind::NotFound => return Ok(()),
                ErrorKind::Throttled | ErrorKind::NotYet => {}
                ErrorKind::Ambiguous if unclear < UNCLEAR => unclear += 1,
                _ => return Err(error),
            }
            pause(self.host(), &error, attempt).await?;
        }
        unreachable!("the loop above ends by returning")
    }

    /// Waits until no request for a resource is in progress.
    pub(crate) async fn until_free(&self, id: &Id) -> Result<()> {
        let active = retried(self.host(), || self.client.active_requests()).await?;
        let of_this = |event: &&Event| event.type_name == self.type_name && event.identifier.as_ref() == Some(id);
        for event in active.iter().filter(of_this) {
            self.end(&event.token).await?;
        }
        Ok(())
    }
}

/// How the request of an earlier run ended.
enum Resumed {
    Created(Id),
    Failed(Event),
    /// There was none, or its client token returns it.
    NotSubmitted,
}

fn derived(token: &str, of: &str) -> String {
    hex(&Sha256::digest(format!("{token}/{of}"))[..16])
}

fn nameless(event: &Event) -> ProviderError {
    let message = format!("the request {} succeeded without an identifier", event.token);
    ProviderError::new(ErrorKind::Ambiguous, message)
}
