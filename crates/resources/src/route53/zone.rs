//! `aws:route53/Zone`: a public hosted zone.

use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::types::{HostedZoneConfig, TagResourceType};

use super::common::{bare, plain, spread, tags_of, update_tags};
use crate::prelude::*;

/// The properties of a public zone.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ZoneProps {
    /// The domain: `example.com`.
    #[arg(replace = "a zone of another name is another zone, with other name servers", length = 1..=255)]
    pub name: String,
    /// The comment.
    #[arg(default = "", length = ..=256)]
    pub comment: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A public hosted zone (`CreateHostedZone`). Several zones can have the same name: the name servers at the domain's
/// registrar decide which one applies.
///
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html>
#[resource("aws:route53/Zone", props = ZoneProps)]
pub struct Zone {
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: Arn,
    /// The domain.
    #[attr(input = "name")]
    pub name: String,
    /// The name servers for the domain's registrar.
    pub name_servers: Vec<String>,
}

impl Resource for Zone {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .global()
            .terraform(&[("aws_route53_zone", "{zone_id}")])
            .typical(Seconds { create: 5, update: 3, delete: 5 })
            .holds_data("the names in the zone")
    }

    fn check(props: &ZoneProps) -> Vec<String> {
        let name = &props.name;
        let fits = plain(name) == *name && name.contains('.') && name.len() <= 255;
        let wrong = format!("`name` is `{name}`: a domain in lower case, without a dot at its end, is wanted");
        if fits { Vec::new() } else { vec![wrong] }
    }

    async fn create(cx: &OperationContext<Self>, props: &ZoneProps) -> Result<Self::Attrs> {
        let id = cx
            .allocate(props, || async {
                let config = HostedZoneConfig::builder().comment(&props.comment).build();
                let call = cx.api().route53().create_hosted_zone().name(&props.name).caller_reference(cx.token());
                let response = send!(cx, call.hosted_zone_config(config))?;
                id_in(response.hosted_zone().map(|zone| bare(zone.id())))
            })
            .await?;
        // The create call accepts no tags.
        update_tags(cx, &TagResourceType::Hostedzone, &id, &Tags::new(), &owned_tags(cx, &props.tags)).await?;
        ready(cx, &id).await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        read_each(ids, |id| async move {
            let zone = async { optional(send!(cx, cx.api().route53().get_hosted_zone().id(id.as_str()))) };
            let (zone, tags) = futures::try_join!(zone, tags_of(cx, TagResourceType::Hostedzone, id.as_str()))?;
            Ok(zone.zip(tags).map(|(zone, tags)| state_of(id, &zone, tags)))
        })
        .await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        if change.has("comment") {
            let call = cx.api().route53().update_hosted_zone_comment().id(id.as_str());
            retry!(cx, &[], call.comment(&change.new.comment))?;
        }
        update_tags(cx, &TagResourceType::Hostedzone, id, &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        let call = cx.api().route53().delete_hosted_zone().id(id.as_str());
        let deleted = retry!(cx, &[], call);
        match optional(deleted)? {
            Some(response) => spread(cx, response.change_info()).await.ignore_not_found(),
            None => Ok(()),
        }
    }
}

impl Identity<Self> for Zone {
    const IDEMPOTENCY: Idempotency = Idempotency::OwnershipTag;

    /// A zone keeps the caller reference of its create.
    async fn find(cx: &OperationContext<Self>, _: &ZoneProps) -> Result<Vec<Id>> {
        let zones = list_all!(cx, cx.api().route53().list_hosted_zones())?;
        let ours = zones.iter().filter(|zone| zone.caller_reference() == cx.token());
        Ok(ours.map(|zone| Id::new(bare(zone.id()))).collect())
    }

    async fn list(cx: &ReadContext<Aws>) -> Result<Vec<Id>> {
        let zones = list_all!(cx, cx.api().route53().list_hosted_zones())?;
        let ids: Vec<Id> = zones.iter().map(|zone| Id::new(bare(zone.id()))).collect();
        read_each(&ids, |id| async move {
            let tags = tags_of(cx, TagResourceType::Hostedzone, id.as_str()).await?;
            Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| id.clone()))
        })
        .await
    }
}

fn state_of(id: &Id, response: &GetHostedZoneOutput, tags: Tags) -> ResourceState<Zone> {
    let zone = response.hosted_zone();
    let name = plain(zone.map(|zone| zone.name()).unwrap_or_default());
    let comment = zone.and_then(|zone| zone.config()).and_then(|config| config.comment());
    let attrs = ZoneAttrs {
        id: id.as_str().to_owned(),
        arn: Arn::new(format!("arn:aws:route53:::hostedzone/{id}")),
        name: name.clone(),
        name_servers: response.delegation_set().map(|set| set.name_servers().to_vec()).unwrap_or_default(),
    };
    let props = ZoneProps { name, comment: comment.unwrap_or_default().to_owned(), tags: own_tags(tags) };
    ResourceState { id: id.clone(), props, attrs, status: Status::Ready }
}
