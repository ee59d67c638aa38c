//! Kubernetes in a region: the control plane, its nodes, its add-ons, and its access entries.

mod addons;
mod contents;
mod controllers;
mod nodes;
mod role;

use archipel::aws::ec2::{Direction, SecurityGroupRule, SecurityGroupRuleArgs};
use archipel::aws::eks::*;
use archipel::aws::iam::{OpenIdConnectProvider, OpenIdConnectProviderArgs, Role};
use archipel::aws::logs::{LogGroup, LogGroupArgs};
use archipel::aws::types::SecurityGroupId;
use archipel::prelude::*;

use self::addons::Addons;
pub use self::contents::Contents;
use self::controllers::Metrics;
pub(super) use self::controllers::actions as controller_actions;
use self::nodes::Nodes;
use self::role::ServiceRole;
use super::trust::{trust, trust_of_cluster};
use super::{Domain, Identity, Network, Operators, Pipelines, RegionContext};
use crate::config::{self, Compute};

/// The access policy of the apply pipeline in a cluster.
const ADMIN: &str = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/// The group of previews in a cluster: `gitops/contract.toml`.
const PREVIEW: &str = "archipel:preview";

/// The policies of the control plane's role: the first one always, the others in Auto Mode.
/// <https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html>
const AUTO_POLICIES: [&str; 5] = [
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
];

/// A cluster.
pub struct Kubernetes {
    pub cluster: Cluster,
    /// Argo CD, which synchronizes the cluster with its repository.
    pub argo_cd: Option<Capability>,
    /// The access of the pipeline to the cluster, after which objects are created and before which they are deleted.
    pub access: AccessPolicyAssociation,
    /// The metrics of the region, if the stack manages the contents of the cluster.
    pub metrics: Option<Metrics>,
    /// The log group of the pods, if the stack manages the contents of the cluster.
    pub pod_logs: Option<LogGroup>,
    /// The roles of the controllers that only managed compute needs.
    managed: Vec<PodIdentityAssociation>,
    /// The OIDC provider for roles that pods assume by a token of the cluster, where pod identity is not possible.
    pub issuer: OpenIdConnectProvider,
}

/// The roles with access to the clusters, or for their pods.
pub struct Principals<'a> {
    pub identity: &'a Identity,
    pub pipelines: &'a Pipelines,
    pub operators: Option<&'a Operators>,
}

impl Kubernetes {
    /// Declares the cluster in the private subnets. `key` encrypts its secrets, and `routes` is the definition of the region's alert manager.
    pub fn new(
        context: &RegionContext,
        network: &Network,
        key: Output<Arn>,
        routes: &Output<String>,
        principals: &Principals<'_>,
        domain: &Domain,
        settings: &config::Cluster,
    ) -> Self {
        let identity = principals.identity;
        let scope = &context.scope.component("cluster");
        let cluster = control_plane(scope, context, network, key, settings);
        // The resources in a cluster are deleted with it. They refer to it by its name, which its replacement has
        // too.
        let inside = &scope.with_options(Options::new().replace_with(&cluster));

        let addons = Addons { scope, inside, context, cluster: &cluster, identity, domain };
        let nodes = match settings.compute {
            // EKS starts the nodes when there are pods. They use the NAT gateways.
            Compute::Auto => network.private_default_routes.iter().fold(Options::new(), Options::depends_on),
            // On the groups that accept all pods, so that add-ons do not wait for the others.
            Compute::Managed => {
                let before = addons.before_nodes();
                let nodes = Nodes::new(scope, inside, context, network, &cluster, &before, settings);
                nodes.shared.iter().fold(Options::new(), Options::depends_on)
            }
        };
        addons.on_nodes(settings.installed_addons(), &nodes);
        let pod_logs = settings.contents.then(|| controllers::logs(context, settings.log_days));
        let metrics = pod_logs.as_ref().map(|pods| controllers::declare(&addons, routes, pods));
        let managed = match (settings.contents, settings.compute) {
            (true, Compute::Managed) => controllers::declare_managed(&addons),
            _ => Vec::new(),
        };

        for (workload, role) in &identity.workloads {
            let args = PodIdentityAssociationArgs::new(cluster.name(), config::NAMESPACE, workload, role.arn());
            PodIdentityAssociation::new(inside, workload, args);
        }
        let admit = |name: &str, role: &Role, policy: &str| {
            let entry = AccessEntry::new(inside, name, AccessEntryArgs::new(cluster.name(), role.arn()));
            let args = AccessPolicyAssociationArgs::new(cluster.name(), entry.principal_arn(), policy);
            AccessPolicyAssociation::new(inside, name, args)
        };
        let access = admit("pipeline", &principals.pipelines.apply, ADMIN);
        if let Some(operators) = principals.operators {
            admit("operators", &operators.role, &operators.access_policy_arn);
        }
        if settings.contents {
            // Its permissions in the cluster are in gitops/overlays/policies: dry runs, and nothing else.
            let args = AccessEntryArgs::new(cluster.name(), principals.pipelines.preview.arn());
            AccessEntry::new(inside, "preview", args.kubernetes_groups([PREVIEW]));
        }

        let argo_cd = settings.argo_cd.as_ref().map(|settings| argo_cd(scope, inside, context, &cluster, settings));

        // IAM is global, so a role of a region has the region in its name.
        let global = scope.component(scope.region());
        let issuer = OpenIdConnectProviderArgs::new(cluster.oidc_issuer(), ["sts.amazonaws.com"]);
        let issuer = OpenIdConnectProvider::new(&global, "issuer", issuer);
        Self { cluster, argo_cd, access, metrics, pod_logs, managed, issuer }
    }
}

