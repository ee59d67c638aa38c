//! The error codes of Cloud Control and of resource handlers, as kinds of the engine.

use archipel_engine::resource::{ErrorKind, ProviderError};

/// The kind of a resource handler's error code. The codes, and which of them CloudFormation itself retries, are in the
/// CloudFormation CLI user guide, "Handler error codes".
pub(crate) fn kind_of_handler_error(code: &str) -> ErrorKind {
    match code {
        "AccessDenied" | "UnauthorizedTaggingOperation" => ErrorKind::Denied,
        "AlreadyExists" => ErrorKind::AlreadyExists,
        "InvalidCredentials" => ErrorKind::Credentials,
        "InvalidRequest" | "NotUpdatable" => ErrorKind::Invalid,
        "NotFound" => ErrorKind::NotFound,
        "ServiceLimitExceeded" => ErrorKind::Quota,
        "Throttling" => ErrorKind::Throttled,
        // The resource has another operation in progress.
        "ResourceConflict" => ErrorKind::NotYet,
        // The handler got no clear answer of the service. Whether something exists is looked up.
        "ServiceInternalError" | "ServiceTimeout" | "NetworkFailure" => ErrorKind::Ambiguous,
        // `NotStabilized`, `GeneralServiceException`, `InternalFailure`, hooks that refuse, and codes of newer versions.
        _ => ErrorKind::Failed,
    }
}

/// The error of a call. The kinds that the codes have in other services are wrong for some of Cloud Control's: a type that
/// the registry does not know is not the absence of a resource.
pub(crate) fn remapped(error: ProviderError, type_name: &str) -> ProviderError {
    let code = error.code.clone().unwrap_or_default();
    let Some(name) = code.strip_suffix("Exception") else { return error };
    let (kind, advice) = match name {
        "TypeNotFound" => (
            ErrorKind::Invalid,
            format!(
                "the registry of this region has no type {type_name}; choose a region that has it, or another type"
            ),
        ),
        "UnsupportedAction" => (
            ErrorKind::Invalid,
            format!(
                "Cloud Control does not serve this operation of {type_name}; use another type, or a resource type of your own"
            ),
        ),
        "PrivateType" => (ErrorKind::Invalid, format!("activate {type_name} in the registry first")),
        "RequestTokenNotFound" => (ErrorKind::Invalid, String::new()),
        "ResourceNotFound" => (ErrorKind::NotFound, String::new()),
        // The token belongs to a request with other parameters, which may have been executed. This one was not.
        "ClientTokenConflict" => (ErrorKind::SeveralCandidates, String::new()),
        // Another request for the resource is in progress.
        "ConcurrentOperation" | "ConcurrentModification" => (ErrorKind::NotYet, String::new()),
        // As the handler's code, for calls that return the handler's error at once.
        "HandlerFailure" | "HandlerInternalFailure" | "GeneralService" => (ErrorKind::Failed, String::new()),
        "ServiceInternalError" | "NetworkFailure" => (ErrorKind::Ambiguous, String::new()),
        "NotStabilized" | "ResourceConflict" => (ErrorKind::NotYet, String::new()),
        "AlreadyExists" | "InvalidCredentials" | "InvalidRequest" | "NotUpdatable" | "ServiceLimitExceeded" => {
            (kind_of_handler_error(name), String::new())
        }
        "Throttling" => (ErrorKind::Throttled, String::new()),
        _ => return error,
    };
    let message = match (error.message.as_str(), advice.as_str()) {
        (message, "") => message.to_owned(),
        ("", advice) => advice.to_owned(),
        (message, advice) => format!("{}: {advice}", message.trim_end_matches('.')),
    };
    ProviderError { kind, message, ..error }
}

#[cfg(test)]
mod tests {
    use aws_sdk_cloudcontrol::types::HandlerErrorCode;

    use super::*;

    #[test]
    fn every_handler_error_code_of_the_service_model_has_a_kind() {
        let kinds: Vec<_> =
            HandlerErrorCode::values().iter().map(|code| (*code, kind_of_handler_error(code))).collect();
        let failed: Vec<&str> =
            kinds.iter().filter(|(_, kind)| *kind == ErrorKind::Failed).map(|(code, _)| *code).collect();
        // A new code must be given a kind here.
        assert_eq!(failed, ["GeneralServiceException", "InternalFailure", "NotStabilized"]);
        let not_found: Vec<&str> =
            kinds.iter().filter(|(_, kind)| *kind == ErrorKind::NotFound).map(|(code, _)| *code).collect();
        assert_eq!(not_found, ["NotFound"]);
    }

    #[test]
    fn an_unknown_type_or_request_is_not_the_absence_of_a_resource() {
        let of = |code: &str| {
            let error = ProviderError { code: Some(code.to_owned()), ..ProviderError::new(ErrorKind::NotFound, "no.") };
            remapped(error, "AWS::A::B")
        };
        for code in ["TypeNotFoundException", "UnsupportedActionException", "RequestTokenNotFoundException"] {
            assert_eq!(of(code).kind, ErrorKind::Invalid, "{code}");
        }
        assert_eq!(of("ResourceNotFoundException").kind, ErrorKind::NotFound);
        assert_eq!(of("ConcurrentOperationException").kind, ErrorKind::NotYet);
        assert!(of("TypeNotFoundException").message.contains("AWS::A::B"));
    }
}
