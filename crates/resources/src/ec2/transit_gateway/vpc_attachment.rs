//! `aws:ec2/TransitGatewayVpcAttachment`: the attachment of a transit gateway to a VPC.

use aws_sdk_ec2::types::{
    self as sdk, CreateTransitGatewayVpcAttachmentRequestOptions, ModifyTransitGatewayVpcAttachmentRequestOptions,
    ResourceType,
};

use super::super::common::{
    create_and_wait, describe_all, describe_visible, ec2_described, tag_specification, tags_of, update_tags,
};
use super::{AttachmentByTag, CONFLICT_CODES, attachment_status, is_on, word};
use crate::prelude::*;

/// The properties of an attachment to a VPC.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayVpcAttachmentProps {
    /// The gateway.
    #[arg(replace = "an attachment belongs to one gateway")]
    pub transit_gateway_id: TransitGatewayId,
    /// The VPC.
    #[arg(replace = "an attachment belongs to one VPC")]
    pub vpc_id: VpcId,
    /// The subnets of the gateway's network interfaces: at least one, at most one per zone. Traffic reaches the gateway
    /// only from zones with such a subnet.
    #[arg(set, required, items = 1..)]
    pub subnet_ids: Vec<SubnetId>,
    /// Whether DNS names resolve to private addresses through the attachment.
    #[arg(default = true)]
    pub dns_support: bool,
    /// Whether both directions of a flow use the same zone, which firewalls in the VPC need.
    #[arg(default = false)]
    pub appliance_mode_support: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The attachment of a VPC to a transit gateway (`CreateTransitGatewayVpcAttachment`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayVpcAttachment.html>
#[resource("aws:ec2/TransitGatewayVpcAttachment", props = TransitGatewayVpcAttachmentProps)]
pub struct TransitGatewayVpcAttachment {
    /// The id.
    pub id: TransitGatewayAttachmentId,
}

impl Resource for TransitGatewayVpcAttachment {
    type Api = Aws;
    type Identity = AttachmentByTag;

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
                .set_subnet_ids(Some(texts(&props.subnet_ids)))
                .options(options)
                .tag_specifications(tag_specification(cx, ResourceType::TransitGatewayAttachment, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()));
            Ok(retry_on(response, CONFLICT_CODES)?.transit_gateway_vpc_attachment)
        };
        let (id, _) = create_and_wait(cx, props, call).await?;
        Ok(TransitGatewayVpcAttachmentAttrs { id: TransitGatewayAttachmentId::new(id.as_str()) })
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        if change.has_besides(&["tags"]) {
            cx.eventually(CONFLICT_CODES, || async {
                // The current state decides, not the recorded one: EC2 refuses to add a subnet twice, and an earlier
                // attempt may have added it.
                let now = props_of(&describe_visible(cx, id).await?)?;
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
        // Its network interfaces hold the subnets until it is deleted.
        delete_and_wait(cx, id, CONFLICT_CODES, Failed::Disappears, || async {
            let call = cx.api().ec2().delete_transit_gateway_vpc_attachment();
            send!(cx, call.transit_gateway_attachment_id(id.as_str()))
        })
        .await
    }
}

ec2_described! {
    TransitGatewayVpcAttachment: sdk::TransitGatewayVpcAttachment, transit_gateway_attachment_id,
    status: status_of,
    describe: |cx, ids| {
        let mut attachments: Vec<sdk::TransitGatewayVpcAttachment> =
            describe_all!(cx, ids, describe_transit_gateway_vpc_attachments, "transit-gateway-attachment-id")?;
        // Emulators list peerings here too, which have no VPC.
        attachments.retain(|attachment| attachment.vpc_id().is_some_and(|vpc| !vpc.is_empty()));
        Ok(attachments)
    };
    state: |attachment, _| {
        let id = parsed("id", attachment.transit_gateway_attachment_id())?;
        Ok((props_of(attachment)?, TransitGatewayVpcAttachmentAttrs { id }))
    },
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

/// The ids in `these` that are not in `those`; `None` for none, as the API requires.
fn missing(these: &[SubnetId], those: &[SubnetId]) -> Option<Vec<String>> {
    let ids: Vec<_> = these.iter().filter(|id| !those.contains(id)).map(ToString::to_string).collect();
    (!ids.is_empty()).then_some(ids)
}
