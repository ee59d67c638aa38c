//! `aws:ec2/TransitGateway`: a router of one region.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_ec2::types::{
    self as sdk, DefaultRouteTableAssociationValue, DefaultRouteTablePropagationValue, DnsSupportValue,
    ModifyTransitGatewayOptions, MulticastSupportValue, ResourceType, TransitGatewayRequestOptions,
    TransitGatewayState,
};

use super::super::common::{
    describe_all, find_by_token, first, in_order, list_by_stack, sync_tags, tag_specification, tags_of,
};
use super::BUSY;
use crate::aws::{Answer, Aws, OrGone, once};
use crate::types::{Arn, TransitGatewayId};

/// What a transit gateway is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayProps {
    /// What it is for.
    pub description: Option<String>,
    /// Its private autonomous system number. Peered gateways have different ones.
    #[arg(default = 64_512, replace = "EC2 cannot change a gateway's number while it has peerings")]
    pub amazon_side_asn: i64,
    /// Whether new attachments are associated with a table that EC2 makes. Off, so that every route is declared.
    #[arg(default = false)]
    pub default_route_table_association: bool,
    /// Whether new attachments announce their ranges to a table that EC2 makes.
    #[arg(default = false)]
    pub default_route_table_propagation: bool,
    /// Whether names resolve to private addresses across attachments.
    #[arg(default = true)]
    pub dns_support: bool,
    /// Whether multicast is possible.
    #[arg(default = false, replace = "EC2 sets multicast only when a gateway is made")]
    pub multicast_support: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A transit gateway (`CreateTransitGateway`).
///
/// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTransitGateway.html>
#[resource("aws:ec2/TransitGateway", props = TransitGatewayProps)]
pub struct TransitGateway {
    /// The id.
    pub id: TransitGatewayId,
    /// The ARN.
    pub arn: Arn,
}

