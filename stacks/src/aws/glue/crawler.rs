//! `AWS::Glue::Crawler`.
//!
//! Written by `schema add AWS::Glue::Crawler` from the schema c580f47674fbbe3d8669cc63e695993d. Do
//! not edit: `schema update` writes it again.

use archipel::cloudcontrol::builder::*;

resource! {
    /// Resource Type definition for AWS::Glue::Crawler
    pub struct Crawler: "AWS::Glue::Crawler", CrawlerArgs;
}

impl Crawler {
    /// The name of the crawler.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn name(&self) -> Output<String> {
        self.attribute_at(&["Name"])
    }
}

arguments! {
    /// The properties of [`Crawler`].
    pub struct CrawlerArgs;
}

impl CrawlerArgs {
    /// With the required properties:
    ///
    /// - `role`: The Amazon Resource Name (ARN) of an IAM role that's used to access customer
    ///   resources, such as Amazon Simple Storage Service (Amazon S3) data.
    /// - `targets`: Specifies data stores to crawl.
    #[track_caller]
    pub fn new(role: impl IntoInput<String>, targets: impl IntoInput<Record<Targets>>) -> Self {
        Self(Fields::new()).set_property("Role", role).set_property("Targets", targets)
    }

    /// A list of UTF-8 strings that specify the names of custom classifiers that are associated
    /// with the crawler.
    #[track_caller]
    pub fn classifiers(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Classifiers", value)
    }

    /// Crawler configuration information. This versioned JSON string allows users to specify
    /// aspects of a crawler's behavior.
    #[track_caller]
    pub fn configuration(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Configuration", value)
    }

    /// The name of the SecurityConfiguration structure to be used by this crawler.
    ///
    /// Constraints: length at most 128.
    #[track_caller]
    pub fn crawler_security_configuration(self, value: impl IntoInput<String>) -> Self {
        self.set_property("CrawlerSecurityConfiguration", value)
    }

    /// The name of the database in which the crawler's output is stored.
    #[track_caller]
    pub fn database_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DatabaseName", value)
    }

    /// A description of the crawler.
    ///
    /// Constraints: length at most 2048.
    #[track_caller]
    pub fn description(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Description", value)
    }

    /// Specifies AWS Lake Formation configuration settings for the crawler
    #[track_caller]
    pub fn lake_formation_configuration(self, value: impl IntoInput<Record<LakeFormationConfiguration>>) -> Self {
        self.set_property("LakeFormationConfiguration", value)
    }

    /// The name of the crawler.
    ///
    /// Constraints: length 1 to 255.
    ///
    /// A change replaces the resource.
    #[track_caller]
    pub fn name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Name", value)
    }

    /// When crawling an Amazon S3 data source after the first crawl is complete, specifies whether
    /// to crawl the entire dataset again or to crawl only folders that were added since the last
    /// crawler run. For more information, see Incremental Crawls in AWS Glue in the developer
    /// guide.
    #[track_caller]
    pub fn recrawl_policy(self, value: impl IntoInput<Record<RecrawlPolicy>>) -> Self {
        self.set_property("RecrawlPolicy", value)
    }

    /// A scheduling object using a cron statement to schedule an event.
    #[track_caller]
    pub fn schedule(self, value: impl IntoInput<Record<Schedule>>) -> Self {
        self.set_property("Schedule", value)
    }

    /// The policy that specifies update and delete behaviors for the crawler. The policy tells the
    /// crawler what to do in the event that it detects a change in a table that already exists in
    /// the customer's database at the time of the crawl. The SchemaChangePolicy does not affect
    /// whether or how new tables and partitions are added. New tables and partitions are always
    /// created regardless of the SchemaChangePolicy on a crawler. The SchemaChangePolicy consists
    /// of two components, UpdateBehavior and DeleteBehavior.
    #[track_caller]
    pub fn schema_change_policy(self, value: impl IntoInput<Record<SchemaChangePolicy>>) -> Self {
        self.set_property("SchemaChangePolicy", value)
    }

    /// The prefix added to the names of tables that are created.
    ///
    /// Constraints: length at most 128.
    #[track_caller]
    pub fn table_prefix(self, value: impl IntoInput<String>) -> Self {
        self.set_property("TablePrefix", value)
    }

    /// `Tags`.
    ///
    /// A JSON document: `json!({..})`.
    #[track_caller]
    pub fn tags(self, value: impl AnyInput) -> Self {
        self.set_any_property("Tags", value)
    }
}

