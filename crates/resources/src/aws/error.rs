//! Converts errors of the SDK.

use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::http::Response;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::rates::says_throttled;

/// Converts results of SDK calls.
pub trait SdkResultExt<T> {
    /// The value, or the error with service, operation, region and request id.
    ///
    /// # Errors
    /// The service's error, with a kind.
    fn into_provider_result(self, region: &str) -> Result<T>;
}

impl<T, E> SdkResultExt<T> for std::result::Result<T, SdkError<E, Response>>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    fn into_provider_result(self, region: &str) -> Result<T> {
        self.map_err(|error| provider_error(&error, region))
    }
}

/// For deletes, where a missing resource is a success.
pub(crate) trait IgnoreNotFound {
    /// Success when the service's own code reports that the resource does not exist.
    fn ignore_not_found(self) -> Result<()>;
}

impl<T> IgnoreNotFound for Result<T> {
    fn ignore_not_found(self) -> Result<()> {
        match self {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }
}

/// Codes that mean that the credentials are absent, wrong or expired.
const CREDENTIALS: &[&str] = &[
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "RequestExpired",
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "MissingAuthenticationToken",
    "TokenRefreshRequired",
];

/// Codes that mean that the credentials do not allow the action.
const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "UnauthorizedOperation",
    "Forbidden",
    "NotAuthorized",
];

/// Codes that mean absence, in addition to those with a common form; see [`is_absence`].
const ABSENT: &[&str] = &["NotFound", "ServerSideEncryptionConfigurationNotFoundError"];

/// Whether a code is a service's own "not found": `InvalidVpcID.NotFound`, `NoSuchBucket`, `ResourceNotFoundException`,
/// `DBClusterNotFoundFault`, `OwnershipControlsNotFoundError`.
fn is_absence(code: &str) -> bool {
    let by_form = ["NotFound", "NotFoundException", "NotFoundFault", "NotFoundError"].iter().any(|end| {
        // The code starts with the name of the missing resource.
        code.strip_suffix(end).is_some_and(|what| !what.is_empty())
    });
    // A service creates its linked role at its first use.
    let comes = code.starts_with("ServiceLinkedRole");
    !comes && (by_form || code.starts_with("NoSuch") || code == "NotFoundException" || ABSENT.contains(&code))
}

/// Codes that mean "already exists", in addition to those with `AlreadyExists` or the prefix `Duplicate`.
const EXISTS: &[&str] = &[
    "BucketAlreadyOwnedByYou",
    "InvalidGroup.Duplicate",
    "InvalidPermission.Duplicate",
    "PriorityInUse",
    "Resource.AlreadyAssociated",
    "ResourceExistsException",
    "TransitGatewayRouteTablePropagation.Duplicate",
];

/// Codes that begin with `Duplicate` and mean that a request contains something twice.
const REPEATED: &[&str] = &["DuplicateSubnetsInSameZone", "DuplicateTagKeys"];

fn is_taken(code: &str) -> bool {
    !REPEATED.contains(&code) && is_taken_by_form(code)
}

fn is_taken_by_form(code: &str) -> bool {
    EXISTS.contains(&code) || code.contains("AlreadyExists") || code.starts_with("Duplicate")
}

/// Whether a service does not find its linked role, which it creates at its first use in an account.
fn lacks_linked_role(code: &str, message: &str) -> bool {
    let of_rds = || {
        let message = message.to_ascii_lowercase();
        message.contains("create service linked role") || message.contains("usingwithrds.iam.servicelinkedroles")
    };
    code.starts_with("ServiceLinkedRole") || code == "InvalidParameterValue" && of_rds()
}

