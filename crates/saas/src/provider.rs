//! The provider.

use std::sync::Arc;

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Provider as _, ProviderError, Registry};
use archipel_engine::schema::Schema;
use archipel_engine::urn::GLOBAL;

use crate::accounts::Accounts;
use crate::saas::Saas;
use crate::{grafana, pagerduty, sentry};

/// The name of the provider: the part of its type names before the `:`.
pub const PROVIDER: &str = "saas";

/// The provider of all types over these accounts.
#[must_use]
pub fn provider(saas: Saas) -> Registry<Saas> {
    let limiter = Arc::clone(&saas.limiter);
    let saas = Arc::new(saas);
    let connect = move |environment: &Environment| match environment.region.as_str() {
        GLOBAL => Ok(Arc::clone(&saas)),
        region => {
            let message = format!("vendors of services have no region, found `{region}`");
            Err(ProviderError::new(ErrorKind::Internal, message))
        }
    };
    let registry = Registry::new(PROVIDER, connect).limiter(limiter);
    grafana::register(sentry::register(pagerduty::register(registry)))
}

/// The schemas of all types.
#[must_use]
pub fn schemas() -> Vec<&'static Schema> {
    provider(Saas::without_aws(Accounts::default())).schemas()
}
