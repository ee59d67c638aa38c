//! Facts that no schema has, by type and property, each with its reason. A type that ends with `*` is a prefix of names, and
//! a path that starts with `**/` matches every path with that end.

use archipel_engine::equivalence::{ANY_CASE, DNS_NAME, Equivalence};
use serde_json::Value as Json;

use crate::model::PropertyPath;

type Row<T> = (&'static str, &'static str, T);

/// Texts that AWS writes in another way.
const TEXTS: &[Row<&Equivalence>] = &[
    // Names of HTTP headers and of query parameters in these places are not case sensitive.
    ("AWS::ApiGatewayV2::*", "CorsConfiguration/AllowHeaders/*", &ANY_CASE),
    ("AWS::ApiGatewayV2::*", "CorsConfiguration/ExposeHeaders/*", &ANY_CASE),
    ("AWS::WAFv2::*", "**/SingleHeader/Name", &ANY_CASE),
    ("AWS::WAFv2::*", "**/SingleQueryArgument/Name", &ANY_CASE),
    // These services store names in lower case.
    ("AWS::DMS::*", "**/*Identifier", &ANY_CASE),
    ("AWS::DocDB::*", "**/*Identifier", &ANY_CASE),
    ("AWS::DocDB::*", "**/*GroupName", &ANY_CASE),
    ("AWS::ElastiCache::*", "**/*GroupName", &ANY_CASE),
    ("AWS::Neptune::*", "**/*Identifier", &ANY_CASE),
    ("AWS::Neptune::*", "**/*GroupName", &ANY_CASE),
    ("AWS::RDS::*", "**/*Identifier", &ANY_CASE),
    ("AWS::RDS::*", "**/*GroupName", &ANY_CASE),
    ("AWS::Redshift::*", "**/*Identifier", &ANY_CASE),
    ("AWS::Redshift::*", "**/*GroupName", &ANY_CASE),
    ("AWS::Redshift::*", "**/*Name", &ANY_CASE),
    // SES accepts `DELIVERY` and returns `delivery`.
    ("AWS::SES::*", "**/MatchingEventTypes/*", &ANY_CASE),
    ("AWS::Route53::*", "**/DNSName", &DNS_NAME),
    ("AWS::Route53::*", "Name", &DNS_NAME),
    ("AWS::Route53::RecordSetGroup", "RecordSets/*/Name", &DNS_NAME),
    ("AWS::AppSync::ApiKey", "Expires", &WHOLE_HOUR),
    ("AWS::EC2::KeyPair", "PublicKeyMaterial", &PUBLIC_KEY),
    ("AWS::ECS::*", "PlatformVersion", &LATEST),
    // Not an expression that this crate evaluates.
    ("AWS::EC2::Subnet", "CidrBlock", &archipel_engine::equivalence::CIDR),
    ("AWS::EC2::Subnet", "Ipv6CidrBlock", &archipel_engine::equivalence::CIDR),
];

/// AppSync rounds the expiry of a key down to a full hour.
const WHOLE_HOUR: Equivalence =
    Equivalence::new("in whole hours", |left, right| match (left.parse::<u64>(), right.parse::<u64>()) {
        (Ok(left), Ok(right)) => left / 3600 == right / 3600,
        _ => false,
    });

/// EC2 replaces the comment of a public key by the name of the key pair.
const PUBLIC_KEY: Equivalence = Equivalence::new("without its comment", |left, right| {
    let key = |text: &str| text.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    key(left).len() == 2 && key(left) == key(right)
});

/// ECS returns the version that `LATEST` was when the tasks started.
const LATEST: Equivalence = Equivalence::new("the latest version", |left, right| {
    let version = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    (left == "LATEST" && version(right)) || (right == "LATEST" && version(left))
});

/// Properties that AWS accepts and does not return, without a mark in the schema.
const NOT_RETURNED: &[Row<()>] = &[
    ("AWS::Budgets::Budget", "NotificationsWithSubscribers", ()),
    ("AWS::CloudWatch::AnomalyDetector", "MetricMathAnomalyDetector/MetricDataQueries/*/Label", ()),
    ("AWS::DAX::Cluster", "ReplicationFactor", ()),
    ("AWS::DLM::LifecyclePolicy", "DefaultPolicy", ()),
    ("AWS::DocDB::DBCluster", "DBSubnetGroupName", ()),
    ("AWS::EC2::Instance", "LaunchTemplate", ()),
    // Older names of conditions: GuardDuty returns them as `GreaterThanOrEqual` and so on.
    ("AWS::GuardDuty::Filter", "FindingCriteria/Criterion/*/Eq", ()),
    ("AWS::GuardDuty::Filter", "FindingCriteria/Criterion/*/Gt", ()),
    ("AWS::GuardDuty::Filter", "FindingCriteria/Criterion/*/Gte", ()),
    ("AWS::GuardDuty::Filter", "FindingCriteria/Criterion/*/Lt", ()),
    ("AWS::GuardDuty::Filter", "FindingCriteria/Criterion/*/Lte", ()),
    ("AWS::GuardDuty::Filter", "FindingCriteria/Criterion/*/Neq", ()),
    ("AWS::LakeFormation::Resource", "ResourceArn", ()),
    ("AWS::LakeFormation::Resource", "UseServiceLinkedRole", ()),
    // Returned as a part of `Endpoint`.
    ("AWS::Redshift::Cluster", "Port", ()),
];

