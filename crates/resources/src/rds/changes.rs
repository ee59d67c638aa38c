//! Changes that RDS applies later: a cluster or an instance stays `available` for a while before a change begins.

use archipel_engine::program::Environment;
use aws_sdk_rds::types::{ClusterPendingModifiedValues, DbCluster, GlobalClusterMember, PendingModifiedValues};

use super::cluster_instance::ClusterInstance;
use super::common::{CONFLICT_CODES, status_of};
use super::engine_versions::explain_version_error;
use crate::prelude::*;

/// Archipel's own error code for a change that RDS has not applied yet.
const UNAPPLIED: &str = "ChangeInProgress";

fn unapplied(what: &str, state: &str) -> ProviderError {
    let error =
        ProviderError::new(ErrorKind::NotYet, format!("{what} is `{state}`, and its changes are not applied yet"));
    ProviderError { code: Some(UNAPPLIED.to_owned()), ..error }
}

/// The codes of errors that a later attempt does not have.
fn later() -> Vec<&'static str> {
    CONFLICT_CODES.iter().copied().chain([UNAPPLIED]).collect()
}

/// Takes the code from an error that no waiting ends, although its code is that of a temporary state.
pub(super) fn is_final<T>(answer: Result<T>) -> Result<T> {
    answer.map_err(|error| match error.message.contains("without a primary instance") {
        true => ProviderError { code: None, kind: ErrorKind::Invalid, ..error },
        false => error,
    })
}

/// Fails while a change is pending or in progress.
fn settled(what: &str, state: Option<&str>, is_pending: bool) -> Result<()> {
    match status_of(state) {
        Status::Failed(reason) => Err(ProviderError::new(ErrorKind::Failed, format!("{what} failed: {reason}"))),
        Status::Ready if !is_pending => Ok(()),
        _ => Err(unapplied(what, state.unwrap_or("pending"))),
    }
}

/// Fails while a cluster has another version than the wanted one, if any, or changes that RDS has not applied.
fn settled_cluster(cluster: &DbCluster, version: Option<&str>) -> Result<()> {
    let pending = cluster.pending_modified_values();
    let is_pending = pending.is_some_and(|values| *values != ClusterPendingModifiedValues::builder().build());
    let is_other = version.is_some_and(|version| !has_version(cluster, version));
    settled(cluster.db_cluster_identifier().unwrap_or_default(), cluster.status(), is_pending || is_other)
}

/// Whether a cluster has this version, or one that it is the beginning of.
pub(super) fn has_version(cluster: &DbCluster, version: &str) -> bool {
    let there = cluster.engine_version().unwrap_or_default();
    there == version || (equivalences::VERSION.may_be_same)(version, there)
}

/// The major version. RDS counts the first number.
pub(super) fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or_default()
}

async fn existing(cx: &ReadContext<Aws>, cluster: &str) -> Result<DbCluster> {
    let call = cx.api().rds().describe_db_clusters().db_cluster_identifier(cluster);
    let found = send!(cx, call)?.db_clusters.unwrap_or_default().into_iter().next();
    found.ok_or_else(|| ProviderError::new(ErrorKind::NotFound, format!("the cluster {cluster} disappeared")))
}

/// Waits until RDS has applied the changes of a cluster, and its version, if that changes.
pub(super) async fn until_applied<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    version: Option<&str>,
) -> Result<()> {
    cx.eventually(&[UNAPPLIED], || async { settled_cluster(&existing(cx, id.as_str()).await?, version) }).await
}

/// Waits until RDS has applied the changes of an instance, and its class, if that changes.
pub(super) async fn until_instance_applied(
    cx: &OperationContext<ClusterInstance>,
    id: &Id,
    class: Option<&str>,
) -> Result<()> {
    cx.eventually(&[UNAPPLIED], || async {
        let Some(instance) = describe_one::<ClusterInstance>(cx, id).await? else {
            return Err(ProviderError::new(ErrorKind::NotFound, format!("the instance {id} disappeared")));
        };
        let pending = instance.pending_modified_values();
        let is_pending = pending.is_some_and(|values| *values != PendingModifiedValues::builder().build());
        let is_other = class.is_some() && instance.db_instance_class() != class;
        settled(id.as_str(), instance.db_instance_status(), is_pending || is_other)
    })
    .await
}

/// The members of a global cluster; none if it does not exist.
pub(super) async fn members(cx: &ReadContext<Aws>, global: &str) -> Result<Vec<GlobalClusterMember>> {
    let call = cx.api().rds().describe_global_clusters().global_cluster_identifier(global);
    let found = optional(send!(cx, call))?.and_then(|response| response.global_clusters).unwrap_or_default();
    Ok(found.into_iter().next().and_then(|global| global.global_cluster_members).unwrap_or_default())
}

