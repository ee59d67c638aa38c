//! Written by `schema add`. Do not edit.

pub mod identity_pool;

pub use identity_pool::{IdentityPool, IdentityPoolArgs};
