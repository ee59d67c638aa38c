//! Reads compared with declared values: which differences are only another way to write the same.
//!
//! AWS returns more than was declared, in another order and in other words. [`align`] returns a read as the declared model would
//! be written if it were that read; what still differs is a difference. Each rule is a kind of rewriting that the schema tells,
//! or that [`exceptions`] has with its reason: no rule is for a single resource.

mod document;
mod exceptions;
mod list;
mod scalar;

use std::collections::BTreeMap;

use archipel_engine::Value;

use crate::model::{Kind, PropertyPath, Resolved, Shape, TypeSchema};
use crate::rules::is_secret;
use crate::transform::Transform;

/// Returns inputs that were read with every value that means the same as the declared one written as that one, and without
/// undeclared values.
#[must_use]
pub fn align(schema: &TypeSchema, declared: &Value, read: &Value) -> Value {
    let model = plain_json(declared);
    let transforms = schema.transforms.iter().filter_map(|(path, text)| Some((path, Transform::parse(text).ok()?)));
    let aligner = Aligner { schema, model, transforms: transforms.collect() };
    let at = At { path: PropertyPath::default(), shape: Some(schema.resolve(&schema.model)), object: &aligner.model };
    aligner.value(&at, declared, read)
}

/// A value without marks of secrets, as JSON. Unknown values are absent.
fn plain_json(value: &Value) -> serde_json::Value {
    fn known(value: Value) -> Value {
        match value {
            Value::Unknown => Value::Null,
            Value::Secret(inner) => known(*inner),
            Value::List(items) => Value::List(items.into_iter().map(known).collect()),
            Value::Map(map) => {
                let known = map.into_iter().map(|(key, value)| (key, known(value)));
                Value::Map(known.filter(|(_, value)| !value.is_null()).collect())
            }
            other => other,
        }
    }
    fn json(value: &Value) -> serde_json::Value {
        match value {
            Value::Bool(value) => (*value).into(),
            Value::Int(value) => (*value).into(),
            Value::Float(value) => (*value).into(),
            Value::Str(value) => value.as_str().into(),
            Value::List(items) => items.iter().map(json).collect(),
            Value::Map(map) => map.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
            Value::Null | Value::Secret(_) | Value::Unknown => serde_json::Value::Null,
        }
    }
    json(&known(value.clone()))
}

struct Aligner<'s> {
    schema: &'s TypeSchema,
    /// The whole declared model.
    model: serde_json::Value,
    transforms: Vec<(&'s PropertyPath, Transform)>,
}

/// The property whose values are compared.
#[derive(Clone)]
struct At<'s, 'm> {
    path: PropertyPath,
    shape: Option<Resolved<'s>>,
    /// The declared object that has the property.
    object: &'m serde_json::Value,
}

impl<'s, 'm> At<'s, 'm> {
    fn kind(&self) -> Kind<'s> {
        self.shape.as_ref().map_or(Kind::Any, Resolved::kind)
    }
}

