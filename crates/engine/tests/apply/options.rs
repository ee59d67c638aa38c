//! Options that the executor carries out, and what state keeps of them.

use std::sync::atomic::Ordering;
use std::time::Duration;

use archipel_engine::event::Event;
use archipel_engine::resource::{ErrorKind, ProviderError, ReadMode};
use archipel_engine::state::RecordedOptions;
use archipel_engine::testing::{Call, Effect, Fault};
use archipel_engine::{Options, Value};

use crate::support::{NAMED, Res, TAGGED, World, res};

async fn kept(world: &World, name: &str) -> RecordedOptions {
    let state = world.state().await;
    let mut records = state.records.values().filter(|record| record.key.urn.name() == name);
    records.next().unwrap().desired.options.clone()
}

#[tokio::test(start_paused = true)]
async fn a_trigger_is_kept_and_replaces_when_its_value_turns_out_to_be_another() {
    let world = World::new();
    let stack = |kind: &str| [res(TAGGED, "a").set("kind", kind), res(TAGGED, "b").trigger("a", "id")];
    world.up(&stack("one")).await;
    let first = world.cloud.resources().iter().find(|thing| thing.urn.ends_with("::a")).unwrap().id.to_string();
    assert_eq!(kept(&world, "b").await.trigger, Value::from(first.as_str()));
    let summary = world.up(&stack("two")).await;
    assert_eq!((summary.replaced, summary.failed), (2, 0), "{:?}", world.failures());
    assert_ne!(kept(&world, "b").await.trigger, Value::from(first.as_str()));
    world.assert_settled(&stack("two")).await;
}

#[tokio::test(start_paused = true)]
async fn a_trigger_that_turns_out_to_be_the_same_replaces_nothing_nor_what_goes_with_it() {
    let world = World::new();
    let stack = |size: i64| {
        [res(TAGGED, "a").set("size", size), res(TAGGED, "b").trigger("a", "stamp"), res(TAGGED, "c").replace_with("b")]
    };
    world.up(&stack(1)).await;
    world.cloud.forget_calls();
    let prepared = world.prepare(&stack(2)).await.unwrap();
    assert_eq!(prepared.plan.steps.len(), 5, "the plan says that both may be replaced");
    let summary = world.up(&stack(2)).await;
    assert_eq!((summary.updated, summary.replaced, summary.deleted), (1, 0, 0), "{:?}", world.failures());
    assert_eq!((world.cloud.count(Call::Create), world.cloud.count(Call::Delete)), (0, 0));
    world.assert_settled(&stack(2)).await;
}

#[tokio::test(start_paused = true)]
async fn a_trigger_given_to_what_exists_is_recorded_when_its_value_is_known() {
    let world = World::new();
    world.up(&[res(TAGGED, "b")]).await;
    let stack = [res(TAGGED, "a"), res(TAGGED, "b").trigger("a", "id")];
    assert_eq!(world.up(&stack).await.created, 1);
    assert!(kept(&world, "b").await.trigger.as_str().is_some());
    world.assert_settled(&stack).await;
}

#[tokio::test(start_paused = true)]
async fn a_resource_that_is_replaced_with_another_is_recreated_after_it() {
    let world = World::new();
    let stack = |kind: &str| [res(TAGGED, "a").set("kind", kind), res(TAGGED, "b").replace_with("a")];
    world.up(&stack("one")).await;
    let summary = world.up(&stack("two")).await;
    assert_eq!((summary.replaced, summary.deleted), (2, 0));
    world.assert_settled(&stack("two")).await;
    // Also where it was recreated because it had vanished.
    let lost = world.cloud.resources().iter().find(|thing| thing.urn.ends_with("::a")).unwrap().id.clone();
    world.cloud.remove(&lost);
    let engine = world.engine();
    let options = archipel_engine::engine::PrepareOptions { refresh: true, ..Default::default() };
    let prepared = engine.prepare(crate::support::program(&stack("two")), &options).await.unwrap();
    let summary = engine.apply(prepared, world.options(), archipel_engine::apply::Cancel::new()).await.unwrap();
    assert_eq!((summary.created, summary.replaced), (1, 1));
    world.assert_settled(&stack("two")).await;
}

