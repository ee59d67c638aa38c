//! Types, programs and states to plan with, and plans as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use archipel_engine::plan::{Action, DataResults, Plan, PlanError, PlanOptions, Planned, Schemas, plan};
use archipel_engine::program::{Expr, Handle, Program, SourceLocation, declare};
use archipel_engine::resource::TypeRules;
use archipel_engine::schema::{FieldSchema, Idempotency, Meta, OutputSchema, RecordSchema, Schema, TypeRef};
use archipel_engine::state::{Phase, Record, Snapshot};
pub(crate) use archipel_engine::testing::field;
use archipel_engine::testing::{self, output};
use archipel_engine::{Declared, Options, Scope, Stack, Urn, Value};

pub(crate) const TEXT: TypeRef = TypeRef::Text("String");

fn replacing(name: &'static str, why: &'static str) -> FieldSchema {
    FieldSchema { required: true, replaces: Some(why), ..field(name, TEXT) }
}

pub(crate) fn record(fields: Vec<FieldSchema>) -> &'static RecordSchema {
    testing::record("Record", fields)
}

fn schema(type_name: &'static str, meta: Meta, inputs: Vec<FieldSchema>, outputs: Vec<OutputSchema>) -> Schema {
    Schema { type_name, doc: "", data_source: false, inputs: record(inputs), outputs, meta }
}

/// A network: nothing about it is unique.
pub(crate) static NET: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "t:Net",
        Meta::new("t"),
        vec![
            replacing("cidr", "the range of a network is fixed"),
            FieldSchema { default: Some(Value::Int(1)), ..field("size", TypeRef::Int("i64")) },
            field("tags", TypeRef::Map(Box::new(TEXT))),
        ],
        vec![output("id", None), output("cidr", Some("cidr"))],
    )
});

/// A subnet: its range is its own within its network.
pub(crate) static SUB: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "t:Sub",
        Meta::new("t").unique(&[&["net", "cidr"]]),
        vec![
            replacing("net", "a subnet stays in its network"),
            replacing("cidr", "the range of a subnet is fixed"),
            FieldSchema { computed: true, replaces: Some("a subnet stays in its zone"), ..field("zone", TEXT) },
            field("tags", TypeRef::Map(Box::new(TEXT))),
        ],
        vec![output("id", None), output("zone", Some("zone"))],
    )
});

/// A host: its name is its own; most of it changes in place.
pub(crate) static HOST: LazyLock<Schema> = LazyLock::new(|| {
    let config = record(vec![
        FieldSchema { default: Some(Value::Int(80)), ..field("port", TypeRef::Int("i64")) },
        FieldSchema { replaces: Some("the mode of a host is fixed"), ..field("mode", TEXT) },
    ]);
    schema(
        "t:Host",
        Meta::new("t").unique(&[&["name"]]).holds_data("what is on its disk"),
        vec![
            replacing("name", "a host cannot be renamed"),
            field("sub", TEXT),
            FieldSchema { set_like: true, ..field("labels", TypeRef::List(Box::new(TEXT))) },
            field("config", TypeRef::Record(config)),
            FieldSchema { secret: true, write_only: true, ..field("password", TEXT) },
            field("policy", TypeRef::Json("PolicyDocument")),
            field("rules", TypeRef::List(Box::new(TypeRef::Record(config)))),
        ],
        vec![
            output("id", None),
            output("name", Some("name")),
            OutputSchema { changes_on_update: true, ..output("address", None) },
        ],
    )
});

/// Something whose service refuses to delete it.
pub(crate) static VAULT: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "t:Vault",
        Meta::new("t").guard("locked"),
        vec![
            replacing("name", "a vault cannot be renamed"),
            FieldSchema { default: Some(Value::Bool(false)), ..field("locked", TypeRef::Bool) },
        ],
        vec![output("id", None)],
    )
});

/// Something that is found by its name, which the type does not declare to be unique.
pub(crate) static ROLE: LazyLock<Schema> = LazyLock::new(|| {
    let meta = Meta::new("t").idempotency(Idempotency::NaturalKey);
    schema("t:Role", meta, vec![replacing("name", "a role keeps its name")], vec![output("id", None)])
});

/// Something that cannot be deleted while a host uses it.
pub(crate) static POOL: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "t:Pool",
        Meta::new("t").unique(&[&["name"]]).undeletable_in_use(),
        vec![replacing("name", "a pool cannot be renamed"), replacing("port", "the port of a pool is fixed")],
        vec![output("id", None)],
    )
});

/// Something that is part of a host, by the host's name.
pub(crate) static PART: LazyLock<Schema> = LazyLock::new(|| {
    schema(
        "t:Part",
        Meta::new("t"),
        vec![replacing("host", "a part stays in its host"), field("text", TEXT)],
        vec![output("id", None)],
    )
});

/// A data source.
pub(crate) static LOOK: LazyLock<Schema> = LazyLock::new(|| Schema {
    data_source: true,
    ..schema("t:look", Meta::new("t"), vec![field("name", TEXT)], vec![output("found", None)])
});

pub(crate) struct Types;

