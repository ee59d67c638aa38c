//! `aws:ec2/VpcPeeringAccepter`: the accepting end of a peering of two VPCs.

use aws_sdk_ec2::types::{self as sdk, VpcPeeringConnectionStateReasonCode};

use super::common::status_by_describe;
use super::vpc_peering::{WRONG_STATE, accepted, describe, state};
use crate::prelude::*;

/// What is accepted.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VpcPeeringAccepterProps {
    /// The peering.
    #[arg(replace = "an acceptance belongs to one peering")]
    pub vpc_peering_connection_id: VpcPeeringConnectionId,
}

/// Accepts a peering of VPCs, in the region of the VPC that was asked (`AcceptVpcPeeringConnection`).
///
/// Routes over the peering depend on this, and not on the request alone. Taking it out of a program leaves the
/// peering as it is: EC2 cannot take an acceptance back, and deleting the request deletes both ends.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcPeeringConnection.html>
#[resource("aws:ec2/VpcPeeringAccepter", props = VpcPeeringAccepterProps)]
pub struct VpcPeeringAccepter {
    /// The peering's id. Known once it is accepted.
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

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let peerings = describe(cx, ids).await?;
        peerings
            .iter()
            // A request that is not accepted yet does not exist as an acceptance.
            .filter(|peering| !is_unaccepted(peering))
            .map(|peering| (peering, accepted(peering)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(peering, status)| {
                let id: VpcPeeringConnectionId = parsed("id", peering.vpc_peering_connection_id())?;
                let props = VpcPeeringAccepterProps { vpc_peering_connection_id: id.clone() };
                Ok(ResourceState { id: Id::new(id.as_str()), props, attrs: VpcPeeringAccepterAttrs { id }, status })
            })
            .collect()
    }

    async fn delete(_: &OperationContext<Self>, _: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        Ok(())
    }
    status_by_describe!(sdk::VpcPeeringConnection::vpc_peering_connection_id, accepted);
}

impl Identity<Self> for VpcPeeringAccepter {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    /// EC2 does not record who accepted, so an accepted request counts as created.
    async fn find(cx: &OperationContext<Self>, props: &VpcPeeringAccepterProps) -> Result<Vec<Id>> {
        let id = Id::new(props.vpc_peering_connection_id.as_str());
        let status = Self::status(cx, std::slice::from_ref(&id)).await?;
        Ok(if matches!(status.first(), Some(Status::Ready)) { vec![id] } else { Vec::new() })
    }
}

/// The peering is seen in this region seconds after it was asked for, and can be accepted a moment later.
const NOT_YET_ASKED: &[&str] = &["InvalidVpcPeeringConnectionID.NotFound", "InvalidStateTransition"];

/// Accepts, and returns whether traffic flows already. EC2 returns `InvalidStateTransition` for a request that is still on
/// its way, and of one that was accepted: by an earlier try of this create, or by someone else.
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
