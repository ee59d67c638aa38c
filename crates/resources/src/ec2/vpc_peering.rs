//! `aws:ec2/VpcPeeringConnection`: the requesting end of a peering of two VPCs.

use aws_sdk_ec2::types::{self as sdk, ResourceType, VpcPeeringConnectionStateReasonCode};

use super::common::{
    ByOwnershipTag, create_and_wait, describe_all, ec2_described, tag_specification, update_tags_only,
};
use crate::prelude::*;

/// The properties of a peering of VPCs.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct VpcPeeringConnectionProps {
    /// The VPC of the requester.
    #[arg(replace = "a peering belongs to two VPCs for its life")]
    pub vpc_id: VpcId,
    /// The VPC of the accepter. The ranges of the two must not overlap.
    #[arg(replace = "a peering belongs to two VPCs for its life")]
    pub peer_vpc_id: VpcId,
    /// The region of the accepter. The default is the region of the requester.
    #[arg(computed, replace = "a peering belongs to two VPCs for its life")]
    pub peer_region: Option<RegionName>,
    /// The account of the accepter. The default is the account of the requester.
    #[arg(computed, replace = "a peering belongs to two VPCs for its life")]
    pub peer_owner_id: Option<AccountId>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A peering of two VPCs, as seen by the requester (`CreateVpcPeeringConnection`).
///
/// It is ready once the request exists. Traffic flows after a [`VpcPeeringAccepter`](super::VpcPeeringAccepter) in the
/// accepter's region has accepted it and both sides have routes.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html>
#[resource("aws:ec2/VpcPeeringConnection", props = VpcPeeringConnectionProps)]
pub struct VpcPeeringConnection {
    /// The id, the same on both sides.
    pub id: VpcPeeringConnectionId,
}

/// EC2's error code when the state of the peering does not allow a call.
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
        violations! { props.vpc_id == props.peer_vpc_id => "a VPC cannot be peered with itself"; }
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
        let (id, _) = create_and_wait(cx, props, call).await?;
        Ok(VpcPeeringConnectionAttrs { id: VpcPeeringConnectionId::new(id.as_str()) })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // One delete is enough: EC2 removes the other side's entry.
        delete_and_wait(cx, id, WRONG_STATE, Failed::Disappears, || async {
            let call = cx.api().ec2().delete_vpc_peering_connection().vpc_peering_connection_id(id.as_str());
            send!(cx, call)
        })
        .await
    }
}

ec2_described! {
    VpcPeeringConnection: sdk::VpcPeeringConnection, vpc_peering_connection_id,
    status: asked,
    describe: |cx, ids| describe(cx, ids).await;
    state: state_of,
}

fn state_of(peering: &sdk::VpcPeeringConnection, tags: Tags) -> Result<State<VpcPeeringConnection>> {
    let (requester, accepter) = (peering.requester_vpc_info(), peering.accepter_vpc_info());
    let props = VpcPeeringConnectionProps {
        vpc_id: parsed("vpc_id", requester.and_then(|info| info.vpc_id()))?,
        peer_vpc_id: parsed("peer_vpc_id", accepter.and_then(|info| info.vpc_id()))?,
        peer_region: accepter.and_then(|info| info.region()).map(RegionName::new),
        peer_owner_id: accepter.and_then(|info| info.owner_id()).map(AccountId::new),
        tags: own_tags(tags),
    };
    Ok((props, VpcPeeringConnectionAttrs { id: parsed("id", peering.vpc_peering_connection_id())? }))
}

/// The peerings of this region, as requester or accepter.
pub(super) async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::VpcPeeringConnection>> {
    let mut peerings: Vec<sdk::VpcPeeringConnection> =
        describe_all!(cx, ids, describe_vpc_peering_connections, "vpc-peering-connection-id")?;
    // Emulators return more peerings than requested.
    if !ids.is_empty() {
        peerings.retain(|peering| ids.iter().any(|id| peering.vpc_peering_connection_id() == Some(id.as_str())));
    }
    Ok(peerings)
}

pub(super) fn state(peering: &sdk::VpcPeeringConnection) -> Option<&VpcPeeringConnectionStateReasonCode> {
    peering.status().and_then(sdk::VpcPeeringConnectionStateReason::code)
}

/// The status for the accepter: ready when traffic can flow. Deleted peerings stay visible for hours.
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

/// The status for the requester, which can do no more than create a pending request.
fn asked(peering: &sdk::VpcPeeringConnection) -> Status {
    use VpcPeeringConnectionStateReasonCode as S;
    match state(peering) {
        Some(S::PendingAcceptance | S::Provisioning) => Status::Ready,
        _ => accepted(peering),
    }
}
