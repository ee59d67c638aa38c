//! `aws:ec2/NatGateway`: the way to the internet, or to other networks, for what has no public address.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, Prop, resource};
use aws_sdk_ec2::types::{self as sdk, NatGatewayState, ResourceType};

use super::common::{
    describe_all, find_by_token, in_order, list_by_stack, made, parsed, sync_tags, tag_specification, tags_of,
};
use crate::aws::{Answer, Aws};
use crate::types::{AllocationId, NatGatewayId, SubnetId, VpcId};

/// What a NAT gateway is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NatGatewayProps {
    /// The subnet it stands in: a public one, for a public gateway. Not for a regional one.
    #[arg(replace = "a NAT gateway cannot move to another subnet")]
    pub subnet_id: Option<SubnetId>,
    /// The elastic IP address it sends from. Only, and always, for a public gateway in one zone.
    #[arg(replace = "EC2 cannot change the first address of a NAT gateway")]
    pub allocation_id: Option<AllocationId>,
    /// Whether it reaches the internet or other networks only.
    #[arg(default = Connectivity::Public, replace = "EC2 cannot change whether a NAT gateway is public")]
    pub connectivity_type: Connectivity,
    /// The private address it takes in its subnet.
    #[arg(computed, replace = "EC2 cannot change the first private address of a NAT gateway")]
    pub private_ip: Option<String>,
    /// Whether it stands in one zone or follows the VPC through all of them.
    #[arg(default = AvailabilityMode::Zonal, replace = "EC2 cannot change the availability mode of a NAT gateway")]
    pub availability_mode: AvailabilityMode,
    /// The VPC of a regional gateway.
    #[arg(computed, replace = "a NAT gateway cannot move to another VPC")]
    pub vpc_id: Option<VpcId>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// What a NAT gateway reaches.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connectivity {
    /// The internet, from an elastic IP address.
    Public,
    /// Other VPCs and networks, from a private address.
    Private,
}

/// Where a NAT gateway stands.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AvailabilityMode {
    /// In one subnet of one zone.
    Zonal,
    /// In every zone that the VPC uses; AWS manages its addresses.
    Regional,
}

/// A NAT gateway (`CreateNatGateway`). Ready after one to two minutes.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html>
#[resource("aws:ec2/NatGateway", props = NatGatewayProps)]
pub struct NatGateway {
    /// The id.
    pub id: NatGatewayId,
    /// The public address it sends from; none for a private gateway.
    pub public_ip: Option<String>,
    /// The private address it has in its subnet; none for a regional gateway.
    pub private_ip: Option<String>,
    /// Its network interface; none for a regional gateway.
    pub network_interface_id: Option<String>,
}

impl Resource for NatGateway {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2")
            .terraform(&[("aws_nat_gateway", "{id}")])
            .typical(105, 1, 80)
            .timeouts(900, 300, 1800)
            .polling(500, 10)
            .visible_within(300)
            // EC2 knows a client token for about a day. The tags are looked up first, and tell it for ever.
            .identity(Identity::OwnershipTag)
            .unique(&[&["allocation_id"]])
            .actions(Actions {
                create: &["ec2:CreateNatGateway", "ec2:CreateTags"],
                read: &["ec2:DescribeNatGateways", "ec2:DescribeTags"],
                update: &["ec2:CreateTags", "ec2:DeleteTags"],
                delete: &["ec2:DeleteNatGateway"],
            })
    }

    fn check(props: &NatGatewayProps) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut say = |is_wrong: bool, text: &str| {
            if is_wrong {
                wrong.push(text.to_owned());
            }
        };
        let public = props.connectivity_type == Connectivity::Public;
        if props.availability_mode == AvailabilityMode::Regional {
            say(props.vpc_id.is_none(), "a regional NAT gateway needs `vpc_id`");
            say(props.subnet_id.is_some(), "a regional NAT gateway takes no `subnet_id`: it stands in all zones");
            say(
                props.allocation_id.is_some(),
                "a regional NAT gateway takes no `allocation_id`: AWS gives it addresses",
            );
            say(props.private_ip.is_some(), "a regional NAT gateway takes no `private_ip`");
            say(!public, "a regional NAT gateway is public");
        } else {
            say(props.subnet_id.is_none(), "a NAT gateway needs `subnet_id`");
            say(public && props.allocation_id.is_none(), "a public NAT gateway needs `allocation_id`: an elastic IP");
            say(!public && props.allocation_id.is_some(), "a private NAT gateway takes no `allocation_id`");
        }
        wrong
    }

    async fn create(cx: &OpCx<Self>, props: &NatGatewayProps) -> Result<NatGatewayAttrs> {
        let regional = props.availability_mode == AvailabilityMode::Regional;
        let call = || async {
            let call = cx
                .api()
                .ec2()
                .create_nat_gateway()
                .client_token(cx.token())
                .set_subnet_id(props.subnet_id.as_ref().map(ToString::to_string))
                .set_allocation_id(props.allocation_id.as_ref().map(ToString::to_string))
                .connectivity_type(props.connectivity_type.as_str().into())
                .set_private_ip_address(props.private_ip.clone())
                .set_availability_mode(regional.then_some(sdk::AvailabilityMode::Regional))
                .set_vpc_id(props.vpc_id.as_ref().filter(|_| regional).map(ToString::to_string))
                .tag_specifications(tag_specification(cx, ResourceType::Natgateway, &props.tags));
            Ok(call.send().await.answer(cx.region())?.nat_gateway)
        };
        let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
        let (_, gateway) = made(cx, props, call, sdk::NatGateway::nat_gateway_id, status_of, describe).await?;
        attrs_of(&gateway)
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let gateways = describe(cx, ids).await?;
        gateways.iter().filter(|gateway| status_of(gateway) != Status::Absent).map(seen).collect()
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<NatGatewayProps, NatGatewayAttrs>,
    ) -> Result<NatGatewayAttrs> {
        sync_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<NatGatewayProps, NatGatewayAttrs>) -> Result<()> {
        let deleted = cx
            .eventually(&[], || async {
                cx.api().ec2().delete_nat_gateway().nat_gateway_id(id.as_str()).send().await.answer(cx.region())
            })
            .await;
        match deleted {
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(error),
            // It holds its address and its interface until it is gone.
            Ok(_) => cx.until_gone(id).await,
        }
    }

    async fn find(cx: &OpCx<Self>, _: &NatGatewayProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::Natgateway).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::Natgateway).await
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let gateways = describe(cx, ids).await?;
        Ok(in_order(ids, &gateways, sdk::NatGateway::nat_gateway_id, status_of))
    }
}

