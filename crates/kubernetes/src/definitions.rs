//! The schemas of CustomResourceDefinitions. Those of one definition have up to a third of a megabyte, so plans and states
//! contain their digests; the process that declares a schema, or the server, has it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use archipel_engine::Value;
use archipel_engine::program::Expr;
use archipel_engine::resource::Result;
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

use crate::client::invalid;

/// The schemas that programs of this process declared, by their digests.
static KNOWN: Mutex<BTreeMap<String, Json>> = Mutex::new(BTreeMap::new());
/// Schemas whose JSON is shorter stay in the manifest.
const SHORT: usize = 4096;
const PREFIX: &str = "sha256:";
/// Keywords whose value is data, and those whose keys are names.
const DATA: &[&str] = &["default", "enum", "example"];
const NAMES: &[&str] = &["definitions", "dependencies", "patternProperties", "properties"];

/// The manifest of a definition with the digests of its long schemas. `None` if it has none.
pub(crate) fn with_digests(manifest: &Expr) -> Option<Expr> {
    let mut fields = manifest.entries()?;
    let mut spec = fields.get("spec")?.entries()?;
    let mut versions = spec.get("versions")?.as_known()?.clone();
    let mut has_digests = false;
    let Value::List(items) = &mut versions else { return None };
    for version in items {
        let Some(schema) = version.as_map_mut().and_then(|version| version.get_mut("schema")) else { continue };
        if schema.has_unknown() || schema.has_secret() {
            continue;
        }
        let body = schema.revealed_json();
        if body.to_string().len() < SHORT {
            continue;
        }
        let digest = digest(&body);
        KNOWN.lock().unwrap_or_else(PoisonError::into_inner).insert(digest.clone(), body);
        *schema = Value::from(digest);
        has_digests = true;
    }
    spec.insert("versions".to_owned(), Expr::known(versions));
    fields.insert("spec".to_owned(), Expr::map(spec));
    has_digests.then(|| Expr::map(fields))
}

/// The digest of a schema, which is the same for what a program declares and what the server returns.
pub(crate) fn digest(schema: &Json) -> String {
    let bytes = Sha256::digest(normal(schema).to_string());
    format!("{PREFIX}{}", archipel_engine::value::hex(&bytes))
}

