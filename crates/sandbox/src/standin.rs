//! Stand-ins: our own answers to calls that no emulator has.
//!
//! A last resort. An answer of ours proves nothing about AWS, so each carries the header
//! `x-archipel-standin: 1`, and all are listed in `GET /_sandbox/status`. This version ships none: every
//! call that its resources make is served by an emulator.

use bytes::Bytes;
use http::{HeaderMap, Method, Response};
use serde::{Deserialize, Serialize};

/// A request for a stand-in.
#[derive(Debug)]
#[non_exhaustive]
pub struct StandInRequest {
    /// The caller's account.
    pub account: String,
    /// The region of the signature.
    pub region: String,
    /// The operation's name, as [`StandIn::operations`] lists it.
    pub operation: String,
    /// The method.
    pub method: Method,
    /// The path and query.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// Answers some operations of a service in place of its emulator. It keeps its own state.
pub trait StandIn: Send + Sync {
    /// The service's name in the credential scope.
    fn service(&self) -> &'static str;

    /// The operations it answers, and no others.
    fn operations(&self) -> &'static [&'static str];

    /// Why it is needed, in one sentence.
    fn reason(&self) -> &'static str;

    /// Answers.
    fn handle(&self, request: &StandInRequest) -> Response<Bytes>;

    /// Forgets everything, or what one account made.
    fn reset(&self, account: Option<&str>);
}

/// How the status lists a stand-in or a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The service.
    pub service: String,
    /// The operations.
    pub operations: Vec<String>,
    /// Why.
    pub reason: String,
}
