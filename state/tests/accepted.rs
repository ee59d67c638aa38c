//! What a plan accepts, an apply can do and a state can keep: random names, regions, values and options, of types that a
//! provider serves and of others. Whatever is refused is refused before anything is created.

// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, EngineError, PrepareOptions};
use archipel_engine::event::NoEvents;
use archipel_engine::path::Segment;
use archipel_engine::program::{Alias, Expr, Handle, Program, ProgramError, SourceLocation, declare};
use archipel_engine::schema::{FieldSchema, Idempotency, Meta, RecordSchema, Schema, TypeRef};
use archipel_engine::state::StateStore;
use archipel_engine::testing::{Cloud, MemoryProvider, field, output};
use archipel_engine::{Declared, Options, Stack, Value};
use archipel_state::SledStore;
use proptest::prelude::*;

fn schema(type_name: &'static str) -> Schema {
    static INPUTS: LazyLock<RecordSchema> = LazyLock::new(|| RecordSchema {
        name: "Args",
        builder: "",
        doc: "",
        fields: vec![
            FieldSchema { set_like: true, ..field("set", TypeRef::List(Box::new(TypeRef::Text("String")))) },
            field("numbers", TypeRef::List(Box::new(TypeRef::Int("i64")))),
            field("tags", TypeRef::Map(Box::new(TypeRef::Text("String")))),
            field("note", TypeRef::Text("String")),
            field("any", TypeRef::Any),
        ],
    });
    // A value of the test's choice, which is known only during the apply.
    let outputs = vec![output("id", None), output("late", None)];
    let meta = Meta::new("test").idempotency(Idempotency::ClientToken);
    Schema { type_name, doc: "", data_source: false, inputs: &INPUTS, outputs, meta }
}

static SERVED: LazyLock<Schema> = LazyLock::new(|| schema("mem:test/Served"));
static OF_NO_PROVIDER: LazyLock<Schema> = LazyLock::new(|| schema("gone:test/Thing"));
static OF_NO_TYPE: LazyLock<Schema> = LazyLock::new(|| schema("mem:test/Gone"));

/// A text that a name, a region or a key could be.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "", " ", "a", "b", "::", "a::b", "a:", "/", "a/b", "//", ".", "#1", "$secret", "$unknown", "$literal", "\0",
        "\n", "\"]", "é", "\u{202e}", "(secret)",
    ]);
    prop_oneof![
        6 => "[a-z]{1,3}",
        4 => odd.prop_map(str::to_owned),
        1 => ".{0,6}",
        1 => (200..3_000_usize).prop_map(|length| "x".repeat(length)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let odd = prop::sample::select(vec![f64::NAN, f64::INFINITY, -0.0, 1e300, f64::MIN_POSITIVE, 0.1]);
    let levels = prop_oneof![9 => Just(0_usize), 1 => 90..140_usize];
    (tree(prop_oneof![any::<f64>(), odd]), levels, any::<bool>()).prop_map(|(value, levels, in_map)| {
        let wrap = |value| if in_map { Value::from([("$a", value)]) } else { Value::List(vec![value]) };
        (0..levels).fold(value, |value, _| wrap(value))
    })
}

fn tree(number: impl Strategy<Value = f64> + 'static) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        prop::sample::select(vec![i64::MIN, i64::MAX, 0]).prop_map(Value::Int),
        number.prop_map(Value::Float),
        text().prop_map(Value::Str),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::btree_map(text(), inner.clone(), 0..4).prop_map(Value::Map),
        ]
    })
}

