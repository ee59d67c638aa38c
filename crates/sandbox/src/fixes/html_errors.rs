//! moto responds with HTML if an operation is missing or fails inside. An SDK cannot parse it, and retries the 500.
//! Both become an error that names the cause and that no SDK retries.

use http::Response;
use http::header::CONTENT_TYPE;

use crate::protocol::ErrorReply;

/// The error for an HTML response.
pub(crate) fn translate<T>(response: &Response<T>, service: &str, operation: &str) -> Option<ErrorReply> {
    let content_type = response.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let status = response.status().as_u16();
    // moto labels some regular errors as HTML too. Their body is AWS's error document, by which the caller recognizes
    // them.
    if status < 400 || !content_type.starts_with("text/html") {
        return None;
    }
    let what = if status == 404 || status == 501 { "has no" } else { "failed inside" };
    // SDKs do not retry 501.
    Some(ErrorReply::new(
        501,
        "SandboxNotImplemented",
        format!("The sandbox's emulator {what} {service} {operation} (it returned {status}). See its log."),
    ))
}

/// Whether a body is a web page and not an error document.
pub(crate) fn is_page(body: &[u8]) -> bool {
    let start = &body[..body.len().min(64)];
    let start = String::from_utf8_lossy(start).trim_start().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.is_empty()
}
