//! The number of calls of many resources of a type.

#![allow(clippy::print_stdout, reason = "figures for the benchmarks")]

use crate::common::{EU, Failed, World};
use archipel_engine::Stack;
use archipel_resources::kms::{Key, KeyArgs};
use archipel_resources::route53::{Record, RecordArgs, RecordType, Zone, ZoneArgs};
use archipel_resources::sns::{Topic, TopicArgs};
use archipel_resources::ssm::{Parameter, ParameterArgs};
use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType};

/// The changes of records, and the reads of their states.
fn of_records(world: &World) -> (u64, u64) {
    let calls = world.calls();
    let of = |operation: &str| calls.of("route53", operation);
    (of("POST /2013-04-01/hostedzone/{}/rrset"), of("GET /2013-04-01/change/{}"))
}

fn records(stack: &Stack, count: u32) {
    let zone = Zone::new(&stack.region(EU), "main", ZoneArgs::new("luneo.example"));
    for number in 0..count {
        let name = format!("host-{number}.luneo.example");
        let args = RecordArgs::new(zone.id(), name, RecordType::A).values(["192.0.2.1"]).ttl(60_u32);
        Record::new(&stack.region(EU), format!("host-{number}"), args);
    }
}

/// Sends a change of one record of the zone, past the program.
async fn change(world: &World, action: ChangeAction, name: &str, value: &str) {
    let zone = world.id("global::aws:route53/Zone::main").await;
    let set = ResourceRecordSet::builder().name(name).r#type(RrType::A).ttl(60);
    let set = set.resource_records(ResourceRecord::builder().value(value).build().unwrap()).build().unwrap();
    let change = Change::builder().action(action).resource_record_set(set).build().unwrap();
    let batch = ChangeBatch::builder().changes(change).build().unwrap();
    let call = world.aws(EU).route53().change_resource_record_sets().hosted_zone_id(zone).change_batch(batch);
    call.send().await.unwrap();
}

#[tokio::test]
async fn three_hundred_parameters_take_three_hundred_calls() {
    let world = World::start().await;
    let program = |stack: &Stack| {
        for number in 0..300 {
            let args = ParameterArgs::new(format!("/luneo/{number}")).value("x").tags([("team", "core")]);
            Parameter::new(&stack.region(EU), format!("p{number}"), args);
        }
    };
    let started = std::time::Instant::now();
    let done = world.up(program).await;
    println!("300 parameters: {:.2} s, {} calls", started.elapsed().as_secs_f64(), done.calls.total);
    assert_eq!((done.calls.total, done.calls.of("ssm", "PutParameter")), (300, 300), "{:?}", done.calls);
    let again = world.up(program).await;
    assert_eq!(again.calls.total, 0, "{:?}", again.calls);
    world.assert_in_step(program, "after the up").await;
    let destroyed = world.destroy().await;
    println!("their destroy: {} calls", destroyed.calls.total);
    assert_eq!(destroyed.calls.of("ssm", "DeleteParameter"), 300, "{:?}", destroyed.calls);
    assert_eq!(destroyed.calls.total, 300, "{:?}", destroyed.calls);
}

#[tokio::test]
async fn records_of_a_zone_share_their_calls() {
    let world = World::start().await;
    world.up(|stack| records(stack, 300)).await;
    let (changes, states) = of_records(&world);
    println!("300 records: {changes} changes, {states} reads of their states");
    assert!(changes <= 12 && states <= 36, "{changes} changes, {states} reads of their states");
    world.assert_in_step(|stack| records(stack, 300), "after the up").await;
    world.up(|stack| records(stack, 1)).await;
    let (changes, states) = of_records(&world);
    assert!(changes <= 12 && states <= 36, "deletes: {changes} changes, {states} reads of their states");
    world.assert_no_orphans("after the deletes").await;
}

#[tokio::test]
async fn a_change_that_route_53_refuses_fails_none_of_the_others() {
    let world = World::start().await;
    world.up(|stack| records(stack, 1)).await;
    change(&world, ChangeAction::Create, "host-7.luneo.example", "192.0.2.9").await;
    let Err(Failed(why)) = world.try_up(|stack| records(stack, 20)).await.map(drop) else { panic!("it is taken") };
    assert!(why.contains("host-7.luneo.example already"), "{why}");
    let made = world.state().await.records.len();
    assert_eq!(made, 20, "the zone and all records but one");
    // A record that was changed meanwhile is deleted as it is now, and so are the others of its batch.
    change(&world, ChangeAction::Upsert, "host-3.luneo.example", "192.0.2.33").await;
    change(&world, ChangeAction::Delete, "host-7.luneo.example", "192.0.2.9").await;
    world.destroy().await;
    assert!(world.owned().await.is_empty());
}

/// Creates that list resources of the account: the creates of a run share the list.
const SHARED_LISTS: &[(&str, &str)] = &[("aws:kms/Key", "ListKeys")];

#[test]
fn no_create_lists_the_resources_of_the_account_for_itself() {
    let table: toml::Table = toml::from_str(include_str!("../data/calls.toml")).unwrap();
    let creates = table.iter().filter_map(|(of, verbs)| Some((of, verbs.get("create")?.as_table()?)));
    let lists = |operation: &&String| operation.starts_with("List") && !operation.contains("Tags");
    let found: Vec<(&str, &str)> = creates
        .flat_map(|(of, calls)| calls.keys().filter(lists).map(move |operation| (of.as_str(), operation.as_str())))
        .collect();
    assert_eq!(found, SHARED_LISTS, "creates that take longer the more the account has");
}

#[tokio::test]
async fn creates_take_as_many_calls_where_others_have_much() {
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        for number in 0..3 {
            Topic::new(&scope, format!("t{number}"), TopicArgs::new(format!("ours-{number}")));
            Key::new(&scope, format!("k{number}"), KeyArgs::new());
        }
    };
    let world = World::start().await;
    let aws = world.aws(EU);
    for number in 0..12 {
        aws.sns().create_topic().name(format!("theirs-{number}")).send().await.unwrap();
        aws.kms().create_key().send().await.unwrap();
    }
    let done = world.up(program).await;
    let of = |service: &str, operation: &str| done.calls.of(service, operation);
    assert_eq!((of("sns", "ListTopics"), of("sns", "CreateTopic")), (0, 3), "{:?}", done.calls);
    // One look at the tags of each key, which all creates share.
    assert_eq!((of("kms", "ListKeys"), of("kms", "ListResourceTags")), (1, 12), "{:?}", done.calls);
}
