//! The types and marks of a type's inputs.

use std::collections::HashMap;

use archipel_engine::model::constraints::{Bounds, Constraints};
use archipel_engine::schema::{FieldSchema, RecordSchema, TypeRef};

use super::secret::is_secret;
use super::{CREATE_ONLY, NO_UPDATE, leak_all};
use crate::model::{Kind, PropertyPath, Record, Resolved, Shape, TypeSchema};

/// The record of a type's inputs.
pub(super) fn inputs(schema: &'static TypeSchema) -> &'static RecordSchema {
    let mut mapping = Mapping { schema, records: HashMap::new(), within: Vec::new(), only: Part::Settable };
    let resolved = schema.resolve(&schema.model);
    let Kind::Record(record) = resolved.kind() else {
        return mapping.record(schema.short_name(), "", &Record::default(), &PropertyPath::default());
    };
    mapping.record(schema.short_name(), &schema.doc, &record, &PropertyPath::default())
}

/// The type of an output: what AWS sets at a path, or all of it.
pub(super) fn output(schema: &'static TypeSchema, path: &PropertyPath, shape: &'static Shape) -> TypeRef {
    let whole = TypeSchema::is_marked(&schema.read_only, path) || schema.primary_identifier.contains(path);
    let only = if whole { Part::Whole } else { Part::ReadOnly };
    let mut mapping = Mapping { schema, records: HashMap::new(), within: Vec::new(), only };
    let (ty, _) = mapping.ty(&schema.resolve(shape), path);
    ty
}

/// Which properties of records count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Those that a program sets.
    Settable,
    /// Those that AWS sets.
    ReadOnly,
    /// All.
    Whole,
}

struct Mapping {
    schema: &'static TypeSchema,
    /// The records of definitions without marks: they are the same wherever they are used.
    records: HashMap<&'static str, &'static RecordSchema>,
    /// The definitions around the one that is mapped. A definition within itself is any value: the engine's schemas are finite.
    within: Vec<&'static str>,
    only: Part,
}

/// What a property's own marks add to its type.
#[derive(Clone, Copy, Default)]
struct Traits {
    set_like: bool,
}

