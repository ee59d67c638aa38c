//! Permissions boundaries: they allow the work of the workloads, and nothing else, whatever is attached to the roles.

use archipel::prelude::*;
use serde_json::Value as Json;

use crate::evaluate::{Context, allows, texts};
use crate::world::{ACCOUNT, Applied, REGIONS, STACKS};

fn boundary(applied: &Applied, name: &str) -> Json {
    applied.only("aws:iam/ManagedPolicy", name).document("document")
}

/// The value in the request for each condition key: the first value that the condition accepts.
fn context(statement: &Json) -> Vec<(String, String)> {
    let operators = statement["Condition"].as_object().into_iter().flatten();
    let keys = operators.flat_map(|(_, keys)| keys.as_object().into_iter().flatten());
    keys.map(|(key, wanted)| (key.clone(), texts(wanted).remove(0))).collect()
}

#[test]
fn a_workload_can_do_within_its_boundary_all_that_its_own_policy_allows() {
    let mut seen = 0;
    for stack in STACKS {
        let applied = Applied::of(stack);
        let boundary = boundary(&applied, "boundary");
        let policies = applied.of_type("aws:iam/RolePolicy");
        for policy in policies.iter().filter(|policy| policy.text("name") == "workload") {
            for statement in policy.document("policy")["Statement"].as_array().expect("a list") {
                let context = context(statement);
                let context = context.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
                for (action, resource) in pairs(statement) {
                    seen += 1;
                    assert!(allows(&[&boundary], &action, &resource, &context), "{}: {action} {resource}", policy.urn);
                }
            }
        }
    }
    assert!(seen > 50, "only {seen} permissions");
}

fn pairs(statement: &Json) -> Vec<(String, String)> {
    let resources = texts(&statement["Resource"]);
    let all = |action: String| resources.iter().map(move |one| (action.clone(), one.clone())).collect::<Vec<_>>();
    texts(&statement["Action"]).into_iter().flat_map(all).collect()
}

