//! Controls of one run: replacement on request, ignored protection, forgotten resources, refreshes of what changes,
//! and locks that people take.

use archipel_engine::Options;
use archipel_engine::apply::{ApplyOptions, Cancel};
use archipel_engine::engine::{EngineError, PrepareOptions, Prepared};
use archipel_engine::event::{Event, Summary};
use archipel_engine::plan::{Pattern, PlanOptions};
use archipel_engine::program::Program;
use archipel_engine::state::{Hold, LockInfo, StateError, StateStore as _};
use archipel_engine::testing::{Call, Effect, Fault};

use crate::support::{NAMED, Res, TAGGED, TOKEN, World, program, res};

fn stack() -> Vec<Res> {
    vec![res(TAGGED, "a"), res(TAGGED, "b").on(&["a"]).set("size", 3_i64), res(TOKEN, "c")]
}

fn forgetting(resources: &[Res], forgotten: &str) -> Program {
    let mut program = program(resources);
    let at = program.nodes[0].at;
    program.forgotten.push(archipel_engine::program::Forgotten { resource: forgotten.to_owned(), at });
    program
}

async fn planned(world: &World, program: Program, plan: PlanOptions) -> Result<Prepared, EngineError> {
    world.engine().prepare(program, &PrepareOptions { plan, ..PrepareOptions::default() }).await
}

async fn apply(world: &World, prepared: Prepared) -> Summary {
    world.engine().apply(prepared, world.options(), Cancel::new()).await.unwrap()
}

fn replace(name: &str) -> PlanOptions {
    PlanOptions { replace: vec![Pattern::new(name)], ..PlanOptions::default() }
}

#[tokio::test(start_paused = true)]
async fn a_replacement_on_request_creates_another_resource_once() {
    let world = World::new();
    world.up(&stack()).await;
    let id = |world: &World| {
        let found = world.cloud.resources().into_iter().find(|thing| thing.urn.ends_with("::a"));
        found.unwrap().id
    };
    let before = id(&world);
    let prepared = planned(&world, program(&stack()), replace("a")).await.unwrap();
    let summary = apply(&world, prepared).await;
    assert_eq!((summary.replaced, summary.updated, summary.failed), (1, 1, 0), "{:?}", world.failures());
    assert_ne!(id(&world), before);
    world.assert_settled(&stack()).await;
}

#[tokio::test(start_paused = true)]
async fn a_resource_with_a_fixed_name_is_replaced_on_request_delete_first() {
    let world = World::new();
    let stack = [res(NAMED, "n")];
    world.up(&stack).await;
    let prepared = planned(&world, program(&stack), replace("n")).await.unwrap();
    assert_eq!(apply(&world, prepared).await.replaced, 1);
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_half_made_resource_is_replaced_on_request() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Configure, archipel_engine::resource::ErrorKind::Invalid));
    assert_eq!(world.up(&[res(TAGGED, "a")]).await.failed, 1);
    world.cloud.clear_faults();
    let prepared = planned(&world, program(&[res(TAGGED, "a")]), replace("a")).await.unwrap();
    assert_eq!(apply(&world, prepared).await.replaced, 1, "{:?}", world.failures());
    world.assert_settled(&[res(TAGGED, "a")]).await;
}

