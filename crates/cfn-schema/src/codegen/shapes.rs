//! The Rust items that a schema becomes: records, enums, and the types of properties.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::TypeNames;
use super::names::{Names, pascal, snake};
use crate::model::{Kind, PropertyPath, Resolved, Segment, Shape, TypeSchema};

/// The type of a property in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Any,
    Bool,
    Int,
    Float,
    Text,
    Enum(usize),
    Record(usize),
    List(Box<Type>),
    Map(Box<Type>),
}

impl Type {
    /// Whether any part of it can be any value.
    pub(super) fn has_any(&self) -> bool {
        match self {
            Self::Any => true,
            Self::List(of) | Self::Map(of) => of.has_any(),
            _ => false,
        }
    }
}

/// A property of a record.
#[derive(Clone, Debug)]
pub(super) struct Field<'s> {
    /// CloudFormation's name.
    pub(super) property: &'s str,
    /// The method, or the parameter of `new`, without regard to keywords.
    pub(super) method: String,
    pub(super) shape: &'s Shape,
    pub(super) ty: Type,
    pub(super) required: bool,
    /// Its documentation beyond its shape: marks of the schema.
    pub(super) notes: Vec<String>,
    removed: bool,
}

/// An object with named properties.
#[derive(Clone, Debug, Default)]
pub(super) struct Record<'s> {
    pub(super) name: String,
    pub(super) doc: Option<&'s str>,
    fields: Vec<Field<'s>>,
    /// How many properties have this type.
    sites: usize,
}

impl<'s> Record<'s> {
    /// The properties that a program sets, sorted by name.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Field<'s>> {
        self.fields.iter().filter(|field| !field.removed)
    }
}

/// Text that is one of some.
#[derive(Clone, Debug)]
pub(super) struct Enum {
    pub(super) name: String,
    /// The properties that have it, for its documentation.
    pub(super) of: String,
    /// Each variant with its text.
    pub(super) variants: Vec<(String, String)>,
}

/// An attribute of the handle.
#[derive(Clone, Debug)]
pub(super) struct Attribute<'s> {
    pub(super) method: String,
    pub(super) path: Vec<String>,
    pub(super) ty: Type,
    pub(super) doc: Option<&'s str>,
}

/// Everything that is written for a type.
#[derive(Debug)]
pub(super) struct Shapes<'s> {
    /// The handle's name.
    pub(super) handle: String,
    /// The first one has the properties of the type.
    pub(super) records: Vec<Record<'s>>,
    pub(super) enums: Vec<Enum>,
    pub(super) attributes: Vec<Attribute<'s>>,
}

/// Names that generated code uses for something else: what `builder` exports, and the prelude of Rust.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "AnyInput",
    "Arguments",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Declared",
    "Default",
    "Eq",
    "Err",
    "Fields",
    "Fn",
    "Handle",
    "Input",
    "IntoInput",
    "Iterator",
    "None",
    "Ok",
    "OneOf",
    "Option",
    "Options",
    "Ord",
    "Output",
    "PartialEq",
    "Prop",
    "Record",
    "Resource",
    "Result",
    "Scope",
    "Self",
    "Send",
    "Some",
    "String",
    "Sync",
    "Texts",
    "Value",
    "Vec",
];

/// Methods that builders have for something else.
const RESERVED_METHODS: &[&str] =
    &["any", "clone", "fields_mut", "fmt", "into_input", "new", "set_any_property", "set_property"];

/// Methods that handles have for something else.
const RESERVED_ATTRIBUTES: &[&str] =
    &["attribute_at", "clone", "fmt", "handle", "new", "node", "urn", "with_options", "target"];

/// The key of a record or an enum, so that what two properties share is written once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Definition(String),
    /// The address of an inline shape, which is unique while the schema is borrowed, and only compared.
    Inline(usize),
}

fn key(resolved: &Resolved<'_>) -> Key {
    match resolved.definition() {
        Some(name) => Key::Definition(name.to_owned()),
        None => Key::Inline(resolved.all().first().map_or(0, |shape| std::ptr::from_ref::<Shape>(shape) as usize)),
    }
}

struct Builder<'s> {
    schema: &'s TypeSchema,
    names: Names,
    records: Vec<Record<'s>>,
    by_key: BTreeMap<Key, Type>,
    enums: Vec<Enum>,
}