/// A resource as a program declares it.
#[derive(Clone, Debug)]
struct One {
    kind: u8,
    region: String,
    component: Option<String>,
    name: String,
    /// A property and its value.
    property: (&'static str, Value),
    /// The property that gets a value of the first resource that is known only later.
    late: Option<&'static str>,
    trigger: Option<Value>,
    alias: Option<String>,
    /// Whether it refers to a resource of another stack.
    foreign: bool,
}

fn one() -> impl Strategy<Value = One> {
    let property = prop_oneof![
        value().prop_map(|value| ("any", value)),
        prop::collection::vec(text(), 0..4)
            .prop_map(|items| ("set", Value::List(items.into_iter().map(Value::Str).collect()))),
        prop::collection::btree_map(text(), text(), 0..4)
            .prop_map(|tags| ("tags", Value::Map(tags.into_iter().map(|(key, text)| (key, text.into())).collect()))),
        text().prop_map(|note| ("note", note.into())),
        value().prop_map(|value| ("numbers", value)),
    ];
    let often = |text: &'static str, odd: BoxedStrategy<String>| prop_oneof![8 => Just(text.to_owned()), 1 => odd];
    let late = prop::option::weighted(0.3, prop::sample::select(vec!["any", "set", "tags", "note", "numbers"]));
    (
        prop_oneof![20 => Just(0_u8), 1 => 1..3_u8],
        often("here", text().boxed()),
        prop::option::weighted(0.3, text()),
        text(),
        property,
        late,
        prop::option::weighted(0.1, value()),
        prop::option::weighted(0.1, text()),
        prop::bool::weighted(0.03),
    )
        .prop_map(|(kind, region, component, name, property, late, trigger, alias, foreign)| One {
            kind,
            region,
            component,
            name,
            property,
            late,
            trigger,
            alias,
            foreign,
        })
}

fn attribute(handle: &Handle, name: &str) -> Expr {
    Expr::node(handle.node()).pick(Segment::Key(name.to_owned()), SourceLocation::caller())
}

fn program(resources: &[One], exported: &(String, Value)) -> Result<Program, Vec<ProgramError>> {
    let (stack, other) = (Stack::new("shop", "test"), Stack::new("shop", "other"));
    let foreign = declare(&other.region("here"), &SERVED, "foreign", BTreeMap::new(), Options::new());
    let first = declare(&stack.region("here"), &SERVED, "first", BTreeMap::new(), Options::new());
    for one in resources {
        let scope = stack.region(&one.region);
        let scope = one.component.as_ref().map_or(scope.clone(), |name| scope.component(name));
        let schema = [&*SERVED, &*OF_NO_PROVIDER, &*OF_NO_TYPE][usize::from(one.kind)];
        let mut inputs = BTreeMap::from([(one.property.0.to_owned(), Expr::known(one.property.1.clone()))]);
        if let Some(late) = one.late {
            inputs.insert(late.to_owned(), attribute(&first, "late"));
        }
        let mut options = Options::new();
        options = one.trigger.iter().fold(options, |options, trigger| options.trigger(trigger.clone()));
        options = one.alias.iter().fold(options, |options, name| options.alias(Alias::Name(name.clone())));
        if one.foreign {
            options = options.depends_on(&foreign);
        }
        declare(&scope, schema, &one.name, inputs, options);
    }
    stack.output(exported.0.clone(), exported.1.clone());
    stack.finish()
}

/// A store that reads what is on the disk.
fn opened(folder: &std::path::Path) -> Arc<dyn StateStore> {
    Arc::new(SledStore::open(folder.join("state"), archipel_state::Options::default()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_a_plan_accepts_an_apply_can_do_and_a_state_can_keep(
        resources in prop::collection::vec(one(), 1..4),
        exported in (text(), value()),
        // A service returns what a state can store; anything else is a bug of its type.
        late in tree(prop::num::f64::NORMAL),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let cloud = Cloud::new();
            cloud.at_once();
            cloud.attribute(SERVED.type_name, "late", move |_| late.clone());
            let provider = MemoryProvider::new("mem", &cloud).with(&SERVED);
            let providers = Arc::new(Providers::new().with(Arc::new(provider)));
            let engine =
                || Engine { providers: Arc::clone(&providers), store: opened(folder.path()), events: Arc::new(NoEvents) };
            let Ok(declared) = program(&resources, &exported) else {
                return;
            };
            let engine_of_run = engine();
            let prepared = match engine_of_run.prepare(declared, &PrepareOptions::default()).await {
                Ok(prepared) => prepared,
                Err(EngineError::State(error)) => panic!("the state: {error}"),
                Err(_) => {
                    assert_eq!(cloud.resources().len(), 0);
                    return;
                }
            };
            let summary = engine_of_run.apply(prepared, ApplyOptions::new("run"), Cancel::new()).await.unwrap();
            drop(engine_of_run);
            // A value that is known only later may have the wrong type: the step is refused before its call.
            let later = resources.iter().filter(|one| one.late.is_some()).count();
            assert!(summary.failed <= later, "{summary:?}");
            let state = engine().store.load().await.unwrap();
            assert_eq!(state.pending.len(), 0, "nothing is uncertain");
            assert_eq!(state.records.len(), cloud.resources().len(), "every resource is recorded");
            for record in state.records.values() {
                let there = cloud.resource(&record.id).unwrap();
                assert_eq!(there.props, record.desired.inputs.clone().reveal(), "{}", record.key);
            }
            // What was read again plans as what was applied.
            if summary.failed == 0 {
                let again = program(&resources, &exported).unwrap();
                let plan = engine().prepare(again, &PrepareOptions::default()).await.unwrap().plan;
                assert!(plan.is_empty(), "{:?}", plan.steps);
            }
            let engine = engine();
            let prepared = engine.prepare_destroy("shop", "test", &PrepareOptions::default()).await.unwrap();
            engine.apply(prepared, ApplyOptions::new("destroy"), Cancel::new()).await.unwrap();
            assert_eq!(cloud.resources().len(), 0);
        });
    }
}
