//! `aws:eks/NodeGroup`: a managed group of nodes of a cluster.

use aws_sdk_eks::types::{self as sdk, NodegroupStatus};

use super::common::{CONFLICT_CODES, Part, all_tags, created, parts, update_tags, updated};
use super::in_cluster::{in_cluster, lookup_in_cluster};
use crate::prelude::*;

/// The properties of a node group.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct NodeGroupProps {
    /// The cluster.
    #[arg(replace = "a node group stays with its cluster", length = 1..=100, pattern = "[0-9A-Za-z][A-Za-z0-9_-]*")]
    pub cluster_name: String,
    /// The name, unique in the cluster: up to 63 letters, digits, hyphens and underscores.
    #[arg(replace = "EKS cannot rename a node group", length = 1..=63, pattern = "[A-Za-z0-9_-]+")]
    pub name: String,
    /// The role of the instances.
    #[arg(replace = "EKS cannot change the role of a node group")]
    pub node_role_arn: Arn,
    /// The subnets of the nodes.
    #[arg(required, set, replace = "EKS cannot move a node group to other subnets")]
    pub subnet_ids: Vec<SubnetId>,
    /// The instance types, the preferred one first. Unset if the launch template has an instance type.
    #[arg(computed, replace = "EKS cannot change the types of a node group's machines")]
    pub instance_types: Vec<String>,
    /// The image type: `AL2023_x86_64_STANDARD`.
    #[arg(computed, replace = "EKS cannot change the kind of a node group's image")]
    pub ami_type: Option<String>,
    /// The pricing model.
    #[arg(default = CapacityType::OnDemand, replace = "EKS cannot change how a node group is paid for")]
    pub capacity_type: CapacityType,
    /// The disk size in GiB. Unset if there is a launch template.
    #[arg(computed, replace = "EKS cannot change the disks of a node group")]
    pub disk_size: Option<u32>,
    /// The minimum number of nodes.
    #[arg(default = 1)]
    pub min_size: u32,
    /// The maximum number of nodes.
    #[arg(default = 3, range = 1..)]
    pub max_size: u32,
    /// The number of nodes at first, and once more when this is edited. Otherwise the autoscaler controls it.
    #[arg(write_only)]
    pub initial_size: Option<u32>,
    /// The maximum number of nodes that an update replaces at a time.
    #[arg(default = 1, range = 1..=100)]
    pub max_unavailable: u32,
    /// The maximum share of the nodes that an update replaces at a time, in percent, instead of their number.
    #[arg(range = 1..=100)]
    pub max_unavailable_percentage: Option<u32>,
    /// The order of an update.
    #[arg(default = UpdateStrategy::Default)]
    pub update_strategy: UpdateStrategy,
    /// Whether EKS replaces nodes that are not healthy.
    #[arg(default = false)]
    pub node_repair: bool,
    /// Labels of the nodes.
    pub labels: BTreeMap<String, String>,
    /// A taint, which keeps away pods that do not tolerate it.
    #[arg(set)]
    pub taints: Vec<TaintProps>,
    /// The launch template of the instances.
    pub launch_template: Option<NodeTemplateProps>,
    /// The Kubernetes version. The default is that of the cluster.
    #[arg(computed)]
    pub version: Option<String>,
    /// The release of the image of EKS: `1.33.5-20251112`. A change replaces the nodes one after the other. The default is the
    /// newest one when the group is created, and when its version changes. It is not read back.
    #[arg(write_only)]
    pub release_version: Option<String>,
    /// Whether an update of the nodes also evicts pods that a disruption budget protects.
    #[arg(default = false, write_only)]
    pub force_update: bool,
    /// Tags.
    pub tags: BTreeMap<String, String>,
}

/// A pricing model.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum CapacityType {
    /// On-demand instances, billed by the second.
    OnDemand,
    /// Spot instances, which AWS can reclaim.
    Spot,
}

/// The order in which an update replaces nodes.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum UpdateStrategy {
    /// EKS starts new nodes before it ends old ones.
    Default,
    /// EKS ends old nodes first, for instances of which there are no more.
    Minimal,
}

