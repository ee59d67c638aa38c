//! Tests that an update which replaces a whole document sends every member of it, or names what it leaves out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Members that updates do not send, by type and operation, each with the reason. Those within a member are part of it.
const TABLE: &str = include_str!("../tests/data/overwritten.toml");

type Reasons = BTreeMap<String, String>;

/// The folder of a service's SDK, where it has another name than ours.
const SDK_NAMES: [(&str, &str); 2] = [("elbv2", "elasticloadbalancingv2"), ("logs", "cloudwatchlogs")];

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn snake(name: &str) -> String {
    name.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
        text
    })
}

/// The members of the structure in a file of the SDK, each with its Rust type. A union has none.
fn members(file: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let Some((_, body)) = text.split_once("pub struct ") else { return Vec::new() };
    let lines = body.lines().skip(1).take_while(|line| *line != "}");
    let member = |line: &str| {
        let (name, of) = line.trim().strip_prefix("pub ")?.trim_end_matches(',').split_once(": ")?;
        Some((name.trim_start_matches("r#").to_owned(), of.to_owned()))
    };
    lines.filter_map(member).collect()
}

/// The words of a type's file, and of the files of its service that it uses.
fn words(service: &str, kind: &str) -> BTreeSet<String> {
    let src = folder("src").join(service);
    let read = |name: &str| std::fs::read_to_string(src.join(name).with_extension("rs"));
    let own = read(&snake(kind)).unwrap();
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    let used: BTreeSet<String> =
        own.split("super::").skip(1).map(|rest| rest.chars().take_while(is_word).collect()).collect();
    let texts = used.iter().filter(|name| !name.contains("common")).filter_map(|name| read(name).ok());
    let all = texts.collect::<String>() + &own;
    all.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned).collect()
}

/// The members of a request, by path, that the type's code neither sends nor reads.
fn missing(service: &str, kind: &str, operation: &str, whole: &Reasons) -> BTreeSet<String> {
    let sdk = SDK_NAMES.iter().find(|(ours, _)| *ours == service).map_or(service, |(_, sdk)| *sdk);
    let sdk = folder("../../sdk").join(sdk).join("src");
    let (words, operation) = (words(service, kind), snake(operation));
    let input = sdk.join(format!("operation/{operation}/_{operation}_input.rs"));
    let (mut seen, mut missing) = (BTreeSet::new(), BTreeSet::new());
    let mut left = vec![(String::new(), input)];
    while let Some((prefix, file)) = left.pop() {
        for (name, of) in members(&file) {
            let path = format!("{prefix}{name}");
            if whole.contains_key(&path) {
                continue;
            }
            if !words.contains(&name) && !words.contains(&format!("set_{name}")) {
                missing.insert(path);
                continue;
            }
            for inner in of.split("crate::types::").skip(1) {
                let inner: String = inner.chars().take_while(|c| c.is_alphanumeric()).collect();
                if seen.insert(inner.clone()) {
                    left.push((format!("{path}."), sdk.join(format!("types/_{}.rs", snake(&inner)))));
                }
            }
        }
    }
    missing
}

#[test]
fn an_update_that_replaces_a_whole_document_sends_or_names_every_member() {
    let table: BTreeMap<String, BTreeMap<String, Reasons>> = toml::from_str(TABLE).unwrap();
    let mut wrong = Vec::new();
    for (type_name, operation) in super::permissions::tests::overwriting() {
        let (service, kind) = type_name.split_once(':').unwrap().1.split_once('/').unwrap();
        let reasons = table.get(&type_name).and_then(|operations| operations.get(&operation)).cloned();
        let reasons = reasons.unwrap_or_default();
        for path in missing(service, kind, &operation, &reasons) {
            wrong.push(format!("{type_name}: {operation} does not send `{path}`, and `unmanaged` does not name it"));
        }
        for (path, reason) in &reasons {
            let others: Reasons = reasons.clone().into_iter().filter(|(other, _)| other != path).collect();
            let needed = missing(service, kind, &operation, &others).iter().any(|missing| {
                missing.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            if !needed || reason.is_empty() {
                wrong
                    .push(format!("overwritten.toml: `{path}` of {type_name} is sent, or not a member of {operation}"));
            }
        }
    }
    let overwriting = super::permissions::tests::overwriting();
    for (type_name, operations) in &table {
        for operation in operations.keys() {
            if !overwriting.contains(&(type_name.clone(), operation.clone())) {
                wrong.push(format!("overwritten.toml: {type_name} does not replace a document with {operation}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
