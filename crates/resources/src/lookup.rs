//! Resource types that a service describes with calls for many resources.

use std::future::Future;

use archipel_engine::resource::{Id, ReadContext, Resource, ResourceState, Result};
use futures::future::try_join_all;

use crate::aws::{Aws, Tags, URN_TAG};
use crate::natural_key::{NaturalKey, is_of_stack};

/// A type with a natural key whose resources one call describes. Provides [`NaturalKey`].
pub(crate) trait Lookup: Resource<Api = Aws> {
    /// The service's description of a resource.
    type Item: Send + Sync;

    /// The type in messages: "cache subnet group".
    const NOUN: &'static str;

    /// The natural key of these properties.
    fn key(props: &Self::Props) -> &str;

    /// The id of a resource, which is its natural key.
    fn id(item: &Self::Item) -> &str;

    /// Describes all resources of the region.
    fn describe(cx: &ReadContext<Aws>) -> impl Future<Output = Result<Vec<Self::Item>>> + Send;

    /// Reads all tags of a resource; `None` when it no longer exists.
    fn tags(cx: &ReadContext<Aws>, item: &Self::Item) -> impl Future<Output = Result<Option<Tags>>> + Send;

    /// Whether the account owns a resource, and not AWS.
    fn is_customer_owned(item: &Self::Item) -> bool {
        let _ = item;
        true
    }

    /// Whether this region lists a resource with these tags as the stack's.
    fn is_owned(cx: &ReadContext<Aws>, tags: &Tags) -> bool {
        is_of_stack(cx.stack(), tags)
    }
}

/// Describes these resources.
pub(crate) async fn describe<R: Lookup>(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<R::Item>> {
    let mut items = R::describe(cx).await?;
    items.retain(|item| ids.iter().any(|id| id.as_str() == R::id(item)));
    Ok(items)
}

/// Describes one resource.
pub(crate) async fn describe_one<R: Lookup>(cx: &ReadContext<Aws>, id: &str) -> Result<Option<R::Item>> {
    Ok(R::describe(cx).await?.into_iter().find(|item| R::id(item) == id))
}

/// The full read of a type whose state follows from its description and tags.
pub(crate) async fn read<R: Lookup>(
    cx: &ReadContext<Aws>,
    ids: &[Id],
    state: fn(&R::Item, Tags) -> ResourceState<R>,
) -> Result<Vec<ResourceState<R>>> {
    let items = describe::<R>(cx, ids).await?;
    let states =
        items.into_iter().map(|item| async move { Ok(R::tags(cx, &item).await?.map(|tags| state(&item, tags))) });
    Ok(try_join_all(states).await?.into_iter().flatten().collect())
}

/// Whether a resource that every region lists was declared in this region, by this stack.
pub(crate) fn is_owned_here(cx: &ReadContext<Aws>, tags: &Tags) -> bool {
    let region = tags.get(URN_TAG).and_then(|urn| urn.split("::").next());
    is_of_stack(cx.stack(), tags) && region == Some(cx.region())
}

impl<R: Lookup> NaturalKey for R {
    fn display_name(props: &R::Props) -> String {
        format!("the {} {}", R::NOUN, R::key(props))
    }

    async fn lookup(cx: &ReadContext<Aws>, props: &R::Props) -> Result<Option<(Id, Tags)>> {
        let Some(item) = describe_one::<R>(cx, R::key(props)).await? else { return Ok(None) };
        Ok(R::tags(cx, &item).await?.map(|tags| (Id::new(R::key(props)), tags)))
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let items = R::describe(cx).await?;
        let owned = items.into_iter().filter(R::is_customer_owned).map(|item| async move {
            let tags = R::tags(cx, &item).await?;
            Ok(tags.filter(|tags| R::is_owned(cx, tags)).map(|_| Id::new(R::id(&item))))
        });
        Ok(try_join_all(owned).await?.into_iter().flatten().collect())
    }
}
