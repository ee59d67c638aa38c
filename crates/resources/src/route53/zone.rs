//! `aws:route53/Zone`: a public or a private hosted zone.

use std::sync::{Mutex, PoisonError};

use aws_sdk_route53::operation::get_hosted_zone::GetHostedZoneOutput;
use aws_sdk_route53::types::{DelegationSet, HostedZone, HostedZoneConfig, TagResourceType, Vpc};

use super::changes::spread;
use super::common::{bare, owned, plain, tags_of, update_tags};
use crate::prelude::*;

/// A zone is public or private from its creation.
const BETWEEN_PUBLIC_AND_PRIVATE: ReplacesWhen = ReplacesWhen {
    name: "between none and some",
    applies: |old, new| {
        let is_public = |vpcs: &Value| vpcs.as_list().is_none_or(<[Value]>::is_empty);
        *old != Value::Unknown && *new != Value::Unknown && is_public(old) != is_public(new)
    },
};

/// The properties of a zone.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ZoneProps {
    /// The domain: `example.com`.
    #[arg(replace = "a zone of another name is another zone, with other name servers", length = 1..=255)]
    pub name: String,
    /// The comment.
    #[arg(default = "", length = ..=256)]
    pub comment: String,
    /// The VPCs in which a private zone applies, with DNS support and DNS host names. Without any, the zone is public.
    #[arg(
        set, items = 0..=300, replace = "a zone is public or private from its creation",
        replace_when = BETWEEN_PUBLIC_AND_PRIVATE,
    )]
    pub vpcs: Vec<ZoneVpcProps>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A VPC of a private zone.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[args(ZoneVpc)]
pub struct ZoneVpcProps {
    /// The VPC.
    pub vpc_id: VpcId,
    /// The region of the VPC.
    #[arg(length = 1..=64)]
    pub region: RegionName,
}

/// A hosted zone (`CreateHostedZone`). Several public zones can have the same name: the name servers at the domain's
/// registrar decide which one applies. A VPC has one private zone of a name.
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
    /// The name servers for the domain's registrar. A private zone has none.
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
                // The first VPC makes the zone private.
                let call = call.set_vpc(props.vpcs.first().map(vpc));
                let response = retry_on(send!(cx, call.hosted_zone_config(config)), UNKNOWN_VPC)?;
                let id = id_in(response.hosted_zone().map(|zone| bare(zone.id())))?;
                let attrs = response.hosted_zone().map(|zone| attrs_of(zone, response.delegation_set()));
                *created.lock().unwrap_or_else(PoisonError::into_inner) = attrs;
                Ok(id)
            })
            .await?;
        associate(cx, &id, props.vpcs.get(1..).unwrap_or_default()).await?;
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
        if change.has("vpcs") {
            // A private zone keeps at least one VPC, so the new ones are added first.
            let (old, new) = (&change.old.vpcs, &change.new.vpcs);
            let added: Vec<_> = new.iter().filter(|vpc| !old.contains(vpc)).cloned().collect();
            associate(cx, id, &added).await?;
            for removed in old.iter().filter(|vpc| !new.contains(vpc)) {
                disassociate(cx, id, removed).await?;
            }
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
        let vpcs = found.vpcs().iter().map(|vpc| ZoneVpcProps {
            vpc_id: VpcId::new(text(vpc.vpc_id())),
            region: RegionName::new(text(vpc.vpc_region().map(|region| region.as_str()))),
        });
        Ok((ZoneProps { name: attrs.name.clone(), comment, vpcs: vpcs.collect(), tags: own_tags(tags) }, attrs))
    },
}

/// Route 53's error code of a VPC that it does not find, such as one that was just created.
const UNKNOWN_VPC: &[&str] = &["InvalidVPCId"];

fn vpc(props: &ZoneVpcProps) -> Vpc {
    Vpc::builder().vpc_id(props.vpc_id.as_str()).vpc_region(props.region.as_str().into()).build()
}

/// Adds VPCs to a private zone, one after the other: Route 53 changes a zone in one way at a time.
async fn associate(cx: &OperationContext<Zone>, id: &Id, vpcs: &[ZoneVpcProps]) -> Result<()> {
    for one in vpcs {
        let call = cx.api().route53().associate_vpc_with_hosted_zone().hosted_zone_id(id.as_str()).vpc(vpc(one));
        let answer = retry!(cx, &[], call, |answer| retry_on(answer, UNKNOWN_VPC));
        match answer {
            // An earlier attempt of the same step has added it.
            Err(error) if error.has_code(&["ConflictingDomainExists"]) && has(cx, id, one).await? => {}
            other => spread(cx, other?.change_info()).await?,
        }
    }
    Ok(())
}

/// Whether the zone has this VPC.
async fn has(cx: &OperationContext<Zone>, id: &Id, vpc: &ZoneVpcProps) -> Result<bool> {
    let zone = optional(send!(cx, cx.api().route53().get_hosted_zone().id(id.as_str())))?;
    let vpcs = zone.as_ref().map(|zone| zone.vpcs()).unwrap_or_default();
    Ok(vpcs.iter().any(|one| one.vpc_id() == Some(vpc.vpc_id.as_str())))
}

async fn disassociate(cx: &OperationContext<Zone>, id: &Id, one: &ZoneVpcProps) -> Result<()> {
    let call = cx.api().route53().disassociate_vpc_from_hosted_zone().hosted_zone_id(id.as_str()).vpc(vpc(one));
    match retry!(cx, &[], call) {
        Err(error) if error.has_code(&["VPCAssociationNotFound"]) => Ok(()),
        other => spread(cx, other?.change_info()).await,
    }
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
