//! `aws:route53/Record`: a DNS record.

use archipel_engine::equivalence::{self, Equivalence};
use aws_sdk_route53::types::{self as sdk, ChangeAction, ResourceRecord, ResourceRecordSet};

use super::changes;
use super::common::plain;
use super::record_values;
use crate::prelude::*;

/// The error code of a batch that contradicts the current records; the message has the reason.
const BAD_BATCH: &[&str] = &["InvalidChangeBatch"];

/// A value in zone file syntax: quoted texts unchanged, names and addresses in DNS's canonical form.
const RECORD_VALUE: Equivalence = Equivalence::new("as in a zone's file", |left, right| {
    let quoted = left.contains('"') || right.contains('"');
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (left, right) = (words(left), words(right));
    let same = |(left, right): (&String, &String)| {
        left == right || (equivalence::DNS_NAME.same)(left, right) || (equivalence::CIDR.same)(left, right)
    };
    !quoted && left.len() == right.len() && left.iter().zip(&right).all(same)
});

/// The properties of a record.
///
/// All records of one name and type have the same kind of `set_identifier`: all of them a weight, or a failover role,
/// or a region, or a location, or `multivalue`. To combine two kinds, make one name an alias of others.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct RecordProps {
    /// The zone.
    #[arg(replace = "a record stays in its zone", length = 1..=32)]
    pub zone_id: String,
    /// The fully qualified name: `api.example.com`.
    #[arg(
        equivalence = equivalence::DNS_NAME, replace = "a record of another name is another record",
        length = 1..=1024, pattern = "[^|]+",
    )]
    pub name: String,
    /// The type.
    #[arg(replace = "a record of another type is another record")]
    pub record_type: RecordType,
    /// The identifier of the record among several of this name and type.
    #[arg(replace = "the identifier distinguishes records of the same name", length = 1..=128)]
    pub set_identifier: Option<String>,
    /// The values in zone file syntax: TXT values in double quotes.
    #[arg(equivalence = RECORD_VALUE, set, length = ..=4000)]
    pub values: Vec<String>,
    /// The time to live in seconds. Not for aliases.
    pub ttl: Option<u32>,
    /// The target of an alias, instead of values.
    pub alias: Option<AliasProps>,
    /// The weight among the records of this name: 0 to 255.
    #[arg(range = 0..=255)]
    pub weight: Option<u16>,
    /// The failover role.
    pub failover: Option<Failover>,
    /// The region for latency-based routing.
    #[arg(length = 1..=64)]
    pub latency_region: Option<RegionName>,
    /// The location of the clients that get this record.
    pub geolocation: Option<GeolocationProps>,
    /// Whether a response has up to eight of the healthy records of this name, each with its own health check.
    #[arg(default = false)]
    pub multivalue: bool,
    /// The health check of the record.
    #[arg(length = ..=64)]
    pub health_check_id: Option<String>,
    /// Whether a create replaces the values of a record that exists, of any owner. Without it the create fails.
    /// For a record that several stacks declare, such as the one that validates a certificate of one name in two
    /// accounts. The record is deleted with the first of them.
    #[arg(default = false, write_only)]
    pub allow_overwrite: bool,
}

/// The type of a record.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum RecordType {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Certification authority authorization.
    Caa,
    /// A canonical name.
    Cname,
    /// Mail servers.
    Mx,
    /// Name servers of a delegated zone.
    Ns,
    /// The name of an address (reverse DNS).
    Ptr,
    /// Service locations.
    Srv,
    /// Text.
    Txt,
}

/// The failover role of a record.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum Failover {
    /// Returned while it is healthy.
    Primary,
    /// Returned while the primary record is unhealthy.
    Secondary,
}

/// A location of clients: a continent, a country, or a part of a country. A country of `*` is for clients whose location has no
/// other record.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Geolocation)]
pub struct GeolocationProps {
    /// The continent: `AF`, `AN`, `AS`, `EU`, `NA`, `OC` or `SA`.
    #[arg(pattern = "AF|AN|AS|EU|NA|OC|SA")]
    pub continent: Option<String>,
    /// The country, by its code of ISO 3166-1: `FR`.
    #[arg(pattern = "[A-Z]{2}|[*]")]
    pub country: Option<String>,
    /// The state of the United States or the region of Ukraine: `CA`.
    #[arg(pattern = "[A-Z0-9]{1,3}")]
    pub subdivision: Option<String>,
}

