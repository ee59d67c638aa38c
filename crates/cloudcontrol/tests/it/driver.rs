//! How requests are driven: tokens, polling, faults, patches, lists.

use archipel_engine::Stack;
use archipel_engine::apply::Cancel;
use archipel_engine::resource::ErrorKind;
use archipel_sandbox::faults::Kind;
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{World, declare, one};

const PLAN: &str = "AWS::Backup::BackupPlan";
const GROUP: &str = "AWS::Athena::WorkGroup";

fn plan(name: &str) -> Json {
    json!({"BackupPlan": {"BackupPlanName": name, "BackupPlanRule": [{"RuleName": "daily", "TargetBackupVault": "v"}]}})
}

fn handler(code: &str, remnant: bool) -> Kind {
    Kind::Handler { code: code.to_owned(), message: None, remnant }
}

fn pending(reads: u32) -> Kind {
    Kind::Pending { ms: None, reads: Some(reads) }
}

#[tokio::test]
async fn an_answer_that_is_lost_makes_no_second_resource() {
    let world = World::start().await;
    world.faults(vec![(Kind::ResetAfter, "CreateResource", Some(8))]);
    world.up(&one(PLAN, plan("one"))).await;
    assert_eq!(world.existing(PLAN).await, [world.ids().await["one"].to_string()]);
    assert!(world.calls("CreateResource") > 8);
    world.destroy().await;
    assert!(world.existing(PLAN).await.is_empty());
}

#[tokio::test]
async fn one_call_follows_the_requests_of_many_resources_of_several_types() {
    let world = World::start().await;
    world.faults(vec![(Kind::Pending { ms: Some(3000), reads: None }, "CreateResource", None)]);
    let program = |stack: &Stack| {
        let scope = stack.region(EU);
        for n in 0..10 {
            declare(&scope, &format!("plan-{n}"), PLAN, plan(&format!("plan-{n}")));
            declare(&scope, &format!("group-{n}"), GROUP, json!({"Name": format!("group-{n}")}));
        }
    };
    world.up(&program).await;
    let (lists, reads) = (world.calls("ListResourceRequests"), world.calls("GetResourceRequestStatus"));
    assert_eq!(world.calls("CreateResource"), 20);
    // Each request is read once at its end, and at most a few times while few of them wait.
    assert!(lists > 2 && reads < 60, "{lists} lists, {reads} reads");
}

#[tokio::test]
async fn a_handler_that_is_throttled_or_busy_is_asked_again() {
    for code in ["Throttling", "ResourceConflict", "ServiceInternalError"] {
        let world = World::start().await;
        world.faults(vec![(handler(code, false), "CreateResource", Some(2))]);
        world.up(&one(GROUP, json!({"Name": "w"}))).await;
        assert_eq!(world.calls("CreateResource"), 3, "{code}");
        world.faults(vec![
            (handler(code, false), "UpdateResource", Some(1)),
            (handler(code, false), "DeleteResource", Some(1)),
        ]);
        world.up(&one(GROUP, json!({"Name": "w", "Description": "d"}))).await;
        assert_eq!(world.model(GROUP, "w").await["Description"], "d");
        world.destroy().await;
        assert_eq!(world.calls("DeleteResource"), 2, "{code}");
    }
}

