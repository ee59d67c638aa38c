//! The rollback plan of a run: planned before it, applied if it fails, and no more than was shown.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use archipel_engine::apply::Cancel;
use archipel_engine::engine::{EngineError, PrepareOptions, RollbackPlan, RunAndRollback};
use archipel_engine::event::Event;
use archipel_engine::plan::{Action, Irreversible, Plan, Recorded, recorded};
use archipel_engine::program::Program;
use archipel_engine::resource::{ErrorKind, ProviderError};
use archipel_engine::testing::{Call, Effect, Fault};
use archipel_engine::{Options, Value};

use crate::support::{DATA, NAMED, Res, TAGGED, TOKEN, World, program, res};

async fn prepared(world: &World, program: Program) -> (archipel_engine::engine::Prepared, RollbackPlan) {
    let engine = world.engine();
    let prepared = engine.prepare(program, &PrepareOptions::default()).await.unwrap();
    let rollback = engine.plan_rollback(&prepared).await.unwrap();
    (prepared, rollback)
}

async fn up(world: &World, resources: &[Res]) -> RunAndRollback {
    let (plan, rollback) = prepared(world, program(resources)).await;
    world.engine().apply_or_roll_back(plan, rollback, world.options(), Cancel::new()).await.unwrap()
}

fn steps(plan: &Plan) -> Vec<String> {
    let verb = |action: &Action| match action {
        Action::Create => "create",
        Action::Update { .. } => "update",
        Action::Replace { .. } => "replace",
        Action::Delete { .. } | Action::DeletedWith { .. } => "delete",
        Action::Forget { .. } => "forget",
        Action::Import { .. } => "import",
        Action::UpdateState { .. } => "record",
        _ => "other",
    };
    plan.steps.iter().map(|step| format!("{} {}", verb(&step.action), step.urn().name())).collect()
}

/// The resources that exist, by name, without their ids.
fn reality(world: &World) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for resource in world.cloud.resources() {
        let mut props = resource.props.clone();
        // Links are ids.
        if let Some(map) = props.as_map_mut() {
            map.remove("links");
        }
        found.entry(format!("{:?}", props.field("name"))).or_default().push(props);
    }
    found
}

fn first() -> Vec<Res> {
    vec![
        res(TAGGED, "base"),
        res(TAGGED, "changed").on(&["base"]),
        res(TOKEN, "replaced").set("kind", "old"),
        res(TAGGED, "user").on(&["replaced"]),
        res(NAMED, "first").set("name", "n").set("kind", "old"),
        res(DATA, "gone").set("size", 7),
    ]
}

fn second() -> Vec<Res> {
    vec![
        res(TAGGED, "base"),
        res(TAGGED, "changed").on(&["base"]).set("note", "x"),
        res(TOKEN, "replaced").set("kind", "new"),
        res(TAGGED, "user").on(&["replaced"]).set("size", 3),
        res(NAMED, "first").set("name", "n").set("kind", "new"),
        res(TAGGED, "new").on(&["replaced", "changed"]),
    ]
}

