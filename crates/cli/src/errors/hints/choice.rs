//! Hints for a value that a service does not have: a version, a runtime, any value of a fixed set.

use archipel_engine::resource::ProviderError;

use crate::config::nearest;

/// The hint, if the service does not have a value.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let message = error.message.as_str();
    let region = error.region.as_deref().unwrap_or("REGION");
    exists(error).or_else(|| one_of(message)).or_else(|| version(error.service.as_deref(), message, region))
}

/// The valid values, if the resource type queried them.
fn exists(error: &ProviderError) -> Option<String> {
    if error.choices.is_empty() {
        return None;
    }
    let within = error.region.as_deref().map(|region| format!(" in {region}")).unwrap_or_default();
    Some(format!("choose one of those that exist{within}: {}", error.choices.join(", ")))
}

/// "Value 'nodejs99.x' at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [a, b]" is the
/// form of most services. The message contains the valid values, of which the nearest is probably the intended one.
fn one_of(message: &str) -> Option<String> {
    let set = message.split_once("enum value set: [")?.1.split_once(']')?.0;
    let given = message.split_once("Value '")?.1.split_once('\'')?.0;
    let known: Vec<&str> = set.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
    let near =
        nearest(given, known.iter().copied()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Some(format!("choose one of {}{near}", known.join(", ")))
}

fn version(service: Option<&str>, message: &str, region: &str) -> Option<String> {
    // "Cannot find version 99.1 for postgres"
    let missing = message.split_once("Cannot find version ").and_then(|(_, rest)| {
        let (version, engine) = rest.split_once(" for ")?;
        Some((version, engine_name(engine)?))
    });
    if let Some((version, engine)) = missing {
        let (of, query) = match service {
            Some("elasticache") => ("elasticache describe-cache-engine-versions", "CacheEngineVersions"),
            _ => ("rds describe-db-engine-versions", "DBEngineVersions"),
        };
        return Some(format!(
            "choose a version of {engine} that exists in {region}: `aws {of} --engine {engine} --query '{query}[].EngineVersion' --output text --region {region}` lists them, without {version}"
        ));
    }
    // "Cannot upgrade postgres from 11.5 to 16.9"
    let upgrade = message.split_once("Cannot upgrade ").and_then(|(_, rest)| {
        let (engine, rest) = rest.split_once(" from ")?;
        let (from, _) = rest.split_once(" to ")?;
        Some((engine_name(engine)?, from))
    });
    if let Some((engine, from)) = upgrade.filter(|_| service != Some("elasticache")) {
        return Some(format!(
            "upgrade {engine} from {from} in several steps: `aws rds describe-db-engine-versions --engine {engine} --engine-version {from} --query 'DBEngineVersions[].ValidUpgradeTarget[].EngineVersion' --output text --region {region}` lists the versions of the next step"
        ));
    }
    message.to_ascii_lowercase().contains("unsupported kubernetes version").then(|| {
        format!(
            "choose a version that EKS supports: `aws eks describe-cluster-versions --query 'clusterVersions[].clusterVersion' --output text --region {region}` lists them"
        )
    })
}

/// An engine's name, up to the first character that a shell would interpret.
fn engine_name(text: &str) -> Option<&str> {
    let name = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next()?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use archipel_engine::resource::ErrorKind;

    use super::*;

    fn hint_for(message: &str) -> Option<String> {
        let error =
            ProviderError { region: Some("eu-west-1".into()), ..ProviderError::new(ErrorKind::Invalid, message) };
        hint(&error)
    }

    #[test]
    fn an_invalid_value_of_a_fixed_set_has_a_hint_with_the_valid_ones_and_the_nearest() {
        let message = "1 validation error detected: Value 'nodejs22' at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, nodejs22.x, python3.13]";
        assert_eq!(
            hint_for(message).unwrap(),
            "choose one of nodejs20.x, nodejs22.x, python3.13; did you mean `nodejs22.x`?"
        );
    }

    #[test]
    fn the_hint_lists_versions_that_the_type_queried() {
        let error = ProviderError {
            region: Some("eu-west-1".into()),
            choices: vec!["15.10".into(), "16.6".into()],
            ..ProviderError::new(ErrorKind::Invalid, "Cannot find version 99.1 for aurora-postgresql")
        };
        assert_eq!(hint(&error).unwrap(), "choose one of those that exist in eu-west-1: 15.10, 16.6");
    }

    #[test]
    fn an_invalid_engine_version_has_a_hint_with_the_command_that_lists_the_valid_ones() {
        let text = hint_for("Cannot find version 99.1 for postgres").unwrap();
        assert!(
            text.contains("choose a version of postgres that exists in eu-west-1:")
                && text.contains("--engine postgres --query"),
            "{text}"
        );
        let message = "Cannot find version 9.9 for redis";
        let of_caches =
            ProviderError { service: Some("elasticache".into()), ..ProviderError::new(ErrorKind::Invalid, message) };
        assert!(hint(&of_caches).unwrap().contains("`aws elasticache describe-cache-engine-versions --engine redis"));
        let text = hint_for("Cannot upgrade aurora-postgresql from 11.5 to 16.9").unwrap();
        assert!(text.contains("--engine aurora-postgresql --engine-version 11.5 "), "{text}");
        assert!(hint_for("unsupported Kubernetes version").unwrap().contains("describe-cluster-versions"));
        assert_eq!(hint_for("Cannot find version"), None);
    }
}
