//! The rate limits of AWS, by service and action class.
//!
//! Published figures of AWS where they exist, otherwise cautious estimates; the buckets adapt when a service throttles.

use archipel_engine::limiter::{BucketKey, Rate};

/// The class of an operation: operations of one class share a bucket.
pub(crate) fn class(service: &str, operation: &str) -> &'static str {
    match (service, operation) {
        ("ec2", "CreateVpcEndpoint" | "DeleteVpcEndpoints" | "DescribeVpcEndpoints" | "ModifyVpcEndpoint") => {
            "vpc-endpoint"
        }
        ("ec2", "CreateNatGateway" | "DeleteNatGateway") => "nat",
        // One budget for all their calls.
        ("rds" | "route 53", _) => "all",
        ("kms", "CreateKey" | "CreateAlias" | "ReplicateKey" | "DeleteAlias" | "UpdateAlias") => "create",
        _ if reads(operation) => "read",
        _ => "write",
    }
}

fn reads(operation: &str) -> bool {
    ["Describe", "Get", "List", "Head", "Search"].iter().any(|verb| operation.starts_with(verb))
}

/// The rate of a bucket.
///
/// EC2: 100 burst and 20/s for reads with filters, 50 and 5/s for writes, 10 and 1/s for NAT gateways, 4 and 0.3/s for
/// VPC endpoints. KMS: 5/s for creates of keys and aliases. Route 53: 5/s for the whole account. RDS: 300 and 12/s for
/// the account and region. Alarms and parameters: 3/s for writes. Lambda: 15/s for writes. IAM, EKS and Cloud Control
/// publish none: estimates. For Cloud Control 5/s is what go-to-k/cdkd assumes for each of create, update and delete, and
/// aws-nuke (issue 510) saw lists throttled at 25/s; the types share one bucket, as far as anybody knows.
pub(crate) fn rate(key: &BucketKey) -> Rate {
    let (burst, per_second) = match (key.service.as_str(), key.class.as_str()) {
        ("ec2", "read") => (100.0, 20.0),
        ("ec2", "write") => (50.0, 5.0),
        ("ec2", "nat") => (10.0, 1.0),
        ("ec2", "vpc-endpoint") => (4.0, 0.3),
        ("kms", "create") => (5.0, 5.0),
        ("iam", _) => (30.0, 15.0),
        ("route 53", _) => (5.0, 5.0),
        ("rds", _) => (300.0, 12.0),
        ("s3" | "s3 control", _) => (200.0, 100.0),
        ("cloudwatch", "write") | ("ssm", "write") => (3.0, 3.0),
        ("lambda", "write") => (15.0, 15.0),
        ("acm", "write") => (5.0, 5.0),
        ("cloudcontrol", "read") => (25.0, 20.0),
        ("cloudcontrol", "write") => (5.0, 5.0),
        ("eks", "read") => (10.0, 5.0),
        ("eks", "write") => (4.0, 1.5),
        _ => (40.0, 10.0),
    };
    Rate { burst, per_second }
}

/// The rate of a bucket of a service whose time passes this many times as fast.
pub(crate) fn scaled(factor: f64) -> impl Fn(&BucketKey) -> Rate {
    move |key| {
        let Rate { burst, per_second } = rate(key);
        Rate { burst, per_second: per_second * factor }
    }
}

/// Whether an error's code or body means throttling.
pub(crate) fn says_throttled(text: &str) -> bool {
    ["Throttl", "RequestLimitExceeded", "TooManyRequests", "SlowDown", "PriorRequestNotComplete"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vpc_endpoint_calls_share_one_slow_bucket() {
        for operation in ["CreateVpcEndpoint", "DescribeVpcEndpoints", "DeleteVpcEndpoints"] {
            assert_eq!(class("ec2", operation), "vpc-endpoint");
        }
        assert_eq!(class("ec2", "DescribeVpcs"), "read");
        assert_eq!(class("ec2", "CreateVpc"), "write");
    }

    #[test]
    fn services_with_one_budget_have_one_bucket() {
        for service in ["route 53", "rds"] {
            assert_eq!(class(service, "DescribeThings"), class(service, "CreateThing"), "{service}");
        }
    }
}