impl Kubernetes {
    /// Allows connections to the nodes, the pods and the private endpoint from a security group of the region.
    pub fn allow(&self, context: &RegionContext, name: &str, port: u16, from: Output<SecurityGroupId>) {
        let args = SecurityGroupRuleArgs::new(self.cluster.security_group_id(), Direction::Ingress, "tcp");
        let args = args.from_port(port).to_port(port).referenced_security_group_id(from);
        SecurityGroupRule::new(&context.scope.component("cluster"), name, args.description(format!("From {name}")));
    }
}

fn control_plane(
    scope: &Scope,
    context: &RegionContext,
    network: &Network,
    key: Output<Arn>,
    settings: &config::Cluster,
) -> Cluster {
    let name = context.prefix();
    let trust = trust_of_cluster(context);
    let is_auto = settings.compute == Compute::Auto;
    let policies = if is_auto { &AUTO_POLICIES[..] } else { &AUTO_POLICIES[..1] };
    let role = ServiceRole::new(scope, &name, "control", trust, policies, None);
    let logs = LogGroupArgs::new(format!("/aws/eks/{name}/cluster")).retention_in_days(settings.log_days);
    let logs = LogGroup::new(scope, "logs", logs);
    let from = &settings.public_access_cidrs;
    let args = ClusterArgs::new(&name, &settings.version, role.role.arn(), network.private_subnet_ids())
        .endpoint_private_access(true)
        .endpoint_public_access(!from.is_empty())
        .log_types([
            LogType::Api,
            LogType::Audit,
            LogType::Authenticator,
            LogType::ControllerManager,
            LogType::Scheduler,
        ])
        .kms_key_arn(key)
        // The first apply creates the role of the pipeline too, so another principal runs it.
        .creator_is_admin(true)
        .support(match settings.support {
            config::Support::Standard => Support::Standard,
            config::Support::Extended => Support::Extended,
        })
        .deletion_protection(settings.deletion_protection);
    let mut args = if from.is_empty() { args } else { args.public_access_cidrs(from) };
    let mut attachments = role.attachments;
    if is_auto {
        let (auto_mode, nodes) = nodes::auto_mode(scope, context);
        args = args.auto_mode(auto_mode);
        attachments.extend(nodes.attachments);
    }
    // The policies of the roles and the logs must remain until the cluster is deleted.
    let options = Options::new().depends_on(&logs).replace_with(&network.vpc);
    Cluster::with_options(scope, "main", args, attachments.iter().fold(options, Options::depends_on))
}

/// Argo CD, run by EKS: the cluster contains only the objects that it manages.
fn argo_cd(
    scope: &Scope,
    inside: &Scope,
    context: &RegionContext,
    cluster: &Cluster,
    settings: &config::ArgoCd,
) -> Capability {
    let trust = trust("capabilities.eks.amazonaws.com", context);
    let role = ServiceRole::new(scope, &context.prefix(), "argo-cd", trust, &[], None).role;
    let admins = ArgoAccess::new(ArgoRole::Admin).groups(&settings.admin_groups);
    let viewers = ArgoAccess::new(ArgoRole::Viewer).groups(&settings.viewer_groups);
    let access = if settings.viewer_groups.is_empty() { vec![admins] } else { vec![admins, viewers] };
    let argo = ArgoCd::new(&settings.identity_center_arn, &settings.identity_center_region);
    let args = CapabilityArgs::new(cluster.name(), "argo-cd", CapabilityKind::ArgoCd, role.arn());
    let capability = Capability::new(inside, "argo-cd", args.argo_cd(argo.access(access)));
    // EKS creates an access entry for the role with the capability, but without permissions.
    let args = AccessPolicyAssociationArgs::new(cluster.name(), role.arn(), settings.access_policy_arn());
    AccessPolicyAssociation::with_options(inside, "argo-cd", args, Options::new().depends_on(&capability));
    capability
}
