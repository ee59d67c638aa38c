//! `aws:ec2/RouteTableAssociation`: which route table a subnet, or a gateway's incoming traffic, uses.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{self as sdk, RouteTableAssociationStateCode};

use super::common::{create_and_wait, describe_all, status_by_describe};
use super::route_table::owned;
use crate::prelude::*;

archipel_engine::text_type! {
    /// The id of the association of a route table.
    pub RouteTableAssociationId: "rtbassoc-";
}

/// What an association is made of: a route table, and a subnet or a gateway.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RouteTableAssociationProps {
    /// The route table. Another one takes its place without a gap.
    pub route_table_id: RouteTableId,
    /// The subnet that uses it. A subnet without one uses the VPC's main table.
    #[arg(replace = "an association belongs to its subnet")]
    pub subnet_id: Option<SubnetId>,
    /// The internet gateway whose incoming traffic uses the table, instead of a subnet.
    #[arg(replace = "an association belongs to its gateway")]
    pub gateway_id: Option<InternetGatewayId>,
}

/// The association of a route table (`AssociateRouteTable`). Its id in state is the subnet's or the gateway's.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html>
#[resource("aws:ec2/RouteTableAssociation", props = RouteTableAssociationProps)]
pub struct RouteTableAssociation {
    /// The id of the association, which changes with the route table.
    #[attr(changes)]
    pub id: RouteTableAssociationId,
}

impl RouteTableAssociationProps {
    /// What uses the table. It has one association at most, so it names it.
    fn target(&self) -> &str {
        let subnet = self.subnet_id.as_ref().map(SubnetId::as_str);
        subnet.or(self.gateway_id.as_ref().map(InternetGatewayId::as_str)).unwrap_or_default()
    }
}

impl Resource for RouteTableAssociation {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[
                ("aws_route_table_association", "{subnet_id}"),
                ("aws_route_table_association", "{gateway_id}"),
            ])
            .typical(Seconds { create: 1, update: 1, delete: 1 })
            .timeouts(Seconds { create: 300, update: 300, delete: 300 })
            .unique(&[&["subnet_id"], &["gateway_id"]])
    }

    fn check(props: &RouteTableAssociationProps) -> Vec<String> {
        if props.subnet_id.is_some() == props.gateway_id.is_some() {
            vec!["an association is for one of `subnet_id` and `gateway_id`".to_owned()]
        } else {
            Vec::new()
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &RouteTableAssociationProps) -> Result<Self::Attrs> {
        let call = || async {
            let api = cx.api().ec2();
            let call = api
                .associate_route_table()
                .route_table_id(props.route_table_id.as_str())
                .set_subnet_id(props.subnet_id.as_ref().map(ToString::to_string))
                .set_gateway_id(props.gateway_id.as_ref().map(ToString::to_string));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
            let made = sdk::RouteTableAssociation::builder()
                .set_route_table_association_id(response.association_id)
                .set_association_state(response.association_state)
                .set_subnet_id(props.subnet_id.as_ref().map(ToString::to_string))
                .set_gateway_id(props.gateway_id.as_ref().map(ToString::to_string))
                .build();
            Ok(Some(made))
        };
        let describe: super::common::Describe<_> = |cx, ids| Box::pin(describe(cx, ids));
        let (_, association) = create_and_wait(cx, props, call, target_of, status_of, describe).await?;
        attrs_of(&association)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let associations = describe(cx, ids).await?;
        associations
            .iter()
            .map(|association| {
                let props = RouteTableAssociationProps {
                    route_table_id: parsed("route_table_id", association.route_table_id())?,
                    subnet_id: association.subnet_id().map(SubnetId::new),
                    gateway_id: association.gateway_id().map(InternetGatewayId::new),
                };
                let id = Id::new(props.target());
                Ok(ResourceState { id, props, attrs: attrs_of(association)?, status: status_of(association) })
            })
            .collect()
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let table = &change.new.route_table_id;
        // After a lost answer the association that was replaced is not found: look which one there is.
        let changed = cx
            .eventually(&["InvalidAssociationID.NotFound"], || async {
                let now = describe(cx, std::slice::from_ref(id)).await?;
                let id = match now.first() {
                    Some(now) if now.route_table_id() == Some(table.as_str()) => return attrs_of(now),
                    Some(now) => now.route_table_association_id().unwrap_or_default().to_owned(),
                    None => change.attrs.id.to_string(),
                };
                let call = cx.api().ec2().replace_route_table_association();
                let response = send!(cx, call.association_id(id).route_table_id(table.as_str()))?;
                let id = parsed("id", response.new_association_id())?;
                Ok(RouteTableAssociationAttrs { id })
            })
            .await?;
        Ok(changed)
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let association = match &last.attrs {
            Some(attrs) => attrs.id.to_string(),
            // A create that did not end: what there is now is its doing only if it is with the same table.
            None => {
                let table = Some(last.props.route_table_id.as_str());
                let now = cx.eventually(&[], || describe(cx, std::slice::from_ref(id))).await?;
                match now.iter().find(|now| now.route_table_id() == table) {
                    Some(now) => now.route_table_association_id().unwrap_or_default().to_owned(),
                    None => return Ok(()),
                }
            }
        };
        let call = cx.api().ec2().disassociate_route_table().association_id(&association);
        retry!(cx, &[], call).ignore_not_found()
    }
    status_by_describe!(target_of, status_of);
}

