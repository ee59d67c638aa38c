//! The record of the configuration of all resources, by AWS Config. Security Hub checks what it records.

use archipel::aws::iam::*;
use archipel::aws::s3::*;
use archipel::prelude::*;

use crate::aws::config::configuration_recorder::RecordingGroup;
use crate::aws::config::{ConfigurationRecorder, ConfigurationRecorderArgs, DeliveryChannel, DeliveryChannelArgs};
use crate::components::RegionContext;
use crate::components::statements::tls_only;
use crate::components::trust::strict_trust;
use crate::config;

const CONFIG: &str = "config.amazonaws.com";

/// Where the recorders of all regions deliver to.
pub(super) struct Archive {
    bucket: Bucket,
    policy: BucketPolicy,
    role: Role,
    allowed: RolePolicyAttachment,
}

impl Archive {
    /// Declares the bucket, to which only AWS Config can write, and the role of the recorders.
    ///
    /// The statements are those of the AWS Config developer guide, "Permissions for the Amazon S3 Bucket".
    pub(super) fn new(context: &RegionContext, settings: &config::Security) -> Self {
        let scope = &context.scope.component("security").component("recorder");
        let (name, account) = (context.stack_prefix(), &context.account);
        let args = BucketArgs::new(format!("{name}-configuration"))
            .lifecycle_rules([LifecycleRule::new("expire")
                .expiration_days(settings.archive_days)
                .abort_incomplete_multipart_upload_days(7)])
            .force_destroy(settings.force_destroy);
        let retained = || Options::new().retain_on_delete(settings.retain);
        let bucket = Bucket::with_options(scope, "archive", args, retained());
        let archive = bucket.arn();
        let deliver = |sid: &str, actions: &[&str]| {
            let statement = Statement::allow(actions).sid(sid).principal(Principal::Service, CONFIG);
            statement.when("StringEquals", "aws:SourceAccount", account)
        };
        let [tls, version] = tls_only(&archive);
        let policy = Policy::new([
            deliver("Check", &["s3:GetBucketAcl", "s3:ListBucket"]).on(&archive),
            deliver("Write", &["s3:PutObject"]).on(output_format!("{archive}/AWSLogs/{account}/Config/*")).when(
                "StringEquals",
                "s3:x-amz-acl",
                "bucket-owner-full-control",
            ),
            tls,
            version,
        ]);
        // It refuses connections without TLS, also to records that outlive the stack.
        let args = BucketPolicyArgs::new(bucket.bucket(), policy);
        let policy = BucketPolicy::with_options(scope, "archive", args, retained());
        let role = Role::new(scope, "read", RoleArgs::new(format!("{name}-config"), strict_trust(CONFIG, context)));
        let reads = "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole";
        let allowed = RolePolicyAttachment::new(scope, "read", RolePolicyAttachmentArgs::new(role.name(), reads));
        Self { bucket, policy, role, allowed }
    }

    /// Declares the recorder of a region. IAM and other global resources are recorded once.
    ///
    /// CloudFormation ends the creates of a recorder and of its channel together: each waits for the other, so that neither
    /// depends on the other here.
    pub(super) fn record(&self, scope: &Scope, with_global: bool) -> ConfigurationRecorder {
        let scope = &scope.component("recorder");
        let after = || Options::new().depends_on(&self.policy).depends_on(&self.allowed);
        let group = RecordingGroup::new().all_supported(true).include_global_resource_types(with_global);
        let args = ConfigurationRecorderArgs::new(self.role.arn()).name("default").recording_group(group);
        let recorder = ConfigurationRecorder::with_options(scope, "main", args, after());
        DeliveryChannel::with_options(
            scope,
            "main",
            DeliveryChannelArgs::new(self.bucket.bucket()).name("default"),
            after(),
        );
        recorder
    }
}
