//! `aws:ec2/TransitGatewayVpcAttachment`: a transit gateway's place in a VPC.

use aws_sdk_ec2::types::{
    self as sdk, CreateTransitGatewayVpcAttachmentRequestOptions, ModifyTransitGatewayVpcAttachmentRequestOptions,
    ResourceType,
};

use super::super::common::{
    create_and_wait, delete_until_gone, describe_all, describe_one, find_by_token, status_by_describe,
    tag_specification, tags_of, update_tags,
};
use super::{BUSY, attachment_status, is_on, list_attachments, not_yet_while_busy, word};
use crate::prelude::*;

/// What an attachment to a VPC is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayVpcAttachmentProps {
    /// The gateway.
    #[arg(replace = "an attachment belongs to one gateway")]
    pub transit_gateway_id: TransitGatewayId,
    /// The VPC.
    #[arg(replace = "an attachment belongs to one VPC")]
    pub vpc_id: VpcId,
    /// The subnets in which the gateway takes an address: at least one, and one a zone at most. Only from zones with
    /// a subnet here does traffic reach the gateway.
    #[arg(set, required, items = 1..)]
    pub subnet_ids: Vec<SubnetId>,
    /// Whether names resolve to private addresses through it.
    #[arg(default = true)]
    pub dns_support: bool,
    /// Whether both directions of a flow pass through the same zone, as firewalls in the VPC need it.
    #[arg(default = false)]
    pub appliance_mode_support: bool,
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
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ec2_transit_gateway_vpc_attachment", "{id}")])
            .typical(Seconds { create: 90, update: 60, delete: 90 })
            .timeouts(Seconds { create: 900, update: 600, delete: 900 })
            .polling(PollInterval { first_millis: 500, max_secs: 10 })
            .visible_within_secs(300)
            .unique(&[&["transit_gateway_id", "vpc_id"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &TransitGatewayVpcAttachmentProps) -> Result<Self::Attrs> {
        let call = || async {
            let options = CreateTransitGatewayVpcAttachmentRequestOptions::builder()
                .dns_support(word(props.dns_support))
                .appliance_mode_support(word(props.appliance_mode_support))
                .build();
            let api = cx.api().ec2();
            let call = api
                .create_transit_gateway_vpc_attachment()
                .transit_gateway_id(props.transit_gateway_id.as_str())
                .vpc_id(props.vpc_id.as_str())
                .set_subnet_ids(Some(props.subnet_ids.iter().map(ToString::to_string).collect()))
                .options(options)
                .tag_specifications(tag_specification(cx, ResourceType::TransitGatewayAttachment, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()));
            Ok(response.map_err(not_yet_while_busy)?.transit_gateway_vpc_attachment)
        };
        let id_of = sdk::TransitGatewayVpcAttachment::transit_gateway_attachment_id;
        let (id, _) = create_and_wait(cx, props, call, id_of, status_of, |cx, ids| Box::pin(describe(cx, ids))).await?;
        Ok(TransitGatewayVpcAttachmentAttrs { id: TransitGatewayAttachmentId::new(id.as_str()) })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let attachments = describe(cx, ids).await?;
        attachments
            .iter()
            .map(|attachment| (attachment, status_of(attachment)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(attachment, status)| {
                let id: TransitGatewayAttachmentId = parsed("id", attachment.transit_gateway_attachment_id())?;
                let attrs = TransitGatewayVpcAttachmentAttrs { id: id.clone() };
                Ok(ResourceState { id: Id::new(id.as_str()), props: props_of(attachment)?, attrs, status })
            })
            .collect()
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        if change.changed.iter().any(|property| property != "tags") {
            cx.eventually(BUSY, || async {
                // What is there, not what was recorded: subnets cannot be added twice, and an earlier try may have.
                let now = props_of(&describe_one(cx, id, |cx, ids| Box::pin(describe(cx, ids))).await?)?;
                let added = missing(&new.subnet_ids, &now.subnet_ids);
                let removed = missing(&now.subnet_ids, &new.subnet_ids);
                let options = ModifyTransitGatewayVpcAttachmentRequestOptions::builder()
                    .dns_support(word(new.dns_support))
                    .appliance_mode_support(word(new.appliance_mode_support))
                    .build();
                let same = |now: &TransitGatewayVpcAttachmentProps| {
                    (now.dns_support, now.appliance_mode_support) == (new.dns_support, new.appliance_mode_support)
                };
                if added.is_none() && removed.is_none() && same(&now) {
                    return Ok(());
                }
                let api = cx.api().ec2();
                let call = api
                    .modify_transit_gateway_vpc_attachment()
                    .transit_gateway_attachment_id(id.as_str())
                    .set_add_subnet_ids(added)
                    .set_remove_subnet_ids(removed)
                    .options(options);
                // Not by the SDK either: the next try looks first.
                send!(cx, call.customize().config_override(no_retry::ec2()))?;
                Ok(())
            })
            .await?;
            cx.until_ready(id).await?;
        }
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // Its interfaces hold the subnets until it is deleted.
        delete_until_gone(cx, id, BUSY, || async {
            let call = cx.api().ec2().delete_transit_gateway_vpc_attachment();
            send!(cx, call.transit_gateway_attachment_id(id.as_str()))
        })
        .await
    }

    status_by_describe!(sdk::TransitGatewayVpcAttachment::transit_gateway_attachment_id, status_of);
}

impl Identity<Self> for TransitGatewayVpcAttachment {
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;

    /// By tag only: the one attachment that EC2 allows a gateway and a VPC may be another owner's.
    async fn find(cx: &OperationContext<Self>, _: &TransitGatewayVpcAttachmentProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::TransitGatewayAttachment).await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_attachments::<Self>(cx).await
    }
}

async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGatewayVpcAttachment>> {
    let mut attachments: Vec<sdk::TransitGatewayVpcAttachment> =
        describe_all!(cx, ids, describe_transit_gateway_vpc_attachments, "transit-gateway-attachment-id")?;
    // Emulators list peerings here too, which have no VPC.
    attachments.retain(|attachment| attachment.vpc_id().is_some_and(|vpc| !vpc.is_empty()));
    Ok(attachments)
}

fn status_of(attachment: &sdk::TransitGatewayVpcAttachment) -> Status {
    attachment_status(attachment.state(), None)
}

fn props_of(attachment: &sdk::TransitGatewayVpcAttachment) -> Result<TransitGatewayVpcAttachmentProps> {
    let options = attachment.options();
    Ok(TransitGatewayVpcAttachmentProps {
        transit_gateway_id: parsed("transit_gateway_id", attachment.transit_gateway_id())?,
        vpc_id: parsed("vpc_id", attachment.vpc_id())?,
        subnet_ids: attachment.subnet_ids().iter().map(SubnetId::new).collect(),
        dns_support: is_on(options.and_then(sdk::TransitGatewayVpcAttachmentOptions::dns_support)),
        appliance_mode_support: is_on(
            options.and_then(sdk::TransitGatewayVpcAttachmentOptions::appliance_mode_support),
        ),
        tags: tags_of(attachment.tags()),
    })
}

/// What is in `these` and not in `those`; `None` for nothing, as the API wants it.
fn missing(these: &[SubnetId], those: &[SubnetId]) -> Option<Vec<String>> {
    let ids: Vec<_> = these.iter().filter(|id| !those.contains(id)).map(ToString::to_string).collect();
    (!ids.is_empty()).then_some(ids)
}
