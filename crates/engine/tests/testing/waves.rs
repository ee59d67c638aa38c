//! Numbers of resources that depend on values: known at once, or only in a later wave of the same run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use archipel_engine::apply::{ApplyOptions, Cancel, Confirm, Providers};
use archipel_engine::engine::{Engine, PrepareOptions};
use archipel_engine::event::{Event, NoEvents};
use archipel_engine::plan::{Action, Pattern, PlanOptions};
use archipel_engine::resource::{ErrorKind, ResourceSchema as _};
use archipel_engine::state::{Change, Ending, LockInfo, MemoryStore, Snapshot, StateError, StateStore};
use archipel_engine::testing::{Call, Cloud, Fault, MemoryProvider, Test};
use archipel_engine::{Output, Stack, Value};

use super::types::{Host, HostArgs, Net, NetArgs};

/// A host for each zone that the network was given, which only the cloud knows.
fn zones(stack: &Stack) {
    sized(stack, 1);
}

fn sized(stack: &Stack, size: i64) {
    let scope = stack.region("here").component("network");
    let net = Net::new(&scope, "main", NetArgs::new("10.0.0.0/16").size(size));
    let id = net.id();
    scope.for_each("zones", net.given(), move |scope, zone, name| {
        let host = Host::new(scope, "host", HostArgs::new(name, &id));
        scope.output(format!("host-{zone}"), host.id());
    });
}

fn gives(test: &Test, zones: &'static [&'static str]) {
    test.cloud().attribute(Net::TYPE, "given", move |_| Value::from(zones.to_vec()));
}

fn hosts(test: &Test) -> Vec<String> {
    let state = test.state();
    state.records.keys().filter(|key| key.urn.type_name() == Host::TYPE).map(|key| key.urn.path().to_owned()).collect()
}

#[test]
fn what_is_known_is_expanded_at_once() {
    let mut test = Test::new("shop", "dev");
    let planned = test.plan(|stack| {
        let scope = stack.region("here");
        let net = Net::new(&scope, "main", NetArgs::new("x"));
        let id = net.id();
        let sizes = Output::known(BTreeMap::from([("a".to_owned(), "one".to_owned()), ("b".into(), "two".into())]));
        scope.for_each("hosts", sizes, move |scope, _, name| {
            Host::new(scope, "host", HostArgs::new(name, &id));
        });
    });
    assert_eq!((planned.counts().created, planned.deferred().len()), (3, 0));
    planned.resource("hosts/a/host").assert_created().assert_input("name", "one").assert_unknown("net");
    planned.resource("hosts/b/host").assert_input("name", "two");
}

#[test]
fn what_is_not_known_is_deferred_and_made_in_a_later_wave_of_the_same_run() {
    let mut test = Test::new("shop", "dev");
    gives(&test, &["a", "b"]);
    let planned = test.plan(zones);
    assert_eq!((planned.counts().created, planned.deferred()), (1, vec!["network/zones"]));
    let deferred = &planned.plan().deferred[0];
    assert_eq!(deferred.waits_for[0].as_str(), "here::demo:net/Net::network/main");
    let applied = test.up(zones);
    assert_eq!((applied.summary.created, applied.summary.unchanged), (3, 0));
    assert_eq!(hosts(&test), ["network/zones/a/host", "network/zones/b/host"]);
    assert!(applied.outputs.contains_key("host-a") && applied.outputs.contains_key("host-b"), "{:?}", applied.outputs);
    // Now it is known, and nothing waits.
    let planned = test.plan(zones);
    planned.assert_empty();
    assert!(planned.deferred().is_empty());
}

#[test]
fn elements_that_vanish_are_deleted_and_new_ones_made() {
    let mut test = Test::new("shop", "dev").refresh();
    gives(&test, &["a", "b"]);
    test.up(zones);
    gives(&test, &["b", "c"]);
    let planned = test.plan(zones);
    planned.resource("network/zones/a/host").assert_deleted();
    planned.resource("network/zones/b/host").assert_unchanged();
    planned.resource("network/zones/c/host").assert_created();
    test.up(zones);
    assert_eq!(hosts(&test), ["network/zones/b/host", "network/zones/c/host"]);
    test.destroy();
    assert!(test.cloud().resources().is_empty());
}

