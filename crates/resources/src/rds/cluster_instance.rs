//! `aws:rds/ClusterInstance`: an instance of an Aurora cluster.

use archipel_engine::equivalence;
use aws_sdk_rds::types as sdk;

use super::changes;
use super::common::{CONFLICT_CODES, RETRYABLE_ERRORS, status_of, update_tags};
use super::insights;
use crate::prelude::*;

/// The properties of an instance of a cluster.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ClusterInstanceProps {
    /// The identifier, unique in the account and region: up to 63 lower-case letters, digits and hyphens.
    #[arg(
        replace = "a new identifier is a new instance: its address changes",
        length = 1..=63, pattern = "[a-z](-?[a-z0-9])*",
    )]
    pub identifier: String,
    /// The cluster.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "an instance stays with its cluster", length = 1..=63)]
    pub cluster_identifier: String,
    /// The engine of the cluster.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot change the engine of an instance")]
    pub engine: String,
    /// The instance class: `db.r6g.large`, or `db.serverless`.
    #[arg(pattern = "db\\..+")]
    pub instance_class: String,
    /// The parameter group.
    #[arg(equivalence = equivalence::ANY_CASE, computed)]
    pub parameter_group: Option<String>,
    /// The availability zone.
    #[arg(computed, replace = "RDS cannot move an instance to another zone")]
    pub availability_zone: Option<String>,
    /// The priority for a failover: 0, the first, to 15.
    #[arg(default = 1, range = 0..=15)]
    pub promotion_tier: u16,
    /// Whether the instance has a public address.
    #[arg(default = false)]
    pub publicly_accessible: bool,
    /// The interval of Enhanced Monitoring in seconds: 0 for none, else 1, 5, 10, 15, 30 or 60.
    #[arg(default = 0)]
    pub monitoring_interval: u16,
    /// The role that RDS uses for Enhanced Monitoring.
    pub monitoring_role_arn: Option<Arn>,
    /// Whether Performance Insights is enabled. An instance inherits the setting of its cluster.
    #[arg(default = false)]
    pub performance_insights: bool,
    /// How long Performance Insights keeps data, in days: 7, a multiple of 31 up to 713, or 731.
    #[arg(computed)]
    pub performance_insights_retention_days: Option<u16>,
    /// The certificate authority of the instance's server certificate, such as `rds-ca-rsa2048-g1`. Its change restarts the
    /// instance.
    #[arg(computed, length = 1..)]
    pub ca_certificate: Option<String>,
    /// Whether RDS upgrades minor engine versions automatically.
    #[arg(default = true)]
    pub auto_minor_version_upgrade: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An instance of an Aurora cluster (`CreateDBInstance`). It is ready after five to ten minutes.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>
#[resource("aws:rds/ClusterInstance", props = ClusterInstanceProps)]
pub struct ClusterInstance {
    /// The ARN.
    pub arn: Arn,
    /// The identifier.
    #[attr(input = "identifier")]
    pub identifier: String,
    /// The host name of the instance.
    pub endpoint: String,
    /// The availability zone.
    pub availability_zone: Option<String>,
}

