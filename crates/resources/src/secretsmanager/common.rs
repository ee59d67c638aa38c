//! Shared code of the types: the description of a secret, and its replicas.

use std::sync::Arc;

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::{
    Filter, FilterNameStringType, ReplicaRegionType, ReplicationStatusType, SecretListEntry, StatusType,
};

use crate::prelude::*;

/// The default key of Secrets Manager.
pub(super) const OWN_KEY: &str = "alias/aws/secretsmanager";

/// Describes a secret by ARN or name, including one that is scheduled for deletion.
pub(super) async fn describe(cx: &ReadContext<Aws>, secret: &str) -> Result<Option<DescribeSecretOutput>> {
    // A secret, its value and its rotation are read from the same response.
    let response = cx.cached(secret, || async {
        optional(send!(cx, cx.api().secretsmanager().describe_secret().secret_id(secret)))
    });
    Ok(Arc::unwrap_or_clone(response.await?))
}

/// These secrets from one list: every property except the replicas. Secrets that are being deleted are left out.
pub(super) async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<(Id, DescribeSecretOutput)>> {
    let all = cx.cached("secrets", || list_ours(cx)).await?;
    Ok(ids.iter().filter_map(|id| Some((id.clone(), described(all.get(id.as_str())?)))).collect())
}

/// The secrets that this stack owns, by their ARNs.
async fn list_ours(cx: &ReadContext<Aws>) -> Result<BTreeMap<String, SecretListEntry>> {
    list_in(cx, cx.api()).await
}

/// The secrets in the region of `api` with the tags of this stack, by their ARNs. A replica has the tags of its secret.
pub(super) async fn list_in(cx: &ReadContext<Aws>, api: &Aws) -> Result<BTreeMap<String, SecretListEntry>> {
    let ours = Filter::builder().key(FilterNameStringType::TagValue).values(cx.stack()).build();
    let all = list_pages!(api, api.secretsmanager().list_secrets().filters(ours).max_results(100), secret_list)?;
    Ok(all.into_iter().filter_map(|secret| Some((secret.arn.clone()?, secret))).collect())
}

/// Converts an entry of a list to a description, in which two fields have other names.
pub(super) fn described(entry: &SecretListEntry) -> DescribeSecretOutput {
    DescribeSecretOutput::builder()
        .set_arn(entry.arn.clone())
        .set_name(entry.name.clone())
        .set_description(entry.description.clone())
        .set_kms_key_id(entry.kms_key_id.clone())
        .set_rotation_enabled(entry.rotation_enabled)
        .set_rotation_lambda_arn(entry.rotation_lambda_arn.clone())
        .set_rotation_rules(entry.rotation_rules.clone())
        .set_deleted_date(entry.deleted_date)
        .set_tags(entry.tags.clone())
        .set_version_ids_to_stages(entry.secret_versions_to_stages.clone())
        .build()
}

/// Describes a secret that is not scheduled for deletion.
pub(super) async fn describe_live(cx: &ReadContext<Aws>, secret: &str) -> Result<Option<DescribeSecretOutput>> {
    Ok(describe(cx, secret).await?.filter(|secret| secret.deleted_date().is_none()))
}

/// The current version of a secret.
pub(super) fn current(secret: &DescribeSecretOutput) -> Option<&str> {
    let versions = secret.version_ids_to_stages()?;
    let current = |stages: &Vec<String>| stages.iter().any(|stage| stage == "AWSCURRENT");
    versions.iter().find(|(_, stages)| current(stages)).map(|(version, _)| version.as_str())
}

/// A key that is not the service's own, which AWS returns for a secret without a key.
pub(super) fn chosen_key(key: Option<&str>) -> Option<String> {
    key.filter(|key| *key != OWN_KEY).map(str::to_owned)
}

pub(super) fn replica_to_sdk(region: &RegionName, kms_key_id: Option<&String>) -> ReplicaRegionType {
    ReplicaRegionType::builder().region(region.as_str()).set_kms_key_id(kms_key_id.cloned()).build()
}

pub(super) fn status_of_replica(replica: &ReplicationStatusType) -> Status {
    let region = replica.region().unwrap_or_default();
    match replica.status() {
        Some(StatusType::Failed) => {
            let why = replica.status_message().unwrap_or("no reason was given");
            Status::Failed(format!("the copy in {region}: {why}"))
        }
        Some(StatusType::InProgress) => Status::Pending(format!("copying to {region}")),
        _ => Status::Ready,
    }
}

/// Starts the replication of a secret to these regions, once an earlier one has ended. Returns the state of all replicas.
pub(super) async fn replicate<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    arn: &str,
    regions: Vec<ReplicaRegionType>,
) -> Result<Vec<ReplicationStatusType>> {
    let call = cx.api().secretsmanager().replicate_secret_to_regions().secret_id(arn);
    let answer = retry_on(send!(cx, call.set_add_replica_regions(Some(regions))), &["in progress"])?;
    Ok(answer.replication_status.unwrap_or_default())
}

/// Deletes the replicas in these regions.
pub(super) async fn remove_replicas<R: Resource<Api = Aws>>(
    cx: &OperationContext<R>,
    arn: &str,
    regions: Vec<String>,
) -> Result<()> {
    if regions.is_empty() {
        return Ok(());
    }
    cx.eventually(&[], || async {
        let call = cx.api().secretsmanager().remove_regions_from_replication().secret_id(arn);
        let call = call.set_remove_replica_regions(Some(regions.clone()));
        retry_on(send!(cx, call), &["in progress"])
    })
    .await
    .ignore_not_found()
}

/// The reads of a type that is a part of a secret. `$state_of(id, secret)` returns its state, if the secret has it.
macro_rules! read_part_of_secret {
    ($state_of:expr) => {
        async fn read(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ResourceState<Self>>> {
            read_each(ids, |id| async move {
                let secret = $crate::secretsmanager::common::describe_live(cx, id.as_str()).await?;
                Ok(secret.and_then(|secret| $state_of(id, &secret)))
            })
            .await
        }

        async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<ListedState<Self>>> {
            let secrets = $crate::secretsmanager::common::read_from_list(cx, ids).await?;
            Ok(secrets.iter().filter_map(|(id, secret)| $state_of(id, secret)).map(ListedState::complete).collect())
        }
    };
}
pub(super) use read_part_of_secret;
