//! Transit gateways: one per region, attached to VPCs and peered with those of other regions.

mod accepter;
mod association;
mod gateway;
mod link;
mod peering;
mod propagation;
mod route;
mod route_table;
mod vpc_attachment;

use aws_sdk_ec2::types::{ResourceType, TransitGatewayAttachmentState};

use super::common::{find_by_token, list_by_stack, list_described};
use crate::lookup::Describe;
use crate::prelude::*;

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

/// EC2's error code while a related resource is being created, changed or deleted.
const CONFLICT_CODES: &[&str] = &["IncorrectState"];

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

/// [`ByOwnershipTag`](super::ByOwnershipTag) for attachments. All kinds share one type of tag, so resources that the calls
/// of a kind do not describe are left out.
#[derive(Clone, Copy, Debug)]
pub struct AttachmentByTag;

impl<R: Describe> Identity<R> for AttachmentByTag {
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;

    /// By tag only: an attachment between the same resources may have another owner.
    async fn find(cx: &OperationContext<R>, _: &R::Props) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::TransitGatewayAttachment).await
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        if cx.lists_every_owner() {
            return list_described::<R>(cx).await;
        }
        let ids = list_by_stack(cx, ResourceType::TransitGatewayAttachment).await?;
        if ids.is_empty() {
            return Ok(ids);
        }
        let status = R::status(cx, &ids).await?;
        Ok(ids.into_iter().zip(status).filter(|(_, status)| *status != Status::Absent).map(|(id, _)| id).collect())
    }
}

/// EC2's value for an option. Each option has its own enum with the same two values.
fn word<T: for<'a> From<&'a str>>(on: bool) -> T {
    T::from(if on { "enable" } else { "disable" })
}

/// Whether an option is enabled.
fn is_on<T: AsRef<str>>(option: Option<&T>) -> bool {
    option.is_some_and(|word| word.as_ref() == "enable")
}
