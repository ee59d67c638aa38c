//! `aws:ec2/DefaultRouteTable`: the route table that comes with a VPC.

use aws_sdk_ec2::types as sdk;

use super::adopted::{adopt, give_back};
use super::common::{ByOwnershipTag, describe_all, ec2_described, filter, update_tags_only};
use super::route_table::is_main;
use crate::prelude::*;

/// The properties of the default route table of a VPC. Its routes are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct DefaultRouteTableProps {
    /// The VPC.
    #[arg(replace = "each VPC has its own default route table")]
    pub vpc_id: VpcId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The main route table of a VPC, which its subnets use that are associated with no other. It cannot be created or deleted: a
/// create takes the table over (`CreateTags`) with the routes that it has, and a delete removes the tags only. EC2 deletes
/// the table with its VPC.
///
/// A new VPC's table has the local routes alone. Declare further ones as [`Route`](super::Route); a program that wants none,
/// so that a forgotten subnet reaches nothing outside of the VPC, need not declare the table.
///
/// <https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#main-route-table>
#[resource("aws:ec2/DefaultRouteTable", props = DefaultRouteTableProps)]
pub struct DefaultRouteTable {
    /// The id.
    pub id: RouteTableId,
    /// The VPC.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

impl Resource for DefaultRouteTable {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_default_route_table", "{id}")])
            .typical(Seconds::each(1))
            .timeouts(Seconds::each(300))
            .visible_within_secs(300)
            .unique(&[&["vpc_id"]])
    }

    async fn create(cx: &OperationContext<Self>, props: &DefaultRouteTableProps) -> Result<Self::Attrs> {
        let of_vpc = || async {
            let call = cx.api().ec2().describe_route_tables().filters(filter("vpc-id", [props.vpc_id.as_str()]));
            let response = send!(cx, call.filters(filter("association.main", ["true"])))?;
            let table = response.route_tables().first();
            Ok(table.and_then(|table| Some((Id::new(table.route_table_id()?), all_tags(table.tags())))))
        };
        let id = adopt(cx, props, &props.tags, of_vpc).await?;
        Ok(DefaultRouteTableAttrs { id: RouteTableId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    reads!(read, status);

    update_tags_only!();

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        give_back(cx, id, &last.props.tags).await
    }
}

ec2_described! {
    DefaultRouteTable: sdk::RouteTable, route_table_id,
    describe: |cx, ids| {
        let mut tables: Vec<sdk::RouteTable> = describe_all!(cx, ids, describe_route_tables, "route-table-id")?;
        // A table that was taken over stays the resource when the VPC gets another main table.
        tables.retain(|table| is_main(table) || is_of_type::<DefaultRouteTable>(&all_tags(table.tags())));
        Ok(tables)
    };
    state: |table, tags| {
        let vpc_id: VpcId = parsed("vpc_id", table.vpc_id())?;
        let attrs = DefaultRouteTableAttrs { id: parsed("id", table.route_table_id())?, vpc_id: vpc_id.clone() };
        Ok((DefaultRouteTableProps { vpc_id, tags: own_tags(tags) }, attrs))
    },
}
