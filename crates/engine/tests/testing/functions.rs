//! Functions of outputs: their declarations, panics and values.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, PrepareOptions};
use archipel_engine::event::Event;
use archipel_engine::resource::ResourceSchema as _;
use archipel_engine::state::{Ending, MemoryStore, StateStore as _};
use archipel_engine::testing::{Cloud, MemoryProvider, Test};
use archipel_engine::{Options, Output, Stack, Value};

use super::types::{Host, HostArgs, Net, NetArgs, NetId};

fn net(stack: &Stack) -> Net {
    Net::new(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16"))
}

#[test]
fn a_declaration_in_a_function_of_an_output_is_an_error_at_its_line() {
    let known = |stack: &Stack| {
        let scope = stack.region("here");
        let line = line!() + 2;
        let made = Output::known("a".to_owned()).map(move |name| {
            Net::new(&scope, &name, NetArgs::new("10.1.0.0/16"));
            name
        });
        stack.output("name", made);
        line
    };
    let mut line = 0;
    let refusal = Test::new("shop", "dev").refused(|stack| line = known(stack));
    refusal.assert_says("cannot declare here::demo:net/Net::a in a function of an output");
    refusal.assert_says(&format!("functions.rs:{line}")).assert_says("for_each");
    // Exports, errors and groups of resources, too.
    let others: [fn(&Stack); 3] = [
        |stack| stack.output("inner", "x"),
        |stack| stack.error("wrong"),
        |stack| {
            stack.region("here").for_each("each", Output::known(vec!["a".to_owned()]), |_, _, _| ());
        },
    ];
    for declare in others {
        let refusal = Test::new("shop", "dev").refused(move |stack| {
            let inner = stack.clone();
            let made = Output::known(1_i64).map(move |number| {
                declare(&inner);
                number
            });
            stack.output("outer", made);
        });
        refusal.assert_says("in a function of an output");
    }
    // A function of a value that is known only during the run is called then.
    let mut test = Test::new("shop", "dev");
    let applied = test.try_up(|stack| {
        let scope = stack.region("here");
        let id = net(stack).id().map(move |id| {
            Net::new(&scope, "late", NetArgs::new("10.2.0.0/16"));
            id
        });
        Host::new(&stack.region("here"), "web", HostArgs::new("web", id));
    });
    assert!(applied.unwrap().failures[0].contains("cannot declare here::demo:net/Net::late"));
}

#[test]
fn a_panic_in_a_function_is_an_error_of_the_program_and_not_of_a_resource_type() {
    let refusal = Test::new("shop", "dev").refused(|stack| {
        stack.output("value", Output::known(1_i64).map(|_| -> String { panic!("no value") }));
    });
    refusal.assert_says("a function panicked at ").assert_says("no value").assert_says("functions.rs:");
    let mut test = Test::new("shop", "dev");
    let applied = test.try_up(|stack| {
        let id = net(stack).id().map(|_| -> NetId { panic!("no id") });
        Host::new(&stack.region("here"), "web", HostArgs::new("web", id));
    });
    let failures = applied.unwrap().failures;
    assert!(
        failures[0].contains("a function panicked at ") && !failures[0].contains("bug in resource type"),
        "{failures:?}"
    );
    let refusal = Test::new("shop", "dev").refused(|stack| {
        stack.region("here").for_each("each", Output::known(vec!["a".to_owned()]), |_, key, _| panic!("not {key}"));
    });
    refusal.assert_says("the function of `for_each` panicked at ").assert_says("not a");
}

#[tokio::test]
async fn a_panic_in_the_function_of_an_export_fails_the_run_and_releases_the_lock() {
    let cloud = Cloud::new();
    cloud.at_once();
    let store = Arc::new(MemoryStore::new());
    let events: Arc<Mutex<Vec<Event>>> = Arc::default();
    let seen = Arc::clone(&events);
    let engine = Engine {
        providers: Arc::new(Providers::new().with(Arc::new(MemoryProvider::new("demo", &cloud).with(Net::schema())))),
        store: Arc::clone(&store) as _,
        events: Arc::new(move |event| seen.lock().unwrap().push(event)),
    };
    let program = || {
        let stack = Stack::new("shop", "dev");
        stack.output("id", net(&stack).id().map(|_| -> String { panic!("no id") }));
        stack.finish().unwrap()
    };
    let prepared = engine.prepare(program(), &PrepareOptions::default()).await.unwrap();
    let summary = engine.apply(prepared, ApplyOptions::new("run"), Cancel::new()).await.unwrap();
    assert_eq!((summary.created, summary.failed), (1, 1));
    assert_eq!(store.history().await.unwrap()[0].ending, Ending::Failed);
    let notice =
        |event: &&Event| matches!(event, Event::Notice { message, .. } if message.contains("function panicked"));
    {
        let events = events.lock().unwrap();
        assert_eq!(events.iter().filter(notice).count(), 1, "{events:?}");
    }
    // The lock is free.
    store.lock(&ApplyOptions::new("next").holder).await.unwrap();
}

#[test]
fn numbers_that_are_none_are_refused_in_the_plan() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let refusal = Test::new("shop", "dev").refused(move |stack| stack.output("share", number));
        refusal.assert_says("invalid output `share`").assert_says("expected a finite number");
        let refusal = Test::new("shop", "dev").refused(move |stack| {
            stack.output("share", Output::known(1_i64).map(move |_| number));
        });
        refusal.assert_says("expected a finite number").assert_says("functions.rs:");
        let refusal = Test::new("shop", "dev").refused(move |stack| {
            let options = Options::new().trigger(Value::from(vec![Value::Float(number)]));
            Net::with_options(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16"), options);
        });
        refusal.assert_says("invalid trigger");
    }
}

#[test]
fn the_longest_timeout_is_no_overflow() {
    let declare = |cidr: &'static str, size: i64| {
        move |stack: &Stack| {
            let options = Options::new()
                .create_timeout(Duration::MAX)
                .update_timeout(Duration::MAX)
                .delete_timeout(Duration::MAX);
            Net::with_options(&stack.region("here"), "main", NetArgs::new(cidr).size(size), options);
        }
    };
    let mut test = Test::new("shop", "dev");
    assert_eq!(test.up(declare("10.0.0.0/16", 1)).summary.created, 1);
    assert_eq!(test.up(declare("10.0.0.0/16", 2)).summary.updated, 1);
    assert_eq!(test.up(declare("10.1.0.0/16", 2)).summary.replaced, 1);
    assert_eq!(test.destroy().summary.deleted, 1);
}
