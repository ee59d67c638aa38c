//! Alarms for late replication, failed requests and unhealthy regions.

use std::collections::BTreeMap;

use archipel::aws::cloudwatch::*;
use archipel::aws::route53::HealthCheck;
use archipel::aws::sns::*;
use archipel::cli::recovery::Scenario;
use archipel::prelude::*;

use super::{Artifacts, AuroraGlobal, DataRotation, Ingress, RedisGlobal, RegionContext, ReplicatedBucket, dotted};
use crate::config::{self, Drills};

/// The region of Route 53's metrics, wherever its checks run.
const ROUTE53: &str = "us-east-1";

const OVER: Comparison = Comparison::GreaterThanThreshold;

/// The alarm topics and thresholds. An alarm can notify only topics of its own region.
pub struct Alarms {
    desks: BTreeMap<String, Desk>,
    home: PerRegion<String>,
    settings: config::Alarms,
}

/// The alarms of one region.
struct Desk {
    scope: Scope,
    prefix: String,
    topic: Topic,
}

impl Alarms {
    /// Declares a topic with its subscribers in each region that has alarms.
    pub fn new(contexts: PerRegion<&RegionContext>, settings: &config::Alarms) -> Self {
        let home = contexts.map(|context| context.scope.region().to_owned());
        let account = &contexts.primary.account;
        let mut desks: BTreeMap<String, Desk> = contexts
            .iter()
            .map(|context| (context.scope.region().to_owned(), Desk::new(&context.scope, account, settings)))
            .collect();
        let route53 = || Desk::new(&contexts.primary.scope.in_region(ROUTE53), account, settings);
        desks.entry(ROUTE53.to_owned()).or_insert_with(route53);
        Self { desks, home, settings: settings.clone() }
    }

    /// The replication of the database to the secondary region is late.
    pub fn database(&self, aurora: &AuroraGlobal) {
        let desk = self.desk(&self.home.secondary);
        let lag = self.settings.database_lag_ms;
        let args = desk.args("database-lag", "AWS/RDS", "AuroraGlobalDBReplicationLag", OVER, lag);
        let args = args.dimensions(map! {
            "DBClusterIdentifier" => aurora.regions.secondary.cluster.identifier(),
            // The primary region, which it replicates.
            "SourceRegion" => &self.home.primary,
        });
        // A missing metric may mean that replication has stopped.
        let args = args.description("The database's copy is late (ms)").treat_missing_data(MissingData::Breaching);
        MetricAlarm::new(&desk.scope, "database-lag", args);
    }

    /// The replication of the cache to the secondary region is late. The node that replicates the other region
    /// reports the metric; a failover changes the node.
    pub fn cache(&self, redis: &RedisGlobal, replicas: u16) {
        let desk = self.desk(&self.home.secondary);
        let lag = self.settings.cache_lag_seconds;
        for node in 1..=replicas + 1 {
            let name = format!("cache-lag-{node}");
            let args = desk.args(&name, "AWS/ElastiCache", "GlobalDatastoreReplicationLag", OVER, lag);
            let of = redis.regions.secondary.cache.group_id().map(move |group| format!("{group}-{node:03}"));
            let args = args.dimensions([("CacheClusterId", of)]).description("The cache's copy is late (s)");
            MetricAlarm::new(&desk.scope, name, args.treat_missing_data(MissingData::NotBreaching));
        }
    }

    /// More than a little data waits for replication to the other region's buckets.
    pub fn buckets(&self, artifacts: &Artifacts) {
        #[expect(clippy::cast_precision_loss, reason = "metrics are floating-point numbers")]
        let bytes = self.settings.pending_bytes as f64;
        for bucket in &artifacts.buckets {
            let buckets = PerRegion::new(&bucket.primary, &bucket.secondary);
            for ((region, from), to) in self.home.as_ref().zip(buckets).zip(buckets.swapped()) {
                let desk = self.desk(region);
                let name = format!("{}-pending", bucket.name);
                let args = desk.args(&name, "AWS/S3", "BytesPendingReplication", OVER, bytes).dimensions(map! {
                    "SourceBucket" => from.bucket(),
                    "DestinationBucket" => to.bucket(),
                    "RuleId" => ReplicatedBucket::RULE,
                });
                let args = args.description("Much waits to be copied to the other region's bucket (bytes)");
                MetricAlarm::new(&desk.scope, name, args.treat_missing_data(MissingData::NotBreaching));
            }
        }
    }

