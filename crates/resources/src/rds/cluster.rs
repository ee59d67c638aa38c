//! `aws:rds/Cluster`: an Aurora database in one region.

use archipel_engine::equivalence;
use aws_sdk_rds::types::{self as sdk, CloudwatchLogsExportConfiguration, ServerlessV2ScalingConfiguration};

use super::changes;
use super::common::{CONFLICT_CODES, RETRYABLE_ERRORS, status_of, update_tags};
use super::engine_versions::explain_version_error;
use super::insights::{self, InsightsMode};
use super::restore::{self, RestoreProps, with_settings};
use crate::prelude::*;

/// The tag that records `final_snapshot`, which the API accepts only when it deletes a cluster.
const SNAPSHOT_TAG: &str = "archipel:final-snapshot";

/// A user that the program did not name before is that of the cluster's source.
const RENAMED: ReplacesWhen =
    ReplacesWhen { name: "to another name", applies: |old, new| *old != Value::Null && *new != Value::Null };

/// The properties of an Aurora cluster. Its instances are resources of their own.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ClusterProps {
    /// The identifier, unique in the account and region: up to 63 lower-case letters, digits and hyphens.
    #[arg(
        replace = "the identifier is what the cluster's instances know it by",
        length = 1..=63, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub identifier: String,
    /// `aurora-postgresql` or `aurora-mysql`.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot change the engine of a cluster")]
    pub engine: String,
    /// The engine version. A member of a global cluster has that cluster's version, and is upgraded with it.
    #[arg(equivalence = equivalences::VERSION)]
    pub engine_version: String,
    /// The subnet group of the cluster.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot move a cluster to other subnets")]
    pub subnet_group: String,
    /// The global cluster. Its first member is the primary. Later members, in other regions, are secondaries: they must
    /// not set a user or a database, and can be created only when the primary has an instance.
    #[arg(
        equivalence = equivalence::ANY_CASE, replace = "RDS cannot move a cluster to another global cluster",
        length = 1..=255, pattern = "[A-Za-z][0-9A-Za-z:._-]*",
    )]
    pub global_cluster: Option<String>,
    /// Whether a secondary of the global cluster forwards writes to the primary. Aurora MySQL and PostgreSQL support it
    /// in some of their versions.
    #[arg(default = false)]
    pub global_write_forwarding: bool,
    /// The security groups.
    #[arg(set)]
    pub security_group_ids: Vec<SecurityGroupId>,
    /// The parameter group.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub parameter_group: Option<String>,
    /// The snapshot or the cluster that this one is restored from. It applies to the create only: without it, an existing
    /// cluster stays as it is. RDS takes the master user and the encryption from the source; for a source that is not encrypted,
    /// set `kms_key_arn`.
    #[arg(write_only, replace = "RDS restores a cluster only when it makes it", replace_when = restore::ANOTHER_SOURCE)]
    pub restore: Option<RestoreProps>,
    /// The name of a database that RDS creates with the cluster.
    #[arg(replace = "RDS makes a database only with its cluster", length = 1..=64, pattern = "[A-Za-z_][A-Za-z0-9_]*")]
    pub database_name: Option<String>,
    /// The name of the master user. A restored cluster has that of its source.
    #[arg(computed, replace = "RDS cannot rename the master user", replace_when = RENAMED, length = 1..=63, pattern = "[A-Za-z][A-Za-z0-9_]*")]
    pub master_username: Option<String>,
    /// The password of the master user. AWS does not return it. Prefer `manage_master_password`.
    #[arg(secret, write_only)]
    pub master_password: Option<String>,
    /// Whether RDS generates the password, stores it in Secrets Manager and rotates it. Not for a global cluster whose
    /// other regions need the secret.
    #[arg(default = false)]
    pub manage_master_password: bool,
    /// The KMS key that encrypts a password that RDS manages.
    #[arg(equivalence = equivalences::KMS_KEY, computed)]
    pub master_secret_kms_key_id: Option<String>,
    /// The port.
    #[arg(computed)]
    pub port: Option<u16>,
    /// Whether the storage is encrypted.
    #[arg(default = true, replace = "RDS cannot change whether a cluster is encrypted")]
    pub storage_encrypted: bool,
    /// The KMS key that encrypts the storage, in the same region.
    #[arg(equivalence = equivalences::KMS_KEY, computed, replace = "RDS cannot change the key of a cluster")]
    pub kms_key_arn: Option<Arn>,
    /// The storage, and how it is paid for. RDS changes a cluster to I/O-Optimized once in 30 days.
    #[arg(default = StorageType::Aurora)]
    pub storage_type: StorageType,
    /// The mode of Database Insights.
    #[arg(default = InsightsMode::Standard)]
    pub database_insights: InsightsMode,
    /// Whether Performance Insights is enabled for all instances. Set it for the instances too, which inherit it.
    #[arg(default = false)]
    pub performance_insights: bool,
    /// How long Performance Insights keeps data, in days: 7, a multiple of 31 up to 713, or 731.
    #[arg(computed)]
    pub performance_insights_retention_days: Option<u16>,
    /// The KMS key that encrypts the data of Performance Insights.
    #[arg(equivalence = equivalences::KMS_KEY, computed, replace = "RDS cannot change the key of Performance Insights")]
    pub performance_insights_kms_key_arn: Option<Arn>,
    /// The retention of backups in days: 1 to 35.
    #[arg(default = 1, range = 1..=35)]
    pub backup_retention_days: u16,
    /// The daily backup window in UTC: `02:00-03:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed, pattern = "\\d{2}:\\d{2}-\\d{2}:\\d{2}")]
    pub backup_window: Option<String>,
    /// The weekly maintenance window in UTC: `sun:03:00-sun:04:00`.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub maintenance_window: Option<String>,
    /// The logs that RDS exports to CloudWatch: `postgresql`.
    #[arg(set)]
    pub log_exports: Vec<String>,
    /// Whether users can authenticate with IAM instead of passwords.
    #[arg(default = false)]
    pub iam_authentication: bool,
    /// Whether snapshots get the tags of the cluster.
    #[arg(default = true)]
    pub copy_tags_to_snapshots: bool,
    /// The capacity range of instances of class `db.serverless`.
    pub scaling: Option<ScalingProps>,
    /// Whether the service refuses to delete it; a plan then refuses too.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// The name of the snapshot that a delete creates. Without a name a delete creates none.
    pub final_snapshot: Option<String>,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// The storage of a cluster.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageType {
    /// Aurora Standard: reads and writes are paid for.
    Aurora,
    /// Aurora I/O-Optimized: reads and writes are included.
    #[prop("aurora-iopt1")]
    AuroraIopt1,
}

