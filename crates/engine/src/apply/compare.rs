//! Whether two values of a property mean the same.

use crate::path::Path;
use crate::plan::{Difference, PropertyChange};
use crate::schema::{FieldSchema, RecordSchema, TypeRef};
use crate::value::Value;

/// The top-level properties that differ, in the schema's order.
pub(crate) fn changed_properties(schema: &RecordSchema, old: &Value, new: &Value) -> Vec<String> {
    schema
        .fields
        .iter()
        .filter(|field| !same_property(field, old.field(field.name), new.field(field.name)))
        .map(|field| field.name.to_owned())
        .collect()
}

/// Whether two values of one property mean the same.
pub(crate) fn same_property(field: &FieldSchema, old: &Value, new: &Value) -> bool {
    // What the API chose stays as it is while a program does not say otherwise.
    (field.computed && new.is_null()) || same(&field.ty, field.set_like, old, new)
}

fn same(ty: &TypeRef, set_like: bool, old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Secret(old), new) => return same(ty, set_like, old, new),
        (old, Value::Secret(new)) => return same(ty, set_like, old, new),
        _ => {}
    }
    match (ty, old, new) {
        (TypeRef::Json, Value::Str(old), Value::Str(new)) => {
            old == new || matches!((parse(old), parse(new)), (Some(old), Some(new)) if old == new)
        }
        (TypeRef::List(of), Value::List(old), Value::List(new)) if set_like => {
            let mut left: Vec<&Value> = new.iter().collect();
            old.len() == new.len()
                && old.iter().all(|item| {
                    let found = left.iter().position(|other| same(of, false, item, other));
                    found.map(|found| left.swap_remove(found)).is_some()
                })
        }
        (TypeRef::List(of), Value::List(old), Value::List(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(of, false, old, new))
        }
        (TypeRef::Record(record), Value::Map(_), Value::Map(_)) => {
            record.fields.iter().all(|field| same_property(field, old.field(field.name), new.field(field.name)))
        }
        (TypeRef::Map(of), Value::Map(a), Value::Map(b)) => {
            a.keys().chain(b.keys()).all(|key| same(of, false, old.field(key), new.field(key)))
        }
        // An empty map of tags is no tags.
        (_, Value::Null, Value::Map(map)) | (_, Value::Map(map), Value::Null) => map.values().all(Value::is_null),
        (_, Value::Null, Value::List(items)) | (_, Value::List(items), Value::Null) => items.is_empty(),
        (_, Value::Int(int), Value::Float(float)) | (_, Value::Float(float), Value::Int(int)) => {
            #[expect(clippy::cast_precision_loss, reason = "whole numbers beyond 2^52 are never given as fractions")]
            let int = *int as f64;
            int == *float
        }
        _ => old.clone().reveal() == new.clone().reveal(),
    }
}

fn parse(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

/// What differs, property by property.
pub(crate) fn property_changes(schema: &RecordSchema, old: &Value, new: &Value) -> Vec<PropertyChange> {
    changed_properties(schema, old, new)
        .into_iter()
        .map(|name| {
            let (before, now) = (old.field(&name).clone(), new.field(&name).clone());
            let difference = match (before.is_null(), now.is_null()) {
                (true, _) => Difference::Added,
                (_, true) => Difference::Removed,
                _ => Difference::Changed,
            };
            let replaces = schema.field(&name).is_some_and(|field| field.replaces.is_some());
            PropertyChange { path: Path::root().key(name), difference, old: before, new: now, replaces }
        })
        .collect()
}
