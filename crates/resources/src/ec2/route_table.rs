//! `aws:ec2/RouteTable`: the routes of subnets.

use std::sync::Arc;

use aws_sdk_ec2::types::{self as sdk, ResourceType};

use super::blockers::IN_USE;
use super::common::{ByOwnershipTag, describe_all, ec2_described, filter, tag_specification, update_tags_only};
use crate::aws::STACK_TAG;
use crate::prelude::*;

/// The properties of a route table. Its routes are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RouteTableProps {
    /// The VPC.
    #[arg(replace = "a route table cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A route table (`CreateRouteTable`). It contains the local route of the VPC from the start.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html>
#[resource("aws:ec2/RouteTable", props = RouteTableProps)]
pub struct RouteTable {
    /// The id.
    pub id: RouteTableId,
    /// The VPC.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

impl Resource for RouteTable {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_route_table", "{id}")])
            .typical(Seconds::each(1))
            .timeouts(Seconds { create: 300, update: 300, delete: 600 })
            .visible_within_secs(300)
        // EC2 keeps a client token for about a day. Tags are looked up first and have no time limit.
    }

    async fn create(cx: &OperationContext<Self>, props: &RouteTableProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let api = cx.api().ec2();
                let call = api
                    .create_route_table()
                    .client_token(cx.token())
                    .vpc_id(props.vpc_id.as_str())
                    .tag_specifications(tag_specification(cx, ResourceType::RouteTable, &props.tags));
                let response = send!(cx, call)?;
                id_in(response.route_table().and_then(sdk::RouteTable::route_table_id))
            })
            .await?;
        Ok(RouteTableAttrs { id: RouteTableId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // A deleted association may still count for a moment.
        let call = cx.api().ec2().delete_route_table().route_table_id(id.as_str());
        retry!(cx, IN_USE, call).ignore_not_found()
    }
}

ec2_described! {
    RouteTable: sdk::RouteTable, route_table_id,
    describe: |cx, ids| {
        let mut tables = describe(cx, ids).await?;
        // A list of every owner has the default tables as a type of their own.
        tables.retain(|table| !ids.is_empty() || !is_main(table));
        Ok(tables)
    };
    state: |table, tags| {
        let vpc_id: VpcId = parsed("vpc_id", table.vpc_id())?;
        let attrs = RouteTableAttrs { id: parsed("id", table.route_table_id())?, vpc_id: vpc_id.clone() };
        Ok((RouteTableProps { vpc_id, tags: own_tags(tags) }, attrs))
    },
}

/// Whether subnets use this table that are associated with no other.
pub(super) fn is_main(table: &sdk::RouteTable) -> bool {
    table.associations().iter().any(|association| association.main() == Some(true))
}

/// Route tables with their routes and associations, from which [`Route`](super::Route) and
/// [`RouteTableAssociation`](super::RouteTableAssociation) are read too.
pub(super) async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::RouteTable>> {
    let ours = owned(cx).await?;
    let (known, others): (Vec<Id>, Vec<Id>) = ids.iter().cloned().partition(|id| ours.contains_key(id.as_str()));
    let mut found: Vec<sdk::RouteTable> = describe_all!(cx, others, describe_route_tables, "route-table-id")?;
    found.extend(known.iter().filter_map(|id| ours.get(id.as_str()).cloned()));
    Ok(found)
}

/// In a read batch, the route tables that this stack owns, by id; three types are read from them. Outside a batch, none.
pub(super) async fn owned(cx: &ReadContext<Aws>) -> Result<Arc<BTreeMap<String, sdk::RouteTable>>> {
    let tables = cx.cached_bulk("route tables", || async {
        let ours = filter(&format!("tag:{STACK_TAG}"), [cx.stack()]);
        let tables = list_all!(cx, cx.api().ec2().describe_route_tables().filters(ours))?;
        Ok(tables.into_iter().filter_map(|table| Some((table.route_table_id.clone()?, table))).collect())
    });
    Ok(tables.await?.unwrap_or_default())
}