arguments! {
    /// Specifies AWS Lake Formation configuration settings for the crawler
    pub struct LakeFormationConfiguration;
}

impl LakeFormationConfiguration {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Required for cross account crawls. For same account crawls as the target data, this can be
    /// left as null.
    ///
    /// Constraints: length at most 12.
    #[track_caller]
    pub fn account_id(self, value: impl IntoInput<String>) -> Self {
        self.set_property("AccountId", value)
    }

    /// Specifies whether to use AWS Lake Formation credentials for the crawler instead of the IAM
    /// role credentials.
    #[track_caller]
    pub fn use_lake_formation_credentials(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("UseLakeFormationCredentials", value)
    }
}

arguments! {
    /// When crawling an Amazon S3 data source after the first crawl is complete, specifies whether
    /// to crawl the entire dataset again or to crawl only folders that were added since the last
    /// crawler run. For more information, see Incremental Crawls in AWS Glue in the developer
    /// guide.
    pub struct RecrawlPolicy;
}

impl RecrawlPolicy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies whether to crawl the entire dataset again or to crawl only folders that were added
    /// since the last crawler run. A value of CRAWL_EVERYTHING specifies crawling the entire
    /// dataset again. A value of CRAWL_NEW_FOLDERS_ONLY specifies crawling only folders that were
    /// added since the last crawler run. A value of CRAWL_EVENT_MODE specifies crawling only the
    /// changes identified by Amazon S3 events.
    #[track_caller]
    pub fn recrawl_behavior(self, value: impl IntoInput<OneOf<RecrawlBehavior>>) -> Self {
        self.set_property("RecrawlBehavior", value)
    }
}

arguments! {
    /// A scheduling object using a cron statement to schedule an event.
    pub struct Schedule;
}

impl Schedule {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// A cron expression used to specify the schedule. For more information, see Time-Based
    /// Schedules for Jobs and Crawlers. For example, to run something every day at 12:15 UTC,
    /// specify cron(15 12 * * ? *).
    #[track_caller]
    pub fn schedule_expression(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ScheduleExpression", value)
    }
}

arguments! {
    /// The policy that specifies update and delete behaviors for the crawler. The policy tells the
    /// crawler what to do in the event that it detects a change in a table that already exists in
    /// the customer's database at the time of the crawl. The SchemaChangePolicy does not affect
    /// whether or how new tables and partitions are added. New tables and partitions are always
    /// created regardless of the SchemaChangePolicy on a crawler. The SchemaChangePolicy consists
    /// of two components, UpdateBehavior and DeleteBehavior.
    pub struct SchemaChangePolicy;
}

impl SchemaChangePolicy {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The deletion behavior when the crawler finds a deleted object. A value of LOG specifies that
    /// if a table or partition is found to no longer exist, do not delete it, only log that it was
    /// found to no longer exist. A value of DELETE_FROM_DATABASE specifies that if a table or
    /// partition is found to have been removed, delete it from the database. A value of
    /// DEPRECATE_IN_DATABASE specifies that if a table has been found to no longer exist, to add a
    /// property to the table that says 'DEPRECATED' and includes a timestamp with the time of
    /// deprecation.
    #[track_caller]
    pub fn delete_behavior(self, value: impl IntoInput<OneOf<DeleteBehavior>>) -> Self {
        self.set_property("DeleteBehavior", value)
    }

