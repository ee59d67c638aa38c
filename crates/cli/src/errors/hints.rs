//! What to do about an error of a service: a table from (service, code) to words.
//!
//! To add one, add a line to [`TABLE`]. The first line that fits counts; `*` fits every service, and a `*` at the end
//! of a code fits every ending. `{service}`, `{operation}`, `{region}` and `{code}` are filled in from the error.

use archipel_engine::resource::{ErrorKind, ProviderError};

type Line = (&'static str, &'static str, &'static str);

const TABLE: &[Line] = &[
    // Quotas.
    (
        "ec2",
        "VpcLimitExceeded",
        "the quota `VPCs per Region` (L-F678F1CE, 5 by default) is reached in {region}: delete a VPC, or ask for more with `aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value N --region {region}`",
    ),
    (
        "ec2",
        "AddressLimitExceeded",
        "the quota `EC2-VPC Elastic IPs` (L-0263D0A3, 5 by default) is reached in {region}: release addresses, use one NAT gateway in place of one a zone, or ask for more with `aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value N --region {region}`",
    ),
    (
        "ec2",
        "NatGatewayLimitExceeded",
        "the quota `NAT gateways per Availability Zone` (L-FE5A380F, 5 by default) is reached in {region}: delete some, or ask for more with `aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-FE5A380F --desired-value N --region {region}`",
    ),
    (
        "ec2",
        "InternetGatewayLimitExceeded",
        "the quota `Internet gateways per Region` (L-A4707A72) is reached in {region}; it grows with `VPCs per Region` (L-F678F1CE)",
    ),
    (
        "ec2",
        "SubnetLimitExceeded",
        "the quota `Subnets per VPC` (L-407747CB, 200 by default) is reached in {region}: ask for more with `aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-407747CB --desired-value N --region {region}`",
    ),
    (
        "ec2",
        "SecurityGroupLimitExceeded",
        "the quota `VPC security groups per Region` (L-E79EC296) is reached in {region}: delete unused ones or ask for more in the Service Quotas console",
    ),
    (
        "ec2",
        "RulesPerSecurityGroupLimitExceeded",
        "the quota `Inbound or outbound rules per security group` (L-0EA8095F, 60 by default) is reached: merge rules, or use a prefix list",
    ),
    (
        "ec2",
        "RouteTableLimitExceeded",
        "the quota `Route tables per VPC` (L-589F43AA, 200 by default) is reached in {region}",
    ),
    (
        "ec2",
        "RouteLimitExceeded",
        "the quota `Routes per route table` (L-93826ACB, 50 by default) is reached: summarise routes, or ask for more",
    ),
    (
        "ec2",
        "VpcEndpointLimitExceeded",
        "the quota for VPC endpoints is reached in {region}: ask for more in the Service Quotas console",
    ),
    (
        "ec2",
        "TransitGatewayLimitExceeded",
        "the quota `Transit gateways per account` (L-A2478D36, 5 by default) is reached in {region}",
    ),
    (
        "ec2",
        "VpcPeeringConnectionLimitExceeded",
        "the quota `Active VPC peering connections per VPC` (L-7E9ECCDB, 50 by default) is reached",
    ),
    (
        "iam",
        "LimitExceeded*",
        "a quota of IAM is reached (roles, policies, or policies on one role): see `aws iam get-account-summary`, then delete unused ones or ask for more",
    ),
    (
        "kms",
        "LimitExceeded*",
        "a quota of KMS is reached in {region}: keys that wait for their deletion count too; see `aws service-quotas list-service-quotas --service-code kms --region {region}`",
    ),
    (
        "s3",
        "TooManyBuckets",
        "the quota `General purpose buckets` (L-DC2B2D3D, 10,000 by default) of the account is reached: delete some or ask for more",
    ),
    (
        "*",
        "*LimitExceeded*",
        "a quota is reached: see `aws service-quotas list-service-quotas --service-code {service} --region {region}`",
    ),
    // Names and ranges that are taken.
    (
        "s3",
        "BucketAlreadyExists",
        "bucket names are shared by all AWS accounts, and another account has this one: choose another name, for example with the account's id in it",
    ),
    (
        "s3",
        "BucketAlreadyOwnedByYou",
        "this account has a bucket of this name that the stack did not make: choose another name, or delete it if it is a leftover",
    ),
    (
        "s3",
        "OperationAborted",
        "the bucket is being made or deleted by another call: run the command again in a minute",
    ),
    ("s3", "BucketNotEmpty", "the bucket has objects or versions: empty it, then run the command again"),
    (
        "iam",
        "EntityAlreadyExists",
        "the account has something of this name that the stack did not make: choose another name, or delete it if it is a leftover",
    ),
    (
        "iam",
        "DeleteConflict",
        "something is still attached to it that the stack did not attach: detach it (`aws iam list-entities-for-policy`, `list-attached-role-policies`), then run the command again",
    ),
    (
        "iam",
        "MalformedPolicyDocument*",
        "IAM cannot read the policy: a principal that does not exist, an action that is misspelt, or a statement without a resource",
    ),
    (
        "kms",
        "MalformedPolicyDocument*",
        "KMS cannot read the key policy; a principal that was made a moment ago may not be visible yet, so that it helps to run the command again",
    ),
    (
        "kms",
        "AlreadyExists*",
        "the alias belongs to another key: choose another name, or delete the alias if it is a leftover",
    ),
    ("ec2", "InvalidSubnet.Conflict", "the range overlaps a subnet that the VPC has already: change `cidr_block`"),
    ("ec2", "InvalidSubnet.Range", "the range is not within the VPC's: change `cidr_block`"),
    ("ec2", "InvalidVpc.Range", "a VPC takes ranges from /16 to /28"),
    (
        "ec2",
        "RouteAlreadyExists",
        "the route table has a route to this destination that the stack did not make: delete it, or choose another destination",
    ),
    (
        "ec2",
        "InvalidGroup.Duplicate",
        "the VPC has a security group of this name that the stack did not make: choose another name, or delete it if it is a leftover",
    ),
    (
        "ec2",
        "InvalidPermission.Duplicate",
        "the security group has this rule already, and the stack did not make it: delete it there or here",
    ),
    (
        "ec2",
        "FlowLogAlreadyExists",
        "the VPC has a flow log to this destination that the stack did not make: delete it if it is a leftover",
    ),
    (
        "ec2",
        "DependencyViolation",
        "something that the stack does not manage still uses it: often a network interface of a load balancer, a function or an endpoint. `aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=VPC --region {region}` shows it; delete it, then run the command again",
    ),
    (
        "ec2",
        "InvalidParameterValue",
        "the message says which value EC2 refuses in {region}: not every zone and type is offered in every region",
    ),
    (
        "ec2",
        "OptInRequired",
        "the account is not signed up for this in {region}: a region that is off by default is turned on in the account settings",
    ),
    (
        "s3",
        "PermanentRedirect",
        "the bucket is in another region: give it with `?region=REGION` (`aws s3api get-bucket-location --bucket NAME` tells it)",
    ),
    (
        "s3",
        "AuthorizationHeaderMalformed",
        "the bucket is in another region: give it with `?region=REGION`; the message may name it",
    ),
    // Credentials and permissions.
    ("*", "ExpiredToken*", "the credentials have expired: sign in again (`aws sso login`, or a new session)"),
    (
        "*",
        "RequestExpired",
        "the request came too late: the credentials have expired, or this machine's clock is wrong",
    ),
    (
        "*",
        "SignatureDoesNotMatch",
        "the secret key does not belong to the access key, or this machine's clock is wrong",
    ),
    ("*", "RequestTimeTooSkewed", "this machine's clock is wrong: set it, then run the command again"),
    (
        "*",
        "InvalidClientTokenId",
        "AWS does not know the access key: check the profile, and that the region is turned on for the account",
    ),
    (
        "*",
        "UnrecognizedClientException",
        "AWS does not know the access key: check the profile, and that the region is turned on for the account",
    ),
    (
        "*",
        "AuthFailure",
        "AWS does not accept the credentials in {region}: check the profile, and that the region is turned on for the account",
    ),
    ("*", "UnauthorizedOperation", ALLOW),
    ("*", "AccessDenied*", ALLOW),
    ("*", "AuthorizationError*", ALLOW),
];

const ALLOW: &str = "the credentials need the action `{service}:{operation}`: add {\"Effect\": \"Allow\", \"Action\": \"{service}:{operation}\", \"Resource\": \"*\"} to their policy; `schema --json` lists the actions of every resource type";

/// What to do about an error that has no line in the table.
fn by_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Credentials => {
            "give credentials: `aws sso login` and AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; with `--sandbox` none are needed"
        }
        ErrorKind::Denied => ALLOW,
        ErrorKind::Quota => {
            "a quota is reached: see `aws service-quotas list-service-quotas --service-code {service} --region {region}`"
        }
        ErrorKind::AlreadyExists => {
            "something of this name exists that the stack did not make: choose another name, or delete it if it is a leftover"
        }
        ErrorKind::Throttled => {
            "the service lets fewer calls through: run the command again, with a smaller `--parallel`"
        }
        ErrorKind::Ambiguous => {
            "nobody knows whether the call was carried out; the state remembers it, and the next run looks before it calls again"
        }
        ErrorKind::Timeout => {
            "it may still become ready: run the command again to go on waiting, or give it more time with the options' `create_timeout`"
        }
        ErrorKind::SeveralCandidates => "delete all but one of them, or all, then run the command again",
        ErrorKind::NotYet => "what it depends on was not visible in time: run the command again",
        ErrorKind::Internal => "this is a mistake in Archipel or in the resource type: please report it",
        ErrorKind::NotFound | ErrorKind::Invalid | ErrorKind::Failed | ErrorKind::Cancelled => return None,
    })
}

