//! A bucket whose objects are copied to another region: what is lost in one is still there in the other.

use archipel::aws::iam::{Role, RoleArgs, RolePolicy, RolePolicyArgs};
use archipel::aws::s3::{
    Bucket, BucketArgs, BucketPolicy, BucketPolicyArgs, BucketReplication, BucketReplicationArgs, ReplicationRule,
};
use archipel::aws::sts::CallerIdentity;
use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;
use serde_json::{Value, json};

/// What `config/NAME.toml` holds.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Config {
    /// The bucket.
    pub bucket: Replicated,
}

/// A bucket and where it is copied to.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Replicated {
    /// What both names begin with; their regions follow.
    pub name: String,
    /// The region that is written to.
    pub from: String,
    /// The region that objects are copied to.
    pub to: String,
}

impl Configuration for Config {
    fn problems(&self) -> Vec<Problem> {
        let same = self.bucket.from == self.bucket.to;
        let problem = || Problem::new("bucket.to", "it is the region that objects come from", "name another one");
        if same { vec![problem()] } else { Vec::new() }
    }
}

/// The stack.
///
/// # Errors
/// None.
pub fn program(stack: &mut Stack, config: &Config) -> Result<(), String> {
    let Replicated { name, from, to } = &config.bucket;
    let (here, there) = (stack.region(from), stack.region(to));
    // What holds data is protected: no plan deletes or replaces it.
    let bucket = |scope: &Scope| {
        let args = BucketArgs::new(format!("{name}-{}", scope.region())).versioning(true);
        let bucket = Bucket::new_with(scope, "data", args, Options::new().protect());
        let policy = bucket.arn().map(|arn| PolicyDocument::new(tls_only(&arn)));
        BucketPolicy::new(scope, "data", BucketPolicyArgs::new(bucket.bucket(), policy));
        bucket
    };
    let (source, copy) = (bucket(&here), bucket(&there));

    let account = CallerIdentity::get(&here, "account").account_id();
    let trust = account.map(|account| PolicyDocument::new(trust(&account)));
    let role = Role::new(&here, "replication", RoleArgs::new(format!("{name}-replication"), trust));
    let allowed = output_format!(
        r#"{{"Version":"2012-10-17","Statement":[
          {{"Effect":"Allow","Action":["s3:GetReplicationConfiguration","s3:ListBucket"],"Resource":"{source}"}},
          {{"Effect":"Allow","Action":["s3:GetObjectVersionForReplication","s3:GetObjectVersionAcl","s3:GetObjectVersionTagging"],"Resource":"{source}/*"}},
          {{"Effect":"Allow","Action":["s3:ReplicateObject","s3:ReplicateDelete","s3:ReplicateTags"],"Resource":"{copy}/*"}}
        ]}}"#,
        source = source.arn(),
        copy = copy.arn(),
    );
    let policy = RolePolicy::new(
        &here,
        "replication",
        RolePolicyArgs::new(role.name(), "replication", PolicyDocument::of(&allowed)),
    );
    let rules = [ReplicationRule::new("all", copy.arn()).delete_marker_replication(true)];
    // S3 tries the role when the replication is made: what it is allowed must be there by then.
    BucketReplication::new_with(
        &here,
        "data",
        BucketReplicationArgs::new(source.bucket(), role.arn(), rules),
        Options::new().depends_on(&policy),
    );
    stack.output("bucket", source.bucket());
    stack.output("copy", copy.bucket());
    Ok(())
}

/// S3 assumes the role for this account's buckets only. AWS does not document that S3 says for which account it replicates:
/// `IfExists` holds as soon as it does.
fn trust(account: &AccountId) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEqualsIfExists": {"aws:SourceAccount": account.as_str()}},
        }],
    })
}

/// Requests without TLS are refused.
fn tls_only(bucket: &Arn) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [bucket.as_str(), format!("{bucket}/*")],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }],
    })
}
