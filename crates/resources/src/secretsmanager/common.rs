//! What the types of this service share: the description of a secret.

use std::sync::Arc;

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType, SecretListEntry};

use crate::prelude::*;

/// Describes a secret by ARN or name, also one that is scheduled for deletion.
pub(super) async fn describe(cx: &ReadContext<Aws>, secret: &str) -> Result<Option<DescribeSecretOutput>> {
    // A secret, its value and its rotation are read from the same answer.
    let response = cx.cached(secret, || async {
        optional(send!(cx, cx.api().secretsmanager().describe_secret().secret_id(secret)))
    });
    Ok(Arc::unwrap_or_clone(response.await?))
}

/// These secrets as one list returns them: every property except the replicas. Secrets that are being deleted are left out.
pub(super) async fn read_from_list(cx: &ReadContext<Aws>, ids: &[Id]) -> Result<Vec<(Id, DescribeSecretOutput)>> {
    let all = cx.cached("secrets", || list_ours(cx)).await?;
    Ok(ids.iter().filter_map(|id| Some((id.clone(), described(all.get(id.as_str())?)))).collect())
}

/// The secrets that this stack owns, by their ARNs.
async fn list_ours(cx: &ReadContext<Aws>) -> Result<BTreeMap<String, SecretListEntry>> {
    let ours = Filter::builder().key(FilterNameStringType::TagValue).values(cx.stack()).build();
    let all = list_pages!(cx, cx.api().secretsmanager().list_secrets().filters(ours).max_results(100), secret_list)?;
    Ok(all.into_iter().filter_map(|secret| Some((secret.arn.clone()?, secret))).collect())
}

/// A list's entry as a description, which has other names for two things.
fn described(entry: &SecretListEntry) -> DescribeSecretOutput {
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

/// The version of a secret that is its value now.
pub(super) fn current(secret: &DescribeSecretOutput) -> Option<&str> {
    let versions = secret.version_ids_to_stages()?;
    let current = |stages: &Vec<String>| stages.iter().any(|stage| stage == "AWSCURRENT");
    versions.iter().find(|(_, stages)| current(stages)).map(|(version, _)| version.as_str())
}