#[tokio::test(start_paused = true)]
async fn what_a_run_replaced_without_its_companion_is_followed_by_the_next_run() {
    let stack = |kind: &str| [res(TAGGED, "a").set("kind", kind), res(TAGGED, "b").replace_with("a")];
    // The replacement of the companion fails.
    let world = World::new();
    world.up(&stack("one")).await;
    world.cloud.inject_rule(|called| {
        let companion = called.call == Call::Create && called.about.iter().any(|urn| urn.ends_with("::b"));
        companion.then(|| Effect::Error(ProviderError::new(ErrorKind::Denied, "not yet")))
    });
    let summary = world.up(&stack("two")).await;
    assert_eq!((summary.replaced, summary.failed), (1, 1));
    world.cloud.clear_faults();
    assert_eq!(world.up(&stack("two")).await.replaced, 1);
    assert_eq!(world.up(&stack("two")).await.replaced, 0);
    world.assert_settled(&stack("two")).await;
    // A target leaves the companion out.
    let world = World::new();
    world.up(&stack("one")).await;
    assert_eq!(world.up_only(&stack("two"), &["a"]).await.replaced, 1);
    assert_eq!(world.up(&stack("two")).await.replaced, 1);
    assert_eq!(world.up(&stack("two")).await.replaced, 0);
    world.assert_settled(&stack("two")).await;
}

/// The companion is replaced once, wherever the run ended that replaced the first.
#[tokio::test(start_paused = true)]
async fn the_companion_of_a_replacement_follows_after_a_run_that_died() {
    let stack = |kind: &str| [res(TAGGED, "a").set("kind", kind), res(TAGGED, "b").replace_with("a")];
    for stop in (1..=10).flat_map(|number| [(number, false), (number, true)]) {
        let world = World::new();
        world.up(&stack("one")).await;
        let ids = |world: &World| {
            let mut resources = world.cloud.resources();
            resources.sort_by(|a, b| a.urn.cmp(&b.urn));
            resources.into_iter().map(|thing| thing.id).collect::<Vec<_>>()
        };
        let before = ids(&world);
        let world = world.reborn(Some(stop)).await;
        let _ = tokio::time::timeout(Duration::from_secs(30_000), world.try_up(&stack("two"))).await;
        let world = world.reborn(None).await;
        world.up(&stack("two")).await;
        let world = world.reborn(None).await;
        world.up(&stack("two")).await;
        world.assert_settled(&stack("two")).await;
        let after = ids(&world);
        assert!(after.len() == 2 && after.iter().all(|id| !before.contains(id)), "{stop:?}: {before:?} {after:?}");
    }
}