/// The target of an alias: an AWS resource, or another record of the zone.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Alias)]
pub struct AliasProps {
    /// The name.
    #[arg(equivalence = equivalence::DNS_NAME, length = ..=1024)]
    pub dns_name: String,
    /// The hosted zone of the target: that of the load balancer, or of the record.
    #[arg(length = ..=32)]
    pub zone_id: String,
    /// Whether the health of the target decides the answer.
    #[arg(default = true)]
    pub evaluate_target_health: bool,
}

/// A record (`ChangeResourceRecordSets`).
///
/// <https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html>
#[resource("aws:route53/Record", props = RecordProps)]
pub struct Record {
    /// The fully qualified name.
    #[attr(input = "name")]
    pub name: String,
}

impl Resource for Record {
    type Api = Aws;
    type Identity = Self;

    fn meta() -> Meta {
        meta::<Self>()
            .global()
            .terraform(&[
                ("aws_route53_record", "{zone_id}|{fqdn}|{type}|{set_identifier}"),
                ("aws_route53_record", "{zone_id}|{fqdn}|{type}|"),
            ])
            .unique(&[&["zone_id", "name", "record_type", "set_identifier"]])
            .typical(Seconds::each(40))
    }

    fn check(props: &RecordProps) -> Vec<String> {
        let policies = [
            props.weight.is_some(),
            props.failover.is_some(),
            props.latency_region.is_some(),
            props.geolocation.is_some(),
            props.multivalue,
        ];
        let policies = policies.into_iter().filter(|given| *given).count();
        let location = props.geolocation.as_ref();
        let divided = location.filter(|location| location.subdivision.is_some());
        violations! {
            after record_values::violations(props.record_type, &props.values);
            props.alias.is_some() != props.values.is_empty() => "a record has one of `values` and `alias`";
            props.ttl.is_none() != props.values.is_empty() => "`ttl` goes with `values`";
            policies > 1 =>
                "a record has one of `weight`, `failover`, `latency_region`, `geolocation` and `multivalue`";
            (policies == 1) != props.set_identifier.is_some() =>
                "`set_identifier` goes with a weight, failover, region, location or `multivalue`";
            location.is_some_and(|location| location.continent.is_some() == location.country.is_some()) =>
                "`geolocation` has one of `continent` and `country`";
            divided.is_some_and(|of| !matches!(of.country.as_deref(), Some("US" | "UA"))) =>
                "`geolocation.subdivision` goes with the country US or UA";
            props.multivalue && props.alias.is_some() => "`multivalue` is set for an alias: it goes with `values`";
            props.multivalue && matches!(props.record_type, RecordType::Cname | RecordType::Ns) =>
                "`multivalue` is set for a record of type {}: Route 53 has it for other types", props.record_type;
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &RecordProps) -> Result<Self::Attrs> {
        let allocated = cx
            .allocate(props, || async {
                let action = if props.allow_overwrite { ChangeAction::Upsert } else { ChangeAction::Create };
                let answer = send(cx, props, action).await;
                answer.map_err(|error| match error.message.contains("already exists") {
                    true => ProviderError { kind: ErrorKind::AlreadyExists, ..error },
                    false => error,
                })?;
                Ok(id_of(props))
            })
            .await;
        allocated.map_err(|error| match error.kind {
            ErrorKind::AlreadyExists => {
                let name = &props.name;
                let message = format!("there is a record {name} already; it was not changed");
                ProviderError { message, ..error }
            }
            _ => error,
        })?;
        Ok(RecordAttrs { name: props.name.clone() })
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        let mut by_zone: BTreeMap<&str, Vec<&Id>> = BTreeMap::new();
        for id in ids {
            by_zone.entry(id.parts().first().copied().unwrap_or_default()).or_default().push(id);
        }
        let mut found = Vec::new();
        for (zone, ids) in by_zone {
            let sets = match ids.as_slice() {
                [id] => one(cx, id).await?.into_iter().collect(),
                _ => all(cx, zone).await?,
            };
            for id in ids {
                if let Some(set) = sets.iter().find(|set| is(id, set)) {
                    cx.report_unmanaged(id, unmanaged(set));
                    found.push(state_of(id, set)?);
                }
            }
        }
        Ok(found)
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        // Only a record with an identifier can have settings that the type does not have.
        if change.new.set_identifier.is_some()
            && let Some(set) = one(cx, id).await?
        {
            crate::aws::keep_unmanaged(&unmanaged(&set))?;
        }
        cx.eventually(&[], || send(cx, &change.new, ChangeAction::Upsert)).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, request: &DeleteRequest<Self>) -> Result<()> {
        // A delete must contain the current record exactly: what was applied last, unless somebody has changed it.
        match change(cx, id.parts()[0], to_sdk(&request.props)?, ChangeAction::Delete).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) if error.kind == ErrorKind::Denied => return Err(error),
            Err(_) => {}
        }
        cx.eventually(&[], || async {
            let Some(set) = one(cx, id).await? else { return Ok(()) };
            match change(cx, id.parts()[0], set, ChangeAction::Delete).await {
                Err(error) if error.has_code(BAD_BATCH) && error.message.contains("not found") => Ok(()),
                Err(error) if error.has_code(BAD_BATCH) && error.message.contains("do not match") => {
                    Err(ProviderError { kind: ErrorKind::NotYet, ..error })
                }
                Err(error) if error.is_not_found() => Ok(()),
                other => other,
            }
        })
        .await
    }
}

