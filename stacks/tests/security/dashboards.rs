//! The dashboards, as files that CI checks with Grafana's schema and with `promtool`: `ci/dashboards/check.sh`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value as Json;
use stacks::components::dashboards::{Facts, all};

use crate::world::{Applied, config};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dashboards")
}

fn dashboards() -> Vec<(&'static str, Json)> {
    let config = config("prod");
    let expected = config.costs.expect("costs").expected;
    all(&Facts { primary: config.primary.name, secondary: config.secondary.name, expected })
}

#[test]
fn the_files_are_the_dashboards_of_prod() {
    let update = std::env::var_os("UPDATE_DASHBOARDS").is_some();
    let mut names = BTreeSet::new();
    for (uid, model) in dashboards() {
        let path = folder().join(format!("{uid}.json"));
        let text = serde_json::to_string_pretty(&model).expect("JSON") + "\n";
        if update {
            std::fs::create_dir_all(folder()).expect("the folder");
            std::fs::write(&path, &text).expect("the file");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, text, "run the test with UPDATE_DASHBOARDS=1, and read the difference of {uid}.json");
        names.insert(format!("{uid}.json"));
    }
    let found = std::fs::read_dir(folder()).expect("the folder").map(|entry| entry.expect("a file").file_name());
    let found: BTreeSet<String> = found.map(|name| name.into_string().expect("text")).collect();
    assert_eq!(found, names);
}

#[test]
fn each_query_reads_a_data_source_of_the_stack() {
    let applied = Applied::of("prod");
    let sources: BTreeSet<String> =
        applied.of_type("saas:grafana/DataSource").iter().map(|source| source.text("uid").to_owned()).collect();
    assert_eq!(sources, ["cloudwatch", "metrics-primary", "metrics-secondary", "xray"].map(str::to_owned).into());
    let mut queries = 0;
    for (uid, model) in dashboards() {
        let variables: Vec<String> = model["templating"]["list"]
            .as_array()
            .expect("variables")
            .iter()
            .map(|variable| format!("${{{}}}", variable["name"].as_str().expect("a name")))
            .collect();
        for panel in model["panels"].as_array().expect("panels") {
            for target in panel["targets"].as_array().into_iter().flatten() {
                let source = target["datasource"]["uid"].as_str().expect("a data source").to_owned();
                assert!(
                    sources.contains(&source) || variables.contains(&source),
                    "{uid}: {} reads {source}",
                    panel["title"]
                );
                queries += 1;
            }
        }
    }
    assert!(queries > 30, "only {queries} queries");
}

#[test]
fn the_dashboard_of_objectives_shows_the_availability_the_api_and_the_jobs_of_the_ai() {
    let (_, slo) = dashboards().into_iter().find(|(uid, _)| *uid == "slo").expect("the dashboard");
    let panels = slo["panels"].as_array().expect("panels");
    let shows = |parts: &[&str]| {
        let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().into_iter().flatten());
        let mut queries = targets.filter_map(|target| target["expr"].as_str());
        queries.any(|query| parts.iter().all(|part| query.contains(part)))
    };
    assert!(shows(&["http_server_requests_total", "[30d]"]), "availability");
    assert!(shows(&["api:duration_seconds:p95_rate5m"]), "latency of the API");
    assert!(shows(&["0.95", "bullmq_job_duration_seconds_bucket", "queue=\"ai-generation\""]), "latency of the AI");
    assert!(shows(&["bullmq_queue_waiting_jobs", "queue=\"ai-generation\""]), "the queue of the AI");
}

#[test]
fn the_panels_of_a_dashboard_do_not_overlap() {
    for (uid, model) in dashboards() {
        let mut cells = BTreeSet::new();
        for panel in model["panels"].as_array().expect("panels") {
            let number = |name: &str| panel["gridPos"][name].as_u64().expect("a number");
            assert!(number("x") + number("w") <= 24, "{uid}: {}", panel["title"]);
            for x in number("x")..number("x") + number("w") {
                for y in number("y")..number("y") + number("h") {
                    assert!(cells.insert((x, y)), "{uid}: {} overlaps", panel["title"]);
                }
            }
        }
    }
}

#[test]
fn the_secondary_region_has_its_own_metrics_and_one_instance_shows_both() {
    let applied = Applied::of("prod");
    for source in
        applied.of_type("saas:grafana/DataSource").iter().filter(|source| source.text("plugin") == "prometheus")
    {
        let settings = source.document("settings");
        let region = settings["sigV4Region"].as_str().expect("a region");
        let workspace = applied.output(&format!("{region}::AWS::APS::Workspace::metrics/main"), "PrometheusEndpoint");
        assert_eq!(source.text("url"), workspace.trim_end_matches('/'), "{region}");
    }
    let of = |name: &str| applied.of_type(name).len();
    assert_eq!((of("saas:grafana/Dashboard"), of("saas:grafana/Folder"), of("AWS::Grafana::Workspace")), (6, 1, 1));
}
