//! Faults of requests of Cloud Control. The endpoint is inside ministack (`assets/cloudcontrol.py`), which receives them
//! in a header.

use http::{HeaderMap, HeaderValue};

use super::rules::Kind;
use crate::calls::Key;

/// Cloud Control in the credential scope.
const SERVICE: &str = "cloudcontrolapi";
const HEADER: &str = "x-sandbox-progress";

/// Whether a call submits a request, whose progress faults can attach to.
pub(crate) fn submits(call: &Key) -> bool {
    call.service == SERVICE && ["CreateResource", "UpdateResource", "DeleteResource"].contains(&call.operation.as_str())
}

/// Sets the header. Only the gateway may set it.
pub(crate) fn attach(call: &Key, headers: &mut HeaderMap, faults: &[Kind]) {
    headers.remove(HEADER);
    if submits(call)
        && !faults.is_empty()
        && let Some(value) = serde_json::to_string(faults).ok().and_then(|json| HeaderValue::from_str(&json).ok())
    {
        headers.insert(HEADER, value);
    }
}
