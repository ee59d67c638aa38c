//! The Cloud Control endpoint: CloudFormation's schemas in front, ministack or a stand-in behind.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use archipel_sandbox::faults::{Kind, Rule};
use serde_json::{Value, json};
use support::{Answer, Client, EU, gateway};

const SERVICE: &str = "cloudcontrolapi";

async fn call(client: &Client, operation: &str, body: &Value) -> Answer {
    client.json(SERVICE, EU, &format!("CloudApiService.{operation}"), &body.to_string()).await
}

/// The code of a refusal.
fn refused(answer: &Answer) -> String {
    assert!((400..500).contains(&answer.status), "{} {}", answer.status, answer.body);
    answer.json()["__type"].as_str().unwrap_or_default().to_owned()
}

async fn submit(client: &Client, operation: &str, body: &Value) -> Value {
    call(client, operation, body).await.ok().json()["ProgressEvent"].clone()
}

async fn create(client: &Client, type_name: &str, model: &Value) -> Value {
    submit(client, "CreateResource", &json!({"TypeName": type_name, "DesiredState": model.to_string()})).await
}

async fn status(client: &Client, event: &Value) -> Value {
    submit(client, "GetResourceRequestStatus", &json!({"RequestToken": event["RequestToken"]})).await
}

/// The last event of a request.
async fn end(client: &Client, event: Value) -> Value {
    let mut event = event;
    for _ in 0..20 {
        if event["OperationStatus"] != "IN_PROGRESS" {
            return event;
        }
        event = status(client, &event).await;
    }
    panic!("the request does not end: {event}")
}

async fn created(client: &Client, type_name: &str, model: &Value) -> String {
    let event = end(client, create(client, type_name, model).await).await;
    assert_eq!(event["OperationStatus"], "SUCCESS", "{event}");
    event["Identifier"].as_str().unwrap().to_owned()
}

async fn read(client: &Client, type_name: &str, id: &str) -> Value {
    let answer = call(client, "GetResource", &json!({"TypeName": type_name, "Identifier": id})).await.ok().json();
    serde_json::from_str(answer["ResourceDescription"]["Properties"].as_str().unwrap()).unwrap()
}

async fn update(client: &Client, type_name: &str, id: &str, patch: &Value) -> Value {
    let body = json!({"TypeName": type_name, "Identifier": id, "PatchDocument": patch.to_string()});
    end(client, submit(client, "UpdateResource", &body).await).await
}

fn plan(name: &str) -> Value {
    json!({"BackupPlan": {"BackupPlanName": name, "BackupPlanRule": [{"RuleName": "daily", "TargetBackupVault": "v"}]}})
}

#[tokio::test]
async fn a_type_of_ministack_has_an_effect_in_its_service() {
    let (_gateway, client) = gateway().await;
    let id = created(&client, "AWS::Backup::BackupPlan", &plan("one")).await;
    let path = format!("/backup/plans/{id}/");
    let native = || client.signed("backup", EU, "GET", &path, &[], b"");
    assert_eq!(native().await.unwrap().ok().json()["BackupPlan"]["BackupPlanName"], "one");
    let patch = json!([{"op": "replace", "path": "/BackupPlan/BackupPlanName", "value": "two"}]);
    assert_eq!(update(&client, "AWS::Backup::BackupPlan", &id, &patch).await["OperationStatus"], "SUCCESS");
    assert_eq!(native().await.unwrap().ok().json()["BackupPlan"]["BackupPlanName"], "two");
    let body = json!({"TypeName": "AWS::Backup::BackupPlan", "Identifier": id});
    let event = submit(&client, "DeleteResource", &body).await;
    assert_eq!(end(&client, event).await["OperationStatus"], "SUCCESS");
    assert_eq!(native().await.unwrap().status, 404);
    let event = submit(&client, "DeleteResource", &body).await;
    assert_eq!(end(&client, event).await["ErrorCode"], "NotFound");
}

