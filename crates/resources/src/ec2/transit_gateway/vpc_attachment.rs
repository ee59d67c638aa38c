//! `aws:ec2/TransitGatewayVpcAttachment`: a transit gateway's place in a VPC.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{
    self as sdk, CreateTransitGatewayVpcAttachmentRequestOptions, DnsSupportValue,
    ModifyTransitGatewayVpcAttachmentRequestOptions, ResourceType,
};

use super::super::common::{
    describe_all, filter, find_by_token, in_order, list_by_stack, sync_tags, tag_specification, tags_of,
};
use super::{BUSY, attachment_status};
use crate::aws::{Answer, Aws, OrGone, once};
use crate::types::{SubnetId, TransitGatewayAttachmentId, TransitGatewayId, VpcId};

/// What an attachment to a VPC is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayVpcAttachmentProps {
    /// The gateway.
    #[arg(replace = "an attachment belongs to one gateway")]
    pub transit_gateway_id: TransitGatewayId,
    /// The VPC.
    #[arg(replace = "an attachment belongs to one VPC")]
    pub vpc_id: VpcId,
    /// One subnet a zone, in which the gateway takes an address.
    #[arg(set, required)]
    pub subnet_ids: Vec<SubnetId>,
    /// Whether names resolve to private addresses through it.
    #[arg(default = true)]
    pub dns_support: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A transit gateway's attachment to a VPC (`CreateTransitGatewayVpcAttachment`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayVpcAttachment.html>
#[resource("aws:ec2/TransitGatewayVpcAttachment", props = TransitGatewayVpcAttachmentProps)]
pub struct TransitGatewayVpcAttachment {
    /// The id.
    pub id: TransitGatewayAttachmentId,
}

