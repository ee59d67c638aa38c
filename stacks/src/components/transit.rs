//! Private traffic between the regions: a transit gateway in each, peered, with routes both ways.

use archipel::aws::ec2::*;
use archipel::prelude::*;

use super::{Network, RegionContext};
use crate::config;

/// The transit gateways.
pub struct Transit;

/// A region's transit gateway, attached to its VPC.
struct End {
    scope: Scope,
    gateway: TransitGateway,
    attachment: TransitGatewayVpcAttachment,
    table: TransitGatewayRouteTable,
}

impl Transit {
    /// Connects the networks of two regions.
    pub fn connect(contexts: PerRegion<&RegionContext>, networks: PerRegion<&Network>, settings: &config::Transit) {
        let asn = PerRegion::new(settings.asn, settings.asn + 1);
        let ends = contexts.zip(networks).zip(asn).map(|((context, network), asn)| End::new(context, network, asn));
        let PerRegion { primary: first, secondary: second } = &ends;

        let peering = TransitGatewayPeeringAttachment::new(
            &first.scope,
            "peering",
            TransitGatewayPeeringAttachmentArgs::new(
                first.gateway.id(),
                second.gateway.id(),
                second.scope.region(),
                &contexts.primary.account,
            ),
        );
        let accepted = TransitGatewayPeeringAccepter::new(
            &second.scope,
            "peering",
            TransitGatewayPeeringAccepterArgs::new(peering.id()),
        );
        for ((end, network), other) in ends.as_ref().zip(networks).zip(contexts.swapped()) {
            end.route_to(other.cidr, network, &accepted);
        }
    }
}

impl End {
    fn new(context: &RegionContext, network: &Network, asn: i64) -> Self {
        let scope = context.scope.component("transit");
        let name = [("Name", context.prefix())];
        let gateway =
            TransitGateway::new(&scope, "main", TransitGatewayArgs::default().amazon_side_asn(asn).tags(name.clone()));
        let attachment = TransitGatewayVpcAttachment::new(
            &scope,
            "vpc",
            TransitGatewayVpcAttachmentArgs::new(gateway.id(), network.vpc.id(), network.private_subnet_ids())
                .tags(name.clone()),
        );
        let table =
            TransitGatewayRouteTable::new(&scope, "main", TransitGatewayRouteTableArgs::new(gateway.id()).tags(name));
        TransitGatewayRouteTableAssociation::new(
            &scope,
            "vpc",
            TransitGatewayRouteTableAssociationArgs::new(table.id(), attachment.id()),
        );
        TransitGatewayRouteTablePropagation::new(
            &scope,
            "vpc",
            TransitGatewayRouteTablePropagationArgs::new(table.id(), attachment.id()),
        );
        Self { scope, gateway, attachment, table }
    }

    /// Adds the routes: to the other region over the peering, and from the private subnets to the gateway.
    fn route_to(&self, range: Cidr, network: &Network, peering: &TransitGatewayPeeringAccepter) {
        TransitGatewayRouteTableAssociation::new(
            &self.scope,
            "peering",
            TransitGatewayRouteTableAssociationArgs::new(self.table.id(), peering.id()),
        );
        TransitGatewayRoute::new(
            &self.scope,
            "peer",
            TransitGatewayRouteArgs::new(self.table.id(), range).transit_gateway_attachment_id(peering.id()),
        );
        for (zone, table) in network.private_tables.iter().enumerate() {
            Route::with_options(
                &self.scope,
                format!("private-{zone}"),
                RouteArgs::new(table.id()).destination_cidr_block(range).transit_gateway_id(self.gateway.id()),
                // EC2 refuses a route to a gateway that is not attached to the VPC, and no property expresses this.
                Options::new().depends_on(&self.attachment),
            );
        }
    }
}
