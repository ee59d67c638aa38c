//! An example of each kind of difference that is none, and of one beside it that is.

use archipel_engine::Value;
use serde_json::{Value as Json, json};

use super::{align, exceptions};
use crate::model::{PropertyPath, TypeSchema};
use crate::schema;

fn aligned(of: &TypeSchema, declared: &Json, read: &Json) -> Json {
    align(of, &Value::from_json(declared.clone()), &Value::from_json(read.clone())).masked()
}

fn thing(properties: Json) -> TypeSchema {
    let text = json!({
        "typeName": "AWS::Test::Thing", "properties": properties, "writeOnlyProperties": ["/properties/Password"],
        "propertyTransform": {"/properties/Lower": "$lowercase(Lower)"}
    });
    TypeSchema::parse(&text.to_string()).unwrap()
}

/// Asserts that one read is what was declared, and another one is not.
#[track_caller]
fn check(shape: &Json, declared: &Json, same: &[Json], different: &[Json]) {
    let of = thing(json!({"P": shape}));
    for read in same {
        assert_eq!(aligned(&of, &json!({"P": declared}), &json!({"P": read})), json!({"P": declared}), "{read}");
    }
    for read in different {
        assert_ne!(aligned(&of, &json!({"P": declared}), &json!({"P": read})), json!({"P": declared}), "{read}");
    }
}

#[test]
fn undeclared_values_are_differences_in_maps_only() {
    let record = json!({"type": "object", "properties": {"A": {"type": "string"}, "B": {"type": "string"}}});
    check(&record, &json!({"A": "1"}), &[json!({"A": "1", "B": "2"})], &[json!({"A": "2"}), json!({})]);
    let map = json!({"type": "object", "additionalProperties": false, "patternProperties": {".*": {"type": "string"}}});
    check(&map, &json!({"a": "1"}), &[json!({"a": "1", "aws:x": "2"})], &[json!({"a": "1", "b": "2"})]);
    let of = thing(json!({"P": {"type": "string"}}));
    assert_eq!(aligned(&of, &json!({}), &json!({"P": "x", "Arn": "y"})), json!({}));
}

#[test]
fn what_says_no_may_be_absent() {
    let of = thing(
        json!({"P": {"type": "boolean"}, "D": {"type": "string", "default": "x"}, "Password": {"type": "string"}}),
    );
    for declared in [
        json!({"P": false}),
        json!({"P": ""}),
        json!({"P": []}),
        json!({"P": {"A": false}}),
        json!({"D": "x"}),
        json!({"Password": "p"}),
    ] {
        assert_eq!(aligned(&of, &declared, &json!({})), declared);
    }
    for declared in [json!({"P": true}), json!({"P": {"A": true}}), json!({"D": "y"})] {
        assert_eq!(aligned(&of, &declared, &json!({})), json!({}), "{declared}");
    }
    // A service never returns a secret, also where the schema does not say so.
    let of = thing(json!({"MasterPassword": {"type": "string"}}));
    assert_eq!(aligned(&of, &json!({"MasterPassword": "p"}), &json!({})), json!({"MasterPassword": "p"}));
}

#[test]
fn lists_have_an_order_only_if_their_schema_says_so() {
    let list = |order: Json| {
        let mut list = json!({"type": "array", "items": {"type": "string"}});
        list.as_object_mut().unwrap().extend(order.as_object().unwrap().clone());
        list
    };
    let (declared, other) = (json!(["a", "b"]), json!(["b", "a"]));
    check(
        &list(json!({})),
        &declared,
        std::slice::from_ref(&other),
        &[json!(["a"]), json!(["a", "b", "c"]), json!(["a", "c"])],
    );
    check(&list(json!({"insertionOrder": false})), &declared, std::slice::from_ref(&other), &[json!(["a", "a"])]);
    check(&list(json!({"insertionOrder": true})), &declared, &[], &[other]);
    let attributes = list(json!({"arrayType": "AttributeList", "insertionOrder": false}));
    check(&attributes, &declared, &[json!(["c", "b", "a"])], &[json!(["a", "c"])]);
}

