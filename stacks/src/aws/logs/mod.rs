//! Written by `schema add`. Do not edit.

pub mod subscription_filter;

pub use subscription_filter::{SubscriptionFilter, SubscriptionFilterArgs};
