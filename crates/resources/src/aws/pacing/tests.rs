//! Calls at AWS's published rates, in virtual time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use archipel_engine::limiter::at_priority;
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Result};
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::DateTime;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::date_time::Format;
use tokio::time::Instant;

use super::super::error::SdkResultExt as _;
use super::super::{Aws, Connection, Settings, Target};

/// The time of a paused tokio clock.
#[derive(Clone, Debug)]
struct Virtual(Instant);

impl TimeSource for Virtual {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) + self.0.elapsed()
    }
}

/// A client that sends at AWS's rates to this.
async fn client(http: SharedHttpClient) -> Arc<Aws> {
    let mut settings = Settings::new(Target::nowhere());
    settings.speed = 1.0;
    settings.http_client = Some(http);
    let environment = Environment { region: "eu-west-1".to_owned(), account: None };
    Connection::open(settings).await.unwrap().aws(&environment).unwrap()
}

/// A service that answers after 50 ms, and throttles what exceeds its rate.
#[derive(Clone, Debug)]
struct Service {
    clock: Virtual,
    body: &'static str,
    bucket: Arc<Mutex<Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    burst: f64,
    per_second: f64,
    tokens: f64,
    filled: Instant,
    sent: u32,
    throttled: u32,
    oldest_signature: Duration,
}

impl Service {
    fn new(body: &'static str, burst: f64, per_second: f64) -> Self {
        let now = Instant::now();
        let bucket = Bucket {
            burst,
            per_second,
            tokens: burst,
            filled: now,
            sent: 0,
            throttled: 0,
            oldest_signature: Duration::ZERO,
        };
        Self { clock: Virtual(now), body, bucket: Arc::new(Mutex::new(bucket)) }
    }

    async fn client(&self) -> Arc<Aws> {
        client(SharedHttpClient::new(self.clone())).await
    }

    fn time(&self) -> SharedTimeSource {
        SharedTimeSource::new(self.clock.clone())
    }

    /// The status of a request.
    fn admit(&self, request: &HttpRequest) -> u16 {
        let signed = request.headers().get("x-amz-date").unwrap();
        let iso = format!(
            "{}-{}-{}T{}:{}:{}Z",
            &signed[0..4],
            &signed[4..6],
            &signed[6..8],
            &signed[9..11],
            &signed[11..13],
            &signed[13..15]
        );
        let signed = SystemTime::try_from(DateTime::from_str(&iso, Format::DateTime).unwrap()).unwrap();
        let mut bucket = self.bucket.lock().unwrap();
        let age = self.clock.now().duration_since(signed).unwrap_or_default();
        bucket.oldest_signature = bucket.oldest_signature.max(age);
        bucket.sent += 1;
        let since = bucket.filled.elapsed().as_secs_f64();
        bucket.filled = Instant::now();
        bucket.tokens = (bucket.tokens + since * bucket.per_second).min(bucket.burst);
        if bucket.tokens < 1.0 - 1e-3 {
            bucket.throttled += 1;
            return 503;
        }
        bucket.tokens -= 1.0;
        200
    }
}

impl HttpClient for Service {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Service {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let service = self.clone();
        HttpConnectorFuture::new(async move {
            let status = service.admit(&request);
            tokio::time::sleep(Duration::from_millis(50)).await;
            let body = if status == 200 { service.body } else { THROTTLED };
            // Route 53's reads answer with a change too.
            let of_read = if request.method() == "GET" { "GetChange" } else { CHANGE };
            let body = body.replace(CHANGE, of_read);
            Ok(HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body)))
        })
    }
}

const THROTTLED: &str = "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>1</RequestID></Response>";
const ENDPOINT: &str = "<CreateVpcEndpointResponse><vpcEndpoint><vpcEndpointId>vpce-1</vpcEndpointId></vpcEndpoint></CreateVpcEndpointResponse>";

async fn create_endpoint(aws: &Aws, service: &Service) -> Result<()> {
    let config = aws_sdk_ec2::config::Builder::new()
        .retry_config(aws_config::retry::RetryConfig::disabled())
        .time_source(service.time());
    let call = aws.ec2().create_vpc_endpoint().vpc_id("vpc-1").service_name("com.amazonaws.eu-west-1.sqs");
    call.customize().config_override(config).send().await.into_provider_result(aws.region()).map(drop)
}

