//! `aws:rds/Cluster`: an Aurora database in one region.

use archipel_engine::equivalence;
use aws_sdk_rds::types::{self as sdk, CloudwatchLogsExportConfiguration, ServerlessV2ScalingConfiguration};

use super::common::{BUSY, FRESH, status_of, update_tags};
use super::engine_versions::explain_version_error;
use crate::lookup::{self, Lookup, describe_one};
use crate::prelude::*;

/// Says on the cluster what its last snapshot is to be called: the API keeps no such thing before.
const SNAPSHOT_TAG: &str = "archipel:final-snapshot";

/// What an Aurora cluster is made of. Its instances are a type of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ClusterProps {
    /// The identifier, unique in account and region: up to 63 lower-case letters, digits and hyphens.
    #[arg(
        replace = "the identifier is what the cluster's instances know it by",
        length = 1..=63, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub identifier: String,
    /// `aurora-postgresql` or `aurora-mysql`.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot change the engine of a cluster")]
    pub engine: String,
    /// The version of the engine. With a global cluster it is that one's, which an upgrade begins with.
    #[arg(equivalence = equivalences::VERSION)]
    pub engine_version: String,
    /// The subnet group of the cluster.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot move a cluster to other subnets")]
    pub subnet_group: String,
    /// The global cluster that it belongs to. The first that names one writes; those after it, in other regions,
    /// copy: they take no user and no database of their own, and can only be made once the first one has an instance.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot move a cluster to another global cluster")]
    pub global_cluster: Option<String>,
    /// Who may open it.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// Its settings.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub parameter_group: Option<String>,
    /// A database that is made with it.
    #[arg(replace = "RDS makes a database only with its cluster", length = 1..=64, pattern = "[A-Za-z_][A-Za-z0-9_]*")]
    pub database_name: Option<String>,
    /// The name of the user that may do everything.
    #[arg(computed, replace = "RDS cannot rename the master user", length = 1..=63, pattern = "[A-Za-z][A-Za-z0-9_]*")]
    pub master_username: Option<String>,
    /// That user's password. Never read back. Better: `manage_master_password`.
    #[arg(secret, write_only)]
    pub master_password: Option<String>,
    /// Whether RDS makes up that password, keeps it in Secrets Manager and changes it. Not in a global cluster whose
    /// secret other regions need.
    #[arg(default = false)]
    pub manage_master_password: bool,
    /// The key that encrypts a password that RDS keeps.
    #[arg(equivalence = equivalences::KMS_KEY, computed)]
    pub master_secret_kms_key_id: Option<String>,
    /// The port.
    #[arg(computed)]
    pub port: Option<u16>,
    /// Whether it is encrypted.
    #[arg(default = true, replace = "RDS cannot change whether a cluster is encrypted")]
    pub storage_encrypted: bool,
    /// The key that encrypts it, in its own region.
    #[arg(equivalence = equivalences::KMS_KEY, computed, replace = "RDS cannot change the key of a cluster")]
    pub kms_key_arn: Option<Arn>,
    /// For how many days backups are kept: 1 to 35.
    #[arg(default = 1, range = 1..=35)]
    pub backup_retention_days: u16,
    /// When backups are made, in UTC: `02:00-03:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed, pattern = "\\d{2}:\\d{2}-\\d{2}:\\d{2}")]
    pub backup_window: Option<String>,
    /// When it may be changed, in UTC: `sun:03:00-sun:04:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub maintenance_window: Option<String>,
    /// Which logs go to CloudWatch: `postgresql`.
    #[arg(set)]
    pub log_exports: Vec<String>,
    /// Whether users can log in with IAM instead of passwords.
    #[arg(default = false)]
    pub iam_authentication: bool,
    /// Whether its snapshots carry its tags.
    #[arg(default = true)]
    pub copy_tags_to_snapshots: bool,
    /// Between which capacities its instances of class `db.serverless` move.
    pub scaling: Option<ScalingProps>,
    /// Whether it is kept from being deleted.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// What the snapshot is called that is made when it is deleted; without, none is made.
    pub final_snapshot: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// Between which capacities serverless instances move, in Aurora capacity units of 2 GB.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Scaling)]
