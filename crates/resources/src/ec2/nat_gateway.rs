//! `aws:ec2/NatGateway`: access to the internet or to other networks for resources without a public address.

use aws_sdk_ec2::types::{self as sdk, NatGatewayState, ResourceType};

use super::common::{ByOwnershipTag, create_and_wait, ec2_described, tag_specification, update_tags_only};
use crate::prelude::*;

/// The properties of a NAT gateway.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NatGatewayProps {
    /// The subnet of the gateway: a public subnet for a public gateway. Unset for a regional gateway.
    #[arg(replace = "a NAT gateway cannot move to another subnet")]
    pub subnet_id: Option<SubnetId>,
    /// The elastic IP address of a public gateway in one zone, which requires it.
    #[arg(replace = "EC2 cannot change the first address of a NAT gateway")]
    pub allocation_id: Option<AllocationId>,
    /// Whether it reaches the internet, or only other networks.
    #[arg(default = Connectivity::Public, replace = "EC2 cannot change whether a NAT gateway is public")]
    pub connectivity_type: Connectivity,
    /// The private address in the subnet.
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

/// The networks that a NAT gateway reaches.
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
    /// The public address; none for a private gateway.
    pub public_ip: Option<String>,
    /// The private address in the subnet; none for a regional gateway.
    pub private_ip: Option<String>,
    /// The network interface; none for a regional gateway.
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
        let public = props.connectivity_type == Connectivity::Public;
        if props.availability_mode == AvailabilityMode::Regional {
            return violations! {
                props.vpc_id.is_none() => "a regional NAT gateway needs `vpc_id`";
                props.subnet_id.is_some() => "a regional NAT gateway takes no `subnet_id`: it is in all zones";
                props.allocation_id.is_some() => "a regional NAT gateway takes no `allocation_id`: AWS gives it addresses";
                props.private_ip.is_some() => "a regional NAT gateway takes no `private_ip`";
                !public => "a regional NAT gateway is public";
            };
        }
        violations! {
            props.subnet_id.is_none() => "a NAT gateway needs `subnet_id`";
            public && props.allocation_id.is_none() => "a public NAT gateway needs `allocation_id`: an elastic IP";
            !public && props.allocation_id.is_some() => "a private NAT gateway takes no `allocation_id`";
        }
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
        let (_, gateway) = create_and_wait(cx, props, call).await?;
        attrs_of(&gateway)
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // The gateway holds its address and interface until it is deleted. EC2 removes a failed one by itself.
        delete_and_wait(cx, id, &[], Failed::Disappears, || async {
            send!(cx, cx.api().ec2().delete_nat_gateway().nat_gateway_id(id.as_str()))
        })
        .await
    }
}

ec2_described! {
    NatGateway: sdk::NatGateway, nat_gateway_id,
    status: status_of,
    by: describe_nat_gateways / filter "nat-gateway-id";
    state: state,
}

fn status_of(gateway: &sdk::NatGateway) -> Status {
    match gateway.state() {
        Some(NatGatewayState::Available) => Status::Ready,
        // EC2 still lists it for an hour.
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

fn state(gateway: &sdk::NatGateway, tags: Tags) -> Result<State<NatGateway>> {
    let attrs = attrs_of(gateway)?;
    let connectivity = gateway.connectivity_type().map(sdk::ConnectivityType::as_str);
    let connectivity = parsed_option("connectivity type", connectivity)?;
    let regional = gateway.availability_mode() == Some(&sdk::AvailabilityMode::Regional);
    // AWS chooses and changes the addresses of a regional gateway.
    let address = first_address(gateway).filter(|_| !regional);
    let props = NatGatewayProps {
        subnet_id: gateway.subnet_id().filter(|id| !regional && !id.is_empty()).map(SubnetId::new),
        allocation_id: address.and_then(sdk::NatGatewayAddress::allocation_id).map(AllocationId::new),
        connectivity_type: connectivity.unwrap_or(Connectivity::Public),
        private_ip: address.and_then(sdk::NatGatewayAddress::private_ip).map(str::to_owned),
        availability_mode: if regional { AvailabilityMode::Regional } else { AvailabilityMode::Zonal },
        vpc_id: gateway.vpc_id().map(VpcId::new),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