impl<'s> Builder<'s> {
    /// The type of a shape. `owner` and `property` name what has no name of its own.
    fn ty(&mut self, shape: &'s Shape, owner: &str, property: &str) -> Type {
        let schema = self.schema;
        let resolved = schema.resolve(shape);
        match resolved.kind() {
            Kind::Any | Kind::Json => Type::Any,
            Kind::Bool => Type::Bool,
            Kind::Int => Type::Int,
            Kind::Float => Type::Float,
            Kind::Text => self.text(&resolved, owner, property),
            Kind::List(None) => Type::List(Box::new(Type::Any)),
            Kind::List(Some(items)) => Type::List(Box::new(self.ty(items, owner, property))),
            Kind::Map(None) => Type::Any,
            Kind::Map(Some(values)) => Type::Map(Box::new(self.ty(values, owner, property))),
            // An object of which the schema says nothing, and one that may have any properties besides.
            Kind::Record(record) if record.fields.is_empty() => Type::Any,
            Kind::Record(record) => {
                let key = key(&resolved);
                if let Some(ty) = self.by_key.get(&key) {
                    if let Type::Record(index) = ty {
                        self.records[*index].sites += 1;
                    }
                    return ty.clone();
                }
                let index = self.records.len();
                let ty = Type::Record(index);
                // Before its properties, which may contain it.
                self.by_key.insert(key, ty.clone());
                let own = pascal(resolved.definition().unwrap_or(property), "T");
                let name = self.names.take(&[own.clone(), format!("{own}Property"), format!("{owner}{own}")]);
                self.records.push(Record { name: name.clone(), doc: resolved.doc(), fields: Vec::new(), sites: 1 });
                self.records[index].fields = self.fields(&record, &name);
                ty
            }
        }
    }

    fn fields(&mut self, record: &crate::model::Record<'s>, owner: &str) -> Vec<Field<'s>> {
        let mut methods = Names::reserving(RESERVED_METHODS.iter().copied());
        let mut fields = Vec::new();
        for (property, shape) in &record.fields {
            let own = snake(property);
            let method = methods.take(&[own.clone(), format!("{own}_property")]);
            let ty = self.ty(shape, owner, property);
            let required = record.required.contains(property);
            fields.push(Field { property, method, shape, ty, required, notes: Vec::new(), removed: false });
        }
        fields
    }

    fn text(&mut self, resolved: &Resolved<'s>, owner: &str, property: &str) -> Type {
        let texts = resolved.texts();
        let mut unique = BTreeSet::new();
        let texts: Vec<&String> = texts.iter().filter(|text| unique.insert(text.as_str())).collect();
        if texts.is_empty() {
            return Type::Text;
        }
        let key = key(resolved);
        if let Some(ty) = self.by_key.get(&key) {
            return ty.clone();
        }
        let mut variants = Names::reserving(["Self"]);
        let variants = texts.iter().map(|text| {
            let own = pascal(text, "V");
            (variants.take(&[own.clone(), format!("{own}Value")]), (*text).clone())
        });
        let variants = variants.collect();
        let own = pascal(resolved.definition().unwrap_or(property), "T");
        let name = self.names.take(&[own.clone(), format!("{owner}{own}"), format!("{own}Value")]);
        let ty = Type::Enum(self.enums.len());
        self.enums.push(Enum { name, of: property.to_owned(), variants });
        self.by_key.insert(key, ty.clone());
        ty
    }

    /// The record and field at a path.
    fn at(&self, path: &PropertyPath) -> Option<(usize, usize)> {
        let mut found = None;
        let mut ty = &Type::Record(0);
        for segment in path.segments() {
            if let Segment::Each = segment {
                let (Type::List(of) | Type::Map(of)) = ty else { return None };
                ty = of;
                continue;
            }
            // A few schemas leave out the segment of the elements.
            while let Type::List(of) = ty {
                ty = of;
            }
            let (Type::Record(record), Segment::Name(name)) = (ty, segment) else { return None };
            let field = self.records[*record].fields.iter().position(|field| field.property == name)?;
            found = Some((*record, field));
            ty = &self.records[*record].fields[field].ty;
        }
        found
    }

    /// Notes something about the property at each path, unless its record is used elsewhere too.
    fn note(&mut self, paths: &[PropertyPath], note: &str) {
        for path in paths {
            if let Some((record, field)) = self.at(path).filter(|(record, _)| self.records[*record].sites <= 1) {
                let notes = &mut self.records[record].fields[field].notes;
                if !notes.iter().any(|own| own == note) {
                    notes.push(note.to_owned());
                }
            }
        }
    }

    /// Removes the properties that only AWS sets: everywhere, if their record is used in several places.
    fn remove_read_only(&mut self) {
        let mut places: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for path in &self.schema.read_only {
            if let Some(place) = self.at(path) {
                *places.entry(place).or_default() += 1;
            }
        }
        for ((record, field), count) in places {
            if count >= self.records[record].sites {
                self.records[record].fields[field].removed = true;
            }
        }
        loop {
            let empty: BTreeSet<usize> =
                (1..self.records.len()).filter(|index| self.records[*index].fields().next().is_none()).collect();
            // A list of such objects can be set to an empty one.
            let is_empty = |ty: &Type| matches!(ty, Type::Record(index) if empty.contains(index));
            let mut changed = false;
            for field in self.records.iter_mut().flat_map(|record| &mut record.fields) {
                if !field.removed && is_empty(&field.ty) {
                    (field.removed, changed) = (true, true);
                }
            }
            if !changed {
                break;
            }
        }
    }

    fn attributes(&self) -> Vec<Attribute<'s>> {
        let mut methods = Names::reserving(RESERVED_ATTRIBUTES.iter().copied());
        // What identifies the resource is an attribute too where a program may leave its choice to AWS.
        let identifiers = self.schema.primary_identifier.iter().filter(|path| path.is_top());
        let paths: BTreeSet<&PropertyPath> = self.schema.read_only.iter().chain(identifiers).collect();
        let mut attributes = Vec::new();
        for path in paths {
            let names: Option<Vec<String>> = path
                .segments()
                .iter()
                .map(|segment| if let Segment::Name(name) = segment { Some(name.clone()) } else { None })
                .collect();
            // A property of each element of a list is read from the list.
            let (Some(names), Some((record, field))) = (names, self.at(path)) else { continue };
            let field = &self.records[record].fields[field];
            let own = names.iter().map(|name| snake(name)).collect::<Vec<_>>().join("_");
            attributes.push(Attribute {
                method: methods.take(&[own.clone(), format!("{own}_attribute")]),
                path: names,
                ty: field.ty.clone(),
                doc: self.schema.resolve(field.shape).doc(),
            });
        }
        attributes
    }