impl<'s> Aligner<'s> {
    /// The property of an object.
    fn field<'m>(
        &self,
        name: &str,
        shape: Option<&'s Shape>,
        at: &At<'s, 'm>,
        object: &'m serde_json::Value,
    ) -> At<'s, 'm> {
        At { path: at.path.key(name), shape: shape.map(|shape| self.schema.resolve(shape)), object }
    }

    /// The elements of a list, or the values of a map.
    fn element<'m>(&self, shape: Option<&'s Shape>, at: &At<'s, 'm>, object: &'m serde_json::Value) -> At<'s, 'm> {
        At { path: at.path.each(), shape: shape.map(|shape| self.schema.resolve(shape)), object }
    }

    fn value(&self, at: &At<'s, '_>, declared: &Value, read: &Value) -> Value {
        if declared == read || self.is_write_only(&at.path) {
            return declared.clone();
        }
        match (declared, read) {
            (Value::Secret(inner), read) => {
                let aligned = self.value(at, inner, read);
                return if aligned == **inner { declared.clone() } else { aligned };
            }
            (declared, Value::Secret(read)) => return self.value(at, declared, read),
            // What is not known yet may be anything.
            (Value::Unknown, _) => return Value::Unknown,
            _ => {}
        }
        if self.is_transformed(at, read) || document::same(&self.schema.name, &at.path, &at.kind(), declared, read) {
            return declared.clone();
        }
        match (declared, read) {
            (Value::Map(declared), Value::Map(read)) => self.map(at, declared, read),
            (Value::List(declared), Value::List(read)) => Value::List(self.list(at, declared, read)),
            _ if scalar::same(self.schema, at, declared, read) => declared.clone(),
            _ => read.clone(),
        }
    }

    fn is_write_only(&self, path: &PropertyPath) -> bool {
        !path.segments().is_empty() && TypeSchema::is_marked(&self.schema.write_only, path)
    }

    /// Whether a read value is what AWS makes of the declared one by a transform of the schema.
    fn is_transformed(&self, at: &At<'s, '_>, read: &Value) -> bool {
        let transforms = self.transforms.iter().filter(|(path, _)| **path == at.path);
        transforms.into_iter().any(|(_, transform)| transform.matches(at.object, &self.model, &plain_json(read)))
    }

    fn map(&self, at: &At<'s, '_>, declared: &BTreeMap<String, Value>, read: &BTreeMap<String, Value>) -> Value {
        let object = plain_json(&Value::Map(declared.clone()));
        let (record, values) = match at.kind() {
            Kind::Record(record) => (Some(record), None),
            Kind::Map(values) => (None, values),
            _ => (None, None),
        };
        let mut aligned = BTreeMap::new();
        for (name, value) in declared {
            let field = match &record {
                Some(record) => self.field(name, record.fields.get(name.as_str()).copied(), at, &object),
                None => At { path: at.path.each(), ..self.field(name, values, at, &object) },
            };
            match read_of(read, declared, name) {
                Some(read) => {
                    aligned.insert(name.clone(), self.value(&field, value, read));
                }
                None if self.is_absent_as(&field, value) => {
                    aligned.insert(name.clone(), value.clone());
                }
                None => {}
            }
        }
        // A record has what AWS chose; the keys of a map are all somebody's.
        if record.is_none() && !exceptions::has_elements_of_its_own(&self.schema.name, &at.path, declared.is_empty()) {
            let named = |name: &str| declared.keys().any(|own| own.eq_ignore_ascii_case(name));
            let others = read.iter().filter(|(name, _)| !named(name) && !is_system_tag(name));
            aligned.extend(others.map(|(name, value)| (name.clone(), value.clone())));
        }
        Value::Map(aligned)
    }

    /// Whether a read without the property means the declared value: one that says "no", the schema's default, or one that
    /// AWS does not return.
    fn is_absent_as(&self, at: &At<'s, '_>, declared: &Value) -> bool {
        let default = || {
            let default = at.shape.as_ref()?.first(|shape| shape.default.as_ref())?;
            Some(Value::from_json(default.clone()))
        };
        self.is_write_only(&at.path)
            || says_no(declared)
            || self.is_all_write_only(&at.path, declared)
            || self.is_transformed(at, &Value::Null)
            || default().is_some_and(|default| default == declared.clone().reveal())
            // No service returns a secret, whether its schema says so or not.
            || at.shape.as_ref().is_some_and(|shape| is_secret(self.schema, &at.path, shape))
            || exceptions::is_not_returned(&self.schema.name, &at.path)
    }

    /// Whether the declared object has nothing that a read returns.
    fn is_all_write_only(&self, path: &PropertyPath, declared: &Value) -> bool {
        match declared {
            Value::Secret(inner) => self.is_all_write_only(path, inner),
            Value::Map(map) => {
                !map.is_empty()
                    && map.iter().all(|(name, value)| {
                        let path = path.key(name);
                        self.is_write_only(&path) || self.is_all_write_only(&path, value)
                    })
            }
            _ => false,
        }
    }
}

/// The read value of a property. A service may write the key of a setting in another case.
fn read_of<'v>(read: &'v BTreeMap<String, Value>, declared: &BTreeMap<String, Value>, name: &str) -> Option<&'v Value> {
    let present = |value: &&Value| !value.is_null();
    let other = || {
        let mut others = read.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name) && !declared.contains_key(*own));
        others.next().map(|(_, value)| value)
    };
    read.get(name).filter(present).or_else(|| other().filter(present))
}

/// A value that says that something is not so, or nothing at all.
fn says_no(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Str(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.values().all(says_no),
        Value::Secret(inner) => says_no(inner),
        _ => false,
    }
}

/// Keys of tags that AWS sets by itself.
fn is_system_tag(key: &str) -> bool {
    key.starts_with("aws:")
}

#[cfg(test)]
mod tests;
