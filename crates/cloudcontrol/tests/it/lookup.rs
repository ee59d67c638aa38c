//! What a run finds after one that was interrupted: by request, identifier, tag, or not at all.

use std::sync::Arc;

use archipel_engine::apply::Ambiguity;
use archipel_engine::resource::ErrorKind;
use archipel_engine::state::{Change, Desired, Operation, Pending, PendingState, RecordKey, Snapshot};
use archipel_engine::value::Value;
use archipel_engine::{Stack, Urn};
use archipel_sandbox::faults::Kind;
use serde_json::{Value as Json, json};

use crate::support::EU;
use crate::world::{PROJECT, STACK, World, one};

const PLAN: &str = "AWS::Backup::BackupPlan";
const DATABASE: &str = "AWS::Glue::Database";
const QUERY: &str = "AWS::Athena::NamedQuery";

const HOUR: u64 = 3600;

fn now() -> u64 {
    archipel_engine::model::time::now()
}

fn plan(name: &str) -> Json {
    json!({"BackupPlan": {"BackupPlanName": name, "BackupPlanRule": [{"RuleName": "daily", "TargetBackupVault": "v"}]}})
}

fn query() -> Json {
    json!({"Database": "d", "QueryString": "SELECT 1"})
}

/// The state that a run leaves which ended right after it sent its create, so many hours ago, and got no answer.
fn interrupted(type_name: &str, inputs: &Json, hours: u64, request: Option<String>) -> Snapshot {
    let began = now() - hours * HOUR;
    let pending = Pending {
        op: "run-0/0".to_owned(),
        key: RecordKey { urn: Urn::new(EU, type_name, "one"), revision: 1 },
        operation: Operation::Create,
        state: PendingState::Unknown,
        environment: archipel_engine::program::Environment { region: EU.to_owned(), account: None },
        token: "0123456789abcdef0123456789abcdef".to_owned(),
        desired: Desired::new(Value::from_json(inputs.clone())),
        id: None,
        request,
        began,
        first_began: None,
    };
    let mut state = Snapshot { lineage: "lineage".to_owned(), ..Snapshot::default() };
    state.apply(&[Change::Begin(Pending { state: PendingState::Begun, ..pending })]).unwrap();
    state
}

/// A resource as that create would have made it.
async fn made(world: &World, type_name: &str, model: &Json, tags: Option<&str>) -> (String, String) {
    let mut model = model.clone();
    if let Some(property) = tags {
        model[property] = json!({"archipel:stack": "luneo/test", "archipel:token": "0123456789abcdef0123456789abcdef"});
    }
    let body = json!({"TypeName": type_name, "DesiredState": model.to_string()});
    let mut event = world.cloud_control("CreateResource", body).await["ProgressEvent"].clone();
    while event["OperationStatus"] == "IN_PROGRESS" {
        let token = json!({"RequestToken": event["RequestToken"]});
        event = world.cloud_control("GetResourceRequestStatus", token).await["ProgressEvent"].clone();
    }
    (event["Identifier"].as_str().unwrap().to_owned(), event["RequestToken"].as_str().unwrap().to_owned())
}

/// Runs the program on that state, and checks that it ends with this resource and no other.
async fn ends_with(world: &mut World, state: Snapshot, type_name: &'static str, model: &Json, id: &str) {
    world.with_state(state);
    world.up(&one(type_name, model.clone())).await;
    assert_eq!(world.ids().await["one"].as_str(), id);
    assert_eq!(world.existing(type_name).await, [id]);
}

#[tokio::test]
async fn by_the_request() {
    let mut world = World::start().await;
    let (id, request) = made(&world, QUERY, &query(), None).await;
    ends_with(&mut world, interrupted(QUERY, &query(), 100, Some(request)), QUERY, &query(), &id).await;
    assert_eq!(world.calls("CreateResource"), 0);
}

#[tokio::test]
async fn by_the_ownership_tag_after_the_token_has_expired() {
    let mut world = World::start().await;
    let (id, _) = made(&world, PLAN, &plan("one"), Some("BackupPlanTags")).await;
    made(&world, PLAN, &plan("one"), None).await;
    world.with_state(interrupted(PLAN, &plan("one"), 40, None));
    world.up(&one(PLAN, plan("one"))).await;
    assert_eq!((world.ids().await["one"].as_str(), world.existing(PLAN).await.len()), (id.as_str(), 2));
}

