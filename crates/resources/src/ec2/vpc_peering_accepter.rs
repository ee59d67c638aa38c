//! `aws:ec2/VpcPeeringAccepter`: the accepting end of a peering of two VPCs.

use aws_sdk_ec2::types::{self as sdk, VpcPeeringConnectionStateReasonCode};

use super::vpc_peering::{WRONG_STATE, accepted, describe, state};
use crate::prelude::*;

/// The properties of an acceptance.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VpcPeeringAccepterProps {
    /// The id of the peering.
    #[arg(replace = "an acceptance belongs to one peering")]
    pub vpc_peering_connection_id: VpcPeeringConnectionId,
}

/// Accepts a peering of VPCs, in the region of the accepter (`AcceptVpcPeeringConnection`).
///
/// Routes over the peering must depend on this resource. Removing it from a program does not change the peering: EC2
/// cannot revoke an acceptance, and deleting the request deletes both ends.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcPeeringConnection.html>
#[resource("aws:ec2/VpcPeeringAccepter", props = VpcPeeringAccepterProps)]
pub struct VpcPeeringAccepter {
    /// The id of the peering, known once it is accepted.
    pub id: VpcPeeringConnectionId,
}

impl Resource for VpcPeeringAccepter {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_vpc_peering_connection_accepter", "{id}")])
            .typical(Seconds { create: 20, update: 2, delete: 1 })
            .timeouts(Seconds { create: 600, update: 300, delete: 300 })
            .visible_within_secs(300)
    }

    async fn create(cx: &OperationContext<Self>, props: &VpcPeeringAccepterProps) -> Result<Self::Attrs> {
        let attrs = VpcPeeringAccepterAttrs { id: props.vpc_peering_connection_id.clone() };
        let asked = Id::new(attrs.id.as_str());
        let ready = std::sync::atomic::AtomicBool::new(false);
        let id = cx
            .allocate(props, || async {
                let active = cx.eventually(NOT_YET_ASKED, || accept(cx, &asked)).await?;
                ready.store(active, std::sync::atomic::Ordering::Relaxed);
                Ok(asked.clone())
            })
            .await?;
        if !ready.into_inner() {
            cx.until_ready(&id).await?;
        }
        Ok(attrs)
    }

    reads!(read, status);

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
}

described! {
    VpcPeeringAccepter: sdk::VpcPeeringConnection,
    id: vpc_peering_connection_id,
    status: accepted,
    describe: |cx, ids| describe(cx, ids).await,
    // A request that is not accepted yet does not exist as an acceptance.
    tags: |_cx, peering| Ok((!is_unaccepted(peering)).then(Tags::new)),
    state: |peering, _| {
        let id: VpcPeeringConnectionId = parsed("id", peering.vpc_peering_connection_id())?;
        Ok((VpcPeeringAccepterProps { vpc_peering_connection_id: id.clone() }, VpcPeeringAccepterAttrs { id }))
    },
}

impl Identity<Self> for VpcPeeringAccepter {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// EC2 does not record who accepted, so an accepted request counts as created.
    async fn find(cx: &OperationContext<Self>, props: &VpcPeeringAccepterProps) -> Result<Vec<Id>> {
        let id = Id::new(props.vpc_peering_connection_id.as_str());
        let status = Self::status(cx, std::slice::from_ref(&id)).await?;
        Ok(if matches!(status.first(), Some(Status::Ready)) { vec![id] } else { Vec::new() })
    }
}

/// The request appears in this region after some seconds and can be accepted shortly after that.
const NOT_YET_ASKED: &[&str] = &["InvalidVpcPeeringConnectionID.NotFound", "InvalidStateTransition"];

/// Accepts the request and returns whether traffic can flow. EC2 returns `InvalidStateTransition` for a request that is
/// not ready yet and for one that is accepted already, by an earlier attempt or by another actor.
async fn accept(cx: &OperationContext<VpcPeeringAccepter>, id: &Id) -> Result<bool> {
    let call = cx.api().ec2().accept_vpc_peering_connection().vpc_peering_connection_id(id.as_str());
    match send!(cx, call) {
        Ok(response) => Ok(response.vpc_peering_connection().map(accepted) == Some(Status::Ready)),
        Err(error) if error.has_code(WRONG_STATE) => {
            let seen = describe(cx, std::slice::from_ref(id)).await?;
            if seen.first().is_none_or(is_unaccepted) { Err(error) } else { Ok(false) }
        }
        Err(error) => Err(error),
    }
}

fn is_unaccepted(peering: &sdk::VpcPeeringConnection) -> bool {
    use VpcPeeringConnectionStateReasonCode as S;
    matches!(state(peering), Some(S::InitiatingRequest | S::PendingAcceptance))
}