impl Identity<Self> for Record {
    const IDEMPOTENCY: Idempotency = Idempotency::NaturalKey;
    const PROVES_OWNERSHIP: bool = false;

    /// Records have no tags: an equal one counts as created.
    async fn find(cx: &OperationContext<Self>, props: &RecordProps) -> Result<Vec<Id>> {
        let id = id_of(props);
        let Some(set) = one(cx, &id).await? else { return Ok(Vec::new()) };
        let there = state_of(&id, &set)?.props;
        let changes = archipel_engine::plan::diff(
            <Self as archipel_engine::resource::ResourceSchema>::schema().inputs,
            &there.into_value(),
            &props.clone().into_value(),
        );
        Ok(if changes.is_empty() { vec![id] } else { Vec::new() })
    }
}

fn id_of(props: &RecordProps) -> Id {
    let set = props.set_identifier.as_deref().unwrap_or_default();
    Id::joined([props.zone_id.as_str(), &props.name, props.record_type.as_str(), set])
}

/// Whether a record of the zone has this id.
fn is(id: &Id, set: &ResourceRecordSet) -> bool {
    let parts = id.parts();
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    plain(set.name()) == plain(part(1))
        && set.r#type().as_str() == part(2)
        && set.set_identifier().unwrap_or_default() == part(3)
}

/// The record of an id.
async fn one(cx: &ReadContext<Aws>, id: &Id) -> Result<Option<ResourceRecordSet>> {
    let parts = id.parts();
    let [zone, name, kind, set] = parts.as_slice() else { return Ok(None) };
    let api = cx.api().route53();
    let call = api
        .list_resource_record_sets()
        .hosted_zone_id(*zone)
        .start_record_name(*name)
        .start_record_type((*kind).into())
        .set_start_record_identifier((!set.is_empty()).then(|| (*set).to_owned()))
        .max_items(1);
    let response = optional(send!(cx, call))?;
    Ok(response.map(|response| response.resource_record_sets).unwrap_or_default().into_iter().find(|set| is(id, set)))
}

/// All records of a zone, three hundred per call.
async fn all(cx: &ReadContext<Aws>, zone: &str) -> Result<Vec<ResourceRecordSet>> {
    let mut found = Vec::new();
    let mut next = (None, None, None);
    loop {
        let api = cx.api().route53();
        let call = api
            .list_resource_record_sets()
            .hosted_zone_id(zone)
            .set_start_record_name(next.0)
            .set_start_record_type(next.1)
            .set_start_record_identifier(next.2);
        let Some(response) = optional(send!(cx, call))? else { return Ok(found) };
        found.extend(response.resource_record_sets);
        if !response.is_truncated {
            return Ok(found);
        }
        next = (response.next_record_name, response.next_record_type, response.next_record_identifier);
    }
}

async fn send(cx: &OperationContext<Record>, props: &RecordProps, action: ChangeAction) -> Result<()> {
    // The target of an alias is not visible yet.
    retry_on(change(cx, &props.zone_id, to_sdk(props)?, action).await, &["that target was not found"])
}

async fn change(cx: &OperationContext<Record>, zone: &str, set: ResourceRecordSet, action: ChangeAction) -> Result<()> {
    let change = build_input(sdk::Change::builder().action(action).resource_record_set(set).build())?;
    let info = changes::submit(cx, zone, change).await?;
    changes::spread(cx, info.as_ref()).await
}

