//! `aws:route53/HostedZone`: a public hosted zone that exists, by its name.

use super::common::{bare, plain};
use crate::prelude::*;

/// The properties that select a zone.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct HostedZoneProps {
    /// The domain: `example.com`.
    #[arg(length = 1..=255)]
    pub name: String,
}

/// A public hosted zone of the account that another stack or the domain's registrar created, by its name
/// (`ListHostedZonesByName`).
///
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByName.html>
#[data_source("aws:route53/HostedZone", props = HostedZoneProps)]
pub struct HostedZone {
    /// The id.
    pub id: String,
    /// The ARN.
    pub arn: Arn,
    /// The name servers of the zone.
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
        let is_private =
            |zone: &aws_sdk_route53::types::HostedZone| zone.config().is_some_and(|config| config.private_zone());
        let zones = response.hosted_zones().iter().filter(|zone| plain(zone.name()) == name && !is_private(zone));
        let ids: Vec<&str> = zones.map(|zone| bare(zone.id())).collect();
        let [id] = ids[..] else {
            let (kind, found) = match ids.len() {
                0 => (ErrorKind::NotFound, "no public hosted zone".to_owned()),
                count => (ErrorKind::Invalid, format!("{count} public hosted zones ({})", ids.join(", "))),
            };
            return Err(ProviderError::new(kind, format!("the account has {found} named `{name}`")));
        };
        let found = send!(cx, route53.get_hosted_zone().id(id))?;
        Ok(HostedZoneAttrs {
            id: id.to_owned(),
            arn: Arn::new(format!("arn:aws:route53:::hostedzone/{id}")),
            name_servers: found.delegation_set().map(|set| set.name_servers().to_vec()).unwrap_or_default(),
        })
    }
}
