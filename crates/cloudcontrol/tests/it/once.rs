//! Resources of which an account has one in a region, and that exist before the stack.

use archipel_engine::Stack;
use archipel_engine::resource::ErrorKind;
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{World, declare, one};

const DETECTOR: &str = "AWS::GuardDuty::Detector";
const HUB: &str = "AWS::SecurityHub::Hub";
const RECORDER: &str = "AWS::Config::ConfigurationRecorder";

/// Creates a resource past the engine, and returns its id.
async fn exists(world: &World, type_name: &str, model: Json) -> String {
    let body = json!({"TypeName": type_name, "DesiredState": model.to_string()});
    world.cloud_control("CreateResource", body).await;
    let existing = world.existing(type_name).await;
    assert_eq!(existing.len(), 1, "{existing:?}");
    existing.into_iter().next().unwrap()
}

fn detector() -> Json {
    json!({"Enable": true, "Features": [{"Name": "S3_DATA_EVENTS", "Status": "ENABLED"}]})
}

#[tokio::test]
async fn a_detector_that_exists_is_taken_over_and_stays() {
    let world = World::start().await;
    let own = json!([{"Key": "team", "Value": "security"}]);
    let id =
        exists(&world, DETECTOR, json!({"Enable": false, "FindingPublishingFrequency": "ONE_HOUR", "Tags": own})).await;
    let program = one(DETECTOR, detector());
    world.up(&program).await;
    assert_eq!(world.ids().await["one"].as_str(), id);
    assert_eq!(world.existing(DETECTOR).await, [id.as_str()]);
    let model = world.model(DETECTOR, &id).await;
    assert_eq!((&model["Enable"], &model["Features"]), (&detector()["Enable"], &detector()["Features"]));
    assert_eq!(
        (&model["FindingPublishingFrequency"], &model["Tags"]),
        (&json!("ONE_HOUR"), &own),
        "its own settings stay"
    );

    world.destroy().await;
    assert!(world.state().await.records.is_empty());
    assert_eq!(world.existing(DETECTOR).await, [id], "the delete leaves it");
}

#[tokio::test]
async fn a_detector_of_the_stack_is_deleted() {
    let world = World::start().await;
    world.up(&one(DETECTOR, detector())).await;
    world.assert_in_step(&one(DETECTOR, detector()), "after the create").await;
    world.destroy().await;
    assert_eq!(world.existing(DETECTOR).await, [""; 0]);
}

#[tokio::test]
async fn a_hub_that_exists_is_taken_over_and_stays() {
    let world = World::start().await;
    let id = exists(&world, HUB, json!({"AutoEnableControls": false})).await;
    let program = one(HUB, json!({"AutoEnableControls": true, "EnableDefaultStandards": false}));
    world.up(&program).await;
    assert_eq!(world.model(HUB, &id).await["AutoEnableControls"], json!(true));
    world.assert_in_step(&program, "after the hub was taken over").await;
    world.destroy().await;
    assert_eq!(world.existing(HUB).await, [id]);
}

#[tokio::test]
async fn a_detector_of_another_stack_is_not_touched() {
    let world = World::start().await;
    let owner = json!([{"Key": "archipel:stack", "Value": "luneo/other"}]);
    let id = exists(&world, DETECTOR, json!({"Enable": false, "Tags": owner})).await;
    let errors = world.try_up(&one(DETECTOR, detector())).await;
    assert!(matches!(&errors[..], [one] if one.kind == ErrorKind::AlreadyExists), "{errors:?}");
    for part in [&id, "belongs to the stack luneo/other", "leave it out of one of the two stacks"] {
        assert!(errors[0].message.contains(part), "no `{part}` in {}", errors[0].message);
    }
    assert_eq!(world.model(DETECTOR, &id).await["Enable"], json!(false));
}

#[tokio::test]
async fn a_second_recorder_is_refused_with_what_to_do() {
    let world = World::start().await;
    let recorder = |name: &str| json!({"Name": name, "RoleARN": "arn:aws:iam::111122223333:role/config"});
    world.up(&one(RECORDER, recorder("default"))).await;
    let both = |stack: &Stack| {
        declare(&stack.region(EU), "one", RECORDER, recorder("default"));
        declare(&stack.region(EU), "two", RECORDER, recorder("other"));
    };
    let errors = world.try_up(&both).await;
    assert_eq!(errors.len(), 1, "{errors:?}");
    for part in ["maximum number of configuration recorders: 1", "leave both out of the program"] {
        assert!(errors[0].message.contains(part), "no `{part}` in {}", errors[0].message);
    }
    world.destroy().await;
}