impl Mapping {
    fn record(
        &mut self,
        name: &'static str,
        doc: &'static str,
        record: &Record<'static>,
        path: &PropertyPath,
    ) -> &'static RecordSchema {
        let mut fields = Vec::with_capacity(record.fields.len());
        for (name, shape) in &record.fields {
            let path = path.key(name);
            if self.counts(&path) {
                fields.push(self.field(name, shape, record.required.contains(name), &path));
            }
        }
        Box::leak(Box::new(RecordSchema { name, builder: name, doc, fields }))
    }

    /// Whether the property at a path is part of the record.
    fn counts(&self, path: &PropertyPath) -> bool {
        match self.only {
            Part::Whole => true,
            Part::Settable => self.schema.is_settable(path) && !self.is_all_read_only(path),
            Part::ReadOnly => {
                !self.schema.is_settable(path) || self.schema.read_only.iter().any(|mark| path.covers(mark))
            }
        }
    }

    /// Whether AWS sets every property of the object at a path, each with a mark of its own.
    fn is_all_read_only(&self, path: &PropertyPath) -> bool {
        let marks = &self.schema.read_only;
        if !marks.iter().any(|mark| path.covers(mark)) {
            return false;
        }
        let Some(shape) = self.schema.shape_at(path) else { return false };
        match self.schema.resolve(shape).kind() {
            Kind::Record(record) => record.fields.keys().all(|name| {
                let path = path.key(name);
                TypeSchema::is_marked(marks, &path) || self.is_all_read_only(&path)
            }),
            _ => false,
        }
    }

    fn field(&mut self, name: &'static str, shape: &'static Shape, required: bool, path: &PropertyPath) -> FieldSchema {
        let schema = self.schema;
        let resolved = schema.resolve(shape);
        let (ty, traits) = self.ty(&resolved, path);
        let input = self.only == Part::Settable;
        let replaces = match () {
            () if !input => None,
            () if schema.create_only.contains(path) => Some(CREATE_ONLY),
            () if path.is_top() && schema.handlers.update.is_none() => Some(NO_UPDATE),
            () => None,
        };
        FieldSchema {
            name,
            doc: resolved.doc().unwrap_or_default(),
            constraints: constraints(&resolved, &ty),
            ty,
            required: required && input,
            default: None,
            replaces,
            replaces_when: None,
            write_only: input && schema.write_only.contains(path),
            secret: input && is_secret(schema, path, &resolved),
            set_like: traits.set_like,
            // A part of the identifier that a program may leave out is chosen by AWS.
            computed: input && !required && schema.primary_identifier.contains(path),
            equivalence: None,
        }
    }

    fn ty(&mut self, resolved: &Resolved<'static>, path: &PropertyPath) -> (TypeRef, Traits) {
        let mut traits = Traits::default();
        let ty = match resolved.kind() {
            // A JSON document may be an object or a text, which the comparison with a read knows.
            Kind::Any | Kind::Json => TypeRef::Any,
            Kind::Bool => TypeRef::Bool,
            Kind::Int => TypeRef::Int("i64"),
            Kind::Float => TypeRef::Float,
            Kind::Text => self.text(resolved, path),
            Kind::List(items) => {
                traits.set_like = resolved.is_set();
                TypeRef::List(Box::new(self.inner(items, path)))
            }
            // An object without named properties may be empty on purpose, which a map of the engine is not.
            Kind::Map(None) => TypeRef::Any,
            Kind::Map(values) => TypeRef::Map(Box::new(self.inner(values, path))),
            // The engine's records have no other properties than the named ones.
            Kind::Record(record) if record.open && !path.segments().is_empty() => TypeRef::Any,
            Kind::Record(record) => self.record_type(resolved, &record, path),
        };
        (ty, traits)
    }

    /// The type of the elements of a list, or of the values of a map.
    fn inner(&mut self, shape: Option<&'static Shape>, path: &PropertyPath) -> TypeRef {
        let Some(shape) = shape else { return TypeRef::Any };
        let resolved = self.schema.resolve(shape);
        self.ty(&resolved, &path.each()).0
    }

    fn record_type(&mut self, resolved: &Resolved<'static>, record: &Record<'static>, path: &PropertyPath) -> TypeRef {
        let doc = resolved.doc().unwrap_or_default();
        let Some(definition) = resolved.definition() else {
            return TypeRef::Record(self.record(own_name(path), doc, record, path));
        };
        if self.within.contains(&definition) {
            return TypeRef::Any;
        }
        let shared = !self.is_marked_within(path);
        if let Some(made) = self.records.get(definition).filter(|_| shared) {
            return TypeRef::Record(made);
        }
        self.within.push(definition);
        let made = self.record(definition, doc, record, path);
        self.within.pop();
        if shared {
            self.records.insert(definition, made);
        }
        TypeRef::Record(made)
    }

    /// Whether a property below a path has a mark of its own.
    fn is_marked_within(&self, path: &PropertyPath) -> bool {
        let TypeSchema { read_only, write_only, create_only, conditional_create_only, primary_identifier, .. } =
            self.schema;
        let marks = [read_only, write_only, create_only, conditional_create_only, primary_identifier];
        marks.into_iter().flatten().any(|mark| path.covers(mark))
    }

    fn text(&self, resolved: &Resolved<'static>, path: &PropertyPath) -> TypeRef {
        let texts = resolved.texts();
        if texts.is_empty() {
            return TypeRef::Text("String");
        }
        let texts = leak_all(texts);
        TypeRef::Enum(own_name(path), texts, texts)
    }
}

/// The name of an inline object or enumeration: that of its property.
fn own_name(path: &PropertyPath) -> &'static str {
    super::leak(path.last())
}

/// The constraints that documentation shows. The checks of this crate read the schema itself.
fn constraints(resolved: &Resolved<'static>, ty: &TypeRef) -> Constraints {
    let bounds = |min: Option<i64>, max: Option<i64>| (min.is_some() || max.is_some()).then_some(Bounds { min, max });
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    // A list's texts have constraints of their own; those here are for the property itself.
    let of = |limit: &dyn Fn(&'static Shape) -> Option<i64>| resolved.first(limit);
    match ty {
        TypeRef::Text(_) => Constraints {
            length: bounds(of(&|shape| shape.min_length.map(signed)), of(&|shape| shape.max_length.map(signed))),
            pattern: resolved.first(|shape| shape.pattern.as_deref()).and_then(whole),
            ..Constraints::NONE
        },
        #[allow(clippy::cast_possible_truncation)]
        TypeRef::Int(_) => Constraints {
            range: bounds(
                of(&|shape| shape.minimum.map(|number| number.ceil() as i64)),
                of(&|shape| shape.maximum.map(|number| number.floor() as i64)),
            ),
            ..Constraints::NONE
        },
        TypeRef::List(_) => Constraints {
            items: bounds(of(&|shape| shape.min_items.map(signed)), of(&|shape| shape.max_items.map(signed))),
            ..Constraints::NONE
        },
        TypeRef::Map(_) => Constraints {
            items: bounds(of(&|shape| shape.min_properties.map(signed)), of(&|shape| shape.max_properties.map(signed))),
            ..Constraints::NONE
        },
        _ => Constraints::NONE,
    }
}

/// A pattern that matches whole texts, without its anchors. Others cannot be shown as such a one.
fn whole(pattern: &'static str) -> Option<&'static str> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$')?;
    (!inner.contains(['^', '$']) && !inner.ends_with('\\') && !inner.contains("(?!") && !inner.contains('|'))
        .then_some(inner)
}
