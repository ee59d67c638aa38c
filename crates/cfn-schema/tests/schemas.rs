//! Every schema of the set is read as what it is.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::Path;

use archipel_cfn_schema::model::{Kind, PropertyPath, Shape, TypeSchema};
use archipel_cfn_schema::transform::Transform;
use archipel_cfn_schema::{SchemaError, SchemaSet, is_not_provisionable, schema};

/// Marks of properties that the schema itself does not have.
const DANGLING: &[&str] = &[
    "AWS::GameLiftStreams::StreamGroup LocationConfiguration/MaximumCapacity",
    "AWS::GameLiftStreams::StreamGroup LocationConfiguration/OnDemandCapacity",
    "AWS::RDS::Integration KmsKeyId",
    "AWS::Redshift::Integration KmsKeyId",
    "AWS::SageMaker::EndpointConfig AsyncInferenceOutputConfig/KmsKeyId",
];

fn all() -> impl Iterator<Item = TypeSchema> {
    SchemaSet::embedded().names().map(|name| SchemaSet::embedded().parse(name).unwrap())
}

/// Visits every shape once; shapes may contain themselves.
fn visit<'s>(schema: &'s TypeSchema, shape: &'s Shape, seen: &mut BTreeSet<*const Shape>, count: &mut usize) {
    if !seen.insert(shape) {
        return;
    }
    *count += 1;
    let resolved = schema.resolve(shape);
    let (_, _) = (resolved.doc(), resolved.texts());
    match resolved.kind() {
        Kind::Record(record) => record.fields.values().for_each(|shape| visit(schema, shape, seen, count)),
        Kind::List(Some(of)) | Kind::Map(Some(of)) => visit(schema, of, seen, count),
        _ => {}
    }
}

#[test]
fn every_schema_of_the_set_is_read_with_all_its_shapes() {
    let (mut types, mut shapes, mut names) = (0, 0, BTreeSet::new());
    for schema in all() {
        types += 1;
        assert_eq!(schema.name.split("::").count(), 3, "{}", schema.name);
        assert!(names.insert(schema.name.clone()));
        for shape in schema.properties().values() {
            visit(&schema, shape, &mut BTreeSet::new(), &mut shapes);
        }
    }
    assert_eq!(types, SchemaSet::embedded().len());
    assert!(types > 1800 && shapes > 40_000, "{types} types with {shapes} shapes");
}

#[test]
fn every_mark_of_a_schema_is_on_a_property_that_it_has() {
    let mut dangling = Vec::new();
    for schema in all() {
        let identifiers = schema.additional_identifiers.iter().flatten().chain(&schema.primary_identifier);
        let marks = identifiers
            .chain(&schema.read_only)
            .chain(&schema.write_only)
            .chain(&schema.create_only)
            .chain(&schema.conditional_create_only)
            .chain(schema.transforms.keys())
            .chain(&schema.tagging.property);
        for path in marks {
            if schema.shape_at(path).is_none() {
                dangling.push(format!("{} {path}", schema.name));
            }
        }
    }
    dangling.dedup();
    assert_eq!(dangling, DANGLING);
}

#[test]
fn a_schema_has_the_parts_that_planning_needs() {
    let plan = schema("AWS::Backup::BackupSelection").unwrap();
    assert_eq!((plan.service(), plan.short_name()), ("Backup", "BackupSelection"));
    assert!(plan.handlers.update.is_none() && plan.handlers.list.is_some() && !plan.tagging.taggable);
    assert_eq!(plan.create_only, [PropertyPath::of("BackupSelection"), PropertyPath::of("BackupPlanId")]);
    assert!(!plan.is_settable(&PropertyPath::of("Id")) && plan.is_settable(&PropertyPath::of("BackupPlanId")));
    let resources = PropertyPath::parse("/properties/BackupSelection/Resources");
    let shape = plan.resolve(plan.shape_at(&resources).unwrap());
    assert!(shape.is_set() && matches!(shape.kind(), Kind::List(Some(_))));
    let role = plan.shape_at(&PropertyPath::parse("/properties/BackupSelection/IamRoleArn")).unwrap();
    assert_eq!(role.refers_to(), Some(("AWS::IAM::Role", "Arn")));
    let queue = schema("AWS::SQS::Queue").unwrap();
    let policy = queue.resolve(&queue.properties()["RedrivePolicy"]);
    assert!(matches!(policy.kind(), Kind::Json), "{policy:?}");
    // A recursive type.
    let acl = schema("AWS::WAFv2::WebACL").unwrap();
    let not = PropertyPath::parse("/properties/Rules/*/Statement/NotStatement/Statement/NotStatement/Statement");
    assert!(acl.shape_at(&not).is_some());
}

