//! Maps (service, code) to a hint. The first matching line applies; `*` matches every service, and a `*` at the
//! beginning or end of a code matches every prefix or suffix. `{service}`, `{operation}`, `{region}` and `{code}` are
//! replaced by those of the error.

/// The service, the code, the hint.
type Line = (&'static str, &'static str, &'static str);

pub(super) const TABLE: &[Line] = &[
    // Names and ranges in use.
    (
        "s3",
        "BucketAlreadyExists",
        "choose another name, for example one that contains the account id: another AWS account has a bucket of this name",
    ),
    (
        "s3",
        "BucketAlreadyOwnedByYou",
        "choose another name, or import the existing bucket with `Options::new().import(NAME)` or `import RESOURCE=NAME`; the stack does not manage it",
    ),
    (
        "s3",
        "InvalidBucketName",
        "use 3 to 63 lower-case letters, digits, hyphens and dots, with a letter or digit at both ends",
    ),
    ("s3", "OperationAborted", "run the command again in a minute: another call is creating or deleting the bucket"),
    ("s3", "BucketNotEmpty", "empty the bucket (objects and versions), then run the command again"),
    (
        "iam",
        "EntityAlreadyExists",
        "choose another name, or import the existing one with `Options::new().import(ID)` or `import RESOURCE=ID`; the stack does not manage it",
    ),
    (
        "iam",
        "DeleteConflict",
        "detach what the stack did not attach (see `aws iam list-entities-for-policy` and `list-attached-role-policies`), then run the command again",
    ),
    (
        "iam",
        "MalformedPolicyDocument*",
        "correct the policy: IAM rejects principals that do not exist, unknown actions and statements without a resource",
    ),
    (
        "kms",
        "MalformedPolicyDocument*",
        "run the command again, as a new principal may not be visible yet; otherwise correct the key policy",
    ),
    ("kms", "AlreadyExists*", "choose another name, or delete the alias if it is unused: it belongs to another key"),
    (
        "kms",
        "KMSInvalidState*",
        "enable the key, or restore it with `aws kms cancel-key-deletion --key-id KEY --region {region}` during its deletion window",
    ),
    (
        "secretsmanager",
        "InvalidRequestException",
        "restore the deleted secret with `aws secretsmanager restore-secret --secret-id NAME --region {region}`, or free its name with `delete-secret --force-delete-without-recovery`: the name is reserved during its recovery window",
    ),
    (
        "secretsmanager",
        "ResourceExists*",
        "choose another name, or import the existing secret in {region} with `Options::new().import(ARN)`",
    ),
    (
        "logs",
        "ResourceAlreadyExists*",
        "import the existing log group with `Options::new().import(NAME)`, or delete it: services often create theirs at the first write",
    ),
    (
        "ecr",
        "RepositoryAlreadyExists*",
        "choose another name, or import the existing repository in {region} with `Options::new().import(NAME)`",
    ),
    ("ecr", "RepositoryNotEmpty*", "delete the images, or set `force_delete`, then run the command again"),
    ("route53", "HostedZoneNotEmpty", "delete the records that the stack does not manage, then run the command again"),
    (
        "route53",
        "ConflictingDomainExists",
        "use the existing zone, or another name: a zone of this name shares a VPC or a delegation set",
    ),
    (
        "route53",
        "InvalidChangeBatch",
        "check that the name is in the zone and that no other record has this name and type: `aws route53 list-resource-record-sets --hosted-zone-id ZONE` lists the records",
    ),
    (
        "*",
        "DBInstanceAlreadyExists*",
        "choose another identifier, or import the existing database in {region} with `Options::new().import(IDENTIFIER)`",
    ),
    ("ec2", "InvalidSubnet.Conflict", "change `cidr_block`: the range overlaps another subnet of the VPC"),
    ("ec2", "InvalidSubnet.Range", "change `cidr_block`: the range is outside the range of the VPC"),
    ("ec2", "InvalidVpc.Range", "use a range from /16 to /28"),
    (
        "ec2",
        "RouteAlreadyExists",
        "import the existing route to this destination with `import RESOURCE=ID`, delete it, or choose another destination: the stack does not manage it",
    ),
    (
        "ec2",
        "InvalidGroup.Duplicate",
        "choose another name, or import the security group of this name in the VPC with `import RESOURCE=ID`",
    ),
    (
        "ec2",
        "InvalidPermission.Duplicate",
        "import the existing rule of the security group with `import RESOURCE=ID`, delete it, or remove it from the program: the stack does not manage it",
    ),
    (
        "ec2",
        "FlowLogAlreadyExists",
        "import the existing flow log to this destination with `import RESOURCE=ID`, or delete it: the stack does not manage it",
    ),
    (
        "ec2",
        "DependencyViolation",
        "delete what still uses it, often a network interface of a load balancer, a function or an endpoint, then run the command again: `aws ec2 describe-network-interfaces --filters Name=vpc-id,Values=VPC --region {region}` lists them",
    ),
    (
        "ec2",
        "InvalidParameterValue",
        "choose another value for the one that the message names: not every zone and type is available in {region}",
    ),
    (
        "ec2",
        "OptInRequired",
        "enable the region in the account settings, or subscribe to the service: the account has no access to it in {region}",
    ),
    (
        "s3",
        "PermanentRedirect",
        "specify the region of the bucket with `?region=REGION` (`aws s3api get-bucket-location --bucket NAME` prints it)",
    ),
    (
        "s3",
        "AuthorizationHeaderMalformed",
        "specify the region of the bucket with `?region=REGION`; the message may contain it",
    ),
    // Credentials and permissions.
    (
        "*",
        "ExpiredToken*",
        "sign in again (`aws sso login`, or a new session), then run the command again: the credentials have expired, and all completed steps are recorded",
    ),
    (
        "*",
        "RequestExpired",
        "renew the credentials, or set this machine's clock: the request was too old when it arrived",
    ),
    (
        "*",
        "SignatureDoesNotMatch",
        "check that the secret key belongs to the access key, and that this machine's clock is right",
    ),
    ("*", "RequestTimeTooSkewed", "set this machine's clock, then run the command again"),
    (
        "*",
        "InvalidClientTokenId",
        "check the profile, and that the region is enabled for the account: the access key is unknown",
    ),
    (
        "*",
        "UnrecognizedClientException",
        "check the profile, and that the region is enabled for the account: the access key is unknown",
    ),
    ("*", "AuthFailure", "check the profile, and that {region} is enabled for the account"),
    (
        "*",
        "*AlreadyExist*",
        "choose another name, import the existing resource with `Options::new().import(ID)`, or delete it if it is unused",
    ),
];

pub(super) fn fits(pattern: &str, text: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        _ if pattern == "*" => true,
        (Some(rest), Some(_)) => text.contains(rest.trim_end_matches('*')),
        (Some(end), None) => text.ends_with(end),
        (None, Some(start)) => text.starts_with(start),
        (None, None) => pattern == text,
    }
}
