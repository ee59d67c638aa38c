//! The declared constraints of properties against the AWS service models.

// Test helpers may unwrap.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use archipel_engine::model::constraints::{Bounds, Constraints, compile};
use archipel_engine::schema::{FieldSchema, RecordSchema, TypeRef};
use serde::Deserialize;

use crate::covered::schemas;

const MODELS: &str = include_str!("../tests/data/models.json");

/// Patterns of the models that Rust's regular expressions cannot express, and the reason.
const UNSUPPORTED: [(&str, &str, &str); 2] =
    [("aws:acm/Certificate", "domain_name", "look-ahead"), ("aws:acm/Certificate", "alternative_names", "look-ahead")];

/// Types of texts that check the text themselves.
const CHECKED_TYPES: [&str; 3] = ["Cidr", "IpProtocol", "Ipv6Cidr"];

/// Text properties without constraints that no member of a service model describes, and the reason.
const WITHOUT_MODEL: [(&str, &str, &str); 9] = [
    ("aws:acm/CertificateValidation", "name_servers", "they are not sent"),
    ("aws:acm/CertificateValidation", "record_names", "it is not sent"),
    ("aws:cloudwatch/MetricAlarm", "dimensions", "keys and values have different limits"),
    ("aws:cloudwatch/MetricAlarm", "metrics.metric.dimensions", "keys and values have different limits"),
    ("aws:eks/NodeGroup", "labels", "keys and values have different limits"),
    ("aws:lambda/Function", "environment", "keys and values have different limits"),
    ("aws:s3/Bucket", "lifecycle_rules.object_tags", "keys and values have different limits"),
    ("aws:secretsmanager/GeneratedPassword", "username", "it is a part of the secret's text"),
    ("aws:sns/Topic", "kms_key_id", "the model has a map of attributes of any text"),
];

#[derive(Deserialize)]
struct Models {
    constraints: BTreeMap<String, BTreeMap<String, Model>>,
    unlimited: BTreeMap<String, BTreeMap<String, String>>,
}

/// The constraints of a model. `min` and `max` are missing where the model has no limit.
#[derive(Deserialize)]
struct Model {
    length: Option<Limits>,
    range: Option<Limits>,
    pattern: Option<String>,
}

#[derive(Deserialize)]
struct Limits {
    min: Option<i64>,
    max: Option<i64>,
}

/// The record in a type, below lists and maps.
fn record(ty: &TypeRef) -> Option<&'static RecordSchema> {
    match ty {
        TypeRef::Record(record) => Some(record),
        TypeRef::List(of) | TypeRef::Map(of) => record(of),
        _ => None,
    }
}

fn field<'a>(inputs: &'a RecordSchema, path: &str) -> Option<&'a FieldSchema> {
    match path.split_once('.') {
        None => inputs.field(path),
        Some((outer, inner)) => field(record(&inputs.field(outer)?.ty)?, inner),
    }
}

/// Whether every value that the declared bounds allow is allowed by the model.
fn within(declared: Option<Bounds>, model: &Limits) -> bool {
    let declared = declared.unwrap_or_default();
    let lowest = model.min.filter(|min| *min > 0).is_none_or(|min| declared.min.is_some_and(|own| own >= min));
    lowest && model.max.is_none_or(|max| declared.max.is_some_and(|own| own <= max))
}

