//! `aws:ec2/VpcPeeringConnection`: the requesting end of a peering of two VPCs.

use aws_sdk_ec2::types::{self as sdk, ResourceType, VpcPeeringConnectionStateReasonCode};

use super::common::{
    ByOwnershipTag, create_and_wait, delete_until_gone, describe_all, status_by_describe, tag_specification, tags_of,
    update_tags_only,
};
use crate::prelude::*;

/// What a peering of VPCs is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VpcPeeringConnectionProps {
    /// The VPC that asks.
    #[arg(replace = "a peering belongs to two VPCs for its life")]
    pub vpc_id: VpcId,
    /// The VPC that is asked. Its range does not overlap with the other's.
    #[arg(replace = "a peering belongs to two VPCs for its life")]
    pub peer_vpc_id: VpcId,
    /// The region of the VPC that is asked, if it is another.
    #[arg(computed, replace = "a peering belongs to two VPCs for its life")]
    pub peer_region: Option<RegionName>,
    /// The account of the VPC that is asked, if it is another.
    #[arg(computed, replace = "a peering belongs to two VPCs for its life")]
    pub peer_owner_id: Option<AccountId>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A peering of two VPCs, seen from the one that asks (`CreateVpcPeeringConnection`).
///
/// It is there once it was asked for; traffic flows when a [`VpcPeeringAccepter`](super::VpcPeeringAccepter) in the
/// other VPC's region has accepted it, and both sides have routes over it.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html>
#[resource("aws:ec2/VpcPeeringConnection", props = VpcPeeringConnectionProps)]
pub struct VpcPeeringConnection {
    /// The id, the same on both sides.
    pub id: VpcPeeringConnectionId,
}

/// What EC2 answers when the peering's state does not allow what is asked.
pub(super) const WRONG_STATE: &[&str] = &["InvalidStateTransition"];

impl Resource for VpcPeeringConnection {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_vpc_peering_connection", "{id}")])
            .typical(Seconds { create: 5, update: 2, delete: 5 })
            .timeouts(Seconds { create: 300, update: 300, delete: 600 })
            .visible_within_secs(300)
            .unique(&[&["vpc_id", "peer_vpc_id"]])
    }

    fn check(props: &VpcPeeringConnectionProps) -> Vec<String> {
        if props.vpc_id == props.peer_vpc_id {
            vec!["a VPC cannot be peered with itself".to_owned()]
        } else {
            Vec::new()
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &VpcPeeringConnectionProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_vpc_peering_connection()
                .vpc_id(props.vpc_id.as_str())
                .peer_vpc_id(props.peer_vpc_id.as_str())
                .set_peer_region(props.peer_region.as_ref().map(ToString::to_string))
                .set_peer_owner_id(props.peer_owner_id.as_ref().map(ToString::to_string))
                .tag_specifications(tag_specification(cx, ResourceType::VpcPeeringConnection, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
            Ok(response.vpc_peering_connection)
        };
        let id_of = sdk::VpcPeeringConnection::vpc_peering_connection_id;
        let (id, _) = create_and_wait(cx, props, call, id_of, asked, |cx, ids| Box::pin(describe(cx, ids))).await?;
        Ok(VpcPeeringConnectionAttrs { id: VpcPeeringConnectionId::new(id.as_str()) })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let peerings = describe(cx, ids).await?;
        peerings
            .iter()
            .map(|peering| (peering, asked(peering)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(peering, status)| {
                let (asks, peer) = (peering.requester_vpc_info(), peering.accepter_vpc_info());
                let props = VpcPeeringConnectionProps {
                    vpc_id: parsed("vpc_id", asks.and_then(sdk::VpcPeeringConnectionVpcInfo::vpc_id))?,
                    peer_vpc_id: parsed("peer_vpc_id", peer.and_then(sdk::VpcPeeringConnectionVpcInfo::vpc_id))?,
                    peer_region: peer.and_then(sdk::VpcPeeringConnectionVpcInfo::region).map(RegionName::new),
                    peer_owner_id: peer.and_then(sdk::VpcPeeringConnectionVpcInfo::owner_id).map(AccountId::new),
                    tags: tags_of(peering.tags()),
                };
                let id: VpcPeeringConnectionId = parsed("id", peering.vpc_peering_connection_id())?;
                Ok(ResourceState { id: Id::new(id.as_str()), props, attrs: VpcPeeringConnectionAttrs { id }, status })
            })
            .collect()
    }

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // One delete is enough: the other side's row goes by itself.
        delete_until_gone(cx, id, WRONG_STATE, || async {
            let call = cx.api().ec2().delete_vpc_peering_connection().vpc_peering_connection_id(id.as_str());
            send!(cx, call)
        })
        .await
    }

    status_by_describe!(sdk::VpcPeeringConnection::vpc_peering_connection_id, asked);
}

/// Peerings that this region knows, of either side.
pub(super) async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::VpcPeeringConnection>> {
    let mut peerings: Vec<sdk::VpcPeeringConnection> =
        describe_all!(cx, ids, describe_vpc_peering_connections, "vpc-peering-connection-id")?;
    // Emulators answer with more than was asked for.
    peerings.retain(|peering| ids.iter().any(|id| peering.vpc_peering_connection_id() == Some(id.as_str())));
    Ok(peerings)
}

pub(super) fn state(peering: &sdk::VpcPeeringConnection) -> Option<&VpcPeeringConnectionStateReasonCode> {
    peering.status().and_then(sdk::VpcPeeringConnectionStateReason::code)
}

/// The status for the side that accepts: it is ready when traffic can flow. Deleted rows stay visible for hours.
pub(super) fn accepted(peering: &sdk::VpcPeeringConnection) -> Status {
    use VpcPeeringConnectionStateReasonCode as S;
    match state(peering) {
        Some(S::Active) => Status::Ready,
        Some(S::Deleted) => Status::Absent,
        Some(S::Deleting) => Status::Deleting("deleting".to_owned()),
        Some(code @ (S::Failed | S::Expired | S::Rejected)) => {
            let message = peering.status().and_then(sdk::VpcPeeringConnectionStateReason::message);
            Status::Failed(message.filter(|text| !text.is_empty()).unwrap_or(code.as_str()).to_owned())
        }
        code => Status::Pending(code.map_or("pending", S::as_str).to_owned()),
    }
}

/// The status for the side that asks: a request that waits for the other side is all that this side can make.
fn asked(peering: &sdk::VpcPeeringConnection) -> Status {
    use VpcPeeringConnectionStateReasonCode as S;
    match state(peering) {
        Some(S::PendingAcceptance | S::Provisioning) => Status::Ready,
        _ => accepted(peering),
    }
}