/// The kind of an error with this code, for all operations.
#[must_use]
pub(crate) fn kind_of(code: &str, message: &str) -> ErrorKind {
    if says_throttled(code) {
        ErrorKind::Throttled
    } else if code == "AuthFailure" && !message.to_ascii_lowercase().contains("credentials") {
        // EC2 also returns it for single resources, such as an image or an address of another account.
        ErrorKind::Denied
    } else if CREDENTIALS.contains(&code) {
        ErrorKind::Credentials
    } else if DENIED.contains(&code) {
        ErrorKind::Denied
    } else if is_absence(code) {
        ErrorKind::NotFound
    } else if is_taken(code) {
        ErrorKind::AlreadyExists
    } else if code.starts_with("Insufficient") && code.contains("Capacity") {
        // A server error, and a clear refusal.
        ErrorKind::Quota
    } else if code.ends_with("LimitExceeded") || code.starts_with("LimitExceeded") || code.contains("QuotaExceeded") {
        ErrorKind::Quota
    } else if code.starts_with("ServiceUnavailable")
        || code.starts_with("InternalError")
        || code.starts_with("InternalFailure")
        || code.starts_with("InternalServer")
        || code.starts_with("KMSInternal")
        || code == "Unavailable"
        || code == "RequestTimeout"
        || code == "RequestTimeoutException"
    {
        ErrorKind::Ambiguous
    } else if code == "ConcurrentModification"
        || code == "ConcurrentModificationException"
        || code == "OperationAborted"
        || code == "OperationAbortedException"
        || lacks_linked_role(code, message)
        // IAM returns it for policies with a new role that is not visible yet.
        || (code.starts_with("MalformedPolicy") && message.to_ascii_lowercase().contains("principal"))
    {
        ErrorKind::NotYet
    } else {
        ErrorKind::Invalid
    }
}

/// The kind of an error with this code and HTTP status.
fn kind_of_answer(code: &str, message: &str, status: u16) -> ErrorKind {
    match kind_of(code, message) {
        // A request with an unknown server error may have taken effect.
        ErrorKind::Invalid if status >= 500 => ErrorKind::Ambiguous,
        ErrorKind::Invalid if status == 429 => ErrorKind::Throttled,
        // The request took effect and its response is malformed; the SDK reports that as a service error too.
        ErrorKind::Invalid if code.is_empty() && (200..300).contains(&status) => ErrorKind::Ambiguous,
        kind => kind,
    }
}

fn provider_error<E>(error: &SdkError<E, Response>, region: &str) -> ProviderError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let (service, operation) = names(std::any::type_name::<E>());
    let (kind, code, message) = match error {
        SdkError::ServiceError(service_error) => {
            let status = service_error.raw().status().as_u16();
            let meta = service_error.err().meta();
            let code = meta.code().unwrap_or_default();
            let message = meta.message().unwrap_or_default();
            let kind = kind_of_answer(code, message, status);
            let code = (!code.is_empty()).then(|| code.to_owned());
            let message = match (message, status) {
                ("", 200..300) => format!("an answer that cannot be read (HTTP {status})"),
                ("", _) => format!("HTTP {status}"),
                _ => message.to_owned(),
            };
            (kind, code, message)
        }
        SdkError::TimeoutError(_) => (ErrorKind::Ambiguous, None, "no answer in time".to_owned()),
        SdkError::ResponseError(response) => {
            let status = response.raw().status().as_u16();
            (ErrorKind::Ambiguous, None, format!("an answer that cannot be read (HTTP {status})"))
        }
        SdkError::DispatchFailure(failure) => {
            let text = chain(error);
            if failure.is_user() {
                (ErrorKind::Invalid, None, text)
            } else if is_credentials(&text) {
                (ErrorKind::Credentials, None, text)
            } else if never_sent(&text) {
                (ErrorKind::NotYet, None, text)
            } else if failure.is_timeout() {
                (ErrorKind::Ambiguous, None, "no answer in time".to_owned())
            } else {
                (ErrorKind::Ambiguous, None, text)
            }
        }
        SdkError::ConstructionFailure(_) => {
            let text = chain(error);
            let kind = if is_credentials(&text) { ErrorKind::Credentials } else { ErrorKind::Invalid };
            (kind, None, text)
        }
        _ => (ErrorKind::Ambiguous, None, chain(error)),
    };
    let request_id = error.raw_response().and_then(request_id);
    ProviderError {
        kind,
        message,
        code,
        service: Some(service),
        operation: Some(operation),
        region: Some(region.to_owned()),
        request_id,
        choices: Vec::new(),
    }
}

/// Service and operation, from `aws_sdk_ec2::operation::create_vpc::CreateVpcError`.
fn names(type_name: &str) -> (String, String) {
    let service = type_name.strip_prefix("aws_sdk_").and_then(|rest| rest.split("::").next()).unwrap_or("aws");
    let operation = type_name.rsplit("::").next().unwrap_or(type_name);
    (service.to_owned(), operation.strip_suffix("Error").unwrap_or(operation).to_owned())
}

