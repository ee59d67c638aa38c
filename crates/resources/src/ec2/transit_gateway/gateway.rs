//! `aws:ec2/TransitGateway`: a router of one region.

use aws_sdk_ec2::types::{
    self as sdk, ModifyTransitGatewayOptions, ResourceType, TransitGatewayRequestOptions, TransitGatewayState,
};

use super::super::common::{
    ByOwnershipTag, create_and_wait, delete_until_gone, describe_all, describe_one, status_by_describe,
    tag_specification, tags_of, update_tags,
};
use super::{BUSY, is_on, word};
use crate::prelude::*;

/// What a transit gateway is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayProps {
    /// What it is for.
    #[arg(length = ..=255)]
    pub description: Option<String>,
    /// Its private autonomous system number: 64512 to 65534, or 4200000000 to 4294967294. Peered gateways have
    /// different ones. EC2 changes it in place, but refuses to while VPN or Direct Connect attachments exist.
    #[arg(default = 64_512)]
    pub amazon_side_asn: i64,
    /// Whether new attachments are associated with a table that EC2 makes. Off (EC2's own default is on), so that
    /// what routes where is what the program says.
    #[arg(default = false)]
    pub default_route_table_association: bool,
    /// Whether new attachments announce their ranges to a table that EC2 makes. Off (EC2's own default is on).
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
    /// The account that owns it: what a peering asks for as `peer_account_id`.
    pub owner_id: AccountId,
    /// The table that new attachments are associated with, where `default_route_table_association` is on.
    #[attr(changes)]
    pub association_default_route_table_id: Option<TransitGatewayRouteTableId>,
    /// The table that new attachments announce their ranges to, where `default_route_table_propagation` is on.
    #[attr(changes)]
    pub propagation_default_route_table_id: Option<TransitGatewayRouteTableId>,
}

impl Resource for TransitGateway {
    type Api = Aws;
    type Identity = ByOwnershipTag;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_ec2_transit_gateway", "{id}")])
            .typical(Seconds { create: 90, update: 30, delete: 60 })
            .timeouts(Seconds { create: 900, update: 600, delete: 1200 })
            .polling(PollInterval { first_millis: 500, max_secs: 15 })
            .visible_within_secs(300)
    }

    fn check(props: &TransitGatewayProps) -> Vec<String> {
        let asn = props.amazon_side_asn;
        if (64_512..=65_534).contains(&asn) || (4_200_000_000..=4_294_967_294).contains(&asn) {
            Vec::new()
        } else {
            vec![format!("`amazon_side_asn` is {asn}: take 64512 to 65534 or 4200000000 to 4294967294")]
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &TransitGatewayProps) -> Result<Self::Attrs> {
        let call = || async {
            let options = TransitGatewayRequestOptions::builder()
                .amazon_side_asn(props.amazon_side_asn)
                .default_route_table_association(word(props.default_route_table_association))
                .default_route_table_propagation(word(props.default_route_table_propagation))
                .dns_support(word(props.dns_support))
                .multicast_support(word(props.multicast_support))
                .build();
            let api = cx.api().ec2();
            let call = api
                .create_transit_gateway()
                .set_description(props.description.clone())
                .options(options)
                .tag_specifications(tag_specification(cx, ResourceType::TransitGateway, &props.tags));
            let response = send!(cx, call.customize().config_override(no_retry::ec2()))?;
            Ok(response.transit_gateway)
        };
        let (_, gateway) =
            create_and_wait(cx, props, call, sdk::TransitGateway::transit_gateway_id, status_of, |cx, ids| {
                Box::pin(describe(cx, ids))
            })
            .await?;
        attrs_of(&gateway)
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let gateways = describe(cx, ids).await?;
        gateways
            .iter()
            .map(|gateway| (gateway, status_of(gateway)))
            .filter(|(_, status)| *status != Status::Absent)
            .map(|(gateway, status)| {
                let attrs = attrs_of(gateway)?;
                let id = Id::new(attrs.id.as_str());
                Ok(ResourceState { id, props: props_of(gateway), attrs, status })
            })
            .collect()
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        if change.changed.iter().all(|property| property == "tags") {
            return Ok(change.attrs.clone());
        }
        let options = ModifyTransitGatewayOptions::builder()
            .set_amazon_side_asn(change.has("amazon_side_asn").then_some(new.amazon_side_asn))
            .default_route_table_association(word(new.default_route_table_association))
            .default_route_table_propagation(word(new.default_route_table_propagation))
            .dns_support(word(new.dns_support))
            .build();
        let call = cx.api().ec2().modify_transit_gateway().transit_gateway_id(id.as_str());
        let call = call.description(new.description.clone().unwrap_or_default()).options(options.clone());
        retry!(cx, BUSY, call)?;
        cx.until_ready(id).await?;
        attrs_of(&describe_one(cx, id, |cx, ids| Box::pin(describe(cx, ids))).await?)
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // `IncorrectState` while attachments are still going.
        delete_until_gone(cx, id, BUSY, || async {
            send!(cx, cx.api().ec2().delete_transit_gateway().transit_gateway_id(id.as_str()))
        })
        .await
    }

    status_by_describe!(sdk::TransitGateway::transit_gateway_id, status_of);
}

async fn describe(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<sdk::TransitGateway>> {
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

fn props_of(gateway: &sdk::TransitGateway) -> TransitGatewayProps {
    let options = gateway.options().cloned().unwrap_or_else(|| sdk::TransitGatewayOptions::builder().build());
    TransitGatewayProps {
        description: gateway.description().filter(|text| !text.is_empty()).map(str::to_owned),
        amazon_side_asn: options.amazon_side_asn().unwrap_or_default(),
        default_route_table_association: is_on(options.default_route_table_association()),
        default_route_table_propagation: is_on(options.default_route_table_propagation()),
        dns_support: is_on(options.dns_support()),
        multicast_support: is_on(options.multicast_support()),
        tags: tags_of(gateway.tags()),
    }
}

fn attrs_of(gateway: &sdk::TransitGateway) -> Result<TransitGatewayAttrs> {
    let options = gateway.options();
    // What EC2 names while the option is off is not used.
    let association = options.filter(|options| is_on(options.default_route_table_association()));
    let propagation = options.filter(|options| is_on(options.default_route_table_propagation()));
    Ok(TransitGatewayAttrs {
        id: parsed("id", gateway.transit_gateway_id())?,
        arn: parsed("arn", gateway.transit_gateway_arn())?,
        owner_id: parsed("owner_id", gateway.owner_id())?,
        association_default_route_table_id: association
            .and_then(|options| options.association_default_route_table_id())
            .map(TransitGatewayRouteTableId::new),
        propagation_default_route_table_id: propagation
            .and_then(|options| options.propagation_default_route_table_id())
            .map(TransitGatewayRouteTableId::new),
    })
}
