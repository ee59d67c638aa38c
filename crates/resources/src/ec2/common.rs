//! What EC2's resource types share: tags, look-ups by ownership tag, states.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use archipel_engine::resource::{Cx, ErrorKind, Id, OpCx, ProviderError, Resource, Result, Status};
use archipel_engine::{Prop, Value};
use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification, UnsuccessfulItem};
use futures::future::BoxFuture;

use crate::aws::{Answer, Aws, OrGone, STACK_TAG, TOKEN_TAG, kind_of, own_tags, owned_tags};

/// EC2 takes up to 200 values in one filter.
pub(super) const FILTER_VALUES: usize = 200;

/// What EC2 answers of something made a moment ago that not all of it knows yet. For calls that follow a create;
/// what a create itself does not find is waited for by `OpCx::allocate`.
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
                    items.push($crate::aws::Answer::answer(item, $cx.region())?);
                }
            }
            Ok(items)
        }
        .await
    };
}
pub(super) use describe_all;

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

/// Creates with one call and waits until what it made can be used; gives it as the service tells it.
///
/// The create's own answer is used where it says enough, which saves a describe call: `call` gives it, `status`
/// says whether it is ready, and `describe` is asked only when it is not, or when an earlier try made the thing.
pub(super) async fn made<R, T, F, Fut>(
    cx: &OpCx<R>,
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
    let told = Mutex::new(None);
    let id = cx
        .allocate(props, || async {
            let answer = call().await?;
            let id = id_in(answer.as_ref().and_then(id_of))?;
            *told.lock().unwrap_or_else(PoisonError::into_inner) = answer;
            Ok(id)
        })
        .await?;
    let told = told.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(told) = told.filter(|told| status(told) == Status::Ready) {
        return Ok((id, told));
    }
    cx.until_ready(&id).await?;
    let item = described(cx, &id, describe).await?;
    Ok((id, item))
}

/// How a type describes things by their ids.
pub(super) type Describe<T> = for<'a> fn(&'a Cx<Aws>, &'a [Id]) -> BoxFuture<'a, Result<Vec<T>>>;

/// Describes one thing that is known to be there. Not every server that answers has seen it at once.
pub(super) async fn described<R, T>(cx: &OpCx<R>, id: &Id, describe: Describe<T>) -> Result<T>
where
    R: Resource<Api = Aws>,
    T: Send,
{
    cx.eventually(&[], || async {
        let items = describe(cx, std::slice::from_ref(id)).await?;
        items.into_iter().next().ok_or_else(|| {
            ProviderError::new(ErrorKind::NotYet, format!("{id} is not there, although it was a moment ago"))
        })
    })
    .await
}

/// Deletes, and waits until it is gone.
///
/// An answer with one of `states` says that something else is in the way, which ends, or that this is going or dead
/// already, which an earlier try may have brought about: the state tells which. So it does when an answer tells
/// nothing.
pub(super) async fn delete_until_gone<R, T, F, Fut>(cx: &OpCx<R>, id: &Id, states: &[&str], call: F) -> Result<()>
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
    deleted.await.or_gone()?;
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

/// The id in a create's answer. An answer without one tells as little as a lost one.
pub(super) fn id_in(answer: Option<&str>) -> Result<Id> {
    answer
        .map(Id::new)
        .ok_or_else(|| ProviderError::new(ErrorKind::Ambiguous, "EC2 answered a create without the id of what it made"))
}

/// A property from the text of an answer.
pub(super) fn parsed<T: Prop>(what: &str, text: Option<&str>) -> Result<T> {
    T::from_value(text.map_or(Value::Null, Value::from)).map_err(|mismatch| {
        ProviderError::new(ErrorKind::Internal, format!("EC2 gave a `{what}` that cannot be read: {mismatch}"))
    })
}

/// The tags of a create call: the resource's own and the ownership tags.
pub(super) fn tag_specification<R: Resource>(
    cx: &OpCx<R>,
    resource_type: ResourceType,
    own: &BTreeMap<String, String>,
) -> TagSpecification {
    TagSpecification::builder().resource_type(resource_type).set_tags(Some(sdk_tags(&owned_tags(cx, own)))).build()
}

fn sdk_tags(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// The tags that a program can have set, from an answer.
pub(super) fn tags_of(tags: &[Tag]) -> BTreeMap<String, String> {
    own_tags(tags.iter().filter_map(|tag| Some((tag.key()?.to_owned(), tag.value().unwrap_or_default().to_owned()))))
}

/// Brings tags from `old` to `new` with as few calls as it takes. Nothing is sent when they are equal.
///
/// `CreateTags` overwrites and `DeleteTags` ignores what is not there, so both bear being repeated.
pub(super) async fn sync_tags<R: Resource<Api = Aws>>(
    cx: &OpCx<R>,
    id: &str,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
) -> Result<()> {
    let set: BTreeMap<_, _> =
        new.iter().filter(|(key, value)| old.get(*key) != Some(*value)).map(|(k, v)| (k.clone(), v.clone())).collect();
    let gone: Vec<Tag> =
        old.keys().filter(|key| !new.contains_key(*key)).map(|key| Tag::builder().key(key).build()).collect();
    if !set.is_empty() {
        cx.eventually(&[], || async {
            let call = cx.api().ec2().create_tags().resources(id).set_tags(Some(sdk_tags(&set)));
            call.send().await.answer(cx.region())
        })
        .await?;
    }
    if !gone.is_empty() {
        cx.eventually(&[], || async {
            let call = cx.api().ec2().delete_tags().resources(id).set_tags(Some(gone.clone()));
            call.send().await.answer(cx.region())
        })
        .await?;
    }
    Ok(())
}

/// A filter on one name.
pub(super) fn filter(name: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Filter {
    Filter::builder().name(name).set_values(Some(values.into_iter().map(Into::into).collect())).build()
}

/// What carries this operation's token and is not gone or going: what an interrupted create made.
pub(super) async fn find_by_token<R: Resource<Api = Aws>>(
    cx: &OpCx<R>,
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

/// Everything of a type that this stack owns, what is being deleted included.
pub(super) async fn list_by_stack(cx: &Cx<Aws>, resource_type: ResourceType) -> Result<Vec<Id>> {
    tagged(cx, &resource_type, STACK_TAG, cx.stack()).await
}

async fn tagged(cx: &Cx<Aws>, resource_type: &ResourceType, key: &str, value: &str) -> Result<Vec<Id>> {
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
        let tag = tag.answer(cx.region())?;
        ids.extend(tag.resource_id().map(Id::new));
    }
    Ok(ids)
}
