//! `aws:ec2/Route`: a route of a route table.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{self as sdk, RouteState};

use super::route_table::describe;
use crate::prelude::*;

/// The properties of a route: a table, one destination and one target.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RouteProps {
    /// The route table.
    #[arg(replace = "a route belongs to its table")]
    pub route_table_id: RouteTableId,
    /// The destination, such as `0.0.0.0/0`. A route has one destination.
    #[arg(replace = "its destination is what names a route in its table")]
    pub destination_cidr_block: Option<Cidr>,
    /// The destination, such as `::/0`.
    #[arg(replace = "its destination is what names a route in its table")]
    pub destination_ipv6_cidr_block: Option<Ipv6Cidr>,
    /// The destination: a managed prefix list.
    #[arg(replace = "its destination is what names a route in its table")]
    pub destination_prefix_list_id: Option<PrefixListId>,
    /// The target: an internet gateway.
    pub gateway_id: Option<InternetGatewayId>,
    /// The target: an egress-only internet gateway, for an IPv6 destination.
    pub egress_only_gateway_id: Option<EgressOnlyInternetGatewayId>,
    /// The target: a NAT gateway.
    pub nat_gateway_id: Option<NatGatewayId>,
    /// The target: a transit gateway to which the VPC is attached.
    pub transit_gateway_id: Option<TransitGatewayId>,
    /// The target: a VPC peering connection.
    pub vpc_peering_connection_id: Option<VpcPeeringConnectionId>,
    /// The target: a gateway load balancer endpoint.
    pub vpc_endpoint_id: Option<VpcEndpointId>,
    /// The target: a network interface, such as that of a firewall.
    #[arg(pattern = "eni-[0-9a-f]+")]
    pub network_interface_id: Option<String>,
}

/// A route of a route table (`CreateRoute`). Its id consists of the table's id and the destination.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html>
#[resource("aws:ec2/Route", props = RouteProps)]
pub struct Route {
    /// The route table.
    #[attr(input = "route_table_id")]
    pub route_table_id: RouteTableId,
}

/// The target of a route: exactly one of these.
#[derive(Debug, Default, PartialEq)]
struct Target {
    gateway: Option<String>,
    nat_gateway: Option<String>,
    transit_gateway: Option<String>,
    peering: Option<String>,
    endpoint: Option<String>,
    egress_only: Option<String>,
    interface: Option<String>,
}

impl RouteProps {
    fn destinations(&self) -> Vec<String> {
        let ipv4 = self.destination_cidr_block.as_ref().map(ToString::to_string);
        let ipv6 = self.destination_ipv6_cidr_block.as_ref().map(ToString::to_string);
        let list = self.destination_prefix_list_id.as_ref().map(ToString::to_string);
        [ipv4, ipv6, list].into_iter().flatten().collect()
    }

    fn destination(&self) -> String {
        self.destinations().into_iter().next().unwrap_or_default()
    }

    fn id(&self) -> Id {
        Id::joined([self.route_table_id.as_str(), &self.destination()])
    }

    fn target(&self) -> Target {
        Target {
            gateway: self.gateway_id.as_ref().map(ToString::to_string),
            nat_gateway: self.nat_gateway_id.as_ref().map(ToString::to_string),
            transit_gateway: self.transit_gateway_id.as_ref().map(ToString::to_string),
            peering: self.vpc_peering_connection_id.as_ref().map(ToString::to_string),
            endpoint: self.vpc_endpoint_id.as_ref().map(ToString::to_string),
            egress_only: self.egress_only_gateway_id.as_ref().map(ToString::to_string),
            interface: self.network_interface_id.clone(),
        }
    }
}

/// EC2's error codes while a target is not ready. For a transit gateway this lasts minutes, until the VPC's attachment
/// is available.
const TARGET_NOT_READY: &[&str] = &[
    "InvalidTransitGatewayID.NotFound",
    "InvalidNatGatewayID.NotFound",
    "InvalidGatewayID.NotFound",
    "InvalidParameterException",
];

