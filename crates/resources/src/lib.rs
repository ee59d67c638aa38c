//! AWS resource types for Archipel.
//!
//! Each service has a folder, and each resource type a file with its properties (`VpcProps`, from which `VpcArgs` is
//! generated), its attributes (`VpcAttrs`), and its create, read, update and delete. The `mod.rs` of a service lists
//! its types.

#![cfg_attr(
    not(feature = "default"),
    allow(dead_code, unused_imports, unused_macros, reason = "with some services only, shared code has fewer users")
)]

// `policy!` writes paths that start with the crate's name; here they must find this crate.
extern crate self as archipel_resources;

#[cfg(feature = "acm")]
pub mod acm;
pub mod aws;
#[cfg(feature = "ce")]
pub mod ce;
#[cfg(feature = "cloudwatch")]
pub mod cloudwatch;
#[cfg(test)]
mod constrained;
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
pub mod equivalences;
pub mod hooks;
#[cfg(feature = "iam")]
pub mod iam;
#[cfg(feature = "kms")]
pub mod kms;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "logs")]
pub mod logs;
#[allow(dead_code, reason = "each service uses a part of it")]
mod lookup;
mod natural_key;
#[cfg(all(feature = "cloudwatch", feature = "s3"))]
pub mod numbered;
#[cfg(test)]
mod overwritten;
#[cfg(any(feature = "elasticache", feature = "rds"))]
mod parameter_group;
pub mod partition;
mod permissions;
mod prelude;
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
mod stack_checks;
pub mod sts;
#[cfg(any(feature = "elasticache", feature = "rds"))]
mod subnet_group;
#[cfg(all(
    feature = "cloudwatch",
    feature = "ecr",
    feature = "elasticache",
    feature = "iam",
    feature = "kms",
    feature = "rds",
    feature = "secretsmanager"
))]
pub mod takeover;
pub mod types;
#[cfg(any(feature = "eks", feature = "elasticache", feature = "rds"))]
mod versions;
mod violations;

use archipel_engine::resource::Registry;

use aws::{Aws, Connection};
pub use natural_key::ByName;

macro_rules! services {
    ($($feature:literal: $service:ident, $sdk:ident;)*) => {
        /// The SDK crates, for custom resource types and checks that send calls.
        pub mod sdk {
            $(#[cfg(feature = $feature)] pub use $sdk as $service;)*
            pub use aws_sdk_sts as sts;
        }

        fn register(registry: Registry<Aws>) -> Registry<Aws> {
            $(#[cfg(feature = $feature)] let registry = $service::register(registry);)*
            partition::register(sts::register(registry))
        }
    };
}

services! {
    "acm": acm, aws_sdk_acm;
    "ce": ce, aws_sdk_costexplorer;
    "cloudwatch": cloudwatch, aws_sdk_cloudwatch;
    "logs": logs, aws_sdk_cloudwatchlogs;
    "ec2": ec2, aws_sdk_ec2;
    "ecr": ecr, aws_sdk_ecr;
    "eks": eks, aws_sdk_eks;
    "elasticache": elasticache, aws_sdk_elasticache;
    "elbv2": elbv2, aws_sdk_elasticloadbalancingv2;
    "iam": iam, aws_sdk_iam;
    "kms": kms, aws_sdk_kms;
    "lambda": lambda, aws_sdk_lambda;
    "rds": rds, aws_sdk_rds;
    "route53": route53, aws_sdk_route53;
    "s3": s3, aws_sdk_s3;
    "secretsmanager": secretsmanager, aws_sdk_secretsmanager;
    "sns": sns, aws_sdk_sns;
    "ssm": ssm, aws_sdk_ssm;
}

/// Exports and registers the types of a service. Modules without a type export what the types refer to.
macro_rules! service {
    (
        $(resources { $($module:ident: $($resource:ident),*;)* })?
        $(data_sources { $($data_module:ident: $data:ident;)* })?
        $(nested { $($nested:ident)* })?
    ) => {
        $($(pub use $module::*;)*)?
        $($(pub use $data_module::*;)*)?
        $($(pub use $nested::*;)*)?

        pub(crate) fn register(
            registry: archipel_engine::resource::Registry<$crate::aws::Aws>,
        ) -> archipel_engine::resource::Registry<$crate::aws::Aws> {
            $($(let registry = $nested::register(registry);)*)?
            registry$($($(.resource::<$resource>())*)*)?$($(.data_source::<$data>())*)?
        }
    };
}
pub(crate) use service;

/// The name of the provider: the part of its type names before the `:`.
pub const PROVIDER: &str = "aws";

/// The AWS provider over a connection, with every type of the services that are compiled in.
#[must_use]
pub fn provider(connection: Connection) -> Registry<Aws> {
    let (caller, checker, hooks) = (connection.clone(), connection.clone(), connection.clone());
    let limiter = connection.limiter();
    let registry = Registry::new(PROVIDER, move |environment| connection.aws(environment))
        .ownership(aws::owner)
        .check(aws::check_tags)
        .check_stack(stack_checks::check)
        .limiter(limiter)
        .environments(move |environment| checker.check_region(environment))
        .accounts(
            move |environment| {
                let caller = caller.clone();
                Box::pin(async move { caller.account(&environment).await })
            },
            aws::accounts::recorded,
        );
    hooks::register(register(registry), &hooks)
}
