//! The names of S3's operations, which requests express as method, path and subresource.

use http::{HeaderMap, Method};

/// Subresources of a bucket: the part of the name after the verb, and the verbs that have another name.
const BUCKET: &[(&str, &str)] = &[
    ("accelerate", "BucketAccelerateConfiguration"),
    ("acl", "BucketAcl"),
    ("analytics", "BucketAnalyticsConfiguration"),
    ("cors", "BucketCors"),
    ("encryption", "BucketEncryption"),
    ("intelligent-tiering", "BucketIntelligentTieringConfiguration"),
    ("inventory", "BucketInventoryConfiguration"),
    ("lifecycle", "BucketLifecycleConfiguration"),
    ("location", "BucketLocation"),
    ("logging", "BucketLogging"),
    ("metrics", "BucketMetricsConfiguration"),
    ("notification", "BucketNotificationConfiguration"),
    ("object-lock", "ObjectLockConfiguration"),
    ("ownershipControls", "BucketOwnershipControls"),
    ("policyStatus", "BucketPolicyStatus"),
    ("policy", "BucketPolicy"),
    ("publicAccessBlock", "PublicAccessBlock"),
    ("replication", "BucketReplication"),
    ("requestPayment", "BucketRequestPayment"),
    ("tagging", "BucketTagging"),
    ("versioning", "BucketVersioning"),
    ("website", "BucketWebsite"),
];

const OBJECT: &[(&str, &str)] = &[
    ("acl", "ObjectAcl"),
    ("attributes", "ObjectAttributes"),
    ("legal-hold", "ObjectLegalHold"),
    ("retention", "ObjectRetention"),
    ("tagging", "ObjectTagging"),
    ("torrent", "ObjectTorrent"),
];

/// Names are static, so the few combinations that exist are listed once here.
const NAMES: &[&str] = &[
    "DeleteBucketAnalyticsConfiguration",
    "DeleteBucketCors",
    "DeleteBucketEncryption",
    "DeleteBucketIntelligentTieringConfiguration",
    "DeleteBucketInventoryConfiguration",
    "DeleteBucketMetricsConfiguration",
    "DeleteBucketOwnershipControls",
    "DeleteBucketPolicy",
    "DeleteBucketReplication",
    "DeleteBucketTagging",
    "DeleteBucketWebsite",
    "DeleteObjectTagging",
    "DeletePublicAccessBlock",
    "GetBucketAccelerateConfiguration",
    "GetBucketAcl",
    "GetBucketAnalyticsConfiguration",
    "GetBucketCors",
    "GetBucketEncryption",
    "GetBucketIntelligentTieringConfiguration",
    "GetBucketInventoryConfiguration",
    "GetBucketLifecycleConfiguration",
    "GetBucketLocation",
    "GetBucketLogging",
    "GetBucketMetricsConfiguration",
    "GetBucketNotificationConfiguration",
    "GetBucketOwnershipControls",
    "GetBucketPolicy",
    "GetBucketPolicyStatus",
    "GetBucketReplication",
    "GetBucketRequestPayment",
    "GetBucketTagging",
    "GetBucketVersioning",
    "GetBucketWebsite",
    "GetObjectAcl",
    "GetObjectAttributes",
    "GetObjectLegalHold",
    "GetObjectLockConfiguration",
    "GetObjectRetention",
    "GetObjectTagging",
    "GetObjectTorrent",
    "GetPublicAccessBlock",
    "PutBucketAccelerateConfiguration",
    "PutBucketAcl",
    "PutBucketAnalyticsConfiguration",
    "PutBucketCors",
    "PutBucketEncryption",
    "PutBucketIntelligentTieringConfiguration",
    "PutBucketInventoryConfiguration",
    "PutBucketLifecycleConfiguration",
    "PutBucketLogging",
    "PutBucketMetricsConfiguration",
    "PutBucketNotificationConfiguration",
    "PutBucketOwnershipControls",
    "PutBucketPolicy",
    "PutBucketReplication",
    "PutBucketRequestPayment",
    "PutBucketTagging",
    "PutBucketVersioning",
    "PutBucketWebsite",
    "PutObjectAcl",
    "PutObjectLegalHold",
    "PutObjectLockConfiguration",
    "PutObjectRetention",
    "PutObjectTagging",
    "PutPublicAccessBlock",
];

/// The operation of a path-style request.
pub(crate) fn name(method: &Method, path: &str, query: Option<&str>, headers: &HeaderMap) -> &'static str {
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let bucket = parts.next().unwrap_or_default();
    let key = parts.next().unwrap_or_default();
    let query = query.unwrap_or_default();
    let has = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    if bucket.is_empty() {
        return if method == Method::GET { "ListBuckets" } else { "Unknown" };
    }
    if key.is_empty() { of_bucket(method, has) } else { of_object(method, has, headers) }
}

