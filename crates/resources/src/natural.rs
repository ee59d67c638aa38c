//! What resource types share whose names are their keys: whose a thing is that is there already, and how a create
//! ends that did not make it in this run.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Mutex, PoisonError};

use archipel_engine::plan::diff;
use archipel_engine::resource::{Change, Cx, ErrorKind, Id, OpCx, ProviderError, Resource, Result};
use archipel_engine::{Path, Prop};

use crate::aws::{Aws, STACK_TAG, TOKEN_TAG, Tags, URN_TAG, owned_tags};

/// A type whose name, or another key of its own, only one thing can have, and whose tags say whose that is.
pub(crate) trait Named: Resource<Api = Aws> {
    /// What messages call it: "the topic alarms".
    fn named(props: &Self::Props) -> String;

    /// What has the key that these properties give, with all of its tags.
    fn there(cx: &Cx<Aws>, props: &Self::Props) -> impl Future<Output = Result<Option<(Id, Tags)>>> + Send;

    /// Takes back what is on its way out, where a service lets one.
    fn revive(cx: &OpCx<Self>, id: &Id) -> impl Future<Output = Result<()>> + Send {
        let _ = (cx, id);
        async { Ok(()) }
    }
}

/// [`Resource::find`] of what has a name: what has it, if it is ours.
pub(crate) async fn find_named<R: Named>(cx: &OpCx<R>, props: &R::Props) -> Result<Vec<Id>> {
    let there = R::there(cx, props).await?;
    Ok(there.filter(|(_, tags)| is_ours(cx, tags)).map(|(id, _)| id).into_iter().collect())
}

/// Creates what has a name with one call, and waits until it can be used.
///
/// `call` gives the id and, if what it made can be used at once, its attributes. What an earlier try made is brought
/// to `props`; what is somebody else's is left alone.
pub(crate) async fn create_named<R, F, Fut>(cx: &OpCx<R>, props: &R::Props, call: F) -> Result<R::Attrs>
where
    R: Named,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<(Id, Option<R::Attrs>)>> + Send,
{
    let made = Mutex::new(None);
    let allocated = cx
        .allocate(props, || async {
            let (id, attrs) = call().await?;
            *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(attrs);
            Ok(id)
        })
        .await;
    let id = match allocated {
        Err(error) if error.kind == ErrorKind::AlreadyExists => {
            let tags = R::there(cx, props).await.ok().flatten().map(|(_, tags)| tags);
            return Err(taken(error, &R::named(props), tags.as_ref()));
        }
        other => other?,
    };
    match made.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(Some(attrs)) => Ok(attrs),
        Some(None) => ready(cx, &id).await,
        None => {
            R::revive(cx, &id).await?;
            converge(cx, &id, props).await
        }
    }
}

/// For calls that overwrite what has the name already: refuses when that is not ours.
pub(crate) async fn refuse_taken<R: Named>(cx: &OpCx<R>, props: &R::Props) -> Result<()> {
    match R::there(cx, props).await? {
        Some((id, tags)) if !is_ours(cx, &tags) => {
            Err(ProviderError::new(ErrorKind::AlreadyExists, format!("there is {id}")))
        }
        _ => Ok(()),
    }
}

/// Waits until it can be used, and gives its attributes.
pub(crate) async fn ready<R: Resource>(cx: &OpCx<R>, id: &Id) -> Result<R::Attrs> {
    cx.until_ready(id).await?;
    let seen = cx.eventually(&[], || R::read(cx, std::slice::from_ref(id))).await?;
    seen.into_iter().next().map(|seen| seen.attrs).ok_or_else(|| {
        ProviderError::new(ErrorKind::NotFound, format!("{id} is not there, although it was a moment ago"))
    })
}

/// An error that says that it passes: a role that is not visible everywhere yet, another change that is under way.
/// `words` are codes and parts of messages.
pub(crate) fn passing<T>(answer: Result<T>, words: &[&str]) -> Result<T> {
    answer.map_err(|error| match error.kind {
        ErrorKind::Invalid | ErrorKind::Denied | ErrorKind::AlreadyExists
            if error.has_code(words) || words.iter().any(|word| error.message.contains(word)) =>
        {
            ProviderError { kind: ErrorKind::NotYet, ..error }
        }
        _ => error,
    })
}

