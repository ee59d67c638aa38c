//! Trust policies: the AWS services that may assume a role, and for which resources.
//!
//! A service assumes a role for any customer who requests it. Without a condition, another account that makes a
//! service use the ARN of a role here gets its permissions (the confused deputy problem). Every trust policy
//! therefore names the account with `aws:SourceAccount`, and clusters with `aws:SourceArn` where they are known.
//!
//! AWS publishes no list of the services that send these keys when they assume a role. A condition on a key that a
//! service does not send locks the service out, so the condition is strict only where AWS documents the key.
//! Elsewhere it is `StringEqualsIfExists`, which applies only if the service sends the key. The remaining protection
//! there is `iam:PassRole`, which cannot be used across accounts.
//!
//! | principal | condition | source |
//! | --- | --- | --- |
//! | `config.amazonaws.com` | account, strict | AWS Config developer guide, "Permissions for the IAM Role Assigned to AWS Config" |
//! | `eks.amazonaws.com` | account and cluster, strict | EKS user guide, "Cross-service confused deputy prevention in Amazon EKS" (August 2025) |
//! | `pods.eks.amazonaws.com` | account, cluster, namespace and service account, strict | EKS user guide, "Create IAM role with trust policy required by EKS Pod Identity", for the session tags; AWS's containers blog on EKS Pod Identity (November 2023) for account and cluster |
//! | `capabilities.eks.amazonaws.com` | account, if sent | EKS user guide, "Amazon EKS capability IAM role": names no condition; the role must be in the cluster's account |
//! | `ec2.amazonaws.com` | account, if sent | in use (terraform-aws-eks 21.20, `node_iam_role_source_account_condition`), but not in AWS's documentation |
//! | `chatbot.amazonaws.com` | account, if sent | administrator guide of Amazon Q Developer in chat applications, "IAM policies": names no condition |
//! | `backup.amazonaws.com` | account, if sent | AWS Backup developer guide, "IAM service roles": names no condition |
//! | `cloudtrail.amazonaws.com` | account, if sent | CloudTrail user guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring": names no condition |
//! | `export.rds.amazonaws.com` | account, if sent | Aurora user guide, "Setting up access to an Amazon S3 bucket": names no condition |
//! | `fis.amazonaws.com` | account, strict | FIS user guide, "IAM roles for AWS FIS experiments": recommends it against the confused deputy problem |
//! | `scheduler.amazonaws.com` | account, strict | EventBridge Scheduler user guide, "Confused deputy prevention" |
//! | `firehose.amazonaws.com` | account, if sent | Data Firehose developer guide, "Grant Firehose access to an Amazon S3 destination": names `sts:ExternalId`, for streams that another account creates |
//! | `streams.metrics.cloudwatch.amazonaws.com` | account, if sent | CloudWatch user guide, "Trust between CloudWatch and Firehose": names no condition |
//! | `logs.amazonaws.com` | account, strict | CloudWatch Logs user guide, "Confused deputy prevention" |
//! | `lambda.amazonaws.com` | account, if sent | Lambda developer guide, "Execution role": names no condition |
//! | `s3.amazonaws.com` (replication) | account, if sent | S3 user guide, "Setting up permissions for live replication": names no condition |

use archipel::prelude::*;

use super::RegionContext;

/// EKS Pod Identity, which assumes roles for pods.
const PODS: &str = "pods.eks.amazonaws.com";
/// EKS, which assumes the role of a cluster.
const CLUSTERS: &str = "eks.amazonaws.com";
/// The services that send session tags with their request. EKS does it in Auto Mode: the policies of a cluster's role
/// compare the tag of its name with those of instances and target groups.
const TAGGED: [&str; 3] = [PODS, CLUSTERS, "capabilities.eks.amazonaws.com"];

const ACCOUNT: &str = "aws:SourceAccount";

/// The trust policy of a role that a service assumes for this account, if the service sends the account.
pub(super) fn trust(service: &str, context: &RegionContext) -> Policy {
    Policy::new([assumed_by(service).when("StringEqualsIfExists", ACCOUNT, &context.account)])
}

/// The trust policy of a role that a service assumes for this account. The service is documented to send the account.
pub(super) fn strict_trust(service: &str, context: &RegionContext) -> Policy {
    Policy::new([assumed_by(service).when("StringEquals", ACCOUNT, &context.account)])
}

/// The trust policy of a role that EKS assumes for the region's cluster.
pub(super) fn trust_of_cluster(context: &RegionContext) -> Policy {
    Policy::new([for_clusters(CLUSTERS, &[context])])
}

/// The trust policy of a role that only this service account of these regions' clusters can assume.
pub(super) fn trust_of_pods(contexts: &[&RegionContext], namespace: &str, service_account: &str) -> Policy {
    Policy::new([for_clusters(PODS, contexts)
        .when("StringEquals", "aws:RequestTag/kubernetes-namespace", namespace)
        .when("StringEquals", "aws:RequestTag/kubernetes-service-account", service_account)])
}

/// Allows a service to assume the role for the clusters of these regions. They need not exist yet: a cluster requires
/// its role.
fn for_clusters(service: &str, contexts: &[&RegionContext]) -> Statement {
    let clusters = contexts.iter().map(|context| {
        output_format!("arn:aws:eks:{}:{}:cluster/{}", context.scope.region(), context.account, context.prefix())
    });
    let clusters: Vec<_> = clusters.collect();
    let statement = assumed_by(service).when("ArnEquals", "aws:SourceArn", clusters);
    statement.when("StringEquals", ACCOUNT, &contexts[0].account)
}

fn assumed_by(service: &str) -> Statement {
    let tagged = TAGGED.contains(&service).then_some("sts:TagSession");
    Statement::allow(list!["sts:AssumeRole", tagged]).principal(Principal::Service, service)
}
