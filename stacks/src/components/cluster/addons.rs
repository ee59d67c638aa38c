//! Add-ons, and the roles of those that call AWS.

use archipel::aws::eks::*;
use archipel::prelude::*;

use super::role::ServiceRole;
use crate::components::trust::trust_of_pods;
use crate::components::{Domain, Identity, RegionContext};
use crate::config::BEFORE_NODES;

/// An add-on that calls AWS.
struct Caller {
    addon: &'static str,
    /// The namespace and the service account of its pods.
    namespace: &'static str,
    account: &'static str,
    /// The AWS managed policy of its role; without one, the add-on writes records of the stack's zone.
    policy: Option<&'static str>,
}

const CALLERS: [Caller; 4] = [
    Caller { addon: "vpc-cni", namespace: "kube-system", account: "aws-node", policy: Some("AmazonEKS_CNI_Policy") },
    Caller {
        addon: "aws-ebs-csi-driver",
        namespace: "kube-system",
        account: "ebs-csi-controller-sa",
        policy: Some("service-role/AmazonEBSCSIDriverPolicy"),
    },
    Caller { addon: "cert-manager", namespace: "cert-manager", account: "cert-manager", policy: None },
    Caller { addon: "external-dns", namespace: "external-dns", account: "external-dns", policy: None },
];

/// The add-on that requires `cert-manager`.
const AFTER_CERTIFICATES: &str = "adot";

/// The cluster for the add-ons, and its settings.
pub(super) struct Addons<'a> {
    pub(super) scope: &'a Scope,
    /// The scope of resources that are deleted with the cluster.
    pub(super) inside: &'a Scope,
    pub(super) context: &'a RegionContext,
    pub(super) cluster: &'a Cluster,
    pub(super) identity: &'a Identity,
    pub(super) domain: &'a Domain,
}

impl Addons<'_> {
    /// The add-ons that are created before any node.
    pub(super) fn before_nodes(&self) -> Vec<Addon> {
        BEFORE_NODES.iter().map(|name| self.addon(name, Options::new())).collect()
    }

    /// The add-ons that run on nodes. They are created after `nodes`, and deleted before them.
    pub(super) fn on_nodes<'n>(&self, names: impl Iterator<Item = &'n String>, after: &Options) {
        let (late, first): (Vec<_>, Vec<_>) = names.partition(|name| *name == AFTER_CERTIFICATES);
        let first: Vec<Addon> = first.into_iter().map(|name| self.addon(name, after.clone())).collect();
        for name in late {
            // Its webhook has a certificate of cert-manager.
            self.addon(name, first.iter().fold(after.clone(), Options::depends_on));
        }
    }

    fn addon(&self, name: &str, after: Options) -> Addon {
        let caller = CALLERS.iter().find(|caller| caller.addon == name);
        // Pods get their role when they start.
        let role = caller.map(|caller| self.role(caller));
        let after = role.iter().fold(after, Options::depends_on);
        let args = AddonArgs::new(self.cluster.name(), name);
        let args = match self.configuration(name) {
            Some(configuration) => args.configuration(configuration),
            None => args,
        };
        Addon::with_options(self.inside, name, args, after)
    }

    /// The settings of an add-on that differ from its defaults.
    fn configuration(&self, name: &str) -> Option<Json> {
        match name {
            // Without it network policies have no effect.
            "vpc-cni" => Some(json!({ "enableNetworkPolicy": "true" })),
            // Pods see a rotated secret without a restart.
            "aws-secrets-store-csi-driver-provider" => {
                Some(json!({ "secrets-store-csi-driver": { "enableSecretRotation": true } }))
            }
            // The clusters of both regions write records of one zone: each knows its own by the owner.
            "external-dns" => {
                Some(json!({ "txtOwnerId": self.context.prefix(), "domainFilters": [self.domain.name()] }))
            }
            _ => None,
        }
    }

    fn role(&self, caller: &Caller) -> PodIdentityAssociation {
        let Caller { addon, namespace, account, policy } = *caller;
        let trust = trust_of_pods(&[self.context], namespace, account);
        let boundary = Some(&self.identity.addons_boundary);
        let role = ServiceRole::new(self.scope, &self.context.prefix(), addon, trust, policy.as_slice(), boundary);
        let records = policy.is_none().then(|| role.allow(addon, "records", records(self.domain)));
        let ready = role.attachments.iter().fold(Options::new(), Options::depends_on);
        let ready = records.iter().fold(ready, Options::depends_on);
        let args = PodIdentityAssociationArgs::new(self.cluster.name(), namespace, account, role.role.arn());
        PodIdentityAssociation::with_options(self.inside, addon, args, ready)
    }
}

/// Permission to find the stack's zone and to write records in it, and in no other zone.
fn records(domain: &Domain) -> Policy {
    let find = ["route53:ListHostedZones", "route53:ListHostedZonesByName", "route53:GetChange"];
    Policy::new([
        Statement::allow(["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"]).on(domain.zone_arn()),
        Statement::allow(find).on("*"),
    ])
}
