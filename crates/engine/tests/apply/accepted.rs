//! What the plan accepts, apply can do and state can keep.

use std::collections::BTreeMap;

use archipel_engine::engine::PrepareOptions;
use archipel_engine::plan::PlanError;
use archipel_engine::program::Expr;
use archipel_engine::resource::ErrorKind;
use archipel_engine::testing::{Call, Fault};
use archipel_engine::{Options, Stack, Value};

use crate::support::{NAMED, Res, TAGGED, TOKEN, World, res, schema_of};

fn nested(levels: usize) -> Value {
    (0..levels).fold(Value::Int(1), |value, _| Value::List(vec![value]))
}

async fn refusal(world: &World, stack: &[Res]) -> String {
    world.prepare(stack).await.map(|_| ()).unwrap_err().to_string()
}

#[tokio::test(start_paused = true)]
async fn names_that_could_not_be_read_again_are_mistakes() {
    let schema = archipel_engine::testing::record("Args", Vec::new());
    let schema = archipel_engine::schema::Schema {
        type_name: "mem:test/Plain",
        doc: "",
        data_source: false,
        inputs: schema,
        outputs: Vec::new(),
        meta: archipel_engine::schema::Meta::new("test"),
    };
    let schema: &'static _ = Box::leak(Box::new(schema));
    for (region, component, said) in [
        ("", None, "invalid region"),
        ("a::b", None, "invalid region"),
        ("a:", None, "invalid region"),
        ("here", Some(""), "invalid component"),
        ("here", Some("a::b"), "invalid component"),
    ] {
        let stack = Stack::new("shop", "test");
        let scope = stack.region(region);
        let scope = component.map_or(scope.clone(), |name| scope.component(name));
        archipel_engine::program::declare(&scope, schema, "a", Default::default(), Options::new());
        let mistakes = stack.finish().unwrap_err();
        assert!(mistakes[0].message.contains(said), "{region:?} {component:?}: {mistakes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn handles_of_another_stack_are_mistakes() {
    let (one, other) = (Stack::new("shop", "one"), Stack::new("shop", "other"));
    let schema = archipel_engine::testing::record("Args", Vec::new());
    let schema: &'static _ = Box::leak(Box::new(archipel_engine::schema::Schema {
        type_name: "mem:test/Plain",
        doc: "",
        data_source: false,
        inputs: schema,
        outputs: Vec::new(),
        meta: archipel_engine::schema::Meta::new("test"),
    }));
    let declare = |stack: &Stack, name: &str, options: Options| {
        archipel_engine::program::declare(&stack.region("here"), schema, name, Default::default(), options)
    };
    let first = declare(&one, "a", Options::new());
    let second = declare(&one, "b", Options::new().depends_on(&first));
    declare(&other, "c", Options::new().depends_on(&second));
    let mistakes = other.finish().unwrap_err();
    assert!(mistakes[0].message.contains("another stack"), "{mistakes:?}");
}

#[tokio::test(start_paused = true)]
async fn types_that_no_provider_serves_are_refused_in_the_plan() {
    for type_name in ["mem:test/Unknown", "gone:test/Thing"] {
        let world = World::new();
        let schema: &'static _ = Box::leak(Box::new(archipel_engine::schema::Schema {
            type_name,
            ..archipel_engine::schema::Schema::clone(schema_of(TAGGED))
        }));
        let stack = Stack::new("shop", "test");
        let scope = stack.region("here");
        archipel_engine::program::declare(&scope, schema_of(TAGGED), "a", BTreeMap::new(), Options::new());
        archipel_engine::program::declare(&scope, schema, "b", BTreeMap::new(), Options::new());
        let refused = world.engine().prepare(stack.finish().unwrap(), &PrepareOptions::default()).await;
        let error = refused.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(&format!("::b: no provider serves the type `{type_name}`")), "{error}");
        assert!(error.contains("accepted.rs:"), "{error}");
        assert_eq!(world.cloud.calls(), [], "nothing was created");
    }
}

