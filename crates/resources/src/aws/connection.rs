//! The connection to AWS, or to a sandbox, for all regions and accounts of a run.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use archipel_endpoints::{Endpoints, Environment as ProcessEnvironment, Services};
use archipel_engine::limiter::Limiter;
use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use archipel_engine::urn::GLOBAL;
use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_sts::config::IdentityCache;
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};
use aws_smithy_http_client::tls;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::region::Region;
use tokio::sync::OnceCell;

use super::accounts;
use super::client::Aws;
use super::error::{SdkResultExt as _, chain};
use super::governor::{CallCounter, Clock, Governor};
use super::pacing::Pacing;
use super::rates;

/// The code of the error for an endpoint of the environment that [`Settings::endpoints`] does not name.
pub const UNNAMED_ENDPOINT: &str = "UnnamedEndpoint";

/// How many times the published rates of AWS apply in a sandbox: its queues have the same shape and are as many times
/// shorter.
pub const SANDBOX_SPEED: f64 = 100.0;

/// The target of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// AWS, with the credentials that the SDK finds: environment, profile, SSO, container, instance.
    Aws {
        /// A profile of the shared configuration files, instead of `AWS_PROFILE`.
        profile: Option<String>,
    },
    /// A sandbox on this machine. No credentials are looked up.
    Sandbox {
        /// The address: `http://127.0.0.1:PORT`.
        endpoint: String,
        /// The account: twelve digits.
        account: String,
        /// The secret access key.
        secret: SandboxSecret,
    },
}

impl Target {
    /// A sandbox, with the data of the program that started it.
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

impl SandboxSecret {
    /// The secret in plain text, for requests to the sandbox that are not AWS's.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SandboxSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SandboxSecret(..)")
    }
}

/// The settings of a connection.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The target of calls.
    pub target: Target,
    /// The region for global resources, such as those of IAM.
    pub home_region: String,
    /// Regions that are permitted beside those that this version knows.
    pub regions: Vec<String>,
    /// Roles to assume, by the name that scopes use for the account.
    pub accounts: BTreeMap<String, String>,
    /// The permitted custom endpoints. Others in the environment or a profile are refused. A sandbox uses none.
    pub endpoints: Endpoints,
    /// The timeout of one attempt of a call, from sending it to the end of its response, without the wait for a
    /// token.
    pub attempt_timeout: Duration,
    /// How many times the published rates of AWS calls may be sent: 1 in AWS. In a sandbox, whose emulators have no
    /// limits, time passes [`SANDBOX_SPEED`] times as fast.
    pub speed: f64,
    /// The HTTP client, instead of one with this machine's certificates: for proxies
    /// and certificates of a company, and for tests that intercept calls. Each attempt is
    /// counted and paced before it gets here.
    pub http_client: Option<SharedHttpClient>,
}

impl Settings {
    /// Settings for this target, with the home region `us-east-1` and 60 seconds per attempt.
    #[must_use]
    pub fn new(target: Target) -> Self {
        let speed = if matches!(target, Target::Sandbox { .. }) { SANDBOX_SPEED } else { 1.0 };
        Self {
            target,
            home_region: "us-east-1".to_owned(),
            regions: Vec::new(),
            accounts: BTreeMap::new(),
            endpoints: Endpoints::new(),
            attempt_timeout: Duration::from_secs(60),
            speed,
            http_client: None,
        }
    }

    /// The default HTTP client.
    #[must_use]
    pub fn default_http_client() -> SharedHttpClient {
        aws_smithy_http_client::Builder::new()
            .tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring))
            .build_https()
    }
}

/// A connection. Cheap to clone; clients are created once for each environment.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    base: SdkConfig,
    counter: CallCounter,
    limiter: Arc<Limiter>,
    clock: Clock,
    clients: Mutex<HashMap<Environment, Arc<Aws>>>,
    /// The account of the credentials, once STS has returned it.
    account: OnceCell<String>,
}

impl Connection {
    /// Why nothing can be in an environment: its region does not exist.
    #[must_use]
    pub fn check_region(&self, environment: &Environment) -> Option<String> {
        super::regions::check(environment, &self.shared.settings.regions)
    }

