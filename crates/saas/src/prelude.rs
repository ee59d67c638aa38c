//! What the resource types have in common.

use std::sync::{Mutex, PoisonError};

pub(crate) use archipel_engine::resource::prelude::*;
use futures::StreamExt as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
pub(crate) use serde_json::{Value as Json, json};

pub(crate) use crate::client::Client;
pub(crate) use crate::saas::Saas;

/// The number of requests of one read that are sent at once; the limiter paces them.
const MAX_CONCURRENCY: usize = 8;

/// Reads each resource with a call of its own. `None` leaves out a resource that does not exist.
pub(crate) async fn read_each<'a, R, F, Fut>(ids: &'a [Id], read: F) -> Result<Vec<ResourceState<R>>>
where
    R: ResourceSchema,
    F: Fn(&'a Id) -> Fut,
    Fut: Future<Output = Result<Option<ResourceState<R>>>> + 'a,
{
    let mut states = Vec::with_capacity(ids.len());
    // Collected first, because the compiler cannot show that a stream over the closure itself is `Send`.
    let reads: Vec<Fut> = ids.iter().map(read).collect();
    let mut reads = futures::stream::iter(reads).buffered(MAX_CONCURRENCY);
    while let Some(state) = reads.next().await {
        states.extend(state?);
    }
    Ok(states)
}

/// Creates a resource with one request, whose response has the id and the attributes. The attributes of a resource that an earlier
/// attempt created are read.
pub(crate) async fn create_once<R, F, Fut>(cx: &OperationContext<R>, props: &R::Props, call: F) -> Result<R::Attrs>
where
    R: Resource<Api = Saas>,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<(Id, R::Attrs)>> + Send,
{
    let created = Mutex::new(None);
    let allocated = cx.allocate(props, || async {
        let (id, attrs) = call().await?;
        *created.lock().unwrap_or_else(PoisonError::into_inner) = Some(attrs);
        Ok(id)
    });
    let id = allocated.await.map_err(|error| match error.kind {
        ErrorKind::AlreadyExists => ProviderError {
            message: format!(
                "{}\nThis stack has not created it: import it, or give this one another name",
                error.message
            ),
            ..error
        },
        _ => error,
    })?;
    match created.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(attrs) => Ok(attrs),
        None => {
            let found = R::read(cx, std::slice::from_ref(&id)).await?;
            let state = found.into_iter().next();
            state.map(|state| state.attrs).ok_or_else(|| {
                ProviderError::new(ErrorKind::NotFound, format!("{id} disappeared while it was being created"))
            })
        }
    }
}

/// A member of a response that is a text.
pub(crate) fn text(json: &Json, pointer: &str) -> Result<String> {
    optional_text(json, pointer).ok_or_else(|| unreadable(pointer))
}

/// A member of a response that is a text, or missing or `null`.
pub(crate) fn optional_text(json: &Json, pointer: &str) -> Option<String> {
    json.pointer(pointer)?.as_str().map(str::to_owned)
}

/// A member of a response that is a number.
pub(crate) fn number<T: TryFrom<i64>>(json: &Json, pointer: &str) -> Result<T> {
    let number = json.pointer(pointer).and_then(Json::as_i64).and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| unreadable(pointer))
}

pub(crate) fn unreadable(what: &str) -> ProviderError {
    ProviderError::new(ErrorKind::Internal, format!("unexpected or missing `{what}` in the response"))
}

/// The parts of an id with two parts.
pub(crate) fn two_parts<'a>(id: &'a Id, form: &str) -> Result<(&'a str, &'a str)> {
    match id.parts().as_slice() {
        &[one, two] if !one.is_empty() && !two.is_empty() => Ok((one, two)),
        _ => Err(ProviderError::new(ErrorKind::Invalid, format!("invalid id `{id}`: expected {form}"))),
    }
}

/// What a part of a path or query has as it is: the unreserved characters of RFC 3986.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A text as a part of a path or query.
pub(crate) fn encoded(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, PLAIN)
}
