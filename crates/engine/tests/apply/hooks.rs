//! Hooks: their order, their journal, their failures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::apply::Cancel;
use archipel_engine::engine::{Engine, PrepareOptions, Prepared};
use archipel_engine::event::{Event, Summary};
use archipel_engine::hook::HookPoint;
use archipel_engine::plan::{Action, Plan};
use archipel_engine::program::{Handle, Hook, Options, Program, Stack, declare};
use archipel_engine::resource::{ErrorKind, HookHandler, HookRequest, ProviderError, Registry, Result};
use archipel_engine::state::{Operation, PendingState, Record, StateStore as _};
use archipel_engine::testing::{Call, Fault};
use archipel_engine::{Output, Scope, Value};
use async_trait::async_trait;

use crate::support::{TAGGED, TYPES, World, attribute, res};

/// One call of the handler.
#[derive(Clone, Debug, PartialEq)]
struct Ran {
    name: String,
    point: HookPoint,
    token: String,
    id: Option<String>,
    text: Option<String>,
}

/// Behaves as its input `do` says.
#[derive(Clone, Default)]
struct Handler {
    ran: Arc<Mutex<Vec<Ran>>>,
    /// How many calls fail before one succeeds.
    failures: Arc<Mutex<usize>>,
    /// The point at which every call fails.
    fails_at: Arc<Mutex<Option<HookPoint>>>,
}

#[async_trait]
impl HookHandler for Handler {
    fn kind(&self) -> &'static str {
        "test:call"
    }

    fn check(&self, inputs: &Value) -> Vec<String> {
        match inputs.field("do").as_str() {
            Some("refused") => vec!["`do` must not be `refused`".to_owned()],
            _ => Vec::new(),
        }
    }

    async fn run(&self, request: HookRequest<'_>) -> Result<()> {
        let text = request.inputs.field("text").as_str().map(str::to_owned);
        self.ran.lock().unwrap().push(Ran {
            name: request.name.to_owned(),
            point: request.point,
            token: request.token.to_owned(),
            id: request.id.map(str::to_owned),
            text: text.clone(),
        });
        {
            let mut failures = self.failures.lock().unwrap();
            if *failures > 0 {
                *failures -= 1;
                return Err(ProviderError::new(ErrorKind::Invalid, "not yet"));
            }
        }
        if *self.fails_at.lock().unwrap() == Some(request.point) {
            return Err(ProviderError::new(ErrorKind::Invalid, "not now"));
        }
        match request.inputs.field("do").as_str() {
            Some("fail") => {
                Err(ProviderError::new(ErrorKind::Invalid, format!("it said {}", text.unwrap_or_default())))
            }
            Some("hang") => std::future::pending().await,
            Some("panic") => panic!("a bug"),
            _ => Ok(()),
        }
    }
}

struct Hooked {
    world: World,
    handler: Handler,
}

impl Hooked {
    fn new() -> Self {
        Self { world: World::new(), handler: Handler::default() }
    }

    fn engine(&self) -> Engine {
        let provider = Registry::<()>::new("test", |_| Ok(Arc::new(()))).hook(self.handler.clone());
        let engine = self.world.engine();
        Engine { providers: Arc::new((*engine.providers).clone().with(Arc::new(provider))), ..engine }
    }

    async fn prepare(&self, program: Program) -> Prepared {
        self.engine().prepare(program, &PrepareOptions::default()).await.unwrap()
    }

    async fn up(&self, program: Program) -> Summary {
        let prepared = self.prepare(program).await;
        self.engine().apply(prepared, self.world.options(), Cancel::new()).await.unwrap()
    }

    async fn pending(&self) -> Vec<(Operation, PendingState)> {
        let state = self.world.state().await;
        state.pending.iter().map(|pending| (pending.operation, pending.state)).collect()
    }

    async fn record_of(&self, name: &str) -> Arc<Record> {
        let state = self.world.state().await;
        Arc::clone(state.records.values().find(|record| record.key.urn.name() == name).unwrap())
    }

    /// The calls since the last look.
    fn ran(&self) -> Vec<Ran> {
        std::mem::take(&mut *self.handler.ran.lock().unwrap())
    }

    fn names(&self) -> Vec<String> {
        self.ran().into_iter().map(|ran| format!("{} {}", ran.name, ran.point)).collect()
    }
}

fn tagged(scope: &Scope, name: &str, size: i64, on: &[&Handle]) -> Handle {
    let schema = TYPES.iter().find(|schema| schema.type_name == TAGGED).unwrap();
    let known = |value: Value| archipel_engine::program::Expr::known(value);
    let links = on.iter().map(|handle| attribute(handle, "id")).collect();
    let inputs = BTreeMap::from([
        ("name".to_owned(), known(Value::from(name))),
        ("size".to_owned(), known(Value::from(size))),
        ("links".to_owned(), archipel_engine::program::Expr::list(links)),
    ]);
    declare(scope, schema, name, inputs, Options::new())
}