#[test]
fn while_it_is_open_what_is_wanted_nothing_of_it_is_deleted() {
    let mut test = Test::new("shop", "dev");
    gives(&test, &["a", "b"]);
    test.up(zones);
    gives(&test, &["b"]);
    // The network is recreated, so that its zones are open; its hosts are neither kept nor deleted yet.
    let other = |stack: &Stack| {
        let scope = stack.region("here").component("network");
        let net = Net::new(&scope, "main", NetArgs::new("10.1.0.0/16"));
        let id = net.id();
        scope.for_each("zones", net.given(), move |scope, _, name| {
            Host::new(scope, "host", HostArgs::new(name, &id));
        });
    };
    let planned = test.plan(other);
    assert_eq!((planned.counts().replaced, planned.counts().deleted), (1, 0), "{planned}");
    assert!(
        !planned.plan().steps.iter().any(|step| matches!(step.action, Action::Delete { .. })),
        "its user is undecided:\n{planned}"
    );
    assert_eq!(planned.deferred(), ["network/zones"]);
    let applied = test.up(other);
    // The host of the zone that is left moves to the new network, that of the other goes, and then the old network.
    assert_eq!((applied.summary.replaced, applied.summary.deleted), (2, 1), "{:?}", applied.summary);
    assert_eq!(hosts(&test), ["network/zones/b/host"]);
    assert_eq!(test.cloud().resources().len(), 2, "the old network is gone");
    test.plan(other).assert_empty();
}

#[test]
fn groups_stand_in_one_another() {
    let program = |stack: &Stack| {
        let scope = stack.region("here");
        let outer = Net::new(&scope, "outer", NetArgs::new("x"));
        scope.for_each("nets", outer.given(), |scope, _, cidr| {
            let inner = Net::new(scope, "net", NetArgs::new(cidr));
            let id = inner.id();
            scope.for_each("hosts", inner.given(), move |scope, key, _| {
                Host::new(scope, "host", HostArgs::new(format!("{}-{key}", scope.path().replace('/', ".")), &id));
            });
        });
    };
    let mut test = Test::new("shop", "dev");
    gives(&test, &["a", "b"]);
    let applied = test.up(program);
    assert_eq!(applied.summary.created, 1 + 2 + 4, "three waves");
    test.plan(program).assert_empty();
}

#[test]
fn a_wave_that_fails_is_the_last_and_the_next_run_goes_on() {
    let mut test = Test::new("shop", "dev");
    gives(&test, &["a"]);
    test.cloud().inject(Fault::refuse(Call::Create, ErrorKind::Quota).of(Net::TYPE));
    let applied = test.try_up(zones).unwrap();
    assert_eq!((applied.summary.failed, hosts(&test).len()), (1, 0));
    test.cloud().clear_faults();
    test.cloud().inject(Fault::refuse(Call::Create, ErrorKind::Quota).of(Host::TYPE));
    let applied = test.try_up(zones).unwrap();
    assert_eq!((applied.summary.created, applied.summary.failed), (1, 1));
    test.cloud().clear_faults();
    test.up(zones);
    assert_eq!(hosts(&test).len(), 1);
    test.plan(zones).assert_empty();
}

#[test]
fn elements_that_cannot_name_resources_are_mistakes() {
    for (value, says) in [
        (Value::from(["a", "a"]), "duplicate resource name `a` in this list"),
        (Value::from(["a/b"]), "invalid resource name `a/b`"),
        (Value::from([1]), "they must be texts, and one is a whole number"),
        (Value::from("a"), "for a string: expected a map or a list"),
        (Value::from(["a"]).into_secret(), "cannot be secret"),
    ] {
        let refusal = Test::new("shop", "dev").refused(|stack| {
            let over = Output::<Vec<String>>::from_expr(archipel_engine::program::Expr::known(value.clone()));
            stack.region("here").for_each("group", over, |_, _, _| {});
        });
        refusal.assert_says(says).assert_says("waves.rs:");
    }
}

#[test]
fn mistakes_of_an_element_are_reported_with_their_line() {
    let refusal = Test::new("shop", "dev").refused(|stack| {
        let scope = stack.region("here");
        let names = Output::known(vec!["a".to_owned()]);
        scope.for_each("group", names, |scope, _, name| {
            Net::new(scope, "same", NetArgs::new(&name));
            Net::new(scope, "same", NetArgs::new(&name));
        });
    });
    refusal.assert_says("two resources are named here::demo:net/Net::group/a/same").assert_says("waves.rs:");
}

#[test]
fn a_target_does_not_delete_what_is_open() {
    let mut test = Test::new("shop", "dev");
    gives(&test, &["a", "b"]);
    test.up(zones);
    let options = PlanOptions { targets: vec![Pattern::new("network/zones/a")], ..PlanOptions::default() };
    let mut test = test.options(options);
    test.plan(zones).assert_empty();
    test.plan(|stack| sized(stack, 5)).assert_empty();
}

/// A store that notes who holds it, and how often.
#[derive(Default)]
struct Noting {
    inner: MemoryStore,
    log: Mutex<Vec<&'static str>>,
    ops: Mutex<Vec<String>>,
}

