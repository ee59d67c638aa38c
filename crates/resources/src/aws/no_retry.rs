//! Overrides for calls that must not be sent twice.
//!
//! For create calls without a client token: after a lost connection the SDK's own retry would create a second resource,
//! or be refused because of the first one, and "already exists" would then not be known to be our own.
//! They are sent as `call.customize().config_override(no_retry::ec2()).send()`, inside
//! [`OperationContext::allocate`](archipel_engine::resource::OperationContext::allocate), which looks up the resource
//! before it sends the call again.

use aws_config::retry::RetryConfig;

/// For EC2 calls.
#[cfg(feature = "ec2")]
pub(crate) fn ec2() -> aws_sdk_ec2::config::Builder {
    aws_sdk_ec2::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// For ElastiCache calls.
#[cfg(feature = "elasticache")]
pub(crate) fn elasticache() -> aws_sdk_elasticache::config::Builder {
    aws_sdk_elasticache::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// For IAM calls.
#[cfg(feature = "iam")]
pub(crate) fn iam() -> aws_sdk_iam::config::Builder {
    aws_sdk_iam::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// For KMS calls.
#[cfg(feature = "kms")]
pub(crate) fn kms() -> aws_sdk_kms::config::Builder {
    aws_sdk_kms::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// For Lambda calls.
#[cfg(feature = "lambda")]
pub(crate) fn lambda() -> aws_sdk_lambda::config::Builder {
    aws_sdk_lambda::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// For RDS calls.
#[cfg(feature = "rds")]
pub(crate) fn rds() -> aws_sdk_rds::config::Builder {
    aws_sdk_rds::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// For Route 53 calls.
#[cfg(feature = "route53")]
pub(crate) fn route53() -> aws_sdk_route53::config::Builder {
    aws_sdk_route53::config::Builder::new().retry_config(RetryConfig::disabled())
}

/// For S3 calls.
#[cfg(feature = "s3")]
pub(crate) fn s3() -> aws_sdk_s3::config::Builder {
    aws_sdk_s3::config::Builder::new().retry_config(RetryConfig::disabled())
}
