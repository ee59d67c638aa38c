//! The IAM actions of each type, from the table `iam.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use archipel_engine::resource::ResourceSchema;
use archipel_engine::schema::{Actions, Meta};
use serde::Deserialize;

const TABLE: &str = include_str!("../iam.toml");

#[derive(Debug, Default, Deserialize)]
struct Table {
    services: BTreeMap<String, String>,
    actions: BTreeMap<String, Vec<String>>,
    #[serde(flatten)]
    types: BTreeMap<String, Operations>,
}

/// The operations that a type calls.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Operations {
    create: Vec<String>,
    read: Vec<String>,
    update: Vec<String>,
    delete: Vec<String>,
}

/// The service and the actions of each type.
static TYPES: LazyLock<BTreeMap<String, (&'static str, Actions)>> = LazyLock::new(|| {
    let table: Table = toml::from_str(TABLE).unwrap_or_default();
    table.types.iter().map(|(name, operations)| (name.clone(), table.actions_of(name, operations))).collect()
});

impl Table {
    fn actions_of(&self, type_name: &str, operations: &Operations) -> (&'static str, Actions) {
        let namespace = type_name.split([':', '/']).nth(1).unwrap_or_default();
        let service: &'static str = self.services.get(namespace).map_or(namespace, String::as_str).to_owned().leak();
        let of = |operations: &[String]| -> &'static [&'static str] {
            let mut actions: Vec<&'static str> = Vec::new();
            for operation in operations {
                let operation =
                    if operation.contains(':') { operation.clone() } else { format!("{service}:{operation}") };
                for action in self.actions.get(&operation).cloned().unwrap_or_else(|| vec![operation]) {
                    if !actions.contains(&action.as_str()) {
                        actions.push(action.leak());
                    }
                }
            }
            actions.leak()
        };
        let Operations { create, read, update, delete } = operations;
        (service, Actions { create: of(create), read: of(read), update: of(update), delete: of(delete) })
    }
}

