//! `aws:ec2/TransitGatewayPeeringAttachment`: the requesting end of a peering of two transit gateways.

use aws_sdk_ec2::types::{self as sdk, ResourceType, TransitGatewayAttachmentState};

use super::super::common::{create_and_wait, describe_all, ec2_described, tag_specification, update_tags_only};
use super::{AttachmentByTag, CONFLICT_CODES, attachment_status};
use crate::prelude::*;

/// The properties of a peering.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayPeeringAttachmentProps {
    /// The transit gateway of the requester.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub transit_gateway_id: TransitGatewayId,
    /// The transit gateway of the accepter.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub peer_transit_gateway_id: TransitGatewayId,
    /// The region of the accepter.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub peer_region: RegionName,
    /// The account of the accepter.
    #[arg(replace = "a peering belongs to two gateways for its life")]
    pub peer_account_id: AccountId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A peering of two transit gateways, as seen by the requester (`CreateTransitGatewayPeeringAttachment`).
///
/// It is ready once the accepter can see it. Traffic flows after a
/// [`TransitGatewayPeeringAccepter`](super::TransitGatewayPeeringAccepter) in the other region has accepted it. It
/// needs static routes.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayPeeringAttachment.html>
#[resource("aws:ec2/TransitGatewayPeeringAttachment", props = TransitGatewayPeeringAttachmentProps)]
pub struct TransitGatewayPeeringAttachment {
    /// The id, the same on both sides.
    pub id: TransitGatewayAttachmentId,
}

impl Resource for TransitGatewayPeeringAttachment {
    type Api = Aws;
    type Identity = AttachmentByTag;

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
        violations! {
            props.transit_gateway_id == props.peer_transit_gateway_id => "a gateway cannot be peered with itself";
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
            Ok(retry_on(response, CONFLICT_CODES)?.transit_gateway_peering_attachment)
        };
        let (id, _) = create_and_wait(cx, props, call).await?;
        Ok(TransitGatewayPeeringAttachmentAttrs { id: TransitGatewayAttachmentId::new(id.as_str()) })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // One delete is enough: EC2 removes the other side's entry.
        delete_and_wait(cx, id, CONFLICT_CODES, Failed::Disappears, || async {
            let call = cx.api().ec2().delete_transit_gateway_peering_attachment();
            send!(cx, call.transit_gateway_attachment_id(id.as_str()))
        })
        .await
    }
}

ec2_described! {
    TransitGatewayPeeringAttachment: sdk::TransitGatewayPeeringAttachment, transit_gateway_attachment_id,
    status: status_of,
    describe: |cx, ids| describe(cx, ids).await;
    state: state,
}

fn state(
    attachment: &sdk::TransitGatewayPeeringAttachment,
    tags: Tags,
) -> Result<State<TransitGatewayPeeringAttachment>> {
    let (requester, accepter) = (attachment.requester_tgw_info(), attachment.accepter_tgw_info());
    let props = TransitGatewayPeeringAttachmentProps {
        transit_gateway_id: parsed("gateway", requester.and_then(|info| info.transit_gateway_id()))?,
        peer_transit_gateway_id: parsed("peer", accepter.and_then(|info| info.transit_gateway_id()))?,
        peer_region: parsed("peer_region", accepter.and_then(|info| info.region()))?,
        peer_account_id: parsed("peer_account_id", accepter.and_then(|info| info.owner_id()))?,
        tags: own_tags(tags),
    };
    let id = parsed("id", attachment.transit_gateway_attachment_id())?;
    Ok((props, TransitGatewayPeeringAttachmentAttrs { id }))
}

/// The peerings of this region, as requester or accepter.
pub(super) async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGatewayPeeringAttachment>> {
    describe_all!(cx, ids, describe_transit_gateway_peering_attachments, "transit-gateway-attachment-id")
}

/// The requester can do no more than create a pending request.
fn status_of(attachment: &sdk::TransitGatewayPeeringAttachment) -> Status {
    match attachment.state() {
        Some(TransitGatewayAttachmentState::PendingAcceptance | TransitGatewayAttachmentState::Pending) => {
            Status::Ready
        }
        state => attachment_status(state, attachment.status().and_then(sdk::PeeringAttachmentStatus::message)),
    }
}