    /// Finds credentials and creates the HTTP client. Sends nothing.
    ///
    /// # Errors
    /// `Invalid` for a sandbox address that is not this machine or an account that is not twelve digits, and, with the code
    /// [`UNNAMED_ENDPOINT`], for an endpoint of the environment or the profile that the settings do not name.
    pub async fn open(settings: Settings) -> Result<Self> {
        let sandbox = matches!(settings.target, Target::Sandbox { .. });
        let counter = CallCounter::default();
        let clock = Clock::default();
        let limiter = Arc::new(Limiter::new(rates::scaled(settings.speed)));
        let governor = Governor {
            inner: settings.http_client.clone().unwrap_or_else(Settings::default_http_client),
            limiter: Arc::clone(&limiter),
            counter: counter.clone(),
            clock: clock.clone(),
            attempt_timeout: settings.attempt_timeout,
            loopback_only: sandbox,
        };
        // The SDK's own time-out of an attempt would include the wait for a token: the governor has one instead.
        let timeouts = TimeoutConfig::builder().connect_timeout(Duration::from_secs(5)).build();
        let retries = RetryConfig::standard()
            .with_max_attempts(6)
            .with_initial_backoff(Duration::from_millis(if sandbox { 20 } else { 500 }));
        let home = Region::new(settings.home_region.clone());
        let base = match &settings.target {
            Target::Aws { profile } => {
                let environment = ProcessEnvironment::of_process(profile.as_deref()).await;
                settings.endpoints.verify(&environment, Services::All).map_err(|error| ProviderError {
                    code: Some(UNNAMED_ENDPOINT.to_owned()),
                    ..ProviderError::new(ErrorKind::Invalid, error.to_string())
                })?;
                let mut loader = aws_config::defaults(BehaviorVersion::latest())
                    .region(home)
                    .http_client(SharedHttpClient::new(governor))
                    .timeout_config(timeouts)
                    .retry_config(retries)
                    .app_name(app_name()?);
                if let Some(profile) = profile {
                    loader = loader.profile_name(profile);
                }
                // Clients use only the permitted endpoints, not those of the environment.
                let mut base = loader.load().await.into_builder().service_config(settings.endpoints.service_config());
                base.set_endpoint_url(None);
                base.build()
            }
            Target::Sandbox { endpoint, account, secret } => {
                if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
                    let message = format!("invalid sandbox account `{account}`: expected twelve digits");
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
                    // Credentials of assumed roles expire.
                    .time_source(SharedTimeSource::new(SystemTimeSource::new()))
                    .timeout_config(timeouts)
                    .retry_config(retries)
                    .app_name(app_name()?)
                    .build()
            }
        };
        let identities = base.identity_cache().unwrap_or_else(|| IdentityCache::lazy().build());
        let base =
            base.into_builder().identity_cache(Pacing { inner: identities, limiter: Arc::clone(&limiter) }).build();
        let (clients, account) = (Mutex::default(), OnceCell::new());
        let shared = Shared { settings, base, counter, limiter, clock, clients, account };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The client of an environment.
    ///
    /// # Errors
    /// `Invalid` for an account that the configuration does not name.
    pub fn aws(&self, environment: &Environment) -> Result<Arc<Aws>> {
        let mut clients = self.shared.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(aws) = clients.get(environment) {
            return Ok(Arc::clone(aws));
        }
        let region = if environment.region == GLOBAL { &self.shared.settings.home_region } else { &environment.region };
        let mut config = self.shared.base.to_builder().region(Region::new(region.clone()));
        if let Some(account) = &environment.account {
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
        let aws = Arc::new(Aws::new(self.clone(), config.build(), environment.clone(), region.clone()));
        clients.insert(environment.clone(), Arc::clone(&aws));
        Ok(aws)
    }

    /// The ARN of the principal of calls in an environment (`GetCallerIdentity`).
    ///
    /// # Errors
    /// What the service answers; `Invalid` for an account that the configuration does not name.
    pub async fn identity(&self, environment: &Environment) -> Result<String> {
        let aws = self.aws(environment)?;
        let response = aws.sts().get_caller_identity().send().await.into_provider_result(&environment.region)?;
        Ok(response.arn().unwrap_or_default().to_owned())
    }

    /// By how many seconds the services' clock was ahead of this machine's in the last response; `None` before the
    /// first one.
    #[must_use]
    pub fn ahead(&self) -> Option<i64> {
        self.shared.clock.ahead()
    }

    /// The account of calls in an environment: that of the role's ARN, or that of the credentials (`GetCallerIdentity`,
    /// which needs no permission and is called once). `None` in a sandbox.
    ///
    /// # Errors
    /// What STS answers, that there are no credentials, and an account that the configuration does not name.
    pub async fn account(&self, environment: &Environment) -> Result<Option<String>> {
        if matches!(self.target(), Target::Sandbox { .. }) {
            return Ok(None);
        }
        if let Some(role) = environment.account.as_ref().and_then(|name| self.shared.settings.accounts.get(name))
            && let Some(account) = accounts::in_arn(role)
        {
            return Ok(Some(account.to_owned()));
        }
        let environment = Environment { region: GLOBAL.to_owned(), account: environment.account.clone() };
        if environment.account.is_some() {
            return self.ask_account(&environment).await.map(Some);
        }
        self.shared.account.get_or_try_init(|| self.ask_account(&environment)).await.cloned().map(Some)
    }

    /// The account of calls in an environment, as ARNs have it; also in a sandbox.
    pub(crate) async fn account_number(&self, environment: &Environment) -> Result<String> {
        let role = environment.account.as_ref().and_then(|name| self.shared.settings.accounts.get(name));
        match (self.target(), role.and_then(|role| accounts::in_arn(role))) {
            (Target::Sandbox { .. }, Some(account)) => Ok(account.to_owned()),
            (Target::Sandbox { account, .. }, None) => Ok(account.clone()),
            (Target::Aws { .. }, _) => self.account(environment).await.map(Option::unwrap_or_default),
        }
    }

    async fn ask_account(&self, environment: &Environment) -> Result<String> {
        let aws = self.aws(environment)?;
        let response = aws.sts().get_caller_identity().send().await.into_provider_result(aws.region())?;
        let account = response.account().map(str::to_owned);
        account.ok_or_else(|| ProviderError::new(ErrorKind::Internal, "STS did not say which account this is"))
    }

    /// The custom endpoint of a service, by the SDK's service id.
    pub(crate) fn endpoint(&self, service: &str) -> Option<&str> {
        match self.target() {
            Target::Aws { .. } => self.shared.settings.endpoints.of(service),
            Target::Sandbox { endpoint, .. } => Some(endpoint),
        }
    }

    /// The settings of the environment and the profile that change AWS's own addresses, in words: FIPS and dual-stack
    /// endpoints.
    #[must_use]
    pub fn variants(&self) -> Vec<&'static str> {
        let base = &self.shared.base;
        let set = |value: Option<bool>, name| value.unwrap_or_default().then_some(name);
        [set(base.use_fips(), "FIPS endpoints"), set(base.use_dual_stack(), "dual-stack endpoints")]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The target of calls.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.shared.settings.target
    }

    /// The limiter that every request passes.
    #[must_use]
    pub fn limiter(&self) -> Arc<Limiter> {
        Arc::clone(&self.shared.limiter)
    }

    /// The number of calls of each operation.
    #[must_use]
    pub fn calls(&self) -> &CallCounter {
        &self.shared.counter
    }
}

/// The credentials of a role. The error of a failed `AssumeRole` names the role.
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

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
    };
    use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
    use aws_smithy_runtime_api::client::result::ConnectorError;
    use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

    use super::*;

    /// Sends nothing, and records the addresses.
    #[derive(Clone, Debug, Default)]
    struct Nowhere(Arc<Mutex<Vec<String>>>);

    impl HttpClient for Nowhere {
        fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
            SharedHttpConnector::new(self.clone())
        }
    }

    impl HttpConnector for Nowhere {
        fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
            self.0.lock().unwrap().push(request.uri().to_owned());
            HttpConnectorFuture::ready(Err(ConnectorError::user("nothing is sent".into())))
        }
    }

    /// The addresses of a call to STS and of one to the tagging API.
    async fn addresses(endpoints: Endpoints) -> Vec<String> {
        let nowhere = Nowhere::default();
        let settings = Settings {
            endpoints,
            http_client: Some(SharedHttpClient::new(nowhere.clone())),
            ..Settings::new(Target::Aws { profile: None })
        };
        let aws = Connection::open(settings).await.unwrap();
        let aws = aws.aws(&Environment { region: "eu-west-1".to_owned(), account: None }).unwrap();
        let credentials = SharedCredentialsProvider::new(Credentials::new("id", "secret", None, None, "test"));
        let sts = aws_sdk_sts::config::Builder::new().credentials_provider(credentials.clone());
        let tagging = aws_sdk_resourcegroupstagging::config::Builder::new().credentials_provider(credentials);
        drop(aws.sts().get_caller_identity().customize().config_override(sts).send().await);
        drop(aws.tagging().get_resources().customize().config_override(tagging).send().await);
        nowhere.0.lock().unwrap().clone()
    }

    #[tokio::test]
    async fn clients_call_the_endpoints_that_are_named_and_no_other() {
        let own = addresses(Endpoints::new()).await;
        let (sts, tagging) = ("https://sts.eu-west-1.amazonaws.com/", "https://tagging.eu-west-1.amazonaws.com/");
        assert_eq!(own, [sts, tagging]);
        let one = addresses(Endpoints::new().service("sts", "http://127.0.0.1:1")).await;
        assert_eq!(one, ["http://127.0.0.1:1/", tagging]);
        let all = Endpoints::new().all(Some("http://127.0.0.1:2")).service("sts", "http://127.0.0.1:1");
        assert_eq!(addresses(all).await, ["http://127.0.0.1:1/", "http://127.0.0.1:2/"]);
    }

    #[tokio::test]
    async fn the_account_of_a_role_is_in_its_arn_and_a_sandbox_has_none() {
        let mut settings = Settings::new(Target::Aws { profile: None });
        settings.accounts.insert("dns".to_owned(), "arn:aws:iam::210987654321:role/archipel".to_owned());
        let aws = Connection::open(settings).await.unwrap();
        let environment =
            |account: Option<&str>| Environment { region: GLOBAL.to_owned(), account: account.map(str::to_owned) };
        assert_eq!(aws.account(&environment(Some("dns"))).await.unwrap().as_deref(), Some("210987654321"));
        let target = Target::sandbox("http://127.0.0.1:9", "1".repeat(12), "none");
        let sandbox = Connection::open(Settings::new(target)).await.unwrap();
        assert_eq!(sandbox.account(&environment(None)).await.unwrap(), None);
    }
}