/// The capacity range of serverless instances, in Aurora capacity units of 2 GiB.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Scaling)]
pub struct ScalingProps {
    /// The minimum: 0 to 256, in steps of 0.5.
    pub min_capacity: f64,
    /// The maximum: 1 to 256, in steps of 0.5.
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
    /// The host name of the primary endpoint.
    pub endpoint: String,
    /// The host name of the reader endpoint.
    pub reader_endpoint: String,
    /// The port.
    pub port: u16,
    /// The secret with the master user's password, if RDS manages it.
    #[attr(changes)]
    pub master_secret_arn: Option<Arn>,
    /// The immutable resource id, which IAM policies for `rds-db:connect` contain.
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
        let (user, password) = (props.master_username.is_some(), props.master_password.is_some());
        let has_password = password || props.manage_master_password;
        let restored = props.restore.is_some();
        let mut wrong = insights::check(props);
        wrong.extend(props.restore.iter().flat_map(|source| restore::check(props, source)));
        violations! {
            after wrong;
            password && props.manage_master_password =>
                "RDS makes up the password, or `master_password` is it: not both";
            user && !has_password => "`master_username` needs `master_password` or `manage_master_password`";
            !user && has_password && !restored => "a password needs `master_username`";
            props.global_write_forwarding && props.global_cluster.is_none() =>
                "`global_write_forwarding` needs `global_cluster`: a cluster by itself has no primary to forward to";
            props.global_write_forwarding && user =>
                "`global_write_forwarding` is for a secondary: the primary, which has `master_username`, takes writes itself";
            !user && props.global_cluster.is_none() && !restored => "a cluster by itself needs `master_username`";
            props.scaling.as_ref().is_some_and(|scaling| scaling.min_capacity > scaling.max_capacity) =>
                "`scaling` has a least capacity above the most";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &ClusterProps) -> Result<Self::Attrs> {
        let attrs = create_named(cx, props, || async {
            match &props.restore {
                Some(source) => send_restore(cx, props, source).await?,
                None => send_create(cx, props).await?,
            }
            Ok((Id::new(&props.identifier), None))
        })
        .await?;
        if props.restore.is_some() { restore::complete(cx, props).await } else { Ok(attrs) }
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        if change.has_besides(&["tags", "final_snapshot", "restore", "master_username"]) {
            let there = described_member(cx, id, change).await?;
            cx.eventually(CONFLICT_CODES, || async { modify(cx, id, change, there.as_ref()).await }).await?;
            let version = change.has("engine_version").then_some(new.engine_version.as_str());
            changes::until_applied(cx, id, version).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &with_snapshot(old), &with_snapshot(new)).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, last: &DeleteRequest<Self>) -> Result<()> {
        let rds = cx.api().rds();
        if last.props.global_cluster.is_some() {
            changes::leave(cx, id).await?;
            // RDS promotes the cluster before it can be deleted.
            cx.waiting("promotion");
        }
        let call = rds.delete_db_cluster().db_cluster_identifier(id.as_str());
        let call = match &last.props.final_snapshot {
            Some(name) => call.skip_final_snapshot(false).final_db_snapshot_identifier(name),
            None => call.skip_final_snapshot(true),
        };
        delete!(cx, id, CONFLICT_CODES, call)?;
        if let Some(name) = &last.props.final_snapshot {
            let what = "the final snapshot of the database: it incurs cost until it is deleted".to_owned();
            cx.report_retained(RetainedResource { what, id: Id::new(name), until: None });
        }
        Ok(())
    }
}