/// Whether a text is the digest of a schema.
pub(crate) fn is_digest(text: &str) -> bool {
    text.strip_prefix(PREFIX).is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a manifest has digests in place of schemas.
pub(crate) fn has_digests(manifest: &Json) -> bool {
    manifest["kind"] == "CustomResourceDefinition" && schemas(manifest).any(|(_, schema)| schema.is_string())
}

/// Replaces digests by the schemas of this process, or by those of the object on the server.
///
/// # Errors
/// `Invalid` if neither has a schema.
pub(crate) fn expand(manifest: &mut Json, live: &Json) -> Result<()> {
    let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    for version in manifest["spec"]["versions"].as_array_mut().into_iter().flatten() {
        let Some(wanted) = version["schema"].as_str().filter(|text| is_digest(text)).map(str::to_owned) else {
            continue;
        };
        let of_server = || schemas(live).find(|(_, schema)| digest(schema) == wanted).map(|(_, schema)| schema.clone());
        let schema = known.get(&wanted).cloned().or_else(of_server).ok_or_else(|| {
            invalid(format!(
                "the schema of the version {} with the digest {wanted} is not at hand: the state has its digest only\n\
                 Run `up` with a program that declares it",
                version["name"].as_str().unwrap_or_default()
            ))
        })?;
        version["schema"] = schema;
    }
    Ok(())
}

/// The names and the schemas of the versions of a definition.
fn schemas(definition: &Json) -> impl Iterator<Item = (&str, &Json)> {
    let versions = definition["spec"]["versions"].as_array().into_iter().flatten();
    versions.map(|version| (version["name"].as_str().unwrap_or_default(), &version["schema"]))
}

/// A schema without what the server leaves out.
fn normal(schema: &Json) -> Json {
    match schema {
        Json::Object(fields) => {
            let keyword = |(name, value): (&String, &Json)| {
                let value = match value {
                    value if DATA.contains(&name.as_str()) => value.clone(),
                    Json::Object(names) if NAMES.contains(&name.as_str()) => {
                        let named = names.iter().map(|(name, schema)| (name.clone(), normal(schema)));
                        Json::Object(named.collect::<Map<_, _>>())
                    }
                    value => normal(value),
                };
                // `default: false` has a meaning, and so has `default: {}`.
                let is_kept = if DATA.contains(&name.as_str()) { !value.is_null() } else { !is_empty(&value) };
                is_kept.then(|| (name.clone(), value))
            };
            Json::Object(fields.iter().filter_map(keyword).collect::<Map<_, _>>())
        }
        Json::Array(items) => Json::Array(items.iter().map(normal).collect()),
        // `1.0` is `1` to the server.
        Json::Number(number) if number.is_f64() => {
            let whole = number.as_f64().filter(|float| float.fract() == 0.0);
            whole.and_then(|float| format!("{float:.0}").parse::<i64>().ok()).map_or_else(|| schema.clone(), Json::from)
        }
        _ => schema.clone(),
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null | Json::Bool(false) => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn definition(schema: &Json) -> Json {
        json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": { "name": "widgets.example.com" },
            "spec": { "versions": [{ "name": "v1", "schema": schema }] },
        })
    }

    fn long(text: &str) -> Json {
        json!({ "openAPIV3Schema": { "type": "object", "description": text.repeat(SHORT) } })
    }

    fn declared(schema: &Json) -> Option<Json> {
        let manifest = Expr::known(Value::from_json(definition(schema)));
        let versions =
            with_digests(&manifest)?.entries()?["spec"].entries()?["versions"].as_known().map(Value::revealed_json);
        let mut short = definition(schema);
        short["spec"]["versions"] = versions?;
        Some(short)
    }

    #[test]
    fn a_long_schema_is_a_digest_until_it_is_sent() {
        let mut manifest = declared(&long("a")).unwrap();
        assert!(has_digests(&manifest) && manifest.to_string().len() < 400, "{manifest}");
        expand(&mut manifest, &Json::Null).unwrap();
        assert_eq!(manifest, definition(&long("a")));
        assert!(declared(&json!({ "openAPIV3Schema": { "type": "object" } })).is_none());
    }

    #[test]
    fn a_schema_that_no_program_declared_is_read_from_the_server_or_asked_for() {
        let mut manifest = definition(&json!(digest(&long("of the server"))));
        let error = expand(&mut manifest, &definition(&long("another"))).unwrap_err();
        assert!(error.message.contains("v1") && error.message.contains("is not at hand"), "{}", error.message);
        expand(&mut manifest, &definition(&long("of the server"))).unwrap();
        assert_eq!(manifest, definition(&long("of the server")));
    }

    #[test]
    fn what_the_server_leaves_out_makes_no_other_digest_and_a_changed_value_does() {
        let schema = |nullable: Json, minimum: Json, default: Json, more: Json| {
            json!({ "type": "object", "properties": { "any": more, "size": {
                "type": "integer", "nullable": nullable, "minimum": minimum, "default": default, "required": [] } } })
        };
        let one = digest(&schema(json!(false), json!(1.0), json!(false), json!({ "description": "" })));
        let served = json!({ "type": "object", "properties": { "any": {}, "size": {
            "type": "integer", "minimum": 1, "default": false } } });
        assert_eq!(one, digest(&served));
        for other in [
            schema(json!(true), json!(1), json!(false), json!({})),
            schema(json!(false), json!(2), json!(false), json!({})),
            schema(json!(false), json!(1), json!(null), json!({})),
        ] {
            assert_ne!(one, digest(&other), "{other}");
        }
        assert!(is_digest(&one) && !is_digest("sha256:1"));
    }
}
