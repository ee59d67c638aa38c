//! The differences between two values of a resource's inputs, by its schema.

use std::collections::{BTreeMap, BTreeSet};

use super::step::{Difference, PropertyChange};
use crate::model::document::same_document;
use crate::model::equivalence::Equivalence;
use crate::model::path::Path;
use crate::model::schema::{FieldSchema, RecordSchema, TypeRef};
use crate::model::value::Value;

/// Compares the program with state. An unknown part of `new` may change.
#[must_use]
pub fn diff(schema: &RecordSchema, old: &Value, new: &Value) -> Vec<PropertyChange> {
    compare(schema, old, new, Mode::Plan).into_iter().map(|found| found.change).collect()
}

/// Compares reality with the applied inputs. Only inputs that were set count, and write-only ones, which no API
/// returns, never do.
#[must_use]
pub fn drift(schema: &RecordSchema, applied: &Value, observed: &Value) -> Vec<PropertyChange> {
    compare(schema, applied, observed, Mode::Drift).into_iter().map(|found| found.change).collect()
}

/// Whether two values of one property mean the same.
pub(super) fn same(field: &FieldSchema, old: &Value, new: &Value) -> bool {
    let mut found = Comparison { mode: Mode::Plan, found: Vec::new() };
    let at = Comparand { ty: &field.ty, set_like: field.set_like, equivalence: field.equivalence, rule: None };
    found.value(at, old, new, &Path::root(), false);
    found.found.is_empty()
}

/// A difference and, where it replaces the resource, why.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) change: PropertyChange,
    pub(super) rule: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Plan,
    Drift,
    /// Compares an existing resource with the program that imports it.
    Import,
}

pub(super) fn compare(schema: &RecordSchema, old: &Value, new: &Value, mode: Mode) -> Vec<Found> {
    let mut comparison = Comparison { mode, found: Vec::new() };
    comparison.record(schema, None, old, new, &Path::root(), false);
    comparison.found
}

/// The schema of the values that are compared.
#[derive(Clone, Copy)]
struct Comparand<'s> {
    ty: &'s TypeRef,
    set_like: bool,
    equivalence: Option<&'s Equivalence>,
    /// Why a change here replaces the resource: a mark on this property or on one around it.
    rule: Option<&'static str>,
}

struct Comparison {
    mode: Mode,
    found: Vec<Found>,
}

impl Comparison {
    fn record(
        &mut self,
        schema: &RecordSchema,
        rule: Option<&'static str>,
        old: &Value,
        new: &Value,
        path: &Path,
        secret: bool,
    ) {
        for field in &schema.fields {
            let (old, new) = (old.field(field.name), new.field(field.name));
            // Most fields of most resources are as they were; their paths are never built.
            if old == new || self.skips(field, old, new) {
                continue;
            }
            let rule = field.replaces_between(old, new).or(rule);
            let at = Comparand { ty: &field.ty, set_like: field.set_like, equivalence: field.equivalence, rule };
            self.value(at, old, new, &path.key(field.name), secret || field.secret);
        }
    }

    fn skips(&self, field: &FieldSchema, old: &Value, new: &Value) -> bool {
        match self.mode {
            // A value that the API chose is not a difference if the program does not set it.
            Mode::Plan => field.computed && new.is_null(),
            Mode::Drift => field.write_only || old.is_null(),
            Mode::Import => field.write_only || (field.computed && new.is_null()),
        }
    }