impl Resource for TransitGateway {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("ec2").typical(90, 30, 60).timeouts(900, 600, 1200).polling(500, 15).visible_within(300).actions(
            Actions {
                create: &["ec2:CreateTransitGateway", "ec2:CreateTags"],
                read: &["ec2:DescribeTransitGateways", "ec2:DescribeTags"],
                update: &["ec2:ModifyTransitGateway", "ec2:CreateTags", "ec2:DeleteTags"],
                delete: &["ec2:DeleteTransitGateway"],
            },
        )
    }

    fn check(props: &TransitGatewayProps) -> Vec<String> {
        let asn = props.amazon_side_asn;
        if (64_512..=65_534).contains(&asn) || (4_200_000_000..=4_294_967_294).contains(&asn) {
            Vec::new()
        } else {
            vec![format!("`amazon_side_asn` is {asn}: take 64512 to 65534 or 4200000000 to 4294967294")]
        }
    }

    async fn create(cx: &OpCx<Self>, props: &TransitGatewayProps) -> Result<TransitGatewayAttrs> {
        let id = cx
            .allocate(props, || async {
                let options = TransitGatewayRequestOptions::builder()
                    .amazon_side_asn(props.amazon_side_asn)
                    .default_route_table_association(association(props))
                    .default_route_table_propagation(propagation(props))
                    .dns_support(dns(props))
                    .multicast_support(if props.multicast_support {
                        MulticastSupportValue::Enable
                    } else {
                        MulticastSupportValue::Disable
                    })
                    .build();
                let call = cx
                    .api()
                    .ec2()
                    .create_transit_gateway()
                    .set_description(props.description.clone())
                    .options(options)
                    .tag_specifications(tag_specification(cx, ResourceType::TransitGateway, &props.tags));
                let made = call.customize().config_override(once::ec2()).send().await.answer(cx.region())?;
                Ok(Id::new(
                    made.transit_gateway().and_then(sdk::TransitGateway::transit_gateway_id).unwrap_or_default(),
                ))
            })
            .await?;
        cx.until_ready(&id).await?;
        Ok(attrs_of(first(&describe(cx, std::slice::from_ref(&id)).await?, &id)?))
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let gateways = describe(cx, ids).await?;
        Ok(gateways
            .iter()
            .filter(|gateway| gateway.state() != Some(&TransitGatewayState::Deleted))
            .map(|gateway| {
                let options = gateway.options();
                let props = TransitGatewayProps {
                    description: gateway.description().filter(|text| !text.is_empty()).map(str::to_owned),
                    amazon_side_asn: options.and_then(sdk::TransitGatewayOptions::amazon_side_asn).unwrap_or_default(),
                    default_route_table_association: options
                        .and_then(sdk::TransitGatewayOptions::default_route_table_association)
                        == Some(&DefaultRouteTableAssociationValue::Enable),
                    default_route_table_propagation: options
                        .and_then(sdk::TransitGatewayOptions::default_route_table_propagation)
                        == Some(&DefaultRouteTablePropagationValue::Enable),
                    dns_support: options.and_then(sdk::TransitGatewayOptions::dns_support)
                        == Some(&DnsSupportValue::Enable),
                    multicast_support: options.and_then(sdk::TransitGatewayOptions::multicast_support)
                        == Some(&MulticastSupportValue::Enable),
                    tags: tags_of(gateway.tags()),
                };
                let id = Id::new(gateway.transit_gateway_id().unwrap_or_default());
                Seen { id, props, attrs: attrs_of(gateway), status: status_of(gateway) }
            })
            .collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<TransitGatewayProps, TransitGatewayAttrs>,
    ) -> Result<TransitGatewayAttrs> {
        let new = &change.new;
        if change.changed.iter().any(|property| property != "tags") {
            let options = ModifyTransitGatewayOptions::builder()
                .default_route_table_association(association(new))
                .default_route_table_propagation(propagation(new))
                .dns_support(dns(new))
                .build();
            cx.eventually(BUSY, || async {
                let call = cx.api().ec2().modify_transit_gateway().transit_gateway_id(id.as_str());
                let call = call.description(new.description.clone().unwrap_or_default()).options(options.clone());
                call.send().await.answer(cx.region())
            })
            .await?;
            cx.until_ready(id).await?;
        }
        sync_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<TransitGatewayProps, TransitGatewayAttrs>) -> Result<()> {
        // `IncorrectState` while attachments are still going.
        cx.eventually(BUSY, || async {
            cx.api().ec2().delete_transit_gateway().transit_gateway_id(id.as_str()).send().await.answer(cx.region())
        })
        .await
        .or_gone()?;
        cx.until_gone(id).await
    }

    async fn find(cx: &OpCx<Self>, _: &TransitGatewayProps) -> Result<Vec<Id>> {
        find_by_token(cx, ResourceType::TransitGateway).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        list_by_stack(cx, ResourceType::TransitGateway).await
    }

    async fn status(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Status>> {
        Ok(in_order(ids, &describe(cx, ids).await?, sdk::TransitGateway::transit_gateway_id, status_of))
    }
}

async fn describe(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGateway>> {
    describe_all!(cx, ids, describe_transit_gateways, "transit-gateway-id")
}

fn status_of(gateway: &sdk::TransitGateway) -> Status {
    match gateway.state() {
        Some(TransitGatewayState::Available) => Status::Ready,
        Some(TransitGatewayState::Deleted) => Status::Absent,
        Some(TransitGatewayState::Deleting) => Status::Deleting("deleting".to_owned()),
        state => Status::Pending(state.map_or("pending", TransitGatewayState::as_str).to_owned()),
    }
}

fn attrs_of(gateway: &sdk::TransitGateway) -> TransitGatewayAttrs {
    TransitGatewayAttrs {
        id: TransitGatewayId::new(gateway.transit_gateway_id().unwrap_or_default()),
        arn: Arn::new(gateway.transit_gateway_arn().unwrap_or_default()),
    }
}

fn association(props: &TransitGatewayProps) -> DefaultRouteTableAssociationValue {
    if props.default_route_table_association {
        DefaultRouteTableAssociationValue::Enable
    } else {
        DefaultRouteTableAssociationValue::Disable
    }
}

fn propagation(props: &TransitGatewayProps) -> DefaultRouteTablePropagationValue {
    if props.default_route_table_propagation {
        DefaultRouteTablePropagationValue::Enable
    } else {
        DefaultRouteTablePropagationValue::Disable
    }
}

fn dns(props: &TransitGatewayProps) -> DnsSupportValue {
    if props.dns_support { DnsSupportValue::Enable } else { DnsSupportValue::Disable }
}
