//! Native types compared with what AWS returned for the CloudFormation types that they cover.
//!
//! `ARCHIPEL_AWS_READS` names the recorded reads (see `crates/cfn-schema/tests/reads.rs`); without it the test is skipped. A
//! property of a native type has CloudFormation's name in snake case and, where both have the same shape, the same values: of
//! those, what AWS returned for a declared value must be no difference.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use archipel_cfn_schema::native_type;
use archipel_engine::plan::drift;
use archipel_engine::resource::Provider as _;
use archipel_engine::schema::{RecordSchema, Schema, TypeRef};
use archipel_engine::value::Value;
use archipel_resources::aws::{Connection, Settings, Target};
use serde_json::Value as Json;

/// The differences, and why each is one: `CASE PROPERTY: reason`.
const REMAINING: &str = include_str!("native_reads.txt");

/// A value of a template that was not known when the read was recorded.
const UNRESOLVED: &str = "__cdkrd_corpus_unresolved__";

/// The prefix of AWS's own tags, which native types leave out.
const AWS_TAGS: &str = "aws:";

/// The recorded reads, one JSON object a line.
fn recorded() -> Option<Vec<Json>> {
    let Some(path) = std::env::var_os("ARCHIPEL_AWS_READS") else {
        assert!(std::env::var_os("ARCHIPEL_REQUIRE_READS").is_none(), "ARCHIPEL_AWS_READS is not set");
        return None;
    };
    let script = "import lzma,sys;sys.stdout.buffer.write((lzma.open if sys.argv[1].endswith('.xz') else open)(sys.argv[1],'rb').read())";
    let output = Command::new("python3").args(["-c", script]).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A name without its signs and its case: `KmsKeyId` and `kms_key_id` are one.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// A value of CloudFormation as one of a native type; `None` where the two have another shape.
fn value(ty: &TypeRef, json: &Json) -> Option<Value> {
    let scalar = |json: &Json| match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    Some(match ty {
        TypeRef::Any => Value::from_json(json.clone()),
        TypeRef::Bool => Value::Bool(scalar(json)?.parse().ok()?),
        TypeRef::Int(_) => Value::Int(scalar(json)?.parse().ok()?),
        TypeRef::Float => Value::Float(scalar(json)?.parse().ok()?),
        TypeRef::Text(_) | TypeRef::Prefixed(..) | TypeRef::Enum(..) => Value::Str(scalar(json)?),
        TypeRef::Json(_) => Value::Str(json.as_str().map_or_else(|| json.to_string(), str::to_owned)),
        TypeRef::List(of) => Value::List(json.as_array()?.iter().map(|item| value(of, item)).collect::<Option<_>>()?),
        TypeRef::Map(of) => match json {
            Json::Object(map) => Value::Map(
                map.iter()
                    .filter(|(key, _)| !key.starts_with(AWS_TAGS))
                    .map(|(key, item)| Some((key.clone(), value(of, item)?)))
                    .collect::<Option<_>>()?,
            ),
            // CloudFormation lists tags.
            Json::Array(tags) => Value::Map(
                tags.iter()
                    .filter(|tag| !tag["Key"].as_str().is_some_and(|key| key.starts_with(AWS_TAGS)))
                    .map(|tag| Some((tag["Key"].as_str()?.to_owned(), value(of, &tag["Value"])?)))
                    .collect::<Option<_>>()?,
            ),
            _ => return None,
        },
        TypeRef::Record(record) => Value::Map(properties(record, json.as_object()?)),
    })
}

fn properties(record: &RecordSchema, model: &serde_json::Map<String, Json>) -> BTreeMap<String, Value> {
    let of = |field: &archipel_engine::schema::FieldSchema| {
        let name = plain(field.name);
        let (_, json) = model.iter().find(|(key, _)| plain(key) == name)?;
        Some((field.name.to_owned(), value(&field.ty, json)?))
    };
    record.fields.iter().filter_map(of).collect()
}

/// What is in both, at every depth: a record of another shape lacks some properties on one side.
fn common(a: &mut BTreeMap<String, Value>, b: &mut BTreeMap<String, Value>, record: &RecordSchema) -> usize {
    a.retain(|name, _| b.contains_key(name));
    // What only the read has was not declared: `drift` compares what is declared.
    b.retain(|name, _| a.contains_key(name));
    let mut number = 0;
    for field in &record.fields {
        match (&field.ty, a.get_mut(field.name), b.get_mut(field.name)) {
            (TypeRef::Record(record), Some(Value::Map(a)), Some(Value::Map(b))) => number += common(a, b, record),
            (_, Some(_), Some(_)) => number += 1,
            _ => {}
        }
    }
    number
}

#[tokio::test]
async fn what_aws_returned_for_a_declared_value_is_no_difference_of_a_native_type() {
    let Some(cases) = recorded() else {
        eprintln!("skipped: ARCHIPEL_AWS_READS does not name the file of recorded reads");
        return;
    };
    let connection = Connection::open(Settings::new(Target::nowhere())).await.unwrap();
    let provider = archipel_resources::provider(connection);
    let schemas: BTreeMap<&str, &'static Schema> =
        provider.schemas().iter().map(|schema| (schema.type_name, *schema)).collect();
    let (mut compared, mut types, mut with_values) = (0, BTreeSet::new(), 0);
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for case in &cases {
        let Some(schema) = native_type(case["type"].as_str().unwrap()).and_then(|name| schemas.get(name)) else {
            continue;
        };
        let of = |name: &str| properties(schema.inputs, case[name].as_object().unwrap());
        let (mut declared, mut read) = (of("declared"), of("read"));
        declared.retain(|_, value| !value.masked().to_string().contains(UNRESOLVED));
        let number = common(&mut declared, &mut read, schema.inputs);
        compared += number;
        with_values += usize::from(number > 0);
        if number > 0 {
            types.insert(schema.type_name);
        }
        for change in drift(schema.inputs, &Value::Map(declared), &Value::Map(read)) {
            let short = |value: &Value| value.masked().to_string().chars().take(200).collect::<String>();
            let shown = format!("{} -> {}", short(&change.old), short(&change.new));
            found.insert(format!("{} {}", case["case"].as_str().unwrap(), change.path), shown);
        }
    }
    eprintln!("{compared} values of {with_values} reads of {} native types, {} differ", types.len(), found.len());
    assert!(compared > 300 && types.len() > 25, "{compared} values of {types:?}");
    let named: BTreeMap<&str, &str> = REMAINING
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no reason: {line}")))
        .collect();
    let unexplained: Vec<String> = found
        .iter()
        .filter(|(case, _)| !named.contains_key(case.as_str()))
        .map(|(case, shown)| format!("{case}: {shown}"))
        .collect();
    let gone: Vec<&&str> = named.keys().filter(|case| !found.contains_key(**case)).collect();
    assert!(unexplained.is_empty(), "{} unexplained:\n{}", unexplained.len(), unexplained.join("\n"));
    assert!(gone.is_empty(), "named without need: {gone:?}");
}
