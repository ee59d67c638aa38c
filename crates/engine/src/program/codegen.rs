//! What exists, as the lines of a Rust program that declares it.
//!
//! The lines compile in a program that imports the types, and `CloudControl` for CloudFormation types. Secrets, values that the API chooses and defaults are left out.
//! A value that repeats an attribute of another resource of the lines becomes a reference to that resource.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::model::graph::{Cycle, Graph};
use crate::model::schema::{FieldSchema, RecordSchema, Schema, TypeRef};
use crate::model::urn::{GLOBAL, Urn};
use crate::model::value::Value;
use crate::provider::Id;

/// Something that exists and that a program is to declare.
#[derive(Clone, Debug)]
pub struct Existing {
    /// The name it is to have.
    pub urn: Urn,
    /// Its type.
    pub schema: &'static Schema,
    /// Its id.
    pub id: Id,
    /// Its properties, as they were read.
    pub inputs: Value,
    /// Its attributes.
    pub outputs: Value,
}

/// The maximum width of a line; the parts of a longer one are written on lines of their own.
const WIDTH: usize = 100;

/// The lines that declare these resources in a function whose argument is `stack: &Stack`, each with the option that
/// imports it. What belongs to no region is declared in the region `home`.
#[must_use]
pub fn declarations(resources: &[Existing], home: &str) -> String {
    let mut lines = Lines::new(resources, home);
    let order = lines.order().unwrap_or_else(|_| {
        // Things that refer to each other in a circle cannot be written so: their ids are.
        lines.attributes.clear();
        lines.used.clear();
        (0..resources.len()).collect()
    });
    let mut text = String::new();
    let mut scopes = BTreeSet::new();
    for index in order {
        let resource = &resources[index];
        let region = region(resource, home);
        let components: Vec<&str> = resource.urn.path().split('/').collect();
        let components = &components[..components.len() - 1];
        for depth in 0..=components.len() {
            let name = scope_name(region, &components[..depth]);
            if scopes.insert(name.clone()) {
                let made = match components[..depth].split_last() {
                    None => format!("stack.region({region:?})"),
                    Some((last, rest)) => format!("{}.component({last:?})", scope_name(region, rest)),
                };
                let _ = writeln!(text, "let {name} = {made};");
            }
        }
        text.push_str(&lines.declaration(index));
    }
    text
}

fn region<'a>(resource: &'a Existing, home: &'a str) -> &'a str {
    let region = resource.urn.region();
    if region == GLOBAL { home } else { region }
}

fn scope_name(region: &str, components: &[&str]) -> String {
    identifier(std::iter::once(region).chain(components.iter().copied()))
}

/// A name of a variable.
fn identifier<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let joined = parts.collect::<Vec<_>>().join("_");
    let name: String =
        joined.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || is_keyword(&name) { format!("_{name}") } else { name }
}

fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "as", "async", "await", "box", "break", "const", "continue", "crate", "do", "dyn", "else", "enum", "extern",
        "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
        "mut", "override", "priv", "pub", "ref", "return", "self", "stack", "static", "struct", "super", "trait",
        "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&name)
}

struct Lines<'a> {
    resources: &'a [Existing],
    home: &'a str,
    variables: Vec<String>,
    /// The output texts of resources: the index of the resource and the attribute, by text.
    attributes: BTreeMap<&'a str, Vec<(usize, &'static str, &'a TypeRef)>>,
    /// The resources that others refer to.
    used: BTreeSet<usize>,
}

