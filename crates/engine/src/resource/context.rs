//! What a resource type gets to work with.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

use super::error::{ErrorKind, ProviderError, Result};
use super::{Id, Resource, Status};
use crate::program::Place;
use crate::urn::Urn;

/// What is known of a create that may have begun in an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resume {
    /// It has not begun.
    Fresh,
    /// It began, and nobody knows whether the call was carried out.
    Uncertain,
    /// It made this.
    Identified(Id),
}

/// What the executor offers an operation.
#[async_trait]
pub trait OpHost: Send + Sync {
    /// The resource's name.
    fn urn(&self) -> &Urn;

    /// The stack, as `project/stack`.
    fn stack(&self) -> &str;

    /// The deterministic token of this operation: 32 characters of hexadecimal from stack, URN, generation and
    /// the digest of the request.
    fn token(&self) -> &str;

    /// What is known of an earlier try of this create.
    fn resume(&self) -> Resume;

    /// Makes the id durable. Returns once it is on disk.
    async fn identified(&self, id: &Id) -> Result<()>;

    /// Waits until it is time to look again and gives the status of one resource, from a poll that answers
    /// everyone who waits for that type in that place. Holds no worker meanwhile.
    ///
    /// # Errors
    /// `Timeout` when the operation's time is over, `Cancelled` when the run is abandoned, and what the poll
    /// itself answered if it cannot be retried.
    async fn poll(&self, type_name: &str, place: &Place, id: &Id, attempt: u32) -> Result<Status>;

    /// Waits without holding a worker.
    ///
    /// # Errors
    /// `Timeout` when the operation's time would be over, `Cancelled` when the run is abandoned.
    async fn pause(&self, time: Duration) -> Result<()>;

    /// Says what the operation waits for, for the display.
    fn waiting(&self, what: &str);
}

/// What reading gets: the client of one region, and whose resources are meant.
pub struct Cx<A> {
    api: Arc<A>,
    place: Place,
    stack: Arc<str>,
}

impl<A> Clone for Cx<A> {
    fn clone(&self) -> Self {
        Self { api: Arc::clone(&self.api), place: self.place.clone(), stack: Arc::clone(&self.stack) }
    }
}

impl<A> Cx<A> {
    /// Puts a context together. For registries and tests.
    #[must_use]
    pub fn new(api: Arc<A>, place: Place, stack: &str) -> Self {
        Self { api, place, stack: stack.into() }
    }

    /// The client.
    #[must_use]
    pub fn api(&self) -> &A {
        &self.api
    }

    /// The region and account.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.place.region
    }

    /// The stack, as `project/stack`.
    #[must_use]
    pub fn stack(&self) -> &str {
        &self.stack
    }
}

/// What creating, updating and deleting get. Everything of [`Cx`], and the operation.
pub struct OpCx<R: Resource> {
    cx: Cx<R::Api>,
    host: Arc<dyn OpHost>,
}

impl<R: Resource> std::ops::Deref for OpCx<R> {
    type Target = Cx<R::Api>;

    fn deref(&self) -> &Self::Target {
        &self.cx
    }
}

/// How often an ambiguous create is looked up before it counts as not carried out, and the first pause between.
const LOOKUPS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// For how long "not yet", and "not found" of what a create refers to, may become true by waiting. AWS's own tools
/// wait two minutes for fresh roles.
const SETTLES: Duration = Duration::from_secs(120);
/// How often a create is tried again after it was found not to have been carried out.
const TRIES: u32 = 8;

fn backoff(attempt: u32) -> Duration {
    (FIRST_PAUSE * 2_u32.saturating_pow(attempt.min(8))).min(LONGEST_PAUSE)
}

impl<R: Resource> OpCx<R> {
    /// Puts a context together. For registries and tests.
    #[must_use]
    pub fn new(cx: Cx<R::Api>, host: Arc<dyn OpHost>) -> Self {
        Self { cx, host }
    }

