//! The data lake: what is dumped to where, what the catalogue says of it, and what RDS, the schedule and analysts may do.

use archipel::cli::Configuration as _;
use serde_json::{Value as Json, json};
use stacks::config::{Config, Lake};

use crate::evaluate::{Context, allows};
use crate::world::{Applied, config};

const BUCKET: &str = "luneo-prod-lake";
const KEY: &str = "eu-west-1::aws:kms/Key::lake/main";

/// The parameters of the daily call of RDS.
fn call(prod: &Applied) -> Json {
    let schedule = prod.only("AWS::Scheduler::Schedule", "daily").json();
    assert_eq!(schedule["Target"]["Arn"], "arn:aws:scheduler:::aws-sdk:rds:startExportTask");
    assert_eq!(schedule["ScheduleExpression"], "cron(30 2 * * ? *)");
    serde_json::from_str(schedule["Target"]["Input"].as_str().expect("a text")).expect("JSON")
}

#[test]
fn the_database_is_dumped_each_day_with_a_key_of_their_own() {
    let prod = Applied::of("prod");
    let call = call(&prod);
    // RDS refuses an identifier that it knows: each day has its own, and a second try of a day has the same.
    assert_eq!(call["ExportTaskIdentifier"], "daily-<aws.scheduler.execution-id>");
    assert_eq!(call["SourceArn"], prod.output("eu-west-1::aws:rds/Cluster::database/main", "arn"));
    assert_eq!(call["S3BucketName"], BUCKET);
    assert_eq!(call["KmsKeyId"], prod.output(KEY, "arn"));
    assert_eq!(call["ExportOnly"], json!(["luneo"]));
    let bucket = prod.resources().find(|one| one.urn == "eu-west-1::aws:s3/Bucket::lake/main");
    let bucket = bucket.expect("the bucket").json();
    assert_eq!(bucket["encryption"]["kms_key_arn"], prod.output(KEY, "arn"));
    let rules = bucket["lifecycle_rules"].as_array().expect("rules").iter();
    let (expiring, uploads): (Vec<_>, Vec<_>) = rules.partition(|rule| rule["prefix"].is_string());
    assert!(matches!(&uploads[..], [rule] if rule["abort_incomplete_multipart_upload_days"] == 7), "{uploads:?}");
    let expire: Vec<_> = expiring.into_iter().map(|rule| (&rule["prefix"], &rule["expiration_days"])).collect();
    assert_eq!(expire, [(&json!("exports/"), &json!(90)), (&json!("results/"), &json!(7))]);
}

#[test]
fn a_table_of_the_catalogue_is_the_folder_of_the_dump_that_a_query_names() {
    let prod = Applied::of("prod");
    let call = call(&prod);
    let tables = prod.of_type("AWS::Glue::Table");
    let mut dumped = Vec::new();
    for table in &tables {
        let input = table.json()["TableInput"].clone();
        assert_eq!(input["PartitionKeys"], json!([{"Name": "dump", "Type": "string"}]));
        let parameters = &input["Parameters"];
        assert_eq!(parameters["projection.enabled"], "true");
        assert_eq!(parameters["projection.dump.type"], "injected");
        // s3://BUCKET/PREFIX/EXPORT/DATABASE/SCHEMA.TABLE/
        let template = parameters["storage.location.template"].as_str().expect("a text");
        let start = format!("s3://{BUCKET}/{}/${{dump}}/", call["S3Prefix"].as_str().expect("a folder"));
        let folder = template.strip_prefix(&start).unwrap_or_else(|| panic!("{template}"));
        dumped.push(folder.trim_end_matches('/').replace('/', "."));
        let name = input["Name"].as_str().expect("a name");
        assert_eq!(name, name.to_lowercase());
        let query = prod.only("AWS::Athena::NamedQuery", name).json();
        let text = query["QueryString"].as_str().expect("a text").to_owned();
        assert!(text.contains(&format!("FROM {name} WHERE dump = ")), "Athena refuses a query without a dump: {text}");
        assert_eq!(query["WorkGroup"], BUCKET);
    }
    // `_prisma_migrations` is the table that Prisma itself creates.
    assert_eq!(dumped, ["luneo.public._prisma_migrations"]);
    let of_dump = call["ExportOnly"][0].as_str().expect("a database");
    assert!(
        dumped.iter().all(|table| table.starts_with(&format!("{of_dump}."))),
        "{dumped:?} is not in a dump of {of_dump}"
    );
}