impl Identity<Self> for RouteTableAssociation {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;

    /// What uses the table has one association: it is this one if it is with the same table.
    async fn find(cx: &OperationContext<Self>, props: &RouteTableAssociationProps) -> Result<Vec<Id>> {
        let id = Id::new(props.target());
        let found = describe(cx, std::slice::from_ref(&id)).await?;
        Ok(if found.iter().any(|found| found.route_table_id() == Some(props.route_table_id.as_str())) {
            vec![id]
        } else {
            Vec::new()
        })
    }
}

/// The associations of these subnets and gateways.
async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::RouteTableAssociation>> {
    let (gateways, subnets): (Vec<Id>, Vec<Id>) = ids.iter().cloned().partition(|id| id.as_str().starts_with("igw-"));
    let ours = owned(cx).await?;
    let ours = || ours.values().flat_map(sdk::RouteTable::associations);
    let known: BTreeSet<&str> = ours().filter_map(target_of).collect();
    let subnets: Vec<Id> = subnets.into_iter().filter(|id| !known.contains(id.as_str())).collect();
    let mut tables: Vec<sdk::RouteTable> = describe_all!(cx, subnets, describe_route_tables, "association.subnet-id")?;
    if !gateways.is_empty() {
        // The sandbox's emulator cannot filter by gateway, and hardly any stack has such associations: list them all.
        let mut pages = cx.api().ec2().describe_route_tables().into_paginator().items().send();
        while let Some(table) = pages.next().await {
            tables.push(table.into_provider_result(cx.region())?);
        }
    }
    let wanted: BTreeSet<&str> = ids.iter().map(Id::as_str).collect();
    let mut found: Vec<_> = tables
        .iter()
        .flat_map(sdk::RouteTable::associations)
        .chain(ours())
        .filter(|association| target_of(association).is_some_and(|target| wanted.contains(target)))
        .filter(|association| status_of(association) != Status::Absent)
        .cloned()
        .collect();
    // A table may have come twice: by a subnet and by a gateway.
    found.sort_by(|a, b| a.route_table_association_id().cmp(&b.route_table_association_id()));
    found.dedup_by(|a, b| a.route_table_association_id() == b.route_table_association_id());
    Ok(found)
}

fn target_of(association: &sdk::RouteTableAssociation) -> Option<&str> {
    association.subnet_id().or(association.gateway_id())
}

fn status_of(association: &sdk::RouteTableAssociation) -> Status {
    let state = association.association_state();
    match state.and_then(sdk::RouteTableAssociationState::state) {
        Some(RouteTableAssociationStateCode::Associated) | None => Status::Ready,
        Some(RouteTableAssociationStateCode::Disassociated) => Status::Absent,
        Some(code @ RouteTableAssociationStateCode::Disassociating) => Status::Deleting(code.as_str().to_owned()),
        Some(RouteTableAssociationStateCode::Failed) => {
            let message = state.and_then(sdk::RouteTableAssociationState::status_message);
            Status::Failed(message.unwrap_or("failed").to_owned())
        }
        Some(code) => Status::Pending(code.as_str().to_owned()),
    }
}

fn attrs_of(association: &sdk::RouteTableAssociation) -> Result<RouteTableAssociationAttrs> {
    Ok(RouteTableAssociationAttrs { id: parsed("id", association.route_table_association_id())? })
}
