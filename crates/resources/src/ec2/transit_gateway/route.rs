//! `aws:ec2/TransitGatewayRoute`: a static route of a transit gateway.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_ec2::types::{self as sdk, TransitGatewayRouteState};

use super::super::common::filter;
use super::CONFLICT_CODES;
use crate::prelude::*;

/// The properties of a route.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayRouteProps {
    /// The route table.
    #[arg(replace = "a route is named by its table and destination")]
    pub transit_gateway_route_table_id: TransitGatewayRouteTableId,
    /// The destination.
    #[arg(replace = "a route is named by its table and destination")]
    pub destination_cidr_block: Cidr,
    /// The attachment that receives the traffic; unset for a blackhole.
    pub transit_gateway_attachment_id: Option<TransitGatewayAttachmentId>,
    /// Whether the route drops its traffic.
    #[arg(default = false)]
    pub blackhole: bool,
}

/// A static route of a transit gateway (`CreateTransitGatewayRoute`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayRoute.html>
#[resource("aws:ec2/TransitGatewayRoute", props = TransitGatewayRouteProps)]
pub struct TransitGatewayRoute {
    /// The destination.
    #[attr(input = "destination_cidr_block")]
    pub destination_cidr_block: Cidr,
}

impl Resource for TransitGatewayRoute {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[(
                "aws_ec2_transit_gateway_route",
                "{transit_gateway_route_table_id}|{destination_cidr_block}",
            )])
            .typical(Seconds::each(5))
            .timeouts(Seconds::each(600))
            .polling(PollInterval { first_millis: 300, max_secs: 10 })
            .unique(&[&["transit_gateway_route_table_id", "destination_cidr_block"]])
    }

    fn check(props: &TransitGatewayRouteProps) -> Vec<String> {
        let attached = props.transit_gateway_attachment_id.is_some();
        violations! {
            attached && props.blackhole => "a blackhole has no `transit_gateway_attachment_id`";
            !attached && !props.blackhole => "a route has a `transit_gateway_attachment_id` or is a `blackhole`";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &TransitGatewayRouteProps) -> Result<Self::Attrs> {
        let ready = AtomicBool::new(false);
        let id = cx
            .allocate(props, || async {
                // EC2 returns `IncorrectState` until the attachment is available.
                let api = cx.api().ec2();
                let call = api
                    .create_transit_gateway_route()
                    .transit_gateway_route_table_id(props.transit_gateway_route_table_id.as_str())
                    .destination_cidr_block(props.destination_cidr_block.to_string())
                    .set_transit_gateway_attachment_id(attachment(props))
                    .blackhole(props.blackhole);
                let response = create_once!(cx, CONFLICT_CODES, call, no_retry::ec2())?;
                ready.store(response.route().map(status_of) == Some(Status::Ready), Ordering::Relaxed);
                Ok(id_of(props))
            })
            .await?;
        if !ready.into_inner() {
            cx.until_ready(&id).await?;
        }
        Ok(TransitGatewayRouteAttrs { destination_cidr_block: props.destination_cidr_block })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let listed = search(cx, ids).await?;
        ids.iter()
            .filter_map(|id| listed.get(id).map(|route| (id, route)))
            .map(|(id, route)| {
                let (table, destination) = parts(id);
                let destination: Cidr = parsed("destination", Some(destination))?;
                let attachment = route.transit_gateway_attachments().first();
                let props = TransitGatewayRouteProps {
                    transit_gateway_route_table_id: TransitGatewayRouteTableId::new(table),
                    destination_cidr_block: destination,
                    transit_gateway_attachment_id: attachment
                        .and_then(sdk::TransitGatewayRouteAttachment::transit_gateway_attachment_id)
                        .map(TransitGatewayAttachmentId::new),
                    // A route whose attachment was deleted is a blackhole too; a declared blackhole has no attachment.
                    blackhole: attachment.is_none(),
                };
                let attrs = TransitGatewayRouteAttrs { destination_cidr_block: destination };
                Ok(ResourceState { id: id.clone(), props, attrs, status: status_of(route) })
            })
            .collect()
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        let api = cx.api().ec2();
        let call = api
            .replace_transit_gateway_route()
            .transit_gateway_route_table_id(new.transit_gateway_route_table_id.as_str())
            .destination_cidr_block(new.destination_cidr_block.to_string())
            .set_transit_gateway_attachment_id(attachment(new))
            .blackhole(new.blackhole);
        let response = retry!(cx, CONFLICT_CODES, call)?;
        if response.route().map(status_of) != Some(Status::Ready) {
            cx.until_ready(id).await?;
        }
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (table, destination) = parts(id);
        delete_and_wait(cx, id, CONFLICT_CODES, Failed::Disappears, || async {
            let api = cx.api().ec2();
            let call = api
                .delete_transit_gateway_route()
                .transit_gateway_route_table_id(table)
                .destination_cidr_block(destination);
            send!(cx, call)
        })
        .await
    }
    async fn status(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        let listed = search(cx, ids).await?;
        Ok(ids.iter().map(|id| listed.get(id).map_or(Status::Absent, status_of)).collect())
    }
}

impl Identity<Self> for TransitGatewayRoute {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// A route with the same destination and target counts as created. One with another target has another owner.
    async fn find(cx: &OperationContext<Self>, props: &TransitGatewayRouteProps) -> Result<Vec<Id>> {
        let seen = Self::read(cx, &[id_of(props)]).await?;
        Ok(seen.into_iter().filter(|seen| seen.props == *props).map(|seen| seen.id).collect())
    }
}

fn id_of(props: &TransitGatewayRouteProps) -> Id {
    let destination = props.destination_cidr_block.to_string();
    Id::joined([props.transit_gateway_route_table_id.as_str(), &destination])
}

fn attachment(props: &TransitGatewayRouteProps) -> Option<String> {
    props.transit_gateway_attachment_id.as_ref().map(ToString::to_string)
}

fn parts(id: &Id) -> (&str, &str) {
    id.as_str().split_once('|').unwrap_or((id.as_str(), ""))
}

/// The static routes of the route tables of these ids. A table that does not exist has none.
async fn search(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<BTreeMap<Id, sdk::TransitGatewayRoute>> {
    let mut tables: Vec<&str> = ids.iter().map(|id| parts(id).0).collect();
    tables.sort_unstable();
    tables.dedup();
    let searched = try_join_all(tables.into_iter().map(|table| async move {
        let call = cx.api().ec2().search_transit_gateway_routes().transit_gateway_route_table_id(table);
        let routes: Vec<sdk::TransitGatewayRoute> =
            optional(list_all!(cx, call.filters(filter("type", ["static"]))))?.unwrap_or_default();
        let id_of =
            |route: &sdk::TransitGatewayRoute| Id::joined([table, route.destination_cidr_block().unwrap_or_default()]);
        Ok(routes.into_iter().map(|route| (id_of(&route), route)).collect::<Vec<_>>())
    }))
    .await?;
    Ok(searched.into_iter().flatten().collect())
}

/// A blackhole is a declared one, or a route whose attachment was deleted: a read returns the difference.
fn status_of(route: &sdk::TransitGatewayRoute) -> Status {
    match route.state() {
        Some(TransitGatewayRouteState::Active | TransitGatewayRouteState::Blackhole) => Status::Ready,
        Some(TransitGatewayRouteState::Deleted) => Status::Absent,
        Some(TransitGatewayRouteState::Deleting) => Status::Deleting("deleting".to_owned()),
        state => Status::Pending(state.map_or("pending", TransitGatewayRouteState::as_str).to_owned()),
    }
}
