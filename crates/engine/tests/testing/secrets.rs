//! Secrets stay secret: in errors of functions and services, in values that are known only later, in parts that are kept.

use std::sync::Arc;

use archipel_engine::apply::{ApplyOptions, Cancel, Providers};
use archipel_engine::engine::{Engine, EngineError, PrepareOptions};
use archipel_engine::event::NoEvents;
use archipel_engine::resource::{ErrorKind, ProviderError, Registry, ResourceSchema as _};
use archipel_engine::state::{Change, LockInfo, MemoryStore, Snapshot, StateError, StateStore};
use archipel_engine::testing::{Call, Cloud, Effect, Fault, MemoryProvider, Test};
use archipel_engine::{Options, Output, Stack, Value, output_format};

use super::types::{Host, HostArgs, Lease, LeaseArgs, Net, NetArgs, NetId, Zones, ZonesAttrs};

fn net(stack: &Stack) -> Net {
    Net::new(&stack.region("here"), "main", NetArgs::new("10.0.0.0/16"))
}

fn secret(text: &str) -> Output<String> {
    Output::known(text.to_owned()).secret()
}

#[test]
fn a_function_of_a_secret_that_panics_does_not_repeat_it() {
    for secret in [false, true] {
        let refusal = Test::new("shop", "dev").refused(move |stack| {
            let value = Output::known("hush".to_owned());
            let value = if secret { value.secret() } else { value };
            stack.output("value", value.map(|value| value.parse::<i64>().unwrap_or_else(|_| panic!("not {value}"))));
        });
        assert_eq!(refusal.to_string().contains("not hush"), !secret, "{refusal}");
        refusal.assert_says("secrets.rs:").assert_says("panicked at ");
    }
}

#[test]
fn a_secret_of_any_type_is_taken_out_of_the_error_of_a_service() {
    let mut test = Test::new("shop", "dev");
    let error = "`4711` and `hush` are in use, and 0.25 is not a share";
    let error = ProviderError::new(ErrorKind::Invalid, error);
    test.cloud().inject(Fault::at(Call::Create, Effect::Error(error)).of(Lease::TYPE));
    let applied = test.try_up(|stack| {
        let rules = Output::known(Value::from([("pin", Value::Int(4711)), ("share", Value::Float(0.25))])).secret();
        Lease::new(&stack.region("here"), "lease", LeaseArgs::new().rules(rules).word(secret("hush")));
    });
    let failures = applied.unwrap().failures;
    assert!(failures[0].contains("`(secret)` and `(secret)` are in use, and (secret) is not"), "{failures:?}");
}

#[test]
fn the_check_of_a_value_that_is_known_late_does_not_repeat_a_secret() {
    let mut test = Test::new("shop", "dev").checked_by(Registry::new("demo", |_| Ok(Arc::new(()))).resource::<Lease>());
    let applied = test.try_up(|stack| {
        let word = output_format!("{}-{}", net(stack).id(), secret("repeat-hush"));
        // The check of the type repeats the word.
        Lease::new(&stack.region("here"), "lease", LeaseArgs::new().word(word));
    });
    let failures = applied.unwrap().failures;
    assert!(failures[0].contains("is not allowed") && !failures[0].contains("hush"), "{failures:?}");
}

#[test]
fn a_secret_of_a_data_source_is_secret_in_what_is_made_of_it_during_the_run() {
    let test = Test::new("shop", "dev");
    let mut test = test.answer::<Zones>(ZonesAttrs { names: vec!["hush".into()] });
    let applied = test.up(|stack| {
        let scope = stack.region("here");
        let options = Options::new().additional_secret_outputs("names");
        let zones = Zones::with_options(&scope, "zones", options);
        // The id is unknown when the plan is made, so that the text is made during the run.
        stack.output("text", output_format!("{} {}", net(stack).id(), zones.names().at(0)));
    });
    assert_eq!(applied.outputs["text"], Value::from("net-1 hush").into_secret());
}

#[test]
fn a_kept_part_of_what_was_secret_stays_secret() {
    let lease = |owners: Output<std::collections::BTreeMap<String, String>>| {
        move |stack: &Stack| {
            let options = Options::new().ignore_changes("owners.pw");
            Lease::with_options(&stack.region("here"), "lease", LeaseArgs::new().owners(&owners), options);
        }
    };
    let owners = |pw: &str| Output::known([("pw".to_owned(), pw.to_owned())].into());
    let mut test = Test::new("shop", "dev");
    test.up(lease(owners("hush").secret()));
    let planned = test.plan(lease(owners("other")));
    let json = serde_json::to_string(planned.plan()).unwrap();
    assert!(!json.contains("hush"), "{json}");
    test.up(lease(owners("other")));
    let state = test.state();
    let record = state.records.values().next().unwrap();
    assert_eq!(record.desired.inputs.field("owners").field("pw"), &Value::from("hush").into_secret());
    test.plan(lease(owners("other"))).assert_empty();
}

