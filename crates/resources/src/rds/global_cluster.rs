//! `aws:rds/GlobalCluster`: one database in several regions.

use archipel_engine::equivalence;
use aws_sdk_rds::types as sdk;

use super::common::{BUSY, status_of, update_tags};
use super::engine_versions::explain_version_error;
use crate::lookup::{self, Lookup, is_owned_here};
use crate::prelude::*;

/// What a global cluster is made of.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GlobalClusterProps {
    /// The identifier, unique in the account: up to 63 lower-case letters, digits and hyphens.
    #[arg(replace = "the identifier is what the clusters know it by", length = 1..=63, pattern = "[a-z](-?[a-z0-9])*")]
    pub identifier: String,
    /// `aurora-postgresql` or `aurora-mysql`.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot change the engine of a global cluster")]
    pub engine: String,
    /// The version of the engine: of all its clusters.
    #[arg(equivalence = equivalences::VERSION)]
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
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_rds_global_cluster", "{global_cluster_identifier}")])
            .unique(&[&["identifier"]])
            .guard("deletion_protection")
            .typical(Seconds { create: 6, update: 60, delete: 30 })
            .timeouts(Seconds { create: 900, update: 3600, delete: 3600 })
    }

    async fn create(cx: &OperationContext<Self>, props: &GlobalClusterProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let api = cx.api().rds();
            let call = api
                .create_global_cluster()
                .global_cluster_identifier(&props.identifier)
                .engine(&props.engine)
                .engine_version(&props.engine_version)
                .storage_encrypted(props.storage_encrypted)
                .deletion_protection(props.deletion_protection)
                .set_tags(Some(create_tags(cx, &props.tags)));
            explain_version_error(cx, &props.engine, true, send!(cx, call)).await?;
            Ok((Id::new(&props.identifier), None))
        })
        .await
    }

    async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
        lookup::read(cx, ids, seen).await
    }

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        let version = change.has("engine_version").then(|| new.engine_version.clone());
        if version.is_some() || change.has("deletion_protection") {
            cx.eventually(BUSY, || async {
                let major = |version: &str| version.split('.').next().unwrap_or_default().to_owned();
                let api = cx.api().rds();
                let call = api
                    .modify_global_cluster()
                    .global_cluster_identifier(id.as_str())
                    .deletion_protection(new.deletion_protection)
                    .set_engine_version(version.clone());
                let call = match version.is_some() && major(&change.old.engine_version) != major(&new.engine_version) {
                    true => call.allow_major_version_upgrade(true),
                    false => call,
                };
                explain_version_error(cx, &new.engine, true, send!(cx, call)).await
            })
            .await?;
            cx.until_ready(id).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // "Not empty" passes: clusters leave it before they are deleted.
        let call = cx.api().rds().delete_global_cluster().global_cluster_identifier(id.as_str());
        retry!(cx, BUSY, call).ignore_not_found()?;
        cx.until_gone(id).await
    }
}

impl Lookup for GlobalCluster {
    type Item = sdk::GlobalCluster;
    const NOUN: &str = "global cluster";

    fn key(props: &GlobalClusterProps) -> &str {
        &props.identifier
    }

    fn id(item: &Self::Item) -> &str {
        item.global_cluster_identifier().unwrap_or_default()
    }

    /// All of the account: there are few, and a call for one that is not there fails.
    async fn describe(cx: &ReadContext<Aws>) -> Result<Vec<Self::Item>> {
        list_all!(cx, cx.api().rds().describe_global_clusters())
    }

    async fn tags(_: &ReadContext<Aws>, item: &Self::Item) -> Result<Option<Tags>> {
        Ok(Some(all_tags(item.tag_list())))
    }

    fn is_owned(cx: &ReadContext<Aws>, tags: &Tags) -> bool {
        is_owned_here(cx, tags)
    }
}

fn seen(cluster: &sdk::GlobalCluster, tags: Tags) -> ResourceState<GlobalCluster> {
    let attrs = GlobalClusterAttrs {
        arn: Arn::new(text(cluster.global_cluster_arn())),
        identifier: GlobalCluster::id(cluster).to_owned(),
        endpoint: cluster.endpoint().map(str::to_owned),
    };
    let props = GlobalClusterProps {
        identifier: attrs.identifier.clone(),
        engine: text(cluster.engine()),
        engine_version: text(cluster.engine_version()),
        storage_encrypted: cluster.storage_encrypted().unwrap_or(false),
        deletion_protection: cluster.deletion_protection().unwrap_or(false),
        tags: own_tags(tags),
    };
    ResourceState { id: Id::new(&attrs.identifier), props, attrs, status: status_of(cluster.status()) }
}
