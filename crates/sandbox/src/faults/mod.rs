//! Injects faults on request.
//!
//! A [`Rule`] selects calls (by service, operation, region, account), which of them (all, the n-th, the first N, or a
//! seeded random choice), and the fault ([`Kind`]). A new set of rules replaces the previous one. Rules are tried in
//! order: the first that fires decides, except that `delay` adds up, and that `not_found_after_create` and `pending`
//! attach to the id that the call creates, and with `handler` and `sparse` to a request of Cloud Control.

pub(crate) mod cloud_control;
mod delays_of_aws;
pub(crate) mod eventual_consistency;
pub(crate) mod fresh_bucket_policies;
pub(crate) mod fresh_policies;
pub(crate) mod fresh_principals;
pub(crate) mod function_interfaces;
pub(crate) mod pending_changes;
mod rates;
pub(crate) mod rules;
pub(crate) mod service_linked_roles;
pub(crate) mod stale_tags;
mod xml;

pub use delays_of_aws::delays_of_aws;
pub use rules::{Fired, Kind, Rule};
