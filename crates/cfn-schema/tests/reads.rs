//! Declared models compared with the reads that AWS returned for them.
//!
//! The reads were recorded by the project go-to-k/cdk-real-drift and are not part of this repository. `ARCHIPEL_AWS_READS` names
//! the file that has them, with one JSON object a line: `case`, `type`, `declared`, `read`. Without it the tests here are skipped,
//! or fail if `ARCHIPEL_REQUIRE_READS` is set;
//! `src/compare/tests.rs` has an example of each kind of difference.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use archipel_cfn_schema::model::{Kind, PropertyPath, Resolved, TypeSchema};
use archipel_cfn_schema::{SchemaSet, check, compare, planner_schema, schema};
use archipel_engine::Value;
use archipel_engine::plan::drift;
use serde_json::{Value as Json, json};

/// The cases with a difference, or with a model that is not valid, and why: `CASE: reason`.
const REMAINING: &str = include_str!("reads/remaining.txt");

/// One recorded read.
struct Case {
    name: String,
    type_name: String,
    declared: Json,
    read: Json,
}

/// A value of a template that was not known when the read was recorded.
const UNRESOLVED: &str = "__cdkrd_corpus_unresolved__";

fn cases() -> Option<Vec<Case>> {
    let Some(path) = std::env::var_os("ARCHIPEL_AWS_READS") else {
        assert!(std::env::var_os("ARCHIPEL_REQUIRE_READS").is_none(), "ARCHIPEL_AWS_READS is not set");
        println!("skipped: ARCHIPEL_AWS_READS does not name the file of recorded reads");
        return None;
    };
    let text = if Path::new(&path).extension().is_some_and(|extension| extension == "xz") {
        let script = "import lzma,sys;sys.stdout.buffer.write(lzma.open(sys.argv[1]).read())";
        let output = Command::new("python3").args(["-c", script]).arg(&path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    } else {
        std::fs::read_to_string(&path).unwrap()
    };
    let case = |line: &str| {
        let json: Json = serde_json::from_str(line).unwrap();
        let text = |name: &str| json[name].as_str().unwrap().to_owned();
        let value = |name: &str| known(json[name].clone()).unwrap();
        Case { name: text("case"), type_name: text("type"), declared: value("declared"), read: value("read") }
    };
    let cases: Vec<Case> = text.lines().map(case).collect();
    assert!(cases.len() > 1000);
    Some(cases)
}

/// Without values that were not resolved.
fn known(json: Json) -> Option<Json> {
    Some(match json {
        Json::String(text) if text.contains(UNRESOLVED) => return None,
        Json::Array(items) => items.into_iter().filter_map(known).collect(),
        Json::Object(map) => map.into_iter().filter_map(|(key, value)| Some((key, known(value)?))).collect(),
        other => other,
    })
}

/// The cases of a section of the table.
fn named(section: &str) -> BTreeMap<String, String> {
    let mut within = false;
    let mut found = BTreeMap::new();
    for line in REMAINING.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if let Some(title) = line.strip_prefix("## ") {
            within = title == section;
        } else if within {
            let (case, reason) = line.split_once(": ").unwrap_or_else(|| panic!("no reason: {line}"));
            assert!(found.insert(case.to_owned(), reason.to_owned()).is_none(), "{case} is named twice");
        }
    }
    assert!(!found.is_empty(), "no section {section}");
    found
}

fn differences(case: &Case, read: &Json) -> Vec<String> {
    let declared = Value::from_json(case.declared.clone());
    let aligned = compare::align(schema(&case.type_name).unwrap(), &declared, &Value::from_json(read.clone()));
    let found = drift(planner_schema(&case.type_name).unwrap().inputs, &declared, &aligned);
    let shown = found.iter().map(|change| {
        let short = |value: &Value| value.masked().to_string().chars().take(160).collect::<String>();
        format!("{}: {} -> {}", change.path, short(&change.old), short(&change.new))
    });
    let shown: Vec<String> = shown.collect();
    // An import compares in the other direction, where an undeclared value would be a difference too.
    assert_eq!(shown.is_empty(), aligned == declared, "{}: {aligned:?}", case.name);
    shown
}

fn compare_with_table(section: &str, found: &BTreeMap<String, Vec<String>>) {
    let named = named(section);
    let unexplained: Vec<String> = found
        .iter()
        .filter(|(case, _)| !named.contains_key(*case))
        .map(|(case, lines)| format!("{case}\n    {}", lines.join("\n    ")))
        .collect();
    let gone: Vec<&String> = named.keys().filter(|case| !found.contains_key(*case)).collect();
    assert!(unexplained.is_empty(), "{} unexplained in {section}:\n{}", unexplained.len(), unexplained.join("\n"));
    assert!(gone.is_empty(), "named in {section} without need: {gone:?}");
}

#[test]
fn a_declared_model_is_what_aws_returned_for_it() {
    let Some(cases) = cases() else { return };
    let found: BTreeMap<String, Vec<String>> = cases
        .iter()
        .map(|case| (case.name.clone(), differences(case, &case.read)))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    println!("{} reads, {} differ", cases.len(), found.len());
    compare_with_table("Differences", &found);
    // Every case that was recorded to show a drift shows one, or is named with the reason why not.
    let (named, undeclared) = (named("Differences"), named("Undeclared"));
    let drifted = cases.iter().filter(|case| case.name.ends_with(".drifted"));
    for case in drifted {
        assert!(named.contains_key(&case.name) != undeclared.contains_key(&case.name), "{}", case.name);
    }
}