/// A taint, which keeps away pods that do not tolerate it.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(Taint)]
pub struct TaintProps {
    /// The key.
    #[arg(length = 1..=63)]
    pub key: String,
    /// The value.
    #[arg(length = ..=63)]
    pub value: String,
    /// The effect.
    pub effect: TaintEffect,
}

/// The effect of a taint on pods that do not tolerate it.
#[derive(Prop, Clone, Copy, Debug, PartialEq, Eq)]
#[prop(rename_all = "SCREAMING_SNAKE")]
pub enum TaintEffect {
    /// The scheduler places no such pods.
    NoSchedule,
    /// The scheduler places no such pods, and running ones are evicted.
    NoExecute,
    /// The scheduler avoids such pods if other nodes have room.
    PreferNoSchedule,
}

/// A launch template and its version.
#[derive(Args, Clone, Debug, PartialEq)]
#[args(NodeTemplate)]
pub struct NodeTemplateProps {
    /// The id of the launch template.
    #[arg(replace = "EKS cannot give a node group another template, only another version of it")]
    pub id: String,
    /// The version number.
    pub version: String,
}

/// A managed node group (`CreateNodegroup`). It is ready after two to three minutes.
///
/// <https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html>
#[resource("aws:eks/NodeGroup", props = NodeGroupProps)]
pub struct NodeGroup {
    /// The ARN.
    pub arn: Arn,
    /// The name.
    #[attr(input = "name")]
    pub name: String,
    /// The name of the auto scaling group.
    pub auto_scaling_group: Option<String>,
}

impl Resource for NodeGroup {
    type Api = Aws;
    type Identity = ByName;

    fn meta() -> Meta {
        meta::<Self>()
            .terraform(&[("aws_eks_node_group", "{cluster_name}|{node_group_name}")])
            .unique(&[&["cluster_name", "name"]])
            .typical(Seconds { create: 130, update: 300, delete: 300 })
            .timeouts(Seconds { create: 2700, update: 5400, delete: 3600 })
            .polling(PollInterval { first_millis: 2000, max_secs: 15 })
    }

    fn check(props: &NodeGroupProps) -> Vec<String> {
        let sizes = props.min_size..=props.max_size;
        violations! {
            sizes.is_empty() => "`min_size` is above `max_size`";
            props.initial_size.is_some_and(|size| !sizes.contains(&size)) =>
                "`initial_size` is between `min_size` and `max_size`";
            props.launch_template.is_some() && props.disk_size.is_some() =>
                "`disk_size` belongs into the launch template, if there is one";
            props.max_unavailable_percentage.is_some() && props.max_unavailable != 1 =>
                "`max_unavailable` and `max_unavailable_percentage` exclude each other";
        }
    }

    async fn create(cx: &OperationContext<Self>, props: &NodeGroupProps) -> Result<Self::Attrs> {
        create_named(cx, props, || async {
            let desired = props.initial_size.unwrap_or(props.min_size);
            let api = cx.api().eks();
            let call = api
                .create_nodegroup()
                .client_request_token(cx.token())
                .cluster_name(&props.cluster_name)
                .nodegroup_name(&props.name)
                .node_role(props.node_role_arn.as_str())
                .set_subnets(Some(texts(&props.subnet_ids)))
                .set_instance_types((!props.instance_types.is_empty()).then(|| props.instance_types.clone()))
                .set_ami_type(props.ami_type.as_deref().map(Into::into))
                .capacity_type(props.capacity_type.as_str().into())
                .set_disk_size(props.disk_size.map(number))
                .scaling_config(scaling(props).desired_size(number(desired)).build())
                .update_config(update_config(props))
                .set_labels(Some(props.labels.clone().into_iter().collect()))
                .set_taints(Some(props.taints.iter().map(to_sdk).collect()))
                .set_launch_template(props.launch_template.as_ref().map(template))
                .set_version(props.version.clone())
                .set_release_version(props.release_version.clone())
                .set_node_repair_config(props.node_repair.then(|| repair(props)))
                .set_tags(Some(owned_tags(cx, &props.tags).into_iter().collect()));
            created(send!(cx, call))?;
            Ok((id_of(props), None))
        })
        .await
    }

    in_cluster!(delete_nodegroup / nodegroup_name);