fn request_id(response: &Response) -> Option<String> {
    ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
        .iter()
        .find_map(|name| response.headers().get(*name))
        .map(str::to_owned)
}

/// The messages of an error and its causes.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if parts.last() != Some(&text) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}

fn is_credentials(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("credential") || text.contains("sso") && text.contains("token")
}

/// Whether the connection failed, so that the request cannot have taken effect.
fn never_sent(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["connection refused", "dns error", "tcp connect error", "client error (connect)", "http connect timeout"]
        .iter()
        .any(|phase| text.contains(phase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_services_own_codes_mean_absence() {
        assert_eq!(kind_of("InvalidVpcID.NotFound", ""), ErrorKind::NotFound);
        for code in ["NoSuchEntity", "NotFound", "DBClusterNotFoundFault", "ResourceNotFoundException", "NoSuchBucket"]
        {
            assert_eq!(kind_of(code, ""), ErrorKind::NotFound, "{code}");
        }
        assert_eq!(kind_of("ServiceLinkedRoleNotFoundFault", ""), ErrorKind::NotYet);
        let wait = "Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait \
                    and try again later";
        assert_eq!(kind_of("InvalidParameterValue", wait), ErrorKind::NotYet);
        assert_eq!(kind_of("InvalidParameterValue", "no such instance class"), ErrorKind::Invalid);
        assert_eq!(kind_of("RequestLimitExceeded", ""), ErrorKind::Throttled);
        assert_eq!(kind_of("AccessDenied", ""), ErrorKind::Denied);
        assert_eq!(kind_of("AuthFailure", "Not authorized for images: [ami-1]"), ErrorKind::Denied);
        let refused = "AWS was not able to validate the provided access credentials";
        assert_eq!(kind_of("AuthFailure", refused), ErrorKind::Credentials);
        assert_eq!(kind_of("VpcLimitExceeded", ""), ErrorKind::Quota);
        assert_eq!(kind_of("DependencyViolation", ""), ErrorKind::Invalid);
        assert_eq!(kind_of("", ""), ErrorKind::Invalid);
    }

    #[test]
    fn a_malformed_response_is_not_a_refusal() {
        assert_eq!(kind_of_answer("", "", 200), ErrorKind::Ambiguous);
        assert_eq!(kind_of_answer("", "", 502), ErrorKind::Ambiguous);
        assert_eq!(kind_of_answer("", "", 429), ErrorKind::Throttled);
        assert_eq!(kind_of_answer("", "", 403), ErrorKind::Invalid);
        assert_eq!(kind_of_answer("DependencyViolation", "", 400), ErrorKind::Invalid);
    }

    #[test]
    fn a_connection_that_failed_has_sent_nothing() {
        let connect = "dispatch failure: timeout: client error (Connect): HTTP connect timeout occurred after 5s";
        for text in [connect, "io error: client error (Connect): dns error: failed to lookup address information"] {
            assert!(never_sent(text), "{text}");
        }
        assert!(!never_sent("dispatch failure: io error: connection reset by peer"));
    }

    #[test]
    fn a_lack_of_capacity_is_a_refusal_whatever_its_status() {
        for code in ["InsufficientInstanceCapacity", "InsufficientDBInstanceCapacity", "InsufficientCapacity"] {
            assert_eq!(kind_of_answer(code, "", 500), ErrorKind::Quota, "{code}");
        }
        assert_eq!(kind_of("DuplicateSubnetsInSameZone", ""), ErrorKind::Invalid);
        assert_eq!(kind_of("AuthorizationError", ""), ErrorKind::Denied);
    }

    #[test]
    fn a_fresh_principal_is_waited_for_and_a_malformed_policy_is_not() {
        assert_eq!(kind_of("MalformedPolicyDocument", "Invalid principal in policy"), ErrorKind::NotYet);
        assert_eq!(kind_of("MalformedPolicyDocument", "Syntax errors in policy"), ErrorKind::Invalid);
    }

    #[test]
    fn service_and_operation_come_from_the_errors_type() {
        assert_eq!(
            names("aws_sdk_ec2::operation::create_vpc::CreateVpcError"),
            ("ec2".to_owned(), "CreateVpc".to_owned())
        );
    }
}