/// Sets table, destination and target of a call that creates or replaces a route.
macro_rules! with_target {
    ($call:expr, $props:expr) => {{
        let (props, target) = ($props, $props.target());
        $call
            .route_table_id(props.route_table_id.as_str())
            .set_destination_cidr_block(props.destination_cidr_block.as_ref().map(ToString::to_string))
            .set_destination_ipv6_cidr_block(props.destination_ipv6_cidr_block.as_ref().map(ToString::to_string))
            .set_destination_prefix_list_id(props.destination_prefix_list_id.as_ref().map(ToString::to_string))
            .set_gateway_id(target.gateway)
            .set_nat_gateway_id(target.nat_gateway)
            .set_transit_gateway_id(target.transit_gateway)
            .set_vpc_peering_connection_id(target.peering)
            .set_vpc_endpoint_id(target.endpoint)
            .set_egress_only_internet_gateway_id(target.egress_only)
            .set_network_interface_id(target.interface)
    }};
}

impl Resource for Route {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[
                ("aws_route", "{route_table_id}|{destination_cidr_block}"),
                ("aws_route", "{route_table_id}|{destination_ipv6_cidr_block}"),
                ("aws_route", "{route_table_id}|{destination_prefix_list_id}"),
            ])
            .typical(Seconds { create: 2, update: 1, delete: 1 })
            .timeouts(Seconds { create: 420, update: 420, delete: 300 })
            .visible_within_secs(300)
            .unique(&[&[
                "route_table_id",
                "destination_cidr_block",
                "destination_ipv6_cidr_block",
                "destination_prefix_list_id",
            ]])
    }

    fn check(props: &RouteProps) -> Vec<String> {
        let Target { gateway, nat_gateway, transit_gateway, peering, endpoint, egress_only, interface } =
            props.target();
        let ipv4_through_egress_only = egress_only.is_some() && props.destination_cidr_block.is_some();
        let targets = [gateway, nat_gateway, transit_gateway, peering, endpoint, egress_only, interface];
        let given = targets.into_iter().flatten().count();
        violations! {
            props.destinations().len() != 1 =>
                "a route has one destination: `destination_cidr_block`, `destination_ipv6_cidr_block` or \
                 `destination_prefix_list_id`";
            ipv4_through_egress_only =>
                "`egress_only_gateway_id` is a target for IPv6: use a NAT gateway for `destination_cidr_block`";
            given != 1 =>
                "a route has one target, and this one has {given}: give one of `gateway_id`, `egress_only_gateway_id`, \
                 `nat_gateway_id`, `transit_gateway_id`, `vpc_peering_connection_id`, `vpc_endpoint_id` and \
                 `network_interface_id`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &RouteProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let call = cx.api().ec2().create_route();
                create_once!(cx, TARGET_NOT_READY, with_target!(call, props), no_retry::ec2())?;
                Ok(props.id())
            })
            .await?;
        cx.until_ready(&id).await?;
        Ok(RouteAttrs { route_table_id: props.route_table_id.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let tables: BTreeSet<Id> =
            ids.iter().filter_map(|id| id.parts().first().map(|table| Id::new(*table))).collect();
        let tables = describe(cx, &tables.into_iter().collect::<Vec<_>>()).await?;
        let wanted: BTreeSet<&Id> = ids.iter().collect();
        let mut found = Vec::new();
        for table in &tables {
            for route in table.routes() {
                let destination = route.destination_cidr_block().or(route.destination_ipv6_cidr_block());
                let destination = destination.or(route.destination_prefix_list_id());
                let id = Id::joined([table.route_table_id().unwrap_or_default(), destination.unwrap_or_default()]);
                if wanted.contains(&id) {
                    found.push(state_of(id, table, route)?);
                }
            }
        }
        Ok(found)
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let call = cx.api().ec2().replace_route();
        retry!(cx, TARGET_NOT_READY, with_target!(call, &change.new))?;
        cx.until_ready(id).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let parts = id.parts();
        let [table, destination] = parts.as_slice() else {
            return Err(ProviderError::new(ErrorKind::Internal, format!("`{id}` is not the id of a route")));
        };
        // A route whose target was deleted stays as a blackhole until it is deleted.
        let call = cx.api().ec2().delete_route().route_table_id(*table);
        let call = if destination.starts_with("pl-") {
            call.destination_prefix_list_id(*destination)
        } else if destination.contains(':') {
            call.destination_ipv6_cidr_block(*destination)
        } else {
            call.destination_cidr_block(*destination)
        };
        retry!(cx, &[], call).ignore_not_found()
    }
}