#[test]
fn the_name_of_a_resource_is_never_secret() {
    Test::new("shop", "dev")
        .refused(|stack| {
            Host::new(&stack.region("here"), "web", HostArgs::new(secret("hush"), NetId::new("net-1")));
        })
        .assert_says("invalid `name`: it is secret, but names the resource")
        .assert_says("secrets.rs:");
    // Also where the name is known only during the run.
    let mut test = Test::new("shop", "dev");
    let applied = test.try_up(|stack| {
        let name = output_format!("{}-{}", net(stack).id(), secret("hush"));
        Host::new(&stack.region("here"), "web", HostArgs::new(name, NetId::new("net-1")));
    });
    let failures = applied.unwrap().failures;
    assert!(failures[0].contains("names the resource") && !failures[0].contains("hush"), "{failures:?}");
}

/// A store without a key: it takes no secrets.
struct Keyless(MemoryStore);

#[async_trait::async_trait]
impl StateStore for Keyless {
    fn location(&self) -> String {
        "test".into()
    }
    async fn load(&self) -> Result<Snapshot, StateError> {
        self.0.load().await
    }
    async fn prepare_secrets(&self) -> Result<(), StateError> {
        Err(StateError::NoKey("configure one".into()))
    }
    async fn lock(&self, holder: &LockInfo) -> Result<(), StateError> {
        self.0.lock(holder).await
    }
    async fn commit(&self, changes: Vec<Change>) -> Result<u64, StateError> {
        self.0.commit(changes).await
    }
    async fn record_run(&self, run: archipel_engine::state::RunRecord) -> Result<u64, StateError> {
        self.0.record_run(run).await
    }
    async fn history(&self) -> Result<Vec<archipel_engine::state::RunRecord>, StateError> {
        self.0.history().await
    }
    async fn digester(&self) -> Result<archipel_engine::digest::Digester, StateError> {
        self.0.digester().await
    }
    async fn unlock(&self) -> Result<(), StateError> {
        self.0.unlock().await
    }
}

#[tokio::test]
async fn without_a_key_a_secret_that_is_known_only_later_is_refused_before_anything_is_made() {
    type Declare = fn(&Stack, &Net);
    let cases: [(&str, Declare); 6] = [
        ("the export `id`", |stack, net| stack.output("id", net.id().secret())),
        ("the export `id`", |stack, net| stack.output("id", net.id().secret().map(|id| format!("<{id}>")))),
        ("::web", |stack, net| {
            Host::new(&stack.region("here"), "web", HostArgs::new("web", net.id().secret()));
        }),
        ("::lease", |stack, net| {
            let word = output_format!("{}{}", net.id(), secret("hush"));
            Lease::new(&stack.region("here"), "lease", LeaseArgs::new().word(word));
        }),
        ("::lease", |stack, net| {
            let options = Options::new().trigger(net.id().secret());
            Lease::with_options(&stack.region("here"), "lease", LeaseArgs::new(), options);
        }),
        ("the export `id`", |stack, _| {
            let options = Options::new().additional_secret_outputs("id");
            let host =
                Host::with_options(&stack.region("here"), "web", HostArgs::new("w", NetId::new("net-1")), options);
            stack.output("id", host.id());
        }),
    ];
    for (what, declare) in cases {
        let cloud = Cloud::new();
        cloud.at_once();
        let provider = [Net::schema(), Host::schema(), Lease::schema()]
            .into_iter()
            .fold(MemoryProvider::new("demo", &cloud), MemoryProvider::with);
        let engine = Engine {
            providers: Arc::new(Providers::new().with(Arc::new(provider))),
            store: Arc::new(Keyless(MemoryStore::new())),
            events: Arc::new(NoEvents),
        };
        let stack = Stack::new("shop", "dev");
        declare(&stack, &net(&stack));
        let prepared = engine.prepare(stack.finish().unwrap(), &PrepareOptions::default()).await.unwrap();
        let refused = engine.apply(prepared, ApplyOptions::new("run"), Cancel::new()).await;
        let Err(EngineError::NoKey { what: named, .. }) = refused else { panic!("{what}: {refused:?}") };
        assert!(named.contains(what) || what.starts_with("the export"), "{what}: {named}");
        assert_eq!(cloud.count(Call::Create), 0, "{what}");
    }
}
