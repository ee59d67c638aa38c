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
//! | `eks.amazonaws.com` | account and cluster, strict | EKS user guide, "Cross-service confused deputy prevention in Amazon EKS" (August 2025) |
//! | `pods.eks.amazonaws.com` | account, cluster, namespace and service account, strict | EKS user guide, "Create IAM role with trust policy required by EKS Pod Identity", for the session tags; AWS's containers blog on EKS Pod Identity (November 2023) for account and cluster |
//! | `capabilities.eks.amazonaws.com` | account, if sent | EKS user guide, "Amazon EKS capability IAM role": names no condition; the role must be in the cluster's account |
//! | `ec2.amazonaws.com` | account, if sent | in use (terraform-aws-eks 21.20, `node_iam_role_source_account_condition`), but not in AWS's documentation |
//! | `lambda.amazonaws.com` | account, if sent | Lambda developer guide, "Execution role": names no condition |
//! | `s3.amazonaws.com` (replication) | account, if sent | S3 user guide, "Setting up permissions for live replication": names no condition |

use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;
use serde_json::{Value, json};

use super::RegionContext;
use super::policy_builder::policy;

/// EKS Pod Identity, which assumes roles for pods.
const PODS: &str = "pods.eks.amazonaws.com";
/// The services that send session tags with their request.
const TAGGED: [&str; 2] = [PODS, "capabilities.eks.amazonaws.com"];

/// The trust policy of a role that a service assumes for this account, if the service sends the account.
pub(super) fn trust(service: &'static str, context: &RegionContext) -> Output<PolicyDocument> {
    context.account.map(move |account| {
        document(service, &json!({"StringEqualsIfExists": {"aws:SourceAccount": account.as_str()}}))
    })
}

/// The trust policy of a role that EKS assumes for the region's cluster.
pub(super) fn trust_of_cluster(context: &RegionContext) -> Output<PolicyDocument> {
    let clusters = clusters(&[context]);
    context.account.zip(&clusters, |account, clusters| {
        document(
            "eks.amazonaws.com",
            &json!({
                "StringEquals": {"aws:SourceAccount": account.as_str()},
                "ArnEquals": {"aws:SourceArn": clusters},
            }),
        )
    })
}

/// The trust policy of a role that only this service account of these regions' clusters can assume.
pub(super) fn trust_of_pods(
    contexts: &[&RegionContext],
    namespace: &str,
    service_account: &str,
) -> Output<PolicyDocument> {
    let (namespace, service_account) = (namespace.to_owned(), service_account.to_owned());
    contexts[0].account.zip(&clusters(contexts), move |account, clusters| {
        document(
            PODS,
            &json!({
                "StringEquals": {
                    "aws:SourceAccount": account.as_str(),
                    "aws:RequestTag/kubernetes-namespace": namespace,
                    "aws:RequestTag/kubernetes-service-account": service_account,
                },
                "ArnEquals": {"aws:SourceArn": clusters},
            }),
        )
    })
}

/// The ARNs of these regions' clusters, which need not exist yet: a cluster requires its role.
fn clusters(contexts: &[&RegionContext]) -> Output<Vec<String>> {
    Output::all(contexts.iter().map(|context| {
        output_format!("arn:aws:eks:{}:{}:cluster/{}", context.scope.region(), context.account, context.prefix())
    }))
}

fn document(service: &str, condition: &Value) -> PolicyDocument {
    let tagged: &[&str] = if TAGGED.contains(&service) { &["sts:TagSession"] } else { &[] };
    let actions = [&["sts:AssumeRole"], tagged].concat();
    policy(&json!([{
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": actions,
        "Condition": condition,
    }]))
}
