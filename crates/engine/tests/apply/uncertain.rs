//! Creates whose outcome is unknown, and lookups that are refused or lag behind: nothing is made twice and nothing is
//! forgotten.

use std::time::Duration;

use archipel_engine::Value;
use archipel_engine::apply::Answer;
use archipel_engine::plan::Warning;
use archipel_engine::resource::ErrorKind;
use archipel_engine::state::{Phase, Snapshot};
use archipel_engine::testing::{Call, Effect, Fault};

use crate::support::{NAMED, REPEATED, Res, TAGGED, TOKEN, UNTAGGED, World, res, schema_of};

/// A create is carried out and the process dies before it has the answer.
async fn carried_out_and_killed(stack: &[Res]) -> World {
    let world = World::new();
    world.cloud.inject(Fault::at(Call::Create, Effect::Hang));
    let _ = tokio::time::timeout(Duration::from_secs(60), world.try_up(stack)).await;
    world.cloud.clear_faults();
    let state = world.state().await;
    assert_eq!((state.pending.len(), world.cloud.resources().len()), (1, 1));
    // Now, and not after some time.
    world.with_state(state)
}

async fn later(world: &World) -> World {
    world.reborn(None).await
}

fn phases(state: &Snapshot) -> Vec<Phase> {
    state.records.values().map(|record| record.phase).collect()
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_is_refused_after_a_lost_answer_leaves_the_create_pending() {
    for (kind, type_name) in [(ErrorKind::Denied, TAGGED), (ErrorKind::Throttled, TAGGED), (ErrorKind::Denied, NAMED)] {
        let (world, stack) = (World::new(), [res(type_name, "a")]);
        world.cloud.inject(Fault::at(Call::Create, Effect::Lost).nth(1));
        world.cloud.inject(Fault::refuse(Call::Find, kind));
        assert_eq!(world.up(&stack).await.failed, 1);
        assert_eq!(world.state().await.pending.len(), 1, "{kind:?}: the create may have been carried out");
        world.cloud.clear_faults();
        world.up(&stack).await;
        assert_eq!(world.cloud.count(Call::Create), 1, "{kind:?} of {type_name}");
        world.assert_settled(&stack).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_late_lookup_finds_beside_another_copy_is_deleted() {
    for type_name in [TAGGED, TOKEN] {
        let world = carried_out_and_killed(&[res(type_name, "a").set("name", "one")]).await;
        let stack = [res(type_name, "a").set("name", "two")];
        world.cloud.inject(Fault::at(Call::Find, Effect::Overlook));
        world.up(&stack).await;
        world.cloud.clear_faults();
        let state = world.state().await;
        assert_eq!(
            (state.pending.len(), world.cloud.resources().len()),
            (1, 2),
            "nothing is recorded of the first yet"
        );
        let world = later(&world).await;
        let prepared = world.prepare(&stack).await.unwrap();
        assert_eq!(phases(&prepared.snapshot), [Phase::Superseded, Phase::Live]);
        world.up(&stack).await;
        world.assert_settled(&stack).await;
    }
}

#[tokio::test(start_paused = true)]
async fn two_copies_that_are_found_at_once_are_both_recorded() {
    let world = carried_out_and_killed(&[res(TAGGED, "a").set("name", "one")]).await;
    let stack = [res(TAGGED, "a").set("name", "two")];
    world.cloud.inject(Fault::at(Call::Find, Effect::Overlook));
    world.cloud.inject(Fault::at(Call::Create, Effect::Hang));
    let _ = tokio::time::timeout(Duration::from_secs(60), world.try_up(&stack)).await;
    world.cloud.clear_faults();
    assert_eq!((world.state().await.pending.len(), world.cloud.resources().len()), (2, 2));
    let world = later(&world).await;
    world.up(&stack).await;
    world.up(&stack).await;
    world.assert_settled(&stack).await;
}

/// Of two creates that were interrupted, the first one was never sent: what the lookups find has the inputs of the second.
#[tokio::test(start_paused = true)]
async fn what_several_interrupted_creates_may_have_created_has_the_inputs_of_the_newest() {
    for type_name in [TAGGED, NAMED] {
        let stack = |note: &str| [res(type_name, "a").set("note", note)];
        let mut world = World::new();
        // As a natural key, or a tag without the token of the create.
        world.cloud.find_by_urn_only();
        for (note, effect) in [("one", Effect::Delay(Duration::from_secs(100_000))), ("two", Effect::Hang)] {
            world.cloud.inject(Fault::at(Call::Create, effect));
            let _ = tokio::time::timeout(Duration::from_secs(60), world.try_up(&stack(note))).await;
            world.cloud.clear_faults();
            let state = world.state().await;
            world = world.with_state(state);
        }
        assert_eq!((world.state().await.pending.len(), world.cloud.resources().len()), (2, 1), "{type_name}");
        let prepared = world.prepare(&stack("two")).await.unwrap();
        let notes = prepared.snapshot.records.values().map(|record| record.desired.inputs.field("note"));
        assert_eq!(notes.collect::<Vec<_>>(), [&Value::from("two")], "{type_name}");
        world.up(&stack("two")).await;
        assert_eq!(world.cloud.count(Call::Update), 0, "{type_name}");
        let world = later(&world).await;
        world.up(&stack("two")).await;
        world.assert_settled(&stack("two")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_create_that_no_lookup_finds_yet_stays_pending_when_the_program_no_longer_wants_it() {
    let world = carried_out_and_killed(&[res(TAGGED, "a")]).await;
    world.cloud.inject(Fault::at(Call::Find, Effect::Overlook));
    world.up(&[res(TAGGED, "b")]).await;
    world.cloud.clear_faults();
    assert_eq!(world.state().await.pending.len(), 1, "a lookup may lag behind the create");
    world.up(&[res(TAGGED, "b")]).await;
    world.assert_settled(&[res(TAGGED, "b")]).await;
}

#[tokio::test(start_paused = true)]
async fn a_create_that_no_lookup_finds_after_some_time_was_not_carried_out() {
    let world = carried_out_and_killed(&[res(TAGGED, "a")]).await;
    world.cloud.resources().iter().for_each(|thing| world.cloud.remove(&thing.id));
    let world = later(&world).await;
    world.up(&[]).await;
    world.assert_settled(&[]).await;
}

/// An update is carried out and its answer never comes; then the program goes back.
async fn updated_and_back(before: Value, after: Value, property: &str) {
    let stack = |value: &Value| [res(TAGGED, "a").set(property, value.clone())];
    let world = World::new();
    world.up(&stack(&before)).await;
    world.cloud.inject(Fault::at(Call::Update, Effect::Hang));
    let _ = tokio::time::timeout(Duration::from_secs(60), world.try_up(&stack(&after))).await;
    world.cloud.clear_faults();
    let world = later(&world).await;
    world.up(&stack(&before)).await;
    world.assert_settled(&stack(&before)).await;
}

#[tokio::test(start_paused = true)]
async fn what_an_interrupted_update_may_have_set_is_read_at_any_depth() {
    let config = |text: &str| Value::from_json(serde_json::from_str(text).unwrap());
    for (property, before, after) in [
        ("note", r#""x""#, r#""y""#),
        ("tags", r#"{"a":"1"}"#, r#"{"a":"1","b":"2"}"#),
        ("config", r#"{"port":1}"#, r#"{"port":1,"label":"x"}"#),
        ("config", r#"{"port":1,"label":"x"}"#, r#"{"port":2}"#),
        ("rules", r#"[{"port":1}]"#, r#"[{"port":1,"label":"x"}]"#),
        ("rules", r#"[{"port":1},{"port":2}]"#, r#"[{"label":"y"}]"#),
        ("rules", r#"[{"port":1}]"#, r#"[{"port":2},{"port":1,"label":"x"}]"#),
        ("by_name", r#"{"a":{"port":1}}"#, r#"{"a":{"port":1,"label":"x"},"b":{"label":"y"}}"#),
    ] {
        updated_and_back(config(before), config(after), property).await;
        updated_and_back(config(after), config(before), property).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_equal_resource_that_exists_is_not_adopted_and_not_deleted() {
    for type_name in [UNTAGGED, NAMED] {
        let (world, stack) = (World::new(), [res(type_name, "a")]);
        let made = World::new();
        made.up(&stack).await;
        let [equal] = &made.cloud.resources()[..] else { panic!("one resource") };
        world.cloud.add_foreign(schema_of(type_name), &equal.environment, "", &equal.props);
        let before = tokio::time::Instant::now();
        assert_eq!(world.up(&stack).await.failed, 1, "{type_name}");
        let took = before.elapsed();
        assert!(took < Duration::from_secs(1), "{type_name}: the error is reported after {took:?}");
        assert_eq!((world.state().await.records.len(), world.state().await.pending.len()), (0, 0), "{type_name}");
        world.destroy().await;
        assert_eq!(world.cloud.resources().len(), 1, "{type_name} of somebody else");
    }
}

#[tokio::test(start_paused = true)]
async fn an_equal_resource_is_adopted_after_a_create_without_an_answer() {
    let (world, stack) = (World::new(), [res(UNTAGGED, "a")]);
    world.cloud.inject(Fault::at(Call::Create, Effect::Lost).nth(1));
    assert_eq!(world.up(&stack).await.failed, 0);
    assert_eq!(world.cloud.count(Call::Create), 1);
    world.assert_settled(&stack).await;
    let world = carried_out_and_killed(&stack).await;
    let next = later(&world).await;
    next.up(&stack).await;
    assert_eq!(next.cloud.count(Call::Create), 1);
    next.assert_settled(&stack).await;
}

/// The delete of an owner is carried out and its answer never comes. The service has deleted the others with it.
#[tokio::test(start_paused = true)]
async fn what_goes_with_a_resource_is_gone_after_its_interrupted_delete() {
    let world = World::new();
    let stack = [
        res(TOKEN, "owner"),
        res(TAGGED, "with").on(&["owner"]).deleted_with("owner"),
        res(TAGGED, "with-that").on(&["with"]).deleted_with("with"),
        res(TAGGED, "other"),
    ];
    world.up(&stack).await;
    world.cloud.inject(Fault::at(Call::Delete, Effect::Hang).of(TOKEN));
    let _ = tokio::time::timeout(Duration::from_secs(60), world.try_up(&stack[3..])).await;
    world.cloud.clear_faults();
    for thing in world.cloud.resources().iter().filter(|thing| thing.urn.contains("::with")) {
        world.cloud.remove(&thing.id);
    }
    let world = later(&world).await;
    world.up(&stack).await;
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_create_that_no_lookup_finds_stays_pending_until_a_run_repeats_it() {
    let stack = [res(REPEATED, "a")];
    let world = later(&carried_out_and_killed(&stack).await).await;
    world.up(&stack).await;
    assert_eq!(world.cloud.resources().len(), 1, "the token is the same");
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_create_that_no_lookup_finds_and_no_program_repeats_stays_pending_until_it_is_repaired() {
    let other = res(REPEATED, "b");
    // The program no longer declares it, or declares it with other inputs, which have another token.
    for now in [vec![other.clone()], vec![res(REPEATED, "a").set("note", "other"), other]] {
        let world = later(&carried_out_and_killed(&[res(REPEATED, "a")]).await).await;
        world.up(&now).await;
        let mut world = later(&world).await;
        world.up(&now).await;
        assert_eq!(world.state().await.pending.len(), 1, "the outcome is unknown for good");
        let prepared = world.prepare(&now).await.unwrap();
        let warnings: Vec<String> = prepared.plan.warnings.iter().map(ToString::to_string).collect();
        assert!(warnings[0].contains("`state repair --adopt here::mem:test/Repeated::a=ID`"), "{warnings:?}");
        let urn = world.state().await.pending[0].key.urn.clone();
        let orphan = world
            .cloud
            .resources()
            .into_iter()
            .find(|thing| thing.props.field("name").as_str() == Some("a") && thing.props.field("note").is_null());
        let answer = (urn, Answer::Adopt(orphan.unwrap().id));
        let repair = world.engine().plan_repair("shop", "test", &[answer]).await.unwrap();
        world.engine().repair(repair, &world.options()).await.unwrap();
        world = later(&world).await;
        world.up(&now).await;
        world.up(&now).await;
        world.assert_settled(&now).await;
        assert_eq!(world.cloud.resources().len(), now.len(), "it is deleted");
    }
}

/// The create is sent again under the new name, with the token of the first: no second copy is created.
#[tokio::test(start_paused = true)]
async fn an_uncertain_create_is_repeated_under_the_new_name_of_its_resource() {
    for type_name in [TOKEN, TAGGED, REPEATED] {
        let world = carried_out_and_killed(&[res(type_name, "old").set("name", "one")]).await;
        // Recovery does not find the resource yet; the create looks for it again.
        let lag = Effect::Overlook;
        world.cloud.inject(Fault::at(Call::Find, lag).nth(1));
        let stack = [res(type_name, "new").set("name", "one").was("old")];
        let prepared = world.prepare(&stack).await.unwrap();
        let never_found = prepared.plan.warnings.iter().any(|warning| matches!(warning, Warning::NeverFound { .. }));
        assert!(!never_found, "{type_name}: the plan repeats the create");
        world.cloud.inject(Fault::at(Call::Find, Effect::Overlook).nth(1));
        assert_eq!(world.up(&stack).await.failed, 0, "{type_name}: {:?}", world.failures());
        assert_eq!(world.cloud.resources().len(), 1, "{type_name}: no second copy");
        world.cloud.clear_faults();
        world.assert_settled(&stack).await;
    }
}

/// With other properties it is another create. The first one stays pending, and what it created is deleted.
#[tokio::test(start_paused = true)]
async fn what_an_uncertain_create_made_under_an_earlier_name_is_deleted_if_it_differs() {
    let world = carried_out_and_killed(&[res(TAGGED, "old").set("name", "one")]).await;
    world.cloud.inject(Fault::at(Call::Find, Effect::Overlook));
    let stack = [res(TAGGED, "new").set("name", "two").was("old")];
    world.up(&stack).await;
    world.cloud.clear_faults();
    assert_eq!((world.state().await.pending.len(), world.cloud.resources().len()), (1, 2));
    let world = later(&world).await;
    world.up(&stack).await;
    world.assert_settled(&stack).await;
}
