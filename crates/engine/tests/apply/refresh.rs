use archipel_engine::apply::Cancel;
use archipel_engine::engine::{EngineError, PrepareOptions, RefreshReport};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Id, ProviderError, ReadMode};
use archipel_engine::testing::{Call, Effect, Fault};
use archipel_engine::{Options, Urn, Value};

use crate::support::{NAMED, Res, TAGGED, TOKEN, TYPES, World, program, res};

fn stack() -> Vec<Res> {
    vec![
        res(TAGGED, "a").set("tags", Value::from([("owner", "me")])).set("password", "p"),
        res(TAGGED, "b").on(&["a"]).set("size", 3_i64),
    ]
}

async fn refresh(world: &World) -> Result<RefreshReport, EngineError> {
    refresh_as_deep(world, ReadMode::Full).await
}

async fn refresh_as_deep(world: &World, depth: ReadMode) -> Result<RefreshReport, EngineError> {
    let options = world.options();
    world.engine().refresh("shop", "test", None, depth, Some(&options)).await
}

#[tokio::test(start_paused = true)]
async fn nothing_changed_is_no_drift_and_one_read_for_a_type() {
    let world = World::new();
    world.up(&stack()).await;
    world.cloud.forget_calls();
    let report = refresh(&world).await.unwrap();
    assert!(report.drifts.is_empty() && !report.written, "{report:?}");
    assert_eq!(world.cloud.count(Call::Read), 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_changed_by_hand_is_found_and_put_back() {
    let world = World::new();
    world.up(&stack()).await;
    for thing in world.cloud.resources() {
        world.cloud.mutate(&thing.id, |props| {
            let map = props.as_map_mut().unwrap();
            map.insert("tags".into(), Value::from([("owner", "you"), ("more", "yes")]));
            map.insert("kind".into(), Value::from("chosen by the API"));
        });
    }
    let report = refresh(&world).await.unwrap();
    let found: Vec<String> = report
        .drifts
        .iter()
        .flat_map(|drift| drift.changes.iter().map(|change| format!("{}.{}", drift.urn.name(), change.path)))
        .collect();
    assert_eq!(found, ["a.tags.more", "a.tags.owner", "b.tags"], "and not the kind, which no program set");
    let summary = world.up(&stack()).await;
    assert_eq!(summary.updated, 2);
    assert!(refresh(&world).await.unwrap().drifts.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_resource_that_no_longer_exists_is_recreated_with_its_dependents() {
    let world = World::new();
    world.up(&stack()).await;
    let id = world.cloud.resources()[0].id.clone();
    world.cloud.remove(&id);
    let options = PrepareOptions { refresh: true, ..PrepareOptions::default() };
    let prepared = world.engine().prepare(program(&stack()), &options).await.unwrap();
    assert!(prepared.drifts.iter().any(|drift| drift.gone && drift.urn.name() == "a"));
    world.engine().apply(prepared, world.options(), Cancel::new()).await.unwrap();
    world.assert_settled(&stack()).await;
}

#[tokio::test(start_paused = true)]
async fn a_refresh_from_lists_finds_what_they_show_and_says_what_it_did_not_read() {
    let world = World::new();
    world.up(&stack()).await;
    let before = world.state().await;
    world.cloud.hide_from_lists(TAGGED, "size");
    let b = world.cloud.resources().into_iter().find(|thing| *thing.props.field("size") == Value::from(3_i64)).unwrap();
    world.cloud.mutate(&b.id, |props| drop(props.as_map_mut().unwrap().insert("size".into(), Value::from(9_i64))));
    let report = refresh_as_deep(&world, ReadMode::Summary).await.unwrap();
    assert!(report.drifts.is_empty(), "{report:?}");
    assert_eq!(report.partly.len(), 2);
    assert_eq!(world.state().await.records, before.records, "what was not read stays as it is recorded");

    // What differs in a list is read whole, and then there is nothing that was not read of it.
    world.cloud.mutate(&b.id, |props| {
        props.as_map_mut().unwrap().insert("tags".into(), Value::from([("owner", "you")]));
    });
    let report = refresh_as_deep(&world, ReadMode::Summary).await.unwrap();
    let found: Vec<String> = report.drifts[0].changes.iter().map(|change| change.path.to_string()).collect();
    assert_eq!((found, report.drifts.len()), (vec!["size".to_owned(), "tags".to_owned()], 1));
    assert_eq!(report.partly.iter().map(|urn| urn.name()).collect::<Vec<_>>(), ["a"]);

    let id = world.cloud.resources()[0].id.clone();
    world.cloud.remove(&id);
    let report = refresh_as_deep(&world, ReadMode::Summary).await.unwrap();
    assert!(report.drifts[0].gone, "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn an_index_that_lags_behind_is_no_drift() {
    let world = World::new();
    world.up(&stack()).await;
    world.cloud.freeze_indexes();
    let changed = vec![
        res(TAGGED, "a").set("tags", Value::from([("owner", "you")])).set("password", "p"),
        res(TAGGED, "b").on(&["a"]).set("size", 3_i64),
    ];
    world.up(&changed).await;
    for depth in [ReadMode::Summary, ReadMode::Full] {
        let report = refresh_as_deep(&world, depth).await.unwrap();
        assert!(report.drifts.is_empty() && !report.written, "{report:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_lags_behind_is_not_gone() {
    let world = World::new();
    world.up(&stack()).await;
    let things = world.cloud.resources();
    let before = world.state().await;
    // A first read that misses it: the second one confirms, and finds it.
    world.cloud.hide_once(&things[0].id);
    let report = refresh(&world).await.unwrap();
    assert!(report.drifts.is_empty(), "{report:?}");
    assert_eq!(world.state().await.records, before.records);
}

#[tokio::test(start_paused = true)]
async fn a_throttle_or_a_refusal_is_not_gone() {
    for kind in [ErrorKind::Throttled, ErrorKind::Ambiguous, ErrorKind::Denied, ErrorKind::Credentials] {
        let world = World::new();
        world.up(&stack()).await;
        let before = world.state().await;
        world.cloud.inject(Fault::refuse(Call::Read, kind));
        let report = refresh(&world).await.unwrap();
        assert_eq!(report.unread[0].error.kind, kind);
        assert_eq!(report.unread[0].urns.len(), 2);
        assert!(report.drifts.is_empty() && !report.written);
        assert_eq!(world.state().await, before);
        // A plan is not made from what is only partly known.
        let options = PrepareOptions { refresh: true, ..PrepareOptions::default() };
        let Err(EngineError::Provider { error, .. }) = world.engine().prepare(program(&stack()), &options).await else {
            panic!("an error")
        };
        assert_eq!(error.kind, kind);
    }
}

#[tokio::test(start_paused = true)]
async fn one_resource_that_cannot_be_read_does_not_hide_the_others_of_its_type() {
    let world = World::new();
    let stack: Vec<Res> = (0..100).map(|index| res(TAGGED, &format!("r{index:03}"))).collect();
    world.up(&stack).await;
    let resources = world.cloud.resources();
    let [odd, gone] = [&resources[37].id, &resources[38].id];
    let odd_id = odd.to_string();
    world.cloud.inject_rule(move |called| {
        let read = called.call == Call::Read && called.about.contains(&odd_id);
        read.then(|| Effect::Error(ProviderError::new(ErrorKind::Internal, "an unknown kind of access")))
    });
    world.cloud.remove(gone);
    world.cloud.forget_calls();
    let report = refresh(&world).await.unwrap();
    let unread: Vec<&Urn> = report.unread.iter().flat_map(|unread| &unread.urns).collect();
    let urn_of = |id: &Id| resources.iter().find(|resource| resource.id == *id).map(|resource| resource.urn.clone());
    assert_eq!(unread.iter().map(ToString::to_string).collect::<Vec<_>>(), [urn_of(odd).unwrap()]);
    let drifts: Vec<String> = report.drifts.iter().map(|drift| drift.urn.to_string()).collect();
    assert_eq!(drifts, [urn_of(gone).unwrap()]);
    assert!(world.cloud.count(Call::Read) < 20, "{} reads", world.cloud.count(Call::Read));
    assert_eq!(world.state().await.records.len(), 99, "the resource that cannot be read is kept");
}

#[tokio::test(start_paused = true)]
async fn where_every_read_is_denied_few_are_sent() {
    let world = World::new();
    let stack: Vec<Res> = (0..100).map(|index| res(TAGGED, &format!("r{index:03}"))).collect();
    world.up(&stack).await;
    world.cloud.inject(Fault::refuse(Call::Read, ErrorKind::Denied));
    world.cloud.forget_calls();
    let report = refresh(&world).await.unwrap();
    assert_eq!(report.unread.len(), 1, "one reason");
    assert_eq!(report.unread[0].urns.len(), 100);
    assert!(world.cloud.count(Call::Read) <= 2 * 16 + 1, "{} reads", world.cloud.count(Call::Read));
}

#[tokio::test(start_paused = true)]
async fn settings_that_the_type_does_not_have_are_named_and_are_no_drift() {
    let world = World::new();
    world.up(&stack()).await;
    let resource = world.cloud.resources().remove(0);
    world.cloud.set_unmanaged(&resource.id, &["a metric expression"]);
    let report = refresh(&world).await.unwrap();
    assert!(report.drifts.is_empty() && !report.written, "{report:?}");
    let urn = &resource.urn;
    let note = format!("{urn} has a metric expression, which {TAGGED} does not have: updates keep it or are refused");
    assert_eq!(report.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), [note]);
}

/// Every read of this resource fails, because it has a value that its type does not have.
fn set_unknown_value(world: &World, id: &Id) {
    let id = id.to_string();
    world.cloud.inject_rule(move |called| {
        let read = called.call == Call::Read && called.about.contains(&id);
        read.then(|| Effect::Error(ProviderError::new(ErrorKind::UnknownValue, "the access is `odd`")))
    });
}

#[tokio::test(start_paused = true)]
async fn a_resource_with_a_value_that_its_type_does_not_have_is_planned_as_recorded() {
    let world = World::new();
    let stack = [res(TAGGED, "a"), res(TAGGED, "b"), res(TAGGED, "c")];
    world.up(&stack).await;
    let resources = world.cloud.resources();
    let of = |name: &str| resources.iter().find(|resource| resource.urn.ends_with(&format!("::{name}"))).unwrap();
    set_unknown_value(&world, &of("a").id);
    world.cloud.remove(&of("b").id);
    let options = PrepareOptions { refresh: true, ..PrepareOptions::default() };
    let prepared = world.engine().prepare(program(&stack), &options).await.unwrap();
    let steps: Vec<&str> = prepared.plan.steps.iter().map(|step| step.urn().name()).collect();
    assert_eq!(steps, ["b"], "what is gone is planned although another resource was not read");
    let notes: Vec<String> = prepared.notes.iter().map(ToString::to_string).collect();
    assert!(
        notes.iter().any(|note| note.contains("::a is not read") && note.contains("the access is `odd`")),
        "{notes:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_interrupted_update_of_a_resource_with_an_unknown_value_is_planned_again() {
    let world = World::new();
    world.up(&[res(TAGGED, "a").set("size", 1_i64), res(TAGGED, "b")]).await;
    let resources = world.cloud.resources();
    let odd = resources.iter().find(|resource| resource.urn.ends_with("::a")).unwrap();
    world.cloud.inject(Fault::at(Call::Update, Effect::Hang).nth(1));
    let second = [res(TAGGED, "a").set("size", 2_i64), res(TAGGED, "b")];
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), world.up(&second)).await;
    let next = world.reborn(None).await;
    assert_eq!(next.state().await.pending.len(), 1);
    set_unknown_value(&next, &odd.id);
    let prepared = next.engine().prepare(program(&second), &PrepareOptions::default()).await.unwrap();
    let steps: Vec<&str> = prepared.plan.steps.iter().map(|step| step.urn().name()).collect();
    assert_eq!(steps, ["a"]);
    assert!(prepared.notes[0].to_string().contains("::a is not read"), "{:?}", prepared.notes);
}

#[tokio::test(start_paused = true)]
async fn imports_of_resources_with_unknown_values_are_refused_by_name() {
    let world = World::new();
    let place = Environment { region: "here".into(), account: None };
    let schema = TYPES.iter().find(|schema| schema.type_name == TAGGED).unwrap();
    let mut imported = Vec::new();
    for name in ["one", "two"] {
        let props = Value::from([("name", Value::from(name)), ("size", Value::Int(1)), ("tags", Value::map())]);
        let id = world.cloud.add_foreign(schema, &place, "", &props);
        set_unknown_value(&world, &id);
        imported.push(res(TAGGED, name).with(Options::new().import(id.as_str())));
    }
    let Err(error) = world.engine().prepare(program(&imported), &PrepareOptions::default()).await else {
        panic!("they are refused")
    };
    let text = error.to_string();
    assert!(text.contains("::one: the access is `odd`") && text.contains("::two: the access is `odd`"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn the_plan_of_an_import_names_settings_that_the_type_does_not_have() {
    let world = World::new();
    let place = Environment { region: "here".into(), account: None };
    let schema = TYPES.iter().find(|schema| schema.type_name == TAGGED).unwrap();
    let props = Value::from([("name", Value::from("mine")), ("size", Value::Int(1)), ("tags", Value::map())]);
    let id = world.cloud.add_foreign(schema, &place, "", &props);
    world.cloud.set_unmanaged(&id, &["a metric expression", "a unit"]);
    let imported = res(TAGGED, "mine").with(Options::new().import(id.as_str()));
    let prepared = world.engine().prepare(program(&[imported]), &PrepareOptions::default()).await.unwrap();
    let warnings: Vec<String> = prepared.plan.warnings.iter().map(ToString::to_string).collect();
    assert!(
        warnings.iter().any(|warning| warning.contains("mine has a metric expression, a unit, which")),
        "{warnings:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_does_not_keep_the_rest_from_being_read() {
    let world = World::new();
    let stack = [res(TAGGED, "a"), res(NAMED, "b"), res(TOKEN, "c")];
    world.up(&stack).await;
    for thing in world.cloud.resources() {
        world.cloud.remove(&thing.id);
    }
    world.cloud.inject(Fault::refuse(Call::Read, ErrorKind::Denied).of(NAMED));
    let report = refresh(&world).await.unwrap();
    let unread: Vec<&str> = report.unread.iter().flat_map(|unread| &unread.urns).map(|urn| urn.name()).collect();
    assert_eq!(unread, ["b"]);
    assert_eq!(report.drifts.iter().filter(|drift| drift.gone).count(), 2);
    let left: Vec<String> = world.state().await.records.keys().map(|key| key.urn.name().to_owned()).collect();
    assert_eq!(left, ["b"], "a refusal is not absence");
}

#[tokio::test(start_paused = true)]
async fn a_throttle_that_passes_is_waited_out() {
    let world = World::new();
    world.up(&stack()).await;
    world.cloud.inject(Fault::refuse(Call::Read, ErrorKind::Throttled).times(3));
    assert!(refresh(&world).await.unwrap().drifts.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_refresh_takes_up_what_an_interrupted_create_had_made() {
    let world = World::new();
    let stack = [res(TAGGED, "a")];
    world.cloud.inject(Fault::at(Call::Configure, Effect::Hang).nth(1));
    let _ = tokio::time::timeout(std::time::Duration::from_secs(5), world.up(&stack)).await;
    let next = world.reborn(None).await;
    assert_eq!(next.state().await.pending.len(), 1);
    refresh(&next).await.unwrap();
    let state = next.state().await;
    assert_eq!((state.pending.len(), state.records.len()), (0, 1));
    next.up(&stack).await;
    next.assert_settled(&stack).await;
}
