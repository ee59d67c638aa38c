//! What EC2's resource types share: tags, look-ups by ownership tag, states.

use std::collections::BTreeMap;

use archipel_engine::resource::{Cx, ErrorKind, Id, OpCx, ProviderError, Resource, Result, Status};
use archipel_engine::{Prop, Value};
use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};

use crate::aws::{Answer, Aws, STACK_TAG, TOKEN_TAG, own_tags, owned_tags};

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
        async {
            let mut items = Vec::new();
            for ids in $ids.chunks($crate::ec2::common::FILTER_VALUES) {
                let filter =
                    $crate::ec2::common::filter($filter, ids.iter().map(archipel_engine::resource::Id::as_str));
                let mut pages = $cx.api().ec2().$call().filters(filter).into_paginator().items().send();
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

/// The one that was described, when exactly one was asked for.
pub(super) fn first<'a, T>(items: &'a [T], id: &Id) -> Result<&'a T> {
    items.first().ok_or_else(|| {
        ProviderError::new(ErrorKind::NotFound, format!("{id} is not there, although it was a moment ago"))
    })
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
