//! `aws:route53/HostedZone`: a hosted zone that exists, by its name.

use super::common::{bare, plain};
use crate::prelude::*;

/// The properties that select a zone.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct HostedZoneProps {
    /// The domain: `example.com`.
    #[arg(length = 1..=255)]
    pub name: String,
    /// The VPC of the private zone. Without it, the public zone is meant.
    pub vpc_id: Option<VpcId>,
}

/// A hosted zone of the account that another stack or the domain's registrar created, by its name
/// (`ListHostedZonesByName`).
///
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html>
#[data_source("aws:route53/HostedZone", props = HostedZoneProps)]
pub struct HostedZone {
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: Arn,
    /// The name servers of a public zone.
    pub name_servers: Vec<String>,
}

impl DataSource for HostedZone {
    type Api = Aws;

    fn meta() -> Meta {
        meta::<Self>()
    }

    async fn read(cx: &ReadContext<Aws>, props: &HostedZoneProps) -> Result<HostedZoneAttrs> {
        let route53 = cx.api().route53();
        let name = plain(&props.name);
        // The first page starts with the zones of this name: an account has at most a few of them.
        let call = route53.list_hosted_zones_by_name().dns_name(&name).max_items(100);
        let response = send!(cx, call)?;
        let private = props.vpc_id.is_some();
        let is_private =
            |zone: &aws_sdk_route53::types::HostedZone| zone.config().is_some_and(|config| config.private_zone());
        let zones = response.hosted_zones().iter().filter(|zone| plain(zone.name()) == name);
        let ids: Vec<&str> = zones.filter(|zone| is_private(zone) == private).map(|zone| bare(zone.id())).collect();
        let mut candidates = Vec::new();
        // The list has no VPCs, and a public zone that is one of several is not read.
        for id in ids.iter().filter(|_| private || ids.len() == 1) {
            candidates.push(send!(cx, route53.get_hosted_zone().id(*id))?);
        }
        if let Some(vpc) = &props.vpc_id {
            candidates.retain(|zone| zone.vpcs().iter().any(|one| one.vpc_id() == Some(vpc.as_str())));
        }
        let [found] = &candidates[..] else {
            let of = props.vpc_id.as_ref().map(|vpc| format!(" for the VPC `{vpc}`")).unwrap_or_default();
            let kind = if private { "private" } else { "public" };
            let count = if private { candidates.len() } else { ids.len() };
            let (error, found) = match count {
                0 => (ErrorKind::NotFound, format!("no {kind} hosted zone")),
                count => (ErrorKind::Invalid, format!("{count} {kind} hosted zones ({})", ids.join(", "))),
            };
            return Err(ProviderError::new(error, format!("the account has {found} named `{name}`{of}")));
        };
        let id = found.hosted_zone().map(|zone| bare(zone.id())).unwrap_or_default();
        Ok(HostedZoneAttrs {
            id: id.to_owned(),
            arn: Arn::new(format!("arn:aws:route53:::hostedzone/{id}")),
            name_servers: found.delegation_set().map(|set| set.name_servers().to_vec()).unwrap_or_default(),
        })
    }
}