/// The settings of a record that the type does not have.
fn unmanaged(set: &ResourceRecordSet) -> Vec<String> {
    let settings = [
        ("the routing by geoproximity", set.geo_proximity_location().is_some()),
        ("the routing by the client's address range", set.cidr_routing_config().is_some()),
        ("the traffic policy", set.traffic_policy_instance_id().is_some()),
    ];
    settings.into_iter().filter(|(_, is_set)| *is_set).map(|(setting, _)| setting.to_owned()).collect()
}

fn to_sdk(props: &RecordProps) -> Result<ResourceRecordSet> {
    let mut values = Vec::new();
    for value in &props.values {
        values.push(build_input(ResourceRecord::builder().value(value).build())?);
    }
    let alias = props.alias.as_ref().map(|alias| {
        let builder = sdk::AliasTarget::builder().hosted_zone_id(&alias.zone_id).dns_name(&alias.dns_name);
        build_input(builder.evaluate_target_health(alias.evaluate_target_health).build())
    });
    let set = ResourceRecordSet::builder()
        .name(&props.name)
        .r#type(props.record_type.as_str().into())
        .set_set_identifier(props.set_identifier.clone())
        .set_resource_records((!values.is_empty()).then_some(values))
        .set_ttl(props.ttl.map(i64::from))
        .set_alias_target(alias.transpose()?)
        .set_weight(props.weight.map(i64::from))
        .set_failover(props.failover.map(|failover| failover.as_str().into()))
        .set_region(props.latency_region.as_ref().map(|region| region.as_str().into()))
        .set_geo_location(props.geolocation.as_ref().map(location_to_sdk))
        .set_multi_value_answer(props.multivalue.then_some(true))
        .set_health_check_id(props.health_check_id.clone());
    build_input(set.build())
}

fn location_to_sdk(location: &GeolocationProps) -> sdk::GeoLocation {
    sdk::GeoLocation::builder()
        .set_continent_code(location.continent.clone())
        .set_country_code(location.country.clone())
        .set_subdivision_code(location.subdivision.clone())
        .build()
}

fn location_from_sdk(location: &sdk::GeoLocation) -> GeolocationProps {
    GeolocationProps {
        continent: location.continent_code().map(str::to_owned),
        country: location.country_code().map(str::to_owned),
        subdivision: location.subdivision_code().map(str::to_owned),
    }
}

fn state_of(id: &Id, set: &ResourceRecordSet) -> Result<ResourceState<Record>> {
    let parts = id.parts();
    let part = |index: usize| parts.get(index).copied().unwrap_or_default().to_owned();
    let alias = set.alias_target().map(|alias| AliasProps {
        dns_name: plain(alias.dns_name()),
        zone_id: alias.hosted_zone_id().to_owned(),
        evaluate_target_health: alias.evaluate_target_health(),
    });
    let props = RecordProps {
        zone_id: part(0),
        // Without the final dot that Route 53 returns.
        name: part(1),
        record_type: parsed("record type", Some(set.r#type().as_str()))?,
        set_identifier: set.set_identifier().map(str::to_owned),
        values: set.resource_records().iter().map(|record| record.value().to_owned()).collect(),
        ttl: set.ttl().and_then(|ttl| u32::try_from(ttl).ok()),
        alias,
        weight: set.weight().and_then(|weight| u16::try_from(weight).ok()),
        failover: parsed_option("failover", set.failover().map(|failover| failover.as_str()))?,
        latency_region: set.region().map(|region| RegionName::new(region.as_str())),
        geolocation: set.geo_location().map(location_from_sdk),
        multivalue: set.multi_value_answer() == Some(true),
        health_check_id: set.health_check_id().map(str::to_owned),
        allow_overwrite: false,
    };
    let attrs = RecordAttrs { name: props.name.clone() };
    Ok(ResourceState { id: id.clone(), props, attrs, status: Status::Ready })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_as_dns_takes_them() {
        for (left, right, same) in [
            ("10 Mail.example.com.", "10 mail.example.com", true),
            ("2001:DB8::1", "2001:db8:0::1", true),
            ("10 mail.example.com", "20 mail.example.com", false),
            ("10.0.0.1", "10.0.0.2", false),
            ("\"Text\"", "\"text\"", false),
            ("a", "a b", false),
        ] {
            assert_eq!((RECORD_VALUE.same)(left, right), same, "{left} {right}");
        }
    }
}
