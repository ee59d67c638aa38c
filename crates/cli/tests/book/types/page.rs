//! The page of a service.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use archipel_cli::schema_doc::{Argument, Type, ValueType};
use archipel_engine::Value;

use super::examples::Examples;
use super::text::{anchor, cell, code, markdown, short, time};

pub(super) fn page(service: &str, types: &[&Type], examples: &Examples) -> String {
    let mut page = Page { text: format!("# {service}\n\n{}\n", super::NOTE), ..Page::default() };
    let _ = writeln!(page.text, "| | |\n| --- | --- |");
    for of_type in types {
        let name = short(&of_type.name);
        let _ = writeln!(page.text, "| [{name}](#{}) | {} |", anchor(name), cell(&of_type.doc));
    }
    if let Some(example) = types.iter().find_map(|of_type| examples.of(short(&of_type.name))) {
        let _ = write!(page.text, "\nThe examples on this page begin with\n\n```rust\n{}\n```\n", example.imports);
    }
    for of_type in types {
        page.section(of_type, examples);
    }
    page.text
}

#[derive(Default)]
struct Page<'a> {
    text: String,
    /// The nested types that the page already describes.
    described: BTreeSet<&'a str>,
}

impl<'a> Page<'a> {
    fn section(&mut self, of_type: &'a Type, examples: &Examples) {
        let name = short(&of_type.name);
        let _ = write!(self.text, "\n## {name}\n\n");
        for paragraph in of_type.doc.trim().split("\n\n") {
            let joined: Vec<&str> = paragraph.lines().map(str::trim).collect();
            let _ = write!(self.text, "{}\n\n", markdown(&joined.join(" ")));
        }
        self.facts(of_type);
        if let Some(example) = examples.of(name) {
            let _ = write!(self.text, "Example: {}\n\n```rust\n{}\n```\n\n", example.caption, example.code);
        }
        if !of_type.arguments.is_empty() {
            self.record(&of_type.builder, "argument", &of_type.arguments);
        }
        self.attributes(of_type);
        self.operations(of_type);
        self.enums(of_type);
        self.nested(&of_type.arguments);
    }

    fn facts(&mut self, of_type: &Type) {
        let mut facts = Vec::new();
        if of_type.data_source {
            facts.push("A data source: it is only read.".to_owned());
        }
        if of_type.global {
            facts.push("It belongs to no region.".to_owned());
        }
        if let Some(data) = &of_type.holds_data {
            facts.push(format!("**It contains data**: a delete loses {data}."));
        }
        if let Some(guard) = &of_type.guard {
            facts.push(format!("It cannot be deleted or replaced while `{guard}` is true."));
        }
        for set in &of_type.unique {
            let names: Vec<String> = set.iter().map(|name| format!("`{name}`")).collect();
            facts.push(match names.is_empty() {
                true => "There is one for each region.".to_owned(),
                false => format!("Unique: {}.", names.join(", ")),
            });
        }
        if !facts.is_empty() {
            let _ = write!(self.text, "{}\n\n", facts.join(" "));
        }
        if let Some(why) = &of_type.not_imported {
            let _ = write!(self.text, "It cannot be imported: {}.\n\n", markdown(why));
        } else if !of_type.import_ids.is_empty() {
            let ids: Vec<String> = of_type.import_ids.iter().map(|id| format!("`{id}`")).collect();
            let terraform: Vec<String> = of_type.terraform.iter().map(|name| format!("`{name}`")).collect();
            let (ids, terraform) = (ids.join(" or "), terraform.join(", "));
            let _ = write!(self.text, "Import id: {ids}. In Terraform: {terraform}.\n\n");
        }
    }

    /// The table of a record's fields, and the reasons of its replacement.
    fn record(&mut self, builder: &str, column: &str, fields: &[Argument]) {
        let (required, optional): (Vec<&Argument>, Vec<&Argument>) = fields.iter().partition(|field| field.required);
        let parameters: Vec<&str> = required.iter().map(|field| field.name.as_str()).collect();
        let _ = write!(self.text, "`{builder}::new({})`\n\n", parameters.join(", "));
        let _ = write!(self.text, "| {column} | type | | |\n| --- | --- | --- | --- |\n");
        for field in required.into_iter().chain(optional) {
            let ty = linked(&field.ty);
            let marks = marks(field).join(", ");
            let _ = writeln!(self.text, "| `{}` | {ty} | {marks} | {} |", field.name, cell(&field.doc));
        }
        self.text.push('\n');
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for field in fields.iter().filter(|field| field.replaces) {
            let why = field.replaces_because.as_deref().unwrap_or_default();
            let name = format!("`{}`", field.name);
            match reasons.iter_mut().find(|(other, _)| *other == why) {
                Some((_, names)) => names.push(name),
                None => reasons.push((why, vec![name])),
            }
        }
        if !reasons.is_empty() {
            self.text.push_str("A change of one of these replaces the resource:\n\n");
            for (why, names) in reasons {
                let why = if why.is_empty() { String::new() } else { format!(": {}", markdown(why)) };
                let _ = writeln!(self.text, "- {}{why}", names.join(", "));
            }
            self.text.push('\n');
        }
    }