/// Upgrades the members of a global cluster, the secondaries first: RDS refuses the primary before them.
///
/// A new major version is one call for all of them, a new minor version one for each: `ModifyGlobalCluster` refuses it.
pub(super) async fn upgrade<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    id: &Id,
    engine: &str,
    (old, new): (&str, &str),
) -> Result<()> {
    let is_major = major(old) != major(new);
    if is_major {
        let call = cx.api().rds().modify_global_cluster().global_cluster_identifier(id.as_str());
        let call = call.engine_version(new).allow_major_version_upgrade(true);
        cx.eventually(CONFLICT_CODES, || async {
            explain_version_error(cx, engine, true, send!(cx, call.clone())).await
        })
        .await?;
    }
    let mut members = members(cx, id.as_str()).await?;
    members.sort_by_key(|member| member.is_writer());
    for arn in members.iter().filter_map(|member| member.db_cluster_arn()) {
        let environment = Environment {
            region: arn.split(':').nth(3).unwrap_or_default().to_owned(),
            account: cx.environment().account.clone(),
        };
        let there = cx.at(cx.api().in_region(&environment.region)?, environment);
        upgrade_member(cx, &there, arn, (engine, new), is_major).await?;
    }
    Ok(())
}

async fn upgrade_member<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    there: &ReadContext<Aws>,
    arn: &str,
    (engine, version): (&str, &str),
    is_started: bool,
) -> Result<()> {
    cx.eventually(&later(), || async {
        let cluster = existing(there, arn).await?;
        let pending = cluster.pending_modified_values().and_then(|values| values.engine_version());
        let can_start = status_of(cluster.status()) == Status::Ready && pending.is_none();
        if !is_started && can_start && !has_version(&cluster, version) {
            let call = there.api().rds().modify_db_cluster().apply_immediately(true).engine_version(version);
            let call = call.db_cluster_identifier(cluster.db_cluster_identifier().unwrap_or_default());
            explain_version_error(there, engine, true, is_final(send!(there, call))).await?;
            return Err(unapplied(arn, "upgrading"));
        }
        settled_cluster(&cluster, Some(version))
    })
    .await
}

/// Removes a cluster from its global cluster, if it is a member. The primary cannot leave before the secondaries: after
/// a failover, another member becomes the primary first.
pub(super) async fn leave<R: Resource<Api = Aws>>(cx: &OperationContext<R>, id: &Id) -> Result<()> {
    cx.eventually(&later(), || async {
        let Some(cluster) = optional(existing(cx, id.as_str()).await)? else { return Ok(()) };
        let Some(global) = cluster.global_cluster_identifier() else { return Ok(()) };
        let arn = cluster.db_cluster_arn();
        let members = members(cx, global).await?;
        let is_writer = |member: &GlobalClusterMember| member.is_writer().unwrap_or(false);
        let other = members.iter().find(|member| member.db_cluster_arn() != arn);
        let rds = cx.api().rds();
        if let Some(other) = other.filter(|_| members.iter().any(|one| one.db_cluster_arn() == arn && is_writer(one))) {
            let call = rds.switchover_global_cluster().global_cluster_identifier(global);
            send!(cx, call.set_target_db_cluster_identifier(other.db_cluster_arn.clone()))?;
            return Err(unapplied(global, "switching-over"));
        }
        let call = rds.remove_from_global_cluster().global_cluster_identifier(global);
        match send!(cx, call.set_db_cluster_identifier(cluster.db_cluster_arn.clone())) {
            Err(error) if error.message.contains("is not found in global cluster") => Ok(()),
            answer => answer.ignore_not_found(),
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_applied_when_it_is_neither_pending_nor_in_progress() {
        let cluster = |state: &str, version: &str| {
            DbCluster::builder().db_cluster_identifier("db").status(state).engine_version(version)
        };
        let pending = |version: &str| ClusterPendingModifiedValues::builder().engine_version(version).build();
        let check = |cluster: &DbCluster| settled_cluster(cluster, Some("16.6")).map_err(|error| error.kind);
        assert_eq!(check(&cluster("available", "16.6").build()), Ok(()));
        assert_eq!(check(&cluster("available", "16.4").build()), Err(ErrorKind::NotYet));
        assert_eq!(check(&cluster("upgrading", "16.6").build()), Err(ErrorKind::NotYet));
        let later = cluster("available", "16.6").pending_modified_values(pending("16.8"));
        assert_eq!(check(&later.build()), Err(ErrorKind::NotYet));
        assert_eq!(check(&cluster("incompatible-network", "16.4").build()), Err(ErrorKind::Failed));
    }
}
