//! The vendors.

use archipel_engine::limiter::Rate;

/// A vendor of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vendor {
    /// PagerDuty: on-call schedules and incidents.
    PagerDuty,
    /// Sentry: errors of applications.
    Sentry,
    /// Grafana: dashboards.
    Grafana,
}

impl Vendor {
    /// All vendors.
    pub const ALL: [Self; 3] = [Self::PagerDuty, Self::Sentry, Self::Grafana];

    /// The name in configuration files and type names: `pagerduty`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PagerDuty => "pagerduty",
            Self::Sentry => "sentry",
            Self::Grafana => "grafana",
        }
    }

    /// The name in sentences.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::PagerDuty => "PagerDuty",
            Self::Sentry => "Sentry",
            Self::Grafana => "Grafana",
        }
    }

    /// The environment variable with the token, unless the configuration names another source: the one of the vendor's own tools.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::PagerDuty => "PAGERDUTY_TOKEN",
            Self::Sentry => "SENTRY_AUTH_TOKEN",
            Self::Grafana => "GRAFANA_AUTH",
        }
    }

    /// The address of the API. Grafana has one for each instance.
    pub(crate) fn url(self) -> Option<&'static str> {
        match self {
            Self::PagerDuty => Some("https://api.pagerduty.com"),
            Self::Sentry => Some("https://sentry.io"),
            Self::Grafana => None,
        }
    }

    /// The value of the header `Authorization`.
    pub(crate) fn authorization(self, token: &str) -> String {
        match self {
            Self::PagerDuty => format!("Token token={token}"),
            Self::Sentry | Self::Grafana => format!("Bearer {token}"),
        }
    }

    /// What a token needs, for the error about one that has less.
    pub(crate) fn permissions(self) -> &'static str {
        match self {
            Self::PagerDuty => "a general access key that is not read-only",
            Self::Sentry => "the scopes `project:admin` and `team:read`",
            Self::Grafana => "the role Editor, and Admin for data sources and contact points",
        }
    }

    /// PagerDuty permits 960 requests a minute for each key. Sentry limits each endpoint, the strictest that is used here to 5 a second; Grafana
    /// publishes no number.
    pub(crate) fn rate(self) -> Rate {
        match self {
            Self::PagerDuty => Rate { burst: 16.0, per_second: 16.0 },
            Self::Sentry => Rate { burst: 5.0, per_second: 5.0 },
            Self::Grafana => Rate { burst: 20.0, per_second: 20.0 },
        }
    }
}
