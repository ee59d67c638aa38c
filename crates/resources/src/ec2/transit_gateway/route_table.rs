//! `aws:ec2/TransitGatewayRouteTable`: which way a transit gateway sends traffic.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{self as sdk, ResourceType, TransitGatewayRouteTableState};

use super::super::common::{
    delete_until_gone, describe_all, find_by_token, in_order, list_by_stack, made, parsed, sync_tags,
    tag_specification, tags_of,
};
use super::{BUSY, not_yet_while_busy};
use crate::aws::{Answer, Aws, once};
use crate::types::{TransitGatewayId, TransitGatewayRouteTableId};

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

    fn meta() -> Meta {
        Meta::new("ec2")
            .terraform(&[("aws_ec2_transit_gateway_route_table", "{id}")])
            .typical(40, 2, 30)
            .timeouts(600, 300, 600)
            .polling(500, 10)
            .visible_within(300)
            .actions(Actions {
                create: &["ec2:CreateTransitGatewayRouteTable", "ec2:CreateTags"],
                read: &["ec2:DescribeTransitGatewayRouteTables", "ec2:DescribeTags"],
                update: &["ec2:CreateTags", "ec2:DeleteTags"],
                delete: &["ec2:DeleteTransitGatewayRouteTable"],
            })
    }

    async fn create(cx: &OpCx<Self>, props: &TransitGatewayRouteTableProps) -> Result<TransitGatewayRouteTableAttrs> {
        let call = || async {
            let call = cx
                .api()
                .ec2()
                .create_transit_gateway_route_table()
                .transit_gateway_id(props.transit_gateway_id.as_str())
                .tag_specifications(tag_specification(cx, ResourceType::TransitGatewayRouteTable, &props.tags));
            let told = call.customize().config_override(once::ec2()).send().await.answer(cx.region());
            Ok(told.map_err(not_yet_while_busy)?.transit_gateway_route_table)
        };
        let id_of = sdk::TransitGatewayRouteTable::transit_gateway_route_table_id;
        let (id, _) = made(cx, props, call, id_of, status_of, |cx, ids| Box::pin(describe(cx, ids))).await?;
        Ok(TransitGatewayRouteTableAttrs { id: TransitGatewayRouteTableId::new(id.as_str()) })
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
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
                Ok(Seen { id: Id::new(id.as_str()), props, attrs: TransitGatewayRouteTableAttrs { id }, status })
            })
            .collect()
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<TransitGatewayRouteTableProps, TransitGatewayRouteTableAttrs>,
    ) -> Result<TransitGatewayRouteTableAttrs> {
        sync_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(
        cx: &OpCx<Self>,
        id: &Id,
        _: &Last<TransitGatewayRouteTableProps, TransitGatewayRouteTableAttrs>,
    ) -> Result<()> {
        delete_until_gone(cx, id, BUSY, || async {
            let call = cx.api().ec2().delete_transit_gateway_route_table().transit_gateway_route_table_id(id.as_str());
            call.send().await.answer(cx.region())
        })
        .await
    }

    async fn find(cx: &OpCx<Self>, _: &TransitGatewayRouteTableProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::TransitGatewayRouteTable).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::TransitGatewayRouteTable).await
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let tables = describe(cx, ids).await?;
        Ok(in_order(ids, &tables, sdk::TransitGatewayRouteTable::transit_gateway_route_table_id, status_of))
    }
}

async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGatewayRouteTable>> {
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