async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::NatGateway>> {
    describe_all!(cx, ids, describe_nat_gateways, filter, "nat-gateway-id")
}

fn status_of(gateway: &sdk::NatGateway) -> Status {
    match gateway.state() {
        Some(NatGatewayState::Available) => Status::Ready,
        // For an hour after its end it is still listed.
        Some(NatGatewayState::Deleted) => Status::Absent,
        Some(state @ NatGatewayState::Deleting) => Status::Deleting(state.as_str().to_owned()),
        Some(NatGatewayState::Failed) => {
            let code = gateway.failure_code().unwrap_or("failed");
            Status::Failed(format!("{code}: {}", gateway.failure_message().unwrap_or("EC2 gives no reason")))
        }
        state => Status::Pending(state.map_or("pending", NatGatewayState::as_str).to_owned()),
    }
}

/// The address that the gateway was created with.
fn first_address(gateway: &sdk::NatGateway) -> Option<&sdk::NatGatewayAddress> {
    let addresses = gateway.nat_gateway_addresses();
    addresses.iter().find(|address| address.is_primary() == Some(true)).or(addresses.first())
}

fn attrs_of(gateway: &sdk::NatGateway) -> Result<NatGatewayAttrs> {
    let address = first_address(gateway);
    let text = |of: fn(&sdk::NatGatewayAddress) -> Option<&str>| address.and_then(of).map(str::to_owned);
    Ok(NatGatewayAttrs {
        id: parsed("id", gateway.nat_gateway_id())?,
        public_ip: text(sdk::NatGatewayAddress::public_ip),
        private_ip: text(sdk::NatGatewayAddress::private_ip),
        network_interface_id: text(sdk::NatGatewayAddress::network_interface_id),
    })
}

fn seen(gateway: &sdk::NatGateway) -> Result<Seen<NatGateway>> {
    let attrs = attrs_of(gateway)?;
    let regional = gateway.availability_mode() == Some(&sdk::AvailabilityMode::Regional);
    // The addresses of a regional gateway are AWS's choice and come and go.
    let address = first_address(gateway).filter(|_| !regional);
    let props = NatGatewayProps {
        subnet_id: gateway.subnet_id().filter(|id| !regional && !id.is_empty()).map(SubnetId::new),
        allocation_id: address.and_then(sdk::NatGatewayAddress::allocation_id).map(AllocationId::new),
        connectivity_type: match gateway.connectivity_type() {
            Some(sdk::ConnectivityType::Private) => Connectivity::Private,
            _ => Connectivity::Public,
        },
        private_ip: address.and_then(sdk::NatGatewayAddress::private_ip).map(str::to_owned),
        availability_mode: if regional { AvailabilityMode::Regional } else { AvailabilityMode::Zonal },
        vpc_id: gateway.vpc_id().map(VpcId::new),
        tags: tags_of(gateway.tags()),
    };
    Ok(Seen { id: Id::new(attrs.id.as_str()), props, attrs, status: status_of(gateway) })
}
