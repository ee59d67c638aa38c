//! The audit of the account, and what watches over it: CloudTrail, GuardDuty, Security Hub and Access Analyzer. Their
//! findings reach the alarm topics.

use archipel::aws::iam::*;
use archipel::aws::kms::*;
use archipel::aws::logs::*;
use archipel::aws::s3::*;
use archipel::prelude::*;

use super::RegionContext;
use super::statements::tls_only;
use super::trust::trust;
use crate::aws::accessanalyzer::{Analyzer, AnalyzerArgs};
use crate::aws::cloudtrail::{Trail, TrailArgs};
use crate::aws::events::rule::Target;
use crate::aws::events::{Rule, RuleArgs};
use crate::aws::guardduty::detector::CfnFeatureConfiguration;
use crate::aws::guardduty::{Detector, DetectorArgs};
use crate::aws::securityhub::finding_aggregator::RegionLinkingMode;
use crate::aws::securityhub::{FindingAggregator, FindingAggregatorArgs, Hub, HubArgs, Standard, StandardArgs};
use crate::config;
use crate::sections::Foundation;

const CLOUDTRAIL: &str = "cloudtrail.amazonaws.com";

/// What watches over the account.
pub struct Security;

impl Security {
    /// Declares the trail of all regions, and the services that look for threats and mistakes in both regions.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Security) -> Self {
        let contexts = foundation.contexts;
        trail(foundation, settings);
        let standards = contexts.map(|context| {
            let scope = &context.scope.component("security");
            watch(scope, context, settings);
            report(scope, foundation.alarms.topic(scope.region()));
            standard(scope)
        });
        let args = FindingAggregatorArgs::new(RegionLinkingMode::SpecifiedRegions);
        let args = args.regions([contexts.secondary.scope.region()]);
        // Security Hub must be on in both regions.
        let after = standards.iter().fold(Options::new(), Options::depends_on);
        let scope = contexts.primary.scope.component("security");
        FindingAggregator::with_options(&scope, "all-regions", args, after);
        Self
    }
}