#[test]
fn tags_of_aws_are_no_difference() {
    let tags = json!({"type": "array", "items": {"type": "object", "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}});
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    check(
        &tags,
        &json!([tag("a", "1"), tag("b", "2")]),
        &[json!([tag("aws:cloudformation:stack-name", "s"), tag("b", "2"), tag("a", "1")])],
        &[json!([tag("a", "1"), tag("b", "3")]), json!([tag("a", "1"), tag("b", "2"), tag("c", "3")])],
    );
}

#[test]
fn a_changed_element_is_shown_as_changed() {
    let tags = json!({"type": "array", "items": {"type": "object", "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}});
    let of = thing(json!({"P": tags}));
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    let read =
        aligned(&of, &json!({"P": [tag("a", "1"), tag("b", "2")]}), &json!({"P": [tag("b", "3"), tag("a", "1")]}));
    assert_eq!(read, json!({"P": [tag("a", "1"), tag("b", "3")]}));
}

#[test]
fn documents_are_compared_by_meaning() {
    let policy = json!({"type": ["object", "string"], "format": "json"});
    let one = |action: Json| json!({"Effect": "Allow", "Action": action, "Resource": "*"});
    let document = |statements: Json| json!({"Version": "2012-10-17", "Statement": statements});
    let declared = document(json!([one(json!("s3:GetObject")), one(json!("sqs:SendMessage"))]));
    check(
        &policy,
        &declared,
        &[
            json!(declared.to_string()),
            // Some services return statements in another order, and lists for single values.
            document(json!([one(json!(["sqs:SendMessage"])), one(json!("s3:GetObject"))])),
        ],
        &[
            document(json!([one(json!("s3:GetObject"))])),
            document(json!([one(json!("s3:GetObject")), one(json!("sqs:*"))])),
            json!("{}"),
        ],
    );
    let text = json!({"type": "string"});
    check(&text, &json!("{\"a\": 1}"), &[json!("{ \"a\":1.0 }"), json!({"a": 1})], &[json!("{\"a\": 2}")]);
    check(&text, &json!("1.10"), &[], &[json!("1.1")]);
}

#[test]
fn scalars_are_compared_by_meaning() {
    let text = json!({"type": "string"});
    check(&text, &json!("5"), &[json!(5), json!("5.0")], &[json!("6"), json!("5.1")]);
    check(&text, &json!(true), &[json!("true")], &[json!("false"), json!(false)]);
    check(&json!({"type": "number"}), &json!("1.50"), &[json!(1.5)], &[json!(1.05)]);
    check(&json!({"type": "string", "enum": ["ON"]}), &json!("ON"), &[json!("on")], &[json!("off")]);
    check(&text, &json!("Name"), &[json!("Name\n")], &[json!("name"), json!("Name 2")]);
    check(&text, &json!("rate(60 minutes)"), &[json!("rate(1 hour)")], &[json!("rate(2 hours)")]);
    check(
        &json!({"type": "string", "format": "date-time"}),
        &json!("2026-01-01T00:00:00Z"),
        &[json!("2026-01-01T00:00:00.000Z"), json!("2026-01-01T00:00:00+00:00")],
        &[json!("2026-01-01T00:00:01Z")],
    );
    let role = "arn:aws:iam::111111111111:role/path/name";
    check(&text, &json!(role), &[json!("name"), json!("path/name")], &[json!("ame"), json!("other"), json!("")]);
    check(
        &text,
        &json!("alias/aws/sqs"),
        &[json!("arn:aws:kms:r:111111111111:key/1")],
        &[json!("arn:aws:kms:r:111111111111:alias/x"), json!("alias/x")],
    );
    let of = thing(
        json!({"EngineVersion": {"type": "string"}, "EngineType": {"type": "string"}, "Lower": {"type": "string"}}),
    );
    let declared = json!({"EngineVersion": "8.0", "EngineType": "Redis", "Lower": "ABC"});
    let read = |version: &str| json!({"EngineVersion": version, "EngineType": "REDIS", "Lower": "abc"});
    assert_eq!(aligned(&of, &declared, &read("8.0.45")), declared);
    assert_ne!(aligned(&of, &declared, &read("8.01")), declared);
}

#[test]
fn secrets_and_unknown_values_stay_what_they_are() {
    let of = thing(json!({"P": {"type": "string"}, "Q": {"type": "string"}}));
    let declared = Value::from([("P", Value::from("a").into_secret()), ("Q", Value::Unknown)]);
    let read = |text: &str| Value::from([("P", text), ("Q", "x")]);
    assert_eq!(align(&of, &declared, &read("a")), declared);
    assert_ne!(align(&of, &declared, &read("b")), declared);
}

/// A row for a property that does not exist, or no longer, has no effect.
#[test]
fn every_exception_names_a_type_and_a_property_of_the_schemas() {
    for (name, path) in exceptions::rows() {
        let set = crate::SchemaSet::embedded();
        let types: Vec<&str> = match name.strip_suffix('*') {
            Some(start) => set.names().filter(|own| own.starts_with(start)).collect(),
            None => vec![name],
        };
        let has = |of: &&str| match path.strip_prefix("**/") {
            None => schema(of).unwrap().shape_at(&PropertyPath::parse(path)).is_some(),
            Some(end) => {
                let last = end.rsplit('/').find(|part| *part != "*").unwrap().trim_start_matches('*').to_owned();
                crate::SchemaSet::embedded().text(of).unwrap().contains(&format!("{last}\""))
            }
        };
        assert!(types.iter().any(has), "{name} {path}");
    }
}
