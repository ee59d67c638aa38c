//! The target of a stack: providers connected to AWS, to the sandbox, or to nothing.

use std::sync::Arc;

use archipel_engine::apply::Providers;
use archipel_engine::state::Snapshot;

use crate::context::Context;
use crate::errors::Result;
use crate::hooks::LocalHooks;
use crate::session::Session;

/// The metadata key in a state for the contents of the sandbox.
pub(crate) const META_SANDBOX: &str = "sandbox";

/// Connected providers.
pub(crate) struct ConnectedProviders {
    pub(crate) providers: Arc<Providers>,
    /// The number of requests sent so far.
    pub(crate) calls: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// The id of the sandbox's contents, which a reset or a restart changes.
    pub(crate) world: Option<String>,
    /// The connection to AWS, if the stack uses it.
    #[cfg(feature = "aws")]
    pub(crate) connection: Option<archipel_resources::aws::Connection>,
}

impl ConnectedProviders {
    /// Whether the sandbox lost the recorded resources.
    pub(crate) fn is_new_world(&self, snapshot: &Snapshot) -> bool {
        let recorded = snapshot.meta.get(META_SANDBOX);
        self.world.is_some() && self.world.as_ref() != recorded && !snapshot.records.is_empty()
    }
}

fn with_own(context: &Context, mut providers: Providers) -> Providers {
    providers = providers.with(Arc::new(LocalHooks));
    for provider in &context.app.providers.0 {
        providers = providers.with(Arc::clone(provider));
    }
    providers
}

fn own(context: &Context) -> ConnectedProviders {
    let providers = Arc::new(with_own(context, Providers::new()));
    ConnectedProviders {
        providers,
        calls: Arc::new(|| 0),
        world: None,
        #[cfg(feature = "aws")]
        connection: None,
    }
}

#[cfg(not(feature = "aws"))]
mod aws {
    use super::*;

    pub(crate) async fn connect(
        context: &Context,
        _: &Session,
        _: &Snapshot,
        _: impl Fn(&str) -> bool,
    ) -> Result<ConnectedProviders> {
        Ok(own(context))
    }

    pub(crate) async fn offline(context: &Context) -> Result<Providers> {
        Ok(with_own(context, Providers::new()))
    }
}

#[cfg(feature = "aws")]
mod aws {
    use std::collections::BTreeSet;

    use archipel_engine::Environment;
    use archipel_engine::event::{Event, EventSink as _, Level};
    use archipel_engine::resource::ErrorKind;
    use archipel_resources::aws::{Connection, Settings, Target, UNNAMED_ENDPOINT};
    use archipel_sandbox::daemon::{self, DaemonApiServers, DaemonOptions};
    use archipel_sandbox::{InstallOptions, Listener, Progress};
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::accounts;
    use crate::config::{SaasSettings, TargetName};
    use crate::endpoints::{endpoints, unencrypted_endpoint, unnamed_endpoint};
    use crate::errors::{self, Failure, Provided};
    use crate::exit::Exit;
    #[cfg(feature = "recovery")]
    use crate::recovery::verification;

