//! Who may do what, as the configuration gives it.

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
    /// One role for each of these, under the permissions boundary.
    #[serde(default)]
    pub workloads: Vec<Workload>,
}

/// What runs in the clusters of both regions, in a namespace and as an account of its name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// Its name.
    pub name: String,
    /// The secrets that it reads: of `secrets.names`, and `database`, `database-hosts`, `cache` and `cache-hosts` where there
    /// is a database, or a cache.
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
                format!("`{repository}` is no repository"),
                "write owner/name",
            ));
        }
        for (index, workload) in self.workloads.iter().enumerate() {
            let name = &workload.name;
            let mut wrong = |key: &str, what: String, advice: String| {
                let key = format!("identity.workloads[{index}].{key}");
                problems.push(Problem::new(key, format!("`{name}` {what}"), advice));
            };
            if !is_label(name) {
                let advice = "use up to 63 lower-case letters, digits and hyphens: it names a namespace too";
                wrong("name", "cannot name a workload".to_owned(), advice.to_owned());
            }
            if self.workloads[..index].iter().any(|other| other.name == *name) {
                wrong("name", "is there twice".to_owned(), "name each workload once".to_owned());
            }
            let secrets = config.secret_names();
            for secret in workload.secrets.iter().filter(|secret| !secrets.contains(&secret.as_str())) {
                let advice = match KEPT.iter().find(|(kept, _)| secret == kept) {
                    Some((_, table)) => format!("add the table `{table}`, which it comes with, or leave it out"),
                    None => add_or_take("secrets.names", &secrets),
                };
                wrong("secrets", format!("reads the secret `{secret}`, which there is not"), advice);
            }
            let buckets: Vec<&str> = config.artifacts.buckets.iter().map(String::as_str).collect();
            for bucket in workload.buckets.iter().filter(|bucket| !buckets.contains(&bucket.as_str())) {
                let what = format!("uses the bucket `{bucket}`, which there is not");
                wrong("buckets", what, add_or_take("artifacts.buckets", &buckets));
            }
        }
    }
}

impl Config {
    /// The names of all secrets that the stack has.
    fn secret_names(&self) -> Vec<&str> {
        let has = |table: &str| if table == "aurora" { self.aurora.is_some() } else { self.redis.is_some() };
        let kept = KEPT.iter().filter(|(_, table)| has(table)).map(|(name, _)| *name);
        self.secrets.names.iter().map(String::as_str).chain(kept).collect()
    }
}

fn add_or_take(key: &str, names: &[&str]) -> String {
    let others = if names.is_empty() { String::new() } else { format!(", or take one of {}", names.join(", ")) };
    format!("add it to `{key}`{others}")
}
