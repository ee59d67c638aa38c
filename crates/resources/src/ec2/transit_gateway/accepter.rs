//! `aws:ec2/TransitGatewayPeeringAccepter`: the accepting end of a peering of two transit gateways.

use aws_sdk_ec2::types::{self as sdk, TransitGatewayAttachmentState};

use super::super::common::in_order;
use super::{BUSY, attachment_status, peering};
use crate::prelude::*;

/// What is accepted.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayPeeringAccepterProps {
    /// The peering.
    #[arg(replace = "an acceptance belongs to one peering")]
    pub attachment_id: TransitGatewayAttachmentId,
}

/// Accepts a peering of transit gateways, in the region of the gateway that was asked
/// (`AcceptTransitGatewayPeeringAttachment`).
///
/// Routes over the peering depend on this, and not on the request alone. Taking it out of a program leaves the
/// peering as it is: EC2 cannot take an acceptance back, and deleting the request deletes both ends.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptTransitGatewayPeeringAttachment.html>
#[resource("aws:ec2/TransitGatewayPeeringAccepter", props = TransitGatewayPeeringAccepterProps)]
pub struct TransitGatewayPeeringAccepter {
    /// The peering's id. Known once it is accepted.
    pub id: TransitGatewayAttachmentId,
}

impl Resource for TransitGatewayPeeringAccepter {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ec2_transit_gateway_peering_attachment_accepter", "{id}")])
            .typical(Seconds { create: 120, update: 2, delete: 1 })
            .timeouts(Seconds { create: 900, update: 300, delete: 300 })
            .polling(PollInterval { first_millis: 500, max_secs: 10 })
            .visible_within_secs(300)
    }

    async fn create(cx: &OperationContext<Self>, props: &TransitGatewayPeeringAccepterProps) -> Result<Self::Attrs> {
        let id = Id::new(props.attachment_id.as_str());
        let id = cx
            .allocate(props, || async {
                cx.eventually(NOT_YET_ASKED, || accept(cx, &id)).await?;
                Ok(id.clone())
            })
            .await?;
        cx.until_ready(&id).await?;
        Ok(TransitGatewayPeeringAccepterAttrs { id: props.attachment_id.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let attachments = peering::describe(cx, ids).await?;
        attachments
            .iter()
            // A request that is not accepted yet does not exist as an acceptance.
            .filter(|attachment| !is_unaccepted(attachment.state()))
            .map(|attachment| (attachment, status_of(attachment)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(attachment, status)| {
                let id: TransitGatewayAttachmentId = parsed("id", attachment.transit_gateway_attachment_id())?;
                let props = TransitGatewayPeeringAccepterProps { attachment_id: id.clone() };
                Ok(ResourceState {
                    id: Id::new(id.as_str()),
                    props,
                    attrs: TransitGatewayPeeringAccepterAttrs { id },
                    status,
                })
            })
            .collect()
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
    async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let attachments = peering::describe(cx, ids).await?;
        Ok(in_order(ids, &attachments, sdk::TransitGatewayPeeringAttachment::transit_gateway_attachment_id, status_of))
    }
}

impl Identity<Self> for TransitGatewayPeeringAccepter {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    /// EC2 does not record who accepted, so an accepted request counts as created.
    async fn find(cx: &OperationContext<Self>, props: &TransitGatewayPeeringAccepterProps) -> Result<Vec<Id>> {
        let id = Id::new(props.attachment_id.as_str());
        let status = Self::status(cx, std::slice::from_ref(&id)).await?;
        Ok(if matches!(status.first(), Some(Status::Ready)) { vec![id] } else { Vec::new() })
    }
}

fn status_of(attachment: &sdk::TransitGatewayPeeringAttachment) -> Status {
    attachment_status(attachment.state(), attachment.status().and_then(sdk::PeeringAttachmentStatus::message))
}

fn is_unaccepted(state: Option<&TransitGatewayAttachmentState>) -> bool {
    use TransitGatewayAttachmentState as S;
    matches!(state, Some(S::Initiating | S::InitiatingRequest | S::PendingAcceptance))
}

/// The peering is seen in this region 10 to 60 s after it was asked for, and can be accepted a moment later.
const NOT_YET_ASKED: &[&str] = &["InvalidTransitGatewayAttachmentID.NotFound", "IncorrectState"];

/// Accepts. `IncorrectState` is said of a request that is still on its way, and of one that was accepted: by an
/// earlier try of this create, or by someone else.
async fn accept(cx: &OperationContext<TransitGatewayPeeringAccepter>, id: &Id) -> Result<()> {
    let call = cx.api().ec2().accept_transit_gateway_peering_attachment();
    match send!(cx, call.transit_gateway_attachment_id(id.as_str())) {
        Err(error) if error.has_code(BUSY) => {
            let seen = peering::describe(cx, std::slice::from_ref(id)).await?;
            if seen.first().is_none_or(|attachment| is_unaccepted(attachment.state())) { Err(error) } else { Ok(()) }
        }
        answer => answer.map(|_| ()),
    }
}