#[test]
fn a_declared_model_is_valid_and_reads_back_unchanged() {
    let Some(cases) = cases() else { return };
    let mut found = BTreeMap::new();
    for case in &cases {
        assert!(SchemaSet::embedded().contains(&case.type_name), "{}", case.type_name);
        let declared = Value::from_json(case.declared.clone());
        assert_eq!(declared.masked(), case.declared, "{}", case.name);
        let wrong =
            check::check(schema(&case.type_name).unwrap(), &written(schema(&case.type_name).unwrap(), declared));
        if !wrong.is_empty() {
            found.insert(case.name.clone(), wrong);
        }
    }
    println!("{} models, {} not valid", cases.len(), found.len());
    compare_with_table("Models", &found);
}

/// A model of a template as a program writes it: CloudFormation turns texts into the numbers and booleans of the schema, and
/// numbers into text. What was not resolved is missing.
fn written(schema: &TypeSchema, model: Value) -> Value {
    fn value(schema: &TypeSchema, shape: Option<Resolved<'_>>, of: Value) -> Value {
        let Some(shape) = shape else { return of };
        match (shape.kind(), of) {
            (Kind::Bool, Value::Str(text)) if text == "true" || text == "false" => Value::Bool(text == "true"),
            (Kind::Int | Kind::Float, Value::Str(text)) => match (text.parse(), text.parse()) {
                (Ok(number), _) => Value::Int(number),
                (_, Ok(number)) => Value::Float(number),
                _ => Value::Str(text),
            },
            (Kind::Text, Value::Bool(value)) => Value::Str(value.to_string()),
            (Kind::Text, Value::Int(number)) => Value::Str(number.to_string()),
            (Kind::Text, Value::Float(number)) => Value::Str(number.to_string()),
            (Kind::List(items), Value::List(list)) => Value::List(
                list.into_iter().map(|item| value(schema, items.map(|items| schema.resolve(items)), item)).collect(),
            ),
            (Kind::Record(record), Value::Map(map)) => {
                let field = |(name, of): (String, Value)| {
                    let shape = record.fields.get(name.as_str()).map(|shape| schema.resolve(shape));
                    let of = value(schema, shape, of);
                    (name, of)
                };
                Value::Map(map.into_iter().map(field).collect())
            }
            (Kind::Map(values), Value::Map(map)) => Value::Map(
                map.into_iter()
                    .map(|(name, of)| (name, value(schema, values.map(|values| schema.resolve(values)), of)))
                    .collect(),
            ),
            (_, of) => of,
        }
    }
    value(schema, Some(schema.resolve(&schema.model)), model)
}

/// Every declared text, number and boolean that AWS returned as declared, changed in the read: each must be a difference. This
/// shows that the rules above do not call everything equal.
#[test]
fn a_changed_value_is_a_difference() {
    let Some(cases) = cases() else { return };
    let (mut changes, mut missed): (usize, BTreeMap<String, usize>) = (0, BTreeMap::new());
    let differing: BTreeSet<String> = named("Differences").into_keys().collect();
    for case in cases.iter().filter(|case| !differing.contains(&case.name)) {
        for pointer in leaves(&case.declared, &case.read, String::new()) {
            let mut read = case.read.clone();
            let value = read.pointer_mut(&pointer).unwrap();
            *value = match &*value {
                Json::Bool(value) => json!(!value),
                Json::Number(number) => json!(number.as_f64().unwrap() + 7919.0),
                Json::String(text) => json!(format!("{text}-changed")),
                other => unreachable!("{other}"),
            };
            changes += 1;
            if differences(case, &read).is_empty() {
                let plain = pointer.split('/').map(|part| if part.parse::<u32>().is_ok() { "*" } else { part });
                let path = PropertyPath::parse(&plain.collect::<Vec<_>>().join("/"));
                if !TypeSchema::is_marked(&schema(&case.type_name).unwrap().write_only, &path) {
                    *missed.entry(format!("{} {path}", case.type_name)).or_default() += 1;
                }
            }
        }
    }
    println!("{changes} changes, not seen: {missed:#?}");
    assert!(changes > 5000, "{changes}");
    // AWS's own transform is a regular expression that every text after the version matches.
    missed.retain(|path, _| path != "AWS::RDS::DBCluster EngineVersion");
    assert!(missed.is_empty(), "{missed:?}");
}

fn is_part(declared: &Json, read: &Json) -> bool {
    match (declared, read) {
        (Json::Object(declared), Json::Object(read)) => declared.iter().all(|(key, declared)| {
            let scalar = !declared.is_object() && !declared.is_array();
            read.get(key).is_some_and(|read| !scalar || declared == read)
        }),
        _ => true,
    }
}

/// The pointers of scalars that are equal in both.
fn leaves(declared: &Json, read: &Json, pointer: String) -> Vec<String> {
    match (declared, read) {
        (Json::Object(declared), Json::Object(read)) => declared
            .iter()
            .filter_map(|(key, declared)| Some((key, declared, read.get(key)?)))
            .flat_map(|(key, declared, read)| {
                leaves(declared, read, format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")))
            })
            .collect(),
        (Json::Array(declared), Json::Array(read)) => {
            // Elements at other places are other elements.
            let pairs = declared.iter().zip(read).enumerate().filter(|(_, (declared, read))| is_part(declared, read));
            pairs.flat_map(|(index, (declared, read))| leaves(declared, read, format!("{pointer}/{index}"))).collect()
        }
        (Json::Null | Json::Object(_) | Json::Array(_), _) => Vec::new(),
        (declared, read) if declared == read => vec![pointer],
        _ => Vec::new(),
    }
}