impl Identity<Self> for Route {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// A table has one route to a destination. It counts as created if it has the same target.
    async fn find(cx: &OperationContext<Self>, props: &RouteProps) -> Result<Vec<Id>> {
        let found = Self::read(cx, &[props.id()]).await?;
        Ok(found.into_iter().filter(|found| found.props.target() == props.target()).map(|found| found.id).collect())
    }
}

fn state_of(id: Id, table: &sdk::RouteTable, route: &sdk::Route) -> Result<ResourceState<Route>> {
    let route_table_id: RouteTableId = parsed("route_table_id", table.route_table_id())?;
    // EC2 returns endpoints as gateways.
    let gateway = |prefix: &str| route.gateway_id().filter(|id| id.starts_with(prefix));
    let props = RouteProps {
        route_table_id: route_table_id.clone(),
        destination_cidr_block: parsed("destination_cidr_block", route.destination_cidr_block())?,
        destination_ipv6_cidr_block: parsed("destination_ipv6_cidr_block", route.destination_ipv6_cidr_block())?,
        destination_prefix_list_id: route.destination_prefix_list_id().map(PrefixListId::new),
        gateway_id: gateway("igw-").map(InternetGatewayId::new),
        nat_gateway_id: route.nat_gateway_id().map(NatGatewayId::new),
        transit_gateway_id: route.transit_gateway_id().map(TransitGatewayId::new),
        vpc_peering_connection_id: route.vpc_peering_connection_id().map(VpcPeeringConnectionId::new),
        vpc_endpoint_id: gateway("vpce-").map(VpcEndpointId::new),
        egress_only_gateway_id: route.egress_only_internet_gateway_id().map(EgressOnlyInternetGatewayId::new),
        // A route to an interface of a NAT gateway or an instance has it beside its own target.
        network_interface_id: route
            .network_interface_id()
            .filter(|_| route.nat_gateway_id().is_none())
            .map(str::to_owned),
    };
    let status = match route.state() {
        Some(RouteState::Active) => Status::Ready,
        state => Status::Pending(state.map_or("unknown", RouteState::as_str).to_owned()),
    };
    Ok(ResourceState { id, props, attrs: RouteAttrs { route_table_id }, status })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route() -> RouteProps {
        RouteProps {
            route_table_id: RouteTableId::new("rtb-1"),
            destination_cidr_block: "0.0.0.0/0".parse().ok(),
            destination_prefix_list_id: None,
            gateway_id: Some(InternetGatewayId::new("igw-1")),
            nat_gateway_id: None,
            transit_gateway_id: None,
            vpc_peering_connection_id: None,
            vpc_endpoint_id: None,
            destination_ipv6_cidr_block: None,
            egress_only_gateway_id: None,
            network_interface_id: None,
        }
    }

    #[test]
    fn a_route_has_exactly_one_destination_and_one_target() {
        assert!(Route::check(&route()).is_empty());
        let two = RouteProps { nat_gateway_id: Some(NatGatewayId::new("nat-1")), ..route() };
        assert!(Route::check(&two)[0].contains("has 2"));
        let none = RouteProps { gateway_id: None, ..route() };
        assert!(Route::check(&none)[0].contains("has 0"));
        let nowhere = RouteProps { destination_cidr_block: None, ..route() };
        assert!(Route::check(&nowhere)[0].contains("one destination"));
        let both = RouteProps { destination_ipv6_cidr_block: "::/0".parse().ok(), ..route() };
        assert!(Route::check(&both)[0].contains("one destination"));
        let gateway = Some(EgressOnlyInternetGatewayId::new("eigw-1"));
        let ipv4 = RouteProps { egress_only_gateway_id: gateway, gateway_id: None, ..route() };
        assert!(Route::check(&ipv4)[0].contains("a target for IPv6"));
    }
}
