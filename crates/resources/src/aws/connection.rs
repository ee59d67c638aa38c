//! One connection to AWS, or to a sandbox, for all regions and accounts of a run.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archipel_engine::limiter::Limiter;
use archipel_engine::program::Place;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_engine::urn::GLOBAL;
use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::region::Region;

use super::client::Aws;
use super::error::{Answer as _, chain};
use super::governor::{CallCounter, Clock, Governor};
use super::rates;

/// Where calls go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To AWS, with the credentials that the SDK finds: environment, profile, SSO, container, instance.
    Aws {
        /// A profile of the shared configuration files, in place of `AWS_PROFILE`.
        profile: Option<String>,
    },
    /// To a sandbox on this machine. Credentials are never looked for.
    Sandbox {
        /// Its address: `http://127.0.0.1:PORT`.
        endpoint: String,
        /// The account there: twelve digits.
        account: String,
        /// Its secret access key.
        secret: SandboxSecret,
    },
}

impl Target {
    /// A sandbox, as the program that started it knows it.
    #[must_use]
    pub fn sandbox(endpoint: impl Into<String>, account: impl Into<String>, secret: impl Into<String>) -> Self {
        Self::Sandbox { endpoint: endpoint.into(), account: account.into(), secret: SandboxSecret(secret.into()) }
    }

    /// A sandbox that does not exist, for connections that send nothing.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::sandbox("http://127.0.0.1:9", "0".repeat(12), "none")
    }
}

/// The secret access key of a sandbox, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct SandboxSecret(String);

impl std::fmt::Debug for SandboxSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SandboxSecret(..)")
    }
}

/// How a connection is made.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where calls go.
    pub target: Target,
    /// The region of what belongs to none: IAM's API is reached through it.
    pub home_region: String,
    /// Roles to assume, by the name that scopes use for the account.
    pub accounts: BTreeMap<String, String>,
    /// How long one attempt of a call may take.
    pub attempt_timeout: Duration,
    /// What requests are sent with, in the place of an HTTPS client with this machine's certificates: for proxies
    /// and certificates of a company, and for tests that stand between a call and its answer. Each attempt is
    /// counted and paced before it gets here.
    pub http_client: Option<SharedHttpClient>,
}

impl Settings {
    /// To this target, with a home region of `us-east-1` and 60 seconds an attempt.
    #[must_use]
    pub fn new(target: Target) -> Self {
        Self {
            target,
            home_region: "us-east-1".to_owned(),
            accounts: BTreeMap::new(),
            attempt_timeout: Duration::from_secs(60),
            http_client: None,
        }
    }

    /// The HTTP client that is used when none is given.
    #[must_use]
    pub fn default_http_client() -> SharedHttpClient {
        aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https()
    }
}

/// A connection. Cheap to clone; clients are made once for each place.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    base: SdkConfig,
    counter: CallCounter,
    clock: Clock,
    clients: Mutex<HashMap<Place, Arc<Aws>>>,
}

