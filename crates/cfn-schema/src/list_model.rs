//! The properties that a list request must have, and where their values are found: types that exist only within another
//! resource are listed within each of those.

use std::collections::BTreeSet;

use crate::model::{PropertyPath, Shape, TypeSchema};
use crate::set::{SchemaSet, is_not_provisionable, schema};

/// How many resources a resource is in, at most: an API, its integration, the response of that.
const DEPTH: usize = 4;

/// The property of services that list the resources of an account only within the account.
const ACCOUNT: &[&str] = &["AccountId", "AwsAccountId"];

/// Where the values of some required properties are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListSource {
    /// The number of the account.
    Account(&'static str),
    /// One request for each of the values that the property can have.
    Values(&'static str, Vec<String>),
    /// One request for each resource of other types.
    Parents(Vec<Parent>),
}

/// A type whose resources others are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Its name.
    pub type_name: &'static str,
    /// Each property of the list request, with the property of the parent that has its value.
    pub properties: Vec<(&'static str, &'static str)>,
}

/// The sources of the properties that a list request must have, without those that are `given`.
///
/// # Errors
/// The properties of which nothing in the schemas says where their values are found.
pub fn list_sources(
    schema: &'static TypeSchema,
    given: &BTreeSet<String>,
) -> Result<Vec<ListSource>, Vec<&'static str>> {
    sources_within(schema, given, DEPTH)
}

fn sources_within(
    schema: &'static TypeSchema,
    given: &BTreeSet<String>,
    depth: usize,
) -> Result<Vec<ListSource>, Vec<&'static str>> {
    let Some(list) = &schema.handlers.list else { return Ok(Vec::new()) };
    let required = list.required_model().iter().map(String::as_str);
    let mut open: Vec<&'static str> = required.filter(|name| !given.contains(*name)).collect();
    let mut sources = Vec::new();
    open.retain(|name| {
        let texts = shapes(schema, name).map(|shape| schema.resolve(shape).texts()).find(|texts| !texts.is_empty());
        let source = if ACCOUNT.contains(name) || (*name == "CatalogId" && schema.service() == "Glue") {
            ListSource::Account(name)
        } else if let Some(texts) = texts {
            ListSource::Values(name, texts)
        } else {
            return true;
        };
        sources.push(source);
        false
    });
    if !open.is_empty() {
        let parents = if depth == 0 { Vec::new() } else { parents(schema, &open, given, depth) };
        if parents.is_empty() {
            return Err(open);
        }
        sources.push(ListSource::Parents(parents));
    }
    Ok(sources)
}

/// The shapes of a property: of the list request, and of the type.
fn shapes(schema: &'static TypeSchema, name: &str) -> impl Iterator<Item = &'static Shape> {
    let request = schema.handlers.list.as_ref().and_then(|list| list.handler_schema.as_ref());
    let of_request = request.and_then(|request| request.properties.get(name));
    of_request.into_iter().chain(schema.properties().get(name))
}

/// The type and the property that a property refers to.
fn refers_to(schema: &'static TypeSchema, name: &str) -> Option<(&'static str, &'static str)> {
    shapes(schema, name).find_map(|shape| schema.resolve(shape).first(Shape::refers_to))
}

/// The types whose resources have all of these properties: the one that the schema refers to, else those of the same service
/// that define one of them. Properties of two types are not combined, because their resources may not belong together.
fn parents(schema: &'static TypeSchema, open: &[&'static str], given: &BTreeSet<String>, depth: usize) -> Vec<Parent> {
    let referred = open.iter().filter_map(|name| refers_to(schema, name)).map(|(kind, _)| kind);
    let parent = |name: &'static str| {
        let parent = crate::schema(name).ok().filter(|parent| parent.name != schema.name)?;
        let pairs: Option<Vec<_>> = open.iter().map(|name| counterpart(schema, parent, name)).collect();
        let pairs = pairs?;
        let is_defined = pairs.iter().any(|(_, is_defined)| *is_defined);
        (is_defined && is_listable(parent, given, depth - 1)).then(|| Parent {
            type_name: &parent.name,
            properties: open.iter().copied().zip(pairs.into_iter().map(|(own, _)| own)).collect(),
        })
    };
    if let Some(parent) = { referred }.find_map(parent) {
        return vec![parent];
    }
    let prefix = format!("AWS::{}::", schema.service());
    SchemaSet::embedded().names().filter(|name| name.starts_with(&prefix)).filter_map(parent).collect()
}

/// Whether the resources of a type can be listed and, where their identifiers are not enough, read.
fn is_listable(parent: &'static TypeSchema, given: &BTreeSet<String>, depth: usize) -> bool {
    let handlers = &parent.handlers;
    handlers.read.is_some()
        && !is_not_provisionable(&parent.name)
        && (handlers.lists_all() || handlers.list.is_some() && sources_within(parent, given, depth).is_ok())
}

