//! The contexts that resource types receive.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::error::{ErrorKind, Result};
use super::operation::Operation;
use super::operation_host::OperationHost;
use super::{Id, ReadBatch, Resource, RetainedResource};
use crate::model::environment::Environment;
use crate::model::urn::Urn;

/// The context of a read: the client of one region, and the stack whose resources are read.
pub struct ReadContext<A> {
    api: Arc<A>,
    environment: Environment,
    stack: Arc<str>,
    batch: Option<Arc<ReadBatch>>,
}

impl<A> Clone for ReadContext<A> {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            environment: self.environment.clone(),
            stack: Arc::clone(&self.stack),
            batch: self.batch.clone(),
        }
    }
}

impl<A> ReadContext<A> {
    /// Creates a context. For registries and tests.
    #[must_use]
    pub fn new(api: Arc<A>, environment: Environment, stack: &str) -> Self {
        Self { api, environment, stack: stack.into(), batch: None }
    }

    /// The same stack and batch in another place, with the client of that place.
    #[must_use]
    pub fn at(&self, api: Arc<A>, environment: Environment) -> Self {
        Self { api, environment, ..self.clone() }
    }

    /// The same context for reads of this batch.
    #[must_use]
    pub fn in_batch(self, batch: &Arc<ReadBatch>) -> Self {
        Self { batch: Some(Arc::clone(batch)), ..self }
    }

    /// The client.
    #[must_use]
    pub fn api(&self) -> &A {
        &self.api
    }

    /// The region and account.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.environment.region
    }

    /// The stack, as `project/stack`.
    #[must_use]
    pub fn stack(&self) -> &str {
        &self.stack
    }

    /// Returns the response to `request`. Within a batch the first caller of a `key` sends it, and every other caller
    /// of that key in this place shares the response.
    ///
    /// # Errors
    /// The error of the request. It is not cached: the next caller sends the request again.
    pub async fn cached<T, F, Fut>(&self, key: &str, request: F) -> Result<Arc<T>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<T>> + Send,
    {
        match &self.batch {
            Some(batch) => batch.cached(&self.environment, key, request).await,
            None => request().await.map(Arc::new),
        }
    }

    /// As [`cached`](Self::cached), for a request that returns every resource of the region. Returns `None` outside a
    /// batch, where one resource is read and listing all of them would be waste, and when the credentials do not
    /// allow the request: read the single resource then.
    ///
    /// # Errors
    /// The error of the request. It is not cached: the next caller sends the request again.
    pub async fn cached_bulk<T, F, Fut>(&self, key: &str, request: F) -> Result<Option<Arc<T>>>
    where
        T: Send + Sync + 'static,
        F: FnOnce() -> Fut + Send,
        Fut: Future<Output = Result<T>> + Send,
    {
        let Some(batch) = &self.batch else { return Ok(None) };
        let response = batch.cached(&self.environment, key, || async {
            match request().await {
                Err(error) if error.kind == ErrorKind::Denied => Ok(None),
                response => response.map(|response| Some(Arc::new(response))),
            }
        });
        Ok(Option::clone(&*response.await?))
    }
}

/// The context of a create, update or delete: a [`ReadContext`] and the operation.
pub struct OperationContext<R: Resource> {
    cx: ReadContext<R::Api>,
    host: Arc<dyn OperationHost>,
}

impl<R: Resource> std::ops::Deref for OperationContext<R> {
    type Target = ReadContext<R::Api>;

    fn deref(&self) -> &Self::Target {
        &self.cx
    }
}

impl<R: Resource> OperationContext<R> {
    /// Creates a context. For registries and tests.
    #[must_use]
    pub fn new(cx: ReadContext<R::Api>, host: Arc<dyn OperationHost>) -> Self {
        Self { cx, host }
    }

    fn operation(&self) -> Operation<'_> {
        let meta = &R::schema().meta;
        Operation { host: &*self.host, type_name: R::TYPE, environment: self.environment(), meta }
    }

    /// The resource's name.
    #[must_use]
    pub fn urn(&self) -> &Urn {
        self.host.urn()
    }

    /// The token of this operation, for client tokens and the ownership tag. Every attempt of the same create has the
    /// same token, in this run and in later ones.
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

    /// Creates the resource exactly once.
    ///
    /// `call` sends the request that creates it and returns the id. An id that an earlier attempt recorded is returned
    /// without a request. After an ambiguous response, [`Identity::find`](super::Identity::find) looks for the resource before the request
    /// is sent again. The id is durable before this returns.
    ///
    /// # Errors
    /// The error of the call; `SeveralCandidates` when more than one resource may be the one that was created.
    pub async fn allocate<F, Fut>(&self, props: &R::Props, call: F) -> Result<Id>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Id>> + Send,
    {
        self.operation().allocate(|| <R::Identity as super::Identity<R>>::find(self, props), call).await
    }

    /// Retries an idempotent call: after throttling, lost connections, `NotYet` errors (for two minutes) and errors
    /// with one of `codes`, until the operation times out.
    ///
    /// # Errors
    /// The last error of the call.
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
    /// `Failed` when it enters a failed state, `NotFound` when it stays invisible or disappears, `Timeout`.
    pub async fn until_ready(&self, id: &Id) -> Result<()> {
        self.operation().until_ready(id).await
    }

    /// Waits until the resource no longer exists.
    ///
    /// # Errors
    /// `Failed` when it enters a failed state, `Timeout`.
    pub async fn until_gone(&self, id: &Id) -> Result<()> {
        self.operation().until_gone(id).await
    }

    /// Waits without occupying a worker.
    ///
    /// # Errors
    /// `Timeout` or `Cancelled`.
    pub async fn pause(&self, time: Duration) -> Result<()> {
        self.host.pause(time).await
    }

    /// Reports the reason for a wait.
    pub fn waiting(&self, what: &str) {
        self.host.waiting(what);
    }

    /// Reports a resource that a delete retains on purpose: a key in its deletion window, a final snapshot. The run
    /// lists it at its end if the delete succeeds.
    pub fn report_retained(&self, retained: RetainedResource) {
        self.host.report_retained(retained);
    }
}