#[tokio::test(start_paused = true)]
async fn the_rollback_is_planned_before_the_run_with_what_it_cannot_undo() {
    let world = World::new();
    world.up(&first()).await;
    let (plan, rollback) = prepared(&world, program(&second())).await;
    let mut shown = steps(&rollback.plan);
    shown.sort();
    assert_eq!(
        shown,
        [
            "create gone",
            "delete first",
            "delete new",
            "delete replaced",
            "replace first",
            "replace replaced",
            "update changed",
            "update user"
        ]
    );
    let stays: Vec<String> = rollback.stays.iter().map(ToString::to_string).collect();
    assert_eq!(
        stays,
        [
            "here::mem:test/Data::gone is deleted, and with it what is in it: a new one is created without its data",
            "here::mem:test/Named::first is deleted: a new one is created, with another id",
            "here::mem:test/Token::replaced is deleted: a new one is created, with another id",
            "here::mem:test/Data::gone: once deleted, its service keeps it for 7 days",
        ]
    );
    let emitted = world.seen(|event| match event {
        Event::RollbackPlan { plan, stays } => Some(format!("{} {}", plan.steps.len(), stays.len())),
        _ => None,
    });
    assert_eq!(emitted, [format!("{} {}", rollback.plan.steps.len(), stays.len())]);
    assert_eq!(world.cloud.count(Call::Update), 0, "nothing was changed");
    drop(plan);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_does_not_fail_does_not_return() {
    let world = World::new();
    world.up(&first()).await;
    let returned = up(&world, &second()).await;
    assert_eq!((returned.run.failed, returned.rollback.is_none()), (0, true));
    world.assert_settled(&second()).await;
}

/// Whichever call fails, the stack is as it was before the run.
#[tokio::test(start_paused = true)]
async fn a_failure_of_any_call_returns_the_stack_to_the_state_before_the_run() {
    let effects = [Effect::Error(ProviderError::new(ErrorKind::Invalid, "no")), Effect::Lost, Effect::Panic];
    let mut failures = 0;
    for effect in effects {
        for nth in 1..=12 {
            let world = World::new();
            world.up(&first()).await;
            let before = reality(&world);
            let (calls, fault) = (AtomicUsize::new(0), effect.clone());
            world.cloud.inject_rule(move |called| {
                let mutates = matches!(called.call, Call::Create | Call::Update | Call::Delete);
                let fails = mutates && calls.fetch_add(1, Ordering::SeqCst) + 1 == nth;
                fails.then(|| fault.clone())
            });
            let returned = up(&world, &second()).await;
            if returned.run.failed == 0 {
                continue;
            }
            failures += 1;
            let back = returned.rollback.unwrap();
            let summary = back.unwrap_or_else(|error| panic!("{effect:?} {nth}: {error}"));
            assert_eq!((summary.failed, summary.skipped), (0, 0), "{effect:?} {nth}: {:?}", world.failures());
            assert_eq!(reality(&world), before, "{effect:?} {nth}");
            // A create without a response stays in the journal until its resource would have shown.
            let later = world.reborn(None).await;
            later.up(&first()).await;
            assert_eq!(reality(&world), before, "{effect:?} {nth}");
            later.assert_settled(&first()).await;
            let runs = archipel_engine::state::StateStore::history(&*world.store).await.unwrap();
            let back = runs.iter().any(|run| run.command == "apply (rollback)");
            let changed = summary.created + summary.updated + summary.replaced + summary.deleted > 0;
            assert!(back || !changed, "{effect:?} {nth}");
        }
    }
    assert!(failures >= 14, "only {failures} runs failed");
}

#[tokio::test(start_paused = true)]
async fn a_replaced_resource_that_still_exists_is_kept_with_its_data() {
    let world = World::new();
    let stack = |kind: &str, size: i64| {
        vec![res(DATA, "data").set("kind", kind), res(TAGGED, "user").on(&["data"]).set("size", size)]
    };
    world.up(&stack("old", 1)).await;
    let before =
        world.state().await.records.values().find(|record| record.key.urn.name() == "data").unwrap().id.clone();
    // The old one is deleted once the user has let go of it.
    world.cloud.inject(Fault::refuse(Call::Update, ErrorKind::Invalid).times(1));
    let returned = up(&world, &stack("new", 2)).await;
    assert_eq!(returned.rollback.unwrap().unwrap().failed, 0, "{:?}", world.failures());
    let after = world.state().await;
    let data: Vec<_> = after.records.values().filter(|record| record.key.urn.name() == "data").collect();
    assert_eq!((data.len(), &data[0].id), (1, &before));
    assert!(world.cloud.resource(&before).is_some());
    world.assert_settled(&stack("old", 1)).await;
}

#[tokio::test(start_paused = true)]
async fn a_first_run_that_fails_leaves_nothing() {
    let world = World::new();
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).of(DATA).times(1));
    let returned = up(&world, &first()).await;
    assert_eq!(returned.run.failed, 1);
    assert_eq!(returned.rollback.unwrap().unwrap().failed, 0);
    assert_eq!(world.cloud.resources().len(), 0);
    world.assert_settled(&[]).await;
}

