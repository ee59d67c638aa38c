//! The progress events of requests. The model of the last one may be sparse, so that it is never used.

use archipel_engine::resource::{ErrorKind, Id, ProviderError, Result};
use aws_sdk_cloudcontrol::types::{OperationStatus, ProgressEvent};

use crate::error::kind_of_handler_error;

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It has not ended.
    Active,
    /// It succeeded.
    Succeeded,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
}

/// An event of a request.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) token: String,
    pub(crate) type_name: String,
    /// The word of the API: `CREATE`.
    pub(crate) operation: String,
    pub(crate) progress: Progress,
    pub(crate) identifier: Option<Id>,
    pub(crate) message: String,
    /// The handler's error code.
    pub(crate) code: Option<String>,
    /// When the request was submitted, in seconds since 1970.
    pub(crate) began: u64,
    region: String,
}

impl Event {
    pub(crate) fn of(event: Option<ProgressEvent>, region: &str) -> Result<Self> {
        let unreadable =
            || ProviderError::new(ErrorKind::Ambiguous, "Cloud Control returned an event without a request");
        let event = event.ok_or_else(unreadable)?;
        let token = event.request_token.filter(|token| !token.is_empty()).ok_or_else(unreadable)?;
        let progress = match event.operation_status {
            Some(OperationStatus::Success) => Progress::Succeeded,
            Some(OperationStatus::Failed) => Progress::Failed,
            Some(OperationStatus::CancelComplete) => Progress::Cancelled,
            // A status that is newer than this version is followed until it is one of these.
            _ => Progress::Active,
        };
        Ok(Self {
            token,
            type_name: event.type_name.unwrap_or_default(),
            operation: event.operation.map(|operation| operation.as_str().to_owned()).unwrap_or_default(),
            progress,
            identifier: event.identifier.filter(|id| !id.is_empty()).map(Id::new),
            message: event.status_message.unwrap_or_default(),
            code: event.error_code.map(|code| code.as_str().to_owned()),
            began: event.event_time.and_then(|time| u64::try_from(time.secs()).ok()).unwrap_or_default(),
            region: region.to_owned(),
        })
    }

    pub(crate) fn is_active(&self) -> bool {
        self.progress == Progress::Active
    }

    /// Whether a create has ended and may have left an incomplete resource.
    pub(crate) fn has_left_something(&self) -> bool {
        let has_failed = matches!(self.progress, Progress::Failed | Progress::Cancelled);
        has_failed && self.error().kind != ErrorKind::AlreadyExists
    }

    /// The error of a request that did not succeed.
    pub(crate) fn error(&self) -> ProviderError {
        let (kind, message) = match (&self.progress, &self.code) {
            (Progress::Cancelled, _) => (ErrorKind::Failed, "the request was cancelled".to_owned()),
            (_, Some(code)) => (kind_of_handler_error(code), self.message.clone()),
            (_, None) => (ErrorKind::Failed, self.message.clone()),
        };
        ProviderError {
            code: self.code.clone(),
            service: Some("cloudcontrol".to_owned()),
            operation: Some(format!("{} {}", self.operation, self.type_name)),
            region: Some(self.region.clone()),
            request_id: Some(self.token.clone()),
            ..ProviderError::new(kind, if message.is_empty() { "the request failed".to_owned() } else { message })
        }
    }
}