    /// A rotation of a credential failed. Secrets Manager tries again, and the current credential stays in force.
    pub fn rotation(&self, rotation: &DataRotation) {
        let desk = self.desk(&self.home.primary);
        let args = desk.args("rotation-errors", "AWS/Lambda", "Errors", OVER, 0);
        let args = args.dimensions([("FunctionName", rotation.function_name())]).evaluation_periods(1);
        let args = args.description("A rotation of a credential fails").treat_missing_data(MissingData::NotBreaching);
        MetricAlarm::new(&desk.scope, "rotation-errors", args);
    }

    /// A region, or the whole application, is unhealthy.
    pub fn health(&self, checks: &[(String, HealthCheck)]) {
        let desk = self.desk(ROUTE53);
        for (of, check) in checks {
            let name = format!("health-{of}");
            let under = Comparison::LessThanThreshold;
            let args = desk.args(&name, "AWS/Route53", "HealthCheckStatus", under, 1).statistic(Statistic::Minimum);
            let args = args.dimensions([("HealthCheckId", check.id())]).description("Users see no answer");
            MetricAlarm::new(&desk.scope, name, args.treat_missing_data(MissingData::Breaching));
        }
    }

    /// Requests fail at the load balancer of a region, or in the pods behind it. Both metrics exist only in minutes with such a
    /// response, and each data point of them is one, so that only their sum counts the responses.
    /// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html>
    pub fn balancers(&self, ingress: PerRegion<&Ingress>) {
        let errors = self.settings.balancer_errors;
        for (region, ingress) in self.home.as_ref().zip(ingress) {
            let desk = self.desk(region);
            for (name, metric, about) in [
                (
                    "balancer-errors",
                    "HTTPCode_ELB_5XX_Count",
                    "The load balancer has no target that answers (responses a minute)",
                ),
                (
                    "balancer-target-errors",
                    "HTTPCode_Target_5XX_Count",
                    "The pods answer with errors (responses a minute)",
                ),
            ] {
                let args = desk.args(name, "AWS/ApplicationELB", metric, OVER, errors).statistic(Statistic::Sum);
                let args = args.dimensions([("LoadBalancer", ingress.balancer.metric_name())]).description(about);
                MetricAlarm::new(&desk.scope, name, args.treat_missing_data(MissingData::NotBreaching));
            }
        }
    }

    /// A drill failed, or the last one that passed is too long ago: of the loss of a region, or of those of which one is drilled each
    /// month. `drill` publishes the metrics in the primary region, `DaysSincePassed` with `--due`, every day.
    pub fn drills(&self, stack: &str, drills: &Drills) {
        let desk = self.desk(&self.home.primary);
        let of = |name: &str, metric: &str, threshold: u32, about: &str| {
            desk.args(name, "Archipel/Drills", metric, OVER, threshold).description(about)
        };
        let missed = |name: &str, (scenario, days): (&str, u32), about: &str| {
            let args = of(name, "DaysSincePassed", days, about).dimensions([("Stack", stack), ("Scenario", scenario)]);
            // No value at all: what publishes it does not run.
            let args = args.period(86400).evaluation_periods(2).treat_missing_data(MissingData::Breaching);
            MetricAlarm::new(&desk.scope, name, args);
        };
        if drills.alarm_after_days.or(drills.monthly_alarm_after_days).is_some() {
            let failed = of("drill-failed", "Failed", 0, "A drill failed").dimensions([("Stack", stack)]).period(3600);
            let failed = failed.evaluation_periods(1).treat_missing_data(MissingData::NotBreaching);
            MetricAlarm::new(&desk.scope, "drill-failed", failed);
        }
        if let Some(days) = drills.alarm_after_days {
            let of = (Scenario::RegionLost.name(), days);
            missed("drill-missed", of, "No drill of the loss of a region has passed for too long (days)");
        }
        if let Some(days) = drills.monthly_alarm_after_days {
            let of = (Scenario::MONTHLY_NAME, days);
            missed("drill-missed-monthly", of, "No monthly drill has passed for too long (days)");
        }
    }