#[test]
fn queries_have_a_limit_and_encrypted_results() {
    let prod = Applied::of("prod");
    let group = prod.only("AWS::Athena::WorkGroup", "analysts").json();
    assert_eq!(group["RecursiveDeleteOption"], true, "or a group with queries cannot be deleted");
    let configuration = &group["WorkGroupConfiguration"];
    assert_eq!(configuration["EnforceWorkGroupConfiguration"], true, "clients cannot choose another location");
    assert_eq!(configuration["BytesScannedCutoffPerQuery"], json!(500_000_000_000_i64));
    let results = &configuration["ResultConfiguration"];
    assert_eq!(results["OutputLocation"], format!("s3://{BUCKET}/results/"));
    let encryption = &results["EncryptionConfiguration"];
    assert_eq!(encryption, &json!({"EncryptionOption": "SSE_KMS", "KmsKey": prod.output(KEY, "arn")}));
}

/// The policy document of a role or of analysts, by the end of its name.
fn document(prod: &Applied, name: &str) -> Json {
    let documents = prod.documents();
    let found = documents.iter().find(|(place, _)| {
        place.contains(&format!("::lake/{name} ")) && (place.ends_with(" policy") || place.ends_with(" document"))
    });
    found.unwrap_or_else(|| panic!("no {name} in {:?}", documents.keys())).1.clone()
}

#[test]
fn rds_writes_dumps_and_reads_nothing_else() {
    let prod = Applied::of("prod");
    let document = document(&prod, "export");
    let can = |action: &str, resource: &str| allows(&[&document], action, resource, &Context::new());
    assert!(can("s3:PutObject", &format!("arn:aws:s3:::{BUCKET}/exports/daily-1/a.parquet")));
    assert!(can("s3:ListBucket", &format!("arn:aws:s3:::{BUCKET}")));
    assert!(!can("s3:PutObject", &format!("arn:aws:s3:::{BUCKET}/results/a.csv")));
    assert!(!can("s3:PutObject", "arn:aws:s3:::luneo-prod-artifacts-eu-west-1/a"));
}

#[test]
fn the_schedule_starts_exports_with_the_role_of_rds_only() {
    let prod = Applied::of("prod");
    let document = document(&prod, "schedule");
    let export = prod.output("global::aws:iam/Role::lake/export", "arn");
    let can = |action: &str, resource: &str, context: Context<'_>| allows(&[&document], action, resource, &context);
    assert!(can("rds:StartExportTask", "*", Context::new()));
    assert!(!can("rds:DeleteDBCluster", "*", Context::new()));
    let to_rds = || Context::from([("iam:PassedToService", "export.rds.amazonaws.com")]);
    assert!(can("iam:PassRole", export, to_rds()));
    assert!(!can("iam:PassRole", export, Context::from([("iam:PassedToService", "lambda.amazonaws.com")])));
    assert!(!can("iam:PassRole", "arn:aws:iam::111122223333:role/luneo-prod-backend", to_rds()));
    let rds = Context::from([("kms:ViaService", "rds.eu-west-1.amazonaws.com"), ("kms:GrantIsForAWSResource", "true")]);
    let (own, data) = (prod.output(KEY, "arn"), prod.output("eu-west-1::aws:kms/Key::keys/data", "arn"));
    assert!(can("kms:CreateGrant", own, rds.clone()) && !can("kms:CreateGrant", own, Context::new()));
    assert!(!can("kms:CreateGrant", data, rds));
}