fn owned() -> [Res; 3] {
    [
        res(TAGGED, "owner"),
        res(TAGGED, "owned").on(&["owner"]).deleted_with("owner"),
        res(TAGGED, "inner").on(&["owned"]).deleted_with("owned"),
    ]
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_with_another_gets_no_delete_and_leaves_state_in_the_same_commit() {
    let world = World::new();
    world.up(&owned()).await;
    // The owner cannot be deleted: nothing that would be gone with it is forgotten.
    world.cloud.inject(Fault::refuse(Call::Delete, ErrorKind::Denied).nth(1));
    assert_eq!(world.destroy().await.failed, 1);
    assert_eq!(world.state().await.records.len(), 3);
    world.cloud.forget_calls();
    let summary = world.up(&[]).await;
    assert_eq!(
        (summary.deleted, world.cloud.count(Call::Delete)),
        (3, 1),
        "three are deleted by one call, for the owner"
    );
    assert!(world.state().await.records.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_destroy_of_what_is_gone_with_another_that_dies_anywhere_is_finished() {
    for written in [false, true] {
        for number in 1..6 {
            let world = World::new();
            world.up(&owned()).await;
            let dying = world.reborn(Some((number, written))).await;
            let _ = tokio::time::timeout(Duration::from_secs(30_000), dying.destroy()).await;
            let last = dying.reborn(None).await;
            last.destroy().await;
            assert!(last.state().await.records.is_empty());
            assert!(dying.store.commits.load(Ordering::SeqCst) > 0);
            let left: Vec<String> = last.cloud.resources().iter().map(|thing| thing.urn.clone()).collect();
            assert!(!left.iter().any(|urn| urn.ends_with("::owner")), "{left:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn attributes_that_are_secret_by_option_are_secret_in_state_and_stay_so_after_a_refresh() {
    let world = World::new();
    let plain = [res(TAGGED, "a"), res(TAGGED, "b").stamp("note", "a")];
    let options = Options::new().additional_secret_outputs("stamp");
    let secret = [res(TAGGED, "a").with(options), res(TAGGED, "b").stamp("note", "a")];
    for first in [&plain, &secret] {
        let world = World::new();
        world.up(first).await;
        world.up(&secret).await;
        let a = world.cloud.resources().iter().find(|thing| thing.urn.ends_with("::a")).unwrap().id.clone();
        world.cloud.mutate(&a, |props| {
            props.as_map_mut().unwrap().insert("size".into(), Value::Int(9));
        });
        let write = world.options();
        world.engine().refresh("shop", "test", None, ReadMode::Full, Some(&write)).await.unwrap();
        let state = world.state().await;
        let of = |name: &str| state.records.values().find(|record| record.key.urn.name() == name).unwrap().clone();
        assert!(of("a").outputs.field("stamp").has_secret());
        assert!(of("b").desired.inputs.field("note").has_secret(), "and in what is made of it");
    }
    world.assert_settled(&[]).await;
}

#[tokio::test(start_paused = true)]
async fn a_delete_timeout_holds_when_the_resource_has_left_the_program_and_when_it_is_replaced() {
    let long = || Options::new().delete_timeout(Duration::from_secs(10_000));
    for (then, seconds, failed) in [(vec![], 9_000, 0), (vec![], 11_000, 1)] {
        let world = World::new();
        world.cloud.deleting_for(TAGGED, Duration::from_secs(seconds));
        world.up(&[res(TAGGED, "a").with(long())]).await;
        assert_eq!(world.up(&then).await.failed, failed, "{seconds}: {:?}", world.failures());
    }
    let world = World::new();
    world.cloud.deleting_for(TAGGED, Duration::from_secs(9_000));
    world.up(&[res(TAGGED, "a").with(long())]).await;
    let summary = world.up(&[res(TAGGED, "a").set("kind", "new").with(long())]).await;
    assert_eq!((summary.replaced, summary.failed), (1, 0), "{:?}", world.failures());
    // Without the option the type's own time is shorter.
    let world = World::new();
    world.cloud.deleting_for(TAGGED, Duration::from_secs(9_000));
    world.up(&[res(TAGGED, "a")]).await;
    assert_eq!(world.up(&[]).await.failed, 1);
}

#[tokio::test(start_paused = true)]
async fn options_of_an_interrupted_create_are_kept_in_what_recovery_records() {
    let world = World::new();
    let options = Options::new().protect(true).retain_on_delete(true).delete_timeout(Duration::from_secs(7));
    let stack = [res(TAGGED, "a").with(options.trigger("one"))];
    world.cloud.inject(Fault::at(Call::Configure, Effect::Hang).nth(1));
    let _ = tokio::time::timeout(Duration::from_secs(5), world.up(&stack)).await;
    let next = world.reborn(None).await;
    assert_eq!(next.state().await.pending.len(), 1);
    let error = next.prepare(&[]).await.err().unwrap().to_string();
    assert!(error.contains("the plan would delete or replace protected resources"), "{error}");
    next.up(&stack).await;
    let state = next.state().await;
    let record = state.records.values().next().unwrap();
    assert!(record.desired.options.protect && record.desired.options.retain);
    assert_eq!(record.desired.options.trigger, Value::from("one"));
    assert_eq!(record.desired.options.delete_timeout, Some(Duration::from_secs(7)));
}

#[tokio::test(start_paused = true)]
async fn a_retained_resource_is_reported_with_its_id() {
    let world = World::new();
    world.up(&[res(TAGGED, "a").with(Options::new().retain_on_delete(true)), res(TAGGED, "b")]).await;
    let id = world.cloud.resources().iter().find(|thing| thing.urn.ends_with("::a")).unwrap().id.clone();
    world.up(&[]).await;
    let left = world.seen(|event| match event {
        Event::Retained { urn, id, until: None, .. } => Some(format!("{} {id}", urn.name())),
        _ => None,
    });
    assert_eq!(left, [format!("a {id}")]);
}

#[tokio::test(start_paused = true)]
async fn what_changes_only_in_state_is_recorded_as_applied_then() {
    let world = World::new();
    world.up(&[res(TAGGED, "a"), res(TAGGED, "b")]).await;
    let before = world.state().await;
    let old: Vec<u64> = before.records.values().map(|record| record.modified).collect();
    std::thread::sleep(Duration::from_millis(1_100));
    world.up(&[res(TAGGED, "a"), res(TAGGED, "b").deleted_with("a")]).await;
    let new: Vec<u64> = world.state().await.records.values().map(|record| record.modified).collect();
    assert_eq!(new[0], old[0]);
    assert!(new[1] > old[1], "its dependencies are those of now");
}

#[tokio::test(start_paused = true)]
async fn what_is_gone_with_an_owner_that_is_replaced_is_recreated_without_a_delete() {
    let stack = |kind: &str| {
        [
            res(TAGGED, "owner").set("kind", kind),
            res(TAGGED, "part").deleted_with("owner"),
            res(TAGGED, "of-part").deleted_with("part"),
        ]
    };
    let world = World::new();
    world.up(&stack("1")).await;
    // The service deletes the parts with their owner.
    let old: Vec<_> = world.cloud.resources().into_iter().map(|thing| thing.id).collect();
    let summary = world.up(&stack("2")).await;
    assert_eq!((summary.replaced, world.cloud.count(Call::Delete)), (3, 1));
    old[1..].iter().for_each(|id| world.cloud.remove(id));
    world.assert_settled(&stack("2")).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_protected_or_stays_with_a_retained_owner_is_not_lost_with_it() {
    let stack = |kind: &str, owner: Options, part: Options| {
        [res(TAGGED, "owner").set("kind", kind).with(owner), res(TAGGED, "part").with(part).deleted_with("owner")]
    };
    let world = World::new();
    world.up(&stack("1", Options::new(), Options::new().protect(true))).await;
    let refused = world.prepare(&stack("2", Options::new(), Options::new().protect(true))).await;
    let error = refused.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("part would be replaced"), "{error}");
    // An owner that is left in place keeps what is gone with it.
    let world = World::new();
    world.up(&stack("1", Options::new(), Options::new())).await;
    let retained = world.prepare(&stack("2", Options::new().retain_on_delete(true), Options::new())).await.unwrap();
    assert!(retained.plan.steps.iter().all(|step| step.urn().name() != "part"), "{:?}", retained.plan.steps);
}

#[tokio::test(start_paused = true)]
async fn a_new_resource_gets_the_value_of_the_program_at_an_ignored_path() {
    let stack = |kind: &str| {
        let ignoring = Options::new().ignore_changes("note");
        let other = res(TAGGED, "b").set("kind", kind).with(ignoring).refer("note", "a", "id");
        [res(TAGGED, "a").set("kind", kind), other]
    };
    let world = World::new();
    world.up(&stack("1")).await;
    assert_eq!(world.up(&stack("2")).await.replaced, 2);
    assert_eq!(world.failures(), [] as [String; 0]);
    let state = world.state().await;
    let of = |name: &str| state.records.values().find(|record| record.key.urn.name() == name).unwrap().clone();
    assert_eq!(of("b").desired.inputs.field("note").as_str(), Some(of("a").id.as_str()));
    world.assert_settled(&stack("2")).await;
}

#[tokio::test(start_paused = true)]
async fn a_replacement_that_is_needless_keeps_what_is_at_an_ignored_path() {
    let stack = |size: i64, note: &str| {
        let ignoring = Options::new().ignore_changes("note");
        let other = res(TAGGED, "b").set("note", note).with(ignoring).stamp("kind", "a");
        [res(TAGGED, "a").set("size", size), other]
    };
    let world = World::new();
    world.up(&stack(1, "first")).await;
    let summary = world.up(&stack(2, "second")).await;
    assert_eq!((summary.replaced, world.failures()), (0, Vec::new()));
    let b = world.cloud.resources().into_iter().find(|thing| thing.urn.ends_with("::b")).unwrap();
    assert_eq!(b.props.field("note").as_str(), Some("first"));
}

#[tokio::test(start_paused = true)]
async fn a_target_is_refused_while_a_dependency_that_is_not_selected_is_half_made() {
    let stack = |kind: &str, note: &str| {
        [res(TAGGED, "a").set("kind", kind), res(NAMED, "b").refer("parent", "a", "id").set("note", note)]
    };
    let world = World::new();
    world.up(&stack("1", "x")).await;
    world.cloud.inject(Fault::refuse(Call::Configure, ErrorKind::Invalid));
    world.up_only(&stack("2", "x"), &["a"]).await;
    world.cloud.clear_faults();
    let error = world.prepare_only(&stack("2", "y"), &["b"]).await.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("do not exist yet"), "{error}");
    world.up(&stack("2", "y")).await;
    world.assert_settled(&stack("2", "y")).await;
}
