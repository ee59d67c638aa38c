//! Inputs as they are planned and applied: with defaults and marked secrets, without unset properties.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::path::{Path, Segment};
use crate::model::path_pattern::PathPattern;
use crate::model::schema::{RecordSchema, TypeRef};
use crate::model::value::Value;

/// Fills in defaults, marks secrets and drops properties that are `Null`, in nested records too.
pub(crate) fn complete(schema: &RecordSchema, properties: &mut BTreeMap<String, Value>) {
    properties.retain(|_, value| !value.is_null());
    for field in &schema.fields {
        match properties.get_mut(field.name) {
            Some(value) => {
                complete_value(&field.ty, value);
                if field.secret {
                    mark(value);
                }
            }
            None => {
                if let Some(default) = &field.default {
                    let mut value = default.clone();
                    if field.secret {
                        mark(&mut value);
                    }
                    properties.insert(field.name.to_owned(), value);
                }
            }
        }
    }
}

fn complete_value(ty: &TypeRef, value: &mut Value) {
    match (ty, value) {
        (ty, Value::Secret(inner)) => complete_value(ty, inner),
        (TypeRef::Record(schema), Value::Map(map)) => complete(schema, map),
        (TypeRef::List(of), Value::List(items)) if nested(of) => {
            items.iter_mut().for_each(|item| complete_value(of, item));
        }
        (TypeRef::Map(of), Value::Map(map)) => {
            map.retain(|_, value| !value.is_null());
            if nested(of) {
                map.values_mut().for_each(|item| complete_value(of, item));
            }
        }
        _ => {}
    }
}

/// Whether values of this type can hold records or maps.
fn nested(ty: &TypeRef) -> bool {
    matches!(ty, TypeRef::Record(_) | TypeRef::List(_) | TypeRef::Map(_))
}

fn mark(value: &mut Value) {
    if !matches!(value, Value::Null | Value::Unknown) {
        *value = std::mem::take(value).into_secret();
    }
}

/// Takes over the values that the API chose, as state or a plan has them, where the program does not set them.
pub(crate) fn preserve_computed(schema: &RecordSchema, chosen: &Value, given: &mut Value) {
    let given = match given {
        Value::Map(given) => given,
        Value::Secret(inner) => {
            preserve_computed(schema, chosen, inner);
            **inner = std::mem::take(&mut **inner).reveal();
            return;
        }
        _ => return,
    };
    // What is part of a secret is secret.
    let secret = matches!(chosen, Value::Secret(_));
    for field in &schema.fields {
        let chosen = match chosen.field(field.name) {
            part if secret && !part.is_null() => Cow::Owned(part.clone().into_secret()),
            part => Cow::Borrowed(part),
        };
        match (given.get_mut(field.name), &field.ty) {
            (None | Some(Value::Null), _) if field.computed && !chosen.is_null() && !chosen.has_unknown() => {
                given.insert(field.name.to_owned(), chosen.into_owned());
            }
            (Some(value), TypeRef::Record(record)) => preserve_computed(record, &chosen, value),
            _ => {}
        }
    }
}

/// A value with the secret marks of another one that means the same.
pub(super) fn marked_as(value: &Value, like: &Value) -> Value {
    match (value, like) {
        (value, Value::Unknown | Value::Null) => value.clone(),
        (value, Value::Secret(_)) => value.clone().into_secret(),
        (Value::Secret(value), like) => marked_as(value, like),
        (Value::Map(map), Value::Map(like)) => {
            let marked =
                |(key, value): (&String, &Value)| (key.clone(), marked_as(value, like.get(key).unwrap_or(value)));
            Value::Map(map.iter().map(marked).collect())
        }
        (Value::List(items), Value::List(like)) if items.len() == like.len() => {
            Value::List(items.iter().zip(like).map(|(item, like)| marked_as(item, like)).collect())
        }
        (value, like) if like.has_secret() => value.clone().into_secret(),
        (value, _) => value.clone(),
    }
}

/// Replaces the desired values at the paths of `ignore_changes` by the recorded ones.
pub(crate) fn keep_recorded(pattern: &PathPattern, recorded: &Value, wanted: &mut Value) {
    let paths = pattern.paths(&[recorded, wanted]);
    let kept = |path: &Path| path.get_marked(recorded).filter(|value| !value.is_null());
    let (some, none): (Vec<_>, Vec<_>) =
        paths.into_iter().map(|path| (kept(&path), path)).partition(|(kept, _)| kept.is_some());
    // Elements of a list are added from its start and removed from its end, so that no index moves.
    for (kept, path) in some.into_iter().chain(none.into_iter().rev()) {
        put(path.segments(), kept, wanted);
    }
}

