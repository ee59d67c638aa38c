//! The meaning of a shape: its references followed, its combinations merged.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::TypeSchema;
use super::shape::{Additional, Shape};

/// How deep references and combinations are followed. The deepest chain of cfn-lint 1.58.0 has six links.
const DEPTH: usize = 16;

/// A shape with everything that it refers to.
#[derive(Clone, Debug)]
pub struct Resolved<'s> {
    schema: &'s TypeSchema,
    /// The shapes that a value fits, all of them: the shape, the definitions that it refers to, and those of its `allOf`.
    all: Vec<&'s Shape>,
    /// The shapes that a value fits one of, each with what it refers to.
    alternatives: Vec<Resolved<'s>>,
    definition: Option<&'s str>,
}

/// What a value of a shape is.
#[derive(Clone, Debug)]
pub enum Kind<'s> {
    /// Any value, or one of several types.
    Any,
    /// A boolean.
    Bool,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Text.
    Text,
    /// A JSON document: an object, or text that contains one. Both have the same meaning.
    Json,
    /// A list, with the shape of its elements if the schema has it.
    List(Option<&'s Shape>),
    /// A map with any keys, with the shape of its values if the schema has one for all of them.
    Map(Option<&'s Shape>),
    /// An object with named properties.
    Record(Record<'s>),
}

/// The properties of an object, those of its alternatives included.
#[derive(Clone, Debug, Default)]
pub struct Record<'s> {
    /// The properties, by name.
    pub fields: BTreeMap<&'s str, &'s Shape>,
    /// The properties that every object has.
    pub required: BTreeSet<&'s str>,
    /// Whether other properties are allowed in so many words.
    pub open: bool,
}

impl TypeSchema {
    /// The shape with its references followed.
    #[must_use]
    pub fn resolve<'s>(&'s self, shape: &'s Shape) -> Resolved<'s> {
        self.resolve_within(shape, DEPTH)
    }

    fn resolve_within<'s>(&'s self, shape: &'s Shape, depth: usize) -> Resolved<'s> {
        let mut resolved = Resolved { schema: self, all: Vec::new(), alternatives: Vec::new(), definition: None };
        resolved.add(shape, depth);
        resolved
    }

    /// The shape at a reference: of a definition, or of a property of the type.
    fn referenced(&self, reference: &str) -> Option<(&str, &Shape)> {
        let found = |(name, shape)| (String::as_str(name), shape);
        if let Some(name) = reference.strip_prefix("#/definitions/") {
            return self.definitions.get_key_value(name).map(found);
        }
        self.model.properties.get_key_value(reference.strip_prefix("#/properties/")?).map(found)
    }

    /// The shape of the property at a path, if the schema has it.
    #[must_use]
    pub fn shape_at(&self, path: &super::PropertyPath) -> Option<&Shape> {
        path.segments().iter().try_fold(&self.model, |shape, segment| self.resolve(shape).child(segment))
    }
}

impl<'s> Resolved<'s> {
    fn add(&mut self, shape: &'s Shape, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if self.all.iter().any(|own| std::ptr::eq(*own, shape)) {
            return;
        }
        self.all.push(shape);
        if let Some((name, shape)) = shape.reference.as_deref().and_then(|of| self.schema.referenced(of)) {
            self.definition.get_or_insert(name);
            self.add(shape, depth);
        }
        for part in &shape.all_of {
            self.add(part, depth);
        }
        for part in shape.one_of.iter().chain(&shape.any_of) {
            let alternative = self.schema.resolve_within(part, depth);
            self.alternatives.push(alternative);
        }
    }

    /// The shapes that a value fits, the nearest first.
    #[must_use]
    pub fn all(&self) -> &[&'s Shape] {
        &self.all
    }

    /// The shapes of which a value fits one.
    #[must_use]
    pub fn alternatives(&self) -> &[Resolved<'s>] {
        &self.alternatives
    }

    /// The name of the definition that it refers to. Inline shapes have none.
    #[must_use]
    pub fn definition(&self) -> Option<&'s str> {
        self.definition
    }

    /// The first value that one of the shapes has: `resolved.first(|shape| shape.pattern.as_deref())`.
    pub fn first<T>(&self, of: impl Fn(&'s Shape) -> Option<T>) -> Option<T> {
        self.all.iter().find_map(|shape| of(shape))
    }

    /// The documentation, of the property rather than of its definition.
    #[must_use]
    pub fn doc(&self) -> Option<&'s str> {
        self.first(|shape| shape.description.as_deref().or(shape.title.as_deref()))
    }

    /// Whether the order of a list has no meaning.
    #[must_use]
    pub fn is_set(&self) -> bool {
        self.first(|shape| shape.insertion_order) == Some(false)
    }

    /// Whether a list is compared by its declared elements only.
    #[must_use]
    pub fn is_attribute_list(&self) -> bool {
        self.first(|shape| shape.array_type.as_deref()) == Some("AttributeList")
    }

    /// The texts that are allowed, if only some are. Numbers and booleans among them are written as texts.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let own = self.first(|shape| match (&*shape.values, &shape.constant) {
            ([], Some(constant)) => Some(vec![text(constant)]),
            ([], None) => None,
            (values, _) => Some(values.iter().map(text).collect()),
        });
        own.unwrap_or_default()
    }

    /// What a value of the shape is.
    #[must_use]
    pub fn kind(&self) -> Kind<'s> {
        let format = self.first(|shape| shape.format.as_deref());
        let types: BTreeSet<&str> =
            match self.first(|shape| Some(shape.types.names()).filter(|names| !names.is_empty())) {
                Some(names) => names.iter().map(String::as_str).collect(),
                None => BTreeSet::new(),
            };
        let types: Vec<&str> = types.into_iter().filter(|name| *name != "null").collect();
        match &*types {
            ["boolean"] => Kind::Bool,
            ["integer"] => Kind::Int,
            ["number"] | ["integer", "number"] => Kind::Float,
            ["string"] if format == Some("json") => Kind::Json,
            ["string"] => Kind::Text,
            ["object", "string"] => Kind::Json,
            ["array"] => Kind::List(self.items()),
            ["object"] if format == Some("json") => Kind::Json,
            ["object"] => self.object(),
            [] if format == Some("json") => Kind::Json,
            [] => self.untyped(),
            _ => Kind::Any,
        }
    }

    fn items(&self) -> Option<&'s Shape> {
        self.first(|shape| shape.items.as_deref()).or_else(|| self.alternatives.iter().find_map(Self::items))
    }

    /// The kind of a shape that does not name its type: by its properties, or that of all its alternatives.
    fn untyped(&self) -> Kind<'s> {
        if self.all.iter().any(|shape| !shape.properties.is_empty() || !shape.pattern_properties.is_empty()) {
            return self.object();
        }
        if let Some(items) = self.items() {
            return Kind::List(Some(items));
        }
        if self.all.iter().any(|shape| {
            shape.pattern.is_some()
                || shape.max_length.is_some()
                || shape.min_length.is_some()
                || (!shape.values.is_empty() && shape.values.iter().all(serde_json::Value::is_string))
        }) {
            return Kind::Text;
        }
        let mut kinds = self.alternatives.iter().map(Self::kind);
        let Some(first) = kinds.next() else { return Kind::Any };
        if !kinds.all(|kind| std::mem::discriminant(&kind) == std::mem::discriminant(&first)) {
            return Kind::Any;
        }
        match first {
            Kind::Record(_) => self.object(),
            // The elements and values of alternatives may differ.
            Kind::List(_) if self.alternatives.len() > 1 => Kind::List(None),
            Kind::Map(_) if self.alternatives.len() > 1 => Kind::Map(None),
            first => first,
        }
    }

    fn object(&self) -> Kind<'s> {
        let mut record = Record::default();
        self.collect(&mut record, true);
        if !record.fields.is_empty() {
            return Kind::Record(record);
        }
        let values: Vec<&'s Shape> = self.values();
        match &*values {
            [] if self.all.iter().any(|shape| matches!(shape.additional_properties, Some(Additional::Any(false)))) => {
                Kind::Record(record)
            }
            [] => Kind::Map(None),
            [only] => Kind::Map(Some(only)),
            [first, rest @ ..] => Kind::Map(Some(*first).filter(|first| {
                let same = |other: &&Shape| other.types == first.types && other.reference == first.reference;
                rest.iter().all(same) && !first.types.names().is_empty()
            })),
        }
    }

    /// The shapes of a map's values.
    fn values(&self) -> Vec<&'s Shape> {
        let own = self.all.iter().flat_map(|shape| {
            let additional = match &shape.additional_properties {
                Some(Additional::Of(shape)) => Some(&**shape),
                _ => None,
            };
            shape.pattern_properties.values().chain(additional)
        });
        own.chain(self.alternatives.iter().flat_map(Self::values)).collect()
    }

    fn collect(&self, record: &mut Record<'s>, always: bool) {
        for shape in &self.all {
            for (name, shape) in &shape.properties {
                record.fields.entry(name).or_insert(shape);
            }
            if always {
                record.required.extend(shape.required.iter().map(String::as_str));
            }
            record.open |= !shape.pattern_properties.is_empty()
                || matches!(shape.additional_properties, Some(Additional::Any(true) | Additional::Of(_)));
        }
        for alternative in &self.alternatives {
            alternative.collect(record, false);
        }
    }

    /// The shape of a part of values of this shape.
    pub(super) fn child(&self, segment: &super::Segment) -> Option<&'s Shape> {
        match (self.kind(), segment) {
            (Kind::Record(record), super::Segment::Name(name)) => record.fields.get(name.as_str()).copied(),
            (Kind::List(items), super::Segment::Each) => items,
            (Kind::Map(values), _) => values,
            _ => None,
        }
    }
}