impl<'a> Lines<'a> {
    fn new(resources: &'a [Existing], home: &'a str) -> Self {
        let mut attributes: BTreeMap<&str, Vec<(usize, &'static str, &TypeRef)>> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let mut variables = Vec::new();
        for (index, resource) in resources.iter().enumerate() {
            // An output that repeats an input does not show where the value came from.
            for output in resource.schema.outputs.iter().filter(|output| output.input.is_none() && !output.secret) {
                if let Some(text) = resource.outputs.field(output.name).as_str().filter(|text| !text.is_empty()) {
                    attributes.entry(text).or_default().push((index, output.name, &output.ty));
                }
            }
            let kind = resource.schema.type_name.rsplit(['/', ':']).next().unwrap_or_default();
            let base = identifier([region(resource, home), kind].into_iter().chain(resource.urn.path().split('/')));
            let numbered = (2..).map(|number| format!("{base}_{number}"));
            let name = std::iter::once(base.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
            variables.push(name.unwrap_or(base));
        }
        let mut lines = Self { resources, home, variables, attributes, used: BTreeSet::new() };
        lines.used = (0..resources.len()).flat_map(|index| lines.needs(index)).collect();
        lines
    }

    /// The resources whose attributes the properties of a resource repeat.
    fn needs(&self, index: usize) -> BTreeSet<usize> {
        fn walk(lines: &Lines<'_>, index: usize, ty: &TypeRef, value: &Value, found: &mut BTreeSet<usize>) {
            match (ty, value) {
                (TypeRef::Record(record), Value::Map(_)) => {
                    for field in &record.fields {
                        walk(lines, index, &field.ty, value.field(field.name), found);
                    }
                }
                (TypeRef::List(of), Value::List(items)) => {
                    items.iter().for_each(|item| walk(lines, index, of, item, found));
                }
                (TypeRef::Map(of), Value::Map(map)) => {
                    map.values().for_each(|item| walk(lines, index, of, item, found))
                }
                (TypeRef::Any, Value::List(items)) => items.iter().for_each(|item| walk(lines, index, ty, item, found)),
                (TypeRef::Any, Value::Map(map)) => map.values().for_each(|item| walk(lines, index, ty, item, found)),
                (ty, Value::Str(text)) => found.extend(lines.source(index, ty, text).map(|(other, _)| other)),
                _ => {}
            }
        }
        let resource = &self.resources[index];
        let mut found = BTreeSet::new();
        for field in
            resource.schema.inputs.fields.iter().filter(|field| shown(field, resource.inputs.field(field.name)))
        {
            walk(self, index, &field.ty, resource.inputs.field(field.name), &mut found);
        }
        found
    }

    /// The attribute of another resource that a text of this type repeats. A document has no types inside.
    fn source(&self, index: usize, ty: &TypeRef, text: &str) -> Option<(usize, &'static str)> {
        let inside_document = *ty == TypeRef::Any && is_untyped(self.resources[index].schema);
        let fits = |of: &TypeRef| of == ty || inside_document;
        let from = self.attributes.get(text)?.iter().find(|(other, _, of)| *other != index && fits(of))?;
        Some((from.0, from.1))
    }

    /// Things after those that they refer to.
    fn order(&self) -> Result<Vec<usize>, Cycle> {
        let needs: Vec<BTreeSet<usize>> = (0..self.resources.len()).map(|index| self.needs(index)).collect();
        let mut graph = Graph::new(self.resources.len());
        for (index, needs) in needs.iter().enumerate() {
            needs.iter().for_each(|other| graph.before(*other, index));
        }
        graph.order(|node| node)
    }

    fn declaration(&self, index: usize) -> String {
        let resource = &self.resources[index];
        let components: Vec<&str> = resource.urn.path().split('/').collect();
        let scope = scope_name(region(resource, self.home), &components[..components.len() - 1]);
        let binding =
            if self.used.contains(&index) { format!("let {} = ", self.variables[index]) } else { String::new() };
        let type_name = resource.schema.type_name;
        let mut arguments = vec![Tree::Text(format!("&{scope}")), Tree::Text(format!("{:?}", resource.urn.name()))];
        let kind = if is_untyped(resource.schema) {
            arguments.push(Tree::Text(format!("{type_name:?}")));
            let document = self.json(index, &TypeRef::Record(resource.schema.inputs), &resource.inputs);
            arguments.push(Tree::Call("json!".to_owned(), vec![document]));
            "CloudControl"
        } else {
            arguments.push(self.record(index, resource.schema.inputs, &resource.inputs));
            type_name.rsplit('/').next().unwrap_or_default()
        };
        arguments.push(Tree::Text(format!("Options::new().import({:?})", resource.id.as_str())));
        let call = Tree::Call(format!("{kind}::with_options"), arguments);
        let mut notes = String::new();
        for field in &resource.schema.inputs.fields {
            if field.required && (field.secret || field.write_only) {
                let _ = writeln!(notes, "// `{}` cannot be read: replace the empty value.", field.name);
            }
        }
        format!("{notes}{binding}{};\n", call.text(0))
    }

    fn record(&self, index: usize, record: &RecordSchema, value: &Value) -> Tree {
        let given = record.fields.iter().filter(|field| field.required);
        let given = given.map(|field| self.value(index, &field.ty, value.field(field.name))).collect();
        let new = Tree::Call(format!("{}::new", record.builder), given);
        let set = record.fields.iter().filter(|field| !field.required && shown(field, value.field(field.name)));
        let set: Vec<(String, Tree)> =
            set.map(|field| (method(field.name), self.value(index, &field.ty, value.field(field.name)))).collect();
        if set.is_empty() { new } else { Tree::Chain(Box::new(new), set) }
    }

    /// A value in a JSON document.
    fn json(&self, index: usize, ty: &TypeRef, value: &Value) -> Tree {
        let text = |text: String| Tree::Text(text);
        let inside = |of: &TypeRef, value: &Value| self.json(index, of, value);
        match (ty, value) {
            (TypeRef::Record(record), Value::Map(_)) => {
                let fields = record.fields.iter().filter(|field| shown(field, value.field(field.name)));
                let entry = |field: &FieldSchema| (field.name.to_owned(), inside(&field.ty, value.field(field.name)));
                Tree::Object(fields.map(entry).collect())
            }
            (TypeRef::Map(of), Value::Map(map)) => {
                Tree::Object(map.iter().map(|(key, item)| (key.clone(), inside(of, item))).collect())
            }
            (_, Value::Map(map)) => {
                Tree::Object(map.iter().map(|(key, item)| (key.clone(), inside(&TypeRef::Any, item))).collect())
            }
            (TypeRef::List(of), Value::List(items)) => Tree::List(items.iter().map(|item| inside(of, item)).collect()),
            (_, Value::List(items)) => Tree::List(items.iter().map(|item| inside(&TypeRef::Any, item)).collect()),
            (ty, Value::Str(said)) => match self.source(index, ty, said) {
                Some((other, attribute)) => text(self.reference(other, attribute)),
                None => text(format!("{said:?}")),
            },
            (_, Value::Bool(on)) => text(on.to_string()),
            (_, Value::Int(number)) => text(number.to_string()),
            (_, Value::Float(number)) => text(format!("{number:?}")),
            _ => text("null".to_owned()),
        }
    }

    /// An attribute of another resource of the lines.
    fn reference(&self, other: usize, attribute: &str) -> String {
        let variable = &self.variables[other];
        if is_untyped(self.resources[other].schema) {
            format!("{variable}.attribute::<String>({attribute:?})")
        } else {
            format!("{variable}.{}()", method(attribute))
        }
    }

    fn value(&self, index: usize, ty: &TypeRef, value: &Value) -> Tree {
        let text = |text: String| Tree::Text(text);
        match (ty, value) {
            (TypeRef::Record(record), value) => self.record(index, record, value),
            (TypeRef::List(of), Value::List(items)) if !items.is_empty() => {
                Tree::List(items.iter().map(|item| self.value(index, of, item)).collect())
            }
            (TypeRef::Map(of), Value::Map(map)) if !map.is_empty() => Tree::List(
                map.iter()
                    .map(|(key, item)| Tree::Pair(format!("{key:?}"), Box::new(self.value(index, of, item))))
                    .collect(),
            ),
            (ty, Value::Str(said)) => match (self.source(index, ty, said), ty) {
                (Some((other, attribute)), _) => text(self.reference(other, attribute)),
                (None, TypeRef::Prefixed(name, _)) => text(format!("{name}::new({said:?})")),
                (None, TypeRef::Enum(name, texts, variants)) => {
                    let variant = texts.iter().position(|text| text == said).and_then(|at| variants.get(at));
                    text(match variant {
                        Some(variant) => format!("{name}::{variant}"),
                        None => format!("Input::checked(Value::from({said:?}))"),
                    })
                }
                (None, TypeRef::Json(_)) => text(raw(said)),
                (None, TypeRef::Any) => text(format!("Value::from({said:?})")),
                (None, _) => text(format!("{said:?}")),
            },
            (TypeRef::Any, Value::Bool(_) | Value::Int(_)) => text(format!("Value::from({})", value.masked())),
            (_, Value::Bool(on)) => text(on.to_string()),
            // A literal without a suffix is an `i32`, which every number property accepts.
            (TypeRef::Int(_), Value::Int(number)) if i32::try_from(*number).is_err() => text(format!("{number}_i64")),
            (TypeRef::Float, Value::Int(number)) => text(format!("{number}.0")),
            (_, Value::Int(number)) => text(number.to_string()),
            (_, Value::Float(number)) => text(format!("{number:?}")),
            (TypeRef::List(of), _) => text(format!("Vec::<{}>::new()", path(of))),
            (TypeRef::Map(of), _) => text(format!("std::collections::BTreeMap::<String, {}>::new()", path(of))),
            (TypeRef::Bool, _) => text("false".to_owned()),
            (TypeRef::Int(_), _) => text("0".to_owned()),
            (TypeRef::Float, _) => text("0.0".to_owned()),
            (TypeRef::Any, _) => text("Value::Null".to_owned()),
            (TypeRef::Prefixed(name, prefix), _) => text(format!("{name}::new({prefix:?})")),
            (TypeRef::Enum(name, _, variants), _) => {
                text(format!("{name}::{}", variants.first().copied().unwrap_or_default()))
            }
            (TypeRef::Text(_) | TypeRef::Json(_), _) => text("\"\"".to_owned()),
        }
    }
}

/// Whether a type needs no Rust type: it is declared by its name, with its properties as a JSON document.
fn is_untyped(schema: &Schema) -> bool {
    schema.type_name.starts_with("AWS::")
}

/// Whether a property is written: it is set, was read, and differs from its default.
fn shown(field: &FieldSchema, value: &Value) -> bool {
    let nothing = match value {
        Value::Null | Value::Unknown | Value::Secret(_) => true,
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        other => field.default.as_ref() == Some(other),
    };
    field.required || !(nothing || field.secret || field.write_only || field.computed)
}

/// The type as generated code writes it, which imports no `BTreeMap`.
fn path(ty: &TypeRef) -> String {
    ty.rust().replace("BTreeMap<", "std::collections::BTreeMap<")
}

fn method(name: &str) -> String {
    if is_keyword(name) && name != "stack" && name != "self" { format!("r#{name}") } else { name.to_owned() }
}

/// A raw string, with as many marks as it takes.
fn raw(text: &str) -> String {
    let marks = (1..).map(|count| "#".repeat(count)).find(|marks| !text.contains(&format!("\"{marks}")));
    let marks = marks.unwrap_or_default();
    format!("r{marks}\"{text}\"{marks}")
}

/// An expression that may take one line or several.
enum Tree {
    Text(String),
    Call(String, Vec<Tree>),
    List(Vec<Tree>),
    /// An object of a JSON document.
    Object(Vec<(String, Tree)>),
    Pair(String, Box<Tree>),
    Chain(Box<Tree>, Vec<(String, Tree)>),
}

impl Tree {
    fn line(&self) -> String {
        let all = |items: &[Tree]| items.iter().map(Tree::line).collect::<Vec<_>>().join(", ");
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(name, items) => format!("{name}({})", all(items)),
            Self::List(items) => format!("[{}]", all(items)),
            Self::Object(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Object(entries) => {
                let entry = |(key, value): &(String, Tree)| format!("{key:?}: {}", value.line());
                format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            Self::Pair(key, value) => format!("({key}, {})", value.line()),
            Self::Chain(head, calls) => {
                calls.iter().fold(head.line(), |text, (name, value)| format!("{text}.{name}({})", value.line()))
            }
        }
    }

    /// On one line if that is short enough, else with each part on a line of its own.
    fn text(&self, depth: usize) -> String {
        let line = self.line();
        if line.len() + 4 * depth <= WIDTH {
            return line;
        }
        let (outer, inner) = ("    ".repeat(depth), "    ".repeat(depth + 1));
        let block =
            |items: &[Tree]| items.iter().map(|item| format!("{inner}{},\n", item.text(depth + 1))).collect::<String>();
        match self {
            Self::Text(text) => text.clone(),
            Self::Call(_, items) | Self::List(items) if items.is_empty() => line,
            // The argument of a macro begins on its line.
            Self::Call(name, items) if name.ends_with('!') => {
                let items = items.iter().map(|item| item.text(depth)).collect::<Vec<_>>().join(", ");
                format!("{name}({items})")
            }
            Self::Call(name, items) => format!("{name}(\n{}{outer})", block(items)),
            Self::List(items) => format!("[\n{}{outer}]", block(items)),
            Self::Object(entries) => {
                let entry = |(key, value): &(String, Tree)| format!("{inner}{key:?}: {},\n", value.text(depth + 1));
                format!("{{\n{}{outer}}}", entries.iter().map(entry).collect::<String>())
            }
            Self::Pair(key, value) => format!("({key}, {})", value.text(depth)),
            Self::Chain(head, calls) => calls.iter().fold(head.text(depth), |text, (name, value)| {
                format!("{text}\n{inner}.{name}({})", value.text(depth + 1))
            }),
        }
    }
}
