//! `aws:route53/Zone`: a domain whose names Route 53 serves.

use std::collections::BTreeMap;

use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::types::{HostedZoneConfig, TagResourceType};

use super::common::{bare, plain, retag, spread, tags_of};
use crate::aws::{Answer, Aws, OrGone, Tags, each, if_there, list_all, own_tags, owned_tags};
use crate::natural::{id_in, is_of_stack, ready};
use crate::types::Arn;

/// What a public zone is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ZoneProps {
    /// The domain: `example.com`.
    #[arg(replace = "a zone of another name is another zone, with other name servers")]
    pub name: String,
    /// What the zone is for.
    #[arg(default = "")]
    pub comment: String,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A public hosted zone (`CreateHostedZone`). There can be several of one name: the domain's registrar decides whose
/// name servers are asked.
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
    /// The name servers that the registrar must name.
    pub name_servers: Vec<String>,
}

impl Resource for Zone {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("route53")
            .global()
            .terraform(&[("aws_route53_zone", "{zone_id}")])
            .typical(5, 3, 5)
            .holds_data("the names in the zone")
            .actions(Actions {
                create: &["route53:CreateHostedZone", "route53:ChangeTagsForResource", "route53:GetChange"],
                read: &[
                    "route53:GetHostedZone",
                    "route53:ListHostedZones",
                    "route53:ListTagsForResource",
                    "tag:GetResources",
                ],
                update: &["route53:UpdateHostedZoneComment", "route53:ChangeTagsForResource"],
                delete: &["route53:DeleteHostedZone"],
            })
    }

    fn check(props: &ZoneProps) -> Vec<String> {
        let name = &props.name;
        let fits = plain(name) == *name && name.contains('.') && name.len() <= 255;
        let wrong = format!("`name` is `{name}`: a domain in lower case, without a dot at its end, is wanted");
        if fits { Vec::new() } else { vec![wrong] }
    }

    async fn create(cx: &OpCx<Self>, props: &ZoneProps) -> Result<ZoneAttrs> {
        let id = cx
            .allocate(props, || async {
                let config = HostedZoneConfig::builder().comment(&props.comment).build();
                let call = cx.api().route53().create_hosted_zone().name(&props.name).caller_reference(cx.token());
                let told = call.hosted_zone_config(config).send().await.answer(cx.region())?;
                id_in(told.hosted_zone().map(|zone| bare(zone.id())))
            })
            .await?;
        // The create takes no tags.
        retag(cx, &TagResourceType::Hostedzone, &id, &Tags::new(), &owned_tags(cx, &props.tags)).await?;
        ready(cx, &id).await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        each(ids, |id| async move {
            let zone = async {
                if_there(cx.api().route53().get_hosted_zone().id(id.as_str()).send().await.answer(cx.region()))
            };
            let (zone, tags) = futures::try_join!(zone, tags_of(cx, TagResourceType::Hostedzone, id.as_str()))?;
            Ok(zone.zip(tags).map(|(zone, tags)| seen(id, &zone, tags)))
        })
        .await
    }

    async fn update(cx: &OpCx<Self>, id: &Id, change: &Change<ZoneProps, ZoneAttrs>) -> Result<ZoneAttrs> {
        if change.has("comment") {
            cx.eventually(&[], || async {
                let call = cx.api().route53().update_hosted_zone_comment().id(id.as_str());
                call.comment(&change.new.comment).send().await.answer(cx.region())
            })
            .await?;
        }
        retag(cx, &TagResourceType::Hostedzone, id, &change.old.tags, &change.new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<ZoneProps, ZoneAttrs>) -> Result<()> {
        let deleted = cx
            .eventually(&[], || async {
                cx.api().route53().delete_hosted_zone().id(id.as_str()).send().await.answer(cx.region())
            })
            .await;
        match if_there(deleted)? {
            Some(told) => spread(cx, told.change_info()).await.or_gone(),
            None => Ok(()),
        }
    }

    /// The zone keeps the reference that it was made with.
    async fn find(cx: &OpCx<Self>, _: &ZoneProps) -> Result<Vec<Id>> {
        let zones = list_all!(cx, cx.api().route53().list_hosted_zones())?;
        let ours = zones.iter().filter(|zone| zone.caller_reference() == cx.token());
        Ok(ours.map(|zone| Id::new(bare(zone.id()))).collect())
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let zones = list_all!(cx, cx.api().route53().list_hosted_zones())?;
        let ids: Vec<Id> = zones.iter().map(|zone| Id::new(bare(zone.id()))).collect();
        each(&ids, |id| async move {
            let tags = tags_of(cx, TagResourceType::Hostedzone, id.as_str()).await?;
            Ok(tags.filter(|tags| is_of_stack(cx.stack(), tags)).map(|_| id.clone()))
        })
        .await
    }
}

fn seen(id: &Id, told: &GetHostedZoneOutput, tags: Tags) -> Seen<Zone> {
    let zone = told.hosted_zone();
    let name = plain(zone.map(|zone| zone.name()).unwrap_or_default());
    let comment = zone.and_then(|zone| zone.config()).and_then(|config| config.comment());
    let attrs = ZoneAttrs {
        id: id.as_str().to_owned(),
        arn: Arn::new(format!("arn:aws:route53:::hostedzone/{id}")),
        name: name.clone(),
        name_servers: told.delegation_set().map(|set| set.name_servers().to_vec()).unwrap_or_default(),
    };
    let props = ZoneProps { name, comment: comment.unwrap_or_default().to_owned(), tags: own_tags(tags) };
    Seen { id: id.clone(), props, attrs, status: Status::Ready }
}