#[tokio::test(start_paused = true)]
async fn retained_and_renamed_resources_come_back() {
    let world = World::new();
    let keep = || Options::new().retain_on_delete(true);
    let first = [res(TOKEN, "kept").with(keep()), res(TAGGED, "a"), res(TAGGED, "user").on(&["a"])];
    let second = [
        res(TAGGED, "b").was("a").set("name", "a"),
        res(TAGGED, "user").on(&["b"]).set("note", "x"),
        res(TOKEN, "left").with(keep()),
        res(DATA, "last").after("user").after("left"),
    ];
    world.up(&first).await;
    let (_, rollback) = prepared(&world, program(&second)).await;
    let stays: Vec<String> = rollback.stays.iter().map(ToString::to_string).collect();
    assert_eq!(
        stays,
        [
            "here::mem:test/Data::last: once deleted, its service keeps it for a day",
            "here::mem:test/Token::left is created and then retained, because of `retain_on_delete`",
        ]
    );
    assert!(steps(&rollback.plan).contains(&"import kept".to_owned()), "{:?}", steps(&rollback.plan));
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).of(DATA).times(1));
    let returned = up(&world, &second).await;
    assert_eq!(returned.rollback.unwrap().unwrap().failed, 0, "{:?}", world.failures());
    let names: Vec<String> = world.state().await.records.keys().map(|key| key.urn.name().to_owned()).collect();
    assert_eq!(names, ["a", "user", "kept"]);
    assert!(
        world
            .prepare(&first)
            .await
            .unwrap()
            .plan
            .steps
            .iter()
            .all(|step| matches!(step.action, Action::UpdateState { .. }))
    );
}

