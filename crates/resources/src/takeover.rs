//! Checks of a region before it takes over from another one: does it answer, does it have what it needs, how far behind is it.
//!
//! They only read, and only in the region that they name.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, ProviderError, Result};
use aws_sdk_cloudwatch::primitives::DateTime;
use aws_sdk_cloudwatch::types::{Dimension, Statistic};

use crate::aws::{Aws, Connection, SdkResultExt as _};

/// How old the newest value of a metric may be: an older one says that replication stopped.
const FRESH: Duration = Duration::from_secs(900);
/// The time limit of a check.
const LIMIT: Duration = Duration::from_secs(30);
/// The time limit of the question whether a region answers.
const ANSWER: Duration = Duration::from_secs(5);

/// A check in a region.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// A metric in CloudWatch shows how far a store is behind: its greatest value of the last minutes.
    Lag {
        /// The namespace: `AWS/RDS`.
        namespace: String,
        /// The metric: `AuroraGlobalDBReplicationLag`.
        metric: String,
        /// The dimensions.
        dimensions: BTreeMap<String, String>,
        /// How many of the metric's units are a second: 1000 for milliseconds.
        per_second: f64,
    },
    /// A cluster of a global database, by its ARN: it is available, and it may be the writer already.
    Database {
        /// The global cluster.
        global_cluster: String,
        /// The ARN of the cluster.
        cluster: String,
    },
    /// A member of a global replication group: it is associated, and it may be the primary already.
    Cache {
        /// The id of the global group.
        global_group: String,
    },
    /// A secret can be read: by name.
    Secret(String),
    /// A key is enabled: by ARN or alias.
    Key(String),
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What is there, for the user.
    pub text: String,
    /// How far the store is behind, in seconds.
    pub lag: Option<f64>,
    /// Whether this region takes the writes of the store already.
    pub writes: Option<bool>,
    /// Why the region cannot take over.
    pub problem: Option<String>,
}

