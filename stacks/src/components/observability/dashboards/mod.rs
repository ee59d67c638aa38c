//! The dashboards in Grafana, and the data sources that they read.

mod panels;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use archipel::prelude::*;
use archipel::saas::grafana::*;
use serde_json::{Value as Model, json};

use self::panels::{Panel, Source, dashboard};
use crate::sections::Foundation;

/// The plugin that reads traces.
const XRAY: &str = "grafana-x-ray-datasource";

/// What the dashboards depend on in a stack.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The regions, by their roles.
    pub primary: String,
    pub secondary: String,
    /// The expected cost of each part, in US dollars a month.
    pub expected: BTreeMap<String, f64>,
}

/// Declares them in the instance of Grafana with this host.
pub(super) fn declare(scope: &Scope, instance: &Output<String>, foundation: &Foundation<'_>) {
    let scope = &scope.component("grafana");
    let PerRegion { primary, secondary } = foundation.contexts;
    let [home, away] = [primary, secondary].map(|context| context.scope.region().to_owned());
    for (context, cluster) in foundation.contexts.iter().zip(foundation.clusters.into_iter().flatten()) {
        let Some(metrics) = &cluster.metrics else { continue };
        let (region, role) = (context.scope.region(), &context.role);
        // The workspace signs its requests with its role.
        let settings = json!({
            "httpMethod": "POST", "sigV4Auth": true, "sigV4AuthType": "ec2_iam_role", "sigV4Region": region,
        });
        let args = DataSourceArgs::new(instance, Source::uid(role), format!("Metrics of {region}"), "prometheus");
        let args = args.url(&metrics.endpoint).settings(JsonDocument::new(settings)).is_default(*role == primary.role);
        DataSource::new(scope, Source::uid(role), args);
    }
    let settings = json!({ "authType": "ec2_iam_role", "defaultRegion": home });
    let args = DataSourceArgs::new(instance, "cloudwatch", "CloudWatch", "cloudwatch");
    let source = DataSource::new(scope, "cloudwatch", args.settings(JsonDocument::new(settings)));

    // The traces of both regions: a query names another region than the default one.
    let settings = json!({ "authType": "ec2_iam_role", "defaultRegion": home });
    let args = DataSourceArgs::new(instance, "xray", "X-Ray", XRAY).settings(JsonDocument::new(settings));
    // Workspaces of version 9 and later may lack the plugin.
    let plugin = Plugin::new(scope, "xray", PluginArgs::new(instance, XRAY));
    DataSource::with_options(scope, "xray", args, Options::new().depends_on(&plugin));

    let folder = Folder::new(scope, "luneo", FolderArgs::new(instance, "luneo", "Luneo"));
    let costs = foundation.config.costs.as_ref();
    let expected = costs.map(|costs| costs.expected.clone()).unwrap_or_default();
    for (uid, model) in all(&Facts { primary: home, secondary: away, expected }) {
        let args = DashboardArgs::new(instance, uid, JsonDocument::new(model)).folder(folder.uid());
        Dashboard::with_options(scope, uid, args, Options::new().depends_on(&source));
    }
}

/// The dashboards, by their UIDs.
#[must_use]
pub fn all(facts: &Facts) -> Vec<(&'static str, Model)> {
    vec![
        ("api", api()),
        ("queues", queues()),
        ("slo", slo()),
        ("eks", eks(facts)),
        ("regions", regions(facts)),
        ("cost", cost(facts)),
    ]
}

fn rate(labels: &str) -> String {
    format!("sum(rate(http_server_requests_total{{{labels}}}[5m]))")
}

fn quantile(quantile: &str, by: &str) -> String {
    let rate = "rate(http_server_request_duration_seconds_bucket{job=\"backend\"}[5m])";
    format!("histogram_quantile({quantile}, sum by ({by}) ({rate}))")
}

const ALL: &str = "job=\"backend\"";
const FAILED: &str = "job=\"backend\",status=~\"5..\"";

/// The queue of the AI's jobs.
const AI: &str = "queue=\"ai-generation\"";

/// The part of the requests that fails.
const ERRORS: &str = "api:errors:ratio_rate5m";