    /// The update behavior when the crawler finds a changed schema. A value of LOG specifies that
    /// if a table or a partition already exists, and a change is detected, do not update it, only
    /// log that a change was detected. Add new tables and new partitions (including on existing
    /// tables). A value of UPDATE_IN_DATABASE specifies that if a table or partition already
    /// exists, and a change is detected, update it. Add new tables and partitions.
    #[track_caller]
    pub fn update_behavior(self, value: impl IntoInput<OneOf<UpdateBehavior>>) -> Self {
        self.set_property("UpdateBehavior", value)
    }
}

arguments! {
    /// Specifies data stores to crawl.
    pub struct Targets;
}

impl Targets {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// Specifies AWS Glue Data Catalog targets.
    #[track_caller]
    pub fn catalog_targets(self, value: impl IntoInput<Vec<Record<CatalogTarget>>>) -> Self {
        self.set_property("CatalogTargets", value)
    }

    /// Specifies an array of Delta data store targets.
    #[track_caller]
    pub fn delta_targets(self, value: impl IntoInput<Vec<Record<DeltaTarget>>>) -> Self {
        self.set_property("DeltaTargets", value)
    }

    /// Specifies Amazon DynamoDB targets.
    #[track_caller]
    pub fn dynamodb_targets(self, value: impl IntoInput<Vec<Record<DynamodbTarget>>>) -> Self {
        self.set_property("DynamoDBTargets", value)
    }

    /// Specifies Apache Hudi data store targets.
    #[track_caller]
    pub fn hudi_targets(self, value: impl IntoInput<Vec<Record<HudiTarget>>>) -> Self {
        self.set_property("HudiTargets", value)
    }

    /// Specifies Apache Iceberg data store targets.
    #[track_caller]
    pub fn iceberg_targets(self, value: impl IntoInput<Vec<Record<IcebergTarget>>>) -> Self {
        self.set_property("IcebergTargets", value)
    }

    /// Specifies JDBC targets.
    #[track_caller]
    pub fn jdbc_targets(self, value: impl IntoInput<Vec<Record<JdbcTarget>>>) -> Self {
        self.set_property("JdbcTargets", value)
    }

    /// A list of Mongo DB targets.
    #[track_caller]
    pub fn mongo_db_targets(self, value: impl IntoInput<Vec<Record<MongoDbTarget>>>) -> Self {
        self.set_property("MongoDBTargets", value)
    }

    /// Specifies Amazon Simple Storage Service (Amazon S3) targets.
    #[track_caller]
    pub fn s3_targets(self, value: impl IntoInput<Vec<Record<S3Target>>>) -> Self {
        self.set_property("S3Targets", value)
    }
}

arguments! {
    /// Specifies an AWS Glue Data Catalog target.
    pub struct CatalogTarget;
}

impl CatalogTarget {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the connection for an Amazon S3-backed Data Catalog table to be a target of the
    /// crawl when using a Catalog connection type paired with a NETWORK Connection type.
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// The name of the database to be synchronized.
    ///
    /// Constraints: length 1 to 255.
    #[track_caller]
    pub fn database_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DatabaseName", value)
    }

    /// A valid Amazon dead-letter SQS ARN. For example, arn:aws:sqs:region:account:deadLetterQueue.
    #[track_caller]
    pub fn dlq_event_queue_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DlqEventQueueArn", value)
    }

    /// A valid Amazon SQS ARN. For example, arn:aws:sqs:region:account:sqs.
    #[track_caller]
    pub fn event_queue_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EventQueueArn", value)
    }

    /// A list of the tables to be synchronized.
    ///
    /// Constraints: at least 1 elements.
    #[track_caller]
    pub fn tables(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Tables", value)
    }
}

arguments! {
    /// Specifies a Delta data store to crawl one or more Delta tables.
    pub struct DeltaTarget;
}

impl DeltaTarget {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the connection to use to connect to the Delta table target.
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// Specifies whether the crawler will create native tables, to allow integration with query
    /// engines that support querying of the Delta transaction log directly.
    #[track_caller]
    pub fn create_native_delta_table(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("CreateNativeDeltaTable", value)
    }

