use archipel_engine::Value;
use serde_json::json;

use super::check;
use crate::model::TypeSchema;

fn schema() -> TypeSchema {
    let text = json!({
        "typeName": "AWS::Test::Thing",
        "additionalProperties": false,
        "required": ["Name"],
        "readOnlyProperties": ["/properties/Arn", "/properties/Inner/Id"],
        "primaryIdentifier": ["/properties/Arn"],
        "definitions": {
            "Inner": {
                "type": "object", "additionalProperties": false, "required": ["Key"],
                "properties": {"Key": {"type": "string", "maxLength": 3}, "Id": {"type": "string"}, "Inner": {"$ref": "#/definitions/Inner"}}
            }
        },
        "properties": {
            "Name": {"type": "string", "pattern": "^[a-z]+$", "minLength": 2},
            "Arn": {"type": "string"},
            "Mode": {"type": "string", "enum": ["ON", "OFF"]},
            "Size": {"type": "integer", "minimum": 1, "maximum": 9},
            "Share": {"type": "number", "multipleOf": 0.5},
            "Inner": {"$ref": "#/definitions/Inner"},
            "List": {"type": "array", "uniqueItems": true, "maxItems": 2, "items": {"$ref": "#/definitions/Inner"}},
            "Labels": {"type": "object", "additionalProperties": false, "patternProperties": {"^[a-z]+$": {"type": "string"}}},
            "Policy": {"type": ["object", "string"], "format": "json"},
            "Source": {
                "type": "object", "additionalProperties": false,
                "properties": {"A": {"type": "string"}, "B": {"type": "string"}},
                "oneOf": [{"required": ["A"]}, {"required": ["B"]}]
            },
            "Password": {"type": "string", "minLength": 8}
        }
    });
    TypeSchema::parse(&text.to_string()).unwrap()
}

fn found(inputs: serde_json::Value) -> Vec<String> {
    check(&schema(), &Value::from_json(inputs))
}

#[test]
fn a_valid_model_has_no_violations() {
    let good = json!({
        "Name": "ab", "Mode": "ON", "Size": 9, "Share": 1.5, "Inner": {"Key": "a", "Inner": {"Key": "b"}},
        "List": [{"Key": "a"}, {"Key": "b"}], "Labels": {"a": "b"}, "Policy": "{}", "Source": {"A": "x"}
    });
    assert_eq!(found(good), Vec::<String>::new());
    assert_eq!(found(json!({"Name": "ab", "Policy": {"Statement": []}})), Vec::<String>::new());
}

#[test]
fn each_constraint_of_the_schema_is_checked_wherever_it_is() {
    let cases = [
        (json!({}), "missing `Name`: it is required"),
        (json!({"Name": "A1"}), "invalid `Name` \"A1\": expected text that matches `^[a-z]+$`"),
        (json!({"Name": "a"}), "invalid `Name` \"a\": expected at least 2 characters, got 1"),
        (json!({"Name": 1}), "invalid `Name` 1: expected a string, got a whole number"),
        (json!({"Name": "ab", "Mode": "on"}), "invalid `Mode` \"on\": expected one of ON, OFF; did you mean `ON`?"),
        (json!({"Name": "ab", "Size": 10}), "invalid `Size` 10: expected at most 9"),
        (json!({"Name": "ab", "Size": "1"}), "invalid `Size` \"1\": expected a whole number, got a string"),
        (json!({"Name": "ab", "Share": 1.2}), "invalid `Share` 1.2: expected a multiple of 0.5"),
        (json!({"Name": "ab", "Arn": "x"}), "invalid `Arn`: AWS sets it, a program cannot"),
        (json!({"Name": "ab", "Nmae": "x"}), "unknown property `Nmae` of AWS::Test::Thing; did you mean `Name`?"),
        (json!({"Name": "ab", "Inner": {"Key": "a", "Id": "x"}}), "invalid `Inner.Id`: AWS sets it, a program cannot"),
        (json!({"Name": "ab", "Inner": {}}), "missing `Inner.Key`: it is required"),
        (
            json!({"Name": "ab", "Inner": {"Key": "a", "Inner": {"Key": "long"}}}),
            "invalid `Inner.Inner.Key` \"long\": expected at most 3 characters, got 4",
        ),
        (
            json!({"Name": "ab", "List": [{"Key": "a"}, {"Ky": "b", "Key": "b"}]}),
            "unknown property `Ky` of `List[1]`; did you mean `Key`?",
        ),
        (
            json!({"Name": "ab", "List": [{"Key": "a"}, {"Key": "a"}]}),
            "invalid `List`: the element 1 repeats an earlier one",
        ),
        (
            json!({"Name": "ab", "List": [{"Key": "a"}, {"Key": "b"}, {"Key": "c"}]}),
            "invalid `List` with 3 elements: expected at most 2",
        ),
        (json!({"Name": "ab", "Labels": {"A": "b"}}), "invalid key `A` of `Labels`: expected a match of `^[a-z]+$`"),
        (json!({"Name": "ab", "Labels": {"a": 1}}), "invalid `Labels.a` 1: expected a string, got a whole number"),
        (json!({"Name": "ab", "Source": {}}), "missing a property in `Source`: expected `A`, or `B`"),
        (
            json!({"Name": "ab", "Source": {"A": "x", "B": "y"}}),
            "invalid properties in `Source`: expected only `A`, or `B`",
        ),
    ];
    for (inputs, message) in cases {
        assert_eq!(found(inputs.clone()), [message], "{inputs}");
    }
    let document = found(json!({"Name": "ab", "Policy": "{"}));
    assert!(document.len() == 1 && document[0].starts_with("invalid JSON document in `Policy`: "), "{document:?}");
}

#[test]
fn unknown_values_are_not_checked_and_secret_ones_are_not_shown() {
    let name = |value: Value| check(&schema(), &Value::from([("Name", value)]));
    assert_eq!(name(Value::Unknown), Vec::<String>::new());
    let wrong = name(Value::from("HUNTER2").into_secret());
    assert_eq!(wrong, ["invalid `Name`: expected text that matches `^[a-z]+$`"]);
    let inputs = Value::from([("Name", Value::from("ab")), ("Policy", Value::from("{\"hunter2\": }").into_secret())]);
    assert_eq!(check(&schema(), &inputs), ["invalid JSON document in `Policy`"]);
}
