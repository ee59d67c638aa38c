//! `aws:rds/GlobalCluster`: one database in several regions.

use archipel_engine::equivalence;
use aws_sdk_rds::types as sdk;

use super::changes;
use super::common::{CONFLICT_CODES, status_of, update_tags};
use super::engine_versions::explain_version_error;
use crate::lookup::is_owned_here;
use crate::prelude::*;

/// The properties of a global cluster.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct GlobalClusterProps {
    /// The identifier, unique in the account: up to 63 lower-case letters, digits and hyphens.
    #[arg(replace = "the identifier is what the clusters know it by", length = 1..=63, pattern = "[a-z](-?[a-z0-9])*")]
    pub identifier: String,
    /// `aurora-postgresql` or `aurora-mysql`.
    #[arg(equivalence = equivalence::ANY_CASE, replace = "RDS cannot change the engine of a global cluster")]
    pub engine: String,
    /// The engine version of all member clusters. An upgrade upgrades them too, the secondaries first.
    #[arg(equivalence = equivalences::VERSION)]
    pub engine_version: String,
    /// Whether the member clusters are encrypted.
    #[arg(default = true, replace = "RDS cannot change whether a global cluster is encrypted")]
    pub storage_encrypted: bool,
    /// Whether the service refuses to delete it; a plan then refuses too.
    #[arg(default = false)]
    pub deletion_protection: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A global cluster (`CreateGlobalCluster`). It is created empty; member clusters refer to it.
///
/// It has no region, and every region lists it. Declare it in the region of the primary cluster.
///
/// <https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html>
#[resource("aws:rds/GlobalCluster", props = GlobalClusterProps)]
pub struct GlobalCluster {
    /// The ARN, which contains no region.
    pub arn: Arn,
    /// The identifier.
    #[attr(input = "identifier")]
    pub identifier: String,
    /// The endpoint of the primary cluster, if RDS provides one.
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
            .timeouts(Seconds { create: 900, update: 10800, delete: 3600 })
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

    reads!(read, status);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let new = &change.new;
        if change.has("engine_version") {
            let versions = (change.old.engine_version.as_str(), new.engine_version.as_str());
            changes::upgrade(cx, id, &new.engine, versions).await?;
        }
        if change.has("deletion_protection") {
            let call = cx.api().rds().modify_global_cluster().global_cluster_identifier(id.as_str());
            retry!(cx, CONFLICT_CODES, call.deletion_protection(new.deletion_protection))?;
            cx.until_ready(id).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &change.old.tags, &new.tags).await?;
        Ok(change.attrs.clone())
    }

    async fn delete(cx: &OperationContext<Self>, id: &Id, _: &DeleteRequest<Self>) -> Result<()> {
        // RDS reports "not empty" until the last cluster has left it.
        let call = cx.api().rds().delete_global_cluster().global_cluster_identifier(id.as_str());
        delete!(cx, id, CONFLICT_CODES, call)
    }
}

lookup! {
    GlobalCluster: sdk::GlobalCluster, "global cluster" by identifier,
    // A call for a missing global cluster fails, and an account has few.
    list: |cx| list_all!(cx, cx.api().rds().describe_global_clusters()),
    owned: is_owned_here;
    id: global_cluster_identifier,
    status: |cluster| status_of(cluster.status()),
    tags: |_cx, cluster| Ok(Some(all_tags(cluster.tag_list()))),
    state: state,
}

fn state(cluster: &sdk::GlobalCluster, tags: Tags) -> Result<State<GlobalCluster>> {
    let attrs = GlobalClusterAttrs {
        arn: Arn::new(text(cluster.global_cluster_arn())),
        identifier: text(cluster.global_cluster_identifier()),
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
    Ok((props, attrs))
}
