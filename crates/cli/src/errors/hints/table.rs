//! From (service, code) to words. The first line that fits counts; `*` fits every service, and a `*` at the beginning or
//! the end of a code fits every beginning or ending. `{service}`, `{operation}`, `{region}` and `{code}` are filled in from
//! the error.

/// A line: the service, the code, the words.
type Line = (&'static str, &'static str, &'static str);

pub(super) const TABLE: &[Line] = &[
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
        "InvalidBucketName",
        "a bucket's name has 3 to 63 lower-case letters, digits, hyphens and dots, and begins and ends with a letter or digit",
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
    (
        "kms",
        "KMSInvalidState*",
        "the key is disabled or waits for its deletion: `aws kms cancel-key-deletion --key-id KEY --region {region}` brings it back until then",
    ),
    (
        "secretsmanager",
        "InvalidRequestException",
        "a deleted secret keeps its name until its recovery window ends: `aws secretsmanager restore-secret --secret-id NAME --region {region}` brings it back, `delete-secret --force-delete-without-recovery` frees the name",
    ),
    (
        "secretsmanager",
        "ResourceExists*",
        "the account has a secret of this name in {region} that the stack did not make: choose another name, or take it over with `Options::new().import(ARN)`",
    ),
    (
        "logs",
        "ResourceAlreadyExists*",
        "a log group of this name exists, often because a service made it by itself when it first wrote: take it over with `Options::new().import(NAME)`, or delete it",
    ),
    (
        "ecr",
        "RepositoryAlreadyExists*",
        "the registry has a repository of this name in {region}: choose another name, or take it over with `Options::new().import(NAME)`",
    ),
    (
        "ecr",
        "RepositoryNotEmpty*",
        "the repository has images: delete them, or let the stack do that with `force_delete`, then run the command again",
    ),
    (
        "route53",
        "HostedZoneNotEmpty",
        "the zone has records that the stack did not make: delete them, then run the command again",
    ),
    (
        "route53",
        "ConflictingDomainExists",
        "another zone of this account has the same name and shares a VPC or a delegation set: use that one, or another name",
    ),
    (
        "route53",
        "InvalidChangeBatch",
        "the zone has a record of this name and type that the stack did not make, or the name is not within the zone: `aws route53 list-resource-record-sets --hosted-zone-id ZONE` shows it",
    ),
    (
        "*",
        "DBInstanceAlreadyExists*",
        "the account has a database of this identifier in {region}: choose another, or take it over with `Options::new().import(IDENTIFIER)`",
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
    (
        "*",
        "ExpiredToken*",
        "the credentials have expired: sign in again (`aws sso login`, or a new session), then run the command again: what was done is recorded",
    ),
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
    (
        "*",
        "*AlreadyExist*",
        "something of this name exists that the stack did not make: choose another name, take it over with `Options::new().import(ID)`, or delete it if it is a leftover",
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
