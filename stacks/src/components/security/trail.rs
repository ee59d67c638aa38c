//! The trail of all regions, with its archive.

use archipel::aws::iam::*;
use archipel::aws::kms::*;
use archipel::aws::logs::*;
use archipel::aws::s3::*;
use archipel::prelude::*;

use crate::aws::cloudtrail::{Trail, TrailArgs};
use crate::components::statements::{by_account, tls_only};
use crate::components::trust::trust;
use crate::config;
use crate::sections::Foundation;

const CLOUDTRAIL: &str = "cloudtrail.amazonaws.com";

/// The trail of all regions, into an archive to which only CloudTrail can write, and into CloudWatch for searches.
///
/// What a trail that outlives the stack needs to go on outlives it too: without its role or the policy of its bucket, CloudTrail
/// would deliver nothing, without a sign of it.
///
/// The statements are those of the CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail" and "Configure AWS KMS
/// key policies for CloudTrail".
pub(super) fn trail(foundation: &Foundation<'_>, settings: &config::Security) {
    let context = foundation.contexts.primary;
    let scope = &context.scope.component("security").component("trail");
    let (region, account) = (scope.region(), &context.account);
    let name = context.stack_prefix();
    let arn = context.trail_arn();
    let retained = || Options::new().retain_on_delete(settings.retain);
    let by_trail = |actions: &[&str]| {
        let statement = Statement::allow(actions).principal(Principal::Service, CLOUDTRAIL);
        statement.when("StringEquals", "aws:SourceArn", &arn)
    };

    let trails = output_format!("arn:aws:cloudtrail:*:{account}:trail/*");
    let policy = Policy::new([
        by_account(account),
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
        .lifecycle_rules([LifecycleRule::new("expire")
            .expiration_days(settings.archive_days)
            .abort_incomplete_multipart_upload_days(7)])
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
    let args = BucketPolicyArgs::new(bucket.bucket(), policy);
    let policy = BucketPolicy::with_options(scope, "archive", args, retained());

    let group = LogGroupArgs::new(format!("/{name}/cloudtrail")).retention_in_days(settings.log_days);
    let group = LogGroup::with_options(scope, "records", group, retained());
    let role = RoleArgs::new(format!("{name}-cloudtrail"), trust(CLOUDTRAIL, context));
    let role = Role::with_options(scope, "records", role, retained());
    let streams = output_format!("{}:log-stream:{account}_CloudTrail_{region}*", group.arn());
    let deliver = Policy::new([Statement::allow(["logs:CreateLogStream", "logs:PutLogEvents"]).on(streams)]);
    let args = RolePolicyArgs::new(role.name(), "deliver", deliver);
    let allowed = RolePolicy::with_options(scope, "records", args, retained());

    let args = TrailArgs::new(true, bucket.bucket())
        .trail_name(name)
        .is_multi_region_trail(true)
        .include_global_service_events(true)
        .enable_log_file_validation(true)
        .kms_key_id(key.arn())
        .cloudwatch_logs_log_group_arn(output_format!("{}:*", group.arn()))
        .cloudwatch_logs_role_arn(role.arn());
    // CloudTrail checks that it can write before it accepts a trail.
    Trail::with_options(scope, "main", args, retained().depends_on(&policy).depends_on(&allowed));
}
