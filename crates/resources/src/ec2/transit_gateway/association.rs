//! `aws:ec2/TransitGatewayRouteTableAssociation`: which table an attachment's traffic is routed by.

use aws_sdk_ec2::types::TransitGatewayAssociationState;

use super::super::common::delete_until_gone;
use super::{BUSY, link};
use crate::prelude::*;

/// What an association ties together.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayRouteTableAssociationProps {
    /// The table.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_route_table_id: TransitGatewayRouteTableId,
    /// The attachment.
    #[arg(replace = "it is named by its table and attachment")]
    pub transit_gateway_attachment_id: TransitGatewayAttachmentId,
}

/// The table by which traffic from an attachment is routed (`AssociateTransitGatewayRouteTable`): one for each
/// attachment.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateTransitGatewayRouteTable.html>
#[resource("aws:ec2/TransitGatewayRouteTableAssociation", props = TransitGatewayRouteTableAssociationProps)]
pub struct TransitGatewayRouteTableAssociation {
    /// The attachment. Known once this is in force: what depends on it is to use this, and not the attachment's own
    /// id.
    pub attachment_id: TransitGatewayAttachmentId,
}

link::table_link! {
    TransitGatewayRouteTableAssociation, TransitGatewayRouteTableAssociationProps, TransitGatewayRouteTableAssociationAttrs,
    unique: &[&["transit_gateway_attachment_id"]],
    terraform: "aws_ec2_transit_gateway_route_table_association",
    create: associate_transit_gateway_route_table => association,
    list: get_transit_gateway_route_table_associations,
    delete: disassociate_transit_gateway_route_table,
    states: TransitGatewayAssociationState { ready: Associated, deleting: Disassociating, deleted: Disassociated }
}
