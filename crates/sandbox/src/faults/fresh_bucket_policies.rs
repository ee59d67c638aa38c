//! New policies of buckets, by which services that write to a bucket are not allowed to yet.
//!
//! "Bucket configurations have an eventual consistency model" (S3 user guide, "Amazon S3 data consistency model"). The errors are
//! those of a missing policy: load balancers, in kubernetes-sigs/aws-load-balancer-controller, issue 1956; flow logs, in the VPC
//! user guide, "Troubleshoot VPC Flow Logs".

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::calls::Key;
use crate::protocol::{ErrorReply, Form};

/// Whether a call sets the policy of a bucket.
pub(crate) fn sets(call: &Key) -> bool {
    call.service == "s3" && call.operation == "PutBucketPolicy"
}

struct Policy {
    account: String,
    bucket: String,
    known_from: Instant,
}

/// The new policies of all accounts.
#[derive(Default)]
pub(crate) struct FreshBucketPolicies(Mutex<Vec<Policy>>);

impl FreshBucketPolicies {
    /// Remembers the policy that a request to this path sets.
    pub(crate) fn set(&self, call: &Key, path: &str, unknown: Duration) {
        let bucket = path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
        let now = Instant::now();
        let mut policies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        policies.retain(|known| known.known_from > now && known.bucket != bucket);
        policies.push(Policy { account: call.account.clone(), bucket, known_from: now + unknown });
    }

    /// The error for a call that makes a service write to a bucket whose policy it does not know yet.
    pub(crate) fn refuse(&self, call: &Key, form: &Form) -> Option<ErrorReply> {
        let logs = match (call.service.as_str(), call.operation.as_str()) {
            ("elasticloadbalancing", "ModifyLoadBalancerAttributes") => false,
            ("ec2", "CreateFlowLogs") => true,
            _ => return None,
        };
        let (now, policies) = (Instant::now(), self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let names = |policy: &&Policy| {
            let is_bucket = |value: &str| value == policy.bucket || value.ends_with(&format!(":::{}", policy.bucket));
            policy.known_from > now
                && policy.account == call.account
                && form.iter().any(|(_, value)| is_bucket(value) || value.contains(&format!(":::{}/", policy.bucket)))
        };
        let bucket = &policies.iter().find(names)?.bucket;
        Some(if logs {
            let message = format!("Access Denied for LogDestination: {bucket}. Please check LogDestination permission");
            ErrorReply::new(400, "InvalidParameter", message)
        } else {
            let message = format!("Access Denied for bucket: {bucket}. Please check S3bucket permission");
            ErrorReply::new(400, "InvalidConfigurationRequest", message)
        })
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut policies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        policies.retain(|known| account.is_some_and(|account| account != known.account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(service: &str, operation: &str) -> Key {
        let (account, region) = ("1".to_owned(), "eu-west-1".to_owned());
        Key { account, region, service: service.to_owned(), operation: operation.to_owned() }
    }

    #[test]
    fn services_do_not_know_a_new_policy_for_a_while() {
        let policies = FreshBucketPolicies::default();
        let put = call("s3", "PutBucketPolicy");
        assert!(sets(&put));
        policies.set(&put, "/logs", Duration::from_secs(60));
        let form = |value: &str| vec![("V".to_owned(), value.to_owned())];
        let balancer = call("elasticloadbalancing", "ModifyLoadBalancerAttributes");
        assert_eq!(policies.refuse(&balancer, &form("logs")).unwrap().code, "InvalidConfigurationRequest");
        assert!(policies.refuse(&balancer, &form("logs-2")).is_none(), "another bucket");
        let flow_log = call("ec2", "CreateFlowLogs");
        assert!(policies.refuse(&flow_log, &form("arn:aws:s3:::logs/network/")).is_some());
        assert!(policies.refuse(&call("ec2", "CreateVpc"), &form("logs")).is_none(), "another call");
        policies.set(&put, "/logs", Duration::ZERO);
        assert!(policies.refuse(&balancer, &form("logs")).is_none());
    }
}
