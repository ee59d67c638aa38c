//! What EC2's resource types share: tags, look-ups by ownership tag, states.

use std::sync::{Mutex, PoisonError};

use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification, UnsuccessfulItem};
use futures::future::BoxFuture;

use crate::aws::{STACK_TAG, TOKEN_TAG, kind_of};
use crate::prelude::*;

/// EC2 takes up to 200 values in one filter.
pub(super) const FILTER_VALUES: usize = 200;

/// What EC2 answers of something made a moment ago that not all of it knows yet. For calls that follow a create;
/// what a create itself does not find is waited for by `OperationContext::allocate`.
pub(super) const NOT_VISIBLE: &[&str] = &[
    "InvalidVpcID.NotFound",
    "InvalidSubnetID.NotFound",
    "InvalidInternetGatewayID.NotFound",
    "InvalidAllocationID.NotFound",
    "InvalidRouteTableID.NotFound",
    "InvalidRouteTableId.NotFound",
    "InvalidGroup.NotFound",
    "InvalidGroupId.NotFound",
    "InvalidNatGatewayID.NotFound",
    "NatGatewayNotFound",
    "InvalidGatewayID.NotFound",
    "InvalidTransitGatewayID.NotFound",
    "InvalidTransitGatewayAttachmentID.NotFound",
    "InvalidRouteTableID.NotFound",
    "InvalidVpcEndpointId.NotFound",
];

/// Describes several by a filter on their ids, with every page.
///
/// By filter and not by id: an id that is not visible yet would make the whole call fail.
macro_rules! describe_all {
    ($cx:expr, $ids:expr, $call:ident, $filter:literal) => {
        $crate::ec2::common::describe_all!($cx, $ids, $call, filters, $filter)
    };
    // Some calls name the list of filters in the singular.
    ($cx:expr, $ids:expr, $call:ident, $setter:ident, $filter:literal) => {
        async {
            let mut items = Vec::new();
            for ids in $ids.chunks($crate::ec2::common::FILTER_VALUES) {
                let filter =
                    $crate::ec2::common::filter($filter, ids.iter().map(archipel_engine::resource::Id::as_str));
                let mut pages = $cx.api().ec2().$call().$setter(filter).into_paginator().items().send();
                while let Some(item) = pages.next().await {
                    items.push($crate::aws::SdkResultExt::into_provider_result(item, $cx.region())?);
                }
            }
            Ok(items)
        }
        .await
    };
}
pub(super) use describe_all;

/// [`Resource::status`] from the `describe` of a type's file.
macro_rules! status_by_describe {
    ($id_of:expr, $status_of:expr) => {
        async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
            Ok($crate::ec2::common::in_order(ids, &describe(cx, ids).await?, $id_of, $status_of))
        }
    };
}
pub(super) use status_by_describe;

/// Statuses in the order that was asked for; what was not described is absent.
pub(super) fn in_order<T>(
    ids: &[Id],
    items: &[T],
    id_of: impl Fn(&T) -> Option<&str>,
    status_of: impl Fn(&T) -> Status,
) -> Vec<Status> {
    ids.iter()
        .map(|id| items.iter().find(|item| id_of(item) == Some(id.as_str())).map_or(Status::Absent, &status_of))
        .collect()
}

/// Creates a resource with one call, waits until it can be used and returns the service's description.
///
/// The create's own answer is used where it says enough, which saves a describe call: `call` gives it, `status`
/// says whether it is ready, and `describe` is asked only when it is not, or when an earlier try made the thing.
pub(super) async fn create_and_wait<R, T, F, Fut>(
    cx: &OperationContext<R>,
    props: &R::Props,
    call: F,
    id_of: fn(&T) -> Option<&str>,
    status: fn(&T) -> Status,
    describe: Describe<T>,
) -> Result<(Id, T)>
where
    R: Resource<Api = Aws>,
    T: Send + Sync,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Option<T>>> + Send,
{
    let response = Mutex::new(None);
    let id = cx
        .allocate(props, || async {
            let answer = call().await?;
            let id = id_in(answer.as_ref().and_then(id_of))?;
            *response.lock().unwrap_or_else(PoisonError::into_inner) = answer;
            Ok(id)
        })
        .await?;
    let response = response.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(response) = response.filter(|response| status(response) == Status::Ready) {
        return Ok((id, response));
    }
    cx.until_ready(&id).await?;
    let item = describe_one(cx, &id, describe).await?;
    Ok((id, item))
}

/// How a type describes things by their ids.
pub(super) type Describe<T> = for<'a> fn(&'a ReadContext<Aws>, &'a [Id]) -> BoxFuture<'a, Result<Vec<T>>>;

/// Describes one thing that is known to be there. Not every server that answers has seen it at once.
pub(super) async fn describe_one<R, T>(cx: &OperationContext<R>, id: &Id, describe: Describe<T>) -> Result<T>
where
    R: Resource<Api = Aws>,
    T: Send,
{
    cx.eventually(&[], || async {
        let items = describe(cx, std::slice::from_ref(id)).await?;
        items.into_iter().next().ok_or_else(|| {
            ProviderError::new(ErrorKind::NotYet, format!("{id} disappeared while it was being created"))
        })
    })
    .await
}

