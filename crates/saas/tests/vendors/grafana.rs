//! Folders, dashboards and data sources of an instance of Grafana.

use archipel_engine::Scope;
use archipel_resources::types::JsonDocument;
use archipel_saas::grafana::{
    ContactPoint, ContactPointArgs, Dashboard, DashboardArgs, DataSource, DataSourceArgs, Folder, FolderArgs, Plugin,
    PluginArgs,
};
use archipel_sandbox::saas::Vendor;
use serde_json::json;

use crate::server::Fault;
use crate::world::world;

const HOST: &str = "g-1a2b3c4d5e.grafana-workspace.eu-west-1.amazonaws.com";

fn document(json: &serde_json::Value) -> JsonDocument {
    JsonDocument::parse(&json.to_string()).unwrap()
}

fn program(scope: &Scope, title: &str) {
    let folder = Folder::new(scope, "folder", FolderArgs::new(HOST, "luneo", "Luneo"));
    let settings = json!({ "httpMethod": "POST", "sigV4Auth": true, "sigV4Region": "eu-west-1" });
    let args = DataSourceArgs::new(HOST, "metrics", "Metrics", "prometheus");
    let args = args.url("https://aps.example/workspaces/ws-1").settings(document(&settings)).is_default(true);
    DataSource::new(scope, "metrics", args);
    let model = json!({ "title": title, "panels": [{ "id": 1, "type": "timeseries", "title": "p95" }] });
    Dashboard::new(scope, "api", DashboardArgs::new(HOST, "api", document(&model)).folder(folder.uid()));
}

#[tokio::test]
async fn a_dashboard_is_created_saved_again_and_deleted_with_its_folder() {
    let world = world().await;
    let first = |scope: &Scope| program(scope, "API");
    world.up(&first).await;
    world.assert_unchanged(&first).await;
    let renamed = |scope: &Scope| program(scope, "API latency");
    world.up(&renamed).await;
    world.assert_unchanged(&renamed).await;
    assert_eq!(world.output("api", "path").await, "/d/api/dashboard");
    world.destroy().await;
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn a_plugin_is_installed_once_taken_over_if_it_is_there_and_uninstalled() {
    let mut world = world().await;
    let program = |scope: &Scope| drop(Plugin::new(scope, "traces", PluginArgs::new(HOST, "grafana-x-ray-datasource")));
    let install = "grafana POST api/plugins/{}/install";
    world.server.inject(install, Fault::LoseResponse, 1);
    world.up(&program).await;
    world.assert_unchanged(&program).await;

    // An instance may have it from its beginning.
    world.forget_state();
    world.up(&program).await;
    world.assert_unchanged(&program).await;

    world.destroy().await;
    // The stand-in refuses a plugin that is installed.
    let path = format!("{HOST}/api/plugins/grafana-x-ray-datasource/install");
    world.server.call(Vendor::Grafana, "POST", &path, &json!({}));
}

fn contact(scope: &Scope, topic: &str) {
    let settings = json!({ "topic": topic, "authProvider": "default" });
    let args = ContactPointArgs::new(HOST, "alarms", "Alarm topic", "sns", document(&settings));
    ContactPoint::new(scope, "alarms", args);
}

#[tokio::test]
async fn a_contact_point_is_created_changed_and_deleted() {
    let mut world = world().await;
    let first = |scope: &Scope| contact(scope, "arn:aws:sns:eu-west-1:111122223333:alarms");
    world.server.inject("grafana POST api/v1/provisioning/contact-points", Fault::LoseResponse, 1);
    world.up(&first).await;
    assert_eq!(world.server.count("grafana POST api/v1/provisioning/contact-points"), 1);
    world.assert_unchanged(&first).await;
    let other = |scope: &Scope| contact(scope, "arn:aws:sns:eu-west-1:111122223333:others");
    world.up(&other).await;
    world.assert_unchanged(&other).await;

    world.forget_state();
    let errors = world.try_up(&other).await;
    assert!(matches!(&errors[..], [one] if one.to_string().contains("import it")), "{errors:?}");
}

#[tokio::test]
async fn a_contact_point_that_was_deleted_by_hand_is_created_again() {
    let world = world().await;
    let program = |scope: &Scope| contact(scope, "arn:aws:sns:eu-west-1:111122223333:alarms");
    world.up(&program).await;
    let path = format!("{HOST}/api/v1/provisioning/contact-points/alarms");
    world.server.call(Vendor::Grafana, "DELETE", &path, &json!(null));
    let drift = world.drift(&program).await.join("\n");
    assert!(drift.contains("alarms: Create"), "{drift}");
    world.destroy().await;
    assert!(world.state().await.records.is_empty());
}

#[tokio::test]
async fn what_a_user_saves_in_a_dashboard_is_drift() {
    let world = world().await;
    let program = |scope: &Scope| program(scope, "API");
    world.up(&program).await;
    let saved = json!({ "dashboard": { "uid": "api", "title": "Mine" }, "folderUid": "luneo", "overwrite": true });
    world.server.call(Vendor::Grafana, "POST", &format!("{HOST}/api/dashboards/db"), &saved);
    let drift = world.drift(&program).await.join("\n");
    assert!(drift.contains("drift of api") && drift.contains("Mine"), "{drift}");
    world.server.call(Vendor::Grafana, "DELETE", &format!("{HOST}/api/datasources/uid/metrics"), &json!(null));
    let drift = world.drift(&program).await.join("\n");
    assert!(drift.contains("metrics: Create"), "{drift}");
}

#[tokio::test]
async fn a_lost_response_of_a_save_leaves_one_dashboard() {
    let world = world().await;
    let first = |scope: &Scope| program(scope, "API");
    world.server.inject("grafana POST api/dashboards/db", Fault::LoseResponse, 1);
    world.up(&first).await;
    assert_eq!(world.server.count("grafana POST api/dashboards/db"), 1);
    world.server.inject("grafana POST api/dashboards/db", Fault::LoseResponse, 1);
    let renamed = |scope: &Scope| program(scope, "API latency");
    world.up(&renamed).await;
    world.assert_unchanged(&renamed).await;
}

#[tokio::test]
async fn a_dashboard_of_somebody_else_is_not_overwritten() {
    let mut world = world().await;
    let program = |scope: &Scope| program(scope, "API");
    world.up(&program).await;
    world.forget_state();
    let errors = world.try_up(&program).await;
    assert!(!errors.is_empty());
    for error in errors {
        assert!(error.to_string().contains("import it"), "{error}");
    }
}

#[tokio::test]
async fn a_model_with_what_belongs_to_the_instance_is_refused_before_any_call() {
    let world = world().await;
    let refused = world
        .try_prepare(
            &|scope: &Scope| {
                let model = json!({ "title": "API", "uid": "api", "version": 3 });
                Dashboard::new(scope, "api", DashboardArgs::new(HOST, "api", document(&model)));
            },
            false,
        )
        .await
        .map(drop)
        .unwrap_err();
    assert!(refused.contains("`uid`") && refused.contains("`version`"), "{refused}");
    assert_eq!(world.server.count("grafana POST api/dashboards/db"), 0);
}