    async fn update(cx: &OperationContext<Self>, id: &Id, change: &UpdateRequest<Self>) -> Result<Self::Attrs> {
        let (old, new) = (&change.old, &change.new);
        let has = |name: &str| change.has(name);
        let (cluster, name) = parts(id);
        let config = [
            "min_size",
            "max_size",
            "initial_size",
            "max_unavailable",
            "max_unavailable_percentage",
            "update_strategy",
            "node_repair",
            "labels",
            "taints",
        ];
        if config.into_iter().any(has) {
            // The autoscaler controls the current number; it is only moved into the new bounds, unless it is edited.
            let now = describe_one::<NodeGroup>(cx, id)
                .await?
                .and_then(|group| group.scaling_config.and_then(|it| it.desired_size));
            let edited = new.initial_size.filter(|_| has("initial_size"));
            let now = edited.unwrap_or_else(|| count::<u32>(now)).clamp(new.min_size, new.max_size);
            let api = cx.api().eks();
            let call = api
                .update_nodegroup_config()
                .cluster_name(cluster)
                .nodegroup_name(name)
                .scaling_config(scaling(new).desired_size(number(now)).build())
                .update_config(update_config(new))
                .set_node_repair_config(has("node_repair").then(|| repair(new)))
                .set_labels(has("labels").then(|| labels(old, new)))
                .set_taints(has("taints").then(|| taints(old, new)));
            let response = retry!(cx, CONFLICT_CODES, call)?;
            updated(cx, cluster, Part::NodeGroup(name), response.update).await?;
        }
        let release = new.release_version.clone().filter(|_| has("release_version"));
        if has("version") || has("launch_template") || release.is_some() {
            let call = cx.api().eks().update_nodegroup_version().cluster_name(cluster).nodegroup_name(name);
            let call = call.client_request_token(cx.token_for("version")).set_version(new.version.clone());
            let call = call.set_release_version(release).force(new.force_update);
            let call = call.set_launch_template(new.launch_template.as_ref().map(template));
            let response = retry!(cx, CONFLICT_CODES, call)?;
            updated(cx, cluster, Part::NodeGroup(name), response.update).await?;
        }
        update_tags(cx, change.attrs.arn.as_str(), &old.tags, &new.tags).await?;
        ready(cx, id).await
    }
}

lookup_in_cluster! {
    NodeGroup: sdk::Nodegroup { describe_nodegroup / nodegroup_name => nodegroup },
    "node group" by NodeGroupProps.name,
    names: |cx, cluster| list_all!(cx, cx.api().eks().list_nodegroups().cluster_name(cluster));
    id: nodegroup_name,
    status: status_of,
    state: state,
}

fn scaling(props: &NodeGroupProps) -> sdk::builders::NodegroupScalingConfigBuilder {
    let builder = sdk::NodegroupScalingConfig::builder().min_size(number(props.min_size));
    builder.max_size(number(props.max_size))
}

fn update_config(props: &NodeGroupProps) -> sdk::NodegroupUpdateConfig {
    let percentage = props.max_unavailable_percentage;
    sdk::NodegroupUpdateConfig::builder()
        .set_max_unavailable(percentage.is_none().then(|| number(props.max_unavailable)))
        .set_max_unavailable_percentage(percentage.map(number))
        .update_strategy(props.update_strategy.as_str().into())
        .build()
}

fn repair(props: &NodeGroupProps) -> sdk::NodeRepairConfig {
    sdk::NodeRepairConfig::builder().enabled(props.node_repair).build()
}

fn to_sdk(taint: &TaintProps) -> sdk::Taint {
    sdk::Taint::builder().key(&taint.key).value(&taint.value).effect(taint.effect.as_str().into()).build()
}

fn template(template: &NodeTemplateProps) -> sdk::LaunchTemplateSpecification {
    sdk::LaunchTemplateSpecification::builder().id(&template.id).version(&template.version).build()
}

fn labels(old: &NodeGroupProps, new: &NodeGroupProps) -> sdk::UpdateLabelsPayload {
    let gone = old.labels.keys().filter(|key| !new.labels.contains_key(*key)).cloned().collect();
    let builder = sdk::UpdateLabelsPayload::builder().set_remove_labels(Some(gone));
    builder.set_add_or_update_labels(Some(new.labels.clone().into_iter().collect())).build()
}

