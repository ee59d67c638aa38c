//! The handlers, against services that answer from a list.

// Test helpers may unwrap.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use archipel_engine::hook::HookPoint;
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, HookHandler, HookRequest, ProviderError};
use archipel_engine::{Urn, Value};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::alarm::AlarmIsOk;
use super::http::HttpAnswers;
use super::invoke::Invoke;
use crate::aws::{Connection, Settings, Target};

/// Status, headers and body.
type Answer = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// The answers of a service, in order; the last one stays. Notes the requests.
#[derive(Clone, Debug, Default)]
struct Service {
    answers: Arc<Mutex<Vec<Answer>>>,
    sent: Arc<Mutex<Vec<(String, String)>>>,
}

impl HttpConnector for Service {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        self.sent.lock().unwrap().push((request.uri().to_owned(), body));
        let mut answers = self.answers.lock().unwrap();
        let (status, headers, body) = if answers.len() > 1 { answers.remove(0) } else { answers[0].clone() };
        let mut response = HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body));
        for (name, value) in headers {
            response.headers_mut().insert(name, value);
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

impl HttpClient for Service {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

async fn connected(answers: Vec<Answer>) -> (Service, Connection) {
    let service = Service { answers: Arc::new(Mutex::new(answers)), ..Service::default() };
    let mut settings = Settings::new(Target::nowhere());
    settings.http_client = Some(SharedHttpClient::new(service.clone()));
    (service, Connection::open(settings).await.unwrap())
}

async fn run(handler: &dyn HookHandler, inputs: Value, limit: Duration) -> Result<(), ProviderError> {
    assert_eq!(handler.check(&inputs), Vec::<String>::new());
    let urn = Urn::parse("eu-west-1::aws:rds/Cluster::db/main").unwrap();
    let environment = Environment { region: "eu-west-1".to_owned(), account: None };
    let outputs = Value::from([("arn", Value::from("arn:of:main"))]);
    let request = HookRequest {
        name: "h",
        point: HookPoint::AfterCreate,
        urn: &urn,
        id: Some("main"),
        environment: &environment,
        inputs: &inputs,
        outputs: &outputs,
        timeout: limit,
        token: "token-1",
    };
    handler.run(request).await
}

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_function_gets_the_hook_and_its_failure_is_that_of_the_hook() {
    let (service, connection) = connected(vec![
        (200, vec![], b"null".to_vec()),
        (
            200,
            vec![("x-amz-function-error", "Unhandled".to_owned())],
            br#"{"errorMessage":"no table","errorType":"Error"}"#.to_vec(),
        ),
        (404, vec![("x-amzn-errortype", "ResourceNotFoundException".to_owned())], br#"{"Message":"none"}"#.to_vec()),
    ])
    .await;
    let handler = Invoke(connection);
    let inputs = || Value::from([("function", Value::from("migrate")), ("input", Value::Int(7))]);
    run(&handler, inputs(), MINUTE).await.unwrap();
    let (uri, body) = service.sent.lock().unwrap().last().cloned().unwrap();
    assert!(uri.ends_with("/2015-03-31/functions/migrate/invocations"), "{uri}");
    let sent: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&sent["token"], &sent["input"], &sent["point"]),
        (&"token-1".into(), &7.into(), &"after-create".into())
    );
    assert_eq!(sent["outputs"]["arn"], "arn:of:main");
    let error = run(&handler, inputs(), MINUTE).await.unwrap_err();
    assert_eq!(
        error.message,
        r#"the function migrate failed (Unhandled): {"errorMessage":"no table","errorType":"Error"}"#
    );
    let error = run(&handler, inputs(), MINUTE).await.unwrap_err();
    assert_eq!(error.code.as_deref(), Some("ResourceNotFoundException"));
}

#[tokio::test]
async fn a_function_is_invoked_in_the_region_of_its_arn() {
    let (service, connection) = connected(vec![(200, vec![], b"null".to_vec())]).await;
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:migrate";
    run(&Invoke(connection), Value::from([("function", Value::from(arn))]), MINUTE).await.unwrap();
    let uri = service.sent.lock().unwrap()[0].0.clone();
    assert!(uri.contains("migrate"), "{uri}");
}

/// An answer of DescribeAlarms with one alarm, in CBOR.
fn alarm(state: &str) -> Answer {
    fn text(into: &mut Vec<u8>, text: &str) {
        into.extend([0x78, u8::try_from(text.len()).unwrap()]);
        into.extend(text.as_bytes());
    }
    let mut body = vec![0xa1];
    text(&mut body, "MetricAlarms");
    body.extend([0x81, 0xa3]);
    for part in ["AlarmName", "errors", "StateValue", state, "StateReason", "3 errors"] {
        text(&mut body, part);
    }
    (200, vec![("smithy-protocol", "rpc-v2-cbor".to_owned())], body)
}

#[tokio::test(start_paused = true)]
async fn an_alarm_is_waited_for_and_must_stay_ok() {
    let (service, connection) = connected(vec![alarm("ALARM"), alarm("OK")]).await;
    let inputs = Value::from([("alarm", Value::from("errors"))]);
    run(&AlarmIsOk(connection), inputs, MINUTE).await.unwrap();
    assert_eq!(service.sent.lock().unwrap().len(), 2);
    let (_, connection) = connected(vec![alarm("OK"), alarm("ALARM"), alarm("OK")]).await;
    let inputs = Value::from([("alarm", Value::from("errors")), ("for_secs", Value::Int(30))]);
    let began = tokio::time::Instant::now();
    run(&AlarmIsOk(connection), inputs, MINUTE).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(31), "the time begins again after the alarm: {:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_alarm_that_is_never_ok_is_named_with_its_state() {
    let (_, connection) = connected(vec![alarm("ALARM")]).await;
    let inputs = Value::from([("alarm", Value::from("errors"))]);
    let error = run(&AlarmIsOk(connection), inputs, MINUTE).await.unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Timeout, "errors is ALARM: 3 errors; waited 60 s"));
}