pub struct ScalingProps {
    /// The least: 0 to 256, in halves.
    pub min_capacity: f64,
    /// The most: 1 to 256.
    pub max_capacity: f64,
}

/// An Aurora cluster (`CreateDBCluster`).
///
/// A delete removes the cluster from its global cluster first, and waits until it is independent.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html>
#[resource("aws:rds/Cluster", props = ClusterProps)]
pub struct Cluster {
    /// The ARN.
    pub arn: Arn,
    /// The identifier.
    #[attr(input = "identifier")]
    pub identifier: String,
    /// The name of the host that writes.
    pub endpoint: String,
    /// The name of the hosts that read.
    pub reader_endpoint: String,
    /// The port.
    pub port: u16,
    /// The secret with the master user's password, when RDS keeps it.
    #[attr(changes)]
    pub master_secret_arn: Option<Arn>,
    /// The id that stays: what permissions to connect with IAM name.
    pub resource_id: String,
}

impl Resource for Cluster {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_rds_cluster", "{cluster_identifier}")])
            .unique(&[&["identifier"]])
            .guard("deletion_protection")
            .typical(Seconds { create: 90, update: 60, delete: 120 })
            .timeouts(Seconds { create: 3600, update: 3600, delete: 5400 })
            .polling(PollInterval { first_millis: 1000, max_secs: 15 })
            .visible_within_secs(120)
            .holds_data("the databases in the cluster")
    }

    fn check(props: &ClusterProps) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut say = |is_wrong: bool, text: &str| wrong.extend(is_wrong.then(|| text.to_owned()));
        let password = props.master_password.is_some();
        say(
            password && props.manage_master_password,
            "RDS makes up the password, or `master_password` is it: not both",
        );
        let user = props.master_username.is_some();
        let opens = password || props.manage_master_password;
        say(user && !opens, "`master_username` needs `master_password` or `manage_master_password`");
        say(!user && opens, "a password needs `master_username`");
        say(!user && props.global_cluster.is_none(), "a cluster by itself needs `master_username`");
        if let Some(scaling) = &props.scaling {
            say(scaling.min_capacity > scaling.max_capacity, "`scaling` has a least capacity above the most");
        }
        wrong
    }

    async fn create(cx: &OperationContext<Self>, props: &ClusterProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().rds();
            let call = api
                .create_db_cluster()
                .db_cluster_identifier(&props.identifier)
                .engine(&props.engine)
                .engine_version(&props.engine_version)
                .db_subnet_group_name(&props.subnet_group)
                .set_global_cluster_identifier(props.global_cluster.clone())
                .set_vpc_security_group_ids(groups(props))
                .set_db_cluster_parameter_group_name(props.parameter_group.clone())
                .set_database_name(props.database_name.clone())
                .set_master_username(props.master_username.clone())
                .set_master_user_password(props.master_password.clone())
                .set_manage_master_user_password(props.manage_master_password.then_some(true))
                .set_master_user_secret_kms_key_id(props.master_secret_kms_key_id.clone())
                .set_port(props.port.map(number))
                .storage_encrypted(props.storage_encrypted)
                .set_kms_key_id(props.kms_key_arn.as_ref().map(Arn::to_string))
                .backup_retention_period(number(props.backup_retention_days))
                .set_preferred_backup_window(props.backup_window.clone())
                .set_preferred_maintenance_window(props.maintenance_window.clone())
                .set_enable_cloudwatch_logs_exports(Some(props.log_exports.clone()))
                .enable_iam_database_authentication(props.iam_authentication)
                .copy_tags_to_snapshot(props.copy_tags_to_snapshots)
                .set_serverless_v2_scaling_configuration(scaling(props))
                .deletion_protection(props.deletion_protection)
                .set_tags(Some(create_tags(cx, &with_snapshot(props))));
            let answer = retry_on(retry_on(send!(cx, call), FRESH), BUSY);
            explain_version_error(cx, &props.engine, props.global_cluster.is_some(), answer).await?;
            Ok((Id::new(&props.identifier), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        lookup::read(cx, ids, seen).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        if change.changed.iter().any(|name| !matches!(name.as_str(), "tags" | "final_snapshot")) {
            cx.eventually(BUSY, || async { modify(cx, id, change).await }).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &with_snapshot(old), &with_snapshot(new)).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let rds = cx.api().rds();
        if let Some(global) = &last.props.global_cluster {
            let Some(cluster) = describe_one::<Cluster>(cx, id.as_str()).await? else { return Ok(()) };
            let call = rds.remove_from_global_cluster().global_cluster_identifier(global);
            let call = call.db_cluster_identifier(cluster.db_cluster_arn().unwrap_or_default());
            retry!(cx, BUSY, call).ignore_not_found()?;
            // RDS promotes it before it can be deleted.
            cx.waiting("promotion");
        }
        cx.eventually(BUSY, || async {
            let call = rds.delete_db_cluster().db_cluster_identifier(id.as_str());
            let call = match &last.props.final_snapshot {
                Some(name) => call.skip_final_snapshot(false).final_db_snapshot_identifier(name),
                None => call.skip_final_snapshot(true),
            };
            match send!(cx, call) {
                // An earlier try of this delete was carried out.
                Err(error) if error.has_code(BUSY) && is_going(cx, id).await? => Ok(()),
                other => other.map(drop),
            }
        })
        .await
        .ignore_not_found()?;
        cx.until_gone(id).await?;
        if let Some(name) = &last.props.final_snapshot {
            let what = "the final snapshot of the database: it incurs cost until it is deleted".to_owned();
            cx.report_retained(RetainedResource { what, id: Id::new(name), until: None });
        }
        Ok(())
    }
}

impl Lookup for Cluster {
    type Item = sdk::DbCluster;
    const NOUN: &str = "cluster";

    fn key(props: &ClusterProps) -> &str {
        &props.identifier
    }

    fn id(item: &Self::Item) -> &str {
        item.db_cluster_identifier().unwrap_or_default()
    }

    /// All clusters of the region, a hundred a call: RDS counts calls by account, not what they ask for.
    async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<Self::Item>> {
        list_all!(cx, cx.api().rds().describe_db_clusters())
    }

    async fn tags(_: &ReadContext<Aws>, item: &Self::Item) -> Result<Option<Tags>> {
        Ok(Some(all_tags(item.tag_list())))
    }
}

async fn is_going(cx: &OperationContext<Cluster>, id: &Id) -> Result<bool> {
    let found = describe_one::<Cluster>(cx, id.as_str()).await?;
    Ok(found.as_ref().is_none_or(|cluster| matches!(status_of(cluster.status()), Status::Deleting(_))))
}

fn groups(props: &ClusterProps) -> Option<Vec<String>> {
    let ids: Vec<String> = props.security_group_ids.iter().map(SecurityGroupId::to_string).collect();
    (!ids.is_empty()).then_some(ids)
}

fn scaling(props: &ClusterProps) -> Option<ServerlessV2ScalingConfiguration> {
    let scaling = props.scaling.as_ref()?;
    let builder = ServerlessV2ScalingConfiguration::builder().min_capacity(scaling.min_capacity);
    Some(builder.max_capacity(scaling.max_capacity).build())
}

fn with_snapshot(props: &ClusterProps) -> Tags {
    let mark = props.final_snapshot.clone().map(|name| (SNAPSHOT_TAG.to_owned(), name));
    props.tags.clone().into_iter().chain(mark).collect()
}

/// Sends the changed properties only: RDS treats every property in a request as a change.
async fn modify(cx: &OperationContext<Cluster>, id: &Id, change: &UpdateRequest<Cluster>) -> Result<()> {
    let (old, new) = (&change.old, &change.new);
    let has = |name: &str| change.has(name);
    let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
    let upgrade = has("engine_version").then(|| new.engine_version.clone());
    let logs = has("log_exports").then(|| {
        let only = |of: &[String], other: &[String]| of.iter().filter(|log| !other.contains(log)).cloned().collect();
        CloudwatchLogsExportConfiguration::builder()
            .set_enable_log_types(Some(only(&new.log_exports, &old.log_exports)))
            .set_disable_log_types(Some(only(&old.log_exports, &new.log_exports)))
            .build()
    });
    let api = cx.api().rds();
    let call = api
        .modify_db_cluster()
        .db_cluster_identifier(id.as_str())
        .apply_immediately(true)
        .set_allow_major_version_upgrade(
            (upgrade.is_some() && major(&old.engine_version) != major(&new.engine_version)).then_some(true),
        )
        .set_engine_version(upgrade)
        .set_vpc_security_group_ids(has("security_group_ids").then(|| groups(new)).flatten())
        .set_db_cluster_parameter_group_name(new.parameter_group.clone().filter(|_| has("parameter_group")))
        .set_master_user_password(new.master_password.clone().filter(|_| has("master_password")))
        .set_manage_master_user_password(has("manage_master_password").then_some(new.manage_master_password))
        .set_master_user_secret_kms_key_id(
            new.master_secret_kms_key_id.clone().filter(|_| has("master_secret_kms_key_id")),
        )
        .set_port(new.port.filter(|_| has("port")).map(number))
        .set_backup_retention_period(has("backup_retention_days").then(|| number(new.backup_retention_days)))
        .set_preferred_backup_window(new.backup_window.clone().filter(|_| has("backup_window")))
        .set_preferred_maintenance_window(new.maintenance_window.clone().filter(|_| has("maintenance_window")))
        .set_cloudwatch_logs_export_configuration(logs)
        .set_enable_iam_database_authentication(has("iam_authentication").then_some(new.iam_authentication))
        .set_copy_tags_to_snapshot(has("copy_tags_to_snapshots").then_some(new.copy_tags_to_snapshots))
        .set_serverless_v2_scaling_configuration(scaling(new).filter(|_| has("scaling")))
        .set_deletion_protection(has("deletion_protection").then_some(new.deletion_protection));
    explain_version_error(cx, &new.engine, new.global_cluster.is_some(), send!(cx, call)).await.map(drop)
}

fn seen(cluster: &sdk::DbCluster, tags: Tags) -> ResourceState<Cluster> {
    let own = |text: Option<&str>| text.map(str::to_owned);
    let secret = cluster.master_user_secret();
    let scaling = cluster.serverless_v2_scaling_configuration().and_then(|scaling| {
        Some(ScalingProps { min_capacity: scaling.min_capacity()?, max_capacity: scaling.max_capacity()? })
    });
    let attrs = ClusterAttrs {
        arn: Arn::new(text(cluster.db_cluster_arn())),
        identifier: Cluster::id(cluster).to_owned(),
        endpoint: text(cluster.endpoint()),
        reader_endpoint: text(cluster.reader_endpoint()),
        port: count(cluster.port()),
        master_secret_arn: secret.and_then(|secret| secret.secret_arn()).map(Arn::new),
        resource_id: text(cluster.db_cluster_resource_id()),
    };
    let groups = cluster.vpc_security_groups().iter().filter_map(|group| group.vpc_security_group_id());
    let props = ClusterProps {
        identifier: attrs.identifier.clone(),
        engine: text(cluster.engine()),
        engine_version: text(cluster.engine_version()),
        subnet_group: text(cluster.db_subnet_group()),
        global_cluster: own(cluster.global_cluster_identifier()),
        security_group_ids: groups.map(SecurityGroupId::new).collect(),
        parameter_group: own(cluster.db_cluster_parameter_group()),
        database_name: own(cluster.database_name()),
        master_username: own(cluster.master_username()),
        master_password: None,
        manage_master_password: secret.is_some(),
        master_secret_kms_key_id: own(secret.and_then(|secret| secret.kms_key_id())),
        port: Some(attrs.port),
        storage_encrypted: cluster.storage_encrypted().unwrap_or(false),
        kms_key_arn: cluster.kms_key_id().map(Arn::new),
        backup_retention_days: count(cluster.backup_retention_period()),
        backup_window: own(cluster.preferred_backup_window()),
        maintenance_window: own(cluster.preferred_maintenance_window()),
        log_exports: cluster.enabled_cloudwatch_logs_exports().to_vec(),
        iam_authentication: cluster.iam_database_authentication_enabled().unwrap_or(false),
        copy_tags_to_snapshots: cluster.copy_tags_to_snapshot().unwrap_or(false),
        scaling,
        deletion_protection: cluster.deletion_protection().unwrap_or(false),
        final_snapshot: tags.get(SNAPSHOT_TAG).cloned(),
        tags: own_tags(tags),
    };
    ResourceState { id: Id::new(&attrs.identifier), props, attrs, status: status_of(cluster.status()) }
}
