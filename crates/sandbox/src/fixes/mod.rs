//! Corrections of emulator behaviour, one file each, where the emulator would make a life cycle impossible or a test
//! meaningless. They are listed in `QUIRKS.md` and in the status.
//!
//! Corrections that need the emulator's own state are implemented inside it (`assets/corrections.py`).

pub(crate) mod client_token;
pub(crate) mod dry_run;
pub(crate) mod flow_log_bucket;
pub(crate) mod html_errors;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::process::SCRIPTS;

/// A correction, as the status lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub service: String,
    pub operations: Vec<String>,
    pub reason: String,
}

/// A fingerprint of all corrections of this build.
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

/// All corrections, for the status.
pub(crate) fn listed() -> Vec<Listed> {
    let list: &[(&str, &[&str], &str)] = &[
        (
            "ec2",
            &["Create*", "Allocate*", "RunInstances"],
            "moto ignores ClientToken: a repeated create with the same token returns the first response",
        ),
        (
            "*",
            &["*"],
            "moto takes calls that are signed in their query for calls of S3: the gateway routes them by their signature",
        ),
        ("ec2", &["*"], "moto executes calls with DryRun=true: the gateway returns DryRunOperation"),
        (
            "ec2",
            &["CreateFlowLogs"],
            "moto looks for the destination, prefix included, among its own buckets: the gateway creates ministack's there",
        ),
        (
            "*",
            &["*"],
            "moto returns HTML for missing operations and internal failures: the gateway returns an error in the service's format",
        ),
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
            "moto loses the attachment of a route, accepts duplicates, fails on missing routes and cannot replace",
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
            "moto loses the keys of copies, treats an empty description as missing, calls its own Lambda to rotate, and \
             loses the schedule and which version is current",
        ),
        ("ecr", &["PutImageScanningConfiguration"], "moto treats an omitted scanOnPush as no change"),
        (
            "ce",
            &["ListCostAllocationTags", "UpdateCostAllocationTagsStatus"],
            "moto has neither: the list has the keys of its resources' tags, without the day that AWS takes",
        ),
        ("sns", &["Subscribe"], "ministack returns `pending confirmation` even if the request asks for the ARN"),
        (
            "route53",
            &["CreateHealthCheck", "GetHealthCheck", "UpdateHealthCheck"],
            "ministack loses the children of calculated health checks, and writes booleans that SDKs cannot read",
        ),
        ("route53", &["ChangeResourceRecordSets"], "ministack accepts records whose names are outside of the zone"),
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
        ("eks", &["DescribeClusterVersions"], "no emulator has it: the gateway returns a few versions"),
        (
            "eks",
            &["*Capability", "ListCapabilities"],
            "no emulator has capabilities: the sandbox implements the calls without running them; roles get their access entries",
        ),
        (
            "ec2",
            &["AuthorizeSecurityGroup*"],
            "moto lacks the security groups of ministack's clusters: rules can refer to them",
        ),
        ("ec2", &["DescribeLaunchTemplates"], "moto never updates the tags of a launch template"),
        ("ec2", &["TerminateInstances"], "moto keeps the interface of a terminated instance"),
        (
            "eks",
            &["TagResource", "UntagResource"],
            "ministack lacks the ARNs of pod identity associations, and never updates tags",
        ),
        (
            "elasticache",
            &["*CacheSubnetGroup", "*CacheParameterGroup", "*User", "*UserGroup", "*ReplicationGroup", "*ReplicaCount"],
            "ministack looks for subnets in its own EC2, deletes what is in use, and loses ports, keys and changes",
        ),
        (
            "elasticache",
            &["*GlobalReplicationGroup"],
            "no emulator has global replication groups: the sandbox implements the calls, and every change completes immediately",
        ),
        (
            "lambda",
            &["Invoke"],
            "ministack gives functions a key that can be guessed, and serves those with a custom runtime at a TCP \
             port: they get a key of their account at the gateway, and the latter are not run",
        ),
        (
            "lambda",
            &["UpdateFunctionConfiguration"],
            "ministack ends the calls of functions of the same name in other accounts",
        ),
        (
            "cloudcontrolapi",
            &["*"],
            "ministack stores documents of any type: the sandbox checks them against CloudFormation's schemas and creates \
             what ministack's CloudFormation can; for other types it is a stand-in of ours without an effect, which \
             returns the defaults that AWS was recorded to add",
        ),
        (
            "cloudformation",
            &["DescribeType"],
            "ministack has no types: the sandbox describes those of CloudFormation's schemas",
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
            "moto has no versions, and classes only for old versions: the sandbox lists a few",
        ),
        (
            "elasticloadbalancing",
            &["CreateLoadBalancer", "CreateListener", "ModifyListener"],
            "moto accepts duplicates, and looks for certificates in its own ACM",
        ),
        (
            "tagging",
            &["GetResources"],
            "each emulator lists only its own services' resources, and not all: the gateway combines the lists, and \
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