#[tokio::test(start_paused = true)]
async fn values_that_no_state_can_store_are_refused_before_anything_is_done() {
    let world = World::new();
    // What is wrong without a plan is refused where the program ends.
    let ends = |inputs: BTreeMap<String, Expr>, options: Options| {
        let stack = Stack::new("shop", "test");
        archipel_engine::program::declare(&stack.region("here"), schema_of(TAGGED), "a", inputs, options);
        stack.finish().unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    for value in [Value::Float(f64::NAN), Value::from([("x", Value::Float(f64::INFINITY))])] {
        let error = ends(BTreeMap::from([("any".to_owned(), Expr::known(value))]), Options::new());
        assert!(error.contains("invalid property `any`") && error.contains("expected a finite number"), "{error}");
    }
    let error = ends(BTreeMap::new(), Options::new().trigger(f64::NAN));
    assert!(error.contains("invalid trigger"), "{error}");
    let error = refusal(&world, &[res(TAGGED, "a").set("any", nested(101))]).await;
    assert!(error.contains("no state can store"), "{error}");
    // The inputs are a level themselves.
    world.up(&[res(TAGGED, "a").set("any", nested(99))]).await;
    world.assert_settled(&[res(TAGGED, "a").set("any", nested(99))]).await;
}

#[tokio::test(start_paused = true)]
async fn values_that_are_known_only_during_the_apply_are_checked_before_the_call() {
    for (wrong, property, said) in [
        (Value::Null, "rules", "list"),
        (Value::Int(1), "note", "a string"),
        (nested(101), "any", "no state can store"),
    ] {
        let world = World::new();
        let chosen = wrong.clone();
        world.cloud.attribute(TOKEN, "stamp", move |_| chosen.clone());
        let of_a = res(TAGGED, "b").stamp(property, "a");
        let stack = [res(TOKEN, "a"), of_a];
        let summary = world.up(&stack).await;
        if wrong == Value::Null {
            // A property that is null is not set.
            assert_eq!(world.failures(), [] as [String; 0]);
            continue;
        }
        // The type of an output that state cannot store has a bug; what depends on it is skipped.
        let failed = world.failures();
        assert!(summary.failed == 1 && failed[0].contains(said), "{property}: {failed:?}");
        // The report of a failed step has its name already.
        assert!(!failed[0].contains("here::mem:test/Tagged::b"), "{property}: {failed:?}");
        assert_eq!(world.cloud.count(Call::Create), 1, "{property}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_null_element_is_refused_before_the_call() {
    let world = World::new();
    world.cloud.attribute(TOKEN, "id", |_| Value::Null);
    world.up(&[res(TOKEN, "a"), res(TAGGED, "b").on(&["a"])]).await;
    assert!(world.failures()[0].contains("`links[0]`"), "{:?}", world.failures());
    assert_eq!(world.cloud.count(Call::Create), 1);
}

#[tokio::test(start_paused = true)]
async fn a_retained_resource_keeps_its_name_so_that_no_other_gets_it() {
    let retained = || Options::new().retain_on_delete(true);
    let world = World::new();
    world.up(&[res(NAMED, "a").with(retained())]).await;
    let error = refusal(&world, &[res(NAMED, "a").set("kind", "x").with(retained())]).await;
    assert!(error.contains("retain_on_delete"), "{error}");
    // Nor does one under another name in the program.
    let error = refusal(&world, &[res(NAMED, "b").set("name", "a")]).await;
    assert!(error.contains("retain_on_delete"), "{error}");
    let renamed = [res(NAMED, "a").set("name", "other").with(retained())];
    world.up(&renamed).await;
    assert_eq!((world.failures(), world.cloud.resources().len()), (Vec::new(), 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_deleted_first_waits_for_what_its_replacement_needs() {
    let stack = |kind: &str| [res(TOKEN, "a").set("kind", kind), res(NAMED, "b").refer("parent", "a", "id")];
    let world = World::new();
    world.up(&stack("1")).await;
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).of(TOKEN));
    world.up(&stack("2")).await;
    assert_eq!(world.cloud.count(Call::Delete), 0, "the old one is not deleted for nothing");
    world.cloud.clear_faults();
    world.up(&stack("2")).await;
    world.assert_settled(&stack("2")).await;
}

#[tokio::test(start_paused = true)]
async fn what_takes_over_the_name_of_a_deleted_resource_waits_for_its_own_dependencies() {
    let world = World::new();
    world.up(&[res(NAMED, "old").set("name", "n")]).await;
    let stack = [res(TOKEN, "a"), res(NAMED, "new").set("name", "n").on(&["a"])];
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).of(TOKEN));
    world.up(&stack).await;
    assert_eq!(world.cloud.count(Call::Delete), 0);
    world.cloud.clear_faults();
    world.up(&stack).await;
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn dependencies_that_are_deleted_first_themselves_are_no_circle() {
    let stack = |kind: &str| {
        let first = res(NAMED, "a").set("kind", kind);
        let second = res(NAMED, "b").refer("parent", "a", "id").on(&["a"]);
        [first, second, res(NAMED, "c").refer("parent", "b", "id").after("a")]
    };
    let world = World::new();
    world.up(&stack("1")).await;
    let summary = world.up(&stack("2")).await;
    assert_eq!((summary.replaced, world.failures()), (3, Vec::new()));
    world.assert_settled(&stack("2")).await;
}

#[tokio::test(start_paused = true)]
async fn mistakes_are_mistakes_of_the_program() {
    let world = World::new();
    let refused = world.prepare(&[res(TAGGED, "a").set("any", nested(200))]).await.map(|_| ());
    let Err(archipel_engine::engine::EngineError::Plan(PlanError::Program(mistakes))) = refused else {
        panic!("{refused:?}")
    };
    assert!(mistakes[0].at.file.ends_with(".rs"), "{mistakes:?}");
}
