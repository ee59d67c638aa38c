//! Keys, their replicas in other regions, and their names.

use crate::common::{EU, Expect, Failed, US, World, check, lifecycle};
use archipel_engine::Stack;
use archipel_resources::kms::{
    Alias, AliasArgs, AliasProps, Key, KeyArgs, KeyProps, KeySpec, KeyUsage, ReplicaKey, ReplicaKeyArgs,
};
use archipel_resources::types::KeyId;
use aws_sdk_kms::types::{KeyState, MultiRegionKeyType, Tag};
use serde_json::json;

fn policy(user: &str) -> serde_json::Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"},
            {"Sid": user, "Effect": "Allow", "Principal": {"Service": [user]}, "Action": ["kms:Encrypt"], "Resource": "*"},
        ],
    })
}

const MAIN: &str = "eu-west-1::aws:kms/Key::main";
const COPY: &str = "us-east-1::aws:kms/ReplicaKey::main";

/// A key with a replica and a name in each region, a key of one region, and a key to sign with.
pub(crate) fn keys(stack: &Stack, version: u32) {
    let first = version == 1;
    let (eu, us) = (stack.region(EU).with_tags([("team", "core")]), stack.region(US));
    let mut args = KeyArgs::new()
        .description(if first { "main" } else { "the main one" })
        .policy(policy(if first { "a" } else { "b" }))
        .enable_key_rotation(true)
        .deletion_window_in_days(if first { 30 } else { 7 })
        .tags([(if first { "one" } else { "two" }, "x")]);
    if !first {
        args = args.rotation_period_in_days(180);
    }
    let main = Key::new(&eu, "main", args);
    let copy = ReplicaKey::new(
        &us,
        "main",
        ReplicaKeyArgs::new(main.arn())
            .description(if first { "copy" } else { "" })
            .enabled(first)
            .deletion_window_in_days(if first { 7 } else { 9 })
            .tags([("v", version.to_string())]),
    );
    let single = Key::new(&eu, "single", KeyArgs::new().multi_region(!first).enabled(first).enable_key_rotation(first));
    let signing = KeyArgs::new().key_spec(KeySpec::EccNistP256).key_usage(KeyUsage::SignVerify).multi_region(false);
    Key::new(&eu, "signing", signing);
    Alias::new(&eu, "main", AliasArgs::new("alias/main", if first { main.key_id() } else { single.key_id() }));
    Alias::new(&us, "main", AliasArgs::new("alias/main", copy.key_id()));
    Alias::new(&eu, "named", AliasArgs::new(format!("alias/named-{version}"), main.key_id()));
}

