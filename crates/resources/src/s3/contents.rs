//! Empties a bucket.

use archipel_engine::resource::{ErrorKind, OpCx, ProviderError, Result};
use aws_sdk_s3::types::{Delete, ObjectIdentifier};
use futures::future::try_join_all;

use super::bucket::Bucket;
use super::common::built;
use crate::aws::{Answer, OrGone};

/// How many uploads are ended at the same time.
const AT_ONCE: usize = 16;

/// Deletes every version of every object, every delete marker, and every upload that was not ended. What is written
/// meanwhile may stay.
pub(super) async fn empty(cx: &OpCx<Bucket>, bucket: &str) -> Result<()> {
    let s3 = cx.api().s3();
    // What replicates may not be told to delete in the other bucket too.
    s3.delete_bucket_replication().bucket(bucket).send().await.answer(cx.region()).or_gone()?;
    let (mut key, mut version) = (None, None);
    loop {
        let call = s3.list_object_versions().bucket(bucket).set_key_marker(key).set_version_id_marker(version);
        let page = call.send().await.answer(cx.region())?;
        let versions = page.versions().iter().map(|of| (of.key(), of.version_id()));
        let markers = page.delete_markers().iter().map(|of| (of.key(), of.version_id()));
        let objects = versions.chain(markers).map(|(key, version)| {
            let object = ObjectIdentifier::builder().key(key.unwrap_or_default());
            built(object.set_version_id(version.map(str::to_owned)).build())
        });
        delete(cx, bucket, objects.collect::<Result<Vec<_>>>()?).await?;
        if page.is_truncated() != Some(true) {
            break;
        }
        (key, version) = (page.next_key_marker, page.next_version_id_marker);
    }
    abort_uploads(cx, bucket).await
}

/// Deletes one page of objects: 1,000 at most, which is what one call takes.
async fn delete(cx: &OpCx<Bucket>, bucket: &str, objects: Vec<ObjectIdentifier>) -> Result<()> {
    if objects.is_empty() {
        return Ok(());
    }
    let delete = built(Delete::builder().set_objects(Some(objects)).quiet(true).build())?;
    let told = cx.api().s3().delete_objects().bucket(bucket).delete(delete).send().await.answer(cx.region())?;
    // The answer is a success also when nothing was deleted.
    let Some(error) = told.errors().first() else { return Ok(()) };
    let code = error.code().unwrap_or_default();
    let message = format!(
        "{} objects of the bucket {bucket} were not deleted, such as {}: {code} {}",
        told.errors().len(),
        error.key().unwrap_or_default(),
        error.message().unwrap_or_default(),
    );
    let passes = code.starts_with("InternalError") || code == "SlowDown" || code == "ServiceUnavailable";
    let kind = match code {
        _ if passes => ErrorKind::Throttled,
        "AccessDenied" => ErrorKind::Denied,
        _ => ErrorKind::Invalid,
    };
    Err(ProviderError { code: Some(code.to_owned()), ..ProviderError::new(kind, message) })
}

async fn abort_uploads(cx: &OpCx<Bucket>, bucket: &str) -> Result<()> {
    let s3 = cx.api().s3();
    let (mut key, mut upload) = (None, None);
    loop {
        let call = s3.list_multipart_uploads().bucket(bucket).set_key_marker(key).set_upload_id_marker(upload);
        let page = call.send().await.answer(cx.region())?;
        for uploads in page.uploads().chunks(AT_ONCE) {
            let aborted = uploads.iter().map(|upload| async {
                let call = s3.abort_multipart_upload().bucket(bucket).set_key(upload.key.clone());
                call.set_upload_id(upload.upload_id.clone()).send().await.answer(cx.region()).or_gone()
            });
            try_join_all(aborted).await?;
        }
        if page.is_truncated() != Some(true) {
            return Ok(());
        }
        (key, upload) = (page.next_key_marker, page.next_upload_id_marker);
    }
}
