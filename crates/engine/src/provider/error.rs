//! The errors of providers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The meaning of an error for the engine. The exact code is kept beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// The service's own "not found". The only kind that means absence.
    NotFound,
    /// A resource with this name already exists.
    AlreadyExists,
    /// Too many requests. The request was not executed.
    Throttled,
    /// It is unknown whether the request was executed: connection lost, timeout, server error.
    Ambiguous,
    /// Not yet: a dependency is not visible or not ready. The request was not executed.
    NotYet,
    /// Credentials are absent, expired or wrong.
    Credentials,
    /// The credentials do not allow the action.
    Denied,
    /// A quota is reached.
    Quota,
    /// The request is not valid, whatever one waits for.
    Invalid,
    /// The resource went to a failed state.
    Failed,
    /// It was not ready in time. It may still become so.
    Timeout,
    /// Several resources may be the one that an interrupted create created.
    SeveralCandidates,
    /// The run was cancelled while this waited.
    Cancelled,
    /// The journal entry was not written, because another run took the lock.
    LockLost,
    /// The journal entry was not written, because the state cannot be written.
    NotRecorded,
    /// The resource has a value that its type does not have. Nothing was changed.
    UnknownValue,
    /// A bug of a resource type or the engine.
    Internal,
}

/// An error of a provider. Never carries a secret: messages of services are kept, requests are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProviderError {
    /// The kind of error.
    pub kind: ErrorKind,
    /// In words, from the service where there are any.
    pub message: String,
    /// The service's code: `DependencyViolation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The service: `ec2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The operation: `CreateVpc`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The region it was sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The service's id of the request, for its support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The values that the service accepts instead of the rejected one, where it lists them: the existing versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
}

/// The result of a provider's call.
pub type Result<T, E = ProviderError> = std::result::Result<T, E>;

impl ProviderError {
    /// An error without a call behind it.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            code: None,
            service: None,
            operation: None,
            region: None,
            request_id: None,
            choices: Vec::new(),
        }
    }

    /// Whether the service's code is one of these.
    #[must_use]
    pub fn has_code(&self, codes: &[&str]) -> bool {
        self.code.as_deref().is_some_and(|code| codes.contains(&code))
    }

    /// Whether it means that the resource does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind == ErrorKind::NotFound
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(service), Some(operation)) = (&self.service, &self.operation) {
            write!(f, "{service}:{operation}")?;
            if let Some(region) = &self.region {
                write!(f, " in {region}")?;
            }
            f.write_str(": ")?;
        }
        if let Some(code) = &self.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(request_id) = &self.request_id {
            write!(f, " (request id {request_id})")?;
        }
        Ok(())
    }
}

impl std::error::Error for ProviderError {}
