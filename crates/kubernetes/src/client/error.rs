//! The meaning of the API server's errors.

use archipel_engine::resource::{ErrorKind, ProviderError};
use serde_json::Value as Json;

/// The codes of errors that this crate handles itself. Others are the reasons of the API server.
pub(crate) const UNREACHABLE: &str = "Unreachable";
pub(crate) const NO_KIND: &str = "NoSuchKind";
pub(crate) const NO_NAMESPACE: &str = "NoSuchNamespace";
pub(crate) const FIELD_CONFLICT: &str = "FieldManagerConflict";
pub(crate) const UID_MISMATCH: &str = "OtherUid";

/// An error of a request that was never sent, or is wrong whatever the server says.
pub(crate) fn invalid(message: impl Into<String>) -> ProviderError {
    ProviderError::new(ErrorKind::Invalid, message)
}

/// The server did not answer. Never absence.
pub(super) fn unreachable(url: &str, why: &str, unsent: bool) -> ProviderError {
    let mut message = format!("the API server {url} did not answer: {why}");
    if unsent {
        message +=
            "\nCheck the address, and that this machine may reach it: a private endpoint needs a runner in its network";
    }
    let mut error = ProviderError::new(ErrorKind::Ambiguous, message);
    error.code = Some(UNREACHABLE.to_owned());
    error
}

/// The kind is not served. Never absence of an object.
pub(super) fn no_kind(message: String) -> ProviderError {
    let mut error = ProviderError::new(ErrorKind::NotYet, message);
    error.code = Some(NO_KIND.to_owned());
    error
}

/// The error in a response. `name` is the name of the object that the request was about.
pub(super) fn of_response(status: u16, body: &[u8], name: Option<&str>) -> ProviderError {
    let json: Json = serde_json::from_slice(body).unwrap_or_default();
    let is_status = json["kind"] == "Status";
    let message = match json["message"].as_str() {
        Some(message) if is_status && !message.is_empty() => message.to_owned(),
        // Servers and proxies also answer in plain text.
        _ => {
            let text = String::from_utf8_lossy(body);
            let line: String = text.lines().next().unwrap_or_default().chars().take(300).collect();
            format!("HTTP status {status}: {}", if line.is_empty() { "no message" } else { &line })
        }
    };
    let reason = json["reason"].as_str().filter(|reason| is_status && !reason.is_empty() && *reason != "Unknown");
    let seen = Seen { status, is_status, reason: reason.unwrap_or_default(), message: &message, json: &json, name };
    let (kind, code) = seen.meaning();
    let mut error = ProviderError::new(kind, message.clone());
    error.code = code.map(str::to_owned).or_else(|| reason.map(str::to_owned));
    error.service = Some("kubernetes".to_owned());
    error
}

struct Seen<'a> {
    status: u16,
    is_status: bool,
    reason: &'a str,
    message: &'a str,
    json: &'a Json,
    name: Option<&'a str>,
}

