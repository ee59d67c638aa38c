//! Helpers for calls and responses of all services.

use std::future::Future;

use archipel_engine::resource::{ErrorKind, Id, ProviderError, Result};
use archipel_engine::{Prop, Value};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};

/// The items of all pages of a list call.
macro_rules! list_all {
    ($cx:expr, $call:expr) => {
        async {
            let mut items = Vec::new();
            let mut pages = $call.into_paginator().items().send();
            while let Some(item) = pages.next().await {
                items.push($crate::aws::SdkResultExt::into_provider_result(item, $cx.region())?);
            }
            archipel_engine::resource::Result::Ok(items)
        }
        .await
    };
}
pub(crate) use list_all;

/// As [`list_all`], for calls without an item paginator: `$field` has the items of a page.
macro_rules! list_pages {
    ($cx:expr, $call:expr, $field:ident) => {
        async {
            let mut items = Vec::new();
            let mut pages = $call.into_paginator().send();
            while let Some(page) = pages.next().await {
                items.extend(
                    $crate::aws::SdkResultExt::into_provider_result(page, $cx.region())?.$field.unwrap_or_default(),
                );
            }
            archipel_engine::resource::Result::Ok(items)
        }
        .await
    };
}
pub(crate) use list_pages;

/// Sends a call once.
macro_rules! send {
    ($cx:expr, $call:expr) => {
        $crate::aws::SdkResultExt::into_provider_result($call.send().await, $cx.region())
    };
}
pub(crate) use send;

/// Sends an idempotent call until it succeeds; errors with one of `$codes` are retried. See
/// [`OperationContext::eventually`](archipel_engine::resource::OperationContext::eventually). A function at the end
/// changes the result of each attempt.
macro_rules! retry {
    ($cx:expr, $codes:expr, $call:expr) => {
        $crate::aws::retry!($cx, $codes, $call, std::convert::identity)
    };
    ($cx:expr, $codes:expr, $call:expr, $result:expr) => {{
        let call = $call;
        $cx.eventually($codes, || async {
            let call = call.clone();
            $result($crate::aws::SdkResultExt::into_provider_result(call.send().await, $cx.region()))
        })
        .await
    }};
}
pub(crate) use retry;

/// Sends a create that must not be sent twice, with an override of [`no_retry`](super::no_retry), until it is accepted:
/// only errors with one of `$codes` are retried. An ambiguous answer is returned, so that
/// [`OperationContext::allocate`](archipel_engine::resource::OperationContext::allocate) looks up the resource.
macro_rules! create_once {
    ($cx:expr, $codes:expr, $call:expr, $no_retry:expr) => {{
        let call = $call;
        let sent = $cx.eventually($codes, || async {
            let call = call.clone().customize().config_override($no_retry);
            match $crate::aws::send!($cx, call) {
                Err(error) if error.kind == ErrorKind::Ambiguous => Ok(Err(error)),
                answer => answer.map(Ok),
            }
        });
        sent.await.and_then(std::convert::identity)
    }};
}
pub(crate) use create_once;

/// The response, or `None` when the service reports that the resource does not exist.
pub(crate) fn optional<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// The number of concurrent calls to an API that reads one resource per call.
const MAX_CONCURRENCY: usize = 8;

/// Reads these one by one. Leaves out those that do not exist.
pub(crate) async fn read_each<'a, T, F, Fut>(ids: &'a [Id], read: F) -> Result<Vec<T>>
where
    F: Fn(&'a Id) -> Fut,
    Fut: Future<Output = Result<Option<T>>>,
{
    // The futures are created before they are streamed, because a stream that holds `read` is not `Send`.
    let calls: Vec<Fut> = ids.iter().map(read).collect();
    let found: Vec<Option<T>> = stream::iter(calls).buffered(MAX_CONCURRENCY).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

/// Reads these with calls for up to `most` of them. A service fails such a call when one of them does not exist: they
/// are then read one by one. Leaves out those that do not exist.
pub(crate) async fn read_in_batches<'a, T, F, Fut>(ids: &'a [Id], most: usize, read: F) -> Result<Vec<T>>
where
    F: Fn(&'a [Id]) -> Fut,
    Fut: Future<Output = Result<Vec<T>>>,
{
    let mut found = Vec::new();
    for some in ids.chunks(most) {
        match read(some).await {
            Err(error) if error.is_not_found() => {
                for id in some {
                    found.extend(optional(read(std::slice::from_ref(id)).await)?.unwrap_or_default());
                }
            }
            answer => found.extend(answer?),
        }
    }
    Ok(found)
}

/// A text of a response; empty when it is missing.
pub(crate) fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

/// Ids, ARNs and the like as a request takes them.
pub(crate) fn texts<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

/// The error for a response without a required value.
pub(crate) fn unreadable(what: &str) -> ProviderError {
    ProviderError::new(ErrorKind::Internal, format!("unexpected or missing {what} in the service's response"))
}

/// A property from the text of a response. A value that the type does not know is an error: a default in its place would
/// hide it, and the next update would overwrite it.
pub(crate) fn parsed<T: Prop>(what: &str, text: Option<&str>) -> Result<T> {
    T::from_value(text.map_or(Value::Null, Value::from)).map_err(|_| match text {
        Some(value) => unknown_value(what, value),
        None => unreadable(what),
    })
}

/// [`parsed`] of a text that may be missing.
pub(crate) fn parsed_option<T: Prop>(what: &str, text: Option<&str>) -> Result<Option<T>> {
    text.map(|text| parsed(what, Some(text))).transpose()
}

/// The error for a value of a response that the type does not know.
pub(crate) fn unknown_value(what: &str, value: &str) -> ProviderError {
    let message = format!("the {what} is `{value}`, which this resource type does not have; nothing was changed");
    ProviderError::new(ErrorKind::UnknownValue, message)
}

/// Refuses an update that would remove settings that the type does not have, because the call sends the whole resource.
pub(crate) fn keep_unmanaged(settings: &[String]) -> Result<()> {
    if settings.is_empty() {
        return Ok(());
    }
    let message = format!(
        "the update would remove {}, which this resource type does not have. Remove it in AWS, or leave the changed \
         properties to AWS with `ignore_changes`",
        settings.join(", ")
    );
    Err(ProviderError::new(ErrorKind::Invalid, message))
}

/// A count from a response, which is signed in the SDK.
pub(crate) fn count<T: TryFrom<i32> + Default>(number: Option<i32>) -> T {
    number.and_then(|number| T::try_from(number).ok()).unwrap_or_default()
}

/// A count for a request.
pub(crate) fn number(count: impl Into<i64>) -> i32 {
    i32::try_from(count.into()).unwrap_or(i32::MAX)
}

/// The result of an SDK builder, which fails only without a required value.
pub(crate) fn build_input<T, E: std::fmt::Display>(built: std::result::Result<T, E>) -> Result<T> {
    built.map_err(|error| ProviderError::new(ErrorKind::Internal, error.to_string()))
}
