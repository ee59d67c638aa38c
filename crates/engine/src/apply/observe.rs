//! Records as reality has them: what was applied, with what was read in its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compare::same_property;
use super::values::sealed;
use crate::resource::Observed;
use crate::schema::{FieldSchema, RecordSchema, Schema, TypeRef};
use crate::state::{Phase, Record};
use crate::value::Value;

/// The properties that were applied, as they are now. Only what was set counts, so what an API chose is no
/// difference; write-only properties and marks of secrets stay as recorded, and so does what means the same.
pub(super) fn observed_inputs(record: &RecordSchema, applied: &Value, observed: &Value) -> Value {
    let applied = match applied {
        Value::Map(applied) => applied,
        Value::Secret(inner) => return observed_inputs(record, inner, observed).into_secret(),
        other => return other.clone(),
    };
    let mut now = BTreeMap::new();
    for (name, applied) in applied {
        let seen = observed.field(name);
        let value = match record.field(name) {
            Some(field) if !field.write_only => observed_property(field, applied, seen),
            _ => applied.clone(),
        };
        if !value.is_null() {
            now.insert(name.clone(), value);
        }
    }
    Value::Map(now)
}

fn observed_property(field: &FieldSchema, applied: &Value, seen: &Value) -> Value {
    let seen = restricted(&field.ty, applied, seen);
    if same_property(field, applied, &seen) && !(seen.is_null() && !applied.is_null()) {
        return applied.clone();
    }
    if applied.has_secret() && !seen.is_null() { seen.into_secret() } else { seen }
}

/// What was read, without the fields of records that were not set.
fn restricted(ty: &TypeRef, applied: &Value, seen: &Value) -> Value {
    match (ty, applied, seen) {
        (ty, Value::Secret(applied), seen) => restricted(ty, applied, seen),
        (ty, applied, Value::Secret(seen)) => restricted(ty, applied, seen),
        (TypeRef::Record(record), Value::Map(_), Value::Map(_)) => observed_inputs(record, applied, seen),
        (TypeRef::List(of), Value::List(applied), Value::List(seen)) => {
            // Elements have no names: each is held against the one at its place, or the first if there is none.
            let pairs = seen.iter().enumerate().map(|(index, seen)| {
                let same = applied.iter().find(|applied| restricted(of, applied, seen) == **applied);
                match same.or_else(|| applied.get(index)).or_else(|| applied.first()) {
                    Some(applied) => restricted(of, applied, seen),
                    None => seen.clone(),
                }
            });
            Value::List(pairs.collect())
        }
        _ => seen.clone(),
    }
}

/// The record of a resource as it was read; the same when nothing differs.
pub(super) fn observed_record(schema: &Schema, record: &Arc<Record>, observed: &Observed) -> Arc<Record> {
    let inputs = observed_inputs(schema.inputs, &record.inputs, &observed.inputs);
    let outputs = if record.phase == Phase::Partial || observed.outputs.is_null() {
        record.outputs.clone()
    } else {
        sealed(schema, &inputs, observed.outputs.clone())
    };
    if inputs == record.inputs && outputs == record.outputs {
        Arc::clone(record)
    } else {
        Arc::new(Record { inputs, outputs, ..(**record).clone() })
    }
}