fn of_bucket(method: &Method, has: impl Fn(&str) -> bool) -> &'static str {
    if let Some((_, noun)) = BUCKET.iter().find(|(sub, _)| has(sub)) {
        // The delete of a bucket's lifecycle has kept its older name.
        if *noun == "BucketLifecycleConfiguration" && method == Method::DELETE {
            return "DeleteBucketLifecycle";
        }
        let list = (method == Method::GET && !has("id")).then(|| listed(noun)).flatten();
        return list.unwrap_or_else(|| combined(method, noun));
    }
    match method.as_str() {
        "PUT" => "CreateBucket",
        "DELETE" => "DeleteBucket",
        "HEAD" => "HeadBucket",
        "POST" if has("delete") => "DeleteObjects",
        "GET" if has("versions") => "ListObjectVersions",
        "GET" if has("uploads") => "ListMultipartUploads",
        "GET" if has("session") => "CreateSession",
        "GET" if has("list-type") => "ListObjectsV2",
        "GET" => "ListObjects",
        _ => "Unknown",
    }
}

/// A bucket may have several of these configurations; without an id they are listed.
fn listed(noun: &str) -> Option<&'static str> {
    Some(match noun {
        "BucketAnalyticsConfiguration" => "ListBucketAnalyticsConfigurations",
        "BucketIntelligentTieringConfiguration" => "ListBucketIntelligentTieringConfigurations",
        "BucketInventoryConfiguration" => "ListBucketInventoryConfigurations",
        "BucketMetricsConfiguration" => "ListBucketMetricsConfigurations",
        _ => return None,
    })
}

fn of_object(method: &Method, has: impl Fn(&str) -> bool, headers: &HeaderMap) -> &'static str {
    if let Some((_, noun)) = OBJECT.iter().find(|(sub, _)| has(sub)) {
        return combined(method, noun);
    }
    let copies = headers.contains_key("x-amz-copy-source");
    match method.as_str() {
        "PUT" if has("partNumber") && copies => "UploadPartCopy",
        "PUT" if has("partNumber") => "UploadPart",
        "PUT" if copies => "CopyObject",
        "PUT" => "PutObject",
        "HEAD" => "HeadObject",
        "GET" if has("uploadId") => "ListParts",
        "GET" => "GetObject",
        "DELETE" if has("uploadId") => "AbortMultipartUpload",
        "DELETE" => "DeleteObject",
        "POST" if has("uploads") => "CreateMultipartUpload",
        "POST" if has("uploadId") => "CompleteMultipartUpload",
        "POST" if has("restore") => "RestoreObject",
        "POST" if has("select") => "SelectObjectContent",
        _ => "Unknown",
    }
}

fn combined(method: &Method, noun: &str) -> &'static str {
    let verb = match method.as_str() {
        "GET" => "Get",
        "PUT" => "Put",
        "DELETE" => "Delete",
        _ => return "Unknown",
    };
    NAMES.iter().find(|name| name.strip_prefix(verb) == Some(noun)).copied().unwrap_or("Unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s3_requests_get_the_names_of_the_api_reference() {
        for (method, path, query, want) in [
            ("GET", "/", None, "ListBuckets"),
            ("PUT", "/b", None, "CreateBucket"),
            ("PUT", "/b/", None, "CreateBucket"),
            ("HEAD", "/b", None, "HeadBucket"),
            ("DELETE", "/b", None, "DeleteBucket"),
            ("PUT", "/b", Some("versioning"), "PutBucketVersioning"),
            ("GET", "/b", Some("policy="), "GetBucketPolicy"),
            ("GET", "/b", Some("policyStatus"), "GetBucketPolicyStatus"),
            ("DELETE", "/b", Some("lifecycle"), "DeleteBucketLifecycle"),
            ("PUT", "/b", Some("publicAccessBlock"), "PutPublicAccessBlock"),
            ("GET", "/b", Some("inventory"), "ListBucketInventoryConfigurations"),
            ("GET", "/b", Some("inventory&id=a"), "GetBucketInventoryConfiguration"),
            ("GET", "/b", Some("versions&max-keys=2"), "ListObjectVersions"),
            ("GET", "/b", Some("list-type=2"), "ListObjectsV2"),
            ("POST", "/b", Some("delete"), "DeleteObjects"),
            ("PUT", "/b/k/l", None, "PutObject"),
            ("GET", "/b/k", Some("versionId=3"), "GetObject"),
            ("GET", "/b/k", Some("tagging"), "GetObjectTagging"),
            ("PUT", "/b/k", Some("partNumber=1&uploadId=x"), "UploadPart"),
            ("POST", "/b/k", Some("uploadId=x"), "CompleteMultipartUpload"),
            ("PATCH", "/b/k", None, "Unknown"),
        ] {
            let method: Method = method.parse().unwrap();
            assert_eq!(name(&method, path, query, &HeaderMap::new()), want, "{method} {path} {query:?}");
        }
    }
}
