//! The Resource Groups Tagging API: one list of the resources of both emulators.
//!
//! Each emulator lists the resources of its own services. A resource counts only if [`route::TABLE`] assigns its
//! service to that emulator. Filters and pages apply to the combined list: the emulators list whole services in one
//! page (`assets/corrections_tagging.py`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Request, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::{Call, unreachable};
use super::route::{self, TAGGING};
use super::{Inner, forward};
use crate::fixes::html_errors;
use crate::protocol::{Backend, ErrorReply};

const CONTENT: &str = "application/x-amz-json-1.1";
const DEFAULT_PAGE: usize = 50;
const LONGEST_PAGE: usize = 100;
/// The region in which AWS lists global resources.
const HOME_OF_GLOBALS: &str = "us-east-1";
/// The unsupported parameters, which are refused.
const NOT_HERE: [&str; 3] = ["TagsPerPage", "IncludeComplianceDetails", "ExcludeCompliantResources"];

/// The parameters of a request.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Asked {
    tag_filters: Vec<TagFilter>,
    resource_type_filters: Vec<String>,
    #[serde(rename = "ResourceARNList")]
    arns: BTreeSet<String>,
    resources_per_page: Option<usize>,
    pagination_token: String,
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagFilter {
    key: String,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    value: String,
}

/// The response of an emulator.
#[derive(Debug, Deserialize)]
struct Listed {
    #[serde(rename = "ResourceTagMappingList")]
    resources: Vec<Mapping>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Mapping {
    #[serde(rename = "ResourceARN")]
    arn: String,
    #[serde(rename = "Tags")]
    tags: Vec<Tag>,
}

/// Tagged resources by ARN.
type Found = BTreeMap<String, Vec<Tag>>;

/// The list, or an earlier one that is not older than `stale`.
pub(super) async fn answer(inner: &Inner, call: &Call, body: &Bytes, stale: Option<Duration>) -> Response<Bytes> {
    if let Some(earlier) = stale.and_then(|oldest| inner.stale_tags.earlier(&call.key, body, oldest)) {
        return page(earlier);
    }
    let operation = &call.key.operation;
    if operation != "GetResources" {
        let message =
            format!("The sandbox does not support {TAGGING} {operation}: tag resources with their own services.");
        return call.reply(&not_implemented(message));
    }
    let asked = match Asked::read(body) {
        Ok(asked) => asked,
        Err(error) => return call.reply(&error),
    };
    let mut found = Found::new();
    for backend in [Backend::Moto, Backend::Ministack] {
        match list(inner, call, backend, &asked).await {
            Ok(resources) => found.extend(
                resources
                    .into_iter()
                    .filter(|one| listed_by(&one.arn, backend, &call.key.region) && asked.matches(one))
                    .map(|one| (one.arn, one.tags)),
            ),
            Err(response) => return *response,
        }
    }
    match asked.page(&found) {
        Ok(found) => {
            let response = Bytes::from(found.to_string());
            if stale.is_some() {
                inner.stale_tags.keep(&call.key, body, &response);
            }
            page(response)
        }
        Err(error) => call.reply(&error),
    }
}

fn page(body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(CONTENT));
    response
}

/// Lists an emulator's resources of the services that it serves and the request can match. The error is the response.
async fn list(
    inner: &Inner,
    call: &Call,
    backend: Backend,
    asked: &Asked,
) -> Result<Vec<Mapping>, Box<Response<Bytes>>> {
    let services = asked.services(backend);
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let down = |error: &dyn std::fmt::Display| Box::new(call.reply(&unreachable(backend, error)));
    let request = Request::post("/")
        .header(AUTHORIZATION, call.caller.authorization(&call.key.region, TAGGING))
        .header(CONTENT_TYPE, CONTENT)
        .header("x-amz-target", "ResourceGroupsTaggingAPI_20170126.GetResources");
    let (parts, ()) = request.body(()).map_err(|error| down(&error))?.into_parts();
    let body = Bytes::from(json!({"ResourceTypeFilters": services}).to_string());
    let sent = forward::exchange(&inner.emulators, backend, &parts, &call.caller, body).await;
    let response = sent.map_err(|error| down(&error))?;
    if !response.status().is_success() {
        let error = html_errors::translate(&response, TAGGING, "GetResources");
        return Err(Box::new(error.map_or(response, |error| call.reply(&error))));
    }
    let listed: Listed = serde_json::from_slice(response.body()).map_err(|error| down(&error))?;
    Ok(listed.resources)
}

