//! Resource types with a natural key: a name, or another key that only one resource can have.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use archipel_engine::plan::diff;
use archipel_engine::resource::{
    ErrorKind, Id, Identity, OperationContext, ProviderError, ReadContext, Resource, ResourceState, Result,
    UpdateRequest,
};
use archipel_engine::schema::Idempotency;
use archipel_engine::{Path, Prop};

use crate::aws::{Aws, STACK_TAG, TOKEN_TAG, Tags, URN_TAG, owned_tags};
use crate::lookup::{Describe, described_attrs, until_described};

/// A type with a natural key whose tags show the owner of each resource.
pub(crate) trait NaturalKey: Resource<Api = Aws> {
    /// The name of the resource in messages: "the topic alarms".
    fn display_name(props: &Self::Props) -> String;

    /// Finds the resource that has the key of these properties, and all of its tags.
    fn lookup(cx: &ReadContext<Aws>, props: &Self::Props) -> impl Future<Output = Result<Option<(Id, Tags)>>> + Send;

    /// Lists the resources of the type in the region that this stack owns.
    fn list(cx: &ReadContext<Aws>) -> impl Future<Output = Result<Vec<Id>>> + Send;

    /// Restores a resource whose deletion is pending, where the service can.
    fn restore_deleted(cx: &OperationContext<Self>, id: &Id) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, id);
        async { Ok(()) }
    }

    /// Waits until the resource can be used, and returns its attributes.
    fn ready(cx: &OperationContext<Self>, id: &Id) -> impl Future<Output = Result<Self::Attrs>> + Send {
        ready_by_read(cx, id)
    }
}

/// The API refuses a second resource with the same key. An existing one is adopted when its tags name this declaration.
#[derive(Clone, Copy, Debug)]
pub struct ByName;

impl<R: NaturalKey> Identity<R> for ByName {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    async fn find(cx: &OperationContext<R>, props: &R::Props) -> Result<Vec<Id>> {
        let existing = R::lookup(cx, props).await?;
        Ok(existing.filter(|(_, tags)| is_ours(cx, tags)).map(|(id, _)| id).into_iter().collect())
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        R::list(cx).await
    }
}

/// Creates a resource with a natural key with one call, and waits until it can be used.
///
/// `call` returns the id and, for a resource that can be used at once, its attributes. A resource that an earlier
/// attempt created is updated to `props`; one with another owner is not touched.
pub(crate) async fn create_named<R, F, Fut>(cx: &OperationContext<R>, props: &R::Props, call: F) -> Result<R::Attrs>
where
    R: NaturalKey,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<(Id, Option<R::Attrs>)>> + Send,
{
    let created = Mutex::new(None);
    let allocated = cx
        .allocate(props, || async {
            let (id, attrs) = call().await?;
            *created.lock().unwrap_or_else(PoisonError::into_inner) = Some(attrs);
            Ok(id)
        })
        .await;
    let id = match allocated {
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            let tags = R::lookup(cx, props).await.ok().flatten().map(|(_, tags)| tags);
            return Err(taken(error, &R::display_name(props), tags.as_ref()));
        }
        other => other?,
    };
    match created.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(Some(attrs)) => Ok(attrs),
        Some(None) => <R as NaturalKey>::ready(cx, &id).await,
        None => {
            <R as NaturalKey>::restore_deleted(cx, &id).await?;
            converge(cx, &id, props).await
        }
    }
}

/// Refuses to overwrite a resource of another owner. For create calls that overwrite an existing resource.
pub(crate) async fn refuse_taken<R: NaturalKey>(cx: &OperationContext<R>, props: &R::Props) -> Result<()> {
    match R::lookup(cx, props).await? {
        Some((id, tags)) if !is_ours(cx, &tags) => {
            Err(ProviderError::new(ErrorKind::AlreadyExists, format!("{id} already exists")))
        }
        _ => Ok(()),
    }
}

/// Waits until a resource can be used, and returns the attributes in the description that showed it.
pub(crate) async fn ready<R: Describe>(cx: &OperationContext<R>, id: &Id) -> Result<R::Attrs> {
    if let Some(item) = until_described::<R>(cx, id).await?
        && let Some(attrs) = described_attrs::<R>(cx, &item).await?
    {
        return Ok(attrs);
    }
    Ok(read_existing(cx, id).await?.attrs)
}

/// [`ready`] for types without a description.
pub(crate) async fn ready_by_read<R: Resource>(cx: &OperationContext<R>, id: &Id) -> Result<R::Attrs> {
    cx.until_ready(id).await?;
    Ok(read_existing(cx, id).await?.attrs)
}

async fn read_existing<R: Resource>(cx: &OperationContext<R>, id: &Id) -> Result<ResourceState<R>> {
    let found = cx.eventually(&[], || R::read(cx, std::slice::from_ref(id))).await?;
    let disappeared =
        || ProviderError::new(ErrorKind::NotFound, format!("{id} disappeared while it was being created"));
    found.into_iter().next().ok_or_else(disappeared)
}

