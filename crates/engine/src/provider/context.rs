//! What a resource type gets to work with.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::error::{ErrorKind, Result};
use super::operation::Operation;
use super::operation_host::OpHost;
use super::{Id, Leftover, Resource, Round};
use crate::model::environment::Place;
use crate::model::urn::Urn;

/// What reading gets: the client of one region, and whose resources are meant.
pub struct Cx<A> {
    api: Arc<A>,
    place: Place,
    stack: Arc<str>,
    round: Option<Arc<Round>>,
}

impl<A> Clone for Cx<A> {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            place: self.place.clone(),
            stack: Arc::clone(&self.stack),
            round: self.round.clone(),
        }
    }
}

impl<A> Cx<A> {
    /// Puts a context together. For registries and tests.
    #[must_use]
    pub fn new(api: Arc<A>, place: Place, stack: &str) -> Self {
        Self { api, place, stack: stack.into(), round: None }
    }

    /// The same stack and round in another place, whose client this is.
    #[must_use]
    pub fn at(&self, api: Arc<A>, place: Place) -> Self {
        Self { api, place, ..self.clone() }
    }

    /// The same, for reads of this round.
    #[must_use]
    pub fn in_round(self, round: &Arc<Round>) -> Self {
        Self { round: Some(Arc::clone(round)), ..self }
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

    /// What one call tells, asked once in a round of reading, whoever asks; `question` names it.
    ///
    /// # Errors
    /// What the call answered. The next who asks calls again.
    pub async fn once<T, F, Fut>(&self, question: &str, ask: F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<T>> + Send,
    {
        match &self.round {
            Some(round) => round.shared(&self.place, question, ask).await,
            None => ask().await.map(Arc::new),
        }
    }

    /// What one call tells of everything in this region, asked once in a round of reading, whoever asks; `question`
    /// names it. `None` outside of rounds, where one thing is read and a wide question would be waste, and where the
    /// credentials may not ask it: ask for that one.
    ///
    /// # Errors
    /// What the call answered. The next who asks calls again.
    pub async fn shared<T, F, Fut>(&self, question: &str, ask: F) -> Result<Option<Arc<T>>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<T>> + Send,
    {
        let Some(round) = &self.round else { return Ok(None) };
        let told = round.shared(&self.place, question, || async {
            match ask().await {
                Err(error) if error.kind == ErrorKind::Denied => Ok(None),
                answer => answer.map(|told| Some(Arc::new(told))),
            }
        });
        Ok(Option::clone(&*told.await?))
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

impl<R: Resource> OpCx<R> {
    /// Puts a context together. For registries and tests.
    #[must_use]
    pub fn new(cx: Cx<R::Api>, host: Arc<dyn OpHost>) -> Self {
        Self { cx, host }
    }

    fn operation(&self) -> Operation<'_> {
        let meta = &R::schema().meta;
        Operation { host: &*self.host, type_name: R::TYPE, place: self.place(), meta }
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
        crate::model::value::hex(&digest[..16])
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
        self.operation().allocate(|| R::find(self, props), call).await
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
        self.operation().eventually(codes, call).await
    }

    /// Waits until the resource can be used.
    ///
    /// # Errors
    /// `Failed` when it went to a failed state, `NotFound` when it stays invisible or goes away, `Timeout`.
    pub async fn until_ready(&self, id: &Id) -> Result<()> {
        self.operation().until_ready(id).await
    }

    /// Waits until the resource is gone.
    ///
    /// # Errors
    /// `Failed` when it went to a failed state, `Timeout`.
    pub async fn until_gone(&self, id: &Id) -> Result<()> {
        self.operation().until_gone(id).await
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

    /// Says what a delete leaves behind on purpose: a key in its window, a last snapshot. It is listed at the end of
    /// the run, if the delete ends well.
    pub fn leaves(&self, leftover: Leftover) {
        self.host.leaves(leftover);
    }
}
