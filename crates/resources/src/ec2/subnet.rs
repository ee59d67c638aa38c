//! `aws:ec2/Subnet`: a range of a VPC in one availability zone.

use aws_sdk_ec2::types::{self as sdk, AttributeBooleanValue, ResourceType, SubnetCidrBlockStateCode, SubnetState};

use super::blockers::{IN_USE, INTERFACES_GO_WITHIN, clear_interfaces, delete_when_free};
use super::common::{
    ByOwnershipTag, NOT_VISIBLE, create_and_wait, describe_visible, ec2_described, filter, tag_specification,
    update_tags,
};
use crate::prelude::*;

/// The properties of a subnet.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubnetProps {
    /// The VPC.
    #[arg(replace = "a subnet cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// The IPv4 range: /16 to /28, inside the range of the VPC and without overlap. AWS reserves five addresses.
    #[arg(replace = "EC2 cannot change a subnet's range")]
    pub cidr_block: Cidr,
    /// The availability zone, by name: `eu-west-1a`.
    #[arg(computed, replace = "a subnet cannot move to another zone", pattern = "[a-z0-9-]+[a-z]")]
    pub availability_zone: Option<String>,
    /// The IPv6 range, inside the range of the VPC: /44 to /64, mostly /64.
    pub ipv6_cidr_block: Option<Ipv6Cidr>,
    /// Whether network interfaces get an IPv6 address at their creation.
    #[arg(default = false)]
    pub assign_ipv6_address_on_creation: bool,
    /// Whether instances get a public address at their start.
    #[arg(default = false)]
    pub map_public_ip_on_launch: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A subnet of a VPC in one availability zone (`CreateSubnet`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html>
#[resource("aws:ec2/Subnet", props = SubnetProps)]
pub struct Subnet {
    /// The id.
    pub id: SubnetId,
    /// The IPv4 range.
    #[attr(input = "cidr_block")]
    pub cidr_block: Cidr,
    /// The availability zone, by name.
    pub availability_zone: String,
    /// The availability zone by its id (`euw1-az1`), which means the same location in every account.
    pub availability_zone_id: String,
}

impl Resource for Subnet {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_subnet", "{id}")])
            .typical(Seconds { create: 3, update: 2, delete: 2 })
            .timeouts(Seconds { create: 300, update: 300, delete: INTERFACES_GO_WITHIN })
            .visible_within_secs(300)
            .unique(&[&["vpc_id", "cidr_block"]])
            .disjoint("cidr_block", &["vpc_id"])
    }

    fn check(props: &SubnetProps) -> Vec<String> {
        let length = props.cidr_block.prefix_len();
        violations! {
            !(16..=28).contains(&length) => "`cidr_block` is a /{length}: a subnet's range is a /16 to a /28";
            props.ipv6_cidr_block.is_some_and(|range| !matches!(range.prefix_len(), 44 | 48 | 52 | 56 | 60 | 64)) =>
                "`ipv6_cidr_block` is /44, /48, /52, /56, /60 or /64";
            props.assign_ipv6_address_on_creation && props.ipv6_cidr_block.is_none() =>
                "`assign_ipv6_address_on_creation` needs an `ipv6_cidr_block`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &SubnetProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_subnet()
                .vpc_id(props.vpc_id.as_str())
                .cidr_block(props.cidr_block.to_string())
                .set_ipv6_cidr_block(props.ipv6_cidr_block.as_ref().map(Ipv6Cidr::to_string))
                .set_availability_zone(props.availability_zone.clone())
                .tag_specifications(tag_specification(cx, ResourceType::Subnet, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
            Ok(response.subnet)
        };
        let (id, subnet) = create_and_wait(cx, props, call).await?;
        // A new subnet assigns no public addresses.
        if props.map_public_ip_on_launch {
            map_public_ips(cx, &id, true).await?;
        }
        if props.assign_ipv6_address_on_creation {
            assign_ipv6_addresses(cx, &id, true).await?;
        }
        attrs_of(&subnet)
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("map_public_ip_on_launch") {
            map_public_ips(cx, id, change.new.map_public_ip_on_launch).await?;
        }
        // A range that is assigned to new interfaces is not removed.
        let assigns = change.new.assign_ipv6_address_on_creation;
        if change.has("assign_ipv6_address_on_creation") && !assigns {
            assign_ipv6_addresses(cx, id, false).await?;
        }
        if change.has("ipv6_cidr_block") {
            set_ipv6_range(cx, id, change.new.ipv6_cidr_block).await?;
        }
        if change.has("assign_ipv6_address_on_creation") && assigns {
            assign_ipv6_addresses(cx, id, true).await?;
        }
        update_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // Load balancers, functions and clusters release their network interfaces minutes after their delete.
        let delete = || async { send!(cx, cx.api().ec2().delete_subnet().subnet_id(id.as_str())) };
        delete_when_free(cx, IN_USE, delete, || clear_interfaces(cx, filter("subnet-id", [id.as_str()]))).await
    }
}

ec2_described! {
    Subnet: sdk::Subnet, subnet_id,
    status: status_of,
    by: describe_subnets "subnet-id";
    state: state,
}

fn state(subnet: &sdk::Subnet, tags: Tags) -> Result<State<Subnet>> {
    let props = SubnetProps {
        vpc_id: parsed("vpc_id", subnet.vpc_id())?,
        cidr_block: parsed("cidr_block", subnet.cidr_block())?,
        availability_zone: subnet.availability_zone().map(str::to_owned),
        ipv6_cidr_block: ipv6_range(subnet)
            .map(|range| parsed("ipv6_cidr_block", range.ipv6_cidr_block()))
            .transpose()?,
        assign_ipv6_address_on_creation: subnet.assign_ipv6_address_on_creation().unwrap_or(false),
        map_public_ip_on_launch: subnet.map_public_ip_on_launch().unwrap_or(false),
        tags: own_tags(tags),
    };
    Ok((props, attrs_of(subnet)?))
}

/// The IPv6 range of a subnet, which has at most one.
fn ipv6_range(subnet: &sdk::Subnet) -> Option<&sdk::SubnetIpv6CidrBlockAssociation> {
    subnet.ipv6_cidr_block_association_set().iter().find(|range| {
        let state = range.ipv6_cidr_block_state().and_then(sdk::SubnetCidrBlockState::state);
        matches!(state, Some(SubnetCidrBlockStateCode::Associated | SubnetCidrBlockStateCode::Associating))
    })
}

/// Replaces the IPv6 range. Each attempt reads which one the subnet has.
async fn set_ipv6_range(cx: &OperationContext<Subnet>, id: &Id, wanted: Option<Ipv6Cidr>) -> Result<()> {
    let wanted = wanted.as_ref().map(Ipv6Cidr::to_string);
    cx.eventually(IN_USE, || async {
        let (subnet, ec2) = (describe_visible(cx, id).await?, cx.api().ec2());
        let current = ipv6_range(&subnet);
        if current.and_then(|range| range.ipv6_cidr_block()) == wanted.as_deref() {
            return Ok(());
        }
        if let Some(association) = current.and_then(|range| range.association_id()) {
            send!(cx, ec2.disassociate_subnet_cidr_block().association_id(association))?;
        }
        if let Some(range) = &wanted {
            send!(cx, ec2.associate_subnet_cidr_block().subnet_id(id.as_str()).ipv6_cidr_block(range))?;
        }
        Ok(())
    })
    .await?;
    cx.until_ready(id).await
}

async fn assign_ipv6_addresses(cx: &OperationContext<Subnet>, id: &Id, on: bool) -> Result<()> {
    let value = AttributeBooleanValue::builder().value(on).build();
    let call = cx.api().ec2().modify_subnet_attribute().subnet_id(id.as_str()).assign_ipv6_address_on_creation(value);
    retry!(cx, NOT_VISIBLE, call).map(drop)
}

fn status_of(subnet: &sdk::Subnet) -> Status {
    for range in subnet.ipv6_cidr_block_association_set().iter().filter_map(|range| range.ipv6_cidr_block_state()) {
        match range.state() {
            Some(state @ (SubnetCidrBlockStateCode::Associating | SubnetCidrBlockStateCode::Disassociating)) => {
                return Status::Pending(format!("{} a range", state.as_str()));
            }
            Some(SubnetCidrBlockStateCode::Failing | SubnetCidrBlockStateCode::Failed) => {
                return Status::Failed(text(range.status_message()));
            }
            _ => {}
        }
    }
    match subnet.state() {
        Some(SubnetState::Available) => Status::Ready,
        Some(state @ (SubnetState::Failed | SubnetState::FailedInsufficientCapacity)) => {
            Status::Failed(state.as_str().to_owned())
        }
        state => Status::Pending(state.map_or("pending", SubnetState::as_str).to_owned()),
    }
}

fn attrs_of(subnet: &sdk::Subnet) -> Result<SubnetAttrs> {
    Ok(SubnetAttrs {
        id: parsed("id", subnet.subnet_id())?,
        cidr_block: parsed("cidr_block", subnet.cidr_block())?,
        availability_zone: subnet.availability_zone().unwrap_or_default().to_owned(),
        availability_zone_id: subnet.availability_zone_id().unwrap_or_default().to_owned(),
    })
}

async fn map_public_ips(cx: &OperationContext<Subnet>, id: &Id, on: bool) -> Result<()> {
    let value = AttributeBooleanValue::builder().value(on).build();
    let call = cx.api().ec2().modify_subnet_attribute().subnet_id(id.as_str()).map_public_ip_on_launch(value);
    retry!(cx, NOT_VISIBLE, call)?;
    Ok(())
}
