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
                let seen = if applied.has_secret() { with_marks_of(&applied, seen) } else { seen };
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

/// A value that was read, secret where the applied one is. Where the two are built differently, everything in it is: an entry
/// that was added beside a secret one, an element that may be another one.
fn with_marks_of(applied: &Value, seen: Value) -> Value {
    match (applied, seen) {
        (_, Value::Null) => Value::Null,
        (_, seen @ Value::Secret(_)) => seen,
        (Value::Secret(_), seen) => seen.into_secret(),
        (applied, seen) if !applied.has_secret() => seen,
        (Value::Map(applied), Value::Map(seen)) => {
            let marked = seen.into_iter().map(|(key, seen)| {
                let seen = match applied.get(&key) {
                    Some(applied) => with_marks_of(applied, seen),
                    None => seen.into_secret(),
                };
                (key, seen)
            });
            Value::Map(marked.collect())
        }
        (Value::List(applied), Value::List(seen)) => {
            let same = |one: &Value, other: &Value| {
                one.field("name").as_str().is_some_and(|name| other.field("name").as_str() == Some(name))
            };
            let marked = seen.into_iter().map(|seen| match applied.iter().find(|applied| same(applied, &seen)) {
                Some(applied) => with_marks_of(applied, seen),
                None => seen.into_secret(),
            });
            Value::List(marked.collect())
        }
        (_, seen) => seen.into_secret(),
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn secret(text: &str) -> Value {
        Value::from(text).into_secret()
    }

    #[test]
    fn what_is_beside_a_secret_stays_readable_and_what_may_be_one_does_not() {
        let applied = Value::from([("note", Value::from("a")), ("password", secret("p1"))]);
        let seen = Value::from_json(json!({"note": "b", "password": "p2", "added": "x"}));
        let expected = Value::from([("added", secret("x")), ("note", "b".into()), ("password", secret("p2"))]);
        assert_eq!(with_marks_of(&applied, seen), expected);

        let named = |value: Value| Value::from([("name", Value::from("TOKEN")), ("value", value)]);
        let plain = |value: &str| Value::from([("name", Value::from("MODE")), ("value", value.into())]);
        let applied = Value::List(vec![named(secret("t1")), plain("fast")]);
        let other = Value::List(vec![plain("slow"), named("t2".into()), Value::from("t3")]);
        let expected = Value::List(vec![plain("slow"), named(secret("t2")), secret("t3")]);
        assert_eq!(with_marks_of(&applied, other), expected);

        // Another kind of value than the one with the secret.
        assert_eq!(with_marks_of(&applied, Value::from("t1")), secret("t1"));
    }
}
