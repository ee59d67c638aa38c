//! `aws:ec2/TransitGatewayRouteTablePropagation`: the route table that receives an attachment's ranges.

use aws_sdk_ec2::types::{self as sdk, TransitGatewayPropagationState};

use super::{CONFLICT_CODES, link};
use crate::prelude::*;

/// The properties of a propagation.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayRouteTablePropagationProps {
    /// The route table.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_route_table_id: TransitGatewayRouteTableId,
    /// The attachment.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_attachment_id: TransitGatewayAttachmentId,
}

/// A route table that receives the ranges of an attachment (`EnableTransitGatewayRouteTablePropagation`). Peerings have
/// none: they need static routes.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableTransitGatewayRouteTablePropagation.html>
#[resource("aws:ec2/TransitGatewayRouteTablePropagation", props = TransitGatewayRouteTablePropagationProps)]
pub struct TransitGatewayRouteTablePropagation {
    /// The attachment, known once the link is active: resources that depend on the link use this output, not the
    /// attachment's own id.
    pub attachment_id: TransitGatewayAttachmentId,
}

link::table_link! {
    TransitGatewayRouteTablePropagation, TransitGatewayRouteTablePropagationProps, TransitGatewayRouteTablePropagationAttrs,
    unique: &[&["transit_gateway_route_table_id", "transit_gateway_attachment_id"]],
    terraform: "aws_ec2_transit_gateway_route_table_propagation",
    create: enable_transit_gateway_route_table_propagation => propagation,
    list: get_transit_gateway_route_table_propagations => TransitGatewayRouteTablePropagation,
    delete: disable_transit_gateway_route_table_propagation,
    states: TransitGatewayPropagationState { ready: Enabled, deleting: Disabling, deleted: Disabled }
}
