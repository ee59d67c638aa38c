//! The metrics of a cluster, and the roles of the controllers that Argo CD installs.

use archipel::aws::eks::{PodIdentityAssociation, PodIdentityAssociationArgs};
use archipel::prelude::*;

use super::addons::Addons;
use super::role::ServiceRole;
use crate::aws::aps::{Workspace, WorkspaceArgs};
use crate::components::observability::alert_manager_definition;
use crate::components::trust::trust_of_pods;

/// A controller that calls AWS. `gitops/contract.toml` lists them with these actions.
struct Controller {
    /// The namespace and the service account of its pods.
    namespace: &'static str,
    account: &'static str,
    /// The actions on the region's metrics.
    metrics: &'static [&'static str],
    /// Actions that support no resource restriction.
    others: &'static [&'static str],
}

const CONTROLLERS: [Controller; 2] = [
    Controller {
        namespace: "luneo-observability",
        account: "collector",
        metrics: &["aps:RemoteWrite"],
        others: &["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    },
    // Argo Rollouts waits until the load balancer has the targets of a new version.
    Controller {
        namespace: "argo-rollouts",
        account: "argo-rollouts",
        metrics: &["aps:QueryMetrics"],
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

/// All actions of the controllers, for their boundary: on metrics, and others.
pub(crate) fn actions() -> [Vec<&'static str>; 2] {
    let all = |of: fn(&Controller) -> &'static [&'static str]| CONTROLLERS.iter().flat_map(of).copied().collect();
    [all(|controller| controller.metrics), all(|controller| controller.others)]
}

/// The metrics of a region.
pub struct Metrics {
    /// The ARN of their workspace.
    pub workspace: Output<String>,
    /// Where they are written to and read, without a final slash.
    pub endpoint: Output<String>,
}

/// Declares the workspace of the region's metrics, which sends alerts to the topic, and the roles of the controllers.
pub(super) fn declare(cluster: &Addons<'_>, topic: &Output<Arn>) -> Metrics {
    let Addons { scope, inside, context, .. } = *cluster;
    let routes = alert_manager_definition(topic, scope.region());
    let args = WorkspaceArgs::new().alias(context.prefix()).alert_manager_definition(routes);
    let workspace = Workspace::new(&context.scope.component("metrics"), "main", args);
    let arn = workspace.arn();
    for controller in &CONTROLLERS {
        let Controller { namespace, account, metrics, others } = *controller;
        let trust = trust_of_pods(&[context], namespace, account);
        let boundary = Some(&cluster.identity.addons_boundary);
        let role = ServiceRole::new(scope, &context.prefix(), account, trust, &[], boundary);
        let policy = Policy::new([Statement::allow(metrics).on(&arn), Statement::allow(others).on("*")]);
        let allowed = role.allow(account, "controller", policy);
        let args = PodIdentityAssociationArgs::new(cluster.cluster.name(), namespace, account, role.role.arn());
        PodIdentityAssociation::with_options(inside, account, args, Options::new().depends_on(&allowed));
    }
    let endpoint = workspace.prometheus_endpoint().map(|endpoint| endpoint.trim_end_matches('/').to_owned());
    Metrics { workspace: arn, endpoint }
}