#[tokio::test]
async fn declared_constraints_are_at_least_as_strict_as_the_service_models() {
    let models: Models = serde_json::from_str(MODELS).unwrap();
    let schemas: BTreeMap<_, _> = schemas().await.into_iter().map(|schema| (schema.type_name, schema)).collect();
    let mut wrong = Vec::new();
    for (name, properties) in &models.constraints {
        for (path, model) in properties {
            let declared = field(schemas[name.as_str()].inputs, path).unwrap().constraints;
            let Constraints { length, pattern, range, .. } = declared;
            if model.length.as_ref().is_some_and(|model| !within(length, model)) {
                wrong.push(format!("{name} {path}: length {length:?}"));
            }
            if model.range.as_ref().is_some_and(|model| !within(range, model)) {
                wrong.push(format!("{name} {path}: range {range:?}"));
            }
            let unsupported = UNSUPPORTED.iter().any(|(of, property, _)| of == name && property == path);
            if model.pattern.is_some() && pattern.is_none() != unsupported {
                wrong.push(format!("{name} {path}: pattern {pattern:?}"));
            }
            assert!(!unsupported || compile(model.pattern.as_ref().unwrap()).is_err(), "{name} {path} is supported");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(models.constraints.values().map(BTreeMap::len).sum::<usize>() > 50);
}

/// The text properties of a record that have neither a length nor a pattern, below `prefix`.
fn free_texts(record: &RecordSchema, prefix: &str, found: &mut BTreeSet<String>) {
    fn is_text(ty: &TypeRef) -> bool {
        match ty {
            TypeRef::Text(name) => !CHECKED_TYPES.contains(name),
            TypeRef::List(of) | TypeRef::Map(of) => is_text(of),
            _ => false,
        }
    }
    for field in record.fields.iter().filter(|field| !(prefix.is_empty() && field.name == "tags")) {
        let path = format!("{prefix}{}", field.name);
        let Constraints { length, pattern, .. } = field.constraints;
        if is_text(&field.ty) && length.is_none() && pattern.is_none() {
            found.insert(path.clone());
        }
        if let Some(inner) = self::record(&field.ty) {
            free_texts(inner, &format!("{path}."), found);
        }
    }
}

#[tokio::test]
async fn a_text_property_without_constraints_has_none_in_the_service_model_either() {
    let models: Models = serde_json::from_str(MODELS).unwrap();
    for schema in schemas().await.into_iter().filter(|schema| !schema.data_source) {
        let name = schema.type_name;
        let mut free = BTreeSet::new();
        free_texts(schema.inputs, "", &mut free);
        let unlimited = models.unlimited.get(name).into_iter().flat_map(BTreeMap::keys).map(String::as_str);
        let without_model = WITHOUT_MODEL.iter().filter(|(of, ..)| *of == name).map(|(_, path, _)| *path);
        let expected: BTreeSet<String> = unlimited.chain(without_model).map(str::to_owned).collect();
        assert_eq!(
            free, expected,
            "{name}: declare the limits of the service model, or add the property to `unlimited` in models.json \
             (to WITHOUT_MODEL if no model describes it)"
        );
    }
}

#[tokio::test]
async fn every_declared_pattern_is_a_regular_expression() {
    fn check(inputs: &RecordSchema, of: &str) {
        for field in &inputs.fields {
            if let Some(pattern) = field.constraints.pattern {
                compile(pattern).unwrap_or_else(|error| panic!("{of} {}: {error}", field.name));
            }
            // A record can contain itself; below the top level it is then any value.
            if let Some(inner) = record(&field.ty) {
                check(inner, of);
            }
        }
    }
    for schema in schemas().await {
        check(schema.inputs, schema.type_name);
    }
}

#[tokio::test]
async fn names_that_a_service_would_change_or_refuse_violate_their_constraints() {
    let schemas: BTreeMap<_, _> = schemas().await.into_iter().map(|schema| (schema.type_name, schema)).collect();
    let matches = |of: &str, property: &str, text: &str| {
        let constraints = schemas[of].inputs.field(property).unwrap().constraints;
        let length = i64::try_from(text.chars().count()).unwrap();
        constraints.length.unwrap().contains(length) && compile(constraints.pattern.unwrap()).unwrap().is_match(text)
    };
    // RDS and ElastiCache would write another case, and it would be another name.
    for (of, property, longest) in [
        ("aws:rds/Cluster", "identifier", 63),
        ("aws:rds/ClusterInstance", "identifier", 63),
        ("aws:elasticache/ReplicationGroup", "id", 40),
        ("aws:elasticache/SubnetGroup", "name", 255),
    ] {
        assert!(matches(of, property, "luneo-prod-1"), "{of}");
        for bad in ["", "Luneo", "1luneo", "luneo-", "lu--neo", "lu_neo", &"a".repeat(longest + 1)] {
            assert!(!matches(of, property, bad), "{of} {bad}");
        }
    }
    assert!(matches("aws:iam/Role", "name", "app+=,.@-_role1") && !matches("aws:iam/Role", "name", "a b"));
    for good in ["/", "/teams/web/"] {
        assert!(matches("aws:iam/Role", "path", good), "{good}");
    }
    for bad in ["", "teams/", "/teams", "/\u{e4}/", "/a b/"] {
        assert!(!matches("aws:iam/Role", "path", bad), "{bad}");
    }
    for of in ["aws:s3/Bucket", "aws:s3/BucketPolicy", "aws:s3/BucketReplication"] {
        for good in ["abc", "my-bucket.v2", "0a0", &"a".repeat(63)] {
            assert!(matches(of, "bucket", good), "{of} {good}");
        }
        for bad in ["ab", "My", "a_b", "-ab", "ab-", ".ab", "\u{e4}bc", &"a".repeat(64)] {
            assert!(!matches(of, "bucket", bad), "{of} {bad}");
        }
    }
    assert!(matches("aws:elbv2/LoadBalancer", "name", "luneo-prod-blue"));
    for bad in ["", "-a", "a-", "a_b", &"a".repeat(33)] {
        assert!(!matches("aws:elbv2/LoadBalancer", "name", bad), "{bad}");
    }
}
