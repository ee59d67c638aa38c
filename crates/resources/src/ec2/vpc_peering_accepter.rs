//! `aws:ec2/VpcPeeringAccepter`: the accepting end of a peering of two VPCs.

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{self as sdk, VpcPeeringConnectionStateReasonCode};

use super::common::{in_order, parsed};
use super::vpc_peering::{WRONG_STATE, accepted, describe, state};
use crate::aws::{Answer, Aws};
use crate::types::VpcPeeringConnectionId;

/// What is accepted.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VpcPeeringAccepterProps {
    /// The peering.
    #[arg(replace = "another peering is accepted anew")]
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

    fn meta() -> Meta {
        Meta::new("ec2")
            .terraform(&[("aws_vpc_peering_connection_accepter", "{id}")])
            .typical(20, 2, 1)
            .timeouts(600, 300, 300)
            .visible_within(300)
            .identity(Identity::NaturalKey)
            .actions(Actions {
                create: &["ec2:AcceptVpcPeeringConnection"],
                read: &["ec2:DescribeVpcPeeringConnections"],
                update: &[],
                delete: &[],
            })
    }

    async fn create(cx: &OpCx<Self>, props: &VpcPeeringAccepterProps) -> Result<VpcPeeringAccepterAttrs> {
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

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let peerings = describe(cx, ids).await?;
        peerings
            .iter()
            // A request that nobody has accepted is no acceptance.
            .filter(|peering| !is_unaccepted(peering))
            .map(|peering| (peering, accepted(peering)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(peering, status)| {
                let id: VpcPeeringConnectionId = parsed("id", peering.vpc_peering_connection_id())?;
                let props = VpcPeeringAccepterProps { vpc_peering_connection_id: id.clone() };
                Ok(Seen { id: Id::new(id.as_str()), props, attrs: VpcPeeringAccepterAttrs { id }, status })
            })
            .collect()
    }

    async fn update(
        _: &OpCx<Self>,
        _: &Id,
        change: &Change<VpcPeeringAccepterProps, VpcPeeringAccepterAttrs>,
    ) -> Result<VpcPeeringAccepterAttrs> {
        Ok(change.attrs.clone())
    }

    async fn delete(_: &OpCx<Self>, _: &Id, _: &Last<VpcPeeringAccepterProps, VpcPeeringAccepterAttrs>) -> Result<()> {
        Ok(())
    }

    /// Nobody can tell who accepted, so what is accepted counts as made.
    async fn find(cx: &OpCx<Self>, props: &VpcPeeringAccepterProps) -> Result<Vec<Id>> {
        let id = Id::new(props.vpc_peering_connection_id.as_str());
        let status = Self::status(cx, std::slice::from_ref(&id)).await?;
        Ok(if matches!(status.first(), Some(Status::Ready)) { vec![id] } else { Vec::new() })
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let peerings = describe(cx, ids).await?;
        Ok(in_order(ids, &peerings, sdk::VpcPeeringConnection::vpc_peering_connection_id, accepted))
    }
}

/// The peering is seen in this region seconds after it was asked for, and can be accepted a moment later.
const NOT_YET_ASKED: &[&str] = &["InvalidVpcPeeringConnectionID.NotFound", "InvalidStateTransition"];

/// Accepts, and tells whether traffic flows already. `InvalidStateTransition` is said of a request that is still on
/// its way, and of one that was accepted: by an earlier try of this create, or by someone else.
async fn accept(cx: &OpCx<VpcPeeringAccepter>, id: &Id) -> Result<bool> {
    let call = cx.api().ec2().accept_vpc_peering_connection().vpc_peering_connection_id(id.as_str());
    match call.send().await.answer(cx.region()) {
        Ok(told) => Ok(told.vpc_peering_connection().map(accepted) == Some(Status::Ready)),
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
