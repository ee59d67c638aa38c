//! The meaning of the vendors' responses.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use archipel_engine::resource::{ErrorKind, ProviderError};
use http::HeaderMap;
use serde_json::Value as Json;

use crate::transport::Response;
use crate::vendor::Vendor;

/// The longest wait that a response may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The error in a response. `source` is where the token is stored, in words.
pub(crate) fn of_response(vendor: Vendor, response: &Response, source: &str) -> ProviderError {
    let json: Json = serde_json::from_slice(&response.body).unwrap_or_default();
    let own = message(vendor, &json);
    let status = response.status;
    let text = match &own {
        Some(own) => own.clone(),
        // Proxies also answer in plain text.
        None => {
            let text = String::from_utf8_lossy(&response.body);
            let line: String = text.lines().next().unwrap_or_default().chars().take(200).collect();
            format!("HTTP status {status}: {}", if line.is_empty() { "no message" } else { &line })
        }
    };
    let (kind, advice) = match status {
        401 => (
            ErrorKind::Credentials,
            Some(format!("{} refuses the token: create a new one, and store it in {source}", vendor.title())),
        ),
        403 => (
            ErrorKind::Denied,
            Some(format!("the token in {source} needs more: {} requires {}", vendor.title(), vendor.permissions())),
        ),
        // Only the vendor's own message counts as absence.
        404 if own.is_some() => (ErrorKind::NotFound, None),
        404 => (ErrorKind::Invalid, Some(format!("check the address of {}", vendor.title()))),
        409 | 412 => (ErrorKind::AlreadyExists, None),
        400 if text.contains("has already been taken") => (ErrorKind::AlreadyExists, None),
        429 => (ErrorKind::Throttled, None),
        status if status >= 500 => (ErrorKind::Ambiguous, None),
        _ => (ErrorKind::Invalid, None),
    };
    let message = advice.map_or_else(|| text.clone(), |advice| format!("{text}\n{advice}"));
    let mut error = ProviderError::new(kind, message);
    error.code = json["error"]["code"].as_u64().map(|code| code.to_string());
    error
}

