//! The account of each vendor that a stack uses.

use std::collections::BTreeMap;

use crate::token::TokenSource;
use crate::vendor::Vendor;

/// An account of a vendor. The default is the vendor's own address, and the token in the environment variable of its tools.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The address of the API, such as `https://api.eu.pagerduty.com`. Grafana has none: its resources name their instance.
    pub url: Option<String>,
    /// Where the token is stored.
    pub token: Option<TokenSource>,
}

/// The accounts that differ from the default.
#[derive(Clone, Debug, Default)]
pub struct Accounts(pub BTreeMap<Vendor, Account>);

impl Accounts {
    pub(crate) fn url(&self, vendor: Vendor) -> Option<&str> {
        self.0.get(&vendor).and_then(|account| account.url.as_deref()).or_else(|| vendor.url())
    }

    pub(crate) fn token(&self, vendor: Vendor) -> TokenSource {
        let named = self.0.get(&vendor).and_then(|account| account.token.clone());
        named.unwrap_or_else(|| TokenSource::Variable(vendor.variable().to_owned()))
    }
}