struct Rules(&'static Schema);

impl Schemas for Types {
    fn rules(&self, type_name: &str) -> Option<Arc<dyn TypeRules>> {
        let types = [&*NET, &*SUB, &*HOST, &*PART, &*LOOK, &*VAULT, &*ROLE, &*POOL, &*super::keys::NAMED];
        let schema = types.into_iter().find(|schema| schema.type_name == type_name)?;
        Some(Arc::new(Rules(schema)))
    }
}

impl TypeRules for Rules {
    fn schema(&self) -> &'static Schema {
        self.0
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        let password = inputs.field("password").clone().reveal();
        match (inputs.field("cidr").as_str(), inputs.field("name").as_str()) {
            (Some("bad"), _) => vec!["`bad` is not a range".into()],
            (_, Some("refused")) => vec![format!("{} is too short", password.as_str().unwrap())],
            _ => Vec::new(),
        }
    }

    fn check_change(&self, old: &Value, new: &Value) -> Vec<String> {
        let text = |inputs: &Value| inputs.field("text").as_str().map(str::to_owned);
        match (text(old), text(new)) {
            (Some(from), Some(to)) if to == "unreachable" => vec![format!("no way leads from {from} to {to}")],
            _ => Vec::new(),
        }
    }
}

pub(crate) fn text(text: &str) -> Expr {
    Expr::known(Value::from(text))
}

/// An attribute of something declared.
#[track_caller]
pub(crate) fn attr(of: &Handle, name: &str) -> Expr {
    Expr::node(of.node()).pick(archipel_engine::path::Segment::Key(name.to_owned()), SourceLocation::caller())
}

pub(crate) fn map<const N: usize>(entries: [(&str, Expr); N]) -> BTreeMap<String, Expr> {
    entries.into_iter().map(|(name, expr)| (name.to_owned(), expr)).collect()
}

pub(crate) fn json(text: &str) -> Expr {
    Expr::known(Value::from_json(serde_json::from_str(text).unwrap()))
}

#[track_caller]
pub(crate) fn add<const N: usize>(
    scope: &Scope,
    schema: &'static LazyLock<Schema>,
    name: &str,
    inputs: [(&str, Expr); N],
) -> Handle {
    declare(scope, schema, name, map(inputs), Options::new())
}

#[track_caller]
pub(crate) fn add_with<const N: usize>(
    scope: &Scope,
    schema: &'static LazyLock<Schema>,
    name: &str,
    inputs: [(&str, Expr); N],
    options: Options,
) -> Handle {
    declare(scope, schema, name, map(inputs), options)
}

pub(crate) fn program(declare: impl FnOnce(&Scope)) -> Program {
    let stack = Stack::new("p", "s");
    declare(&stack.region("r"));
    stack.finish().unwrap()
}

pub(crate) fn try_plan(program: &Program, state: &Snapshot, options: &PlanOptions) -> Result<Plan, PlanError> {
    match plan(program, state, &Types, &DataResults::new(), options)? {
        Planned::Ready(plan) => Ok(plan),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn planned(program: &Program, state: &Snapshot) -> Plan {
    try_plan(program, state, &PlanOptions::default()).unwrap()
}

/// The state after a run of this program from nothing.
pub(crate) fn applied(declare: impl FnOnce(&Scope)) -> Snapshot {
    super::model::run(&program(declare), &Snapshot::default())
}

/// Rewrites the record of a resource.
pub(crate) fn rewrite(state: &mut Snapshot, urn: &str, change: impl Fn(&mut Record)) {
    let urn = Urn::parse(urn).unwrap();
    let record = state.of(&urn).last().unwrap().clone();
    state.records.remove(&record.key);
    let mut record = (*record).clone();
    change(&mut record);
    state.records.insert(record.key.clone(), Arc::new(record));
}

/// Adds an old generation beside the record of a resource, whose own number goes up.
pub(crate) fn with_old_generation(state: &mut Snapshot, urn: &str) {
    let parsed = Urn::parse(urn).unwrap();
    let old = Record { phase: Phase::Superseded, ..(**state.current(&parsed).unwrap()).clone() };
    rewrite(state, urn, |record| record.key.revision += 1);
    state.records.insert(old.key.clone(), Arc::new(old));
}

/// A plan as text: one line a step, with what it waits for, then what differs and why.
pub(crate) fn show(plan: &Plan) -> String {
    let mut out = String::new();
    for step in &plan.steps {
        let action = match &step.action {
            Action::Replace { delete_first: true, .. } => "replace (delete first)".to_owned(),
            Action::UpdateState { .. } => "amend".to_owned(),
            Action::DeletedWith { .. } => "deleted with another".to_owned(),
            other => format!("{other:?}").split([' ', '{']).next().unwrap_or_default().to_lowercase(),
        };
        let after: Vec<String> = step.after.iter().map(|id| id.0.to_string()).collect();
        let name = format!("{}::{}", step.urn().type_name(), step.urn().path());
        let _ = write!(out, "{} {action} {name}#{}", step.id.0, step.key.revision);
        if !after.is_empty() {
            let _ = write!(out, " after {}", after.join(" "));
        }
        if let Some(from) = step.action.moved_from() {
            let _ = write!(out, " was {from}");
        }
        out.push('\n');
        for change in &step.changes {
            let mark = if change.replaces { " !" } else { "" };
            let _ = writeln!(
                out,
                "    {:?} {}: {:?} -> {:?}{mark}",
                change.difference, change.path, change.old, change.new
            );
        }
        for reason in &step.reasons {
            let _ = writeln!(out, "    because {reason}");
        }
    }
    let _ = write!(out, "{} unchanged", plan.unchanged);
    for warning in &plan.warnings {
        let _ = write!(out, "\nwarning: {warning}");
    }
    out
}