#[tokio::test]
async fn what_a_failed_create_leaves_is_deleted() {
    let world = World::start().await;
    world.faults(vec![(handler("NotStabilized", true), "CreateResource", Some(1))]);
    let errors = world.try_up(&one(PLAN, plan("one"))).await;
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Failed], "{errors:?}");
    assert!(world.existing(PLAN).await.is_empty());
    let state = world.state().await;
    assert!(state.records.is_empty() && state.pending.is_empty(), "{state:?}");
    world.up(&one(PLAN, plan("one"))).await;
    assert_eq!(world.existing(PLAN).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_deleted_after_a_failed_create_is_recorded() {
    let world = World::start().await;
    world.faults(vec![
        (handler("NotStabilized", true), "CreateResource", Some(1)),
        (handler("AccessDenied", false), "DeleteResource", Some(1)),
    ]);
    let errors = world.try_up(&one(PLAN, plan("one"))).await;
    assert!(errors[0].message.contains("was not deleted"), "{errors:?}");
    let left = world.existing(PLAN).await;
    assert_eq!(world.ids().await["one"].as_str(), left[0]);
    // The next run replaces it.
    world.up(&one(PLAN, plan("one"))).await;
    let now = world.existing(PLAN).await;
    assert!(now.len() == 1 && now != left, "{now:?} after {left:?}");
}

#[tokio::test]
async fn a_resource_of_somebody_else_is_neither_adopted_nor_deleted() {
    let world = World::start().await;
    let model = json!({"Name": "w", "Description": "theirs"}).to_string();
    world.cloud_control("CreateResource", json!({"TypeName": GROUP, "DesiredState": model})).await;
    let errors = world.try_up(&one(GROUP, json!({"Name": "w"}))).await;
    assert_eq!(errors[0].kind, ErrorKind::AlreadyExists, "{errors:?}");
    assert!(world.state().await.records.is_empty());
    world.destroy().await;
    assert_eq!(world.model(GROUP, "w").await["Description"], "theirs");
}

#[tokio::test]
async fn a_sparse_model_is_completed_by_a_read() {
    let world = World::start().await;
    world.faults(vec![(Kind::Sparse, "CreateResource", None)]);
    world.up(&one(PLAN, plan("one"))).await;
    let state = world.state().await;
    let record = state.records.values().next().unwrap();
    assert_eq!(record.outputs.field("BackupPlanId").as_str(), Some(record.id.as_str()));
    assert!(record.outputs.field("VersionId").as_str().is_some(), "{:?}", record.outputs);
    world.assert_in_step(&one(PLAN, plan("one")), "after a sparse create").await;
}

#[tokio::test]
async fn a_write_only_property_is_sent_again_with_each_update() {
    let world = World::start().await;
    let of = |description: &str| {
        json!({
            "LaunchTemplateName": "t", "VersionDescription": description,
            "LaunchTemplateData": {"ImageId": "ami-0123456789abcdef0"},
        })
    };
    let template = "AWS::EC2::LaunchTemplate";
    world.up(&one(template, of("a"))).await;
    // The property is required, so that an update without it is refused.
    world.up(&one(template, of("b"))).await;
    assert_eq!(world.calls("UpdateResource"), 1);
}

#[tokio::test]
async fn a_resource_that_is_gone_is_created_again_and_its_delete_succeeds() {
    let world = World::start().await;
    world.up(&one(PLAN, plan("one"))).await;
    let id = world.ids().await["one"].to_string();
    let delete = json!({"TypeName": PLAN, "Identifier": id});
    let event = world.cloud_control("DeleteResource", delete.clone()).await;
    world
        .cloud_control("GetResourceRequestStatus", json!({"RequestToken": event["ProgressEvent"]["RequestToken"]}))
        .await;
    world.destroy().await;
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn a_failed_read_is_no_absence() {
    let world = World::start().await;
    world.up(&one(PLAN, plan("one"))).await;
    let fault = |code: &str| Kind::Error { code: Some(code.to_owned()), status: Some(404), message: None };
    for code in ["TypeNotFoundException", "HandlerInternalFailureException", "AccessDeniedException"] {
        world.faults(vec![(fault(code), "GetResource", None)]);
        let stack = Stack::new(crate::world::PROJECT, crate::world::STACK);
        one(PLAN, plan("one"))(&stack);
        let options = archipel_engine::driver::PrepareOptions { refresh: true, ..Default::default() };
        let prepared = world.engine.prepare(stack.finish().unwrap(), &options).await;
        let steps = prepared.map(|prepared| prepared.plan.steps.len());
        assert!(steps.is_err() || steps.is_ok_and(|steps| steps == 0), "{code}");
    }
}

#[tokio::test]
async fn another_request_for_the_resource_is_waited_for() {
    let world = World::start().await;
    world.up(&one(GROUP, json!({"Name": "w"}))).await;
    world.faults(vec![(pending(6), "UpdateResource", Some(1))]);
    let patch = r#"[{"op": "add", "path": "/Description", "value": "theirs"}]"#;
    let other = json!({"TypeName": GROUP, "Identifier": "w", "PatchDocument": patch});
    let target = "CloudApiService.UpdateResource";
    let client = crate::support::Client {
        endpoint: world.gateway.endpoint().to_owned(),
        account: world.account.clone(),
        secret: world.gateway.secret().expose().to_owned(),
    };
    client.json(crate::world::SERVICE, EU, target, &other.to_string()).await.ok();
    world.up(&one(GROUP, json!({"Name": "w", "State": "DISABLED"}))).await;
    let model = world.model(GROUP, "w").await;
    assert_eq!((&model["Description"], &model["State"]), (&json!("theirs"), &json!("DISABLED")));
}

#[tokio::test]
async fn an_abandoned_run_cancels_its_request_and_the_next_one_creates_the_resource() {
    let world = World::start().await;
    world.faults(vec![(pending(100_000), "CreateResource", None)]);
    let cancel = Cancel::new();
    *world.events.cancel.lock().unwrap() = Some(cancel.clone());
    let prepared = world.prepare(&one(PLAN, plan("one")), false).await;
    world.apply_with(prepared, cancel).await;
    let pending = world.state().await.pending.clone();
    assert!(pending[0].request.is_some(), "{pending:?}");
    for _ in 0..100 {
        if world.calls("CancelResourceRequest") > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    world.faults(Vec::new());
    // What the request had made by then is deleted, and another is created.
    let left = world.existing(PLAN).await;
    world.up(&one(PLAN, plan("one"))).await;
    let now = world.existing(PLAN).await;
    assert_eq!(now, [world.ids().await["one"].to_string()]);
    assert_ne!(now, left);
}

#[tokio::test]
async fn a_refusal_after_a_lost_answer_does_not_mean_that_nothing_was_created() {
    let world = World::start().await;
    let denied = Kind::Error { code: Some("AccessDeniedException".to_owned()), status: Some(400), message: None };
    world.faults(vec![(Kind::ResetAfter, "CreateResource", Some(1)), (denied, "CreateResource", None)]);
    let errors = world.try_up(&one(PLAN, plan("one"))).await;
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Ambiguous], "{errors:?}");
    assert_eq!((world.state().await.pending.len(), world.existing(PLAN).await.len()), (1, 1));
    world.faults(Vec::new());
    world.up(&one(PLAN, plan("one"))).await;
    assert_eq!(world.existing(PLAN).await, [world.ids().await["one"].to_string()]);
}

#[tokio::test]
async fn a_request_that_cannot_be_followed_stays_pending() {
    let world = World::start().await;
    let denied = Kind::Error { code: Some("AccessDeniedException".to_owned()), status: Some(400), message: None };
    world.faults(vec![(pending(2), "CreateResource", None), (denied, "GetResourceRequestStatus", None)]);
    let errors = world.try_up(&one(PLAN, plan("one"))).await;
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Ambiguous], "{errors:?}");
    assert!(world.state().await.pending[0].request.is_some());
    world.faults(Vec::new());
    world.up(&one(PLAN, plan("one"))).await;
    assert_eq!(world.existing(PLAN).await, [world.ids().await["one"].to_string()]);
}