    fn value(&mut self, at: Comparand<'_>, old: &Value, new: &Value, path: &Path, secret: bool) {
        if old == new {
            return;
        }
        match (old, new) {
            (Value::Secret(old), new) => return self.value(at, old, new, path, true),
            (old, Value::Secret(new)) => return self.value(at, old, new, path, true),
            _ => {}
        }
        match (absent(at.ty, old), absent(at.ty, new)) {
            (true, true) => return,
            (_, _) if *new == Value::Unknown => return self.push(Difference::MayChange, at, old, new, path, secret),
            (true, false) => return self.push(Difference::Added, at, old, new, path, secret),
            (false, true) => return self.push(Difference::Removed, at, old, new, path, secret),
            (false, false) => {}
        }
        match (at.ty, old, new) {
            (TypeRef::Record(schema), Value::Map(_), Value::Map(_)) => {
                self.record(schema, at.rule, old, new, path, secret);
            }
            // The keys of a secret map are secret, so paths do not contain them.
            (TypeRef::Map(_) | TypeRef::Any, Value::Map(_), Value::Map(_)) if secret => {
                if !self.same(at, old, new) {
                    self.push(Difference::Changed, at, old, new, path, secret);
                }
            }
            (TypeRef::Map(of), Value::Map(old), Value::Map(new)) => {
                self.map(Comparand { ty: of, set_like: false, ..at }, old, new, path, secret);
            }
            (TypeRef::Any, Value::Map(old), Value::Map(new)) => self.map(at, old, new, path, secret),
            (TypeRef::List(of), Value::List(old), Value::List(new)) => {
                let element = Comparand { ty: of, set_like: false, ..at };
                if at.set_like {
                    self.set(element, old, new, path, secret);
                } else {
                    self.list(element, old, new, path, secret);
                }
            }
            (TypeRef::Any, Value::List(old), Value::List(new)) => self.list(at, old, new, path, secret),
            (TypeRef::Json(_), Value::Str(old), Value::Str(new)) if same_document(old, new) => {}
            (_, Value::Str(old), Value::Str(new)) if self.is_written_otherwise(at.equivalence, old, new) => {}
            (_, Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) if same_number(old, new) => {}
            _ => self.push(Difference::Changed, at, old, new, path, secret),
        }
    }

    fn is_written_otherwise(&self, equivalence: Option<&Equivalence>, old: &str, new: &str) -> bool {
        equivalence.is_some_and(|equivalence| {
            (equivalence.same)(old, new) || (self.mode == Mode::Drift && (equivalence.may_be_same)(old, new))
        })
    }

