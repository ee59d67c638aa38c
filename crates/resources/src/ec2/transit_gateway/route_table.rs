//! `aws:ec2/TransitGatewayRouteTable`: a route table of a transit gateway.

use aws_sdk_ec2::types::{self as sdk, ResourceType, TransitGatewayRouteTableState};

use super::super::common::{ByOwnershipTag, create_and_wait, ec2_described, tag_specification, update_tags_only};
use super::CONFLICT_CODES;
use crate::prelude::*;

/// The properties of a transit gateway's route table.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayRouteTableProps {
    /// The gateway.
    #[arg(replace = "a table belongs to one gateway")]
    pub transit_gateway_id: TransitGatewayId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A transit gateway's route table (`CreateTransitGatewayRouteTable`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayRouteTable.html>
#[resource("aws:ec2/TransitGatewayRouteTable", props = TransitGatewayRouteTableProps)]
pub struct TransitGatewayRouteTable {
    /// The id.
    pub id: TransitGatewayRouteTableId,
}

impl Resource for TransitGatewayRouteTable {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ec2_transit_gateway_route_table", "{id}")])
            .typical(Seconds { create: 40, update: 2, delete: 30 })
            .timeouts(Seconds { create: 600, update: 300, delete: 600 })
            .polling(PollInterval { first_millis: 500, max_secs: 10 })
            .visible_within_secs(300)
    }

    async fn create(cx: &OperationContext<Self>, props: &TransitGatewayRouteTableProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .create_transit_gateway_route_table()
                .transit_gateway_id(props.transit_gateway_id.as_str())
                .tag_specifications(tag_specification(cx, ResourceType::TransitGatewayRouteTable, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()));
            Ok(retry_on(response, CONFLICT_CODES)?.transit_gateway_route_table)
        };
        let (id, _) = create_and_wait(cx, props, call).await?;
        Ok(TransitGatewayRouteTableAttrs { id: TransitGatewayRouteTableId::new(id.as_str()) })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        delete_and_wait(cx, id, CONFLICT_CODES, Failed::Disappears, || async {
            let call = cx.api().ec2().delete_transit_gateway_route_table().transit_gateway_route_table_id(id.as_str());
            send!(cx, call)
        })
        .await
    }
}

ec2_described! {
    TransitGatewayRouteTable: sdk::TransitGatewayRouteTable, transit_gateway_route_table_id,
    status: status_of,
    by: describe_transit_gateway_route_tables "transit-gateway-route-table-id";
    state: |table, tags| {
        let transit_gateway_id = parsed("transit_gateway_id", table.transit_gateway_id())?;
        let id = parsed("id", table.transit_gateway_route_table_id())?;
        let props = TransitGatewayRouteTableProps { transit_gateway_id, tags: own_tags(tags) };
        Ok((props, TransitGatewayRouteTableAttrs { id }))
    },
}

fn status_of(table: &sdk::TransitGatewayRouteTable) -> Status {
    match table.state() {
        Some(TransitGatewayRouteTableState::Available) => Status::Ready,
        Some(TransitGatewayRouteTableState::Deleted) => Status::Absent,
        Some(TransitGatewayRouteTableState::Deleting) => Status::Deleting("deleting".to_owned()),
        state => Status::Pending(state.map_or("pending", TransitGatewayRouteTableState::as_str).to_owned()),
    }
}