    /// Which records and enums the properties of the type lead to.
    fn used(&self) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let (mut records, mut enums) = (BTreeSet::from([0]), BTreeSet::new());
        let mut next = vec![0];
        while let Some(record) = next.pop() {
            for field in self.records[record].fields() {
                let mut ty = &field.ty;
                while let Type::List(of) | Type::Map(of) = ty {
                    ty = of;
                }
                match ty {
                    Type::Record(index) if records.insert(*index) => next.push(*index),
                    Type::Enum(index) => {
                        enums.insert(*index);
                    }
                    _ => {}
                }
            }
        }
        (records, enums)
    }
}

impl<'s> Shapes<'s> {
    /// The items of a schema.
    pub(super) fn of(schema: &'s TypeSchema) -> Self {
        let mut names = Names::reserving(RESERVED_TYPES.iter().copied());
        let TypeNames { handle, args, .. } = TypeNames::of(&schema.name);
        names.take(std::slice::from_ref(&handle));
        names.take(std::slice::from_ref(&args));
        let mut builder = Builder { schema, names, records: Vec::new(), by_key: BTreeMap::new(), enums: Vec::new() };
        builder.records.push(Record { name: args, doc: None, fields: Vec::new(), sites: 1 });
        let root = match schema.resolve(&schema.model).kind() {
            Kind::Record(record) => record,
            _ => crate::model::Record::default(),
        };
        builder.records[0].fields = builder.fields(&root, &handle);
        let attributes = builder.attributes();
        builder.remove_read_only();
        builder.note(&schema.create_only, "A change replaces the resource.");
        builder.note(
            &schema.conditional_create_only,
            "A change may replace the resource: AWS decides when it updates it.",
        );
        builder.note(
            &schema.write_only,
            "AWS never returns the value, so that only a change of the program is a difference.",
        );
        builder.note(&schema.deprecated, "Deprecated by AWS.");
        let (records, enums) = builder.used();
        Self { handle, attributes, ..Self::renumbered(builder, &records, &enums) }
    }

    /// Leaves out what no property has.
    fn renumbered(builder: Builder<'s>, records: &BTreeSet<usize>, enums: &BTreeSet<usize>) -> Self {
        let new = |used: &BTreeSet<usize>, index: usize| used.iter().position(|other| *other == index).unwrap_or(0);
        fn renumber(ty: &mut Type, record: &dyn Fn(usize) -> usize, text: &dyn Fn(usize) -> usize) {
            match ty {
                Type::Record(index) => *index = record(*index),
                Type::Enum(index) => *index = text(*index),
                Type::List(of) | Type::Map(of) => renumber(of, record, text),
                _ => {}
            }
        }
        let all = builder.records.into_iter().enumerate().filter(|(index, _)| records.contains(index));
        let mut kept: Vec<Record<'s>> = all.map(|(_, record)| record).collect();
        for field in kept.iter_mut().flat_map(|record| &mut record.fields).filter(|field| !field.removed) {
            renumber(&mut field.ty, &|index| new(records, index), &|index| new(enums, index));
        }
        let texts = builder.enums.into_iter().enumerate().filter(|(index, _)| enums.contains(index));
        Self {
            handle: String::new(),
            records: kept,
            enums: texts.map(|(_, text)| text).collect(),
            attributes: Vec::new(),
        }
    }
}