    /// `DeltaTables`.
    #[track_caller]
    pub fn delta_tables(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("DeltaTables", value)
    }

    /// Specifies whether to write the manifest files to the Delta table path.
    #[track_caller]
    pub fn write_manifest(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("WriteManifest", value)
    }
}

arguments! {
    /// Specifies an Amazon DynamoDB table to crawl.
    pub struct DynamodbTarget;
}

impl DynamodbTarget {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the DynamoDB table to crawl.
    #[track_caller]
    pub fn path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Path", value)
    }

    /// Indicates whether to scan all the records, or to sample rows from the table. Scanning all
    /// the records can take a long time when the table is not a high throughput table. A value of
    /// true means to scan all records, while a value of false means to sample the records. If no
    /// value is specified, the value defaults to true.
    #[track_caller]
    pub fn scan_all(self, value: impl IntoInput<bool>) -> Self {
        self.set_property("ScanAll", value)
    }

    /// The percentage of the configured read capacity units to use by the AWS Glue crawler. Read
    /// capacity units is a term defined by DynamoDB, and is a numeric value that acts as rate
    /// limiter for the number of reads that can be performed on that table per second.
    ///
    /// The valid values are null or a value between 0.1 to 1.5. A null value is used when user does
    /// not provide a value, and defaults to 0.5 of the configured Read Capacity Unit (for
    /// provisioned tables), or 0.25 of the max configured Read Capacity Unit (for tables using
    /// on-demand mode).
    #[track_caller]
    pub fn scan_rate(self, value: impl IntoInput<f64>) -> Self {
        self.set_property("ScanRate", value)
    }
}

arguments! {
    /// Specifies Apache Hudi data store targets.
    pub struct HudiTarget;
}

impl HudiTarget {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the connection to use to connect to the Hudi target.
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// A list of global patterns used to exclude from the crawl.
    #[track_caller]
    pub fn exclusions(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Exclusions", value)
    }

    /// The maximum depth of Amazon S3 paths that the crawler can traverse to discover the Hudi
    /// metadata folder in your Amazon S3 path. Used to limit the crawler run time.
    #[track_caller]
    pub fn maximum_traversal_depth(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaximumTraversalDepth", value)
    }

    /// One or more Amazon S3 paths that contains Hudi metadata folders as s3://bucket/prefix .
    #[track_caller]
    pub fn paths(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Paths", value)
    }
}

arguments! {
    /// Specifies Apache Iceberg data store targets.
    pub struct IcebergTarget;
}

impl IcebergTarget {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the connection to use to connect to the Iceberg target.
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// A list of global patterns used to exclude from the crawl.
    #[track_caller]
    pub fn exclusions(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Exclusions", value)
    }

    /// The maximum depth of Amazon S3 paths that the crawler can traverse to discover the Iceberg
    /// metadata folder in your Amazon S3 path. Used to limit the crawler run time.
    #[track_caller]
    pub fn maximum_traversal_depth(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("MaximumTraversalDepth", value)
    }

    /// One or more Amazon S3 paths that contains Iceberg metadata folders as s3://bucket/prefix .
    #[track_caller]
    pub fn paths(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Paths", value)
    }
}

arguments! {
    /// Specifies a JDBC data store to crawl.
    pub struct JdbcTarget;
}

impl JdbcTarget {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the connection to use to connect to the JDBC target.
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// Specify a value of RAWTYPES or COMMENTS to enable additional metadata in table responses.
    /// RAWTYPES provides the native-level datatype. COMMENTS provides comments associated with a
    /// column or table in the database.
    ///
    /// If you do not need additional metadata, keep the field empty.
    #[track_caller]
    pub fn enable_additional_metadata(self, value: impl IntoInput<Vec<OneOf<EnableAdditionalMetadata>>>) -> Self {
        self.set_property("EnableAdditionalMetadata", value)
    }