#[tokio::test]
async fn the_stand_in_returns_what_aws_was_recorded_to_add() {
    let (_gateway, client) = gateway().await;
    let id = created(&client, "AWS::APS::Workspace", &json!({"Alias": "a"})).await;
    let model = read(&client, "AWS::APS::Workspace", &id).await;
    assert_eq!(model["Arn"], id.as_str());
    assert_eq!(model["WorkspaceConfiguration"]["RetentionPeriodInDays"], 150);
    let types = client.admin("GET", "status", "").await.ok().body;
    assert!(types.contains("stand-in"), "{types}");
}

#[tokio::test]
async fn a_request_that_the_schema_does_not_allow_is_refused() {
    let (_gateway, client) = gateway().await;
    let refusal = async |type_name: &str, model: Value| {
        let body = json!({"TypeName": type_name, "DesiredState": model.to_string()});
        let answer = call(&client, "CreateResource", &body).await;
        (refused(&answer), answer.body)
    };
    assert_eq!(refusal("AWS::Nonsense::Thing", json!({})).await.0, "TypeNotFoundException");
    for (model, expected) in [
        (json!({}), "required key ['Name'] not found"),
        (json!({"Name": "w", "Colour": "red"}), "extraneous key ['Colour'] is not permitted"),
        (json!({"Name": "w", "State": "ASLEEP"}), "keyword [enum]"),
        (json!({"Name": "w", "CreationTime": "now"}), "read-only properties /properties/CreationTime"),
    ] {
        let (code, message) = refusal("AWS::Athena::WorkGroup", model).await;
        assert_eq!(code, "ValidationException");
        assert!(message.contains(expected), "{message}");
    }
}

#[tokio::test]
async fn a_type_without_a_handler_is_refused() {
    let (_gateway, client) = gateway().await;
    let body = json!({"TypeName": "AWS::Config::DeliveryChannel", "DesiredState": "{}"});
    assert_eq!(refused(&call(&client, "CreateResource", &body).await), "UnsupportedActionException");
    let query = json!({"TypeName": "AWS::WAFv2::WebACLAssociation"});
    assert_eq!(refused(&call(&client, "ListResources", &query).await), "UnsupportedActionException");
    let described = |name: &str| format!("Type=RESOURCE&TypeName={name}&Version=2010-05-15");
    let of = async |name: &str| client.query("cloudformation", EU, "DescribeType", &described(name)).await.unwrap();
    assert_eq!(of("AWS::Config::DeliveryChannel").await.ok().text("ProvisioningType"), "NON_PROVISIONABLE");
    assert_eq!(of("AWS::Backup::BackupSelection").await.ok().text("ProvisioningType"), "IMMUTABLE");
    assert_eq!(of("AWS::Backup::BackupPlan").await.ok().text("ProvisioningType"), "FULLY_MUTABLE");
}

