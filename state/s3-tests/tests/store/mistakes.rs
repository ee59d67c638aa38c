//! Invalid locations: each error contains the error code of the service.

use std::time::{Duration, Instant};

use archipel_engine::resource::ErrorKind;
use archipel_engine::state::{StateError, StateStore as _};
use archipel_state::contract::holder;
use archipel_state::{Options, S3Location, S3Store};
use archipel_state_s3_tests::{Does, Server};

async fn refused(store: S3Store) -> (ErrorKind, String) {
    let (read, written) = (store.load().await.unwrap_err(), store.lock(&holder("me")).await.unwrap_err());
    match (read, written) {
        (StateError::Remote { action: "read", error, .. }, StateError::Remote { .. }) => {
            (error.kind, error.to_string())
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_is_not_there() {
    // The other server creates a missing bucket.
    let server = Server::ministack().await;
    let location = S3Location { bucket: "elsewhere".to_owned(), ..server.location("dev") };
    let (kind, text) = refused(S3Store::new(location, Options::default()).credentials(server.credentials())).await;
    assert_eq!(kind, ErrorKind::NotFound, "{text}");
    assert!(text.contains("NoSuchBucket"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_of_services_that_refuse() {
    for (status, code, kind) in [
        (403, "AccessDenied", ErrorKind::Denied),
        (400, "ExpiredToken", ErrorKind::Credentials),
        (403, "RequestTimeTooSkewed", ErrorKind::Credentials),
        (403, "InvalidAccessKeyId", ErrorKind::Credentials),
        (301, "PermanentRedirect", ErrorKind::Invalid),
        (400, "AuthorizationHeaderMalformed", ErrorKind::Invalid),
    ] {
        let server = Server::folder();
        server.faults.rule(move |_| Some(Does::Answer(status, code)));
        let began = Instant::now();
        let (found, text) = refused(server.store("dev")).await;
        assert_eq!(found, kind, "{text}");
        assert!(text.contains(code), "{text}");
        assert!(began.elapsed() < Duration::from_secs(5), "what does not help is not tried again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret() {
    let server = Server::folder();
    let wrong = aws_credential_types::Credentials::new("somebody", "wrong", None, None, "test");
    let store = S3Store::new(server.location("dev"), Options::default())
        .credentials(aws_credential_types::provider::SharedCredentialsProvider::new(wrong));
    let (kind, text) = refused(store).await;
    assert!(matches!(kind, ErrorKind::Credentials | ErrorKind::Denied), "{kind:?} {text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_not_there() {
    let mut server = Server::folder();
    server.stop();
    let (kind, text) = refused(server.store("dev")).await;
    assert_eq!(kind, ErrorKind::Ambiguous, "{text}");
    assert!(text.contains("onnect"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_only_throttles() {
    let server = Server::folder();
    server.faults.rule(|_| Some(Does::Answer(503, "SlowDown")));
    let (kind, text) = refused(server.store("dev")).await;
    assert_eq!(kind, ErrorKind::Throttled, "{text}");
}
