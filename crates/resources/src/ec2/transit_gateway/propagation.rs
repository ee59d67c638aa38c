//! `aws:ec2/TransitGatewayRouteTablePropagation`: which table learns an attachment's ranges.

use aws_sdk_ec2::types::TransitGatewayPropagationState;

use super::super::common::delete_until_gone;
use super::{BUSY, link};
use crate::prelude::*;

/// What a propagation ties together.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayRouteTablePropagationProps {
    /// The table.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_route_table_id: TransitGatewayRouteTableId,
    /// The attachment.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_attachment_id: TransitGatewayAttachmentId,
}

/// A table that learns the ranges of an attachment (`EnableTransitGatewayRouteTablePropagation`). Peerings have none:
/// their routes are static.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableTransitGatewayRouteTablePropagation.html>
#[resource("aws:ec2/TransitGatewayRouteTablePropagation", props = TransitGatewayRouteTablePropagationProps)]
pub struct TransitGatewayRouteTablePropagation {
    /// The attachment. Known once this is in force: what depends on it is to use this, and not the attachment's own
    /// id.
    pub attachment_id: TransitGatewayAttachmentId,
}

link::table_link! {
    TransitGatewayRouteTablePropagation, TransitGatewayRouteTablePropagationProps, TransitGatewayRouteTablePropagationAttrs,
    unique: &[&["transit_gateway_route_table_id", "transit_gateway_attachment_id"]],
    terraform: "aws_ec2_transit_gateway_route_table_propagation",
    create: enable_transit_gateway_route_table_propagation => propagation,
    list: get_transit_gateway_route_table_propagations,
    delete: disable_transit_gateway_route_table_propagation,
    states: TransitGatewayPropagationState { ready: Enabled, deleting: Disabling, deleted: Disabled }
}
