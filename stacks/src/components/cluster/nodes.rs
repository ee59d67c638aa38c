//! The nodes of a cluster, managed by EKS Auto Mode, or as node groups: one for each kind of workload, across the zones of the private subnets.

use archipel::aws::ec2::{LaunchTemplate, LaunchTemplateArgs, RootVolume};
use archipel::aws::eks::*;
use archipel::prelude::*;
use sha2::{Digest as _, Sha256};

use super::role::ServiceRole;
use crate::components::statements::sessions;
use crate::components::trust::trust;
use crate::components::{Network, RegionContext};
use crate::config;

/// The permissions of a node, besides those for Session Manager: to join the cluster and to pull images.
const RIGHTS: [&str; 2] = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

/// The permissions of a node of EKS Auto Mode.
const AUTO_RIGHTS: [&str; 2] = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
/// The node pools that EKS creates in Auto Mode: one for add-ons that tolerate its taint, and one for all other pods.
/// With them it creates the node class `default`, and the access entry of the role of the nodes.
const BUILT_IN_POOLS: [&str; 2] = ["general-purpose", "system"];

/// The settings of EKS Auto Mode, and the role of its nodes.
pub(super) fn auto_mode(scope: &Scope, context: &RegionContext) -> (AutoMode, ServiceRole) {
    let trust = trust("ec2.amazonaws.com", context);
    let role = ServiceRole::new(scope, &context.prefix(), "node", trust, &AUTO_RIGHTS, None);
    (AutoMode::new(role.role.arn()).node_pools(BUILT_IN_POOLS), role)
}

/// The node groups of a cluster.
pub(super) struct Nodes {
    /// The groups that accept all pods.
    pub(super) shared: Vec<NodeGroup>,
}

impl Nodes {
    /// Declares the node groups with this version of Kubernetes. `before` are the add-ons that nodes require.
    pub(super) fn new(
        scope: &Scope,
        inside: &Scope,
        context: &RegionContext,
        network: &Network,
        cluster: &Cluster,
        before: &[Addon],
        settings: &config::Cluster,
    ) -> Self {
        let (name, version) = (&context.prefix(), settings.version.as_str());
        let role = ServiceRole::new(scope, name, "node", trust("ec2.amazonaws.com", context), &RIGHTS, None);
        role.allow("node-sessions", "sessions", sessions());
        // Nodes use the NAT gateways until they are deleted.
        let ready = before.iter().fold(Options::new(), Options::depends_on);
        let ready = role.attachments.iter().fold(ready, Options::depends_on);
        let ready = network.private_default_routes.iter().fold(ready, Options::depends_on);
        let declare = |group: &config::NodeGroup| {
            let template = template(scope, name, group);
            let name = unique_name(group);
            let args = NodeGroupArgs::new(cluster.name(), name, role.role.arn(), network.private_subnet_ids())
                .launch_template(NodeTemplate::new(template.id(), template.version()))
                // The nodes follow the version of the control plane, after its upgrade.
                .version(version);
            let args = shaped(args, group, context.choose(group.sizes()));
            (group.dedicated, NodeGroup::with_options(inside, &group.name, args, ready.clone()))
        };
        let groups: Vec<_> = settings.node_groups.iter().map(declare).collect();
        Self { shared: groups.into_iter().filter(|(dedicated, _)| !dedicated).map(|(_, group)| group).collect() }
    }
}

/// The name of a group, with a suffix from the settings that EKS cannot change: the group that replaces it has another
/// name, so it is created before the old one is deleted.
fn unique_name(group: &config::NodeGroup) -> String {
    let fixed = serde_json::json!([group.instance_types, group.image, group.spot]).to_string();
    let suffix: String = Sha256::digest(fixed).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{suffix}", group.name)
}

fn template(scope: &Scope, cluster: &str, group: &config::NodeGroup) -> LaunchTemplate {
    let name = format!("{cluster}-{}", group.name);
    let args = LaunchTemplateArgs::new(&name)
        .root_volume(RootVolume::new(group.disk_size))
        // Containers are one network hop further away, so they cannot get the node's role and use their own.
        .metadata_hops(1)
        .machine_tags([("Name", name)]);
    LaunchTemplate::new(scope, &group.name, args)
}

/// The instance types, the limits of the size, and the taints. The autoscaler sets the actual size.
fn shaped(args: NodeGroupArgs, group: &config::NodeGroup, (min, max): (u32, u32)) -> NodeGroupArgs {
    let name = group.name.as_str();
    let args = args
        .instance_types(&group.instance_types)
        .capacity_type(if group.spot { CapacityType::Spot } else { CapacityType::OnDemand })
        .min_size(min)
        .max_size(max)
        .labels([("workload", name)])
        .ami_type(&group.image);
    match group.dedicated {
        true => args.taints([Taint::new("workload", name, TaintEffect::NoSchedule)]),
        false => args,
    }
}