    fn attributes(&mut self, of_type: &Type) {
        if of_type.attributes.is_empty() {
            return;
        }
        self.text.push_str("| attribute | type | |\n| --- | --- | --- |\n");
        for attribute in &of_type.attributes {
            let secret = if attribute.secret { "Secret. " } else { "" };
            let ty = code(&format!("Output<{}>", attribute.rust()));
            let _ = writeln!(self.text, "| `{}()` | {ty} | {secret}{} |", attribute.name, cell(&attribute.doc));
        }
        self.text.push('\n');
    }

    fn operations(&mut self, of_type: &Type) {
        let actions = &of_type.actions;
        let (took, until) = (&of_type.typical_seconds, &of_type.timeout_seconds);
        let operations = [
            ("create", actions.create, took.create, until.create),
            ("read", actions.read, 0, 0),
            ("update", actions.update, took.update, until.update),
            ("delete", actions.delete, took.delete, until.delete),
        ];
        let operations = operations.iter().filter(|(name, actions, ..)| {
            *name == "read" || (!of_type.data_source && (!actions.is_empty() || *name != "update"))
        });
        self.text.push_str("| operation | usual duration | timeout | permissions |\n| --- | --- | --- | --- |\n");
        for (name, actions, took, until) in operations {
            let time = |seconds: u64| if *name == "read" { String::new() } else { time(seconds) };
            let actions: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
            let _ = writeln!(self.text, "| {name} | {} | {} | {} |", time(*took), time(*until), actions.join(" "));
        }
    }

    /// A section for each nested type that has none yet.
    fn nested(&mut self, fields: &'a [Argument]) {
        for field in fields {
            let inner = field.ty.innermost();
            if !inner.fields.is_empty() && self.described.insert(&inner.rust) {
                let _ = write!(self.text, "\n### {}\n\n", inner.rust);
                self.record(&inner.rust, "field", &inner.fields);
                // The section of the table ends without an empty line, like the others.
                self.text.truncate(self.text.trim_end().len() + 1);
                self.nested(&inner.fields);
            }
        }
    }

    fn enums(&mut self, of_type: &Type) {
        let mut all: Vec<&ValueType> = Vec::new();
        collect_enums(&of_type.arguments, &mut all);
        if all.is_empty() {
            return;
        }
        self.text.push_str("\n| enum | variants, each with its text in AWS |\n| --- | --- |\n");
        for of in all {
            let variants =
                of.spellings().map(|(variant, text)| format!("`{variant}` {}", code(&format!("\"{text}\""))));
            let _ = writeln!(self.text, "| `{}` | {} |", of.rust, variants.collect::<Vec<_>>().join(", "));
        }
    }
}

/// The enums of these fields and of the records in them, each once.
fn collect_enums<'a>(fields: &'a [Argument], into: &mut Vec<&'a ValueType>) {
    for field in fields {
        let inner = field.ty.innermost();
        if !inner.values.is_empty() && !into.iter().any(|other| other.rust == inner.rust) {
            into.push(inner);
        }
        collect_enums(&inner.fields, into);
    }
}

/// A type in Rust, with a link to the section of a nested one.
fn linked(ty: &ValueType) -> String {
    let inner = ty.innermost();
    if inner.fields.is_empty() { code(&ty.rust) } else { format!("[{}](#{})", code(&ty.rust), anchor(&inner.rust)) }
}

fn marks(field: &Argument) -> Vec<String> {
    let mut marks = Vec::new();
    for (mark, set) in [
        ("**required**", field.required),
        ("replaces", field.replaces),
        ("secret", field.secret),
        ("write-only", field.write_only),
        ("unordered", field.set_like),
        ("chosen by AWS", field.computed),
    ] {
        if set {
            marks.push(mark.to_owned());
        }
    }
    marks.extend(field.equivalence.clone());
    marks.extend(field.constraints.iter().map(|constraint| constraint.replace('|', "\\|")));
    marks.extend(field.default.as_ref().map(|default| format!("default {}", code(&rust(&field.ty, default)))));
    marks
}

/// A value as a program writes it.
fn rust(ty: &ValueType, value: &Value) -> String {
    match value {
        Value::Str(text) => match ty.spellings().find(|(_, spelling)| spelling == text) {
            Some((variant, _)) => format!("{}::{variant}", ty.rust),
            None => format!("{text:?}"),
        },
        Value::Map(map) if !ty.fields.is_empty() => {
            let differs =
                |field: &&Argument| map.get(&field.name).is_some_and(|set| field.default.as_ref() != Some(set));
            let set = ty
                .fields
                .iter()
                .filter(differs)
                .map(|field| format!(".{}({})", field.name, rust(&field.ty, &map[&field.name])));
            format!("{}::new(){}", ty.rust, set.collect::<String>())
        }
        Value::List(items) => {
            let items = items.iter().map(|item| rust(ty.innermost(), item));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        other => other.masked().to_string(),
    }
}
