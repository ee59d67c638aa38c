//! `aws:ec2/TransitGateway`: a router in one region.

use aws_sdk_ec2::types::{
    self as sdk, ModifyTransitGatewayOptions, ResourceType, TransitGatewayRequestOptions, TransitGatewayState,
};

use super::super::common::{
    ByOwnershipTag, create_and_wait, describe_visible, ec2_described, tag_specification, update_tags,
};
use super::{CONFLICT_CODES, is_on, word};
use crate::prelude::*;

/// A gateway can give up its default tables, and cannot get them later.
const TURNED_ON: ReplacesWhen = ReplacesWhen { name: "to true", applies: |_, new| *new == Value::Bool(true) };

/// The properties of a transit gateway.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct TransitGatewayProps {
    /// The description.
    #[arg(length = ..=255)]
    pub description: Option<String>,
    /// The private autonomous system number: 64512 to 65534, or 4200000000 to 4294967294. Peered gateways need
    /// different numbers. An update in place fails while VPN or Direct Connect attachments exist.
    #[arg(default = 64_512)]
    pub amazon_side_asn: i64,
    /// Whether EC2 associates new attachments with a route table that it creates. EC2's own default is true; here it is
    /// false, so that the program defines all routes.
    #[arg(default = false, replace = "EC2 makes the table only with the gateway", replace_when = TURNED_ON)]
    pub default_route_table_association: bool,
    /// Whether new attachments propagate their ranges to a route table that EC2 creates. EC2's own default is true.
    #[arg(default = false, replace = "EC2 makes the table only with the gateway", replace_when = TURNED_ON)]
    pub default_route_table_propagation: bool,
    /// Whether DNS names resolve to private addresses across attachments.
    #[arg(default = true)]
    pub dns_support: bool,
    /// Whether the gateway supports multicast.
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
    /// The account of the owner, for `peer_account_id` of a peering.
    pub owner_id: AccountId,
    /// The route table of new attachments, if `default_route_table_association` is true.
    #[attr(changes)]
    pub association_default_route_table_id: Option<TransitGatewayRouteTableId>,
    /// The route table to which new attachments propagate, if `default_route_table_propagation` is true.
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
        let is_private = (64_512..=65_534).contains(&asn) || (4_200_000_000..=4_294_967_294).contains(&asn);
        violations! {
            !is_private => "`amazon_side_asn` is {asn}: take 64512 to 65534 or 4200000000 to 4294967294";
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
        let (_, gateway) = create_and_wait(cx, props, call).await?;
        attrs_of(&gateway)
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        update_tags(cx, id.as_str(), &change.old.tags, &new.tags).await?;
        if !change.has_besides(&["tags"]) {
            return Ok(change.attrs.clone());
        }
        // EC2 refuses some options that it has already.
        let (association, propagation) = (new.default_route_table_association, new.default_route_table_propagation);
        let options = ModifyTransitGatewayOptions::builder()
            .set_amazon_side_asn(change.has("amazon_side_asn").then_some(new.amazon_side_asn))
            .set_default_route_table_association(
                change.has("default_route_table_association").then(|| word(association)),
            )
            .set_default_route_table_propagation(
                change.has("default_route_table_propagation").then(|| word(propagation)),
            )
            .set_dns_support(change.has("dns_support").then(|| word(new.dns_support)))
            .build();
        let description = change.has("description").then(|| new.description.clone().unwrap_or_default());
        let call = cx.api().ec2().modify_transit_gateway().transit_gateway_id(id.as_str());
        let call = call.set_description(description).options(options.clone());
        retry!(cx, CONFLICT_CODES, call)?;
        cx.until_ready(id).await?;
        attrs_of(&describe_visible(cx, id).await?)
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // EC2 returns `IncorrectState` while attachments are being deleted.
        delete_and_wait(cx, id, CONFLICT_CODES, Failed::Disappears, || async {
            send!(cx, cx.api().ec2().delete_transit_gateway().transit_gateway_id(id.as_str()))
        })
        .await
    }
}

ec2_described! {
    TransitGateway: sdk::TransitGateway, transit_gateway_id,
    status: status_of,
    by: describe_transit_gateways "transit-gateway-id";
    state: |gateway, tags| Ok((props_of(gateway, tags), attrs_of(gateway)?)),
}

fn status_of(gateway: &sdk::TransitGateway) -> Status {
    match gateway.state() {
        Some(TransitGatewayState::Available) => Status::Ready,
        Some(TransitGatewayState::Deleted) => Status::Absent,
        Some(TransitGatewayState::Deleting) => Status::Deleting("deleting".to_owned()),
        state => Status::Pending(state.map_or("pending", TransitGatewayState::as_str).to_owned()),
    }
}

fn props_of(gateway: &sdk::TransitGateway, tags: Tags) -> TransitGatewayProps {
    let options = gateway.options().cloned().unwrap_or_else(|| sdk::TransitGatewayOptions::builder().build());
    TransitGatewayProps {
        description: gateway.description().filter(|text| !text.is_empty()).map(str::to_owned),
        amazon_side_asn: options.amazon_side_asn().unwrap_or_default(),
        default_route_table_association: is_on(options.default_route_table_association()),
        default_route_table_propagation: is_on(options.default_route_table_propagation()),
        dns_support: is_on(options.dns_support()),
        multicast_support: is_on(options.multicast_support()),
        tags: own_tags(tags),
    }
}

fn attrs_of(gateway: &sdk::TransitGateway) -> Result<TransitGatewayAttrs> {
    let options = gateway.options();
    // EC2 returns a table even if the option is off.
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
