//! Resources of PagerDuty, Sentry and Grafana, through their REST APIs.
//!
//! All types share one client. Each vendor is a folder and each type a file, as for AWS:
//!
//! | file | |
//! | --- | --- |
//! | `vendor` | the vendors: addresses, rates, and how a request has its token |
//! | `accounts`, `token` | which account a stack uses, and where its token is stored |
//! | `workspace_token` | tokens of Amazon Managed Grafana, which last at most 30 days |
//! | `transport`, `client` | requests: limits of time and rate, retries |
//! | `error` | the meaning of responses |
//! | `saas` | the accounts of a run, and the client of each |
//! | `provider` | the engine's provider |
//! | `pagerduty/`, `sentry/`, `grafana/` | the resource types |
//!
//! None of the vendors has tags for ownership. A create that was interrupted is found by its name or key; without one, an
//! existing resource of the name belongs to somebody else, and an import takes it over.

mod accounts;
mod client;
mod error;
pub mod grafana;
pub mod pagerduty;
mod prelude;
mod provider;
mod saas;
pub mod sentry;
mod token;
mod transport;
mod vendor;
mod workspace_token;

pub use accounts::{Account, Accounts};
pub use provider::{PROVIDER, provider, schemas};
pub use saas::Saas;
pub use token::TokenSource;
pub use vendor::Vendor;

/// Exports and registers the types of a vendor.
macro_rules! types {
    ($(resources { $($module:ident: $resource:ident;)* })? $(data_sources { $($data_module:ident: $data:ident;)* })?) => {
        $($(mod $module; pub use $module::*;)*)?
        $($(mod $data_module; pub use $data_module::*;)*)?

        pub(crate) fn register(
            registry: archipel_engine::resource::Registry<$crate::Saas>,
        ) -> archipel_engine::resource::Registry<$crate::Saas> {
            registry$($(.resource::<$resource>())*)?$($(.data_source::<$data>())*)?
        }
    };
}
pub(crate) use types;
