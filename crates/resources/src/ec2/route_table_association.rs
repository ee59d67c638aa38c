//! `aws:ec2/RouteTableAssociation`: the route table of a subnet, or of a gateway's incoming traffic.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::{self as sdk, RouteTableAssociationStateCode};

use super::common::{create_and_wait, describe_all};
use super::route_table::owned;
use crate::prelude::*;

archipel_engine::text_type! {
    /// The id of the association of a route table.
    pub RouteTableAssociationId: "rtbassoc-";
}

/// The properties of an association: a route table, and a subnet or a gateway.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RouteTableAssociationProps {
    /// The route table. An update replaces it without interruption.
    pub route_table_id: RouteTableId,
    /// The subnet. A subnet without an association uses the VPC's main table.
    #[arg(replace = "an association belongs to its subnet")]
    pub subnet_id: Option<SubnetId>,
    /// The internet gateway whose inbound traffic uses the table, instead of a subnet.
    #[arg(replace = "an association belongs to its gateway")]
    pub gateway_id: Option<InternetGatewayId>,
}

/// The association of a route table (`AssociateRouteTable`). Its id in the state is that of the subnet or the gateway.
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html>
#[resource("aws:ec2/RouteTableAssociation", props = RouteTableAssociationProps)]
pub struct RouteTableAssociation {
    /// The id of the association, which changes with the route table.
    #[attr(changes)]
    pub id: RouteTableAssociationId,
}

impl RouteTableAssociationProps {
    /// The id of the subnet or gateway, which has one association at most.
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
            .typical(Seconds::each(1))
            .timeouts(Seconds::each(300))
            .unique(&[&["subnet_id"], &["gateway_id"]])
    }

    fn check(props: &RouteTableAssociationProps) -> Vec<String> {
        violations! {
            props.subnet_id.is_some() == props.gateway_id.is_some() =>
                "an association is for one of `subnet_id` and `gateway_id`";
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
        let (_, association) = create_and_wait(cx, props, call).await?;
        attrs_of(&association)
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let table = &change.new.route_table_id;
        // After a lost response the replaced association does not exist: read the current one.
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
            // The create was interrupted: the current association is its result only if the table is the same.
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
}

impl Identity<Self> for RouteTableAssociation {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// A subnet or gateway has one association. It counts as created if it has the same table.
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

described! {
    RouteTableAssociation: sdk::RouteTableAssociation,
    id_of: |association| Id::new(target_of(association).unwrap_or_default()),
    status: status_of,
    describe: |cx, ids| describe(cx, ids).await,
    tags: |_cx, _association| Ok(Some(Tags::new())),
    state: |association, _| {
        let props = RouteTableAssociationProps {
            route_table_id: parsed("route_table_id", association.route_table_id())?,
            subnet_id: association.subnet_id().map(SubnetId::new),
            gateway_id: association.gateway_id().map(InternetGatewayId::new),
        };
        Ok((props, attrs_of(association)?))
    },
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
        // The sandbox's emulator cannot filter by gateway, and few stacks have such associations, so list all tables.
        tables.extend(list_all!(cx, cx.api().ec2().describe_route_tables())?);
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
    // A table may be returned twice, by a subnet and by a gateway.
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
