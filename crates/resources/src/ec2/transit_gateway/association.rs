//! `aws:ec2/TransitGatewayRouteTableAssociation`: the route table of an attachment's traffic.

use aws_sdk_ec2::types::{self as sdk, TransitGatewayAssociationState};

use super::{CONFLICT_CODES, link};
use crate::prelude::*;

/// The properties of an association.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayRouteTableAssociationProps {
    /// The route table.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_route_table_id: TransitGatewayRouteTableId,
    /// The attachment.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_attachment_id: TransitGatewayAttachmentId,
}

/// The route table for traffic from an attachment (`AssociateTransitGatewayRouteTable`). An attachment has one.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateTransitGatewayRouteTable.html>
#[resource("aws:ec2/TransitGatewayRouteTableAssociation", props = TransitGatewayRouteTableAssociationProps)]
pub struct TransitGatewayRouteTableAssociation {
    /// The attachment, known once the link is active: resources that depend on the link use this output, not the
    /// attachment's own id.
    pub attachment_id: TransitGatewayAttachmentId,
}

link::table_link! {
    TransitGatewayRouteTableAssociation, TransitGatewayRouteTableAssociationProps, TransitGatewayRouteTableAssociationAttrs,
    unique: &[&["transit_gateway_attachment_id"]],
    terraform: "aws_ec2_transit_gateway_route_table_association",
    create: associate_transit_gateway_route_table => association,
    list: get_transit_gateway_route_table_associations => TransitGatewayRouteTableAssociation,
    delete: disassociate_transit_gateway_route_table,
    states: TransitGatewayAssociationState { ready: Associated, deleting: Disassociating, deleted: Disassociated }
}
