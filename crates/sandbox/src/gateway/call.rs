//! An AWS call at the gateway.

use std::fmt;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Response};

use super::forward::Caller;
use super::route::Route;
use crate::calls::Key;
use crate::protocol::{Backend, ErrorReply, Form};

/// The properties of an AWS call, after its head (and, except for S3, its body) was read.
pub(super) struct Call {
    pub(super) key: Key,
    pub(super) caller: Caller,
    pub(super) route: Route,
    pub(super) parts: Parts,
    pub(super) form: Form,
    pub(super) cbor: bool,
}

impl Call {
    /// An error in the format of the called service.
    pub(super) fn reply(&self, error: &ErrorReply) -> Response<Bytes> {
        error.response(self.route.wire, self.cbor, self.parts.method == Method::HEAD)
    }
}

/// The error for an emulator that does not respond.
pub(super) fn unreachable(backend: Backend, error: &dyn fmt::Display) -> ErrorReply {
    let message = format!("The sandbox's emulator {} did not respond: {error}", backend.name());
    ErrorReply::new(502, "SandboxEmulatorDown", message)
}