    /// Connects to the target, if the stack uses AWS. Starts the sandbox if it is the target; sends no request to
    /// AWS.
    pub(crate) async fn connect(
        context: &Context,
        session: &Session,
        snapshot: &Snapshot,
        uses: impl Fn(&str) -> bool,
    ) -> Result<ConnectedProviders> {
        let uses_aws = PROVIDERS.iter().any(|provider| uses(provider));
        if replaced(context) || !uses_aws {
            return Ok(own(context));
        }
        #[cfg(feature = "recovery")]
        let mut way = verification::Way::Public(archipel_resources::numbered::Application::default());
        let (target, world) = match session.target {
            TargetName::Aws => {
                warn_about_endpoints(context, session);
                (Target::Aws { profile: session.settings.profile.clone() }, None)
            }
            TargetName::Sandbox => {
                let mut options = options(context, None);
                options.api_servers = api_servers(session, uses(CLUSTER_CONTENTS));
                let running = daemon::start(&options).await.map_err(|error| errors::sandbox(&error))?;
                if !running.is_of_this_build() {
                    let message = "another build of this program started the running sandbox, which behaves like that build: `sandbox stop` ends it and deletes its contents, and the next run starts a new one".to_owned();
                    context.reporter.emit(Event::Notice { level: Level::Warning, message });
                }
                let account = sandbox_account(context, session, snapshot);
                let world = format!("{}/{account}", running.instance());
                #[cfg(feature = "recovery")]
                {
                    let flow = Arc::clone(&context.flow);
                    way = verification::Way::Sandbox(Box::new(running.clone()), account.clone(), flow);
                }
                (Target::sandbox(running.endpoint(), account, running.secret().expose()), Some(world))
            }
        };
        let mut settings = Settings::new(target);
        if let Some(region) = &session.settings.home_region {
            settings.home_region.clone_from(region);
        }
        settings.regions.clone_from(&session.settings.regions);
        settings.accounts.clone_from(&session.settings.accounts);
        settings.endpoints = endpoints(&session.settings);
        let connection = open(settings).await?;
        let (providers, calls) = of_aws(connection.clone(), &session.settings.saas);
        #[cfg(feature = "recovery")]
        let providers = providers.with(Arc::new(verification::provider(way)));
        #[cfg(feature = "recovery")]
        let providers = if context.flow.is_expecting() {
            crate::recovery::paced::paced(&providers, &context.flow)
        } else {
            providers
        };
        Ok(ConnectedProviders {
            connection: Some(connection),
            providers: Arc::new(with_own(context, providers)),
            calls,
            world,
        })
    }

    /// The provider of objects in Kubernetes clusters.
    const CLUSTER_CONTENTS: &str = "k8s";

    /// Whether the clusters of the sandbox need API servers. A program with objects for them cannot run without, which
    /// is an error before anything is created.
    fn api_servers(session: &Session, has_contents: bool) -> DaemonApiServers {
        match (session.without_cluster_contents, has_contents) {
            (true, _) => DaemonApiServers::Off,
            (false, true) => DaemonApiServers::Required,
            (false, false) => DaemonApiServers::IfFound,
        }
    }

    /// The identity of the credentials or the error in each environment, and by how many seconds the clock of the
    /// service is ahead of this machine's.
    pub(crate) async fn identities(
        session: &Session,
        places: impl IntoIterator<Item = Environment>,
    ) -> Result<Vec<Identity>> {
        let connection = open(diagnostic_settings(session)).await?;
        let mut identities = Vec::new();
        for environment in places {
            let who = connection.identity(&environment).await;
            let who =
                who.map_err(|error| errors::provider(&error, &Provided { what: "no response", ..Provided::default() }));
            identities.push(Identity { environment: environment.to_string(), who, ahead: connection.ahead() });
        }
        Ok(identities)
    }

    /// Compares the account of the credentials with the accounts of the configuration and the state.
    pub(crate) async fn verify_accounts(
        session: &Session,
        snapshot: &Snapshot,
        used: BTreeSet<accounts::Scope>,
    ) -> Result<()> {
        let connection = open(diagnostic_settings(session)).await?;
        let (providers, _) = of_aws(connection, &session.settings.saas);
        accounts::verify(session, &providers, snapshot, used, false).await.map(drop)
    }