impl Asked {
    fn read(body: &[u8]) -> Result<Self, ErrorReply> {
        let asked: Self = serde_json::from_slice(if body.is_empty() { b"{}" } else { body })
            .map_err(|error| ErrorReply::new(400, "SerializationException", error.to_string()))?;
        if let Some(other) = NOT_HERE.iter().find(|name| asked.others.get(**name).is_some_and(|v| !off(v))) {
            return Err(not_implemented(format!("The sandbox's GetResources does not support {other}.")));
        }
        if asked.resources_per_page.is_some_and(|wanted| !(1..=LONGEST_PAGE).contains(&wanted)) {
            return Err(invalid(format!("ResourcesPerPage must be between 1 and {LONGEST_PAGE}")));
        }
        let filtered = !asked.tag_filters.is_empty()
            || !asked.resource_type_filters.is_empty()
            || asked.resources_per_page.is_some()
            || !asked.pagination_token.is_empty();
        if !asked.arns.is_empty() && filtered {
            return Err(invalid("ResourceARNList cannot be combined with filters or pages".to_owned()));
        }
        if asked.arns.len() > LONGEST_PAGE {
            return Err(invalid(format!("ResourceARNList takes {LONGEST_PAGE} ARNs at most")));
        }
        match asked.arns.iter().find(|arn| Arn::of(arn).is_none()) {
            Some(arn) => Err(invalid(format!("{arn} is not a valid AmazonResourceName (ARN)"))),
            None => Ok(asked),
        }
    }

    /// The services of an emulator, as in ARNs, that can have matching resources.
    fn services(&self, backend: Backend) -> Vec<&'static str> {
        let can_match = |service: &str| {
            let types = &self.resource_type_filters;
            (types.is_empty() || types.iter().any(|kind| kind.split(':').next() == Some(service)))
                && (self.arns.is_empty()
                    || self.arns.iter().filter_map(|arn| Arn::of(arn)).any(|arn| arn.service == service))
        };
        let served = route::TABLE.iter().filter(|route| route.backend == backend);
        served.map(|route| in_arns(route.service)).filter(|service| can_match(service)).collect()
    }

    fn matches(&self, one: &Mapping) -> bool {
        let Some(arn) = Arn::of(&one.arn) else { return false };
        let of_type = |filter: &String| match filter.split_once(':') {
            Some((service, kind)) => arn.service == service && arn.kind() == kind,
            None => arn.service == filter,
        };
        let tagged = |filter: &TagFilter| {
            let values = &filter.values;
            one.tags.iter().any(|tag| tag.key == filter.key && (values.is_empty() || values.contains(&tag.value)))
        };
        // Only resources with tags: emulators do not record which had tags before.
        !one.tags.is_empty()
            && (self.arns.is_empty() || self.arns.contains(&one.arn))
            && (self.resource_type_filters.is_empty() || self.resource_type_filters.iter().any(of_type))
            && self.tag_filters.iter().all(tagged)
    }

    /// The page for a token.
    fn page(&self, found: &Found) -> Result<Value, ErrorReply> {
        let from = match self.pagination_token.as_str() {
            "" => Bound::Unbounded,
            token => Bound::Excluded(token_arn(token).ok_or_else(|| {
                ErrorReply::new(400, "PaginationTokenExpiredException", "The pagination token cannot be read.")
            })?),
        };
        // A list of ARNs is no longer than a page, and AWS returns it in one.
        let length = match self.resources_per_page {
            Some(length) => length,
            None if self.arns.is_empty() => DEFAULT_PAGE,
            None => LONGEST_PAGE,
        };
        let mut rest = found.range((from, Bound::Unbounded));
        let page: Vec<_> = rest.by_ref().take(length).collect();
        let token = match (rest.next(), page.last()) {
            (Some(_), Some((last, _))) => token(last),
            _ => String::new(),
        };
        let page: Vec<_> = page.into_iter().map(|(arn, tags)| json!({"ResourceARN": arn, "Tags": tags})).collect();
        Ok(json!({"ResourceTagMappingList": page, "PaginationToken": token}))
    }
}