/// Deletes, and waits until it is gone.
///
/// An answer with one of `states` says that something else is in the way, which ends, or that this is going or dead
/// already, perhaps by an earlier attempt: the status decides. It also decides after an ambiguous
/// nothing.
pub(super) async fn delete_until_gone<R, T, F, Fut>(
    cx: &OperationContext<R>,
    id: &Id,
    states: &[&str],
    call: F,
) -> Result<()>
where
    R: Resource<Api = Aws>,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<T>> + Send,
    T: Send,
{
    let deleted = cx.eventually(states, || async {
        match call().await {
            Err(error) if error.has_code(states) || error.kind == ErrorKind::Ambiguous => {
                let status = R::status(cx, std::slice::from_ref(id)).await?;
                let stays = matches!(status.first(), Some(Status::Ready | Status::Pending(_)));
                if stays { Err(error) } else { Ok(()) }
            }
            answer => answer.map(|_| ()),
        }
    });
    deleted.await.ignore_not_found()?;
    match cx.until_gone(id).await {
        // What failed or was refused holds nothing, and EC2 clears it away by itself.
        Err(error) if error.kind == ErrorKind::Failed => Ok(()),
        gone => gone,
    }
}

/// The first error of a list of items that a call did not do, although it answered that all is well.
pub(super) fn all_done(operation: &str, region: &str, unsuccessful: &[UnsuccessfulItem]) -> Result<()> {
    let Some(item) = unsuccessful.first() else { return Ok(()) };
    let (code, message) = item.error().map_or((None, None), |error| (error.code(), error.message()));
    let (code, message) = (code.unwrap_or_default(), message.unwrap_or("no reason was given"));
    Err(ProviderError {
        code: Some(code.to_owned()),
        service: Some("ec2".to_owned()),
        operation: Some(operation.to_owned()),
        region: Some(region.to_owned()),
        ..ProviderError::new(kind_of(code, message), message)
    })
}

/// The tags of a create call: the resource's own and the ownership tags.
pub(super) fn tag_specification<R: Resource>(
    cx: &OperationContext<R>,
    resource_type: ResourceType,
    own: &BTreeMap<String, String>,
) -> TagSpecification {
    TagSpecification::builder().resource_type(resource_type).set_tags(Some(sdk_tags(&owned_tags(cx, own)))).build()
}

/// The tags that a program can have set, from an answer.
pub(super) fn tags_of(tags: &[Tag]) -> BTreeMap<String, String> {
    own_tags(tags.iter().filter_map(|tag| Some((tag.key()?.to_owned(), tag.value().unwrap_or_default().to_owned()))))
}

/// Updates tags from `old` to `new`. `CreateTags` overwrites, and `DeleteTags` ignores missing tags.
pub(super) async fn update_tags<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &str,
    old: &Tags,
    new: &Tags,
) -> Result<()> {
    let set = |tags: Tags| async move {
        let call = cx.api().ec2().create_tags().resources(id).set_tags(Some(sdk_tags(&tags)));
        send!(cx, call).map(drop)
    };
    let remove = |keys: Vec<String>| async move {
        let gone = keys.iter().map(|key| Tag::builder().key(key).build()).collect();
        let call = cx.api().ec2().delete_tags().resources(id).set_tags(Some(gone));
        send!(cx, call).map(drop)
    };
    sync_tags(cx, &[], old, new, set, remove).await
}

/// [`Resource::update`] of a type whose tags are its only property that can change in place.
macro_rules! update_tags_only {
    () => {
        async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
            $crate::ec2::common::update_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
            Ok(change.attrs.clone())
        }
    };
}
pub(super) use update_tags_only;

/// A filter on one name.
pub(super) fn filter(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Filter {
    Filter::builder().name(name).set_values(Some(values.into_iter().map(Into::into).collect())).build()
}

/// A type whose resources EC2 finds by their tags.
pub(super) trait Tagged: Resource<Api = Aws> {
    /// The name of the type in tag calls.
    const RESOURCE_TYPE: ResourceType;
    /// The promise that a create relies on.
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;
}

/// The create call carries the ownership tags, and a resource is found by them.
#[derive(Clone, Copy, Debug)]
pub struct ByOwnershipTag;

impl<R: Tagged> Identity<R> for ByOwnershipTag {
    const IDEMPOTENCY: Idempotency = R::IDEMPOTENCY;

    async fn find(cx: &OperationContext<R>, _: &R::Props) -> Result<Vec<Id>> {
        find_by_token(cx, R::RESOURCE_TYPE).await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, R::RESOURCE_TYPE).await
    }
}

/// Finds the resources that carry this operation's token and that are neither deleted nor being deleted.
pub(super) async fn find_by_token<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    resource_type: ResourceType,
) -> Result<Vec<Id>> {
    let ids = tagged(cx, &resource_type, TOKEN_TAG, cx.token()).await?;
    if ids.is_empty() {
        return Ok(ids);
    }
    let status = R::status(cx, &ids).await?;
    Ok(ids
        .into_iter()
        .zip(status)
        .filter(|(_, status)| !matches!(status, Status::Absent | Status::Deleting(_)))
        .map(|(id, _)| id)
        .collect())
}

/// Lists the resources of a type that this stack owns, including those that are being deleted.
pub(super) async fn list_by_stack(cx: &ReadContext<Aws>, resource_type: ResourceType) -> Result<Vec<Id>> {
    tagged(cx, &resource_type, STACK_TAG, cx.stack()).await
}

async fn tagged(cx: &ReadContext<Aws>, resource_type: &ResourceType, key: &str, value: &str) -> Result<Vec<Id>> {
    let mut pages = cx
        .api()
        .ec2()
        .describe_tags()
        .filters(filter("resource-type", [resource_type.as_str()]))
        .filters(filter("key", [key]))
        .filters(filter("value", [value]))
        .into_paginator()
        .items()
        .send();
    let mut ids = Vec::new();
    while let Some(tag) = pages.next().await {
        let tag = tag.into_provider_result(cx.region())?;
        ids.extend(tag.resource_id().map(Id::new));
    }
    Ok(ids)
}
