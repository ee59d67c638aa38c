//! The planner's schemas of all types.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use archipel_cfn_schema::{SchemaSet, planner_schema};
use archipel_engine::schema::{FieldSchema, Idempotency, RecordSchema, TypeRef};

/// The number of fields of a record, with those of records within.
fn count(record: &RecordSchema) -> usize {
    let within = |ty: &TypeRef| -> usize {
        let mut ty = ty;
        loop {
            match ty {
                TypeRef::List(of) | TypeRef::Map(of) => ty = of,
                TypeRef::Record(record) => return count(record),
                _ => return 0,
            }
        }
    };
    record.fields.iter().map(|field| 1 + within(&field.ty)).sum()
}

fn field<'s>(record: &'s RecordSchema, path: &str) -> &'s FieldSchema {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let found = record.field(first).unwrap_or_else(|| panic!("no {first} in {}", record.name));
    let Some(rest) = rest else { return found };
    let mut ty = &found.ty;
    while let TypeRef::List(of) | TypeRef::Map(of) = ty {
        ty = of;
    }
    match ty {
        TypeRef::Record(record) => field(record, rest),
        other => panic!("{first} is {other:?}"),
    }
}

#[test]
fn every_type_has_a_schema_of_the_planner() {
    let mut fields = 0;
    for name in SchemaSet::embedded().names() {
        let schema = planner_schema(name).unwrap();
        assert_eq!(schema.type_name, name);
        assert_eq!(schema.provider(), name.split(':').next().unwrap());
        fields += count(schema.inputs);
        for set in schema.meta.unique {
            for property in *set {
                assert!(schema.inputs.field(property).is_some(), "{name} {property}");
            }
        }
    }
    assert!(fields > 60_000, "{fields}");
}

#[test]
fn marks_of_the_schema_are_marks_of_the_planner() {
    let selection = planner_schema("AWS::Backup::BackupSelection").unwrap();
    assert!(field(selection.inputs, "BackupPlanId").replaces.is_some() && selection.inputs.field("Id").is_none());
    assert!(field(selection.inputs, "BackupSelection.Resources").set_like);
    assert!(field(selection.inputs, "BackupSelection.IamRoleArn").required);
    let ids: Vec<_> = selection.outputs.iter().map(|output| (output.name, output.optional)).collect();
    assert_eq!(ids, [("Id", false), ("SelectionId", true)]);
    assert_eq!(selection.meta.idempotency, Idempotency::ClientToken);
    assert!(selection.meta.actions.create.contains(&"backup:CreateBackupSelection"));
    assert!(selection.meta.actions.delete.contains(&"cloudformation:DeleteResource"));

    let bucket = planner_schema("AWS::S3::Bucket").unwrap();
    let name = field(bucket.inputs, "BucketName");
    assert!(name.computed && name.replaces.is_some() && bucket.meta.unique == [["BucketName"]]);
    let output = bucket.output("BucketName").unwrap();
    assert!(output.input == Some("BucketName") && !output.changes_on_update);

    let database = planner_schema("AWS::RDS::DBInstance").unwrap();
    let password = field(database.inputs, "MasterUserPassword");
    assert!(password.secret && password.write_only);
    assert!(!field(database.inputs, "KmsKeyId").secret);
    assert_eq!(database.meta.guard, Some("DeletionProtection"));
    // One part of it is set by AWS, the other one by a program.
    let secret = database.inputs.field("MasterUserSecret").unwrap();
    assert!(matches!(secret.ty, TypeRef::Record(record) if record.field("SecretArn").is_none()));
    assert!(matches!(database.output("MasterUserSecret").unwrap().ty, TypeRef::Record(record)
        if record.fields.len() == 1 && record.field("SecretArn").is_some()));
    assert!(database.inputs.field("Endpoint").is_none() && database.output("Endpoint").is_some());
}

#[test]
fn a_type_without_update_handler_replaces_for_every_change() {
    let schema = planner_schema("AWS::Backup::BackupSelection").unwrap();
    assert!(schema.inputs.fields.iter().all(|field| field.replaces.is_some()));
}

#[test]
fn a_prescribed_order_and_a_timeout_are_those_of_the_plan() {
    let set = SchemaSet::embedded();
    let delete_first = set.names().filter(|name| planner_schema(name).unwrap().meta.delete_first).count();
    assert!(delete_first > 50, "{delete_first}");
    let distribution = planner_schema("AWS::OpenSearchService::Domain").unwrap();
    assert!(distribution.meta.timeouts.create >= Duration::from_secs(3600), "{:?}", distribution.meta.timeouts);
}

#[test]
fn a_recursive_type_has_a_finite_schema() {
    let acl = planner_schema("AWS::WAFv2::WebACL").unwrap();
    assert!(count(acl.inputs) < 20_000, "{}", count(acl.inputs));
    assert!(matches!(field(acl.inputs, "Rules.Statement").ty, TypeRef::Record(_)));
    // The engine compares and prints schemas: neither may recurse without limit.
    assert_eq!(acl, acl);
    assert!(format!("{acl:?}").len() > 1000);
}
