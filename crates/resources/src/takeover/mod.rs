//! Checks of a region before it takes over from another one: does it answer, does it have what it needs, how far behind is it.
//!
//! They only read, in the region that they name, and what they compare with in the other one while it answers.

mod contents;
mod limits;
mod stores;

use std::collections::BTreeMap;
use std::time::Duration;

use archipel_engine::program::Environment;
use archipel_engine::resource::{ErrorKind, Result};

use crate::aws::{Aws, Connection, SdkResultExt as _};
/// The time limit of a check.
const LIMIT: Duration = Duration::from_secs(30);
/// The time limit of the question whether a region answers.
const ANSWER: Duration = Duration::from_secs(5);

/// The actions of all checks, for the policy of a role that plans a failover.
pub const ACTIONS: [&str; 11] = [
    "cloudwatch:GetMetricData",
    "cloudwatch:GetMetricStatistics",
    "ecr:DescribeImages",
    "elasticache:DescribeGlobalReplicationGroups",
    "iam:GetRole",
    "iam:SimulatePrincipalPolicy",
    "kms:DescribeKey",
    "rds:DescribeDBClusters",
    "rds:DescribeDBInstances",
    "rds:DescribeGlobalClusters",
    "secretsmanager:DescribeSecret",
];

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
    /// A secret can be read, and has the value that it has in `source`: a replica that is not in sync keeps an old one.
    Secret {
        /// The name.
        name: String,
        /// The region of the primary; `None` while it does not answer.
        source: Option<String>,
    },
    /// A repository has the tagged images that it has in `source`.
    Images {
        /// The name of the repository, the same in both regions.
        repository: String,
        /// The region that images are pushed to; `None` while it does not answer.
        source: Option<String>,
    },
    /// The quota of running instances has room for the whole load.
    Instances {
        /// The class of the quota: `Standard/OnDemand`.
        class: String,
        /// The number of vCPUs that the load needs.
        needs: u32,
    },
    /// The policies of the caller allow these actions in the region: each with the ARN of its resource.
    Permissions(Vec<(String, String)>),
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
    /// What the check cannot know, and the user should.
    pub warning: Option<String>,
}

impl Checked {
    fn fine(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    fn refused(why: impl Into<String>) -> Self {
        let why = why.into();
        Self { text: why.clone(), problem: Some(why), ..Self::default() }
    }

    /// A check that cannot be made.
    fn unknown(why: impl Into<String>) -> Self {
        let why = why.into();
        Self { text: format!("not known: {why}"), warning: Some(why), ..Self::default() }
    }
}

impl Check {
    /// Whether a region without it serves its users worse, and not at all only perhaps.
    #[must_use]
    pub fn is_about_quality(&self) -> bool {
        matches!(
            self,
            Self::Secret { .. } | Self::Images { .. } | Self::Instances { .. } | Self::Permissions(_) | Self::Key(_)
        )
    }

    /// Runs the check. What fails, or does not answer in time, is a problem too.
    pub async fn run(&self, connection: &Connection, environment: &Environment) -> Checked {
        let region = environment.region.as_str();
        let checked = async {
            let aws = connection.aws(environment)?;
            let other = |source: &Option<String>| {
                source
                    .as_ref()
                    .map(|region| connection.aws(&Environment { region: region.clone(), ..environment.clone() }))
                    .transpose()
            };
            match self {
                Self::Lag { namespace, metric, dimensions, per_second } => {
                    stores::lag(&aws, (namespace.as_str(), metric.as_str()), dimensions, *per_second).await
                }
                Self::Database { global_cluster, cluster } => stores::database(&aws, global_cluster, cluster).await,
                Self::Cache { global_group } => stores::cache(&aws, global_group).await,
                Self::Secret { name, source } => contents::secret(&aws, name, other(source)?).await,
                Self::Images { repository, source } => contents::images(&aws, repository, other(source)?).await,
                Self::Instances { class, needs } => limits::instances(&aws, class, *needs).await,
                Self::Permissions(actions) => limits::permissions(&aws, actions).await,
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

/// The zone of the instance that takes the writes of a global database in a region (`DescribeGlobalClusters`, `DescribeDBClusters`,
/// `DescribeDBInstances`). `None` if the region does not take them.
///
/// # Errors
/// Those of the calls.
pub async fn zone_of_writer(connection: &Connection, region: &str, global_cluster: &str) -> Result<Option<String>> {
    stores::zone_of_writer(&*client(connection, region)?, global_cluster).await
}

fn client(connection: &Connection, region: &str) -> Result<std::sync::Arc<Aws>> {
    connection.aws(&Environment { region: region.to_owned(), account: None })
}