/// Serves these answers, one a connection; the last one stays.
async fn server(answers: Vec<&'static str>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/health", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut answers = answers.into_iter().peekable();
        let mut last = "";
        loop {
            let Ok((mut stream, _)) = listener.accept().await else { return };
            last = answers.next().unwrap_or(last);
            let mut read = vec![0; 4096];
            let _ = stream.read(&mut read).await;
            let _ = stream.write_all(last.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

const BUSY: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const WELL: &str = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nhealthy";

#[tokio::test]
async fn an_address_is_asked_until_it_answers_as_wanted() {
    let url = server(vec![BUSY, WELL]).await;
    let inputs = Value::from([("url", Value::from(url)), ("contains", Value::from("healthy"))]);
    run(&HttpAnswers, inputs, MINUTE).await.unwrap();
    let url = server(vec![BUSY]).await;
    let inputs = Value::from([("url", Value::from(url)), ("status", Value::Int(503))]);
    run(&HttpAnswers, inputs, MINUTE).await.unwrap();
    let second = Duration::from_millis(1200);
    let url = server(vec![BUSY]).await;
    let error = run(&HttpAnswers, Value::from([("url", Value::from(url))]), second).await.unwrap_err();
    assert_eq!(error.message, "the answer has the status 503; waited 1 s");
    let url = server(vec![WELL]).await;
    let inputs = Value::from([("url", Value::from(url)), ("contains", Value::from("sick"))]);
    let error = run(&HttpAnswers, inputs, second).await.unwrap_err();
    assert!(error.message.starts_with("the answer does not contain the text"), "{error}");
    let inputs = Value::from([("url", Value::from("http://127.0.0.1:1/"))]);
    let error = run(&HttpAnswers, inputs, second).await.unwrap_err();
    assert!(error.message.starts_with("no answer: "), "{error}");
}

#[tokio::test]
async fn wrong_inputs_are_found_in_the_plan() {
    let (_, connection) = connected(vec![(200, vec![], Vec::new())]).await;
    let wrong = |handler: &dyn HookHandler, inputs: &[(&'static str, Value)]| {
        handler.check(&Value::Map(inputs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()))
    };
    assert_eq!(wrong(&HttpAnswers, &[]), ["`url` is not a text, or is empty"]);
    let found = wrong(&HttpAnswers, &[("url", "shop.example".into()), ("status", Value::Int(7)), ("x", Value::Null)]);
    assert_eq!(
        found,
        [
            "unknown input `x`",
            "`url` is not an address: expected `https://..` or `http://..`",
            "`status` is not an HTTP status"
        ]
    );
    let invoke = Invoke(connection.clone());
    assert_eq!(wrong(&invoke, &[("function", Value::Unknown)]), Vec::<String>::new());
    assert_eq!(wrong(&invoke, &[("function", "".into())]), ["`function` is not a text, or is empty"]);
    let found = wrong(&AlarmIsOk(connection), &[("alarm", "a".into()), ("for_secs", Value::Int(-1))]);
    assert_eq!(found, ["`for_secs` is not a number of seconds"]);
}
