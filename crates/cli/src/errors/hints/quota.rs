//! Quotas: their names, their codes, and how to raise them.

use archipel_engine::resource::{ErrorKind, ProviderError};

use super::table::fits;

/// A quota that an error can refer to.
struct Quota {
    /// The service and the code of the error, as in the table of hints.
    of: (&'static str, &'static str),
    /// Text in the message that identifies the quota if the code is ambiguous.
    says: &'static str,
    /// Its name in Service Quotas.
    name: &'static str,
    /// The codes of the service and of the quota in Service Quotas.
    codes: (&'static str, &'static str),
    /// The default value.
    default: u32,
    /// An alternative to a higher quota.
    instead: &'static str,
    /// The region of the quota, if it is not the region of the error.
    region: Option<&'static str>,
}

const fn quota(
    of: (&'static str, &'static str),
    name: &'static str,
    codes: (&'static str, &'static str),
    default: u32,
    instead: &'static str,
) -> Quota {
    Quota { of, says: "", name, codes, default, instead, region: None }
}

/// A quota of a service with one region for all quotas.
const fn global(
    of: (&'static str, &'static str),
    says: &'static str,
    name: &'static str,
    codes: (&'static str, &'static str),
    default: u32,
    instead: &'static str,
) -> Quota {
    Quota { of, says, name, codes, default, instead, region: Some("us-east-1") }
}

/// The first matching line applies.
const QUOTAS: &[Quota] = &[
    quota(("ec2", "VpcLimitExceeded"), "VPCs per Region", ("vpc", "L-F678F1CE"), 5, "delete a VPC"),
    quota(
        ("ec2", "AddressLimitExceeded"),
        "EC2-VPC Elastic IPs",
        ("ec2", "L-0263D0A3"),
        5,
        "release addresses, use one NAT gateway instead of one per zone",
    ),
    quota(
        ("ec2", "NatGatewayLimitExceeded"),
        "NAT gateways per Availability Zone",
        ("vpc", "L-FE5A380F"),
        5,
        "delete some",
    ),
    quota(
        ("ec2", "InternetGatewayLimitExceeded"),
        "Internet gateways per Region",
        ("vpc", "L-A4707A72"),
        5,
        "delete some",
    ),
    quota(("ec2", "SubnetLimitExceeded"), "Subnets per VPC", ("vpc", "L-407747CB"), 200, "delete some"),
    quota(
        ("ec2", "SecurityGroupLimitExceeded"),
        "VPC security groups per Region",
        ("vpc", "L-E79EC296"),
        2500,
        "delete unused ones",
    ),
    quota(
        ("ec2", "RulesPerSecurityGroupLimitExceeded"),
        "Inbound or outbound rules per security group",
        ("vpc", "L-0EA8095F"),
        60,
        "merge rules, use a prefix list",
    ),
    quota(("ec2", "RouteTableLimitExceeded"), "Route tables per VPC", ("vpc", "L-589F43AA"), 200, "delete some"),
    quota(("ec2", "RouteLimitExceeded"), "Routes per route table", ("vpc", "L-93826ACB"), 50, "summarise routes"),
    quota(
        ("ec2", "VpcEndpointLimitExceeded"),
        "Gateway VPC endpoints per Region",
        ("vpc", "L-1B52E74A"),
        20,
        "delete some",
    ),
    quota(
        ("ec2", "TransitGatewayLimitExceeded"),
        "Transit gateways per account",
        ("ec2", "L-A2478D36"),
        5,
        "share one between stacks",
    ),
    quota(
        ("ec2", "VpcPeeringConnectionLimitExceeded"),
        "Active VPC peering connections per VPC",
        ("vpc", "L-7E9ECCDB"),
        50,
        "use a transit gateway",
    ),
    quota(
        ("ec2", "VcpuLimitExceeded"),
        "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
        ("ec2", "L-1216C47A"),
        5,
        "use smaller instances",
    ),
    global(
        ("iam", "LimitExceeded*"),
        "RolesPerAccount",
        "Roles per account",
        ("iam", "L-FE177D64"),
        1000,
        "delete unused ones",
    ),
    global(
        ("iam", "LimitExceeded*"),
        "PoliciesPerRole",
        "Managed policies per role",
        ("iam", "L-0DA4ABF3"),
        10,
        "merge policies",
    ),
    global(
        ("iam", "LimitExceeded*"),
        "PoliciesPerAccount",
        "Customer managed policies in an account",
        ("iam", "L-E95E4862"),
        1500,
        "delete unused ones",
    ),
    global(("s3", "TooManyBuckets"), "", "General purpose buckets", ("s3", "L-DC2B2D3D"), 10_000, "delete some"),
    global(("route53", "TooManyHostedZones"), "", "Hosted zones", ("route53", "L-4EA4796A"), 500, "delete some"),
    quota(("*", "InstanceQuotaExceeded*"), "DB instances", ("rds", "L-7B6409FD"), 40, "delete some"),
    quota(("eks", "ResourceLimitExceeded*"), "Clusters", ("eks", "L-1194D53C"), 100, "delete some"),
    quota(
        ("*", "TooManyLoadBalancers*"),
        "Application Load Balancers per Region",
        ("elasticloadbalancing", "L-53DA6B97"),
        50,
        "share one between services",
    ),
];