fn taints(old: &NodeGroupProps, new: &NodeGroupProps) -> sdk::UpdateTaintsPayload {
    // A taint has the identity of its key and effect: one with another value is updated.
    let is_kept =
        |taint: &TaintProps| new.taints.iter().any(|one| (&one.key, one.effect) == (&taint.key, taint.effect));
    let gone = old.taints.iter().filter(|taint| !is_kept(taint)).map(to_sdk).collect();
    let added = new.taints.iter().filter(|taint| !old.taints.contains(taint)).map(to_sdk).collect();
    let builder = sdk::UpdateTaintsPayload::builder().set_remove_taints(Some(gone));
    builder.set_add_or_update_taints(Some(added)).build()
}

fn status_of(group: &sdk::Nodegroup) -> Status {
    let issues = group.health().map(|health| health.issues()).unwrap_or_default();
    let why = || {
        let one = |issue: &sdk::Issue| {
            let code = issue.code().map(|code| code.as_str()).unwrap_or_default();
            format!("{code}: {}", issue.message().unwrap_or_default())
        };
        issues.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    match group.status() {
        Some(NodegroupStatus::Active) => Status::Ready,
        Some(NodegroupStatus::Deleting) => Status::Deleting("DELETING".to_owned()),
        Some(NodegroupStatus::CreateFailed | NodegroupStatus::DeleteFailed) => Status::Failed(why()),
        _ if issues.iter().any(is_final) => Status::Failed(why()),
        other => Status::Pending(other.map_or("CREATING", |status| status.as_str()).to_owned()),
    }
}

/// Issues that may end by themselves, or that an administrator can end while EKS retries.
const TRANSIENT_ISSUES: &[&str] = &[
    "AutoScalingGroupInstanceRefreshActive",
    "AutoScalingGroupRateLimitExceeded",
    "ClusterUnreachable",
    "Ec2LaunchTemplateDeletionFailure",
    "Ec2SecurityGroupDeletionFailure",
    "IamThrottling",
    "InternalFailure",
    "NodeTerminationFailure",
    "PodEvictionFailure",
    "Unknown",
];

/// Whether waiting does not help: EKS itself reports the failure of the group after half an hour. A launch fails for a
/// while when EC2 has no capacity, and finally when a quota or a permission is missing.
fn is_final(issue: &sdk::Issue) -> bool {
    let code = issue.code().map_or("Unknown", |code| code.as_str());
    let message = issue.message().unwrap_or_default();
    match code {
        "AsgInstanceLaunchFailures" => {
            ["VcpuLimitExceeded", "vCPU", "UnauthorizedOperation", "not authorized", "AccessDenied", "not supported"]
                .iter()
                .any(|cause| message.contains(cause))
        }
        _ => !TRANSIENT_ISSUES.contains(&code),
    }
}

fn state(group: &sdk::Nodegroup, tags: Tags) -> Result<State<NodeGroup>> {
    let (scaling, update) = (group.scaling_config(), group.update_config());
    let strategy = update.and_then(|config| config.update_strategy()).map(|strategy| strategy.as_str());
    let taint = |taint: &sdk::Taint| {
        let effect = parsed("effect of a taint", taint.effect().map(|effect| effect.as_str()))?;
        Ok(TaintProps { key: text(taint.key()), value: text(taint.value()), effect })
    };
    let capacity = parsed_option("capacity type", group.capacity_type().map(|capacity| capacity.as_str()))?;
    let props = NodeGroupProps {
        cluster_name: text(group.cluster_name()),
        name: text(group.nodegroup_name()),
        node_role_arn: Arn::new(text(group.node_role())),
        subnet_ids: group.subnets().iter().map(SubnetId::new).collect(),
        instance_types: group.instance_types().to_vec(),
        ami_type: group.ami_type().map(|kind| kind.as_str().to_owned()),
        capacity_type: capacity.unwrap_or(CapacityType::OnDemand),
        disk_size: group.disk_size().map(|size| count(Some(size))),
        min_size: count(scaling.and_then(|scaling| scaling.min_size())),
        max_size: count(scaling.and_then(|scaling| scaling.max_size())),
        initial_size: None,
        max_unavailable: count(update.and_then(|config| config.max_unavailable()).or(Some(1))),
        max_unavailable_percentage: update
            .and_then(|config| config.max_unavailable_percentage())
            .map(|share| count(Some(share))),
        update_strategy: parsed_option("update strategy", strategy)?.unwrap_or(UpdateStrategy::Default),
        node_repair: group.node_repair_config().and_then(|config| config.enabled()).unwrap_or(false),
        labels: all_tags(group.labels()),
        taints: group.taints().iter().map(taint).collect::<Result<_>>()?,
        launch_template: group
            .launch_template()
            .map(|template| NodeTemplateProps { id: text(template.id()), version: text(template.version()) }),
        version: group.version().map(str::to_owned),
        release_version: None,
        force_update: false,
        tags: own_tags(tags),
    };
    let groups = group.resources().map(|resources| resources.auto_scaling_groups()).unwrap_or_default();
    let attrs = NodeGroupAttrs {
        arn: Arn::new(text(group.nodegroup_arn())),
        name: props.name.clone(),
        auto_scaling_group: groups.first().and_then(|group| group.name()).map(str::to_owned),
    };
    Ok((props, attrs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(code: &str, message: &str) -> Status {
        let issue = sdk::Issue::builder().code(code.into()).message(message).build();
        let health = sdk::NodegroupHealth::builder().issues(issue).build();
        status_of(&sdk::Nodegroup::builder().status(NodegroupStatus::Creating).health(health).build())
    }

    #[test]
    fn a_failure_that_waiting_does_not_end_is_reported_at_once() {
        let quota = "Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than \
                     your current vCPU limit of 0 allows";
        let capacity = "Could not launch Spot Instances. UnfulfillableCapacity - Unable to fulfill capacity";
        for (code, message, is_final) in [
            ("NodeCreationFailure", "Instances failed to join the kubernetes cluster", true),
            ("InsufficientFreeAddresses", "Amazon Autoscaling was unable to launch instances", true),
            ("Ec2SubnetInvalidConfiguration", "subnets do not assign addresses", true),
            ("AccessDenied", "not authorized to perform sts:AssumeRole", true),
            ("InstanceLimitExceeded", "", true),
            ("AsgInstanceLaunchFailures", quota, true),
            ("AsgInstanceLaunchFailures", capacity, false),
            ("ClusterUnreachable", "", false),
        ] {
            let status = failing(code, message);
            assert_eq!(matches!(&status, Status::Failed(why) if why.contains(code)), is_final, "{status:?}");
        }
    }

    /// A code that a new SDK adds is final until someone decides otherwise: the table has no code that EKS lacks.
    #[test]
    fn the_transient_issues_are_codes_of_eks() {
        let known = sdk::NodegroupIssueCode::values();
        assert!(TRANSIENT_ISSUES.iter().all(|code| known.contains(code)), "{known:?}");
    }

    #[test]
    fn a_taint_with_another_value_is_updated_and_not_removed() {
        let with = |value: &str, effect| {
            let taint = TaintProps { key: "workload".to_owned(), value: value.to_owned(), effect };
            NodeGroupProps {
                cluster_name: "c".to_owned(),
                name: "n".to_owned(),
                node_role_arn: Arn::new("arn:aws:iam::111122223333:role/n"),
                subnet_ids: Vec::new(),
                instance_types: Vec::new(),
                ami_type: None,
                capacity_type: CapacityType::OnDemand,
                disk_size: None,
                min_size: 1,
                max_size: 1,
                initial_size: None,
                max_unavailable: 1,
                max_unavailable_percentage: None,
                update_strategy: UpdateStrategy::Default,
                node_repair: false,
                labels: Tags::new(),
                taints: vec![taint],
                launch_template: None,
                version: None,
                release_version: None,
                force_update: false,
                tags: Tags::new(),
            }
        };
        let (old, new) = (with("a", TaintEffect::NoSchedule), with("b", TaintEffect::NoSchedule));
        let payload = taints(&old, &new);
        assert_eq!((payload.remove_taints().len(), payload.add_or_update_taints().len()), (0, 1));
        let payload = taints(&old, &with("a", TaintEffect::NoExecute));
        assert_eq!((payload.remove_taints().len(), payload.add_or_update_taints().len()), (1, 1));
    }
}
