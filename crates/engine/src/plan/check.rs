//! Checks that evaluated inputs have the types of their schema. Unknown parts are skipped.

use std::collections::BTreeSet;

use crate::model::path::Path;
use crate::model::prop::Mismatch;
use crate::model::schema::{RecordSchema, Schema, TypeRef};
use crate::model::strict_json::check_json;
use crate::model::text::did_you_mean;
use crate::model::value::Value;

/// The violations, each with its path.
pub(crate) fn mismatches(schema: &RecordSchema, properties: &Value) -> Vec<Mismatch> {
    let mut found = Vec::new();
    record(schema, properties, &Path::root(), &mut found);
    found
}

/// Inputs that are secret although they are part of a name or key: the id of the resource contains them, and ids are
/// shown and recorded.
pub(crate) fn secret_keys(schema: &Schema, inputs: &Value) -> Vec<String> {
    let keys: BTreeSet<&str> = schema.meta.unique.iter().flat_map(|key| key.iter().copied()).collect();
    let secret = keys.into_iter().filter(|name| inputs.field(name).has_secret());
    secret
        .map(|name| {
            format!("invalid `{name}`: it is secret, but names the resource, and names are shown and recorded; use another value")
        })
        .collect()
}

fn record(schema: &RecordSchema, value: &Value, path: &Path, found: &mut Vec<Mismatch>) {
    let Value::Map(map) = value else {
        found.push(Mismatch::expected("a record", value).within(path));
        return;
    };
    for name in map.keys().filter(|name| schema.field(name).is_none()) {
        let near = did_you_mean(name, schema.fields.iter().map(|field| field.name));
        found.push(Mismatch::new(format!("unknown property `{name}` of {}{near}", schema.name)).within(path));
    }
    for field in &schema.fields {
        match map.get(field.name) {
            None | Some(Value::Null) => {
                if field.required {
                    found.push(Mismatch::new("it must be given").within(&path.key(field.name)));
                }
            }
            Some(value) => {
                if !plainly_right(&field.ty, value) {
                    check(&field.ty, value, &path.key(field.name), found);
                }
            }
        }
    }
}

/// Whether a scalar has its type: the common case, for which no path is built.
fn plainly_right(ty: &TypeRef, value: &Value) -> bool {
    matches!(
        (ty, value),
        (_, Value::Unknown)
            | (TypeRef::Any, _)
            | (TypeRef::Bool, Value::Bool(_))
            | (TypeRef::Int(_), Value::Int(_))
            | (TypeRef::Float, Value::Int(_) | Value::Float(_))
            | (TypeRef::Text(_), Value::Str(_))
    ) || matches!((ty, value), (TypeRef::Prefixed(_, prefix), Value::Str(text)) if text.starts_with(prefix))
}

fn check(ty: &TypeRef, value: &Value, path: &Path, found: &mut Vec<Mismatch>) {
    if plainly_right(ty, value) {
        return;
    }
    let what = match (ty, value) {
        (_, Value::Secret(inner)) => {
            let before = found.len();
            check(ty, inner, path, found);
            // Suggestions and repeated keys would show a part of the value.
            if let (TypeRef::Enum(..) | TypeRef::Json(_) | TypeRef::Prefixed(..), Some(wrong)) =
                (ty, found.get_mut(before))
            {
                wrong.message = format!("invalid secret value: expected {}", ty.describe());
            }
            return;
        }
        (TypeRef::Record(schema), _) => return record(schema, value, path, found),
        (TypeRef::List(of), Value::List(items)) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| !plainly_right(of, item)) {
                check(of, item, &path.index(index), found);
            }
            return;
        }
        (TypeRef::Map(of), Value::Map(map)) => {
            for (key, item) in map.iter().filter(|(_, item)| !plainly_right(of, item)) {
                check(of, item, &path.key(key), found);
            }
            return;
        }
        (TypeRef::Enum(name, allowed, _), Value::Str(text)) => {
            if !allowed.contains(&text.as_str()) {
                let near = did_you_mean(text, allowed.iter().copied());
                let message = format!("it is not one of {name}'s {}{near}", allowed.join(", "));
                found.push(Mismatch::new(message).within(path));
            }
            return;
        }
        (TypeRef::Prefixed(name, prefix), Value::Str(text)) => {
            found.push(Mismatch::prefix(text, name, prefix).within(path));
            return;
        }
        (TypeRef::Json(_), Value::Str(text)) => {
            if let Err(error) = check_json(text) {
                found.push(Mismatch::new(format!("invalid JSON document: {error}")).within(path));
            }
            return;
        }
        (TypeRef::Bool, _) => "a boolean",
        (TypeRef::Int(_), _) => "a whole number",
        (TypeRef::Float, _) => "a number",
        (TypeRef::Text(_) | TypeRef::Prefixed(..) | TypeRef::Enum(..), _) => "a string",
        (TypeRef::Json(_), _) => "a JSON document in a string",
        (TypeRef::List(_), _) => "a list",
        (TypeRef::Map(_), _) => "a map",
        (TypeRef::Any, _) => return,
    };
    found.push(Mismatch::expected(what, value).within(path));
}
