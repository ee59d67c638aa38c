//! What EC2's resource types share: tags, look-ups by ownership tag, states.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification, UnsuccessfulItem};

use crate::aws::{STACK_TAG, TOKEN_TAG, URN_TAG, kind_of};
use crate::lookup::{Describe, until_described};
use crate::prelude::*;

/// EC2 takes up to 200 values in one filter.
pub(super) const FILTER_VALUES: usize = 200;

/// Error codes of EC2 for new resources that not all of its servers know yet. For calls after a create;
/// `OperationContext::allocate` itself retries a create that does not find a resource.
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

/// Describes resources by a filter on their ids, with all pages.
///
/// The call filters by id, because a request for an id that is not visible yet would fail. Without ids, a list of every
/// owner gets all resources of the region.
macro_rules! describe_all {
    ($cx:expr, $ids:expr, $call:ident, $filter:literal) => {
        $crate::ec2::common::describe_all!($cx, $ids, $call, filters, $filter)
    };
    // Some calls have a setter in the singular.
    ($cx:expr, $ids:expr, $call:ident, $setter:ident, $filter:literal) => {
        async {
            let mut items = Vec::new();
            for ids in $crate::ec2::common::requests($cx, &$ids[..]) {
                let call = $cx.api().ec2().$call();
                let call = match ids {
                    Some(ids) => call.$setter($crate::ec2::common::filter($filter, ids.iter().map(Id::as_str))),
                    None => call,
                };
                items.extend(list_all!($cx, call)?);
            }
            Ok(items)
        }
        .await
    };
}
pub(super) use describe_all;

/// The ids that each request names. A list of every owner names none, and needs one request.
pub(super) fn requests<'a>(cx: &ReadContext<Aws>, ids: &'a [Id]) -> Vec<Option<&'a [Id]>> {
    match ids {
        [] if cx.lists_every_owner() => vec![None],
        ids => ids.chunks(FILTER_VALUES).map(Some).collect(),
    }
}

/// [`described!`] for types that EC2 describes by a filter on their ids, and whose descriptions contain the tags.
macro_rules! ec2_described {
    (
        $type:ident: $item:ty, $id:ident
        $(, status: $status:expr)?
        $(, by: $call:ident $(/ $setter:ident)? $filter:literal)?
        $(, describe: |$cx:ident, $ids:ident| $describe:expr)?;
        $($rest:tt)*
    ) => {
        described! {
            $type: $item,
            id: $id,
            $(status: $status,)?
            $(describe: |cx, ids| $crate::ec2::common::describe_all!(cx, ids, $call, $($setter,)? $filter),)?
            $(describe: |$cx, $ids| $describe,)?
            tags: |_cx, item| Ok(Some(all_tags(item.tags()))),
            $($rest)*
        }
    };
}
pub(super) use ec2_described;

/// Creates a resource with one call, waits until it can be used and returns its description.
///
/// The response to the create is used if the resource can be used at once, which saves a call that describes it.
pub(super) async fn create_and_wait<R, F, Fut>(
    cx: &OperationContext<R>,
    props: &R::Props,
    call: F,
) -> Result<(Id, R::Item)>
where
    R: Describe,
    F: Fn() -> Fut + Send + Sync,
    Fut: Future<Output = Result<Option<R::Item>>> + Send,
{
    let response = Mutex::new(None);
    let id = cx
        .allocate(props, || async {
            let answer = call().await?;
            let id = id_in(answer.as_ref().map(R::id_of).as_ref().map(Id::as_str))?;
            *response.lock().unwrap_or_else(PoisonError::into_inner) = answer;
            Ok(id)
        })
        .await?;
    let response = response.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(response) = response.filter(|response| R::status_of(response) == Status::Ready) {
        return Ok((id, response));
    }
    let item = match until_described::<R>(cx, &id).await?.and_then(Arc::into_inner) {
        Some(item) => item,
        None => describe_visible(cx, &id).await?,
    };
    Ok((id, item))
}

/// Describes an existing resource. Retries while not every server of EC2 knows it.
pub(super) async fn describe_visible<R: Describe>(cx: &OperationContext<R>, id: &Id) -> Result<R::Item> {
    cx.eventually(&[], || async {
        describe_one::<R>(cx, id).await?.ok_or_else(|| {
            ProviderError::new(ErrorKind::NotYet, format!("{id} disappeared while it was being created"))
        })
    })
    .await
}

/// The first error in a successful response to a call that did not process every item.
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

/// The tags of a response without ownership tags.
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

/// A filter.
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

impl<R: Tagged + Describe> Identity<R> for ByOwnershipTag {
    const IDEMPOTENCY: Idempotency = R::IDEMPOTENCY;

    async fn find(cx: &OperationContext<R>, _: &R::Props) -> Result<Vec<Id>> {
        find_by_token(cx, R::RESOURCE_TYPE).await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        if cx.lists_every_owner() {
            return list_described::<R>(cx).await;
        }
        list_of_type::<R>(cx).await
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

/// Lists the resources whose ownership tags name this stack and this type, including those that are being deleted. Several
/// types have resources of one type of EC2: the security groups that a stack creates, and those that come with its VPCs.
async fn list_of_type<R: Tagged>(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
    let call = cx.api().ec2().describe_tags().filters(filter("resource-type", [R::RESOURCE_TYPE.as_str()]));
    let values = [cx.stack().to_owned(), format!("*::{}::*", R::TYPE)];
    let tags = list_all!(cx, call.filters(filter("key", [STACK_TAG, URN_TAG])).filters(filter("value", values)))?;
    let with = |key: &str| -> BTreeSet<&str> {
        tags.iter().filter(|tag| tag.key() == Some(key)).filter_map(|tag| tag.resource_id()).collect()
    };
    let of_stack = with(STACK_TAG);
    Ok(with(URN_TAG).into_iter().filter(|id| of_stack.contains(id)).map(Id::new).collect())
}

/// Lists the resources of a type that exist, of every owner.
pub(super) async fn list_described<R: Describe>(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
    let items = R::describe(cx, &[]).await?;
    let exists = |item: &&R::Item| !matches!(R::status_of(item), Status::Absent | Status::Deleting(_));
    Ok(items.iter().filter(exists).map(R::id_of).collect())
}

async fn tagged(cx: &ReadContext<Aws>, resource_type: &ResourceType, key: &str, value: &str) -> Result<Vec<Id>> {
    let call = cx.api().ec2().describe_tags().filters(filter("resource-type", [resource_type.as_str()]));
    let tags = list_all!(cx, call.filters(filter("key", [key])).filters(filter("value", [value])))?;
    Ok(tags.iter().filter_map(|tag| tag.resource_id()).map(Id::new).collect())
}
