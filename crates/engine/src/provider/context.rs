//! The context of a read.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::{ErrorKind, Result};
use super::{Id, ReadBatch};
use crate::model::environment::Environment;

/// The context of a read: the client of one region, and the stack whose resources are read.
pub struct ReadContext<A> {
    api: Arc<A>,
    environment: Environment,
    stack: Arc<str>,
    batch: Option<Arc<ReadBatch>>,
    /// The settings that types do not have, by resource.
    unmanaged: Arc<Mutex<BTreeMap<Id, Vec<String>>>>,
    every_owner: bool,
}

impl<A> Clone for ReadContext<A> {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            environment: self.environment.clone(),
            stack: Arc::clone(&self.stack),
            batch: self.batch.clone(),
            unmanaged: Arc::clone(&self.unmanaged),
            every_owner: self.every_owner,
        }
    }
}

impl<A> ReadContext<A> {
    /// Creates a context. For registries and tests.
    #[must_use]
    pub fn new(api: Arc<A>, environment: Environment, stack: &str) -> Self {
        Self { api, environment, stack: stack.into(), batch: None, unmanaged: Arc::default(), every_owner: false }
    }

    /// The same stack and batch in another environment, with its client.
    #[must_use]
    pub fn at(&self, api: Arc<A>, environment: Environment) -> Self {
        Self { api, environment, ..self.clone() }
    }

    /// The same context for reads of this batch.
    #[must_use]
    pub fn in_batch(self, batch: &Arc<ReadBatch>) -> Self {
        Self { batch: Some(Arc::clone(batch)), ..self }
    }

    /// Reports settings of a resource that its type does not have: "the expiration date of rule `old`". Refreshes and imports
    /// name them. An update must not remove them.
    pub fn report_unmanaged(&self, id: &Id, settings: impl IntoIterator<Item = String>) {
        let settings: Vec<String> = settings.into_iter().collect();
        if !settings.is_empty() {
            self.unmanaged.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), settings);
        }
    }

    /// The settings of a resource that were reported.
    pub(super) fn unmanaged(&self, id: &Id) -> Vec<String> {
        self.unmanaged.lock().unwrap_or_else(PoisonError::into_inner).remove(id).unwrap_or_default()
    }

    /// The same context for a list of the resources of every owner.
    #[must_use]
    pub fn of_every_owner(self) -> Self {
        Self { every_owner: true, ..self }
    }

    /// Whether a list returns the resources of every owner, and not only those of the stack.
    #[must_use]
    pub fn lists_every_owner(&self) -> bool {
        self.every_owner
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
    /// of that key in this environment shares the response.
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