impl Checked {
    fn fine(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn refused(why: impl Into<String>) -> Self {
        let why = why.into();
        Self { text: why.clone(), problem: Some(why), ..Self::default() }
    }
}

impl Check {
    /// Runs the check. What fails, or does not answer in time, is a problem too.
    pub async fn run(&self, connection: &Connection, region: &str) -> Checked {
        let checked = async {
            let aws = client(connection, region)?;
            match self {
                Self::Lag { namespace, metric, dimensions, per_second } => {
                    lag(&aws, (namespace.as_str(), metric.as_str()), dimensions, *per_second).await
                }
                Self::Database { global_cluster, cluster } => database(&aws, global_cluster, cluster).await,
                Self::Cache { global_group } => cache(&aws, global_group).await,
                Self::Secret(name) => {
                    let call = aws.secretsmanager().describe_secret().secret_id(name);
                    let found = call.send().await.into_provider_result(region)?;
                    Ok(match found.deleted_date() {
                        Some(_) => Checked::refused(format!("the secret {name} is scheduled for deletion")),
                        None => Checked::fine("there"),
                    })
                }
                Self::Key(key) => {
                    let found = aws.kms().describe_key().key_id(key).send().await.into_provider_result(region)?;
                    let enabled = found.key_metadata().is_some_and(aws_sdk_kms::types::KeyMetadata::enabled);
                    Ok(if enabled {
                        Checked::fine("enabled")
                    } else {
                        Checked::refused(format!("the key {key} is disabled"))
                    })
                }
            }
        };
        match tokio::time::timeout(LIMIT, checked).await {
            Ok(Ok(checked)) => checked,
            Ok(Err(error)) => Checked::refused(error.message),
            Err(_) => Checked::refused(format!("{region} did not answer within {LIMIT:?}")),
        }
    }
}

/// Whether a region answers a call of its database service. Any answer counts, a refusal too.
pub async fn answers(connection: &Connection, region: &str) -> bool {
    let asked = async {
        let sent = client(connection, region)?.rds().describe_db_clusters().send().await;
        sent.into_provider_result(region).map(drop)
    };
    match tokio::time::timeout(ANSWER, asked).await {
        Ok(Ok(())) => true,
        Ok(Err(error)) => matches!(error.kind, ErrorKind::Denied | ErrorKind::Throttled),
        Err(_) => false,
    }
}

fn client(connection: &Connection, region: &str) -> Result<std::sync::Arc<Aws>> {
    connection.aws(&Environment { region: region.to_owned(), account: None })
}

async fn lag(
    aws: &Aws,
    (namespace, metric): (&str, &str),
    dimensions: &BTreeMap<String, String>,
    per_second: f64,
) -> Result<Checked> {
    let now = SystemTime::now();
    let dimensions = dimensions.iter().map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let call = aws.cloudwatch().get_metric_statistics().namespace(namespace).metric_name(metric).period(60);
    let call = call.set_dimensions(Some(dimensions.collect())).statistics(Statistic::Maximum);
    let call = call.start_time(DateTime::from(now - FRESH)).end_time(DateTime::from(now + Duration::from_secs(60)));
    let found = call.send().await.into_provider_result(aws.region())?;
    let values = found.datapoints().iter().filter_map(aws_sdk_cloudwatch::types::Datapoint::maximum);
    Ok(match values.max_by(f64::total_cmp) {
        Some(value) => {
            let lag = value / per_second;
            Checked { text: format!("{lag:.1} s behind"), lag: Some(lag), ..Checked::default() }
        }
        None => Checked::refused(format!(
            "{metric} has no value of the last {} minutes: replication may have stopped",
            FRESH.as_secs() / 60
        )),
    })
}

async fn database(aws: &Aws, global: &str, cluster: &str) -> Result<Checked> {
    let call = aws.rds().describe_global_clusters().global_cluster_identifier(global);
    let found = call.send().await.into_provider_result(aws.region())?;
    let members = found.global_clusters().iter().flat_map(|global| global.global_cluster_members());
    let Some(member) = members.into_iter().find(|member| member.db_cluster_arn() == Some(cluster)) else {
        return Ok(Checked::refused(format!("{cluster} is not a member of {global}")));
    };
    let writes = Some(member.is_writer() == Some(true));
    let call = aws.rds().describe_db_clusters().db_cluster_identifier(cluster);
    let found = call.send().await.into_provider_result(aws.region())?;
    let Some(there) = found.db_clusters().first() else {
        return Err(ProviderError::new(ErrorKind::NotFound, format!("there is no cluster {cluster}")));
    };
    let status = there.status().unwrap_or("available");
    let instances = aws.rds().describe_db_instances().send().await.into_provider_result(aws.region())?;
    let name = there.db_cluster_identifier();
    let of_cluster = instances.db_instances().iter().filter(|instance| instance.db_cluster_identifier() == name);
    let ready = of_cluster.filter(|instance| instance.db_instance_status() == Some("available")).count();
    let problem = match (status, ready) {
        ("available", 0) => Some(format!("{} has no available instance that can write", name.unwrap_or(cluster))),
        ("available", _) => None,
        (status, _) => Some(format!("{} is `{status}`", name.unwrap_or(cluster))),
    };
    let text = problem.clone().unwrap_or_else(|| format!("available, {ready} instances"));
    Ok(Checked { text, writes, problem, lag: None })
}

async fn cache(aws: &Aws, global: &str) -> Result<Checked> {
    let call = aws.elasticache().describe_global_replication_groups().global_replication_group_id(global);
    let found = call.show_member_info(true).send().await.into_provider_result(aws.region())?;
    let members = found.global_replication_groups().iter().flat_map(|group| group.members());
    let here = |member: &&aws_sdk_elasticache::types::GlobalReplicationGroupMember| {
        member.replication_group_region() == Some(aws.region())
    };
    let Some(member) = members.into_iter().find(here) else {
        return Ok(Checked::refused(format!("{global} has no member in {}", aws.region())));
    };
    let writes = Some(member.role().is_some_and(|role| role.eq_ignore_ascii_case("primary")));
    let status = member.status().unwrap_or("associated");
    let problem = (status != "associated").then(|| format!("the member of {global} is `{status}`"));
    Ok(Checked { text: status.to_owned(), writes, problem, lag: None })
}