fn call(does: &str) -> Hook {
    Hook::new("test:call").input("do", does).timeout(Duration::from_secs(5))
}

fn id_of(handle: &Handle) -> Output<String> {
    Output::from_expr(attribute(handle, "id"))
}

/// `b` depends on `a`, which has the hook.
fn program(size: i64, hook: impl Fn(&Scope, &Handle)) -> Program {
    let stack = Stack::new("shop", "test");
    let scope = stack.region("here");
    let a = tagged(&scope, "a", size, &[]);
    hook(&scope, &a);
    tagged(&scope, "b", 1, &[&a]);
    stack.finish().unwrap()
}

fn empty() -> Program {
    Stack::new("shop", "test").finish().unwrap()
}

fn order(plan: &Plan) -> Vec<String> {
    let shown = plan.steps.iter().map(|step| match &step.action {
        Action::Hook(hook) => format!("{} {} {}", hook.name, hook.point, step.urn().name()),
        Action::Create => format!("create {}", step.urn().name()),
        Action::Update { .. } => format!("update {}", step.urn().name()),
        Action::Replace { .. } => format!("replace {}", step.urn().name()),
        Action::Delete { .. } => format!("delete {}", step.urn().name()),
        other => format!("{other:?}"),
    });
    shown.collect()
}

fn everywhere(scope: &Scope, a: &Handle) {
    let hook = call("ok").before_create().after_create().before_update().after_update().on_failure();
    scope.hook("h", a, hook);
}

