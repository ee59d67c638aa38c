//! The metrics and the logs of a cluster, and the roles of the controllers that Argo CD installs.

use archipel::aws::eks::{PodIdentityAssociation, PodIdentityAssociationArgs};
use archipel::aws::logs::{LogGroup, LogGroupArgs};
use archipel::prelude::*;

use super::addons::Addons;
use super::role::ServiceRole;
use crate::aws::aps::{Workspace, WorkspaceArgs};
use crate::components::RegionContext;
use crate::components::trust::trust_of_pods;

/// A controller that calls AWS. `gitops/contract.toml` lists them with these actions.
struct Controller {
    /// The namespace and the service account of its pods.
    namespace: &'static str,
    account: &'static str,
    /// The actions on the region's metrics.
    metrics: &'static [&'static str],
    /// The actions on the log group of the region's pods.
    logs: &'static [&'static str],
    /// Actions that support no resource restriction.
    others: &'static [&'static str],
}

const CONTROLLERS: [Controller; 2] = [
    Controller {
        namespace: "luneo-observability",
        account: "collector",
        metrics: &["aps:RemoteWrite"],
        // Not `CreateLogGroup`: a group that the collector made would keep its logs without limit.
        logs: &["logs:CreateLogStream", "logs:PutLogEvents"],
        others: &["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    },
    // Argo Rollouts waits until the load balancer has the targets of a new version.
    Controller {
        namespace: "argo-rollouts",
        account: "argo-rollouts",
        metrics: &["aps:QueryMetrics"],
        logs: &[],
        others: &[
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeLoadBalancers",
            "elasticloadbalancing:DescribeListeners",
            "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeTargetHealth",
        ],
    },
];

/// A controller of clusters without EKS Auto Mode, in the namespace `kube-system`.
struct Managed {
    account: &'static str,
    /// Actions that describe, which support no resource restriction.
    describes: &'static [&'static str],
    /// Actions on resources of the cluster, with the tags that mark them. `CLUSTER` stands for its name.
    changes: &'static [&'static str],
    marks: &'static [(&'static str, &'static str)],
}

/// Both act only on what has the tags of the cluster: the stack's target groups, and the groups that EKS tags.
/// <https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md>
const MANAGED: [Managed; 2] = [
    Managed {
        account: "load-balancer-controller",
        describes: &[
            "ec2:DescribeAvailabilityZones",
            "ec2:DescribeInstances",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
            "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth",
        ],
        changes: &["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
        marks: &[("eks:eks-cluster-name", "CLUSTER")],
    },
    Managed {
        account: "cluster-autoscaler",
        describes: &[
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLaunchConfigurations",
            "autoscaling:DescribeScalingActivities",
            "autoscaling:DescribeTags",
            "ec2:DescribeImages",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeLaunchTemplateVersions",
            "ec2:GetInstanceTypesFromInstanceRequirements",
            "eks:DescribeNodegroup",
        ],
        changes: &["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        marks: &[("k8s.io/cluster-autoscaler/enabled", "true"), ("k8s.io/cluster-autoscaler/CLUSTER", "owned")],
    },
];

/// All actions of the controllers, for their boundary: on metrics, on logs, and others.
pub(crate) fn actions() -> [Vec<&'static str>; 3] {
    let all = |of: fn(&Controller) -> &'static [&'static str]| CONTROLLERS.iter().flat_map(of).copied();
    let managed = MANAGED.iter().flat_map(|one| one.describes.iter().chain(one.changes)).copied();
    let mut others: Vec<_> = all(|controller| controller.others).chain(managed).collect();
    others.sort_unstable();
    others.dedup();
    [all(|controller| controller.metrics).collect(), all(|controller| controller.logs).collect(), others]
}

/// Declares the roles of the controllers that only managed compute needs.
pub(super) fn declare_managed(cluster: &Addons<'_>) -> Vec<PodIdentityAssociation> {
    let name = cluster.context.prefix();
    let declare = |one: &Managed| {
        let changes = Statement::allow(one.changes).on("*");
        let changes = one.marks.iter().fold(changes, |statement, (tag, value)| {
            let key = format!("aws:ResourceTag/{}", tag.replace("CLUSTER", &name));
            statement.when("StringEquals", key, value.replace("CLUSTER", &name))
        });
        associate(cluster, "kube-system", one.account, Policy::new([Statement::allow(one.describes).on("*"), changes]))
    };
    MANAGED.iter().map(declare).collect()
}

/// The role of a service account, with this policy.
fn associate(
    cluster: &Addons<'_>,
    namespace: &'static str,
    account: &'static str,
    policy: Policy,
) -> PodIdentityAssociation {
    let Addons { scope, inside, context, .. } = *cluster;
    let trust = trust_of_pods(&[context], namespace, account);
    let boundary = Some(&cluster.identity.addons_boundary);
    let role = ServiceRole::new(scope, &context.prefix(), account, trust, &[], boundary);
    let allowed = role.allow(account, "controller", policy);
    let args = PodIdentityAssociationArgs::new(cluster.cluster.name(), namespace, account, role.role.arn());
    PodIdentityAssociation::with_options(inside, account, args, Options::new().depends_on(&allowed))
}

/// The metrics of a region.
pub struct Metrics {
    /// The ARN of their workspace.
    pub workspace: Output<String>,
    /// Where they are written to and read, without a final slash.
    pub endpoint: Output<String>,
}

/// The log group to which the collectors of a cluster send what its pods report by OTLP: `gitops/overlays/observability`.
pub(super) fn logs(context: &RegionContext, days: u16) -> LogGroup {
    let args = LogGroupArgs::new(format!("/{}/pods", context.prefix())).retention_in_days(days);
    LogGroup::new(&context.scope.component("logs"), "pods", args)
}

/// Declares the workspace of the region's metrics, with the routes of its alerts, and the roles of the controllers.
pub(super) fn declare(cluster: &Addons<'_>, routes: &Output<String>, pods: &LogGroup) -> Metrics {
    let context = cluster.context;
    let args = WorkspaceArgs::new().alias(context.prefix()).alert_manager_definition(routes);
    let workspace = Workspace::new(&context.scope.component("metrics"), "main", args);
    let arn = workspace.arn();
    for controller in &CONTROLLERS {
        let Controller { namespace, account, metrics, logs, others } = *controller;
        let statements = [Statement::allow(metrics).on(&arn), Statement::allow(others).on("*")];
        let logs = (!logs.is_empty()).then(|| Statement::allow(logs).on(output_format!("{}:*", pods.arn())));
        associate(cluster, namespace, account, Policy::new(statements.into_iter().chain(logs)));
    }
    let endpoint = workspace.prometheus_endpoint().map(|endpoint| endpoint.trim_end_matches('/').to_owned());
    Metrics { workspace: arn, endpoint }
}
