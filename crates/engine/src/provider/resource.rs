//! The traits that a resource type and a data source implement, and the context of their operations.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::context::ReadContext;
use super::error::{ErrorKind, ProviderError, Result};
use super::operation::Operation;
use super::operation_host::OperationHost;
use super::typed::{DeleteRequest, ListedState, ResourceSchema, ResourceState, UpdateRequest};
use super::{Id, RetainedResource, Status};
use crate::model::schema::{Idempotency, Meta};
use crate::model::urn::Urn;

/// How a create avoids a second copy of a resource, and how an existing one is found.
///
/// A provider has a few strategies, such as [`ByClientToken`], which its types name as [`Resource::Identity`]. A type
/// that needs its own implements the trait for itself and writes `type Identity = Self`.
pub trait Identity<R: Resource>: Send + Sync + 'static {
    /// The promise that a create relies on.
    const IDEMPOTENCY: Idempotency;

    /// Whether what `find` returns is certainly of this declaration, by ownership tags or a token. Without tags, a
    /// resource with the same content may be somebody else's: it counts as created only after a create of our own
    /// whose outcome is unknown, and "already exists" is otherwise an error.
    const PROVES_OWNERSHIP: bool = true;

    /// Whether `find` looks for the resource. Otherwise only a repeated create, with the same token, returns it: if the
    /// program no longer declares the resource, the outcome of an interrupted create stays unknown.
    const LOOKS_UP: bool = true;

    /// Returns the ids of the resources that an interrupted create of these properties may have created: found by
    /// ownership tag (which contains [`OperationContext::token`]) or by name, and owned by this declaration.
    fn find(cx: &OperationContext<R>, props: &R::Props) -> impl Future<Output = Result<Vec<Id>>> + Send {
        let _ = (cx, props);
        async { Ok(Vec::new()) }
    }

    /// Returns the ids of all resources of the type in the region that this stack owns, if the API can list them; those of
    /// every owner if [`ReadContext::lists_every_owner`].
    fn list(cx: &ReadContext<R::Api>) -> impl Future<Output = Result<Vec<Id>>> + Send {
        let every_owner = cx.lists_every_owner();
        async move {
            if every_owner {
                let message = format!("no call lists the resources of {}: they are parts of others", R::TYPE);
                return Err(ProviderError::new(ErrorKind::Invalid, message));
            }
            Ok(Vec::new())
        }
    }
}

/// The API takes a client token: a repeated create returns the resource of the first one, so nothing is looked up.
#[derive(Clone, Copy, Debug)]
pub struct ByClientToken;

impl<R: Resource> Identity<R> for ByClientToken {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;
    const LOOKS_UP: bool = false;
}

/// A resource type.
///
/// The executor may call every function again with the same arguments after a crash at any moment; the second call
/// must end in the same state: "already exists" and "already deleted" are successes. `create` records the id as soon
/// as it has one, through [`OperationContext::allocate`].
pub trait Resource: ResourceSchema {
    /// The provider's client for one region.
    type Api: Send + Sync + 'static;

    /// How a create avoids a second copy, and how an existing resource is found.
    type Identity: Identity<Self>;

    /// The behaviour of the type.
    fn meta() -> Meta;

    /// Checks properties that are all known, beyond their types and constraints: one sentence for each mistake,
    /// reported before any call.
    #[must_use]
    fn check(props: &Self::Props) -> Vec<String> {
        let _ = props;
        Vec::new()
    }

    /// Checks a change from the recorded to the desired properties, where both are valid and the transition is not:
    /// one sentence for each mistake, reported before any call.
    #[must_use]
    fn check_change(old: &Self::Props, new: &Self::Props) -> Vec<String> {
        let _ = (old, new);
        Vec::new()
    }

    /// Creates the resource and waits until it can be used.
    ///
    /// The first call that creates anything goes through [`OperationContext::allocate`]. Every step after it must be
    /// repeatable: an interrupted create is resumed by calling `create` again, and `allocate` then returns the
    /// recorded id without a call.
    fn create(cx: &OperationContext<Self>, props: &Self::Props) -> impl Future<Output = Result<Self::Attrs>> + Send;

    /// Reads these resources in as few calls as the API allows. Leaves out those that do not exist; an error is never
    /// absence.
    fn read(cx: &ReadContext<Self::Api>, ids: &[Id]) -> impl Future<Output = Result<Vec<ResourceState<Self>>>> + Send;

    /// Reads these resources from list calls only. For types that `read` reads with a call for each resource; the
    /// default is a full read.
    fn read_from_list(
        cx: &ReadContext<Self::Api>,
        ids: &[Id],
    ) -> impl Future<Output = Result<Vec<ListedState<Self>>>> + Send {
        async { Ok(Self::read(cx, ids).await?.into_iter().map(ListedState::complete).collect()) }
    }

    /// Updates the resource in place and waits until it can be used again. The default is for types whose every property
    /// replaces the resource.
    fn update(
        cx: &OperationContext<Self>,
        id: &Id,
        request: &UpdateRequest<Self>,
    ) -> impl Future<Output = Result<Self::Attrs>> + Send {
        let _ = (cx, id);
        async { Ok(request.attrs.clone()) }
    }

    /// Deletes the resource and waits until it no longer exists. Already deleted is a success.
    fn delete(
        cx: &OperationContext<Self>,
        id: &Id,
        request: &DeleteRequest<Self>,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Reads the status of these resources, in the order of `ids`. For types where that takes fewer calls than `read`.
    fn status(cx: &ReadContext<Self::Api>, ids: &[Id]) -> impl Future<Output = Result<Vec<Status>>> + Send {
        async move {
            let found = Self::read(cx, ids).await?;
            let status = |id: &Id| found.iter().find(|found| found.id == *id).map(|found| found.status.clone());
            Ok(ids.iter().map(|id| status(id).unwrap_or(Status::Absent)).collect())
        }
    }
}

/// A data source: a type that is only read.
pub trait DataSource: ResourceSchema {
    /// The provider's client for one region.
    type Api: Send + Sync + 'static;

    /// The behaviour of the type; only the service, `global` and the read actions have a meaning.
    fn meta() -> Meta;

    /// Reads the data source.
    fn read(cx: &ReadContext<Self::Api>, props: &Self::Props) -> impl Future<Output = Result<Self::Attrs>> + Send;
}

/// The `Meta` of a resource type with everything that is derived from its traits. For the code that `#[resource]`
/// writes.
#[must_use]
pub fn resource_meta<R: Resource>() -> Meta {
    R::meta()
        .idempotency(<R::Identity as Identity<R>>::IDEMPOTENCY)
        .lookup_proves_ownership(<R::Identity as Identity<R>>::PROVES_OWNERSHIP)
        .looks_up(<R::Identity as Identity<R>>::LOOKS_UP)
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
    /// without a request. After an ambiguous response, [`Identity::find`] looks for the resource before the
    /// request is sent again. The id is durable before this returns.
    ///
    /// # Errors
    /// The error of the call; `SeveralCandidates` when more than one resource may be the one that was created.
    pub async fn allocate<F, Fut>(&self, props: &R::Props, call: F) -> Result<Id>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<Id>> + Send,
    {
        self.operation().allocate(|| <R::Identity as Identity<R>>::find(self, props), call).await
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
