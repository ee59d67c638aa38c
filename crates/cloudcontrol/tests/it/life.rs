//! The lives of types whose effect the sandbox shows: created, changed, a property removed, deleted. Each step is read back
//! through the service's own API. The code that maps properties to the service is ministack's, not ours.

use std::collections::BTreeMap;

use archipel_engine::Stack;
use archipel_engine::resource::Id;
use serde_json::{Value as Json, json};

use crate::support::{Client, EU};
use crate::world::{World, declare};

/// How the service's own API reads a resource; `{id}` is replaced by its identifier, and `{last}` by the last part of an ARN.
enum Look {
    /// Service, target and body.
    Json(&'static str, &'static str, &'static str),
    /// Service and path.
    Rest(&'static str, &'static str),
    /// Service and action with fields.
    Query(&'static str, &'static str, &'static str),
}

/// One type.
struct Life {
    type_name: &'static str,
    /// What stays.
    base: Json,
    /// A property, as a JSON pointer without its first slash, and its first and second value. Then it is removed, if it may be.
    property: (&'static str, Json, Json),
    is_removable: bool,
    look: Look,
    /// What the service shows of each value.
    shows: [&'static str; 2],
}

fn lives() -> Vec<Life> {
    let text = |name| (name, json!("number one"), json!("number two"));
    let shows = ["number one", "number two"];
    let life = |type_name, base, property, is_removable, look, shows| Life {
        type_name,
        base,
        property,
        is_removable,
        look,
        shows,
    };
    let role = "arn:aws:iam::123456789012:role/r";
    let cache = json!({"Name": "n", "MinTTL": 1, "MaxTTL": 2, "DefaultTTL": 1, "ParametersInCacheKeyAndForwardedToOrigin": {
        "EnableAcceptEncodingGzip": true, "CookiesConfig": {"CookieBehavior": "none"},
        "HeadersConfig": {"HeaderBehavior": "none"}, "QueryStringsConfig": {"QueryStringBehavior": "none"}}});
    let origins = json!({"Name": "n", "CookiesConfig": {"CookieBehavior": "none"}, "HeadersConfig": {"HeaderBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"}});
    vec![
        life(
            "AWS::Backup::BackupPlan",
            json!({"BackupPlan": {"BackupPlanName": "n", "BackupPlanRule": [{"RuleName": "r", "TargetBackupVault": "v"}]}}),
            text("BackupPlan/BackupPlanName"),
            false,
            Look::Rest("backup", "/backup/plans/{id}/"),
            shows,
        ),
        life(
            "AWS::Glue::Database",
            json!({"CatalogId": "123456789012", "DatabaseName": "d", "DatabaseInput": {"Name": "d"}}),
            text("DatabaseInput/Description"),
            true,
            Look::Json("glue", "AWSGlue.GetDatabase", r#"{"Name": "{id}"}"#),
            shows,
        ),
        life(
            "AWS::Glue::Crawler",
            json!({"Name": "c", "Role": role, "DatabaseName": "d", "Targets": {"S3Targets": [{"Path": "s3://b/p"}]}}),
            text("Description"),
            true,
            Look::Json("glue", "AWSGlue.GetCrawler", r#"{"Name": "{id}"}"#),
            shows,
        ),
        life(
            "AWS::Glue::Job",
            json!({"Name": "j", "Role": role, "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/s"}}),
            text("Description"),
            true,
            Look::Json("glue", "AWSGlue.GetJob", r#"{"JobName": "{id}"}"#),
            shows,
        ),
        life(
            "AWS::Glue::Trigger",
            json!({"Name": "t", "Type": "ON_DEMAND", "Actions": [{"JobName": "j"}]}),
            text("Description"),
            true,
            Look::Json("glue", "AWSGlue.GetTrigger", r#"{"Name": "{id}"}"#),
            shows,
        ),
        life(
            "AWS::Athena::WorkGroup",
            json!({"Name": "w"}),
            text("Description"),
            true,
            Look::Json("athena", "AmazonAthena.GetWorkGroup", r#"{"WorkGroup": "{id}"}"#),
            shows,
        ),
        life(
            "AWS::CloudFront::CachePolicy",
            json!({"CachePolicyConfig": cache}),
            text("CachePolicyConfig/Comment"),
            true,
            Look::Rest("cloudfront", "/2020-05-31/cache-policy/{id}"),
            shows,
        ),
        life(
            "AWS::CloudFront::OriginRequestPolicy",
            json!({"OriginRequestPolicyConfig": origins}),
            text("OriginRequestPolicyConfig/Comment"),
            true,
            Look::Rest("cloudfront", "/2020-05-31/origin-request-policy/{id}"),
            shows,
        ),
        life(
            "AWS::CloudFront::ResponseHeadersPolicy",
            json!({"ResponseHeadersPolicyConfig": {"Name": "n"}}),
            text("ResponseHeadersPolicyConfig/Comment"),
            true,
            Look::Rest("cloudfront", "/2020-05-31/response-headers-policy/{id}"),
            shows,
        ),
        life(
            "AWS::CloudFront::OriginAccessControl",
            json!({"OriginAccessControlConfig": {"Name": "n", "OriginAccessControlOriginType": "s3",
                "SigningBehavior": "always", "SigningProtocol": "sigv4"}}),
            text("OriginAccessControlConfig/Description"),
            true,
            Look::Rest("cloudfront", "/2020-05-31/origin-access-control/{id}"),
            shows,
        ),
        life(
            "AWS::CloudFront::Distribution",
            json!({"DistributionConfig": {"Enabled": true, "Origins": [{"Id": "o", "DomainName": "example.com",
                "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}],
                "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only",
                "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}}}),
            text("DistributionConfig/Comment"),
            true,
            Look::Rest("cloudfront", "/2020-05-31/distribution/{id}"),
            shows,
        ),
        life(
            "AWS::SQS::Queue",
            json!({"QueueName": "q"}),
            ("VisibilityTimeout", json!(41), json!(42)),
            true,
            Look::Json("sqs", "AmazonSQS.GetQueueAttributes", r#"{"QueueUrl": "{id}", "AttributeNames": ["All"]}"#),
            ["\"VisibilityTimeout\": \"41\"", "\"VisibilityTimeout\": \"42\""],
        ),
        life(
            "AWS::Events::Rule",
            json!({"Name": "r", "ScheduleExpression": "rate(1 hour)"}),
            text("Description"),
            true,
            Look::Json("events", "AWSEvents.DescribeRule", r#"{"Name": "r"}"#),
            shows,
        ),
        life(
            "AWS::ECS::Cluster",
            json!({"ClusterName": "c"}),
            (
                "ClusterSettings",
                json!([{"Name": "containerInsights", "Value": "enabled"}]),
                json!([{"Name": "containerInsights", "Value": "disabled"}]),
            ),
            false,
            Look::Json(
                "ecs",
                "AmazonEC2ContainerServiceV20141113.DescribeClusters",
                r#"{"clusters": ["{id}"], "include": ["SETTINGS"]}"#,
            ),
            ["enabled", "disabled"],
        ),
        life(
            "AWS::EFS::FileSystem",
            json!({}),
            (
                "FileSystemTags",
                json!([{"Key": "k", "Value": "number one"}]),
                json!([{"Key": "k", "Value": "number two"}]),
            ),
            true,
            Look::Rest("elasticfilesystem", "/2015-02-01/file-systems?FileSystemId={id}"),
            shows,
        ),
        life(
            "AWS::Cognito::UserPool",
            json!({"UserPoolName": "p"}),
            ("EmailVerificationSubject", json!("number one"), json!("number two")),
            true,
            Look::Json(
                "cognito-idp",
                "AWSCognitoIdentityProviderService.DescribeUserPool",
                r#"{"UserPoolId": "{id}"}"#,
            ),
            shows,
        ),
        life(
            "AWS::AppSync::GraphQLApi",
            json!({"AuthenticationType": "API_KEY"}),
            text("Name"),
            false,
            Look::Rest("appsync", "/v1/apis/{last}"),
            shows,
        ),
        life(
            "AWS::SES::ConfigurationSet",
            json!({"Name": "s"}),
            ("SendingOptions", json!({"SendingEnabled": true}), json!({"SendingEnabled": false})),
            false,
            Look::Rest("ses", "/v2/email/configuration-sets/{id}"),
            ["\"SendingEnabled\": true", "\"SendingEnabled\": false"],
        ),
        life(
            "AWS::Scheduler::Schedule",
            json!({"Name": "s", "FlexibleTimeWindow": {"Mode": "OFF"}, "ScheduleExpression": "rate(1 hour)",
                "Target": {"Arn": "arn:aws:sqs:eu-west-1:123456789012:q", "RoleArn": role}}),
            text("Description"),
            // The emulator keeps a description that is removed.
            false,
            Look::Rest("scheduler", "/schedules/{id}"),
            shows,
        ),
        life(
            "AWS::CloudWatch::Dashboard",
            json!({"DashboardName": "d"}),
            (
                "DashboardBody",
                json!("{\"widgets\": [], \"start\": \"number one\"}"),
                json!("{\"widgets\": [], \"start\": \"number two\"}"),
            ),
            false,
            Look::Query("monitoring", "GetDashboard", "DashboardName={id}&Version=2010-08-01"),
            shows,
        ),
        life(
            "AWS::KinesisFirehose::DeliveryStream",
            json!({"DeliveryStreamName": "f", "DeliveryStreamType": "DirectPut", "ExtendedS3DestinationConfiguration": {
                "BucketARN": "arn:aws:s3:::bucket", "RoleARN": role}}),
            ("ExtendedS3DestinationConfiguration/Prefix", json!("number-one/"), json!("number-two/")),
            true,
            Look::Json("firehose", "Firehose_20150804.DescribeDeliveryStream", r#"{"DeliveryStreamName": "{id}"}"#),
            ["number-one/", "number-two/"],
        ),
        life(
            "AWS::OpenSearchService::Domain",
            json!({"DomainName": "search", "EngineVersion": "OpenSearch_2.11"}),
            ("ClusterConfig", json!({"InstanceCount": 3}), json!({"InstanceCount": 5})),
            false,
            Look::Rest("es", "/2021-01-01/opensearch/domain/{id}"),
            ["\"InstanceCount\": 3", "\"InstanceCount\": 5"],
        ),
        life(
            "AWS::Kinesis::Stream",
            json!({"Name": "k", "ShardCount": 1}),
            ("RetentionPeriodHours", json!(48), json!(72)),
            false,
            Look::Json("kinesis", "Kinesis_20131202.DescribeStreamSummary", r#"{"StreamName": "{id}"}"#),
            ["48", "72"],
        ),
        life(
            "AWS::StepFunctions::StateMachine",
            json!({"StateMachineName": "m", "RoleArn": role}),
            (
                "DefinitionString",
                json!(r#"{"Comment":"number one","StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#),
                json!(r#"{"Comment":"number two","StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#),
            ),
            false,
            Look::Json("states", "AWSStepFunctions.DescribeStateMachine", r#"{"stateMachineArn": "{id}"}"#),
            shows,
        ),
        life(
            "AWS::Backup::BackupVault",
            json!({"BackupVaultName": "vault"}),
            ("BackupVaultTags", json!({"k": "number one"}), json!({"k": "number two"})),
            true,
            Look::Rest("backup", "/tags/arn:aws:backup:eu-west-1:{account}:backup-vault:{id}/"),
            shows,
        ),
    ]
}

fn set(model: &mut Json, pointer: &str, value: Json) {
    let mut at = model;
    let (parents, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
        at = &mut at[parent];
    }
    at[name] = value;
}

/// The model in a step of the life: 0 and 1 have the values, 2 has none, or the second if it cannot be removed.
fn model(life: &Life, step: usize) -> Json {
    let (name, first, second) = &life.property;
    let mut model = life.base.clone();
    match step {
        0 => set(&mut model, name, first.clone()),
        2 if life.is_removable => {}
        _ => set(&mut model, name, second.clone()),
    }
    model
}

async fn shown(client: &Client, look: &Look, id: &str) -> String {
    let fill = |text: &str| {
        text.replace("{id}", id)
            .replace("{last}", id.rsplit('/').next().unwrap_or(id))
            .replace("{account}", &client.account)
    };
    let answer = match look {
        Look::Json(service, target, body) => client.json(service, EU, target, &fill(body)).await,
        Look::Rest(service, path) => client.signed(service, EU, "GET", &fill(path), &[], b"").await.unwrap(),
        Look::Query(service, action, fields) => client.query(service, EU, action, &fill(fields)).await.unwrap(),
    };
    // The spaces of JSON differ by service.
    if answer.status < 300 { answer.body.replace("\":", "\": ").replace("\":  ", "\": ") } else { String::new() }
}

#[tokio::test]
async fn types_live_in_their_services() {
    let world = World::start().await;
    let lives = lives();
    let name = |life: &Life| life.type_name.replace("::", "-");
    let program = |step: usize| {
        let lives = &lives;
        move |stack: &Stack| {
            for life in lives {
                declare(&stack.region(EU), &name(life), life.type_name, model(life, step));
            }
        }
    };
    let mut wrong = Vec::new();
    let mut first: BTreeMap<String, Id> = BTreeMap::new();
    for step in 0..3 {
        for error in world.try_up(&program(step)).await {
            wrong.push(format!("step {step}: {error}"));
        }
        let ids = world.ids().await;
        for life in &lives {
            let Some(id) = ids.get(&name(life)) else {
                wrong.push(format!("step {step}: {} is not recorded", life.type_name));
                continue;
            };
            if first.entry(name(life)).or_insert_with(|| id.clone()) != id {
                wrong.push(format!("step {step}: {} was replaced", life.type_name));
            }
            let shown = shown(&world.client, &life.look, id.as_str()).await;
            let expected = |value: usize| shown.contains(life.shows[value]);
            let is_right = match step {
                2 if life.is_removable => !shown.is_empty() && !expected(0) && !expected(1),
                0 => expected(0),
                _ => expected(1),
            };
            if !is_right {
                wrong.push(format!("step {step}: {} is shown as {shown:.1200}", life.type_name));
            }
        }
        if wrong.is_empty() {
            world.assert_in_step(&program(step), &format!("step {step}")).await;
        }
    }
    let ids = world.ids().await;
    world.destroy().await;
    for life in &lives {
        let Some(id) = ids.get(&name(life)) else { continue };
        let shown = shown(&world.client, &life.look, id.as_str()).await;
        let read = json!({"TypeName": life.type_name, "Identifier": id.as_str()});
        let is_gone = world.cloud_control("GetResource", read).await["__type"] == "ResourceNotFoundException";
        if shown.contains(life.shows[1]) || !is_gone {
            wrong.push(format!("{} is shown after its delete: {shown:.400}", life.type_name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
