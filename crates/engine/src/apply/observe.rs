//! Records updated with the values that a read returned.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::values::mark_secret_outputs;
use crate::model::schema::{RecordSchema, TypeRef};
use crate::model::value::Value;
use crate::plan::{PropertyChange, drift};
use crate::provider::{Observed, TypeRules};
use crate::state::{Desired, Phase, Record};

/// The applied inputs with their current values, and the differences. Only inputs that were set count, so a value that
/// an API chose is not a difference. Write-only inputs and equivalent values stay as recorded.
fn observed_inputs(schema: &RecordSchema, applied: &Value, observed: &Value) -> (Value, Vec<PropertyChange>) {
    let differences = drift(schema, applied, observed);
    let mut now = applied.clone();
    let differing: BTreeSet<&str> = differences.iter().filter_map(|change| change.path.property()).collect();
    if let Some(now) = now.as_map_mut() {
        for field in schema.fields.iter().filter(|field| differing.contains(field.name)) {
            let applied = now.remove(field.name).unwrap_or_default();
            let seen = restricted(&field.ty, &applied, observed.field(field.name));
            if !seen.is_null() {
                let seen = if applied.has_secret() { seen.into_secret() } else { seen };
                now.insert(field.name.to_owned(), seen);
            }
        }
    }
    (now, differences)
}

/// The observed value, without the fields of records that were not set.
fn restricted(ty: &TypeRef, applied: &Value, seen: &Value) -> Value {
    match (ty, applied, seen) {
        (ty, Value::Secret(applied), seen) => restricted(ty, applied, seen),
        (ty, applied, Value::Secret(seen)) => restricted(ty, applied, seen),
        (TypeRef::Record(record), Value::Map(set), Value::Map(_)) => {
            let fields = set.iter().map(|(name, applied)| {
                let value = match record.field(name) {
                    Some(field) if !field.write_only => restricted(&field.ty, applied, seen.field(name)),
                    _ => applied.clone(),
                };
                (name.clone(), value)
            });
            Value::Map(fields.filter(|(_, value)| !value.is_null()).collect())
        }
        (TypeRef::Map(of), Value::Map(set), Value::Map(seen)) => {
            let entries = seen.iter().map(|(key, seen)| {
                let value = set.get(key).map_or_else(|| seen.clone(), |applied| restricted(of, applied, seen));
                (key.clone(), value)
            });
            Value::Map(entries.collect())
        }
        (TypeRef::List(of), Value::List(applied), Value::List(seen)) => {
            // Elements have no names: each is compared with the applied one at its index, or with the first if there is
            // none.
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

/// The observed inputs, with the recorded values of those that were not read.
fn as_recorded(recorded: &Value, observed: &Observed) -> Option<Value> {
    if observed.unread.is_empty() {
        return None;
    }
    let mut filled = observed.inputs.clone();
    if let Some(map) = filled.as_map_mut() {
        for name in &observed.unread {
            match recorded.field(name) {
                Value::Null => map.remove(*name),
                value => map.insert((*name).to_owned(), value.clone()),
            };
        }
    }
    Some(filled)
}

/// The record of a resource with the values that were read, which is the same record if nothing differs, and the
/// differences of its inputs.
pub(super) fn observed_record(
    rules: &dyn TypeRules,
    record: &Arc<Record>,
    observed: &Observed,
) -> (Arc<Record>, Vec<PropertyChange>) {
    let schema = rules.schema();
    let recorded = &record.desired.inputs;
    if observed.inputs.not_storable().is_some() || observed.outputs.not_storable().is_some() {
        return (Arc::clone(record), Vec::new());
    }
    let filled = as_recorded(recorded, observed);
    let read = filled.as_ref().unwrap_or(&observed.inputs);
    let aligned = rules.align(recorded, read);
    let (inputs, differences) = observed_inputs(schema.inputs, recorded, aligned.as_ref().unwrap_or(read));
    let desired = Desired { inputs, ..record.desired.clone() };
    let outputs = if record.phase == Phase::Partial || observed.outputs.is_null() {
        record.outputs.clone()
    } else {
        mark_secret_outputs(schema, &desired, observed.outputs.clone())
    };
    if desired == record.desired && outputs == record.outputs {
        (Arc::clone(record), differences)
    } else {
        (Arc::new(Record { desired, outputs, ..(**record).clone() }), differences)
    }
}