#[test]
fn an_unknown_type_is_an_error_that_names_the_nearest() {
    let near = |name: &str| match schema(name) {
        Err(SchemaError::Unknown { near, .. }) => near,
        other => panic!("{other:?}"),
    };
    assert_eq!(near("AWS::Backup::BackupPlann").as_deref(), Some("AWS::Backup::BackupPlan"));
    assert_eq!(near("aws::backup::backupplan").as_deref(), Some("AWS::Backup::BackupPlan"));
    assert_eq!(near("BackupPlan").as_deref(), Some("AWS::Backup::BackupPlan"));
    assert_eq!(near("x"), None);
    let message = schema("AWS::Backup::BackupPlann").unwrap_err().to_string();
    assert_eq!(
        message,
        "unknown CloudFormation type `AWS::Backup::BackupPlann`: did you mean `AWS::Backup::BackupPlan`?"
    );
}

#[test]
fn the_set_knows_the_regions_of_a_type_and_the_types_that_cloud_control_refuses() {
    let set = SchemaSet::embedded();
    assert!(set.all_regions().len() > 30 && set.all_regions().iter().any(|region| region == "eu-west-1"));
    assert_eq!(set.exists_in("AWS::S3::Bucket", "eu-west-1"), Some(true));
    // Its control plane is in one region.
    assert_eq!(set.exists_in("AWS::Route53RecoveryControl::RoutingControl", "us-west-2"), Some(true));
    assert_eq!(set.exists_in("AWS::Route53RecoveryControl::RoutingControl", "eu-west-1"), Some(false));
    assert_eq!(set.exists_in("AWS::S3::Bucket", "mars-north-1"), None);
    let nowhere: Vec<&str> = set.names().filter(|name| set.regions(name).is_empty()).collect();
    assert!(nowhere.is_empty(), "{nowhere:?}");
    let refused: Vec<&str> = set.names().filter(|name| is_not_provisionable(name)).collect();
    assert!(refused.contains(&"AWS::Config::ConfigurationRecorder") && !refused.contains(&"AWS::S3::Bucket"));
    // A type that the set no longer has, or that has no handlers any more, needs no entry.
    for name in refused {
        assert!(schema(name).unwrap().handlers.create.is_some(), "{name}");
    }
}

#[test]
fn a_damaged_file_is_an_error() {
    for bytes in [&b""[..], b"\x01", b"\xff\xff\xff\xff", b"\x02\0\0\0xx", b"\0\0\0\0"] {
        assert!(SchemaSet::read(bytes).is_err(), "{bytes:?}");
    }
}

/// Transforms with parts of JSONata that this crate does not have: functions as values, filters, changes of objects.
const UNSUPPORTED: &[&str] =
    &["AWS::Config::ConfigRule Source", "AWS::EC2::Subnet CidrBlock", "AWS::EC2::Subnet Ipv6CidrBlock"];

#[test]
fn transforms_are_evaluated_except_for_named_ones() {
    let (mut all_transforms, mut unsupported) = (0, Vec::new());
    for schema in all() {
        for (path, expression) in &schema.transforms {
            all_transforms += 1;
            if Transform::parse(expression).is_err() {
                unsupported.push(format!("{} {path}", schema.name));
            }
        }
    }
    println!("{all_transforms} transforms, {} not evaluated", unsupported.len());
    assert_eq!(unsupported, UNSUPPORTED);
}

#[test]
fn the_set_adds_less_than_two_megabytes_to_a_program() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/schemas.bin");
    let length = std::fs::metadata(data).unwrap().len();
    assert!(length < 2_000_000, "{length} bytes");
}