/// The hint, if the error is about a quota.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let service = error.service.as_deref().unwrap_or_default();
    let code = error.code.as_deref().unwrap_or_default();
    let here = error.region.as_deref().filter(|region| *region != archipel_engine::urn::GLOBAL).unwrap_or("REGION");
    let found = QUOTAS
        .iter()
        .find(|quota| fits(quota.of.0, service) && fits(quota.of.1, code) && error.message.contains(quota.says));
    let is_quota = error.kind == ErrorKind::Quota || code.contains("LimitExceeded") || code.contains("QuotaExceeded");
    match found {
        Some(Quota { name, codes: (of, quota), default, instead, region, .. }) => {
            let region = region.unwrap_or(here);
            let value = value(&error.message)
                .map_or_else(|| format!("{default} by default"), |value| format!("{value} in this account"));
            Some(format!(
                "{instead}, or raise the quota `{name}` ({quota}, {value}) with `aws service-quotas request-service-quota-increase --service-code {of} --quota-code {quota} --desired-value N --region {region}`; `aws service-quotas get-service-quota --service-code {of} --quota-code {quota} --region {region}` shows its current value"
            ))
        }
        None if is_quota => {
            let service = if service.is_empty() { "SERVICE" } else { service };
            Some(format!(
                "delete unused resources, or request a higher quota: `aws service-quotas list-service-quotas --service-code {service} --region {here}` lists the quotas"
            ))
        }
        None => None,
    }
}

/// The value in the message: "would exceed the limit of 5 NAT gateways", "Cannot exceed quota for RolesPerAccount:
/// 1000".
fn value(message: &str) -> Option<u64> {
    let number = |rest: &str| {
        let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let after = |mark: &str| message.split_once(mark).and_then(|(_, rest)| number(rest));
    let of_iam = || message.split_once("exceed quota for ").and_then(|(_, rest)| number(rest.split_once(':')?.1));
    after("limit of ").or_else(of_iam)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(service: &str, code: &str, message: &str) -> ProviderError {
        ProviderError {
            code: Some(code.to_owned()),
            service: Some(service.to_owned()),
            region: Some("eu-west-1".to_owned()),
            ..ProviderError::new(ErrorKind::Quota, message)
        }
    }

    #[test]
    fn the_hint_has_the_name_and_value_of_a_quota_and_the_command_that_raises_it() {
        let said = hint(&error("ec2", "VpcLimitExceeded", "The maximum number of VPCs has been reached.")).unwrap();
        assert_eq!(
            said,
            "delete a VPC, or raise the quota `VPCs per Region` (L-F678F1CE, 5 by default) with `aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value N --region eu-west-1`; `aws service-quotas get-service-quota --service-code vpc --quota-code L-F678F1CE --region eu-west-1` shows its current value"
        );
        let message = "Performing this operation would exceed the limit of 12 NAT gateways";
        let said = hint(&error("ec2", "NatGatewayLimitExceeded", message)).unwrap();
        assert!(said.contains("(L-FE5A380F, 12 in this account)"), "{said}");
        let message = "You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to.";
        assert!(hint(&error("ec2", "VcpuLimitExceeded", message)).unwrap().contains("32 in this account"));
    }

    #[test]
    fn the_message_distinguishes_quotas_with_the_same_code() {
        let said = hint(&error("iam", "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10")).unwrap();
        assert!(said.contains("`Managed policies per role` (L-0DA4ABF3, 10 in this account)"), "{said}");
        assert!(said.contains("--region us-east-1"), "quotas of IAM are in one region: {said}");
        let unknown = hint(&error("iam", "LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10")).unwrap();
        assert!(unknown.contains("list-service-quotas --service-code iam"), "{unknown}");
    }

    #[test]
    fn an_unknown_quota_has_a_hint_with_the_command_that_lists_quotas() {
        let said = hint(&error("rds", "DBInstanceLimitExceededFault", "no")).unwrap();
        assert!(said.contains("list-service-quotas --service-code rds --region eu-west-1"), "{said}");
        assert_eq!(hint(&ProviderError { kind: ErrorKind::Invalid, ..error("rds", "Odd", "no") }), None);
    }

    #[test]
    fn every_quota_can_be_reached() {
        for (index, quota) in QUOTAS.iter().enumerate() {
            let (service, code) = (quota.of.0.replace('*', "any"), quota.of.1.replace('*', ""));
            let first = QUOTAS
                .iter()
                .position(|of| fits(of.of.0, &service) && fits(of.of.1, &code) && quota.says.contains(of.says));
            assert_eq!(first, Some(index), "{} is hidden by a line before it", quota.name);
        }
    }
}
