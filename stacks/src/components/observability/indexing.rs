//! What writes the logs of the pods to the search domain: a function that CloudWatch Logs calls with their events.
//!
//! Firehose cannot: a record of CloudWatch Logs has several events, and OpenSearch takes one in a document.
//! <https://docs.aws.amazon.com/firehose/latest/dev/writing-with-cloudwatch-logs.html>
//!
//! CloudWatch Logs repeats a call that failed; what is lost after that is still in the group, and in the archive.

use anyhow::Result;
use archipel::aws::ec2::*;
use archipel::aws::iam::*;
use archipel::aws::lambda::*;
use archipel::aws::logs::{LogGroup, LogGroupArgs};
use archipel::prelude::*;

use super::logs::EVERYTHING;
use super::search::SearchDomain;
use crate::aws::logs::{SubscriptionFilter, SubscriptionFilterArgs};
use crate::components::RegionContext;
use crate::components::statements::network_interfaces;
use crate::components::trust::trust;
use crate::config;
use crate::sections::Foundation;

/// The code: Python's standard library and the SDK of the runtime.
const CODE: (&str, &[u8]) = ("index.py", include_bytes!("index.py"));

/// Declares the function in the private subnets, its way to the domain, and the filter that calls it.
///
/// # Errors
/// When its code cannot be packed.
pub(super) fn declare(
    foundation: &Foundation<'_>,
    domain: &SearchDomain,
    pods: &LogGroup,
    settings: &config::Search,
) -> Result<()> {
    let (context, network) = (foundation.contexts.primary, foundation.networks.primary);
    let scope = &context.scope.component("observability").component("indexing");
    let inside = scope.with_options(Options::new().replace_with(&network.vpc));
    let args = SecurityGroupArgs::new(network.vpc.id(), format!("{}-indexing", context.prefix()));
    let group = SecurityGroup::new(&inside, "main", args.description("What writes the logs to the search domain"));
    let args = SecurityGroupRuleArgs::new(group.id(), Direction::Egress, "tcp").from_port(443).to_port(443);
    SecurityGroupRule::new(scope, "search", args.cidr_ipv4(context.cidr).description("The search domain"));
    domain.group.allow("indexing", group.id());

    let name = format!("{}-log-indexing", context.stack_prefix());
    let logs = LogGroupArgs::new(format!("/aws/lambda/{name}")).retention_in_days(settings.log_days);
    let logs = LogGroup::new(scope, "main", logs);
    let role = RoleArgs::new(&name, trust("lambda.amazonaws.com", context));
    let role = Role::new(scope, "main", role.description("Writes the logs of the pods to the search domain"));
    let policy = RolePolicyArgs::new(role.name(), "index", permissions(context, domain, &logs, &name));
    let policy = RolePolicy::new(scope, "main", policy);

    let environment = [
        ("ENDPOINT", domain.endpoint()),
        ("INDEX_PREFIX", Output::known("pods".to_owned())),
        ("KEEP_DAYS", Output::known(settings.keep_days.to_string())),
    ];
    let args = FunctionArgs::new(&name, role.arn())
        .runtime("python3.13")
        .handler("index.handler")
        .description("Writes the logs of the pods to the search domain")
        .architecture(Architecture::Arm64)
        .timeout(60)
        .log_group(logs.name())
        .subnet_ids(network.private_subnet_ids())
        .security_group_ids([group.id()])
        .environment(environment)
        .sources([CODE])?;
    // Lambda checks the permissions of the role when it creates the function.
    let function = Function::with_options(scope, "main", args, Options::new().depends_on(&policy));
    let args = PermissionArgs::new(function.name(), "pods", "logs.amazonaws.com");
    let args = args.source_account(&context.account).source_arn(output_format!("{}:*", pods.arn()).map(Arn::new));
    let permission = Permission::new(scope, "pods", args);
    let args = SubscriptionFilterArgs::new(function.arn().map(|arn| arn.to_string()), EVERYTHING, pods.name());
    let filter = args.filter_name("search");
    // CloudWatch Logs calls the function before it accepts the filter.
    SubscriptionFilter::with_options(scope, "search", filter, Options::new().depends_on(&permission));
    Ok(())
}

/// The requests of `index.py` to the domain, and what Lambda needs.
fn permissions(context: &RegionContext, domain: &SearchDomain, logs: &LogGroup, name: &str) -> Policy {
    let own = output_format!("arn:aws:lambda:{}:{}:function:{name}", context.scope.region(), context.account);
    let requests = ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpPost"];
    let write = ["logs:CreateLogStream", "logs:PutLogEvents"];
    Policy::new(
        [
            Statement::allow(requests).on(output_format!("{}/*", domain.arn)),
            Statement::allow(write).on(output_format!("{}:*", logs.arn())),
        ]
        .into_iter()
        .chain(network_interfaces(own)),
    )
}