/// Turns a temporary error into `NotYet`: a new role that is not visible yet, another change in progress. `words` are
/// codes and parts of messages.
pub(crate) fn retry_on<T>(answer: Result<T>, words: &[&str]) -> Result<T> {
    answer.map_err(|error| match error.kind {
        ErrorKind::Invalid | ErrorKind::Denied | ErrorKind::AlreadyExists
            if error.has_code(words) || words.iter().any(|word| error.message.contains(word)) =>
        {
            ProviderError { kind: ErrorKind::NotYet, ..error }
        }
        _ => error,
    })
}

/// Whether the ownership tags name this operation, or this stack's resource of this URN.
pub(crate) fn is_ours<R: Resource>(cx: &OperationContext<R>, tags: &Tags) -> bool {
    let own = owned_tags(cx, &Tags::new());
    let same = |key: &String, value: &String| tags.get(key) == Some(value);
    own.iter().any(|(key, value)| key == TOKEN_TAG && same(key, value))
        || own.iter().filter(|(key, _)| *key != TOKEN_TAG).all(|(key, value)| same(key, value))
}

/// Whether a list returns a resource with these tags: one of this stack, or of every owner.
pub(crate) fn is_listed(cx: &ReadContext<Aws>, tags: &Tags) -> bool {
    cx.lists_every_owner() || is_of_stack(cx.stack(), tags)
}

/// Whether the ownership tags name this stack.
pub(crate) fn is_of_stack(stack: &str, tags: &Tags) -> bool {
    tags.get(STACK_TAG).is_some_and(|owner| owner == stack)
}

/// Whether the ownership tags name a resource of this type.
pub(crate) fn is_of_type<R: Resource>(tags: &Tags) -> bool {
    tags.get(URN_TAG).and_then(|urn| urn.split("::").nth(1)).is_some_and(|type_name| type_name == R::TYPE)
}

/// Adds the owner to the error of a create that was refused because the name exists. `tags` are those of the existing
/// resource, if they can be read.
pub(crate) fn taken(error: ProviderError, what: &str, tags: Option<&Tags>) -> ProviderError {
    let by = match tags.map(|tags| tags.get(STACK_TAG)) {
        Some(Some(stack)) => {
            let urn = tags.and_then(|tags| tags.get(URN_TAG)).map(|urn| format!(" ({urn})")).unwrap_or_default();
            format!("it belongs to the stack {stack}{urn}")
        }
        Some(None) => "it is not managed by Archipel".to_owned(),
        None => "its owner is unknown".to_owned(),
    };
    let message = format!("{what} already exists: {by}; it was not modified. {}", error.message);
    ProviderError { message, ..error }
}

/// Turns `NotFound` into `NotYet`, for calls on a new resource, which `OperationContext::eventually` then retries for a
/// limited time.
pub(crate) fn not_found_as_retryable<T>(answer: Result<T>) -> Result<T> {
    answer.map_err(|error| match error.kind {
        ErrorKind::NotFound => ProviderError { kind: ErrorKind::NotYet, ..error },
        _ => error,
    })
}

/// The id in the response to a create. A response without an id is ambiguous, as a lost one is.
pub(crate) fn id_in(answer: Option<&str>) -> Result<Id> {
    let missing = || ProviderError::new(ErrorKind::Ambiguous, "the response to the create has no id");
    answer.filter(|id| !id.is_empty()).map(Id::new).ok_or_else(missing)
}

/// Finishes a create whose resource an earlier attempt created: reads the resource and
/// updates it to `props`.
pub(crate) async fn converge<R: Resource>(cx: &OperationContext<R>, id: &Id, props: &R::Props) -> Result<R::Attrs> {
    cx.until_ready(id).await?;
    let existing = read_existing(cx, id).await?;
    let changes = diff(R::schema().inputs, &existing.props.clone().into_value(), &props.clone().into_value());
    if let Some(other) = changes.iter().find(|change| change.replaces) {
        let message = format!("{id} already exists with another `{}`, which cannot be changed", other.path);
        return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
    }
    if changes.is_empty() {
        return Ok(existing.attrs);
    }
    let mut changed: Vec<String> =
        changes.iter().filter_map(|change| Path::property(&change.path).map(str::to_owned)).collect();
    changed.dedup();
    R::update(cx, id, &UpdateRequest { old: existing.props, new: props.clone(), attrs: existing.attrs, changed }).await
}

/// The identity of a type whose delete changes nothing, because it is a part of another one or a wait: an interrupted
/// create leaves nothing to find. Repeating the call has no further effect.
pub struct NothingToFind;

impl<R: Resource> Identity<R> for NothingToFind {
    const IDEMPOTENCY: Idempotency = Idempotency::ClientToken;
}