lookup! {
    Cluster: sdk::DbCluster, "cluster" by identifier,
    // RDS limits the number of calls of an account, so one call lists a hundred clusters.
    list: |cx| list_all!(cx, cx.api().rds().describe_db_clusters());
    id: db_cluster_identifier,
    status: |cluster| status_of(cluster.status()),
    tags: |_cx, cluster| Ok(Some(all_tags(cluster.tag_list()))),
    state: state,
}

async fn send_create(cx: &OperationContext<Cluster>, props: &ClusterProps) -> Result<()> {
    let mode = insights::Settings::of(props).mode;
    let call = with_settings!(cx.api().rds().create_db_cluster(), cx, props)
        .engine(&props.engine)
        .engine_version(&props.engine_version)
        .set_global_cluster_identifier(props.global_cluster.clone())
        .set_enable_global_write_forwarding(props.global_write_forwarding.then_some(true))
        .set_database_name(props.database_name.clone())
        .set_master_username(props.master_username.clone())
        .set_master_user_password(props.master_password.clone())
        .set_manage_master_user_password(props.manage_master_password.then_some(true))
        .set_master_user_secret_kms_key_id(props.master_secret_kms_key_id.clone())
        .storage_encrypted(props.storage_encrypted)
        .set_preferred_maintenance_window(props.maintenance_window.clone())
        .set_database_insights_mode(mode);
    let answer = retry_on(retry_on(send!(cx, call), RETRYABLE_ERRORS), CONFLICT_CODES);
    explain_version_error(cx, &props.engine, props.global_cluster.is_some(), answer).await.map(drop)
}

