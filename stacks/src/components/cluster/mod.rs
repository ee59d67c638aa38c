//! Kubernetes in a region: the control plane, its groups of nodes, its add-ons, and who may do what in it.

mod addons;
mod nodes;
mod role;

use archipel::aws::eks::*;
use archipel::aws::iam::{OpenIdConnectProvider, OpenIdConnectProviderArgs};
use archipel::aws::logs::{LogGroup, LogGroupArgs};
use archipel::prelude::*;

use self::addons::Addons;
use self::nodes::Nodes;
use self::role::ServiceRole;
use super::trust::{trust, trust_of_cluster};
use super::{Domain, Identity, Network, Pipelines, Site};
use crate::config;

/// What the pipeline that applies may do in a cluster.
const ADMIN: &str = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/// A cluster.
pub struct Kubernetes {
    /// The control plane.
    pub cluster: Cluster,
    /// What keeps the cluster as its repository has it.
    pub argo_cd: Option<Capability>,
    /// What roles trust that pods take by a token of the cluster, where they cannot take them by pod identity.
    pub issuer: OpenIdConnectProvider,
}

impl Kubernetes {
    /// Declares it in the private subnets. `key` encrypts its secrets.
    pub fn new(
        site: &Site,
        network: &Network,
        key: Output<Arn>,
        roles: (&Identity, &Pipelines),
        domain: &Domain,
        settings: &config::Cluster,
    ) -> Self {
        let (identity, pipelines) = roles;
        let scope = &site.scope.component("cluster");
        let cluster = control_plane(scope, site, network, key, settings);
        // What is in it goes with it, and knows it by its name only, which the next one has too.
        let inside = &scope.with_options(Options::new().replace_with(&cluster));

        let addons = Addons { scope, inside, site, cluster: &cluster, identity, domain };
        let before = addons.before_nodes();
        let nodes = Nodes::new(scope, inside, site, network, &cluster, &before, &settings.node_groups);
        addons.on_nodes(&settings.addons, &nodes);

        // A workload has a namespace of its own, and in it an account of the same name.
        for (workload, role) in &identity.workloads {
            let args =
                PodIdentityAssociationArgs::new(cluster.name(), workload.as_str(), workload.as_str(), role.arn());
            PodIdentityAssociation::new(inside, workload, args);
        }
        let entry = AccessEntryArgs::new(cluster.name(), pipelines.apply.arn());
        let entry = AccessEntry::new(inside, "pipeline", entry);
        let args = AccessPolicyAssociationArgs::new(cluster.name(), entry.principal_arn(), ADMIN);
        AccessPolicyAssociation::new(inside, "pipeline", args);

        let argo_cd = settings.argo_cd.as_ref().map(|settings| argo_cd(scope, inside, site, &cluster, settings));

        // IAM has no regions: what is the region's is named after it.
        let global = scope.component(scope.region());
        let issuer = OpenIdConnectProviderArgs::new(cluster.oidc_issuer(), ["sts.amazonaws.com"]);
        let issuer = OpenIdConnectProvider::new(&global, "issuer", issuer);
        Self { cluster, argo_cd, issuer }
    }
}

fn control_plane(
    scope: &Scope,
    site: &Site,
    network: &Network,
    key: Output<Arn>,
    settings: &config::Cluster,
) -> Cluster {
    let name = site.prefix();
    let trust = trust_of_cluster(site);
    let role = ServiceRole::new(scope, &name, "control", trust, &["AmazonEKSClusterPolicy"], None);
    let logs = LogGroupArgs::new(format!("/aws/eks/{name}/cluster")).retention_in_days(settings.log_days);
    let logs = LogGroup::new(scope, "logs", logs);
    let from: Vec<String> = settings.public_access_cidrs.iter().map(ToString::to_string).collect();
    let args =
        ClusterArgs::new(name.as_str(), settings.version.as_str(), role.role.arn(), network.private_subnet_ids())
            .endpoint_private_access(true)
            .endpoint_public_access(!from.is_empty())
            .log_types([LogType::Api, LogType::Audit, LogType::Authenticator])
            .kms_key_arn(key)
            .deletion_protection(settings.deletion_protection);
    let args = if from.is_empty() { args } else { args.public_access_cidrs(from) };
    // The role's rights and the logs stay until the cluster is gone.
    let options = Options::new().depends_on(&logs).replace_with(&network.vpc);
    Cluster::new_with(scope, "main", args, role.rights.iter().fold(options, Options::depends_on))
}

/// Argo CD, run by EKS: in the cluster are only the objects that it keeps.
fn argo_cd(scope: &Scope, inside: &Scope, site: &Site, cluster: &Cluster, settings: &config::ArgoCd) -> Capability {
    let trust = trust("capabilities.eks.amazonaws.com", site);
    let role = ServiceRole::new(scope, &site.prefix(), "argo-cd", trust, &[], None).role;
    let admins = ArgoAccess::new(ArgoRole::Admin).groups(settings.admin_groups.clone());
    let viewers = ArgoAccess::new(ArgoRole::Viewer).groups(settings.viewer_groups.clone());
    let access = if settings.viewer_groups.is_empty() { vec![admins] } else { vec![admins, viewers] };
    let argo = ArgoCd::new(settings.identity_center_arn.as_str(), settings.identity_center_region.as_str());
    let args = CapabilityArgs::new(cluster.name(), "argo-cd", CapabilityKind::ArgoCd, role.arn());
    let capability = Capability::new(inside, "argo-cd", args.argo_cd(argo.access(access)));
    // EKS lets the role into the cluster with the capability, and allows it nothing there.
    let args = AccessPolicyAssociationArgs::new(cluster.name(), role.arn(), settings.access_policy_arn());
    AccessPolicyAssociation::new_with(inside, "argo-cd", args, Options::new().depends_on(&capability));
    capability
}
