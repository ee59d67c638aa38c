//! `aws:ec2/NatGateway`: the way to the internet, or to other networks, for what has no public address.

use aws_sdk_ec2::types::{self as sdk, NatGatewayState, ResourceType};

use super::common::{
    ByOwnershipTag, create_and_wait, describe_all, status_by_describe, tag_specification, tags_of, update_tags_only,
};
use crate::prelude::*;

/// What a NAT gateway is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NatGatewayProps {
    /// The subnet of the gateway: a public one for a public gateway. Not for a regional gateway.
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
    /// Whether the gateway is in one zone or in all zones of the VPC.
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

/// The availability of a NAT gateway.
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
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_nat_gateway", "{id}")])
            .typical(Seconds { create: 105, update: 1, delete: 80 })
            .timeouts(Seconds { create: 900, update: 300, delete: 1800 })
            .polling(PollInterval { first_millis: 500, max_secs: 10 })
            .visible_within_secs(300)
            // EC2 keeps a client token for about a day. Tags are looked up first and have no time limit.
            .unique(&[&["allocation_id"]])
    }

    fn check(props: &NatGatewayProps) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut say = |is_wrong: bool, text: &str| wrong.extend(is_wrong.then(|| text.to_owned()));
        let public = props.connectivity_type == Connectivity::Public;
        if props.availability_mode == AvailabilityMode::Regional {
            say(props.vpc_id.is_none(), "a regional NAT gateway needs `vpc_id`");
            say(props.subnet_id.is_some(), "a regional NAT gateway takes no `subnet_id`: it is in all zones");
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

    async fn create(cx: &OperationContext<Self>, props: &NatGatewayProps) -> Result<Self::Attrs> {
        let regional = props.availability_mode == AvailabilityMode::Regional;
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_nat_gateway()
                .client_token(cx.token())
                .set_subnet_id(props.subnet_id.as_ref().map(ToString::to_string))
                .set_allocation_id(props.allocation_id.as_ref().map(ToString::to_string))
                .connectivity_type(props.connectivity_type.as_str().into())
                .set_private_ip_address(props.private_ip.clone())
                .set_availability_mode(regional.then_some(sdk::AvailabilityMode::Regional))
                .set_vpc_id(props.vpc_id.as_ref().filter(|_| regional).map(ToString::to_string))
                .tag_specifications(tag_specification(cx, ResourceType::Natgateway, &props.tags));
            Ok(send!(cx, call)?.nat_gateway)
        };
        let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
        let (_, gateway) =
            create_and_wait(cx, props, call, sdk::NatGateway::nat_gateway_id, status_of, describe).await?;
        attrs_of(&gateway)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let gateways = describe(cx, ids).await?;
        gateways.iter().filter(|gateway| status_of(gateway) != Status::Absent).map(seen).collect()
    }

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().ec2().delete_nat_gateway().nat_gateway_id(id.as_str());
        let deleted = retry!(cx, &[], call);
        match deleted {
            Err(error) if error.is_not_found() => Ok(()),
            Err(error) => Err(error),
            // It holds its address and its interface until it is gone.
            Ok(_) => cx.until_gone(id).await,
        }
    }

    status_by_describe!(sdk::NatGateway::nat_gateway_id, status_of);
}

async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::NatGateway>> {
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

fn seen(gateway: &sdk::NatGateway) -> Result<ResourceState<NatGateway>> {
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
    Ok(ResourceState { id: Id::new(attrs.id.as_str()), props, attrs, status: status_of(gateway) })
}
