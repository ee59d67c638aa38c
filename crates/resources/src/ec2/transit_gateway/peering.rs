//! `aws:ec2/TransitGatewayPeeringAttachment`: the requesting end of a peering of two transit gateways.

use aws_sdk_ec2::types::{self as sdk, ResourceType, TransitGatewayAttachmentState};

use super::super::common::{
    create_and_wait, delete_until_gone, describe_all, find_by_token, status_by_describe, tag_specification, tags_of,
    update_tags_only,
};
use super::{BUSY, attachment_status, list_attachments, not_yet_while_busy};
use crate::prelude::*;

/// What a peering is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayPeeringAttachmentProps {
    /// The gateway that asks.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub transit_gateway_id: TransitGatewayId,
    /// The gateway that is asked.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub peer_transit_gateway_id: TransitGatewayId,
    /// The region of the gateway that is asked.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub peer_region: RegionName,
    /// The account of the gateway that is asked.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub peer_account_id: AccountId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A peering of two transit gateways, seen from the one that asks (`CreateTransitGatewayPeeringAttachment`).
///
/// It is there once the other side can see it; traffic flows when a
/// [`TransitGatewayPeeringAccepter`](super::TransitGatewayPeeringAccepter) in the other region has accepted it.
/// Routes over it are static.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayPeeringAttachment.html>
#[resource("aws:ec2/TransitGatewayPeeringAttachment", props = TransitGatewayPeeringAttachmentProps)]
pub struct TransitGatewayPeeringAttachment {
    /// The id, the same on both sides.
    pub id: TransitGatewayAttachmentId,
}

impl Resource for TransitGatewayPeeringAttachment {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ec2_transit_gateway_peering_attachment", "{id}")])
            .typical(Seconds { create: 60, update: 2, delete: 120 })
            .timeouts(Seconds { create: 900, update: 300, delete: 1200 })
            .polling(PollInterval { first_millis: 500, max_secs: 10 })
            .visible_within_secs(300)
            .unique(&[&["transit_gateway_id", "peer_transit_gateway_id"]])
    }

    fn check(props: &TransitGatewayPeeringAttachmentProps) -> Vec<String> {
        if props.transit_gateway_id == props.peer_transit_gateway_id {
            vec!["a gateway cannot be peered with itself".to_owned()]
        } else {
            Vec::new()
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &TransitGatewayPeeringAttachmentProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_transit_gateway_peering_attachment()
                .transit_gateway_id(props.transit_gateway_id.as_str())
                .peer_transit_gateway_id(props.peer_transit_gateway_id.as_str())
                .peer_region(props.peer_region.as_str())
                .peer_account_id(props.peer_account_id.as_str())
                .tag_specifications(tag_specification(cx, ResourceType::TransitGatewayAttachment, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()));
            Ok(response.map_err(not_yet_while_busy)?.transit_gateway_peering_attachment)
        };
        let id_of = sdk::TransitGatewayPeeringAttachment::transit_gateway_attachment_id;
        let (id, _) = create_and_wait(cx, props, call, id_of, status_of, |cx, ids| Box::pin(describe(cx, ids))).await?;
        Ok(TransitGatewayPeeringAttachmentAttrs { id: TransitGatewayAttachmentId::new(id.as_str()) })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let attachments = describe(cx, ids).await?;
        attachments
            .iter()
            .map(|attachment| (attachment, status_of(attachment)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(attachment, status)| {
                let (asks, asked) = (attachment.requester_tgw_info(), attachment.accepter_tgw_info());
                let props = TransitGatewayPeeringAttachmentProps {
                    transit_gateway_id: parsed("gateway", asks.and_then(|asks| asks.transit_gateway_id()))?,
                    peer_transit_gateway_id: parsed("peer", asked.and_then(|asked| asked.transit_gateway_id()))?,
                    peer_region: parsed("peer_region", asked.and_then(|asked| asked.region()))?,
                    peer_account_id: parsed("peer_account_id", asked.and_then(|asked| asked.owner_id()))?,
                    tags: tags_of(attachment.tags()),
                };
                let id: TransitGatewayAttachmentId = parsed("id", attachment.transit_gateway_attachment_id())?;
                Ok(ResourceState {
                    id: Id::new(id.as_str()),
                    props,
                    attrs: TransitGatewayPeeringAttachmentAttrs { id },
                    status,
                })
            })
            .collect()
    }

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // One delete is enough: the other side's row goes by itself.
        delete_until_gone(cx, id, BUSY, || async {
            let call = cx.api().ec2().delete_transit_gateway_peering_attachment();
            send!(cx, call.transit_gateway_attachment_id(id.as_str()))
        })
        .await
    }

    status_by_describe!(sdk::TransitGatewayPeeringAttachment::transit_gateway_attachment_id, status_of);
}

impl Identity<Self> for TransitGatewayPeeringAttachment {
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;

    async fn find(cx: &OperationContext<Self>, _: &TransitGatewayPeeringAttachmentProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::TransitGatewayAttachment).await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        list_attachments::<Self>(cx).await
    }
}

/// Peerings in this region, of either side.
pub(super) async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGatewayPeeringAttachment>> {
    describe_all!(cx, ids, describe_transit_gateway_peering_attachments, "transit-gateway-attachment-id")
}

/// A request that waits for the other side is all that this side can make.
fn status_of(attachment: &sdk::TransitGatewayPeeringAttachment) -> Status {
    match attachment.state() {
        Some(TransitGatewayAttachmentState::PendingAcceptance | TransitGatewayAttachmentState::Pending) => {
            Status::Ready
        }
        state => attachment_status(state, attachment.status().and_then(sdk::PeeringAttachmentStatus::message)),
    }
}
