//! Stand-ins for the APIs of PagerDuty, Sentry and Grafana.
//!
//! They are our own, not the vendors': they answer as the vendors' documentation describes it, for the calls of the resource
//! types. What a stand-in accepts does not prove that the vendor accepts it.

mod grafana;
mod pagerduty;
mod sentry;

use std::collections::BTreeMap;

use http::{HeaderMap, header};
use serde_json::{Value, json};

/// A vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vendor {
    PagerDuty,
    Sentry,
    Grafana,
}

impl Vendor {
    /// The vendor of a name: `pagerduty`.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        [Self::PagerDuty, Self::Sentry, Self::Grafana].into_iter().find(|vendor| vendor.name() == name)
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PagerDuty => "pagerduty",
            Self::Sentry => "sentry",
            Self::Grafana => "grafana",
        }
    }

    /// The token in the vendor's form of the header `Authorization`.
    #[must_use]
    pub fn token(self, headers: &HeaderMap) -> Option<&str> {
        let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
        match self {
            Self::PagerDuty => value.strip_prefix("Token token="),
            Self::Sentry | Self::Grafana => value.strip_prefix("Bearer "),
        }
    }

    /// The refusal of a token.
    #[must_use]
    pub fn unauthorized(self) -> Answer {
        match self {
            Self::PagerDuty => pagerduty::error(401, 2006, "Authorization Failed", &[]),
            Self::Sentry => Answer::new(401, json!({ "detail": "Invalid token" })),
            Self::Grafana => Answer::new(401, json!({ "message": "Unauthorized" })),
        }
    }

    /// The refusal of a request that is one too many.
    #[must_use]
    pub fn throttled(self) -> Answer {
        match self {
            Self::PagerDuty => pagerduty::error(429, 2020, "Rate Limit Exceeded", &[])
                .with("ratelimit-reset", "1")
                .with("ratelimit-remaining", "0"),
            Self::Sentry => {
                let detail =
                    "You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds";
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                let reset = now.map_or(0, |now| now.as_secs()) + 1;
                Answer::new(429, json!({ "detail": detail })).with("X-Sentry-Rate-Limit-Reset", &reset.to_string())
            }
            Self::Grafana => Answer::new(429, json!({ "message": "Rate limit exceeded" })).with("Retry-After", "1"),
        }
    }

    /// An error of the vendor's servers.
    #[must_use]
    pub fn failed(self, status: u16) -> Answer {
        match self {
            Self::PagerDuty => pagerduty::error(status, 2000, "Internal Error", &[]),
            Self::Sentry => Answer::new(status, json!({ "detail": "Internal Error" })),
            Self::Grafana => Answer::new(status, json!({ "message": "Internal server error" })),
        }
    }

    /// The name of a call, without the ids in its path: `POST services/{}/integrations`.
    #[must_use]
    pub fn operation(self, method: &str, path: &str) -> String {
        let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let words: &[&str] = match self {
            Self::PagerDuty => &["services", "integrations", "escalation_policies", "users"],
            Self::Sentry => &["teams", "projects", "keys"],
            Self::Grafana => &[
                "api",
                "folders",
                "dashboards",
                "db",
                "datasources",
                "uid",
                "v1",
                "provisioning",
                "contact-points",
                "plugins",
                "install",
                "uninstall",
                "settings",
            ],
        };
        // Grafana's path begins with the host of the instance, Sentry's with its version.
        let path = match self {
            Self::PagerDuty => &path[..],
            Self::Sentry => path.get(2..).unwrap_or_default(),
            Self::Grafana => path.get(1..).unwrap_or_default(),
        };
        let named = |part: &&str| if words.contains(part) { (*part).to_owned() } else { "{}".to_owned() };
        format!("{method} {}", path.iter().map(named).collect::<Vec<_>>().join("/"))
    }
}

/// A request without its address and token.
#[derive(Debug)]
pub struct Call<'a> {
    pub method: &'a str,
    /// The path after the address of the API.
    pub path: &'a str,
    pub query: &'a str,
    pub body: &'a Value,
}

impl Call<'_> {
    fn parts(&self) -> Vec<&str> {
        self.path.split('/').filter(|part| !part.is_empty()).collect()
    }

    fn query(&self, name: &str) -> Option<String> {
        crate::protocol::query_value(self.query, name)
    }

    /// A member of the body that is a text and not empty.
    fn text(&self, pointer: &str) -> Option<&str> {
        self.body.pointer(pointer)?.as_str().filter(|text| !text.is_empty())
    }
}

/// A response.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    /// `null` for a response without a body.
    pub body: Value,
}

impl Answer {
    fn new(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }
}

/// What the vendors store for one account of the sandbox.
#[derive(Debug, Default)]
pub struct World {
    created: u32,
    pagerduty: pagerduty::Account,
    sentry: sentry::Organizations,
    grafana: BTreeMap<String, grafana::Instance>,
}

impl World {
    /// Executes a call.
    pub fn answer(&mut self, vendor: Vendor, call: &Call<'_>) -> Answer {
        self.created += 1;
        let number = self.created;
        match vendor {
            Vendor::PagerDuty => self.pagerduty.answer(call, number),
            Vendor::Sentry => self.sentry.answer(call, number),
            Vendor::Grafana => {
                let host = call.parts().first().copied().unwrap_or_default().to_owned();
                self.grafana.entry(host).or_default().answer(call, number)
            }
        }
    }
}

/// A page of values.
fn page(values: &[&Value], offset: usize, limit: usize) -> (Vec<Value>, bool) {
    let shown = values.iter().skip(offset).take(limit).map(|value| (*value).clone()).collect();
    (shown, values.len() > offset + limit)
}

/// Replaces the members of `value` by those of `changes`.
fn merge(value: &mut Value, changes: &Value) {
    if let (Some(value), Some(changes)) = (value.as_object_mut(), changes.as_object()) {
        value.extend(changes.iter().map(|(name, change)| (name.clone(), change.clone())));
    }
}
