//! Checks values against the constraints of their properties.

use crate::model::constraints::{Constraints, matches};
use crate::model::schema::{FieldSchema, RecordSchema, TypeRef};
use crate::model::value::Value;

/// Checks the known values of a record against the constraints of its fields: one sentence for each violation. Values of
/// secret fields are not shown.
#[must_use]
pub fn violations(record: &RecordSchema, inputs: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check_record(record, inputs, "", &mut found);
    found
}

fn check_record(record: &RecordSchema, inputs: &Value, path: &str, found: &mut Vec<String>) {
    let Some(map) = inputs.as_map() else { return };
    for field in &record.fields {
        if let Some(value) = map.get(field.name) {
            check_field(field, &field.ty, value, &format!("{path}{}", field.name), field.secret, found);
        }
    }
}

fn check_field(field: &FieldSchema, ty: &TypeRef, value: &Value, path: &str, secret: bool, found: &mut Vec<String>) {
    let constraints = &field.constraints;
    match value {
        Value::Secret(inner) => check_field(field, ty, inner, path, true, found),
        Value::List(elements) => {
            check_items(constraints, elements.len(), path, found);
            let TypeRef::List(of) = ty else { return };
            for (index, element) in elements.iter().enumerate() {
                check_field(field, of, element, &format!("{path}[{index}]"), secret, found);
            }
        }
        Value::Map(entries) => match ty {
            TypeRef::Record(record) => check_record(record, value, &format!("{path}."), found),
            TypeRef::Map(of) => {
                check_items(constraints, entries.len(), path, found);
                for (key, entry) in entries {
                    if let TypeRef::Record(record) = &**of {
                        check_record(record, entry, &format!("{path}.{key}."), found);
                    }
                }
            }
            _ => {}
        },
        Value::Str(text) => check_text(constraints, text, path, secret, found),
        Value::Int(number) => {
            if let Some(range) = constraints.range.filter(|range| !range.contains(*number)) {
                found.push(format!("invalid `{path}` {number}: expected {range}"));
            }
        }
        _ => {}
    }
}

fn check_items(constraints: &Constraints, count: usize, path: &str, found: &mut Vec<String>) {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    if let Some(items) = constraints.items.filter(|items| !items.contains(count)) {
        found.push(format!("invalid `{path}` with {count} elements: expected {items}"));
    }
}

fn check_text(constraints: &Constraints, text: &str, path: &str, secret: bool, found: &mut Vec<String>) {
    let shown = if secret { String::new() } else { format!(" `{text}`") };
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if let Some(bounds) = constraints.length.filter(|bounds| !bounds.contains(length)) {
        found.push(format!("invalid `{path}`{shown}: expected {bounds} characters, got {length}"));
        return;
    }
    if let Some(pattern) = constraints.pattern.filter(|pattern| !matches(pattern, text)) {
        found.push(format!("invalid `{path}`{shown}: expected text that matches `{pattern}`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::constraints::Bounds;
    use crate::testing::{field, record, text};

    fn bounds(min: i64, max: i64) -> Option<Bounds> {
        Some(Bounds { min: Some(min), max: Some(max) })
    }

    #[test]
    fn every_known_value_is_checked_wherever_it_is() {
        let of = |constraints, name, ty| FieldSchema { constraints, ..field(name, ty) };
        let length = Constraints { length: bounds(1, 3), ..Constraints::NONE };
        let inner = record("Inner", vec![of(length, "key", text())]);
        let outer = record(
            "Outer",
            vec![
                of(Constraints { pattern: Some("[a-z]+"), ..length }, "name", text()),
                of(Constraints { range: bounds(1, 9), ..Constraints::NONE }, "size", TypeRef::Int("i64")),
                of(Constraints { items: bounds(1, 1), ..length }, "zones", TypeRef::List(Box::new(text()))),
                field("inner", TypeRef::List(Box::new(TypeRef::Record(inner)))),
            ],
        );
        let map = |entries: Vec<(&str, Value)>| {
            Value::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
        };
        let good = map(vec![("name", Value::from("abc")), ("size", Value::Int(9))]);
        assert_eq!(violations(outer, &good), Vec::<String>::new());
        let bad = map(vec![
            ("name", Value::from("A")),
            ("size", Value::Int(0)),
            ("zones", Value::List(vec![Value::from("a"), Value::from("long")])),
            ("inner", Value::List(vec![map(vec![("key", Value::from(""))])])),
        ]);
        assert_eq!(
            violations(outer, &bad),
            [
                "invalid `name` `A`: expected text that matches `[a-z]+`",
                "invalid `size` 0: expected 1 to 9",
                "invalid `zones` with 2 elements: expected 1",
                "invalid `zones[1]` `long`: expected 1 to 3 characters, got 4",
                "invalid `inner[0].key` ``: expected 1 to 3 characters, got 0",
            ]
        );
    }

    #[test]
    fn a_secret_that_violates_a_constraint_is_not_shown() {
        let constraints = Constraints { length: bounds(12, 128), ..Constraints::NONE };
        let of = record("Secret", vec![FieldSchema { secret: true, constraints, ..field("password", text()) }]);
        let inputs = Value::Map([("password".to_owned(), Value::from("hunter2").into_secret())].into());
        assert_eq!(violations(of, &inputs), ["invalid `password`: expected 12 to 128 characters, got 7"]);
    }
}
