//! The Grafana workspace: one for both regions, with the users of IAM Identity Center.

use archipel::aws::iam::*;
use archipel::prelude::*;
use archipel::saas::grafana::*;

use crate::aws::grafana::workspace::{AccountAccessType, AuthenticationProviderTypes, DataSourceType, PermissionType};
use crate::aws::grafana::{Workspace, WorkspaceArgs};
use crate::config;
use crate::sections::Foundation;

/// Declares the workspace. Its role reads the metrics, traces and logs of both regions.
pub(super) fn declare(foundation: &Foundation<'_>, settings: &config::Grafana) -> Workspace {
    let context = foundation.contexts.primary;
    let scope = &context.scope.component("observability").component("grafana");
    let (region, account, name) = (scope.region(), &context.account, context.stack_prefix());
    // Both conditions are those of the Grafana user guide, "Cross-service confused deputy prevention".
    let trust = Policy::new([Statement::allow("sts:AssumeRole")
        .principal(Principal::Service, "grafana.amazonaws.com")
        .when("StringEquals", "aws:SourceAccount", account)
        .when("StringLike", "aws:SourceArn", output_format!("arn:aws:grafana:{region}:{account}:/workspaces/*"))]);
    let role = Role::new(scope, "read", RoleArgs::new(format!("{name}-grafana"), trust));
    let metrics =
        ["aps:QueryMetrics", "aps:GetLabels", "aps:GetSeries", "aps:GetMetricMetadata", "aps:DescribeWorkspace"];
    let workspaces: Vec<_> = foundation
        .clusters
        .into_iter()
        .flatten()
        .filter_map(|cluster| Some(cluster.metrics.as_ref()?.workspace.clone()))
        .collect();
    let reads = [
        "aps:ListWorkspaces",
        "cloudwatch:DescribeAlarms",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
        "tag:GetResources",
        "xray:BatchGetTraces",
        "xray:GetServiceGraph",
        "xray:GetTraceSummaries",
    ];
    // These actions support no resource restriction.
    let mut statements = vec![Statement::allow(reads).on("*")];
    if !workspaces.is_empty() {
        statements.push(Statement::allow(metrics).on(workspaces));
    }
    // The contact point for rules that users write in Grafana.
    statements.push(Statement::allow("sns:Publish").on(foundation.alarms.topic(region)));
    let args = RolePolicyArgs::new(role.name(), "read", Policy::new(statements));
    let allowed = RolePolicy::new(scope, "read", args);
    let args = WorkspaceArgs::new(
        AccountAccessType::CurrentAccount,
        [AuthenticationProviderTypes::AwsSso],
        PermissionType::CustomerManaged,
    );
    let args = args
        .name(name)
        .grafana_version(&settings.version)
        .role_arn(role.arn())
        .data_sources([DataSourceType::Prometheus, DataSourceType::Cloudwatch, DataSourceType::Xray])
        .plugin_admin_enabled(true);
    let workspace = Workspace::with_options(scope, "main", args, Options::new().depends_on(&allowed));
    // For rules that users write in Grafana. The rules of the platform are in Amazon Managed Service for Prometheus.
    let settings = json!({ "topic": foundation.alarms.topic(region), "authProvider": "default" });
    ContactPoint::new(
        scope,
        "alarms",
        ContactPointArgs::new(workspace.endpoint(), "alarms", "Alarm topic", "sns", settings),
    );
    workspace
}
