//! A bucket that is replicated to another region, so that an object that is lost in one remains in the other.

use archipel::aws::iam::{Role, RoleArgs, RolePolicy, RolePolicyArgs};
use archipel::aws::s3::{
    Bucket, BucketArgs, BucketPolicy, BucketPolicyArgs, BucketReplication, BucketReplicationArgs, ReplicationRule,
};
use archipel::aws::sts::CallerIdentity;
use archipel::prelude::*;

/// The content of `config/NAME.toml`.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    pub bucket: Replicated,
}

/// A bucket and its replica.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Replicated {
    /// The prefix of both names; their regions follow.
    pub name: String,
    /// The primary region, for writes.
    pub from: String,
    /// The region of the replica.
    pub to: String,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let same = self.bucket.from == self.bucket.to;
        let problem = || Problem::new("bucket.to", "it is the same region as `bucket.from`", "use another region");
        if same { vec![problem()] } else { Vec::new() }
    }
}

/// The stack.
///
/// # Errors
/// None.
pub fn program(stack: &Stack, config: &Config) -> Result<(), String> {
    let Replicated { name, from, to } = &config.bucket;
    let (here, there) = (stack.region(from), stack.region(to));
    // Resources with data are protected: no plan deletes or replaces them.
    let bucket = |scope: &Scope| {
        let args = BucketArgs::new(format!("{name}-{}", scope.region())).versioning(true);
        let bucket = Bucket::with_options(scope, "data", args, Options::new().protect(true));
        BucketPolicy::new(scope, "data", BucketPolicyArgs::new(bucket.bucket(), tls_only(&bucket.arn())));
        bucket
    };
    let (source, copy) = (bucket(&here), bucket(&there));

    let account = CallerIdentity::get(&here, "account").account_id();
    let role = Role::new(&here, "replication", RoleArgs::new(format!("{name}-replication"), trust(&account)));
    let read = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"];
    let write = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"];
    let allowed = Policy::new([
        Statement::allow(["s3:GetReplicationConfiguration", "s3:ListBucket"]).on(source.arn()),
        Statement::allow(read).on(output_format!("{}/*", source.arn())),
        Statement::allow(write).on(output_format!("{}/*", copy.arn())),
    ]);
    let policy = RolePolicy::new(&here, "replication", RolePolicyArgs::new(role.name(), "replication", allowed));
    let rules = [ReplicationRule::new("all", copy.arn()).delete_marker_replication(true)];
    // S3 checks the role when the replication is created, so its permissions must exist by then.
    BucketReplication::with_options(
        &here,
        "data",
        BucketReplicationArgs::new(source.bucket(), role.arn(), rules),
        Options::new().depends_on(&policy),
    );
    stack.output("bucket", source.bucket());
    stack.output("copy", copy.bucket());
    Ok(())
}

/// Only S3 for this account's buckets can assume the role. AWS does not document that S3 sends the account of a
/// replication: `IfExists` applies only if it does.
fn trust(account: &Output<AccountId>) -> Policy {
    Policy::new([Statement::allow("sts:AssumeRole").principal(Principal::Service, "s3.amazonaws.com").when(
        "StringEqualsIfExists",
        "aws:SourceAccount",
        account,
    )])
}

/// Denies requests without TLS.
fn tls_only(bucket: &Output<Arn>) -> Policy {
    policy!({
        "Statement": [{
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket, output_format!("{bucket}/*")],
            "Condition": { "Bool": { "aws:SecureTransport": "false" } },
        }],
    })
}
