//! Requests to the public names, as users send them.

use archipel::aws::cloudwatch::*;
use archipel::aws::iam::*;
use archipel::aws::logs::{LogGroup, LogGroupArgs};
use archipel::aws::s3::*;
use archipel::prelude::*;

use crate::aws::synthetics::canary::{Code, RunConfig, Schedule};
use crate::aws::synthetics::{Canary, CanaryArgs};
use crate::components::RegionContext;
use crate::components::statements::tls_only;
use crate::components::trust::trust;
use crate::config;
use crate::sections::Foundation;

/// How much of a canary's name is in that of its function, `cwsyn-NAME-ID`.
/// <https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_DeleteCanary.html>
const NAME_IN_FUNCTION: usize = 21;

/// Checks each host from a region, and notifies its alarm topic.
pub(super) fn declare(scope: &Scope, context: &RegionContext, foundation: &Foundation<'_>, settings: &config::Checks) {
    let scope = &scope.component("checks");
    let args = BucketArgs::new(format!("{}-checks", context.prefix()))
        .lifecycle_rules([LifecycleRule::new("expire").expiration_days(31).abort_incomplete_multipart_upload_days(7)])
        .force_destroy(settings.force_destroy);
    let results = Bucket::new(scope, "results", args);
    let policy = BucketPolicyArgs::new(results.bucket(), Policy::new(tls_only(&results.arn())));
    let policy = BucketPolicy::new(scope, "results", policy);

    let name = format!("{}-checks", context.prefix());
    let role = Role::new(scope, "run", RoleArgs::new(name, trust("lambda.amazonaws.com", context)));
    let region = scope.region();
    let logs = output_format!("arn:aws:logs:{region}:{}:log-group:/aws/lambda/cwsyn-*", context.account);
    let metrics = Statement::allow("cloudwatch:PutMetricData").on("*");
    let allowed = Policy::new([
        Statement::allow(["s3:PutObject", "s3:GetObject"]).on(output_format!("{}/*", results.arn())),
        Statement::allow("s3:GetBucketLocation").on(results.arn()),
        Statement::allow("s3:ListAllMyBuckets").on("*"),
        // Not `CreateLogGroup`: a group that the function of a canary made would keep its logs without limit.
        Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(logs),
        metrics.when("StringEquals", "cloudwatch:namespace", "CloudWatchSynthetics"),
    ]);
    let allowed = RolePolicy::new(scope, "run", RolePolicyArgs::new(role.name(), "run", allowed));

    let topic = foundation.alarms.topic(region);
    for host in &foundation.config.ingress.hosts {
        let name = format!("{}-{}", context.stack_prefix(), host.name);
        let function: String = name.chars().take(NAME_IN_FUNCTION).collect();
        let code = Code::new().handler("index.handler").script(include_str!("check.js"));
        let environment = [("HOST", foundation.domain.host(&host.name)), ("HEALTH_PATH", host.health_path.clone())];
        let run = RunConfig::new().timeout_in_seconds(60).environment_variables(environment);
        let location = output_format!("s3://{}/{}", results.bucket(), host.name);
        // In the spelling in which CloudWatch returns it.
        let schedule = Schedule::new(format!("rate({} minutes)", settings.minutes));
        let args = CanaryArgs::new(location, code, role.arn(), &name, &settings.runtime, schedule)
            .run_config(run)
            .start_canary_after_creation(true);
        let after = Options::new().depends_on(&allowed).depends_on(&policy);
        let canary = Canary::with_options(scope, &host.name, args, after);
        let group = output_format!("/aws/lambda/cwsyn-{function}-{}", canary.id());
        LogGroup::new(scope, &host.name, LogGroupArgs::new(group).retention_in_days(settings.log_days));
        let args = MetricAlarmArgs::new(name, Comparison::LessThanThreshold, 90)
            .namespace("CloudWatchSynthetics")
            .metric_name("SuccessPercent")
            .statistic(Statistic::Average)
            .period(settings.minutes * 60)
            .evaluation_periods(3)
            .dimensions([("CanaryName", canary.name())])
            .description("Requests to a public name fail")
            // Without results it is unknown whether the name answers.
            .treat_missing_data(MissingData::Breaching)
            .alarm_actions([&topic])
            .ok_actions([&topic]);
        MetricAlarm::new(scope, &host.name, args);
    }
}