/// The part of the requests of 30 days that succeeded.
const AVAILABILITY: &str = "1 - sum(increase(http_server_requests_total{job=\"backend\",status=~\"5..\"}[30d])) / sum(increase(http_server_requests_total{job=\"backend\"}[30d]))";

fn api() -> Model {
    let by_route = format!(
        "sum by (route) (rate(http_server_requests_total{{{FAILED}}}[5m])) / sum by (route) (rate(http_server_requests_total{{{ALL}}}[5m]))"
    );
    let slowest = format!("topk(10, {})", quantile("0.95", "le, route"));
    let rows = vec![
        vec![
            Panel::graph("p95 of the API", "s", Source::Chosen)
                .query("api:duration_seconds:p95_rate5m", "p95")
                .query(&quantile("0.50", "le"), "p50")
                .thresholds(&[0.6]),
            Panel::graph("Requests", "reqps", Source::Chosen).query(&rate(ALL), "requests"),
        ],
        vec![
            Panel::graph("Errors by route", "percentunit", Source::Chosen)
                .query(&by_route, "{{route}}")
                .thresholds(&[0.05]),
            Panel::graph("Slowest routes by p95", "s", Source::Chosen).query(&slowest, "{{route}}"),
        ],
        vec![Panel::graph("Stripe's webhooks", "s", Source::Chosen).query("max(stripe_webhook_latency)", "latency")],
    ];
    dashboard("API latency and errors", 6, rows)
}

fn queues() -> Model {
    let p95 = "histogram_quantile(0.95, sum by (le, queue) (rate(bullmq_job_duration_seconds_bucket[5m])))";
    let rows = vec![
        vec![
            Panel::graph("Jobs that wait", "short", Source::Chosen)
                .query("sum by (queue) (bullmq_queue_waiting_jobs)", "{{queue}}")
                .thresholds(&[20.0, 50.0]),
            Panel::graph("p95 of a job", "s", Source::Chosen).query(p95, "{{queue}}"),
        ],
        vec![
            Panel::graph("Failed jobs in 15 minutes", "short", Source::Chosen)
                .query("sum by (queue) (increase(bullmq_job_failed_total[15m]))", "{{queue}}"),
            Panel::graph("GPUs", "percent", Source::Chosen)
                .query("max by (gpu) (node_gpu_utilization)", "{{gpu}}")
                .thresholds(&[90.0]),
            Panel::graph("Latency of the render queue", "s", Source::Chosen)
                .query("max(render_queue_latency)", "latency"),
        ],
    ];
    dashboard("AI and render queues", 6, rows)
}

fn slo() -> Model {
    let rows = vec![
        vec![
            Panel::number("Availability of 30 days (objective: 99.9 %)", "percentunit", Source::Chosen)
                .query(AVAILABILITY, "availability"),
            Panel::number("p95 (objective: 600 ms)", "s", Source::Chosen)
                .query("api:duration_seconds:p95_rate5m", "p95")
                .thresholds(&[0.6]),
            Panel::number("Requests", "reqps", Source::Chosen).query(&rate(ALL), "requests"),
        ],
        vec![
            Panel::graph("p95 and p99", "s", Source::Chosen)
                .query("api:duration_seconds:p95_rate5m", "p95")
                .query(&quantile("0.99", "le"), "p99")
                .thresholds(&[0.6]),
            Panel::graph("How fast errors use up the month's 0.1 %", "short", Source::Chosen)
                .query("api:errors:ratio_rate1h / 0.001", "1 hour")
                .query("api:errors:ratio_rate6h / 0.001", "6 hours")
                .query("api:errors:ratio_rate1d / 0.001", "1 day")
                .thresholds(&[1.0, 14.4]),
        ],
        vec![
            Panel::graph("p95 of the AI's jobs", "s", Source::Chosen).query(
                &format!(
                    "histogram_quantile(0.95, sum by (le) (rate(bullmq_job_duration_seconds_bucket{{{AI}}}[5m])))"
                ),
                "p95",
            ),
            // A pod takes 20 jobs, and the alert is raised above 40.
            Panel::graph("AI jobs that wait", "short", Source::Chosen)
                .query(&format!("sum(bullmq_queue_waiting_jobs{{{AI}}})"), "jobs")
                .thresholds(&[20.0, 40.0]),
        ],
    ];
    dashboard("SLO", 24, rows)
}

