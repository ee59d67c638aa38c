//! `aws:ec2/RouteTable`: where a subnet's traffic goes.

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{self as sdk, ResourceType};

use super::blockers::IN_USE;
use super::common::{
    describe_all, filter, find_by_token, id_in, list_by_stack, parsed, sync_tags, tag_specification, tags_of,
};
use crate::aws::{Answer, Aws, OrGone, STACK_TAG, list_all};
use crate::types::{RouteTableId, VpcId};

/// What a route table is made of. Its routes are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RouteTableProps {
    /// The VPC it is for.
    #[arg(replace = "a route table cannot move to another VPC")]
    pub vpc_id: VpcId,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A table of routes (`CreateRouteTable`). Traffic inside the VPC has a route in it from the start.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html>
#[resource("aws:ec2/RouteTable", props = RouteTableProps)]
pub struct RouteTable {
    /// The id.
    pub id: RouteTableId,
    /// The VPC it is for.
    #[attr(input = "vpc_id")]
    pub vpc_id: VpcId,
}

impl Resource for RouteTable {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2")
            .terraform(&[("aws_route_table", "{id}")])
            .typical(1, 1, 1)
            .timeouts(300, 300, 600)
            .visible_within(300)
            // EC2 knows a client token for about a day. The tags are looked up first, and tell it for ever.
            .identity(Identity::OwnershipTag)
            .actions(Actions {
                create: &["ec2:CreateRouteTable", "ec2:CreateTags"],
                read: &["ec2:DescribeRouteTables", "ec2:DescribeTags"],
                update: &["ec2:CreateTags", "ec2:DeleteTags"],
                delete: &["ec2:DeleteRouteTable"],
            })
    }

    async fn create(cx: &OpCx<Self>, props: &RouteTableProps) -> Result<RouteTableAttrs> {
        let id = cx
            .allocate(props, || async {
                let call = cx
                    .api()
                    .ec2()
                    .create_route_table()
                    .client_token(cx.token())
                    .vpc_id(props.vpc_id.as_str())
                    .tag_specifications(tag_specification(cx, ResourceType::RouteTable, &props.tags));
                let told = call.send().await.answer(cx.region())?;
                id_in(told.route_table().and_then(sdk::RouteTable::route_table_id))
            })
            .await?;
        Ok(RouteTableAttrs { id: RouteTableId::new(id.as_str()), vpc_id: props.vpc_id.clone() })
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let tables = describe(cx, ids).await?;
        tables
            .iter()
            .map(|table| {
                let vpc_id: VpcId = parsed("vpc_id", table.vpc_id())?;
                let attrs = RouteTableAttrs { id: parsed("id", table.route_table_id())?, vpc_id: vpc_id.clone() };
                let props = RouteTableProps { vpc_id, tags: tags_of(table.tags()) };
                Ok(Seen { id: Id::new(attrs.id.as_str()), props, attrs, status: Status::Ready })
            })
            .collect()
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<RouteTableProps, RouteTableAttrs>,
    ) -> Result<RouteTableAttrs> {
        sync_tags(cx, id.as_str(), &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<RouteTableProps, RouteTableAttrs>) -> Result<()> {
        // An association that was taken away a moment ago may still count.
        cx.eventually(IN_USE, || async {
            cx.api().ec2().delete_route_table().route_table_id(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()
    }

    async fn find(cx: &OpCx<Self>, _: &RouteTableProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::RouteTable).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::RouteTable).await
    }
}

/// Route tables with their routes and associations: also what [`Route`](super::Route) and
/// [`RouteTableAssociation`](super::RouteTableAssociation) read.
pub(super) async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::RouteTable>> {
    let ours = owned(cx).await?;
    let (known, others): (Vec<Id>, Vec<Id>) = ids.iter().cloned().partition(|id| ours.contains_key(id.as_str()));
    let mut found: Vec<sdk::RouteTable> = describe_all!(cx, others, describe_route_tables, "route-table-id")?;
    found.extend(known.iter().filter_map(|id| ours.get(id.as_str()).cloned()));
    Ok(found)
}

/// In a round of reading, the tables that this stack owns, by their ids: three types are read from them. Otherwise none.
pub(super) async fn owned(cx: &Cx<Aws>) -> Result<Arc<BTreeMap<String, sdk::RouteTable>>> {
    let tables = cx.shared("route tables", || async {
        let ours = filter(&format!("tag:{STACK_TAG}"), [cx.stack()]);
        let tables = list_all!(cx, cx.api().ec2().describe_route_tables().filters(ours))?;
        Ok(tables.into_iter().filter_map(|table| Some((table.route_table_id.clone()?, table))).collect())
    });
    Ok(tables.await?.unwrap_or_default())
}
