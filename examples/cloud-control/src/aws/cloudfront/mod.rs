//! Written by `schema add`. Do not edit.

pub mod cache_policy;

pub use cache_policy::{CachePolicy, CachePolicyArgs};