/// The vendor's own message.
fn message(vendor: Vendor, json: &Json) -> Option<String> {
    let found = match vendor {
        Vendor::PagerDuty => {
            let error = &json["error"];
            let message = error["message"].as_str()?;
            let details: Vec<&str> =
                error["errors"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
            if details.is_empty() { message.to_owned() } else { format!("{message}: {}", details.join("; ")) }
        }
        // Either `detail`, or the mistakes of each member.
        Vendor::Sentry => match json["detail"].as_str().or_else(|| json["detail"]["message"].as_str()) {
            Some(detail) => detail.to_owned(),
            None => {
                let members = json.as_object()?.iter().filter_map(|(name, mistakes)| {
                    let mistakes: Vec<&str> = mistakes.as_array()?.iter().filter_map(Json::as_str).collect();
                    Some(format!("`{name}`: {}", mistakes.join("; ")))
                });
                members.collect::<Vec<_>>().join(", ")
            }
        },
        Vendor::Grafana => json["message"].as_str()?.to_owned(),
    };
    Some(found).filter(|found| !found.is_empty())
}

/// How long a throttled client waits before the next request.
pub(crate) fn wait(headers: &HeaderMap, attempt: u32) -> Duration {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse::<u64>().ok();
    // PagerDuty's is in seconds, Sentry's a moment.
    let until = |moment: u64| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        moment.saturating_sub(now)
    };
    let seconds = number("retry-after")
        .or_else(|| number("ratelimit-reset"))
        .or_else(|| number("x-sentry-rate-limit-reset").map(until));
    let wait = seconds.map_or(Duration::from_millis(500) * 2_u32.pow(attempt.min(6)), Duration::from_secs);
    wait.clamp(Duration::from_millis(100), LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use serde_json::json;

    use super::*;

    fn of(vendor: Vendor, status: u16, body: &Json) -> ProviderError {
        let body = Bytes::from(body.to_string());
        of_response(vendor, &Response { status, headers: HeaderMap::new(), body }, "the secret luneo/token")
    }

    #[test]
    fn each_response_has_the_meaning_of_its_cause() {
        use ErrorKind as K;
        let pagerduty = |code: u32, message: &str, errors: &[&str]| json!({ "error": { "code": code, "message": message, "errors": errors } });
        for (vendor, status, body, kind, text) in [
            (
                Vendor::PagerDuty,
                401,
                pagerduty(2006, "Authorization Failed", &[]),
                K::Credentials,
                "store it in the secret luneo/token",
            ),
            (Vendor::PagerDuty, 403, pagerduty(2010, "Access Denied", &[]), K::Denied, "not read-only"),
            (Vendor::PagerDuty, 404, pagerduty(2100, "Not Found", &[]), K::NotFound, "Not Found"),
            (
                Vendor::PagerDuty,
                400,
                pagerduty(2001, "Invalid Input Provided", &["Name has already been taken"]),
                K::AlreadyExists,
                "Name has already been taken",
            ),
            (
                Vendor::PagerDuty,
                400,
                pagerduty(2001, "Invalid Input Provided", &["Name is too long"]),
                K::Invalid,
                "Name is too long",
            ),
            (Vendor::PagerDuty, 429, pagerduty(2020, "Rate Limit Exceeded", &[]), K::Throttled, "Rate Limit"),
            (Vendor::PagerDuty, 500, pagerduty(2000, "Internal Error", &[]), K::Ambiguous, "Internal"),
            (Vendor::Sentry, 401, json!({ "detail": "Invalid token" }), K::Credentials, "Sentry refuses the token"),
            (
                Vendor::Sentry,
                404,
                json!({ "detail": "The requested resource does not exist" }),
                K::NotFound,
                "does not exist",
            ),
            (
                Vendor::Sentry,
                409,
                json!({ "detail": "A project with this slug already exists." }),
                K::AlreadyExists,
                "slug",
            ),
            (Vendor::Sentry, 400, json!({ "slug": ["Enter a valid slug"] }), K::Invalid, "`slug`: Enter a valid slug"),
            (Vendor::Grafana, 401, json!({ "message": "Unauthorized" }), K::Credentials, "Unauthorized"),
            (Vendor::Grafana, 404, json!({ "message": "Dashboard not found" }), K::NotFound, "Dashboard"),
            (
                Vendor::Grafana,
                412,
                json!({ "message": "A dashboard with the same uid already exists" }),
                K::AlreadyExists,
                "uid",
            ),
            // A page of a proxy is never absence.
            (Vendor::Grafana, 404, json!("404 page not found"), K::Invalid, "check the address"),
            (Vendor::PagerDuty, 404, json!(null), K::Invalid, "check the address"),
        ] {
            let error = of(vendor, status, &body);
            assert_eq!(error.kind, kind, "{vendor:?} {status} {body}");
            assert!(error.message.contains(text), "{vendor:?} {status}: {error}");
        }
    }

    #[test]
    fn a_throttled_client_waits_as_long_as_the_response_asks_for() {
        let headers = |name: &'static str, value: String| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            headers
        };
        assert_eq!(wait(&headers("ratelimit-reset", "7".to_owned()), 0), Duration::from_secs(7));
        assert_eq!(wait(&headers("retry-after", "3".to_owned()), 0), Duration::from_secs(3));
        assert_eq!(wait(&headers("retry-after", "99999".to_owned()), 0), LONGEST_WAIT);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let asked = wait(&headers("x-sentry-rate-limit-reset", (now + 20).to_string()), 0);
        assert!(asked > Duration::from_secs(15) && asked <= Duration::from_secs(20), "{asked:?}");
        assert_eq!(wait(&HeaderMap::new(), 1), Duration::from_secs(1));
    }
}
