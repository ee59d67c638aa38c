//! `aws:rds/ClusterInstance`: a machine that serves an Aurora cluster.

use std::collections::BTreeMap;

use archipel_engine::form;
use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen, Status};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_rds::types as sdk;

use super::common::{BUSY, FRESH, retag, status_of};
use crate::aws::{Answer, Aws, OrGone, Tags, all_tags, count, create_tags, list_all, number, own_tags};
use crate::names::check_lower;
use crate::natural::{Named, create_named, find_named, is_of_stack, passing, ready};
use crate::types::Arn;

/// What an instance of a cluster is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ClusterInstanceProps {
    /// The identifier, unique in account and region: up to 63 lower-case letters, digits and hyphens.
    #[arg(replace = "a new identifier is a new instance: its address changes")]
    pub identifier: String,
    /// The cluster.
    #[arg(form = form::ANY_CASE, replace = "an instance stays with its cluster")]
    pub cluster_identifier: String,
    /// The cluster's engine.
    #[arg(form = form::ANY_CASE, replace = "RDS cannot change the engine of an instance")]
    pub engine: String,
    /// The class: `db.r6g.large`, or `db.serverless`.
    pub instance_class: String,
    /// Its settings.
    #[arg(form = form::ANY_CASE, computed)]
    pub parameter_group: Option<String>,
    /// The zone it stands in.
    #[arg(computed, replace = "RDS cannot move an instance to another zone")]
    pub availability_zone: Option<String>,
    /// Who takes over when the one that writes fails: 0, the first, to 15.
    #[arg(default = 1)]
    pub promotion_tier: u16,
    /// Whether it has a public address.
    #[arg(default = false)]
    pub publicly_accessible: bool,
    /// Every how many seconds the machine's figures go to CloudWatch: 0 for never, else 1, 5, 10, 15, 30 or 60.
    #[arg(default = 0)]
    pub monitoring_interval: u16,
    /// The role that RDS writes those figures as.
    pub monitoring_role_arn: Option<Arn>,
    /// Whether what the database does is recorded.
    #[arg(default = false)]
    pub performance_insights: bool,
    /// Whether minor versions of the engine are taken as they come.
    #[arg(default = true)]
    pub auto_minor_version_upgrade: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// An instance of an Aurora cluster (`CreateDBInstance`). Ready after five to ten minutes.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html>
#[resource("aws:rds/ClusterInstance", props = ClusterInstanceProps)]
pub struct ClusterInstance {
    /// The ARN.
    pub arn: Arn,
    /// The identifier.
    #[attr(input = "identifier")]
    pub identifier: String,
    /// Its own address.
    pub endpoint: String,
    /// The zone it stands in.
    pub availability_zone: Option<String>,
}