async fn send_restore(cx: &OperationContext<Cluster>, props: &ClusterProps, source: &RestoreProps) -> Result<()> {
    let rds = cx.api().rds();
    if let Some(snapshot) = &source.snapshot {
        let call = with_settings!(rds.restore_db_cluster_from_snapshot(), cx, props)
            .snapshot_identifier(snapshot)
            .engine(&props.engine)
            .engine_version(&props.engine_version);
        return retry_on(retry_on(send!(cx, call), RETRYABLE_ERRORS), CONFLICT_CODES).map(drop);
    }
    let (time, latest) = restore::time_of(source);
    // The cluster has the engine and the version of its source.
    let call = with_settings!(rds.restore_db_cluster_to_point_in_time(), cx, props)
        .set_source_db_cluster_identifier(source.source_cluster.clone())
        .set_restore_to_time(time)
        .set_use_latest_restorable_time(latest)
        .set_restore_type(source.copy_on_write.then(|| "copy-on-write".to_owned()));
    retry_on(retry_on(send!(cx, call), RETRYABLE_ERRORS), CONFLICT_CODES).map(drop)
}

fn storage_type(props: &ClusterProps) -> Option<String> {
    (props.storage_type != StorageType::Aurora).then(|| props.storage_type.as_str().to_owned())
}