#[tokio::test]
async fn a_client_token_returns_its_first_request() {
    let (_gateway, client) = gateway().await;
    let body = |name: &str| {
        let model = plan(name).to_string();
        json!({"TypeName": "AWS::Backup::BackupPlan", "DesiredState": model, "ClientToken": "t"})
    };
    let first = submit(&client, "CreateResource", &body("one")).await;
    end(&client, first.clone()).await;
    assert_eq!(submit(&client, "CreateResource", &body("one")).await["RequestToken"], first["RequestToken"]);
    let other = call(&client, "CreateResource", &body("two")).await;
    assert_eq!(refused(&other), "ClientTokenConflictException");
    let listed = call(&client, "ListResources", &json!({"TypeName": "AWS::Backup::BackupPlan"})).await.ok().json();
    assert_eq!(listed["ResourceDescriptions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_resource_has_one_request_at_a_time() {
    let (gateway, client) = gateway().await;
    let rule = Rule::new(Kind::Pending { ms: None, reads: Some(3) });
    gateway.set_faults(vec![rule.on(SERVICE, "CreateResource").of_account(&client.account)]).unwrap();
    let event = create(&client, "AWS::Athena::WorkGroup", &json!({"Name": "w"})).await;
    assert_eq!(status(&client, &event).await["OperationStatus"], "IN_PROGRESS");
    let body = json!({"TypeName": "AWS::Athena::WorkGroup", "Identifier": "w"});
    assert_eq!(refused(&call(&client, "DeleteResource", &body).await), "ConcurrentOperationException");
    let active = json!({"ResourceRequestStatusFilter": {"OperationStatuses": ["IN_PROGRESS"]}});
    let listed = call(&client, "ListResourceRequests", &active).await.ok().json();
    assert_eq!(listed["ResourceRequestStatusSummaries"][0]["RequestToken"], event["RequestToken"]);
    assert_eq!(end(&client, event.clone()).await["OperationStatus"], "SUCCESS");
    submit(&client, "DeleteResource", &body).await;
}

#[tokio::test]
async fn a_handler_fails_with_or_without_a_remnant() {
    let (gateway, client) = gateway().await;
    for remnant in [false, true] {
        let kind = Kind::Handler { code: "NotStabilized".to_owned(), message: None, remnant };
        gateway.set_faults(vec![Rule::new(kind).of_account(&client.account).first(1)]).unwrap();
        let model = json!({"Name": format!("w-{remnant}")});
        let event = end(&client, create(&client, "AWS::Athena::WorkGroup", &model).await).await;
        assert_eq!((&event["OperationStatus"], &event["ErrorCode"]), (&json!("FAILED"), &json!("NotStabilized")));
        let body = json!({"TypeName": "AWS::Athena::WorkGroup", "Identifier": model["Name"]});
        assert_eq!(call(&client, "GetResource", &body).await.status == 200, remnant);
    }
}

#[tokio::test]
async fn a_sparse_model_has_only_the_identifier_and_a_cancelled_request_ends() {
    let (gateway, client) = gateway().await;
    gateway.set_faults(vec![Rule::new(Kind::Sparse).of_account(&client.account)]).unwrap();
    let model = json!({"Name": "w", "Description": "d"});
    let event = end(&client, create(&client, "AWS::Athena::WorkGroup", &model).await).await;
    assert_eq!(event["ResourceModel"], r#"{"Name": "w"}"#);
    assert_eq!(read(&client, "AWS::Athena::WorkGroup", "w").await["Description"], "d");
    let rule = Rule::new(Kind::Pending { ms: None, reads: Some(100) });
    gateway.set_faults(vec![rule.of_account(&client.account)]).unwrap();
    let event = create(&client, "AWS::Athena::WorkGroup", &json!({"Name": "x"})).await;
    let cancelled = submit(&client, "CancelResourceRequest", &json!({"RequestToken": event["RequestToken"]})).await;
    assert_eq!(cancelled["OperationStatus"], "CANCEL_COMPLETE");
    assert_eq!(status(&client, &event).await["OperationStatus"], "CANCEL_COMPLETE");
    let unknown = call(&client, "GetResourceRequestStatus", &json!({"RequestToken": "x"})).await;
    assert_eq!(refused(&unknown), "RequestTokenNotFoundException");
}

#[tokio::test]
async fn a_write_only_property_that_is_not_sent_again_is_lost() {
    let (_gateway, client) = gateway().await;
    let kind = "AWS::SecretsManager::Secret";
    let id = created(&client, kind, &json!({"Name": "s", "SecretString": "one"})).await;
    assert!(read(&client, kind, &id).await.get("SecretString").is_none());
    // A read does not show the property, so that a patch cannot remove it.
    let body =
        json!({"TypeName": kind, "Identifier": id, "PatchDocument": r#"[{"op": "remove", "path": "/SecretString"}]"#});
    assert_eq!(refused(&call(&client, "UpdateResource", &body).await), "ValidationException");
    // One that is required must be sent again with each update.
    let kind = "AWS::EC2::LaunchTemplate";
    let data = json!({"ImageId": "ami-0123456789abcdef0"});
    let id = created(&client, kind, &json!({"LaunchTemplateName": "t", "LaunchTemplateData": data})).await;
    let mut patch = json!([{"op": "add", "path": "/VersionDescription", "value": "b"}]);
    let body = json!({"TypeName": kind, "Identifier": id, "PatchDocument": patch.to_string()});
    let answer = call(&client, "UpdateResource", &body).await;
    assert!(answer.body.contains("required key ['LaunchTemplateData'] not found"), "{}", answer.body);
    patch.as_array_mut().unwrap().push(json!({"op": "add", "path": "/LaunchTemplateData", "value": data}));
    assert_eq!(update(&client, kind, &id, &patch).await["OperationStatus"], "SUCCESS");
}

#[tokio::test]
async fn a_create_only_property_is_not_updated() {
    let (_gateway, client) = gateway().await;
    let id = created(&client, "AWS::Athena::WorkGroup", &json!({"Name": "w"})).await;
    let patch = json!([{"op": "replace", "path": "/Name", "value": "x"}]);
    let event = update(&client, "AWS::Athena::WorkGroup", &id, &patch).await;
    assert_eq!((&event["OperationStatus"], &event["ErrorCode"]), (&json!("FAILED"), &json!("NotUpdatable")));
}

#[tokio::test]
async fn a_list_needs_the_model_that_its_handler_needs() {
    let (_gateway, client) = gateway().await;
    let query = |model: Value| json!({"TypeName": "AWS::EKS::AccessEntry", "ResourceModel": model.to_string()});
    assert_eq!(refused(&call(&client, "ListResources", &query(json!({}))).await), "InvalidRequestException");
    let listed = call(&client, "ListResources", &query(json!({"ClusterName": "c"}))).await.ok().json();
    assert_eq!(listed["ResourceDescriptions"], json!([]));
}

/// A web ACL with a rule that matches bytes.
fn acl() -> Value {
    let metrics = json!({"CloudWatchMetricsEnabled": false, "MetricName": "m", "SampledRequestsEnabled": false});
    let statement = json!({"ByteMatchStatement": {"SearchString": "/login", "FieldToMatch": {"UriPath": {}},
        "PositionalConstraint": "STARTS_WITH", "TextTransformations": [{"Priority": 0, "Type": "NONE"}]}});
    let rule = json!({"Name": "r", "Priority": 0, "Action": {"Block": {}}, "VisibilityConfig": metrics, "Statement": statement});
    json!({"Name": "a", "Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "VisibilityConfig": metrics, "Rules": [rule]})
}

#[tokio::test]
async fn a_handler_refuses_an_update_to_the_model_that_it_read() {
    let (_gateway, client) = gateway().await;
    let kind = "AWS::WAFv2::WebACL";
    let id = created(&client, kind, &acl()).await;
    let read_rules = read(&client, kind, &id).await["Rules"].to_string();
    assert!(read_rules.contains(r#""SearchString":"/login""#) && read_rules.contains("L2xvZ2lu"), "{read_rules}");
    let description = json!({"op": "add", "path": "/Description", "value": "blocks"});
    let event = update(&client, kind, &id, &json!([description])).await;
    let message = "You must only specify exactly one of SearchString and SearchStringBase64";
    assert_eq!((&event["ErrorCode"], &event["StatusMessage"]), (&json!("GeneralServiceException"), &json!(message)));
    let rules = json!({"op": "add", "path": "/Rules", "value": acl()["Rules"]});
    let event = update(&client, kind, &id, &json!([description, rules])).await;
    assert_eq!(event["OperationStatus"], "SUCCESS", "{event}");

    let kind = "AWS::OpenSearchService::Domain";
    let size = |size: u32| json!({"op": "add", "path": "/ClusterConfig/InstanceCount", "value": size});
    for (version, is_refused) in [("OpenSearch_2.19", false), ("OpenSearch_3.1", true)] {
        let name = version.to_lowercase().replace(['_', '.'], "-");
        let domain = json!({"DomainName": name, "EngineVersion": version, "ClusterConfig": {"InstanceCount": 1}});
        let id = created(&client, kind, &domain).await;
        assert_eq!(read(&client, kind, &id).await["AdvancedOptions"]["override_main_response_version"], "false");
        let event = update(&client, kind, &id, &json!([size(2)])).await;
        assert_eq!(event["ErrorCode"] == "InvalidRequest", is_refused, "{version}: {event}");
        let option = json!({"op": "remove", "path": "/AdvancedOptions/override_main_response_version"});
        let event = update(&client, kind, &id, &json!([size(3), option])).await;
        assert_eq!(event["OperationStatus"], "SUCCESS", "{version}: {event}");
    }
}
