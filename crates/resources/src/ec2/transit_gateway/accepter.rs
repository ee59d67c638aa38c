//! `aws:ec2/TransitGatewayPeeringAccepter`: the accepting end of a peering of two transit gateways.

use aws_sdk_ec2::types::{self as sdk, TransitGatewayAttachmentState};

use super::{CONFLICT_CODES, attachment_status, peering};
use crate::prelude::*;

/// The properties of an acceptance.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayPeeringAccepterProps {
    /// The id of the peering.
    #[arg(replace = "an acceptance belongs to one peering")]
    pub attachment_id: TransitGatewayAttachmentId,
}

/// Accepts a peering of transit gateways, in the region of the accepter (`AcceptTransitGatewayPeeringAttachment`).
///
/// Routes over the peering must depend on this resource. Removing it from a program does not change the peering: EC2
/// cannot revoke an acceptance, and deleting the request deletes both ends.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptTransitGatewayPeeringAttachment.html>
#[resource("aws:ec2/TransitGatewayPeeringAccepter", props = TransitGatewayPeeringAccepterProps)]
pub struct TransitGatewayPeeringAccepter {
    /// The id of the peering, known once it is accepted.
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

    reads!(read, status);

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

described! {
    TransitGatewayPeeringAccepter: sdk::TransitGatewayPeeringAttachment,
    id: transit_gateway_attachment_id,
    status: status_of,
    describe: |cx, ids| peering::describe(cx, ids).await,
    // A request that is not accepted yet does not exist as an acceptance.
    tags: |_cx, attachment| Ok((!is_unaccepted(attachment.state())).then(Tags::new)),
    state: |attachment, _| {
        let id: TransitGatewayAttachmentId = parsed("id", attachment.transit_gateway_attachment_id())?;
        let props = TransitGatewayPeeringAccepterProps { attachment_id: id.clone() };
        Ok((props, TransitGatewayPeeringAccepterAttrs { id }))
    },
}

impl Identity<Self> for TransitGatewayPeeringAccepter {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

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

/// The request appears in this region after 10 to 60 s and can be accepted shortly after that.
const NOT_YET_ASKED: &[&str] = &["InvalidTransitGatewayAttachmentID.NotFound", "IncorrectState"];

/// Accepts the request. EC2 returns `IncorrectState` for a request that is not ready yet and for one that is accepted
/// already, by an earlier attempt or by another actor.
async fn accept(cx: &OperationContext<TransitGatewayPeeringAccepter>, id: &Id) -> Result<()> {
    let call = cx.api().ec2().accept_transit_gateway_peering_attachment();
    match send!(cx, call.transit_gateway_attachment_id(id.as_str())) {
        Err(error) if error.has_code(CONFLICT_CODES) => {
            let seen = peering::describe(cx, std::slice::from_ref(id)).await?;
            if seen.first().is_none_or(|attachment| is_unaccepted(attachment.state())) { Err(error) } else { Ok(()) }
        }
        answer => answer.map(|_| ()),
    }
}
