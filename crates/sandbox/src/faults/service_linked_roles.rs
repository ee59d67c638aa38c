//! Service-linked roles of a new account, which a service creates at its first use, and does not find for a while.
//!
//! "Verify that you have permission to create service linked role. Otherwise wait and try again later" is what RDS answers then
//! (Aurora user guide, "Creating a DB cluster"). The first run of Terraform in a new account fails with these errors, and the
//! second one succeeds: crossplane-contrib/provider-aws, issue 479; aws-samples/eks-workshop-v2, issue 1609; cds-snc/terraform-modules,
//! pull request 88; aws-controllers-k8s/community, issue 367.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::calls::Key;
use crate::protocol::ErrorReply;

/// The calls that need the role of their service, and the error without it: service, operation, code, message.
const ERRORS: &[(&str, &[&str], &str, &str)] = &[
    (
        "elasticache",
        &["CreateCacheSubnetGroup", "CreateReplicationGroup"],
        "ServiceLinkedRoleNotFoundFault",
        "This action cannot be completed due to insufficient permissions. (Recommended action) Please create new role using \
         IAM API CreateServiceLinkedRole.",
    ),
    (
        "rds",
        &["CreateDBSubnetGroup"],
        "InvalidParameterValue",
        "Missing necessary credentials. Please check \
         http://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAM.ServiceLinkedRoles.html",
    ),
    (
        "rds",
        &["CreateDBCluster", "CreateDBInstance"],
        "InvalidParameterValue",
        "Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try \
         again later",
    ),
];

fn error_of(call: &Key) -> Option<(&'static str, &'static str)> {
    let needs = |(service, operations, ..): &&(&str, &[&str], &str, &str)| {
        *service == call.service && operations.contains(&call.operation.as_str())
    };
    ERRORS.iter().find(needs).map(|(.., code, message)| (*code, *message))
}

/// Whether a call needs the role of its service.
pub(crate) fn needs(call: &Key) -> bool {
    error_of(call).is_some()
}

/// When services find their roles, by account and service.
#[derive(Default)]
pub(crate) struct ServiceLinkedRoles(Mutex<HashMap<(String, String), Instant>>);

impl ServiceLinkedRoles {
    /// The error for a call whose service does not find its role yet. The first call of an account makes the service create it.
    pub(crate) fn refuse(&self, call: &Key, unknown: Duration) -> Option<ErrorReply> {
        let (code, message) = error_of(call)?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (call.account.clone(), call.service.clone());
        let found_from = *known.entry(key).or_insert_with(|| Instant::now() + unknown);
        (Instant::now() < found_from).then(|| ErrorReply::new(400, code, message.to_owned()))
    }

    pub(crate) fn clear(&self, account: Option<&str>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(of, _), _| account.is_some_and(|account| account != of));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(account: &str, operation: &str) -> Key {
        let (account, region) = (account.to_owned(), "eu-west-1".to_owned());
        Key { account, region, service: "rds".to_owned(), operation: operation.to_owned() }
    }

    #[test]
    fn the_first_call_of_an_account_makes_its_service_create_the_role() {
        let (roles, hour) = (ServiceLinkedRoles::default(), Duration::from_secs(3600));
        assert!(roles.refuse(&call("1", "CreateDBSubnetGroup"), hour).is_some());
        assert!(roles.refuse(&call("1", "CreateDBCluster"), Duration::ZERO).is_some(), "the role is being created");
        assert!(roles.refuse(&call("1", "DescribeDBClusters"), hour).is_none(), "a read needs no role");
        assert!(roles.refuse(&call("2", "CreateDBCluster"), Duration::ZERO).is_none(), "it is found at once");
        assert!(roles.refuse(&call("2", "CreateDBCluster"), hour).is_none(), "and created once");
        roles.clear(Some("1"));
        assert!(roles.refuse(&call("1", "CreateDBCluster"), Duration::ZERO).is_none());
    }
}