    fn map(
        &mut self,
        element: Comparand<'_>,
        old: &BTreeMap<String, Value>,
        new: &BTreeMap<String, Value>,
        path: &Path,
        secret: bool,
    ) {
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let (old, new) = (old.get(key).unwrap_or(&Value::Null), new.get(key).unwrap_or(&Value::Null));
            if old != new {
                self.value(element, old, new, &path.key(key), secret);
            }
        }
    }

    /// Lists by position, after what is the same at both ends: an insertion is one addition, not a change of
    /// everything behind it.
    fn list(&mut self, element: Comparand<'_>, old: &[Value], new: &[Value], path: &Path, secret: bool) {
        let head = old.iter().zip(new).take_while(|(old, new)| self.same(element, old, new)).count();
        let (old_rest, new_rest) = (&old[head..], &new[head..]);
        let tail =
            old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(old, new)| self.same(element, old, new));
        let tail = if old.len() == new.len() { 0 } else { tail.count() };
        let (old_rest, new_rest) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
        for index in 0..old_rest.len().max(new_rest.len()) {
            let old = old_rest.get(index).unwrap_or(&Value::Null);
            let new = new_rest.get(index).unwrap_or(&Value::Null);
            self.value(element, old, new, &path.index(head + index), secret);
        }
    }

    /// Lists without order: what only one of them has. Equal elements are paired by digest first, so that large
    /// sets with few changes cost little.
    fn set(&mut self, element: Comparand<'_>, old: &[Value], new: &[Value], path: &Path, secret: bool) {
        let mut left: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, value) in old.iter().enumerate().rev() {
            left.entry(value.clone().reveal().digest()).or_default().push(index);
        }
        let mut added: Vec<usize> = (0..new.len())
            .filter(|&index| left.get_mut(&new[index].clone().reveal().digest()).and_then(Vec::pop).is_none())
            .collect();
        let mut removed: Vec<usize> = left.into_values().flatten().collect();
        removed.sort_unstable();
        // Elements that are written differently and mean the same.
        added.retain(|&n| match removed.iter().position(|&o| self.same(element, &old[o], &new[n])) {
            Some(position) => {
                removed.remove(position);
                false
            }
            None => true,
        });
        // An element that is not known yet may turn out to be one that would otherwise be removed; a single record
        // that differs is one that was edited.
        let edited = added.len() == 1 && removed.len() == 1 && matches!(element.ty, TypeRef::Record(_));
        for &n in &added {
            if (edited || new[n].has_unknown()) && !removed.is_empty() {
                let o = removed.remove(0);
                self.value(element, &old[o], &new[n], &path.index(n), secret);
            } else {
                self.value(element, &Value::Null, &new[n], &path.index(n), secret);
            }
        }
        for o in removed {
            self.value(element, &old[o], &Value::Null, &path.index(o), secret);
        }
    }

    fn same(&self, at: Comparand<'_>, old: &Value, new: &Value) -> bool {
        if old == new {
            return true;
        }
        let mut inner = Comparison { mode: self.mode, found: Vec::new() };
        inner.value(at, old, new, &Path::root(), false);
        inner.found.is_empty()
    }

    fn push(&mut self, difference: Difference, at: Comparand<'_>, old: &Value, new: &Value, path: &Path, secret: bool) {
        let shown = |value: &Value| match value {
            Value::Null | Value::Unknown => value.clone(),
            value if secret => value.clone().into_secret(),
            value => value.clone(),
        };
        // A record that is added, removed or unknown as a whole has the marks of its fields.
        let rule = at.rule.or_else(|| rule_within(at.ty, old)).or_else(|| rule_within(at.ty, new));
        self.found.push(Found {
            change: PropertyChange {
                path: path.clone(),
                difference,
                old: shown(old),
                new: shown(new),
                replaces: rule.is_some(),
            },
            rule,
        });
    }
}

/// An unset property, or an empty collection: APIs do not distinguish them.
fn absent(ty: &TypeRef, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(items) => items.is_empty() && matches!(ty, TypeRef::List(_)),
        Value::Map(map) => map.is_empty() && matches!(ty, TypeRef::Map(_)),
        _ => false,
    }
}

/// The first mark "replaces" on a part of the value that is set.
fn rule_within(ty: &TypeRef, value: &Value) -> Option<&'static str> {
    match (ty, value) {
        (_, Value::Null) => None,
        (ty, Value::Secret(inner)) => rule_within(ty, inner),
        (TypeRef::Record(schema), value) => schema.fields.iter().find_map(|field| match value.field(field.name) {
            Value::Null => None,
            value => field.replaces_between(&Value::Null, value).or_else(|| rule_within(&field.ty, value)),
        }),
        (TypeRef::List(of) | TypeRef::Map(of), Value::Unknown) => rule_within(of, value),
        (TypeRef::List(of), Value::List(items)) => items.iter().find_map(|item| rule_within(of, item)),
        (TypeRef::Map(of), Value::Map(map)) => map.values().find_map(|item| rule_within(of, item)),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss)]
fn same_number(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Int(old), Value::Int(new)) => old == new,
        (Value::Int(int), Value::Float(float)) | (Value::Float(float), Value::Int(int)) => *int as f64 == *float,
        (Value::Float(old), Value::Float(new)) => old == new,
        _ => false,
    }
}

/// A value in the form in which equal ones have equal digests.
pub(super) fn plain(value: &Value) -> Value {
    match value.clone().reveal() {
        #[allow(clippy::cast_possible_truncation)]
        Value::Float(float) if float.fract() == 0.0 && float.abs() < 9e15 => Value::Int(float as i64),
        other => other,
    }
}