fn fits(pattern: &str, text: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        _ if pattern == "*" => true,
        (Some(rest), Some(_)) => text.contains(rest.trim_end_matches('*')),
        (Some(end), None) => text.ends_with(end),
        (None, Some(start)) => text.starts_with(start),
        (None, None) => pattern == text,
    }
}

/// What to do about an error of the service that keeps a state.
pub(super) fn of_state(error: &ProviderError) -> Option<String> {
    let here = match error.kind {
        ErrorKind::Throttled => "the bucket is called too often: run the command again in a minute",
        ErrorKind::Ambiguous | ErrorKind::NotYet | ErrorKind::Timeout => {
            "check the address and the network, then run the command again: what was recorded is there"
        }
        ErrorKind::NotFound => {
            "make the bucket first (`aws s3 mb s3://NAME --region REGION`), with versioning and without public access, or mend its name"
        }
        _ => return hint(error),
    };
    Some(here.to_owned())
}

/// What to do about this error.
pub(super) fn hint(error: &ProviderError) -> Option<String> {
    let service = error.service.as_deref().unwrap_or_default();
    let from_table = error.code.as_deref().and_then(|code| {
        TABLE.iter().find(|(of, pattern, _)| fits(of, service) && fits(pattern, code)).map(|(_, _, hint)| *hint)
    });
    let known = |part: &Option<String>, other: &str| part.clone().unwrap_or_else(|| other.to_owned());
    from_table.or_else(|| by_kind(error.kind)).map(|hint| {
        hint.replace("{service}", &known(&error.service, "SERVICE"))
            .replace("{operation}", &known(&error.operation, "OPERATION"))
            .replace("{region}", &known(&error.region, "REGION"))
            .replace("{code}", &known(&error.code, "CODE"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(service: &str, code: &str) -> ProviderError {
        ProviderError {
            code: Some(code.to_owned()),
            service: Some(service.to_owned()),
            operation: Some("CreateVpc".to_owned()),
            region: Some("eu-west-1".to_owned()),
            ..ProviderError::new(ErrorKind::Invalid, "no")
        }
    }

    #[test]
    fn a_missing_permission_names_the_action() {
        for code in ["UnauthorizedOperation", "AccessDenied", "AccessDeniedException"] {
            assert!(hint(&error("ec2", code)).unwrap().contains("`ec2:CreateVpc`"), "{code}");
        }
    }

    #[test]
    fn a_quota_names_its_code_and_region() {
        let said = hint(&error("ec2", "VpcLimitExceeded")).unwrap();
        assert!(said.contains("L-F678F1CE") && said.contains("--region eu-west-1"), "{said}");
        assert!(hint(&error("rds", "DBInstanceLimitExceededFault")).unwrap().contains("service-code rds"));
    }

    #[test]
    fn every_line_can_be_reached() {
        for (index, (service, code, _)) in TABLE.iter().enumerate() {
            let example = (service.replace('*', "any"), code.replace('*', ""));
            let first = TABLE.iter().position(|(of, pattern, _)| fits(of, &example.0) && fits(pattern, &example.1));
            assert_eq!(first, Some(index), "{service} {code} is hidden by a line before it");
        }
    }

    #[test]
    fn an_unknown_code_falls_back_on_its_kind() {
        let unknown =
            ProviderError { code: Some("Odd".to_owned()), ..ProviderError::new(ErrorKind::Credentials, "no") };
        assert!(hint(&unknown).unwrap().contains("aws sso login"));
        assert_eq!(hint(&error("ec2", "Odd")), None);
    }
}
