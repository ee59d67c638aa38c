//! The data lake: a daily dump of the database in a bucket, and Athena to query its tables.
//!
//! RDS writes a dump as Parquet files below `exports/DUMP/DATABASE/SCHEMA.TABLE/`. The table's folder is below that of the dump, so that
//! a crawler would find another table in each dump: the tables are declared here, with the dump as a partition that a query names.

mod dumps;
mod queries;

use archipel::aws::kms::*;
use archipel::aws::s3::*;
use archipel::prelude::*;

use super::statements::{by_account, tls_only};
use crate::config;
use crate::sections::Foundation;

/// The folder of the dumps.
const EXPORTS: &str = "exports";
/// The folder of the results of queries.
const RESULTS: &str = "results";

/// The data lake.
pub struct Lake;

/// What the dumps and the queries have in common.
struct Store {
    scope: Scope,
    name: String,
    key: Key,
    bucket: Bucket,
}

impl Lake {
    /// Declares it in the primary region.
    pub fn new(foundation: &Foundation<'_>, settings: &config::Lake) -> Self {
        let Some(aurora) = foundation.aurora else { return Self };
        let context = foundation.contexts.primary;
        let scope = context.scope.component("lake");
        let name = format!("{}-lake", context.stack_prefix());
        // A key of its own: a permission to query the dumps is none to read the database's storage.
        let args = KeyArgs::default()
            .description(&name)
            .multi_region(false)
            .enable_key_rotation(true)
            .policy(Policy::new([by_account(&context.account)]))
            .deletion_window_in_days(foundation.config.keys.deletion_window_days);
        let key = Key::new(&scope, "main", args);
        let bucket = bucket(&scope, &name, &key, settings);
        let store = Store { scope, name, key, bucket };
        dumps::declare(foundation, aurora, &store, settings);
        queries::declare(foundation, &aurora.credentials.name, &store, settings);
        Self
    }
}

/// The bucket of the dumps and results, which expire.
fn bucket(scope: &Scope, name: &str, key: &Key, settings: &config::Lake) -> Bucket {
    let expire =
        |folder: &str, days: u32| LifecycleRule::new(folder).prefix(format!("{folder}/")).expiration_days(days);
    let uploads = LifecycleRule::new("uploads").abort_incomplete_multipart_upload_days(7);
    let encryption = BucketEncryption::default().algorithm(SseAlgorithm::Kms).kms_key_arn(key.arn());
    let args = BucketArgs::new(name)
        .encryption(encryption.bucket_key_enabled(true))
        .lifecycle_rules([expire(EXPORTS, settings.keep_days), expire(RESULTS, settings.results_days), uploads])
        .force_destroy(settings.force_destroy);
    let bucket = Bucket::new(scope, "main", args);
    BucketPolicy::new(scope, "main", BucketPolicyArgs::new(bucket.bucket(), Policy::new(tls_only(&bucket.arn()))));
    bucket
}
