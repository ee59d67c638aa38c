//! AWS resource types for Archipel.
//!
//! One folder a service, one file a resource type. A type's file holds what a program gives (`VpcProps`, from
//! which `VpcArgs` is made), what it has once it exists (`VpcAttrs`), and how it is created, read, updated and
//! deleted. [`provider`] lists the types: adding one is adding its file and its line there.

#[cfg(feature = "acm")]
pub mod acm;
pub mod aws;
#[cfg(feature = "cloudwatch")]
pub mod cloudwatch;
#[cfg(test)]
mod covered;
#[cfg(feature = "ec2")]
pub mod ec2;
#[cfg(feature = "ecr")]
pub mod ecr;
#[cfg(feature = "eks")]
pub mod eks;
#[cfg(feature = "elasticache")]
pub mod elasticache;
#[cfg(feature = "elbv2")]
pub mod elbv2;
pub mod forms;
#[cfg(feature = "iam")]
pub mod iam;
#[cfg(feature = "kms")]
pub mod kms;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "logs")]
pub mod logs;
#[cfg(any(feature = "elasticache", feature = "rds"))]
mod names;
mod natural;
pub mod partition;
#[cfg(feature = "rds")]
pub mod rds;
#[cfg(feature = "route53")]
pub mod route53;
#[cfg(feature = "s3")]
pub mod s3;
#[cfg(feature = "secretsmanager")]
pub mod secretsmanager;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "ssm")]
pub mod ssm;
pub mod sts;
pub mod types;
#[cfg(any(feature = "eks", feature = "elasticache", feature = "rds"))]
mod versions;

/// The SDK crates, for resource types and checks of a stack's own that make calls themselves.
pub mod sdk {
    #[cfg(feature = "acm")]
    pub use aws_sdk_acm as acm;
    #[cfg(feature = "cloudwatch")]
    pub use aws_sdk_cloudwatch as cloudwatch;
    #[cfg(feature = "logs")]
    pub use aws_sdk_cloudwatchlogs as logs;
    #[cfg(feature = "ec2")]
    pub use aws_sdk_ec2 as ec2;
    #[cfg(feature = "ecr")]
    pub use aws_sdk_ecr as ecr;
    #[cfg(feature = "eks")]
    pub use aws_sdk_eks as eks;
    #[cfg(feature = "elasticache")]
    pub use aws_sdk_elasticache as elasticache;
    #[cfg(feature = "elbv2")]
    pub use aws_sdk_elasticloadbalancingv2 as elbv2;
    #[cfg(feature = "iam")]
    pub use aws_sdk_iam as iam;
    #[cfg(feature = "kms")]
    pub use aws_sdk_kms as kms;
    #[cfg(feature = "lambda")]
    pub use aws_sdk_lambda as lambda;
    #[cfg(feature = "rds")]
    pub use aws_sdk_rds as rds;
    #[cfg(feature = "route53")]
    pub use aws_sdk_route53 as route53;
    #[cfg(feature = "s3")]
    pub use aws_sdk_s3 as s3;
    #[cfg(feature = "secretsmanager")]
    pub use aws_sdk_secretsmanager as secretsmanager;
    #[cfg(feature = "sns")]
    pub use aws_sdk_sns as sns;
    #[cfg(feature = "ssm")]
    pub use aws_sdk_ssm as ssm;
    pub use aws_sdk_sts as sts;
}

use archipel_engine::resource::Registry;

use aws::{Aws, Connection};

/// The name of the provider: what stands before the `:` of its types.
pub const PROVIDER: &str = "aws";

/// The AWS provider over a connection, with every type of the services that are compiled in.
#[must_use]
pub fn provider(connection: Connection) -> Registry<Aws> {
    let caller = connection.clone();
    let registry = Registry::new(PROVIDER, move |place| connection.aws(place)).ownership(aws::owner).accounts(
        move |place| {
            let caller = caller.clone();
            Box::pin(async move { caller.account(&place).await })
        },
        aws::accounts::recorded,
    );
    let registry = sts::register(registry);
    let registry = partition::register(registry);
    #[cfg(feature = "acm")]
    let registry = acm::register(registry);
    #[cfg(feature = "cloudwatch")]
    let registry = cloudwatch::register(registry);
    #[cfg(feature = "ec2")]
    let registry = ec2::register(registry);
    #[cfg(feature = "ecr")]
    let registry = ecr::register(registry);
    #[cfg(feature = "eks")]
    let registry = eks::register(registry);
    #[cfg(feature = "elasticache")]
    let registry = elasticache::register(registry);
    #[cfg(feature = "elbv2")]
    let registry = elbv2::register(registry);
    #[cfg(feature = "iam")]
    let registry = iam::register(registry);
    #[cfg(feature = "kms")]
    let registry = kms::register(registry);
    #[cfg(feature = "lambda")]
    let registry = lambda::register(registry);
    #[cfg(feature = "logs")]
    let registry = logs::register(registry);
    #[cfg(feature = "rds")]
    let registry = rds::register(registry);
    #[cfg(feature = "route53")]
    let registry = route53::register(registry);
    #[cfg(feature = "s3")]
    let registry = s3::register(registry);
    #[cfg(feature = "secretsmanager")]
    let registry = secretsmanager::register(registry);
    #[cfg(feature = "sns")]
    let registry = sns::register(registry);
    #[cfg(feature = "ssm")]
    let registry = ssm::register(registry);
    registry
}