/// Whether the ownership tags say that this operation made it, or that it is this stack's resource of this name.
pub(crate) fn is_ours<R: Resource>(cx: &OpCx<R>, tags: &BTreeMap<String, String>) -> bool {
    let own = owned_tags(cx, &BTreeMap::new());
    let same = |key: &String, value: &String| tags.get(key) == Some(value);
    own.iter().any(|(key, value)| key == TOKEN_TAG && same(key, value))
        || own.iter().filter(|(key, _)| *key != TOKEN_TAG).all(|(key, value)| same(key, value))
}

/// Whether this stack made it.
pub(crate) fn is_of_stack(stack: &str, tags: &BTreeMap<String, String>) -> bool {
    tags.get(STACK_TAG).is_some_and(|owner| owner == stack)
}

/// Whether it was declared as a resource of this type.
pub(crate) fn is_of_type<R: Resource>(tags: &BTreeMap<String, String>) -> bool {
    tags.get(URN_TAG).and_then(|urn| urn.split("::").nth(1)).is_some_and(|type_name| type_name == R::TYPE)
}

/// Says whose the name is, when a create was refused because there is one already. `tags` are those of the one that
/// is there, if they can be read.
pub(crate) fn taken(error: ProviderError, what: &str, tags: Option<&BTreeMap<String, String>>) -> ProviderError {
    let by = match tags.map(|tags| tags.get(STACK_TAG)) {
        Some(Some(stack)) => {
            let urn = tags.and_then(|tags| tags.get(URN_TAG)).map(|urn| format!(" ({urn})")).unwrap_or_default();
            format!("it belongs to the stack {stack}{urn}")
        }
        Some(None) => "Archipel did not make it".to_owned(),
        None => "whose it is cannot be read".to_owned(),
    };
    let message = format!("the name of {what} is taken: {by}; nothing of it was changed. {}", error.message);
    ProviderError { message, ..error }
}

/// "Not found" as "not yet", for calls on what was made a moment ago: `OpCx::eventually` then waits for it, but not
/// for ever.
pub(crate) fn not_yet<T>(answer: Result<T>) -> Result<T> {
    answer.map_err(|error| match error.kind {
        ErrorKind::NotFound => ProviderError { kind: ErrorKind::NotYet, ..error },
        _ => error,
    })
}

/// The id in a create's answer. An answer without one tells as little as a lost one.
pub(crate) fn id_in(answer: Option<&str>) -> Result<Id> {
    let missing = || ProviderError::new(ErrorKind::Ambiguous, "the answer of a create had no id");
    answer.filter(|id| !id.is_empty()).map(Id::new).ok_or_else(missing)
}

/// Ends a create whose call was not sent in this run, because an earlier one made the thing: reads what is there and
/// brings it to `props`.
pub(crate) async fn converge<R: Resource>(cx: &OpCx<R>, id: &Id, props: &R::Props) -> Result<R::Attrs> {
    cx.until_ready(id).await?;
    let seen = cx.eventually(&[], || R::read(cx, std::slice::from_ref(id))).await?;
    let Some(seen) = seen.into_iter().next() else {
        let message = format!("{id} is not there, although it was a moment ago");
        return Err(ProviderError::new(ErrorKind::NotFound, message));
    };
    let changes = diff(R::schema().inputs, &seen.props.clone().into_value(), &props.clone().into_value());
    if let Some(other) = changes.iter().find(|change| change.replaces) {
        let message = format!("{id} is there already, with another `{}`, which cannot be changed", other.path);
        return Err(ProviderError::new(ErrorKind::AlreadyExists, message));
    }
    if changes.is_empty() {
        return Ok(seen.attrs);
    }
    let mut changed: Vec<String> =
        changes.iter().filter_map(|change| Path::property(&change.path).map(str::to_owned)).collect();
    changed.dedup();
    R::update(cx, id, &Change { old: seen.props, new: props.clone(), attrs: seen.attrs, changed }).await
}
