//! Tests that every type has a life-cycle test, and correct names of other tools.

// Test helpers may unwrap.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use archipel_engine::resource::Provider as _;
use archipel_engine::schema::{Idempotency, Schema};

use crate::aws::{Connection, Settings, Target};

/// Types without a life-cycle test, and the reason.
const NOT_YET: [(&str, &str); 0] = [];

/// Types that cannot be imported; their `Meta` has the reason. Every `lifecycle` imports all others.
const NOT_IMPORTED: [&str; 2] = ["aws:acm/CertificateValidation", "aws:secretsmanager/SecretValue"];

pub(crate) async fn schemas() -> Vec<&'static Schema> {
    // No calls are sent to this target.
    let target = Target::nowhere();
    crate::provider(Connection::open(Settings::new(target)).await.unwrap()).schemas()
}

#[test]
fn no_unknown_value_of_a_response_is_taken_for_none() {
    fn search(folder: &Path, found: &mut Vec<String>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            // The checks of a stack read what a program declares, not responses.
            if path.ends_with("stack_checks") {
                continue;
            }
            if path.is_dir() {
                search(&path, found);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                let lines =
                    text.lines().filter(|line| line.contains("as_str()") && line.contains(concat!("parse()", ".ok()")));
                found.extend(lines.map(|line| format!("{}: {}", path.display(), line.trim())));
            }
        }
    }
    let mut found = Vec::new();
    search(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    assert!(found.is_empty(), "use `parsed` or `parsed_option`: {found:#?}");
}

/// The functions of a test file by name, each with its text.
fn functions(text: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut name = None;
    for line in text.lines() {
        let bare = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ").trim_start_matches("async ");
        if let Some(rest) = bare.strip_prefix("fn ") {
            name = rest.split(['(', '<']).next().map(str::to_owned);
        }
        if let Some(name) = &name {
            found.entry(name.clone()).or_default().push_str(&format!("{line}\n"));
        }
    }
    found
}

/// The text of a function and of the functions of its file that it calls.
fn with_called(name: &str, all: &BTreeMap<String, String>) -> String {
    let (mut seen, mut left, mut text) = (BTreeSet::new(), vec![name.to_owned()], String::new());
    while let Some(name) = left.pop() {
        if let Some(body) = all.get(&name).filter(|_| seen.insert(name.clone())) {
            let words: BTreeSet<&str> = body.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
            left.extend(all.keys().filter(|other| words.contains(other.as_str())).cloned());
            text.push_str(body);
        }
    }
    text
}

/// The text of all life-cycle tests.
fn lives() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut lives = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let all = functions(&std::fs::read_to_string(&path).unwrap());
            let tests = all.iter().filter(|(_, body)| body.contains("    lifecycle("));
            tests.for_each(|(name, _)| lives.push_str(&with_called(name, &all)));
        }
    }
    lives
}

#[tokio::test]
async fn a_type_without_tags_does_not_take_equality_for_ownership() {
    for schema in schemas().await {
        let by_content = schema.meta.idempotency == Idempotency::NaturalKey && !schema.taggable();
        assert!(!by_content || !schema.meta.lookup_proves_ownership, "{}: PROVES_OWNERSHIP", schema.type_name);
    }
}

#[tokio::test]
async fn an_interrupted_create_of_every_type_can_be_looked_up() {
    let never_found: Vec<&str> = schemas()
        .await
        .into_iter()
        .filter(|schema| !schema.data_source && !schema.meta.looks_up)
        .map(|schema| schema.type_name)
        .collect();
    assert!(never_found.is_empty(), "without a lookup, what such a create made stays unknown: {never_found:?}");
}

#[tokio::test]
async fn every_type_is_taken_through_its_life_by_a_test() {
    let lives = lives();
    let missing: Vec<&str> = schemas()
        .await
        .into_iter()
        .filter(|schema| !schema.data_source)
        .map(|schema| schema.type_name)
        .filter(|name| {
            let kind = name.rsplit('/').next().unwrap();
            let declares = |call: &str| {
                lives.match_indices(&format!("{kind}::{call}(")).any(|(at, _)| {
                    // The match must not be the end of a longer name.
                    !lives[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            };
            !declares("new") && !declares("with_options")
        })
        .collect();
    // Both directions: a type with a test must not be in the list.
    let known: Vec<&str> = NOT_YET.iter().map(|(name, _)| *name).collect();
    assert_eq!(missing, known, "types that no test in crates/resources/tests/it has in a `lifecycle`, and those known");
}

#[tokio::test]
async fn every_type_has_a_row_in_the_table_of_calls() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/benchmarks.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let figures: BTreeMap<String, &str> =
        rows.filter(|(name, _)| name.contains('/')).map(|(name, row)| (format!("aws:{name}"), row)).collect();
    let schemas = schemas().await;
    let types: BTreeSet<&str> =
        schemas.iter().filter(|schema| !schema.data_source).map(|schema| schema.type_name).collect();
    let missing: Vec<&str> = types.iter().copied().filter(|name| !figures.contains_key(*name)).collect();
    assert!(missing.is_empty(), "measure the life cycles of {missing:?} as `tests/it/common/calls_table.rs` describes");
    let unknown: Vec<&String> = figures.keys().filter(|name| !types.contains(name.as_str())).collect();
    assert!(unknown.is_empty(), "no native types: {unknown:?}");
    for (name, row) in figures {
        // Each create is in a life cycle of its own or beside others.
        assert!(row.starts_with(|first: char| first.is_ascii_digit()), "{name} has no figure for its create: {row}");
    }
}

#[tokio::test]
async fn every_type_can_be_imported_but_those_that_are_known_to_be_none_of_their_own() {
    let schemas = schemas().await;
    let refusing = schemas.iter().filter(|schema| schema.meta.not_imported.is_some());
    assert_eq!(refusing.map(|schema| schema.type_name).collect::<Vec<_>>(), NOT_IMPORTED);
    // Every life cycle includes an import.
    let helper = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/common/mod.rs")).unwrap();
    assert!(with_called("lifecycle", &functions(&helper)).contains("assert_imports"));
}

#[tokio::test]
async fn what_terraform_calls_a_type_is_said_once_and_can_be_read() {
    let mut of: BTreeMap<&str, &str> = BTreeMap::new();
    for schema in schemas().await {
        let kinds = schema.meta.terraform.iter().map(|(kind, _)| *kind);
        for kind in kinds.chain(schema.meta.terraform_parts.iter().copied()) {
            assert!(kind.starts_with("aws_"), "{kind} of {}", schema.type_name);
            let other = of.insert(kind, schema.type_name).filter(|other| *other != schema.type_name);
            assert_eq!(other, None, "{kind} is {} too", schema.type_name);
        }
        for (_, template) in schema.meta.terraform {
            let (opened, closed) = (template.matches('{').count(), template.matches('}').count());
            assert!(opened == closed && opened > 0, "{template} of {}", schema.type_name);
        }
        if schema.data_source {
            assert!(schema.meta.terraform.is_empty(), "{} is only read", schema.type_name);
        }
    }
    assert!(of.len() > 50, "{}", of.len());
}
