//! Types whose resources are listed only within other resources.

use std::collections::BTreeMap;

use archipel_engine::Environment;
use archipel_engine::resource::{Id, ProviderError};

use crate::commands::run;
use crate::config::nearest;
use crate::errors::{Failure, Result};
use crate::exit::Exit;

/// The identifiers, and what was listed in vain with the reason.
type Listed = (Vec<Id>, Vec<(String, ProviderError)>);

/// `PROPERTY=VALUE`.
pub(super) fn property(text: &str) -> std::result::Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("expected PROPERTY=VALUE, such as UserPoolId=eu-west-1_abc".to_owned()),
    }
}

/// The properties that a list request of a type must have.
fn required(type_name: &str) -> &'static [String] {
    #[cfg(feature = "aws")]
    if let Ok(schema) = archipel_cfn_schema::schema(type_name) {
        return schema.handlers.list.as_ref().map_or(&[], |list| list.required_model());
    }
    let _ = type_name;
    &[]
}

/// Refuses types that need a property which nothing shows, and properties that no type needs.
pub(super) fn check(types: &[&str], given: &BTreeMap<String, String>) -> Result<()> {
    let mut failures = Vec::new();
    for name in types {
        let missing = missing(name, given);
        if !missing.is_empty() {
            let options: Vec<String> = missing.iter().map(|name| format!("--within {name}=VALUE")).collect();
            failures.push(
                Failure::new(format!(
                    "cannot list {name}: AWS lists its resources only within another resource, and no list shows the values \
                     of {}",
                    missing.join(" and ")
                ))
                .hint(format!("add `{}`", options.join(" ")))
                .exit(Exit::Usage),
            );
        }
    }
    let known: Vec<&str> = types.iter().flat_map(|name| parents_required(name)).collect();
    for name in given.keys().filter(|name| !known.contains(&name.as_str())) {
        let hint = match (nearest(name, known.iter().copied()), known.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => "remove it: `--within` is for types that AWS lists only within another resource".to_owned(),
            (None, known) => format!("expected one of {}", known.join(", ")),
        };
        failures.push(
            Failure::new(format!("no list of the types needs the property `{name}`")).hint(hint).exit(Exit::Usage),
        );
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// The properties that the list requests of a type and of the types around it need.
fn parents_required(type_name: &str) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = required(type_name).iter().map(String::as_str).collect();
    #[cfg(feature = "aws")]
    {
        use archipel_cfn_schema::{ListSource, list_sources, schema};
        let sources = schema(type_name).ok().and_then(|schema| list_sources(schema, &Default::default()).ok());
        for source in sources.unwrap_or_default() {
            if let ListSource::Parents(parents) = source {
                names.extend(parents.iter().flat_map(|parent| parents_required(parent.type_name)));
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// The properties that a list request of a type must have and whose values nothing shows.
#[cfg(feature = "aws")]
fn missing(type_name: &str, given: &BTreeMap<String, String>) -> Vec<&'static str> {
    let Ok(schema) = archipel_cfn_schema::schema(type_name) else { return Vec::new() };
    archipel_cfn_schema::list_sources(schema, &given.keys().cloned().collect()).err().unwrap_or_default()
}

#[cfg(not(feature = "aws"))]
fn missing(_: &str, _: &BTreeMap<String, String>) -> Vec<&'static str> {
    Vec::new()
}

/// The resources of a type that is listed only within others. `None` for other types.
#[cfg(feature = "aws")]
pub(super) async fn list(
    running: &run::Connected,
    environment: &Environment,
    type_name: &str,
    given: &BTreeMap<String, String>,
) -> Option<std::result::Result<Listed, ProviderError>> {
    let connection = running.connection.as_ref().filter(|_| !required(type_name).is_empty())?;
    let listed = archipel_cloudcontrol::list_within(connection, environment, type_name, given).await;
    Some(listed.map(|listed| (listed.ids, listed.failures)))
}

#[cfg(not(feature = "aws"))]
pub(super) async fn list(
    _: &run::Connected,
    _: &Environment,
    _: &str,
    _: &BTreeMap<String, String>,
) -> Option<std::result::Result<Listed, ProviderError>> {
    None
}
