//! Makes the sandbox misbehave on request.
//!
//! A [`Rule`] says which calls (by service, operation, region, account), which of those (all, the n-th, the
//! first N, or by a seeded chance), and what happens to them ([`Kind`]). A posted set replaces the one
//! before. Rules are tried in order: the first that fires decides, except that `delay` adds up, and that
//! `not_found_after_create` and `pending` attach to the id that the call creates.

pub(crate) mod rules;
pub(crate) mod shape;
mod xml;
pub(crate) mod young;

pub use rules::{Fired, Kind, Rule};