#[tokio::test(start_paused = true)]
async fn hooks_run_around_the_operations_of_their_resource() {
    let hooked = Hooked::new();
    let prepared = hooked.prepare(program(1, everywhere)).await;
    assert_eq!(
        order(&prepared.plan),
        ["h before create a", "create a", "h after create a", "h on failure a", "create b"]
    );
    let reasons: Vec<String> = prepared.plan.steps[2].reasons.iter().map(ToString::to_string).collect();
    assert_eq!(reasons, ["it runs after create of the resource"]);
    let b = prepared.plan.steps.last().unwrap();
    assert!(b.after.contains(&prepared.plan.steps[2].id), "what depends on the resource waits for its hook");
    let summary = hooked.up(program(1, everywhere)).await;
    assert_eq!((summary.created, summary.failed, summary.skipped), (2, 0, 0), "{:?}", hooked.world.failures());
    assert_eq!(hooked.names(), ["h before create", "h after create"], "nothing failed");
    assert_eq!(hooked.pending().await, []);
    hooked.up(program(2, everywhere)).await;
    assert_eq!(hooked.names(), ["h before update", "h after update"]);
    assert!(hooked.prepare(program(2, everywhere)).await.plan.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_replaced_resource_is_deleted_after_the_hook_of_its_replacement() {
    let hooked = Hooked::new();
    hooked.up(program(1, everywhere)).await;
    let options = PrepareOptions {
        plan: archipel_engine::plan::PlanOptions {
            replace: vec![archipel_engine::plan::Pattern::new("a")],
            ..Default::default()
        },
        ..PrepareOptions::default()
    };
    let prepared = hooked.engine().prepare(program(1, everywhere), &options).await.unwrap();
    let order = order(&prepared.plan);
    let at = |what: &str| order.iter().position(|step| step == what).unwrap();
    assert!(at("replace a") < at("h after create a") && at("h after create a") < at("delete a"), "{order:?}");
}

#[tokio::test(start_paused = true)]
async fn a_hook_gets_outputs_of_its_resource_and_its_id() {
    let hooked = Hooked::new();
    let with_id = |scope: &Scope, a: &Handle| {
        scope.hook("h", a, call("ok").input("text", id_of(a)).after_create());
    };
    assert_eq!(hooked.up(program(1, with_id)).await.failed, 0, "{:?}", hooked.world.failures());
    let ran = hooked.ran();
    assert_eq!(ran[0].id, ran[0].text);
    assert!(ran[0].id.is_some());
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_fails_skips_what_depends_on_its_resource_and_is_repeated_with_its_token() {
    let hooked = Hooked::new();
    let after = |scope: &Scope, a: &Handle| scope.hook("h", a, call("ok").after_create());
    *hooked.handler.failures.lock().unwrap() = 1;
    let summary = hooked.up(program(1, after)).await;
    assert_eq!((summary.created, summary.failed, summary.skipped), (1, 1, 1));
    assert!(hooked.world.failures()[0].contains("the hook `h` (after create) failed: not yet"));
    assert_eq!(hooked.pending().await, [(Operation::Hook, PendingState::Unknown)]);
    let prepared = hooked.prepare(program(1, after)).await;
    assert_eq!(order(&prepared.plan), ["h after create a", "create b"]);
    assert_eq!(prepared.plan.steps[0].reasons[0].to_string(), "it did not succeed in an earlier run");
    let summary = hooked.up(program(1, after)).await;
    assert_eq!((summary.created, summary.failed), (1, 0));
    let tokens: Vec<String> = hooked.ran().into_iter().map(|ran| ran.token).collect();
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0], tokens[1], "the receiver recognises the repetition");
    assert_eq!(hooked.pending().await, []);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_is_corrected_gets_another_token() {
    let hooked = Hooked::new();
    let saying = |text: &'static str, does: &'static str| {
        move |scope: &Scope, a: &Handle| scope.hook("h", a, call(does).input("text", text).after_create())
    };
    assert_eq!(hooked.up(program(1, saying("one", "fail"))).await.failed, 1);
    assert_eq!(hooked.up(program(1, saying("two", "ok"))).await.failed, 0);
    let ran = hooked.ran();
    assert_ne!(ran[0].token, ran[1].token);
    assert_eq!(hooked.pending().await, []);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_was_removed_after_it_failed_is_forgotten() {
    let hooked = Hooked::new();
    let failing = |scope: &Scope, a: &Handle| scope.hook("h", a, call("fail").after_create());
    hooked.up(program(1, failing)).await;
    let summary = hooked.up(program(1, |_, _| ())).await;
    assert_eq!((summary.created, summary.failed), (1, 0));
    assert_eq!(hooked.pending().await, []);
}

#[tokio::test(start_paused = true)]
async fn a_hook_may_fail_if_its_policy_says_so() {
    let hooked = Hooked::new();
    let failing = |scope: &Scope, a: &Handle| scope.hook("h", a, call("fail").after_create().continue_on_error());
    let summary = hooked.up(program(1, failing)).await;
    assert_eq!((summary.created, summary.failed, summary.skipped), (2, 0, 0));
    let warned = hooked.world.seen(|event| match event {
        Event::Notice { message, .. } if message.contains("the run continues") => Some(message.clone()),
        _ => None,
    });
    assert_eq!(warned.len(), 1);
    assert_eq!(hooked.pending().await, []);
    assert!(hooked.prepare(program(1, failing)).await.plan.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_hook_is_retried_with_its_token_before_it_has_failed() {
    for (failures, failed) in [(2, 0), (3, 1)] {
        let hooked = Hooked::new();
        *hooked.handler.failures.lock().unwrap() = failures;
        let retried = |scope: &Scope, a: &Handle| scope.hook("h", a, call("ok").after_create().retries(2));
        let before = tokio::time::Instant::now();
        let summary = hooked.up(program(1, retried)).await;
        assert_eq!(summary.failed, failed, "{:?}", hooked.world.failures());
        assert!(before.elapsed() >= Duration::from_secs(3), "a second, and two");
        let tokens: Vec<String> = hooked.ran().into_iter().map(|ran| ran.token).collect();
        assert_eq!(tokens.len(), 3);
        assert!(tokens.iter().all(|token| *token == tokens[0]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_with_another_time_limit_has_the_same_token() {
    let hooked = Hooked::new();
    *hooked.handler.failures.lock().unwrap() = 1;
    for limit in [5, 50] {
        let limit = Duration::from_secs(limit);
        hooked.up(program(1, |scope, a| scope.hook("h", a, call("ok").after_create().timeout(limit)))).await;
    }
    let ran = hooked.ran();
    assert_eq!((ran.len(), &ran[0].token), (2, &ran[1].token));
    assert_eq!(hooked.pending().await, []);
}

#[test]
fn a_second_run_of_the_program_declares_the_same_hooks() {
    let declare = |stack: &Stack, hook: Option<Hook>| {
        let scope = stack.region("here");
        let a = tagged(&scope, "a", 1, &[]);
        hook.into_iter().for_each(|hook| scope.hook("h", &a, hook));
    };
    let hook = || call("ok").input("text", "one").after_create();
    let first = Stack::new("shop", "test");
    declare(&first, Some(hook()));
    let first = Arc::new(first.finish().unwrap());
    let others = [
        (None, "`h` of the hooks of here::mem:test/Tagged::a was"),
        (
            Some(hook().input("text", "two")),
            "`h.inputs.text` of the hooks of here::mem:test/Tagged::a was \"one\" and is",
        ),
        (Some(hook().after_update()), "`h.points`"),
        (Some(hook().continue_on_error()), "`h.policy`"),
        (Some(hook().retries(1)), "`h.retries`"),
        (Some(hook().timeout(Duration::from_secs(9))), "`h.timeout`"),
    ];
    let repeats = |hook: Option<Hook>| {
        let second = Stack::repeating(Arc::clone(&first));
        declare(&second, hook);
        second.repeats()
    };
    assert!(repeats(Some(hook())));
    for (other, says) in others {
        assert!(!repeats(other.clone()), "{says}");
        let second = Stack::new("shop", "test");
        declare(&second, other);
        let divergence = first.divergence(&second.finish().unwrap()).unwrap().to_string();
        assert!(divergence.starts_with(says), "{divergence}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_hangs_ends_at_its_time_limit_and_one_that_panics_fails() {
    for (does, says) in [("hang", "it did not end within 5s"), ("panic", "bug in the handler of test:call")] {
        let hooked = Hooked::new();
        let hook = |scope: &Scope, a: &Handle| scope.hook("h", a, call(does).before_create());
        let before = tokio::time::Instant::now();
        let summary = hooked.up(program(1, hook)).await;
        assert_eq!((summary.created, summary.failed, summary.skipped), (0, 1, 2), "{does}");
        assert!(hooked.world.failures()[0].contains(says), "{:?}", hooked.world.failures());
        assert!(before.elapsed() < Duration::from_secs(10));
        assert!(hooked.world.cloud.resources().is_empty(), "nothing is created after it");
    }
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_is_killed_half_way_is_repeated_by_the_next_run() {
    // A run has these commits: begin and end of the create, of the hook, and of `b`.
    for stop_at in 1..=8 {
        for written in [false, true] {
            let mut hooked = Hooked::new();
            let after = |scope: &Scope, a: &Handle| scope.hook("h", a, call("ok").after_create());
            hooked.world = hooked.world.reborn(Some((stop_at, written))).await;
            let prepared = hooked.prepare(program(1, after)).await;
            let engine = hooked.engine();
            let run = engine.apply(prepared, hooked.world.options(), Cancel::new());
            let _ = tokio::time::timeout(Duration::from_secs(3600), run).await;
            hooked.world = hooked.world.reborn(None).await;
            let summary = hooked.up(program(1, after)).await;
            assert_eq!(summary.failed + summary.skipped, 0, "{stop_at}: {:?}", hooked.world.failures());
            let ran = hooked.ran();
            assert!(!ran.is_empty(), "{stop_at} {written}: the hook ran");
            assert!(ran.iter().all(|call| call.token == ran[0].token), "{stop_at} {written}: {ran:?}");
            assert_eq!(hooked.pending().await, []);
            assert_eq!(hooked.world.cloud.resources().len(), 2);
            assert!(hooked.prepare(program(1, after)).await.plan.is_empty());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_runs_the_hooks_for_it_and_only_those() {
    let hooked = Hooked::new();
    hooked.world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).times(1));
    let hooks = |scope: &Scope, a: &Handle| {
        scope.hook("tell", a, call("ok").on_failure());
        scope.hook("after", a, call("ok").after_create());
    };
    let summary = hooked.up(program(1, hooks)).await;
    assert_eq!(summary.failed, 1);
    assert_eq!(hooked.names(), ["tell on failure"]);
    // Also where another hook fails, and where the run is to stop.
    let hooked = Hooked::new();
    let hooks = |scope: &Scope, a: &Handle| {
        scope.hook("tell", a, call("ok").on_failure());
        scope.hook("after", a, call("fail").after_create());
    };
    let prepared = hooked.prepare(program(1, hooks)).await;
    let mut options = hooked.world.options();
    options.stop_on_error = true;
    let summary = hooked.engine().apply(prepared, options, Cancel::new()).await.unwrap();
    assert_eq!((summary.created, summary.failed), (1, 1));
    assert_eq!(hooked.names(), ["after after create", "tell on failure"]);
}

#[tokio::test(start_paused = true)]
async fn a_second_cancel_leaves_a_hook_for_the_next_run() {
    let hooked = Hooked::new();
    let hanging = |scope: &Scope, a: &Handle| {
        scope.hook("h", a, call("hang").timeout(Duration::from_secs(3600)).after_create().continue_on_error());
    };
    let prepared = hooked.prepare(program(1, hanging)).await;
    let cancel = Cancel::new();
    let engine = hooked.engine();
    let run = engine.apply(prepared, hooked.world.options(), cancel.clone());
    let stop = async {
        tokio::time::sleep(Duration::from_secs(600)).await;
        cancel.request();
        cancel.request();
    };
    let (summary, ()) = tokio::join!(run, stop);
    assert!(summary.unwrap().cancelled);
    assert_eq!(hooked.pending().await, [(Operation::Hook, PendingState::Unknown)]);
}

#[tokio::test(start_paused = true)]
async fn secrets_of_a_hook_are_sealed_in_the_journal_and_scrubbed_from_its_error() {
    let hooked = Hooked::new();
    let secret = |scope: &Scope, a: &Handle| {
        let password = Output::known("hunter2hunter2".to_owned()).secret();
        scope.hook("h", a, call("fail").input("text", password).after_create());
    };
    let prepared = hooked.prepare(program(1, secret)).await;
    let json = serde_json::to_string(&*prepared.plan).unwrap();
    assert!(!json.contains("hunter2"), "{json}");
    hooked.up(program(1, secret)).await;
    assert_eq!(hooked.ran()[0].text.as_deref(), Some("hunter2hunter2"), "the handler gets it");
    let failures = hooked.world.failures();
    assert!(failures[0].contains("it said") && !failures[0].contains("hunter2"), "{failures:?}");
    let state = hooked.world.store.load().await.unwrap();
    assert!(state.pending[0].desired.inputs.has_secret());
}

#[tokio::test(start_paused = true)]
async fn mistakes_of_hooks_are_reported_with_their_lines() {
    let hooked = Hooked::new();
    let refused = |hook: fn(&Scope, &Handle)| {
        let stack = Stack::new("shop", "test");
        let scope = stack.region("here");
        let a = tagged(&scope, "a", 1, &[]);
        let b = tagged(&scope, "b", 1, &[&a]);
        hook(&scope, &a);
        scope.hook("b", &b, Hook::new("test:call").after_create());
        stack.finish()
    };
    let at_once = |hook: fn(&Scope, &Handle), says: &str| {
        let mistakes = refused(hook).unwrap_err();
        assert!(mistakes[0].message.contains(says), "{mistakes:?}");
    };
    at_once(|scope, a| scope.hook("h", a, call("ok")), "the hook `h` never runs");
    at_once(|scope, a| scope.hook("", a, call("ok").on_failure()), "the name of a hook is empty");
    at_once(
        |scope, a| {
            scope.hook("h", a, call("ok").on_failure());
            scope.hook("h", a, call("ok").on_failure());
        },
        "two hooks of one resource are named `h`",
    );
    at_once(
        |scope, a| scope.hook("h", a, call("ok").input("text", id_of(a)).before_create()),
        "runs before create and refers to outputs of its resource",
    );
    let planned = async |program: Program, says: &str| {
        let error = hooked.engine().prepare(program, &PrepareOptions::default()).await.err().unwrap().to_string();
        assert!(error.contains(says) && error.contains("hooks.rs:"), "{error}");
    };
    planned(refused(|scope, a| scope.hook("h", a, call("refused").after_create())).unwrap(), "must not be `refused`")
        .await;
    let unknown = refused(|scope, a| scope.hook("h", a, Hook::new("test:other").after_create())).unwrap();
    planned(unknown, "no provider runs hooks of the kind `test:other`").await;
    let stack = Stack::new("shop", "test");
    let scope = stack.region("here");
    let a = tagged(&scope, "a", 1, &[]);
    let b = tagged(&scope, "b", 1, &[&a]);
    scope.hook("h", &a, call("ok").input("text", id_of(&b)).after_create());
    planned(stack.finish().unwrap(), "which depends on here::mem:test/Tagged::a: attach it to").await;
}

#[tokio::test(start_paused = true)]
async fn a_hook_waits_for_what_its_inputs_need() {
    let hooked = Hooked::new();
    let stack = Stack::new("shop", "test");
    let scope = stack.region("here");
    let a = tagged(&scope, "a", 1, &[]);
    let other = tagged(&scope, "other", 1, &[]);
    scope.hook("h", &a, call("ok").input("text", id_of(&other)).after_create());
    let program = stack.finish().unwrap();
    let prepared = hooked.prepare(program.clone()).await;
    let plan = &prepared.plan;
    let hook = plan.steps.iter().find(|step| step.action.hook().is_some()).unwrap();
    let other = plan.steps.iter().find(|step| step.urn().name() == "other").unwrap();
    assert!(hook.after.contains(&other.id));
    assert_eq!(hooked.up(program).await.failed, 0, "{:?}", hooked.world.failures());
    assert!(hooked.ran()[0].text.is_some());
}

#[tokio::test(start_paused = true)]
async fn hooks_run_around_the_delete_of_a_resource_that_the_program_no_longer_declares() {
    let hooked = Hooked::new();
    let around = |scope: &Scope, a: &Handle| {
        scope.hook("h", a, call("ok").input("text", "recorded").before_delete().after_delete());
    };
    hooked.up(program(1, around)).await;
    assert_eq!(hooked.ran(), []);
    assert!(hooked.prepare(program(1, around)).await.plan.is_empty(), "a recorded hook changes nothing");
    let id = hooked.record_of("a").await.id.to_string();
    let prepared = hooked.prepare(empty()).await;
    assert_eq!(order(&prepared.plan), ["delete b", "h before delete a", "delete a", "h after delete a"]);
    let reasons: Vec<String> = prepared.plan.steps[1].reasons.iter().map(ToString::to_string).collect();
    assert_eq!(reasons, ["it runs before delete of the resource"]);
    let summary = hooked.up(empty()).await;
    assert_eq!((summary.deleted, summary.failed), (2, 0), "{:?}", hooked.world.failures());
    let ran = hooked.ran();
    assert_eq!(ran.iter().map(|ran| ran.point).collect::<Vec<_>>(), [HookPoint::BeforeDelete, HookPoint::AfterDelete]);
    for ran in ran {
        assert_eq!((ran.text.as_deref(), ran.id.as_deref()), (Some("recorded"), Some(id.as_str())));
    }
    assert_eq!(hooked.pending().await, []);
}

#[tokio::test(start_paused = true)]
async fn a_destroy_runs_the_recorded_hooks_without_the_program() {
    let hooked = Hooked::new();
    let around = |scope: &Scope, a: &Handle| scope.hook("h", a, call("ok").before_delete().after_delete());
    hooked.up(program(1, around)).await;
    let destroy = async || {
        let engine = hooked.engine();
        let prepared = engine.prepare_destroy("shop", "test", &PrepareOptions::default()).await.unwrap();
        engine.apply(prepared, hooked.world.options(), Cancel::new()).await.unwrap()
    };
    // One that fails before the delete keeps the resource.
    *hooked.handler.failures.lock().unwrap() = 1;
    let summary = destroy().await;
    assert_eq!((summary.deleted, summary.failed, summary.skipped), (1, 1, 2), "{:?}", hooked.world.failures());
    assert_eq!(hooked.world.cloud.resources().len(), 1);
    // One that fails after it is repeated by the next run, which has nothing else to do.
    let tokens = |ran: Vec<Ran>| ran.into_iter().map(|ran| ran.token).collect::<Vec<_>>();
    let first = tokens(hooked.ran());
    let failing_after = hooked.handler.clone();
    *failing_after.fails_at.lock().unwrap() = Some(HookPoint::AfterDelete);
    let summary = destroy().await;
    assert_eq!((summary.deleted, summary.failed), (1, 1), "{:?}", hooked.world.failures());
    let second = tokens(hooked.ran());
    assert_eq!(first[0], second[0], "the hook before the delete has the same token");
    assert_eq!(hooked.pending().await, [(Operation::Hook, PendingState::Unknown)]);
    *failing_after.fails_at.lock().unwrap() = None;
    let engine = hooked.engine();
    let prepared = engine.prepare_destroy("shop", "test", &PrepareOptions::default()).await.unwrap();
    assert_eq!(order(&prepared.plan), ["h after delete a"]);
    assert_eq!(prepared.plan.steps[0].reasons[0].to_string(), "it did not succeed in an earlier run");
    assert_eq!(destroy().await.failed, 0);
    assert_eq!(tokens(hooked.ran()), second[1..], "the same token");
    assert_eq!(hooked.pending().await, []);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_killed_around_a_delete_repeats_its_hooks() {
    // A run has these commits: begin and end of the hook before, of two deletes, and of the hook after.
    for stop_at in 1..=14 {
        for written in [false, true] {
            let mut hooked = Hooked::new();
            let around = |scope: &Scope, a: &Handle| {
                scope.hook("h", a, call("ok").before_delete().after_delete());
                scope.hook("last", a, call("ok").after_delete());
            };
            hooked.up(program(1, around)).await;
            hooked.world = hooked.world.reborn(Some((stop_at, written))).await;
            let prepared = hooked.prepare(empty()).await;
            let engine = hooked.engine();
            let run = engine.apply(prepared, hooked.world.options(), Cancel::new());
            let _ = tokio::time::timeout(Duration::from_secs(3600), run).await;
            hooked.world = hooked.world.reborn(None).await;
            let summary = hooked.up(empty()).await;
            assert_eq!(summary.failed, 0, "{stop_at} {written}: {:?}", hooked.world.failures());
            assert!(hooked.world.cloud.resources().is_empty());
            let ran = hooked.ran();
            // A run that stopped between the hook and the delete runs the hook before it again, as one of its own.
            let tokens = |point: HookPoint| -> BTreeSet<&String> {
                ran.iter().filter(|ran| ran.point == point).map(|ran| &ran.token).collect()
            };
            assert!(!tokens(HookPoint::BeforeDelete).is_empty());
            let after = tokens(HookPoint::AfterDelete).len();
            assert_eq!(after, 2, "{stop_at} {written}: each hook has one token: {ran:?}");
            assert_eq!(hooked.pending().await, [], "{stop_at} {written}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_killed_around_an_update_repeats_its_hooks() {
    for stop_at in 1..=10 {
        for written in [false, true] {
            let mut hooked = Hooked::new();
            let after = |scope: &Scope, a: &Handle| {
                scope.hook("h", a, call("ok").after_update());
                scope.hook("last", a, call("ok").after_update());
            };
            hooked.up(program(1, after)).await;
            hooked.world = hooked.world.reborn(Some((stop_at, written))).await;
            let prepared = hooked.prepare(program(2, after)).await;
            let engine = hooked.engine();
            let run = engine.apply(prepared, hooked.world.options(), Cancel::new());
            let _ = tokio::time::timeout(Duration::from_secs(3600), run).await;
            hooked.world = hooked.world.reborn(None).await;
            let summary = hooked.up(program(2, after)).await;
            assert_eq!(summary.failed, 0, "{stop_at} {written}: {:?}", hooked.world.failures());
            let ran = hooked.ran();
            for name in ["h", "last"] {
                assert!(ran.iter().any(|ran| ran.name == name), "{stop_at} {written}: {name} did not run: {ran:?}");
            }
            assert_eq!(hooked.pending().await, [], "{stop_at} {written}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_that_failed_leaves_no_hook_to_repeat() {
    let hooked = Hooked::new();
    let after = |scope: &Scope, a: &Handle| scope.hook("h", a, call("ok").after_update().after_delete());
    hooked.up(program(1, after)).await;
    hooked.world.cloud.inject(Fault::refuse(Call::Update, ErrorKind::Invalid).times(1));
    assert_eq!(hooked.up(program(2, after)).await.failed, 1);
    let hooks = hooked.pending().await.into_iter().filter(|(operation, _)| *operation == Operation::Hook).count();
    assert_eq!(hooks, 0);
    hooked.up(program(1, after)).await;
    assert_eq!(hooked.names(), Vec::<String>::new(), "the program has gone back");
}

#[tokio::test(start_paused = true)]
async fn a_changed_hook_of_a_delete_is_recorded_and_runs_at_a_replacement() {
    let hooked = Hooked::new();
    let saying = |text: &'static str| {
        move |scope: &Scope, a: &Handle| scope.hook("h", a, call("ok").input("text", text).before_delete())
    };
    hooked.up(program(1, saying("one"))).await;
    let prepared = hooked.prepare(program(1, saying("two"))).await;
    assert!(matches!(prepared.plan.steps[0].action, Action::UpdateState { .. }), "{:?}", order(&prepared.plan));
    hooked.up(program(1, saying("two"))).await;
    let options = PrepareOptions {
        plan: archipel_engine::plan::PlanOptions {
            replace: vec![archipel_engine::plan::Pattern::new("a")],
            ..Default::default()
        },
        ..PrepareOptions::default()
    };
    let engine = hooked.engine();
    let prepared = engine.prepare(program(1, saying("three")), &options).await.unwrap();
    let order = order(&prepared.plan);
    let at = |what: &str| order.iter().position(|step| step == what).unwrap();
    assert!(at("replace a") < at("h before delete a") && at("h before delete a") < at("delete a"), "{order:?}");
    engine.apply(prepared, hooked.world.options(), Cancel::new()).await.unwrap();
    let texts: Vec<Option<String>> = hooked.ran().into_iter().map(|ran| ran.text).collect();
    assert_eq!(texts, [Some("two".to_owned())], "the hook of the old one is the one recorded with it");
}

#[tokio::test(start_paused = true)]
async fn what_a_hook_of_a_delete_needs_is_deleted_after_it() {
    let hooked = Hooked::new();
    let declare = || {
        let stack = Stack::new("shop", "test");
        let scope = stack.region("here");
        let a = tagged(&scope, "a", 1, &[]);
        let other = tagged(&scope, "other", 1, &[]);
        scope.hook("h", &a, call("ok").input("text", id_of(&other)).before_delete());
        stack.finish().unwrap()
    };
    assert_eq!(hooked.up(declare()).await.failed, 0, "{:?}", hooked.world.failures());
    assert!(hooked.prepare(declare()).await.plan.is_empty());
    assert_eq!(order(&hooked.prepare(empty()).await.plan), ["h before delete a", "delete a", "delete other"]);
    let id = hooked.record_of("other").await.id.to_string();
    hooked.up(empty()).await;
    assert_eq!(hooked.ran()[0].text, Some(id));
}

#[tokio::test(start_paused = true)]
async fn a_plan_with_recorded_hooks_that_no_provider_runs_is_refused() {
    let hooked = Hooked::new();
    hooked.up(program(1, |scope, a| scope.hook("h", a, call("ok").before_delete()))).await;
    let error = hooked.world.engine().prepare(empty(), &PrepareOptions::default()).await.err().unwrap().to_string();
    assert!(error.contains("here::mem:test/Tagged::a has a hook of the kind `test:call`"), "{error}");
    let error = hooked
        .world
        .engine()
        .prepare_destroy("shop", "test", &PrepareOptions::default())
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("remove the hooks in a separate run"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_rollback_keeps_the_hooks_of_deletes() {
    let hooked = Hooked::new();
    let around = |scope: &Scope, a: &Handle| scope.hook("h", a, call("ok").before_delete().after_delete());
    hooked.up(program(1, around)).await;
    let then = hooked.world.state().await;
    let back = archipel_engine::plan::recorded(
        "shop",
        "test",
        archipel_engine::plan::Recorded { then: &then, now: &then, number: 1 },
        &*hooked.engine().providers,
    )
    .unwrap();
    let prepared = hooked.prepare(back).await;
    assert!(prepared.plan.is_empty(), "{:?}", order(&prepared.plan));
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_did_not_finish_is_repeated_under_the_new_name_of_its_resource() {
    let named = |name: &'static str, size: i64| {
        let stack = Stack::new("shop", "test");
        let schema = TYPES.iter().find(|schema| schema.type_name == TAGGED).unwrap();
        let known = |value: Value| archipel_engine::program::Expr::known(value);
        let inputs =
            [("name".to_owned(), known(Value::from("a"))), ("size".to_owned(), known(Value::from(size)))].into();
        let renamed = Options::new().alias(archipel_engine::program::Alias::Name("a".to_owned()));
        let options = if name == "a" { Options::new() } else { renamed };
        let a = declare(&stack.region("here"), schema, name, inputs, options);
        stack.region("here").hook("h", &a, call("ok").after_create());
        stack.finish().unwrap()
    };
    // The update that follows the rename fails, or the run ends after any of its commits.
    for stop in [None, Some((1, true)), Some((2, true)), Some((3, true)), Some((4, true))] {
        let mut hooked = Hooked::new();
        *hooked.handler.failures.lock().unwrap() = 1;
        assert_eq!(hooked.up(named("a", 1)).await.failed, 1);
        hooked.world = hooked.world.reborn(stop).await;
        if stop.is_none() {
            hooked.world.cloud.inject(Fault::refuse(Call::Update, ErrorKind::Invalid).times(1));
        }
        let prepared = hooked.prepare(named("b", 2)).await;
        let engine = hooked.engine();
        let run = engine.apply(prepared, hooked.world.options(), Cancel::new());
        let _ = tokio::time::timeout(Duration::from_secs(3600), run).await;
        hooked.world = hooked.world.reborn(None).await;
        hooked.up(named("b", 2)).await;
        let tokens: Vec<String> = hooked.ran().into_iter().map(|ran| ran.token).collect();
        assert!(tokens.len() >= 2, "{stop:?}: the hook is repeated");
        assert!(tokens.iter().all(|token| *token == tokens[0]), "{stop:?}: {tokens:?}");
        assert_eq!(hooked.pending().await, [], "{stop:?}");
        assert!(hooked.prepare(named("b", 2)).await.plan.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_run_that_selects_others_keeps_the_hook_of_a_renamed_resource() {
    let world = World::new();
    let named = |name: &str| {
        let mut a = res(TAGGED, name).set("name", "a").was("a");
        a.hook = true;
        vec![a, res(TAGGED, "c")]
    };
    let mut first = named("a");
    first[0].options = Options::new();
    *world.hooks.fails.lock().unwrap() = Some(Box::new(|| true));
    assert_eq!(world.up(&first[..1]).await.failed, 1);
    *world.hooks.fails.lock().unwrap() = None;
    let prepared = world.prepare_only(&named("b"), &["c"]).await.unwrap();
    assert_eq!(world.engine().apply(prepared, world.options(), Cancel::new()).await.unwrap().created, 1);
    world.up(&named("b")).await;
    assert_eq!(world.hooks.ran.lock().unwrap().len(), 1, "the next run of all repeats it");
}
