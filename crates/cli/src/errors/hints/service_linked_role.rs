//! Hints for service-linked roles, which a new account does not have.

use archipel_engine::resource::{ErrorKind, ProviderError};

/// The services whose errors do not name their role: the service of the call, words of the message, the role, its service.
const ROLES: &[(&str, &str, &str, &str)] = &[
    ("elasticache", "", "AWSServiceRoleForElastiCache", "elasticache.amazonaws.com"),
    ("rds", "", "AWSServiceRoleForRDS", "rds.amazonaws.com"),
    ("eks", "nodegroup", "AWSServiceRoleForAmazonEKSNodegroup", "eks-nodegroup.amazonaws.com"),
    ("eks", "", "AWSServiceRoleForAmazonEKS", "eks.amazonaws.com"),
    ("", "opensearch", "AWSServiceRoleForAmazonOpenSearchService", "opensearchservice.amazonaws.com"),
    ("", "amazon es ", "AWSServiceRoleForAmazonOpenSearchService", "opensearchservice.amazonaws.com"),
];

/// The hint for a service that does not find its role.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let message = error.message.to_ascii_lowercase();
    let names =
        ["service linked role", "service-linked role", "servicelinkedrole"].iter().any(|name| message.contains(name));
    // A missing permission is named by its own hint.
    if !names || error.kind == ErrorKind::Denied {
        return None;
    }
    let service = error.service.as_deref().unwrap_or_default();
    let known =
        |(of, words, ..): &&(&str, &str, &str, &str)| (of.is_empty() || *of == service) && message.contains(words);
    let (.., role, principal) = ROLES.iter().find(known)?;
    Some(format!(
        "create the role `{role}` once with `aws iam create-service-linked-role --aws-service-name {principal}`, or allow \
         `iam:CreateServiceLinkedRole`, with which the service creates it, then run the command again in a few minutes: a new \
         account does not have it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(service: &str, message: &str) -> Option<String> {
        let error = ProviderError::new(ErrorKind::NotYet, message);
        hint(&ProviderError { service: Some(service.to_owned()), ..error })
    }

    #[test]
    fn the_role_that_a_service_does_not_find_is_named_with_the_call_that_creates_it() {
        for (service, message, role, principal) in [
            (
                "rds",
                "Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait \
                 and try again later",
                "`AWSServiceRoleForRDS`",
                "--aws-service-name rds.amazonaws.com`",
            ),
            (
                "elasticache",
                "This action cannot be completed due to insufficient permissions. (Recommended action) Please create new role \
                 using IAM API CreateServiceLinkedRole.",
                "`AWSServiceRoleForElastiCache`",
                "--aws-service-name elasticache.amazonaws.com`",
            ),
            (
                "eks",
                "Failed to create service linked role: AWSServiceRoleForAmazonEKSNodegroup due to missing permissions for \
                 'iam:CreateServiceLinkedRole'",
                "`AWSServiceRoleForAmazonEKSNodegroup`",
                "--aws-service-name eks-nodegroup.amazonaws.com`",
            ),
            (
                "cloudcontrol",
                "Invalid request provided: Before you can proceed, you must enable a service-linked role to give Amazon \
                 OpenSearch Service permissions to access your VPC.",
                "`AWSServiceRoleForAmazonOpenSearchService`",
                "--aws-service-name opensearchservice.amazonaws.com`",
            ),
        ] {
            let said = of(service, message).unwrap();
            assert!(said.contains(role) && said.contains(principal), "{service}: {said}");
        }
        assert_eq!(of("rds", "DB subnet group doesn't meet availability zone coverage requirement"), None);
        assert_eq!(of("ecs", "Unable to assume the service linked role."), None, "an unknown role is not guessed");
    }
}
