//! Resources that outlive their declaration, and are in the way of the next one by their names.

use std::collections::BTreeSet;

use archipel_engine::resource::ErrorKind;
use archipel_engine::{Options, Stack};
use archipel_sandbox::faults::Kind;
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{World, declare, one};

const GROUP: &str = "AWS::Athena::WorkGroup";

fn group(description: &str) -> Json {
    json!({"Name": "logs", "Description": description, "Tags": [{"Key": "team", "Value": "platform"}]})
}

/// Declares the group, which stays when it is deleted.
fn retained(description: &'static str) -> impl Fn(&Stack) {
    move |stack: &Stack| {
        let scope = stack.region(EU).with_options(Options::new().retain_on_delete(true));
        declare(&scope, "one", GROUP, group(description));
    }
}

fn nothing(_: &Stack) {}

/// The tags of the group, which have no order.
async fn tags(world: &World) -> BTreeSet<String> {
    let tags = world.model(GROUP, "logs").await["Tags"].clone();
    tags.as_array().unwrap().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_retained_resource_is_taken_back_and_updated() {
    let world = World::start().await;
    world.up(&retained("first")).await;
    let first = tags(&world).await;
    world.up(&nothing).await;
    assert!(world.state().await.records.is_empty());
    assert_eq!(world.existing(GROUP).await, ["logs"], "it stays");

    world.up(&retained("second")).await;
    assert_eq!(world.ids().await["one"].as_str(), "logs");
    assert_eq!(world.model(GROUP, "logs").await["Description"], json!("second"));
    assert_eq!(tags(&world).await, first, "the tags of its create stay");
    world.assert_in_step(&retained("second"), "after it was taken back").await;
}

#[tokio::test]
async fn a_resource_that_cannot_be_taken_back_stays_as_it_was() {
    let world = World::start().await;
    world.up(&retained("first")).await;
    world.up(&nothing).await;
    let denied = Kind::Error { code: Some("AccessDeniedException".to_owned()), status: Some(403), message: None };
    world.faults(vec![(denied, "UpdateResource", None)]);
    let errors = world.try_up(&retained("second")).await;
    assert!(matches!(&errors[..], [one] if one.kind == ErrorKind::Denied), "{errors:?}");
    assert!(world.state().await.records.is_empty(), "a record would be replaced by the next run");

    world.faults(Vec::new());
    world.up(&retained("second")).await;
    assert_eq!(world.model(GROUP, "logs").await["Description"], json!("second"));
    world.assert_in_step(&retained("second"), "after the second run").await;
}

#[tokio::test]
async fn what_another_declaration_or_stack_made_is_not_touched() {
    for (key, value) in [("archipel:stack", "luneo/other"), ("archipel:urn", "eu-west-1::AWS::Athena::WorkGroup::two")]
    {
        let world = World::start().await;
        world.up(&retained("first")).await;
        world.up(&nothing).await;
        let mut tags = world.model(GROUP, "logs").await["Tags"].clone();
        for tag in tags.as_array_mut().unwrap().iter_mut().filter(|tag| tag["Key"] == key) {
            tag["Value"] = json!(value);
        }
        let patch = json!([{"op": "replace", "path": "/Tags", "value": tags}]).to_string();
        let update = json!({"TypeName": GROUP, "Identifier": "logs", "PatchDocument": patch});
        world.cloud_control("UpdateResource", update).await;

        let errors = world.try_up(&one(GROUP, group("second"))).await;
        assert!(matches!(&errors[..], [one] if one.kind == ErrorKind::AlreadyExists), "{key}: {errors:?}");
        let model = world.model(GROUP, "logs").await;
        assert_eq!((&model["Description"], &model["Tags"]), (&json!("first"), &tags), "{key}");
    }
}
