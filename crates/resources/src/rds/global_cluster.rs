//! `aws:rds/GlobalCluster`: one database in several regions.

use std::collections::BTreeMap;

use archipel_engine::form;
use archipel_engine::resource::{Change, Cx, Id, Last, OpCx, Resource, Result, Seen};
use archipel_engine::schema::{Actions, Identity, Meta};
use archipel_engine::{Args, resource};
use aws_sdk_rds::types as sdk;

use super::common::{BUSY, retag, status_of};
use super::engine_versions::told;
use crate::aws::{Answer, Aws, OrGone, Tags, all_tags, create_tags, list_all, own_tags};
use crate::forms;
use crate::names::check_lower;
use crate::natural::{Named, create_named, find_named, is_of_stack};
use crate::types::Arn;

/// What a global cluster is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GlobalClusterProps {
    /// The identifier, unique in the account: up to 63 lower-case letters, digits and hyphens.
    #[arg(replace = "the identifier is what the clusters know it by")]
    pub identifier: String,
    /// `aurora-postgresql` or `aurora-mysql`.
    #[arg(form = form::ANY_CASE, replace = "RDS cannot change the engine of a global cluster")]
    pub engine: String,
    /// The version of the engine: of all its clusters.
    #[arg(form = forms::VERSION)]
    pub engine_version: String,
    /// Whether its clusters are encrypted.
    #[arg(default = true, replace = "RDS cannot change whether a global cluster is encrypted")]
    pub storage_encrypted: bool,
    /// Whether it is kept from being deleted.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A global cluster (`CreateGlobalCluster`), made empty: its clusters name it.
///
/// It has no region, but is asked for in one, and every region knows it. Declare it where the first cluster is.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html>
#[resource("aws:rds/GlobalCluster", props = GlobalClusterProps)]
pub struct GlobalCluster {
    /// The ARN, which names no region.
    pub arn: Arn,
    /// The identifier.
    #[attr(input = "identifier")]
    pub identifier: String,
    /// What always leads to the cluster that writes, where RDS offers it.
    pub endpoint: Option<String>,
}

impl Resource for GlobalCluster {
    type Api = Aws;

    fn meta() -> Meta {
        Meta::new("rds")
            .terraform(&[("aws_rds_global_cluster", "{global_cluster_identifier}")])
            .identity(Identity::NaturalKey)
            .unique(&[&["identifier"]])
            .guard("deletion_protection")
            .typical(6, 60, 30)
            .timeouts(900, 3600, 3600)
            .actions(Actions {
                create: &["rds:CreateGlobalCluster", "rds:AddTagsToResource"],
                read: &["rds:DescribeGlobalClusters"],
                update: &["rds:ModifyGlobalCluster", "rds:AddTagsToResource", "rds:RemoveTagsFromResource"],
                delete: &["rds:DeleteGlobalCluster"],
            })
    }

    fn check(props: &GlobalClusterProps) -> Vec<String> {
        check_lower("identifier", &props.identifier, 63).into_iter().collect()
    }

    async fn create(cx: &OpCx<Self>, props: &GlobalClusterProps) -> Result<GlobalClusterAttrs> {
        create_named(cx, props, || async {
            let call = cx
                .api()
                .rds()
                .create_global_cluster()
                .global_cluster_identifier(&props.identifier)
                .engine(&props.engine)
                .engine_version(&props.engine_version)
                .storage_encrypted(props.storage_encrypted)
                .deletion_protection(props.deletion_protection)
                .set_tags(Some(create_tags(cx, &props.tags)));
            told(cx, &props.engine, true, call.send().await.answer(cx.region())).await?;
            Ok((Id::new(&props.identifier), None))
        })
        .await
    }

    async fn read(cx: &Cx<Aws>, ids: &[Id]) -> Result<Vec<Seen<Self>>> {
        let all = describe(cx).await?;
        let there = all.iter().filter(|cluster| ids.iter().any(|id| id.as_str() == name_of(cluster)));
        Ok(there.map(seen).collect())
    }