    /// Notes about unusual connections to AWS: endpoints, their variants, and proxies, which the SDK does not use.
    pub(crate) async fn endpoint_notes(session: &Session) -> Vec<String> {
        let named = endpoints(&session.settings);
        let mut notes = Vec::new();
        if !named.is_empty() {
            notes.push(format!("AWS calls go to {named}, as configured, instead of AWS's own addresses"));
        }
        notes.extend(
            named
                .iter()
                .filter(|(_, url)| archipel_endpoints::is_unencrypted(url))
                .map(|(_, url)| unencrypted_endpoint(url)),
        );
        if let Ok(connection) = Connection::open(diagnostic_settings(session)).await {
            notes.extend(connection.variants().into_iter().map(|variant| format!("AWS calls go to its {variant}")));
        }
        let proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].into_iter();
        let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        notes.extend(proxies.filter(set).map(|name| format!("{name} is set, but AWS calls do not use a proxy")));
        notes
    }

    /// Settings of diagnostic calls, with short timeouts.
    fn diagnostic_settings(session: &Session) -> Settings {
        let mut settings = Settings::new(Target::Aws { profile: session.settings.profile.clone() });
        settings.accounts.clone_from(&session.settings.accounts);
        settings.endpoints = endpoints(&session.settings);
        settings.attempt_timeout = std::time::Duration::from_secs(10);
        settings
    }

    /// The account that a stack has in the sandbox.
    pub(crate) fn sandbox_account(context: &Context, session: &Session, snapshot: &Snapshot) -> String {
        account_of(snapshot).unwrap_or_else(|| account(context, session))
    }

    /// The identity of the credentials in one environment.
    pub(crate) struct Identity {
        pub(crate) environment: String,
        pub(crate) who: std::result::Result<String, Failure>,
        pub(crate) ahead: Option<i64>,
    }

    /// The providers that share a connection to AWS.
    pub(crate) const PROVIDERS: &[&str] = &[
        archipel_resources::PROVIDER,
        archipel_cloudcontrol::PROVIDER,
        #[cfg(feature = "kubernetes")]
        archipel_kubernetes::PROVIDER,
        #[cfg(feature = "saas")]
        archipel_saas::PROVIDER,
    ];

    /// The providers over one connection: the native types, those of Cloud Control, objects of Kubernetes, and vendors of services.
    /// With the number of their requests.
    #[cfg_attr(not(feature = "saas"), expect(unused_variables, reason = "the settings are those of the vendors"))]
    fn of_aws(connection: Connection, saas: &SaasSettings) -> (Providers, Arc<dyn Fn() -> u64 + Send + Sync>) {
        let to_aws = connection.calls().clone();
        let native = archipel_resources::provider(connection.clone());
        let providers =
            Providers::new().with(Arc::new(native)).with(Arc::new(archipel_cloudcontrol::provider(connection.clone())));
        #[cfg(feature = "saas")]
        let (providers, to_vendors) = {
            let saas = archipel_saas::Saas::new(connection.clone(), accounts_of_vendors(saas));
            let calls = saas.calls();
            let providers = providers.with(Arc::new(archipel_saas::provider(saas)));
            (providers, move || calls.load(std::sync::atomic::Ordering::Relaxed))
        };
        #[cfg(not(feature = "saas"))]
        let to_vendors = || 0;
        #[cfg(feature = "kubernetes")]
        let (providers, to_clusters) = {
            let kubernetes = archipel_kubernetes::provider(connection);
            let calls = kubernetes.calls();
            (providers.with(Arc::new(kubernetes)), move || calls.load(std::sync::atomic::Ordering::Relaxed))
        };
        #[cfg(not(feature = "kubernetes"))]
        let to_clusters = || 0;
        (providers, Arc::new(move || to_aws.total() + to_clusters() + to_vendors()))
    }

    /// The accounts of vendors in the configuration, which has checked the sources of their tokens.
    #[cfg(feature = "saas")]
    fn accounts_of_vendors(settings: &SaasSettings) -> archipel_saas::Accounts {
        use archipel_saas::{Account, Accounts, Vendor};
        let SaasSettings { pagerduty, sentry, grafana } = settings;
        let all = [(Vendor::PagerDuty, pagerduty), (Vendor::Sentry, sentry), (Vendor::Grafana, grafana)];
        let account = |account: &crate::config::SaasAccount| Account {
            url: account.url.as_ref().map(|url| url.as_str().to_owned()),
            token: account.token.as_ref().and_then(|token| token.as_str().parse().ok()),
        };
        Accounts(all.into_iter().map(|(vendor, settings)| (vendor, account(settings))).collect())
    }

    /// The types of providers that cannot be called.
    pub(crate) async fn offline(context: &Context) -> Result<Providers> {
        if replaced(context) {
            return Ok(with_own(context, Providers::new()));
        }
        // No server listens there, and no request is sent.
        let connection = open(Settings::new(Target::nowhere())).await?;
        Ok(with_own(context, of_aws(connection, &SaasSettings::default()).0))
    }

    /// Whether the program provides `aws` itself.
    pub(crate) fn replaced(context: &Context) -> bool {
        context.app.providers.0.iter().any(|provider| provider.name() == archipel_resources::PROVIDER)
    }

    pub(crate) async fn open(settings: Settings) -> Result<Connection> {
        let asked = Provided { what: "cannot connect to AWS", ..Provided::default() };
        Connection::open(settings).await.map_err(|error| {
            if error.code.as_deref() == Some(UNNAMED_ENDPOINT) {
                return unnamed_endpoint(&error.message).into();
            }
            let failure = errors::provider(&error, &asked);
            // No request was sent: the cause is the configuration or the environment.
            if error.kind == ErrorKind::Invalid { failure.exit(Exit::Usage) } else { failure }.into()
        })
    }

    /// Warns about configured endpoints before a plan is shown.
    fn warn_about_endpoints(context: &Context, session: &Session) {
        let endpoints = endpoints(&session.settings);
        if !endpoints.is_empty() {
            let message = format!("AWS calls go to {endpoints}, as configured, instead of AWS's own addresses");
            context.reporter.notice(Level::Warning, message);
        }
        for (_, url) in endpoints.iter().filter(|(_, url)| archipel_endpoints::is_unencrypted(url)) {
            context.reporter.notice(Level::Warning, unencrypted_endpoint(url));
        }
    }

    /// The options for starting the sandbox, with its progress shown as notices.
    pub(crate) fn options(context: &Context, port: Option<u16>) -> DaemonOptions {
        let reporter = Arc::clone(&context.reporter);
        let verbose = context.global.verbose;
        let progress = Listener::new(move |progress| {
            let worth_it = matches!(
                progress,
                Progress::Installing { .. }
                    | Progress::WaitingForInstall { .. }
                    | Progress::Installed { .. }
                    | Progress::Downloading { .. }
                    | Progress::Starting { name: "sandbox" }
            );
            if worth_it || verbose {
                reporter.notice(Level::Info, progress.to_string());
            }
        });
        DaemonOptions {
            install: InstallOptions { progress, ..InstallOptions::default() },
            port,
            ..DaemonOptions::default()
        }
    }

    /// The account of a moved state, from its original location.
    fn account_of(snapshot: &Snapshot) -> Option<String> {
        let world = snapshot.meta.get(META_SANDBOX)?;
        snapshot.meta.get(archipel_state::migrate::META_MOVED_FROM)?;
        world.rsplit_once('/').map(|(_, account)| account.to_owned())
    }

    /// The account of the stack in the sandbox, different from those of other stacks and of other copies of this one.
    fn account(context: &Context, session: &Session) -> String {
        let digest = Sha256::digest(format!("{}/{}\n{}", context.app.project, session.name, session.home));
        let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        (100_000_000_000 + number % 900_000_000_000).to_string()
    }
}

#[cfg(feature = "aws")]
pub(crate) use aws::{
    PROVIDERS, endpoint_notes, identities, open, options as sandbox_options, replaced, sandbox_account, verify_accounts,
};
pub(crate) use aws::{connect, offline};
