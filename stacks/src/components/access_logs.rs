//! The logs of the requests to a load balancer, in a bucket of its region.

use archipel::aws::s3::*;
use archipel::prelude::*;

use super::RegionContext;
use super::statements::tls_only;
use crate::config;

/// Declares the bucket, to which only ELB can write: the name, and the options of a load balancer that writes there. ELB supports only
/// the encryption with keys of S3.
///
/// The statement is that of the user guide of Application Load Balancers, "Enable access logs", which names no condition: that on the
/// account applies if ELB sends it.
pub(super) fn access_logs(scope: &Scope, context: &RegionContext, settings: &config::AccessLogs) -> (Bucket, Options) {
    let args = BucketArgs::new(format!("{}-ingress-logs", context.prefix()))
        .lifecycle_rules([LifecycleRule::new("expire")
            .expiration_days(settings.days)
            .abort_incomplete_multipart_upload_days(7)])
        .force_destroy(settings.force_destroy);
    let bucket = Bucket::new(scope, "logs", args);
    let (arn, account) = (bucket.arn(), &context.account);
    let write = Statement::allow("s3:PutObject").sid("Write");
    let write = write.principal(Principal::Service, "logdelivery.elasticloadbalancing.amazonaws.com");
    let write = write.when("StringEqualsIfExists", "aws:SourceAccount", account);
    let [tls, version] = tls_only(&arn);
    let policy = Policy::new([write.on(output_format!("{arn}/AWSLogs/{account}/*")), tls, version]);
    let policy = BucketPolicy::new(scope, "logs", BucketPolicyArgs::new(bucket.bucket(), policy));
    // ELB checks that it can write before it accepts the bucket.
    (bucket, Options::new().depends_on(&policy))
}