#[tokio::test]
async fn by_the_identifier_that_the_program_chose() {
    let mut world = World::start().await;
    let model = json!({"CatalogId": "123456789012", "DatabaseName": "d", "DatabaseInput": {"Name": "d"}});
    let (id, _) = made(&world, DATABASE, &model, None).await;
    ends_with(&mut world, interrupted(DATABASE, &model, 40, None), DATABASE, &model, &id).await;
}

#[tokio::test]
async fn by_the_requests_of_the_time() {
    let mut world = World::start().await;
    let (id, _) = made(&world, QUERY, &query(), None).await;
    ends_with(&mut world, interrupted(QUERY, &query(), 40, None), QUERY, &query(), &id).await;
}

#[tokio::test]
async fn nothing_was_created() {
    let mut world = World::start().await;
    for (type_name, model) in [(QUERY, query()), (PLAN, plan("one"))] {
        world.with_state(interrupted(type_name, &model, 400, None));
        world.up(&one(type_name, model)).await;
        assert_eq!(world.existing(type_name).await, [world.ids().await["one"].to_string()]);
    }
}

#[tokio::test]
async fn what_nothing_proves_is_a_question() {
    let mut world = World::start().await;
    let (id, _) = made(&world, QUERY, &query(), None).await;
    let other = json!({"Database": "d", "QueryString": "SELECT 2"});
    made(&world, QUERY, &other, None).await;
    // Requests are listed for seven days.
    let state = Arc::new(interrupted(QUERY, &query(), 400, None));
    let stack = format!("{PROJECT}/{STACK}");
    let recovered = archipel_engine::apply::recover(&state, &stack, &world.engine.providers).await.unwrap();
    let [question] = &recovered.questions[..] else { panic!("{recovered:?}") };
    assert_eq!(question.ambiguity, Ambiguity::SeveralCandidates(vec![id.as_str().into()]));
    world.with_state((*state).clone());
    let stack = Stack::new(PROJECT, STACK);
    one(QUERY, query())(&stack);
    let refused = world.engine.prepare(stack.finish().unwrap(), &Default::default()).await;
    assert!(refused.is_err());
    assert_eq!(world.existing(QUERY).await.len(), 2);
}

#[tokio::test]
async fn requests_that_cannot_be_listed_leave_the_create_pending() {
    let mut world = World::start().await;
    let (id, _) = made(&world, QUERY, &query(), None).await;
    world.with_state(interrupted(QUERY, &query(), 40, None));
    let denied = || Kind::Error { code: Some("AccessDeniedException".to_owned()), status: Some(400), message: None };
    world.faults(vec![(denied(), "ListResourceRequests", None)]);
    // The plan fails, and nothing is recorded.
    let stack = Stack::new(PROJECT, STACK);
    one(QUERY, query())(&stack);
    let refused = world.engine.prepare(stack.finish().unwrap(), &Default::default()).await;
    let refused = refused.map(drop).unwrap_err().to_string();
    assert!(refused.contains("cannot be listed") && refused.contains(QUERY), "{refused}");
    assert_eq!(world.state().await.pending.len(), 1);
    // Throttled a few times: it is asked again.
    let throttled = Kind::Error { code: Some("ThrottlingException".to_owned()), status: Some(400), message: None };
    world.faults(vec![(throttled, "ListResourceRequests", Some(6))]);
    world.up(&one(QUERY, query())).await;
    assert_eq!((world.ids().await["one"].as_str(), world.existing(QUERY).await), (id.as_str(), vec![id.clone()]));
}

#[tokio::test]
async fn a_denied_lookup_of_the_apply_leaves_the_create_pending() {
    let mut world = World::start().await;
    world.with_state(interrupted(QUERY, &query(), 40, None));
    let prepared = world.prepare(&one(QUERY, query()), false).await;
    let denied = Kind::Error { code: Some("AccessDeniedException".to_owned()), status: Some(400), message: None };
    world.faults(vec![(denied, "ListResourceRequests", None)]);
    world.apply(prepared).await;
    let errors = std::mem::take(&mut *world.events.errors.lock().unwrap());
    assert_eq!(errors.iter().map(|error| error.kind).collect::<Vec<_>>(), [ErrorKind::Ambiguous], "{errors:?}");
    assert_eq!((world.state().await.pending.len(), world.calls("CreateResource")), (1, 0));
    world.faults(Vec::new());
    world.up(&one(QUERY, query())).await;
    assert_eq!(world.existing(QUERY).await, [world.ids().await["one"].to_string()]);
}
