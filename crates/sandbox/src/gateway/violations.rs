//! Requests that violate the service model of their operation. The emulators' launcher checks every request
//! (`assets/request_models.py`); an invalid one reaches no emulator.

use std::sync::Mutex;

use http::HeaderMap;

use super::lock;
use crate::calls::Key;
use crate::protocol::ErrorReply;

/// The header with the violations, as a JSON string.
const HEADER: &str = "x-sandbox-violation";
/// The code of the error for an invalid request, which no service has.
pub const VIOLATION: &str = "SandboxModelViolation";

/// The violations since the start or the last reset.
#[derive(Debug, Default)]
pub(super) struct Violations(Mutex<Vec<(String, String)>>);

impl Violations {
    /// The error for the violations in the headers of a response. Records them.
    pub(super) fn of(&self, key: &Key, headers: &HeaderMap) -> Option<ErrorReply> {
        let found: String = serde_json::from_slice(headers.get(HEADER)?.as_bytes()).unwrap_or_default();
        lock(&self.0).push((key.account.clone(), format!("{}: {found}", key.service)));
        Some(ErrorReply::new(400, VIOLATION, format!("The request violates the service model: {found}")))
    }

    /// The violations of one account, or of all.
    pub(super) fn list(&self, account: Option<&str>) -> Vec<String> {
        let of = |known: &&(String, String)| account.is_none_or(|account| account == known.0);
        lock(&self.0).iter().filter(of).map(|(_, violation)| violation.clone()).collect()
    }

    /// Forgets the violations of one account, or of all.
    pub(super) fn clear(&self, account: Option<&str>) {
        lock(&self.0).retain(|known| account.is_some_and(|account| account != known.0));
    }
}