#[tokio::test(start_paused = true)]
async fn an_ignored_protection_is_recorded_in_the_history_and_holds_again_afterwards() {
    let world = World::new();
    let protected = [res(TAGGED, "a").with(Options::new().protect(true))];
    world.up(&protected).await;
    let plan = PlanOptions { ignore_protect: vec![Pattern::new("a")], ..replace("a") };
    let prepared = planned(&world, program(&protected), plan).await.unwrap();
    assert_eq!(apply(&world, prepared).await.replaced, 1);
    let history = world.store.history().await.unwrap();
    assert_eq!(history[0].ignored_protection.iter().map(|urn| urn.name()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(history[1].ignored_protection, []);
    world.assert_settled(&protected).await;
    assert!(planned(&world, program(&protected), replace("a")).await.is_err(), "only in that one run");
}

#[tokio::test(start_paused = true)]
async fn what_is_forgotten_stays_and_its_dependents_are_deleted() {
    let world = World::new();
    world.up(&stack()).await;
    let only_c = vec![res(TOKEN, "c")];
    let prepared = planned(&world, forgetting(&only_c, "a"), PlanOptions::default()).await.unwrap();
    let summary = apply(&world, prepared).await;
    assert_eq!((summary.deleted, summary.failed), (1, 0));
    let mut left: Vec<String> = world.cloud.resources().iter().map(|thing| thing.urn.clone()).collect();
    left.sort();
    assert_eq!(left.iter().map(|urn| urn.rsplit("::").next().unwrap()).collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(world.state().await.records.len(), 1);
    let retained = world.seen(|event| match event {
        Event::Retained { urn, what, .. } => Some(format!("{}: {what}", urn.name())),
        _ => None,
    });
    assert_eq!(retained, ["a: forgotten by the program"]);
    let again = planned(&world, forgetting(&only_c, "a"), PlanOptions::default()).await.unwrap();
    assert!(again.plan.is_empty(), "the line may stay");
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_what_changes_reads_only_that() {
    let world = World::new();
    world.up(&stack()).await;
    for thing in world.cloud.resources() {
        world
            .cloud
            .mutate(&thing.id, |props| drop(props.as_map_mut().unwrap().insert("note".into(), "by hand".into())));
    }
    let mut changed = stack();
    changed[1] = changed[1].clone().set("size", 4_i64).set("note", "mine");
    let options = PrepareOptions { refresh: true, refresh_changed: true, ..PrepareOptions::default() };
    world.cloud.forget_calls();
    let prepared = world.engine().prepare(program(&changed), &options).await.unwrap();
    assert!(world.cloud.count(Call::Read) > 0);
    assert!(prepared.drifts.iter().all(|drift| drift.urn.name() == "b"), "{:?}", prepared.drifts);
    assert_eq!(prepared.plan.steps.len(), 1);
    apply(&world, prepared).await;
    // Nothing is read where nothing changes.
    world.cloud.forget_calls();
    assert!(world.engine().prepare(program(&changed), &options).await.unwrap().plan.is_empty());
    assert_eq!(world.cloud.count(Call::Read), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_what_changes_follows_what_it_finds() {
    let world = World::new();
    world.up(&stack()).await;
    // `b` changes; it no longer exists. `a` is read too, because a plan with a new `b` might change it.
    let lost = world.cloud.resources().into_iter().find(|thing| thing.urn.ends_with("::b")).unwrap().id;
    world.cloud.remove(&lost);
    let mut changed = stack();
    changed[1] = changed[1].clone().set("size", 4_i64);
    let options = PrepareOptions { refresh: true, refresh_changed: true, ..PrepareOptions::default() };
    let prepared = world.engine().prepare(program(&changed), &options).await.unwrap();
    assert!(prepared.drifts.iter().any(|drift| drift.gone));
    assert_eq!(apply(&world, prepared).await.created, 1);
    world.assert_settled(&changed).await;
    // A destroy reads all that it deletes.
    let prepared = world.engine().prepare_destroy("shop", "test", &options).await.unwrap();
    assert!(world.cloud.count(Call::Read) > 0);
    apply(&world, prepared).await;
    assert!(world.cloud.resources().is_empty());
}

fn by(who: &str, options: ApplyOptions) -> ApplyOptions {
    let holder = LockInfo { who: who.to_owned(), ..options.holder.clone() };
    options.held_by(holder)
}

async fn held(world: &World, who: &str, seconds: i64) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let until = now.saturating_add_signed(seconds);
    let hold = Hold { who: who.to_owned(), why: "the database is being repaired".to_owned(), since: now, until };
    world.store.commit(vec![archipel_engine::state::Change::hold(&hold)]).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_lock_of_a_person_refuses_the_runs_of_others_until_it_expires() {
    let world = World::new();
    world.up(&stack()).await;
    held(&world, "marie@laptop", 60).await;
    let mut changed = stack();
    changed[1] = changed[1].clone().set("size", 4_i64);
    let prepare = || async { world.prepare(&changed).await.unwrap() };
    let refused = world.engine().apply(prepare().await, by("jean@ci", world.options()), Cancel::new()).await;
    match refused {
        Err(EngineError::State(StateError::Held(hold))) => assert_eq!(hold.who, "marie@laptop"),
        other => panic!("{other:?}"),
    }
    let mine = world.engine().apply(prepare().await, by("marie@laptop", world.options()), Cancel::new()).await.unwrap();
    assert_eq!(mine.updated, 1, "its holder works");
    held(&world, "marie@laptop", -1).await;
    changed[1] = changed[1].clone().set("size", 5_i64);
    let prepared = world.prepare(&changed).await.unwrap();
    let free = world.engine().apply(prepared, by("jean@ci", world.options()), Cancel::new()).await.unwrap();
    assert_eq!(free.updated, 1, "it has expired");
}

#[tokio::test(start_paused = true)]
async fn a_plan_from_before_the_lock_of_a_person_is_refused() {
    let world = World::new();
    world.up(&stack()).await;
    let mut changed = stack();
    changed[1] = changed[1].clone().set("size", 4_i64);
    let prepared = world.prepare(&changed).await.unwrap();
    held(&world, "marie@laptop", 60).await;
    let refused = world.engine().apply(prepared, by("jean@ci", world.options()), Cancel::new()).await;
    assert!(matches!(refused, Err(EngineError::StateChanged { .. })), "{refused:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_expires_while_its_holder_works_leaves_the_run_alone() {
    let world = World::new();
    world.up(&stack()).await;
    // It expires before the update ends.
    held(&world, "marie@laptop", 0).await;
    world.cloud.inject(Fault::at(Call::Update, Effect::Delay(std::time::Duration::from_secs(1))));
    let mut changed = stack();
    changed[1] = changed[1].clone().set("size", 4_i64);
    let prepared = world.prepare(&changed).await.unwrap();
    let engine = world.engine();
    let run = engine.apply(prepared, by("marie@laptop", world.options()), Cancel::new());
    let other = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        // The lock of the run itself does not expire.
        let info = LockInfo { who: "jean@ci".to_owned(), pid: 1, what: "up".to_owned(), since: 0 };
        assert!(matches!(world.store.lock(&info).await, Err(StateError::Locked(_))));
    };
    let (ran, ()) = tokio::join!(run, other);
    assert_eq!(ran.unwrap().updated, 1);
    world.assert_settled(&changed).await;
}
