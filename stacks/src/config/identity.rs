//! Configuration of roles.

use archipel::cli::Problem;
use serde::Deserialize;

use super::Config;
use super::checks::is_label;
use super::secrets::KEPT;

/// Roles.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The repository whose workflows may preview and apply: `owner/name`.
    pub github_repository: String,
    /// Whether this stack creates the identity provider of GitHub's tokens. An account has only one, so leave it to
    /// one stack.
    pub create_oidc_provider: bool,
    /// The location of the stack's state, for the preview role, equal to `state` and `secrets` under `[archipel]`.
    /// Omit it if the state is not in S3.
    pub state: Option<State>,
    /// One role for each of these, under the permissions boundary.
    #[serde(default)]
    pub workloads: Vec<Workload>,
}

/// The location of the stack's state, and the key of its secrets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub bucket: String,
    /// The prefix of the state's objects, without leading or trailing slashes.
    pub prefix: String,
    /// The alias of the KMS key that protects the secrets: `alias/luneo-prod-states`.
    pub key_alias: String,
}

/// The namespace of the workloads in the clusters.
pub const NAMESPACE: &str = "luneo-platform";

/// A workload in the clusters of both regions. Its service account has its name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    pub name: String,
    /// The secrets that it reads: of `secrets.names`, and `database`, `database-hosts`, `cache` and `cache-hosts` if
    /// there is a database or a cache.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// The buckets that it reads and writes, of `artifacts.buckets`.
    #[serde(default)]
    pub buckets: Vec<String>,
}

impl Identity {
    pub(super) fn check(&self, config: &Config, problems: &mut Vec<Problem>) {
        let repository = &self.github_repository;
        let mut parts = repository.split('/');
        let good =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        if !(parts.next().is_some_and(good) && parts.next().is_some_and(good) && parts.next().is_none()) {
            problems.push(Problem::new(
                "identity.github_repository",
                format!("invalid repository `{repository}`"),
                "write owner/name",
            ));
        }
        if let Some(state) = &self.state {
            state.check(problems);
        }
        for (index, workload) in self.workloads.iter().enumerate() {
            let name = &workload.name;
            let mut wrong = |key: &str, what: String, advice: String| {
                let key = format!("identity.workloads[{index}].{key}");
                problems.push(Problem::new(key, format!("`{name}` {what}"), advice));
            };
            if !is_label(name) {
                let advice = "use up to 63 lower-case letters, digits and hyphens: it names a service account too";
                wrong("name", "cannot name a workload".to_owned(), advice.to_owned());
            }
            if self.workloads[..index].iter().any(|other| other.name == *name) {
                wrong("name", "is duplicated".to_owned(), "name each workload once".to_owned());
            }
            let secrets = config.secret_names();
            for secret in workload.secrets.iter().filter(|secret| !secrets.contains(&secret.as_str())) {
                let advice = match KEPT.iter().find(|(kept, _)| secret == kept) {
                    Some((_, table)) => format!("add the table `{table}`, which declares it, or remove it"),
                    None => add_or_take("secrets.names", &secrets),
                };
                wrong("secrets", format!("reads the secret `{secret}`, which does not exist"), advice);
            }
            let buckets: Vec<&str> = config.artifacts.buckets.iter().map(String::as_str).collect();
            for bucket in workload.buckets.iter().filter(|bucket| !buckets.contains(&bucket.as_str())) {
                let what = format!("uses the bucket `{bucket}`, which does not exist");
                wrong("buckets", what, add_or_take("artifacts.buckets", &buckets));
            }
        }
    }
}

impl State {
    fn check(&self, problems: &mut Vec<Problem>) {
        let mut wrong = |key: &str, what: String, advice: &str| {
            problems.push(Problem::new(format!("identity.state.{key}"), what, advice));
        };
        // These values are used in a policy, where a star would match every bucket.
        let bucket = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b);
        if !(3..=63).contains(&self.bucket.len()) || !self.bucket.bytes().all(bucket) {
            let what = format!("invalid bucket name `{}`", self.bucket);
            wrong("bucket", what, "write the bucket of `state` under [archipel], such as luneo-prod-states");
        }
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"/_.-".contains(&b);
        let whole = |text: &str| !text.is_empty() && text.bytes().all(plain) && !text.ends_with('/');
        if !whole(&self.prefix) || self.prefix.starts_with('/') {
            let what = format!("invalid prefix `{}`", self.prefix);
            wrong("prefix", what, "write what follows the bucket in `state` under [archipel], such as prod");
        }
        let alias = self.key_alias.strip_prefix("alias/").unwrap_or_default();
        if !whole(alias) || alias.starts_with("aws/") {
            let what = format!("invalid alias `{}`: expected alias/NAME of a key of your own", self.key_alias);
            wrong("key_alias", what, "write the key of `secrets` under [archipel], such as alias/luneo-prod-states");
        }
    }
}

impl Config {
    /// The names of all secrets of the stack.
    pub fn secret_names(&self) -> Vec<&str> {
        let has = |table: &str| if table == "aurora" { self.aurora.is_some() } else { self.redis.is_some() };
        let kept = KEPT.iter().filter(|(_, table)| has(table)).map(|(name, _)| *name);
        self.secrets.names.iter().map(String::as_str).chain(kept).collect()
    }
}

fn add_or_take(key: &str, names: &[&str]) -> String {
    let others = if names.is_empty() { String::new() } else { format!(", or use one of {}", names.join(", ")) };
    format!("add it to `{key}`{others}")
}
