//! Written by `schema add`. Do not edit.

pub mod user_pool;

pub use user_pool::{UserPool, UserPoolArgs};