fn put(path: &[Segment], kept: Option<Value>, into: &mut Value) {
    let Some((segment, rest)) = path.split_first() else {
        *into = kept.unwrap_or_default();
        return;
    };
    match (segment, into) {
        (_, Value::Secret(inner)) => put(path, kept.map(Value::reveal), inner),
        (Segment::Key(key), Value::Map(map)) => match (rest.is_empty(), kept) {
            (true, None) => {
                map.remove(key);
            }
            (_, None) if !map.contains_key(key) => {}
            (_, kept) => put(rest, kept, map.entry(key.clone()).or_default()),
        },
        (Segment::Key(key), into @ Value::Null) if kept.is_some() => {
            let mut value = Value::Null;
            put(rest, kept, &mut value);
            *into = Value::Map([(key.clone(), value)].into_iter().collect());
        }
        (Segment::Index(index), Value::List(items)) => {
            let end = items.len();
            match (items.get_mut(*index), kept) {
                (Some(_), None) if rest.is_empty() => {
                    items.remove(*index);
                }
                (Some(item), kept) => put(rest, kept, item),
                (None, Some(kept)) if rest.is_empty() && *index == end => items.push(kept),
                (None, _) => {}
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::FieldSchema;
    use crate::testing::{field, record, text};

    fn kept(path: &str, recorded: &str, wanted: &str) -> String {
        let read = |text: &str| Value::from_json(serde_json::from_str(text).unwrap());
        let mut value = read(wanted);
        keep_recorded(&PathPattern::parse(path).unwrap(), &read(recorded), &mut value);
        value.masked().to_string()
    }

    #[test]
    fn an_ignored_path_takes_what_state_has() {
        assert_eq!(
            kept("tags.owner", r#"{"tags":{"owner":"a"}}"#, r#"{"tags":{"owner":"b","x":"y"}}"#),
            r#"{"tags":{"owner":"a","x":"y"}}"#
        );
        assert_eq!(kept("tags.owner", r#"{"tags":{"owner":"a"}}"#, "{}"), r#"{"tags":{"owner":"a"}}"#);
        assert_eq!(kept("tags.owner", "{}", r#"{"tags":{"owner":"b"}}"#), r#"{"tags":{}}"#);
        assert_eq!(kept("tags.owner", "{}", "{}"), "{}");
        assert_eq!(
            kept("rules[1].port", r#"{"rules":[{},{"port":1}]}"#, r#"{"rules":[{},{"port":2}]}"#),
            r#"{"rules":[{},{"port":1}]}"#
        );
    }

    #[test]
    fn an_ignored_pattern_takes_all_that_state_has() {
        let (old, new) = (r#"{"l":[1,2],"t":{"a":"1"}}"#, r#"{"l":[3,4,5,6],"t":{"a":"2","b":"3"},"x":1}"#);
        assert_eq!(kept("l[*]", old, new), r#"{"l":[1,2],"t":{"a":"2","b":"3"},"x":1}"#);
        assert_eq!(kept("l[*]", new, old), r#"{"l":[3,4,5,6],"t":{"a":"1"}}"#);
        assert_eq!(kept("t[*]", old, new), r#"{"l":[3,4,5,6],"t":{"a":"1"},"x":1}"#);
        assert_eq!(kept("*", old, new), old);
        assert_eq!(kept("*", new, old), new);
        assert_eq!(
            kept("r[*].p", r#"{"r":[{"p":1},{"p":2}]}"#, r#"{"r":[{"p":3,"q":4}]}"#),
            r#"{"r":[{"p":1,"q":4}]}"#
        );
    }

    #[test]
    fn a_kept_part_of_a_secret_is_secret() {
        let recorded = Value::from([("tags", Value::from([("pw", "old"), ("x", "y")]).into_secret())]);
        let mut wanted = Value::from([("tags", Value::from([("pw", "new"), ("x", "y")]))]);
        keep_recorded(&PathPattern::parse("tags.pw").unwrap(), &recorded, &mut wanted);
        assert_eq!(wanted.field("tags").field("pw"), &Value::from("old").into_secret());
        assert_eq!(wanted.field("tags").field("x"), &Value::from("y"));
    }

    #[test]
    fn a_computed_part_of_a_secret_is_secret() {
        let inner =
            record("Inner", vec![FieldSchema { computed: true, ..field("token", text()) }, field("note", text())]);
        let outer = record("Outer", vec![field("auth", TypeRef::Record(inner))]);
        let recorded = Value::from([("auth", Value::from([("token", "t0ken"), ("note", "a")]).into_secret())]);
        let mut wanted = Value::from([("auth", Value::from([("note", "b")]))]);
        preserve_computed(outer, &recorded, &mut wanted);
        assert_eq!(wanted.field("auth").field("token"), &Value::from("t0ken").into_secret());
        // Secrets are not nested in one another.
        let mut wanted = Value::from([("auth", Value::from([("note", "b")]).into_secret())]);
        preserve_computed(outer, &recorded, &mut wanted);
        assert_eq!(wanted.field("auth"), &Value::from([("token", "t0ken"), ("note", "b")]).into_secret());
    }
}