#[test]
fn a_workload_with_every_right_is_bounded_to_the_stacks_own_secrets_buckets_and_keys() {
    let applied = Applied::of("prod");
    let boundary = boundary(&applied, "boundary");
    let own_key =
        applied.only("aws:iam/RolePolicy", "backend").document("policy")["Statement"].as_array().and_then(|all| {
            let about = all.iter().find(|one| texts(&one["Action"]) == ["kms:Decrypt"])?;
            texts(&about["Resource"]).into_iter().next()
        });
    let own_key = own_key.expect("the key");
    let secret = |name: &str| format!("arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:{name}-AbCdEf");
    let role = |name: &str| format!("arn:aws:iam::{ACCOUNT}:role/{name}");
    let via_s3 = Context::from([("kms:ViaService", "s3.eu-west-1.amazonaws.com")]);
    let allowed = |action: &str, on: &str, context: &Context<'_>| allows(&[&boundary], action, on, context);

    assert!(allowed("secretsmanager:GetSecretValue", &secret("luneo/prod/backend"), &Context::new()));
    assert!(allowed("s3:PutObject", "arn:aws:s3:::luneo-prod-artifacts-eu-west-1/a/b", &Context::new()));
    assert!(allowed("s3:ListBucket", "arn:aws:s3:::luneo-prod-artifacts-us-east-1", &Context::new()));
    assert!(allowed("kms:GenerateDataKey", &own_key, &via_s3));

    for (action, on) in [
        ("sts:AssumeRole", "arn:aws:iam::999999999999:role/admin".to_owned()),
        ("sts:AssumeRole", role("luneo-prod-pipeline-apply")),
        ("iam:CreateUser", "*".to_owned()),
        ("iam:PutRolePolicy", role("luneo-prod-backend")),
        ("iam:DeleteRolePermissionsBoundary", role("luneo-prod-backend")),
        ("iam:PassRole", role("luneo-prod-backend")),
        ("kms:PutKeyPolicy", own_key.clone()),
        ("kms:CreateGrant", own_key.clone()),
        ("kms:ScheduleKeyDeletion", own_key.clone()),
        ("kms:DisableKey", own_key.clone()),
        ("kms:Decrypt", format!("arn:aws:kms:eu-west-1:{ACCOUNT}:key/another")),
        ("secretsmanager:GetSecretValue", secret("luneo/staging/backend")),
        ("secretsmanager:GetSecretValue", secret("luneo/prod2/backend")),
        ("secretsmanager:PutResourcePolicy", secret("luneo/prod/backend")),
        ("secretsmanager:PutSecretValue", secret("luneo/prod/backend")),
        ("s3:GetObject", "arn:aws:s3:::luneo-prod-states/prod/HEAD".to_owned()),
        ("s3:GetObject", "arn:aws:s3:::luneo-prod-eu-west-1-flow-logs/AWSLogs/1".to_owned()),
        ("s3:PutObject", "arn:aws:s3:::somebody-elses/a".to_owned()),
        ("s3:PutBucketPolicy", "arn:aws:s3:::luneo-prod-artifacts-eu-west-1".to_owned()),
        ("ec2:RunInstances", "*".to_owned()),
        ("lambda:UpdateFunctionCode", format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:luneo-prod-rotation")),
        ("organizations:LeaveOrganization", "*".to_owned()),
        ("eks:CreateAccessEntry", "*".to_owned()),
    ] {
        assert!(!allowed(action, &on, &via_s3), "{action} on {on}");
        assert!(!allowed(action, &on, &Context::new()), "{action} on {on}");
    }
    // A workload cannot use its key directly, nor for the data of other services.
    for via in [None, Some("rds.eu-west-1.amazonaws.com"), Some("s3.eu-central-1.amazonaws.com")] {
        let context: Context<'_> = via.map(|via| ("kms:ViaService", via)).into_iter().collect();
        assert!(!allowed("kms:Decrypt", &own_key, &context), "{via:?}");
    }
}

#[test]
fn an_add_on_can_do_within_its_boundary_what_awss_policy_for_it_allows_and_not_more() {
    let applied = Applied::of("prod");
    let boundary = boundary(&applied, "addons-boundary");
    let zone = applied.of_type("aws:iam/RolePolicy");
    let zone = zone.iter().find(|policy| policy.text("name") == "records").expect("a policy").document("policy");
    let zone = zone["Statement"].as_array().expect("a list").iter().flat_map(pairs);
    let allowed = |action: &str, on: &str, context: &Context<'_>| allows(&[&boundary], action, on, context);
    for (action, on) in zone {
        assert!(allowed(&action, &on, &Context::new()), "{action} on {on}");
    }
    for region in REGIONS {
        let here = Context::from([("aws:RequestedRegion", region)]);
        // AmazonEKS_CNI_Policy and AmazonEBSCSIDriverPolicy, from the reference of AWS managed policies.
        for action in [
            "AssignPrivateIpAddresses",
            "AttachNetworkInterface",
            "CreateNetworkInterface",
            "DeleteNetworkInterface",
            "DescribeInstances",
            "DescribeTags",
            "DescribeNetworkInterfaces",
            "DescribeInstanceTypes",
            "DescribeSubnets",
            "DetachNetworkInterface",
            "ModifyNetworkInterfaceAttribute",
            "UnassignPrivateIpAddresses",
            "CreateTags",
            "CreateSnapshot",
            "AttachVolume",
            "DetachVolume",
            "ModifyVolume",
            "DescribeAvailabilityZones",
            "DescribeSnapshots",
            "DescribeVolumes",
            "DescribeVolumesModifications",
            "DescribeVolumeStatus",
            "EnableFastSnapshotRestores",
            "CreateVolume",
            "DeleteVolume",
            "DeleteSnapshot",
            "DeleteTags",
        ] {
            assert!(allowed(&format!("ec2:{action}"), "*", &here), "{action}");
            assert!(!allowed(&format!("ec2:{action}"), "*", &Context::from([("aws:RequestedRegion", "eu-north-1")])));
        }
        for action in ["ec2:RunInstances", "ec2:ModifySnapshotAttribute", "ec2:AuthorizeSecurityGroupIngress"] {
            assert!(!allowed(action, "*", &here), "{action}");
        }
        let ec2 = format!("ec2.{region}.amazonaws.com");
        let key = format!("arn:aws:kms:{region}:{ACCOUNT}:key/1");
        let for_ec2 = Context::from([("kms:ViaService", ec2.as_str()), ("kms:GrantIsForAWSResource", "true")]);
        assert!(allowed("kms:CreateGrant", &key, &for_ec2));
        let for_others = Context::from([("kms:ViaService", ec2.as_str()), ("kms:GrantIsForAWSResource", "false")]);
        assert!(!allowed("kms:CreateGrant", &key, &for_others));
        assert!(!allowed("kms:Decrypt", &key, &Context::new()));
        assert!(!allowed("kms:PutKeyPolicy", &key, &for_ec2));
    }
    for action in ["sts:AssumeRole", "iam:PassRole", "secretsmanager:GetSecretValue", "s3:GetObject"] {
        assert!(!allowed(action, "*", &Context::new()), "{action}");
    }
    let foreign = "arn:aws:route53:::hostedzone/ZFOREIGN";
    assert!(!allowed("route53:ChangeResourceRecordSets", foreign, &Context::new()));
}

#[test]
fn every_role_that_pods_assume_has_a_boundary() {
    let mut seen = 0;
    for stack in STACKS {
        for role in Applied::of(stack).of_type("aws:iam/Role") {
            if role.text("assume_role_policy").contains("pods.eks.amazonaws.com") {
                seen += 1;
                assert_ne!(role.inputs.field("permissions_boundary"), &Value::Null, "{}", role.urn);
            }
        }
    }
    assert!(seen > 10, "only {seen} such roles");
}
