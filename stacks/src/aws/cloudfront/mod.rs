//! Written by `schema add`. Do not edit.

pub mod cache_policy;
pub mod distribution;
pub mod origin_access_control;
pub mod origin_request_policy;
pub mod response_headers_policy;
pub mod vpc_origin;

pub use cache_policy::{CachePolicy, CachePolicyArgs};
pub use distribution::{Distribution, DistributionArgs};
pub use origin_access_control::{OriginAccessControl, OriginAccessControlArgs};
pub use origin_request_policy::{OriginRequestPolicy, OriginRequestPolicyArgs};
pub use response_headers_policy::{ResponseHeadersPolicy, ResponseHeadersPolicyArgs};
pub use vpc_origin::{VpcOrigin, VpcOriginArgs};