#[tokio::test]
async fn what_aws_cannot_change_in_place_names_the_option_that_replaces() {
    let world = World::start().await;
    world.up(&one(GROUP, json!({"Name": "w"}))).await;
    world.faults(vec![(handler("NotUpdatable", false), "UpdateResource", None)]);
    let errors = world.try_up(&one(GROUP, json!({"Name": "w", "Description": "d"}))).await;
    assert!(errors[0].message.ends_with("run again with `--replace one`"), "{errors:?}");
    assert_eq!(world.calls("UpdateResource"), 1);
}

#[tokio::test]
async fn tags_of_the_program_change_and_ownership_tags_stay() {
    let world = World::start().await;
    let with = |tags: Json| {
        let mut model = plan("one");
        model["BackupPlanTags"] = tags;
        model
    };
    world.up(&one(PLAN, with(json!({"team": "a"})))).await;
    let id = world.ids().await["one"].to_string();
    let tags = async || world.model(PLAN, &id).await["BackupPlanTags"].clone();
    assert_eq!(tags().await["archipel:stack"], "luneo/test");
    world.up(&one(PLAN, with(json!({"team": "b", "tier": "1"})))).await;
    world.up(&one(PLAN, with(json!({"tier": "1"})))).await;
    let now = tags().await;
    assert_eq!((&now["team"], &now["tier"], &now["archipel:stack"]), (&Json::Null, &json!("1"), &json!("luneo/test")));
    world.assert_in_step(&one(PLAN, with(json!({"tier": "1"}))), "with tags").await;
    assert_eq!(world.ids().await["one"].as_str(), id);
}

/// A web ACL with a rule that matches bytes, which the program declares in one of the two spellings.
fn acl(description: &str, search: &Json) -> Json {
    let metrics = json!({"CloudWatchMetricsEnabled": false, "MetricName": "m", "SampledRequestsEnabled": false});
    let mut statement = json!({"FieldToMatch": {"UriPath": {}}, "PositionalConstraint": "STARTS_WITH",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}]});
    statement.as_object_mut().unwrap().extend(search.as_object().unwrap().clone());
    let rule = json!({"Name": "r", "Priority": 0, "Action": {"Block": {}}, "VisibilityConfig": metrics,
        "Statement": {"ByteMatchStatement": statement}});
    json!({"Name": "a", "Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "VisibilityConfig": metrics,
        "Description": description, "Rules": [rule]})
}

#[tokio::test]
async fn a_web_acl_whose_rule_matches_bytes_is_updated() {
    for search in [json!({"SearchString": "/login"}), json!({"SearchStringBase64": "L2xvZ2lu"})] {
        let world = World::start().await;
        let kind = "AWS::WAFv2::WebACL";
        for description in ["one", "two"] {
            world.up(&one(kind, acl(description, &search))).await;
            let id = world.ids().await["one"].to_string();
            assert_eq!(world.model(kind, &id).await["Description"], description);
            world.assert_in_step(&one(kind, acl(description, &search)), description).await;
        }
        assert_eq!(world.calls("UpdateResource"), 1);
        world.destroy().await;
    }
}

#[tokio::test]
async fn a_domain_of_opensearch_3_is_updated() {
    let world = World::start().await;
    let kind = "AWS::OpenSearchService::Domain";
    let domain = |instances: u32| json!({"DomainName": "search", "EngineVersion": "OpenSearch_3.1", "ClusterConfig": {"InstanceCount": instances}});
    for instances in [1, 2, 3] {
        world.up(&one(kind, domain(instances))).await;
        assert_eq!(world.model(kind, "search").await["ClusterConfig"]["InstanceCount"], instances);
        world.assert_in_step(&one(kind, domain(instances)), "after a change").await;
    }
    world.destroy().await;
}
