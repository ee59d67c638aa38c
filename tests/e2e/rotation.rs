//! The stack's function rotates secrets.

use archipel::aws::aws::Aws;
use archipel::aws::sdk::lambda::primitives::Blob;
use serde_json::{Value, json};

use crate::world::{World, runtime};

const FUNCTION: &str = "luneo-dev-rotation";
const SECRET: &str = "luneo/dev/backend";
const ROTATION: [&str; 6] =
    ["-C", "secrets.rotation.days=30", "-C", "secrets.rotation.log_days=30", "-C", "secrets.recovery_window_days=7"];

/// Calls the function as Secrets Manager does, and returns its error.
async fn step(aws: &Aws, step: &str, version: &str) -> Option<String> {
    let event = json!({"Step": step, "SecretId": SECRET, "ClientRequestToken": version});
    let response = aws
        .lambda()
        .invoke()
        .function_name(FUNCTION)
        .payload(Blob::new(event.to_string()))
        .send()
        .await
        .expect("a response");
    let text = String::from_utf8(response.payload.unwrap_or_else(|| Blob::new("")).into_inner()).expect("a response");
    (text != "null").then_some(text)
}

async fn value(aws: &Aws, stage: &str) -> Option<String> {
    let response = aws.secretsmanager().get_secret_value().secret_id(SECRET).version_stage(stage).send().await;
    response.ok().and_then(|response| response.secret_string)
}

/// Sets a value, starts its rotation, and returns the pending version.
async fn pending(aws: &Aws, before: &str) -> String {
    let secrets = aws.secretsmanager();
    secrets.put_secret_value().secret_id(SECRET).secret_string(before).send().await.expect("a response");
    let started = secrets.rotate_secret().secret_id(SECRET);
    let function = aws.lambda().get_function().function_name(FUNCTION).send().await.expect("a response");
    let arn = function.configuration().expect("a response").function_arn().expect("a response").to_owned();
    started.rotation_lambda_arn(arn).send().await.expect("a response");
    let response = secrets.describe_secret().secret_id(SECRET).send().await.expect("a response");
    let is_pending = |stages: &Vec<String>| stages.iter().any(|stage| stage == "AWSPENDING");
    let mut versions = response.version_ids_to_stages().expect("a response").iter();
    versions.find(|(_, stages)| is_pending(stages)).expect("a response").0.clone()
}

/// Sets a value, rotates it, and returns the new value.
async fn rotated(aws: &Aws, before: &str) -> String {
    let version = pending(aws, before).await;
    let too_early = step(aws, "testSecret", &version).await.expect("a response");
    assert!(too_early.contains("is empty"), "{too_early}");
    // Each step is idempotent.
    for name in ["createSecret", "createSecret", "setSecret", "testSecret", "finishSecret", "finishSecret"] {
        assert_eq!(step(aws, name, &version).await, None, "{name}");
    }
    assert_eq!(value(aws, "AWSPREVIOUS").await.as_deref(), Some(before));
    value(aws, "AWSCURRENT").await.expect("a response")
}

#[test]
fn a_rotated_secret_has_a_new_value_and_keeps_the_previous_one() {
    let world = World::new();
    world.up(&ROTATION).expect(0);
    runtime().block_on(async {
        let aws = world.aws("eu-west-1").await;
        // A value of an external service would be lost.
        for foreign in ["sk_live_1", r#"{"key": "sk_live_1"}"#, "[1]", r#"{"password": "of people"}"#] {
            let version = pending(&aws, foreign).await;
            let error = step(&aws, "createSecret", &version).await.expect("an error");
            assert!(error.contains("not replaced"), "{error}");
            assert_eq!(value(&aws, "AWSCURRENT").await.as_deref(), Some(foreign));
        }
        let own = json!({"username": "api", "password": "made up", "created_by": FUNCTION}).to_string();
        let fields = rotated(&aws, &own).await;
        let fields: Value = serde_json::from_str(&fields).unwrap();
        assert_eq!((&fields["username"], &fields["created_by"]), (&json!("api"), &json!(FUNCTION)));
        assert!(fields["password"].as_str().is_some_and(|password| password.len() >= 43), "{fields}");
        let other = step(&aws, "createSecret", "ffffffff-ffff-4fff-8fff-ffffffffffff").await.unwrap();
        assert!(other.contains("has no version"), "{other}");
    });

    // The output of a destroy ends with the retained resources.
    let response = world.run(&["destroy", "dev", "--yes"]).expect(0).stdout;
    let (_, left) = response.split_once("Retained:").unwrap_or_else(|| panic!("no retained resources:\n{response}"));
    for said in ["secretsmanager/Secret", SECRET, "within 7 days it can be had back", "kms/ReplicaKey", "until 2"] {
        assert!(left.contains(said), "`{said}` is not in\n{left}");
    }
}
