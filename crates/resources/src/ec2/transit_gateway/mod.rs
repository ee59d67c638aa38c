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

use archipel_engine::resource::{ErrorKind, Id, ProviderError, ReadContext, Resource, Result, Status};
use aws_sdk_ec2::types::{ResourceType, TransitGatewayAttachmentState};

use super::common::list_by_stack;
use crate::aws::Aws;

crate::service! {
    resources {
        accepter: TransitGatewayPeeringAccepter;
        association: TransitGatewayRouteTableAssociation;
        gateway: TransitGateway;
        peering: TransitGatewayPeeringAttachment;
        propagation: TransitGatewayRouteTablePropagation;
        route: TransitGatewayRoute;
        route_table: TransitGatewayRouteTable;
        vpc_attachment: TransitGatewayVpcAttachment;
    }
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
            Status::Failed(reason.filter(|reason| !reason.is_empty()).unwrap_or(state.as_str()).to_owned())
        }
        state => Status::Pending(state.map_or("pending", S::as_str).to_owned()),
    }
}

/// The attachments of one kind that this stack owns. All kinds share one type of tag: what this kind's calls do not
/// know is of another.
async fn list_attachments<R: Resource<Api = Aws>>(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
    let ids = list_by_stack(cx, ResourceType::TransitGatewayAttachment).await?;
    if ids.is_empty() {
        return Ok(ids);
    }
    let status = R::status(cx, &ids).await?;
    Ok(ids.into_iter().zip(status).filter(|(_, status)| *status != Status::Absent).map(|(id, _)| id).collect())
}

/// A create that is refused because what it is part of is being changed: not yet. For creates that must not be sent
/// twice, so that `eventually` is not for them.
fn not_yet_while_busy(mut error: ProviderError) -> ProviderError {
    if error.has_code(BUSY) {
        error.kind = ErrorKind::NotYet;
    }
    error
}

/// EC2's word for an option that is on or off: each option has an enum of its own for the same two.
fn word<T: for<'a> From<&'a str>>(on: bool) -> T {
    T::from(if on { "enable" } else { "disable" })
}

/// Whether an option's word says that it is on.
fn is_on<T: AsRef<str>>(option: Option<&T>) -> bool {
    option.is_some_and(|word| word.as_ref() == "enable")
}
