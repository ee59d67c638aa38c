//! What exists in an account: discovered by type and tag, and as a CloudFormation stack has it. Against the sandbox's gateway,
//! as an endpoint of AWS.

#![cfg(feature = "aws")]
// Helpers of tests may unwrap too.
#![allow(clippy::unwrap_used)]

mod support;

use archipel_engine::Environment;
use archipel_resources::aws::{Aws, Connection, Settings, Target};
use archipel_sandbox::{Emulators, Gateway, fresh_account};
use std::sync::Arc;
use support::{DEV, Project};

const EU: &str = "eu-west-1";

/// A project whose stack is in an account of a sandbox.
struct World {
    project: Project,
    aws: Arc<Aws>,
    account: String,
    _gateway: Gateway,
}

impl World {
    async fn start() -> Self {
        let emulators = Emulators::shared().await.unwrap();
        let (gateway, account) = (Gateway::bind(&emulators).await.unwrap(), fresh_account());
        let secret = gateway.secret().expose().to_owned();
        let project = Project::with_environment([
            ("AWS_ACCESS_KEY_ID", account.clone()),
            ("AWS_SECRET_ACCESS_KEY", secret.clone()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ]);
        let endpoint = gateway.endpoint().to_owned();
        project.configure("dev", &format!("{DEV}\n[archipel]\ntarget = \"aws\"\nendpoint = \"{endpoint}\"\n"));
        let connection = Connection::open(Settings::new(Target::sandbox(endpoint, account.clone(), secret))).await;
        let aws = connection.unwrap().aws(&Environment { region: EU.to_owned(), account: None }).unwrap();
        Self { project, aws, account, _gateway: gateway }
    }

    /// Creates a CloudFormation stack of a bucket, a log group, a topic with a tag and a queue.
    async fn create_stack(&self) {
        let template = serde_json::json!({"Resources": {
            "StoreBucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": format!("store-{}", self.account)}},
            "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/shop", "RetentionInDays": 7}},
            "Alerts": {"Type": "AWS::SNS::Topic", "Properties": {
                "TopicName": "alerts", "Tags": [{"Key": "team", "Value": "shop"}]}},
            "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
        }});
        let sdk = aws_sdk_cloudformation::Client::new(self.aws.sdk_config());
        sdk.create_stack().stack_name("shop").template_body(template.to_string()).send().await.unwrap();
        for _ in 0..100 {
            let stacks = sdk.describe_stacks().stack_name("shop").send().await.unwrap();
            let status = stacks.stacks()[0].stack_status().map(|status| status.as_str().to_owned());
            if status.as_deref() == Some("CREATE_COMPLETE") {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the stack is not created");
    }

    async fn run(&self, args: &[&str]) -> support::Ran {
        let mut command = self.project.command(args);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        support::Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// The code without the breaks of long lines.
fn one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_exists_is_discovered_by_type_and_by_tag() {
    let world = World::start().await;
    world.create_stack().await;
    let found = world.run(&["discover", EU, "--type", "s3/Bucket", "--type", "AWS::Logs::LogGroup"]).await;
    assert_eq!(found.code, Some(0), "{found:?}");
    let (bucket, lines) = (format!("store-{}", world.account), one_line(&found.out));
    for part in [
        format!("Bucket::with_options(&eu_west_1, \"{bucket}\", "),
        format!("Options::new().import(\"{bucket}\")"),
        "LogGroup::with_options(&eu_west_1, \"shop\", LogGroupArgs::new(\"/shop\")".to_owned(),
        "stack.region(\"eu-west-1\")".to_owned(),
    ] {
        assert!(lines.contains(&part), "`{part}` is not in {found:?}");
    }
    assert!(found.err.contains("AWS::Logs::LogGroup is listed as the native type aws:logs/LogGroup"), "{found:?}");

    let tagged = world.run(&["discover", EU, "--tag", "team=shop", "--json"]).await;
    assert_eq!(tagged.code, Some(0), "{tagged:?}");
    // Notices are events before the document.
    let json: serde_json::Value = serde_json::from_str(tagged.out.lines().last().unwrap()).unwrap();
    let urns: Vec<&str> =
        json["resources"].as_array().unwrap().iter().map(|one| one["urn"].as_str().unwrap()).collect();
    assert_eq!(urns, ["eu-west-1::aws:sns/Topic::alerts"], "{tagged:?}");
    let other = world.run(&["discover", EU, "--type", "sns/Topic", "--tag", "team=web"]).await;
    assert_eq!((other.code, other.out.as_str()), (Some(0), ""), "{other:?}");

    let part = world.run(&["discover", EU, "--type", "s3/BucketPolicy"]).await;
    assert!(part.code == Some(0) && part.err.contains("aws:s3/BucketPolicy is left out"), "{part:?}");
    let region = world.run(&["discover", "eu-west-9", "--type", "s3/Bucket"]).await;
    assert!(region.code == Some(3) && region.err.contains("eu-west-9"), "{region:?}");
    let unknown = world.run(&["discover", EU, "--type", "AWS::S3::Bukket"]).await;
    assert!(unknown.code == Some(3) && unknown.err.contains("did you mean `AWS::S3::Bucket`?"), "{unknown:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_exists_only_within_another_resource_is_discovered_there() {
    let world = World::start().await;
    let sdk = aws_sdk_cloudcontrol::Client::new(world.aws.sdk_config());
    let create = async |type_name: &str, model: serde_json::Value| {
        let created = sdk.create_resource().type_name(type_name).desired_state(model.to_string()).send().await.unwrap();
        let mut event = created.progress_event.unwrap();
        while event.operation_status().is_some_and(|status| status.as_str() == "IN_PROGRESS") {
            let token = event.request_token.clone().unwrap();
            let status = sdk.get_resource_request_status().request_token(token).send().await.unwrap();
            event = status.progress_event.unwrap();
        }
        event.identifier.clone().unwrap_or_else(|| panic!("{event:?}"))
    };
    let mut pools = Vec::new();
    for name in ["readers", "writers"] {
        let pool = create("AWS::Cognito::UserPool", serde_json::json!({"UserPoolName": name})).await;
        let client = serde_json::json!({"UserPoolId": pool, "ClientName": name});
        create("AWS::Cognito::UserPoolClient", client).await;
        pools.push(pool);
    }
    let client = ["discover", EU, "--type", "AWS::Cognito::UserPoolClient"];
    let all = world.run(&client).await;
    assert_eq!(all.code, Some(0), "{all:?}");
    for pool in &pools {
        assert!(all.out.contains(&**pool), "{all:?}");
    }
    let only = format!("UserPoolId={}", pools[1]);
    let one = world.run(&[&client[..], &["--within", &only]].concat()).await;
    assert!(one.code == Some(0) && one.out.contains(&*pools[1]) && !one.out.contains(&*pools[0]), "{one:?}");

    let refused = async |args: &[&str], parts: &[&str]| {
        let ran = world.run(&[&["discover", EU], args].concat()).await;
        assert_eq!(ran.code, Some(3), "{ran:?}");
        let text = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(text.contains(part), "`{part}` is not in {ran:?}");
        }
    };
    let unit = ["--type", "AWS::Organizations::OrganizationalUnit"];
    refused(&unit, &["cannot list AWS::Organizations::OrganizationalUnit", "add `--within ParentId=VALUE`"]).await;
    refused(&[&client[2..], &["--within", "UserPoolID=a"]].concat(), &["did you mean `UserPoolId`?"]).await;
    refused(&["--type", "s3/Bucket", "--within", "UserPoolId=a"], &["no list of the types needs", "remove it"]).await;
    refused(&[&client[2..], &["--within", "UserPoolId"]].concat(), &["expected PROPERTY=VALUE"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_resources_of_a_cloudformation_stack_are_declared() {
    let world = World::start().await;
    world.create_stack().await;
    let missing = world.run(&["import", "--from-cloudformation", "eu-west-1:nothing"]).await;
    assert_eq!(missing.code, Some(1), "{missing:?}");
    assert!(missing.err.contains("no CloudFormation stack nothing"), "{missing:?}");

    // The program declares none of them.
    let none = world.run(&["import", "--from-cloudformation", "eu-west-1:shop", "--preview"]).await;
    assert_eq!(none.code, Some(0), "{none:?}");
    assert!(none.err.contains("StoreBucket") && none.err.contains("RESOURCE=StoreBucket"), "{none:?}");

    let lines = world.run(&["import", "--from-cloudformation", "eu-west-1:shop", "--generate"]).await;
    assert_eq!(lines.code, Some(0), "{lines:?}");
    for part in [
        "Bucket::with_options(&eu_west_1, \"StoreBucket\", ",
        "LogGroup::with_options(&eu_west_1, \"Logs\", LogGroupArgs::new(\"/shop\")",
        "Topic::with_options(&eu_west_1, \"Alerts\", ",
    ] {
        assert!(one_line(&lines.out).contains(part), "`{part}` is not in {lines:?}");
    }
    // The sandbox's Cloud Control does not have the queue that its CloudFormation created.
    let queue = "eu-west-1::AWS::SQS::Queue::Jobs is left out: cannot find AWS::SQS::Queue";
    assert!(lines.err.replace('\n', " ").contains(queue), "{lines:?}");
    // A resource that the user names by its logical id must exist.
    let named = world.run(&["import", "--generate", "eu-west-1::aws:s3/Bucket::b=none-of-them"]).await;
    assert!(named.code == Some(1) && named.err.contains("cannot find aws:s3/Bucket none-of-them"), "{named:?}");
}
