//! `aws:ec2/TransitGatewayRouteTable`: which way a transit gateway sends traffic.

use aws_sdk_ec2::types::{self as sdk, ResourceType, TransitGatewayRouteTableState};

use super::super::common::{
    ByOwnershipTag, create_and_wait, delete_until_gone, describe_all, status_by_describe, tag_specification, tags_of,
    update_tags_only,
};
use super::{BUSY, not_yet_while_busy};
use crate::prelude::*;

/// What a transit gateway's route table is made of.
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
            Ok(response.map_err(not_yet_while_busy)?.transit_gateway_route_table)
        };
        let id_of = sdk::TransitGatewayRouteTable::transit_gateway_route_table_id;
        let (id, _) = create_and_wait(cx, props, call, id_of, status_of, |cx, ids| Box::pin(describe(cx, ids))).await?;
        Ok(TransitGatewayRouteTableAttrs { id: TransitGatewayRouteTableId::new(id.as_str()) })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let tables = describe(cx, ids).await?;
        tables
            .iter()
            .map(|table| (table, status_of(table)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(table, status)| {
                let props = TransitGatewayRouteTableProps {
                    transit_gateway_id: parsed("transit_gateway_id", table.transit_gateway_id())?,
                    tags: tags_of(table.tags()),
                };
                let id: TransitGatewayRouteTableId = parsed("id", table.transit_gateway_route_table_id())?;
                Ok(ResourceState {
                    id: Id::new(id.as_str()),
                    props,
                    attrs: TransitGatewayRouteTableAttrs { id },
                    status,
                })
            })
            .collect()
    }

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        delete_until_gone(cx, id, BUSY, || async {
            let call = cx.api().ec2().delete_transit_gateway_route_table().transit_gateway_route_table_id(id.as_str());
            send!(cx, call)
        })
        .await
    }

    status_by_describe!(sdk::TransitGatewayRouteTable::transit_gateway_route_table_id, status_of);
}

async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGatewayRouteTable>> {
    describe_all!(cx, ids, describe_transit_gateway_route_tables, "transit-gateway-route-table-id")
}

fn status_of(table: &sdk::TransitGatewayRouteTable) -> Status {
    match table.state() {
        Some(TransitGatewayRouteTableState::Available) => Status::Ready,
        Some(TransitGatewayRouteTableState::Deleted) => Status::Absent,
        Some(TransitGatewayRouteTableState::Deleting) => Status::Deleting("deleting".to_owned()),
        state => Status::Pending(state.map_or("pending", TransitGatewayRouteTableState::as_str).to_owned()),
    }
}
