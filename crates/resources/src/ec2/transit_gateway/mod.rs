//! Transit gateways: a gateway a region, attached to VPCs and peered with those of other regions.

mod accepter;
mod association;
mod gateway;
mod link;
mod peering;
mod propagation;
mod route;
mod route_table;
mod vpc_attachment;

pub use accepter::{
    TransitGatewayPeeringAccepter, TransitGatewayPeeringAccepterArgs, TransitGatewayPeeringAccepterAttrs,
    TransitGatewayPeeringAccepterProps,
};
pub use association::{
    TransitGatewayRouteTableAssociation, TransitGatewayRouteTableAssociationArgs,
    TransitGatewayRouteTableAssociationAttrs, TransitGatewayRouteTableAssociationProps,
};
pub use gateway::{TransitGateway, TransitGatewayArgs, TransitGatewayAttrs, TransitGatewayProps};
pub use peering::{
    TransitGatewayPeeringAttachment, TransitGatewayPeeringAttachmentArgs, TransitGatewayPeeringAttachmentAttrs,
    TransitGatewayPeeringAttachmentProps,
};
pub use propagation::{
    TransitGatewayRouteTablePropagation, TransitGatewayRouteTablePropagationArgs,
    TransitGatewayRouteTablePropagationAttrs, TransitGatewayRouteTablePropagationProps,
};
pub use route::{TransitGatewayRoute, TransitGatewayRouteArgs, TransitGatewayRouteAttrs, TransitGatewayRouteProps};
pub use route_table::{
    TransitGatewayRouteTable, TransitGatewayRouteTableArgs, TransitGatewayRouteTableAttrs,
    TransitGatewayRouteTableProps,
};
pub use vpc_attachment::{
    TransitGatewayVpcAttachment, TransitGatewayVpcAttachmentArgs, TransitGatewayVpcAttachmentAttrs,
    TransitGatewayVpcAttachmentProps,
};

use archipel_engine::resource::{Registry, Status};
use aws_sdk_ec2::types::TransitGatewayAttachmentState;

use crate::aws::Aws;

/// Adds the types of transit gateways.
pub(super) fn register(registry: Registry<Aws>) -> Registry<Aws> {
    registry
        .resource::<TransitGateway>()
        .resource::<TransitGatewayVpcAttachment>()
        .resource::<TransitGatewayPeeringAttachment>()
        .resource::<TransitGatewayPeeringAccepter>()
        .resource::<TransitGatewayRouteTable>()
        .resource::<TransitGatewayRouteTableAssociation>()
        .resource::<TransitGatewayRouteTablePropagation>()
        .resource::<TransitGatewayRoute>()
}

/// What a gateway answers while something it is part of is still being made, changed or deleted.
const BUSY: &[&str] = &["IncorrectState"];

/// The status of an attachment; deleted ones stay visible for hours.
fn attachment_status(state: Option<&TransitGatewayAttachmentState>, reason: Option<&str>) -> Status {
    use TransitGatewayAttachmentState as S;
    match state {
        Some(S::Available) => Status::Ready,
        Some(S::Deleted) => Status::Absent,
        Some(S::Deleting) => Status::Deleting("deleting".to_owned()),
        Some(state @ (S::Failed | S::Failing | S::Rejected | S::Rejecting | S::RollingBack)) => {
            Status::Failed(reason.unwrap_or(state.as_str()).to_owned())
        }
        state => Status::Pending(state.map_or("pending", S::as_str).to_owned()),
    }
}
