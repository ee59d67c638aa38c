//! Corrections to what an emulator does wrongly, one file each, where the fault would make a life cycle
//! impossible or a test prove the wrong thing. They are listed in `QUIRKS.md` and in the status.
//!
//! Corrections that need the emulator's own state are made inside it (`assets/corrections.py`).

pub(crate) mod client_token;
pub(crate) mod dry_run;
pub(crate) mod flow_log_bucket;
pub(crate) mod html_errors;

use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

use crate::process::SCRIPTS;
use crate::standin::Listed;

/// Of all corrections of this build.
pub(crate) fn fingerprint() -> &'static str {
    static FINGERPRINT: LazyLock<String> = LazyLock::new(|| {
        let mut hash = Sha256::new();
        let listed = listed();
        let words = listed.iter().flat_map(|correction| {
            correction.operations.iter().chain([&correction.service, &correction.reason]).map(String::as_str)
        });
        for part in SCRIPTS.iter().map(|(_, script)| *script).chain(words) {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
    });
    &FINGERPRINT
}

/// All of them, for the status.
pub(crate) fn listed() -> Vec<Listed> {
    let list: &[(&str, &[&str], &str)] = &[
        (
            "ec2",
            &["Create*", "Allocate*", "RunInstances"],
            "moto ignores ClientToken: a repeated create with one token gets the first answer again",
        ),
        (
            "*",
            &["*"],
            "moto takes calls that are signed in their query for calls of S3: they go where they are signed for",
        ),
        ("ec2", &["*"], "moto carries out calls with DryRun=true: they are answered with DryRunOperation"),
        (
            "ec2",
            &["CreateFlowLogs"],
            "moto looks for the destination, prefix included, among its own buckets: it is told of ministack's",
        ),
        ("*", &["*"], "moto answers HTML to what it lacks or fails at: turned into an error of the service's shape"),
        (
            "ec2",
            &["ModifyVpcEndpoint", "DeleteVpcEndpoints"],
            "moto changes neither routes nor interfaces with an endpoint's route tables and subnets, and then fails to delete it",
        ),
        (
            "ec2",
            &["DeleteNatGateway", "ReleaseAddress"],
            "moto keeps the address and interface of a deleted NAT gateway, and releases addresses in use",
        ),
        (
            "ec2",
            &["DeleteSubnet", "DeleteVpc"],
            "moto deletes subnets and VPCs that hold interfaces, gateways, groups or endpoints",
        ),
        ("ec2", &["DeleteTransitGateway"], "moto deletes transit gateways that have attachments"),
        (
            "ec2",
            &["CreateTransitGatewayRoute", "ReplaceTransitGatewayRoute", "DeleteTransitGatewayRoute"],
            "moto loses the attachment of a route, accepts duplicates, fails at absent ones and cannot replace",
        ),
        ("ec2", &["CreateTransitGatewayVpcAttachment"], "moto loses the tags"),
        (
            "ec2",
            &["CreateTransitGatewayPeeringAttachment", "DescribeTransitGatewayPeeringAttachments"],
            "moto shows the near end's gateway at the far end and loses its tags, and lists VPC attachments too",
        ),
        (
            "iam",
            &["AttachRolePolicy", "DeletePolicy"],
            "moto counts a repeated attach twice, and deletes policies that are attached or a boundary",
        ),
        (
            "secretsmanager",
            &["CreateSecret", "ReplicateSecretToRegions", "UpdateSecret", "UpdateSecretVersionStage", "RotateSecret"],
            "moto loses the keys of copies, takes an empty description for none, calls its own Lambda to rotate, and \
             loses the schedule and which version is current",
        ),
        ("ecr", &["PutImageScanningConfiguration"], "moto takes a scanOnPush that is left out for no change"),
        ("sns", &["Subscribe"], "ministack answers `pending confirmation` where the ARN was asked for"),
        (
            "route53",
            &["CreateHealthCheck", "GetHealthCheck", "UpdateHealthCheck"],
            "ministack loses the children of calculated health checks, and writes booleans that SDKs cannot read",
        ),
        ("route53", &["ChangeResourceRecordSets"], "ministack takes records whose names are outside of the zone"),
        ("acm", &["RequestCertificate"], "ministack ignores IdempotencyToken"),
        (
            "eks",
            &[
                "CreateCluster",
                "DeleteCluster",
                "CreateNodegroup",
                "UpdateCluster*",
                "UpdateNodegroup*",
                "DescribeUpdate",
            ],
            "ministack loses settings, deletes clusters with their node groups and in spite of their protection, and \
             updates nothing: updates are done at once",
        ),
        ("eks", &["DescribeClusterVersions"], "no emulator has it: a few versions, as our own answer"),
        (
            "eks",
            &["*Capability", "ListCapabilities"],
            "no emulator has capabilities: these answers are our own, and nothing runs; roles get their access entries",
        ),
        (
            "ec2",
            &["AuthorizeSecurityGroup*"],
            "moto knows nothing of the security groups of ministack's clusters: rules can refer to them",
        ),
        ("ec2", &["DescribeLaunchTemplates"], "moto shows the first tags of a launch template for ever"),
        ("ec2", &["TerminateInstances"], "moto keeps the interface of an instance that is gone"),
        (
            "eks",
            &["TagResource", "UntagResource"],
            "ministack knows no ARNs of pod identity associations, and shows the first tags of all for ever",
        ),
        (
            "elasticache",
            &["*CacheSubnetGroup", "*CacheParameterGroup", "*User", "*UserGroup", "*ReplicationGroup", "*ReplicaCount"],
            "ministack looks for subnets in its own EC2, deletes what is in use, and loses ports, keys and changes",
        ),
        (
            "elasticache",
            &["*GlobalReplicationGroup"],
            "no emulator has global replication groups: these answers are our own, and everything is done at once",
        ),
        (
            "lambda",
            &["Invoke"],
            "ministack gives functions a key that everybody can guess, and serves those with a runtime of their own at a TCP \
             port: they get a key of their account at the gateway, and the latter are not run",
        ),
        (
            "lambda",
            &["UpdateFunctionConfiguration"],
            "ministack ends the calls of functions of the same name in other accounts",
        ),
        ("logs", &["AssociateKmsKey", "DisassociateKmsKey"], "ministack has neither"),
        (
            "rds",
            &["*DBCluster", "*DBSubnetGroup", "*ParameterGroup", "*GlobalCluster"],
            "moto deletes a subnet group that is changed, accepts duplicates, deletes what is in use, resets nothing, \
             ignores changes of clusters, and loses the tags, changes and members of global clusters",
        ),
        (
            "rds",
            &["DescribeDBEngineVersions", "DescribeOrderableDBInstanceOptions"],
            "moto has no versions and classes for old versions only: a few are listed",
        ),
        (
            "elasticloadbalancing",
            &["CreateLoadBalancer", "CreateListener", "ModifyListener"],
            "moto accepts duplicates, and looks for certificates in its own ACM",
        ),
        (
            "tagging",
            &["GetResources"],
            "each emulator lists its own services' resources only, and not all: the gateway makes one list of both, and \
             filters and pages it",
        ),
        ("iam", &["AddClientIDToOpenIDConnectProvider", "RemoveClientIDFromOpenIDConnectProvider"], "moto has neither"),
    ];
    list.iter()
        .map(|(service, operations, reason)| Listed {
            service: (*service).to_owned(),
            operations: operations.iter().map(ToString::to_string).collect(),
            reason: (*reason).to_owned(),
        })
        .collect()
}