    /// The resource's name.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        self.host.urn()
    }

    /// The token of this operation, for client tokens and the ownership tag. The same for every try of the same
    /// create, in this run and later ones.
    #[must_use]
    pub fn token(&self) -> &str {
        self.host.token()
    }

    /// A token for a second call of the same operation.
    #[must_use]
    pub fn token_for(&self, call: &str) -> String {
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(format!("{}/{call}", self.token()));
        crate::value::hex(&digest[..16])
    }

    /// Makes the thing, exactly once.
    ///
    /// `call` sends the one request that makes it and returns its id. It is not sent when an earlier try already
    /// made the thing; when it cannot be known whether a request was carried out, [`Resource::find`] is asked
    /// before it is sent again. The id is durable before this returns.
    ///
    /// # Errors
    /// What the call answered; `SeveralCandidates` when more than one thing may be ours.
    pub async fn allocate<F, Fut>(&self, props: &R::Props, call: F) -> Result<Id>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Id>> + Send,
    {
        match self.host.resume() {
            Resume::Identified(id) => return Ok(id),
            Resume::Uncertain => {
                if let Some(id) = self.adopt(props).await? {
                    return Ok(id);
                }
            }
            Resume::Fresh => {}
        }
        let started = tokio::time::Instant::now();
        for attempt in 0.. {
            let error = match call().await {
                Ok(id) => {
                    self.host.identified(&id).await?;
                    return Ok(id);
                }
                Err(error) => error,
            };
            match error.kind {
                ErrorKind::Ambiguous => {
                    if let Some(id) = self.adopt(props).await? {
                        return Ok(id);
                    }
                }
                ErrorKind::AlreadyExists => return self.adopt(props).await?.ok_or(error),
                ErrorKind::Throttled => {
                    self.host.waiting(error.code.as_deref().unwrap_or("the API"));
                    self.host.pause(backoff(attempt)).await?;
                    continue;
                }
                // What a create does not find is something it refers to, made a moment ago.
                ErrorKind::NotYet | ErrorKind::NotFound if started.elapsed() < SETTLES => {
                    self.host.waiting(error.code.as_deref().unwrap_or("what it refers to"));
                    self.host.pause(backoff(attempt)).await?;
                    continue;
                }
                _ => return Err(error),
            }
            if attempt >= TRIES {
                return Err(error);
            }
            self.host.pause(backoff(attempt)).await?;
        }
        unreachable!("the loop above ends by returning")
    }

    /// Looks for what an interrupted create made, and makes its id durable.
    async fn adopt(&self, props: &R::Props) -> Result<Option<Id>> {
        if matches!(R::meta().identity, crate::schema::Identity::ClientToken) {
            // The API recognises the token: sending the call again answers with the first one's result.
            return Ok(None);
        }
        for attempt in 0..LOOKUPS {
            let mut found = self.eventually(&[], || R::find(self, props)).await?;
            found.sort();
            found.dedup();
            match found.as_slice() {
                [] => self.host.pause(backoff(attempt)).await?,
                [id] => {
                    self.host.identified(id).await?;
                    return Ok(Some(id.clone()));
                }
                several => {
                    let ids = several.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
                    return Err(ProviderError::new(
                        ErrorKind::SeveralCandidates,
                        format!("an interrupted create of {} may have made any of {ids}", self.urn()),
                    ));
                }
            }
        }
        Ok(None)
    }

    /// Sends a call that bears being sent again until it answers: through throttles, lost connections, "not yet"
    /// answers (for two minutes), and errors with one of `codes`, until the operation's time is over.
    ///
    /// # Errors
    /// What the call answered last.
    pub async fn eventually<T, F, Fut>(&self, codes: &[&str], call: F) -> Result<T>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T>> + Send,
        T: Send,
    {
        let started = tokio::time::Instant::now();
        for attempt in 0.. {
            match call().await {
                Ok(value) => return Ok(value),
                Err(error) => {
                    let again = error.has_code(codes)
                        || matches!(error.kind, ErrorKind::Throttled | ErrorKind::Ambiguous)
                        || error.kind == ErrorKind::NotYet && started.elapsed() < SETTLES;
                    if !again {
                        return Err(error);
                    }
                    self.host.waiting(error.code.as_deref().unwrap_or("the API"));
                    if let Err(over) = self.host.pause(backoff(attempt)).await {
                        // Of the two, what the service said tells more than that the time is over.
                        return Err(if over.kind == ErrorKind::Timeout { error } else { over });
                    }
                }
            }
        }
        unreachable!("the loop above ends by returning")
    }

    /// Waits until the resource can be used.
    ///
    /// # Errors
    /// `Failed` when it went to a failed state, `NotFound` when it stays invisible or goes away, `Timeout`.
    pub async fn until_ready(&self, id: &Id) -> Result<()> {
        let visible_within = R::meta().polling.visible_within;
        let started = tokio::time::Instant::now();
        for attempt in 0.. {
            match self.host.poll(R::TYPE, self.place(), id, attempt).await? {
                Status::Ready => return Ok(()),
                Status::Pending(state) => self.host.waiting(&state),
                Status::Failed(reason) => {
                    return Err(ProviderError::new(ErrorKind::Failed, format!("{id} failed: {reason}")));
                }
                Status::Absent if started.elapsed() < visible_within => self.host.waiting("visible"),
                Status::Absent | Status::Deleting(_) => {
                    return Err(ProviderError::new(
                        ErrorKind::NotFound,
                        format!("{id} went away while it was waited for"),
                    ));
                }
            }
        }
        unreachable!("the loop above ends by returning")
    }

    /// Waits until the resource is gone.
    ///
    /// # Errors
    /// `Failed` when it went to a failed state, `Timeout`.
    pub async fn until_gone(&self, id: &Id) -> Result<()> {
        for attempt in 0.. {
            match self.host.poll(R::TYPE, self.place(), id, attempt).await? {
                Status::Absent => return Ok(()),
                Status::Failed(reason) => {
                    return Err(ProviderError::new(ErrorKind::Failed, format!("{id} was not deleted: {reason}")));
                }
                Status::Deleting(state) | Status::Pending(state) => self.host.waiting(&state),
                Status::Ready => self.host.waiting("deletion"),
            }
        }
        unreachable!("the loop above ends by returning")
    }

    /// Waits without holding a worker.
    ///
    /// # Errors
    /// `Timeout` or `Cancelled`.
    pub async fn pause(&self, time: Duration) -> Result<()> {
        self.host.pause(time).await
    }

    /// Says what the operation waits for.
    pub fn waiting(&self, what: &str) {
        self.host.waiting(what);
    }
}
