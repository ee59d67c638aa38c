//! Services, policies, integrations and projects from their create to their delete.

use archipel_engine::{Options, Scope};
use archipel_saas::pagerduty::{
    EscalationLevelArgs, EscalationPolicy, EscalationPolicyArgs, Integration, IntegrationArgs, IntegrationKind,
    Service, ServiceArgs, Urgency, User, UserArgs,
};
use archipel_saas::sentry::{Project, ProjectArgs};
use archipel_sandbox::saas::Vendor;
use serde_json::json;

use crate::world::{World, world};

/// The whole chain of PagerDuty, with an escalation after these minutes.
pub(crate) fn on_call(scope: &Scope, minutes: u32) -> Integration {
    let user = User::get(scope, "responder", UserArgs::new("ada@luneo.example"));
    let level = EscalationLevelArgs::new(minutes).users([user.id()]);
    let policy = EscalationPolicy::new(scope, "policy", EscalationPolicyArgs::new("luneo-test", [level]));
    let service = Service::new(scope, "service", ServiceArgs::new("luneo-test", policy.id()));
    Integration::new(scope, "events", IntegrationArgs::new(service.id(), "alerts", IntegrationKind::EventsV2))
}

pub(crate) fn project(scope: &Scope, teams: &[&str]) {
    let args = ProjectArgs::new("luneo", "backend", teams.to_vec()).platform("node-nestjs");
    Project::new(scope, "backend", args);
}

async fn service_path(world: &World) -> String {
    format!("services/{}", world.output("service", "id").await)
}

#[tokio::test]
async fn a_service_with_its_policy_and_integration_is_created_updated_and_destroyed() {
    let world = world().await;
    let program = |scope: &Scope| drop(on_call(scope, 15));
    world.up(&program).await;
    world.assert_unchanged(&program).await;
    let key = world.output("events", "key").await;
    assert_eq!(key.len(), 32, "the key of the integration");
    world.assert_not_shown(&key).await;
    let before = service_path(&world).await;

    let slower = |scope: &Scope| drop(on_call(scope, 30));
    world.up(&slower).await;
    world.assert_unchanged(&slower).await;
    assert_eq!(service_path(&world).await, before, "a policy is updated in place");
    assert_eq!(world.output("events", "key").await, key, "and the key stays");

    world.destroy().await;
    assert!(world.state().await.records.is_empty());
    assert_eq!(world.server.count("pagerduty DELETE services/{}"), 1);
}

#[tokio::test]
async fn a_change_in_the_vendors_interface_is_drift_that_the_next_run_undoes() {
    let world = world().await;
    let program = |scope: &Scope| {
        on_call(scope, 15);
        project(scope, &["platform"]);
    };
    world.up(&program).await;
    let change = json!({ "service": { "name": "renamed by hand" } });
    world.server.call(Vendor::PagerDuty, "PUT", &service_path(&world).await, &change);
    world.server.call(Vendor::Sentry, "PUT", "api/0/projects/luneo/backend/", &json!({ "platform": "python" }));
    let drift = world.drift(&program).await.join("\n");
    assert!(drift.contains("drift of service") && drift.contains("renamed by hand"), "{drift}");
    assert!(drift.contains("drift of backend") && drift.contains("python"), "{drift}");
    let prepared = world.try_prepare(&program, true).await.unwrap();
    assert_eq!(prepared.plan.steps.len(), 2);
}

#[tokio::test]
async fn a_resource_that_was_deleted_by_hand_is_created_again_or_its_delete_succeeds() {
    let world = world().await;
    let program = |scope: &Scope| {
        on_call(scope, 15);
        project(scope, &["platform"]);
    };
    world.up(&program).await;
    world.server.call(Vendor::Sentry, "DELETE", "api/0/projects/luneo/backend/", &json!(null));
    let drift = world.drift(&program).await.join("\n");
    assert!(drift.contains("backend: Create"), "{drift}");
    world.server.call(Vendor::PagerDuty, "DELETE", &service_path(&world).await, &json!(null));
    // Without a refresh, the deletes meet resources that do not exist any more.
    world.destroy().await;
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn a_service_derives_the_urgency_of_incidents_from_their_severity_and_returns_to_high_urgency() {
    let world = world().await;
    let service = |scope: &Scope, urgency: Option<Urgency>| {
        let level = EscalationLevelArgs::new(15).users(["PABC123".to_owned()]);
        let policy = EscalationPolicy::new(scope, "policy", EscalationPolicyArgs::new("luneo-test", [level]));
        let args = ServiceArgs::new("luneo-test", policy.id());
        let args = match urgency {
            Some(urgency) => args.urgency(urgency),
            None => args,
        };
        Service::new(scope, "service", args);
    };
    let by_severity = |scope: &Scope| service(scope, Some(Urgency::SeverityBased));
    world.up(&by_severity).await;
    world.assert_unchanged(&by_severity).await;
    let path = service_path(&world).await;
    let rule = json!({ "service": { "incident_urgency_rule": { "type": "use_support_hours", "urgency": null,
        "outside_support_hours": { "type": "constant", "urgency": "low" } } } });
    world.server.call(Vendor::PagerDuty, "PUT", &path, &rule);
    let drift = world.drift(&by_severity).await.join("\n");
    assert!(drift.contains("drift of service") && drift.contains("low"), "{drift}");
    let by_default = |scope: &Scope| service(scope, None);
    world.up(&by_default).await;
    world.assert_unchanged(&by_default).await;
}

#[tokio::test]
async fn a_project_changes_its_teams_in_place_and_has_a_secret_address() {
    let world = world().await;
    world.up(&|scope: &Scope| project(scope, &["platform"])).await;
    let dsn = world.output("backend", "dsn").await;
    assert!(dsn.starts_with("https://") && dsn.contains("ingest"), "{dsn}");
    world.assert_not_shown(&dsn).await;
    let program = |scope: &Scope| project(scope, &["web", "platform"]);
    world.up(&program).await;
    world.assert_unchanged(&program).await;
    let others = |scope: &Scope| project(scope, &["web"]);
    world.up(&others).await;
    world.assert_unchanged(&others).await;
    assert_eq!(world.output("backend", "dsn").await, dsn);
    world.destroy().await;
}

#[tokio::test]
async fn an_existing_resource_is_an_error_without_an_import_and_taken_over_with_one() {
    let mut world = world().await;
    let program = |scope: &Scope| project(scope, &["platform"]);
    world.up(&program).await;
    world.forget_state();
    let error = world.error(&program).await;
    let texts = ["a project with this slug already exists", "import it"].map(str::to_owned);
    let said = error.to_string();
    assert!(texts.iter().all(|text| said.to_lowercase().contains(text)), "{said}");

    let import = |scope: &Scope| {
        let args = ProjectArgs::new("luneo", "backend", ["platform"]).platform("node-nestjs").name("backend");
        Project::with_options(scope, "backend", args, Options::new().import("luneo|backend"));
    };
    world.up(&import).await;
    assert_eq!(world.server.count("sentry POST teams/{}/{}/projects"), 2, "the first one, and the refused one");
    world.assert_unchanged(&import).await;
}
