//! `aws:ec2/Subnet`: a range of a VPC in one availability zone.

use aws_sdk_ec2::types::{self as sdk, AttributeBooleanValue, ResourceType, SubnetState};

use super::blockers::{IN_USE, INTERFACES_GO_WITHIN, clear_interfaces, delete_when_free};
use super::common::{
    ByOwnershipTag, NOT_VISIBLE, create_and_wait, ec2_described, filter, tag_specification, update_tags,
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
    }

    fn check(props: &SubnetProps) -> Vec<String> {
        let length = props.cidr_block.prefix_len();
        violations! {
            !(16..=28).contains(&length) => "`cidr_block` is a /{length}: a subnet's range is a /16 to a /28";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &SubnetProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_subnet()
                .vpc_id(props.vpc_id.as_str())
                .cidr_block(props.cidr_block.to_string())
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
        attrs_of(&subnet)
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("map_public_ip_on_launch") {
            map_public_ips(cx, id, change.new.map_public_ip_on_launch).await?;
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
        map_public_ip_on_launch: subnet.map_public_ip_on_launch().unwrap_or(false),
        tags: own_tags(tags),
    };
    Ok((props, attrs_of(subnet)?))
}

fn status_of(subnet: &sdk::Subnet) -> Status {
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