    /// The alarm topic of a region of the stack.
    pub fn topic(&self, region: &str) -> Output<Arn> {
        self.desk(region).topic.arn()
    }

    /// The alarm topics of all regions.
    pub fn topics(&self) -> Vec<Output<Arn>> {
        self.desks.values().map(|desk| desk.topic.arn()).collect()
    }

    fn desk(&self, region: &str) -> &Desk {
        &self.desks[region]
    }
}

impl Desk {
    fn new(scope: &Scope, account: &Output<AccountId>, settings: &config::Alarms) -> Self {
        let stack = scope.stack();
        let region = scope.region();
        let prefix = format!("{}-{}-{region}", stack.project(), stack.name());
        let scope = scope.component("alarms");
        let name = format!("{prefix}-alarms");
        // Not by the topic's own ARN, which would be a circle.
        let topic = output_format!("arn:aws:sns:{region}:{account}:{name}");
        let args = TopicArgs::new(name).display_name("Luneo alarms").policy(publishers(region, account, &topic));
        let topic = Topic::new(&scope, "main", args);
        for who in &settings.subscribers {
            let protocol = if who.starts_with("https://") { Protocol::Https } else { Protocol::Email };
            let name = dotted(who.trim_start_matches("https://"));
            Subscription::new(&scope, name, SubscriptionArgs::new(topic.arn(), protocol, who));
        }
        Self { scope, prefix, topic }
    }

    /// An alarm for when the maximum of each of three minutes is above or below `threshold`. It notifies the topic
    /// when it starts and when it ends.
    fn args(
        &self,
        name: &str,
        namespace: &str,
        metric: &str,
        side: Comparison,
        threshold: impl IntoInput<f64>,
    ) -> MetricAlarmArgs {
        MetricAlarmArgs::new(format!("{}-{name}", self.prefix), side, threshold)
            .namespace(namespace)
            .metric_name(metric)
            .statistic(Statistic::Maximum)
            .evaluation_periods(3)
            .alarm_actions([self.topic.arn()])
            .ok_actions([self.topic.arn()])
    }
}

/// The services that publish in a topic, for this account: alarms, budgets and unusual costs, alerts on metrics, and findings.
/// The pages on all but the last document the condition key; the one on EventBridge names none, so that its condition applies only if
/// EventBridge sends the key.
fn publishers(region: &str, account: &Output<AccountId>, topic: &Output<String>) -> Policy {
    let publish = |sid: &str, services: &[&str]| {
        Statement::allow(["sns:Publish", "sns:GetTopicAttributes"])
            .sid(sid)
            .principal(Principal::Service, services)
            .on(topic)
    };
    let alarms = output_format!("arn:aws:cloudwatch:{region}:{account}:alarm:*");
    Policy::new([
        publish("Alarms", &["cloudwatch.amazonaws.com"]).when("ArnLike", "aws:SourceArn", alarms),
        publish("Costs", &["budgets.amazonaws.com", "costalerts.amazonaws.com"]).when(
            "StringEquals",
            "aws:SourceAccount",
            account,
        ),
        // Its alert manager reads the topic's attributes first.
        publish("Alerts", &["aps.amazonaws.com"]).when("StringEquals", "aws:SourceAccount", account),
        publish("Findings", &["events.amazonaws.com"]).when("StringEqualsIfExists", "aws:SourceAccount", account),
    ])
}
