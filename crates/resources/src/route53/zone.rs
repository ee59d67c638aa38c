//! `aws:route53/Zone`: a public hosted zone.

use std::sync::{Mutex, PoisonError};

use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::types::{DelegationSet, HostedZone, HostedZoneConfig, TagResourceType};

use super::changes::spread;
use super::common::{bare, owned, plain, tags_of, update_tags};
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
        let created = Mutex::new(None);
        let id = cx
            .allocate(props, || async {
                let config = HostedZoneConfig::builder().comment(&props.comment).build();
                let call = cx.api().route53().create_hosted_zone().name(&props.name).caller_reference(cx.token());
                let response = send!(cx, call.hosted_zone_config(config))?;
                let id = id_in(response.hosted_zone().map(|zone| bare(zone.id())))?;
                let attrs = response.hosted_zone().map(|zone| attrs_of(zone, response.delegation_set()));
                *created.lock().unwrap_or_else(PoisonError::into_inner) = attrs;
                Ok(id)
            })
            .await?;
        // The create call accepts no tags.
        update_tags(cx, &TagResourceType::Hostedzone, &id, &Tags::new(), &owned_tags(cx, &props.tags)).await?;
        match created.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(attrs) => Ok(attrs),
            None => ready(cx, &id).await,
        }
    }

    reads!(read, status);

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
        owned(cx, &TagResourceType::Hostedzone, &ids).await
    }
}

described! {
    Zone: GetHostedZoneOutput,
    id_of: |found| Id::new(found.hosted_zone().map(|zone| bare(zone.id())).unwrap_or_default()),
    describe: |cx, ids| {
        read_each(ids, |id| async move { optional(send!(cx, cx.api().route53().get_hosted_zone().id(id.as_str()))) }).await
    },
    tags: |cx, found| tags_of(cx, TagResourceType::Hostedzone, Self::id_of(found).as_str()).await,
    state: |found, tags| {
        let zone = found.hosted_zone().ok_or_else(|| unreadable("zone"))?;
        let attrs = attrs_of(zone, found.delegation_set());
        let comment = text(zone.config().and_then(|config| config.comment()));
        Ok((ZoneProps { name: attrs.name.clone(), comment, tags: own_tags(tags) }, attrs))
    },
}

fn attrs_of(zone: &HostedZone, delegation: Option<&DelegationSet>) -> ZoneAttrs {
    let id = bare(zone.id());
    ZoneAttrs {
        id: id.to_owned(),
        arn: Arn::new(format!("arn:aws:route53:::hostedzone/{id}")),
        name: plain(zone.name()),
        name_servers: delegation.map(|set| set.name_servers().to_vec()).unwrap_or_default(),
    }
}