#[tokio::test(start_paused = true)]
async fn a_second_failure_loses_nothing_and_a_run_or_the_command_continues() {
    for forward in [true, false] {
        let world = World::new();
        world.up(&first()).await;
        let then = world.state().await;
        // `new` cannot be created, and `changed` cannot be changed back.
        world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).of(TAGGED).times(1));
        let changed = then.records.values().find(|record| record.key.urn.name() == "changed").unwrap().id.to_string();
        let updates = AtomicUsize::new(0);
        world.cloud.inject_rule(move |called| {
            let second = called.call == Call::Update
                && called.about.contains(&changed)
                && updates.fetch_add(1, Ordering::SeqCst) == 1;
            second.then(|| Effect::Error(ProviderError::new(ErrorKind::Invalid, "no")))
        });
        let returned = up(&world, &second()).await;
        assert!(returned.run.failed > 0);
        let back = returned.rollback.unwrap().unwrap();
        assert!(back.failed > 0, "{:?}", world.failures());
        if forward {
            assert_eq!(world.up(&second()).await.failed, 0, "{:?}", world.failures());
            world.assert_settled(&second()).await;
        } else {
            let now = world.state().await;
            let states = Recorded { then: &then, now: &now, number: 1 };
            let program = recorded("shop", "test", states, &*world.providers()).unwrap();
            let how = PrepareOptions { rollback_to: Some(Arc::new(then)), ..PrepareOptions::default() };
            let prepared = world.engine().prepare(program, &how).await.unwrap();
            let summary = world.engine().apply(prepared, world.options(), Cancel::new()).await.unwrap();
            assert_eq!(summary.failed, 0, "{:?}", world.failures());
            world.assert_settled(&first()).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_rollback_that_is_killed_is_continued_by_a_run_or_by_the_command() {
    let mut killed = 0;
    for stop_at in (8..40).step_by(3) {
        for (written, forward) in [(true, true), (true, false), (false, true), (false, false)] {
            let world = World::new();
            world.up(&first()).await;
            let then = world.state().await;
            let world = world.reborn(Some((stop_at, written))).await;
            world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).of(TAGGED).times(1));
            let (plan, rollback) = prepared(&world, program(&second())).await;
            let engine = world.engine();
            let run = engine.apply_or_roll_back(plan, rollback, world.options(), Cancel::new());
            let ran = tokio::time::timeout(std::time::Duration::from_secs(3600), run).await;
            killed += usize::from(!matches!(ran, Ok(Ok(RunAndRollback { rollback: Some(Ok(_)), .. }))));
            let world = world.reborn(None).await;
            world.cloud.clear_faults();
            // The second run settles creates that were not executed, of resources that were created again since.
            if forward {
                assert_eq!(world.up(&second()).await.failed, 0, "{stop_at}: {:?}", world.failures());
                assert_eq!(world.up(&second()).await.failed, 0);
                world.assert_settled(&second()).await;
            } else {
                let now = world.state().await;
                let program =
                    recorded("shop", "test", Recorded { then: &then, now: &now, number: 1 }, &*world.providers());
                let how = PrepareOptions { rollback_to: Some(Arc::new(then)), ..PrepareOptions::default() };
                let prepared = world.engine().prepare(program.unwrap(), &how).await.unwrap();
                let summary = world.engine().apply(prepared, world.options(), Cancel::new()).await.unwrap();
                assert_eq!(summary.failed, 0, "{stop_at}: {:?}", world.failures());
                assert_eq!(world.up(&first()).await.failed, 0);
                world.assert_settled(&first()).await;
            }
        }
    }
    assert!(killed > 20, "only {killed} runs were killed");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_run_stays_as_it_is() {
    let world = World::new();
    world.up(&first()).await;
    let (plan, rollback) = prepared(&world, program(&second())).await;
    let cancel = Cancel::new();
    cancel.request();
    let returned = world.engine().apply_or_roll_back(plan, rollback, world.options(), cancel).await.unwrap();
    assert!(returned.run.cancelled && returned.rollback.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_rollback_plan_that_differs_from_the_one_that_was_shown_is_not_applied() {
    let world = World::new();
    world.up(&first()).await;
    let (plan, _) = prepared(&world, program(&second())).await;
    // The rollback of a run that does nothing.
    let (_, nothing) = prepared(&world, program(&first())).await;
    assert!(nothing.plan.is_empty() && nothing.stays.is_empty());
    world.cloud.inject(Fault::refuse(Call::Create, ErrorKind::Invalid).of(NAMED).times(1));
    let returned = world.engine().apply_or_roll_back(plan, nothing, world.options(), Cancel::new()).await.unwrap();
    let error = returned.rollback.unwrap().unwrap_err();
    assert!(matches!(error, EngineError::RollbackPlanDiffers(_)), "{error}");
    assert!(error.to_string().contains("here::mem:test/Tagged::changed"), "{error}");
    assert_eq!(world.up(&second()).await.failed, 0, "the program can still be applied");
    world.assert_settled(&second()).await;
}

#[tokio::test(start_paused = true)]
async fn a_rollback_over_a_protected_resource_is_refused_before_the_run() {
    let world = World::new();
    world.up(&first()).await;
    let protected = [first(), vec![res(TOKEN, "safe").with(Options::new().protect(true))]].concat();
    let engine = world.engine();
    let prepared = engine.prepare(program(&protected), &PrepareOptions::default()).await.unwrap();
    let error = engine.plan_rollback(&prepared).await.err().unwrap().to_string();
    assert!(error.contains("here::mem:test/Token::safe would be deleted"), "{error}");
    assert_eq!(world.cloud.count(Call::Create), first().len());
    let imported = Irreversible::Imported { urn: prepared.plan.steps[0].urn().clone() };
    assert!(imported.to_string().ends_with("stays imported"));
}
