//! What services say about a plan, and resources that have the name of a deleted one.

use std::sync::Arc;

use archipel_engine::Value;
use archipel_engine::engine::{Engine, PrepareOptions, Prepared};
use archipel_engine::event::{Event, Level};
use archipel_engine::path::Path;
use archipel_engine::plan::{Action, Difference, Reason};
use archipel_engine::resource::{
    ErrorKind, Foreseen, ForeseenChange, Found, Id, PlannedChange, Provider, ProviderError, Providers, ReadRequest,
    Result, TypeOperations, TypeRules,
};
use archipel_engine::schema::Schema;
use async_trait::async_trait;

use crate::support::{Res, TAGGED, World, program, res};

/// The provider in memory, with what its service says before an apply.
#[derive(Clone)]
struct Service {
    memory: Arc<Providers>,
    /// Whether what is read is another resource than the recorded one.
    recreated: bool,
    answers: fn(PlannedChange<'_>) -> Result<Foreseen>,
}

struct Asked {
    service: Service,
    memory: Arc<dyn TypeOperations>,
}

impl Provider for Service {
    fn name(&self) -> &str {
        TAGGED.split(':').next().unwrap()
    }

    fn schemas(&self) -> Vec<&'static Schema> {
        self.memory.iter().flat_map(|provider| provider.schemas()).collect()
    }

    fn get(&self, type_name: &str) -> Option<Arc<dyn TypeOperations>> {
        let memory = self.memory.get(type_name).ok()?;
        Some(Arc::new(Asked { service: self.clone(), memory }))
    }
}

impl TypeRules for Asked {
    fn schema(&self) -> &'static Schema {
        self.memory.schema()
    }

    fn is_same(&self, _: &Value, _: &Value) -> bool {
        !self.service.recreated
    }
}

#[async_trait]
impl TypeOperations for Asked {
    async fn read(&self, request: ReadRequest<'_>, ids: &[Id]) -> Result<Found> {
        self.memory.read(request, ids).await
    }

    async fn foresee(&self, _: ReadRequest<'_>, change: PlannedChange<'_>) -> Result<Foreseen> {
        (self.service.answers)(change)
    }
}

async fn prepare(world: &World, stack: &[Res], service: Service, refresh: bool) -> (Prepared, Vec<String>) {
    let engine = Engine { providers: Arc::new(Providers::new().with(Arc::new(service))), ..world.engine() };
    world.events.lock().unwrap().clear();
    let options = PrepareOptions { refresh, ..PrepareOptions::default() };
    let prepared = engine.prepare(program(stack), &options).await.unwrap();
    let events = world.events.lock().unwrap();
    let warning = |event: &Event| match event {
        Event::Notice { level: Level::Warning | Level::Info, message } => Some(message.clone()),
        _ => None,
    };
    let warnings = events.iter().filter_map(warning).collect();
    drop(events);
    (prepared, warnings)
}

fn service(world: &World, answers: fn(PlannedChange<'_>) -> Result<Foreseen>) -> Service {
    Service { memory: world.engine().providers, recreated: false, answers }
}

#[tokio::test(start_paused = true)]
async fn what_a_service_says_about_a_create_or_an_update_is_a_warning_without_secrets() {
    let world = World::new();
    world.up(&[res(TAGGED, "old").set("size", 1_i64), res(TAGGED, "same")]).await;
    let answers = |change: PlannedChange<'_>| {
        let what = change.recorded.map_or("create", |recorded| {
            assert!(!recorded.outputs.is_null());
            "update"
        });
        Ok(Foreseen::warning(format!(
            "{what} of size {:?} refused, password {:?}",
            change.new.field("size"),
            change.new.field("password")
        )))
    };
    let stack = [
        res(TAGGED, "old").set("size", 2_i64),
        res(TAGGED, "same"),
        res(TAGGED, "new").set("password", "s3cret-value"),
    ];
    let (prepared, warnings) = prepare(&world, &stack, service(&world, answers), false).await;
    assert_eq!(prepared.plan.steps.len(), 2);
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings.iter().any(|text| text.contains("update of size") && text.contains("::old")), "{warnings:?}");
    assert!(warnings.iter().all(|text| !text.contains("s3cret-value")), "{warnings:?}");
}

/// The answer of a service that changes another property too.
fn changes_rate(new: Value) -> Result<Foreseen> {
    let effect = ForeseenChange { path: Path::root().key("rate"), old: Value::from(1_i64), new };
    Ok(Foreseen { effects: vec![effect], ..Foreseen::default() })
}

