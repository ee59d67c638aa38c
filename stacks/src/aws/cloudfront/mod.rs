//! Written by `schema add`. Do not edit.

pub mod cache_policy;
pub mod distribution;
pub mod origin_access_control;
pub mod origin_request_policy;

pub use cache_policy::{CachePolicy, CachePolicyArgs};
pub use distribution::{Distribution, DistributionArgs};
pub use origin_access_control::{OriginAccessControl, OriginAccessControlArgs};
pub use origin_request_policy::{OriginRequestPolicy, OriginRequestPolicyArgs};