#[async_trait::async_trait]
impl StateStore for Noting {
    fn location(&self) -> String {
        self.inner.location()
    }
    async fn load(&self) -> Result<Snapshot, StateError> {
        self.inner.load().await
    }
    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.log.lock().unwrap().push("acquired");
        self.inner.lock(holder).await
    }
    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        for change in &changes {
            if let Change::Begin(pending) = change {
                self.ops.lock().unwrap().push(pending.op.clone());
            }
        }
        self.inner.commit(changes).await
    }
    async fn unlock(&self) -> Result<(), StateError> {
        self.log.lock().unwrap().push("released");
        self.inner.unlock().await
    }
}

fn world() -> (Engine, Arc<Noting>, Cloud) {
    let cloud = Cloud::new();
    cloud.at_once();
    cloud.attribute(Net::TYPE, "given", |_| Value::from(["a"]));
    let provider = MemoryProvider::new("demo", &cloud).with(Net::schema()).with(Host::schema());
    let store = Arc::new(Noting::default());
    let providers = Arc::new(Providers::new().with(Arc::new(provider)));
    (Engine { providers, store: Arc::clone(&store) as Arc<dyn StateStore>, events: Arc::new(NoEvents) }, store, cloud)
}

fn program() -> archipel_engine::program::Program {
    let stack = Stack::new("shop", "dev");
    zones(&stack);
    stack.finish().unwrap()
}

#[tokio::test]
async fn all_waves_are_one_run_under_one_lock_with_one_end() {
    let (mut engine, store, _) = world();
    let ends = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&ends);
    engine.events = Arc::new(move |event: Event| {
        if let Event::Finished { summary } = event {
            seen.lock().unwrap().push(summary.created);
        }
    });
    let prepared = engine.prepare(program(), &PrepareOptions::default()).await.unwrap();
    engine.apply(prepared, ApplyOptions::new("run"), Cancel::new()).await.unwrap();
    assert_eq!(*store.log.lock().unwrap(), ["acquired", "released"]);
    assert_eq!(*store.ops.lock().unwrap(), ["run#0/0", "run#0.2/0"], "no two operations have one name");
    assert_eq!(*ends.lock().unwrap(), [2]);
}

#[tokio::test]
async fn a_later_wave_is_shown_and_asked_for() {
    let (engine, _, cloud) = world();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let confirm = Confirm::new(move |wave| {
        seen.lock().unwrap().push(wave.plan.steps.len());
        Box::pin(std::future::ready(false))
    });
    let options = ApplyOptions { confirm: Some(confirm), ..ApplyOptions::new("run") };
    let prepared = engine.prepare(program(), &PrepareOptions::default()).await.unwrap();
    let summary = engine.apply(prepared, options, Cancel::new()).await.unwrap();
    assert_eq!((summary.created, summary.failed), (1, 0), "the first wave was agreed to, the second was not");
    assert_eq!(summary.skipped, 1, "it did not do all");
    assert_eq!(*asked.lock().unwrap(), [1]);
    assert_eq!(cloud.resources().len(), 1);
}

#[tokio::test]
async fn a_mistake_in_a_later_wave_ends_the_run_with_its_counts() {
    let (mut engine, _, _) = world();
    let ends = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&ends);
    engine.events = Arc::new(move |event: Event| {
        if let Event::Finished { summary } = event {
            seen.lock().unwrap().push((summary.created, summary.skipped));
        }
    });
    let store = Arc::new(MemoryStore::new());
    engine.store = Arc::clone(&store) as Arc<dyn StateStore>;
    let stack = Stack::new("shop", "dev");
    let scope = stack.region("here");
    let net = Net::new(&scope, "main", NetArgs::new("10.0.0.0/16"));
    scope.for_each("zones", net.given(), |scope, _, _| {
        Net::new(scope, "same", NetArgs::new("a"));
        Net::new(scope, "same", NetArgs::new("b"));
    });
    let prepared = engine.prepare(stack.finish().unwrap(), &PrepareOptions::default()).await.unwrap();
    let error = engine.apply(prepared, ApplyOptions::new("run"), Cancel::new()).await.unwrap_err();
    assert!(error.to_string().contains("two resources are named"), "{error}");
    assert_eq!(*ends.lock().unwrap(), [(1, 1)], "one end, with the resource of the first wave");
    let run = &store.history().await.unwrap()[0];
    assert_eq!((run.ending, run.summary.as_ref().map(|summary| summary.created)), (Ending::Failed, Some(1)));
    assert!(run.error.as_ref().unwrap().contains("two resources are named"), "{run:?}");
}

/// Commands connect to the providers and check the accounts of a whole program, before the first wave.
#[test]
fn what_a_group_declares_is_known_before_its_elements_are() {
    let stack = Stack::new("shop", "dev");
    zones(&stack);
    let later = stack.finish().unwrap().declared_later();
    let types: Vec<&str> = later.iter().map(|node| node.schema.type_name).collect();
    assert_eq!(types, [Host::TYPE]);
}
