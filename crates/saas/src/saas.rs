//! The accounts of a run, and the client of each.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::{Instant, SystemTime};

use archipel_engine::limiter::{Limiter, Rate};
use archipel_engine::program::Environment;
use archipel_engine::resource::{ProviderError, Result};
use archipel_resources::aws::{Connection, SANDBOX_SPEED, Target};
use tokio::sync::Mutex;

use crate::accounts::Accounts;
use crate::client::{Client, Shared};
use crate::token::Secret;
use crate::transport::Transport;
use crate::vendor::Vendor;
use crate::workspace_token::{ManagedGrafana, RENEW_AFTER, Workspace};

/// The accounts of the vendors, for all resources of a run.
#[derive(Debug)]
pub struct Saas {
    connection: Option<Connection>,
    accounts: Accounts,
    sandbox: Option<Sandbox>,
    calls: Arc<AtomicU64>,
    pub(crate) limiter: Arc<Limiter>,
    shared: OnceLock<Arc<Shared>>,
    /// The tokens that were read, by vendor or instance of Grafana, with the time of the read.
    tokens: Mutex<HashMap<String, (Secret, Instant)>>,
}

/// The stand-ins of a sandbox.
#[derive(Debug)]
struct Sandbox {
    endpoint: String,
    token: Secret,
}

impl Saas {
    /// The accounts over a connection to AWS, in whose Secrets Manager their tokens may be. Over a connection to a sandbox, the
    /// sandbox's stand-ins for the vendors: no request leaves this machine, and no token is read.
    #[must_use]
    pub fn new(connection: Connection, accounts: Accounts) -> Self {
        let sandbox = match connection.target() {
            Target::Aws { .. } => None,
            Target::Sandbox { endpoint, account, secret } => Some(Sandbox {
                endpoint: endpoint.trim_end_matches('/').to_owned(),
                token: Secret::new(format!("{account}:{}", secret.expose())),
            }),
        };
        Self::with(Some(connection), accounts, sandbox)
    }

    /// The accounts for a program without AWS.
    #[must_use]
    pub fn without_aws(accounts: Accounts) -> Self {
        Self::with(None, accounts, None)
    }

    fn with(connection: Option<Connection>, accounts: Accounts, sandbox: Option<Sandbox>) -> Self {
        let speed = if sandbox.is_some() { SANDBOX_SPEED } else { 1.0 };
        let limiter = Limiter::new(move |bucket| {
            let vendor = Vendor::ALL.into_iter().find(|vendor| vendor.name() == bucket.service);
            let rate = vendor.map_or(Rate { burst: 1.0, per_second: 1.0 }, Vendor::rate);
            Rate { burst: rate.burst * speed, per_second: rate.per_second * speed }
        });
        Self {
            connection,
            accounts,
            sandbox,
            calls: Arc::default(),
            limiter: Arc::new(limiter),
            shared: OnceLock::new(),
            tokens: Mutex::default(),
        }
    }

    /// The number of requests to vendors so far, including retries.
    #[must_use]
    pub fn calls(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.calls)
    }

    fn shared(&self) -> Result<Arc<Shared>> {
        if let Some(shared) = self.shared.get() {
            return Ok(Arc::clone(shared));
        }
        let transport = Transport::new()?;
        let shared = Shared { transport, limiter: Arc::clone(&self.limiter), calls: Arc::clone(&self.calls) };
        Ok(Arc::clone(self.shared.get_or_init(|| Arc::new(shared))))
    }

    /// The client of PagerDuty or Sentry.
    async fn client(&self, vendor: Vendor) -> Result<Client> {
        let shared = self.shared()?;
        if let Some(sandbox) = &self.sandbox {
            let url = format!("{}/_saas/{}", sandbox.endpoint, vendor.name());
            let (token, source) = (sandbox.token.clone(), "the sandbox".to_owned());
            return Ok(Client { shared, vendor, url, token, source });
        }
        let url = self.accounts.url(vendor).unwrap_or_default().trim_end_matches('/').to_owned();
        let (token, source) = self.stored_token(vendor).await?;
        Ok(Client { shared, vendor, url, token, source })
    }

    /// The client of PagerDuty.
    pub(crate) async fn pagerduty(&self) -> Result<Client> {
        self.client(Vendor::PagerDuty).await
    }

    /// The client of Sentry.
    pub(crate) async fn sentry(&self) -> Result<Client> {
        self.client(Vendor::Sentry).await
    }

    /// The client of an instance of Grafana.
    pub(crate) async fn grafana(&self, host: &str) -> Result<Client> {
        let (shared, vendor) = (self.shared()?, Vendor::Grafana);
        if let Some(sandbox) = &self.sandbox {
            let url = format!("{}/_saas/grafana/{host}", sandbox.endpoint);
            let (token, source) = (sandbox.token.clone(), "the sandbox".to_owned());
            return Ok(Client { shared, vendor, url, token, source });
        }
        let url = format!("https://{host}");
        let (token, source) = match Workspace::of(host).zip(self.connection.as_ref()) {
            Some((workspace, connection)) => {
                let token = self.workspace_token(host, &workspace, connection, &shared).await?;
                (token, "its service account `archipel`".to_owned())
            }
            None => self.stored_token(vendor).await?,
        };
        Ok(Client { shared, vendor, url, token, source })
    }

    async fn stored_token(&self, vendor: Vendor) -> Result<(Secret, String)> {
        let source = self.accounts.token(vendor);
        let mut tokens = self.tokens.lock().await;
        if let Some((token, _)) = tokens.get(vendor.name()) {
            return Ok((token.clone(), source.to_string()));
        }
        let token = source.read(self.connection.as_ref()).await.map_err(|error| ProviderError {
            message: format!(
                "{}: {}\nStore a token there, name its source with `{}.token` in the table [archipel.saas], or leave the resources of {} out of the program",
                vendor.title(),
                error.message,
                vendor.name(),
                vendor.title(),
            ),
            ..error
        })?;
        tokens.insert(vendor.name().to_owned(), (token.clone(), Instant::now()));
        Ok((token, source.to_string()))
    }

    async fn workspace_token(
        &self,
        host: &str,
        workspace: &Workspace,
        connection: &Connection,
        shared: &Shared,
    ) -> Result<Secret> {
        let mut tokens = self.tokens.lock().await;
        if let Some((token, created)) = tokens.get(host)
            && created.elapsed() < RENEW_AFTER
        {
            return Ok(token.clone());
        }
        let environment = Environment { region: workspace.region.clone(), account: None };
        let url = format!("https://grafana.{}.amazonaws.com", workspace.region);
        let managed = ManagedGrafana { transport: &shared.transport, connection, environment, url };
        let token = managed.token(workspace, SystemTime::now()).await?;
        tokens.insert(host.to_owned(), (token.clone(), Instant::now()));
        Ok(token)
    }
}
