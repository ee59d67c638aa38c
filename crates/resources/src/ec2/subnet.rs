//! `aws:ec2/Subnet`: a range of a VPC in one availability zone.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{self as sdk, AttributeBooleanValue, ResourceType, SubnetState};

use super::blockers::{IN_USE, clear_interfaces, delete_when_free};
use super::common::{
    NOT_VISIBLE, describe_all, find_by_token, in_order, list_by_stack, made, parsed, sync_tags, tag_specification,
    tags_of,
};
use crate::aws::{Answer, Aws, once};
use crate::types::{Cidr, SubnetId, VpcId};

/// What a subnet is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SubnetProps {
    /// The VPC it is cut from.
    #[arg(replace = "a subnet cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// The IPv4 range: /16 to /28, inside the VPC's, overlapping no other subnet. AWS keeps five addresses of it.
    #[arg(replace = "EC2 cannot change a subnet's range")]
    pub cidr_block: Cidr,
    /// The availability zone, by name: `eu-west-1a`.
    #[arg(computed, replace = "a subnet cannot move to another zone")]
    pub availability_zone: Option<String>,
    /// Whether instances started in it get a public address.
    #[arg(default = false)]
    pub map_public_ip_on_launch: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A range of a VPC in one availability zone (`CreateSubnet`).
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
    /// The availability zone by its id (`euw1-az1`), which means the same place in every account.
    pub availability_zone_id: String,
}

impl Resource for Subnet {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2")
            .terraform(&[("aws_subnet", "{id}")])
            .typical(3, 2, 2)
            .timeouts(300, 300, 1200)
            .visible_within(300)
            .unique(&[&["vpc_id", "cidr_block"]])
            .actions(Actions {
                create: &["ec2:CreateSubnet", "ec2:CreateTags", "ec2:ModifySubnetAttribute"],
                read: &["ec2:DescribeSubnets", "ec2:DescribeTags"],
                update: &["ec2:ModifySubnetAttribute", "ec2:CreateTags", "ec2:DeleteTags"],
                delete: &["ec2:DeleteSubnet", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"],
            })
    }

    fn check(props: &SubnetProps) -> Vec<String> {
        let length = props.cidr_block.prefix_len();
        let mut wrong = Vec::new();
        if !(16..=28).contains(&length) {
            wrong.push(format!("`cidr_block` is a /{length}: a subnet's range is a /16 to a /28"));
        }
        if props
            .availability_zone
            .as_deref()
            .is_some_and(|zone| !zone.ends_with(|last: char| last.is_ascii_lowercase()))
        {
            wrong.push("`availability_zone` is a zone's name, such as eu-west-1a".to_owned());
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &SubnetProps) -> Result<SubnetAttrs> {
        let call = || async {
            let call = cx
                .api()
                .ec2()
                .create_subnet()
                .vpc_id(props.vpc_id.as_str())
                .cidr_block(props.cidr_block.to_string())
                .set_availability_zone(props.availability_zone.clone())
                .tag_specifications(tag_specification(cx, ResourceType::Subnet, &props.tags));
            let told = call.customize().config_override(once::ec2()).send().await.answer(cx.region())?;
            Ok(told.subnet)
        };
        let (id, subnet) =
            made(cx, props, call, sdk::Subnet::subnet_id, status_of, |cx, ids| Box::pin(describe(cx, ids))).await?;
        // A new subnet maps none.
        if props.map_public_ip_on_launch {
            map_public_ips(cx, &id, true).await?;
        }
        attrs_of(&subnet)
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let subnets = describe(cx, ids).await?;
        subnets
            .iter()
            .map(|subnet| {
                let props = SubnetProps {
                    vpc_id: parsed("vpc_id", subnet.vpc_id())?,
                    cidr_block: parsed("cidr_block", subnet.cidr_block())?,
                    availability_zone: subnet.availability_zone().map(str::to_owned),
                    map_public_ip_on_launch: subnet.map_public_ip_on_launch().unwrap_or(false),
                    tags: tags_of(subnet.tags()),
                };
                let id = Id::new(subnet.subnet_id().unwrap_or_default());
                Ok(Seen { id, props, attrs: attrs_of(subnet)?, status: status_of(subnet) })
            })
            .collect()
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<SubnetProps, SubnetAttrs>) -> Result<SubnetAttrs> {
        if change.has("map_public_ip_on_launch") {
            map_public_ips(cx, id, change.new.map_public_ip_on_launch).await?;
        }
        sync_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<SubnetProps, SubnetAttrs>) -> Result<()> {
        // Load balancers, functions and clusters let go of their interfaces minutes after they are gone themselves.
        let delete =
            || async { cx.api().ec2().delete_subnet().subnet_id(id.as_str()).send().await.answer(cx.region()) };
        delete_when_free(cx, IN_USE, delete, || clear_interfaces(cx, id)).await
    }

    async fn find(cx: &OpCx<Self>, _: &SubnetProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::Subnet).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::Subnet).await
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let subnets = describe(cx, ids).await?;
        Ok(in_order(ids, &subnets, sdk::Subnet::subnet_id, status_of))
    }
}

async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::Subnet>> {
    describe_all!(cx, ids, describe_subnets, "subnet-id")
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

async fn map_public_ips(cx: &OpCx<Subnet>, id: &Id, on: bool) -> Result<()> {
    cx.eventually(NOT_VISIBLE, || async {
        let value = AttributeBooleanValue::builder().value(on).build();
        let call = cx.api().ec2().modify_subnet_attribute().subnet_id(id.as_str()).map_public_ip_on_launch(value);
        call.send().await.answer(cx.region())
    })
    .await?;
    Ok(())
}
