//! Requests to API servers.

mod api;
mod clients;
mod discovery;
mod error;
mod transport;

pub(crate) use api::{Api, Query, Request};
pub(crate) use clients::Clients;
pub(crate) use discovery::Kind;
pub(crate) use error::{FIELD_CONFLICT, NO_KIND, NO_NAMESPACE, UID_MISMATCH, UNREACHABLE, invalid};