#[test]
fn analysts_query_the_dumps_and_change_none() {
    let prod = Applied::of("prod");
    let document = document(&prod, "analysts");
    let s3 = || Context::from([("kms:ViaService", "s3.eu-west-1.amazonaws.com")]);
    let can = |action: &str, resource: &str| allows(&[&document], action, resource, &s3());
    let (dump, result) = (format!("arn:aws:s3:::{BUCKET}/exports/d/a"), format!("arn:aws:s3:::{BUCKET}/results/a"));
    assert!(can("s3:GetObject", &dump) && !can("s3:PutObject", &dump) && !can("s3:DeleteObject", &dump));
    assert!(can("s3:GetObject", &result) && can("s3:PutObject", &result));
    let group = |name: &str| format!("arn:aws:athena:eu-west-1:111122223333:workgroup/{name}");
    assert!(can("athena:StartQueryExecution", &group(BUCKET)));
    assert!(!can("athena:StartQueryExecution", &group("primary")), "a group without a limit");
    assert!(!can("athena:UpdateWorkGroup", &group(BUCKET)));
    let table = |name: &str| format!("arn:aws:glue:eu-west-1:111122223333:table/{name}/public__prisma_migrations");
    assert!(can("glue:GetTable", &table("luneo_prod_lake")) && !can("glue:GetTable", &table("luneo_staging_lake")));
    assert!(can("kms:Decrypt", prod.output(KEY, "arn")));
    assert!(!can("kms:Decrypt", prod.output("eu-west-1::aws:kms/Key::keys/data", "arn")));
}

#[test]
fn a_dump_that_does_not_start_reaches_the_alarm_topic() {
    let prod = Applied::of("prod");
    let alarm = prod.only("aws:cloudwatch/MetricAlarm", "dump").json();
    let schedule = prod.only("AWS::Scheduler::Schedule", "daily").json();
    assert_eq!(alarm["dimensions"]["ScheduleGroup"], schedule["GroupName"]);
    assert_eq!(alarm["alarm_actions"], json!([prod.output("eu-west-1::aws:sns/Topic::alarms/main", "arn")]));
}

#[test]
fn what_cannot_be_dumped_or_queried_is_reported_with_its_key() {
    let of = |change: fn(&mut Config)| {
        let mut config: Config = config("prod");
        change(&mut config);
        config.problems().into_iter().map(|problem| problem.key).collect::<Vec<_>>()
    };
    for (change, key) in [
        ((|config| config.aurora = None) as fn(&mut Config), "lake.enabled"),
        (|config| set(config, |lake| lake.schedule = "daily".to_owned()), "lake.schedule"),
        (|config| set(config, |lake| lake.keep_days = 0), "lake.keep_days"),
        (|config| set(config, |lake| lake.query_limit_gb = 0), "lake.query_limit_gb"),
        (|config| set(config, |lake| lake.tables.clear()), "lake.tables"),
        (|config| set(config, |lake| lake.tables[0].name = "orders".to_owned()), "lake.tables[0].name"),
        (|config| set(config, |lake| lake.tables.push(lake.tables[0].clone())), "lake.tables[1].name"),
        (|config| set(config, |lake| lake.tables[0].columns.clear()), "lake.tables[0].columns"),
        (|config| set(config, |lake| lake.tables[0].columns[1].kind = "uuid".to_owned()), "lake.tables[0].columns[1]"),
        (
            |config| set(config, |lake| lake.tables[0].columns[2].kind = "timestamp".to_owned()),
            "lake.tables[0].columns[2]",
        ),
        (|config| set(config, |lake| lake.tables[0].columns[1].name = "a b".to_owned()), "lake.tables[0].columns[1]"),
    ] {
        let found = of(change);
        assert!(found.iter().any(|found| found == key), "{key}: {found:?}");
    }
}

fn set(config: &mut Config, change: fn(&mut Lake)) {
    config.lake.iter_mut().for_each(change);
}
