//! Queries over the dumps: the tables in the Glue catalogue, a workgroup of Athena with a limit, and what an analyst may do.

use archipel::aws::iam::*;
use archipel::cloudcontrol::CloudControl;
use archipel::prelude::*;

use super::{EXPORTS, RESULTS, Store};
use crate::aws::athena::work_group::{
    EncryptionConfiguration, EncryptionOption, ResultConfiguration, WorkGroupConfiguration,
};
use crate::aws::athena::{NamedQuery, NamedQueryArgs, WorkGroup, WorkGroupArgs};
use crate::aws::glue::database::DatabaseInput;
use crate::aws::glue::{Database, DatabaseArgs};
use crate::components::statements::allow_via;
use crate::config;
use crate::sections::Foundation;

/// The column of the dump.
const DUMP: &str = "dump";
const GIGABYTE: i64 = 1_000_000_000;

/// Declares the catalogue, the workgroup and its queries, and the policy of analysts. `source` is the name of the database.
pub(super) fn declare(foundation: &Foundation<'_>, source: &str, store: &Store, settings: &config::Lake) {
    let context = foundation.contexts.primary;
    let Store { scope, name, key, bucket } = store;
    let account = &context.account;
    // Athena's names have no hyphens.
    let catalogue = name.replace('-', "_");
    let input = DatabaseInput::new().name(&catalogue).description("The daily dumps of the database");
    let database = Database::new(scope, "dumps", DatabaseArgs::new(account, input).database_name(&catalogue));

    let results = EncryptionConfiguration::new(EncryptionOption::SseKms).kms_key(key.arn());
    let results = ResultConfiguration::new()
        .output_location(output_format!("s3://{}/{RESULTS}/", bucket.bucket()))
        .encryption_configuration(results);
    let configuration = WorkGroupConfiguration::new()
        .enforce_work_group_configuration(true)
        .publish_cloudwatch_metrics_enabled(true)
        .bytes_scanned_cutoff_per_query(i64::from(settings.query_limit_gb) * GIGABYTE)
        .result_configuration(results);
    // Without the option, a workgroup with queries cannot be deleted.
    let args = WorkGroupArgs::new(name).recursive_delete_option(true).work_group_configuration(configuration);
    let group = WorkGroup::new(scope, "analysts", args);

    for table in &settings.tables {
        let short = table.short();
        let location = output_format!("s3://{}/{EXPORTS}/", bucket.bucket());
        let columns: Vec<_> =
            table.columns.iter().map(|column| json!({ "Name": column.name, "Type": column.kind })).collect();
        let template = format!("${{{DUMP}}}/{source}/{}", table.name);
        let kind = format!("projection.{DUMP}.type");
        let input = json!({
            "Name": short,
            "TableType": "EXTERNAL_TABLE",
            "PartitionKeys": [{ "Name": DUMP, "Type": "string" }],
            "Parameters": {
                "classification": "parquet",
                "projection.enabled": "true",
                kind: "injected",
                "storage.location.template": output_format!("s3://{}/{EXPORTS}/{template}/", bucket.bucket()),
            },
            "StorageDescriptor": {
                "Columns": columns,
                "Location": location,
                "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                },
            },
        });
        let table = json!({
            "CatalogId": account,
            "DatabaseName": database.database_name(),
            "Name": short,
            "TableInput": input,
        });
        let table = CloudControl::new(scope, &short, "AWS::Glue::Table", table);
        let query = format!(
            "-- The dumps: aws rds describe-export-tasks --query 'ExportTasks[?Status==`COMPLETE`].ExportTaskIdentifier'\n\
             SELECT count(*) AS rows FROM {short} WHERE {DUMP} = 'daily-...'"
        );
        let args = NamedQueryArgs::new(database.database_name(), query)
            .name(format!("rows of {short}"))
            .description("The rows of a table in a dump")
            .work_group(group.name());
        NamedQuery::with_options(scope, &short, args, Options::new().depends_on(&table));
    }
    analysts(foundation, store, &catalogue);
}

/// What an analyst may do: query the tables in this workgroup, and nothing else.
fn analysts(foundation: &Foundation<'_>, store: &Store, catalogue: &str) {
    let context = foundation.contexts.primary;
    let Store { scope, name, key, bucket } = store;
    let (region, account, arn) = (scope.region(), &context.account, bucket.arn());
    let queries = [
        "athena:BatchGetNamedQuery",
        "athena:GetNamedQuery",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetWorkGroup",
        "athena:ListNamedQueries",
        "athena:ListQueryExecutions",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
    ];
    let of = |kind: &str| output_format!("arn:aws:glue:{region}:{account}:{kind}");
    let catalogue = [of("catalog"), of(&format!("database/{catalogue}")), of(&format!("table/{catalogue}/*"))];
    let keys = ["kms:Decrypt", "kms:GenerateDataKey"];
    let policy = Policy::new([
        Statement::allow(queries).on(output_format!("arn:aws:athena:{region}:{account}:workgroup/{name}")),
        Statement::allow(["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"]).on(catalogue),
        Statement::allow(["s3:GetBucketLocation", "s3:ListBucket"]).on(&arn),
        Statement::allow("s3:GetObject").on([output_format!("{arn}/{EXPORTS}/*"), output_format!("{arn}/{RESULTS}/*")]),
        Statement::allow(["s3:PutObject", "s3:AbortMultipartUpload"]).on(output_format!("{arn}/{RESULTS}/*")),
        allow_via(context.service("s3"), keys, key.arn()),
    ]);
    let args = ManagedPolicyArgs::new(format!("{name}-analysts"), policy).description("Queries of the data lake");
    scope.output("lake.analysts_policy", ManagedPolicy::new(scope, "analysts", args).arn());
}
