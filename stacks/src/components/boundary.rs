//! Permissions boundaries: the maximum permissions of the role of a pod, whatever policies are attached to it later.
//!
//! They list the allowed actions. Everything else is denied: no role can be assumed, no key policy changed, no grant
//! created except for AWS's own services, and no data of another stack or account read.

use archipel::prelude::*;

use super::cluster::controller_actions;
use super::statements::{allow_via, on_some};
use super::{Artifacts, Domain, Keys, RegionContext};

/// The actions of the VPC CNI: `AmazonEKS_CNI_Policy`.
const NETWORK_INTERFACES: [&str; 11] = [
    "ec2:AssignIpv6Addresses",
    "ec2:AssignPrivateIpAddresses",
    "ec2:AttachNetworkInterface",
    "ec2:CreateNetworkInterface",
    "ec2:CreateTags",
    "ec2:DeleteNetworkInterface",
    "ec2:Describe*",
    "ec2:DetachNetworkInterface",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:UnassignIpv6Addresses",
    "ec2:UnassignPrivateIpAddresses",
];

/// The actions of the EBS CSI driver: `AmazonEBSCSIDriverPolicy`, without `ModifySnapshotAttribute`, which shares a
/// snapshot with other accounts.
const VOLUMES: [&str; 10] = [
    "ec2:AttachVolume",
    "ec2:CopyVolumes",
    "ec2:CreateSnapshot",
    "ec2:CreateVolume",
    "ec2:DeleteSnapshot",
    "ec2:DeleteTags",
    "ec2:DeleteVolume",
    "ec2:DetachVolume",
    "ec2:EnableFastSnapshotRestores",
    "ec2:ModifyVolume",
];

const BUCKETS: [&str; 3] = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];

const OBJECTS: [&str; 7] = [
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
    "s3:PutObjectTagging",
];

/// The maximum permissions of a workload: the stack's secrets, the objects of its buckets, and its key when Secrets
/// Manager or S3 use it for the workload.
pub(super) fn of_workloads(contexts: PerRegion<&RegionContext>, keys: &Keys, artifacts: &Artifacts) -> Policy {
    let stack = contexts.primary.scope.stack();
    let secrets = contexts.map(|context| {
        let region = context.scope.region();
        output_format!(
            "arn:aws:secretsmanager:{region}:{}:secret:{}/{}/*",
            context.account,
            stack.project(),
            stack.name(),
        )
    });
    let secrets: Vec<_> = secrets.into_iter().collect();
    let buckets: Vec<Output<Arn>> =
        artifacts.buckets.iter().flat_map(|bucket| [bucket.primary.arn(), bucket.secondary.arn()]).collect();
    let objects: Vec<_> = buckets.iter().map(|bucket| output_format!("{}/*", bucket)).collect();
    let services: Vec<String> =
        contexts.iter().flat_map(|context| ["secretsmanager", "s3"].map(|service| context.service(service))).collect();
    let keys = [keys.primary.arn(), keys.secondary.arn()];
    let statements = [
        Some(Statement::allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]).on(secrets)),
        on_some(Statement::allow(BUCKETS), buckets),
        on_some(Statement::allow(OBJECTS), objects),
        Some(allow_via(services, ["kms:Decrypt", "kms:GenerateDataKey"], keys)),
    ];
    Policy::new(statements.into_iter().flatten())
}

/// The maximum permissions of a cluster add-on or controller: network interfaces, volumes, metrics, logs, traces and
/// descriptions of load balancers of the two regions, and records of the stack's zone. EC2 encrypts volumes with a key of the account on behalf of the add-on, by a grant of its own.
pub(super) fn of_addons(contexts: PerRegion<&RegionContext>, domain: &Domain) -> Policy {
    let regions: Vec<&str> = contexts.into_iter().map(|context| context.scope.region()).collect();
    let ec2: Vec<String> = contexts.into_iter().map(|context| context.service("ec2")).collect();
    let account_keys = output_format!("arn:aws:kms:*:{}:key/*", contexts.primary.account);
    let uses = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"];
    let records = ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"];
    let [metrics, logs, others] = controller_actions();
    let pods: Vec<_> = contexts
        .iter()
        .map(|context| {
            let (region, account) = (context.scope.region(), &context.account);
            output_format!("arn:aws:logs:{region}:{account}:log-group:/{}/pods:*", context.prefix())
        })
        .collect();
    let workspaces: Vec<_> = contexts
        .iter()
        .map(|context| output_format!("arn:aws:aps:{}:{}:workspace/*", context.scope.region(), context.account))
        .collect();
    let zones = ["route53:GetChange", "route53:ListHostedZones", "route53:ListHostedZonesByName"];
    Policy::new([
        Statement::allow(NETWORK_INTERFACES).on("*").when("StringEquals", "aws:RequestedRegion", &regions),
        Statement::allow(VOLUMES).on("*").when("StringEquals", "aws:RequestedRegion", &regions),
        allow_via(&ec2, uses, &account_keys),
        allow_via(&ec2, "kms:CreateGrant", account_keys).when("Bool", "kms:GrantIsForAWSResource", "true"),
        Statement::allow(records).on(domain.zone_arn()),
        Statement::allow(zones).on("*"),
        Statement::allow(metrics).on(workspaces),
        Statement::allow(logs).on(pods),
        Statement::allow(others).on("*").when("StringEquals", "aws:RequestedRegion", &regions),
    ])
}
