//! What pods need to start: their images and their secrets.

use std::collections::BTreeMap;
use std::sync::Arc;

use archipel_engine::resource::Result;
use aws_sdk_ecr::types::{DescribeImagesFilter, TagStatus};
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::StatusType;

use super::Checked;
use crate::aws::{Aws, SdkResultExt as _};

/// The number of images that a message names.
const NAMED: usize = 3;

async fn described(aws: &Aws, name: &str) -> Result<DescribeSecretOutput> {
    let call = aws.secretsmanager().describe_secret().secret_id(name);
    call.send().await.into_provider_result(aws.region())
}

/// The id of the version that applications read, which a replica shares with its primary.
fn current(secret: &DescribeSecretOutput) -> Option<&String> {
    let versions = secret.version_ids_to_stages()?;
    versions.iter().find(|(_, stages)| stages.iter().any(|stage| stage == "AWSCURRENT")).map(|(id, _)| id)
}

pub(super) async fn secret(aws: &Aws, name: &str, source: Option<Arc<Aws>>) -> Result<Checked> {
    let here = described(aws, name).await?;
    if here.deleted_date().is_some() {
        return Ok(Checked::refused(format!("the secret {name} is scheduled for deletion: restore it")));
    }
    let version = current(&here);
    let value = || match version {
        Some(_) => Checked::fine("has a value"),
        None => Checked::unknown(format!("the secret {name} has no value")),
    };
    let Some(source) = source else { return Ok(value()) };
    let there = described(&source, name).await?;
    let replica = there.replication_status().iter().find(|replica| replica.region() == Some(aws.region()));
    let state = replica.and_then(|replica| Some((replica.status()?, replica.status_message().unwrap_or_default())));
    Ok(match state {
        Some((StatusType::InSync, _)) if current(&there) == version => match version {
            Some(_) => Checked::fine("in sync"),
            None => Checked::fine(format!("no value, as in {}", source.region())),
        },
        Some((StatusType::InSync | StatusType::InProgress, _)) => Checked::refused(format!(
            "the replica of the secret {name} does not have its current value yet: wait until it is in sync"
        )),
        Some((status, why)) => Checked::refused(format!(
            "the replica of the secret {name} is `{}`: {why}: repair it with `aws secretsmanager replicate-secret-to-regions`",
            status.as_str()
        )),
        // A secret of its own in each region.
        None if here.primary_region().is_none_or(|primary| primary == aws.region()) => value(),
        None => Checked::refused(format!(
            "the secret {name} is not replicated from {}: apply the stack with `up`",
            source.region()
        )),
    })
}

/// The digests of the tagged images, each with one of its tags.
async fn tagged(aws: &Aws, repository: &str) -> Result<BTreeMap<String, String>> {
    let filter = DescribeImagesFilter::builder().tag_status(TagStatus::Tagged).build();
    let mut images = BTreeMap::new();
    let mut token = None;
    loop {
        let call = aws.ecr().describe_images().repository_name(repository).filter(filter.clone());
        let page = call.set_next_token(token).send().await.into_provider_result(aws.region())?;
        for image in page.image_details.unwrap_or_default() {
            let Some(tag) = image.image_tags().first().cloned() else { continue };
            images.extend(image.image_digest.map(|digest| (digest, tag)));
        }
        token = page.next_token;
        if token.is_none() {
            return Ok(images);
        }
    }
}

pub(super) async fn images(aws: &Aws, repository: &str, source: Option<Arc<Aws>>) -> Result<Checked> {
    let Some(source) = source else {
        let here = tagged(aws, repository).await?.len();
        let text = format!("the registry has {here} images of {repository}; the one that is pushed to does not answer");
        return Ok(Checked::unknown(text));
    };
    let (here, there) = tokio::try_join!(tagged(aws, repository), tagged(&source, repository))?;
    let missing: Vec<&str> =
        there.iter().filter(|(digest, _)| !here.contains_key(*digest)).map(|(_, tag)| tag.as_str()).collect();
    if missing.is_empty() {
        return Ok(Checked::fine(format!("{} images, as in {}", here.len(), source.region())));
    }
    let more = if missing.len() > NAMED { " and others" } else { "" };
    Ok(Checked::refused(format!(
        "{} of {} images of {repository} are not replicated yet ({}{more}): wait, or push them to the registry of {}",
        missing.len(),
        there.len(),
        missing[..missing.len().min(NAMED)].join(", "),
        aws.region()
    )))
}