/// The relevant parts of an ARN.
struct Arn<'a> {
    service: &'a str,
    region: &'a str,
    resource: &'a str,
}

impl<'a> Arn<'a> {
    fn of(arn: &'a str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':');
        let (prefix, _partition) = (parts.next()?, parts.next()?);
        let (service, region, _account, resource) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        (prefix == "arn" && !service.is_empty() && !resource.is_empty()).then_some(Self { service, region, resource })
    }

    /// The type in the format of `ResourceTypeFilters`.
    fn kind(&self) -> &'a str {
        match self.service {
            "s3" => "bucket",
            "sns" => "topic",
            "sqs" => "queue",
            _ => self.resource.split(['/', ':']).next().unwrap_or_default(),
        }
    }
}

/// Whether a resource counts in a region. Buckets are listed in their region.
fn listed_by(arn: &str, backend: Backend, region: &str) -> bool {
    let Some(arn) = Arn::of(arn) else { return false };
    let home = match (arn.region, arn.service) {
        ("", "s3") => region,
        ("", _) => HOME_OF_GLOBALS,
        (own, _) => own,
    };
    let served = |route: &&route::Route| in_arns(route.service) == arn.service && route.backend == backend;
    home == region && route::TABLE.iter().find(served).is_some()
}

/// The service name in ARNs for a credential scope.
fn in_arns(service: &'static str) -> &'static str {
    match service {
        "monitoring" => "cloudwatch",
        other => other,
    }
}

/// Whether a parameter counts as absent.
fn off(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}

/// The last ARN of a page, which stays valid when the list changes between two pages.
fn token(last: &str) -> String {
    last.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn token_arn(token: &str) -> Option<String> {
    let digits = token.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    });
    let arn = String::from_utf8(digits.collect::<Option<_>>()?).ok()?;
    Arn::of(&arn).is_some().then_some(arn)
}

fn invalid(message: String) -> ErrorReply {
    ErrorReply::new(400, "InvalidParameterException", message)
}

