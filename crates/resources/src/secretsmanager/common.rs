//! What the types of this service share: the description of a secret.

use archipel_engine::resource::{Cx, Result};
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;

use crate::aws::{Answer, Aws, if_there};

/// What is known of a secret, by ARN or name: also one that is scheduled to be deleted.
pub(super) async fn describe(cx: &Cx<Aws>, secret: &str) -> Result<Option<DescribeSecretOutput>> {
    if_there(cx.api().secretsmanager().describe_secret().secret_id(secret).send().await.answer(cx.region()))
}

/// What is known of a secret that stays.
pub(super) async fn describe_live(cx: &Cx<Aws>, secret: &str) -> Result<Option<DescribeSecretOutput>> {
    Ok(describe(cx, secret).await?.filter(|secret| secret.deleted_date().is_none()))
}

/// The version of a secret that is its value now.
pub(super) fn current(secret: &DescribeSecretOutput) -> Option<&str> {
    let versions = secret.version_ids_to_stages()?;
    let current = |stages: &Vec<String>| stages.iter().any(|stage| stage == "AWSCURRENT");
    versions.iter().find(|(_, stages)| current(stages)).map(|(version, _)| version.as_str())
}