#[tokio::test(start_paused = true)]
async fn four_hundred_endpoints_wait_for_their_tokens_without_a_timeout_or_an_old_signature() {
    let service = Service::new(ENDPOINT, 4.0, 0.3);
    let aws = service.client().await;
    let began = Instant::now();
    let results = futures::future::join_all((0..400).map(|_| create_endpoint(&aws, &service))).await;
    for result in results {
        result.unwrap();
    }
    let bucket = service.bucket.lock().unwrap();
    assert_eq!((bucket.sent, bucket.throttled), (400, 0));
    // 396 tokens at 0.3 a second.
    assert!((1320..1325).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    assert!(bucket.oldest_signature < Duration::from_secs(2), "{:?}", bucket.oldest_signature);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_allows_less_throttles_but_leaves_no_call_ambiguous() {
    let service = Service::new(ENDPOINT, 2.0, 0.1);
    let aws = service.client().await;
    let until_made = async || {
        loop {
            match create_endpoint(&aws, &service).await {
                Ok(()) => return,
                Err(error) => assert_eq!(error.kind, ErrorKind::Throttled, "{error}"),
            }
        }
    };
    futures::future::join_all((0..60).map(|_| until_made())).await;
    let bucket = service.bucket.lock().unwrap();
    assert!(bucket.throttled > 0 && bucket.throttled < 60, "{bucket:?}");
    assert!(bucket.oldest_signature < Duration::from_secs(2), "{:?}", bucket.oldest_signature);
}

const CHANGE: &str = "ChangeResourceRecordSets";
const CHANGED: &str = "<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>PENDING</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo></ChangeResourceRecordSetsResponse>";

#[tokio::test(start_paused = true)]
async fn three_hundred_records_and_their_reads_share_the_five_calls_a_second_of_an_account() {
    use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecordSet, RrType};
    let service = Service::new(CHANGED, 5.0, 5.0);
    let aws = service.client().await;
    let config = || {
        aws_sdk_route53::config::Builder::new()
            .retry_config(aws_config::retry::RetryConfig::disabled())
            .time_source(service.time())
    };
    let set = |n: u32| {
        let set = ResourceRecordSet::builder().name(format!("r{n}.example.com")).r#type(RrType::A).build().unwrap();
        let change = Change::builder().action(ChangeAction::Create).resource_record_set(set).build().unwrap();
        ChangeBatch::builder().changes(change).build().unwrap()
    };
    let writes = (0..300).map(|n| {
        let call = aws.route53().change_resource_record_sets().hosted_zone_id("Z1").change_batch(set(n));
        let call = call.customize().config_override(config());
        async { call.send().await.into_provider_result("global").map(drop) }
    });
    let reads = (0..100).map(|_| {
        let call = aws.route53().get_change().id("C1").customize().config_override(config());
        async { call.send().await.into_provider_result("global").map(drop) }
    });
    let began = Instant::now();
    let (writes, reads) = futures::join!(futures::future::join_all(writes), futures::future::join_all(reads));
    for result in writes.into_iter().chain(reads) {
        result.unwrap();
    }
    let bucket = service.bucket.lock().unwrap();
    assert_eq!((bucket.sent, bucket.throttled), (400, 0));
    assert!((79..81).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

const KEY: &str = r#"{"KeyMetadata":{"KeyId":"1"}}"#;

#[tokio::test(start_paused = true)]
async fn a_refresh_of_ten_thousand_keeps_no_write_of_an_up_from_its_bucket() {
    let service = Service::new(KEY, 1e6, 1e6);
    let aws = service.client().await;
    let config = || {
        aws_sdk_kms::config::Builder::new()
            .retry_config(aws_config::retry::RetryConfig::disabled())
            .time_source(service.time())
    };
    let began = Instant::now();
    let refresh = async {
        let reads = (0..10_000).map(|_| {
            let call = aws.kms().describe_key().key_id("1").customize().config_override(config());
            async { call.send().await.into_provider_result("eu-west-1").map(drop).unwrap() }
        });
        futures::future::join_all(reads).await;
        began.elapsed()
    };
    let up = at_priority(1, async {
        let writes = (0..50).map(|_| {
            let call = aws.kms().create_key().customize().config_override(config());
            async { call.send().await.into_provider_result("eu-west-1").map(drop).unwrap() }
        });
        futures::future::join_all(writes).await;
        began.elapsed()
    });
    let (refresh, up) = futures::join!(refresh, up);
    // 9,960 tokens at 10 a second, and 45 at 5 a second.
    assert!((996..998).contains(&refresh.as_secs()), "{refresh:?}");
    assert!((9..10).contains(&up.as_secs()), "{up:?}");
    assert!(service.bucket.lock().unwrap().oldest_signature < Duration::from_secs(2));
}

/// A service that never answers.
#[derive(Clone, Debug)]
struct Silent;

impl HttpClient for Silent {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Silent {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(async move {
            let _ = ByteStream::new(request.take_body()).collect().await;
            std::future::pending().await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_without_an_answer_ends_after_its_timeout() {
    let service = Service::new(ENDPOINT, 1.0, 1.0);
    let aws = client(SharedHttpClient::new(Silent)).await;
    let began = Instant::now();
    let error = create_endpoint(&aws, &service).await.unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Ambiguous, "no answer in time"));
    assert_eq!(began.elapsed().as_secs(), 60);
}