    async fn update(
        cx: &OpCx<Self>,
        id: &Id,
        change: &Change<GlobalClusterProps, GlobalClusterAttrs>,
    ) -> Result<GlobalClusterAttrs> {
        let new = &change.new;
        let version = change.has("engine_version").then(|| new.engine_version.clone());
        if version.is_some() || change.has("deletion_protection") {
            cx.eventually(BUSY, || async {
                let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
                let call = cx
                    .api()
                    .rds()
                    .modify_global_cluster()
                    .global_cluster_identifier(id.as_str())
                    .deletion_protection(new.deletion_protection)
                    .set_engine_version(version.clone());
                let call = match version.is_some() && major(&change.old.engine_version) != major(&new.engine_version) {
                    true => call.allow_major_version_upgrade(true),
                    false => call,
                };
                told(cx, &new.engine, true, call.send().await.answer(cx.region())).await
            })
            .await?;
            cx.until_ready(id).await?;
        }
        retag(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OpCx<Self>, id: &Id, _: &Last<GlobalClusterProps, GlobalClusterAttrs>) -> Result<()> {
        // "Not empty" passes: clusters leave it before they are deleted.
        cx.eventually(BUSY, || async {
            let call = cx.api().rds().delete_global_cluster().global_cluster_identifier(id.as_str());
            call.send().await.answer(cx.region())
        })
        .await
        .or_gone()?;
        cx.until_gone(id).await
    }

    async fn find(cx: &OpCx<Self>, props: &GlobalClusterProps) -> Result<Vec<Id>> {
        find_named(cx, props).await
    }

    async fn list(cx: &Cx<Aws>) -> Result<Vec<Id>> {
        // Every region shows it: it is listed where it was declared.
        let here = |tags: &Tags| {
            let urn = tags.get(crate::aws::URN_TAG);
            is_of_stack(cx.stack(), tags) && urn.is_some_and(|urn| urn.split("::").next() == Some(cx.region()))
        };
        let all = describe(cx).await?;
        let ours = all.iter().filter(|cluster| here(&all_tags(cluster.tag_list())));
        Ok(ours.map(|cluster| Id::new(name_of(cluster))).collect())
    }
}

impl Named for GlobalCluster {
    fn named(props: &GlobalClusterProps) -> String {
        format!("the global cluster {}", props.identifier)
    }

    async fn there(cx: &Cx<Aws>, props: &GlobalClusterProps) -> Result<Option<(Id, Tags)>> {
        let all = describe(cx).await?;
        let same = all.iter().find(|cluster| name_of(cluster) == props.identifier);
        Ok(same.map(|cluster| (Id::new(name_of(cluster)), all_tags(cluster.tag_list()))))
    }
}

/// All of the account: there are few, and a call for one that is not there fails.
async fn describe(cx: &Cx<Aws>) -> Result<Vec<sdk::GlobalCluster>> {
    list_all!(cx, cx.api().rds().describe_global_clusters())
}

fn name_of(cluster: &sdk::GlobalCluster) -> &str {
    cluster.global_cluster_identifier().unwrap_or_default()
}

fn seen(cluster: &sdk::GlobalCluster) -> Seen<GlobalCluster> {
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let attrs = GlobalClusterAttrs {
        arn: Arn::new(text(cluster.global_cluster_arn())),
        identifier: name_of(cluster).to_owned(),
        endpoint: cluster.endpoint().map(str::to_owned),
    };
    let props = GlobalClusterProps {
        identifier: attrs.identifier.clone(),
        engine: text(cluster.engine()),
        engine_version: text(cluster.engine_version()),
        storage_encrypted: cluster.storage_encrypted().unwrap_or(false),
        deletion_protection: cluster.deletion_protection().unwrap_or(false),
        tags: own_tags(all_tags(cluster.tag_list())),
    };
    Seen { id: Id::new(&attrs.identifier), props, attrs, status: status_of(cluster.status()) }
}