impl Seen<'_> {
    fn says(&self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.message.contains(text))
    }

    fn cause(&self, reason: &str) -> bool {
        let causes = self.json["details"]["causes"].as_array();
        causes.is_some_and(|causes| causes.iter().any(|cause| cause["reason"] == reason))
    }

    fn meaning(&self) -> (ErrorKind, Option<&'static str>) {
        use ErrorKind as K;
        // A webhook chooses the status of its refusal.
        if self.says(&["admission webhook"]) && self.says(&["denied the request"]) {
            return (K::Invalid, Some("WebhookDenied"));
        }
        if self.says(&["failed calling webhook", "failed to call webhook", "failed calling admission webhook"]) {
            return (K::NotYet, Some("WebhookUnreachable"));
        }
        if self.cause("NamespaceTerminating") || self.says(&["being terminated", "definition is terminating"]) {
            return (K::NotYet, Some("Terminating"));
        }
        match self.status {
            404 => self.not_found(),
            401 => (K::Credentials, None),
            403 => (K::Denied, None),
            409 if self.cause("FieldManagerConflict") => (K::Invalid, Some(FIELD_CONFLICT)),
            409 | 422 if self.says(&["Precondition failed: UID", "uid mismatch", "metadata.uid"]) => {
                (K::Invalid, Some(UID_MISMATCH))
            }
            409 if self.reason == "AlreadyExists" => (K::AlreadyExists, None),
            // Another writer was faster: the same request again meets the new version.
            409 => (K::NotYet, None),
            429 => (K::Throttled, None),
            500 if self.says(&[
                "failed to create typed",
                "field not declared in schema",
                "failed to create manager for existing fields",
                "unable to convert",
                "error decoding patch",
            ]) =>
            {
                (K::Invalid, Some("UnknownField"))
            }
            // The request was not passed on.
            503 => (K::NotYet, None),
            status if status >= 500 => (K::Ambiguous, None),
            _ => (K::Invalid, None),
        }
    }

    /// Only a `Status` that names the object means that the object does not exist.
    fn not_found(&self) -> (ErrorKind, Option<&'static str>) {
        let (details, named) = (&self.json["details"], self.json["details"]["name"].as_str().unwrap_or_default());
        if !self.is_status || self.reason != "NotFound" || named.is_empty() {
            return (ErrorKind::NotYet, Some(NO_KIND));
        }
        match self.name == Some(named) {
            true => (ErrorKind::NotFound, None),
            false if details["kind"] == "namespaces" => (ErrorKind::NotYet, Some(NO_NAMESPACE)),
            false => (ErrorKind::NotYet, Some(NO_KIND)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(status: u16, body: &Json) -> (ErrorKind, String) {
        let error = of_response(status, body.to_string().as_bytes(), Some("web"));
        (error.kind, error.code.unwrap_or_default())
    }

    /// Responses of kube-apiserver 1.36 and 1.20.
    #[test]
    fn each_response_has_the_meaning_of_its_cause() {
        use ErrorKind as K;
        let status = |reason: &str, message: &str, details: Json| {
            json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "message": message,
                    "details": details })
        };
        let plain = |message: &str| status("", message, json!({}));
        for (code, body, expected) in [
            (
                404,
                status("NotFound", "deployments.apps \"web\" not found", json!({"name": "web", "kind": "deployments"})),
                (K::NotFound, "NotFound"),
            ),
            (
                404,
                status("NotFound", "namespaces \"a\" not found", json!({"name": "a", "kind": "namespaces"})),
                (K::NotYet, NO_NAMESPACE),
            ),
            (
                404,
                status("NotFound", "the server could not find the requested resource", json!({})),
                (K::NotYet, NO_KIND),
            ),
            (401, status("Unauthorized", "Unauthorized", json!({})), (K::Credentials, "Unauthorized")),
            (
                403,
                status("Forbidden", "configmaps is forbidden: User \"x\" cannot patch resource", json!({})),
                (K::Denied, "Forbidden"),
            ),
            (
                403,
                status(
                    "Forbidden",
                    "unable to create new content in namespace a because it is being terminated",
                    json!({"causes": [{"reason": "NamespaceTerminating"}]}),
                ),
                (K::NotYet, "Terminating"),
            ),
            (
                409,
                status(
                    "Conflict",
                    "Apply failed with 1 conflict",
                    json!({"causes": [{"reason": "FieldManagerConflict", "message": "conflict with \"kubectl\"", "field": ".a"}]}),
                ),
                (K::Invalid, FIELD_CONFLICT),
            ),
            (
                409,
                status(
                    "Conflict",
                    "Operation cannot be fulfilled on x \"web\": Precondition failed: UID in precondition: a, \
                UID in object meta: ",
                    json!({}),
                ),
                (K::Invalid, UID_MISMATCH),
            ),
            (
                409,
                status(
                    "Conflict",
                    "the object has been modified; please apply your changes to the latest version",
                    json!({}),
                ),
                (K::NotYet, "Conflict"),
            ),
            (
                422,
                status("Invalid", "Deployment.apps \"web\" is invalid: spec.selector: field is immutable", json!({})),
                (K::Invalid, "Invalid"),
            ),
            (429, status("TooManyRequests", "too many requests", json!({})), (K::Throttled, "TooManyRequests")),
            (400, plain("admission webhook \"a.b\" denied the request: no"), (K::Invalid, "WebhookDenied")),
            (403, plain("admission webhook \"a.b\" denied the request: no"), (K::Invalid, "WebhookDenied")),
            (
                500,
                status(
                    "InternalError",
                    "Internal error occurred: failed calling webhook \"a.b\": connection refused",
                    json!({}),
                ),
                (K::NotYet, "WebhookUnreachable"),
            ),
            (
                500,
                plain("failed to create typed patch object: .spec.nope: field not declared in schema"),
                (K::Invalid, "UnknownField"),
            ),
            (500, status("InternalError", "etcdserver: request timed out", json!({})), (K::Ambiguous, "InternalError")),
            (
                503,
                status("ServiceUnavailable", "the server is currently unable to handle the request", json!({})),
                (K::NotYet, "ServiceUnavailable"),
            ),
            (504, status("Timeout", "context deadline exceeded", json!({})), (K::Ambiguous, "Timeout")),
        ] {
            assert_eq!(of(code, &body), (expected.0, expected.1.to_owned()), "{code} {body}");
        }
        let error = of_response(404, b"404 page not found\n", Some("web"));
        assert_eq!((error.kind, error.code.as_deref()), (K::NotYet, Some(NO_KIND)));
        assert!(error.message.contains("404 page not found"), "{error}");
    }
}