impl Connection {
    /// Finds credentials and makes the HTTP client. Sends nothing.
    ///
    /// # Errors
    /// `Invalid` for a sandbox address that is not this machine or an account that is not twelve digits.
    pub async fn open(settings: Settings) -> Result<Self> {
        let sandbox = matches!(settings.target, Target::Sandbox { .. });
        let counter = CallCounter::default();
        let clock = Clock::default();
        let governor = Governor {
            inner: settings.http_client.clone().unwrap_or_else(Settings::default_http_client),
            limiter: Arc::new(if sandbox { Limiter::new(rates::unlimited) } else { Limiter::new(rates::rate) }),
            counter: counter.clone(),
            clock: clock.clone(),
            loopback_only: sandbox,
        };
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(5))
            .operation_attempt_timeout(settings.attempt_timeout)
            .build();
        let retries = RetryConfig::standard()
            .with_max_attempts(6)
            .with_initial_backoff(Duration::from_millis(if sandbox { 20 } else { 500 }));
        let home = Region::new(settings.home_region.clone());
        let base = match &settings.target {
            Target::Aws { profile } => {
                let mut loader = aws_config::defaults(BehaviorVersion::latest())
                    .region(home)
                    .http_client(SharedHttpClient::new(governor))
                    .timeout_config(timeouts)
                    .retry_config(retries)
                    .app_name(app_name()?);
                if let Some(profile) = profile {
                    loader = loader.profile_name(profile);
                }
                loader.load().await
            }
            Target::Sandbox { endpoint, account, secret } => {
                if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
                    let message = format!("`{account}` is no sandbox account: it has twelve digits");
                    return Err(ProviderError::new(ErrorKind::Invalid, message));
                }
                // The access key is the account; every signature is verified.
                let credentials = Credentials::new(account, &secret.0, None, None, "archipel-sandbox");
                SdkConfig::builder()
                    .behavior_version(BehaviorVersion::latest())
                    .region(home)
                    .endpoint_url(endpoint)
                    .credentials_provider(SharedCredentialsProvider::new(credentials))
                    .http_client(SharedHttpClient::new(governor))
                    .sleep_impl(aws_smithy_async_sleep())
                    // Roles are assumed for a time.
                    .time_source(SharedTimeSource::new(SystemTimeSource::new()))
                    .timeout_config(timeouts)
                    .retry_config(retries)
                    .app_name(app_name()?)
                    .build()
            }
        };
        let shared = Shared { settings, base, counter, clock, clients: Mutex::default() };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The client of a place.
    ///
    /// # Errors
    /// `Invalid` for an account that the configuration does not name.
    pub fn aws(&self, place: &Place) -> Result<Arc<Aws>> {
        let mut clients = self.shared.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(aws) = clients.get(place) {
            return Ok(Arc::clone(aws));
        }
        let region = if place.region == GLOBAL { &self.shared.settings.home_region } else { &place.region };
        let mut config = self.shared.base.to_builder().region(Region::new(region.clone()));
        if let Some(account) = &place.account {
            let role = self.shared.settings.accounts.get(account).ok_or_else(|| {
                let known = self.shared.settings.accounts.keys().cloned().collect::<Vec<_>>().join(", ");
                let message = format!("the configuration names no account `{account}` (it names: {known})");
                ProviderError::new(ErrorKind::Invalid, message)
            })?;
            let provider = aws_config::sts::AssumeRoleProvider::builder(role)
                .session_name("archipel")
                .region(Region::new(region.clone()))
                .configure(&self.shared.base);
            let provider = Assumed { role: role.clone(), provider: futures::executor::block_on(provider.build()) };
            config = config.credentials_provider(SharedCredentialsProvider::new(provider));
        }
        let aws = Arc::new(Aws::new(self.clone(), config.build(), place.clone(), region.clone()));
        clients.insert(place.clone(), Arc::clone(&aws));
        Ok(aws)
    }

    /// Who calls are made by, in a place: the principal's ARN (`GetCallerIdentity`).
    ///
    /// # Errors
    /// What the service answers; `Invalid` for an account that the configuration does not name.
    pub async fn identity(&self, place: &Place) -> Result<String> {
        let aws = self.aws(place)?;
        let told = aws.sts().get_caller_identity().send().await.answer(&place.region)?;
        Ok(told.arn().unwrap_or_default().to_owned())
    }

    /// By how many seconds the services' clock was ahead of this machine's at the last answer; none before one came.
    #[must_use]
    pub fn ahead(&self) -> Option<i64> {
        self.shared.clock.ahead()
    }

    /// The number of the account that the credentials belong to (`GetCallerIdentity`, which needs no permission).
    ///
    /// # Errors
    /// What STS answers, and that there are no credentials.
    pub async fn account(&self) -> Result<String> {
        let aws = self.aws(&Place { region: GLOBAL.to_owned(), account: None })?;
        let told = aws.sts().get_caller_identity().send().await.answer(aws.region())?;
        let account = told.account().map(str::to_owned);
        account.ok_or_else(|| ProviderError::new(ErrorKind::Internal, "STS did not say which account this is"))
    }

    /// Where calls go.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.shared.settings.target
    }

    /// How often each operation was called.
    #[must_use]
    pub fn calls(&self) -> &CallCounter {
        &self.shared.counter
    }
}

/// The credentials of a role, which is named when it cannot be assumed.
#[derive(Debug)]
struct Assumed<P> {
    role: String,
    provider: P,
}

impl<P: ProvideCredentials> ProvideCredentials for Assumed<P> {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            self.provider.provide_credentials().await.map_err(|error| {
                CredentialsError::provider_error(format!(
                    "the role {} cannot be assumed: {}; its trust policy must let the credentials of this run do so",
                    self.role,
                    chain(&error)
                ))
            })
        })
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("target", &self.shared.settings.target).finish_non_exhaustive()
    }
}

fn app_name() -> Result<aws_types::app_name::AppName> {
    aws_types::app_name::AppName::new("archipel")
        .map_err(|error| ProviderError::new(ErrorKind::Internal, error.to_string()))
}

fn aws_smithy_async_sleep() -> aws_smithy_async::rt::sleep::SharedAsyncSleep {
    aws_smithy_async::rt::sleep::SharedAsyncSleep::new(aws_smithy_async::rt::sleep::TokioSleep::new())
}