    /// A list of glob patterns used to exclude from the crawl. For more information, see Catalog
    /// Tables with a Crawler.
    #[track_caller]
    pub fn exclusions(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Exclusions", value)
    }

    /// The path of the JDBC target.
    #[track_caller]
    pub fn path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Path", value)
    }
}

arguments! {
    /// Specifies an Amazon DocumentDB or MongoDB data store to crawl.
    pub struct MongoDbTarget;
}

impl MongoDbTarget {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of the connection to use to connect to the Amazon DocumentDB or MongoDB target.
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// The path of the Amazon DocumentDB or MongoDB target (database/collection).
    #[track_caller]
    pub fn path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Path", value)
    }
}

arguments! {
    /// Specifies a data store in Amazon Simple Storage Service (Amazon S3).
    pub struct S3Target;
}

impl S3Target {
    /// With nothing set.
    #[inline]
    pub fn new() -> Self {
        Self(Fields::new())
    }

    /// The name of a connection which allows a job or crawler to access data in Amazon S3 within an
    /// Amazon Virtual Private Cloud environment (Amazon VPC).
    #[track_caller]
    pub fn connection_name(self, value: impl IntoInput<String>) -> Self {
        self.set_property("ConnectionName", value)
    }

    /// A valid Amazon dead-letter SQS ARN. For example, arn:aws:sqs:region:account:deadLetterQueue.
    #[track_caller]
    pub fn dlq_event_queue_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("DlqEventQueueArn", value)
    }

    /// A valid Amazon SQS ARN. For example, arn:aws:sqs:region:account:sqs.
    #[track_caller]
    pub fn event_queue_arn(self, value: impl IntoInput<String>) -> Self {
        self.set_property("EventQueueArn", value)
    }

    /// A list of glob patterns used to exclude from the crawl.
    #[track_caller]
    pub fn exclusions(self, value: impl IntoInput<Vec<String>>) -> Self {
        self.set_property("Exclusions", value)
    }

    /// The path to the Amazon S3 target.
    #[track_caller]
    pub fn path(self, value: impl IntoInput<String>) -> Self {
        self.set_property("Path", value)
    }

    /// Sets the number of files in each leaf folder to be crawled when crawling sample files in a
    /// dataset. If not set, all the files are crawled. A valid value is an integer between 1 and
    /// 249.
    #[track_caller]
    pub fn sample_size(self, value: impl IntoInput<i64>) -> Self {
        self.set_property("SampleSize", value)
    }
}

texts! {
    /// The values of `RecrawlBehavior`.
    pub enum RecrawlBehavior {
        /// `CRAWL_EVENT_MODE`.
        CrawlEventMode = "CRAWL_EVENT_MODE",
        /// `CRAWL_EVERYTHING`.
        CrawlEverything = "CRAWL_EVERYTHING",
        /// `CRAWL_NEW_FOLDERS_ONLY`.
        CrawlNewFoldersOnly = "CRAWL_NEW_FOLDERS_ONLY",
    }
}

texts! {
    /// The values of `DeleteBehavior`.
    pub enum DeleteBehavior {
        /// `DELETE_FROM_DATABASE`.
        DeleteFromDatabase = "DELETE_FROM_DATABASE",
        /// `DEPRECATE_IN_DATABASE`.
        DeprecateInDatabase = "DEPRECATE_IN_DATABASE",
        /// `LOG`.
        Log = "LOG",
    }
}

texts! {
    /// The values of `UpdateBehavior`.
    pub enum UpdateBehavior {
        /// `LOG`.
        Log = "LOG",
        /// `UPDATE_IN_DATABASE`.
        UpdateInDatabase = "UPDATE_IN_DATABASE",
    }
}

texts! {
    /// The values of `EnableAdditionalMetadata`.
    pub enum EnableAdditionalMetadata {
        /// `COMMENTS`.
        Comments = "COMMENTS",
        /// `RAWTYPES`.
        Rawtypes = "RAWTYPES",
    }
}