fn groups(props: &ClusterProps) -> Option<Vec<String>> {
    let ids: Vec<String> = texts(&props.security_group_ids);
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

/// A member whose version changes: its global cluster has already upgraded it, and after a major upgrade RDS has replaced
/// its parameter group by the default one.
async fn described_member(
    cx: &OperationContext<Cluster>,
    id: &Id,
    change: &UpdateRequest<Cluster>,
) -> Result<Option<sdk::DbCluster>> {
    match &change.new.global_cluster {
        Some(_) if change.has("engine_version") => describe_one::<Cluster>(cx, id).await,
        _ => Ok(None),
    }
}

/// Sends the changed properties only: RDS treats every property in a request as a change.
async fn modify(
    cx: &OperationContext<Cluster>,
    id: &Id,
    change: &UpdateRequest<Cluster>,
    there: Option<&sdk::DbCluster>,
) -> Result<()> {
    let (old, new) = (&change.old, &change.new);
    let has = |name: &str| change.has(name);
    let is_upgraded = there.is_some_and(|there| changes::has_version(there, &new.engine_version));
    let upgrade = (has("engine_version") && !is_upgraded).then(|| new.engine_version.clone());
    let lost_group = there
        .and_then(|there| there.db_cluster_parameter_group())
        .is_some_and(|group| new.parameter_group.as_ref().is_some_and(|wanted| !wanted.eq_ignore_ascii_case(group)));
    if is_upgraded
        && !lost_group
        && !change.has_besides(&["engine_version", "tags", "final_snapshot", "restore", "master_username"])
    {
        return Ok(());
    }
    let logs = has("log_exports").then(|| {
        let only = |of: &[String], other: &[String]| of.iter().filter(|log| !other.contains(log)).cloned().collect();
        CloudwatchLogsExportConfiguration::builder()
            .set_enable_log_types(Some(only(&new.log_exports, &old.log_exports)))
            .set_disable_log_types(Some(only(&old.log_exports, &new.log_exports)))
            .build()
    });
    // RDS checks the settings of insights together.
    let insights = ["database_insights", "performance_insights", "performance_insights_retention_days"];
    let insights = insights.into_iter().any(has).then(|| insights::Settings::of(new));
    let mode = insights.as_ref().filter(|_| has("database_insights")).map(|_| new.database_insights.as_str().into());
    let api = cx.api().rds();
    let call = api
        .modify_db_cluster()
        .db_cluster_identifier(id.as_str())
        .apply_immediately(true)
        .set_allow_major_version_upgrade(
            (upgrade.is_some() && changes::major(&old.engine_version) != changes::major(&new.engine_version))
                .then_some(true),
        )
        .set_engine_version(upgrade)
        .set_enable_global_write_forwarding(has("global_write_forwarding").then_some(new.global_write_forwarding))
        .set_vpc_security_group_ids(has("security_group_ids").then(|| groups(new)).flatten())
        .set_db_cluster_parameter_group_name(
            new.parameter_group.clone().filter(|_| lost_group || has("parameter_group")),
        )
        .set_master_user_password(new.master_password.clone().filter(|_| has("master_password")))
        .set_manage_master_user_password(has("manage_master_password").then_some(new.manage_master_password))
        .set_master_user_secret_kms_key_id(
            new.master_secret_kms_key_id.clone().filter(|_| has("master_secret_kms_key_id")),
        )
        .set_port(new.port.filter(|_| has("port")).map(number))
        .set_storage_type(has("storage_type").then(|| new.storage_type.as_str().to_owned()))
        .set_database_insights_mode(mode)
        .set_enable_performance_insights(insights.as_ref().map(|_| new.performance_insights))
        .set_performance_insights_retention_period(insights.as_ref().and_then(|insights| insights.retention))
        .set_performance_insights_kms_key_id(insights.and_then(|insights| insights.key))
        .set_backup_retention_period(has("backup_retention_days").then(|| number(new.backup_retention_days)))
        .set_preferred_backup_window(new.backup_window.clone().filter(|_| has("backup_window")))
        .set_preferred_maintenance_window(new.maintenance_window.clone().filter(|_| has("maintenance_window")))
        .set_cloudwatch_logs_export_configuration(logs)
        .set_enable_iam_database_authentication(has("iam_authentication").then_some(new.iam_authentication))
        .set_copy_tags_to_snapshot(has("copy_tags_to_snapshots").then_some(new.copy_tags_to_snapshots))
        .set_serverless_v2_scaling_configuration(scaling(new).filter(|_| has("scaling")))
        .set_deletion_protection(has("deletion_protection").then_some(new.deletion_protection));
    let answer = changes::is_final(send!(cx, call));
    explain_version_error(cx, &new.engine, new.global_cluster.is_some(), answer).await.map(drop)
}

fn state(cluster: &sdk::DbCluster, tags: Tags) -> Result<State<Cluster>> {
    let own = |text: Option<&str>| text.map(str::to_owned);
    let secret = cluster.master_user_secret();
    let scaling = cluster.serverless_v2_scaling_configuration().and_then(|scaling| {
        Some(ScalingProps { min_capacity: scaling.min_capacity()?, max_capacity: scaling.max_capacity()? })
    });
    let attrs = ClusterAttrs {
        arn: Arn::new(text(cluster.db_cluster_arn())),
        identifier: text(cluster.db_cluster_identifier()),
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
        global_write_forwarding: cluster.global_write_forwarding_requested().unwrap_or(false),
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
        restore: None,
        // RDS does not return the type of Aurora Standard.
        storage_type: parsed_option("storage type", cluster.storage_type().filter(|kind| !kind.is_empty()))?
            .unwrap_or(StorageType::Aurora),
        database_insights: parsed_option(
            "mode of insights",
            cluster.database_insights_mode().map(|mode| mode.as_str()),
        )?
        .unwrap_or(InsightsMode::Standard),
        performance_insights: cluster.performance_insights_enabled().unwrap_or(false),
        performance_insights_retention_days: cluster
            .performance_insights_retention_period()
            .and_then(|days| u16::try_from(days).ok()),
        performance_insights_kms_key_arn: cluster.performance_insights_kms_key_id().map(Arn::new),
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
    Ok((props, attrs))
}