/// The property of a parent that has the value of a property, and whether the parent defines the value: it does not have it
/// from a resource around itself.
fn counterpart(schema: &'static TypeSchema, parent: &'static TypeSchema, name: &str) -> Option<(&'static str, bool)> {
    let own = |wanted: &str| parent.properties().get_key_value(wanted).map(|(own, _)| own.as_str());
    let referred = refers_to(schema, name).filter(|(kind, _)| *kind == parent.name).and_then(|(_, path)| own(path));
    if let Some(own) = referred {
        return Some((own, true));
    }
    let among =
        |paths: &[PropertyPath], property: &str| paths.iter().any(|path| path.is_top() && path.top() == property);
    let identifies =
        |property: &&str| among(&parent.primary_identifier, property) || among(&parent.read_only, property);
    let single = match parent.primary_identifier.as_slice() {
        [path] if path.is_top() => Some(path.top()),
        _ => None,
    };
    // `UserPoolId` of a user pool, or `Name` of a cluster for `ClusterName`. An identifier of another form would list nothing.
    let named = name.strip_prefix(parent.short_name()).and_then(|rest| match rest {
        "Id" | "Arn" | "Name" => own(name).filter(identifies).or_else(|| own(rest).filter(identifies)),
        "" | "Identifier" => own(name).filter(identifies).or(single),
        _ => None,
    });
    if let Some(own) = named {
        return Some((own, true));
    }
    let own = own(name).filter(identifies)?;
    let is_needed = parent.handlers.list.as_ref().is_some_and(|list| list.required_model().iter().any(|of| of == name));
    Some((own, !is_needed && (among(&parent.read_only, name) || single == Some(name))))
}

/// Whether every property that a list request of the type must have has a source.
#[must_use]
pub fn lists_within_parents(name: &str) -> bool {
    schema(name).is_ok_and(|schema| {
        !schema.handlers.lists_all() && schema.handlers.list.is_some() && list_sources(schema, &BTreeSet::new()).is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(name: &str, given: &[&str]) -> Result<Vec<ListSource>, Vec<&'static str>> {
        list_sources(schema(name).unwrap(), &given.iter().map(|name| (*name).to_owned()).collect())
    }

    fn parents(name: &str) -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
        let sources = sources(name, &[]).unwrap();
        let [ListSource::Parents(parents)] = sources.as_slice() else { panic!("{sources:?}") };
        parents.iter().map(|parent| (parent.type_name, parent.properties.clone())).collect()
    }

    #[test]
    fn a_type_is_listed_within_the_type_that_its_list_request_names() {
        let pool = ("AWS::Cognito::UserPool", vec![("UserPoolId", "UserPoolId")]);
        assert_eq!(parents("AWS::Cognito::UserPoolClient"), [pool]);
        // A name of the property that the parent does not use.
        assert_eq!(
            parents("AWS::ApiGateway::UsagePlanKey"),
            [("AWS::ApiGateway::UsagePlan", vec![("UsagePlanId", "Id")])]
        );
        // Two types of parents.
        let apis: Vec<&str> = parents("AWS::AppSync::DataSource").into_iter().map(|(name, _)| name).collect();
        assert_eq!(apis, ["AWS::AppSync::Api", "AWS::AppSync::GraphQLApi"]);
        // A resource of one type has both properties.
        let environment = (
            "AWS::AppConfig::Environment",
            vec![("ApplicationId", "ApplicationId"), ("EnvironmentId", "EnvironmentId")],
        );
        assert_eq!(parents("AWS::AppConfig::Deployment"), [environment]);
    }

    #[test]
    fn values_that_no_resource_has_are_those_of_the_schema_or_the_account() {
        let scopes = ListSource::Values("Scope", vec!["CLOUDFRONT".to_owned(), "REGIONAL".to_owned()]);
        assert_eq!(sources("AWS::WAFv2::WebACL", &[]), Ok(vec![scopes]));
        assert_eq!(sources("AWS::WAFv2::WebACL", &["Scope"]), Ok(Vec::new()));
        assert_eq!(sources("AWS::QuickSight::Dashboard", &[]), Ok(vec![ListSource::Account("AwsAccountId")]));
        assert_eq!(sources("AWS::SQS::Queue", &[]), Ok(Vec::new()), "its list needs nothing");
        // The request has one of two properties.
        let balancer = Parent {
            type_name: "AWS::ElasticLoadBalancingV2::LoadBalancer",
            properties: vec![("LoadBalancerArn", "LoadBalancerArn")],
        };
        assert_eq!(
            sources("AWS::ElasticLoadBalancingV2::Listener", &[]),
            Ok(vec![ListSource::Parents(vec![balancer])])
        );
    }

    #[test]
    fn a_property_without_a_source_is_named() {
        assert_eq!(sources("AWS::Organizations::OrganizationalUnit", &[]), Err(vec!["ParentId"]));
        assert_eq!(sources("AWS::Organizations::OrganizationalUnit", &["ParentId"]), Ok(Vec::new()));
    }
}