impl Resource for ClusterInstance {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_rds_cluster_instance", "{identifier}")])
            .unique(&[&["identifier"]])
            .typical(Seconds { create: 420, update: 300, delete: 360 })
            .timeouts(Seconds::each(3600))
            .polling(PollInterval { first_millis: 1000, max_secs: 15 })
            .visible_within_secs(120)
    }

    fn check(props: &ClusterInstanceProps) -> Vec<String> {
        let interval = props.monitoring_interval;
        let retention = props.performance_insights_retention_days;
        violations! {
            !matches!(interval, 0 | 1 | 5 | 10 | 15 | 30 | 60) =>
                "`monitoring_interval` is {interval} seconds: it is 0, 1, 5, 10, 15, 30 or 60";
            (interval > 0) != props.monitoring_role_arn.is_some() =>
                "`monitoring_interval` and `monitoring_role_arn` go together";
            retention.is_some_and(|days| !insights::is_retention(days)) =>
                "`performance_insights_retention_days` is {}: expected 7, a multiple of 31 up to 713, or 731",
                retention.unwrap_or_default();
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &ClusterInstanceProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().rds();
            let call = api
                .create_db_instance()
                .db_instance_identifier(&props.identifier)
                .db_cluster_identifier(&props.cluster_identifier)
                .engine(&props.engine)
                .db_instance_class(&props.instance_class)
                .set_db_parameter_group_name(props.parameter_group.clone())
                .set_availability_zone(props.availability_zone.clone())
                .promotion_tier(number(props.promotion_tier))
                .publicly_accessible(props.publicly_accessible)
                .monitoring_interval(number(props.monitoring_interval))
                .set_monitoring_role_arn(props.monitoring_role_arn.as_ref().map(Arn::to_string))
                .enable_performance_insights(props.performance_insights)
                .set_performance_insights_retention_period(retention(props))
                .set_ca_certificate_identifier(props.ca_certificate.clone())
                .auto_minor_version_upgrade(props.auto_minor_version_upgrade)
                .set_tags(Some(create_tags(cx, &props.tags)));
            retry_on(retry_on(send!(cx, call), RETRYABLE_ERRORS), CONFLICT_CODES)?;
            Ok((Id::new(&props.identifier), None))
        })
        .await
    }

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        let has = |name: &str| change.has(name);
        if change.has_besides(&["tags"]) {
            let monitoring = has("monitoring_interval") || has("monitoring_role_arn");
            let insights = has("performance_insights") || has("performance_insights_retention_days");
            let api = cx.api().rds();
            let call = api
                .modify_db_instance()
                .db_instance_identifier(id.as_str())
                .apply_immediately(true)
                .set_db_instance_class(has("instance_class").then(|| new.instance_class.clone()))
                .set_db_parameter_group_name(new.parameter_group.clone().filter(|_| has("parameter_group")))
                .set_promotion_tier(has("promotion_tier").then(|| number(new.promotion_tier)))
                .set_publicly_accessible(has("publicly_accessible").then_some(new.publicly_accessible))
                .set_monitoring_interval(monitoring.then(|| number(new.monitoring_interval)))
                .set_monitoring_role_arn(new.monitoring_role_arn.as_ref().filter(|_| monitoring).map(Arn::to_string))
                .set_enable_performance_insights(insights.then_some(new.performance_insights))
                .set_performance_insights_retention_period(retention(new).filter(|_| insights))
                .set_ca_certificate_identifier(new.ca_certificate.clone().filter(|_| has("ca_certificate")))
                .set_auto_minor_version_upgrade(
                    has("auto_minor_version_upgrade").then_some(new.auto_minor_version_upgrade),
                );
            retry!(cx, CONFLICT_CODES, call)?;
            let class = has("instance_class").then_some(new.instance_class.as_str());
            changes::until_instance_applied(cx, id, class).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // The cluster holds the data: an instance has no snapshot of its own.
        let call = cx.api().rds().delete_db_instance().db_instance_identifier(id.as_str());
        delete!(cx, id, CONFLICT_CODES, call.skip_final_snapshot(true))
    }
}

lookup! {
    ClusterInstance: sdk::DbInstance, "instance" by identifier,
    list: |cx| list_all!(cx, cx.api().rds().describe_db_instances());
    id: db_instance_identifier,
    status: |instance| status_of(instance.db_instance_status()),
    tags: |_cx, instance| Ok(Some(all_tags(instance.tag_list()))),
    state: state,
}

/// The retention of a request, if there is anything to retain.
fn retention(props: &ClusterInstanceProps) -> Option<i32> {
    props.performance_insights_retention_days.filter(|_| props.performance_insights).map(number)
}

fn state(instance: &sdk::DbInstance, tags: Tags) -> Result<State<ClusterInstance>> {
    let group = instance.db_parameter_groups().first().and_then(|group| group.db_parameter_group_name());
    let attrs = ClusterInstanceAttrs {
        arn: Arn::new(text(instance.db_instance_arn())),
        identifier: text(instance.db_instance_identifier()),
        endpoint: text(instance.endpoint().and_then(|endpoint| endpoint.address())),
        availability_zone: instance.availability_zone().map(str::to_owned),
    };
    let props = ClusterInstanceProps {
        identifier: attrs.identifier.clone(),
        cluster_identifier: text(instance.db_cluster_identifier()),
        engine: text(instance.engine()),
        instance_class: text(instance.db_instance_class()),
        parameter_group: group.map(str::to_owned),
        availability_zone: attrs.availability_zone.clone(),
        promotion_tier: count(instance.promotion_tier()),
        publicly_accessible: instance.publicly_accessible().unwrap_or(false),
        monitoring_interval: count(instance.monitoring_interval()),
        monitoring_role_arn: instance.monitoring_role_arn().map(Arn::new),
        performance_insights: instance.performance_insights_enabled().unwrap_or(false),
        performance_insights_retention_days: instance
            .performance_insights_retention_period()
            .and_then(|days| u16::try_from(days).ok()),
        ca_certificate: instance.ca_certificate_identifier().map(str::to_owned),
        auto_minor_version_upgrade: instance.auto_minor_version_upgrade().unwrap_or(false),
        tags: own_tags(tags),
    };
    Ok((props, attrs))
}
