//! `aws:ec2/TransitGatewayRoute`: a static route of a transit gateway.

use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_ec2::types::{self as sdk, TransitGatewayRouteState};

use super::super::common::{delete_until_gone, filter};
use super::BUSY;
use crate::prelude::*;

/// What a route is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayRouteProps {
    /// The table it is in.
    #[arg(replace = "a route is named by its table and destination")]
    pub transit_gateway_route_table_id: TransitGatewayRouteTableId,
    /// Where it leads.
    #[arg(replace = "a route is named by its table and destination")]
    pub destination_cidr_block: Cidr,
    /// The attachment that the traffic is sent to; unset for a blackhole.
    pub transit_gateway_attachment_id: Option<TransitGatewayAttachmentId>,
    /// Whether the traffic is dropped.
    #[arg(default = false)]
    pub blackhole: bool,
}

/// A static route of a transit gateway (`CreateTransitGatewayRoute`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGatewayRoute.html>
#[resource("aws:ec2/TransitGatewayRoute", props = TransitGatewayRouteProps)]
pub struct TransitGatewayRoute {
    /// Where it leads.
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
            .typical(Seconds { create: 5, update: 5, delete: 5 })
            .timeouts(Seconds { create: 600, update: 600, delete: 600 })
            .polling(PollInterval { first_millis: 300, max_secs: 10 })
            .unique(&[&["transit_gateway_route_table_id", "destination_cidr_block"]])
    }

    fn check(props: &TransitGatewayRouteProps) -> Vec<String> {
        match (&props.transit_gateway_attachment_id, props.blackhole) {
            (Some(_), true) => vec!["a blackhole has no `transit_gateway_attachment_id`".to_owned()],
            (None, false) => vec!["a route has a `transit_gateway_attachment_id` or is a `blackhole`".to_owned()],
            _ => Vec::new(),
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &TransitGatewayRouteProps) -> Result<Self::Attrs> {
        let ready = AtomicBool::new(false);
        let id = cx
            .allocate(props, || async {
                // `IncorrectState` while the attachment is not yet available.
                let api = cx.api().ec2();
                let call = api
                    .create_transit_gateway_route()
                    .transit_gateway_route_table_id(props.transit_gateway_route_table_id.as_str())
                    .destination_cidr_block(props.destination_cidr_block.to_string())
                    .set_transit_gateway_attachment_id(attachment(props))
                    .blackhole(props.blackhole);
                let response = retry!(cx, BUSY, call)?;
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
                    // A route whose attachment went is a blackhole too; one that was declared so has none.
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
        let response = retry!(cx, BUSY, call)?;
        if response.route().map(status_of) != Some(Status::Ready) {
            cx.until_ready(id).await?;
        }
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let (table, destination) = parts(id);
        delete_until_gone(cx, id, BUSY, || async {
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

    /// A route with the same destination and target is the one that was to be made; another target is another's.
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

/// The static routes of the tables that these are in. A table that is gone has none.
async fn search(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<BTreeMap<Id, sdk::TransitGatewayRoute>> {
    let mut tables: Vec<&str> = ids.iter().map(|id| parts(id).0).collect();
    tables.sort_unstable();
    tables.dedup();
    let searched = try_join_all(tables.into_iter().map(|table| async move {
        let mut pages = cx
            .api()
            .ec2()
            .search_transit_gateway_routes()
            .transit_gateway_route_table_id(table)
            .filters(filter("type", ["static"]))
            .into_paginator()
            .items()
            .send();
        let mut routes = Vec::new();
        while let Some(route) = pages.next().await {
            match route.into_provider_result(cx.region()) {
                Ok(route) => {
                    let destination = route.destination_cidr_block().unwrap_or_default().to_owned();
                    routes.push((Id::joined([table, &destination]), route));
                }
                Err(error) if error.is_not_found() => return Ok(Vec::new()),
                Err(error) => return Err(error),
            }
        }
        Ok(routes)
    }))
    .await?;
    Ok(searched.into_iter().flatten().collect())
}

/// A blackhole is a route that works as it is written, or one whose attachment was deleted: a read shows which.
fn status_of(route: &sdk::TransitGatewayRoute) -> Status {
    match route.state() {
        Some(TransitGatewayRouteState::Active | TransitGatewayRouteState::Blackhole) => Status::Ready,
        Some(TransitGatewayRouteState::Deleted) => Status::Absent,
        Some(TransitGatewayRouteState::Deleting) => Status::Deleting("deleting".to_owned()),
        state => Status::Pending(state.map_or("pending", TransitGatewayRouteState::as_str).to_owned()),
    }
}