#[tokio::test(start_paused = true)]
async fn what_a_service_changes_beside_the_program_is_a_part_of_the_step() {
    let world = World::new();
    world.up(&[res(TAGGED, "a").set("size", 1_i64)]).await;
    let larger = [res(TAGGED, "a").set("size", 2_i64).set("password", "s3cret-value")];
    let plan = async |answers: fn(PlannedChange<'_>) -> Result<Foreseen>| {
        let (prepared, notices) = prepare(&world, &larger, service(&world, answers), false).await;
        assert!(notices.is_empty(), "{notices:?}");
        prepared
    };
    let two = plan(|_| changes_rate(Value::from(2_i64))).await;
    let effect = &two.plan.steps[0].effects[0];
    assert_eq!((effect.difference, &effect.new), (Difference::Changed, &Value::from(2_i64)));
    // Another answer of the service is another plan.
    let three = plan(|_| changes_rate(Value::from(3_i64))).await;
    assert_ne!(two.hash, three.hash);
    assert_eq!(two.hash, plan(|_| changes_rate(Value::from(2_i64))).await.hash);
    let chosen = plan(|_| changes_rate(Value::Unknown)).await;
    assert_eq!(chosen.plan.steps[0].effects[0].difference, Difference::MayChange);
    // A value that repeats a secret of the program is one.
    let repeats = plan(|_| changes_rate(Value::from("login with s3cret-value"))).await;
    assert!(matches!(repeats.plan.steps[0].effects[0].new, Value::Secret(_)), "{:?}", repeats.plan.steps[0].effects);
}

#[tokio::test(start_paused = true)]
async fn an_update_that_a_service_refuses_in_place_is_planned_as_a_replacement() {
    let world = World::new();
    world.up(&[res(TAGGED, "a").set("size", 1_i64), res(TAGGED, "b").set("size", 1_i64)]).await;
    let answers = |change: PlannedChange<'_>| {
        let is_a = change.urn.name() == "a" && change.recorded.is_some();
        let immutable = is_a.then(|| "size is immutable".to_owned());
        Ok(Foreseen { immutable, ..Foreseen::default() })
    };
    let larger = [res(TAGGED, "a").set("size", 2_i64), res(TAGGED, "b").set("size", 2_i64)];
    let (prepared, notices) = prepare(&world, &larger, service(&world, answers), false).await;
    let replaced: Vec<_> =
        prepared.plan.steps.iter().filter(|step| matches!(step.action, Action::Replace { .. })).collect();
    assert_eq!(replaced.len(), 1, "{:?}", prepared.plan.steps);
    assert_eq!(replaced[0].urn().name(), "a");
    let why = Reason::Immutable { why: "size is immutable".to_owned() };
    assert_eq!(replaced[0].reasons[0], why);
    assert!(notices.is_empty(), "{notices:?}");
    // Without a change there is nothing to refuse.
    let same = [res(TAGGED, "a").set("size", 1_i64), res(TAGGED, "b").set("size", 1_i64)];
    let (prepared, _) = prepare(&world, &same, service(&world, answers), false).await;
    assert!(prepared.plan.steps.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_plan_is_shown_if_a_service_cannot_be_asked() {
    let world = World::new();
    let stack = [res(TAGGED, "a"), res(TAGGED, "b")];
    let down = |_: PlannedChange<'_>| Err(ProviderError::new(ErrorKind::Ambiguous, "it did not answer"));
    let (prepared, warnings) = prepare(&world, &stack, service(&world, down), false).await;
    assert_eq!(prepared.plan.steps.len(), 2);
    assert_eq!(warnings, ["the plan is shown without a check of the service: it did not answer"]);
    let denied = |_: PlannedChange<'_>| Err(ProviderError::new(ErrorKind::Credentials, "there are none"));
    let (_, warnings) = prepare(&world, &stack, service(&world, denied), false).await;
    assert!(warnings.is_empty(), "{warnings:?}");
}

#[tokio::test(start_paused = true)]
async fn a_resource_that_has_the_name_of_a_deleted_one_is_not_the_recorded_one() {
    let world = World::new();
    let stack = [res(TAGGED, "a")];
    world.up(&stack).await;
    let of = |recreated| Service { recreated, ..service(&world, |_| Ok(Foreseen::default())) };
    let (prepared, _) = prepare(&world, &stack, of(false), true).await;
    assert!(prepared.drifts.is_empty() && prepared.plan.steps.is_empty());
    let (prepared, _) = prepare(&world, &stack, of(true), true).await;
    assert!(prepared.drifts.iter().any(|drift| drift.gone), "{:?}", prepared.drifts);
    assert_eq!(prepared.plan.steps.len(), 1);
}
