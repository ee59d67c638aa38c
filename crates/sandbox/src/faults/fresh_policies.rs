//! New policies of roles, whose permissions the services that assume the roles do not have for a while.
//!
//! Lambda calls EC2 with the role of a function in a VPC: aws/aws-cdk, issue 7998; terraform-aws-modules/terraform-aws-lambda, issue
//! 326. EKS checks the policies of a cluster's role: Terraform provider, `internal/service/eks/cluster.go`, which retries it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::calls::Key;
use crate::protocol::{ErrorReply, Form, form_value};

/// Whether a call gives a role permissions.
pub(crate) fn grants(call: &Key) -> bool {
    call.service == "iam" && ["PutRolePolicy", "AttachRolePolicy"].contains(&call.operation.as_str())
}

struct Grant {
    account: String,
    role: String,
    known_from: Instant,
}

/// The new policies of all accounts.
#[derive(Default)]
pub(crate) struct FreshPolicies(Mutex<Vec<Grant>>);

impl FreshPolicies {
    /// Remembers the role that a request gives permissions.
    pub(crate) fn granted(&self, call: &Key, form: &Form, unknown: Duration) {
        let Some(role) = form_value(form, "RoleName") else { return };
        let now = Instant::now();
        let mut grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants.retain(|known| known.known_from > now);
        grants.push(Grant { account: call.account.clone(), role: role.to_owned(), known_from: now + unknown });
    }

    /// The error for a call whose service uses a permission that the role does not have yet.
    pub(crate) fn refuse<T: AsRef<str>>(&self, call: &Key, body: impl FnOnce() -> T) -> Option<ErrorReply> {
        let of_cluster = match (call.service.as_str(), call.operation.as_str()) {
            ("eks", "POST /clusters") => true,
            ("lambda", "POST /2015-03-31/functions" | "PUT /2015-03-31/functions/{}/configuration") => false,
            _ => return None,
        };
        let grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if grants.is_empty() {
            return None;
        }
        let request: Value = serde_json::from_str(body().as_ref()).ok()?;
        let arn = request[if of_cluster { "roleArn" } else { "Role" }].as_str()?;
        let is_in_network = request["VpcConfig"]["SubnetIds"].as_array().is_some_and(|subnets| !subnets.is_empty());
        let (now, role) = (Instant::now(), arn.rsplit('/').next()?);
        let is_new =
            grants.iter().any(|known| known.account == call.account && known.role == role && known.known_from > now);
        let (code, message) = match of_cluster {
            true => (
                "InvalidParameterException",
                "The provided role doesn't have the Amazon EKS Managed Policies associated with it. Please ensure the following \
                 policy is attached: arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
            ),
            false => (
                "InvalidParameterValueException",
                "The provided execution role does not have permissions to call CreateNetworkInterface on EC2",
            ),
        };
        (is_new && (of_cluster || is_in_network)).then(|| ErrorReply::new(400, code, message.to_owned()))
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut grants = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        grants.retain(|known| account.is_some_and(|account| account != known.account));
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
    fn a_service_does_not_have_a_new_permission_of_its_role_for_a_while() {
        let policies = FreshPolicies::default();
        let attach = call("iam", "AttachRolePolicy");
        assert!(grants(&attach) && !grants(&call("iam", "CreateRole")));
        let role = [("RoleName".to_owned(), "run".to_owned())];
        policies.granted(&attach, &role.to_vec(), Duration::from_secs(60));
        let function = call("lambda", "PUT /2015-03-31/functions/{}/configuration");
        let request = |role: &str, subnets: &str| {
            format!(r#"{{"Role": "arn:aws:iam::1:role/{role}", "VpcConfig": {{"SubnetIds": [{subnets}]}}}}"#)
        };
        let refused = policies.refuse(&function, || request("run", r#""subnet-1""#)).unwrap();
        assert!(refused.message.contains("CreateNetworkInterface"));
        assert!(policies.refuse(&function, || request("run", "")).is_none(), "outside of a VPC");
        assert!(policies.refuse(&function, || request("runner", r#""subnet-1""#)).is_none(), "another role");
        let cluster = call("eks", "POST /clusters");
        assert!(policies.refuse(&cluster, || r#"{"roleArn": "arn:aws:iam::1:role/run"}"#).is_some());
        assert!(policies.refuse(&call("eks", "POST /clusters/{}/addons"), || r#"{"roleArn": "run"}"#).is_none());
        policies.clear(Some("1"));
        assert!(policies.refuse(&cluster, || r#"{"roleArn": "arn:aws:iam::1:role/run"}"#).is_none());
    }
}