fn not_implemented(message: String) -> ErrorReply {
    ErrorReply::new(501, "SandboxNotImplemented", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE: &str = "arn:aws:sqs:eu-west-1:1:q";
    const CLUSTER: &str = "arn:aws:rds:eu-west-1:1:cluster:c";
    const ALARM: &str = "arn:aws:cloudwatch:eu-west-1:1:alarm:a";

    fn asked(json: &Value) -> Asked {
        Asked::read(json.to_string().as_bytes()).unwrap()
    }

    fn refused(json: &Value) -> String {
        Asked::read(json.to_string().as_bytes()).unwrap_err().code
    }

    fn one(arn: &str, key: &str, value: &str) -> Mapping {
        Mapping { arn: arn.into(), tags: vec![Tag { key: key.into(), value: value.into() }] }
    }

    #[test]
    fn a_resource_is_listed_by_the_emulator_of_its_service_in_its_region() {
        let (moto, ministack) = (Backend::Moto, Backend::Ministack);
        assert!(listed_by(CLUSTER, moto, "eu-west-1") && !listed_by(CLUSTER, ministack, "eu-west-1"));
        assert!(listed_by(ALARM, ministack, "eu-west-1") && !listed_by(ALARM, moto, "eu-west-1"));
        assert!(!listed_by(QUEUE, ministack, "us-east-1"));
        assert!(listed_by("arn:aws:s3:::b", ministack, "eu-west-1"));
        let zone = "arn:aws:route53:::hostedzone/Z1";
        assert!(listed_by(zone, ministack, "us-east-1") && !listed_by(zone, ministack, "eu-west-1"));
        assert!(!listed_by("arn:aws:nosuch:eu-west-1:1:a/b", moto, "eu-west-1") && !listed_by("", moto, "eu-west-1"));
    }

    #[test]
    fn filters_match_types_arns_and_all_tags_with_any_of_their_values() {
        let types = |filter: &str| asked(&json!({"ResourceTypeFilters": [filter]}));
        assert!(types("rds").matches(&one(CLUSTER, "k", "v")) && types("rds:cluster").matches(&one(CLUSTER, "k", "v")));
        assert!(!types("rds:db").matches(&one(CLUSTER, "k", "v")) && !types("sqs").matches(&one(CLUSTER, "k", "v")));
        assert!(
            types("sqs:queue").matches(&one(QUEUE, "k", "v")) && types("cloudwatch:alarm").matches(&one(ALARM, "", ""))
        );
        let arns = asked(&json!({"ResourceARNList": [QUEUE]}));
        assert!(arns.matches(&one(QUEUE, "k", "v")) && !arns.matches(&one(ALARM, "k", "v")));
        let tags = asked(&json!({"TagFilters": [{"Key": "k"}, {"Key": "k", "Values": ["v", "w"]}]}));
        assert!(tags.matches(&one(QUEUE, "k", "w")));
        assert!(!tags.matches(&one(QUEUE, "k", "x")) && !tags.matches(&one(QUEUE, "l", "v")));
        assert!(!asked(&json!({})).matches(&Mapping { arn: QUEUE.into(), tags: Vec::new() }));
    }

    #[test]
    fn an_emulator_is_queried_for_the_services_that_can_match() {
        let all = asked(&json!({}));
        assert!(
            all.services(Backend::Moto).contains(&"rds") && all.services(Backend::Ministack).contains(&"cloudwatch")
        );
        let some = asked(&json!({"ResourceTypeFilters": ["rds:cluster", "sqs"]}));
        assert_eq!(some.services(Backend::Moto), ["rds"]);
        assert_eq!(some.services(Backend::Ministack), ["sqs"]);
        let one = asked(&json!({"ResourceARNList": [ALARM]}));
        assert_eq!(one.services(Backend::Ministack), ["cloudwatch"]);
        assert!(one.services(Backend::Moto).is_empty());
    }

    #[test]
    fn a_page_continues_after_the_last_arn_whatever_changed() {
        let arns = |page: &Value| {
            let list = page["ResourceTagMappingList"].as_array().unwrap();
            list.iter().map(|one| one["ResourceARN"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let mut found: Found = [QUEUE, CLUSTER, ALARM].map(|arn| (arn.to_owned(), Vec::new())).into();
        let first = asked(&json!({"ResourcesPerPage": 1})).page(&found).unwrap();
        assert_eq!(arns(&first), [ALARM]);
        found.remove(ALARM);
        found.insert("arn:aws:a:::new".into(), Vec::new());
        let rest = asked(&json!({"ResourcesPerPage": 2, "PaginationToken": first["PaginationToken"]}));
        let rest = rest.page(&found).unwrap();
        assert_eq!(arns(&rest), [CLUSTER, QUEUE]);
        assert_eq!(rest["PaginationToken"], "");
        let many: Found = (0..51).map(|i| (format!("{QUEUE}{i}"), Vec::new())).collect();
        assert_eq!(arns(&asked(&json!({})).page(&many).unwrap()).len(), 50);
        for broken in ["x", "zz", "61", "é1"] {
            let error = asked(&json!({"PaginationToken": broken})).page(&found).unwrap_err();
            assert_eq!(error.code, "PaginationTokenExpiredException");
        }
    }

    #[test]
    fn unsupported_requests_are_refused() {
        assert_eq!(refused(&json!({"ResourcesPerPage": 101})), "InvalidParameterException");
        assert_eq!(refused(&json!({"ResourcesPerPage": 0})), "InvalidParameterException");
        assert_eq!(refused(&json!({"ResourceARNList": ["nonsense"]})), "InvalidParameterException");
        assert_eq!(refused(&json!({"ResourceARNList": [QUEUE], "ResourcesPerPage": 1})), "InvalidParameterException");
        assert_eq!(refused(&json!({"TagsPerPage": 100})), "SandboxNotImplemented");
        assert_eq!(refused(&json!({"TagFilters": 1})), "SerializationException");
        asked(&json!({"IncludeComplianceDetails": false}));
    }
}
