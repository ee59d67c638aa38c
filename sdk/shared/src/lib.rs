//! The AWS SDK as one shared library.
//!
//! In a development build the SDK is 300 MB, and copying it into each binary takes most of the time between an edit
//! and a preview. The feature `dynamic` of `archipel` and `archipel-resources` links this library in its place. A
//! binary of such a build runs only where its target folder is.

pub use aws_config;
pub use aws_credential_types;
pub use aws_sdk_acm;
pub use aws_sdk_cloudcontrol;
pub use aws_sdk_cloudformation;
pub use aws_sdk_cloudwatch;
pub use aws_sdk_cloudwatchlogs;
pub use aws_sdk_costexplorer;
pub use aws_sdk_ec2;
pub use aws_sdk_ecr;
pub use aws_sdk_eks;
pub use aws_sdk_elasticache;
pub use aws_sdk_elasticloadbalancingv2;
pub use aws_sdk_iam;
pub use aws_sdk_kms;
pub use aws_sdk_lambda;
pub use aws_sdk_rds;
pub use aws_sdk_resourcegroupstagging;
pub use aws_sdk_route53;
pub use aws_sdk_s3;
pub use aws_sdk_s3control;
pub use aws_sdk_secretsmanager;
pub use aws_sdk_sns;
pub use aws_sdk_ssm;
pub use aws_sdk_sts;
pub use aws_smithy_http_client;
