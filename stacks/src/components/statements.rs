//! Statements that several policies share.

use archipel::prelude::*;

/// The statements of a bucket that deny plain HTTP and TLS before 1.2. Services that deliver to a bucket use TLS too:
/// the first statement denies only requests that report no TLS, the second only those that report an older version.
pub(super) fn tls_only(bucket: &Output<Arn>) -> [Statement; 2] {
    let deny = |sid: &str| Statement::deny("s3:*").sid(sid).anyone().on(list![bucket, output_format!("{bucket}/*")]);
    [
        deny("TlsOnly").when("Bool", "aws:SecureTransport", "false"),
        deny("Tls12").when("NumericLessThan", "s3:TlsVersion", "1.2"),
    ]
}

/// The permissions of a delivery stream to write files of a bucket.
/// <https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html>
pub(super) fn firehose_to(bucket: &Output<Arn>) -> [Statement; 2] {
    let listed = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
    [
        Statement::allow(["s3:AbortMultipartUpload", "s3:PutObject"]).on(output_format!("{bucket}/*")),
        Statement::allow(listed).on(bucket),
    ]
}

/// Leaves the access to a key to the policies of the account's roles, as the default policy of KMS does.
pub(super) fn by_account(account: &Output<AccountId>) -> Statement {
    let root = output_format!("arn:aws:iam::{account}:root");
    Statement::allow("kms:*").sid("Account").principal(Principal::Aws, root).on("*")
}

/// The permissions of an instance for Session Manager, without the rest of Systems Manager. The AWS managed policy
/// would allow it to read every parameter.
pub(super) fn sessions() -> Policy {
    let actions = [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ];
    // These actions support no resource restriction.
    Policy::new([Statement::allow(actions).on("*")])
}

/// Allows actions on keys if one of these services uses them on behalf of the role.
pub(super) fn allow_via(services: impl AnyInput, actions: impl AnyInput, keys: impl AnyInput) -> Statement {
    Statement::allow(actions).on(keys).when("StringEquals", "kms:ViaService", services)
}

/// Allows CloudFront these actions for the distributions of the account.
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html>
pub(super) fn for_distributions(actions: impl AnyInput, account: &Output<AccountId>) -> Statement {
    Statement::allow(actions).principal(Principal::Service, "cloudfront.amazonaws.com").when(
        "ArnLike",
        "aws:SourceArn",
        output_format!("arn:aws:cloudfront::{account}:distribution/*"),
    )
}

/// The statement on these resources, if there are any: IAM refuses a statement without resources.
pub(super) fn on_some<R: AnyInput>(statement: Statement, resources: Vec<R>) -> Option<Statement> {
    (!resources.is_empty()).then(|| statement.on(resources))
}

/// The permissions of Lambda to connect a function to a VPC, which support no resource restriction. The code of the
/// function itself may not use them.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions>
pub(super) fn network_interfaces(function: Output<String>) -> [Statement; 2] {
    let actions = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        "ec2:UnassignPrivateIpAddresses",
    ];
    [
        Statement::allow(actions).on("*"),
        Statement::deny(actions).on("*").when("ArnEquals", "lambda:SourceFunctionArn", function),
    ]
}
