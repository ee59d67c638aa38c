//! Submits requests and follows them to their ends, so that a run which is interrupted at any moment can go on.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

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
/// How often a request whose handler got no clear answer is submitted again, when nothing shows an effect of it.
const UNCLEAR: u32 = 3;
/// Codes of calls and of handlers for a resource that has another request in progress. It may take as long as any operation.
pub(crate) const BUSY: &[&str] = &[
    "ConcurrentOperationException",
    "ConcurrentModificationException",
    "ResourceConflictException",
    "ResourceConflict",
    "NotStabilizedException",
];

/// An error after which a request may still be executed: what it says of this attempt, or of a lookup, says nothing about
/// the request. The operation stays pending.
pub(crate) fn doubtful(error: ProviderError) -> ProviderError {
    use ErrorKind as K;
    match error.kind {
        K::Timeout | K::Cancelled | K::SeveralCandidates | K::Internal | K::LockLost | K::NotRecorded => error,
        _ => ProviderError { kind: K::Ambiguous, ..error },
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The requests of one operation that failed, each of which another one follows.
#[derive(Debug, Default)]
struct Attempts {
    failed: Mutex<Option<Event>>,
    unclear: AtomicU32,
}

impl Attempts {
    fn after(failed: Option<Event>) -> Self {
        Self { failed: Mutex::new(failed), unclear: AtomicU32::new(0) }
    }

    /// The client token of the next request: the service would return a failed one for its token. It depends on the
    /// journalled request alone, so that every run sends the same.
    fn token(&self, token: &str) -> String {
        lock(&self.failed).as_ref().map_or_else(|| token.to_owned(), |failed| derived(token, &failed.token))
    }

    /// Takes a request that failed. An outer error is tried again by [`OperationRequest::eventually`], an inner one is the
    /// end.
    fn failed<T>(&self, event: Event) -> Result<Result<T>> {
        let error = event.error();
        *lock(&self.failed) = Some(event);
        match error.kind {
            ErrorKind::Throttled | ErrorKind::NotYet => Err(error),
            ErrorKind::Ambiguous if self.unclear.fetch_add(1, Ordering::Relaxed) < UNCLEAR => Err(error),
            _ => Ok(Err(error)),
        }
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
        let is_lost = AtomicBool::new(false);
        let call = || async {
            let answer = self.client.submit(self.type_name, what, client_token).await;
            let lost = matches!(&answer, Err(error) if error.kind == ErrorKind::Ambiguous);
            is_lost.fetch_or(lost, Ordering::Relaxed);
            answer
        };
        let submitted = self.op.eventually(BUSY, call).await;
        // A refusal of this attempt says nothing about the one whose answer was lost.
        let event = submitted.map_err(|error| if is_lost.load(Ordering::Relaxed) { doubtful(error) } else { error })?;
        Journalled::record(self.host(), &event).await.map_err(doubtful)?;
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
        self.end_of_own(&first.token).await.map_err(doubtful)?.ok_or_else(forgotten)
    }

    /// Creates the resource exactly once and returns its identifier.
    pub(crate) async fn create(&self, model: &Json, lookup: &Lookup<'_>) -> Result<Id> {
        let mut failed = None;
        // Until the service returns a request of this create, an earlier run may have submitted it.
        let mut uncertain = false;
        if self.host().resume() == Resume::Uncertain {
            match self.resumed(lookup).await.map_err(doubtful)? {
                Resumed::Created(id) => return Ok(id),
                Resumed::Failed(event) => failed = Some(event),
                Resumed::NotSubmitted => uncertain = true,
            }
        }
        let attempts = Attempts::after(failed);
        let call = || async {
            let ended = self.try_create(model, lookup, &attempts).await;
            if !uncertain || lock(&attempts.failed).is_some() {
                return ended;
            }
            ended.map(|ended| ended.map_err(doubtful)).map_err(doubtful)
        };
        let ended = self.op.eventually(BUSY, call).await;
        // What a create refers to may be new: "not found" was waited for as "not yet".
        ended.map_err(|error| match error.code.as_deref() {
            Some("NotFound") => ProviderError { kind: ErrorKind::NotFound, ..error },
            _ => error,
        })?
    }

    async fn try_create(&self, model: &Json, lookup: &Lookup<'_>, attempts: &Attempts) -> Result<Result<Id>> {
        let what = Submission::Create(model);
        let event = match self.run(&what, &attempts.token(self.host().token())).await {
            // Another version of this program wrote the same model differently.
            Err(error) if error.has_code(&["ClientTokenConflictException"]) => {
                match lookup.find().await.map_err(doubtful) {
                    Ok(found) if found.len() == 1 => return Ok(found.into_iter().next().ok_or(error)),
                    Ok(_) => self.run(&what, &derived(self.host().token(), "conflict")).await,
                    Err(error) => return Ok(Err(error)),
                }
            }
            event => event,
        };
        let event = match event {
            Ok(event) => event,
            Err(error) => return Ok(Err(error)),
        };
        if event.progress == Progress::Succeeded {
            return Ok(event.identifier.clone().ok_or_else(|| nameless(&event)));
        }
        if let Err(error) = self.remove_remnant(&event, lookup).await {
            return Ok(Err(error));
        }
        let is_refused = event.error().kind == ErrorKind::NotFound;
        match attempts.failed(event) {
            Ok(Err(error)) if is_refused => Err(ProviderError { kind: ErrorKind::NotYet, ..error }),
            ended => ended,
        }
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
        self.update_as(self.host().token(), id, patch).await
    }

    /// As [`Self::update`], in an operation that has sent a create: the service refuses its client token for another request.
    pub(crate) async fn update_after_create(&self, id: &Id, patch: impl Fn(&Json) -> Json + Send + Sync) -> Result<()> {
        self.update_as(&derived(self.host().token(), &format!("update/{id}")), id, patch).await
    }

    async fn update_as(&self, token: &str, id: &Id, patch: impl Fn(&Json) -> Json + Send + Sync) -> Result<()> {
        let (attempts, patch) = (Attempts::default(), &patch);
        self.op.eventually(BUSY, || self.try_update(token, id, patch, &attempts)).await?
    }

    async fn try_update(
        &self,
        token: &str,
        id: &Id,
        patch: &(impl Fn(&Json) -> Json + Send + Sync),
        attempts: &Attempts,
    ) -> Result<Result<()>> {
        let Some(current) = self.client.read(self.type_name, id).await? else {
            let message = format!("{} {id} does not exist", self.type_name);
            return Ok(Err(ProviderError::new(ErrorKind::NotFound, message)));
        };
        let patch = patch(&current.properties);
        if patch.as_array().is_none_or(Vec::is_empty) {
            return Ok(Ok(()));
        }
        let event = match self.run(&Submission::Update(id, &patch), &attempts.token(token)).await {
            Ok(event) => event,
            Err(error) => return Ok(Err(error)),
        };
        if event.progress == Progress::Succeeded {
            return Ok(Ok(()));
        }
        let ended = attempts.failed(event);
        ended.map(|ended| ended.map_err(|error| self.with_advice(error)))
    }

    /// The schema may not show that a property cannot change.
    fn with_advice(&self, error: ProviderError) -> ProviderError {
        if error.code.as_deref() != Some("NotUpdatable") {
            return error;
        }
        let (message, path) = (error.message.trim_end_matches('.'), self.host().urn().path());
        let message = format!("{message}: AWS cannot change this in place; run again with `--replace {path}`");
        ProviderError { message, ..error }
    }

    /// Deletes a resource. Already deleted is a success.
    pub(crate) async fn delete(&self, id: &Id) -> Result<()> {
        let attempts = Attempts::default();
        self.op.eventually(BUSY, || self.try_delete(id, &attempts)).await?
    }

    async fn try_delete(&self, id: &Id, attempts: &Attempts) -> Result<Result<()>> {
        // A failed create may be followed by a delete within one operation: their tokens differ.
        let token = derived(&attempts.token(self.host().token()), &format!("delete/{id}"));
        let event = match self.run(&Submission::Delete(id), &token).await {
            Err(error) if error.is_not_found() => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
            Ok(event) => event,
        };
        if event.progress == Progress::Succeeded || event.error().kind == ErrorKind::NotFound {
            return Ok(Ok(()));
        }
        attempts.failed(event)
    }

    /// Waits until no request for a resource is in progress.
    pub(crate) async fn until_free(&self, id: &Id) -> Result<()> {
        let active = match self.op.eventually(&[], || self.client.active_requests()).await {
            // Listing needs a permission of its own. Without it, only this operation's own request is known.
            Err(error) if error.kind == ErrorKind::Denied => {
                if let Some(own) = Journalled::of(self.host()) {
                    self.end(&own.token).await?;
                }
                return Ok(());
            }
            active => active?,
        };
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