impl Resource for TransitGatewayVpcAttachment {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2")
            .typical(90, 60, 90)
            .timeouts(900, 600, 900)
            .polling(500, 10)
            .visible_within(300)
            .unique(&[&["transit_gateway_id", "vpc_id"]])
            .actions(Actions {
                create: &["ec2:CreateTransitGatewayVpcAttachment", "ec2:CreateTags"],
                read: &["ec2:DescribeTransitGatewayVpcAttachments", "ec2:DescribeTags"],
                update: &["ec2:ModifyTransitGatewayVpcAttachment", "ec2:CreateTags", "ec2:DeleteTags"],
                delete: &["ec2:DeleteTransitGatewayVpcAttachment"],
            })
    }

    async fn create(
        cx: &OpCx<Self>,
        props: &TransitGatewayVpcAttachmentProps,
    ) -> Result<TransitGatewayVpcAttachmentAttrs> {
        let id = cx
            .allocate(props, || async {
                let options =
                    CreateTransitGatewayVpcAttachmentRequestOptions::builder().dns_support(dns(props)).build();
                let call = cx
                    .api()
                    .ec2()
                    .create_transit_gateway_vpc_attachment()
                    .transit_gateway_id(props.transit_gateway_id.as_str())
                    .vpc_id(props.vpc_id.as_str())
                    .set_subnet_ids(Some(props.subnet_ids.iter().map(ToString::to_string).collect()))
                    .options(options)
                    .tag_specifications(tag_specification(cx, ResourceType::TransitGatewayAttachment, &props.tags));
                let made = call.customize().config_override(once::ec2()).send().await.answer(cx.region())?;
                let made = made.transit_gateway_vpc_attachment();
                Ok(Id::new(made.and_then(|made| made.transit_gateway_attachment_id()).unwrap_or_default()))
            })
            .await?;
        cx.until_ready(&id).await?;
        Ok(TransitGatewayVpcAttachmentAttrs { id: TransitGatewayAttachmentId::new(id.as_str()) })
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        Ok(describe(cx, ids)
            .await?
            .iter()
            .map(|attachment| {
                let id = attachment.transit_gateway_attachment_id().unwrap_or_default();
                let props = TransitGatewayVpcAttachmentProps {
                    transit_gateway_id: TransitGatewayId::new(attachment.transit_gateway_id().unwrap_or_default()),
                    vpc_id: VpcId::new(attachment.vpc_id().unwrap_or_default()),
                    subnet_ids: attachment.subnet_ids().iter().map(SubnetId::new).collect(),
                    dns_support: attachment.options().and_then(|options| options.dns_support())
                        != Some(&DnsSupportValue::Disable),
                    tags: tags_of(attachment.tags()),
                };
                let attrs = TransitGatewayVpcAttachmentAttrs { id: TransitGatewayAttachmentId::new(id) };
                Seen { id: Id::new(id), props, attrs, status: status_of(attachment) }
            })
            .filter(|seen| seen.status != Status::Absent)
            .collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<TransitGatewayVpcAttachmentProps, TransitGatewayVpcAttachmentAttrs>,
    ) -> Result<TransitGatewayVpcAttachmentAttrs> {
        let (old, new) = (&change.old, &change.new);
        if change.has("subnet_ids") || change.has("dns_support") {
            let added = missing(&new.subnet_ids, &old.subnet_ids);
            let removed = missing(&old.subnet_ids, &new.subnet_ids);
            let options = ModifyTransitGatewayVpcAttachmentRequestOptions::builder().dns_support(dns(new)).build();
            cx.eventually(BUSY, || async {
                let call = cx
                    .api()
                    .ec2()
                    .modify_transit_gateway_vpc_attachment()
                    .transit_gateway_attachment_id(id.as_str())
                    .set_add_subnet_ids(added.clone())
                    .set_remove_subnet_ids(removed.clone())
                    .options(options.clone());
                call.send().await.answer(cx.region())
            })
            .await?;
            cx.until_ready(id).await?;
        }
        sync_tags(cx, id.as_str(), &old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(
        cx: &OpCx<Self>,
        id: &Id,
        _: &Last<TransitGatewayVpcAttachmentProps, TransitGatewayVpcAttachmentAttrs>,
    ) -> Result<()> {
        cx.eventually(BUSY, || async {
            let call =
                cx.api().ec2().delete_transit_gateway_vpc_attachment().transit_gateway_attachment_id(id.as_str());
            call.send().await.answer(cx.region())
        })
        .await
        .or_gone()?;
        // Its interfaces hold the subnets until it is deleted.
        cx.until_gone(id).await
    }

    /// By tag, and by the pair of gateway and VPC, of which EC2 allows one: an attachment that carries another
    /// owner's tags is not ours.
    async fn find(cx: &OpCx<Self>, props: &TransitGatewayVpcAttachmentProps) -> Result<Vec<Id>> {
        let ours = find_by_token(cx, ResourceType::TransitGatewayAttachment).await?;
        if !ours.is_empty() {
            return Ok(ours);
        }
        let mut pages = cx
            .api()
            .ec2()
            .describe_transit_gateway_vpc_attachments()
            .filters(filter("transit-gateway-id", [props.transit_gateway_id.as_str()]))
            .filters(filter("vpc-id", [props.vpc_id.as_str()]))
            .filters(filter(&format!("tag:{}", crate::aws::TOKEN_TAG), [cx.token()]))
            .into_paginator()
            .items()
            .send();
        let mut found = Vec::new();
        while let Some(attachment) = pages.next().await {
            let attachment = attachment.answer(cx.region())?;
            if !matches!(status_of(&attachment), Status::Absent | Status::Deleting(_)) {
                found.extend(attachment.transit_gateway_attachment_id().map(Id::new));
            }
        }
        Ok(found)
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::TransitGatewayAttachment).await
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let attachments = describe(cx, ids).await?;
        Ok(in_order(ids, &attachments, sdk::TransitGatewayVpcAttachment::transit_gateway_attachment_id, status_of))
    }
}

async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGatewayVpcAttachment>> {
    describe_all!(cx, ids, describe_transit_gateway_vpc_attachments, "transit-gateway-attachment-id")
}

fn status_of(attachment: &sdk::TransitGatewayVpcAttachment) -> Status {
    attachment_status(attachment.state(), None)
}

fn dns(props: &TransitGatewayVpcAttachmentProps) -> DnsSupportValue {
    if props.dns_support { DnsSupportValue::Enable } else { DnsSupportValue::Disable }
}

/// What is in `these` and not in `those`; `None` for nothing, as the API wants it.
fn missing(these: &[SubnetId], those: &[SubnetId]) -> Option<Vec<String>> {
    let ids: Vec<_> = these.iter().filter(|id| !those.contains(id)).map(ToString::to_string).collect();
    (!ids.is_empty()).then_some(ids)
}
