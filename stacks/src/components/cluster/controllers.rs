//! The metrics of a cluster, and the roles of the controllers that Argo CD installs.

use archipel::aws::eks::{PodIdentityAssociation, PodIdentityAssociationArgs};
use archipel::cloudcontrol::CloudControl;
use archipel::prelude::*;

use super::addons::Addons;
use super::role::ServiceRole;
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

/// Declares the workspace of the region's metrics and the roles of the controllers. Returns the endpoint of the metrics,
/// without a final slash.
pub(super) fn declare(cluster: &Addons<'_>) -> Output<String> {
    let Addons { scope, inside, context, .. } = *cluster;
    let workspace = json!({ "Alias": context.prefix() });
    let workspace = CloudControl::new(&context.scope.component("metrics"), "main", "AWS::APS::Workspace", workspace);
    let arn: Output<String> = workspace.attribute("Arn");
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
    let endpoint: Output<String> = workspace.attribute("PrometheusEndpoint");
    endpoint.map(|endpoint| endpoint.trim_end_matches('/').to_owned())
}