/// The trail of all regions, into an archive to which only CloudTrail can write, and into CloudWatch for searches.
///
/// The statements are those of the CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS
/// key policies for CloudTrail".
fn trail(foundation: &Foundation<'_>, settings: &config::Security) {
    let context = foundation.contexts.primary;
    let scope = &context.scope.component("security").component("trail");
    let (region, account) = (scope.region(), &context.account);
    let name = context.stack_prefix();
    let arn = output_format!("arn:aws:cloudtrail:{region}:{account}:trail/{name}");
    let retained = || Options::new().retain_on_delete(settings.retain);
    let by_trail = |actions: &[&str]| {
        let statement = Statement::allow(actions).principal(Principal::Service, CLOUDTRAIL);
        statement.when("StringEquals", "aws:SourceArn", &arn)
    };

    let everything = Statement::allow("kms:*").principal(Principal::Aws, output_format!("arn:aws:iam::{account}:root"));
    let trails = output_format!("arn:aws:cloudtrail:*:{account}:trail/*");
    let policy = Policy::new([
        everything.sid("Account").on("*"),
        by_trail(&["kms:GenerateDataKey*"]).sid("Encrypt").on("*").when(
            "StringLike",
            "kms:EncryptionContext:aws:cloudtrail:arn",
            trails,
        ),
        by_trail(&["kms:DescribeKey"]).sid("Describe").on("*"),
    ]);
    let args = KeyArgs::default()
        .description(format!("{name}: CloudTrail"))
        .multi_region(false)
        .enable_key_rotation(true)
        .deletion_window_in_days(foundation.config.keys.deletion_window_days)
        .policy(policy);
    let key = Key::with_options(scope, "main", args, retained());

    let args = BucketArgs::new(format!("{name}-trail"))
        .versioning(true)
        .encryption(BucketEncryption::default().algorithm(SseAlgorithm::Kms).kms_key_arn(key.arn()))
        .lifecycle_rules([LifecycleRule::new("expire").expiration_days(settings.archive_days)])
        .force_destroy(settings.force_destroy);
    let bucket = Bucket::with_options(scope, "archive", args, retained());
    let archive = bucket.arn();
    let [tls, version] = tls_only(&archive);
    let write = by_trail(&["s3:PutObject"]).sid("Write").on(output_format!("{archive}/AWSLogs/{account}/*"));
    let policy = Policy::new([
        by_trail(&["s3:GetBucketAcl"]).sid("Check").on(&archive),
        write.when("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control"),
        tls,
        version,
    ]);
    let policy = BucketPolicy::new(scope, "archive", BucketPolicyArgs::new(bucket.bucket(), policy));

    let group = LogGroupArgs::new(format!("/{name}/cloudtrail")).retention_in_days(settings.log_days);
    let group = LogGroup::new(scope, "records", group);
    let role = RoleArgs::new(format!("{name}-cloudtrail"), trust(CLOUDTRAIL, context));
    let role = Role::new(scope, "records", role);
    let streams = output_format!("{}:log-stream:{account}_CloudTrail_{region}*", group.arn());
    let deliver = Policy::new([Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(streams)]);
    let allowed = RolePolicy::new(scope, "records", RolePolicyArgs::new(role.name(), "deliver", deliver));

    let args = TrailArgs::new(true, bucket.bucket())
        .trail_name(name)
        .is_multi_region_trail(true)
        .include_global_service_events(true)
        .enable_log_file_validation(true)
        .kms_key_id(key.arn())
        .cloudwatch_logs_log_group_arn(output_format!("{}:*", group.arn()))
        .cloudwatch_logs_role_arn(role.arn());
    // CloudTrail checks that it can write before it accepts a trail.
    Trail::with_options(scope, "main", args, Options::new().depends_on(&policy).depends_on(&allowed));
}

/// Looks for threats in a region, and for access from outside of the account.
fn watch(scope: &Scope, context: &RegionContext, settings: &config::Security) {
    let features = settings.detector_features.iter().map(|name| CfnFeatureConfiguration::new(name, "ENABLED"));
    let detector = DetectorArgs::new(true).features(features.collect::<Vec<_>>());
    Detector::new(scope, "main", detector);
    Analyzer::new(scope, "main", AnalyzerArgs::new("ACCOUNT").analyzer_name(context.prefix()));
}

/// Checks a region by the CIS benchmark.
fn standard(scope: &Scope) -> Standard {
    // With its default standards, Security Hub refuses one of them as enabled already.
    let hub = Hub::new(scope, "main", HubArgs::new().enable_default_standards(false).auto_enable_controls(true));
    let cis = format!("arn:aws:securityhub:{}::standards/cis-aws-foundations-benchmark/v/1.4.0", scope.region());
    Standard::with_options(scope, "cis-1-4", StandardArgs::new(cis), Options::new().depends_on(&hub))
}

/// Sends serious findings to the region's alarm topic. Security Hub has those of GuardDuty too, some minutes later.
fn report(scope: &Scope, topic: Output<Arn>) {
    let threats = json!({
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": { "severity": [{ "numeric": [">=", 7] }] },
    });
    let mistakes = json!({
        "source": ["aws.securityhub"],
        "detail-type": ["Security Hub Findings - Imported"],
        "detail": { "findings": {
            "ProductName": [{ "anything-but": ["GuardDuty"] }],
            "Severity": { "Label": ["HIGH", "CRITICAL"] },
            "Workflow": { "Status": ["NEW"] },
            "RecordState": ["ACTIVE"],
        } },
    });
    for (name, pattern) in [("threats", threats), ("mistakes", mistakes)] {
        let args = RuleArgs::new().event_pattern(pattern).targets([Target::new(&topic, "alarms")]);
        Rule::new(scope, name, args);
    }
}
