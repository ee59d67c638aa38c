//! Add-ons, and the roles of those that call AWS.

use archipel::aws::eks::*;
use archipel::aws::iam::{RolePolicy, RolePolicyArgs};
use archipel::aws::types::PolicyDocument;
use archipel::prelude::*;
use serde_json::json;

use super::nodes::Nodes;
use super::role::ServiceRole;
use crate::components::{Domain, Identity, Site};

/// Add-ons that nodes need before there are any, and that need none themselves.
const BEFORE_NODES: [&str; 3] = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"];

/// What an add-on may do.
enum Rights {
    /// What a policy of AWS's allows.
    Policy(&'static str),
    /// To write records of the stack's zone.
    Records,
}

/// Add-ons that call AWS: the namespace and account of their pods, and what they may do.
const CALLERS: [(&str, &str, &str, Rights); 3] = [
    (
        "aws-ebs-csi-driver",
        "kube-system",
        "ebs-csi-controller-sa",
        Rights::Policy("service-role/AmazonEBSCSIDriverPolicy"),
    ),
    ("cert-manager", "cert-manager", "cert-manager", Rights::Records),
    ("external-dns", "external-dns", "external-dns", Rights::Records),
];

/// Where add-ons go.
pub(super) struct Addons<'a> {
    pub(super) scope: &'a Scope,
    /// What goes with the cluster.
    pub(super) inside: &'a Scope,
    pub(super) site: &'a Site,
    pub(super) cluster: &'a Cluster,
    pub(super) identity: &'a Identity,
}

impl Addons<'_> {
    /// Those that come before any node.
    pub(super) fn before_nodes(&self) -> Vec<Addon> {
        BEFORE_NODES.iter().map(|name| self.addon(name, Options::new())).collect()
    }

    /// Those that run on nodes. They go before their nodes do.
    pub(super) fn on_nodes(&self, names: &[String], nodes: &Nodes, domain: &Domain) {
        let after = nodes.groups.iter().fold(Options::new(), Options::depends_on);
        for name in names {
            let caller = CALLERS.iter().find(|(addon, ..)| addon == name);
            let after = match caller {
                Some((addon, namespace, account, rights)) => {
                    // Pods get their role when they start.
                    after.clone().depends_on(&self.role(addon, namespace, account, rights, domain))
                }
                None => after.clone(),
            };
            self.addon(name, after);
        }
    }

    fn addon(&self, name: &str, options: Options) -> Addon {
        Addon::new_with(self.inside, name, AddonArgs::new(self.cluster.name(), name), options)
    }

    fn role(
        &self,
        addon: &str,
        namespace: &str,
        account: &str,
        rights: &Rights,
        domain: &Domain,
    ) -> PodIdentityAssociation {
        let policies = match rights {
            Rights::Policy(policy) => vec![*policy],
            Rights::Records => Vec::new(),
        };
        let role =
            ServiceRole::for_pods(self.scope, &self.site.prefix(), addon, &policies, &self.identity.boundary).role;
        if matches!(rights, Rights::Records) {
            let scope = self.scope.component(self.scope.region());
            RolePolicy::new(&scope, addon, RolePolicyArgs::new(role.name(), "records", records(domain)));
        }
        let args = PodIdentityAssociationArgs::new(self.cluster.name(), namespace, account, role.arn());
        PodIdentityAssociation::new(self.inside, addon, args)
    }
}

/// To find the stack's zone and to write its records, and no other zone's.
fn records(domain: &Domain) -> Output<PolicyDocument> {
    domain.zone.id().map(|zone| {
        PolicyDocument::new(json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Action": ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
                    "Resource": format!("arn:aws:route53:::hostedzone/{zone}"),
                },
                {
                    "Effect": "Allow",
                    "Action": ["route53:ListHostedZones", "route53:ListHostedZonesByName", "route53:GetChange"],
                    "Resource": "*",
                },
            ],
        }))
    })
}
