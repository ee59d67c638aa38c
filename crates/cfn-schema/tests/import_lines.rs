//! The lines of Rust that `import --generate` prints for CloudFormation types: they compile, and declare what exists.

#![allow(clippy::unwrap_used, reason = "tests")]

use archipel_cfn_schema::CloudControl;
use archipel_cfn_schema::rules::planner_schema;
use archipel_engine::program::codegen::{Existing, declarations};
use archipel_engine::resource::Id;
use archipel_engine::{Options, Stack, Urn, Value, json};

include!("import_lines/generated.rs");

fn existing() -> Vec<Existing> {
    let one = |name: &str, id: &str, inputs: serde_json::Value, outputs: serde_json::Value| Existing {
        urn: Urn::new("eu-west-1", "AWS::SQS::Queue", name),
        schema: planner_schema("AWS::SQS::Queue").unwrap(),
        id: Id::new(id),
        inputs: Value::from_json(inputs),
        outputs: Value::from_json(outputs),
    };
    let address = |name: &str| format!("https://sqs.eu-west-1.amazonaws.com/111122223333/{name}");
    let arn = |name: &str| format!("arn:aws:sqs:eu-west-1:111122223333:{name}");
    vec![
        one(
            "queues/work",
            &address("work"),
            serde_json::json!({
                "QueueName": "work", "VisibilityTimeout": 60, "SqsManagedSseEnabled": true,
                "RedrivePolicy": {"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 5},
                "Tags": [{"Key": "team", "Value": "the \"core\""}, {"Key": "of", "Value": arn("dead")}],
            }),
            serde_json::json!({"Arn": arn("work"), "QueueUrl": address("work")}),
        ),
        one(
            "queues/dead",
            &address("dead"),
            serde_json::json!({"QueueName": "dead", "MessageRetentionPeriod": 1_209_600}),
            serde_json::json!({"Arn": arn("dead"), "QueueUrl": address("dead")}),
        ),
    ]
}

#[test]
fn the_lines_of_what_exists_compile_and_declare_it() {
    let lines = declarations(&existing(), "eu-west-1");
    let function = format!("fn generated(stack: &Stack) {{\n{lines}}}\n");
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import_lines/generated.rs"), &function).unwrap();
        return;
    }
    assert_eq!(function, include_str!("import_lines/generated.rs"), "\n{function}");
    let stack = Stack::new("p", "s");
    generated(&stack);
    let program = stack.finish().unwrap();
    let declared: Vec<&str> = program.nodes.iter().map(|node| node.urn.path()).collect();
    assert_eq!(declared, ["queues/dead", "queues/work"]);
}