#[tokio::test]
async fn keys_replicas_and_aliases_live_through_everything() {
    lifecycle(
        |stack| keys(stack, 1),
        |stack| keys(stack, 2),
        &[
            Expect::Update(MAIN),
            Expect::Update(COPY),
            Expect::Replace("eu-west-1::aws:kms/Key::single"),
            Expect::Update("eu-west-1::aws:kms/Alias::main"),
            Expect::Replace("eu-west-1::aws:kms/Alias::named"),
        ],
        async |world: &World, version| {
            let first = version == 1;
            let (eu, us) = (world.aws(EU), world.aws(US));
            let id = world.id(MAIN).await;
            let key = eu.kms().describe_key().key_id(&id).send().await.unwrap().key_metadata.unwrap();
            assert_eq!(key.key_state(), Some(&KeyState::Enabled));
            assert_eq!(key.description(), Some(if first { "main" } else { "the main one" }));
            let rotation = eu.kms().get_key_rotation_status().key_id(&id).send().await.unwrap();
            assert!(rotation.key_rotation_enabled());
            assert_eq!(rotation.rotation_period_in_days(), Some(if first { 365 } else { 180 }));
            let tags = eu.kms().list_resource_tags().key_id(&id).send().await.unwrap();
            let keys: Vec<_> = tags.tags().iter().map(Tag::tag_key).collect();
            assert!(keys.contains(&"team") && keys.contains(&"archipel:token"), "{keys:?}");
            assert!(keys.contains(&if first { "one" } else { "two" }), "{keys:?}");
            assert!(!keys.contains(&if first { "two" } else { "one" }), "{keys:?}");
            let response = eu.kms().get_key_policy().key_id(&id).send().await.unwrap();
            assert!(response.policy().unwrap().contains(if first { r#""Sid":"a""# } else { r#""Sid":"b""# }));

            let copy = us.kms().describe_key().key_id(&id).send().await.unwrap().key_metadata.unwrap();
            assert_eq!(world.id(COPY).await, id, "a replica has its primary's id");
            let multi = copy.multi_region_configuration().unwrap();
            assert_eq!(multi.multi_region_key_type(), Some(&MultiRegionKeyType::Replica));
            assert_eq!(copy.enabled(), first);
            assert_eq!(copy.description(), Some(if first { "copy" } else { "" }));

            let aliases = eu.kms().list_aliases().send().await.unwrap();
            let names: Vec<_> = aliases.aliases().iter().filter_map(|alias| alias.alias_name()).collect();
            assert_eq!(names.len(), 2, "{names:?}");
            let target = aliases.aliases().iter().find(|a| a.alias_name() == Some("alias/main")).unwrap();
            let wanted = if first { id } else { world.id("eu-west-1::aws:kms/Key::single").await };
            assert_eq!(target.target_key_id(), Some(wanted.as_str()));
        },
    )
    .await;
}

#[tokio::test]
async fn deleted_keys_wait_for_the_days_that_were_asked_for() {
    let world = World::start().await;
    world.up(|stack| keys(stack, 1)).await;
    let (id, single) = (world.id(MAIN).await, world.id("eu-west-1::aws:kms/Key::single").await);
    world.destroy().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    for (region, id, days) in [(EU, &id, 30), (US, &id, 7), (EU, &single, 30)] {
        let aws = world.aws(region);
        let key = aws.kms().describe_key().key_id(id).send().await.unwrap().key_metadata.unwrap();
        assert_eq!(key.key_state(), Some(&KeyState::PendingDeletion), "{region} {id}");
        let left = key.deletion_date().unwrap().secs() - i64::try_from(now).unwrap();
        assert!((left - days * 86400).abs() < 3600, "{region} {id}: {left} s");
        assert!(aws.kms().list_aliases().send().await.unwrap().aliases().is_empty());
    }
}

#[tokio::test]
async fn a_key_whose_deletion_is_pending_is_restored_instead_of_a_new_one() {
    let world = World::start().await;
    world.up(|stack| keys(stack, 1)).await;
    let before = (world.id(MAIN).await, world.id("eu-west-1::aws:kms/Key::single").await);
    world.destroy().await;
    // Version 2 differs in everything that can be changed, and `single` in what cannot.
    world.up(|stack| keys(stack, 2)).await;
    let after = (world.id(MAIN).await, world.id("eu-west-1::aws:kms/Key::single").await);
    assert_eq!(before.0, after.0);
    assert_ne!(before.1, after.1, "a single-Region key does not become a multi-Region one");
    world.assert_in_step(|stack| keys(stack, 2), "after the keys were had back").await;
    world.assert_no_orphans("after the keys were had back").await;
    let aws = world.aws(EU);
    let key = aws.kms().describe_key().key_id(&after.0).send().await.unwrap().key_metadata.unwrap();
    assert_eq!(key.key_state(), Some(&KeyState::Enabled));
    // And once more, with calls that fail.
    world.destroy().await;
    world.faults(crate::common::bad_day(7));
    world.up(|stack| keys(stack, 1)).await;
    world.faults(json!([]));
    assert_eq!((world.id(MAIN).await, world.id("eu-west-1::aws:kms/Key::single").await), before);
    world.assert_in_step(|stack| keys(stack, 1), "after the keys were had back again").await;
}

#[tokio::test]
async fn a_replica_that_is_to_be_deleted_is_had_back() {
    let world = World::start().await;
    let primary = |stack: &Stack| Key::new(&stack.region(EU), "main", KeyArgs::new());
    let both = |stack: &Stack| {
        let key = primary(stack);
        ReplicaKey::new(&stack.region(US), "main", ReplicaKeyArgs::new(key.arn()).tags([("a", "b")]));
    };
    world.up(both).await;
    let id = world.id(COPY).await;
    world.up(|stack| drop(primary(stack))).await;
    // AWS refuses to replicate a key to where a replica of it is still to be deleted; the emulator does not.
    world.faults(json!([{
        "service": "kms", "operation": "ReplicateKey", "kind": "error", "code": "AlreadyExistsException", "status": 400,
    }]));
    world.up(both).await;
    assert_eq!(world.id(COPY).await, id);
    let aws = world.aws(US);
    let key = aws.kms().describe_key().key_id(&id).send().await.unwrap().key_metadata.unwrap();
    assert_eq!(key.key_state(), Some(&KeyState::Enabled));
    world.assert_in_step(both, "after the replica was had back").await;
}

#[tokio::test]
async fn a_primary_goes_although_a_replica_of_others_is_still_there() {
    let world = World::start().await;
    world.up(|stack| drop(Key::new(&stack.region(EU), "main", KeyArgs::new()))).await;
    let id = world.id(MAIN).await;
    let aws = world.aws(EU);
    aws.kms().replicate_key().key_id(&id).replica_region(US).send().await.unwrap();
    world.destroy().await;
    let key = aws.kms().describe_key().key_id(&id).send().await.unwrap().key_metadata.unwrap();
    assert_eq!(key.key_state(), Some(&KeyState::PendingReplicaDeletion));
    assert!(world.owned().await.is_empty());
}

#[tokio::test]
async fn an_alias_and_a_replica_of_others_are_refused_and_left_alone() {
    let world = World::start().await;
    let aws = world.aws(EU);
    let theirs = aws.kms().create_key().multi_region(true).send().await.unwrap().key_metadata.unwrap();
    aws.kms().create_alias().alias_name("alias/main").target_key_id(theirs.key_id()).send().await.unwrap();
    aws.kms().replicate_key().key_id(theirs.key_id()).replica_region(US).send().await.unwrap();
    let arn = theirs.arn().unwrap().to_owned();
    let program = |stack: &Stack| {
        let key = Key::new(&stack.region(EU), "main", KeyArgs::new());
        Alias::new(&stack.region(EU), "main", AliasArgs::new("alias/main", key.key_id()));
        ReplicaKey::new(&stack.region(US), "main", ReplicaKeyArgs::new(arn.as_str()));
    };
    let Err(Failed(why)) = world.try_up(program).await else { panic!("the names are taken") };
    assert!(why.contains("the alias alias/main already exists for the key"), "{why}");
    assert!(why.contains("already exists: it is not managed by Archipel"), "{why}");
    let aliases = aws.kms().list_aliases().send().await.unwrap();
    assert_eq!(aliases.aliases()[0].target_key_id(), Some(theirs.key_id()));
}

#[tokio::test]
async fn up_takes_few_calls_more_than_it_must() {
    let world = World::start().await;
    let done = world.up(|stack| keys(stack, 1)).await;
    // Strictly needed: 3 keys, a replica, 3 aliases, rotation of 2 keys.
    let needed = 9;
    let kms = &done.calls;
    let looks = kms.of("kms", "ListKeys") + kms.of("kms", "ListResourceTags");
    assert_eq!(kms.total - looks, needed, "{:#?}", kms.calls);
    assert!(looks <= 9, "{:#?}", kms.calls);
    let again = world.up(|stack| keys(stack, 1)).await;
    assert_eq!(again.calls.total, 0);
}

#[tokio::test]
async fn what_kms_does_not_know_yet_is_waited_for() {
    let world = World::start().await;
    let error = |operation: &str, code: &str, message: &str| {
        json!({
            "service": "kms", "operation": operation, "first": 2,
            "kind": "error", "code": code, "message": message, "status": 400,
        })
    };
    let fresh = "Policy contains a statement with one or more invalid principals.";
    world.faults(json!([
        error("CreateKey", "MalformedPolicyDocumentException", fresh),
        error("EnableKeyRotation", "NotFoundException", "Key not found"),
        error("ReplicateKey", "KMSInvalidStateException", "The key is Creating."),
        error("CreateAlias", "NotFoundException", "Key not found"),
    ]));
    world.up(|stack| keys(stack, 1)).await;
    assert_eq!(world.fired(), [2, 2, 2, 2]);
    world.faults(json!([
        error("PutKeyPolicy", "MalformedPolicyDocumentException", fresh),
        error("UpdateKeyDescription", "KMSInvalidStateException", "The key is Updating."),
        error("ScheduleKeyDeletion", "KMSInvalidStateException", "The key is Updating."),
    ]));
    world.up(|stack| keys(stack, 2)).await;
    assert_eq!(world.fired(), [2, 2, 2]);
    world.faults(json!([]));
    world.assert_in_step(|stack| keys(stack, 2), "after the waits").await;
    // Scheduled by someone else already: it is gone as it should be.
    let id = world.id(MAIN).await;
    world.aws(EU).kms().schedule_key_deletion().key_id(&id).pending_window_in_days(8).send().await.unwrap();
    world.faults(json!([{
        "service": "kms", "operation": "ScheduleKeyDeletion", "region": EU,
        "kind": "error", "code": "KMSInvalidStateException", "message": "is pending deletion.", "status": 400,
        "first": 1,
    }]));
    world.destroy().await;
}

#[tokio::test]
async fn what_kms_would_refuse_is_found_before_any_call() {
    let good = KeyProps {
        description: String::new(),
        policy: None,
        multi_region: true,
        key_spec: KeySpec::SymmetricDefault,
        key_usage: KeyUsage::EncryptDecrypt,
        enabled: true,
        enable_key_rotation: true,
        rotation_period_in_days: Some(90),
        deletion_window_in_days: 7,
        tags: std::collections::BTreeMap::new(),
    };
    assert_eq!(check::<Key>(good.clone()).await, Vec::<String>::new());
    for (wrong, said) in [
        (KeyProps { deletion_window_in_days: 6, ..good.clone() }, "7 to 30"),
        (KeyProps { deletion_window_in_days: 31, ..good.clone() }, "7 to 30"),
        (KeyProps { rotation_period_in_days: Some(89), ..good.clone() }, "90 to 2560"),
        (KeyProps { rotation_period_in_days: Some(2561), ..good.clone() }, "90 to 2560"),
        (KeyProps { enable_key_rotation: false, ..good.clone() }, "only with `enable_key_rotation`"),
        (KeyProps { key_usage: KeyUsage::SignVerify, ..good.clone() }, "has no `key_usage` SIGN_VERIFY"),
    ] {
        let found = check::<Key>(wrong.clone()).await;
        assert!(found.len() == 1 && found[0].contains(said), "{said}: {found:?}");
    }
    let alias = |name: &str, key: &str| AliasProps { name: name.to_owned(), target_key_id: KeyId::new(key) };
    assert_eq!(check::<Alias>(alias("alias/a/b_c-1", "mrk-1")).await, Vec::<String>::new());
    for wrong in [alias("a", "k"), alias("alias/aws/s3", "k"), alias("alias/", "k"), alias("alias/ä", "k")] {
        assert_eq!(check::<Alias>(wrong.clone()).await.len(), 1, "{wrong:?}");
    }
    assert_eq!(check::<Alias>(alias("alias/a", "arn:aws:kms:eu-west-1:1:key/k")).await.len(), 1);
}