/// Lists that AWS returns in an order of its own although their schema says that they have one.
const NO_ORDER: &[Row<()>] = &[
    ("AWS::IoT::ThingType", "ThingTypeProperties/SearchableAttributes", ()),
    ("AWS::Route53::RecordSet", "ResourceRecords", ()),
    ("AWS::Route53::RecordSetGroup", "RecordSets/*/ResourceRecords", ()),
    // Each configuration has an id.
    ("AWS::S3::Bucket", "AnalyticsConfigurations", ()),
    ("AWS::S3::Bucket", "IntelligentTieringConfigurations", ()),
    ("AWS::S3::Bucket", "InventoryConfigurations", ()),
    ("AWS::S3::Bucket", "MetricsConfigurations", ()),
];

/// When AWS adds elements of its own to a list or a map.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Adds {
    Always,
    /// Only where the program declares an empty list, for which AWS uses its default.
    ToNothing,
}

/// Lists and maps to which AWS adds undeclared elements.
const OWN_ELEMENTS: &[Row<Adds>] = &[
    ("AWS::CloudTrail::Trail", "EventSelectors", Adds::ToNothing),
    // The standard attributes of a pool, and the user's own id.
    ("AWS::Cognito::UserPool", "Schema", Adds::Always),
    ("AWS::Cognito::UserPoolUser", "UserAttributes", Adds::Always),
    // Addresses that Cognito looks up at the provider.
    ("AWS::Cognito::UserPoolIdentityProvider", "ProviderDetails", Adds::Always),
    // The volumes of the image.
    ("AWS::EC2::Instance", "BlockDeviceMappings", Adds::Always),
    ("AWS::EC2::Instance", "Volumes", Adds::Always),
    // A connection always has two tunnels.
    ("AWS::EC2::VPNConnection", "VpnTunnelOptionsSpecifications", Adds::Always),
    // A policy lists everything that it is attached to, by whichever resource.
    ("AWS::IAM::ManagedPolicy", "Groups", Adds::Always),
    ("AWS::IAM::ManagedPolicy", "Roles", Adds::Always),
    ("AWS::IAM::ManagedPolicy", "Users", Adds::Always),
    ("AWS::KinesisFirehose::DeliveryStream", "**/Processors/*/Parameters", Adds::Always),
    // All settings of an option, with their defaults.
    ("AWS::RDS::OptionGroup", "OptionConfigurations/*/OptionSettings", Adds::Always),
];

/// JSON documents in texts to which AWS adds members with their defaults.
const OWN_MEMBERS: &[Row<()>] = &[("AWS::CE::CostCategory", "Rules", ())];

fn find<T: Copy>(rows: &[Row<T>], name: &str, path: &PropertyPath) -> Option<T> {
    let path = path.to_string();
    let is_type = |of: &str| of.strip_suffix('*').map_or(of == name, |start| name.starts_with(start));
    let is_path = |at: &str| match at.strip_prefix("**/") {
        None => at == path,
        Some(end) => match end.strip_prefix('*') {
            // The end of a name.
            Some(word) if !word.starts_with('/') => path.ends_with(word),
            _ => path.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('/')),
        },
    };
    rows.iter().find(|(of, at, _)| is_type(of) && is_path(at)).map(|(_, _, value)| *value)
}

pub(super) fn same_text(name: &str, path: &PropertyPath, left: &str, right: &str) -> bool {
    find(TEXTS, name, path).is_some_and(|equivalence| (equivalence.same)(left, right))
}

pub(super) fn is_not_returned(name: &str, path: &PropertyPath) -> bool {
    find(NOT_RETURNED, name, path).is_some()
}

pub(super) fn has_no_order(name: &str, path: &PropertyPath) -> bool {
    find(NO_ORDER, name, path).is_some()
}

pub(super) fn has_elements_of_its_own(name: &str, path: &PropertyPath, declared_nothing: bool) -> bool {
    find(OWN_ELEMENTS, name, path).is_some_and(|adds| adds == Adds::Always || declared_nothing)
}

pub(super) fn has_members_of_its_own(name: &str, path: &PropertyPath) -> bool {
    find(OWN_MEMBERS, name, path).is_some()
}

/// A document in the short form in which a program may write it. API Gateway accepts resources of its policies without the API's
/// ARN, and returns them with it.
pub(super) fn shortened_document(name: &str, path: &PropertyPath, document: &Json) -> Option<Json> {
    if name != "AWS::ApiGateway::RestApi" || path.top() != "Policy" {
        return None;
    }
    fn shorten(json: &Json) -> Json {
        match json {
            Json::String(text) => Json::String(short(text).unwrap_or_else(|| text.clone())),
            Json::Array(items) => items.iter().map(shorten).collect(),
            Json::Object(map) => map.iter().map(|(key, value)| (key.clone(), shorten(value))).collect(),
            other => other.clone(),
        }
    }
    fn short(text: &str) -> Option<String> {
        let (_, rest) = text.strip_prefix("arn:")?.split_once(":execute-api:")?;
        let (_, resource) = rest.splitn(3, ':').nth(2)?.split_once('/')?;
        Some(format!("execute-api:/{resource}"))
    }
    Some(shorten(document))
}

/// Every row, for the test that each names a property that exists.
#[cfg(test)]
pub(super) fn rows() -> Vec<(&'static str, &'static str)> {
    let mut rows: Vec<(&str, &str)> = TEXTS.iter().map(|(name, path, _)| (*name, *path)).collect();
    rows.extend(OWN_ELEMENTS.iter().map(|(name, path, _)| (*name, *path)));
    rows.extend([NOT_RETURNED, NO_ORDER, OWN_MEMBERS].into_iter().flatten().map(|(name, path, ())| (*name, *path)));
    rows
}
