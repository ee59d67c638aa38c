//! Empties a bucket.

use aws_sdk_s3::types::{Delete, ObjectIdentifier};

use super::bucket::Bucket;
use crate::prelude::*;

/// The number of uploads that are aborted at the same time.
const MAX_CONCURRENCY: usize = 16;

/// Deletes all versions of all objects, all delete markers, and all incomplete uploads. Objects that are written
/// meanwhile may stay. `locked` is whether the bucket has an object lock: versions under governance are deleted too, and those
/// under compliance, or with a legal hold, are an error.
pub(super) async fn empty(cx: &OperationContext<Bucket>, bucket: &str, locked: bool) -> Result<()> {
    let s3 = cx.api().s3();
    // Replication must not delete the objects in the destination too.
    send!(cx, s3.delete_bucket_replication().bucket(bucket)).ignore_not_found()?;
    let (mut key, mut version) = (None, None);
    loop {
        let call = s3.list_object_versions().bucket(bucket).set_key_marker(key).set_version_id_marker(version);
        let page = send!(cx, call)?;
        let versions = page.versions().iter().map(|of| (of.key(), of.version_id()));
        let markers = page.delete_markers().iter().map(|of| (of.key(), of.version_id()));
        let objects = versions.chain(markers).map(|(key, version)| {
            let object = ObjectIdentifier::builder().key(key.unwrap_or_default());
            build_input(object.set_version_id(version.map(str::to_owned)).build())
        });
        delete(cx, bucket, objects.collect::<Result<Vec<_>>>()?, locked).await?;
        if page.is_truncated() != Some(true) {
            break;
        }
        (key, version) = (page.next_key_marker, page.next_version_id_marker);
    }
    abort_uploads(cx, bucket).await
}

/// Deletes one page of objects: at most 1,000, the limit of a call.
async fn delete(
    cx: &OperationContext<Bucket>,
    bucket: &str,
    objects: Vec<ObjectIdentifier>,
    locked: bool,
) -> Result<()> {
    if objects.is_empty() {
        return Ok(());
    }
    let delete = build_input(Delete::builder().set_objects(Some(objects)).quiet(true).build())?;
    let call = cx.api().s3().delete_objects().bucket(bucket).delete(delete);
    let response = send!(cx, call.set_bypass_governance_retention(locked.then_some(true)))?;
    // The response is a success even if nothing was deleted.
    let Some(error) = response.errors().first() else { return Ok(()) };
    let code = error.code().unwrap_or_default();
    let message = format!(
        "{} objects of the bucket {bucket} were not deleted, such as {}: {code} {}",
        response.errors().len(),
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

async fn abort_uploads(cx: &OperationContext<Bucket>, bucket: &str) -> Result<()> {
    let s3 = cx.api().s3();
    let (mut key, mut upload) = (None, None);
    loop {
        let call = s3.list_multipart_uploads().bucket(bucket).set_key_marker(key).set_upload_id_marker(upload);
        let page = send!(cx, call)?;
        for uploads in page.uploads().chunks(MAX_CONCURRENCY) {
            let aborted = uploads.iter().map(|upload| async {
                let call = s3.abort_multipart_upload().bucket(bucket).set_key(upload.key.clone());
                send!(cx, call.set_upload_id(upload.upload_id.clone())).ignore_not_found()
            });
            try_join_all(aborted).await?;
        }
        if page.is_truncated() != Some(true) {
            return Ok(());
        }
        (key, upload) = (page.next_key_marker, page.next_upload_id_marker);
    }
}