impl Resource for ClusterInstance {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("rds")
            .terraform(&[("aws_rds_cluster_instance", "{identifier}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["identifier"]])
            .typical(420, 300, 360)
            .timeouts(3600, 3600, 3600)
            .polling(1000, 15)
            .visible_within(120)
            .actions(Actions {
                create: &["rds:CreateDBInstance", "rds:AddTagsToResource", "iam:PassRole"],
                read: &["rds:DescribeDBInstances"],
                update: &["rds:ModifyDBInstance", "rds:AddTagsToResource", "rds:RemoveTagsFromResource"],
                delete: &["rds:DeleteDBInstance"],
            })
    }

    fn check(props: &ClusterInstanceProps) -> Vec<String> {
        let mut wrong: Vec<String> = Self::check_text("identifier", &props.identifier).into_iter().collect();
        if !props.instance_class.starts_with("db.") {
            wrong.push(format!("`instance_class` is `{}`: a class begins with `db.`", props.instance_class));
        }
        if props.promotion_tier > 15 {
            wrong.push(format!("`promotion_tier` is {}: it is 0 to 15", props.promotion_tier));
        }
        if !matches!(props.monitoring_interval, 0 | 1 | 5 | 10 | 15 | 30 | 60) {
            let given = props.monitoring_interval;
            wrong.push(format!("`monitoring_interval` is {given} seconds: it is 0, 1, 5, 10, 15, 30 or 60"));
        }
        if (props.monitoring_interval > 0) != props.monitoring_role_arn.is_some() {
            wrong.push("`monitoring_interval` and `monitoring_role_arn` go together".to_owned());
        }
        wrong
    }

    fn check_text(property: &str, text: &str) -> Option<String> {
        (property == "identifier").then(|| check_lower(property, text, 63)).flatten()
    }

    async fn create(cx: &OpCx<Self>, props: &ClusterInstanceProps) -> Result<ClusterInstanceAttrs> {
        create_named(cx, props, || async {
            let call = cx
                .api()
                .rds()
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
                .auto_minor_version_upgrade(props.auto_minor_version_upgrade)
                .set_tags(Some(create_tags(cx, &props.tags)));
            passing(passing(call.send().await.answer(cx.region()), FRESH), BUSY)?;
            Ok((Id::new(&props.identifier), None))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        Ok(described(cx, ids).await?.iter().map(seen).collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<ClusterInstanceProps, ClusterInstanceAttrs>,
    ) -> Result<ClusterInstanceAttrs> {
        let new = &change.new;
        let has = |name: &str| change.has(name);
        if change.changed.iter().any(|name| name != "tags") {
            let monitoring = has("monitoring_interval") || has("monitoring_role_arn");
            cx.eventually(BUSY, || async {
                let call = cx
                    .api()
                    .rds()
                    .modify_db_instance()
                    .db_instance_identifier(id.as_str())
                    .apply_immediately(true)
                    .set_db_instance_class(has("instance_class").then(|| new.instance_class.clone()))
                    .set_db_parameter_group_name(new.parameter_group.clone().filter(|_| has("parameter_group")))
                    .set_promotion_tier(has("promotion_tier").then(|| number(new.promotion_tier)))
                    .set_publicly_accessible(has("publicly_accessible").then_some(new.publicly_accessible))
                    .set_monitoring_interval(monitoring.then(|| number(new.monitoring_interval)))
                    .set_monitoring_role_arn(
                        new.monitoring_role_arn.as_ref().filter(|_| monitoring).map(Arn::to_string),
                    )
                    .set_enable_performance_insights(has("performance_insights").then_some(new.performance_insights))
                    .set_auto_minor_version_upgrade(
                        has("auto_minor_version_upgrade").then_some(new.auto_minor_version_upgrade),
                    );
                call.send().await.answer(cx.region())
            })
            .await?;
        }
        retag(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        ready(cx, id).await
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<ClusterInstanceProps, ClusterInstanceAttrs>) -> Result<()> {
        cx.eventually(BUSY, || async {
            // The data is the cluster's: an instance has no snapshot of its own.
            let call = cx.api().rds().delete_db_instance().db_instance_identifier(id.as_str());
            match call.skip_final_snapshot(true).send().await.answer(cx.region()) {
                Err(error) if error.has_code(BUSY) && is_going(cx, id).await? => Ok(()),
                other => other.map(drop),
            }
        })
        .await
        .or_gone()?;
        cx.until_gone(id).await
    }

    async fn find(cx: &OpCx<Self>, props: &ClusterInstanceProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        let all = describe(cx).await?;
        let ours = all.iter().filter(|instance| is_of_stack(cx.stack(), &all_tags(instance.tag_list())));
        Ok(ours.map(|instance| Id::new(name_of(instance))).collect())
    }
}

impl Named for ClusterInstance {
    fn named(props: &ClusterInstanceProps) -> String {
        format!("the instance {}", props.identifier)
    }

    async fn there(cx: &Cx<Aws>, props: &ClusterInstanceProps) -> Result<Option<(Id, Tags)>> {
        let id = Id::new(&props.identifier);
        let instances = described(cx, std::slice::from_ref(&id)).await?;
        Ok(instances.first().map(|instance| (id, all_tags(instance.tag_list()))))
    }
}

async fn describe(cx: &Cx<Aws>) -> Result<Vec<sdk::DbInstance>> {
    list_all!(cx, cx.api().rds().describe_db_instances())
}

async fn described(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<sdk::DbInstance>> {
    let mut instances = describe(cx).await?;
    instances.retain(|instance| ids.iter().any(|id| id.as_str() == name_of(instance)));
    Ok(instances)
}

async fn is_going(cx: &OpCx<ClusterInstance>, id: &Id) -> Result<bool> {
    let instances = described(cx, std::slice::from_ref(id)).await?;
    Ok(instances.first().is_none_or(|one| matches!(status_of(one.db_instance_status()), Status::Deleting(_))))
}

fn name_of(instance: &sdk::DbInstance) -> &str {
    instance.db_instance_identifier().unwrap_or_default()
}

fn seen(instance: &sdk::DbInstance) -> Seen<ClusterInstance> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let group = instance.db_parameter_groups().first().and_then(|group| group.db_parameter_group_name());
    let attrs = ClusterInstanceAttrs {
        arn: Arn::new(text(instance.db_instance_arn())),
        identifier: name_of(instance).to_owned(),
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
        auto_minor_version_upgrade: instance.auto_minor_version_upgrade().unwrap_or(false),
        tags: own_tags(all_tags(instance.tag_list())),
    };
    Seen { id: Id::new(&attrs.identifier), props, attrs, status: status_of(instance.db_instance_status()) }
}