fn eks(facts: &Facts) -> Model {
    let control = |title, unit, name, statistic| {
        let panel = Panel::graph(title, unit, Source::CloudWatch);
        [&facts.primary, &facts.secondary].into_iter().fold(panel, |panel, region| {
            panel.metric(region, "AWS/EKS", name, statistic, json!({ "ClusterName": ["*"] }))
        })
    };
    let rows = vec![
        vec![
            Panel::graph("Pods that answer", "short", Source::Chosen).query("sum by (job) (up)", "{{job}}"),
            Panel::graph("CPU by workload", "short", Source::Chosen)
                .query("sum by (job) (rate(process_cpu_seconds_total[5m]))", "{{job}}"),
            Panel::graph("Memory by workload", "bytes", Source::Chosen)
                .query("sum by (job) (process_resident_memory_bytes)", "{{job}}"),
        ],
        vec![
            control("Requests to the API servers", "short", "apiserver_request_total", "Sum"),
            control("Errors of the API servers", "short", "apiserver_request_total_5XX", "Sum"),
            control("Pods without a node", "short", "scheduler_pending_pods", "Maximum"),
        ],
    ];
    dashboard("EKS", 6, rows)
}

fn regions(facts: &Facts) -> Model {
    let both = |title, unit, expr: &str| {
        Panel::graph(title, unit, Source::Metrics("primary")).query(expr, &facts.primary).query_of(
            Source::Metrics("secondary"),
            expr,
            &facts.secondary,
        )
    };
    let (home, away) = (&facts.primary, &facts.secondary);
    let rows = vec![
        vec![
            both("Requests", "reqps", &rate(ALL)),
            both("Errors", "percentunit", ERRORS).thresholds(&[0.05]),
            both("p95", "s", "api:duration_seconds:p95_rate5m").thresholds(&[0.6]),
        ],
        vec![
            Panel::graph("Lag of the database's copy", "ms", Source::CloudWatch).metric(
                away,
                "AWS/RDS",
                "AuroraGlobalDBReplicationLag",
                "Maximum",
                json!({ "DBClusterIdentifier": ["*"], "SourceRegion": [home] }),
            ),
            Panel::graph("Lag of the cache's copy", "s", Source::CloudWatch).metric(
                away,
                "AWS/ElastiCache",
                "GlobalDatastoreReplicationLag",
                "Maximum",
                json!({ "CacheClusterId": ["*"] }),
            ),
            Panel::graph("Bytes that wait for replication", "bytes", Source::CloudWatch).metric(
                home,
                "AWS/S3",
                "BytesPendingReplication",
                "Maximum",
                json!({ "SourceBucket": ["*"], "DestinationBucket": ["*"], "RuleId": ["*"] }),
            ),
            // Route 53 reports in this region.
            Panel::graph("Health checks", "short", Source::CloudWatch).metric(
                "us-east-1",
                "AWS/Route53",
                "HealthCheckStatus",
                "Minimum",
                json!({ "HealthCheckId": ["*"] }),
            ),
        ],
    ];
    dashboard("Both regions", 6, rows)
}

fn cost(facts: &Facts) -> Model {
    let mut table = "| part | US dollars a month |\n| --- | ---: |\n".to_owned();
    for (part, usd) in &facts.expected {
        let _ = writeln!(table, "| {part} | {usd} |");
    }
    let _ = writeln!(table, "| **all** | **{}** |", facts.expected.values().sum::<f64>());
    // AWS reports charges in this region, every few hours, as the sum since the first day of the month.
    let charges = |panel: Panel, dimensions: Model| {
        panel.metric("us-east-1", "AWS/Billing", "EstimatedCharges", "Maximum", dimensions)
    };
    let total = Panel::number("This month so far, the whole account", "currencyUSD", Source::CloudWatch);
    let by_service = Panel::graph("By service, since the first of the month", "currencyUSD", Source::CloudWatch);
    let rows = vec![
        vec![Panel::text("Expected by part", table), charges(total, json!({ "Currency": ["USD"] }))],
        vec![charges(by_service, json!({ "Currency": ["USD"], "ServiceName": ["*"] }))],
    ];
    dashboard("Costs", 24 * 30, rows)
}
