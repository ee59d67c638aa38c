//! The life cycle of a stack: created, unchanged, updated, deleted.

use serde_json::Value;

use crate::calls;
use crate::world::{CommandOutput, Things, World, assert_same, runtime};

fn steps<'a>(plan: &'a Value, action: &str) -> Vec<&'a Value> {
    plan["steps"].as_array().expect("steps").iter().filter(|step| step["action"] == action).collect()
}

fn urns(steps: &[&Value]) -> Vec<String> {
    steps.iter().map(|step| step["key"]["urn"].as_str().unwrap_or_default().to_owned()).collect()
}

#[track_caller]
fn agree(world: &World) {
    assert_same(&world.existing(), &world.recorded_things());
}

#[track_caller]
fn unchanged(output: &CommandOutput) {
    let plan = output.plan();
    assert_eq!(plan["steps"].as_array().map(Vec::len), Some(0), "{:#}", plan["steps"]);
}

#[test]
fn dev_is_created_unchanged_updated_and_deleted() {
    let world = World::new();

    let up = world.up(&[]).expect(0);
    let created = up.summary()["created"].as_u64().unwrap();
    assert!((180..=280).contains(&created), "dev is two to three hundred resources, not {created}");
    calls::assert_few(&world, &up, "up dev");
    let regions: std::collections::BTreeSet<String> =
        urns(&steps(&up.plan(), "create")).iter().filter_map(|urn| urn.split("::").next().map(str::to_owned)).collect();
    assert_eq!(regions.into_iter().collect::<Vec<_>>(), ["eu-west-1", "global", "us-east-1"]);
    agree(&world);

    // Other tools read the outputs: by name, typed, the same each time.
    let output = world.run(&["outputs", "dev", "--json"]).expect(0).stdout;
    let outputs: Value = serde_json::from_str(&output).expect("JSON");
    let places = outputs.as_object().unwrap().keys().map(|name| output.find(&format!("\"{name}\":")).unwrap());
    assert!(places.is_sorted(), "{output}");
    for region in ["eu-west-1", "us-east-1"] {
        let text = |name: &str| outputs[format!("{region}.{name}")].as_str().unwrap_or_default().to_owned();
        assert!(text("vpc_id").starts_with("vpc-") && text("data_key_arn").starts_with("arn:"), "{output}");
        for list in ["private_subnet_ids", "public_subnet_ids"] {
            let ids = outputs[format!("{region}.{list}")].as_array().unwrap();
            assert!(ids.len() == 3 && ids.iter().all(|id| id.as_str().unwrap().starts_with("subnet-")), "{output}");
        }
    }
    assert_eq!(outputs["api"], "api.dev.luneo.example");
    assert_eq!(world.run(&["outputs", "dev", "--json"]).expect(0).stdout, output);

    // Run it again: nothing changes, and the only calls are those of the data sources.
    let before = world.total_calls();
    let again = world.up(&[]).expect(0);
    unchanged(&again);
    assert_eq!(again.summary()["created"], 0);
    let read = world.total_calls() - before;
    assert!(read <= 14, "{read} calls for nothing: {}", world.calls());

    // A refresh agrees with the program: no value that AWS or an emulator chose counts as drift.
    let refreshed = world.preview(&["--refresh"]).expect(0);
    unchanged(&refreshed);

    // One subnet's tag: one update, and the emulator has it.
    let tag = ["-C", "primary.subnet_tags.private-a.Tier=data"];
    let preview = world.preview(&tag).expect(2);
    assert_eq!(urns(&steps(&preview.plan(), "update")), ["eu-west-1::aws:ec2/Subnet::network/private-a"]);
    assert_eq!(preview.plan()["steps"].as_array().map(Vec::len), Some(1));
    let tagged = world.up(&tag).expect(0);
    assert_eq!(tagged.summary()["updated"], 1);
    let tags = runtime().block_on(async {
        let aws = world.aws("eu-west-1").await;
        let subnets = aws.ec2().describe_subnets().send().await.unwrap();
        subnets
            .subnets()
            .iter()
            .flat_map(|subnet| subnet.tags().iter())
            .filter(|tag| tag.key() == Some("Tier"))
            .map(|tag| tag.value().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    });
    assert_eq!(tags, ["data"]);

    // One VPC's range: a replacement that also replaces the VPC's dependents, with reasons.
    let range = ["-C", "secondary.cidr=10.70.0.0/16"];
    let preview = world.preview(&range).expect(2);
    let replaced = urns(&steps(&preview.plan(), "replace"));
    assert!(replaced.contains(&"us-east-1::aws:ec2/Vpc::network/main".to_owned()), "{replaced:?}");
    assert!(replaced.contains(&"us-east-1::aws:ec2/Subnet::network/private-a".to_owned()), "{replaced:?}");
    assert!(
        replaced.iter().all(|urn| urn.starts_with("us-east-1::")
            || urn.contains("/Route::")
            || urn.contains("TransitGatewayRoute::")),
        "{replaced:?}"
    );
    let text = world.run(&["preview", "dev", "-C", "secondary.cidr=10.70.0.0/16"]).expect(0).stdout;
    assert!(text.contains("replaced because `cidr_block` changed"), "{text}");
    let up = world.up(&range).expect(0);
    assert_eq!(up.summary()["failed"], 0);
    agree(&world);
    unchanged(&world.preview(&["-C", "secondary.cidr=10.70.0.0/16", "--refresh"]).expect(0));

    // A component is removed.
    let without = ["-C", "secondary.cidr=10.70.0.0/16", "-C", "network.flow_logs=false"];
    let preview = world.preview(&without).expect(2);
    let deleted = urns(&steps(&preview.plan(), "delete"));
    assert!(!deleted.is_empty() && deleted.iter().all(|urn| urn.contains("flow-logs/")), "{deleted:?}");
    world.up(&without).expect(0);
    agree(&world);

    // All of it.
    let destroyed = world.destroy().expect(0);
    assert_eq!(destroyed.summary()["failed"], 0);
    let left: Vec<Value> = destroyed.events().into_iter().filter(|event| event["event"] == "left").collect();
    let keys = |kind: &str| left.iter().filter(|event| event["urn"].as_str().unwrap().contains(kind)).count();
    let settings = keys("::security/account/");
    assert_eq!((keys("aws:kms/Key::"), keys("aws:kms/ReplicaKey::"), settings, left.len()), (2, 1, 4, 7), "{left:#?}");
    let day = 24 * 60 * 60;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let dated = |event: &&Value| event["until"].as_u64().is_some_and(|until| (6..=8).contains(&((until - now) / day)));
    assert!(left.iter().any(|event| dated(&event)), "a key waits for a week: {left:#?}");
    assert_eq!(world.recorded().len(), 0);
    assert_same(&world.existing(), &Things::new());
}

#[test]
fn changes_made_outside_are_detected_and_reverted() {
    let world = World::new();
    world.up(&[]).expect(0);
    runtime().block_on(async {
        let aws = world.aws("us-east-1").await;
        let subnets = aws.ec2().describe_subnets().send().await.unwrap();
        let is_ours = |tag: &archipel::aws::sdk::ec2::types::Tag| {
            tag.key() == Some("Name") && tag.value().is_some_and(|name| name.ends_with("public-b"))
        };
        let subnet = subnets.subnets().iter().find(|subnet| subnet.tags().iter().any(is_ours)).unwrap();
        let id = subnet.subnet_id().unwrap();
        let tag = archipel::aws::sdk::ec2::types::Tag::builder().key("Owner").value("another owner").build();
        aws.ec2().create_tags().resources(id).tags(tag).send().await.unwrap();
        aws.iam().delete_role_policy().role_name("luneo-dev-backend").policy_name("workload").send().await.unwrap();
    });
    let preview = world.preview(&["--refresh"]).expect(2);
    assert_eq!(urns(&steps(&preview.plan(), "update")), ["us-east-1::aws:ec2/Subnet::network/public-b"]);
    assert_eq!(urns(&steps(&preview.plan(), "create")), ["global::aws:iam/RolePolicy::identity/backend"]);
    world.up(&["--refresh"]).expect(0);
    unchanged(&world.preview(&["--refresh"]).expect(0));
    world.destroy().expect(0);
    assert_same(&world.existing(), &Things::new());
}