/// The `Meta` of a type, with its service and its IAM actions.
pub(crate) fn meta<T: ResourceSchema>() -> Meta {
    let (service, actions) = TYPES.get(T::TYPE).copied().unwrap_or_default();
    Meta::new(service).actions(actions)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::overwritten::snake;

    /// Permissions that AWS checks during another call; no code sends a call of this name. Services that act for the
    /// caller: IAM Identity Center for EKS capabilities. Single actions of other services.
    const CHECKED_BY_AWS: &[&str] = &[
        "cloudwatch:DescribeAlarms",
        "cognito-idp:DescribeUserPoolClient",
        "ec2:DescribeVpcs",
        "ec2:RunInstances",
        "ecr:GetRepositoryPolicy",
        "ecr:SetRepositoryPolicy",
        "eks:CreateAccessEntry",
        "firehose:TagDeliveryStream",
        "iam:CreateServiceLinkedRole",
        "iam:ListAttachedRolePolicies",
        "iam:PassRole",
        "identitystore:*",
        "kms:CreateGrant",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:RetireGrant",
        "lambda:GetLayerVersion",
        "lambda:InvokeFunction",
        "lambda:ListTags",
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
        "rds:CreateDBClusterSnapshot",
        "route53:AssociateVPCWithHostedZone",
        "s3:BypassGovernanceRetention",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "secretsmanager:CreateSecret",
        "secretsmanager:TagResource",
        "sso:*",
    ];

    fn is_checked_by_aws(action: &str) -> bool {
        let service = action.split_once(':').map_or(action, |(service, _)| service);
        CHECKED_BY_AWS.contains(&action) || CHECKED_BY_AWS.contains(&format!("{service}:*").as_str())
    }

    /// The identifiers in the files of a folder, in lower case and without `_`.
    fn identifiers(folder: &Path, into: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                identifiers(&path, into);
            } else {
                let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
                let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
                into.extend(words.map(|word| word.replace('_', "")));
            }
        }
    }

    #[test]
    fn the_table_is_valid_and_derives_the_actions_of_each_operation() {
        toml::from_str::<Table>(TABLE).unwrap();
        let (service, actions) = TYPES["aws:elbv2/Listener"];
        assert_eq!(service, "elasticloadbalancing");
        assert!(actions.create.contains(&"elasticloadbalancing:CreateListener"));
        let (_, actions) = TYPES["aws:s3/Bucket"];
        assert!(actions.read.contains(&"s3:GetLifecycleConfiguration"));
        assert!(!actions.read.iter().any(|action| action.ends_with("GetBucketLifecycleConfiguration")));
    }

    /// The updates that replace a whole document, so that a setting in it that the type does not have would be removed: the files of
    /// the service that send them call `keep_unmanaged`, or the reason why nothing can be lost.
    const OVERWRITES: &[(&str, Option<&str>)] = &[
        ("ChangeResourceRecordSets", None),
        ("CreateLaunchTemplateVersion", None),
        ("CreatePolicyVersion", Some("the document is one property")),
        ("ModifyListener", None),
        ("ModifyRule", None),
        ("PutBucketCors", Some("the type has every setting of a rule")),
        ("PutBucketEncryption", Some("the request has the blocked encryption types of the bucket")),
        ("PutBucketLifecycleConfiguration", None),
        ("PutBucketLogging", None),
        ("PutBucketNotificationConfiguration", Some("the type has every setting of a destination")),
        ("PutBucketOwnershipControls", Some("one setting")),
        ("PutBucketPolicy", Some("the document is one property")),
        ("PutBucketReplication", None),
        ("PutBucketTagging", Some("the request has the tags that the program never had")),
        (
            "PutBucketVersioning",
            Some("S3 refuses a request that leaves out the deletion with a device (MFA) of a bucket that has it"),
        ),
        ("PutFunctionConcurrency", Some("one setting")),
        ("PutImageScanningConfiguration", Some("one setting")),
        ("PutImageTagMutability", None),
        ("PutKeyPolicy", Some("the document is one property")),
        ("PutLifecyclePolicy", Some("the document is one property")),
        ("PutMetricAlarm", None),
        ("PutObjectLockConfiguration", None),
        ("PutParameter", None),
        ("PutPublicAccessBlock", Some("the type has its four settings")),
        ("PutReplicationConfiguration", Some("the type has every setting of a rule")),
        ("PutResourcePolicy", Some("the document is one property")),
        ("PutRetentionPolicy", Some("one setting")),
        ("PutRolePermissionsBoundary", Some("one setting")),
        ("PutRolePolicy", Some("the document is one property")),
        ("PutSecretValue", Some("a new version; the others stay")),
        ("ReplaceIamInstanceProfileAssociation", Some("one setting")),
        ("ReplaceNetworkAclAssociation", Some("one setting")),
        ("ReplaceNetworkAclEntry", Some("the type has every setting of an entry")),
        ("ReplaceRoute", Some("a target that the type does not have is not read as a route of it")),
        ("ReplaceRouteTableAssociation", Some("one setting")),
        ("ReplaceTransitGatewayRoute", Some("the type has both of its targets")),
    ];

    /// The types and operations of [`OVERWRITES`] whose types call `keep_unmanaged`.
    pub(crate) fn overwriting() -> Vec<(String, String)> {
        let table: Table = toml::from_str(TABLE).unwrap();
        let overwrites = |operation: &&String| OVERWRITES.contains(&(operation.as_str(), None));
        let of_type = |(name, operations): (&String, &Operations)| -> Vec<(String, String)> {
            operations.update.iter().filter(overwrites).map(|operation| (name.clone(), operation.clone())).collect()
        };
        table.types.iter().flat_map(of_type).collect()
    }

    #[test]
    fn an_update_that_replaces_a_whole_document_keeps_what_its_type_does_not_have() {
        fn calling(folder: &Path, call: &str, found: &mut Vec<String>) {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    calling(&path, call, found);
                } else {
                    let text = std::fs::read_to_string(&path).unwrap();
                    if text.contains(&format!(".{call}(")) || text.contains(&format!("{call}()")) {
                        found.push(text);
                    }
                }
            }
        }
        let table: Table = toml::from_str(TABLE).unwrap();
        let known: BTreeMap<&str, Option<&str>> = OVERWRITES.iter().copied().collect();
        let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
        for (name, operations) in &table.types {
            for operation in operations.update.iter().filter(|operation| !operation.contains(':')) {
                let Some(reason) = known.get(operation.as_str()) else {
                    if operation.starts_with("Put") || operation.starts_with("Replace") {
                        wrong.push(format!("{name}: add {operation} to OVERWRITES"));
                    }
                    continue;
                };
                seen.insert(operation.as_str());
                let (service, kind) = name.split_once(':').unwrap().1.split_once('/').unwrap();
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(service);
                let mut files = Vec::new();
                calling(&folder, &snake(operation), &mut files);
                // What sends the changes of several resources at once is in a file of its own.
                files.extend(std::fs::read_to_string(folder.join(snake(kind)).with_extension("rs")).ok());
                if reason.is_none()
                    && !files.iter().any(|text| text.contains("keep_unmanaged") || text.contains("unmanaged("))
                {
                    wrong.push(format!("{name}: {operation} is sent without `keep_unmanaged`"));
                }
            }
        }
        wrong.extend(known.keys().filter(|one| !seen.contains(*one)).map(|one| format!("no type sends {one}")));
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    /// The other direction, that each call is listed, is tested by the life cycles in `tests/it`.
    #[test]
    fn every_listed_operation_is_called_by_code_of_its_service() {
        let table: Table = toml::from_str(TABLE).unwrap();
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut called: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut shared = BTreeSet::new();
        for entry in std::fs::read_dir(&src).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
            let of_service = called.entry(name.clone()).or_default();
            identifiers(&entry, if name == "aws" { &mut shared } else { of_service });
        }
        let mut wrong = Vec::new();
        for (name, Operations { create, read, update, delete }) in &table.types {
            let service = name.split([':', '/']).nth(1).unwrap();
            for operation in [create, read, update, delete].into_iter().flatten() {
                let (of, bare) = operation.split_once(':').unwrap_or((service, operation));
                let word = bare.to_lowercase();
                let is_called = shared.contains(&word)
                    || called.iter().any(|(folder, words)| {
                        // A call to another service is in the folder of the type that makes it.
                        (folder == service || folder == of) && words.contains(&word)
                    });
                if !is_called && !is_checked_by_aws(&format!("{of}:{bare}")) {
                    wrong.push(format!("{name} lists {operation}, and no code calls it"));
                }
            }
            for (tag, untag) in [("Tag", "Untag"), ("AddTags", "RemoveTags"), ("CreateTags", "DeleteTags")] {
                let counterpart = |operation: &String| match (operation.strip_prefix(tag), tag) {
                    (Some(rest), "AddTags") => Some(format!("{untag}{}", rest.replacen("To", "From", 1))),
                    (Some(rest), _) => Some(format!("{untag}{rest}")),
                    (None, _) => None,
                };
                let missing = update.iter().filter_map(counterpart).filter(|untag| !update.contains(untag));
                wrong.extend(missing.map(|untag| format!("{name} sets tags and does not list {untag}")));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
