//! The pages of the resource types, one a service.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use archipel_cli::schema_doc::{Argument, Document, Type};
use archipel_engine::resource::Provider as _;
use archipel_resources::aws::{Connection, Settings, Target};

const FOLDER: &str = "docs/src/types";

const SUMMARY: &str = "docs/src/SUMMARY.md";
const INDEX: &str = "- [Every resource type](types/index.md)";

const NOTE: &str =
    "<!-- Written by the test `book` of archipel-cli from the types' schemas: not to be edited by hand. -->\n";

#[tokio::test]
async fn every_resource_type_is_in_the_book_as_its_schema_has_it() {
    // Nothing listens there, and nothing is sent.
    let target = Target::nowhere();
    let provider = archipel_resources::provider(Connection::open(Settings::new(target)).await.unwrap());
    let document = Document::of(provider.schemas());
    let mut services: BTreeMap<&str, Vec<&Type>> = BTreeMap::new();
    for of_type in &document.types {
        let service = of_type.name.split([':', '/']).nth(1).unwrap();
        services.entry(service).or_default().push(of_type);
    }
    let mut index = format!("# Every resource type\n\n{NOTE}\n");
    index += "What a program gives, what the type has once it exists, what replaces it, what it is allowed to need and what its\n\
              operations take. `schema TYPE` prints the same in a terminal, `schema --json` for tools.\n\n\
              | type | |\n| --- | --- |\n";
    let summary = std::fs::read_to_string(super::file(SUMMARY)).unwrap();
    // The pages of the types are the end of it.
    let (chapters, _) = summary.split_once(INDEX).unwrap();
    let mut wanted = format!("{chapters}{INDEX}\n");
    for (service, types) in &services {
        super::check(&format!("{FOLDER}/{service}.md"), &page(service, types));
        let _ = writeln!(wanted, "  - [{service}](types/{service}.md)");
        for of_type in types {
            let kind = if of_type.data_source { " (read only)" } else { "" };
            let short = short(&of_type.name);
            let _ = writeln!(index, "| [{short}]({service}.md#{}){kind} | {} |", anchor(short), cell(&of_type.doc));
        }
    }
    super::check(&format!("{FOLDER}/index.md"), &index);
    super::check(SUMMARY, &wanted);
    let stale = std::fs::read_dir(super::file(FOLDER)).unwrap().map(|entry| entry.unwrap().file_name());
    for name in stale {
        let name = name.into_string().unwrap();
        let service = name.trim_end_matches(".md");
        assert!(service == "index" || services.contains_key(service), "{FOLDER}/{name} is of no service");
    }
}

/// A type's name without the provider: `ec2/Vpc`.
fn short(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, short)| short)
}

/// As mdbook names a heading.
fn anchor(heading: &str) -> String {
    heading.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>().to_ascii_lowercase()
}

/// The first paragraph, for a cell of a table.
fn cell(doc: &str) -> String {
    let paragraph: Vec<&str> = doc.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    text(&paragraph.join(" "))
}

/// Documentation links to code, which is not in the book.
fn text(doc: &str) -> String {
    let plain = doc.replace("[`", "`").replace("`]", "`").replace('|', "\\|").replace('<', "&lt;");
    // A target in parentheses after such a name.
    let mut out = String::new();
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once("`(") {
        out += before;
        out.push('`');
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn page(service: &str, types: &[&Type]) -> String {
    let mut page = format!("# {service}\n\n{NOTE}");
    for of_type in types {
        section(of_type, &mut page);
    }
    page
}

fn section(of_type: &Type, page: &mut String) {
    let _ = write!(page, "\n## {}\n\n", short(&of_type.name));
    for paragraph in of_type.doc.trim().split("\n\n") {
        let joined: Vec<&str> = paragraph.lines().map(str::trim).collect();
        let _ = write!(page, "{}\n\n", text(&joined.join(" ")));
    }
    let mut facts = Vec::new();
    if of_type.data_source {
        facts.push("Read only.".to_owned());
    }
    if of_type.global {
        facts.push("Belongs to no region.".to_owned());
    }
    if let Some(data) = &of_type.holds_data {
        facts.push(format!("**Holds data**: with it {data} would be lost."));
    }
    if let Some(guard) = &of_type.guard {
        facts.push(format!("Neither deleted nor replaced while `{guard}` is true."));
    }
    for set in &of_type.unique {
        let names: Vec<String> = set.iter().map(|name| format!("`{name}`")).collect();
        facts.push(match names.is_empty() {
            true => "There is one in each region.".to_owned(),
            false => format!("No two share {}.", names.join(" and ")),
        });
    }
    if !facts.is_empty() {
        let _ = write!(page, "{}\n\n", facts.join(" "));
    }
    if !of_type.arguments.is_empty() {
        page.push_str("| argument | type | | |\n| --- | --- | --- | --- |\n");
        arguments(&of_type.arguments, "", page);
        page.push('\n');
    }
    let replacing: Vec<&Argument> = of_type.arguments.iter().filter(|argument| argument.replaces).collect();
    if !replacing.is_empty() {
        page.push_str("Replaced when one of these changes:\n\n");
        for argument in replacing {
            let why = argument.replaces_because.as_deref().map(|why| format!(": {}", text(why))).unwrap_or_default();
            let _ = writeln!(page, "- `{}`{why}", argument.name);
        }
        page.push('\n');
    }
    if !of_type.attributes.is_empty() {
        page.push_str("| attribute | type | |\n| --- | --- | --- |\n");
        for attribute in &of_type.attributes {
            let _ = writeln!(page, "| `{}` | `{}` | {} |", attribute.name, attribute.ty.name, cell(&attribute.doc));
        }
        page.push('\n');
    }
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
    page.push_str("| operation | takes | given up after | permissions |\n| --- | --- | --- | --- |\n");
    for (name, actions, took, until) in operations {
        let time = |seconds: u64| if *name == "read" { String::new() } else { time(seconds) };
        let actions: Vec<String> = actions.iter().map(|action| format!("`{action}`")).collect();
        let _ = writeln!(page, "| {name} | {} | {} | {} |", time(*took), time(*until), actions.join(" "));
    }
}

fn time(seconds: u64) -> String {
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min", seconds.div_ceil(60)) }
}

fn arguments(all: &[Argument], within: &str, page: &mut String) {
    for argument in all {
        let mut marks = Vec::new();
        for (mark, set) in [
            ("required", argument.required),
            ("replaces", argument.replaces),
            ("secret", argument.secret),
            ("write-only", argument.write_only),
            ("any order", argument.set_like),
            ("chosen by AWS", argument.computed),
        ] {
            if set {
                marks.push(mark.to_owned());
            }
        }
        marks.extend(argument.form.clone());
        // A table's cell ends at a `|`, also within code.
        marks.extend(argument.constraints.iter().map(|constraint| constraint.replace('|', "\\|")));
        marks.extend(argument.default.as_ref().map(|default| format!("default `{}`", default.masked())));
        let mut inner = &argument.ty;
        while let Some(of) = &inner.of {
            inner = of;
        }
        let mut doc = cell(&argument.doc);
        if !inner.values.is_empty() {
            let values: Vec<String> = inner.values.iter().map(|value| format!("`{value}`")).collect();
            let _ = write!(doc, " One of {}.", values.join(", "));
        }
        let name = format!("{within}{}", argument.name);
        let _ = writeln!(page, "| `{name}` | `{}` | {} | {doc} |", argument.ty.name, marks.join(", "));
        arguments(&inner.fields, &format!("{name}."), page);
    }
}
